"""How often Python looks for cycles among what it holds: seldom, where records come by the hundred thousand.

Hardly any record is in a cycle, and to look at all of them as often as Python does by itself costs a fifth of a run.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (700_000, 20, 50)
"""New objects after which the youngest are looked through, and after how many times the older ones are."""


def look_seldom() -> None:
    """Look seldom for the rest of this process."""
    gc.set_threshold(*SELDOM)


@contextmanager
def seldom() -> Iterator[None]:
    """Look seldom while the body runs; a process that looks more seldom still, or never, is left so.

    >>> with seldom():
    ...     gc.get_threshold() == SELDOM
    True
    """
    before = gc.get_threshold()
    if 0 < before[0] < SELDOM[0]:
        gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
