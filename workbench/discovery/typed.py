"""Forms of items in rows without a header: a name and a type that says what it is, the same marks between, in blocks.

`ORDER_NO   CHAR(12)   Order number`, `- order_no (char 12)`, `order_no : int32`, `char order_no[12];`: what a type is
comes from a closed vocabulary, what stands between it and the name is learned by repetition.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from workbench.declarations import Declaration
from workbench.declarations.clauses import CERTAIN_PICTURE
from workbench.declarations.notations import BARE, SIZED
from workbench.discovery.shapes import masked
from workbench.profile import Pattern
from workbench.records import UNKNOWN

LEAST = 5
"""So many rows with one form make it a form."""

MOST = 200
"""Characters of a line that are looked at."""

MANY = 8
"""A document has at most so many such forms."""

NEAR = 2
"""Rows stand at most so many printed lines from the next one, but for a lone one."""

SAMPLE = 2000
"""Of a longer document about so many lines show whether it has such rows at all."""

FEW = 3
"""So many names at least stand in the rows of a form."""

SEEN = 3
"""Names in rows of one form among these."""

DEEP = 8
"""Items stand at most so deep in each other."""

TYPES = 40
"""A form has at most so many kinds of types."""

_NAME = r"[#@$&%]?[^\W\d_][\w$#@]*+(?:[-./][\w$#@]++)*+"
_PHRASE = r"[^\W\d_][\w$#@/&'-]*(?: [\w$#@/&'()-]+){1,5}"
_LEAD = r"\f?[ \t]*(?:[-*•·>+|]+[ \t]*|o[ \t]+|[A-Z][ \t]+|\(?\w{1,3}[.)][ \t]+)?(?:\d[\d.:/-]*+[ \t|]++){0,3}+"
_WORD = r"(?:(?:as|is|type|typ|AS|IS|TYPE|TYP|FORMAT|format)[ \t:=]+)?"
_MARK = r"[ \t]*[|:=(\[{,;][ \t(]*|[ \t]*(?:\.[ \t]?){2,}[ \t:]*|[ \t]+[-–—]{1,3}>?[ \t]+"
_SEP = rf"(?:{_MARK}|[ \t]+){_WORD}"
_GAP = r"(?:[ \t]{2,}|[ \t]*\t[ \t]*|[ \t]*\|[ \t]*)"
_CELL = r"[^\s|]+(?: [^\s|]+)*"
_END = r"[ \t]*\r?$|[ \t]{2}|\t|[ \t]*[|,;:)\]}.]|[ \t]+[-–—/*<(!]"
_TYPE = rf"(?P<type>(?:{SIZED})(?![\w$#@])(?={_END}|[ \t])|{BARE}(?={_END}))"
_ROW = re.compile(rf"(?P<lead>{_LEAD})(?P<name>{_NAME})(?P<between>{_SEP}){_TYPE}")
_FAR = re.compile(rf"(?P<lead>{_LEAD})(?P<name>{_NAME})(?P<between>(?:{_GAP}{_CELL}){{1,2}}?{_GAP}){_TYPE}")
_WORDY = re.compile(rf"(?P<lead>{_LEAD})(?P<name>{_PHRASE})(?P<between>{_MARK}|{_GAP}){_TYPE}")
_BACK = re.compile(
    rf"(?P<lead>{_LEAD})(?P<type>{SIZED}|{BARE})(?P<between>[ \t]+[*&]?)(?P<name>{_NAME})"
    r"(?P<end>(?:\[\d+\])?[ \t]*[;,=]|[ \t]*\r?$|[ \t]{2}|[ \t]+(?://|/\*|--))"
)
_WAYS = (_ROW, _FAR, _BACK, _WORDY)
_CLEAR = re.compile(r"\d|\S[ \t]{2,}\S|[\t|:=;({\[]|\.[ .]*\.|\s[-–—]+>?\s|\s(?i:as|is|type)\s")
"""What a row has, and hardly any line of prose."""
_SHORT = re.compile(
    r"[^\w]*+[^\s(\[<]+(?:[ \t]?[(\[<]\d+[\d.,]*[)\]>]|[ \t]\d[\d.,]*)?(?:[ \t]+\S+){1,2}?\s*(?:$|[;,=]|[ \t]{2}|/)"
)
"""How a line goes on that begins with a type."""
_NO_NAMES = frozenset(
    "NAME FIELD FIELDS ITEM ELEMENT TYPE FORMAT FELD ZONE CHAMP CAMPO PIC PICTURE THE AND OF TO".split()
)
_LOOSE = r"[ \t]++"
_LEVEL = r"(?P<level>\d{1,2})"


@dataclass(frozen=True)
class _Row:
    """A line that may be a row: its index, its place among the printed lines, and what stands in it."""

    index: int
    place: int
    lead: str
    name: str
    type: str


@dataclass(frozen=True)
class _Key:
    """What rows of one form share: the way they are built, what stands before the name, and what beside the type."""

    way: int
    lead: str
    between: str
    end: str


def typed(lines: Sequence[str], content: Sequence[bool], read: Mapping[int, Declaration]) -> list[Pattern]:
    """The forms of rows with a name and a type, in lines that no known way reads."""
    printed = list(enumerate(index for index, is_content in enumerate(content) if is_content))
    told = [(at, place) for place, at in printed if len(lines[at]) <= MOST and _unread(read.get(at))]
    known = {place for place, at in printed if at in read}
    step = len(told) // SAMPLE + 1
    likely: set[_Key] | None = None
    if step > 1:
        # Lines a little further on in each step: what comes again at regular distances is seen too.
        some = [told[at + at // step % step] for at in range(0, len(told) - step, step)]
        likely = {key for key, rows in _groups(lines, some, _WAYS).items() if len({row.name for row in rows}) >= SEEN}
    ways = [way for at, way in enumerate(_WAYS) if likely is None or any(key.way == at for key in likely)]
    groups = _groups(lines, told, ways) if ways else {}
    known |= {row.place for rows in groups.values() if len(rows) >= LEAST for row in rows if not _is_bare(row.type)}
    made = [_form(key, rows, lines, known) for key, rows in groups.items() if likely is None or key in likely]
    return sorted((form for form in made if form), key=lambda form: -form.count)[:MANY]


def _groups(
    lines: Sequence[str], told: Iterable[tuple[int, int]], ways: Sequence[re.Pattern[str]]
) -> dict[_Key, list[_Row]]:
    """The lines, each with its place among the printed ones, by how they are built."""
    groups: dict[_Key, list[_Row]] = defaultdict(list)
    for index, place in told:
        if found := _row(lines[index], ways):
            key, match = found
            groups[key].append(_Row(index, place, match["lead"], match["name"], match["type"]))
    return groups


def _row(line: str, ways: Sequence[re.Pattern[str]]) -> tuple[_Key, re.Match[str]] | None:
    if not _CLEAR.search(line):
        return None
    wide = "|" in line or "\t" in line or "  " in line.strip()
    for way in ways:
        if (way is _FAR and not wide) or (way is _BACK and not _SHORT.match(line)):
            continue
        match = way.match(line)
        if match and match["name"].upper() not in _NO_NAMES:
            end = match["end"].strip(" \t\r[]0123456789")[:1] if way is _BACK else ""
            key = _Key(_WAYS.index(way), _mask(match["lead"]), _between(match["between"], way), end)
            if key.between != "_" or not _is_bare(match["type"]) or end:
                return key, match
    return None


def _mask(text: str) -> str:
    """What stands before a name, its numbers and its width left open."""
    return re.sub(r"\s+", "_", re.sub(r"\d[\d.:/-]*", "9", text.strip("\f"))).strip("_")


def _between(text: str, way: re.Pattern[str]) -> str:
    """What stands between name and type: marks and words; `_` a space, `__` a gap, C a cell."""
    if way is _FAR:
        return re.sub(_GAP, lambda m: "|" if "|" in m[0] else "__", re.sub(_CELL, "C", text))
    told = re.sub(r"([^\w\s])(?:\s*\1)+", r"\1", text.strip())
    gap = "\t" in text or "  " in text
    return re.sub(r"\s+", "_", told) if told else "__" if gap and way is not _BACK else "_"


def _is_bare(told: str) -> bool:
    return not re.search(r"\d", told)


def _beside(row: _Row, places: Set[int]) -> bool:
    return any(row.place + step in places for step in range(-NEAR, NEAR + 1) if step)


def _form(key: _Key, found: Sequence[_Row], lines: Sequence[str], known: Set[int]) -> Pattern | None:
    """The form of some rows; `known`: the places of other rows."""
    places = known | {row.place for row in found}
    rows = [row for row in found if not _is_bare(row.type) or _beside(row, places)]
    if not _lays_out(key, rows, places):
        return None
    text, sure = _expression(key, rows), round(len(rows) / (len(rows) + 1), 2)
    return Pattern(pattern=text, sample=lines[rows[0].index].strip()[:80], count=len(rows), sure=sure)


def _unread(item: Declaration | None) -> bool:
    return item is None or (item.picture == UNKNOWN and item.bytes < 0)


def _lays_out(key: _Key, rows: Sequence[_Row], places: Set[int]) -> bool:
    """Whether rows stand in blocks, with names that differ and types of several kinds."""
    if len(rows) < LEAST:
        return False
    names, types = Counter(row.name for row in rows), Counter(row.type for row in rows)
    sized = sum(not _is_bare(row.type) for row in rows)
    pictures = sum(bool(CERTAIN_PICTURE.match(row.type.upper())) for row in rows)
    together = sum(_beside(row, places) for row in rows)
    doubtful = _WAYS[key.way] in (_FAR, _WORDY) or key.between == "_"
    return (
        len(names) >= FEW
        and max(names.values()) <= 0.5 * len(rows)
        and len(types) > 1
        and pictures <= 0.6 * len(rows)
        and (sized >= 0.5 * len(rows) if doubtful else sized >= 2 or len(types) > 2)
        and together >= 0.6 * len(rows)
    )


def _expression(key: _Key, rows: Sequence[_Row]) -> str:
    name = rf"(?P<name>{_named([row.name for row in rows])})"
    told = rf"(?P<type>{'|'.join(_types(rows))})"
    lead = r"\f?[ \t]*+" + "".join([_LEVEL] if key.lead == "9" and _levels(rows) else _pieces(key.lead))
    lead += (r"[ \t]++" if key.lead[-1:].isalnum() else r"[ \t]*+") if key.lead else ""
    if _WAYS[key.way] is _BACK:
        end = rf"(?=(?:\[\d+\])?[ \t]*{re.escape(key.end)})" if key.end else r"(?=[ \t]*\r?$|[ \t]{2})"
        return f"{lead}{told}[ \\t]+[*&]?{name}(?![\\w$#@-]){end}"
    return f"{lead}{name}{''.join(_pieces_between(key.between))}{told}(?![\\w$#@])(?={_END}|[ \\t])"


def _levels(rows: Sequence[_Row]) -> bool:
    """Whether the numbers before names are levels: few, and none is that of a record."""
    told = {row.lead.strip() for row in rows}
    return len(told) <= DEEP and all(number.isdecimal() and 1 < int(number) < 50 for number in told)


def _pieces(lead: str) -> Iterator[str]:
    for piece in re.findall(r"9|_|\w+|[^\w]", lead):
        yield {"9": r"\d[\d.:/-]*", "_": _LOOSE}.get(piece) or re.escape(piece) + ("" if piece.isalnum() else r"[ \t]*")


def _pieces_between(text: str) -> Iterator[str]:
    if text in ("_", "__"):
        yield r"(?:[ \t]{2,}|\t)[ \t]*" if text == "__" else r"[ \t]+"
        return
    for piece in re.findall(r"__|_|C|[A-Za-z]+|[^\w]", text):
        if piece == "__":
            yield r"(?:[ \t]{2,}|\t)[ \t]*"
        elif piece == "C":
            yield r"[^\s|]+(?: [^\s|]+)*"
        elif piece == "_":
            yield r"[ \t]+"
        elif piece.isalpha():
            yield rf"[ \t]*\b{re.escape(piece)}[ \t]+"
        else:
            yield rf"(?:[ \t]*{re.escape(piece)})+[ \t]*"


def _named(names: Sequence[str]) -> str:
    """What these names look like, and no more: small letters only where one has them."""
    if any(" " in name for name in names):
        return _PHRASE
    text = "".join(names)
    marks = "".join(re.escape(mark) for mark in "_$#@" if mark in text)
    letters = ("A-Z" if re.search("[A-Z]", text) else "") + ("a-z" if re.search("[a-z]", text) else "")
    if re.search(r"[^\W\d_a-zA-Z]", text):
        return _NAME
    inner = "".join(re.escape(mark) for mark in "-./" if mark in text)
    more = rf"(?:[{inner}][{letters}0-9{marks}]+)*" if inner else ""
    first = "".join(re.escape(mark) for mark in "#@$&%" if any(name[0] == mark for name in names))
    return (rf"[{first}]?" if first else "") + rf"[{letters}][{letters}0-9{marks}]*{more}"


def _types(rows: Sequence[_Row]) -> list[str]:
    """The kinds of types of some rows, their numbers left open, the longest first."""
    found = [text for text, _ in Counter(masked(row.type) for row in rows).most_common(TYPES)]
    size = r"\d+(?:[.,]\d+)?"
    return [
        re.escape(text).replace(r"\#", size).replace(r"\ ", r"[ \t]") for text in sorted(found, key=len, reverse=True)
    ]
