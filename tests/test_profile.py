"""A profile beside a spec: discovery's own for just these bytes, or a person's for every issue."""

from pathlib import Path

import pytest
from test_likeness import document

from workbench import profile
from workbench.discovery import proposed
from workbench.errors import ProfileError
from workbench.project import Workbench
from workbench.spec import read
from workbench.starting import begin


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A document in a project."""
    begin(tmp_path, "ana")
    path = tmp_path / "specs/orders.txt"
    path.write_bytes(document("  05 {name} PIC {picture}."))
    return path


def beside(spec: Path) -> Path:
    """Where the profile of a document lies."""
    return spec.with_suffix(".profile.yaml")


def test_what_discovery_proposed_counts_for_its_document_alone(spec: Path) -> None:
    """It is used for these bytes; for a new issue in the same place discovery looks anew."""
    found = read(spec)
    made = proposed(found).model_copy(update={"name": "kept"})
    beside(spec).write_text(profile.proposal(made, found.sha256))
    assert profile.fitting(beside(spec), found.sha256) == profile.load(beside(spec)) == made
    assert Workbench(spec.parents[1]).ingest(spec).profile == made
    spec.write_bytes(document("  <part name='{name}' picture='{picture}'/>"))
    assert profile.fitting(beside(spec), read(spec).sha256) is None
    taken = Workbench(spec.parents[1]).ingest(spec).profile
    assert taken == proposed(read(spec)) != made


def edited(text: str) -> str:
    """The profile with one value changed."""
    return text.replace("sure: ", "sure: 0.123 # ", 1)


def unmarked(text: str) -> str:
    """The profile without its last line."""
    return text[: text.rindex("proposed:")]


@pytest.mark.parametrize("change", [edited, unmarked])
def test_what_a_person_made_of_it_counts_for_every_issue(spec: Path, change: object) -> None:
    """A profile that was edited, or whose mark was taken out, is used for whatever stands beside it."""
    assert callable(change)
    beside(spec).write_text(change(profile.proposal(proposed(read(spec)), read(spec).sha256)))
    mine = profile.load(beside(spec))
    spec.write_bytes(spec.read_bytes() + b"one line more\n")
    assert Workbench(spec.parents[1]).ingest(spec).profile == mine


@pytest.mark.parametrize("mark", ["7", "[]", "yes", "0123456789abcdef0123", "null"])
def test_a_mark_that_is_none_is_refused(spec: Path, mark: str) -> None:
    """One line says which, and what to do."""
    beside(spec).write_text(f"name: x\nproposed: {mark}\n")
    with pytest.raises(ProfileError, match=r"'proposed': .* is no mark of a proposal; take the line out$"):
        Workbench(spec.parents[1]).ingest(spec)
