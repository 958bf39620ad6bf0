"""Which marks the names of a document have inside, beside hyphens: `ARTI.HOLD`, `TK:SELL`, `fh/order.post`.

Names with such a mark recur, and their pieces do not stand alone. So do names that end with one, `CHPAY%`.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from workbench.profile.names import ENDS, MARKS, PATHS, token

SEVERAL = 6
"""So many names with a mark inside that recur make it a mark of names."""

SPACED = 0.8
"""So many names stand alone too where the same word with a mark stands before all of them."""

STRAYS = 0.1
"""So seldom names stand without the mark that they end with."""

_DOTTED = re.compile(r"(?!www\b)(?=.*[a-z]{3})[A-Za-z][\w-]+(?:\.[A-Za-z][\w-]+){2,}\Z")
"""Names with a point inside twice."""

_SHORT = re.compile(r"[A-Z]{2,3}/\d\Z")
"""The first of some short names that are counted: `ST/1`, and later `ST/17`."""

_TAG = re.compile(r"\W?:\Z")
"""What makes the beginning of a word a tag and no name: `:p.The text`; and so does a bracket before it, `<p>The`."""


def marks(lines: Sequence[str]) -> str:
    """The marks that names have inside or end with, in some lines that are short enough for headings.

    Names with a stroke and a point, `fh/order.post`, are told by that, however often their pieces stand alone; so are
    those with a point twice, `front.order.post`.
    """
    if _full(lines, PATHS):
        return PATHS
    inside = [mark for mark in MARKS if (mark == "." and _dotted(lines)) or _recur(lines, mark)]
    return "".join((*inside, *(mark for mark in ENDS if mark not in inside and _end(lines, mark))))


def _full(lines: Sequence[str], some: str) -> bool:
    found = _marked(lines, some, lambda match: not any(map(str.isdecimal, match[0])))
    return sum(count > 1 for count in found.values()) >= SEVERAL


def _dotted(lines: Sequence[str]) -> bool:
    """Whether names of small letters have points inside twice: names of data sets are in capitals."""
    found = _marked(lines, ".", lambda match: _DOTTED.match(match[0]) is not None)
    return sum(count > 1 for count in found.values()) >= SEVERAL


def _marked(lines: Sequence[str], some: str, kept: Callable[[re.Match[str]], bool]) -> Counter[str]:
    """How often each name with all of some marks inside is printed, of those that are kept."""
    first = (line for line in lines if some[0] in line)
    return Counter(
        match[0]
        for line in first
        if _holds(line.rstrip(" " + some), some)
        for match in token(some).finditer(line)
        if _holds(match[0][:-1], some) and kept(match)
    )


def _recur(lines: Sequence[str], mark: str) -> bool:
    found = _marked(lines, mark, _named)
    often = {name for name, count in found.items() if count > 1}
    if len(often) < SEVERAL:
        return False
    if mark == ":" and len({name.rpartition(mark)[2] for name in often}) < SEVERAL:
        return False  # the same tag behind all of them
    last = {piece for name in often for piece in name.split(mark) if len(piece) > 2}
    if not last:
        return True
    alone = Counter(match[0] for line in lines for match in token().finditer(line))
    inside = Counter(piece for name, count in found.items() for piece in name.split(mark) for _ in range(count))
    outside = {piece: alone[piece] - inside[piece] for piece in last}
    if len({name.partition(mark)[0] for name in often}) == 1 and sum(map(bool, outside.values())) >= SPACED * len(last):
        return False  # a space of names before all of them
    return sum(outside.values()) < 0.5 * sum(inside[piece] for piece in last)


def _end(lines: Sequence[str], mark: str) -> bool:
    """Whether names end with a mark: several recur with it, and hardly ever stand without it."""
    some = [line for line in lines if mark in line]
    found = Counter(match[0] for line in some for match in token(mark).finditer(line))
    often = {name for name, count in found.items() if name.endswith(mark) and count > 1 and name[:1].isalpha()}
    if len(often) < SEVERAL:
        return False
    bare = {name.removesuffix(mark) for name in often}
    alone = sum(match[0] in bare for line in lines for match in token().finditer(line))
    inside = sum(found[name] for name in often)
    return alone - inside < STRAYS * inside


def _holds(text: str, some: str) -> bool:
    return all(map(text.__contains__, some))


def _named(match: re.Match[str]) -> bool:
    """Whether a token with a mark inside may be a name: it begins with a letter, has some, and is no tag or key."""
    name, start = match[0], match.start()
    long = sum(map(str.isalnum, name)) > 3 or _SHORT.match(name) is not None
    alike = ":" not in name or name.isupper() or name.islower()
    tag = _TAG.match(match.string, max(0, start - 2), start) or (
        ">" in name and match.string[start - 1 : start] in "</"
    )
    return name[0].isalpha() and long and alike and not tag
