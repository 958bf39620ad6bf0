"""A panel in a real browser without a notebook: a page of its own, whose model is the panel in this process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from lab import chromium
from playwright.sync_api import Browser, Page

PLACE = "http://panel.test"
HTML = """<!doctype html><meta charset="utf-8"><title>A panel</title>
<body style="margin:8px"><style>{css}</style><div id="panel"></div>
<script type="module">
import panel from "./panel.mjs";
const heard = {{}};
const call = (name, value) => (heard[name] ?? []).forEach((each) => each(value));
const model = {{
  state: {state},
  get: (name) => model.state[name],
  on: (name, each) => (heard[name] ??= []).push(each),
  off: () => {{}},
  send: (message) => window.kernel(JSON.stringify(message)),
}};
window.told = (name, value) => {{ model.state[name] = value; call(`change:${{name}}`); }};
window.sent = (message) => call("msg:custom", message);
panel.render({{ model, el: document.getElementById("panel") }});
</script>"""


class Shown:
    """The page with a panel, and what the panel answered meanwhile."""

    def __init__(self, page: Page, panel: Any, place: Path, deaf: bool = False) -> None:
        """Draws the panel. While it is `deaf` no kernel answers; time passes when the test says so then."""
        self.page, self.complaints, self.asked = page, list[str](), list[str]()
        self.trait = _trait(panel)
        self._waiting: list[tuple[str, Any]] = []
        self.deaf = deaf
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: self.asked.append(request.url))
        page.route(f"{PLACE}/**", lambda route: route.fulfill(path=place / route.request.url.rsplit("/", 1)[1]))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        page.expose_function("kernel", lambda text: None if self.deaf else panel._heard(json.loads(text)))
        panel.send = lambda message: self._waiting.append(("sent", message))
        panel.observe(lambda change: self._waiting.append(("told", change["new"])), self.trait)
        page.goto(f"{PLACE}/panel.html")
        page.wait_for_selector("[data-drawn]" if self.trait == "picture" else ".wb-panel")
        if not deaf:
            self.settle("heard")

    def settle(self, *enough: str) -> None:
        """Waits for the panel's answer to what was just done, and gives it to the page; `enough` are kinds that do."""
        for _ in range(200):
            if any(
                how == "told" or value["kind"] in enough or value["kind"] != "heard" for how, value in self._waiting
            ):
                break
            self.page.wait_for_timeout(25)
        self.give()

    def give(self) -> None:
        """Gives the page what the panel has said so far."""
        while self._waiting:
            how, value = self._waiting.pop(0)
            said = [value] if how == "sent" else [self.trait, value]
            self.page.evaluate(f"said => window.{how}(...said)", said)


def _trait(panel: Any) -> str:
    return "picture" if panel.has_trait("picture") else "page"


@contextmanager
def opened(
    panel: Any, place: Path, size: tuple[int, int] = (1280, 720), browser: Browser | None = None, deaf: bool = False
) -> Iterator[Shown]:
    """The page, once the panel has drawn itself; what it complains of, or asks of anybody else, fails the test."""
    state = json.dumps({_trait(panel): getattr(panel, _trait(panel))}).replace("<", "\\u003c")
    (place / "panel.mjs").write_text(panel._esm, encoding="utf-8")
    (place / "panel.html").write_text(HTML.format(css=panel._css, state=state), encoding="utf-8")
    with nullcontext(browser) if browser else chromium() as used:
        page = used.new_page(viewport={"width": size[0], "height": size[1]})
        if deaf:
            page.clock.install()
        shown = Shown(page, panel, place, deaf)
        yield shown
        page.close()
        assert not shown.complaints, shown.complaints
        assert all(url.startswith(PLACE) or url == f"{PLACE}/favicon.ico" for url in shown.asked), shown.asked
