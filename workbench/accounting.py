"""Which endpoints a spec mentions, and whether each is accounted for: the proof that nothing fell off the end.

Names come from headings, tables of contents and cross references, read here straight from the lines, not from what an
agent returned: an agent that skipped a chunk cannot make its endpoints vanish.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from workbench.declarations import NAME
from workbench.profile import Profile, named
from workbench.records import UNKNOWN, Record
from workbench.spec import Spec
from workbench.structure import Outline

MentionKind = Literal["heading", "contents", "reference"]
"""heading: the endpoint is defined here. contents: an entry of a list of endpoints. reference: another one names it."""

_OTHER = re.compile(r"(?i)\bextern(?:al)?\b|\butility\b|\bsystem (?:routine|module)\b|\bnot part of\b")
_TOKEN = re.compile(rf"(?<![A-Za-z0-9_$#@.-]){NAME}(?![A-Za-z0-9_$#@-])")
_CONTENTS = re.compile(r"(?:\.{3,}|…|\. \. \.|\s{3,})\s*\d{1,5}\s*$")


class Mention(Record):
    """A line that names an endpoint."""

    name: str
    line: int
    how: MentionKind


def mentions(spec: Spec, profile: Profile, outline: Outline) -> list[Mention]:
    """All mentions of endpoints, in the order of the lines; a name counts once a line."""
    found = {(name, segment.heading + 1): "heading" for name, segment in outline.programs.items()}
    lines = _naming_lines(spec, profile)
    known = set(outline.programs)
    form = re.compile(rf"(?:{profile.names})\Z") if profile.names != UNKNOWN else None
    for number, (text, how) in sorted(lines.items()):
        for name in _names(text, form, known, how):
            found.setdefault((name, number), how)
    return [Mention(name=name, line=line, how=how) for (name, line), how in sorted(found.items(), key=_by_line)]  # type: ignore[arg-type]


def _by_line(item: tuple[tuple[str, int], str]) -> tuple[int, str]:
    return item[0][1], item[0][0]


def _naming_lines(spec: Spec, profile: Profile) -> dict[int, tuple[str, str]]:
    """The lines that name endpoints: number -> what follows the keyword, and how they name."""
    lines: dict[int, tuple[str, str]] = {}
    classes = spec.classes
    for number, text in enumerate(spec.lines, 1):
        if classes[number - 1] != "content" or len(text) > 2000:
            continue
        if _CONTENTS.search(text) and len(text) < 200:
            lines[number] = (text, "contents")
    for regex, how in ((profile.heading_regex, "contents"), (profile.mention_regex, "reference")):
        for match in regex.finditer(spec.text):
            index = _index(spec, match)
            if classes[index] == "content":
                after = spec.text[match.end() : spec.starts[index + 1]]
                text = named(match) if how == "contents" else after + _continued(spec, index)
                lines.setdefault(index + 1, (text, how))
    return lines


def _index(spec: Spec, match: re.Match[str]) -> int:
    skipped = len(match[0]) - len(match[0].lstrip("\f\n\r \t"))
    return bisect_right(spec.starts, match.start() + skipped) - 1


def _continued(spec: Spec, index: int) -> str:
    """The next line, when a list of names goes on there: this line ends with a comma."""
    if not spec.lines[index].rstrip().endswith(",") or index + 1 >= spec.count:
        return ""
    return " " + spec.lines[index + 1] + _continued(spec, index + 1)


def _names(text: str, form: re.Pattern[str] | None, known: set[str], how: str) -> list[str]:
    names = []
    for match in _TOKEN.finditer(text):
        if _OTHER.search(text[match.end() : match.end() + 24]):
            continue
        if match[0] in known or (form is not None and form.match(match[0])) or (form is None and how == "reference" and re.search("[A-Z]{2}", match[0]) and len(match[0]) >= 4):
            names.append(match[0])
    return list(dict.fromkeys(names))


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
