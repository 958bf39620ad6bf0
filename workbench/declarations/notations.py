"""How types are written in the middle of a line: `CHAR(12)`, `char[35]`, `int32`, `5A`, `FIXED DEC(9,2)`, `date`.

A notation that says a size is a type almost anywhere; a word alone, or with a number behind a space, is one only where
others stand around it.
"""

from collections.abc import Iterable

from workbench.declarations.types import WORDS

_SIZE = r"\d{1,5}(?:[.,:]\d{1,3})?"
_FIRST = (
    "UNSIGNED SIGNED FIXED FLOAT LONG SHORT VAR VARYING PACKED ZONED DOUBLE NATIONAL DEC DECIMAL BIN BINARY CHAR "
    "CHARACTER"
)
_UNSURE = frozenset("YEAR COUNT DISPLAY INTERVAL XML MEMO WORD ORA COMP GRAPHIC".split())
"""Words that stand for other things too, beside a number above all."""


def _any_of(words: Iterable[str]) -> str:
    """The words by their first letters: to compile them one beside the other takes five times as long."""
    heads: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        heads.setdefault(word[:1], []).append(word[1:])
    if list(heads) == [""]:
        return ""
    told = [f"{head}{_any_of(rest)}" if head else "" for head, rest in sorted(heads.items(), reverse=True)]
    return f"(?:{'|'.join(told)})" if len(told) > 1 else told[0]


_WORD = rf"(?:(?:{_any_of(_FIRST.split())})[ \t])?{_any_of(word for word in WORDS if word not in _UNSURE)}"
_BRACKETED = rf"[ \t]?\([ \t]*(?:{_SIZE}(?:[ \t](?:CHARS?|BYTES?))?|\*[A-Z]{{1,8}})[ \t]*\)"
_SPACED = rf"[ \t]{_SIZE}(?:[ \t]?(?:chars?|bytes?|digits?))?(?![\w$#@])"

SIZED = (
    rf"[A-Za-z]{{1,12}}+[ \t]?+(?:\({_SIZE}\)|\[{_SIZE}\]|<{_SIZE}>)"  # CHAR(12), char[35]
    r"|PIC[ \t]?'[^'\n]{1,24}'"  # PIC'(8)9'
    r"|(?i:u?int|float|uint|bit|byte|char|an?|n|x)\.{0,2}\d{1,3}(?![\w$#@])"  # int32, an..35
    rf"|(?:[ANPBIFDTLUXZC]|PL|CL|XL|ZL|BL|FL|HL|an|n|a|p|x|s){_SIZE}(?![\w$#@])"  # A8, P9.2, CL8
    r"|\d{1,5}[AaNnXxSsPpBbIiZzTtLlFfGgUuCcDd](?:[ \t]?\d{1,2})?(?![\w$#@])"  # 5A, 7P 0
)
"""A type and its size."""


def worded(close: str) -> str:
    """A type by its word, alone or with its size: `FIXED DEC(9,2)`, `CHAR 10`, `date`.

    `close`: what must follow where there are no brackets; in prose too a number may stand behind such a word.
    """
    bare = r"(?![\w$#@(\[-])"
    return rf"(?i:{_WORD}(?:{_BRACKETED}|(?:{_SPACED}|{bare}){close}))|[ANPBIFDTLUXZC]{_SPACED}{close}"
