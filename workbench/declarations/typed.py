"""One item from a row under a header that has a column of types: what stands under each column, whatever parts them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from workbench.declarations.clauses import CLEAR_PICTURE, USAGE, storage
from workbench.declarations.item import Declaration
from workbench.declarations.rows import FROM_TO, from_cells
from workbench.declarations.tables import ROLES, Column, Header, Role
from workbench.declarations.types import is_coded, is_group, is_textual, is_type
from workbench.records import TYPED, UNKNOWN

Row = Mapping[Role, Sequence[str]]
"""The pieces of a row by the role of their column, those of several columns of one role in order."""

_PIECE = re.compile(r"\S+(?: \S+)*")
_WORD = re.compile(r"\S+")
_NAME = re.compile(
    r"[$#@&:%*]?(?=[\w$#@./ -]*[^\W\d_])[^\W_][\w$#@]*(?:[-./:]{1,2}[\w$#@]+)*(?:'s)?(?: [\w$#@][\w$#@/.'-]*){0,4}"
)
_LETTERED = re.compile(r"[^\W\d_]")
_COUNTED = re.compile(r"\s*[\[(](\d{1,4})[\])]\Z|\[\]\Z")
_LEVEL = re.compile(r"0?[1-9]|[1-4]\d|66|77")
_STRANGE = re.compile(r"[^\W\d_][\w.-]{0,24}(?:\(\d+(?:[.,]\d+)?\)|\[\])?")
_COUNT = re.compile(r"\(\d+\)")
_SYMBOLS = re.compile(r".*[X9]|Z+[,.]|A(?=[AB0/]|\Z)")
"""What a picture has without its counts, while `AN(10)`, `P(7)` and `N(5)` are types of other systems."""
_PIC_WORD = re.compile(r"PIC(?:TURE)?\s+(?:IS\s+)?", re.I)
_CLEANED = "`*{}\"' \t"
_LONGEST = 60


def typed_row(line: str, table: Header) -> Declaration | None:
    """The item in a row: a name, and a type in a known notation or a picture; where it has a level, also a group."""
    row = _barred(line, table) if table.barred else _placed(line, table)
    name, occurs = _named(row.get("name", ()))
    if not name:
        return None
    told, depth = " ".join(row.get("level", ())), " ".join(row.get("depth", ()))
    level = int(told) if _LEVEL.fullmatch(told) else int(depth) + 1 if _LEVEL.fullmatch(depth) else -1
    if level < 0 and re.search(r"[^\W\d_]{3}", told):
        return None
    item = _declared(Declaration(level, name), row, line, table)
    if item is None:
        return None
    given: dict[Role, str] = {role: " ".join(pieces) for role, pieces in row.items()}
    item = _sized(_noted(from_cells(item, given, table)))
    return item._replace(occurs=occurs) if occurs > 1 and item.occurs == 1 else item


def _noted(item: Declaration) -> Declaration:
    """The item without a note that only says how it is stored."""
    return item._replace(note=UNKNOWN) if USAGE.fullmatch(item.note.upper()) else item


def _barred(line: str, table: Header) -> Row:
    """The pieces between bars; nothing where a row has more or fewer of them than the header."""
    cells = [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
    row: dict[Role, list[str]] = defaultdict(list)
    if abs(len(cells) - len(table.columns)) > 1:
        return row
    for column, cell in zip(table.columns, cells, strict=False):
        if cell:
            row[column.role].append(cell)
    return row


def _placed(line: str, table: Header) -> Row:
    """The pieces under the words of a header; one that reaches over several columns is taken word by word."""
    columns: dict[int, list[str]] = defaultdict(list)
    last = -1
    for start, text, inside in _pieces(line, table):
        last = at = _next(table, max(table.under(start, start + len(text)), last), start + len(text), columns)
        if not columns[at] and table.columns[at].role == "name" and not _stands(start, text, inside, table.columns[at]):
            return {}
        columns[at].append(text)
    row: dict[Role, list[str]] = defaultdict(list)
    for at, pieces in columns.items():
        role = table.columns[at].role
        alone = 1 if role in ("name", "type") else len(pieces)
        row[role].append(" ".join(pieces[:alone]))
        row["note"] += pieces[alone:]
    return row


def _next(table: Header, at: int, end: int, taken: Mapping[int, list[str]]) -> int:
    """The column of a piece: the next one where something else stands under the nearest and it ends right before."""
    after = table.columns[at + 1 : at + 2]
    return at + 1 if taken.get(at) and after and after[0].start <= end else at


def _stands(start: int, text: str, inside: bool, column: Column) -> bool:
    """Whether a name stands where its column begins; one that is a word with room around it may stand anywhere."""
    return (" " not in text and not inside) or (start == column.start and not (inside and " " in text))


def _pieces(line: str, table: Header) -> Iterator[tuple[int, str, bool]]:
    """Where each piece starts, its words, and whether others stand right beside it."""
    for match in _PIECE.finditer(line.rstrip()):
        start, end = match.span()
        if sum(column.start < end and start < column.end for column in table.columns) < 2:
            yield start, match[0], False
            continue
        yield from _parted([(start + word.start(), word[0]) for word in _WORD.finditer(match[0])], table)


def _parted(words: Sequence[tuple[int, str]], table: Header) -> Iterator[tuple[int, str, bool]]:
    """Words with single spaces between them, those under one column together."""
    start, text, under = 0, "", -1
    for at, word in words:
        column = table.under(at, at + len(word))
        if column == under:
            text = f"{text} {word}"
            continue
        if text:
            yield start, text, True
        start, text, under = at, word, column
    yield start, text, len(words) > 1


def _clean(piece: str) -> str:
    return piece.strip(_CLEANED).replace("\\_", "_")


def _named(pieces: Sequence[str]) -> tuple[str, int]:
    """The name in its column, and how often the brackets behind it say that it occurs; "" where it is none."""
    text = next((piece for piece in map(_clean, pieces) if _LETTERED.search(piece)), "")
    counted = _COUNTED.search(text)
    name = text[: counted.start()] if counted else text
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        return "", 1
    return name, int(counted[1] or 1) if counted else 1


def _declared(item: Declaration, row: Row, line: str, table: Header) -> Declaration | None:
    """The item with its type or its picture; a group where it has none of them but a level."""
    sizes = row.get("bytes", ())
    sized = any(size[:1].isdecimal() for size in sizes) or any(map(FROM_TO.fullmatch, row.get("offset", ())))
    cells = [cell.strip(_CLEANED) for cell in row.get("type", ())]
    for cell in cells:
        letter = sized and len(cell) == 1 and (cell.upper() not in "X9" or "1" not in sizes[:1])
        if not letter and (pictured := _pictured(item, cell, row)) is not None:
            return pictured
        if is_type(cell, sized or table.letters):
            return item._replace(picture=_whole(cell, sizes, line), usage=_usage(row))
    if all(not cell or is_group(cell) for cell in cells):
        return item if item.level > 0 or any(cells) else None
    if not _STRANGE.fullmatch(cells[0]) or " " in item.name or cells[0].upper() in ROLES:
        return None
    if table.open:
        return item._replace(picture=cells[0], usage=TYPED)
    numbered = sized and all(map(str.isdecimal, (*sizes, *row.get("offset", "-"))))
    return item._replace(note=cells[0]) if numbered else None


def _pictured(item: Declaration, cell: str, row: Row) -> Declaration | None:
    """The item with a picture, where that stands in the column of types and is no type as other systems write it."""
    said = _PIC_WORD.match(cell)
    head, _, rest = (cell[said.end() :] if said else cell).partition(" ")
    head = head.rstrip(".,;")
    symbols = _COUNT.sub("", head.upper())
    coded = is_coded(head) or is_coded(cell)
    if not CLEAR_PICTURE.match(head.upper()) or not (said or (_SYMBOLS.match(symbols) and not coded)):
        return None
    words = (piece.split(" ", 1)[0] for role in ("usage", "note", "other", "value") for piece in row.get(role, ()))
    stored = next((word for word in words if USAGE.fullmatch(word)), "")
    return storage(item._replace(picture=head), f"{rest.upper()} {stored}", "")


def _whole(cell: str, sizes: Sequence[str], line: str) -> str:
    """A type with the size in the column behind it, where it says nothing without: `N` and `7.2`."""
    size = sizes[0] if sizes else ""
    both = f"{cell} {size}"
    needed = size and (len(cell) == 1 or not size.isdecimal()) and not any(map(str.isdecimal, cell))
    return both if needed and both in " ".join(line.split()) else cell


def _usage(row: Row) -> str:
    stored = USAGE.fullmatch(" ".join(row.get("usage", ())).upper())
    return stored[1] if stored else TYPED


def _sized(item: Declaration) -> Declaration:
    """The item without a length alone that is none of bytes: only those of texts are."""
    return item if item.usage != TYPED or item.offset >= 0 or is_textual(item.picture) else item._replace(bytes=-1)
