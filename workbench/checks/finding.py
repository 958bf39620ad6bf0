"""What a check found, said once: most claims pass most checks in the same words, and share them."""

from functools import lru_cache

from workbench.identity import quoted
from workbench.records import Check, CheckState

MOST = 1 << 12
"""So many findings are held ready."""


@lru_cache(MOST)
def checked(name: str, state: CheckState, detail: str) -> Check:
    """The check of that name with what it found."""
    return Check(name=name, state=state, detail=detail)


def checks_text(checks: tuple[Check, ...]) -> str:
    """Checks as canonical JSON."""
    return f"[{','.join([_text(check.name, check.state, check.detail) for check in checks])}]"


@lru_cache(MOST)
def _text(name: str, state: CheckState, detail: str) -> str:
    return f'{{"detail":{quoted(detail)},"name":{quoted(name)},"state":{quoted(state)}}}'
