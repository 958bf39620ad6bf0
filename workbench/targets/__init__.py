"""What proposals are executed on. Only the executor calls `apply`; measuring and showing change nothing.

A target says what it is (`identity`), turns drafts into actions with the hash of what is there now (`plan`), measures
and shows them, keeps before-images for undo, and carries out the actions of one proposal: all of them, once, or none.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from workbench.acts import Action, Blast, Change, Kept, Outcome, TargetIdentity
from workbench.blobs import Blobs
from workbench.errors import Refusal
from workbench.records import Record

Step = Callable[[str], None]
"""Called with the name of each step just before it; what it raises stops the work, and what was done is taken back."""


class Stopped(Refusal):
    """The kill switch was set before the effect."""


class Applied(Record):
    """How carrying out went: what is there now (path and SHA-256) and one line for people."""

    state: Outcome
    wrote: tuple[tuple[str, str], ...] = ()
    detail: str = ""


class Target(Protocol):
    """One place that can be written to."""

    @property
    def identity(self) -> TargetIdentity:
        """What it is, now."""
        ...

    def plan(self, changes: Sequence[Change]) -> list[Action]:
        """The actions that make the target what the drafts say; none for what it is already."""
        ...

    def measure(self, actions: Sequence[Action]) -> Blast:
        """What the actions touch, measured."""
        ...

    def diff(self, actions: Sequence[Action]) -> str:
        """The change, for people: every character visible."""
        ...

    def keep(self, actions: Sequence[Action], blobs: Blobs) -> list[Kept]:
        """What is there before, kept."""
        ...

    def back(self, actions: Sequence[Action], kept: Sequence[Kept], blobs: Blobs) -> list[Change]:
        """What to propose to put back what was kept, last action first. Raises NotAllowed where nothing can."""
        ...

    def apply(self, token: str, actions: Sequence[Action], step: Step, again: bool) -> Applied:
        """Carry out the actions under a name that is theirs alone; `again` after an intent without an outcome."""
        ...
