"""How types are written in the middle of a line: `CHAR(12)`, `char[35]`, `int32`, `5A`, `FIXED DEC(9,2)`, `date`.

A notation that says a size is a type almost anywhere; a word alone is one only where others stand around it.
"""

from workbench.declarations.types import WORDS

_SIZE = r"\d{1,5}(?:[.,]\d{1,3})?"
_FIRST = (
    "UNSIGNED SIGNED FIXED FLOAT LONG SHORT VAR VARYING PACKED ZONED DOUBLE NATIONAL DEC DECIMAL BIN BINARY CHAR "
    "CHARACTER"
)
_UNSURE = frozenset("YEAR COUNT DISPLAY INTERVAL XML MEMO WORD ORA COMP GRAPHIC".split())
"""Words that stand for other things too, beside a number above all."""
_LONGEST_FIRST = sorted((word for word in WORDS if word not in _UNSURE), key=len, reverse=True)
_ONE = rf"(?:(?:{'|'.join(_FIRST.split())})[ \t])?(?:{'|'.join(_LONGEST_FIRST)})"

BARE = rf"(?i:{_ONE})(?![\w$#@(\[-])"
"""A word that is a type and says no size; in any case."""

SIZED = (
    rf"[A-Za-z]{{1,12}}+[ \t]?+(?:\({_SIZE}\)|\[{_SIZE}\]|<{_SIZE}>)"  # CHAR(12), char[35]
    rf"|(?i:{_ONE})[ \t]?\([ \t]*{_SIZE}(?:[ \t](?:CHARS?|BYTES?))?[ \t]*\)"  # FIXED DEC(9,2), VARCHAR2(9 CHAR)
    r"|PIC[ \t]?'[^'\n]{1,24}'"  # PIC'(8)9'
    rf"|(?i:u?int|float|uint|bit|byte|char|an?|n|x)\.{{0,2}}\d{{1,3}}(?![\w$#@])"  # int32, an..35
    rf"|(?:[ANPBIFDTLUXZC]|PL|CL|XL|ZL|BL|FL|HL|an|n|a|p|x|s){_SIZE}(?![\w$#@])"  # A8, P9.2, CL8
    r"|\d{1,5}[AaNnXxSsPpBbIiZzTtLlFfGgUuCcDd](?:[ \t]?\d{1,2})?(?![\w$#@])"  # 5A, 7P 0
)
"""A type and its size."""

SPACED = rf"(?:(?i:{_ONE})|[ANPBIFDTLUXZC])[ \t]{_SIZE}(?:[ \t]?(?i:chars?|bytes?|digits?))?(?![\w$#@])"
"""A type and its size behind a space, `CHAR 10`, `N 9,2`: in prose too a number may stand behind such a word."""
