"""How far the operating system confines a process: one word, which stands in notebooks and in records."""

import os
from typing import Literal

Level = Literal["enforced", "enforced-lite", "advisory"]
"""enforced: bubblewrap, Landlock and seccomp; what is not in a kernel's scope is not there for it. enforced-lite:
Landlock and seccomp, where no user namespace can be made; files outside the scope can be seen, not opened. advisory:
nothing is enforced, a kernel can do what the person who started it can do."""

LEVELS: tuple[Level, ...] = ("advisory", "enforced-lite", "enforced")
"""From the weakest to the strongest."""

VARIABLE = "WORKBENCH_LEVEL"
"""Where a kernel finds its level; only for showing it: the executor is told by the launcher."""


def here() -> Level:
    """The level of this very process: `advisory` in anything but a governed kernel."""
    said = os.environ.get(VARIABLE, "")
    return next((level for level in LEVELS if level == said), "advisory")


def at_least(level: Level, wanted: Level) -> bool:
    """Whether a level is as strong as the one wanted.

    >>> at_least("enforced-lite", "enforced")
    False
    """
    return LEVELS.index(level) >= LEVELS.index(wanted)
