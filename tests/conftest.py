"""Every test runs offline, in a home of its own, with the same random cases: what passes here passes everywhere.

Where CI is set, or WORKBENCH_TEST_FIXED, hypothesis draws the same cases each time.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import offline
import pytest
from hypothesis import settings
from postgres_server import WHY_SKIPPED, binaries, server

ROOT = Path(__file__).resolve().parent.parent
FIXED = bool(os.environ.get("CI") or os.environ.get("WORKBENCH_TEST_FIXED"))
KEPT = {"WORKBENCH_SHARED_DATA"}
PLACES = {"HOME": "", "XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache", "XDG_DATA_HOME": ".local/share"}

LONG = (
    "lab readme claude cli wheel batch_crashes notebooks pipeline orphans panel_pages impact reverse revision panels "
    "store exports sql_target schedules gate mutation page atlas cluster market reverse_street claude_killed governed "
    "serving_kills parameters hostile answers heldout"
).split()
"""The files that take longest, the longest first: begun early, they leave no worker alone at the end."""

pytest_plugins = ["pytester"]

REAL_HOME = pytest.StashKey[dict[str, str]]()


def pytest_configure(config: pytest.Config) -> None:
    """The guard, an environment without keys and settings of the person who runs the tests, and a home of its own."""
    offline.guard()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # who starts tests in the background has it ignored
    for name in list(os.environ):
        if name.startswith(("ANTHROPIC_", "WORKBENCH_")) and name not in KEPT:
            del os.environ[name]
    real, home = Path.home(), Path(tempfile.mkdtemp(prefix="workbench-home-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    config.stash[REAL_HOME] = {name: os.environ.get(name, str(real / below)) for name, below in PLACES.items()}
    os.environ |= {name: str(home / below) for name, below in PLACES.items()}
    os.environ |= {"COLUMNS": "120", "NO_COLOR": "1"}
    settings.register_profile("workbench", deadline=None, derandomize=FIXED, database=None)
    settings.load_profile("workbench")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; the others as they were."""
    place = {f"test_{name}": at for at, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


@pytest.fixture(autouse=True)
def _offline() -> Iterator[None]:
    """A test that tried to leave fails, even when the code under test swallowed the refusal."""
    offline.tried.clear()
    yield
    assert not offline.tried, f"tried to leave this machine: {offline.tried}"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The directory of public data beside the repository; skips where it is not."""
    place = Path(os.environ.get("WORKBENCH_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not place.is_dir():
        pytest.skip(f"no shared data: {place} is not there (WORKBENCH_SHARED_DATA names another place)")
    return place


@pytest.fixture(scope="session")
def real_home(pytestconfig: pytest.Config) -> dict[str, str]:
    """The variables that lead to the home of the person who runs the tests: an installer's cache and settings."""
    return pytestconfig.stash[REAL_HOME]


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A running PostgreSQL server; skips where there is none."""
    if binaries() is None:
        pytest.skip(WHY_SKIPPED)
    with server() as dsn:
        yield dsn
