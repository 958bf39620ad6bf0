"""Panels in a real browser: without a kernel each is a record and says so, and no text of anybody is markup."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hostile
import lab
import pytest
from browser_page import opened
from crowd import Crowd
from ipywidgets import Widget
from playwright.sync_api import Browser, expect
from test_panels import Lines, Sceptic, Where, chunk

from workbench.panels import ApprovalPanel, CoveragePanel, DoubtPanel, Grid, RunPanel

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not lab.chromium_path(), reason="no Chromium on this machine (apt install chromium)"),
]

MADE: dict[str, Callable[[str], Any]] = {
    "approvals": lambda said: ApprovalPanel(Crowd(2, said), "ana"),
    "doubts": lambda said: DoubtPanel(Sceptic(said), "ana"),
    "grid": lambda said: Grid([said, "n"], [(said, 1), (None, 2)]),
    "lines": lambda said: CoveragePanel(Lines(said), [chunk(1, 9)], Where(9, (2, 3), name=said)),
    "progress": lambda said: RunPanel(Sceptic(said)),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with lab.chromium() as started:
        yield started


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    Widget.close_all()


@pytest.mark.parametrize("name", MADE)
def test_without_a_kernel_it_is_a_record(name: str, browser: Browser, tmp_path: Path) -> None:
    """Nothing can be pressed and a banner says why; when the kernel answers after all, the panel is live again."""
    with opened(MADE[name]("word"), tmp_path, browser=browser, deaf=True) as shown:
        page = shown.page
        able = page.locator(".wb-panel :is(button, input, select):enabled")
        page.clock.run_for(9_000)
        expect(page.locator(".wb-banner")).to_be_visible()
        expect(page.locator(".wb-banner")).to_contain_text("record")
        expect(able).to_have_count(0)
        shown.deaf = False
        page.evaluate("window.sent({kind: 'heard', ticket: 1})")
        expect(page.locator(".wb-banner")).to_be_hidden()
        assert able.count() or name == "lines"  # nothing can be pressed in a strip
        shown.deaf = True
        page.clock.run_for(20_000)  # it asks whether somebody is there, and hears nothing
        expect(page.locator(".wb-banner")).to_be_visible()
        expect(able).to_have_count(0)


def test_a_click_on_a_column_sorts_it(browser: Browser, tmp_path: Path) -> None:
    """By mouse and by keyboard, up and down; the head says which."""
    grid = Grid(["n", "t"], [(10, "b"), (9, "a"), (None, "c")])
    with opened(grid, tmp_path, browser=browser) as shown:
        first, head = shown.page.locator("tbody td").first, shown.page.locator("th").first
        expect(first).to_have_text("10")
        head.get_by_role("button").click()
        shown.settle()
        expect(first).to_have_text("9")
        expect(head).to_have_attribute("aria-sort", "ascending")
        shown.page.keyboard.press("Enter")
        shown.settle()
        expect(first).to_have_text("10")
        expect(head).to_have_attribute("aria-sort", "descending")


@pytest.mark.parametrize("name", MADE)
def test_keys_pressed_in_a_panel_are_no_commands_of_the_notebook(name: str, browser: Browser, tmp_path: Path) -> None:
    """Who hears keys after the panel hears none; who hears them before finds what has the focus marked as its own."""
    with opened(MADE[name]("word"), tmp_path, browser=browser) as shown:
        page = shown.page
        page.evaluate("window.keys = []; document.addEventListener('keydown', (event) => keys.push(event.key))")
        held = "document.activeElement.closest('.wb-panel') && document.activeElement.dataset.lmSuppressShortcuts"
        page.locator(".wb-panel [tabindex='0'], .wb-panel :is(button, input):enabled").first.focus()
        for _ in range(4):
            assert page.evaluate(held) == "true"
            page.keyboard.press("d")
            page.keyboard.press("Tab")
            if page.evaluate("!document.activeElement.closest('.wb-panel')"):
                break
        assert page.evaluate("window.keys") == []


def answers(panel: Any, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a panel sends when somebody looks at the first thing in it."""
    asked: dict[type, Callable[[], dict[str, Any]]] = {
        DoubtPanel: lambda: {"do": "look", "id": "claim-1", "ticket": 1},
        CoveragePanel: lambda: {"line": 1},
    }
    panel.send = said.append
    panel._heard(asked.get(type(panel), lambda: {"do": "watch"})())
    return said


@pytest.mark.parametrize("name", [name for name in MADE if name != "approvals"])  # test_page.py looks at those longer
def test_no_text_becomes_an_element(name: str, browser: Browser, tmp_path: Path) -> None:
    """Whatever names, quotes and reasons say: no script runs, no element comes that a plain word does not bring."""
    texts = ["word", *hostile.strings()]
    made = [MADE[name](said) for said in texts]
    states = [{"page": one.page, "messages": answers(one, [])} for one in made]
    with opened(made[0], tmp_path, browser=browser) as shown:
        page = shown.page
        page.locator(".wb-list tbody tr, .wb-items li, .wb-strip, .wb-panel").first.click()
        found = page.evaluate(
            """states => states.map(({page, messages}) => {
                window.told('page', page);
                document.querySelector('.wb-list tbody tr, .wb-items li')?.click();
                messages.forEach(window.sent);
                const marks = document.querySelectorAll('.wb-panel mark').length;
                const words = document.querySelector('.wb-panel').innerText;
                return [document.querySelectorAll('.wb-panel *').length - marks, words];
            })""",
            states,
        )
    plain, _ = found[0]
    assert "word" in found[0][1]
    for said, (count, words) in zip(texts, found, strict=True):
        assert count == plain, said
        assert not any(sign in words for sign in "\u202a\u202e\u2066\u2069\u200b"), said
