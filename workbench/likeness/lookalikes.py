"""Which lines look like declarations by the document's own repetition: the same words and marks up to a picture.

Nothing of the readers is used here. A line that is built like many others, with another name and a picture at the same
place, declares an item in whatever style; when an answer leaves it out, that is a gap and no `none_here`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from workbench.spec import Spec

LEAST = 3
"""So many different lines that are built alike make a form."""

MOST = 300
"""Characters of a line that are looked at."""

_PICTURE = re.compile(
    r"(?<![\w$#@-])[+\-]?(?:S?[9XAZN]*[9XAZN]\(\d{1,5}\)|S9+(?![\w-])|S?9*V9+(?![\w-])|s?(?:9|x)\(\d{1,5}\))"
)
_NAMED = re.compile(r"(?:V\S*)?(?: (?:COMP\S*|BINARY))?(\s{2}|\s*[:;|=>-])[\s:;|=>-]*([^\W\d_][\w$#@-]*)")
_MAYBE = re.compile(
    r"[X9AZx](?<![\w$#@(-].)(?:(?<=X)X{0,7}|(?<=9)9{0,7}|(?<=A)A{0,7}|(?<=Z)[Z,.9]*|(?<=x)x{0,2})(?![\w$#@-])"
)
"""What may be a picture; its first letter comes first, because that is searched for at once."""
_TOKEN = re.compile(r"[^\W\d_][\w$#@-]*|\d[\w$#@-]*")
_BETWEEN = re.compile(f"({_TOKEN.pattern})")
"""What parts a text into what stands between tokens and, at every second place, the tokens."""
_NAME = re.compile(r"(?<![\w$#@-])(?=[\w$#@-]*(?:[-_\d]|[A-Z]{2}|[a-z][A-Z]))[^\W\d_][\w$#@-]*\w(?![\w$#@-])")
"""A word with a mark, a digit or capitals inside."""
_MARKS = re.compile(r"([^\w\s])(?:\s?\1)+")
_SPACES = re.compile(r"\s+")
_FEW = 3


def lookalikes(spec: Spec) -> frozenset[int]:
    """The numbers of the lines that are built like declarations."""
    places: dict[str, dict[str, int]] = defaultdict(dict)
    others: list[tuple[int, str]] = []
    found: dict[str, list[int]] = defaultdict(list)
    above = ""
    for number, line in _lines(spec):
        last, above = above, line
        if ("(" in line or "9" in line) and (match := _PICTURE.search(line, 0, MOST)):
            before = line[: match.start()]
            form = _form(before) or _behind(before, line[match.end() : MOST])
            if not _NAME.search(before) and (named := _below(last, before)):
                places[named].setdefault(last.strip(), number)
                found[named].append(number)
                continue
            before = before or line[match.end() :]
            places[form].setdefault(before.strip(), number)
            found[form].append(number)
        elif _MAYBE.search(line, 0, MOST):
            others.append((number, line))
    known = {form for form, lines in places.items() if form and len(lines) >= LEAST}
    sure = {number for form in known for number in found[form]}
    return frozenset(sure | {number for number, line in others if _fits(line, known)})


def _below(above: str, before: str) -> str:
    """The form of a picture that stands below its name, which stands there nearly alone; empty for any other."""
    tokens = _TOKEN.findall(above, 0, MOST)
    if not 0 < len(tokens) <= _FEW or _PICTURE.search(above, 0, MOST) or not _NAME.search(above):
        return ""
    told = [_TOKEN.sub(_number_or_name, text) for text in (above, before)]
    return "\n".join(_SPACES.sub(" ", _MARKS.sub(r"\1", text)).strip() for text in told)


def _number_or_name(match: re.Match[str]) -> str:
    return "9" if match[0].isdecimal() else "A" if _NAME.fullmatch(match[0]) else match[0]


def _behind(before: str, after: str) -> str:
    """The form of a line that begins with its picture and goes on with a name; empty for any other."""
    found = _NAMED.match(after)
    return f"picture{found[1]}A" if found and not before.strip() and _is_name(found[2]) else ""


def has_picture(line: str) -> bool:
    """Whether something that can only be a picture stands on a line."""
    return bool(_PICTURE.search(line, 0, MOST))


def _lines(spec: Spec) -> Iterator[tuple[int, str]]:
    pairs = zip(spec.lines, spec.classes, strict=True)
    return ((number, line) for number, (line, kind) in enumerate(pairs, 1) if kind == "content")


def _fits(line: str, known: set[str]) -> bool:
    """Whether a line goes up to something like a picture as others go up to a certain one."""
    return any(_form(line[: match.start()]) in known for match in _MAYBE.finditer(line, 0, MOST))


def _form(text: str) -> str:
    """What stands before a picture, names and numbers and widths aside; empty where no name stands.

    >>> _form('  <part name="QTY-DT" picture="'), _form("ZONE ITEM-CNT...... FORMAT "), _form("in all of them ")
    ('<part name="A" picture="', 'A A. A ', '')
    """
    pieces = _BETWEEN.split(text)
    tokens = pieces[1::2]
    few = len(tokens) <= _FEW
    if not few and not any(map(_is_name, tokens)):
        return ""
    pieces[1::2] = [_mask(token, few) for token in tokens]
    masked = "".join(pieces)
    return _SPACES.sub(" ", _MARKS.sub(r"\1", masked)).lstrip() if "A" in masked else ""


def _mask(token: str, few: bool) -> str:
    if token.isdecimal():
        return "9"
    return "A" if few or _is_name(token) else token


def _is_name(token: str) -> bool:
    """Whether a word has what names have: only capitals, a digit, a mark, or a capital inside."""
    return len(token) > 1 and (token.upper() == token or not token.isalpha() or not token[1:].islower())
