"""An endpoint that is mentioned and nowhere defined counts as accounted for once a person says why, and not before."""

import re
from pathlib import Path

import pytest
from heldout.tongues import tiny
from small_street import make_home

from workbench.cli import run
from workbench.errors import NotAllowed, ParameterError, UnknownThing
from workbench.project import Workbench
from workbench.waivers import Waiver, waive, waived

WHY = "a routine of another system"


@pytest.fixture
def wb(tmp_path: Path) -> Workbench:
    """A project whose document mentions two names that it does not define."""
    home = make_home(tmp_path / "home", endpoints=4)
    (home / "specs/tiny.txt").write_bytes(tiny(1).data)
    bench = Workbench(home)
    bench.run(bench.order(spec=[str(home / "specs/tiny.txt")], until="inventory"))
    return bench


def test_a_run_is_complete_when_every_missing_name_is_waived(wb: Workbench) -> None:
    """Missing names keep it incomplete; waived ones are accounted for, with who and why; taken back, missing."""
    names = [each.name for each in wb.status().missing]
    assert len(names) == 2
    for left, name in enumerate(names, 1):
        assert waive(wb.store, wb.ledger, wb.policy, Waiver(name=name, author="ana", reason=WHY))
        assert len(wb.status().missing) == len(names) - left
    status = wb.status()
    assert (status.state, status.endpoints_accounted) == ("complete", status.endpoints_mentioned)
    assert {(each.name, each.who, each.reason) for each in status.waived} == {(name, "ana", WHY) for name in names}
    waive(wb.store, wb.ledger, wb.policy, Waiver(name=names[0], author="ana", reason="came after all", revoked=True))
    assert (wb.status().state, [each.name for each in wb.status().missing]) == ("incomplete", names[:1])
    assert wb.verify() == []


def test_the_same_word_twice_is_kept_once(wb: Workbench) -> None:
    """A waiver that stands is not written again."""
    entry = Waiver(name=wb.status().missing[0].name, author="ana", reason=WHY)
    assert waive(wb.store, wb.ledger, wb.policy, entry)
    before = len(wb.ledger.entries())
    assert not waive(wb.store, wb.ledger, wb.policy, entry)
    assert len(wb.ledger.entries()) == before
    assert waived(wb.ledger) == {entry.name: entry}


def test_who_may_not_or_says_nothing_waives_nothing(wb: Workbench) -> None:
    """Strangers, empty or hidden reasons, names that nobody mentions: refused, and the ledger stays as it is."""
    name, before = wb.status().missing[0].name, len(wb.ledger.entries())
    for entry, fault in (
        (Waiver(name=name, author="eve", reason=WHY), NotAllowed),
        (Waiver(name=name, author="ana", reason=" "), ParameterError),
        (Waiver(name=name, author="ana", reason="two\nlines"), ParameterError),
        (Waiver(name=name, author="ana", reason="hid\u202eden"), ParameterError),
        (Waiver(name="NOBODY1", author="ana", reason=WHY), UnknownThing),
        (Waiver(name=name, author="ana", reason=WHY, revoked=True), UnknownThing),
    ):
        with pytest.raises(fault):
            waive(wb.store, wb.ledger, wb.policy, entry)
    assert len(wb.ledger.entries()) == before


def test_the_command_line_waives(wb: Workbench, capsys: pytest.CaptureFixture[str]) -> None:
    """`workbench waive` makes the run complete; status says who waived what, and counts fields without an endpoint."""
    home = str(wb.home)
    assert run(["status", "--home", home]) == 1
    for each in wb.status().missing:
        assert run(["waive", each.name, "--as", "ana", "--reason", WHY, "--home", home]) == 0
    capsys.readouterr()
    assert run(["status", "--home", home]) == 0
    assert f"by ana: {WHY}" in capsys.readouterr().out


def test_fields_outside_all_endpoints_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Items before the first heading are nobody's: status and coverage name their lines."""
    home = make_home(tmp_path / "home", endpoints=4)
    loose = b"COMMON DATA\n\n01  SHARED-AREA.\n    05  SHARED-NO PIC 9(4).\n    05  SHARED-TXT PIC X(9).\n\n"
    (home / "specs/tiny.txt").write_bytes(loose + tiny(1).data)
    bench = Workbench(home)
    status = bench.run(bench.order(spec=[str(home / "specs/tiny.txt")], until="inventory"))
    assert status.placeless == (3, 4, 5)
    run(["coverage", "--home", str(home)])
    assert "3 fields stand in no endpoint: lines 1-" in capsys.readouterr().out


def test_endpoints_without_items_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Layouts in a form that nobody knows are not lost in silence: status names the endpoints without any item."""
    home = make_home(tmp_path / "home", endpoints=4)
    text = tiny(1).data.decode()
    text = re.sub(r"^ +\d\d .*$", "    as in the old manual", text, flags=re.M)
    (home / "specs/tiny.txt").write_text(text, encoding="utf-8")
    bench = Workbench(home)
    status = bench.run(bench.order(spec=[str(home / "specs/tiny.txt")], until="inventory"))
    assert set(status.bare) == {each.program for each in bench.claims(kind="endpoint")} != set()
    run(["status", "--home", str(home)])
    assert f"below {len(status.bare)} of {len(status.bare)} endpoints no item was read" in capsys.readouterr().out
