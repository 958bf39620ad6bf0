"""Parts of corrections: they name endpoints and items, and define none."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from workbench.structure import ERRATA_PART, NUMBERED

MOST = 0.4
"""Corrections are at most such a part of a document."""

LONGEST = 12
"""So many lines without another number end corrections that would be more than that."""

RECUR = 4
"""A title that stands so often is then that of a list of changes in each section."""


def corrected(lines: Sequence[str], printed: Sequence[int], titles: Sequence[int]) -> set[int]:
    """The printed lines in parts of corrections; where these would be most of the document, up to the last correction.

    `titles`: the lines that begin the parts of the document, whatever these are.
    """
    parts = [(a, b) for a, b in pairwise([*titles, len(lines)]) if ERRATA_PART.search(lines[a])]
    inside = {a: printed[bisect_left(printed, a) : bisect_left(printed, b)] for a, b in parts}
    if sum(map(len, inside.values())) <= MOST * len(printed):
        return {at for some in inside.values() for at in some}
    often = Counter(lines[a].strip() for a in inside)
    once = (some for a, some in inside.items() if often[lines[a].strip()] < RECUR)
    return {at for some in once for at in _up_to_last(lines, some)}


def _up_to_last(lines: Sequence[str], inside: Sequence[int]) -> Sequence[int]:
    """The lines of a part up to its last correction."""
    last = 0
    for at, index in enumerate(inside):
        if at - last > LONGEST:
            break
        last = at if NUMBERED.match(lines[index]) else last
    return inside[: last + 1]
