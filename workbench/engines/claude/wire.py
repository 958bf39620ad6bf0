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
from typing import Any
from urllib.parse import urlsplit

from workbench.engines.claude.keys import Key
from workbench.engines.claude.replies import Reply

SERVICE = "https://api.anthropic.com"
"""Where requests go unless settings or environment say another place."""

HERE = ("127.0.0.1", "::1", "localhost")
CONNECT_SECONDS = 10.0
CONNECTIONS = 200


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
    _waiting: set[Future[Any]] = field(default_factory=set)

    def create(self, request: Mapping[str, Any], seconds: float) -> Reply:
        """The reply to one request, or what came in its place; nothing is raised for a fault of service or network."""
        return self._reply(lambda client: client.messages.with_raw_response.create(**request, timeout=seconds), seconds)

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
            waiting, self._waiting = self._waiting, set()
        for future in waiting:
            future.cancel()
        if loop is None:
            return
        if client is not None:
            asyncio.run_coroutine_threadsafe(client.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)

    def _reply(self, ask: Callable[[Any], Awaitable[Any]], seconds: float) -> Reply:
        if self._stopped:
            raise Stopped(sent=False)
        with self._lock:
            loop = self._loop = self._loop or _running_loop()
            future = asyncio.run_coroutine_threadsafe(self._asked(ask, seconds), loop)
            self._waiting.add(future)
        try:
            return future.result()
        except CancelledError:
            raise Stopped(sent=True) from None
        finally:
            with self._lock:
                self._waiting.discard(future)

    async def _asked(self, ask: Callable[[Any], Awaitable[Any]], seconds: float) -> Reply:
        import anthropic  # noqa: PLC0415  (an optional dependency: 84 MB that nobody needs offline)

        self._client = self._client or self._made()
        try:
            async with asyncio.timeout(seconds):
                raw = await ask(self._client)
                body = await raw.text()
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
        headers = {str(name).lower(): str(value) for name, value in raw.headers.items()}
        return Reply("none", raw.status_code, headers, self.key.hide(body))

    def _failed(self, error: Any) -> Reply:
        headers = {str(name).lower(): str(value) for name, value in error.response.headers.items()}
        return Reply("status", error.status_code, headers, self.key.hide(error.response.text[:20_000]))

    def _made(self) -> Any:
        import anthropic  # noqa: PLC0415
        import httpx2  # noqa: PLC0415

        given: dict[str, Any] = {}
        if urlsplit(self.url).hostname in HERE:
            # A proxy of the environment leads away from this machine, and cannot find the way back to it.
            limits = httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
            given["http_client"] = httpx2.AsyncClient(transport=httpx2.AsyncHTTPTransport(limits=limits))
        return anthropic.AsyncAnthropic(
            api_key=self.key.text,
            base_url=self.url,
            max_retries=0,
            timeout=httpx2.Timeout(600, connect=CONNECT_SECONDS),
            open_telemetry=False,
            **given,
        )


def _running_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=_run, args=(loop,), name="claude", daemon=True).start()
    return loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()
