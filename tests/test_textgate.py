"""What a person is asked to approve is what it looks like, or says that it is not."""

import json
import os
import time
from pathlib import Path

import pytest
from governance_world import NOW, World, make_world
from hypothesis import given
from hypothesis import strategies as st

from workbench.approval import Word, decide
from workbench.errors import NotApproved, ParameterError
from workbench.execution import execute
from workbench.proposal import diff, findings
from workbench.textgate import CLEAN, fingerprint, scan, show

SHARED = Path(os.environ.get("WORKBENCH_SHARED_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))

# Ours: other letters, scripts, controls and places than the public collections have.
HOSTILE = [
    "pay\u202eeciffo\u202c", "a\u2066b\u2069", "\u061cx", "x\u200fy",
    "ad\u200bmin", "ad\u2060min", "ad\u00admin", "ad\ufeffmin", "a\U000e0061b", "x\ufe0fy", "a\u3164b", "a\u2800b",
    "\x1b[2J\x1b[1;1Happroved", "\x1b]8;;http://x\x07y\x1b]8;;\x07", "\x9b31m", "a\rb", "a\bb", "\x07", "a\x00b",
    "a\u2028b", "a\u2029b", "a\x85b", "a\u00a0b", "a\u3000b", "a\u202fb",
    "\u0430dmin", "p\u0430ypal", "\u0421\u0415\u041e", "\u03bfrder", "\u13daum", "\u0555rder", "\ufb01le", "\uff41bc",
    "\U0001d41aa", "g\u0261o", "\ue000", "\uffff", "\U0010ffff",
]  # fmt: skip
HARMLESS = [
    "", "plain", "tab\tand\nlines\n", "Größe, naïve, café", "Москва и мир", "日本語のテスト", "한국어", "Ελληνικά",
    "العربية",
    "e\u0301", "10 % of €5", "“quoted” – dash …", "→ ✓ ─▶", "windows\r\nline ends\r\n",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_is_found_and_made_visible(text: str) -> None:
    """Each is found; what is shown has nothing left to find and names the character."""
    assert scan(text)
    assert "⟦U+" in show(text)
    assert scan(show(text).replace("⟦", "[").replace("⟧", "]")) == []


@pytest.mark.parametrize("text", HARMLESS, ids=ascii)
def test_honest_text_is_left_alone(text: str) -> None:
    """The languages that people write in are not hostile."""
    assert scan(text) == []
    assert show(text).replace("⟦U+000D⟧", "\r") == text


@given(st.text())
def test_what_is_shown_never_acts(text: str) -> None:
    """Whatever the text, what is shown has no control, nothing invisible, and no more lines than before."""
    shown = show(text)
    assert shown.count("\n") == text.count("\n")
    assert all(char.isprintable() or char in "\n\t" for char in shown)
    assert bool(scan(text)) == (fingerprint(scan(text)) != CLEAN)


def test_every_trojan_source_file_is_found() -> None:
    """51 of 51 published attacks on source code, five techniques."""
    path = SHARED / "hostile_text" / "trojan-source" / "lines.json"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    files = json.loads(path.read_text())
    found = [file["file"] for file in files if scan("\n".join(line["text"] for line in file["lines"]))]
    assert (len(files), len(found)) == (51, 51)


def test_plain_text_is_scanned_fast() -> None:
    """A megabyte of plain text takes a few milliseconds: the gate is on for everything."""
    text = "a line of plain text, as most are\n" * 30_000
    begun = time.process_time()
    assert scan(text) == []
    assert time.process_time() - begun < 0.5


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def test_marked_characters_must_be_acknowledged(world: World) -> None:
    """An approval that does not name what was on the screen is refused; one that does is executed."""
    made = world.propose({"maps/a.py": "if level != 'user\u202e \u2066# admin\u2069 \u2066':\n".encode()})
    shown = diff(made, world.target)
    assert "⟦U+202E⟧" in shown
    assert not set(shown) & set("\u202e\u2066\u2069")
    with pytest.raises(NotApproved, match="not what they look like"):
        world.approve(made)
    seen = fingerprint(findings(made))
    decide(world.ledger, world.policy, world.ana, Word(made.proposal_id, "approve", "seen", shown, seen), NOW)
    assert execute(world.executor(), made.proposal_id, NOW).state == "done"


@pytest.mark.parametrize("reason", ["", "   ", "a\nb", "x" * 501, "ok\u202e", "\x1b[31mok", "p\u0430y"])
def test_a_reason_is_one_plain_line(world: World, reason: str) -> None:
    """What cannot be read as one line is no reason."""
    made = world.propose({"maps/a": b"x"})
    with pytest.raises(ParameterError, match="reason"):
        decide(world.ledger, world.policy, world.ana, Word(made.proposal_id, "approve", reason, ""), NOW)
