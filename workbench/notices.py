"""What agents point at without claiming it: it stands as long as its words do, and no fact ever rests on it.

A model looks over what rules have made: the mapping of an endpoint before people approve it, the items of a module
whose names are lost. It can only add doubt or a suggestion, shown to a person as such.
"""

from collections.abc import Mapping, Sequence

from workbench.agent import Notice

MOST = 20
"""Notices about one thing that are kept; more is nothing a person reads."""


def standing(notices: Sequence[Notice], shown: Mapping[str, Sequence[str]]) -> tuple[list[Notice], int]:
    """Those whose words stand in the lines that were shown about the very thing, and how many were dropped."""
    kept = [notice for notice in notices if _stands(notice, shown)]
    unique = list(dict.fromkeys(kept))[:MOST]
    return unique, len(notices) - len(unique)


def _stands(notice: Notice, shown: Mapping[str, Sequence[str]]) -> bool:
    said = " ".join(notice.quote.split())
    return len(said) > 2 and any(said in " ".join(line.split()) for line in shown.get(notice.about, ()))


def told(notice: Notice) -> str:
    """A notice in one line.

    >>> told(Notice(about="ORD-DATE", quote="05 ORD-DATE PIC 9(6).", reason="the century is not said"))
    "ORD-DATE: the century is not said ('05 ORD-DATE PIC 9(6).')"
    """
    named = f" may be {notice.name}" if notice.name else ""
    return f"{notice.about}{named}: {' '.join(notice.reason.split())} ('{' '.join(notice.quote.split())}')"
