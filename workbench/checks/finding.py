"""What a check found, said once: most claims pass most checks in the same words, and share them."""

from functools import lru_cache
from operator import attrgetter

from workbench.records import Check, CheckState

_spelled = attrgetter("_spelled")

MOST = 1 << 14
"""So many findings are held ready."""


@lru_cache(MOST)
def checked(name: str, state: CheckState, detail: str) -> Check:
    """The check of that name with what it found."""
    found = Check.trusted(name=name, state=state, detail=detail)
    found.spell()
    return found


def checks_text(checks: tuple[Check, ...]) -> str:
    """Checks as canonical JSON."""
    try:
        return f"[{','.join(map(_spelled, checks))}]"
    except AttributeError:  # one of them was not made here
        return f"[{','.join([check.spelled() for check in checks])}]"
