"""What a reply of the service means: its end first, then its text. Nothing that was cut off is ever an answer.

The reply is read as it came, not as a client library understands it: a page of a proxy, a body of another shape and a
message without an end are told apart here, and each has its state.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from workbench.prices import Tokens
from workbench.recording import CallState
from workbench.records import UNKNOWN

Fault = Literal["none", "status", "timeout", "unsent", "broken"]
"""none: a body came with status 200. status: with another one. timeout: nothing came in time. unsent: no connection was
made. broken: the connection ended before the body did."""

Retry = Literal["no", "some", "patient"]
"""no: asking again cannot help. some: a few times. patient: as long as there is time."""

SPENT = ("spend_limit", "spend-limit", "billing", "credit")
"""Words in an error's code that mean: the money is gone, and waiting brings none back."""

NONE_USED = Tokens()

MOST_TOKENS = 100_000_000
"""No model takes or gives so many at a time; a report of more is none."""

SHOWN = 300
"""Characters of a foreign message that a receipt repeats."""


@dataclass(frozen=True)
class Reply:
    """What came back of one attempt. Header names are in lower case."""

    fault: Fault
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Ending:
    """What an attempt came to. `text` is the answer, "" without one, `blocks` the same with citations; `worked`: if
    the service did any work; `pause`: how many seconds it wants nobody to ask (-1: it does not say); `call`: the id of
    the call whose answer it is, "" without one."""

    state: CallState
    detail: str = UNKNOWN
    retry: Retry = "no"
    worked: Literal["yes", "no", "perhaps"] = "no"
    pause: float = -1.0
    stop_reason: str = UNKNOWN
    text: str = ""
    used: Tokens = NONE_USED
    blocks: tuple[Mapping[str, Any], ...] = ()
    call: str = ""


def judge(reply: Reply, now: datetime | None = None) -> Ending:
    """What one attempt came to; `now` is for a service that names the hour at which to come back."""
    match reply.fault:
        case "none":
            return judge_body(reply.body)
        case "timeout":
            return Ending("unavailable", f"no answer in time{_said(reply.detail)}", "some", "perhaps")
        case "unsent":
            return Ending("unavailable", f"no connection{_said(reply.detail)}", "some", "no")
        case "broken":
            return Ending("unavailable", f"the connection broke{_said(reply.detail)}", "some", "perhaps")
        case _:
            return _refused_request(reply, now or datetime.now(UTC))


def judge_body(body: str) -> Ending:
    """What a body with status 200 comes to: a message of the service, or something that is none."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        what = "a page, not a message" if body.lstrip()[:1] == "<" else "no JSON"
        return Ending("unavailable", f"the reply is {what}", "some", "perhaps")
    if (
        not isinstance(message, dict)
        or message.get("type") != "message"
        or not isinstance(message.get("content"), list)
    ):
        return Ending("unavailable", "the reply is no message", "some", "perhaps")
    return judge_message(message)


def judge_message(message: Mapping[str, Any]) -> Ending:
    """What a message comes to, by its end."""
    stop, used = message.get("stop_reason"), tokens(message.get("usage"))
    worked: Literal["yes", "perhaps"] = "yes" if used is not None else "perhaps"
    used = used or Tokens()
    blocks = [block for block in message.get("content") or () if isinstance(block, dict)]
    texts = [block for block in blocks if block.get("type") == "text"]
    text = "".join(str(block.get("text", "")) for block in texts)
    if stop == "end_turn" and text.strip():
        return Ending("answered", worked=worked, stop_reason=stop, text=text, used=used, blocks=tuple(texts))
    if stop == "end_turn":
        return Ending("malformed", "the answer is empty", "no", worked, stop_reason=stop, used=used)
    if stop == "refusal":
        details = message.get("stop_details")
        why = details.get("category") if isinstance(details, dict) else None
        said = f"the model declined{f' ({why})' if why else ''}"
        return Ending("refused", _short(said), "no", worked, stop_reason="refusal", used=used)
    if stop in ("max_tokens", "model_context_window_exceeded", None):
        said = f"the answer was cut off ({stop or 'it has no end'})"
        return Ending("truncated", said, "no", worked, stop_reason=str(stop or UNKNOWN), used=used)
    said = _short(f"the answer ended with '{stop}'")
    return Ending("malformed", said, "no", worked, stop_reason=str(stop)[:40], used=used)


def tokens(usage: object) -> Tokens | None:
    """The tokens that a reply reports; None when it reports none, or what cannot be."""
    if not isinstance(usage, dict) or not isinstance(usage.get("output_tokens"), int):
        return None
    if any(isinstance(count, int) and not 0 <= count <= MOST_TOKENS for count in usage.values()):
        return None
    made, details = usage.get("cache_creation"), usage.get("output_tokens_details")
    hour = _count(made.get("ephemeral_1h_input_tokens")) if isinstance(made, dict) else 0
    written = max(0, _count(usage.get("cache_creation_input_tokens")) - hour)
    return Tokens(
        plain=_count(usage.get("input_tokens")),
        cached=_count(usage.get("cache_read_input_tokens")),
        written=written,
        written_hour=hour,
        out=_count(usage.get("output_tokens")),
        thinking=_count(details.get("thinking_tokens")) if isinstance(details, dict) else 0,
    )


def error_ending(code: str, status: int, detail: str) -> Ending:
    """What an error of the service comes to, by its code and status; inside a batch there is no status (0)."""
    said = _short(f"{status or ''} {code}: {detail}".strip())
    if status == 402 or any(word in code for word in SPENT):
        return Ending("over_budget", said)
    if status in (429, 529) or code in ("rate_limit_error", "overloaded_error"):
        return Ending("unavailable", said, "patient")
    if status in (408, 409) or status >= 500 or code in ("api_error", "timeout_error"):
        # An error of the service may have come after the work was done and counted.
        return Ending("unavailable", said, "some", "perhaps" if status >= 500 or not status else "no")
    return Ending("rejected", said)


def _refused_request(reply: Reply, now: datetime) -> Ending:
    code, detail = _error(reply.body)
    ending = error_ending(code, reply.status, detail)
    retry: Retry = ending.retry
    match reply.headers.get("x-should-retry"):
        case "false":
            retry = "no"
        case "true" if retry == "no" and ending.state == "unavailable":
            retry = "some"
    return Ending(ending.state, ending.detail, retry, ending.worked, pause=_pause(reply.headers, now))


def _error(body: str) -> tuple[str, str]:
    """Code and message of an error's body; a page in its place has none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return "error", "without a message"
    inner = said.get("error") if isinstance(said, dict) else None
    if not isinstance(inner, dict):
        return "error", "without a message"
    details = inner.get("details")
    code = details.get("error_code") if isinstance(details, dict) else None
    return str(code or inner.get("error_code") or inner.get("type") or "error"), str(inner.get("message", ""))


def _pause(headers: Mapping[str, str], now: datetime) -> float:
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "")
        try:
            return max(0.0, float(text) * unit)
        except ValueError:
            pass
    try:
        when = parsedate_to_datetime(headers.get("retry-after", ""))
    except (TypeError, ValueError):
        return -1.0
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds())


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _said(detail: str) -> str:
    return f": {_short(detail)}" if detail else ""


def _short(text: str) -> str:
    return " ".join(text.split())[:SHOWN]
