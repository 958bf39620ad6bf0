"""A real JupyterLab, as `workbench lab` starts it, and a real browser that looks at it.

    with Server(home) as server, Chromium() as chromium:
        tab = Tab(chromium, server)
        tab.open("00-start.ipynb")
        tab.run_all()

Waits are for states, never for time. Every address that the browser asks for is kept, so that a test can say that none
of them was elsewhere.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = str(Path(sys.executable).with_name("workbench"))
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()
SIZE = {"width": 1280, "height": 800}
PATIENCE = 60_000
"""Milliseconds that a wait may take on a busy machine; a test that passes waits for much less."""

TALLEST = 8_000
"""Pixels of a picture."""

PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"


def chromium_path() -> str:
    """The browser of this machine; "" when there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


class Server:
    """`workbench lab` on a project, with settings, kernels and workspaces of nobody."""

    def __init__(self, home: Path, **env: str) -> None:
        """Started, and answering."""
        self.home, self.token, self.port = home, secrets.token_hex(16), 0
        own = home.parent / f"{home.name}-jupyter"
        own.mkdir(exist_ok=True)
        places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME")
        env = {**os.environ, **{name: str(own / name.lower()) for name in places}, **env}
        words = [
            "--no-browser", "--ip=127.0.0.1", "--port=0", f"--IdentityProvider.token={self.token}",
            "--LabApp.expose_app_in_browser=True",
        ]  # fmt: skip
        self.log, self._runtime = own / "server.log", own / "jupyter_runtime_dir"
        self.process = subprocess.Popen(
            [PROGRAM, "lab", "--home", str(home), "--", *words],
            cwd=home, env=env, stdout=self.log.open("wb"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._wait()

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def _wait(self) -> None:
        for _ in range(1200):
            if self.process.poll() is not None:
                break
            try:  # the system chooses the port, so that no other server can have taken it; the file names it
                said = self._runtime / f"jpserver-{self.process.pid}.json"
                self.port = int(json.loads(said.read_text())["port"])
                urllib.request.urlopen(f"{self.address}/api/status?token={self.token}", timeout=2).read()
                return
            except (OSError, ValueError):  # not there, half-written, or not answering yet
                time.sleep(0.1)
        self.close()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()[-3000:]}")

    def close(self) -> None:
        """Stopped, with its kernels."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def __enter__(self) -> "Server":
        """As it is."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stopped."""
        self.close()


class Tab:
    """One window on a JupyterLab."""

    def __init__(
        self, browser: Browser, server: Server, theme: str = "light", received: list[int] | None = None
    ) -> None:
        """JupyterLab is there, in a theme. `received` is given the size of each message that comes from a kernel."""
        self.server, self.front = server, ""
        self.page: Page = browser.new_context(viewport=SIZE, reduced_motion="reduce").new_page()  # type: ignore[arg-type]
        self.page.set_default_timeout(PATIENCE)
        self.elsewhere: list[str] = []
        self.scripts: list[str] = []
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("dialog", self._dialog)
        if received is not None:
            self.page.on(
                "websocket",
                lambda socket: socket.on("framereceived", lambda data: received.append(len(data))),
            )
        self.page.goto(f"{server.address}/lab?token={server.token}&reset", wait_until="domcontentloaded")
        self.page.wait_for_function("window.jupyterapp")
        self.page.evaluate("window.jupyterapp.restored.then(() => true)")
        self.theme(theme)

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.elsewhere.append(url)

    def _dialog(self, dialog: Any) -> None:
        self.scripts.append(dialog.message)
        dialog.dismiss()

    def theme(self, name: str) -> None:
        """Light or dark."""
        wanted = f"JupyterLab {name.title()}"
        self.page.evaluate("t => jupyterapp.commands.execute('apputils:change-theme', {theme: t})", wanted)
        flag = "true" if name == "light" else "false"
        self.page.wait_for_function(f"document.body.dataset.jpThemeLight === '{flag}'")

    def open(self, name: str) -> None:
        """A notebook as it was saved, with a kernel that is ready; others are closed with their kernels."""
        self.front = name
        self.page.evaluate(
            """async name => {
                const app = jupyterapp;
                for (const widget of [...app.shell.widgets('main')]) {
                    if (widget.sessionContext) await widget.sessionContext.shutdown();
                    widget.dispose();
                }
                const path = 'notebooks/' + name;
                const book = await app.commands.execute('docmanager:open', {path, factory: 'Notebook'});
                await book.context.ready;
                await book.sessionContext.ready;
                await book.sessionContext.session.kernel.info;
                app.shell.activateById(book.id);
                app.shell.collapseLeft();
                window.book = book;
            }""",
            name,
        )

    def run_all(self) -> None:
        """Every cell has run, to its end."""
        self.page.evaluate("async () => { await jupyterapp.commands.execute('notebook:run-all-cells') }")
        self.page.wait_for_function(
            """() => {
                const cells = [...window.book.model.cells].filter(cell => cell.type === 'code');
                const failed = cells.some(one => one.sharedModel.getOutputs().some(out => out.output_type === 'error'));
                const idle = window.book.sessionContext.session.kernel.status === 'idle';
                return idle && (failed || cells.every(one => one.executionCount));
            }"""
        )
        if found := self.errors():
            raise AssertionError("; ".join(found))

    def errors(self) -> list[str]:
        """What went wrong in any cell."""
        found: list[str] = self.page.evaluate(
            """() => [...window.book.model.cells].filter(cell => cell.type === 'code')
                .flatMap(cell => cell.sharedModel.getOutputs())
                .filter(one => one.output_type === 'error').map(one => one.ename + ': ' + one.evalue)"""
        )
        return found

    def set(self, **values: object) -> None:
        """Parameters of the notebook, as somebody types them below those that stand there."""
        said = "\n".join(f"{name} = {value!r}" for name, value in values.items())
        self.page.evaluate(
            """said => {
                const cell = window.book.model.cells.get(1).sharedModel;
                cell.setSource(cell.source + '\\n' + said);
            }""",
            said,
        )

    def start(self, source: str) -> None:
        """A cell at the end of the notebook, begun."""
        self._add(source, wait=False)

    def cell(self, source: str) -> None:
        """A cell at the end of the notebook, run to its end."""
        self._add(source, wait=True)
        if found := self.errors():
            raise AssertionError("; ".join(found))

    def _add(self, source: str, wait: bool) -> None:
        self.page.evaluate(
            """async ({source, wait}) => {
                const book = window.book;
                book.model.sharedModel.addCell({cell_type: 'code', source, metadata: {trusted: true}});
                book.content.activeCellIndex = book.content.widgets.length - 1;
                const run = jupyterapp.commands.execute('notebook:run-cell');
                if (wait) await run;
            }""",
            {"source": source, "wait": wait},
        )

    def ask(self, code: str) -> Any:
        """The value of an expression in the kernel: what it knows, whatever is on the screen."""
        said: str = self.page.evaluate(
            """async code => {
                const run = window.book.sessionContext.session.kernel.requestExecute({code, store_history: false});
                let out = '';
                run.onIOPub = message => {
                    if (message.header.msg_type === 'stream') out += message.content.text;
                    if (message.header.msg_type === 'error') out += message.content.traceback.join('\\n');
                };
                await run.done;
                return out;
            }""",
            f"import json as _json; print(_json.dumps({code}))",
        )
        return json.loads(said)

    def kill(self) -> None:
        """The kernel dies without a word, as when memory runs out; a new one that knows nothing takes its place."""
        self.front = ""
        self.page.evaluate(
            """() => {
                const code = 'import os, signal; os.kill(os.getpid(), signal.SIGKILL)';
                window.book.sessionContext.session.kernel.requestExecute({code}).done.catch(() => {});
            }"""
        )

    def file(self, path: str) -> str:
        """What JupyterLab's editor shows of a file of the project; the notebook is in front again after it."""
        opened = "path => void jupyterapp.commands.execute('docmanager:open', {path, factory: 'Editor'})"
        self.page.evaluate(opened, path)
        # Looked for, not awaited: a promise of the editor's that nobody keeps is collected when memory is short.
        found = self.page.wait_for_function(
            """path => {
                for (const file of jupyterapp.shell.widgets('main')) {
                    if (file.context?.path !== path || !file.context.isReady) continue;
                    const text = file.content.model.sharedModel.getSource();
                    file.dispose();
                    jupyterapp.shell.activateById(window.book.id);
                    return [text];
                }
            }""",
            arg=path,
        )
        (shown,) = found.json_value()
        assert isinstance(shown, str)
        return shown

    def find(self, selector: str) -> Locator:
        """Something in the notebook that is in front."""
        return self.page.locator(PANEL).locator(selector)

    def shot(self, where: Path, name: str) -> None:
        """What the screen shows, as a file."""
        where.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=where / f"{name}.png")

    def whole(self, where: Path, name: str) -> None:
        """The whole notebook in one picture, as a screen of the same width and any height shows it."""
        tall = self.page.evaluate("window.book.content.node.querySelector('.jp-WindowedPanel-outer').scrollHeight")
        self.page.set_viewport_size(SIZE | {"height": min(int(tall) + 200, TALLEST)})  # type: ignore[arg-type]
        self.shot(where, name)
        self.page.set_viewport_size(SIZE)  # type: ignore[arg-type]

    def close(self) -> None:
        """Closed."""
        self.page.context.close()
