"""A spec in segments, one an endpoint or a part, each with the blocks in it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.declarations import Forms, Header, declared
from workbench.profile import Profile
from workbench.records import UNKNOWN, ChunkKind
from workbench.spec import Printed, Spec
from workbench.structure import records
from workbench.structure.headings import Headings, headings, parts, top
from workbench.structure.openings import Hit, matches
from workbench.structure.titles import ERRATA_PART, NUMBERED, indent

_KEYS = ("headings", "continued", "parts", "errata", "records", "blocks")


@dataclass(frozen=True)
class Block:
    """What starts at a line (index from 0): its kind, and its name where it has one."""

    index: int
    kind: ChunkKind
    name: str = UNKNOWN


@dataclass(frozen=True)
class Segment:
    """The lines of one endpoint or of one part: indices from 0, the end exclusive, and the blocks in it, in order.

    `continued`: the endpoint is defined in an earlier part, and this one goes on with it.
    """

    start: int
    end: int
    heading: int
    program: str
    part: str
    blocks: tuple[Block, ...]
    continued: bool = False


@dataclass(frozen=True)
class Outline:
    """The segments of a spec, in order, without a gap; and the table headers by line index.

    `repeats` are the lines of headers that the printer repeats on the next page of a table: they start nothing.
    """

    segments: tuple[Segment, ...]
    headers: dict[int, Header]
    repeats: frozenset[int]
    forms: Forms = ()

    @cached_property
    def programs(self) -> dict[str, Segment]:
        """The segment that defines each endpoint."""
        return {one.program: one for one in self.segments if one.program != UNKNOWN and not one.continued}


def outline(spec: Spec, profile: Profile) -> Outline:
    """The segments and blocks of a spec by its profile."""
    printed = spec.printed
    hits = matches(printed, {key: [item.pattern for item in getattr(profile, key)] for key in _KEYS})
    headers = records.table_headers(printed)
    repeated = records.repeats(printed, headers)
    programs, named = records.in_columns(printed, profile.forms)
    blocks = _blocks(printed, profile, hits, headers, repeated | named.keys() | programs.keys())
    blocks = sorted((*blocks, *(Block(index, "record", name) for index, name in named.items())), key=_place)
    found = headings(printed, profile, hits)
    titles = _unlisted(parts(printed, hits["parts"], hits["errata"]), printed, headers, profile.forms)
    segments = _segments(printed, found._replace(defined=found.defined | programs), titles, blocks)
    return Outline(tuple(segments), headers, frozenset(repeated), profile.forms)


def _unlisted(
    titles: dict[int, tuple[str, bool]], printed: Printed, headers: Mapping[int, Header], forms: Forms
) -> dict[int, tuple[str, bool]]:
    """The titles of parts without items: one may be called a volume, and stand right below a rule or a header."""
    tables = {records.below(printed, index): table for index, table in headers.items()} if titles else {}
    return {
        index: title
        for index, title in titles.items()
        if title[1] or declared(printed.all[index].replace("\f", ""), tables.get(index), forms) is None
    }


def _place(block: Block) -> int:
    return block.index


def places(spec: Spec, profile: Profile) -> dict[str, list[list[int]]]:
    """For each key of a profile and each pattern there, in order, the numbers of the lines that it matches."""
    printed = spec.printed
    keys = (*_KEYS, "mentions", "items")
    hits = matches(printed, {key: [item.pattern for item in getattr(profile, key)] for key in keys})
    return {key: [[printed.indices[place] + 1 for place, _ in found] for found in hits[key]] for key in keys}


def _blocks(
    printed: Printed,
    profile: Profile,
    hits: Mapping[str, list[list[Hit]]],
    headers: dict[int, Header],
    repeated: set[int],
) -> list[Block]:
    """All block starts in order; a record's 01-line near its heading or table header starts nothing of its own."""
    found = {index: Block(index, "record") for index in headers}
    for block, places in zip(profile.blocks, hits["blocks"], strict=True):
        for place, _ in places:
            index = printed.indices[place]
            found.setdefault(index, Block(index, block.kind))
    own = records.in_own_words(printed, hits["records"], profile.forms)
    for names in (
        records.in_known_words(printed, headers) | own,
        records.first_items(printed, headers, profile.forms, profile.counted),
    ):
        found |= {index: Block(index, "record", name) for index, name in names.items()}
    return _merged([found[index] for index in sorted(found) if index not in repeated], printed)


def _merged(blocks: Sequence[Block], printed: Printed) -> list[Block]:
    """A record heading, its table header and its 01-line are one block, also across a page break."""
    kept: list[Block] = []
    last = -1
    for block in blocks:
        if kept and block.kind == "record" == kept[-1].kind and _same(kept[-1], block):
            if printed.between(last, block.index) <= records.MERGE:
                if kept[-1].name == UNKNOWN:
                    kept[-1] = Block(kept[-1].index, "record", block.name)
                last = block.index
                continue
        kept.append(block)
        last = block.index
    return kept


def _same(before: Block, after: Block) -> bool:
    return UNKNOWN in (before.name, after.name) or before.name == after.name


def _segments(
    printed: Printed, named: Headings, titles: dict[int, tuple[str, bool]], blocks: Sequence[Block]
) -> list[Segment]:
    owners = {top(printed, index): (index, name) for index, name in {**named.continued, **named.defined}.items()}
    opened = {top(printed, index): title for index, title in titles.items()}
    marks = sorted({0, *owners, *opened})
    starts = [block.index for block in blocks]
    part, found = UNKNOWN, []
    for start, end in zip(marks, [*marks[1:], printed.count], strict=True):
        correction = False
        if start in opened:
            part, correction = opened[start]
        heading, program = owners.get(start, (start, UNKNOWN))
        inside = list(blocks[bisect_right(starts, start - 1) : bisect_right(starts, end - 1)])
        if inside[:1] and inside[0].index == start == heading and inside[0].name in (UNKNOWN, program):
            inside = inside[1:]
        if correction:
            inside = [Block(start, "errata"), *inside]
        elif program == UNKNOWN and ERRATA_PART.search(part):
            inside = [Block(start, "errata"), *_corrections(printed, start, end)]
        continued = program != UNKNOWN and heading not in named.defined
        found.append(Segment(start, end, heading, program, part, tuple(inside), continued))
    return found


def _corrections(printed: Printed, start: int, end: int) -> list[Block]:
    """Every numbered line in a part of corrections starts one, unless it is indented deeper: then it goes on."""
    lines = printed.all
    found = [
        index
        for index in printed.indices[printed.place(start + 1) : printed.place(end)]
        if NUMBERED.match(lines[index])
    ]
    least = min((indent(lines[index]) for index in found), default=0)
    return [Block(index, "errata") for index in found if indent(lines[index]) <= least + 1]
