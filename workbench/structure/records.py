"""Where records start: a line that names one, a table's header, a 01-line; and which of them belong together."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from workbench.declarations import (
    NAME,
    REACH,
    Forms,
    Header,
    Role,
    declaration,
    declared,
    formed,
    gathered,
    headed,
    header,
    may_head,
    stacked,
)
from workbench.declarations.item import is_name
from workbench.declarations.nested import MOST as NESTED
from workbench.declarations.tables import ORDINALS, WEAK, WORDS
from workbench.profile import named
from workbench.records import UNKNOWN
from workbench.spec import Printed
from workbench.structure.openings import Hit
from workbench.structure.sources import OPENERS, is_inner, opened
from workbench.structure.titles import RULE_LINE

MERGE = 4
"""A record's first line belongs to the heading or the table header that stands at most so many printed lines before."""

FOLLOWING = 2 * MERGE + NESTED
"""So many lines after one that names a record show whether items follow, rules and nested lines among them."""

_SAID = ("RECORD", "LAYOUT", "COPYBOOK", "STRUCTURE", "COMMAREA", "SEGMENT", "AREA", "FD")
_BEFORE = (
    "THE", "DATA", "FILE", "INPUT", "OUTPUT", "PRINT", "WORK", "WORKING", "LINKAGE", "MASTER", "HEADER", "TRAILER",
    "COMMON", "COMMUNICATION", "I/O", "REQUEST", "REPLY", "RESPONSE", "INTERFACE", "MESSAGE", "COBOL",
)  # fmt: skip
RECORD_HEADING = re.compile(
    rf"^[ \t*#=\-|>\f\d.]{{0,16}}+(?i:(?:(?:{'|'.join(_BEFORE)})[ \t]+){{0,3}}+(?:{'|'.join(_SAID)}))"
    r"(?i:[ \t]+(?:LAYOUT|OF|NAME|AREA|FORMAT|RECORD|STRUCTURE|FOR))*"
    r"(?:[ \t]*[:=(\[\"'`]+[ \t]*|[ \t]+(?:-+[ \t]+)?)"
    rf"(?=[\w$#@-]*[A-Za-z])({NAME})(?![\w-])(?![ \t]+(?:IS|ARE|WAS|HAS|MUST|CONTAINS?)\b)[^\n]{{0,80}}$",
    re.MULTILINE,
)
"""A line that names a record before its items follow."""

_ONE = re.compile(r"1(?<![^\n \t*|>\-.0]1)[ \t|`]++[A-Za-z0-9]")
_FIRST_ITEM = re.compile(r"((?:\d{6}(?=[ *]))?[ \t*|>\-.]{0,40}+(0?1)[ \t|`]++([A-Za-z0-9][\w$#@-]*+)([^\n]*))")
_NUMBER = re.compile(r"[ \t*|>\f]{0,12}+(\d{1,2})[ \t|.`]")
SEVERAL = 3
"""So many layouts with counted rows are no accident."""
COUNTED = 8
"""So many lines after a first row show whether its number counts."""
_DEEP = 47
"""A level 01 stands at most so many columns from the left."""
_HEADING_WORDS = frozenset(word.split("/")[0] for word in (*_SAID, *_BEFORE, *OPENERS))
_COLUMN_ROLES: tuple[Role, ...] = ("level", "name", "offset", "bytes", "picture", "type")
_COLUMN_WORDS = ORDINALS | {
    match[0]
    for words in (*(WORDS[role].split() for role in _COLUMN_ROLES), WEAK)
    for word in words
    if (match := re.match("[A-Z]{2,}", word))
}


def announced(lines: Sequence[str], forms: Forms = ()) -> bool:
    """Whether an item or a table's header is among the lines right after one that names a record."""
    told = [at for at, line in enumerate(lines) if not RULE_LINE.match(line)]
    for at in told[:MERGE]:
        if stacked(lines[at:]) is not None:
            return True
        text = gathered(lines, at)[0].replace("\f", "")
        row = header(text)
        if (row is not None and (row.sure or headed(row, lines[at + 1 :]))) or declared(text, None, forms) is not None:
            return True
    return False


def table_headers(printed: Printed) -> dict[int, Header]:
    """The headers of tables of items, by index."""
    found = {}
    for place in printed.beginning_with(_COLUMN_WORDS):
        line = printed.lines[place].replace("\f", "")
        if may_head(line) and (tall := stacked([line, *printed.follow(place, REACH)])) is not None:
            found[printed.indices[place]] = tall
            continue
        row = header(line)
        if row is not None and not row.sure:
            row = headed(row, printed.follow(place, FOLLOWING))
        if row is not None:
            found[printed.indices[place]] = row
    return found


def below(printed: Printed, index: int) -> int:
    """The line right below a header, rules aside; the header's own at the end."""
    place = printed.place(index)
    rows = zip(printed.indices[place + 1 : place + MERGE], printed.follow(place, MERGE - 1), strict=True)
    return next((at for at, line in rows if not RULE_LINE.match(line)), index)


def repeats(printed: Printed, headers: dict[int, Header]) -> set[int]:
    """Headers that come again right after page furniture, word for word, with the rules around them."""
    lines, found, last = printed.all, set[int](), ""
    for index in headers:
        text = lines[index].strip()
        top = index
        while top > 0 and (not lines[top - 1].strip() or RULE_LINE.match(lines[top - 1])):
            top -= 1
        if text == last and top - 1 in printed.furniture:
            end = index + 1
            while end < len(lines) and RULE_LINE.match(lines[end]):
                end += 1
            found.update(at for at in range(top, end) if lines[at].strip())
        last = text
    return found


def in_known_words(printed: Printed, headers: Mapping[int, Header]) -> dict[int, str]:
    """The records that lines name in known words, by index; no row of a table does, though it begins like that."""
    found = {}
    rows = sorted(headers)
    for place in printed.beginning_with(_HEADING_WORDS):
        line = printed.lines[place]
        if (name := in_line(line)) != UNKNOWN and not _is_item(line):
            index = printed.indices[place]
            above = _above(rows, index)
            if above < 0 or not headers[above].role("type") or declaration(line, headers[above]) is None:
                found[index] = name
    return found


def in_line(line: str) -> str:
    """The record that a line names in known words, or opens as source text does; "unknown" for any other."""
    match = None if is_inner(line) else RECORD_HEADING.match(line)
    return match[1] if match else opened(line)


def _above(rows: Sequence[int], index: int) -> int:
    """The last of some rows above a line; -1 where there is none."""
    at = bisect_left(rows, index) - 1
    return rows[at] if at >= 0 else -1


def _is_item(line: str) -> bool:
    """Whether a line declares an item, for all that it begins like a record's name: `AREA X(10)`."""
    return ("(" in line or "PIC" in line or line.lstrip(" *|>-.")[:1].isdecimal()) and bool(declaration(line, None))


def in_columns(printed: Printed, forms: Forms) -> tuple[dict[int, str], dict[int, str]]:
    """The endpoints and the records that a column of items names, by the index of the first item of each."""
    programs: dict[int, str] = {}
    named: dict[int, str] = {}
    own = [form for form in forms if {"program", "record"} & form.groupindex.keys()]
    program = record = UNKNOWN
    for index, line in zip(printed.indices, printed.lines, strict=True) if own else ():
        if (found := formed(line, own)) is None:
            continue
        if found.program not in (UNKNOWN, program):
            programs[index], program, record = found.program, found.program, UNKNOWN
        if found.record not in (UNKNOWN, record):
            named[index] = record = found.record
    return programs, named


def in_own_words(printed: Printed, hits: Sequence[Sequence[Hit]], forms: Forms = ()) -> dict[int, str]:
    """The records that lines name in the document's own words, where items or a table follow; by index."""
    return {
        printed.indices[place]: named(match)
        for found in hits
        for place, match in found
        if announced(printed.follow(place, FOLLOWING), forms)
    }


def counts(lines: Sequence[str]) -> Literal["yes", "no", "unknown"]:
    """Whether the numbers at the start of the lines after a 1 go on with 2, 3, 4: they count rows, and are no levels.

    >>> counts(["  2 | ORD-NO", "     of the customer", "  3 | ORD-DT", "  4 | ORD-AMT"])
    'yes'
    >>> counts(["  2 | ORD-NO", "  3 | ORD-DT"]), counts(["  2 | ORD-NO", "  2 | ORD-DT"])
    ('unknown', 'no')
    """
    found = [int(match[1]) for line in lines if (match := _NUMBER.match(line))][:3]
    if found != [2, 3, 4][: len(found)]:
        return "no"
    return "yes" if len(found) == 3 else "unknown"


def rows_counted(printed: Printed) -> bool:
    """Whether the numbers before names count the rows of most layouts: 1, 2, 3, 4 from each first row on."""
    firsts = (place for place, match in _first_items(printed) if match[2] == "1")
    found = Counter(counts(printed.follow(place, COUNTED)) for place in firsts)
    return found["yes"] >= SEVERAL and found["yes"] > found["no"]


def first_items(
    printed: Printed, headers: dict[int, Header], forms: Forms = (), counted: bool = False
) -> dict[int, str]:
    """The records that a level 01 declares, by index; in a form of the document's own a 1 may count rows.

    counted: everywhere the numbers before names count rows, and 01 alone is a level.
    """
    found = {}
    rows = sorted(headers)
    for place, match in _first_items(printed):
        line, level, name, rest = match.groups()
        index = printed.indices[place]
        if level == "1" and counted:
            continue
        if level == "01" and rest in ("", ".") and is_name(name):
            found[index] = name
            continue
        above = _above(rows, index)
        item = declared(line, headers[above] if above >= 0 else None, forms)
        if item is not None and item.level == 1:
            found[index] = item.name
    return found


def _first_items(printed: Printed) -> Iterator[tuple[int, re.Match[str]]]:
    """The printed lines that begin with a level 01, by place; few lines have a 1 with a name behind it."""
    text, last = printed.text, -1
    for one in _ONE.finditer(text):
        start = text.rfind("\n", max(0, one.start() - _DEEP), one.start()) + 1
        if start > last and (match := _FIRST_ITEM.match(text, start)):
            last = start
            yield bisect_right(printed.starts, start - 1) - 1, match
