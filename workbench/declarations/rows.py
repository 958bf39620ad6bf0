"""One item from a row of a table: cells between bars, or words under the columns of a header."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.declarations.clauses import (
    CERTAIN_PICTURE,
    CLEAR_PICTURE,
    USAGE,
    repetition,
    storage,
    unquoted,
    usage,
    values,
)
from workbench.declarations.item import NAME, Declaration, is_name
from workbench.declarations.tables import Header, Role
from workbench.records import UNKNOWN

FROM_TO = re.compile(r"(\d{1,8})\s*(?:-|–|\.\.|to)\s*(\d{1,8})")
"""A first and a last place in one column."""
_WORD = re.compile(r"\S+")
_FIRST_NAME = re.compile(rf"^\s*({NAME})(.*)$")
_WHOLE_NAME = re.compile(rf"{NAME}\Z")
_SMALL = re.compile("[a-z]")
_TAIL = re.compile(r"(?:^|\s)([A-Za-z(]*[a-z].*)$")
_BEFORE_TAIL = re.compile(r"^.*?\s{2,}(?=[A-Za-z(]*[a-z])")
_PIC_WORD = re.compile(r"^PIC(?:TURE)?\s+(?:IS\s+)?")
_LEVEL = re.compile(r"0?[1-9]|[1-4]\d|66|77|88")
HEXADECIMAL = re.compile(r"(?=\d*[A-Fa-f])(?=[A-Fa-f]*\d)[\dA-Fa-f]{2,8}")
"""A number that is hexadecimal for sure."""
_DIGITS = re.compile(r"[\dA-Fa-f]{1,8}")
PLACES: tuple[Role, ...] = ("offset", "end")
"""What says where an item stands; these may be hexadecimal."""


@dataclass(frozen=True)
class Word:
    """A piece of a row without a space in it, and where it stands."""

    text: str
    start: int
    end: int


def barred_row(line: str, table: Header) -> Declaration | None:
    """The item in a row between bars, its cells in the order of the header's columns."""
    cells = cells_of(line)
    given: dict[Role, str] = {}
    for column, cell in zip(table.columns, cells, strict=False):
        given[column.role] = f"{given.get(column.role, '')} {cell}".strip()
    name = _clean(given.get("name", ""))
    if len(cells) < 2 or not _WHOLE_NAME.match(name) or not is_name(name):
        return None
    told = given.get("level", "")
    level = int(told) if told.isdecimal() else -1
    if level < 0 and table.role("level") and re.search("[A-Za-z]{3}", told):
        return None
    if level == 88:
        said = next((given[role] for role in ("value", "picture", "type") if given.get(role)), "")
        return Declaration(88, name, values=tuple(values(said)))
    if abs(len(cells) - len(table.columns)) > 1:
        return None
    item = Declaration(level, name)
    picture = _PIC_WORD.sub("", _clean(given.get("picture") or given.get("type", "")))
    head = picture.split()[0] if picture else ""
    if head and CLEAR_PICTURE.match(head):
        item = item._replace(picture=head)
    stored = given.get("usage", "") or _usage_alone(table, cells)
    item = storage(item, f"{' '.join(picture.split()[1:])} {stored}", given.get("value", ""))
    return from_cells(item, given, table)


def _usage_alone(table: Header, cells: Sequence[str]) -> str:
    """A cell that says how an item is stored and nothing else, below a header that nobody knows; "" without one."""
    cells = [cell for column, cell in zip(table.columns, cells, strict=False) if column.role == "other"]
    return next((cell for cell in cells if cell and USAGE.fullmatch(cell)), "")


def lone_row(line: str) -> Declaration | None:
    """The item in a row between bars whose header says nothing: a name, and a picture that is certain, or a level."""
    cells = [_clean(cell) for cell in cells_of(line)]
    if not 3 <= len(cells) <= 12:
        return None
    at = next((i for i, cell in enumerate(cells) if _WHOLE_NAME.match(cell) and is_name(cell) and "9(" not in cell), -1)
    if at < 0:
        return None
    level = next((int(cell) for cell in cells[:at] if _LEVEL.fullmatch(cell)), -1)
    rest = [_PIC_WORD.sub("", cell) for cell in cells[at + 1 :]]
    picture = next((cell for cell in rest if CERTAIN_PICTURE.match(cell) and CLEAR_PICTURE.match(cell)), UNKNOWN)
    group = level > 0 and len(cells[0]) == 2 and not any(re.search("[a-z]", cell) for cell in rest[:2])
    if picture == UNKNOWN and not group:
        return None
    said = " ".join(cell for cell in rest if cell != picture)
    return storage(Declaration(level, cells[at], picture), said, said)


def cells_of(line: str) -> list[str]:
    """What stands between the bars of a row."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _clean(cell: str) -> str:
    return cell.strip("`*. ")


def from_cells(item: Declaration, given: Mapping[Role, str], table: Header) -> Declaration:
    """The item with what the cells beside its name and picture say."""
    found = {role: number(text.rstrip(" -–"), role, table) for role, text in given.items()}
    redefines = re.search(NAME, given.get("redefines", ""))
    if span := FROM_TO.fullmatch(given.get("offset", "")):
        found |= {"offset": int(span[1]), "bytes": int(span[2]) - int(span[1]) + 1}
    everything = " ".join(text for role, text in given.items() if role in ("note", "other", "occurs", "redefines"))
    told = repetition(Declaration(item.level, item.name), everything, "")
    several = found.get("occurs", 1) > 1
    return item._replace(
        offset=found.get("offset", -1),
        bytes=found.get("bytes", -1) if found.get("bytes", -1) >= 0 else spanned(found),
        occurs=found["occurs"] if several else told.occurs,
        depending=item.depending if several else told.depending,
        redefines=redefines[0] if redefines else told.redefines,
        note=given.get("note", "") or UNKNOWN,
    )


def spanned(found: Mapping[Role, int]) -> int:
    """The bytes from first to last place; -1 where one of them is unknown."""
    start, end = found.get("offset", -1), found.get("end", -1)
    return end - start + 1 if 0 <= start <= end else -1


def plain_row(line: str, table: Header) -> Declaration | None:
    """The item in a row under a header without levels: its name first, or wherever its column stands."""
    match = _FIRST_NAME.match(line)
    name, rest = unstuck(match[1], match[2], match.start(1), table) if match else ("", "")
    if match and is_name(name) and not rest[:1].strip():
        before = line[: match.start(1)] + name
        item: Declaration | None = columns(Declaration(-1, name), before + rest, len(before), table)
    else:
        item = _name_inside(line, table)
    return item if item is not None and (item.picture != UNKNOWN or item.bytes >= 0) else None


def _name_inside(line: str, table: Header) -> Declaration | None:
    """A row that begins with numbers: what stands under the name column is the name."""
    found = words(line)
    name = next(
        (w for w in found if _WHOLE_NAME.match(w.text) and is_name(w.text) and table.nearest(w.start, w.end) == "name"),
        None,
    )
    if name is None or not found[0].text.isdecimal():
        return None
    before = [word for word in found if word.start < name.start]
    item = columns(Declaration(-1, name.text), line, name.end, table, before)
    at = max(0, table.at("level"))
    level = next(
        (w for w in before if table.role("level") and abs(w.start - at) < 4 and _LEVEL.fullmatch(w.text)), None
    )
    return item._replace(level=int(level.text)) if level else item


def columns(item: Declaration, line: str, after: int, table: Header | None, before: Sequence[Word] = ()) -> Declaration:
    """The item with what stands in the columns of its row behind the name, and with the words `before` it."""
    numbers: list[Word] = []
    for word in (*before, *words(line, after)):
        role: Role = table.nearest(word.start, word.end) if table else "other"
        if item.picture == UNKNOWN and _is_picture(word.text, role) and word not in before:
            item = item._replace(picture=word.text.rstrip(".,;"))
        elif found := USAGE.fullmatch(word.text.rstrip(".,;")):
            item = item._replace(usage=usage(found[1]))
        elif (word.text.isdecimal() and len(word.text) < 10) or _begins(word.text, role, table):
            numbers.append(word)
        elif (span := FROM_TO.fullmatch(word.text)) and role in ("offset", "bytes"):
            item = item._replace(offset=int(span[1]), bytes=int(span[2]) - int(span[1]) + 1)
        elif re.search(r"\w", word.text) and word not in before:
            break
    if table:
        item = _numbered(item, numbers, table)
    return _tail(item, line[after:])


def _begins(text: str, role: Role, table: Header | None) -> bool:
    """Whether a word is a hexadecimal number that says where an item begins or ends."""
    return table is not None and table.hexadecimal and role in PLACES and _DIGITS.fullmatch(text) is not None


def words(line: str, after: int = 0) -> list[Word]:
    """The words of a line from a place on."""
    return [Word(m[0], m.start(), m.end()) for m in _WORD.finditer(line.rstrip(), after)]


def _is_picture(text: str, role: Role) -> bool:
    text = text.rstrip(".,;")
    if CERTAIN_PICTURE.match(text) and CLEAR_PICTURE.match(text):
        return True
    return role in ("picture", "type") and bool(CLEAR_PICTURE.match(text))


def _numbered(item: Declaration, numbers: Sequence[Word], table: Header) -> Declaration:
    wanted: list[Role] = [c.role for c in table.columns if c.role in ("offset", "end", "bytes", "occurs")]
    if len(numbers) == len(wanted):
        told = dict(zip(wanted, (word.text for word in numbers), strict=True))
    else:
        told = {table.nearest(word.start, word.end): word.text for word in numbers}
    given = {role: number(text, role, table) for role, text in told.items()}
    return item._replace(
        offset=given.get("offset", item.offset) if item.offset < 0 else item.offset,
        bytes=given.get("bytes", spanned(given)) if item.bytes < 0 else item.bytes,
        occurs=max(1, given.get("occurs", item.occurs)),
    )


def number(text: str, role: Role, table: Header) -> int:
    """The number in a cell; -1 where it is none."""
    base = 16 if table.hexadecimal and role in PLACES else 10
    return int(text, base) if (_DIGITS.fullmatch(text) if base == 16 else text.isdecimal() and len(text) < 10) else -1


def _tail(item: Declaration, tail: str) -> Declaration:
    """The item with the clauses and the remark behind its columns; a remark has small letters."""
    item = repetition(item, unquoted(tail), tail)
    if item.note != UNKNOWN or tail.isupper() or not _SMALL.search(tail):
        return item
    said = _TAIL.search(_BEFORE_TAIL.sub("", tail))
    return item._replace(note=said[1].strip(" .|")) if said else item


def unstuck(name: str, rest: str, start: int, table: Header | None) -> tuple[str, str]:
    """A name so long that its picture follows without a space is cut where the picture's column begins.

    A name that stands elsewhere than those of the table, which has no levels, needs a picture with brackets: it may
    be in a sentence behind a number.
    """
    at = max(table.at("picture"), table.at("type")) - start if table else 0
    if table and 0 < at < len(name) and rest[:1] in ("", " ", "(", ".", ","):
        picture = (name[at:] + rest).split()[0]
        own = table.role("level") or start == table.at("name") or "(" in picture
        if own and CLEAR_PICTURE.match(picture):
            return name[:at], "  " + name[at:] + rest
    return name, rest


def row_like(level: str, rest: str) -> bool:
    """Behind level and name a row has a gap, then a number, a picture, or words of a column."""
    return rest.startswith("  ") and (len(level) == 2 or bool(re.match(r"\s+[\dSX9AZ+\-]", rest)))
