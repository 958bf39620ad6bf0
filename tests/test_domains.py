"""The engine and the gate in trades that they were not made on: retail, staff and freight."""

from pathlib import Path

import pytest
from domains import DOMAINS, write

from workbench import accuracy
from workbench.accuracy.trial import Trial


@pytest.mark.parametrize("silent", [0.15, 0.8])
@pytest.mark.parametrize("name", DOMAINS)
def test_the_gate_holds_in_other_trades(name: str, silent: float, tmp_path: Path) -> None:
    """With few or most descriptions gone: the equal mix is caught at the bound of review, no column is all too hard."""
    files = write(name, tmp_path, seed=11, silent=silent)
    point = accuracy.gate(*files)["caught_at_35"]
    assert point["sent_to_person"] <= 0.35
    assert point["equal_mix"] >= 0.95
    assert accuracy.mapping(*files)["accuracy@3"] >= 0.8


def test_what_is_first_among_nothing_has_no_support(tmp_path: Path) -> None:
    """Of the mapper's errors, and its targets for columns that have none, independent evidence stops most."""
    wrong = stopped = right = asked = 0.0
    for name in DOMAINS:
        for seed in range(2):
            trial = Trial(accuracy.load(*write(name, tmp_path / f"{name}{seed}", seed, 0.5)))
            own, told = trial.own(), list(trial._verdicts)
            for share, kind in (("wrong_caught", 0), ("no_match_caught", -1)):
                stopped += max(0.0, own[share]) * told.count(kind)
                wrong += told.count(kind)
            asked += own["right_sent_to_person"] * told.count(1)
            right += told.count(1)
    assert wrong > 20
    assert stopped / wrong >= 0.7
    assert asked / right <= 0.45
