"""What endpoints' names look like: the kinds of characters in them, in order, and how long each stretch is."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from workbench.records import UNKNOWN

MARKS = "./:>+~!%"
"""Marks that names of some documents have inside: `ARTI.HOLD.R1`, `CGO/LOAD5`, `TK:SELL`, `udd>open`."""

ENDS = "%!?"
"""Marks that names of some documents end with: `CHPAY%`, `post-bill!`."""

PATHS = "./"
"""Those that names of some documents have both inside: `fh/order.post`."""

MOST_FORMS = 6
"""Names in more forms than these have none."""

METHODS = "GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS"
_STEP = r"(?:[\w/.:~$-]|\{[\w.:~$-]*\})*"
ROUTE = rf"(?:{METHODS}) /{_STEP}(?<![.:~$-])"
"""The name of an endpoint by its method and its path: `GET /orders/{id}`."""

PATH = rf"/(?:[A-Za-z]|\{{[\w.:~$-]*\}}){_STEP}(?<![.:~$/-])"
"""The name of an endpoint by its path alone: `/orders/list`."""

_ROUTE = re.compile(rf"{ROUTE}\Z")
_PATH = re.compile(rf"{PATH}\Z")
_ROUTED, _PATHED = "A /", "/"
_PIECES = re.compile(r"[^\W\d_]+|\d+|[\W_]")
CAMEL = re.compile(r"\A[A-Za-z]*[a-z][A-Z][A-Za-z]*\Z")
"""Letters with a capital inside."""

_CLASS = {"A": "[A-Z]", "a": "[A-Za-z]", "9": r"\d"}
_NATIONAL = r"[^\W\d_]"
"""Letters of any alphabet."""
_CAPITALS = ("À-ÖØ-Þ", "Α-Ω", "Ѐ-Я")
"""The capitals of Western Europe, of Greek and of Cyrillic, which stand together."""


def identifier(marks: str = "", national: bool = False) -> str:
    """The expression of any name, in a document whose names have these marks inside beside hyphens, or at their end.

    `national`: with letters of any alphabet.
    """
    first, more = (r"(?:[^\W_]|[$#@])", r"[\w$#@]") if national else ("[A-Za-z0-9$#@]", "[A-Za-z0-9_$#@]")
    last = "".join(mark for mark in marks if mark in ENDS)
    ends = f"[{last}]?" if last else ""
    return rf"{first}(?<![$#@](?![A-Z])){more}*(?:[{re.escape(marks)}-]{more}+)*{ends}"


@lru_cache(maxsize=8)
def token(marks: str = "", national: bool = False) -> re.Pattern[str]:
    """A whole name wherever it stands, in a document whose names have these marks inside.

    `national`: with letters of any alphabet, which a line in ASCII needs not be looked through for.
    """
    return re.compile(rf"(?<![\w$#@{re.escape(marks)}-]){identifier(marks, national)}(?![\w$#@-])")


@lru_cache(maxsize=8)
def routed(marks: str = "", national: bool = False) -> re.Pattern[str]:
    """The same, where names may be a method and a path too."""
    return re.compile(rf"(?<![\w$#@{re.escape(marks)}-])(?:{ROUTE}|{identifier(marks, national)})(?![\w$#@-])")


def is_route(name: str) -> bool:
    """Whether a name is a method and a path."""
    return " /" in name and _ROUTE.match(name) is not None


def is_path(name: str) -> bool:
    """Whether a name is a path."""
    return name.startswith("/") and _PATH.match(name) is not None


def marks_in(names: Iterable[str]) -> str:
    """Which marks some of the names have inside, or at their end."""
    found = set("".join(names))
    return "".join(mark for mark in dict.fromkeys(MARKS + ENDS) if mark in found)


def form(name: str) -> str:
    """What kind of characters a name is made of, in order: A capitals, a letters, 9 digits, the rest as it is.

    >>> form("OE1042A"), form("ORD-UPD-03"), form("getOrder")
    ('A9A', 'A-A-9', 'a')
    """
    if name.startswith("/") and is_path(name):
        return _PATHED
    return _ROUTED if is_route(name) else "".join(_kind(piece) for piece in _PIECES.findall(name))


def _kind(piece: str) -> str:
    if piece.isdecimal():
        return "9"
    return piece if not piece.isalpha() else "A" if piece.isupper() else "a"


def forms(names: Iterable[str]) -> str:
    """One regular expression for names, each stretch as long as theirs; "unknown" when they have too many forms."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[form(name)].append(name)
    if not 0 < len(groups) <= MOST_FORMS:
        return UNKNOWN
    return "|".join(sorted(map(_expression, groups.values()), key=_longest_first))


def _longest_first(expression: str) -> tuple[int, str]:
    """The order of alternatives: names of three words before those of two, which may be their first."""
    return -expression.count(r"\ "), expression


def _expression(names: Sequence[str]) -> str:
    if is_route(names[0]):
        return ROUTE
    if is_path(names[0]):
        return PATH
    parts = [_PIECES.findall(name) for name in names]
    out = []
    for place, piece in enumerate(parts[0]):
        lengths = [len(part[place]) for part in parts]
        few, many = min(lengths), max(lengths)
        count = _count(few, many)
        kinds = {_kind(part[place]) for part in parts}
        told = _CLASS.get(min(kinds, key="aA9".find), "")
        if other := "".join(part[place] for part in parts if not part[place].isascii()):
            told = _capitals(other) if kinds == {"A"} else _NATIONAL
        elif " " in names[0] and few > 1 and all(part[place][0].isupper() for part in parts):
            told, count = f"[A-Z]{told}", _count(few - 1, many - 1)  # small words are others than those of titles
        out.append(told + count if kinds & _CLASS.keys() else re.escape(piece))
    return "".join(out)


def _count(few: int, many: int) -> str:
    return f"{{{few}}}" if few == many else f"{{{few},{many}}}"


def _capitals(text: str) -> str:
    """The expression of the capitals of the alphabets that a text is written in: of these that stand alone, its own."""
    some = [one for one in _CAPITALS if re.search(f"[{one}]", text)]
    alone = sorted(
        {letter for letter in text if not letter.isascii() and not re.match(f"[{''.join(_CAPITALS)}]", letter)}
    )
    return f"[A-Z{''.join(some)}{''.join(alone)}]"


def _capital_inside(alike: str, defined: Iterable[str]) -> str:
    """The expression with a capital behind a small letter, where all names have one: `getOrder` and no `Rounding`."""
    return rf"(?=[A-Za-z]*[a-z][A-Z])(?:{alike})" if all(map(CAMEL.match, defined)) else alike


def _not_before(defined: Iterable[str]) -> str:
    """The expression of no word before names of several words that begins none of them: `Program Account Note`."""
    first = "|".join(sorted({re.escape(name.partition(" ")[0]) for name in defined if " " in name}))
    return rf"(?!(?!(?:{first})\b)\w+ (?:{first})\b)" if first else ""


class Names:
    """Which words are names of endpoints: those that are defined, and those that look like them.

    `own_form` says that the names have a form that other words do not have.
    """

    def __init__(self, pattern: str, defined: Collection[str]) -> None:
        self.defined = frozenset(defined)
        self.own_form = pattern != UNKNOWN
        alike = pattern if self.own_form else forms(defined)
        self.pattern = _capital_inside(alike, defined) if alike != UNKNOWN else "(?!)"
        self.token = self._tokens()
        self.hint = re.compile(self.pattern)
        self._alike = re.compile(rf"(?:{self.pattern})\Z")

    def _tokens(self) -> re.Pattern[str]:
        """Where whole names may stand; names of several words are looked for by their form, before single words."""
        marks = marks_in(self.defined)
        if not any(" " in name or ":" in name or name.startswith("/") or not name.isascii() for name in self.defined):
            return token(marks)
        other = identifier(marks, not all(map(str.isascii, self.defined)))
        return re.compile(rf"(?<![\w$#@-])(?:{_not_before(self.defined)}(?:{self.pattern})|{other})(?![\w$#@-])")

    def has(self, word: str) -> bool:
        """Whether a word is a name wherever it stands."""
        return word in self.defined or (self.own_form and bool(self._alike.match(word)))

    def alike(self, word: str) -> bool:
        """Whether a word is a name where a name is expected."""
        return word in self.defined or bool(self._alike.match(word))
