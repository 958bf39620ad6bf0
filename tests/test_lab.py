"""People's way through a migration, clicked in a real JupyterLab: read, decide, write, and see where it came from.

What the kernel knows is what is asserted; the screen is looked at as well, and kept below build/screens.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import lab
import pytest
import street
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, expect
from ssh_agent import needs_openssh, ssh_agent

from workbench.project import Workbench
from workbench.signing import Key, fingerprint, make_key

BOOKS = sorted((lab.ROOT / "notebooks").glob("*.ipynb"))
SCREENS = Path(os.environ.get("WORKBENCH_SCREENS", lab.ROOT / "build" / "screens"))
TWO = """
  - {when: {over: {bytes: 90000}}, need: {count: 2, roles: [reviewer]}, expires: 24h}"""

pytestmark = [
    pytest.mark.e2e,
    needs_openssh,
    pytest.mark.skipif(not lab.chromium_path(), reason="no Chromium on this machine (apt install chromium)"),
]
expect.set_options(timeout=lab.PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with lab.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project where a large change needs two people; nothing was run in it yet."""
    place = street.world(tmp_path_factory.mktemp("lab") / "home")
    policy = place / "policy.yaml"
    text = policy.read_text().replace("\n# ben:", "\n  ben:")
    policy.write_text(re.sub(r"(?m)^approvals:.*$", lambda found: found[0] + TWO, text))
    (place / "notebooks").mkdir()
    for path in BOOKS:
        (place / "notebooks" / path.name).write_bytes(path.read_bytes())
    shutil.copytree(lab.ROOT / "data" / "modules", place / "data" / "modules", dirs_exist_ok=True)
    return place


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Key]:
    """A key that an ssh-agent alone holds."""
    with ssh_agent() as socket:
        file = tmp_path_factory.mktemp("keys") / "id"
        made = make_key(file)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SSH_AUTH_SOCK", str(socket))
            subprocess.run(["ssh-add", "-q", file], check=True)
            file.unlink()
            yield made


@pytest.fixture(scope="module")
def server(home: Path, key: Key) -> Iterator[lab.Server]:
    with lab.Server(home) as started:
        yield started


@pytest.fixture(scope="module")
def tab(browser: Browser, server: lab.Server) -> Iterator[lab.Tab]:
    opened = lab.Tab(browser, server)
    yield opened
    assert opened.elsewhere == []
    assert opened.scripts == []
    opened.close()


@pytest.fixture(scope="module")
def bench(tab: lab.Tab, home: Path) -> Workbench:
    """The project, run by the start notebook."""
    tab.open("00-start.ipynb")
    tab.run_all()
    return Workbench(home)


def subjects(bench: Workbench) -> list[str]:
    """What waits for one person, the largest first; without the one that needs two."""
    waiting = [one for one in bench.proposals("proposed") if "2 more of reviewer" not in one.missing]
    return [one.subject for one in sorted(waiting, key=lambda one: -one.bytes)]


def state(bench: Workbench, subject: str) -> str:
    """Where the proposal for something stands."""
    return str(bench.standings()[bench.proposal(subject).proposal_id].state)


class Panel:
    """The approval panel of a notebook, as a person sees it."""

    BOOK = "05-approve.ipynb"

    def __init__(self, tab: lab.Tab, reviewer: str = "ana") -> None:
        """Notebook 05 has run; again, in the same kernel, where it was in front already."""
        self.tab = tab
        if tab.front != self.BOOK:
            tab.open(self.BOOK)
        tab.set(reviewer=reviewer)
        tab.run_all()
        expect(tab.find(".wb-live").first).to_have_text(f"deciding as {reviewer}")

    def row(self, subject: str) -> lab.Locator:
        """A row of the list."""
        return self.tab.find(".wb-list tbody tr").filter(has=self.tab.page.get_by_text(subject, exact=True))

    def read(self, subject: str) -> None:
        """A proposal chosen with the mouse, its change on the screen."""
        self.row(subject).locator(".wb-name").click()
        expect(self.tab.find(".wb-detail h3")).to_have_text(subject)
        expect(self.tab.find(".wb-change .plus").first).to_be_visible()

    def press(self, name: str) -> None:
        """A button."""
        self.tab.find(".wb-panel").get_by_role("button", name=name, exact=True).click()

    def shot(self, name: str) -> None:
        """The panel on the screen, as a file."""
        self.tab.find(".wb-panel").evaluate("one => one.scrollIntoView({block: 'start'})")
        self.tab.shot(SCREENS, name)

    def says(self, words: str) -> None:
        """What the panel says in the end."""
        expect(self.tab.find(".wb-said")).to_contain_text(words)

    def reason(self, words: str) -> None:
        """A reason typed."""
        self.tab.find("input[aria-label=Reason]").fill(words)


AXE = """async selector => {
    const found = await axe.run([...document.querySelectorAll(selector)], {resultTypes: ['violations']});
    return found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
        .map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html + node.failureSummary).join(' | '));
}"""


def look(tab: lab.Tab, name: str) -> None:
    """Nothing that a screen reader stumbles over, nothing cut off, in the light and in the dark; and pictures of it."""
    tab.page.evaluate(AXE_SCRIPT)
    outputs = f"{lab.PANEL} figure.workbench, {lab.PANEL} .wb-panel"
    assert tab.page.locator(outputs).count()
    for theme in ("light", "dark"):
        tab.theme(theme)
        assert tab.page.evaluate(AXE, outputs) == []
        tab.whole(SCREENS, f"{name}-{theme}")
        for number, panel in enumerate(tab.find(".wb-panel").all(), 1):
            panel.evaluate("one => one.scrollIntoView({block: 'start'})")
            tab.shot(SCREENS, f"{name}-panel{number}-{theme}")
    tab.theme("light")
    wide = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.outerHTML.slice(0, 200))"
    assert tab.page.locator(outputs).evaluate_all(wide) == []


def test_the_first_notebook(tab: lab.Tab, bench: Workbench) -> None:
    """Three ways that it goes wrong, each with its picture; the migration has run, and nothing is written."""
    if tab.front != "00-start.ipynb":
        tab.open("00-start.ipynb")
        tab.run_all()
    assert tab.find("figure.workbench").count() >= 5
    assert {one.state for one in bench.proposals()} == {"proposed"}
    look(tab, "00-start")


def test_by_mouse(tab: lab.Tab, bench: Workbench) -> None:
    """Read, approve two together, reject one with a reason, undo, sign, write: the files are there."""
    first, second, third, *_ = subjects(bench)
    panel = Panel(tab)
    panel.read(first)
    expect(tab.find(".wb-quotes li").first).to_be_visible()
    look(tab, "05-approve")
    for subject in (first, second):
        panel.row(subject).get_by_role("checkbox").click()
    expect(tab.find(".wb-detail h3")).to_have_text("2 proposals of one kind")
    panel.reason("read them")
    panel.press("Approve 2")
    panel.says("to be approved")
    panel.read(third)
    panel.press("Reject")
    panel.says("to be rejected")
    assert {state(bench, one) for one in (first, second, third)} == {"proposed"}
    panel.press("Undo")
    panel.says("Undone")
    panel.row(first).get_by_role("checkbox").click()
    panel.row(second).get_by_role("checkbox").click()
    panel.press("Approve 2")
    panel.says("to be approved")
    panel.read(third)
    panel.reason("the wrong operation")
    panel.press("Reject")
    panel.says("to be rejected")
    panel.press("Sign 3 as ana")
    panel.says("ana signed 3 with key file SHA256:")
    expect(tab.find(".wb-signed code")).to_have_count(3)
    assert bench.proposal(first).digest in tab.find(".wb-signed").inner_text()
    panel.shot("approvals-signed")
    panel.press("Write the 2 approved")
    panel.says("done, wrote")
    assert [state(bench, one) for one in (first, second, third)] == ["done", "done", "rejected"]
    for one in bench.proposal(first).actions:
        where = f"data/out/{one.path}"
        assert tab.file(where) == (bench.home / where).read_text()
    assert tab.ask("wb.verify()") == []


FOCUS = """() => {
    const {top, left, width, height} = document.activeElement.getBoundingClientRect();
    const ring = getComputedStyle(document.activeElement);
    const seen = ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2 && width > 0 && height > 0;
    return document.activeElement.closest('.wb-panel') ? [top, left, seen] : null;
}"""


def test_by_keyboard_alone(tab: lab.Tab, bench: Workbench) -> None:
    """From the notebook into the panel, read, approve, sign and write without a mouse; d d deletes no cell.

    Where the keys go is always to be seen, and goes from the top left on.
    """
    Panel(tab)
    subject = subjects(bench)[0]
    keys = tab.page.keyboard
    cells = tab.page.evaluate("window.book.model.cells.length")
    tab.page.evaluate("() => { window.book.content.activeCellIndex = 6; window.book.content.node.focus() }")
    stops = []
    for _ in range(40):
        keys.press("Tab")
        stops += [stop] if (stop := tab.page.evaluate(FOCUS)) else []
        if tab.page.evaluate("!!document.activeElement.closest('.wb-list tbody tr')"):
            break
    assert len(stops) > 3
    assert stops == sorted(stops)
    assert all(seen for _, _, seen in stops)
    keys.press("Home")
    for _ in range(20):
        if tab.page.evaluate("document.activeElement.querySelector('.wb-name').textContent") == subject:
            break
        keys.press("ArrowDown")
    expect(tab.find(".wb-detail h3")).to_have_text(subject)
    expect(tab.find(".wb-change .plus").first).to_be_visible()
    keys.press("d")
    keys.press("d")
    keys.press("Enter")
    keys.press("a")
    keys.type("read it by night")
    keys.press("Enter")
    expect(tab.find(".wb-said")).to_contain_text("to be approved")
    keys.press("s")
    keys.press("Enter")
    expect(tab.find(".wb-said")).to_contain_text("ana signed 1")
    keys.press("w")
    keys.press("Enter")
    expect(tab.find(".wb-said")).to_contain_text("done, wrote")
    assert state(bench, subject) == "done"
    assert tab.page.evaluate("window.book.model.cells.length") == cells


def test_two_people(tab: lab.Tab, bench: Workbench, key: Key) -> None:
    """One approval is not enough where two are needed; the second person completes it, with a key of an ssh-agent."""
    bench.reviewer("ben")
    bench.enrol("ben", key.public)
    subject = next(one.subject for one in bench.proposals("proposed") if "2 more of reviewer" in one.missing)
    for name, found in (("ana", "proposed"), ("ben", "approved")):
        panel = Panel(tab, name)
        panel.read(subject)
        panel.reason("read it")
        panel.press("Approve")
        panel.says("to be approved")
        if name == "ben":
            tab.find("select[aria-label='Sign with']").select_option(fingerprint(key.public))
            panel.shot("approvals-keys")
        panel.press(f"Sign 1 as {name}")
        panel.says(f"{name} signed 1 with {'key file' if name == 'ana' else 'ssh-agent'} SHA256:")
        assert state(bench, subject) == found
        if name == "ana":
            expect(panel.row(subject)).to_contain_text("approved by ana · needs 1 more of reviewer")
    panel.press("Write the 1 approved")
    panel.says("done, wrote")
    assert state(bench, subject) == "done"


def test_what_changed_meanwhile_cannot_be_approved(tab: lab.Tab, bench: Workbench) -> None:
    """While somebody reads, the target changes: they are told, and nothing is signed; measured anew it can be."""
    subject = subjects(bench)[0]
    panel = Panel(tab)
    panel.read(subject)
    panel.reason("read it")
    path = bench.home / "data/out" / bench.proposal(subject).actions[0].path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("somebody else was here\n")
    panel.says("changed since you looked")
    expect(tab.find(".wb-warn")).to_contain_text("is not what it was")
    panel.press("Approve")
    panel.says("no longer fits what is there")
    panel.shot("approvals-changed")
    assert tab.find(".wb-panel").get_by_role("button", name="Sign 1 as ana").count() == 0
    assert state(bench, subject) == "proposed"
    panel.press("Measure again")
    panel.says("waits in its place")
    panel.read(subject)
    expect(tab.find(".wb-change .minus").filter(has_text="somebody else").first).to_be_visible()


def test_a_written_file_is_followed_to_its_lines(tab: lab.Tab, bench: Workbench) -> None:
    """Notebook 06 begins with a file that was written, and ends at words of the document."""
    tab.open("06-lineage.ipynb")
    tab.run_all()
    path = tab.ask("thing").removeprefix("file:data/out/")
    assert path in [one.path for each in bench.proposals("done") for one in bench.proposal(each.proposal_id).actions]
    words = tab.find("figure.workbench").all_inner_texts()
    assert any(path in said and "order-to-cash.txt" in said for said in words)
    look(tab, "06-lineage")


@pytest.mark.parametrize(
    "name", ["00b-reverse", "01-ingest", "02-inventory", "03-map", "04-check", "07-batch", "market"]
)
def test_every_other_notebook_runs_and_can_be_read(tab: lab.Tab, bench: Workbench, name: str) -> None:
    """To its end, from top to bottom, and looks as it should."""
    tab.open(f"{name}.ipynb")
    tab.run_all()
    look(tab, name)


def test_a_panel_without_its_kernel_is_a_record(tab: lab.Tab, bench: Workbench) -> None:
    """When the kernel is gone the panel says so and lets nobody decide; saved and opened again it is a picture."""
    panel = Panel(tab)
    tab.kill()
    expect(tab.find(".wb-banner")).to_contain_text("A record of the queue as of")
    expect(tab.find(".wb-panel button:not([disabled])")).to_have_count(0)
    panel.shot("approvals-record")
    tab.page.evaluate("async () => { await window.book.context.save() }")
    tab.open("05-approve.ipynb")
    expect(tab.find(".wb-banner, figure.workbench figcaption").last).to_be_attached()
    words = tab.find(".jp-Notebook").inner_text()
    assert "Error displaying widget" not in words
    assert "record" in words
    assert tab.find(".wb-panel button:not([disabled])").count() == 0
