"""How source text opens a record in other languages than COBOL: PL/I, RPG, DDS, DDL, FORTRAN, C, SQL, IDL."""

import re

from workbench.records import UNKNOWN

_NAME = r"([A-Za-z#@$][\w$#@]*(?:-[\w$#@]+)*)"
_PREFIX = r"\f?(?:\d{5,6}[ \t]+)?[ \t]*"
_OPENING = {
    "DCL": rf"(?i:DCL|DECLARE)[ \t]+0?1[ \t]+{_NAME}(?=[ \t,;(]|\r?$)",
    "D": rf"D[ \t]?{_NAME}[ \t]+(?:[EUS]+[ \t]*)?(?:DS|PR|PI)(?=[ \t]|\r?$)",
    "A": rf"A[ \t]+R[ \t]+{_NAME}(?=[ \t]|\r?$)",
    "DEF": rf"(?i:DEFINITION|DEF)[ \t]+{_NAME}[ \t]*(?:\.?[ \t]*\r?$|[,;])",
    "SEGM": r"(?i:SEGM[ \t]+NAME=)\(?([A-Z#@$][A-Z0-9#@$]*)[^\n]*$",
    "STRUCTURE": rf"(?i:STRUCTURE)[ \t]*/{_NAME}/[ \t]*(?:![^\n]*)?\r?$",
    "STRUCT": rf"(?i:typedef[ \t]+)?struct[ \t]+{_NAME}[ \t]*\{{?[ \t]*\r?$",
    "CREATE": rf"(?i:CREATE[ \t]+TABLE)[ \t]+(?:\w+\.)?{_NAME}[ \t]*\(?[ \t]*\r?$",
    "RESULT": rf"(?i:RESULT[ \t]+SET)[ \t]+{_NAME}[ \t]*\([ \t]*\r?$",
    "MESSAGE": rf"message[ \t]+{_NAME}[ \t]*\{{[ \t]*\r?$",
}
OPENERS = frozenset({*_OPENING, "DECLARE", "DEFINITION", "TYPEDEF"})
"""The words that such lines begin with, in capitals."""

_INNER = re.compile(r"[ \t]{4,}(?:STRUCTURE|structure)[ \t]+[A-Za-z][\w$]*[ \t]*(?:![^\n]*)?\r?$")
_SOURCE = re.compile(rf"{_PREFIX}(?=[DdAaSsTtCcRrm])(?:{'|'.join(_OPENING.values())})")


def opened(line: str) -> str:
    """The record that a line of source text opens; "unknown" where it opens none.

    >>> opened(" DCL 1 ORD_IN BASED(P_IN),"), opened("     D ORDDS           DS"), opened("  A          R ORDREC")
    ('ORD_IN', 'ORDDS', 'ORDREC')
    >>> opened("DEFINITION ORD-REQ."), opened("struct order {"), opened("A real order")
    ('ORD-REQ', 'order', 'unknown')
    >>> opened("RESULT SET order_rows (")
    'order_rows'
    """
    match = _SOURCE.match(line)
    return next(filter(None, match.groups())) if match else UNKNOWN


def is_inner(line: str) -> bool:
    """Whether a line opens a structure of FORTRAN inside another: a name, without the slashes of a record's.

    >>> is_inner("      STRUCTURE KEY_DATA"), is_inner("   STRUCTURE /ORD_IN/"), is_inner("STRUCTURE ORD-IN")
    (True, False, False)
    """
    return _INNER.match(line) is not None
