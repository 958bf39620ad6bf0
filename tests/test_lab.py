"""People's way through a migration, clicked in a real JupyterLab: read, decide, write, and see where it came from."""

from collections.abc import Iterator
from pathlib import Path

import lab
import pytest
import street
from playwright.sync_api import Browser

from workbench.project import Workbench

BOOKS = sorted((lab.ROOT / "notebooks").glob("*.ipynb"))

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not lab.chromium_path(), reason="no Chromium on this machine (apt install chromium)"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with lab.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was run, with the notebooks in it."""
    place = street.finished(tmp_path_factory.mktemp("lab") / "home")
    (place / "notebooks").mkdir()
    for path in BOOKS:
        (place / "notebooks" / path.name).write_bytes(path.read_bytes())
    return place


@pytest.fixture(scope="module")
def tab(browser: Browser, home: Path) -> Iterator[lab.Tab]:
    with lab.Server(home) as server:
        opened = lab.Tab(browser, server)
        yield opened
        assert opened.elsewhere == []
        assert opened.scripts == []
        opened.close()


def test_the_whole_way_by_mouse(tab: lab.Tab, home: Path) -> None:
    """Run everything, read a change, approve, write: the file is there."""
    tab.open("00-start.ipynb")
    tab.run_all()
    tab.open("05-approve.ipynb")
    tab.run_all()
    tab.find(".wb-list tbody tr").first.click()
    tab.find(".wb-change .plus").first.wait_for()
    tab.find("input[aria-label=Reason]").fill("read it")
    tab.find("button:text-is('Approve')").click()
    tab.find(".wb-said.good").wait_for()
    tab.find("button:has-text('Write the 1 approved')").click()
    tab.find(".wb-said:has-text('wrote')").wait_for()
    assert [one.state for one in Workbench(home).proposals("done")] == ["done"]
