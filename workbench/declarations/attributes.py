"""One item from a line of XML, of JSON, or of any text that says `key="value"`."""

import re

from workbench.declarations.clauses import CLEAR_PICTURE, USAGE, storage, usage
from workbench.declarations.item import Declaration
from workbench.declarations.tables import ROLES, Role
from workbench.declarations.types import is_type
from workbench.records import TYPED, UNKNOWN

_PAIR = re.compile(r"([A-Za-z_][\w.:-]*)[\"']?\s*[=:]\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|(\d+))")
_PLAIN = re.compile(r"(?<![\w.:-])([A-Za-z][\w-]*)=([\w$#@.-]+(?:\(\d[\d,.]*\))?)(?=[\s,;]|$)")
"""`Field=ORD-NO Len=8`: nothing in quotes."""
_BEGINS = re.compile(r"[\s*•-]*[A-Za-z][\w-]*=")
FLOW = re.compile(r"^\s*(?:-\s+)?(?:[\"']?([A-Za-z_][\w$#@-]*)[\"']?:\s*)?\{(.*)\}\s*,?\s*$")
"""Attributes in braces, mostly behind a name."""
_FLOWING = re.compile(r"[\"']?([A-Za-z][\w-]*)[\"']?:\s*[\"']?((?:[^,\"'(){}]|\([^()]*\))+)")
_PREFIX = re.compile(r"(?i)x-(?:cobol-)?")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_][\w$#@-]*\Z")
_SCHEMA_TYPE = re.compile(r"xsd?:\w+")
_PIC_WORD = re.compile(r"PIC(?:TURE)?\s+(?:IS\s+)?", re.I)
_MORE: dict[str, Role] = {
    "MAXOCCURS": "occurs",
    "MAXLENGTH": "bytes",
    "COBOL-TYPE": "picture",
    "FORMAT": "picture",
    "POSITION": "offset",
    "TYPE": "usage",
    "COMMENT": "note",
}


def attributed(line: str) -> Declaration | None:
    """The item that the attributes of a line make: a name, and a level, a picture, a length or a schema's type."""
    given: dict[Role, str] = {}
    for key, value in _pairs(line):
        word = _PREFIX.sub("", key.rpartition(":")[2]).upper().replace("_", " ")
        role = _MORE.get(word) or ROLES.get(word, "other")
        given.setdefault(role, value)
    name, told = given.get("name", ""), given.get("usage", "")
    clause = _PIC_WORD.sub("", given.get("picture", "")).strip()
    head, _, beside = clause.partition(" ")
    picture = head if CLEAR_PICTURE.match(head.upper()) else UNKNOWN
    closed = not line.lstrip().startswith("<") or "/>" in line or "</" in line
    sized = closed and bool({"bytes", "offset"} & given.keys() or _SCHEMA_TYPE.fullmatch(told))
    typed = not sized and is_type(told) and FLOW.match(line) is not None
    if not _IDENTIFIER.match(name) or not (picture != UNKNOWN or _number(given, "level") > 0 or sized or typed):
        return None
    if typed and picture == UNKNOWN:
        return Declaration(_number(given, "level"), name, told, TYPED, note=given.get("note", "") or UNKNOWN)
    stored = USAGE.fullmatch(told.upper())
    item = storage(Declaration(_number(given, "level"), name, picture), beside.upper(), beside)
    return item._replace(
        usage=usage(stored[1]) if stored else item.usage,
        occurs=max(item.occurs, _number(given, "occurs")),
        redefines=given.get("redefines", "") or item.redefines,
        offset=_number(given, "offset"),
        bytes=_number(given, "bytes"),
        values=tuple(value for value in (given.get("value", ""),) if value),
        note=given.get("note", "") or UNKNOWN,
    )


def _pairs(line: str) -> list[tuple[str, str]]:
    """Keys and values in `NAME: {key: value, ...}`, in XML, or in JSON."""
    flow = FLOW.match(line)
    if flow and (flow[1] or '":' not in line):
        pairs = [(key, value.strip()) for key, value in _FLOWING.findall(flow[2])]
        return [("name", flow[1]), *pairs] if flow[1] else pairs
    if '"' not in line and "'" not in line and _BEGINS.match(line) and (plain := _PLAIN.findall(line)):
        return [(str(key), str(value)) for key, value in plain]
    return [(key, one or two or three) for key, one, two, three in _PAIR.findall(line)]


def _number(given: dict[Role, str], role: Role) -> int:
    text = given.get(role, "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1
