"""What came of the attempts."""

from typing import Literal

from workbench.confinement import Level
from workbench.records import Record

AttemptState = Literal["refused", "ALLOWED", "unclear"]
"""refused: it failed, and the bait is as it was. ALLOWED: it succeeded. unclear: it could not be tried."""

ACTS = {
    "write target": "write to a file that only approved changes may touch",
    "shell": "let a shell create a file outside",
    "other database": "write to a DuckDB file outside",
    "read ssh keys": "read somebody's private keys",
    "tcp": "reach a server on this machine by TCP",
    "udp": "send a packet to this machine by UDP",
    "ssh-agent": "let an ssh-agent sign, as an approval would be signed",
    "chmod": "change the mode of a file outside",
    "parent environment": "read the environment of the process that started it",
    "own environment": "find a secret in its own environment",
    "runtime directory": "read another kernel's connection file, or put one there",
    "ledger": "open the journal of decisions for writing",
    "policy": "open policy.yaml for writing",
}
"""What is attempted, by name."""


class Attempt(Record):
    """One act, what came of it, and how."""

    act: str
    state: AttemptState
    detail: str


class Proof(Record):
    """What came of all of them, in a kernel of a level."""

    level: Level
    attempts: list[Attempt]

    @property
    def refused(self) -> int:
        """How many were refused."""
        return sum(one.state == "refused" for one in self.attempts)

    @property
    def holds(self) -> bool:
        """Whether every act was refused."""
        return self.refused == len(ACTS)
