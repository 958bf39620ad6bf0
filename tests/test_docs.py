"""The reference says what the program says: `make docs` would change neither docs/ nor the bundled profile."""

import re
import sys
from pathlib import Path

import pytest

from workbench import profile
from workbench.discovery import proposed
from workbench.spec import read

DOCS = Path(__file__).resolve().parent.parent / "docs"
sys.path.insert(0, str(DOCS))

import make  # noqa: E402 - docs/make.py, which is no package

SPEC = DOCS.parent / "specs" / "order-to-cash.txt"


def words(text: str) -> list[str]:
    """A text without its line breaks: help is wrapped differently from version to version."""
    return re.sub(r"[\s`]+", " ", text).split()


@pytest.mark.parametrize("name", ["commands.md", "tables.md", "words.md"])
def test_pages_are_current(name: str) -> None:
    """`make docs` would change nothing."""
    assert words((DOCS / name).read_text()) == words(make.pages()[name]), f"docs/{name} is old; run `make docs`"


def test_every_page_is_tested() -> None:
    """The pages that are written from the program are those above, and they are there; the others are by hand."""
    assert set(make.pages()) == {"commands.md", "tables.md", "words.md"} <= {path.name for path in DOCS.glob("*.md")}


def test_every_verb_is_explained() -> None:
    """Each verb, and each verb below it, has its usage and at least one sentence."""
    parts = make.commands().split("\n## ")[1:]
    assert len(parts) > 20
    for part in parts:
        name, _, text = part.partition("\n")
        usage, sentence = text.strip().removeprefix("```text\n").split("\n\n")[:2]
        assert usage.startswith(f"Usage: workbench {name}"), name
        assert len(sentence.split()) > 2, name


def test_every_table_is_shown() -> None:
    """Each table and view of the store has its place, with its columns or its query."""
    made = {name for path in make.SQL.glob("*.sql") for name in re.findall(r"CREATE \w+ (\w+)", path.read_text())}
    shown = set(re.findall(r"^## (\w+)$", make.tables(), re.MULTILINE))
    assert made - {"OR"} == shown


def test_the_bundled_profile_is_what_discovery_proposes() -> None:
    """No line of it is by hand: `workbench profile` writes just these bytes for the bundled document."""
    spec = read(SPEC)
    kept = SPEC.with_suffix(".profile.yaml").read_text(encoding="utf-8")
    assert kept == profile.proposal(proposed(spec), spec.sha256), "it is old; run `make docs`"
    assert profile.fitting(SPEC.with_suffix(".profile.yaml"), spec.sha256)
