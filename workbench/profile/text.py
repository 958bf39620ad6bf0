"""The words of a line without what only tells a printer how they look."""

import re

_FONT = re.compile(r"\\f[A-Z]")


def plain(text: str) -> str:
    r"""A text with blanks for changes of the font, everything else in its place.

    >>> plain(r"See \fBKD0417\fP.")
    'See    KD0417   .'
    """
    return _FONT.sub("   ", text) if "\\f" in text else text
