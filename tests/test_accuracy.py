"""The measuring itself: figures that are known by counting, faults in the files, and the floor the engine must keep."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from workbench import accuracy
from workbench.accuracy.labelled import LABELS
from workbench.accuracy.trial import KINDS, Trial
from workbench.errors import InputError, TruthError

SOURCE = """table,column,type,description
CUST,CUST_NO,int,number of the customer
CUST,CUST_NM,char(30),name of the customer
ORD,ORD_DT,date,date of the order
ORD,LOCK,char(1),
"""
TARGET = """table,column,type,description
customer,customer_number,int,Number
customer,customer_name,varchar(30),Name
orders,order_date,date,Day of the order
orders,order_name,varchar(30),Label
"""
TRUTH = """source_table,source_column,target_table,target_column,label
cust,cust_no,CUSTOMER,CUSTOMER_NUMBER,match
cust,cust_nm,customer,customer_name,match
cust,cust_nm,orders,order_name,match
ord,ord_dt,orders,order_date,match
ord,lock,,,no_match
ord,ord_dt,orders,gone,unresolvable
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Two small schemas and their truth."""
    places = tuple(tmp_path / name for name in ("source.csv", "target.csv", "truth.csv"))
    for place, text in zip(places, (SOURCE, TARGET, TRUTH), strict=True):
        place.write_text(text)
    return places[0], places[1], places[2]


def test_the_figures_have_their_names_and_bounds(files: tuple[Path, Path, Path]) -> None:
    """Shares lie from 0 to 1, names are compared without case, and what cannot be scored is counted."""
    found = accuracy.mapping(*files)
    assert {"accuracy@1", "accuracy@3", "accuracy@5", "recall@5", "mrr", "table@1", "no_match_auc"} <= set(found)
    assert (found["n"], found["unscored"]) == (3, 1)
    assert found["cpu_seconds"] >= 0
    assert all(0 <= found[key] <= 1 for key in found if key not in ("n", "unscored", "cpu_seconds"))
    assert found["accuracy@1"] == 1.0
    assert accuracy.mapping(*files, seed=5) | {"cpu_seconds": 0} == found | {"cpu_seconds": 0}


def test_figures_are_those_that_counting_gives(files: tuple[Path, Path, Path]) -> None:
    """A table of scores that is written down by hand has the figures that a person counts."""
    labelled = accuracy.load(*files)
    scores = np.array(
        [
            [0.9, 0.8, 0.1, 0.0],  # right at 1
            [0.9, 0.5, 0.4, 0.6],  # right at 2 and 3, first table right
            [0.5, 0.4, 0.0, 0.3],  # the right one has no score
            [0.2, 0.1, 0.0, 0.0],  # has no target
        ]
    )
    found = accuracy.measure(scores, labelled)
    assert (found["accuracy@1"], found["accuracy@3"], found["accuracy@5"]) == (0.3333, 0.6667, 0.6667)
    assert (found["recall@1"], found["recall@3"]) == (0.3333, 0.6667)
    assert found["mrr"] == 0.5
    assert found["table@1"] == 0.6667
    assert found["no_match_auc"] == 1.0


def test_ties_are_shuffled_and_not_given_to_the_first(files: tuple[Path, Path, Path]) -> None:
    """With equal scores everywhere, the right target is first as often as chance says, by the seed."""
    labelled = accuracy.load(*files)
    flat = np.ones((4, 4))
    places = [accuracy.measure(flat, labelled, seed)["mrr"] for seed in range(60)]
    assert 0.5 < sum(places) / len(places) < 0.7
    assert len(set(places)) > 1
    assert accuracy.measure(np.zeros((4, 4)), labelled)["accuracy@5"] == 0


def test_without_a_column_that_has_no_target_its_figure_is_not_made_up(files: tuple[Path, Path, Path]) -> None:
    """What the labels cannot say is -1."""
    files[2].write_text("\n".join(line for line in TRUTH.splitlines() if "no_match" not in line))
    assert accuracy.mapping(*files)["no_match_auc"] == -1


@pytest.mark.parametrize(
    ("which", "text", "says"),
    [
        (2, TRUTH.replace("no_match", "perhaps"), "row 5: label 'perhaps' is not known; accepted are match, no_match"),
        (2, TRUTH.replace("label", "verdict"), "column 'label' is missing"),
        (2, "", "the file is empty"),
        (2, TRUTH.splitlines()[0], "no row follows the header"),
        (
            2,
            TRUTH.replace("customer_n", "x").replace("CUSTOMER_N", "x").replace("order_", "x"),
            "names a column of both",
        ),
        (0, SOURCE.replace("column", "field"), "column 'column' is missing"),
        (1, "", "the file is empty"),
    ],
)
def test_bad_labels_are_refused_in_one_line(files: tuple[Path, Path, Path], which: int, text: str, says: str) -> None:
    """A missing file or column, an empty file and an unknown label are told apart, each in one line."""
    files[which].write_text(text)
    with pytest.raises(TruthError) as caught:
        accuracy.mapping(*files)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_text_is_refused(files: tuple[Path, Path, Path]) -> None:
    """Both end in one line for a person."""
    with pytest.raises(InputError, match="cannot be read"):
        accuracy.gate(files[0], files[1], files[2].with_name("gone.csv"))
    files[2].write_bytes(TRUTH.encode("utf-16"))
    with pytest.raises(InputError, match="is not UTF-8"):
        accuracy.mapping(*files)


def test_the_curve_trades_what_is_caught_for_what_is_sent(files: tuple[Path, Path, Path]) -> None:
    """A higher threshold never catches less and never sends less, and every kind of error is on the curve."""
    found = accuracy.gate(*files)
    curve = found["curve"]
    assert {"threshold", "sent_to_person", "equal_mix", *KINDS} == set(curve[0])
    for before, after in pairwise(curve):
        assert all(before[key] <= after[key] for key in before)
    assert found["n"] == 4
    assert curve[0]["sent_to_person"] == 0
    assert curve[-1]["any_column"] > curve[0]["any_column"]


def test_planted_errors_are_planted_where_they_say(files: tuple[Path, Path, Path]) -> None:
    """A gate that believes everything catches only what does not exist; one that believes nothing catches all."""
    trial = Trial(accuracy.load(*files))
    trial.__dict__["matcher"] = trial.matcher
    belief = trial.matcher.beliefs
    belief[:] = 0.5
    open_gate = trial.point(0.0)
    assert [open_gate[kind] for kind in KINDS[:3]] == [1.0, 0.0, 0.0]
    for row, columns in trial.labelled.gold.items():
        belief[row, sorted(columns)] = 0.9
    assert [trial.point(0.0)[kind] for kind in KINDS[:3]] == [1.0, 1.0, 1.0]


def test_every_label_is_scored_or_counted(files: tuple[Path, Path, Path]) -> None:
    """Each label that may stand in a truth file ends in one of the three places."""
    labelled = accuracy.load(*files)
    assert len(LABELS) == 3
    assert (len(labelled.gold), len(labelled.none), labelled.unscored) == (3, 1, 1)


def test_public_schemas_keep_the_floor(shared_data: Path) -> None:
    """MIMIC-III to OMOP: the figures, the CPU time, and what the gate catches stay above what is promised."""
    places = [
        shared_data / "mimic_omop" / name for name in ("source_schema.csv", "target_schema.csv", "ground_truth.csv")
    ]
    found = accuracy.mapping(*places)
    assert found["n"] == 153
    assert found["accuracy@1"] >= 0.30
    assert found["accuracy@3"] >= 0.45
    assert found["accuracy@5"] >= 0.58
    trial = accuracy.gate(*places)
    assert trial["caught_at_35"]["sent_to_person"] <= 0.35
    assert trial["caught_at_35"]["equal_mix"] >= 0.95
    assert trial["own"]["wrong_caught"] >= 0.80
