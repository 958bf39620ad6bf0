"""Where things start in a spec, by its profile: parts, endpoints, and the blocks inside them.

One pass of a few regular expressions over the whole text. A name that has several headings is defined where most text
follows; headings in a row, a few lines apart, are a table of contents and define nothing.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from workbench.declarations import NAME, Header, declaration, header
from workbench.profile import Profile, named
from workbench.records import UNKNOWN, ChunkKind
from workbench.spec import Spec

TOGETHER = 3
"""Headings that stand at most so many lines apart, four or more in a row, are a table of contents."""

MERGE = 4
"""A record's first line belongs to the heading or table header that stands at most so many printed lines before it."""

_FIRST_ITEM = re.compile(rf"^[ \t*|>\f\d\-.]{{0,12}}?\b0?1[ \t|]+({NAME})(?![\w-])[^\n]*", re.MULTILINE)
_HEADER = re.compile(
    r"^[ \t*|#>+\f]{0,12}(?:LVL|LEVEL|LV|LEV|NAME|FIELD|ITEM|DATA|ELEMENT|OFFSET|OFFS|OFF|POS|POSITION|START|SEQ|NO"
    r"|DISP)"
    r"(?![\w-])[^\n]*\b(?:PIC|FORMAT|LEN|BYTES|SIZE|USAGE|COBOL|LGTH|TYPE)[^\n]*",
    re.MULTILINE | re.IGNORECASE,
)
RECORD_HEADING = re.compile(
    rf"^[ \t*#=\-|>\f\d.]{{0,16}}(?:[A-Za-z/]+[ \t]+){{0,3}}?"
    r"(?i:RECORD|LAYOUT|COPYBOOK|STRUCTURE|COMMAREA|SEGMENT|AREA|FD)"
    r"(?i:[ \t]+(?:LAYOUT|OF|NAME|AREA|FORMAT|RECORD|STRUCTURE|FOR|AREA))*"
    rf"(?:[ \t]*[:=(\[\"']+[ \t]*|[ \t]+(?:-+[ \t]+)?)({NAME})(?![\w-])"
    r"(?![ \t]+(?:IS|ARE|WAS|HAS|MUST|CONTAINS?)\b)[^\n]{0,80}$",
    re.MULTILINE,
)
"""A line that names a record before its items follow."""
ERRATA_PART = re.compile(r"\b(?:ERRAT|CORRIGEND|CORRECTIONS?\b|AMENDMENTS?\b|LATE CHANGES?\b|CHANGE NOTICES?\b)", re.I)
"""The title of a part in which every numbered paragraph is a correction."""

NUMBERED = re.compile(
    r"^[ \t\f|>*\-•(\[]{0,8}(?:"
    r"(?:ERRAT\w*|CORR\w*|AMEND\w*|CHANGE|NOTICE|ITEM|NOTE|NO|NR|ERR|CN)[ \t.:#]*(?:NOTICE[ \t]*)?"
    r"(?:NO\.?[ \t]*|NR\.?[ \t]*|#)?[A-Z]{0,3}-?\d+(?:[.\-/]\d+)*[).:\]]*"
    r"|[A-Z]{1,3}-?\d+(?:[.\-/]\d+)*[).:\]]*|\d+(?:[.\-/]\d+)*[).:\]]+)(?=[ \t]|$)",
    re.I,
)
"""How a correction starts inside such a part: an optional word, then its number."""

_RULE_LINE = re.compile(r"^[\s*|+#=\-_~.<>/\\]{3,}$")
_CONTENTS = re.compile(r"(?:\.{3,}|…|\. \. \.|\s{3,})\s*\d{1,5}\s*$")


@dataclass(frozen=True)
class Block:
    """What starts at a line (index from 0): its kind, and its name where it has one."""

    index: int
    kind: ChunkKind
    name: str = UNKNOWN


@dataclass(frozen=True)
class Segment:
    """The lines of one endpoint or of one part: indices from 0, the end exclusive, and the blocks in it, in order."""

    start: int
    end: int
    heading: int
    program: str
    part: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Outline:
    """The segments of a spec, in order, without a gap; and the table headers by line index.

    `repeats` are the lines of headers that the printer repeats on the next page of a table: they start nothing.
    """

    segments: tuple[Segment, ...]
    headers: dict[int, Header]
    repeats: frozenset[int]

    @cached_property
    def programs(self) -> dict[str, Segment]:
        """The segment that defines each endpoint."""
        return {segment.program: segment for segment in self.segments if segment.program != UNKNOWN}


class _Lines:
    """The printed text of a spec, without blank lines and page furniture, and the line index of each place in it.

    What a page break tears apart (a heading and the rule under it, a list and its end) stands together here.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.furniture = {index for index, kind in enumerate(spec.classes) if kind == "furniture"}
        self.printed = [index for index, kind in enumerate(spec.classes) if kind == "content"]
        lines = [spec.lines[index] for index in self.printed]
        self.text = "\n".join(lines).replace("\f", " ")
        self.starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def at(self, match: re.Match[str]) -> int:
        """The index of the line in which a match begins."""
        return self.printed[bisect_right(self.starts, match.start()) - 1]

    def between(self, start: int, end: int) -> int:
        """How many printed lines stand after `start` up to `end`."""
        return bisect_right(self.printed, end) - bisect_right(self.printed, start)


def outline(spec: Spec, profile: Profile) -> Outline:
    """The segments and blocks of a spec by its profile."""
    lines = _Lines(spec)
    headings = _headings(lines, profile)
    parts = _parts(lines, profile)
    headers = _table_headers(lines)
    repeats = _repeats(lines, headers)
    blocks = _blocks(lines, profile, headers, repeats)
    return Outline(tuple(_segments(lines, headings, parts, blocks)), headers, frozenset(repeats))


def _headings(lines: _Lines, profile: Profile) -> dict[int, str]:
    """Line index -> endpoint, one definition a name."""
    seen: list[tuple[int, str]] = []
    for match in profile.heading_regex.finditer(lines.text):
        index = lines.at(match)
        if not _CONTENTS.search(lines.spec.lines[index]):
            seen.append((index, named(match)))
    apart = _apart(seen)
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    ends = [index for index, _ in apart[1:]] + [lines.spec.count]
    for (index, name), end in zip(apart, ends, strict=False):
        places[name].append((end - index, -index))
    return {-max(found)[1]: name for name, found in places.items()}


def _apart(seen: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The headings that are not entries of a list; one that repeats the last name within 30 lines is the same."""
    kept: list[tuple[int, str]] = []
    run: list[tuple[int, str]] = []
    for index, name in seen:
        if run and index - run[-1][0] > TOGETHER:
            kept.extend(run if len(run) < 4 else [])
            run = []
        if not (run and run[-1][1] == name) and not (kept and kept[-1][1] == name and index - kept[-1][0] <= 30):
            run.append((index, name))
    return kept + (run if len(run) < 4 else [])


def _parts(lines: _Lines, profile: Profile) -> dict[int, tuple[str, bool]]:
    """Line index -> the title of the part that starts there, and whether it is a correction."""
    found: dict[int, tuple[str, bool]] = {}
    errata = {lines.at(match) for match in profile.erratum_regex.finditer(lines.text)}
    for match in profile.part_regex.finditer(lines.text):
        index = lines.at(match)
        text = lines.spec.lines[index]
        if _CONTENTS.search(text):
            continue
        if index in errata or (len(text) <= 140 and _opens(lines, index)):
            found[index] = (text.strip(" \t\f*#=|-")[:80], index in errata)
    return found


def _opens(lines: _Lines, index: int) -> bool:
    before = index - 1
    while before >= 0 and before in lines.furniture:
        before -= 1
    return before < 0 or not lines.spec.lines[before].strip() or bool(_RULE_LINE.match(lines.spec.lines[before]))


def _table_headers(lines: _Lines) -> dict[int, Header]:
    found = {}
    for match in _HEADER.finditer(lines.text):
        row = header(match[0].rstrip("\r"))
        if row is not None:
            found[lines.at(match)] = row
    return found


def _repeats(lines: _Lines, headers: dict[int, Header]) -> set[int]:
    """Headers that come again right after page furniture, word for word, with the rules around them."""
    found: set[int] = set()
    last = ""
    for index in headers:
        text = lines.spec.lines[index].strip()
        top = index
        while top > 0 and (not lines.spec.lines[top - 1].strip() or _RULE_LINE.match(lines.spec.lines[top - 1])):
            top -= 1
        if text == last and top - 1 in lines.furniture:
            end = index + 1
            while end < lines.spec.count and _RULE_LINE.match(lines.spec.lines[end]):
                end += 1
            found.update(at for at in range(top, end) if lines.spec.lines[at].strip())
        last = text
    return found


def _blocks(lines: _Lines, profile: Profile, headers: dict[int, Header], repeats: set[int]) -> list[Block]:
    """All block starts in order; a record's 01-line near its heading or table header starts nothing of its own."""
    found: dict[int, Block] = {index: Block(index, "record") for index in headers}
    for kind, regex in profile.block_regexes:
        for match in regex.finditer(lines.text):
            found.setdefault(lines.at(match), Block(lines.at(match), kind))
    for match in RECORD_HEADING.finditer(lines.text):
        index = lines.at(match)
        if declaration(lines.spec.lines[index], None) is None:
            found[index] = Block(index, "record", match[1])
    for match in _FIRST_ITEM.finditer(lines.text):
        index = lines.at(match)
        if _declares_record(match[0].rstrip("\r"), index, headers):
            found[index] = Block(index, "record", match[1])
    return _merged([found[index] for index in sorted(found) if index not in repeats], lines)


def _declares_record(line: str, index: int, headers: dict[int, Header]) -> bool:
    # Headers are kept in the order of the text, so the last one before the line is found from the end.
    row = next((at for at in reversed(headers) if at < index), -1)
    item = declaration(line.replace("\f", ""), headers.get(row))
    return item is not None and item.level == 1


def _merged(blocks: Sequence[Block], lines: _Lines) -> list[Block]:
    """A record heading, its table header and its 01-line are one block, also across a page break."""
    kept: list[Block] = []
    last = -1
    for block in blocks:
        near = kept and block.kind == "record" == kept[-1].kind and lines.between(last, block.index) <= MERGE
        if near and _same(kept[-1], block):
            if kept[-1].name == UNKNOWN:
                kept[-1] = Block(kept[-1].index, "record", block.name)
        else:
            kept.append(block)
        last = block.index
    return kept


def _same(before: Block, after: Block) -> bool:
    return UNKNOWN in (before.name, after.name) or before.name == after.name


def _segments(
    lines: _Lines, headings: dict[int, str], parts: dict[int, tuple[str, bool]], blocks: Sequence[Block]
) -> list[Segment]:
    marks = sorted({0, *(_top(lines, index) for index in headings), *(_top(lines, index) for index in parts)})
    owners = {_top(lines, index): (index, name) for index, name in headings.items()}
    titles = {_top(lines, index): title for index, title in parts.items()}
    starts = [block.index for block in blocks]
    part, found = UNKNOWN, []
    for start, end in zip(marks, [*marks[1:], lines.spec.count], strict=True):
        if start in titles:
            part = titles[start][0]
        heading, program = owners.get(start, (start, UNKNOWN))
        inside = blocks[bisect_right(starts, start) : bisect_right(starts, end - 1)]
        if start in titles and titles[start][1]:
            inside = [Block(start, "errata"), *inside]
        elif program == UNKNOWN and ERRATA_PART.search(part):
            inside = [Block(start, "errata"), *_corrections(lines, start, end)]
        found.append(Segment(start, end, heading, program, part, tuple(inside)))
    return found


def _corrections(lines: _Lines, start: int, end: int) -> list[Block]:
    """Every numbered line in a part of corrections starts one, unless it is indented deeper: then it goes on."""
    found = [
        index
        for index in range(start + 1, end)
        if index not in lines.furniture and NUMBERED.match(lines.spec.lines[index])
    ]
    least = min((indent(lines.spec.lines[index]) for index in found), default=0)
    return [Block(index, "errata") for index in found if indent(lines.spec.lines[index]) <= least + 1]


def indent(line: str) -> int:
    """How many columns of white space a line begins with."""
    return len(line) - len(line.lstrip())


def _top(lines: _Lines, index: int) -> int:
    """The first line of a heading's box: rules right above belong to it."""
    while index > 0 and index - 1 not in lines.furniture and _RULE_LINE.match(lines.spec.lines[index - 1]):
        index -= 1
    return index
