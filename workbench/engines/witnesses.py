"""The offline validator: each kind of evidence is heard alone, and says whether it would have come to the same.

It never sees what the others say nor what the author went by, so an error that both would make is the only one that
passes twice.
"""

from workbench.agent import Exhibit, Opinion, Outcome, ValidateTask
from workbench.records import NoTargetBody

ENOUGH = {"names": 0.6, "documents": 0.3, "declaration": 0.5}
"""From which strength a kind of evidence singles out a target."""

SURE = 0.9
"""From which strength it speaks for another target, given that it has little for the claimed one."""

LITTLE = 0.4
"""How far behind the claimed one must be for that."""

NONE = 0.25
"""Below this strength it knows no target at all."""


def opine(task: ValidateTask) -> Outcome:
    """One opinion for each exhibit, in order."""
    nothing = isinstance(task.claim.body, NoTargetBody)
    return Outcome(state="ok", opinions=tuple(_denies(e) if nothing else _confirms(e) for e in task.exhibits))


def _confirms(exhibit: Exhibit) -> Opinion:
    """Whether this evidence alone would have chosen the claimed target."""
    if exhibit.against:
        return Opinion(witness=exhibit.witness, says="disagrees", reason=exhibit.against)
    best, strength = exhibit.ranked[0] if exhibit.ranked else ("", 0.0)
    second = exhibit.ranked[1][1] if len(exhibit.ranked) > 1 else 0.0
    if exhibit.claimed >= ENOUGH[exhibit.witness] and exhibit.claimed >= strength and second < strength:
        return Opinion(witness=exhibit.witness, says="agrees", reason=_told(exhibit))
    if strength >= SURE and second < strength and exhibit.claimed < strength - LITTLE:
        reason = f"it would be '{best}' ({strength:.2f}, the claimed one {max(0.0, exhibit.claimed):.2f})"
        return Opinion(witness=exhibit.witness, says="disagrees", reason=reason)
    return Opinion(witness=exhibit.witness, says="silent", reason="singles out nothing")


def _denies(exhibit: Exhibit) -> Opinion:
    """Whether this evidence alone knows no target either."""
    best, strength = exhibit.ranked[0] if exhibit.ranked else ("", 0.0)
    if strength >= SURE:
        return Opinion(witness=exhibit.witness, says="disagrees", reason=f"it would be '{best}' ({strength:.2f})")
    if exhibit.lines and strength < NONE:
        return Opinion(witness=exhibit.witness, says="agrees", reason="speaks for no property")
    return Opinion(witness=exhibit.witness, says="silent", reason="singles out nothing")


def _told(exhibit: Exhibit) -> str:
    return exhibit.lines[0][:200] if exhibit.lines else f"{exhibit.claimed:.2f}, ahead of all others"
