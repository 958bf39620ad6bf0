"""Panels show what records say, escape every text, and hand clicks on to the desk: no more."""

import base64
import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import hostile
import pytest
import street
from crowd import Crowd
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets import Widget
from ipywidgets.widgets import widget
from traitlets import TraitType

from workbench.doubts import Choice, Doubt, Open, Side
from workbench.drawing import BAD, text, visible
from workbench.lineage import Node, Step
from workbench.mutating import KindScore, MutationScore, Survivor
from workbench.panels import (
    ApprovalPanel,
    CoveragePanel,
    CoverageStrip,
    DoubtPanel,
    Grid,
    LineagePicture,
    MutationPicture,
    RunPanel,
    Table,
    VerdictPicture,
)
from workbench.panels.coverage import GROUPS, WIDTH
from workbench.panels.lineage import STREET
from workbench.panels.listing import PAGE
from workbench.panels.progress import Interrupted
from workbench.panels.verdicts import AS, BAR
from workbench.progress import Progress
from workbench.project import Workbench
from workbench.records import CheckState, Chunk, ChunkKind, Record, VerdictState
from workbench.status import Gap

PANELS = Path(__file__).parent.parent / "workbench" / "panels"


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    """A project with proposals, where ana may approve."""
    return Workbench(street.finished(tmp_path / "home"))


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """What a test showed is closed after it: panels hold their desk as long as they are open."""
    yield
    Widget.close_all()


def models(make: Callable[[], object]) -> int:
    """How many widget models something makes."""
    before = len(widget._instances)
    kept = make()
    assert kept is not None
    return len(widget._instances) - before


def test_three_thousand_proposals_are_two_models() -> None:
    """The number of models does not depend on the number of proposals, and the browser gets a page."""
    few, many = Crowd(3), Crowd(3000)
    assert models(lambda: ApprovalPanel(few, "ana")) == models(lambda: ApprovalPanel(many, "ana")) == 2
    panel = ApprovalPanel(many, "ana")
    assert len(panel.page["rows"]) == PAGE
    assert len(json.dumps(panel.get_state())) < 50_000
    assert len(panel.html()) < 50_000


def test_every_state_has_its_place() -> None:
    """Each kind of chunk and state of a verdict or check is shown somewhere, once."""
    assert sorted(kind for _, kinds in GROUPS.values() for kind in kinds) == sorted(get_args(ChunkKind))
    assert set(AS) == {*get_args(VerdictState), *get_args(CheckState), "unjudged"}


class Tags(HTMLParser):
    """The tags of a page with the names of their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        """Reads it all."""
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag."""
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        """A text."""
        self.words.append(data)


def chunk(first: int, last: int, kind: ChunkKind = "section") -> Chunk:
    """A chunk of some lines."""
    return Chunk(
        chunk_id=f"chunk-{first}", spec="spec-1", ordinal=first, kind=kind, program="P", path=(), byte_start=0,
        byte_end=0, char_start=0, char_end=0, first=first, last=last, tokens=1,
    )  # fmt: skip


class Where:
    """A status with gaps."""

    def __init__(self, lines: int, *gaps: tuple[int, int], name: str = "legacy.txt") -> None:
        """All lines hold content."""
        self.name, self.lines, self.content_lines = name, lines, lines
        self.gaps = [Gap(first=first, last=last, lines=last - first + 1) for first, last in gaps]
        self.lines_uncovered = sum(gap.lines for gap in self.gaps)


class Lines:
    """A document that says one thing in every line."""

    def __init__(self, said: str) -> None:
        """What it says."""
        self.said = said

    def quote(self, first: int, last: int) -> str:
        """Some lines."""
        return "\n".join([self.said] * (last - first + 1))


class Sceptic:
    """Somebody who doubts everything, in the same words."""

    def __init__(self, said: str) -> None:
        """What is doubted."""
        self.said = said

    def doubts(self) -> list[Open]:
        """One thing that can be answered."""
        said = self.said
        return [Open(claim_id="claim-1", about=said, state="rejected", reason=said, first=1, askable=True, decided="")]

    def doubt(self, claim_id: str) -> Doubt:
        """Both sides of it."""
        said, side = self.said, Side(where=self.said, quote=self.said)
        choice = Choice(property=said, operation=said, score=0.5, why=said, said=side)
        return Doubt(
            claim_id=claim_id, about=said, state="rejected", reason=said, agent=said, open=(said,), spec=(side,),
            target=(side,), choices=(choice,), askable=True, decided="",
        )  # fmt: skip

    def answer(self, claim_id: str, as_: str, reason: str, answer: str = "", scope: str = "field") -> Record:
        """It is not taken."""
        raise PermissionError(self.said)

    def progress(self) -> Progress:
        """Nothing was done."""
        return Progress(reads={self.said: 3}, verdicts={self.said: 1}, calls=1, tokens=2, dollars=0.5, run=self.said)

    def run(self, order: object = None, told: object = None) -> None:
        """It is not begun."""


def planted(said: str) -> MutationScore:
    """A measurement."""
    kind = KindScore(kind="neighbour", what=said, planted=10, caught=9, share=0.9)
    survivor = Survivor(kind="neighbour", claim="claim-1", program=said, was=said, became=said)
    return MutationScore(
        score=0.9, planted=10, caught=9, kinds=(kind,), survivors=(survivor,), judged=5, false_alarms=0,
        false_alarm_rate=0.0,
    )  # fmt: skip


DRAWN: dict[str, Callable[[str], str]] = {
    "table": lambda said: Table([said, "n"], [(said, 1), ((said, said), 2)]).html(),
    "coverage": lambda said: CoverageStrip([chunk(1, 9)], Where(9, (2, 3), name=said)).html(),
    "verdicts": lambda said: VerdictPicture(((), [("mapper", said, "rejected", 3)]), ((), [(said, "fail", 1)])).html(),
    "lineage": lambda said: LineagePicture(
        said,
        [Node(node="line:s:1", kind="line", label=said, quote=said), Node(node="x-1", kind=f"x{said}", label=said)],
        [Node(node="file:a", kind="file", label=said)],
        [Step(node="line:s:1", sentence=said, quote=said)],
    ).html(),
    "approvals": lambda said: ApprovalPanel(Crowd(2, said), "ana").html(),
    "doubts": lambda said: DoubtPanel(Sceptic(said), "ana").html(),
    "grid": lambda said: Grid([said, "n"], [(said, 1), (None, 2)]).html(),
    "lines": lambda said: CoveragePanel(Lines(said), [chunk(1, 9)], Where(9, (2, 3), name=said)).html(),
    "mutations": lambda said: MutationPicture(planted(said)).html(),
    "progress": lambda said: RunPanel(Sceptic(said)).html(),
    "record": lambda said: Node(node="line:s:1", kind="line", label=said, quote=said)._repr_html_(),
}


@pytest.mark.parametrize("name", DRAWN)
def test_no_text_becomes_markup(name: str) -> None:
    """Whatever a name, a quote or a reason says, the page has the very tags and attributes it has for a plain word."""
    plain = Tags(DRAWN[name]("word"))
    assert "word" in " ".join(plain.words)
    for said in hostile.strings():
        found = Tags(DRAWN[name](said))
        assert found.tags == plain.tags, said
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", "".join(found.words)), said


def test_hostile_strings_are_at_hand() -> None:
    """Where the public collections are there, hundreds of strings are tried."""
    if not hostile.SHARED.is_dir():
        pytest.skip(f"no shared data in {hostile.SHARED}")
    assert len(hostile.strings()) > 500


@given(st.text())
def test_text_comes_out_as_it_went_in(said: str) -> None:
    """A browser reads out of escaped text what `visible` says, and nothing else."""
    page = Tags(f"<p>{text(said)}</p>")
    assert page.tags == [("p",)]
    shown = "".join(page.words)
    assert shown == visible(said)
    if said.isascii() and said.isprintable():
        assert shown == said


OURS = ["common.js", "approvals.js", "atlas.js", "doubts.js", "grid.js", "lines.js", "progress.js"]


@pytest.mark.parametrize("name", OURS)
def test_the_browser_half_takes_no_markup(name: str) -> None:
    """A panel's module sets text alone, fetches nothing from elsewhere and stands in the frame that keeps its keys."""
    code = (PANELS / name).read_text()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|Function\(|https?://(?!www\.w3\.org)|import\(",
        code,
    )
    assert re.search(r"const root = panel\(|^function panel\(", code, re.M)
    assert not re.search(r"url\(|@import", (PANELS / "panels.css").read_text())


@pytest.mark.parametrize("name", DRAWN)
def test_pictures_need_nothing_from_elsewhere(name: str) -> None:
    """No script, no address, no SVG that a sanitiser would take apart."""
    html = DRAWN[name]("word")
    tags = {tag[0] for tag in Tags(html).tags}
    assert not tags & {"script", "svg", "link", "iframe", "object", "style"}
    assert set(re.findall(r'(?:src|href)="([^,"]*)', html)) <= {"data:image/svg+xml;base64"}


def images(html: str) -> list[str]:
    """The images of a page, as SVG."""
    return [base64.b64decode(data).decode() for data in re.findall(r"base64,([^\"]+)", html)]


def test_one_unread_line_in_fifty_thousand_is_seen() -> None:
    """It is at least two pixels wide, and named; without one there is nothing red in the strip."""
    chunks = [chunk(first, first + 99) for first in range(1, 52_000, 100)]
    clean, torn = CoverageStrip(chunks, Where(52_000)), CoverageStrip(chunks, Where(52_000, (31_337, 31_337)))
    assert not any(BAD in image for image in images(clean.html()))
    red = [found for image in images(torn.html()) for found in re.findall(rf'<path d="([^"]*)" fill="{BAD}"', image)]
    assert len(red) == 1
    assert float(re.findall(r"h([\d.]+)v", red[0])[0]) >= 2
    assert "31,337–31,337" in torn.html()
    assert "1 of them unread" in repr(torn)
    assert len(torn.html()) < 100_000


@given(st.lists(st.integers(1, 4000), min_size=1, max_size=30))
def test_a_strip_shows_every_line_once(sizes: list[int]) -> None:
    """The widths of all shapes of a kind add up to the document, whatever its chunks."""
    first, chunks = 1, []
    for size in sizes:
        chunks.append(chunk(first, first + size - 1))
        first += size
    strip = CoverageStrip(chunks, Where(first - 1))
    drawn = [float(wide) for image in images(strip.html()) for wide in re.findall(r"h([\d.]+)v18", image)]
    lines = sum((wide + 0.6) * strip.per_row / WIDTH for wide in drawn)
    assert lines == pytest.approx(first - 1, rel=0.02, abs=len(drawn) * strip.per_row / WIDTH + 1)


@given(st.tuples(*[st.integers(0, 20_000)] * 3).filter(any))
def test_a_bar_shows_what_is_there(counts: tuple[int, int, int]) -> None:
    """The parts fill the bar, and one of ten thousand can still be seen."""
    states = ("accepted", "uncertain", "rejected")
    picture = VerdictPicture(((), [("mapper", "maps", state, n) for state, n in zip(states, counts, strict=True)]))
    widths = [float(wide) for wide in re.findall(r"height:12px;width:([\d.]+)px", picture.html())]
    assert len(widths) == sum(count > 0 for count in counts)
    assert sum(widths) == pytest.approx(BAR, abs=0.3)
    assert min(widths) >= 2
    assert all(f"{count:,}" in Tags(picture.html()).words for count in counts)


def test_lineage_counts_by_stage(bench: Workbench) -> None:
    """A proposal's picture counts all it was made of in the street's order, and quotes lines of the document."""
    one = bench.proposals()[0]
    up = bench.lineage(one.proposal_id)
    picture = LineagePicture.of(bench, one.proposal_id)
    words = Tags(picture.html()).words
    kinds = [kind for kind in STREET if any(node.kind == kind for node in up)]
    places = [next(at for at, said in enumerate(words) if said in (kind, f"{kind}s")) for kind in kinds]
    assert places == sorted(places)
    assert {node.kind for node in up} <= set(STREET)
    assert next(node.quote for node in up if node.kind == "line") in words
    assert f"{len(up):,} things" in repr(picture)


def test_a_line_leads_to_what_was_made_of_it(bench: Workbench) -> None:
    """Forward from a line, the last things are named."""
    one = bench.proposals()[0]
    line = next(node for node in bench.lineage(one.proposal_id) if node.kind == "line")
    html = LineagePicture.of(bench, line.node).html()
    assert text(one.summary) in html


def test_a_table_says_what_it_leaves_out() -> None:
    """Twenty-five rows are shown, and the others counted; no row is said to be none."""
    table = Table(["n"], [(number,) for number in range(60)])
    assert Tags(table.html()).tags.count(("tr", "style")) == 26
    assert "60 rows; 35 more are not shown" in table.html()
    assert "no rows" in Table(["n"], []).html()


SHOWN: Mapping[str, Callable[[Workbench], object]] = {
    "approvals": lambda wb: ApprovalPanel(wb, "ana"),
    "coverage": lambda wb: CoverageStrip(wb.ingest().chunks, wb.status()),
    "lineage": lambda wb: LineagePicture.of(wb, wb.proposals()[0].subject),
    "table": lambda wb: Table.of(wb.proposals(), "subject", "missing"),
    "verdicts": lambda wb: VerdictPicture(wb.sql("FROM claims_by_verdict")),
    "doubts": lambda wb: DoubtPanel(wb, "ana"),
    "lines": CoveragePanel.of,
    "mutations": lambda wb: MutationPicture(wb.mutate(2)),
    "progress": RunPanel,
    "rows": lambda wb: wb.sql("FROM claim"),
}
LIVE = {"approvals", "doubts", "lines", "progress", "rows"}
"""What answers while its kernel does."""


@pytest.mark.parametrize("name", SHOWN)
def test_everything_has_a_static_picture(bench: Workbench, name: str) -> None:
    """Beside whatever is live there is HTML and one line of text, so that a saved notebook still shows it."""
    found: Any = SHOWN[name](bench)._repr_mimebundle_()
    bundle = found[0] if isinstance(found, tuple) else found
    assert bundle["text/html"].startswith("<figure")
    assert "\n" not in bundle["text/plain"]
    assert ("application/vnd.jupyter.widget-view+json" in bundle) == (name in LIVE)
    for model in list(widget._instances.values()):
        assert len(json.dumps(model.get_state(), default=str)) < 50_000


def heard(panel: Any, **message: Any) -> list[dict[str, Any]]:
    """What a panel answers to a click."""
    sent: list[dict[str, Any]] = []
    panel.send = lambda content, buffers=None: sent.append(content)
    panel._handle_custom_msg(message, [])
    return sent


def test_an_answer_is_remembered(bench: Workbench) -> None:
    """One click on a candidate: it is in the ledger with its author, and the claim is open no more."""
    panel = DoubtPanel(bench, "ana")
    before = panel.page["counts"]["open"]
    one = next(row["id"] for row in panel.page["rows"])
    doubt, _ = heard(panel, do="look", id=one)
    assert doubt["spec"]
    assert doubt["spec"][0]["quote"] in bench.ingest().spec.text
    choice = doubt["choices"][0]
    answers = heard(panel, do="answer", id=one, answer=choice["property"], reason="asked", scope="field")
    assert answers[0]["tone"] == "good", answers
    assert panel.page["counts"]["open"] < before
    kept = [entry.body for entry in bench.ledger.entries() if entry.kind == "precedent"]
    assert [(said["property"], said["author"]) for said in kept] == [(choice["property"], "ana")]
    assert choice["property"] in bench.doubt(one).decided


def test_an_answer_that_cannot_be_is_refused(bench: Workbench) -> None:
    """No such property, no reason, nobody of policy.yaml: one line, and nothing is kept."""
    panel = DoubtPanel(bench, "ana")
    one = panel.page["rows"][0]["id"]
    tries = [{"answer": "no.such.thing", "reason": "x"}, {"answer": "", "reason": " "}]
    for message in tries:
        answers = heard(panel, do="answer", id=one, scope="field", **message)
        assert answers[0]["tone"] == "bad"
    stranger = heard(DoubtPanel(bench, "mallory"), do="answer", id=one, scope="field", answer="", reason="x")
    assert stranger[0]["tone"] == "bad"
    assert not [entry for entry in bench.ledger.entries() if entry.kind == "precedent"]


def test_a_place_in_the_strip_shows_its_lines(bench: Workbench) -> None:
    """The very lines of the document, from the one that was clicked on; beyond the end there is the last."""
    panel = CoveragePanel.of(bench)
    text = bench.ingest().spec
    (said,) = heard(panel, line=113)
    assert said["lines"][0] == text.quote(113, 113)
    (last,) = heard(panel, line=10**9)
    assert last["line"] == panel.page["lines"]


def test_rows_are_sorted_by_what_they_are() -> None:
    """Numbers by size, texts by letter, what is unknown last, in either order; a search counts what it finds."""
    grid = Grid(["n", "t"], [(10, "b"), (9, "a"), (None, "c")])
    assert [row[0] for row in grid.page["rows"]] == ["10", "9", ""]
    heard(grid, by=0)
    assert [row[0] for row in grid.page["rows"]] == ["9", "10", ""]
    heard(grid, by=0, down=True)
    assert [row[0] for row in grid.page["rows"]] == ["10", "9", ""]
    heard(grid, by=-1, find="A")
    assert (grid.page["total"], grid.page["all"]) == (1, 3)


@pytest.mark.parametrize("kind", [Workbench, ApprovalPanel, DoubtPanel, CoveragePanel, Grid, RunPanel, Table])
def test_everything_that_completes_says_what_it_gives(kind: type) -> None:
    """Each public name has a docstring of its own, for Shift-Tab: a first line that ends, and names its arguments."""
    for name in [name for name in dir(kind) if not name.startswith("_")]:
        if (owner := next(one for one in kind.__mro__ if name in vars(one))).__module__.startswith("workbench"):
            value = vars(owner)[name]
            said = inspect.getdoc(value) or ("a trait" if isinstance(value, TraitType) else "")
            plain = isinstance(value, (str, tuple, frozenset, type(None)))
            assert plain or said, name
            assert plain or said == "a trait" or said.split("\n\n")[0].endswith((".", ":")), (name, said)


def test_a_run_can_be_interrupted_and_resumed(tmp_path: Path) -> None:
    """Interrupted it stops with what it has, and says so; resumed it becomes complete; nothing begins by itself."""
    bench = Workbench(street.world(tmp_path / "home"))
    panel = RunPanel(bench)
    assert panel.page["reads"] == {}
    panel.interrupt()
    panel._told = lambda *_: (_ for _ in ()).throw(Interrupted())  # type: ignore[method-assign]
    panel.start()
    assert panel.wait().startswith("interrupted")
    assert panel.page["run"] == "interrupted"
    del panel._told
    panel.start()
    assert panel.wait() == ""
    assert panel.page["run"] == "complete"
    assert set(panel.page["reads"]) == {"ok"}
    assert sum(panel.page["verdicts"].values()) > 100
