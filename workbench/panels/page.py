"""The approval panel as a page of its own, without JupyterLab: one reviewer, one browser, this machine alone.

    with Page(wb, "ana") as page:
        print(page.address)      # http://127.0.0.1:PORT/#TOKEN
        page.serve()

The page is the panel's own module behind a small stand-in for a kernel's line: what a person does is posted, and the
answers come back. The token stands behind the `#`, so that it is in no log and no request line; without it, from
another host or under another name of this host, nothing is answered. The browser may load nothing but this page.
"""

import hmac
import json
import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from workbench.panels.asked import Desk
from workbench.panels.queue import Queue

HERE = Path(__file__).parent
HOST = "127.0.0.1"

MOST = 1 << 20
"""Bytes that a message may have."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""What the browser may load."""

SHELL = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Workbench: approvals</title><link rel="stylesheet" href="/page.css"></head>
<body><main><h1>Approvals</h1><div id="panel"></div></main><script type="module" src="/page.js"></script></body></html>
"""

LINE = """
// A stand-in for a kernel's line: `get`, `send`, `on`, `off`, as the panel's module knows them.
const token = location.hash.slice(1);
const listeners = {};
let page = null;
let line = Promise.resolve();
const tell = (name, said) => (listeners[name] ?? []).forEach((one) => one(said));
async function post(message) {
  const headers = { "x-workbench-token": token };
  const answer = await fetch("/say", { method: "POST", headers, body: JSON.stringify(message) });
  if (!answer.ok) throw new Error(await answer.text());
  const { page: next, answers } = await answer.json();
  const moved = JSON.stringify(next) !== JSON.stringify(page);
  page = next;
  if (moved) tell("change:page");
  answers.forEach((one) => tell("msg:custom", one));
}
const model = {
  get: () => page,
  send: (message) => (line = line.then(() => post(message)).catch(() => {})),
  on: (name, one) => (listeners[name] = [...(listeners[name] ?? []), one]),
  off: (name, one) => (listeners[name] = (listeners[name] ?? []).filter((other) => other !== one)),
};
const place = document.getElementById("panel");
post({ do: "hello", who: "" }).then(() => render({ model, el: place }), (error) => {
  place.textContent = `This page cannot be used: ${error.message}. Start it again: workbench approvals --page`;
});
"""

LOOK = """
:root { color-scheme: light dark; }
body { margin: 0; font: 14px/1.45 system-ui, sans-serif; background: #fff; color: #212529; }
main { max-width: 1280px; margin: 0 auto; padding: 8px 16px; }
h1 { font-size: 20px; margin: 4px 0 10px; }
.wb-panel .wb-body { height: calc(100vh - 250px); min-height: 420px; }
@media (prefers-color-scheme: dark) {
  body { background: #111; color: #eee; }
  .wb-panel {
    --jp-ui-font-color1: #eee; --jp-border-color2: #555; --jp-layout-color1: #1b1b1b; --jp-layout-color2: #333;
    --jp-brand-color1: #64b5f6;
  }
}
"""


class Page:
    """A server on a free port of this machine, for one reviewer."""

    def __init__(self, desk: Desk, reviewer: str, port: int = 0) -> None:
        """Listening, not answering yet. Raises OSError where the port is taken."""
        self.token = secrets.token_urlsafe(24)
        self._queue, self._lock = Queue(desk, reviewer), threading.Lock()
        self._server = ThreadingHTTPServer((HOST, port), _handler(self))
        self._server.daemon_threads = True

    @property
    def origin(self) -> str:
        """The address without its token."""
        return f"http://{HOST}:{self._server.server_port}"

    @property
    def address(self) -> str:
        """What a browser is given."""
        return f"{self.origin}/#{self.token}"

    def serve(self) -> None:
        """Answers until it is closed."""
        self._server.serve_forever(poll_interval=0.2)

    def close(self) -> None:
        """Answers no more."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> "Page":
        """As it is."""
        return self

    def __exit__(self, *_: object) -> None:
        """The port is free again."""
        self._server.server_close()

    def may(self, headers: Any) -> bool:
        """Whether a request comes from the page itself, on this machine, with its token."""
        host, origin = headers.get("host", ""), headers.get("origin", self.origin)
        given = headers.get("x-workbench-token", "").encode("utf-8", "replace")
        same = f"http://{host}" == self.origin and origin == self.origin
        return same and hmac.compare_digest(given, self.token.encode())

    def say(self, message: dict[str, Any]) -> dict[str, Any]:
        """What the queue answers, one message at a time."""
        with self._lock:
            answers = self._queue.hear(message)
            return {"page": self._queue.page, "answers": answers}


def _files() -> dict[str, tuple[str, str]]:
    code = (HERE / "common.js").read_text() + (HERE / "approvals.js").read_text().replace("export default", "void")
    look = (HERE / "panels.css").read_text() + LOOK
    return {
        "/": ("text/html", SHELL),
        "/page.js": ("text/javascript", code + LINE),
        "/page.css": ("text/css", look),
    }


def _handler(page: Page) -> type[BaseHTTPRequestHandler]:
    files = _files()

    class Handler(BaseHTTPRequestHandler):
        """One request."""

        def do_GET(self) -> None:
            """The page's own three files; they hold nothing of the project."""
            kind, body = files.get(self.path, ("", ""))
            self._answer(HTTPStatus.OK if kind else HTTPStatus.NOT_FOUND, kind or "text/plain", body or "nothing here")

        def do_POST(self) -> None:
            """What a person did."""
            size = int(self.headers.get("content-length", "0") or 0)
            if self.path != "/say" or not page.may(self.headers) or not 0 < size <= MOST:
                self._answer(HTTPStatus.FORBIDDEN, "text/plain", "not with this address")
                return
            try:
                message = json.loads(self.rfile.read(size))
                said = page.say(message if isinstance(message, dict) else {"do": ""})
            except (ValueError, KeyError, TypeError):
                self._answer(HTTPStatus.BAD_REQUEST, "text/plain", "no message")
                return
            self._answer(HTTPStatus.OK, "application/json", json.dumps(said))

        def _answer(self, status: HTTPStatus, kind: str, body: str) -> None:
            data = body.encode("utf-8", "replace")
            self.send_response(status)
            for name, value in {
                "Content-Type": f"{kind}; charset=utf-8",
                "Content-Length": str(len(data)),
                "Content-Security-Policy": POLICY,
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
                "Cache-Control": "no-store",
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it so)
            """Nothing: a terminal is no place for what a browser sends."""

    return Handler
