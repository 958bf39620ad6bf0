"""A kernel is started, asked to do what is forbidden, and what it says is held against what the baits show."""

import ast
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from workbench.confinement import LEVELS, Level
from workbench.errors import ParameterError, Refusal
from workbench.governed.prove.bait import Baits
from workbench.governed.prove.proof import ACTS, Attempt, Proof

START = 120.0
EACH = 60.0
"""Seconds that a kernel may take to start, and an act to come to its end."""

PLAIN = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]


def attempts(home: Path, spec: dict[str, Any] | None, baits: Baits) -> Proof:
    """Every act, in a kernel as the spec says, or in a plain one. Raises Refusal when it does not start."""
    with kernel(home, spec, baits) as client:
        _alive(client)
        return Proof(level=_level(client), attempts=[_attempt(client, act, baits) for act in ACTS])


@contextmanager
def kernel(home: Path, spec: dict[str, Any] | None, baits: Baits) -> Iterator[Any]:
    """A client of a kernel whose parent has secrets."""
    try:
        manager: Any = import_module("jupyter_client.manager").KernelManager()
        specs: Any = import_module("jupyter_client.kernelspec")
    except ImportError:
        raise ParameterError("Jupyter is not installed; pip install 'workbench-migration[lab]'") from None
    said = spec or {"argv": PLAIN, "display_name": "plain", "language": "python"}
    manager._kernel_spec = specs.KernelSpec(**said)
    manager.connection_file = str(baits.runtime / "kernel-own.json")
    notebooks = home / "notebooks"
    manager.start_kernel(cwd=str(notebooks if notebooks.is_dir() else home), env=baits.environment())
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=START)
        yield client
    except RuntimeError as fault:
        raise Refusal(f"the kernel does not start: {fault}") from None
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _alive(client: Any) -> None:
    said = run(client, "1 + 1")
    if said.startswith("error "):
        raise Refusal(said.removeprefix("error "))


def _level(client: Any) -> Level:
    reply = client.kernel_info(reply=True, timeout=EACH)
    said = reply["content"]["language_info"].get("workbench_level", "")
    return next((level for level in LEVELS if level == said), "advisory")


def _attempt(client: Any, act: str, baits: Baits) -> Attempt:
    code = f"from workbench.governed.prove import acts\nacts.tried({act!r}, {baits.named!r})"
    try:
        state, detail = json.loads(ast.literal_eval(run(client, code)))
    except (ValueError, SyntaxError, TimeoutError) as fault:
        state, detail = "unclear", f"the kernel did not answer: {fault}"[:200]
    if shown := baits.seen(act):
        state, detail = "ALLOWED", shown
    return Attempt(act=act, state=state, detail=detail)


def run(client: Any, code: str) -> str:
    """The value of the last line of some code, as text; "error " and the error when there was one. TimeoutError."""
    said: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] == "execute_result":
            said.append(content["data"]["text/plain"])
        elif message["msg_type"] == "error":
            said.append(f"error {content['ename']}: {content['evalue']}")

    client.execute_interactive(code, output_hook=hear, timeout=EACH)
    return said[-1] if said else ""
