"""Every call of a model as it was: what was asked, what came back, what it cost. Nothing needs to be paid twice.

    data/store/calls/answers/a/ab12…-0.json     one answer: the request, the reply, its receipt
    data/store/calls/calls.jsonl                every receipt, also of calls that brought no answer
    data/store/calls/batches.jsonl              what was handed in as a batch, and what became of it

An answer lies under the SHA-256 of its request: the model, the prompt, the text and the form of the answer. When one of
these changes, nothing is found. A file is complete or not there; one that is not what its name says counts as missing.
"""

import errno
import json
import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from workbench.identity import canonical, content_id, sha256
from workbench.records import UNKNOWN, Record

CallState = Literal[
    "answered", "refused", "truncated", "malformed", "rejected", "unavailable", "over_budget", "cancelled"
]
"""answered: a whole answer of the asked form. refused: the model declined. truncated: the answer was cut off.
malformed: not the asked form. rejected: the service does not take the request. unavailable: no answer came.
over_budget: not sent. cancelled: the run was stopped while it was under way."""

Priced = Literal["used", "reserved", "nothing"]
"""used: by the tokens that the service reported. reserved: unknown, counted as the most it could have been.
nothing: the service did no work."""


class Call(Record):
    """The receipt of one call. Tokens as the service counted them; `estimate`: tokens in, as counted before sending.

    `dollars` is what it cost by the prices of `priced_on`; `priced` says how sure that is. `request` is the digest of
    what was asked.
    """

    call_id: str
    request: str
    agent: str
    endpoint: str
    engine: str
    model: str
    state: CallState
    stop_reason: str = UNKNOWN
    request_ids: tuple[str, ...] = ()
    attempts: int = 0
    estimate: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_written: int = 0
    tokens_out: int = 0
    tokens_thinking: int = 0
    dollars: float = 0.0
    priced: Priced = "nothing"
    priced_on: str = UNKNOWN
    seconds: float = 0.0
    via: Literal["direct", "batch"] = "direct"
    detail: str = UNKNOWN


class Recorded(Record):
    """One answer: its receipt, the request as it was sent and the reply as it came."""

    call: Call
    request: dict[str, Any]
    reply: str


class Recordings:
    """The recorded calls of one project. Safe for many threads; other processes may add at the same time."""

    def __init__(self, root: Path) -> None:
        """Opens the directory, which is made when the first call is kept."""
        self.root = root
        self.journal = root / "calls.jsonl"
        self._answers = str(root / "answers")
        self._lock = threading.Lock()
        self.fault = ""
        """Why answers can no longer be kept; whoever sends asks this first, for an answer that is lost is paid for."""
        self._fresh: list[Call] = []
        # A directory costs more than a file in it. Projects that began with 256 of them go on with these.
        self._digits = 2 if any(len(name) == 2 for name in _names(root / "answers")) else 1
        self._asked = Counter(call.request for call in self.calls())

    def answer(self, request: str, ordinal: int) -> Recorded | None:
        """The answer that came when this was asked for the time of this number (from 0); None when none is recorded."""
        try:
            found = Recorded.model_validate_json(self._path(request, ordinal).read_bytes())
        except (OSError, ValidationError):
            return None
        return found if digest(found.request) == request else None

    def keep(self, made: Call, request: bytes, reply: str) -> Call:
        """The receipt with its id, once it and the reply ("": none came) are on the disk; `request`: canonical JSON.

        Raises OSError where there is no room; from then on `fault` says so.
        """
        with self._lock:
            nth = self._asked[made.request]
            self._asked[made.request] += 1
        said = {"request": made.request, "nth": nth, "ids": list(made.request_ids), "state": made.state}
        call = made.model_copy(update={"call_id": content_id("call", said)})
        receipt = call.model_dump_json()
        try:
            if reply:
                whole = f'{{"call":{receipt},"reply":{json.dumps(reply)},"request":'.encode() + request + b"}"
                self._write(call, whole)
            append(self.journal, receipt)
        except OSError as fault:
            self.fault = fault.strerror or type(fault).__name__
            raise
        finally:
            with self._lock:
                self._fresh.append(call)
        return call

    def amend(self, call: Call, state: CallState, detail: str) -> None:
        """Note what a kept answer turned out to be when it was read; without room, it is read again next time."""
        amended = call.model_copy(update={"state": state, "detail": detail})
        try:
            append(self.journal, amended.model_dump_json())
        except OSError as fault:
            self.fault = fault.strerror or type(fault).__name__
        with self._lock:
            self._fresh.append(amended)

    def note(self, call: Call) -> None:
        """Add the receipt of a recorded answer to the journal, where a killed run did not get to it."""
        if all(known.call_id != call.call_id for known in self.calls()):
            append(self.journal, call.model_dump_json())

    def set_aside(self, request: str) -> None:
        """Put away every answer to a request, so that it is asked anew; their receipts stay."""
        for path in sorted((self.root / "answers" / request[: self._digits]).glob(f"{request}-*.json")):
            path.replace(path.with_suffix(f".{sha256(path.read_bytes())[:12]}.aside"))

    def calls(self) -> list[Call]:
        """Every receipt in the journal, in order of its first line, as its last line has it."""
        found: dict[str, Call] = {}
        for line in lines(self.journal):
            with suppress(ValidationError):  # a line that a crash cut off
                call = Call.model_validate_json(line)
                found[call.call_id] = call
        return list(found.values())

    def fresh(self) -> list[Call]:
        """The receipts that were added by this process since this was last asked."""
        with self._lock:
            found, self._fresh = self._fresh, []
        return found

    def has(self, request: str) -> bool:
        """Whether any answer to a request is there."""
        return os.path.exists(self._path(request, 0))

    def _path(self, request: str, ordinal: int) -> Path:
        return Path(f"{self._answers}/{request[: self._digits]}/{request}-{ordinal}.json")

    def _write(self, call: Call, recorded: bytes) -> None:
        """Put an answer beside those that the same request got before, in one step."""
        stem = f"{self._answers}/{call.request[: self._digits]}/{call.request}"
        fresh = f"{stem}.{call.call_id}.{os.getpid()}.tmp"
        # Written, not synced: a killed process loses nothing, and a lost machine no more than the price of some calls.
        try:
            _fill(fresh, recorded)
            for ordinal in count():
                with suppress(FileExistsError):
                    os.link(fresh, f"{stem}-{ordinal}.json")
                    break
        finally:
            with suppress(OSError):
                os.unlink(fresh)


def digest(request: Mapping[str, Any]) -> str:
    """The address of a request: the SHA-256 of what is asked."""
    return sha256(canonical(dict(request)))


def append(path: Path, line: str) -> None:
    """Add one line to a file, in one piece. Raises OSError where there is no room for all of it."""
    _fill(str(path), line.encode("utf-8", "backslashreplace") + b"\n", os.O_APPEND)


def _fill(path: str, data: bytes, how: int = os.O_TRUNC) -> None:
    """Write to a file that only its owner reads; its directory is made where it is not there."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    except FileNotFoundError:
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    try:
        if os.write(handle, data) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(handle)


def _names(path: Path) -> list[str]:
    try:
        return os.listdir(path)
    except OSError:
        return []


def lines(path: Path) -> Iterator[str]:
    """The lines of a file, none when it is not there."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return
    yield from (line for line in text.split("\n") if line.strip())


def parsed(text: str) -> dict[str, Any]:
    """A line of JSON as a map; empty when it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
