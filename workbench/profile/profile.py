"""The patterns of a profile, and the expressions they make together.

A pattern for a heading or a record has a group `name`; all patterns match at the start of a line.
"""

import re
from functools import cached_property

from workbench.profile.opening import words_inside
from workbench.records import UNKNOWN, ChunkKind, Record

MAX_PATTERN = 600
"""The longest pattern that is taken, in characters."""


class Pattern(Record):
    """One regular expression, an example of what it matched, how often, and how sure it is (0 to 1)."""

    pattern: str
    sample: str = UNKNOWN
    count: int = 0
    sure: float = 1.0


class Heading(Pattern):
    """What starts an endpoint. `opening`: only a line with a blank one, a rule or a page break before it does."""

    opening: bool = False


class Block(Pattern):
    """What a line starts inside an endpoint's part."""

    kind: ChunkKind


class Profile(Record):
    """How a document is built.

    `names` is what an endpoint's name looks like ("unknown" when names have no form of their own). `headings` start an
    endpoint, `continued` go on with one that an earlier part of the document defines, `parts` end one (appendix,
    chapter, errata), `records` name the record whose items follow, `blocks` start something else inside an endpoint.
    `mentions` are lines that name other endpoints, `errata` start a correction.
    `items` declare one in a form of the document's own, with groups `name` and `picture`; a group `program` or
    `record` there is a column that says whose item it is.
    `counted`: the numbers before the names of items count rows, and are no levels. `spoken` are names that the document
    speaks of again and again and for which no heading was found.
    `sure` is from 0 to 1; 0: nothing was found, and the document is cut by its blank lines alone.
    """

    name: str
    sure: float = 0.0
    names: str = UNKNOWN
    headings: tuple[Heading, ...] = ()
    continued: tuple[Heading, ...] = ()
    parts: tuple[Pattern, ...] = ()
    records: tuple[Pattern, ...] = ()
    blocks: tuple[Block, ...] = ()
    mentions: tuple[Pattern, ...] = ()
    errata: tuple[Pattern, ...] = ()
    items: tuple[Pattern, ...] = ()
    counted: bool = False
    spoken: tuple[str, ...] = ()

    @cached_property
    def heading_regex(self) -> re.Pattern[str]:
        """Any heading; `named` gives the name of a match."""
        return _any([item.pattern for item in self.headings])

    @cached_property
    def part_regex(self) -> re.Pattern[str]:
        """Any line that ends an endpoint's part."""
        return _any([item.pattern for item in (*self.parts, *self.errata)])

    @cached_property
    def record_regex(self) -> re.Pattern[str]:
        """Any line that names a record; `named` gives the name of a match."""
        return _any([item.pattern for item in self.records])

    @cached_property
    def erratum_regex(self) -> re.Pattern[str]:
        """Any line that starts a correction."""
        return _any([item.pattern for item in self.errata])

    @cached_property
    def forms(self) -> tuple[re.Pattern[str], ...]:
        """The document's own forms of items."""
        return tuple(re.compile(item.pattern) for item in self.items)

    @cached_property
    def mention_regex(self) -> re.Pattern[str]:
        """Any line that names other endpoints."""
        return _any([item.pattern for item in self.mentions])

    @cached_property
    def mention_words(self) -> tuple[str, ...]:
        """Words, in capitals, one of which stands in every line that names others; none where any line may."""
        found = [words_inside(item.pattern) for item in self.mentions]
        return tuple(word for words in found for word in words) if all(found) else ()

    @cached_property
    def block_regex(self) -> re.Pattern[str]:
        """Any line that starts a block; few do."""
        return _any([block.pattern for block in self.blocks])

    @cached_property
    def block_regexes(self) -> list[tuple[ChunkKind, re.Pattern[str]]]:
        """One pattern a kind of block."""
        kinds = dict.fromkeys(block.kind for block in self.blocks)
        return [(kind, _any([b.pattern for b in self.blocks if b.kind == kind])) for kind in kinds]


_NOTHING = "(?!)"
_GROUPS = re.compile(r"\(\?P<(?:name|path|verb)>")


def _any(patterns: list[str]) -> re.Pattern[str]:
    """One expression for several; groups of a name in more than one of them lose theirs, and only that."""
    if not patterns:
        return re.compile(_NOTHING)
    plain = [_GROUPS.sub("(", pattern) for pattern in patterns]
    return re.compile("^(?:" + "|".join(f"(?:{pattern})" for pattern in plain) + ")", re.MULTILINE)


def named(match: re.Match[str]) -> str:
    """The name in a match of a joined pattern: its only group that took part."""
    return next((group for group in match.groups() if group), UNKNOWN)


def heads(match: re.Match[str], program: str) -> bool:
    """Whether a match of a joined pattern is the heading of an endpoint: its name, or the method before its path."""
    return program == (name := named(match)) or program.startswith(f"{name.upper()} /")
