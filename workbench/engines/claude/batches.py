"""Message batches: the same requests at half the price, for those who can wait. Handed in once, whatever is killed.

    data/store/calls/batches.jsonl        handing in, handed in, collected: one line each
    data/store/calls/batches/NAME.jsonl   the requests of a batch, until its results are recorded

A run asks; what is not recorded waits for the next batch. When a batch has ended its answers are recorded as if they
had been asked for one by one, and the run goes on with them. What fails in a batch has its state, as any call has.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from workbench.budget import NOTHING, Amount, Denied, Hold
from workbench.engines.claude.engine import Memory, recalled
from workbench.engines.claude.replies import Ending, Reply, error_ending, judge, judge_message
from workbench.engines.claude.requests import Request
from workbench.engines.claude.sending import BROUGHT, Terms
from workbench.engines.claude.wire import Wire
from workbench.errors import Refusal
from workbench.identity import content_id
from workbench.prices import BILLIONTH
from workbench.recording import Call, append, lines, parsed

MOST_REQUESTS, MOST_BYTES = 10_000, 200 << 20
"""What one batch holds; the service takes more, but a batch that fails should not take everything with it."""

ROUNDS = 6
"""Batches after each other in one run: reading, asking again where an answer falls short, mapping, validating."""

AGAIN = "run the same command again later"
NO_RESULT = Ending("unavailable", "the batch has no result for it")

SECONDS = 120.0
ATTEMPTS = 6
SKEW = timedelta(minutes=10)
"""How far the service's clock may be behind this machine's."""

Told = Callable[[str, int, int], None]


@dataclass
class Queue:
    """A source of answers that keeps what is not recorded for the next batch. `pause`: seconds between two looks;
    `waits`: without it, a batch that is under way is an error."""

    terms: Terms
    wire: Wire
    memory: Memory
    pause: float = 15.0
    waits: bool = True
    waiting: dict[str, Request] = field(default_factory=dict)
    failed: dict[str, Ending] = field(default_factory=dict)
    rounds: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: Request) -> tuple[Ending, Call | None]:
        """Recalled, else how it ended in the last batch, else not available before the next."""
        if (found := self.memory.recall(request, final=False)) is not None:
            return recalled(found), None
        name = f"{request.digest[:40]}-{self.memory.given(request)}"
        with self._lock:
            if name in self.failed:
                return self.failed[name], None
            self.waiting[name] = request
        return Ending("unavailable", "it waits for the next batch"), None

    def hand_in(self, told: Told) -> bool:
        """Whether there was something to hand in; its answers are recorded by then."""
        with self._lock:
            waiting, self.waiting = self.waiting, {}
        if not waiting or self.rounds >= ROUNDS:
            return False
        self.rounds += 1
        self.memory.forget()
        for part in _parts(waiting):
            held = self._reserved(part)
            kept = {name: part[name] for name in held}
            if kept:
                self._collect(self._created(kept, held), kept, held, told)
        return True

    def recover(self, told: Told) -> None:
        """Collect what an earlier run handed in. Raises Refusal for a batch under way, when nobody waits for it."""
        for name, said in self._open():
            batch = said.get("batch") or self._found(said)
            if not batch:
                self._note({"event": "gone", "name": name})
                continue
            if not self.waits and self._state(batch).get("processing_status") != "ended":
                raise Refusal(f"batch {batch} is under way and paid for; `workbench run --engine claude --batch` waits")
            if "batch" not in said:
                self._note({"event": "handed in", "name": name, "batch": batch})
            self._collect((name, batch), dict(self._requests(name)), {}, told)

    @property
    def _place(self) -> Path:
        return self.terms.recordings.root

    def _note(self, said: Mapping[str, Any]) -> None:
        append(self._place / "batches.jsonl", json.dumps(said))

    def _reserved(self, part: Mapping[str, Request]) -> dict[str, Hold]:
        """A reservation for each request that the budget has room for; the others are over it."""
        held = {}
        for name, request in part.items():
            most = self.terms.worst(request, batch=True)
            found = self.terms.budget.reserve(request.agent, request.endpoint, most, wait=False)
            if isinstance(found, Denied):
                self._end(name, request, Ending("over_budget", f"not sent: {found.reason}"), "", None)
            else:
                held[name] = found
        return held

    def _created(self, part: Mapping[str, Request], held: Mapping[str, Hold]) -> tuple[str, str]:
        """As `_create`; what was reserved is counted as spent when nobody knows whether the batch arrived."""
        try:
            return self._create(part)
        except BaseException:
            for hold in held.values():
                self.terms.budget.settle(hold, hold.most)
            raise

    def _create(self, part: Mapping[str, Request]) -> tuple[str, str]:
        """The name of a batch here, and there ("": it was not taken). What is handed in is noted before and after."""
        name = content_id("batch", [sorted(part), datetime.now(UTC).isoformat()])
        path = self._place / "batches" / f"{name}.jsonl"
        for one, request in part.items():
            said = {"id": one, "agent": request.agent, "endpoint": request.endpoint, "params": request.params}
            append(path, json.dumps(said))
        now = datetime.now(UTC).isoformat()
        self._note({"event": "handing in", "name": name, "count": len(part), "at": now})
        requests = [{"custom_id": one, "params": request.sent(hour=True)} for one, request in part.items()]
        reply = self._asked("create", requests=requests)
        batch = str(parsed(reply.body).get("id", "")) if reply.fault == "none" else ""
        if batch:
            self._note({"event": "handed in", "name": name, "batch": batch})
        elif judge(reply).worked == "no":
            self._note({"event": "gone", "name": name, "detail": judge(reply).detail})
        else:  # it may have arrived: the next run looks for it
            raise Refusal(
                f"whether the batch was taken is not known ({judge(reply).detail}); run the same command again"
            )
        if not batch:
            for one, request in part.items():
                self._end(one, request, judge(reply), "", None)
        return name, batch

    def _collect(
        self, batch: tuple[str, str], part: Mapping[str, Request], held: Mapping[str, Hold], told: Told
    ) -> None:
        """Wait for a batch, and record its results; whatever happens nothing stays reserved."""
        left = dict(part) if batch[1] else {}
        try:
            if batch[1]:
                self._wait(batch[1], len(part), told)
                for name, result in self._results(batch[1]):
                    if (request := left.pop(name, None)) is not None:
                        ending, reply = _ending(result)
                        self._end(name, request, ending, reply, held.get(name))
                for name, request in left.items():
                    self._end(
                        name, request, Ending("unavailable", "the batch has no result for it"), "", held.get(name)
                    )
                left = {}
                self._note({"event": "collected", "name": batch[0]})
                (self._place / "batches" / f"{batch[0]}.jsonl").unlink(missing_ok=True)
        finally:
            for name in held if not batch[1] else left:
                if name in held:
                    self.terms.budget.settle(held[name], NOTHING if not batch[1] else held[name].most)

    def _wait(self, batch: str, count: int, told: Told) -> None:
        while True:
            state = self._state(batch)
            open_ = int(state.get("request_counts", {}).get("processing", count))
            ended = state.get("processing_status") == "ended"
            told("batch", count if ended else max(0, count - max(1, open_)), count)
            if ended:
                return
            time.sleep(self.pause)

    def _state(self, batch: str) -> dict[str, Any]:
        reply = self._asked("retrieve", message_batch_id=batch)
        if reply.fault != "none":
            raise Refusal(
                f"batch {batch} cannot be looked at ({judge(reply).detail}); run the same command again later"
            )
        return parsed(reply.body)

    def _results(self, batch: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        reply = self._asked("results", message_batch_id=batch)
        if reply.fault != "none":
            raise Refusal(
                f"the results of batch {batch} do not come ({judge(reply).detail}); run the same command later"
            )
        for line in reply.body.split("\n"):
            said = parsed(line)
            if isinstance(said.get("result"), dict):
                yield str(said.get("custom_id")), said["result"]

    def _asked(self, verb: str, **given: Any) -> Reply:
        """The reply of the service; what may pass is asked again, but nothing is handed in twice."""
        for attempt in range(1, ATTEMPTS + 1):
            reply = self.wire.batch(verb, SECONDS, **given)
            ending = judge(reply) if reply.fault != "none" else None
            if ending is None or ending.retry == "no" or (verb == "create" and ending.worked != "no"):
                break
            if attempt < ATTEMPTS:
                self.terms.clock.sleep(min(60.0, max(ending.pause, 2.0**attempt / 4)))
        return reply

    def _end(self, name: str, request: Request, ending: Ending, reply: str, held: Hold | None) -> None:
        """Record how one request ended, and settle it; `reply` is "" where no message came."""
        if reply and self._recorded(name, request):  # by a run that was killed while it collected
            return
        used = ending.used
        cost = self.terms.model.cost(used, batch=True)
        amount = Amount(1, used.total, cost) if ending.worked == "yes" else NOTHING
        call = Call(
            call_id="", request=request.digest, agent=request.agent, endpoint=request.endpoint,
            engine=self.terms.engine, model=self.terms.model.name, state=ending.state, stop_reason=ending.stop_reason,
            request_ids=(name,), attempts=1, estimate=request.tokens_in, tokens_in=used.prompt,
            tokens_cached=used.cached, tokens_written=used.written + used.written_hour, tokens_out=used.out,
            tokens_thinking=used.thinking, dollars=amount.money / BILLIONTH,
            priced="used" if amount is not NOTHING else "nothing", priced_on=self.terms.model.as_of.isoformat(),
            via="batch", detail=ending.detail,
        )  # fmt: skip
        self.terms.recordings.keep(call, request.canonical, reply if ending.state in BROUGHT else "")
        if held is not None:
            self.terms.budget.settle(held, amount)
        elif amount is not NOTHING:
            self.terms.budget.charge(request.agent, request.endpoint, amount)
        if ending.state not in BROUGHT:
            self.failed[name] = ending

    def _recorded(self, name: str, request: Request) -> bool:
        """Whether the answer to a request is there already; its receipt is then noted, if it was not."""
        found = self.terms.recordings.answer(request.digest, int(name.rpartition("-")[2]))
        if found is not None:
            self.terms.recordings.note(found.call)
        return found is not None

    def _open(self) -> list[tuple[str, dict[str, Any]]]:
        """What was being handed in, or was, and is not collected."""
        found: dict[str, dict[str, Any]] = {}
        for said in map(parsed, lines(self._place / "batches.jsonl")):
            name = str(said.get("name"))
            if said.get("event") in ("collected", "gone"):
                found.pop(name, None)
            else:
                found[name] = {**found.get(name, {}), **said}
        return list(found.items())

    def _found(self, said: Mapping[str, Any]) -> str:
        """The batch that was being handed in when the run was killed, if the service has one that can be it."""
        known = {str(one.get("batch")) for one in map(parsed, lines(self._place / "batches.jsonl"))}
        reply = self._asked("list", limit=100)
        since = datetime.fromisoformat(str(said["at"])) - SKEW
        for one in parsed(reply.body).get("data", ()):
            made = datetime.fromisoformat(str(one.get("created_at", "")).replace("Z", "+00:00"))
            count = sum(value for value in one.get("request_counts", {}).values())
            if one.get("id") not in known and made >= since and count == said["count"]:
                return str(one["id"])
        return ""

    def _requests(self, name: str) -> Iterator[tuple[str, Request]]:
        for said in map(parsed, lines(self._place / "batches" / f"{name}.jsonl")):
            yield str(said["id"]), Request(said["agent"], said["endpoint"], said["params"])


def _parts(waiting: Mapping[str, Request]) -> Iterator[dict[str, Request]]:
    """The requests in parts that one batch takes."""
    part: dict[str, Request] = {}
    size = 0
    for name, request in sorted(waiting.items()):
        if part and (len(part) >= MOST_REQUESTS or size + len(request.canonical) > MOST_BYTES):
            yield part
            part, size = {}, 0
        part[name] = request
        size += len(request.canonical)
    yield part


def _ending(result: Mapping[str, Any]) -> tuple[Ending, str]:
    """What one result of a batch comes to, and the message that came."""
    message, error = result.get("message"), result.get("error")
    if result.get("type") == "succeeded" and isinstance(message, dict):
        return judge_message(message), json.dumps(message)
    if result.get("type") == "errored":
        inner = error.get("error", error) if isinstance(error, dict) else {}
        ending = error_ending(str(inner.get("type", "error")), 0, str(inner.get("message", "")))
        return Ending(ending.state, ending.detail), ""
    return Ending("unavailable", f"the batch ended without it ({str(result.get('type'))[:40]})"), ""
