"""How rows of a name and a type are built: a line taken apart, and the expression for all that are built alike."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from workbench.declarations.types import COMPACT, worded
from workbench.likeness.shapes import masked

TYPES = 40
"""A form has at most so many kinds of types."""

_NAME = r"[#@$&%]?[^\W\d_][\w$#@]*+(?:\\_[\w$#@]++)*+(?:[-./][\w$#@]++)*+"
_PHRASE = r"[^\W\d_][\w$#@/&'-]*(?: [\w$#@/&'()-]+){1,5}"
_DIRECTED = r"(?:IN(?:[ \t]?OUT)?|OUT|in(?:[ \t]?out)?|out)(?:[ \t]++(?:NOCOPY|nocopy))?[ \t]++"
_MACRO = r"\\(?:item[ \t]*\[?|[A-Za-z]+\{)(?:\\[a-z]+\{)?"
"""A command of LaTeX, whose arguments are the cells."""
_BULLET = r"[-*•·>+|,]+[ \t]*|[^\w\s]{1,2}[ \t]+|o[ \t]+|[A-Z][ \t]+|\(?\w{1,3}[.)][ \t]+"
_OPENING = rf"\f?[ \t]*(?:\d{{6}}(?=\*))?(?:{_MACRO}|{_BULLET})?"
_COUNTS = r"\d[\d.:/-]*+[ \t|]++"
_LEAD = rf"{_OPENING}(?:{_COUNTS}){{0,3}}+(?:{_DIRECTED}|[`\"']|\*\*)?"
_WORD = r"(?:(?i:as|(?:of[ \t]|has[ \t])?type|is(?:[ \t](?:an?|of[ \t]type))?|typ|format)[ \t:=]+)?"
_DIRECTED_WORD = rf"(?:{_WORD}|{_DIRECTED})"
_ARGUMENT = r"\}?[ \t]*[\]&{][ \t]*|\}[ \t]*[:(,;][ \t]*"
_MARK = (
    rf"{_ARGUMENT}|"
    r"[`*\"']{0,2}[ \t]*[|:=(\[{,;][ \t(]*[\"']?|[ \t]*(?:\.[ \t]?){2,}[ \t:]*|[ \t]+[-–—]{1,3}>?[ \t]+"
)
_GAP = r"(?:[ \t]{2,}|[ \t]*\t[ \t]*|[ \t]*\|[ \t]*)"
_CELL = r"[^\s|]+(?: [^\s|]+)*"
_SHORT = r"[^\s|,;:]{1,10}"
_END = (
    r"[ \t]*\r?$|[ \t]{2}|\t|[ \t]*[|,;:)\]}.&\\\"']"
    r"|[ \t]+(?:[-–—/*<(!]|(?:NOT|not)[ \t]+(?i:NULL)|NULL\b|(?i:DEFAULT)\b|:=)"
)
_LETTER = r"(?<=[(\[])[A-Z](?=[)\]])"
_TYPE = rf"(?P<type>(?:{COMPACT})(?![\w$#@])(?={_END}|[ \t])|{worded(f'(?={_END})')}|{_LETTER})"
_COLUMN = r"(?=[ \t]+(?i:NOT[ \t]+NULL|NULL|DEFAULT|PRIMARY|UNIQUE)\b|[ \t]*,[ \t]*\r?$)"
"""What follows the type of a column of a data base."""

_BEGIN = rf"(?P<lead>{_LEAD})(?P<name>{_NAME})"
ROW = rf"{_BEGIN}(?P<between>(?:{_MARK}|[ \t]+){_DIRECTED_WORD}){_TYPE}"
"""A name, a mark or a gap, and a type; the direction of a parameter may stand before it: `p_no IN NUMBER`."""
MODE = rf"{_BEGIN}(?P<between>{_GAP}{_SHORT}[ \t]+){_TYPE}"
"""A name, a short word such as `in` or `req`, and a type."""
FAR = rf"{_BEGIN}(?P<between>(?:{_GAP}{_CELL}){{1,2}}?{_GAP}){_TYPE}"
"""A name, one or two other cells, and a type."""
_ACCESS = r"(?:(?:private|public|protected|static|final|readonly)[ \t]+){1,3}"
BACK = (
    rf"(?P<lead>{_OPENING}(?:(?!9[ \t]\d){_COUNTS}){{0,3}}+(?:{_DIRECTED})?(?:{_ACCESS})?)"
    rf"(?P<type>{COMPACT}|{worded('')})(?P<between>[ \t]+[*&]?)(?P<name>{_NAME})"
    r"(?P<end>(?:\[\d+\])?[ \t]*[;,=]|[ \t]*\r?$|[ \t]{2}|[ \t]+(?://|/\*|--))"
)
"""A type, and a name."""
WORDY = rf"(?P<lead>{_LEAD})(?P<name>{_PHRASE})(?P<between>{_MARK}|{_GAP}){_TYPE}"
"""A name of several words, a mark or a gap, and a type."""
_CAPTION = r"(?=[^\n]{0,30}?[a-z])[^\W\d_][\w/&'-]*(?: [\w/&'-]+){0,5}"
_IDENTIFIER = r"(?:(?=[A-Za-z]*[\d_$#@-])|(?=[a-z]+[A-Z])|(?=[A-Z]+(?![\w-])))"
CAPTIONED = (
    rf"(?P<lead>{_LEAD}(?P<caption>{_CAPTION})(?:[ \t]*:[ \t]*|[ \t]*\([ \t]*|[ \t]*(?:\.[ \t]?){{2,}}[ \t]*"
    rf"|(?:[ \t]+[-–—]+[ \t]+|,[ \t]+|{_GAP})(?={_IDENTIFIER})))"
    rf"(?P<name>{_NAME})(?P<between>\)?(?:{_MARK}|[ \t]+){_WORD}){_TYPE}"
)
"""What an item means, its name, and a type: `Due date (DUE-DT), 8 digits`."""
TOLD = (
    rf"{_BEGIN}(?P<between>(?:,[ \t]+|[ \t]+[-–—]+[ \t]+|[ \t]*\([ \t]*|{_GAP})(?P<caption>{_CAPTION})"
    rf"(?:\)?[ \t]*:[ \t]+|\)[ \t]*,?[ \t]+|,[ \t]+|[ \t]*\([ \t]*|[ \t]+[-–—]+[ \t]+)){_TYPE}"
)
"""A name, what the item means, and a type: `DUE-DT, the due date: 8 digits`."""
WAYS = (ROW, MODE, FAR, BACK, CAPTIONED, TOLD, WORDY)
"""All ways to build a row, in the order in which they are tried."""

_compiled = lru_cache(maxsize=None)(re.compile)  # only who looks for rows pays for so large expressions

_JOINED = r"[a-z][a-z\d]*(?:[A-Z]|_\w)\w*"
"""A name of joined words in small letters."""
_CLEAR = re.compile(
    rf"\s*[A-Za-z]+ {_JOINED}\s*\Z|\d|\S[ \t]{{2,}}\S|[\t|:=;,({{\[&]|NULL|\.[ .]*\.|\s[-–—]+>?\s|\s(?i:as|is|type)\s"
)
"""What a row has, and hardly any line of prose."""
_BACKWARD = re.compile(
    r"[^\w]*+[^\s(\[<]+(?:[ \t]?[(\[<](?:\d+[\d.,:]*|\*\w+)[)\]>]|[ \t]\d[\d.,]*)?(?:[ \t]+\S+){1,2}?"
    r"\s*(?:$|[;,=]|[ \t]{2}|/)"
)
"""How a line goes on that begins with a type."""
_DATED = re.compile(r"\d[./-]\d{1,2}[./-]\d")
"""What a line of a list of changes begins with."""
_MODIFIED = re.compile(_ACCESS)
_LETTERED = re.compile(r"(?<![^\s(])[A-Za-z](?=[.)]\s)")
_DIRECTION = re.compile(rf"\b{_DIRECTED}")
_ANY = r"(?=[^\n]*[^\W\d_])[^\s|,;:]+(?: [^\s|,;:]+){0,3}?"
_COLUMN_BEHIND = re.compile(_COLUMN)
_HEADS = frozenset("NAME FIELD FIELDS ITEM ELEMENT FELD ZONE CHAMP CAMPO COLUMN PARAMETER VARIABLE".split())
"""Words above columns: beside another word that may be a type they are no row."""
_NO_NAMES = frozenset("TYPE FORMAT PIC PICTURE THE AND OF TO PRIVATE PUBLIC PROTECTED STATIC FINAL READONLY".split())
DIRECTION = "→"
"""What stands in a key for the direction of a parameter, before its name or its type: `IN`, `OUT`, `INOUT`."""
MEANT = "¶"
"""What stands in a key for the words that an item is captioned with."""
LETTER = "@"
"""What stands in a key for a letter that counts the rows: `(a)`."""
OPEN = "‡"
"""What stands in a key for words that say who may use an item: `private static`."""
_NUMBER = r"\d+(?:[.,]\d+)?"
_LEVEL = r"(?P<level>\d{1,2})"
_APART = r"(?:(?<=[ \t]{2})|(?<=\t))"
_BEFORE = {
    "9": r"\d[\d.:/-]*",
    "_": r"[ \t]++",
    DIRECTION: _DIRECTED,
    MEANT: rf"{_CAPTION}(?![\w'/-])[ \t]*",
    LETTER: "[A-Za-z]",
    OPEN: _ACCESS,
}
_PARTS = {
    MEANT: rf"[ \t]*(?<![\w$#@-]){_CAPTION}(?![\w'/-])",
    DIRECTION: rf"[ \t]+{_DIRECTED}",
    "__": r"(?:[ \t]{2,}|\t)[ \t]*",
    "_": r"[ \t]+",
    "C": _CELL,
    "W": _SHORT,
}


class Key(NamedTuple):
    """What rows of one form share: the way they are built, and the marks before, between and behind name and type.

    `lead` and `between`: `_` a space, `__` a gap, 9 a number, C a cell, W a short word, else marks as they stand.
    """

    way: int
    lead: str
    between: str
    end: str

    @property
    def doubtful(self) -> bool:
        """Whether prose may be built so by accident."""
        return WAYS[self.way] in (FAR, MODE, CAPTIONED, TOLD, WORDY) or (self.between == "_" and not self.end)


def taken_apart(line: str, ways: Sequence[str] = WAYS) -> tuple[Key, re.Match[str]] | None:
    """How a line is built, with its groups lead, name and type; None for one that is no row.

    >>> key, match = taken_apart("  order_no   char[10]   the order")
    >>> key.between, match["name"], match["type"]
    ('__', 'order_no', 'char[10]')
    """
    if not _CLEAR.search(line):
        return None
    wide = "|" in line or "\t" in line or "  " in line.strip()
    for way in ways:
        if (way in (FAR, MODE) and not wide) or (way is BACK and not _BACKWARD.match(line)):
            continue
        match = _compiled(way).match(line)
        if match and not _DATED.search(match["lead"]) and _is_name(match["name"].upper(), match["type"]):
            key = Key(WAYS.index(way), _lead(match, way), _between(match, way), _end(match, way))
            if key.between != "_" or not is_bare(match["type"]) or key.end or key.lead == "," or _declares(match, way):
                return key, match
    return None


def _declares(match: re.Match[str], way: str) -> bool:
    """Whether a line that begins with a type is a statement: what follows is joined of words, and ends the line."""
    return way is BACK and is_joined(match["name"]) and not match["end"].strip(" \r\t").strip("-/*")


def is_joined(name: str) -> bool:
    """Whether a name is joined of words in small letters."""
    return _compiled(_JOINED).fullmatch(name) is not None


def is_bare(told: str) -> bool:
    """Whether a type is a mere word."""
    return "(" not in told and not any(map(str.isdecimal, told))


def expression(key: Key, names: Sequence[str], types: Sequence[str], leveled: bool) -> str:
    """The expression of the rows of a form. `leveled`: the number before a name is its level."""
    name, told = f"(?P<name>{_named(names)})", _types(types)
    lead = _led(key, leveled)
    if WAYS[key.way] is BACK:
        end = rf"(?=(?:\[\d+\])?[ \t]*{re.escape(key.end)})" if key.end else r"(?=[ \t]*\r?$|[ \t]{2})"
        return rf"{lead}(?P<type>{'|'.join(told)}){_PARTS[key.between]}[*&]?{name}(?![\w$#@-]){end}"
    behind = _COLUMN if key.end else ""
    return f"{lead}{name}{''.join(_inside(key.between))}(?P<type>{'|'.join(_closed(told, key))}){behind}"


def opened(key: Key) -> re.Pattern[str]:
    """What finds rows of a form whose types are in words that nobody knows."""
    name = _PHRASE if WAYS[key.way] is WORDY else _NAME
    gap = "".join(_inside(key.between)) + (_APART if key.between == "__" else "")
    told = rf"{_led(key, leveled=False)}(?P<name>{name}){gap}(?P<type>{_ANY})(?={_END})"
    return _compiled(told)


def _led(key: Key, leveled: bool) -> str:
    lead = _LEVEL if leveled else "".join(_before(key.lead))
    gap = r"[ \t]++" if key.lead[-1:].isalnum() else r"(?<=[ \t]{2})" if key.lead[-1:] == MEANT else r"[ \t]*+"
    return rf"\f?[ \t]*+{lead}" + (gap if key.lead else "")


def _closed(types: Sequence[str], key: Key) -> Iterator[str]:
    """The types with what must stand beside them: a space alone before one only where it has brackets."""
    bracketed = [one for one in types if one.endswith((r"\)", r"\]"))]
    sized = [one for one in types if r"\d" in one and one not in bracketed]
    bare = [one for one in types if r"\d" not in one and one not in bracketed]
    gap = _APART if key.between == "__" else ""
    for told, before, more in ((bracketed, "", "|[ \t]"), (sized, gap, "|[ \t]"), (bare, gap, "")):
        if told:
            yield rf"{before}(?:{'|'.join(told)})(?![\w$#@])(?={_END}{more})"


def _is_name(name: str, told: str) -> bool:
    return name not in _NO_NAMES and not (name in _HEADS and is_bare(told))


def _lead(match: re.Match[str], way: str) -> str:
    text = match["lead"]
    if way is CAPTIONED:
        text = f"{text[: match.start('caption')]}{MEANT}{text[match.end('caption') :]}"
    text = _MODIFIED.sub(OPEN, text) if way is BACK else text
    told = _DIRECTION.sub(DIRECTION, re.sub(r"\d[\d.:/-]*", "9", _LETTERED.sub(LETTER, text.strip("\f"))))
    return re.sub(r"(?<=[^\w\s])_", "", re.sub(r"\s+", "_", told)).strip("_")


def _between(match: re.Match[str], way: str) -> str:
    text = match["between"]
    if way is TOLD:
        start = match.start("between")
        text = f"{text[: match.start('caption') - start]}{MEANT}{text[match.end('caption') - start :]}"
    if way is MODE:
        return "__W_"
    if way is FAR:
        return re.sub(_GAP, lambda m: "|" if "|" in m[0] else "__", re.sub(_CELL, "C", text))
    text = _DIRECTION.sub(DIRECTION, text) if way is ROW else text
    told = "" if way is BACK else re.sub(r"([^\w\s])(?:\s*\1)+", r"\1", text.strip())
    told = re.sub(r"\s+", "", told) if way is TOLD else told
    return re.sub(r"\s+", "_", told) if told else "__" if "\t" in text or "  " in text else "_"


def _end(match: re.Match[str], way: str) -> str:
    if way is BACK:
        return match["end"].strip(" \t\r[]0123456789")[:1]
    alone = way is ROW and match["between"] == " "
    return "," if alone and _COLUMN_BEHIND.match(match.string, match.end()) else ""


def _before(lead: str) -> Iterator[str]:
    for piece in re.findall(r"9|_|\w|[^\w]", lead):
        said = _BEFORE.get(piece)
        yield said or re.escape(piece) + ("" if piece.isalnum() else r"[ \t]*")


def _inside(between: str) -> Iterator[str]:
    if between in ("__", "__W_"):
        yield r"[ \t]+" if between == "__" else rf"[ \t]+{_SHORT}[ \t]+"
        return
    for piece in re.findall(r"__|_|C(?![a-z])|W(?![a-z])|[A-Za-z]+(?:_[A-Za-z]+)*|[^\w]", between):
        if said := _PARTS.get(piece):
            yield said
        elif piece[:1].isalpha():
            words = r"[ \t]+".join(piece.split("_"))
            yield rf"[ \t]*\b{words}[ \t]+"
        else:
            yield rf"(?:[ \t]*{re.escape(piece)})+[ \t]*"


def _named(names: Sequence[str]) -> str:
    """What these names look like, and no more: small letters only where one has them."""
    if any(" " in name for name in names):
        return _PHRASE
    text = "".join(names)
    if re.search(r"[^\W\d_a-zA-Z]", text):
        return _NAME
    marks = "".join(re.escape(mark) for mark in "_$#@" if mark in text)
    letters = ("A-Z" if re.search("[A-Z]", text) else "") + ("a-z" if re.search("[a-z]", text) else "")
    joined = [f"[{inner}]"] if (inner := "".join(re.escape(mark) for mark in "-./" if mark in text)) else []
    joined += [r"\\_"] if r"\_" in text else []
    more = rf"(?:(?:{'|'.join(joined)})[{letters}0-9{marks}]+)*" if joined else ""
    first = "".join(re.escape(mark) for mark in "#@$&%" if any(name[0] == mark for name in names))
    return (rf"[{first}]?" if first else "") + rf"[{letters}][{letters}0-9{marks}]*{more}"


def _types(types: Sequence[str]) -> list[str]:
    """The kinds of some types, their numbers left open, the longest first."""
    found = [text for text, _ in Counter(map(masked, types)).most_common(TYPES)]
    return [
        re.escape(text).replace(r"\#", _NUMBER).replace(r"\ ", r"[ \t]")
        for text in sorted(found, key=len, reverse=True)
    ]
