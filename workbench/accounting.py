"""Which endpoints a spec mentions, and whether each is accounted for: the proof that nothing fell off the end.

Names come from headings, tables of contents and cross references, read straight from the lines, not from what an
agent returned: an agent that skipped a chunk cannot make its endpoints vanish.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from workbench.profile import Mention, MentionKind, Profile, naming
from workbench.records import Record
from workbench.spec import Spec
from workbench.structure import Outline

__all__ = ["Account", "Mention", "MentionKind", "account", "mentions"]


def mentions(spec: Spec, profile: Profile, outline: Outline) -> list[Mention]:
    """All mentions of endpoints, in the order of the lines; a name counts once a line."""
    return naming(spec, profile, {name: segment.heading + 1 for name, segment in outline.programs.items()})


class Account(Record):
    """How the endpoints of a spec stand: each one mentioned, and what became of it."""

    mentioned: tuple[str, ...]
    defined: tuple[str, ...]
    missing: tuple[str, ...]
    missing_lines: tuple[int, ...]


def account(found: Iterable[Mention], defined: Sequence[str], waived: Sequence[str]) -> Account:
    """Who is mentioned, who is defined by an accepted fact, and who is neither defined nor waived by a person."""
    lines: Mapping[str, list[int]] = _lines_by_name(found)
    names = sorted({*lines, *defined})
    missing = [name for name in names if name not in set(defined) and name not in set(waived)]
    return Account(
        mentioned=tuple(names),
        defined=tuple(sorted(set(defined))),
        missing=tuple(missing),
        missing_lines=tuple(min(lines[name]) for name in missing),
    )


def _lines_by_name(found: Iterable[Mention]) -> dict[str, list[int]]:
    lines: dict[str, list[int]] = defaultdict(list)
    for mention in found:
        lines[mention.name].append(mention.line)
    return dict(lines)
