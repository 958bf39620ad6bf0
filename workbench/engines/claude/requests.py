"""From a task to a request: the agent's prompt file, the text as data, the question last. The same task asks the same.

What stays the same for all tasks of an agent stands first, so that the service can keep it. No limit and no permission
stands in a prompt: what an agent may do is decided where it is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from math import ceil
from typing import Any, Literal

from workbench.agent import NumberedLine, ReadTask
from workbench.engines.claude.answers import InventoryAnswer, schema_of
from workbench.identity import canonical, sha256
from workbench.prices import Model
from workbench.records import UNKNOWN

BYTES_PER_TOKEN = 2.3
"""UTF-8 bytes a token of current models, measured on legacy text; an estimate that is rather too high."""

AROUND = 60
"""Tokens that the service adds around a request."""

WIDEST = 21_000
"""Tokens out of one request; more would need a stream, and a stream that is cut off looks whole."""

VERSION = 12
"""Characters of a digest that name the version of a prompt."""

Effort = Literal["default", "low", "medium", "high", "xhigh", "max"]


@dataclass(frozen=True)
class Manner:
    """How a model is asked: which one, how hard it thinks, how many tokens it may give (thinking counts among them)."""

    model: Model
    effort: Effort = "default"
    most_out: int = 16_000


@dataclass(frozen=True)
class Request:
    """What is sent: for which agent and endpoint, and the request itself. Equal requests have equal digests."""

    agent: str
    endpoint: str
    params: dict[str, Any]

    @cached_property
    def canonical(self) -> bytes:
        """The request as it is recorded."""
        return canonical(self.params)

    @cached_property
    def digest(self) -> str:
        """The address under which the answer is recorded."""
        return sha256(self.canonical)

    @cached_property
    def tokens_in(self) -> int:
        """How many tokens go in, at most, as far as bytes tell."""
        return ceil(len(self.canonical) / BYTES_PER_TOKEN) + AROUND

    @cached_property
    def prompt(self) -> str:
        """Which version of which prompt it was made with: the agent, and how the digest of the prompt's text begins."""
        said = "".join(str(part.get("text", "")) for part in self.params["system"])
        return f"{self.agent}:{sha256(said.encode())[:VERSION]}"

    @property
    def tokens_out(self) -> int:
        """How many tokens may come out."""
        return int(self.params["max_tokens"])

    def sent(self, hour: bool = False) -> dict[str, Any]:
        """The request with its unchanging part marked to be kept; `hour`: for an hour, as a batch takes its time."""
        mark = {"type": "ephemeral", "ttl": "1h"} if hour else {"type": "ephemeral"}
        system = [*self.params["system"][:-1], {**self.params["system"][-1], "cache_control": mark}]
        return {**self.params, "system": system}


def request(
    manner: Manner, agent: str, endpoint: str, texts: Sequence[str], schema: Mapping[str, Any], out: int
) -> Request:
    """A request of an agent: its prompt, some texts as data with the question last, the form and size of the answer."""
    content = [{"type": "text", "text": _sendable(text)} for text in texts]
    return asking(
        manner, agent, endpoint, agent, content, out, {"format": {"type": "json_schema", "schema": dict(schema)}}
    )


def asking(  # noqa: PLR0913  (each is a part of the request)
    manner: Manner,
    agent: str,
    endpoint: str,
    said: str,
    content: Sequence[Mapping[str, Any]],
    out: int,
    form: Mapping[str, Any] | None = None,
) -> Request:
    """A request with the prompt of this name and any content; `form`: that of the answer, if it has one."""
    config = {**(form or {}), **({"effort": manner.effort} if manner.effort != "default" else {})}
    params = {
        "model": manner.model.name,
        "max_tokens": max(1, min(out, manner.most_out, manner.model.max_output, WIDEST)),
        "system": [{"type": "text", "text": prompt(said)}],
        "messages": [{"role": "user", "content": list(content)}],
        **({"output_config": config} if config else {}),
    }
    return Request(agent, endpoint, params)


@lru_cache(maxsize=16)
def prompt(agent: str) -> str:
    """What an agent is asked to do: the file of its name."""
    return resources.files("workbench.engines.claude").joinpath("prompts", f"{agent}.md").read_text("utf-8")


def reading(task: ReadTask, manner: Manner) -> Request:
    """What the inventory is asked about one chunk."""
    chunk = task.chunk
    place = "; ".join(part for part in chunk.path if part != UNKNOWN)
    first, last = (
        task.lines[0].number if task.lines else chunk.first,
        task.lines[-1].number if task.lines else chunk.last,
    )
    texts = [
        "context\n" + numbered(task.context) if task.context else "context\n(none)",
        "stretch\n" + numbered(task.lines),
        f"The stretch is lines {first} to {last} of program {_word(chunk.program)} ({_word(place)}); "
        f"it holds {_word(chunk.kind)}. List what it declares.",
    ]
    size = sum(len(line.text) for line in task.lines)
    return request(manner, task.agent, chunk.program, texts, schema_of(InventoryAnswer), 3000 + 2 * size)


def numbered(lines: Sequence[NumberedLine]) -> str:
    """Lines with their numbers: what stands after the bar is the document's, and cannot pass for a number."""
    texts = ((line.number, line.text) for line in lines)
    return "\n".join(f"L{number:06d}| {text if text.isprintable() else _flat(text)}" for number, text in texts)


def _flat(text: str) -> str:
    """A line that stays one line."""
    return text.replace("\r", " ").replace("\n", " ").replace("\f", " ")


def _word(text: str) -> str:
    """A name out of a document, short and on one line, as part of a sentence."""
    return " ".join(text.split())[:120]


def _sendable(text: str) -> str:
    """A text that can be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
