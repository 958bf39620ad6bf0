"""A panel in a real browser without a notebook: a page of its own, whose model is the panel in this process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lab import chromium
from playwright.sync_api import Page

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
window.told = (value) => {{ model.state.picture = value; call("change:picture"); }};
window.sent = (message) => call("msg:custom", message);
panel.render({{ model, el: document.getElementById("panel") }});
</script>"""


class Shown:
    """The page with a panel, and what the panel answered meanwhile."""

    def __init__(self, page: Page, panel: Any, place: Path) -> None:
        """Draws the panel."""
        self.page, self.complaints, self.asked = page, list[str](), list[str]()
        self._waiting: list[tuple[str, Any]] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: self.asked.append(request.url))
        page.route(f"{PLACE}/**", lambda route: route.fulfill(path=place / route.request.url.rsplit("/", 1)[1]))
        page.expose_function("kernel", lambda text: panel._heard(json.loads(text)))
        panel.send = lambda message: self._waiting.append(("sent", message))
        panel.observe(lambda change: self._waiting.append(("told", change["new"])), "picture")
        page.goto(f"{PLACE}/panel.html")
        page.wait_for_selector("[data-drawn]")

    def settle(self) -> None:
        """Waits for the panel's answer to what was just done, and gives it to the page."""
        for _ in range(200):
            if any(how == "told" or value["kind"] != "heard" for how, value in self._waiting):
                break
            self.page.wait_for_timeout(25)
        while self._waiting:
            how, value = self._waiting.pop(0)
            self.page.evaluate(f"value => window.{how}(value)", value)


@contextmanager
def opened(panel: Any, place: Path, size: tuple[int, int] = (1280, 720)) -> Iterator[Shown]:
    """The page, once the panel has drawn itself; what it complains of, or asks of anybody else, fails the test."""
    state = json.dumps({"picture": panel.picture}).replace("<", "\\u003c")
    (place / "panel.mjs").write_text(panel._esm, encoding="utf-8")
    (place / "panel.html").write_text(HTML.format(css=panel._css, state=state), encoding="utf-8")
    with chromium() as browser:
        shown = Shown(browser.new_page(viewport={"width": size[0], "height": size[1]}), panel, place)
        yield shown
        assert not shown.complaints, shown.complaints
        assert all(url.startswith(PLACE) or url == f"{PLACE}/favicon.ico" for url in shown.asked), shown.asked
