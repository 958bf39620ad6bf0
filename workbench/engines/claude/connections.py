"""The client of the service, with connections that suit it: nothing is repeated, followed or looked up by itself.

A pool looks at each of its connections for every request, so many requests at a time are spread over several pools. A
redirect is not followed: it would take the text of a specification to a place that nobody named. Nothing that is packed
is taken, and nothing without end: a small body may unpack to more than there is memory.
"""

import socket
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import anthropic
import httpx2

from workbench.engines.claude.keys import Key

HERE = ("127.0.0.1", "::1", "localhost")
CONNECT_SECONDS = 10.0
POOLS, CONNECTIONS = 16, 64
"""Pools, and connections of each."""

ALIVE_SECONDS = 60
"""After so long without a byte the other side is asked whether it is there: a model may think for minutes."""

MOST_BYTES = 1 << 30
"""Of one body: the results of a batch are the largest there are."""


def client_of(url: str, key: Key) -> anthropic.AsyncAnthropic:
    """A client of the service at `url`; it belongs to the event loop that it is made on."""
    manners: dict[str, Any] = {"follow_redirects": False, "event_hooks": {"response": [_checked]}}
    # A proxy of the environment leads away from this machine, and cannot find the way back to it.
    if urlsplit(url).hostname not in HERE and {"http", "https", "all"} & set(getproxies()):
        lines: httpx2.AsyncClient = anthropic.DefaultAsyncHttpxClient(**manners)
    else:
        lines = httpx2.AsyncClient(transport=_Spread(url.startswith("https:")), **manners)
    return anthropic.AsyncAnthropic(
        api_key=key.text,
        base_url=url,
        max_retries=0,
        timeout=httpx2.Timeout(600, connect=CONNECT_SECONDS),
        default_headers={"accept-encoding": "identity"},
        open_telemetry=False,
        http_client=lines,
    )


class _Spread(httpx2.AsyncBaseTransport):
    """Several pools as one, each in its turn."""

    def __init__(self, secure: bool) -> None:
        limits = httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
        if idle := getattr(socket, "TCP_KEEPIDLE", 0):  # not everywhere
            options.append((socket.IPPROTO_TCP, idle, ALIVE_SECONDS))
        verify = httpx2.create_ssl_context() if secure else False
        self._pools = [
            httpx2.AsyncHTTPTransport(verify=verify, limits=limits, socket_options=options) for _ in range(POOLS)
        ]
        self._turn = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The response, through the next pool."""
        self._turn = (self._turn + 1) % POOLS
        return await self._pools[self._turn].handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools:
            await pool.aclose()


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
