"""The lineage panel: at most 150 boxes that can be read, opened, searched and walked, in a real browser."""

from collections import Counter
from pathlib import Path

import hostile
import lab
import pytest
from browser_page import opened
from hypothesis import given
from hypothesis import strategies as st
from lineage_world import written

from workbench.lineage import Node, Overview
from workbench.lineage.overview import MOST, Box, _columns, _placed
from workbench.panels import LineagePanel
from workbench.project import Workbench


@pytest.fixture(scope="module")
def wb() -> Workbench:
    """A written project; tests only read it."""
    return Workbench(written())


def a_file(wb: Workbench) -> str:
    return str(min((wb.home / "data/out/mappings").iterdir()))


@pytest.mark.parametrize("thing", ["order-to-cash.txt", "target-api.json", "engine:offline", "line:3"])
def test_a_neighbourhood_is_at_most_150_boxes_that_count_everything(wb: Workbench, thing: str) -> None:
    """Whatever is asked: no more boxes than can be read, no box in the place of another, every link between boxes."""
    found = wb.overview(thing)
    assert 1 <= len(found.boxes) <= MOST
    places = Counter((box.column, box.row) for box in found.boxes)
    assert max(places.values()) == 1
    names = {box.box for box in found.boxes}
    assert {end for src, dst, _ in found.links for end in (src, dst)} <= names
    assert found.thing in names
    assert sum(box.count for box in found.boxes if box.count > 1) == found.counted


def test_a_claim_its_verdict_and_its_fact_are_one_box_in_the_colour_of_the_verdict(wb: Workbench) -> None:
    """No verdict and no fact stands beside its claim; the state is that of the newest verdict."""
    found = wb.overview(a_file(wb))
    assert not [box for box in found.boxes if box.kind in ("verdict", "fact")]
    states = dict(wb.store.rows("SELECT claim_id, state FROM latest_verdict"))
    claims = [box for box in found.boxes if box.box in states]
    assert claims
    assert all(box.state == states[box.box] for box in claims)


def test_a_counted_box_opens_into_what_it_counts(wb: Workbench) -> None:
    """Opened boxes show some of their things by name and count the rest; nothing is lost and nothing is doubled."""
    before = wb.overview(a_file(wb))
    group = max((box for box in before.boxes if box.count > 1), key=lambda box: box.count)
    after = wb.overview(a_file(wb), [group.box])
    fresh = {box.box for box in after.boxes} - {box.box for box in before.boxes}
    left = sum(box.count for box in after.boxes if box.box == group.box)
    assert len(fresh) + left == group.count
    assert len(fresh) > 1


@given(st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40))
def test_columns_are_steps_before_and_after_the_thing(pairs: set[tuple[int, int]]) -> None:
    """Every node that is linked to the thing on the way up or down has a column, and each step moves by one at most."""
    edges = {(f"claim-{a}", f"claim-{b}") for a, b in pairs if a != b}
    columns = _columns("claim-0", edges)
    assert columns["claim-0"] == 0
    for src, dst in edges:
        if columns.get(src, -1) >= 0 and dst in columns and columns[dst] > 0:
            assert columns[dst] <= columns[src] + 1


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=30))
def test_boxes_of_a_column_stand_below_each_other_and_centred(columns: list[int]) -> None:
    """Rows of a column are one apart and centred at 0."""
    boxes = [Box(box=f"b{n}", kind="claim", label="x", column=column) for n, column in enumerate(columns)]
    placed = _placed(boxes, [("b0", f"b{n}") for n in range(len(columns))])
    for column in set(columns):
        rows = sorted(box.row for box in placed if box.column == column)
        assert rows == [place - (len(rows) - 1) / 2 for place in range(len(rows))]


def test_search_finds_things_by_their_words_and_nothing_means_another_character(wb: Workbench) -> None:
    """Any letter case; a per cent sign is a per cent sign; files by their path."""
    name = wb.claims(kind="field")[0].name
    assert name in wb.search(name.lower())[0].label
    assert wb.search("%") == []
    assert wb.search("'; DROP TABLE claim; --") == []
    assert any(node.kind == "file" for node in wb.search("mappings/"))
    assert len(wb.search("a", 5)) == 5


def test_the_panel_goes_back_the_way_it_came(wb: Workbench) -> None:
    """Go, open, back: the picture is the one before; at the beginning nothing happens."""
    panel = LineagePanel(wb, a_file(wb))
    first = panel.picture
    panel.go(next(box["id"] for box in first["boxes"] if box["kind"] == "proposal"))
    assert panel.picture["thing"] != first["thing"]
    panel.back()
    assert panel.picture == first
    panel.back()
    assert panel.picture == first


def test_a_wish_that_cannot_be_met_is_told_and_changes_nothing(wb: Workbench) -> None:
    """Unknown things and strange messages from a browser end in a sentence."""
    panel, told = LineagePanel(wb, a_file(wb)), []
    panel.send = told.append  # type: ignore[assignment]
    before = panel.picture
    for message in ({"do": "go", "id": "nowhere"}, {"do": "drop"}, {}, {"do": "open"}):
        panel._heard(message)
    assert panel.picture == before
    assert [one["kind"] for one in told].count("said") == 4


def test_without_a_browser_there_is_a_picture_and_a_table(wb: Workbench) -> None:
    """The static form names every box; text of a document is never markup."""
    panel = LineagePanel(wb, a_file(wb))
    html = panel.html()
    assert html.count("<tr") == len(panel.picture["boxes"]) + 1
    assert "data:image/svg+xml;base64," in html
    said = '"><img src=x onerror=alert(1)>\u202e'
    strange = LineagePanel(Strange(said), "a")
    assert "<img src=x" not in strange.html()
    assert "<img src=x" not in strange.svg()


class Strange:
    """Lineage of one thing that is called, kept and quoted as somebody likes."""

    def __init__(self, said: str) -> None:
        """What it says everywhere."""
        self.said = said

    def overview(self, thing: str, opened: object = ()) -> Overview:
        """One box."""
        box = Box(box="a", kind=self.said, label=self.said, quote=self.said)
        return Overview(thing="a", boxes=(box,), links=(), nodes=1, counted=0)

    def search(self, words: str, limit: int = 25) -> list[Node]:
        """That thing."""
        return [Node(node="a", kind=self.said, label=self.said)]


@pytest.mark.e2e
@pytest.mark.skipif(not lab.chromium_path(), reason="no Chromium on this machine (apt install chromium)")
def test_no_text_becomes_an_element_of_the_panel(tmp_path: Path) -> None:
    """Whatever names and quotes say, in the picture, beside it and found: no script runs and no element comes."""
    texts = ["word", *hostile.strings()]
    panels = [LineagePanel(Strange(said), "a") for said in texts]
    states = [{"picture": one.picture, "things": one.find("word")} for one in panels]
    with opened(panels[0], tmp_path) as shown:
        found = shown.page.evaluate(
            """states => states.map(({picture, things}) => {
                window.told('picture', picture);
                const seen = [document.querySelectorAll('*').length, document.querySelector('.wb-panel').innerText];
                window.sent({kind: 'found', things});
                return [...seen, document.querySelectorAll('*').length, document.querySelector('tbody').innerText];
            })""",
            states,
        )
    drawn, words, listed, row = found[0]
    assert "word" in words
    assert "word" in row
    for said, (elements, told, rows, line) in zip(texts, found, strict=True):
        assert (elements, rows) == (drawn, listed), said
        assert not any(sign in told + line for sign in "\u202a\u202e\u2066\u2069\u200b"), said


@pytest.mark.e2e
@pytest.mark.skipif(not lab.chromium_path(), reason="no Chromium on this machine (apt install chromium)")
def test_a_person_walks_the_panel_with_mouse_and_keys(wb: Workbench, tmp_path: Path) -> None:
    """Drawn in a real browser: choose by key, open a counted box, look from elsewhere, go back, find by words."""
    panel = LineagePanel(wb, a_file(wb))
    with opened(panel, tmp_path) as shown:
        page, rows = shown.page, ".wb-list tbody tr"
        assert page.locator(rows).count() == len(panel.picture["boxes"])
        assert page.locator(".wb-map canvas").count() >= 1
        page.focus(".wb-map")
        page.keyboard.press("ArrowLeft")
        assert "files written" in page.inner_text(".wb-about h3")
        group = next(box for box in panel.picture["boxes"] if box["count"] > 1)
        page.click(f'tr[data-id="{group["id"]}"]')
        page.keyboard.press("Tab")
        page.click(".wb-about button")
        shown.settle()
        assert page.locator(rows).count() > 20
        page.click('tr[data-id^="proposal-"]')
        page.focus('tr[aria-selected="true"]')
        page.keyboard.press("Enter")
        shown.settle()
        assert panel.picture["thing"].startswith("proposal-")
        page.focus(".wb-map")
        page.keyboard.press("Backspace")
        shown.settle()
        assert panel.picture["thing"].startswith("file:")
        page.fill('input[type="search"]', "order-to-cash")
        shown.settle()
        page.click(rows)
        shown.settle()
        assert panel.picture["thing"].startswith("spec-")
        page.click("text=All")
        page.click("text=1:1")
