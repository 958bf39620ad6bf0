"""The Messages API as a function: a request comes in, a response goes out. No model: a function of yours answers.

Create, stream, count_tokens, models and batches, with the service's headers and its own refusals. Faults are scripted:
each request may be given one, by its number or its content.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from math import ceil
from typing import Any, Literal

from workbench.prices import load
from workbench.testing.apirules import broken, broken_batch
from workbench.testing.citing import content

Answering = Callable[[Mapping[str, Any]], str]
"""The text of the answer to a request's body."""

FaultKind = Literal[
    "status",
    "html",
    "no_json",
    "wrong_shape",
    "message",
    "reset",
    "reset_middle",
    "cut",
    "drip",
    "slow",
    "silent",
    "raw",
]
"""status: an error. html: a page. no_json: a body that is none. wrong_shape: JSON that is no message. message: a
message with other parts. reset: the connection ends before the response. reset_middle: within it. cut: a stream that
ends early and well. drip: some bytes at a time. slow: the response comes late. silent: it never comes. raw: these very
bytes, `raw`, in the response's place (`seconds` between any two of them), and the connection ends."""

CACHEABLE = 512
"""Tokens from which on a marked beginning is kept."""

PIECE = 20
"""Characters of one event of a stream."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request. `parts` replace parts of the message."""

    kind: FaultKind
    status: int = 500
    code: str = "api_error"
    message: str = "something went wrong"
    headers: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, Any], ...] = ()
    seconds: float = 1.0
    error_code: str = ""
    raw: bytes = b""


@dataclass(frozen=True)
class Limit:
    """How many requests the service takes: so many at once, and so many more a second."""

    burst: float
    per_second: float
    retry_after: str = "1"


@dataclass(frozen=True)
class Response:
    """What goes out: `events` instead of a body for a stream; `fault` tells the server how to send it."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    events: tuple[bytes, ...] = ()
    fault: Fault | None = None


@dataclass
class Service:
    """One service: who answers, how late (seconds), what goes wrong, what it takes. It remembers what it was asked."""

    answer: Answering
    latency: float = 0.0
    faults: Callable[[int, Mapping[str, Any]], Fault | None] = lambda number, body: None
    limit: Limit | None = None
    batch_seconds: float = 0.0
    batch_faults: Callable[[str, Mapping[str, Any]], dict[str, Any] | None] = lambda custom_id, body: None
    requests: list[dict[str, Any]] = field(default_factory=list)
    answered: list[dict[str, Any]] = field(default_factory=list)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """A service that was asked nothing yet."""
        self._numbers, self._lock = count(1), threading.Lock()
        self._level, self._at = (self.limit.burst if self.limit else 0.0), time.monotonic()
        self._kept: set[str] = set()
        self._models = load()

    def respond(self, method: str, path: str, headers: Mapping[str, str], data: bytes) -> Response:
        """The response to one HTTP request; header names are in lower case."""
        with self._lock:
            number = next(self._numbers)
            self.keys.append(headers.get("authorization", headers.get("x-api-key", "")))
            response = self._checked(method, path.partition("?")[0], headers, data, number)
        response.headers.setdefault("request-id", f"req_loopback_{number:06d}")
        return response

    def _checked(self, method: str, path: str, headers: Mapping[str, str], data: bytes, number: int) -> Response:
        if not headers.get("authorization", "").startswith("Bearer ") and not headers.get("x-api-key"):
            return _error(401, "authentication_error", "a key is needed")
        if "anthropic-version" not in headers:
            return _error(400, "invalid_request_error", "anthropic-version: header is required")
        try:
            body = json.loads(data) if data else {}
        except ValueError:
            return _error(400, "invalid_request_error", "the body is no JSON")
        match method, path.strip("/").split("/"):
            case "POST", ["v1", "messages"]:
                return self._create(body, number)
            case "POST", ["v1", "messages", "count_tokens"]:
                return _json(200, {"input_tokens": _size(body)})
            case "GET", ["v1", "models"]:
                return _json(200, {"data": [self._model(name) for name in self._models], "has_more": False})
            case "GET", ["v1", "models", name] if name in self._models:
                return _json(200, self._model(name))
            case _, ["v1", "messages", "batches", *rest]:
                return self._batches(method, rest, body)
        return _error(404, "not_found_error", f"{method} {path}")

    def _create(self, body: dict[str, Any], number: int) -> Response:
        self.requests.append(body)
        allowed, headers = self._allow()
        if not allowed:
            response = _error(429, "rate_limit_error", "too many requests")
            response.headers.update(headers)
            return response
        fault = self.faults(number, body)
        if fault is not None and fault.kind == "status":
            return _failed(fault)
        if body.get("model") not in self._models:
            return _error(404, "not_found_error", f"model: {body.get('model')}")
        if wrong := broken(body, _size(body)):
            return _error(400, "invalid_request_error", wrong)
        made = self._message(body, number, dict(fault.parts) if fault else {})
        if fault is None or fault.kind == "message":
            self.answered.append(body)
        if body.get("stream"):
            return Response(200, b"", headers, tuple(_events(made)), fault)
        return Response(200, json.dumps(made).encode(), {**headers, "content-type": "application/json"}, (), fault)

    def _allow(self) -> tuple[bool, dict[str, str]]:
        """Whether the limit has room for one more request, and the headers that say so."""
        if self.limit is None:
            return True, {}
        now = time.monotonic()
        self._level = min(self.limit.burst, self._level + (now - self._at) * self.limit.per_second)
        self._at = now
        allowed = self._level >= 1
        self._level -= 1 if allowed else 0
        at = "anthropic-ratelimit-requests-"
        full = datetime.now(UTC) + timedelta(seconds=(self.limit.burst - self._level) / self.limit.per_second)
        headers = {
            f"{at}limit": str(int(self.limit.per_second * 60)),
            f"{at}remaining": str(int(self._level)),
            f"{at}reset": full.isoformat(timespec="seconds").replace("+00:00", "Z"),
        }
        return allowed, headers if allowed else {**headers, "retry-after": self.limit.retry_after}

    def _message(self, body: Mapping[str, Any], number: int, parts: Mapping[str, Any]) -> dict[str, Any]:
        text = parts.get("text") if "text" in parts else self.answer(body)
        return {
            "id": f"msg_loopback_{number:06d}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": list(content(body, str(text))),
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": self._usage(body, str(text)),
            **{name: value for name, value in parts.items() if name != "text"},
        }

    def _usage(self, body: Mapping[str, Any], text: str) -> dict[str, int]:
        marked = json.dumps(body.get("system", ""), sort_keys=True)
        size, kept = _size(body), ceil(len(marked) / 3)
        usage = {"input_tokens": size, "output_tokens": min(ceil(len(text.encode()) / 3), body["max_tokens"])}
        if "cache_control" not in marked or kept < CACHEABLE:
            return usage
        known, usage["input_tokens"] = marked in self._kept, size - kept
        self._kept.add(marked)
        return usage | {"cache_read_input_tokens" if known else "cache_creation_input_tokens": kept}

    def _model(self, name: str) -> dict[str, Any]:
        known = self._models[name]
        return {
            "id": name,
            "type": "model",
            "display_name": name,
            "created_at": "2026-01-01T00:00:00Z",
            "max_input_tokens": known.context,
            "max_tokens": known.max_output,
        }

    def _batches(self, method: str, rest: list[str], body: dict[str, Any]) -> Response:
        match method, rest:
            case "POST", []:
                return self._hand_in(body)
            case "GET", []:
                found = [self._state(name) for name in reversed(self.batches)]
                return _json(200, {"data": found, "has_more": False, "first_id": None, "last_id": None})
            case "GET", [name] if name in self.batches:
                return _json(200, self._state(name))
            case "POST", [name, "cancel"] if name in self.batches:
                self.batches[name]["cancelled"] = True
                return _json(200, self._state(name))
            case "GET", [name, "results"] if name in self.batches and self._ended(name):
                lines = [json.dumps(line) for line in self._results(name)]
                return Response(200, "\n".join(lines).encode() + b"\n", {"content-type": "application/x-jsonl"})
        return _error(404, "not_found_error", "/".join(rest))

    def _hand_in(self, body: dict[str, Any]) -> Response:
        requests = body.get("requests", [])
        if wrong := broken_batch(requests):
            return _error(400, "invalid_request_error", wrong)
        name = f"msgbatch_loopback_{len(self.batches) + 1:04d}"
        made = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        self.batches[name] = {"requests": requests, "at": time.monotonic(), "made": made, "cancelled": False}
        return _json(200, self._state(name))

    def _ended(self, name: str) -> bool:
        batch = self.batches[name]
        return bool(batch["cancelled"]) or time.monotonic() - batch["at"] >= self.batch_seconds

    def _state(self, name: str) -> dict[str, Any]:
        batch, ended = self.batches[name], self._ended(name)
        total = len(batch["requests"])
        counts = {"processing": 0 if ended else total, "succeeded": total if ended else 0}
        return {
            "id": name,
            "type": "message_batch",
            "processing_status": "ended" if ended else "in_progress",
            "request_counts": {**counts, "errored": 0, "canceled": 0, "expired": 0},
            "created_at": batch["made"],
            "expires_at": batch["made"],
            "ended_at": batch["made"] if ended else None,
            "results_url": f"/v1/messages/batches/{name}/results" if ended else None,
        }

    def _results(self, name: str) -> Iterator[dict[str, Any]]:
        """One line a request, the last first: results come in no order."""
        batch = self.batches[name]
        for number, one in reversed(list(enumerate(batch["requests"], 1))):
            custom_id, params = one["custom_id"], one["params"]
            if batch["cancelled"]:
                yield {"custom_id": custom_id, "result": {"type": "canceled"}}
            elif (other := self.batch_faults(custom_id, params)) is not None:
                yield {"custom_id": custom_id, "result": other}
            elif wrong := broken(params, _size(params)):
                inner = {"type": "invalid_request_error", "message": wrong}
                yield {
                    "custom_id": custom_id,
                    "result": {"type": "errored", "error": {"type": "error", "error": inner}},
                }
            else:
                self.answered.append(params)
                yield {
                    "custom_id": custom_id,
                    "result": {"type": "succeeded", "message": self._message(params, number, {})},
                }


def _size(body: Mapping[str, Any]) -> int:
    """Tokens of a request, as a tokenizer might count them."""
    counted = {name: body[name] for name in ("system", "messages", "output_config") if name in body}
    return ceil(len(json.dumps(counted, ensure_ascii=False).encode()) / 3)


def _json(status: int, body: Mapping[str, Any]) -> Response:
    return Response(status, json.dumps(body).encode(), {"content-type": "application/json"})


def _error(status: int, code: str, message: str) -> Response:
    return _json(status, {"type": "error", "error": {"type": code, "message": message}})


def _failed(fault: Fault) -> Response:
    inner: dict[str, Any] = {"type": fault.code, "message": fault.message}
    if fault.error_code:
        inner["details"] = {"error_code": fault.error_code}
    response = _json(fault.status, {"type": "error", "error": inner})
    response.headers.update(dict(fault.headers))
    return response


def _events(made: Mapping[str, Any]) -> Iterable[bytes]:
    """The events of a stream that brings this message."""
    blocks = made["content"]
    text = str(blocks[0].get("text", "")) if blocks else ""
    usage = {**made["usage"], "output_tokens": 1}
    yield _event("message_start", message={**made, "content": [], "stop_reason": None, "usage": usage})
    yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for start in range(0, len(text), PIECE):
        yield _event("content_block_delta", index=0, delta={"type": "text_delta", "text": text[start : start + PIECE]})
    yield _event("content_block_stop", index=0)
    delta = {"stop_reason": made["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=delta, usage={"output_tokens": made["usage"]["output_tokens"]})
    yield _event("message_stop")


def _event(kind: str, **said: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **said})}\n\n".encode()
