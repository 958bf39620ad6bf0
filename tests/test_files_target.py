"""Files are written below the root and nowhere else, and never over somebody else's change."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from governance_world import NOW, World, make_world
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.acts import Draft, FileDraft, Receipt
from workbench.errors import InputError, Refusal, WorkbenchError
from workbench.execution import execute
from workbench.proposal import propose
from workbench.targets import beneath
from workbench.targets.files import Files

LONG = "x" * 300
FORMS = [
    "../evil", "maps/../../evil", "/etc/evil", "maps/../x", "./maps/x", "maps/./x", "maps//x", "maps/", "", ".", "..",
    "maps\\x", "maps/x\0y", "maps/\nx", f"maps/{LONG}", "link/x", "maps/link", "maps/hard", "maps/fifo", "maps",
    "maps/deep/link/x", "maps/../.workbench/x", ".workbench/x", "maps/\u202ex", "C:\\x", "\\\\server\\x",
    "maps/x\x7f", "maps/file/x",
]  # fmt: skip
PARTS = ["..", ".", "", "maps", "link", "deep", "hard", "fifo", "file", "n", "\0", "~"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A target with every trap a directory can hold."""
    made = make_world(tmp_path / "home")
    maps = made.out / "maps"
    (maps / "deep").mkdir(parents=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret\n")
    (made.out / "link").symlink_to(outside)
    (maps / "link").symlink_to(outside / "secret")
    (maps / "deep" / "link").symlink_to(outside)
    os.link(outside / "secret", maps / "hard")
    os.mkfifo(maps / "fifo")
    (maps / "file").write_bytes(b"file\n")
    return made


def everything(root: Path) -> dict[str, bytes]:
    """Every regular file below a directory, links not followed."""
    paths = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


@pytest.mark.parametrize("path", FORMS, ids=ascii)
def test_no_path_leads_elsewhere(world: World, path: str) -> None:
    """Every form of a path that leaves the root, or follows a link, is refused; nothing changes inside or outside."""
    before = everything(world.home.parent)
    wide = (world.home / "policy.yaml").read_text().replace("{out: [maps/**]}", "{out: ['**']}")
    (world.home / "policy.yaml").write_text(wide)
    draft = Draft(author="migrator", subject="s", summary="s", changes=(FileDraft(path=path, content=b"evil\n"),))
    with pytest.raises((Refusal, InputError)):
        propose(draft, world.target, world.policy)
    after = everything(world.home.parent)
    after["home/policy.yaml"] = before["home/policy.yaml"]
    assert after == before


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PARTS), max_size=6))
def test_any_path_stays_below_the_root(world: World, parts: list[str]) -> None:
    """Whatever parts a path has, planning, executing and undoing it touches nothing outside."""
    outside = everything(world.home.parent / "outside")
    draft = FileDraft(path="/".join(parts), content=b"evil\n")
    try:
        actions = world.target.plan([draft])
        world.target.apply("t", actions, lambda name: None, again=False)
    except WorkbenchError:
        pass
    assert everything(world.home.parent / "outside") == outside
    assert stat.S_ISFIFO((world.out / "maps" / "fifo").stat().st_mode)


def written(world: World, files: dict[str, bytes | None], between: Callable[[str], None]) -> Receipt:
    """A proposal, approved by both, executed while somebody else acts between the steps."""
    made = world.propose(files)
    world.approve(made)
    if made.risk == "high":
        world.approve(made, world.ben)
    return execute(world.executor(between), made.proposal_id, NOW)


STEPS = ["intent", "checked", "swap maps/a", "swap maps/b", "swap maps/c", "swapped", "verified"]


@pytest.mark.parametrize("path", ["maps/a", "maps/b", "maps/c"])
@pytest.mark.parametrize("where", STEPS)
def test_somebody_else_s_change_is_never_overwritten(tmp_path: Path, where: str, path: str) -> None:
    """An adversary changes a file before each step: nothing is written, or they came too late; theirs stays."""
    world = make_world(tmp_path)
    (world.out / "maps").mkdir(parents=True)
    (world.out / "maps" / "b").write_bytes(b"b before\n")
    (world.out / "maps" / "c").write_bytes(b"c before\n")

    def adversary(name: str) -> None:
        if name == where:
            (world.out / path).unlink(missing_ok=True)
            (world.out / path).write_bytes(b"theirs\n")

    receipt = written(world, {"maps/a": b"a after\n", "maps/b": b"b after\n", "maps/c": None}, adversary)
    files = world.files()
    kept = {name: data for name, data in files.items() if not name.startswith(".workbench/")}
    assert kept[path] == b"theirs\n"
    if receipt.state == "drift":
        untouched = {"maps/b": b"b before\n", "maps/c": b"c before\n"}
        assert kept == untouched | {path: b"theirs\n"}
        assert files == kept
    else:
        assert receipt.state == ("conflict" if where != "verified" else "done")


@pytest.mark.parametrize("where", ["intent", "checked", "swap maps/a", "swap maps/b"])
def test_the_kill_switch_is_asked_before_every_effect(tmp_path: Path, where: str) -> None:
    """Set at any step before the last effect, nothing is written and the approval stands."""
    world = make_world(tmp_path)

    def pulled(name: str) -> None:
        if name == where:
            (world.home / "STOP").write_text("")

    receipt = written(world, {"maps/a": b"a\n", "maps/b": b"b\n"}, pulled)
    assert receipt.state == "stopped"
    assert world.files() == {}
    (world.home / "STOP").unlink()
    assert execute(world.executor(), receipt.proposal, NOW).state == "done"
    assert set(world.files()) == {"maps/a", "maps/b"}


def test_a_full_disk_writes_nothing(tmp_path: Path) -> None:
    """When the disk fails in the middle, what was done is taken back and the approval stands."""
    world = make_world(tmp_path)

    def full(name: str) -> None:
        if name == "swap maps/b":
            raise OSError(28, "No space left on device")

    receipt = written(world, {"maps/a": b"a\n", "maps/b": b"b\n"}, full)
    assert (receipt.state, world.files()) == ("stopped", {})
    assert "No space left" in receipt.detail


@pytest.mark.parametrize("system", ["linux", "portable"])
def test_replace_keeps_both_sides_on_every_system(tmp_path: Path, system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the kernel's calls the portable way does the same: replace, delete, drift, and no file left beside."""
    if system == "portable":
        monkeypatch.setattr(beneath, "_LINUX", False)
        monkeypatch.setattr(beneath, "exchange", beneath._exchange_in_two)
        monkeypatch.setattr("workbench.targets.swap.exchange", beneath._exchange_in_two)
    world = make_world(tmp_path)
    (world.out / "maps").mkdir(parents=True)
    (world.out / "maps" / "b").write_bytes(b"b before\n")
    (world.out / "maps" / "c").write_bytes(b"c before\n")
    receipt = written(world, {"maps/new/a": b"a\n", "maps/b": b"b\n", "maps/c": None}, lambda name: None)
    assert receipt.state == "done"
    assert world.files() == {"maps/new/a": b"a\n", "maps/b": b"b\n"}

    def adversary(name: str) -> None:
        if name == "swap maps/b":
            (world.out / "maps" / "b").write_bytes(b"theirs\n")

    receipt = written(world, {"maps/b": b"again\n", "maps/d": b"d\n"}, adversary)
    assert receipt.state == "drift"
    assert world.files() == {"maps/new/a": b"a\n", "maps/b": b"theirs\n"}
    assert sorted(path.name for path in world.out.iterdir()) == ["maps"]


def test_modes_are_set_whatever_the_umask(tmp_path: Path) -> None:
    """A file has the mode that was approved, and a new directory can be entered."""
    world = make_world(tmp_path)
    old = os.umask(0o077)
    try:
        actions = world.target.plan([FileDraft(path="maps/run", content=b"#!/bin/sh\n", mode=0o755)])
        world.target.apply("t", actions, lambda name: None, again=False)
    finally:
        os.umask(old)
    assert stat.S_IMODE((world.out / "maps" / "run").stat().st_mode) == 0o755


def test_a_root_that_is_a_link_is_refused(tmp_path: Path) -> None:
    """A root that leads elsewhere by a link is not followed."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    target = Files("out", tmp_path, "out", "demo")
    with pytest.raises(Refusal, match="symbolic link"):
        target.plan([FileDraft(path="maps/a", content=b"a")])
    assert list((tmp_path / "elsewhere").iterdir()) == []
