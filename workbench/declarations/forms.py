"""Items in a document's own form: what patterns that were learned from it find in a line.

A form has groups `name` and `picture`, and where the line says them `level`, and the columns `program` and `record`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from workbench.declarations.clauses import CERTAIN_PICTURE, CLEAR_PICTURE, USAGE, repetition, usage
from workbench.declarations.item import HEADINGS, MOST, Declaration, is_name
from workbench.declarations.lines import declaration
from workbench.declarations.tables import Header
from workbench.declarations.types import is_type
from workbench.records import TYPED, UNKNOWN

Forms = Sequence[re.Pattern[str]]
"""The forms of a document, the surest first."""

_AHEAD = re.compile(r"[\s,;'\"|.`*]*(?:(?i:USAGE)[\s:=]+(?:(?i:IS)\s+)?)?")
_SMALL = re.compile(
    r"(comp(?:utational)?(?:-[1-6x])?|packed(?:-decimal)?|binary)(?=[ \t]{2}|[ \t]*(?:[^\w\s-]|\t|\r?$)|[ \t]+[-–—])"
)
"""The same words in small letters, where no sentence goes on behind them: `9(4) binary search key`."""


class Formed(NamedTuple):
    """The item in a line, and the endpoint and the record that its columns name; "unknown" where it has none.

    `end`: where its form ends in the line, in characters.
    """

    item: Declaration
    program: str
    record: str
    end: int


def formed(line: str, forms: Forms) -> Formed | None:
    """What a line declares in one of these forms; nothing when it has none of them."""
    if len(line) > MOST:
        return None
    for form in forms:
        if (match := form.match(line)) and (item := _item(match, line[match.end() :])):
            said = match.groupdict()
            return Formed(item, said.get("program") or UNKNOWN, said.get("record") or UNKNOWN, match.end())
    return None


def declared(line: str, table: Header | None, forms: Forms) -> Declaration | None:
    """The item that a line declares, in a form of its document or in any that is known."""
    if forms and (found := formed(line, forms)):
        return found.item
    return declaration(line, table)


def _item(match: re.Match[str], rest: str) -> Declaration | None:
    said = match.groupdict()
    name = (said["name"] or "").replace(r"\_", "_")
    picture = (said.get("picture") or _typed(said.get("type") or "", rest)).rstrip(".,")
    can_be = is_name(name.upper()) or (bool(said.get("type")) and name.upper() in HEADINGS)
    if not can_be or (picture and not CLEAR_PICTURE.match(picture.upper())):
        return None
    item = _placed(Declaration(int(said.get("level") or -1), name, picture or UNKNOWN), said)
    if said.get("usage"):
        item = item._replace(usage=usage(said["usage"]))
    elif stored := USAGE.match(rest, ahead := _end(_AHEAD.match(rest))) or _SMALL.match(rest, ahead):
        item = item._replace(usage=usage(stored[1]))
    return repetition(item, rest, "")


def _typed(told: str, rest: str) -> str:
    """The picture that a type is, or that follows right behind; empty for a type of any other kind."""
    words = ((word, word.upper().rstrip(".,")) for word in (told, *rest.split()[:1]))
    return next((word for word, big in words if CERTAIN_PICTURE.match(big) and CLEAR_PICTURE.match(big)), "")


def _placed(item: Declaration, said: Mapping[str, str | None]) -> Declaration:
    """The item with the place and the length that its columns say, and its type; one that nobody knows is a note."""
    start, end = int(said.get("offset") or -1), int(said.get("end") or -1)
    size = end - start + 1 if 0 <= start <= end else int(said.get("bytes") or -1)
    told = (said.get("type") or "") if item.picture == UNKNOWN else ""
    item = item._replace(offset=start, bytes=size)
    return (
        item._replace(picture=told, usage=TYPED)
        if is_type(told, sized=size > 0)
        else item._replace(note=told or UNKNOWN)
    )


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0
