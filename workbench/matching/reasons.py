"""Why a pair is a candidate, in words a person can check."""

from collections.abc import Sequence
from functools import lru_cache

from workbench.matching.shape import Shape
from workbench.matching.words import alike


@lru_cache(maxsize=4096)
def kin(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    """The pieces of two names that belong together, and how; "" when none do.

    >>> kin(("cust", "no"), ("customer", "number"))
    'cust=customer (abbreviation), no=number (abbreviation)'
    """
    found: list[str] = []
    for piece in ours:
        best = max(theirs, key=lambda other: alike(piece, other)[0], default="")
        score, kinship = alike(piece, best) if best else (0.0, "none")
        if kinship == "same":
            found.append(piece)
        elif score:
            found.append(f"{piece}={best} ({kinship})")
    return ", ".join(found)


def reasons(
    ours: tuple[str, ...], theirs: tuple[str, ...], shared: Sequence[str], fitting: tuple[Shape, Shape, float]
) -> str:
    """One line: names, shared words of the documentation, and how the types meet."""
    one, other, score = fitting
    names = kin(ours, theirs)
    said = [f"name: {names}"] if names else []
    said += [f"shared words: {', '.join(shared[:5])}"] if shared else []
    return "; ".join([*said, f"{one.kind} into {other.kind} {score:.2f}"])
