"""A governed kernel cannot do what is forbidden, at any level that it claims; a plain one can, so checks can fail."""

import json
import os
import subprocess
import sys
from pathlib import Path

import governed_world as world
import pytest
from governed_world import confined, enforced

from workbench.errors import ParameterError
from workbench.governed import kernelspec, landlock, level, output, seccomp
from workbench.governed.prove import prove
from workbench.governed.prove.proof import ACTS
from workbench.governed.scope import Scope
from workbench.governed.syscalls import KNOWN


@enforced
def test_every_forbidden_act_is_refused(tmp_path: Path) -> None:
    """Thirteen of thirteen, at the strongest level, and no bait is left behind."""
    home = world.project(tmp_path / "home")
    before = world.fingerprint(home, home / "data" / "runs")
    proof = prove(home)
    assert [(one.act, one.detail) for one in proof.attempts if one.state != "refused"] == []
    assert (proof.level, proof.refused, len(ACTS)) == ("enforced", 13, 13)
    assert world.fingerprint(home, home / "data" / "runs").keys() == before.keys()


@confined
def test_without_bubblewrap_they_are_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Landlock and seccomp alone refuse all thirteen, and the level says that it is less."""
    monkeypatch.setenv("WORKBENCH_BWRAP", "no")
    proof = prove(world.project(tmp_path / "home"))
    assert [(one.act, one.detail) for one in proof.attempts if one.state != "refused"] == []
    assert proof.level == "enforced-lite"


def test_a_plain_kernel_does_all_of_it(tmp_path: Path) -> None:
    """The control: every act succeeds where nothing confines it, so each refusal means something."""
    proof = prove(world.project(tmp_path / "home"), governed=False)
    assert [(one.act, one.detail) for one in proof.attempts if one.state != "ALLOWED"] == []
    assert (proof.level, proof.holds) == ("advisory", False)


def test_a_kernel_below_the_level_wanted_does_not_start(tmp_path: Path) -> None:
    """It runs nothing, and its first cell says why in one line."""
    home = world.project(tmp_path / "home", 'level = "enforced"')
    with world.kernel(home, env={"WORKBENCH_BWRAP": "no"}) as kernel:
        said = kernel.run("open('written', 'w')\n1 + 1")
    assert said.startswith("KernelRefused: no kernel is started: [kernel] level is enforced and this machine reaches")
    assert "\n" not in said
    assert not (home / "notebooks" / "written").exists()


def test_a_kernel_without_a_project_does_not_start(tmp_path: Path) -> None:
    """There is nothing that it could be confined to."""
    (tmp_path / "notebooks").mkdir()
    with world.kernel(tmp_path) as kernel:
        assert "lies in no project" in kernel.run("1 + 1")


@confined
@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_a_notebook_works_as_usual(tmp_path: Path, transport: str) -> None:
    """It reads its documents, writes to its directory, starts programs, is interrupted, and says its level."""
    home = world.project(tmp_path / "home")
    with world.kernel(home, transport=transport) as kernel:
        kernel.run("import os, duckdb, numpy, time\nfrom pathlib import Path\nrun = Path(os.environ['HOME'])")
        assert kernel.run("Path('../specs/spec.txt').read_text()") == "'CUSTOMER RECORD\\n'"
        assert kernel.run("duckdb.connect(str(run / 'own.duckdb')).sql('SELECT 42 AS x').fetchall()") == "[(42,)]"
        assert kernel.run("import subprocess; subprocess.run(['ls', '../data'], capture_output=True).returncode") == "0"
        assert kernel.run("numpy.ones((300, 300)).dot(numpy.ones(300)).sum()").endswith("90000.0)")
        kernel.interrupted("time.sleep(60)")
        assert world.REACH.level in kernel.run("from workbench import confinement; confinement.here()", 30)
        reply = kernel.client.kernel_info(reply=True, timeout=120)["content"]
        assert reply["language_info"]["workbench_level"] == world.REACH.level
    assert (next((home / "data" / "runs" / "kernels").iterdir()) / "own.duckdb").exists()


@confined
def test_a_cell_shows_no_more_than_can_be_looked_at(tmp_path: Path) -> None:
    """200 MB of print, a huge page, a huge value: cut with a line that says so; the next cell shows what it likes."""
    cells = {
        "for _ in range(200): print('x' * 1_000_000)": output.MOST,
        "import subprocess; subprocess.run(['head', '-c', '40000000', '/dev/zero'])": output.MOST,
        "from IPython.display import HTML, display; display(HTML('<p>' * 9_000_000)); print('after')": 0,
        "'y' * 40_000_000": 0,
        "print('x' * 1_000_000)": 1_000_000,
    }
    with world.kernel(world.project(tmp_path / "home")) as kernel:
        for code, most in cells.items():
            shown: list[str] = []
            kernel.client.execute_interactive(
                code, timeout=120, output_hook=lambda message, shown=shown: shown.append(json.dumps(message["content"]))
            )
            whole = "".join(shown)
            assert ("what follows is left out" in whole) == (code != list(cells)[-1]), code
            assert most <= len(whole) < 6 * most + 2000, code


@confined
def test_nothing_is_left_of_a_kernel_that_wrote_nothing(tmp_path: Path) -> None:
    """Its directory goes with it, and so do processes that it detached from itself."""
    home = world.project(tmp_path / "home")
    with world.kernel(home) as kernel:
        kernel.run("import subprocess; subprocess.Popen(['setsid', 'sleep', '4242'], start_new_session=True)")
        kernel.manager.shutdown_kernel()
    assert list((home / "data" / "runs" / "kernels").iterdir()) == []
    found = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 4242" not in found


def test_what_a_scope_does_not_show(tmp_path: Path) -> None:
    """Keys, stores, other kernels' directories: neither where the project keeps them nor in projects below it."""
    home = world.project(tmp_path / "home")
    world.project(home / "data" / "recovered")
    (home / "data" / "link").symlink_to(tmp_path)
    opened = list(Scope.of(home, home / "run", home).opened())
    private = [home / "keys", home / "data" / "store", home / ".git", home / "data" / "recovered" / "keys", tmp_path]
    private += [home / "data" / "recovered" / "data" / "store", home / "data" / "link", home / "data" / "runs"]
    assert [path for path in opened if any(path == one or one.is_relative_to(path) for one in private)] == []
    assert home / "data" / "markets.csv" in opened
    assert home / "data" / "recovered" / "specs" in opened


def test_a_filter_knows_every_call_that_it_names() -> None:
    """Each name stands in the table of each processor, or is one that only older processors have."""
    older = set("open creat mkdir mknod chmod chown lchown utime utimes futimesat modify_ldt iopl ioperm".split())
    named = set(seccomp.rules(hidden=False, own=7))
    assert named - set(KNOWN["x86_64"].calls) == set()
    assert named - set(KNOWN["aarch64"].calls) == older


@confined
def test_a_refused_call_fails_as_said() -> None:
    """EPERM for what is refused, ENOSYS for what is not known, and the conditions look at the right argument."""
    code = """
import ctypes, errno, os, socket
from workbench.governed import seccomp
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    os.close(writing)
    os._exit(len(os.read(reading, 1)))  # once its parent is gone
seccomp.load(seccomp.rules(hidden=True, own=os.getpid()))
libc = ctypes.CDLL(None, use_errno=True)
def call(*said):
    ctypes.set_errno(0)
    libc.syscall(*said)
    return errno.errorcode.get(ctypes.get_errno(), "done")
def tried(do):
    try:
        do()
        return "done"
    except OSError as fault:
        return errno.errorcode[fault.errno]
found = [call(165, 0, 0, 0, 0, 0), call(435, 0, 0), call(9999)]
found += [tried(lambda: os.kill(child, 0)), tried(lambda: os.kill(os.getpid(), 0))]
found += [tried(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)), tried(socket.socketpair)]
path = os.environ["FILE"]
found += [tried(lambda: os.chmod(path, 0o4755)), tried(lambda: os.chmod(path, 0o755))]
found += [tried(lambda: os.close(os.open(path + "s", os.O_CREAT | os.O_RDWR, 0o4755)))]
found += [tried(lambda: os.close(os.open(path, os.O_RDWR, 0o4755)))]
print(found)
"""
    file = Path(os.environ["HOME"]) / "file"
    file.write_text("")
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "FILE": str(file)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    wanted = ["EPERM", "ENOSYS", "ENOSYS", "EPERM", "done", "EPERM", "done", "EPERM", "done", "EPERM", "done"]
    assert ran.stdout.strip() == str(wanted), ran.stderr


def test_rights_grow_with_what_linux_knows() -> None:
    """An older Landlock is asked for nothing that it does not know."""
    assert [bin(landlock.handled(version)).count("1") for version in (1, 2, 3, 4, 5, 9)] == [13, 14, 15, 15, 16, 17]


def test_a_kernel_is_installed_listed_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jupyter finds it where it was put, with the launcher that takes the connection file, and no more once removed."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share" / "jupyter"))
    place = kernelspec.install("prefix", tmp_path)
    kernelspec.install("prefix", tmp_path)
    said = json.loads((place / "kernel.json").read_text())
    assert (said["display_name"], said["interrupt_mode"]) == ("Workbench (governed)", "message")
    assert "{connection_file}" in said["argv"]
    assert [path.name for path in place.iterdir()] == ["kernel.json"]
    assert str(place) in [one.place for one in kernelspec.installed()]
    kernelspec.remove("prefix", tmp_path)
    with pytest.raises(ParameterError, match="no governed kernel is installed in"):
        kernelspec.remove("prefix", tmp_path)


def test_reasons_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """What keeps a machine from more is named with its remedy."""
    monkeypatch.setenv("WORKBENCH_BWRAP", "no")
    assert "apt install bubblewrap" in level.reach().line() or level.reach().level == "advisory"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert level.reach().line() == "advisory (darwin has no Landlock and no seccomp)"
