"""One declared item from one line of text, in whatever form: clauses, a row of a table, dots, a bullet, attributes."""

import re
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase

from workbench.declarations.attributes import FLOW, attributed
from workbench.declarations.bars import barred
from workbench.declarations.clauses import CERTAIN_PICTURE, CLEAR_PICTURE, NEXT, PIC, clauses, storage
from workbench.declarations.item import HEADINGS, MOST, NAME, Declaration, is_name
from workbench.declarations.rows import barred_row, columns, lone_row, plain_row, row_like, unstuck
from workbench.declarations.sources import stated
from workbench.declarations.tables import ROLES, Header, unboxed
from workbench.declarations.typed import typed_row
from workbench.declarations.types import is_type
from workbench.records import TYPED, UNKNOWN

_LEVEL = r"(0?[1-9]|[1-4]\d|66|77|88)"
_LEVELLED = re.compile(
    r"^(?:\d{6}(?=[\s*]))?[\s*|>\-•]{0,40}+(?:\.{2,}\s*|[A-Z]\s{1,12}(?=\d\d\s[^\n]*\bPIC))?"
    rf"\b{_LEVEL}\s+({NAME})(?![^\s.,;:|(])(.*)$"
)
_LEADER = re.compile(r"^\s*(?:\.\s?){2,}\s*|^\s*…+\s*")
_PLACE = re.compile(r"[\[(](\d{1,8})\s*[:,]\s*(\d{1,8})[\])]")
_MEANING = re.compile(
    r"^\s{2,}(?:'([^'\n]{1,20})'|\"([^\"\n]{1,20})\"|(\d{1,6}))\s*(?:=|:|->)\s*([A-Za-z][\w \-/()']{0,60})$"
)
_TOLD = re.compile(r"((?=[^)\n]*(?:\bPIC|\b[Ll]evel\b|\bgroup\b))(?:[^()\n]|\([^()\n]*\))*)\)")
_TOLD_LEVEL = re.compile(r"(?i)\blevel\s+(\d{1,2})")
_CONDITION = re.compile(rf"^[\s.*|•\-]*=\s*(?:'([^']*)'|\"([^\"]*)\"|(\d+))\s+({NAME})(?![\w-])")
_ITEM = re.compile(
    rf"^[\s*\-•>|]*(?:(?:FIELD|ITEM|ELEMENT)(?![\w$#@-]))?:?\s*({NAME})(?![A-Za-z])\s*(?:[.:…|,\-]+\s*|\s)(.*)$"
)
_LABELS = re.compile(
    rf"^[\s*\-•>|]*([^\W\d_]{{3,12}})[\s:=]+({NAME})(?![\w$#@-])[\s.:…,;=-]+([^\W\d_]{{3,12}})[\s.:=]+(\S.*)$"
)
_GROUP = re.compile(
    r"^[\s*\-•>|]*+(?:\(?\w{1,4}[.)]\s+)?([A-Za-z][\w$#@]*+(?:-[\w$#@]++)*+)(?=\s*+[:,.…–—-])[\s:,.…–—-]++"
    r"(?i:an?\s+|een\s+|eine\s+|un[ao]?\s+)?(?i:group|gruppe|groupe|grupo|gruppo|groep)(?=\s*+(?:[,;:.(]|$))"
)
"""A name, a mark, and the word for a group, in place of a picture."""
_COLUMNS = re.compile(
    r"^[\s*\-•]*+(?=[A-Za-z])(?:(?:[Ii]n(?: den)?|[Aa](?:t|ux)|[Oo]n|[Ff]rom|[Ee]n|[Nn]elle|[Dd][ea])\s+)?"
    r"(?=[BbCcKkOoPpSs])"
    r"(?i:columns?|cols?\.?|positions?|pos\.?|bytes?|stellen?|spalten?|colonnes?|octets?|columnas?|posiciones|posizioni|"
    r"colonne|posições|kolommen|posities)\s+(?i:(?:da|de|von|van)\s+)?(\d{1,5})"
    r"(?:\s*(?i:to|thru|through|bis|t/m|tot|até|al?|à|au|-|–)\s*(\d{1,5}))?[\s:.,]+"
    rf"(?:(?:holds?|contains?|carry|carries|give|are|is|=)\s+(?:the\s+)?)?({NAME})"
    r"\s*[,:(]\s*([^\n]*?)(?:[,;)]\s[^\n]*|[.)])?\s*$"
)
"""`in columns 1 to 8 ORD-NO, alphanumeric, the order`: a place in words, a name, a type."""
_OFFSET = re.compile(r"\b(?:offset|position|pos\.?|start(?:s|ing)? at|at)\s+(\d{1,9})\b", re.I)
_LENGTH = re.compile(r"\b(?:length|len\.?|size)\s+(?:of\s+)?(\d{1,9})\b|\b(\d{1,9})\s+bytes?\b", re.I)
_SMALL = re.compile(r"^[\s\d*|>.•\-]{0,50}(?=[A-Z\d_$#@-]*[a-z])([A-Za-z][\w$#@-]*)(?![^\s.,;:|(])(.*)$")
_CLAUSE = re.compile(r"\s+(?:OCCURS\s+\d|REDEFINES\s|COMP\b|USAGE\s|BINARY\b|VALUES?\s+(?:IS\s+)?['\"\d+-])")
_UPPER = str.maketrans(ascii_lowercase, ascii_uppercase)


@lru_cache(maxsize=65536)
def declaration(line: str, table: Header | None) -> Declaration | None:
    """The item that a line declares, or nothing. `table` is the header row that the line stands under, if any."""
    if len(line) > MOST:
        return None
    if (item := stated(line)) is not None:
        return item
    if (item := _in_columns(line)) is not None:
        return item
    line = barred(line)
    if '="' in line or '":' in line or "='" in line or (line.rstrip(" ,").endswith("}") and FLOW.match(line)):
        return attributed(line)
    if "=" in line and line.count("=") > 1 and (item := attributed(line)) is not None:
        return item
    if table is None or not table.role("type"):
        return _any(line, table)
    if (item := typed_row(unboxed(line), table)) is not None:
        return item
    item = _any(line, table)
    return item if item is not None and (item.picture != UNKNOWN or item.level > 0) else None


def _in_columns(line: str) -> Declaration | None:
    """The item of a line that says its place in words, then its name and its type."""
    match = _COLUMNS.match(line)
    if match is None or not is_name(match[3]) or not is_type(match[4]):
        return None
    start, end = int(match[1]), int(match[2] or match[1])
    return Declaration(-1, match[3], match[4], TYPED, offset=start, bytes=end - start + 1) if end >= start else None


def _any(line: str, table: Header | None) -> Declaration | None:
    item = _declared(line, table)
    item = item if item is not None else _in_small_letters(line, table)
    return item if item is not None else _grouped(line)


def _grouped(line: str) -> Declaration | None:
    """The group in a line that says so behind its name: `ORD-KEY: group`, `(c) ORD_KEY, a group, in bytes 1 to 8`."""
    match = _GROUP.match(line) if "gr" in line or "GR" in line or "Gr" in line else None
    if match is None or not (re.search(r"[_\d-]|[a-z][A-Z]", match[1]) or match[1].isupper()):
        return None
    return _with_words(Declaration(-1, match[1]), line[match.end() :]) if is_name(match[1].upper()) else None


def _declared(line: str, table: Header | None) -> Declaration | None:
    if "|" in line:
        if table is not None and table.barred:
            return barred_row(line, table)
        if line.count("|") > 3 and (item := lone_row(line)):
            return item
        line = unboxed(line)
    if "=" in line and (condition := _CONDITION.match(line)):
        return Declaration(88, condition[4], values=(condition[1] or condition[2] or condition[3] or "",))
    if ("=" in line or ":" in line or "->" in line) and (meaning := _MEANING.match(line)):
        return Declaration(88, UNKNOWN, values=(meaning[1] or meaning[2] or meaning[3] or "",), note=meaning[4].strip())
    if table is not None and _numbers_first(table) and "PIC" not in line:
        return plain_row(line, table)
    if match := _LEVELLED.match(line):
        return _levelled(match, line, table)
    if table is not None and not table.role("level"):
        return plain_row(line, table)
    return _listed(line)


def _numbers_first(table: Header) -> bool:
    """Whether the rows of a table begin with numbers that are no levels."""
    return not table.role("level") and any(-1 < table.at(role) < table.at("name") for role in ("offset", "bytes"))


def _in_small_letters(line: str, table: Header | None) -> Declaration | None:
    """The item in a line whose name is not in capitals: only where a picture or a closing period leaves no doubt."""
    match = _SMALL.match(line)
    if match is None:
        return None
    whole = line.translate(_UPPER)
    ends = table or match[2].strip() == "." or _CLAUSE.match(match[2].translate(_UPPER))
    clear = PIC.search(whole) or (ends and re.search(r"[a-z][-_]|[a-z][A-Z]", match[1]))
    item = _declared(whole, table) if clear else None
    if item is None or (item.picture == UNKNOWN and item.bytes < 0 and item.level < 1):
        return None

    def told(text: str) -> str:
        word = re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", whole)
        at = word.start() if word else whole.find(text)
        return line[at : at + len(text)] if at >= 0 else text

    return item._replace(
        name=told(item.name),
        picture=told(item.picture),
        depending=told(item.depending),
        redefines=told(item.redefines),
        values=tuple(told(value) for value in item.values),
        note=told(item.note),
    )


def _levelled(match: re.Match[str], line: str, table: Header | None) -> Declaration | None:
    level, name, rest = int(match[1]), match[2], match[3]
    if (dotted := _LEADER.match(rest)) or _PLACE.search(rest):
        return _dotted(Declaration(level, name), rest[dotted.end() :] if dotted else rest.lstrip(" ."))
    name, rest = unstuck(name, rest, match.start(2), table)
    if not is_name(name) and not (name in HEADINGS and PIC.match(rest.lstrip())):
        return None
    if not (NEXT.match(rest) or (table is not None and row_like(match[1], rest))):
        return None
    if not rest.strip() and table is None and not _is_group(match[1], name, line):
        return None
    if "PIC" in rest or table is None or rest.rstrip().endswith("."):
        found = clauses(Declaration(level, name), rest)
        if found.picture != UNKNOWN or table is None:
            return found
    return columns(Declaration(level, name), line[: match.start(2)] + name + rest, match.start(2) + len(name), table)


def _is_group(level: str, name: str, line: str) -> bool:
    """A level and a name alone: `12 ORDERS` and `3 KD0417` are numbered headings, `05 CUST-KEY` is a group."""
    return level[0] == "0" or ("-" in name and line[:1].isspace())


def _dotted(item: Declaration, rest: str) -> Declaration | None:
    """A name with dots to what it is: a picture or the word group, then storage, a place `[12:5]`, a note."""
    head, _, tail = rest.strip().partition(" ")
    place, picture = _PLACE.search(rest), head.rstrip(".,;")
    if not CLEAR_PICTURE.match(picture):
        if head.upper().strip(".,") not in ("GROUP", "") and not place:
            return None
        picture = item.picture
    offset, size = (int(place[1]), int(place[2])) if place else (item.offset, item.bytes)
    after = tail[tail.find("]") + 1 :].strip() if place and "]" in tail else ""
    return storage(item._replace(picture=picture, offset=offset, bytes=size, note=after or UNKNOWN), rest, rest)


def _listed(line: str) -> Declaration | None:
    """A bullet or dotted line: a name, then a picture that is certain; or both behind words that say so."""
    if (labels := _LABELS.match(line)) and (found := _labelled(labels)):
        return found
    match = _ITEM.match(line)
    if not match or not (is_name(match[1]) or (match[1] in HEADINGS and match[1] != "FIELD")):
        return None
    item, rest = Declaration(-1, match[1]), match[2].lstrip("(")
    if (told := _TOLD.match(rest)) and (found := _in_brackets(item, told[1])):
        note = rest[told.end() :].strip(" :.-")
        return found._replace(note=note or found.note)
    if PIC.match(rest):
        return _with_words(clauses(item, rest), rest)
    head = (rest.split() or [""])[0].rstrip(",;.")
    if head.count("(") < head.count(")"):
        head = head.rstrip(")")
    if not (CERTAIN_PICTURE.match(head) and CLEAR_PICTURE.match(head)) or not (is_name(match[1]) or "(" in head):
        return None
    return _with_words(storage(item._replace(picture=head), rest[len(head) :], rest), rest)


def _labelled(match: re.Match[str]) -> Declaration | None:
    """The item of `ZONE CUST-NO ..... FORMAT 9(6) COMP`: what columns are called stands before each value."""
    if (
        ROLES.get(match[1].upper()) != "name"
        or ROLES.get(match[3].upper()) not in ("picture", "type")
        or not is_name(match[2])
    ):
        return None
    head, _, rest = match[4].partition(" ")
    if not CLEAR_PICTURE.match(head.rstrip(".,;")):
        return None
    return _with_words(storage(Declaration(-1, match[2], head.rstrip(".,;")), rest, rest), rest)


def _in_brackets(item: Declaration, told: str) -> Declaration | None:
    """The item with what brackets say: `(level 05, PIC X(30))`."""
    level = _TOLD_LEVEL.search(told)
    item = storage(item._replace(level=int(level[1]) if level else -1), told, told)
    if picture := PIC.search(told):
        item = item._replace(picture=picture[1].rstrip(".,;"))
    return _with_words(item, told) if item.picture != UNKNOWN or level else None


def _with_words(item: Declaration, rest: str) -> Declaration:
    """Offsets and lengths that prose gives: `at offset 12`, `length 5`, `12 bytes`, `[12:5]`."""
    if place := _PLACE.search(rest):
        return item._replace(offset=int(place[1]), bytes=int(place[2]))
    offset, length = _OFFSET.search(rest), _LENGTH.search(rest)
    return item._replace(
        offset=int(offset[1]) if offset else item.offset,
        bytes=int(length[1] or length[2]) if length else item.bytes,
    )
