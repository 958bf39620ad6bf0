"""One declared data item from one line, or a few, of legacy text: copybook clauses or a row of a table.

The same item is written many ways: `05 CUST-NO PIC 9(6) COMP-3.`, a row under a header with columns, cells between
bars, dots between name and picture, a bullet in a list. A picture without the word PIC counts only where its column or
its form leaves no doubt. What a line does not say stays unknown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from workbench.records import UNKNOWN

Role = Literal["level", "name", "picture", "usage", "offset", "bytes", "occurs", "redefines", "note", "value", "other"]
"""What a column of a table holds; `other` is a column that says nothing about storage."""

NAME = r"[A-Z0-9][A-Z0-9_$#@]*(?:-[A-Z0-9_$#@]+)*"
"""A COBOL data name or program name: upper case, digits, hyphens inside."""

_USAGE = (
    r"COMPUTATIONAL(?:-[1-6X])?|COMP(?:-[1-6X])?|PACKED-DECIMAL|PACKED|BINARY(?:-(?:CHAR|SHORT|LONG|DOUBLE))?|"
    r"DISPLAY(?:-1)?|POINTER|INDEX|NATIONAL|FLOAT-(?:SHORT|LONG)"
)
_PICTURE = r"[+\-]?S?(?:[XA9NZVPB0/,.*+\-$]|CR|DB|\(\d+\))+"
_CLEAR_PICTURE = re.compile(r"^(?=.*[XA9NZ])(?:[+\-$]*S?(?:(?:[XA9NZVPB0/,.*+\-$]|CR|DB)+(?:\(\d+\))?)+)$")
_CERTAIN_PICTURE = re.compile(r"^(?:S9.*|.*[XA9NZ]\(\d+\).*|.*9V9.*|X+|Z[Z,.9\-]+)$")
_CLAUSE_PIC = re.compile(rf"\bPIC(?:TURE)?\s+(?:IS\s+)?({_PICTURE})(?=[\s.,;]|$)")
_CLAUSE_USAGE = re.compile(rf"(?<![A-Z0-9-])({_USAGE})(?![A-Z0-9-])")
_CLAUSE_OCCURS = re.compile(
    rf"\bOCCURS\s+(?:(\d+)\s+TO\s+)?(\d+)(?:\s+TIMES?)?(?:\s+DEPENDING\s+(?:ON\s+)?({NAME}))?", re.I
)
_CLAUSE_REDEFINES = re.compile(rf"\bREDEF(?:INE)?S?:?\s+({NAME})")
_CLAUSE_VALUE = re.compile(
    r"\bVALUES?\s+(?:IS\s+|ARE\s+)?((?:(?:'[^']*'|\"[^\"]*\"|[+\-]?[\w.]+)(?:\s+(?:THRU|THROUGH)\s+)?[\s,]*)+)"
)
_CLAUSE_NEXT = re.compile(
    r"\s*(?:\.?\s*$|\.\s|\*>|(?:PIC(?:TURE)?|REDEFINES|OCCURS|VALUES?|COMP\S*|BINARY|PACKED-DECIMAL|POINTER|INDEX(?:ED)?|USAGE|"
    r"IS|GLOBAL|EXTERNAL|SIGN|SYNC\S*|JUST\S*|BLANK|DISPLAY|RENAMES)\b|[+\-]?S?[9XAZN]+(?:\(\d+\)|V|[.,;\s]|$))"
)
_SIGN_SEPARATE = re.compile(r"\bSIGN\b.*\b(LEADING|TRAILING)\b.*\bSEPARATE\b")
_LEVELLED = re.compile(
    rf"^(?:\d{{6}}(?=[\s*]))?[\s*|>\-•]{{0,40}}(?:\.{{2,}}\s*)?\b(0?[1-9]|[1-4]\d|66|77|88)\s+({NAME})(?![^\s.,;:|(])(.*)$"
)
_LEADER = re.compile(r"^\s*(?:\.\s?){2,}\s*|^\s*…+\s*")
_PLACE = re.compile(r"[\[(](\d{1,8})\s*[:,]\s*(\d{1,8})[\])]")
_FROM_TO = re.compile(r"(\d{1,8})\s*(?:-|–|\.\.|to)\s*(\d{1,8})")
_MEANING = re.compile(
    r"^\s{2,}(?:'([^'\n]{1,20})'|\"([^\"\n]{1,20})\"|(\d{1,6}))\s*(?:=|:|->)\s*([A-Za-z][\w \-/()']{0,60})$"
)
_VALUED = re.compile(r"\(\d|\d\)|\b\d{2,}\b|'")
_TOLD = re.compile(r"((?=[^)\n]*(?:\bPIC|\b[Ll]evel\b|\bgroup\b))(?:[^()\n]|\([^()\n]*\))*)\)")
_CONDITION = re.compile(rf"^[\s.*|•\-]*=\s*(?:'([^']*)'|\"([^\"]*)\"|(\d+))\s+({NAME})(?![\w-])")
_ITEM = re.compile(rf"^[\s*\-•>|]*(?:FIELD|ITEM|ELEMENT)?:?\s*({NAME})(?![A-Za-z])\s*(?:[.:…|,\-]+\s*|\s)(.*)$")
_WORDS: dict[Role, str] = {
    "level": "LVL|LEVEL|LV|LEV|STUFE",
    "name": "NAME|FIELD|ITEM|ELEMENT|DATA-NAME|DATANAME|DATA NAME|FIELD NAME|FIELDNAME|DATA ITEM|VARIABLE|IDENTIFIER",
    "picture": "PICTURE|PIC|FORMAT|PICTURE CLAUSE|COBOL TYPE",
    "usage": "USAGE|STORAGE|REPRESENTATION|ENCODING|COMP",
    "offset": "FROM-TO|FROM - TO|FROM/TO|COLUMNS|COLS|POSITIONS|OFFSET|OFFS|OFF|POS|POSITION|START|START POS|DISP|BEGIN|COL|FROM",
    "bytes": "BYTES|LENGTH|LEN|SIZE|LGTH|LNG|BYTE",
    "occurs": "OCCURS|OCC|TIMES",
    "redefines": "REDEFINES|REDEF|REDEF.",
    "value": "VALUE|VALUES|VALID VALUES",
    "note": "DESCRIPTION|MEANING|REMARKS|REMARK|COMMENT|COMMENTS|NOTES|NOTE|TEXT|PURPOSE|DESC|EXPLANATION|USE",
}
_ROLE_OF: dict[str, Role] = {word: role for role, words in _WORDS.items() for word in words.split("|")}


@dataclass(frozen=True)
class Column:
    """One column of a table: its role and where its header stands in the line (characters from 0, end exclusive)."""

    role: Role
    start: int
    end: int


@dataclass(frozen=True)
class Header:
    """The header row of a table of items. `barred`: cells stand between bars, not at positions."""

    columns: tuple[Column, ...]
    barred: bool

    def role(self, role: Role) -> bool:
        """Whether the table has such a column."""
        return any(column.role == role for column in self.columns)


@dataclass(frozen=True)
class Declaration:
    """One data item as declared; the fields mean what they mean in `records.FieldBody`. `level` 88: a condition."""

    level: int
    name: str
    picture: str = UNKNOWN
    usage: str = "DISPLAY"
    occurs: int = 1
    depending: str = UNKNOWN
    redefines: str = UNKNOWN
    offset: int = -1
    bytes: int = -1
    values: tuple[str, ...] = ()
    note: str = UNKNOWN


def header(line: str) -> Header | None:
    """The header row that a line is, or nothing: it needs a name column and two more that say something of storage."""
    if len(line) > 250 or _VALUED.search(line):
        return None
    barred = line.count("|") >= 2
    columns = tuple(_header_cells(line, barred))
    roles = {column.role for column in columns}
    storage = roles & {"level", "picture", "usage", "offset", "bytes"}
    known = sum(column.role != "other" for column in columns)
    if "name" in roles and len(storage) >= (2 if "picture" not in roles else 1) and 3 <= len(columns) <= 2 * known:
        return Header(columns, barred)
    return None


def _header_cells(line: str, barred: bool) -> list[Column]:
    pattern = r"[^|]+" if barred else r"\S+(?: \S+)*"
    found: list[Column] = []
    for match in re.finditer(pattern, line):
        text = match[0].strip().strip("*+#:").strip().upper()
        if not text:
            if barred and found:
                found.append(Column("other", match.start(), match.end()))
            continue
        role = _ROLE_OF.get(text, "other")
        if role == "other" and not barred and " " in text:
            found.extend(_single_words(match[0], match.start()))
        else:
            found.append(Column(role, match.start(), match.end()))
    return found


def _single_words(text: str, at: int) -> list[Column]:
    return [
        Column(_ROLE_OF.get(match[0].strip("*+#:").upper(), "other"), at + match.start(), at + match.end())
        for match in re.finditer(r"\S+", text)
    ]


def declaration(line: str, table: Header | None) -> Declaration | None:
    """The item that a line declares, or nothing. `table` is the header row that the line stands under, if any."""
    if table is not None and table.barred and "|" in line:
        return _barred_row(line, table)
    if condition := _CONDITION.match(line):
        return Declaration(88, condition[4], values=(condition[1] or condition[2] or condition[3] or "",))
    if meaning := _MEANING.match(line):
        return Declaration(88, UNKNOWN, values=(meaning[1] or meaning[2] or meaning[3] or "",), note=meaning[4].strip())
    match = _LEVELLED.match(line)
    if match:
        return _levelled(match, line, table)
    if table is not None and not table.role("level"):
        return _plain_row(line, table)
    return _listed(line)


def _levelled(match: re.Match[str], line: str, table: Header | None) -> Declaration | None:
    level, name, rest = int(match[1]), match[2], match[3]
    if (dotted := _LEADER.match(rest)) or _PLACE.search(rest):
        return _dotted(Declaration(level, name), rest[dotted.end() :] if dotted else rest.lstrip(" ."))
    name, rest = _unstuck(name, rest, match.start(2), table)
    if name in _NOT_NAMES or not re.search("[A-Z]", name):
        return None
    if not (_CLAUSE_NEXT.match(rest) or (table is not None and _row_like(match[1], rest))):
        return None
    if "PIC" in rest or table is None or rest.rstrip().endswith("."):
        found = _clauses(Declaration(level, name), rest)
        if found.picture != UNKNOWN or table is None:
            return found
    return _columns(Declaration(level, name), line[: match.start(2)] + name + rest, match.start(2) + len(name), table)


def _unstuck(name: str, rest: str, start: int, table: Header | None) -> tuple[str, str]:
    """A name so long that its picture follows without a space is cut where the picture's column begins."""
    at = next((column.start - start for column in table.columns if column.role == "picture"), 0) if table else 0
    if (
        0 < at < len(name)
        and rest[:1] in ("", " ", "(", ".", ",")
        and _CLEAR_PICTURE.match((name[at:] + rest).split()[0])
    ):
        return name[:at], "  " + name[at:] + rest
    return name, rest


def _dotted(item: Declaration, rest: str) -> Declaration | None:
    """A name with dots to what it is: a picture or the word group, then storage, a place `[12:5]`, a note."""
    head, _, tail = rest.strip().partition(" ")
    if place := _PLACE.search(rest):
        item = replace(item, offset=int(place[1]), bytes=int(place[2]))
    if _CLEAR_PICTURE.match(head.rstrip(".,;")) and re.search("[XA9NZ]", head):
        item = replace(item, picture=head.rstrip(".,;"))
    elif head.upper().strip(".,") not in ("GROUP", "") and not place:
        return None
    after = tail[tail.find("]") + 1 :].strip() if place and "]" in tail else ""
    return replace(_storage(item, rest, rest), note=after or UNKNOWN)


def _row_like(level: str, rest: str) -> bool:
    """Behind level and name a row has a gap, then a number, a picture, or words of a column."""
    return rest.startswith("  ") and (len(level) == 2 or bool(re.match(r"\s+[\dSX9AZ+\-]", rest)))


def _clauses(item: Declaration, text: str) -> Declaration:
    """The item with what COBOL clauses say: PIC, USAGE, OCCURS, REDEFINES, VALUE."""
    bare, note = _split_note(text)
    item = replace(item, note=note)
    plain = re.sub(r"'[^']*'|\"[^\"]*\"", "''", bare)
    if picture := _CLAUSE_PIC.search(plain):
        item = replace(item, picture=picture[1].rstrip(".,;"))
        plain = plain[: picture.start()] + " " + plain[picture.end() :]
    elif picture_token := next((t for t in plain.split() if _CERTAIN_PICTURE.match(t.rstrip(".,;"))), ""):
        item = replace(item, picture=picture_token.rstrip(".,;"))
    return _storage(item, plain, bare)


def _storage(item: Declaration, plain: str, quoted: str) -> Declaration:
    if usage := _CLAUSE_USAGE.search(plain):
        item = replace(item, usage=_usage(usage[1]))
    if sign := _SIGN_SEPARATE.search(plain):
        item = replace(item, usage=f"{item.usage} SIGN {sign[1]} SEPARATE")
    if occurs := _CLAUSE_OCCURS.search(plain):
        item = replace(item, occurs=int(occurs[2][:9]), depending=occurs[3] or UNKNOWN)
    if redefines := _CLAUSE_REDEFINES.search(plain):
        item = replace(item, redefines=redefines[1])
    if values := _CLAUSE_VALUE.search(quoted):
        item = replace(item, values=tuple(_values(values[1])))
    return item


def _values(text: str) -> list[str]:
    pairs = re.findall(r"'([^']*)'|\"([^\"]*)\"|([+\-]?[\w.]+)", text)
    return [one or two or three.rstrip(".") for one, two, three in pairs if one or two or three.rstrip(".")]


def _split_note(text: str) -> tuple[str, str]:
    """A trailing comment: after the closing period, `*>`, or an arrow."""
    match = re.search(r"\s*(?:\*>|<-+|/\*|--\s|\.\s{2,}|\.\s+\*|;\s)\s*(.*)$", text)
    if match and match[1].strip():
        return text[: match.start()], match[1].strip(" */.")
    return text, UNKNOWN


def _usage(text: str) -> str:
    text = text.upper().replace("COMPUTATIONAL", "COMP")
    return {"PACKED-DECIMAL": "COMP-3", "PACKED": "COMP-3", "BINARY": "BINARY"}.get(text, text)


_NOT_NAMES = {"THE", "AND", "OF", "TO", "IN", "A", "AN", "IS", "FOR", "NAME", "FIELD", "PAGE", "TIMES", "RECORDS"}


def _columns(item: Declaration, line: str, after: int, table: Header | None) -> Declaration:
    """The item with what stands in the columns of its row behind the name."""
    tokens = [(m[0], m.start(), m.end()) for m in re.finditer(r"\S+", line[after:].rstrip())]
    tokens = [(text, start + after, end + after) for text, start, end in tokens]
    tail = line[after:]
    numbers: list[tuple[int, int, int]] = []
    for text, start, end in tokens:
        role = _nearest(table, start, end) if table else "other"
        if item.picture == UNKNOWN and _is_picture(text, role):
            item = replace(item, picture=text.rstrip(".,;"))
        elif usage := _CLAUSE_USAGE.fullmatch(text.rstrip(".,;")):
            item = replace(item, usage=_usage(usage[1]))
        elif text.isdigit() and len(text) < 10:
            numbers.append((int(text), start, end))
        elif (span := _FROM_TO.fullmatch(text)) and role in ("offset", "bytes"):
            item = replace(item, offset=int(span[1]), bytes=int(span[2]) - int(span[1]) + 1)
        elif re.search(r"\w", text):
            break
    if table:
        item = _numbered(item, numbers, table)
    return _storage_tail(item, tail)


def _is_picture(text: str, role: Role) -> bool:
    text = text.rstrip(".,;")
    if _CERTAIN_PICTURE.match(text) and _CLEAR_PICTURE.match(text):
        return True
    return role == "picture" and bool(_CLEAR_PICTURE.match(text))


def _nearest(table: Header | None, start: int, end: int) -> Role:
    """The role of the column that a token stands under: the widest overlap, else the nearest edge."""
    if table is None:
        return "other"

    def distance(column: Column) -> int:
        return max(column.start, start) - min(column.end, end)

    return min(table.columns, key=distance).role


def _numbered(item: Declaration, numbers: Sequence[tuple[int, int, int]], table: Header) -> Declaration:
    wanted: list[Role] = [c.role for c in table.columns if c.role in ("offset", "bytes", "occurs")]
    if len(numbers) == len(wanted):
        given = dict(zip(wanted, (number for number, _, _ in numbers), strict=True))
    else:
        given = {_nearest(table, start, end): number for number, start, end in numbers}
    return replace(
        item,
        offset=given.get("offset", item.offset) if item.offset < 0 else item.offset,
        bytes=given.get("bytes", item.bytes) if item.bytes < 0 else item.bytes,
        occurs=max(1, given.get("occurs", item.occurs)),
    )


def _storage_tail(item: Declaration, tail: str) -> Declaration:
    plain = re.sub(r"'[^']*'|\"[^\"]*\"", "''", tail)
    if occurs := _CLAUSE_OCCURS.search(plain):
        item = replace(item, occurs=int(occurs[2][:9]), depending=occurs[3] or UNKNOWN)
    if redefines := _CLAUSE_REDEFINES.search(plain):
        item = replace(item, redefines=redefines[1])
    if values := _CLAUSE_VALUE.search(tail):
        item = replace(item, values=tuple(_values(values[1])))
    words = re.search(r"(?:^|\s)([A-Za-z(]*[a-z].*)$", re.sub(r"^.*?\s{2,}(?=[A-Za-z(]*[a-z])", "", tail))
    return replace(item, note=words[1].strip(" .|")) if words and item.note == UNKNOWN else item


def _barred_row(line: str, table: Header) -> Declaration | None:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    names = table.columns
    given: dict[Role, str] = {}
    for column, cell in zip(names, cells, strict=False):
        given[column.role] = f"{given.get(column.role, '')} {cell}".strip()
    name = given.get("name", "").strip("`* ")
    if len(cells) < 2 or not re.fullmatch(NAME, name) or not re.search("[A-Z]", name):
        return None
    level = int(given["level"]) if given.get("level", "").isdigit() else -1
    if level == 88:
        return Declaration(88, name, values=tuple(_values(given.get("value", "") or given.get("picture", ""))))
    if abs(len(cells) - len(names)) > 1:
        return None
    item = Declaration(level, name)
    picture = re.sub(r"^PIC(?:TURE)?\s+", "", given.get("picture", "")).strip("`. ")
    head = picture.split()[0] if picture else ""
    if head and _CLEAR_PICTURE.match(head):
        item = replace(item, picture=head)
    item = _storage(item, f"{' '.join(picture.split()[1:])} {given.get('usage', '')}", given.get("value", ""))
    return _barred_rest(item, given)


def _barred_rest(item: Declaration, given: dict[Role, str]) -> Declaration:
    number = {role: int(text) for role, text in given.items() if text.isdigit() and len(text) < 10}
    redefines = re.search(NAME, given.get("redefines", ""))
    everything = " ".join(text for role, text in given.items() if role in ("note", "other", "occurs", "redefines"))
    if span := _FROM_TO.fullmatch(given.get("offset", "")):
        number |= {"offset": int(span[1]), "bytes": int(span[2]) - int(span[1]) + 1}
    item = replace(
        item,
        offset=number.get("offset", -1),
        bytes=number.get("bytes", -1),
        occurs=max(1, number.get("occurs", 1)),
        redefines=redefines[0] if redefines else UNKNOWN,
        note=given.get("note", "") or UNKNOWN,
    )
    if item.redefines == UNKNOWN and (match := _CLAUSE_REDEFINES.search(everything)):
        item = replace(item, redefines=match[1])
    if item.occurs == 1 and (match := _CLAUSE_OCCURS.search(everything)):
        item = replace(item, occurs=int(match[2][:9]), depending=match[3] or UNKNOWN)
    return item


def _plain_row(line: str, table: Header) -> Declaration | None:
    match = re.match(rf"^\s*({NAME})(?=\s|$)", line)
    if not match or not re.search("[A-Z]", match[1]) or match[1] in _NOT_NAMES:
        return None
    item = _columns(Declaration(-1, match[1]), line, match.end(), table)
    return item if item.picture != UNKNOWN or item.bytes >= 0 else None


def _listed(line: str) -> Declaration | None:
    """A bullet or dotted line: a name, then a picture that is certain."""
    match = _ITEM.match(line)
    if not match or match[1] in _NOT_NAMES or not re.search("[A-Z]", match[1]) or len(line) > 400:
        return None
    rest = match[2].lstrip("(")
    if told := _TOLD.match(rest):
        level = re.search(r"(?i)\blevel\s+(\d{1,2})", told[1])
        item = Declaration(int(level[1]) if level else -1, match[1])
        item = _storage(item, told[1], told[1])
        if picture := _CLAUSE_PIC.search(told[1]):
            item = replace(item, picture=picture[1].rstrip(".,;"))
        if item.picture != UNKNOWN or level:
            note = rest[told.end() :].strip(" :.-")
            return replace(_with_words(item, told[1]), note=note or item.note)
    clause = _CLAUSE_PIC.match(rest)
    head = (rest.split() or [""])[0].rstrip(",;.")
    if head.count("(") < head.count(")"):
        head = head.rstrip(")")
    if clause:
        return _with_words(_clauses(Declaration(-1, match[1]), rest), rest)
    if not (_CERTAIN_PICTURE.match(head) and _CLEAR_PICTURE.match(head)):
        return None
    item = replace(Declaration(-1, match[1]), picture=head)
    return _with_words(_storage(item, rest[len(head) :], rest), rest)


def _with_words(item: Declaration, rest: str) -> Declaration:
    """Offsets and lengths that prose gives: `at offset 12`, `length 5`, `12 bytes`, `[12:5]`."""
    if place := _PLACE.search(rest):
        return replace(item, offset=int(place[1]), bytes=int(place[2]))
    offset = re.search(r"\b(?:offset|position|pos\.?|start(?:s|ing)? at|at)\s+(\d{1,9})\b", rest, re.I)
    length = re.search(r"\b(?:length|len\.?|size)\s+(?:of\s+)?(\d{1,9})\b|\b(\d{1,9})\s+bytes?\b", rest, re.I)
    return replace(
        item,
        offset=int(offset[1]) if offset else item.offset,
        bytes=int(length[1] or length[2]) if length else item.bytes,
    )
