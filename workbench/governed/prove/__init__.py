"""Whether a kernel is held as it says: each forbidden act is attempted in one, against baits that are real.

    proof = prove(home)
    proof.level, [(one.act, one.state) for one in proof.attempts]

The baits lie where the real things lie, a server listens, an ssh-agent holds a key. What a kernel says of an attempt is
held against what the bait shows afterwards. A plain kernel does all of it, so the check can fail.
"""

from pathlib import Path

from workbench.governed import kernelspec
from workbench.governed.prove.bait import Baits
from workbench.governed.prove.proof import Attempt, Proof
from workbench.governed.prove.trial import attempts

__all__ = ["Attempt", "Proof", "prove"]


def prove(home: Path, governed: bool = True) -> Proof:
    """Every attempt in a kernel of the project at `home`, and the level that it says it has.

    governed: False tries a plain kernel, as a control. Raises ParameterError without Jupyter, and Refusal when no
    kernel starts.
    """
    with Baits(home.resolve()) as baits:
        spec = kernelspec.spec(home) if governed else None
        return attempts(home.resolve(), spec, baits)
