"""Whatever a service, a network or a model does, a task ends in the right state, and nothing stays reserved."""

import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anthropic
import httpx2
import pytest
from claude_world import SECRET, TEXT, Passing, always, answering, cited, first, make, said, task

from workbench.agent import Outcome, answers
from workbench.engines.claude.reading import read_outcome
from workbench.engines.claude.replies import Reply, judge, judge_message
from workbench.testing.loopback import loopback
from workbench.testing.service import Fault, Limit, Service

Case = tuple[Fault | None, str, str, int]
"""What goes wrong with every request, the state of the task, a word of the detail, how often it was sent."""


def message(**parts: Any) -> Fault:
    """A message with other parts."""
    return Fault("message", parts=tuple(parts.items()))


def status(number: int, code: str, *headers: tuple[str, str], error_code: str = "") -> Fault:
    """An error."""
    return Fault("status", number, code, "said the service", headers, error_code=error_code)


CASES: dict[str, Case] = {
    "429, come back in an hour": (status(429, "rate_limit_error", ("retry-after", "3600")), "unavailable", "429", 1),
    "429, come back in 2099": (
        status(429, "rate_limit_error", ("retry-after", "Thu, 01 Jan 2099 00:00:00 GMT")), "unavailable", "429", 1),
    "spend limit": (
        status(429, "rate_limit_error", error_code="enforced_spend_limit_reached"), "over_budget", "spend_limit", 1),
    "no credit": (status(402, "billing_error"), "over_budget", "billing", 1),
    "500": (status(500, "api_error"), "unavailable", "500", 4),
    "500, do not retry": (status(500, "api_error", ("x-should-retry", "false")), "unavailable", "500", 1),
    "503": (status(503, "api_error"), "unavailable", "503", 4),
    "408": (status(408, "timeout_error"), "unavailable", "408", 4),
    "400": (status(400, "invalid_request_error"), "rejected", "400", 1),
    "401": (status(401, "authentication_error"), "rejected", "authentication", 1),
    "403": (status(403, "permission_error"), "rejected", "403", 1),
    "404": (status(404, "not_found_error"), "rejected", "404", 1),
    "413, oversized": (status(413, "request_too_large"), "rejected", "413", 1),
    "422": (status(422, "unprocessable"), "rejected", "422", 1),
    "a page of a proxy": (Fault("html"), "unavailable", "page", 4),
    "malformed JSON": (Fault("no_json"), "unavailable", "no JSON", 4),
    "JSON of another shape": (Fault("wrong_shape"), "unavailable", "no message", 4),
    "reset before the body": (Fault("reset"), "unavailable", "broke", 4),
    "reset within the body": (Fault("reset_middle"), "unavailable", "broke", 4),
    "a body that ends early and well": (Fault("cut"), "unavailable", "no JSON", 4),
    "a dripping server": (Fault("drip"), "unavailable", "in time", 4),
    "a silent server": (Fault("silent"), "unavailable", "in time", 4),
    "refused, without a word": (message(stop_reason="refusal", content=[]), "refused", "declined", 1),
    "refused, after some text": (
        message(stop_reason="refusal", text=said(), stop_details={"category": "cyber"}), "refused", "cyber", 1),
    "cut off by its length": (message(stop_reason="max_tokens", text=said()), "truncated", "max_tokens", 1),
    "cut off by the window": (
        message(stop_reason="model_context_window_exceeded", text=said()), "truncated", "window", 1),
    "no end at all": (message(stop_reason=None, text=said()), "truncated", "no end", 1),
    "a tool that nobody offered": (message(stop_reason="tool_use", text=said()), "malformed", "tool_use", 1),
    "paused": (message(stop_reason="pause_turn", text=said()), "malformed", "pause_turn", 1),
    "an end that nobody knows": (message(stop_reason="brand_new", text=said()), "malformed", "brand_new", 1),
    "an empty answer": (message(text=" "), "malformed", "empty", 1),
    "no content": (message(content=[]), "malformed", "empty", 1),
    "a block of a new kind alone": (message(content=[{"type": "brand_new", "text": said()}]), "malformed", "empty", 1),
    "text that is no JSON": (message(text="Here is what I found:"), "malformed", "JSON", 1),
    "half an answer that says it is whole": (message(text=said()[:150]), "malformed", "JSON", 1),
    "a key too many": (message(text=said(extra=1)), "malformed", "extra", 1),
    "a key missing": (message(text='{"fields": []}'), "malformed", "equired", 1),
    "a wrong word for a state": (
        message(text=said(errata=[{"name": "E", "program": "P", "attribute": "x", "text": "", "cited": [cited(1)]}])),
        "malformed", "attribute", 1),
    "a number where a text belongs": (
        message(text=said(rules=[{"name": 7, "text": "x", "cited": [cited(3)]}])), "malformed", "rules.0.name", 1),
    "a thing without lines": (
        message(text=said(records=[{"name": "ORD", "cited": []}])), "malformed", "cites no line", 1),
    "it says that it is not complete": (message(text=said(complete=False)), "truncated", "not complete", 1),
    "an unbounded quote": (
        message(text=said(rules=[{"name": "R", "text": "x" * 30_000, "cited": [cited(3)]}])), "malformed", "rules", 1),
    "nothing goes wrong": (None, "ok", "unknown", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_fault_has_its_state(name: str, tmp_path: Path) -> None:
    """Through the real client: the state, the reason, the number of requests; nothing raised, nothing held."""
    fault, state, word, sent = CASES[name]
    service = Service(answer=answering, faults=always(fault) if fault else lambda number, body: None)
    with loopback(service) as url:
        world = make(url, tmp_path, attempt_seconds=0.15 if fault and fault.kind in ("drip", "silent") else 5)
        outcome = world.engine.ask(task())
        world.engine.close()
    assert (outcome.state, word in outcome.detail) == (state, True), outcome.detail
    assert len(service.requests) == sent
    assert (world.held.calls, world.held.tokens, world.held.money) == (0, 0, 0)
    assert outcome.claims == () or state == "ok"
    (call,) = world.engine.recordings.calls()
    assert call.attempts == sent
    assert call.state == {"ok": "answered"}.get(state, state)
    assert SECRET not in outcome.detail


def test_what_may_have_been_charged_is_counted_at_its_most(tmp_path: Path) -> None:
    """A connection that breaks after the request may have cost all of it; one that was turned away cost nothing."""
    spent = {}
    for name, fault in {"broken": Fault("reset"), "turned away": status(400, "invalid_request_error")}.items():
        with loopback(Service(answer=answering, faults=always(fault))) as url:
            world = make(url, tmp_path / name)
            world.engine.ask(task())
            world.engine.close()
        spent[name] = world.terms.budget.spent
        (call,) = world.engine.recordings.calls()
        assert call.priced == {"broken": "reserved", "turned away": "nothing"}[name]
    assert spent["turned away"].money == 0
    assert spent["broken"].calls == 4
    assert spent["broken"].money > 0


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        (status(529, "overloaded_error"), 7),
        (status(429, "rate_limit_error", ("retry-after", "2")), 9),
        (Fault("reset"), 3),
    ],
    ids=["overloaded", "told to wait", "reset"],
)
def test_what_passes_is_waited_for(fault: Fault, times: int, tmp_path: Path) -> None:
    """A service that is busy is asked again as long as there is time, one that breaks a few times."""
    service = Service(answer=answering, faults=first(times, fault))
    with loopback(service) as url:
        world = make(url, tmp_path)
        outcome = world.engine.ask(task())
        world.engine.close()
    assert outcome.state == "ok"
    assert len(service.requests) == times + 1
    assert world.held.money == 0


def test_a_busy_service_does_not_hold_a_task_for_ever(tmp_path: Path) -> None:
    """One that is always busy ends the task when its time is over, not after some number of attempts."""
    with loopback(Service(answer=answering, faults=always(status(529, "overloaded_error")))) as url:
        world = make(url, tmp_path)
        outcome = world.engine.ask(task())
        world.engine.close()
    assert (outcome.state, "529" in outcome.detail) == ("unavailable", True)
    assert 300 < sum(world.clock.slept) < world.terms.seconds


def test_no_service_at_all(tmp_path: Path) -> None:
    """Nobody listens: unavailable, and nothing was spent."""
    with loopback(Service(answer=answering)) as url:
        gone = url
    world = make(gone, tmp_path)
    outcome = world.engine.ask(task())
    world.engine.close()
    assert (outcome.state, "no connection" in outcome.detail) == ("unavailable", True)
    assert world.terms.budget.spent.money == world.held.money == 0


def test_a_storm_loses_nothing(tmp_path: Path) -> None:
    """120 tasks, 34 at a time, on a service that takes 20 at once and 100 a second: every one is answered."""
    service = Service(answer=answering, limit=Limit(20, 100, "0.2"))
    with loopback(service) as url:
        world = make(url, tmp_path, attempt_seconds=300, clock=Passing())
        states = [outcome.state for _, outcome in answers(world.engine, [task(number) for number in range(120)])]
        world.engine.close()
    assert states.count("ok") == 120
    assert world.held.money == 0


def test_a_stopped_run_leaves_nothing_behind(tmp_path: Path) -> None:
    """Whoever closes the engine ends what is under way at once; it may have been charged, and nothing is held."""
    service = Service(answer=answering, faults=always(Fault("silent")))
    with loopback(service) as url:
        world = make(url, tmp_path)
        asked: list[Outcome] = []
        waiting = threading.Thread(target=lambda: asked.append(world.engine.ask(task())))
        waiting.start()
        while not service.requests:
            pass
        world.engine.close()
        waiting.join(60)
    assert [outcome.state for outcome in asked] == ["lost"]
    assert world.held.money == 0
    assert world.terms.budget.spent.money > 0


def test_whoever_stops_listening_does_not_wait(tmp_path: Path) -> None:
    """Ctrl-C in the midst of a run: what is under way ends at once, nothing more is sent, nothing is held."""
    service = Service(answer=answering, faults=lambda number, body: Fault("silent") if number > 1 else None)
    with loopback(service) as url:
        world = make(url, tmp_path, attempt_seconds=100)
        world.engine.in_flight = 3
        found = answers(world.engine, [task(number) for number in range(9)])
        assert next(found)[1].state == "ok"
        found.close()  # type: ignore[attr-defined]
        sent = len(service.requests)
        world.engine.close()
        assert sent <= 5
    assert world.held.money == 0
    assert len(world.engine.recordings.calls()) <= sent


def test_a_stream_that_is_cut_off_looks_whole_to_the_client_and_not_to_us(tmp_path: Path) -> None:
    """The client returns half of a text as a message; by its end it is truncated. That is why nothing is streamed."""
    service = Service(answer=lambda body: "word " * 120, faults=always(Fault("cut")))
    with (
        loopback(service) as url,
        anthropic.Anthropic(
            api_key="any", base_url=url, http_client=httpx2.Client(transport=httpx2.HTTPTransport())
        ) as client,
        client.messages.stream(
            model="claude-sonnet-5-5", max_tokens=500, messages=[{"role": "user", "content": "go"}]
        ) as stream,
    ):
        found = stream.get_final_message().model_dump()
    assert found["stop_reason"] is None
    assert 0 < len(found["content"][0]["text"]) < 600
    assert judge_message(found).state == "truncated"


@pytest.mark.parametrize(
    "body", ["", "null", "[]", "7", '"text"', "[" * 5000, '{"type":"message"}', '{"error":1}', "\0"]
)
def test_no_body_is_too_strange(body: str) -> None:
    """Any text as a reply has a state, with and without an error's status."""
    assert judge(Reply("none", 200, {}, body)).state == "unavailable"
    assert judge(Reply("status", 400, {}, body)).state == "rejected"
    assert judge(Reply("status", 500, {"retry-after": body}, body)).state == "unavailable"


def test_cut_answers_never_become_facts() -> None:
    """An answer cut at any place, ended in any way, has no claims: 0 of more than a thousand cuts."""
    whole, tried = said(), 0
    ends: list[Callable[[str], Mapping[str, Any]]] = [
        lambda text: {"stop_reason": "max_tokens", "content": [{"type": "text", "text": text}]},
        lambda text: {"stop_reason": None, "content": [{"type": "text", "text": text}]},
        lambda text: {"stop_reason": "refusal", "content": [{"type": "text", "text": text}]},
        lambda text: {"stop_reason": "end_turn", "content": [{"type": "text", "text": text}]},
    ]
    for at in range(len(whole)):
        for end in ends:
            ending = judge_message(end(whole[:at]))
            tried += 1
            if ending.state == "answered":
                outcome = read_outcome(task(), ending.text, "x")
                assert (outcome.state, outcome.claims) == ("malformed", ())
            else:
                assert ending.text == ""
    assert tried > 1000
    right = read_outcome(task(), whole, "x")
    assert (right.state, len(right.claims), json.loads(whole)["complete"]) == ("ok", 2, True)
    assert [item.evidence[0].quote for item in right.claims] == list(TEXT[:2])
