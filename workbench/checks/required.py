"""Whether a request could be made at all: each property that it must have comes from a field that was accepted.

A mapping in which every pair is right may still leave out what the target asks for. That is said for the operation as a
whole, and it is no fault of any pair.
"""

from collections.abc import Iterable, Set

from workbench.records import Check
from workbench.truth import Operation, Property

NAMED = 8
"""Missing properties that are named; the others are counted."""


def uncovered(operation: Operation, mapped: Set[str]) -> list[Property]:
    """The demanded values that no field is mapped to, in the document's order.

    What stands in an object that may be left out is demanded as soon as something else in that object is mapped.
    """
    holders = {item.parent for item in operation.properties}
    return [
        item
        for item in operation.properties
        if item.demanded
        and item.path not in holders
        and not any(path in mapped for path in _upwards(item.path))
        and all(_present(operation, above, mapped) for above in _upwards(item.parent))
    ]


def covered(operation: Operation, mapped: Set[str]) -> Check:
    """Every property without which a request is refused has a field that was accepted for it."""
    missing = [item.path for item in uncovered(operation, mapped)]
    if not missing:
        return Check(name="covered", state="pass", detail=f"all that {operation.name} demands has a source")
    named = ", ".join(f"'{path}'" for path in missing[:NAMED])
    more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    detail = f"{operation.name} demands {named}{more}, for which no field is accepted"
    return Check(name="covered", state="unproven", detail=detail)


def _present(operation: Operation, path: str, mapped: Iterable[str]) -> bool:
    """Whether the object at a path is in every request: it is demanded itself, or something in it is mapped."""
    found = operation.find(path)
    return found is None or found.demanded or any(one.startswith(f"{path}.") for one in mapped)


def _upwards(path: str) -> list[str]:
    """A path and all that it stands in, the nearest first; nothing for "".

    >>> _upwards("a.b.c")
    ['a.b.c', 'a.b', 'a']
    """
    steps = path.split(".") if path else []
    return [".".join(steps[:size]) for size in range(len(steps), 0, -1)]
