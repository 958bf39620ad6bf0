"""How a document speaks of names: whether their lines are lists of them."""

import pytest

from workbench.discovery.sights import Sight
from workbench.discovery.speech import Speech

NAMES = [f"DK{at:02}" for at in range(10, 30)]


def _seen(leads: tuple[str, ...], steps: tuple[int, ...]) -> list[Sight]:
    """On each fifth line the names so many steps further, each behind what leads to it."""
    return [
        Sight(5 * at, NAMES[(at + step) % len(NAMES)], lead, "", False)
        for at in range(len(NAMES))
        for lead, step in zip(leads, steps, strict=True)
    ]


@pytest.mark.parametrize(
    ("leads", "steps", "crowd"),
    [
        (("moves ", "moves a, "), (0, 7), True),
        (("Node: ", "Node: a, Calls: "), (0, 7), False),
        (("@node ", "@node a, ", "@node a, b, "), (0, 1, -1), False),
        (("calls: ", "calls: a, "), (0, 7), True),
    ],
)
def test_names_beside_others_are_lists(leads: tuple[str, ...], steps: tuple[int, ...], crowd: bool) -> None:
    """Not where each has a label of its own, or where the others are those of the lines before and after."""
    seen = _seen(leads, steps)
    alone = [one for one in seen if one.lead == leads[0]]
    assert Speech(seen, [], frozenset()).crowd(alone) is crowd


def test_two_names_of_one_line_are_no_neighbours() -> None:
    """`rpc Open (IN1) returns (OUT1)` names two of a kind, and opens the section of neither."""
    seen = [Sight(5 * (at // 2), name, "rpc … (", ")", False) for at, name in enumerate(NAMES)]
    assert Speech(seen, [], frozenset()).crowd(seen)
