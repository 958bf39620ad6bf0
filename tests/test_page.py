"""The page for approvals alone: read and sign without JupyterLab, for who has its address, and nobody else."""

import json
import re
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hostile
import lab
import pytest
import street
from axe_playwright_python.base import AXE_SCRIPT
from crowd import Crowd
from playwright.sync_api import Browser, Route, expect
from playwright.sync_api import Page as Window

from workbench.panels.page import Page
from workbench.project import Workbench

e2e = pytest.mark.e2e
with_browser = pytest.mark.skipif(not lab.chromium_path(), reason="no Chromium on this machine (apt install chromium)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with lab.chromium() as started:
        yield started


@contextmanager
def served(desk: object) -> Iterator[Page]:
    """A page that answers."""
    with Page(desk, "ana") as page:  # type: ignore[arg-type]
        threading.Thread(target=page.serve, daemon=True).start()
        yield page
        page._server.shutdown()


@contextmanager
def window(browser: Browser, page: Page, scheme: str = "light") -> Iterator[Window]:
    """A browser that looks at it; what it asks for elsewhere, runs or complains of is an error."""
    context = browser.new_context(viewport=lab.SIZE, color_scheme=scheme)  # type: ignore[arg-type]
    opened, wrong = context.new_page(), []
    opened.on("request", lambda one: one.url.startswith(page.origin) or wrong.append(one.url))
    opened.on("dialog", lambda one: (wrong.append(one.message), one.dismiss()))
    opened.on("console", lambda one: one.type == "error" and wrong.append(one.text))
    opened.on("pageerror", lambda one: wrong.append(str(one)))
    opened.goto(page.address)
    yield opened
    assert wrong == []
    context.close()


def ask(page: Page, message: object, **headers: str) -> int:
    """The status of a message that somebody posts."""
    data = json.dumps(message).encode()
    given = {"x-workbench-token": page.token, "origin": page.origin} | headers
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{page.origin}/say", data, given)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as fault:
        return fault.code


def test_only_who_has_the_address_is_answered() -> None:
    """Another token, another origin, another name of this host, no message: nothing is done and nothing is told."""
    with served(Crowd(2)) as page:
        turn = {"do": "turn", "tab": "waiting", "find": "", "page": 0}
        assert ask(page, turn) == 200
        assert ask(page, turn, **{"x-workbench-token": "guess"}) == 403
        assert ask(page, turn, **{"x-workbench-token": ""}) == 403
        assert ask(page, turn, origin="http://evil.example") == 403
        assert ask(page, turn, host="evil.example") == 403
        assert ask(page, "no message") == 200
        assert page.token not in page.origin


def test_the_page_names_nothing_of_the_project() -> None:
    """What is served without the token is the program alone; every other path is nothing."""
    with served(Crowd(2, "a secret subject")) as page:
        for path in ("/", "/page.js", "/page.css"):
            with urllib.request.urlopen(page.origin + path) as answer:
                assert "secret subject" not in answer.read().decode()
                assert "default-src 'none'" in answer.headers["content-security-policy"]
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(page.origin + "/../policy.yaml")


@e2e
@with_browser
def test_a_reviewer_without_jupyter(tmp_path: Path, browser: Browser) -> None:
    """The command's address in a browser: read, approve, sign, write; the ledger has the decision."""
    home = street.finished(tmp_path / "home")
    words = [lab.PROGRAM, "approvals", "--page", "--as", "ana", "--home", str(home)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        found = re.search(r"http://\S+", running.stdout.readline())
        assert found
        context = browser.new_context(viewport=lab.SIZE)  # type: ignore[arg-type]
        look = context.new_page()
        look.set_default_timeout(lab.PATIENCE)
        look.goto(found[0])
        look.locator(".wb-list tbody tr .wb-name").first.click()
        subject = look.locator(".wb-list tbody tr .wb-name").first.inner_text()
        look.locator(".wb-change .plus").first.wait_for()
        look.get_by_label("Reason").fill("read it")
        look.get_by_role("button", name="Approve", exact=True).click()
        look.get_by_role("button", name="Sign 1 as ana").click()
        expect(look.locator(".wb-said")).to_contain_text("ana signed 1", timeout=lab.PATIENCE)
        look.get_by_role("button", name="Write the 1 approved").click()
        expect(look.locator(".wb-said")).to_contain_text("done, wrote", timeout=lab.PATIENCE)
        running.terminate()
        expect(look.locator(".wb-banner")).to_contain_text("A record of the queue", timeout=lab.PATIENCE)
        context.close()
    bench = Workbench(home)
    assert [one.subject for one in bench.proposals("done")] == [subject]
    assert bench.verify() == []


@e2e
@with_browser
def test_what_is_chosen_before_the_kernel_answers(browser: Browser) -> None:
    """Keys that choose count at once; the change is shown as soon as somebody answers."""
    with served(Crowd(4, risky=0)) as page, window(browser, page) as look:
        held: list[Route] = []

        def hold(one: Route) -> None:
            said = one.request.post_data_json
            held.append(one) if said["do"] == "hello" and "ticket" in said else one.continue_()

        look.goto("about:blank")
        look.route("**/say", hold)
        look.goto(page.address)
        look.locator(".wb-list tbody tr").first.focus()
        look.keyboard.press("*")
        expect(look.locator(".wb-list [aria-selected=true]")).to_have_count(4, timeout=lab.PATIENCE)
        expect(look.locator(".wb-detail h3")).to_have_text("Nothing is chosen")
        held.pop(0).continue_()
        expect(look.locator(".wb-detail h3")).to_contain_text("4 proposals of one kind", timeout=lab.PATIENCE)


LOOK = """() => {
    const box = (name) => { const { x, y, width, height } = document.querySelector(name).getBoundingClientRect();
        return [name, x, y, width, height].map(one => typeof one === 'number' ? Math.round(one) : one) };
    const passing = ['disabled', 'hidden', 'aria-current', 'data-lm-suppress-shortcuts'];
    const names = new Set([...document.querySelectorAll('.wb-panel *')].map(one =>
        one.tagName + [...one.attributes].map(own => own.name)
            .filter(own => !passing.includes(own)).sort().join()));
    const places = ['.wb-panel', '.wb-list', '.wb-detail', '.wb-why']; // what is hidden has a box to tick, by design
    return {boxes: places.map(box), names: [...names]};
}"""


@e2e
@with_browser
def test_hostile_strings_in_a_real_browser(browser: Browser) -> None:
    """As names, summaries, quotes, diffs, rows and reasons: no script runs, no element comes, nothing is displaced."""
    texts = hostile.strings()
    with served(Crowd(25, risky=0)) as page, window(browser, page) as look:
        look.locator(".wb-list tbody tr").first.focus()
        look.keyboard.press("*")
        look.locator(".wb-why section").nth(30).wait_for()
        plain = look.evaluate(LOOK)
    with served(Crowd(len(texts), *texts, risky=0)) as page, window(browser, page) as look:
        pages = -(-len(texts) // 25)
        for number in range(pages):
            look.locator(".wb-list tbody tr").first.focus()
            look.keyboard.press("Home")
            look.keyboard.press("*")
            expect(look.locator(".wb-detail h3")).to_contain_text("proposals of one kind", timeout=lab.PATIENCE)
            expect(look.locator(".wb-change > h4").first).to_be_attached(timeout=lab.PATIENCE)
            found = look.evaluate(LOOK)
            assert found["boxes"] == plain["boxes"], number
            assert set(found["names"]) <= set(plain["names"]) | {"MARKclass"}, number
            shown = look.locator(".wb-panel").inner_text()
            assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", shown)
            if number < pages - 1:
                look.get_by_role("button", name="Next page").click()
                expect(look.locator(".wb-bar").last).to_contain_text(f"{(number + 1) * 25 + 1}–")


@e2e
@with_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_screen_reader_finds_its_way(browser: Browser, scheme: str) -> None:
    """Nothing serious in what axe-core says of the page, with a change on it."""
    with served(Crowd(40, "a\u202eb")) as page, window(browser, page, scheme) as look:
        look.locator(".wb-list tbody tr").first.click()
        look.locator(".wb-why section").first.wait_for()
        look.evaluate(AXE_SCRIPT)
        found = look.evaluate("async () => (await axe.run()).violations.map(one => [one.impact, one.id])")
        assert [one for one in found if one[0] in ("serious", "critical")] == []
