"""Titles of parts, rules that are drawn, numbered corrections: what a single line shows without a profile."""

import re
from collections.abc import Sequence

NEAR = 3
"""Entries of a list of contents stand at most so many printed lines apart."""

ERRATA_PART = re.compile(
    r"\b(?:ERRAT|CORRIGEND|CORRECTIONS?\b|AMENDMENTS?\b|LATE CHANGES?\b|CHANGE NOTICES?\b|BERICHTIGUNG|KORREKTUR|"
    r"RECTIFICATI|CORRECCION|CORREZION)",
    re.I,
)
"""The title of a part in which every numbered paragraph is a correction."""

NUMBERED = re.compile(
    r"^(?!\d{6}[ \t*])[ \t\f|>*\-•(\[]{0,8}(?:"
    r"(?:ERRAT\w*|CORR\w*|AMEND\w*|CHANGE|NOTICE|ITEM|NOTE|NO|NR|ERR|CN)[ \t.:#]*"
    r"(?:NOTICE[ \t]*)?(?:NO\.?[ \t]*|NR\.?[ \t]*|#)?"
    r"[A-Z]{0,3}-?\d+(?:[.\-/]\d+)*[).:\]*]*|[A-Z]{1,3}-?\d+(?:[.\-/]\d+)*[).:\]*]*|\d+(?:[.\-/]\d+)*[).:\]*]+)"
    r"(?=[ \t]|$)",
    re.I,
)
"""How a correction starts inside such a part: an optional word, then its number."""

RULE_LINE = re.compile(r"^(?:[\s*|+#=\-_~.<>/\\]{3,}|\|-)$")
"""A line that is drawn, not written."""

_ENTRY = re.compile(r"(?:\.{3}|…|\. \. \.|\s{3})\s*\d{1,5}\Z|[^\W\d]\t\d{1,4}\Z")


def is_entry(line: str) -> bool:
    """Whether a line ends with a page number behind dots or a gap, as entries of a list of contents do."""
    line = line.rstrip()
    return line[-1:].isdecimal() and _ENTRY.search(line, max(0, len(line) - 60)) is not None


def listed(lines: Sequence[str], at: int) -> bool:
    """Whether a line is such an entry among others: alone it may as well be the top of a page."""
    return is_entry(lines[at]) and any(
        other != at and is_entry(lines[other]) for other in range(max(0, at - NEAR), min(len(lines), at + NEAR + 1))
    )


def indent(line: str) -> int:
    """How many columns of white space a line begins with."""
    return len(line) - len(line.lstrip())
