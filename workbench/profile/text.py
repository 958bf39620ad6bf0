"""Words where they stand: the lines that have them, and a line without what only tells a printer how it looks."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from workbench.spec import Spec

_FONT = re.compile(r"\\f(?:[A-Z1-9]|\([A-Z]{2}|\[\w*\])|\x1b\[[\d;]*m")
"""A change of the font in roff, `\\fB`, or on a terminal, escape and `[1m`."""


def plain(text: str) -> str:
    r"""A text with blanks for changes of the font, everything else in its place.

    >>> plain(r"See \fBKD0417\fP.")
    'See    KD0417   .'
    """
    return _FONT.sub(_blanks, text) if "\\f" in text or "\x1b" in text else text


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def lines_with(spec: Spec, text: str, words: Iterable[str]) -> list[int]:
    """The indices of the lines on which any of the words stands: looked for one by one, which is fast.

    `text`: that of the spec, or as long as that.
    """
    found: set[int] = set()
    for word in words:
        at = text.find(word)
        while at >= 0:
            index = bisect_right(spec.starts, at) - 1
            found.add(index)
            at = text.find(word, spec.starts[index + 1])
    return sorted(found)
