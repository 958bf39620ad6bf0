"""The client of the service, with connections that suit it: nothing is repeated, followed or looked up by itself.

A redirect is not followed: it would take the text of a specification to a place that nobody named. Nothing that is
packed is taken, and nothing without end: a small body may unpack to more than there is memory. Only the way through a
proxy is left to the client's own connections.
"""

import atexit
import gc
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import anthropic
import httpx2

from workbench.engines.claude.keys import Key
from workbench.engines.claude.lines import MOST_BYTES, Lines

HERE = ("127.0.0.1", "::1", "localhost")
CONNECT_SECONDS = 10.0

# The client brought hundreds of thousands of objects that stay: they are not looked through again every few hundred
# calls. At the end they are, for libraries complain there of what was never collected.
gc.collect()
gc.freeze()
atexit.register(gc.unfreeze)


class AsyncAnthropic(anthropic.AsyncAnthropic):
    """The SDK's client, whose `messages.create` writes the request in one go and gives the response as it came.

    The SDK would walk through the request and the form of its answer, a hundred dicts, and make a model of its own of
    the response, which is judged here (`replies`).
    """

    async def post(self, path: str, **given: Any) -> Any:
        """The response of a POST: of `/v1/messages` that of the connection, of others as the SDK gives it."""
        if path != "/v1/messages":
            return await super().post(path, **given)
        said = {name: value for name, value in given["body"].items() if not isinstance(value, anthropic.Omit)}
        content = json.dumps(said, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
        return await super().post(path, content=content, cast_to=httpx2.Response, options=given["options"])


def client_of(url: str, key: Key) -> anthropic.AsyncAnthropic:
    """A client of the service at `url`; it belongs to the event loop that it is made on."""
    # A proxy of the environment leads away from this machine, and cannot find the way back to it.
    if urlsplit(url).hostname not in HERE and {"http", "https", "all"} & set(getproxies()):
        lines: httpx2.AsyncClient = anthropic.DefaultAsyncHttpxClient(
            follow_redirects=False, event_hooks={"response": [_checked]}
        )
    else:
        lines = httpx2.AsyncClient(transport=Lines(url.startswith("https:")), follow_redirects=False)
    return AsyncAnthropic(
        api_key=key.text,
        base_url=url,
        max_retries=0,
        timeout=httpx2.Timeout(600, connect=CONNECT_SECONDS),
        default_headers={"accept-encoding": "identity"},
        open_telemetry=False,
        http_client=lines,
    )


async def _checked(response: httpx2.Response) -> None:
    """Refuse a body that is packed, and end one that has no end."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise httpx2.DecodingError("a packed body, which was not asked for", request=response.request)
    response.stream = _Bounded(response)


class _Bounded(httpx2.AsyncByteStream):
    """A body, as long as it is not too long."""

    def __init__(self, response: httpx2.Response) -> None:
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        self._request, self._stream = response.request, response.stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for part in self._stream:
            size += len(part)
            if size > MOST_BYTES:
                raise httpx2.DecodingError(f"a body of more than {MOST_BYTES:,} bytes", request=self._request)
            yield part

    async def aclose(self) -> None:
        """Close what it comes from."""
        await self._stream.aclose()
