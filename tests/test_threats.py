"""The page about threats names tests that exist, and leaves none of its claims without one."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "threats.md").read_text()


def test_every_proof_exists() -> None:
    """Each `file::test` on the page is a test in that file."""
    named = re.findall(r"`(test_\w+\.py)::(\w+)`", PAGE)
    assert len(named) > 30
    missing = [f"{file}::{name}" for file, name in named if f"def {name}(" not in (TESTS / file).read_text()]
    assert missing == []


def test_every_threat_has_a_proof() -> None:
    """Each row of the table of what is defended ends with at least one test."""
    table = PAGE.split("## Defended")[1].split("## Not defended")[0]
    rows = [line for line in table.splitlines() if line.startswith("| **")]
    assert len(rows) >= 15
    assert [row[:60] for row in rows if "::test_" not in row.split(" | ")[-1]] == []
