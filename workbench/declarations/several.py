"""Several items in one line, as lists and sentences name them: `Takes ORD-NO X(8), ORD-DT 9(8); gives ORD-ST X.`

Commas, semicolons or a word such as `and` stand between them. Two items side by side may be an old one and its new one.
"""

import re
from itertools import pairwise

from workbench.declarations.clauses import CERTAIN_PICTURE, CLEAR_PICTURE, usage
from workbench.declarations.forms import Forms, formed
from workbench.declarations.item import MOST, NAME, Declaration, is_name

_PAIR = re.compile(
    rf"(?<![\w$#@.(-])({NAME})\s+(?:PIC(?:TURE)?\s+(?:IS\s+)?)?(\(?[S9XAZNVP+-][S9XAZNVP()\d+-]*)"
    r"(?:\s+(COMP(?:-\d)?|BINARY|PACKED-DECIMAL))?(?=\s*[,;.)]|\s+[a-z]{1,3}\b|\s*$)"
)
_BETWEEN = re.compile(r"\s*(?:[,;.)]+|\b[a-z]{1,3}\b)(?:\s*[A-Za-z]{1,10}(?:\s[a-z]{1,10})?:?)?\s*")
"""What stands between two items: a mark or a small word, and at most two words about those that follow."""
_PLAIN = re.compile(r"X{1,9}|9{1,9}")
"""What is a picture beside others that are so for certain."""
_REST = re.compile(r"[\s.,;)]*(?:[a-z]{1,10}:?)?\s*")
_APART = re.compile(r"[ \t]*[,;][ \t]*")


def several(line: str, forms: Forms = ()) -> list[Declaration]:
    """The items of a line that names more than one; empty for any other line. `forms`: those of its document.

    >>> [item.name for item in several("Takes ORD-NO X(8), ORD-DT 9(8); gives ORD-AMT S9(7)V99.")]
    ['ORD-NO', 'ORD-DT', 'ORD-AMT']
    >>> several("ORD-NO X(8) now reads ORD-NO X(9)")
    []
    """
    pictured = "X(" in line or "9(" in line or "A(" in line
    if not (pictured or forms) or not ("," in line or ";" in line) or "|" in line or len(line) > MOST:
        return []
    return (_pictured(line) if pictured else []) or (_formed(line, forms) if forms else [])


def _pictured(line: str) -> list[Declaration]:
    pairs = list(_PAIR.finditer(line))
    if len(pairs) < 2 or len({pair[1] for pair in pairs}) < len(pairs) or not _REST.fullmatch(line, pairs[-1].end()):
        return []
    sure = [CERTAIN_PICTURE.match(pair[2]) is not None and CLEAR_PICTURE.match(pair[2]) is not None for pair in pairs]
    if not any(sure) or not all(told or _PLAIN.fullmatch(pair[2]) for told, pair in zip(sure, pairs, strict=True)):
        return []
    apart = all(_BETWEEN.fullmatch(line, a.end(), b.start()) for a, b in pairwise(pairs))
    if not apart or not all(is_name(pair[1]) for pair in pairs):
        return []
    return [Declaration(-1, pair[1], pair[2], usage(pair[3]) if pair[3] else "DISPLAY") for pair in pairs]


def _formed(line: str, forms: Forms) -> list[Declaration]:
    """The items behind one another in the document's own forms, up to the end of the line."""
    found: list[Declaration] = []
    rest = line
    while rest.strip(" .)"):
        one = formed(rest, forms)
        apart = _APART.match(rest, one.end) if one else None
        if one is None or (apart is None and rest[one.end :].strip(" .)")):
            return []
        found.append(one.item)
        rest = rest[apart.end() :] if apart else ""
    return found if len(found) > 1 else []
