"""The one place that speaks to the service: one client for one run, on an event loop of its own in a thread.

The client of the SDK belongs to one event loop, so it is made there and closed there. It retries nothing, logs nothing
and never looks for a key by itself: all of that is decided here, and each request has a deadline of its own, because a
client's timeout only bounds the time between two bytes.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from workbench.engines.claude.keys import Key
from workbench.engines.claude.replies import Reply

SERVICE = "https://api.anthropic.com"
"""Where requests go unless settings or environment say another place."""


Ask = Callable[[Any], Awaitable[Any]]
"""What to ask of a client."""


class Stopped(Exception):
    """The run was stopped while a request was under way, or before it was sent."""

    def __init__(self, sent: bool) -> None:
        """`sent`: whether the service may have got it."""
        super().__init__("the run was stopped")
        self.sent = sent


@dataclass
class Wire:
    """A connection to the service at `url`, opened when the first request is sent."""

    url: str
    key: Key
    _loop: asyncio.AbstractEventLoop | None = None
    _client: Any = None
    _stopped: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _waiting: set[Future[Reply]] = field(default_factory=set)
    _given: list[tuple[Ask, float, Future[Reply]]] = field(default_factory=list)

    def create(self, request: Mapping[str, Any], seconds: float) -> Reply:
        """The reply to one request, or what came in its place; nothing is raised for a fault of service or network."""
        return self._reply(lambda client: client.messages.create(**request, timeout=seconds), seconds)

    def count(self, request: Mapping[str, Any], seconds: float) -> Reply:
        """The reply of the service's own counting of a request's tokens, which costs nothing."""
        asked = {name: request[name] for name in ("model", "messages", "system", "output_config") if name in request}
        return self._reply(
            lambda client: client.messages.with_raw_response.count_tokens(**asked, timeout=seconds), seconds
        )

    def batch(self, verb: str, seconds: float, **given: Any) -> Reply:
        """The reply to a verb of the batches: create, retrieve, list, cancel; `results` gives one line a request."""

        def asked(client: Any) -> Awaitable[Any]:
            if verb == "results":
                # The SDK decodes results with its own types; their lines are wanted as they came.
                path = f"/v1/messages/batches/{given['message_batch_id']}/results"
                headers = {"accept": "application/binary", "x-stainless-raw-response": "raw"}
                found: Awaitable[Any] = client.get(path, cast_to=str, options={"headers": headers, "timeout": seconds})
                return found
            made: Awaitable[Any] = getattr(client.messages.batches.with_raw_response, verb)(**given, timeout=seconds)
            return made

        return self._reply(asked, seconds)

    def stop(self) -> None:
        """End what is under way; whoever asks before `close` is told that the run was stopped."""
        self.close()
        self._stopped = True

    def close(self) -> None:
        """End what is under way, and the connection; the next request opens another one."""
        self._stopped = False
        with self._lock:
            loop, client, self._loop, self._client = self._loop, self._client, None, None
            waiting, self._waiting, self._given = self._waiting, set(), []
        for future in waiting:
            future.cancel()
        if loop is None:
            return
        if client is not None:
            asyncio.run_coroutine_threadsafe(client.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)

    def _reply(self, ask: Ask, seconds: float) -> Reply:
        if self._stopped:
            raise Stopped(sent=False)
        future: Future[Reply] = Future()
        with self._lock:
            loop = self._loop = self._loop or _running_loop()
            self._waiting.add(future)
            self._given.append((ask, seconds, future))
            if len(self._given) == 1:  # waking the other thread is dear; one that is being woken takes all there is
                loop.call_soon_threadsafe(self._take, loop)
        try:
            return future.result()
        except CancelledError:
            raise Stopped(sent=True) from None
        finally:
            with self._lock:
                self._waiting.discard(future)

    def _take(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin, on the loop, whatever was given since it was last asked to."""
        with self._lock:
            if loop is not self._loop:  # closed, and opened again on another one
                return
            given, self._given = self._given, []
        for ask, seconds, future in given:
            task = loop.create_task(self._asked(ask, seconds))
            task.add_done_callback(partial(_hand_over, future))
            future.add_done_callback(partial(_give_up, loop, task))

    async def _asked(self, ask: Ask, seconds: float) -> Reply:
        import anthropic  # noqa: PLC0415  (an optional dependency: 84 MB that nobody needs offline)

        from workbench.engines.claude.connections import client_of  # noqa: PLC0415

        self._client = self._client or client_of(self.url, self.key)
        try:
            async with asyncio.timeout(seconds):
                raw = await ask(self._client)
                body = raw.text if isinstance(raw.text, str) else await raw.text()
        except TimeoutError:
            return Reply("timeout", detail=f"{seconds:,.0f} s")
        except anthropic.APITimeoutError:
            return Reply("timeout", detail="the service was silent")
        except anthropic.APIStatusError as error:
            return self._failed(error)
        except anthropic.APIConnectionError as error:
            cause = type(error.__cause__).__name__
            return Reply("unsent" if "Connect" in cause else "broken", detail=cause)
        except Exception as error:  # whatever a client raises is the state of one attempt
            return Reply("broken", detail=self.key.hide(f"{type(error).__name__}: {error}"[:300]))
        return Reply("none", raw.status_code, self._headers(raw), self.key.hide(body))

    def _failed(self, error: Any) -> Reply:
        text = self.key.hide(error.response.text)[:20_000]
        return Reply("status", error.status_code, self._headers(error.response), text)

    def _headers(self, response: Any) -> dict[str, str]:
        """The headers of a response, names in lower case, without the key in any of them."""
        pairs = response.headers.items()
        return {self.key.hide(str(name)).lower(): self.key.hide(str(value)) for name, value in pairs}


def _hand_over(future: Future[Reply], task: asyncio.Task[Reply]) -> None:
    """What a task came to, for whoever waits; nobody does when it was given up."""
    if future.cancelled() or not future.set_running_or_notify_cancel():
        return
    if task.cancelled():
        future.set_exception(CancelledError())
    elif (error := task.exception()) is not None:
        future.set_exception(error)
    else:
        future.set_result(task.result())


def _give_up(loop: asyncio.AbstractEventLoop, task: asyncio.Task[Reply], future: Future[Reply]) -> None:
    """End what nobody waits for any more."""
    if future.cancelled() and not loop.is_closed():
        loop.call_soon_threadsafe(task.cancel)


def _running_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=_run, args=(loop,), name="claude", daemon=True).start()
    return loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()
