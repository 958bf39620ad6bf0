"""What comes over the wire instead of an answer: bytes that are none, other places, too much; and what ends a run."""

import gzip
import json
import os
import signal
import threading
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from claude_world import PLENTY, SECRET, World, always, answering, first, make, said, task

from workbench.agent import answers
from workbench.budget import Limits
from workbench.engines.claude.keys import Key
from workbench.engines.claude.wire import Wire
from workbench.testing.loopback import loopback
from workbench.testing.service import Fault, Service


def message(**parts: Any) -> bytes:
    """A whole message as the service sends it, with some parts changed."""
    usage = {"input_tokens": 1000, "output_tokens": 200}
    content = [{"type": "text", "text": said()}]
    whole = {"id": "m", "type": "message", "role": "assistant", "model": "claude-sonnet-5-5", "usage": usage,
             "content": content, "stop_reason": "end_turn", "stop_sequence": None}  # fmt: skip
    return json.dumps({**whole, **parts}).encode()


def raw(body: bytes, *headers: str, status: str = "200 OK", size: int = -1, seconds: float = 0.0) -> Fault:
    """A response of these very bytes, on a connection that then ends."""
    length = [] if size == -2 else [f"content-length: {len(body) if size < 0 else size}"]
    head = "\r\n".join([f"HTTP/1.1 {status}", *length, *headers, "connection: close", "", ""])
    return Fault("raw", raw=head.encode() + body, seconds=seconds)


def chunked(body: bytes, *sizes: int) -> bytes:
    """A body in parts, of these sizes in turn, and a header after it."""
    parts, at = [], 0
    while at < len(body):
        part = body[at : at + sizes[len(parts) % len(sizes)]]
        parts.append(f"{len(part):X};words=1\r\n".encode() + part + b"\r\n")
        at += len(part)
    return b"".join([*parts, b"0\r\nx-after: 1\r\n\r\n"])


JSON = "content-type: application/json"
BOMB = gzip.compress(bytes(64 << 20), 9)
HALVES = [{"type": "text", "text": said()[:90]}, {"type": "text", "text": said()[90:]}]
TOOL = {"type": "tool_use", "id": "t", "name": "rm", "input": {"path": "/"}}

CASES: dict[str, tuple[Fault, str, str, int]] = {
    "a bomb": (raw(BOMB, JSON, "content-encoding: gzip"), "unavailable", "broke", 4),
    "a packed body that nobody asked for": (
        raw(gzip.compress(message()), JSON, "content-encoding: gzip"), "unavailable", "broke", 4),
    "no content type": (raw(message()), "ok", "unknown", 1),
    "another content type": (raw(message(), "content-type: text/html"), "ok", "unknown", 1),
    "no length, and the end of the connection": (raw(message(), JSON, size=-2), "ok", "unknown", 1),
    "no length, and half of it": (raw(message()[:300], JSON, size=-2), "unavailable", "no JSON", 4),
    "a length that is too large": (raw(message(), JSON, size=9000), "unavailable", "broke", 4),
    "a length that is too small": (raw(message(), JSON, size=100), "unavailable", "no JSON", 4),
    "another protocol": (Fault("raw", raw=bytes.fromhex("000012040000000000"), seconds=0), "unavailable", "broke", 4),
    "no protocol at all": (Fault("raw", raw=b"220 mail.example.org ESMTP\r\n", seconds=0), "unavailable", "broke", 4),
    "chunks that are none": (
        raw(b"zz\r\nno chunk", JSON, "transfer-encoding: chunked", size=-2), "unavailable", "broke", 4),
    "chunks, of any size, with words after them": (
        raw(chunked(message(), 1, 7, 4096), JSON, "transfer-encoding: chunked", size=-2), "ok", "unknown", 1),
    "chunks without the last one": (
        raw(chunked(message(), 64)[:-5], JSON, "transfer-encoding: chunked", size=-2), "unavailable", "broke", 4),
    "chunks and a length": (
        raw(chunked(message(), 64), JSON, "transfer-encoding: chunked"), "unavailable", "broke", 4),
    "chunks that are packed": (
        raw(chunked(message(), 64), JSON, "transfer-encoding: gzip, chunked", size=-2), "unavailable", "broke", 4),
    "two lengths": (raw(message(), JSON, "content-length: 7"), "unavailable", "broke", 4),
    "one length, twice": (raw(message(), JSON, f"content-length: {len(message())}"), "ok", "unknown", 1),
    "a length below zero": (raw(message(), JSON, "content-length: -1", size=-2), "unavailable", "broke", 4),
    "a length beyond all measure": (
        raw(message(), JSON, "content-length: 99999999999", size=-2), "unavailable", "broke", 4),
    "a header on two lines": (raw(message(), "x-a: b\r\n c"), "unavailable", "broke", 4),
    "an older protocol": (
        Fault("raw", raw=b"HTTP/1.0 200 OK\r\n\r\n" + message(), seconds=0), "ok", "unknown", 1),
    "a switch to another protocol": (raw(b"", status="101 Switching"), "unavailable", "broke", 4),
    "a header without end": (raw(message(), "x-filler: " + "y" * 200_000), "unavailable", "broke", 4),
    "an early hint first": (
        Fault("raw", raw=b"HTTP/1.1 103 Hint\r\n\r\n" + raw(message(), JSON).raw, seconds=0), "ok", "unknown", 1),
    "nothing, successfully": (raw(b"", status="204 No Content"), "unavailable", "no JSON", 4),
    "bytes that are no text": (raw(b"\xff\xfe\x00" * 50, JSON), "unavailable", "no JSON", 4),
    "an error that calls itself a success": (
        raw(b'{"type": "error", "error": {"type": "overloaded_error"}}', JSON), "unavailable", "no message", 4),
    "a page with status 500": (raw(b"<html>oops</html>", status="500 Oops"), "unavailable", "500", 4),
    "a page with status 413": (raw(b"<html>nginx</html>", status="413 Too Large"), "rejected", "413", 1),
    "a page with status 407": (raw(b"<html>proxy</html>", status="407 Proxy"), "rejected", "407", 1),
    "status 600": (raw(b"", status="600 New"), "unavailable", "600", 4),
    "headers byte by byte": (raw(message(), JSON, seconds=0.05), "unavailable", "in time", 4),
    "an answer in two blocks": (raw(message(content=HALVES), JSON), "ok", "unknown", 1),
    "a tool that nobody offered, beside the answer": (
        raw(message(content=[TOOL, {"type": "text", "text": said()}]), JSON), "ok", "unknown", 1),
    "a tool that nobody offered, alone": (raw(message(content=[TOOL]), JSON), "malformed", "empty", 1),
    "content that is no list": (raw(message(content="hello"), JSON), "unavailable", "no message", 4),
    "blocks that are none": (raw(message(content=[1, None, "x"]), JSON), "malformed", "empty", 1),
    "an end that is no word": (raw(message(stop_reason={"a": 1}), JSON), "malformed", "ended with", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_whatever_comes_has_its_state(name: str, tmp_path: Path) -> None:
    """Through the real client: state, reason, number of requests; nothing raised, nothing held."""
    fault, state, word, sent = CASES[name]
    service = Service(answer=answering, faults=always(fault))
    with loopback(service) as url:
        world = make(url, tmp_path, attempt_seconds=0.2 if fault.seconds else 5)
        outcome = world.engine.ask(task())
        world.engine.close()
    assert (outcome.state, word in outcome.detail) == (state, True), outcome.detail
    assert len(service.requests) == sent
    assert (world.held.calls, world.held.tokens, world.held.money) == (0, 0, 0)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """64 MB in a body of 64 kB are never in memory."""
    service = Service(answer=answering, faults=lambda number, body: None if number == 1 else CASES["a bomb"][0])
    with loopback(service) as url:
        world = make(url, tmp_path)
        assert world.engine.ask(task(1)).state == "ok"
        tracemalloc.start()
        assert world.engine.ask(task(2)).state == "unavailable"
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        world.engine.close()
    assert peak < 10 << 20


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_key_and_a_text_go_nowhere_else(code: int, tmp_path: Path) -> None:
    """A redirect is turned down with its status: the other place is asked nothing, and gets no key."""
    other = Service(answer=answering)
    with loopback(other) as elsewhere:
        fault = raw(b"", f"location: {elsewhere}/v1/messages", status=f"{code} Moved")
        with loopback(Service(answer=answering, faults=always(fault))) as url:
            world = make(url, tmp_path)
            outcome = world.engine.ask(task())
            world.engine.close()
    assert (outcome.state, str(code) in outcome.detail) == ("rejected", True)
    assert (other.keys, other.requests) == ([], [])


USAGES: dict[str, Any] = {
    "missing": None,
    "empty": {},
    "negative": {"input_tokens": 10, "output_tokens": -5},
    "negative in": {"input_tokens": -1_000_000, "output_tokens": 5},
    "absurd": {"input_tokens": 10**30, "output_tokens": 7},
    "words": {"input_tokens": "many", "output_tokens": "few"},
    "a fraction": {"input_tokens": 1, "output_tokens": 0.5},
}


@pytest.mark.parametrize("name", USAGES)
def test_a_usage_that_cannot_be_counts_as_unknown(name: str, tmp_path: Path) -> None:
    """The answer stands; its cost is what was reserved, neither nothing nor a fortune."""
    with loopback(Service(answer=answering, faults=always(raw(message(usage=USAGES[name]), JSON)))) as url:
        world = make(url, tmp_path)
        assert world.engine.ask(task()).state == "ok"
        world.engine.close()
    (call,) = world.engine.recordings.calls()
    (request, _), *_ = world.engine.requests(task())
    assert call.priced == "reserved"
    assert world.terms.budget.spent == world.terms.worst(request)
    assert world.held.money == 0


def test_a_request_id_that_comes_twice_names_two_calls(tmp_path: Path) -> None:
    """Receipts are told apart by what was asked, not by what a service calls its answers."""
    fault = raw(message(), JSON, "request-id: req_always_the_same")
    with loopback(Service(answer=answering, faults=always(fault))) as url:
        world = make(url, tmp_path)
        for number in (1, 2, 2):
            assert world.engine.ask(task(number)).state == "ok"
        world.engine.close()
    calls = world.engine.recordings.calls()
    assert len({call.call_id for call in calls}) == 3
    assert {call.request_ids for call in calls} == {("req_always_the_same",)}


@pytest.mark.parametrize("when", ["Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 22 Nov 2026 25:61:61 GMT", "-5", "soon", ""])
def test_an_hour_that_is_past_or_none_is_no_reason_to_hurry(when: str, tmp_path: Path) -> None:
    """A clock that is behind, or a header that says nothing: the pauses grow by themselves, and it is asked again."""
    busy = Fault("status", 429, "rate_limit_error", headers=(("retry-after", when),))
    service = Service(answer=answering, faults=first(3, busy))
    with loopback(service) as url:
        world = make(url, tmp_path)
        assert world.engine.ask(task()).state == "ok"
        world.engine.close()
    assert len(service.requests) == 4
    assert 1.0 < sum(world.clock.slept) < 60


def flying(world: World, count: int) -> list[str]:
    """The states of so many tasks, 34 at a time."""
    world.engine.in_flight = 34
    return [outcome.state for _, outcome in answers(world.engine, [task(number) for number in range(count)])]


def test_when_the_time_of_a_run_is_over_nothing_more_is_sent(tmp_path: Path) -> None:
    """34 are in flight when it ends: those are answered, the others are over budget, nothing is held."""
    service = Service(answer=answering, latency=0.3)
    with loopback(service) as url:
        world = make(url, tmp_path, Limits(agents={"inventory": PLENTY}, seconds=1000))

        def late() -> None:
            while len(service.requests) < 34:
                time.sleep(0.002)
            world.clock.ahead += 1000

        threading.Thread(target=late).start()
        states = flying(world, 100)
        world.engine.close()
    assert states.count("ok") == len(service.requests)
    assert 34 <= states.count("ok") < 70
    assert states.count("ok") + states.count("over_budget") == 100
    assert world.held.money == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_stops_the_spending(tmp_path: Path) -> None:
    """An answer that cannot be kept is unavailable; after it nothing more is paid for but what was in flight."""
    service = Service(answer=answering)
    with loopback(service) as url:
        world = make(url, tmp_path)
        (tmp_path / "calls.jsonl").symlink_to("/dev/full")
        states = flying(world, 200)
        outcome = world.engine.ask(task(999))
        world.engine.close()
    assert set(states) == {"unavailable"}
    assert len(service.requests) <= 34
    assert "No space left" in outcome.detail
    assert world.held.money == 0


def test_an_interrupt_ends_what_is_under_way(tmp_path: Path) -> None:
    """Ctrl-C with 34 in flight: it is passed on, nothing more is sent, nothing is held, answers are kept."""
    service = Service(answer=answering, latency=0.4)
    with loopback(service) as url:
        world = make(url, tmp_path)

        def interrupt() -> None:
            while len(service.requests) < 40:
                time.sleep(0.002)
            os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            flying(world, 300)
        sent = len(service.requests)
        assert sent < 110
        world.engine.close()
    assert world.held.money == 0
    assert len(list((tmp_path / "answers").rglob("*.json"))) >= 1


def test_no_key_in_what_goes_wrong(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A service that repeats the key in every kind of failure: no outcome, receipt, traceback or output has it."""
    faults = [
        Fault("status", 401, "authentication_error", f"key {SECRET} is wrong", (("x-key", SECRET),), error_code=SECRET),
        raw(f"<html>{SECRET}</html>".encode(), status="500 Oops"),
        raw(SECRET.encode()),
        raw(b"", f"location: http://example.org/{SECRET}", status="302 Found"),
        raw(message(stop_reason=SECRET), JSON, f"request-id: {SECRET}"),
        raw(message(content=[{"type": "text", "text": SECRET}]), JSON),
        raw(message(), f"{SECRET}: {SECRET}", status=f"200 {SECRET}"),
        Fault("raw", raw=f"{SECRET}\r\n\r\n".encode(), seconds=0),
    ]
    told = []
    for at, fault in enumerate(faults):
        with loopback(Service(answer=answering, faults=always(fault))) as url:
            world = make(url, tmp_path / str(at))
            told.append(repr(world.engine.ask(task())) + repr(world.engine) + repr(world.engine.source))
            world.engine.close()
    assert [text for text in told if SECRET in text] == []
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > len(faults)
    assert [path for path in written if SECRET.encode() in path.read_bytes()] == []
    shown = capfd.readouterr()
    assert SECRET not in shown.out + shown.err


def test_what_is_sent_is_what_the_client_itself_would_send(tmp_path: Path) -> None:
    """`messages.create` of the SDK and ours: the same bytes, and the same headers but for packing."""
    anthropic: Any = pytest.importorskip("anthropic")
    came: list[tuple[dict[str, str], bytes]] = []

    class Keeping(Service):
        def respond(self, method: str, path: str, headers: Any, data: bytes) -> Any:
            came.append((dict(headers), data))
            return super().respond(method, path, headers, data)

    with loopback(Keeping(answer=answering)) as url:
        wire = Wire(url, Key(SECRET))
        ((request, _),) = make(url, tmp_path).engine.requests(task(lines=("05  STRASSE   PIC X(8). — ÄÖÜ",)))
        assert wire.create(request.sent(), 60).status == 200
        wire.close()
        client = anthropic.Anthropic(api_key=SECRET, base_url=url, max_retries=0)
        client.messages.create(**request.sent(), timeout=60)
        client.close()
    (ours, body), (theirs, whole) = came
    assert body == whole
    differ = {name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)}
    assert differ == {"accept-encoding", "x-stainless-async", "user-agent"}
    assert ours["user-agent"] == f"Async{theirs['user-agent']}"
