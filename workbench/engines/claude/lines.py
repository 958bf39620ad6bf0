"""Connections to the service: HTTP/1.1 as far as its answers need it, at a third of what a general client costs a call.

A connection is one protocol of the event loop, used by one request at a time and again by the next one. An answer is
whole before anybody sees it. What is not plain HTTP/1.1, is packed, has no end or two lengths is a broken answer.
"""

import asyncio
import re
import socket
import ssl
import time
from collections.abc import Iterator

import httpx2

CONNECTIONS = 1024
"""Requests that may be under way at a time."""

KEPT_SECONDS = 5.0
"""How long a connection without a request is used again: the service may just be about to end an older one."""

ALIVE_SECONDS = 60
"""After so long without a byte the other side is asked whether it is there: a model may think for minutes."""

MOST_BYTES = 1 << 30
"""Of one body: the results of a batch are the largest there are."""

_MOST_HEAD = 1 << 16
_MOST_LINE = 1 << 12
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-9]\d\d)(?: [^\r\n]*)?")
_HEADER = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\r\n\0]*?)[ \t]*")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?")

Headers = list[tuple[bytes, bytes]]


class Lines(httpx2.AsyncBaseTransport):
    """As many connections as requests are under way, and those that wait for another one."""

    def __init__(self, secure: bool) -> None:
        """Nothing is opened yet; `secure`: over TLS, with the certificates that the client trusts."""
        self._idle: list[Line] = []
        self._used: set[Line] = set()
        self._room = asyncio.Semaphore(CONNECTIONS)
        self._tls = httpx2.create_ssl_context() if secure else None
        if self._tls:
            self._tls.set_alpn_protocols(["http/1.1"])

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The whole response. Raises what `httpx2` raises for a connection that fails."""
        sent = _head(request) + await request.aread()
        async with self._room:
            line = self._waiting() or await self._opened(request)
            self._used.add(line)
            try:
                status, headers, body = await line.asked(sent, request)
            except BaseException:
                line.end()
                raise
            finally:
                self._used.discard(line)
        if not line.over:
            line.since = time.monotonic()
            self._idle.append(line)
        return httpx2.Response(status, headers=headers, content=body, extensions={"http_version": b"HTTP/1.1"})

    async def aclose(self) -> None:
        """Close every connection."""
        for line in (*self._idle, *self._used):
            line.end()
        self._idle.clear()

    def _waiting(self) -> "Line | None":
        """The connection that was used last; those that have waited too long are ended."""
        latest, now = None, time.monotonic()
        while self._idle and latest is None:
            line = self._idle.pop()
            if line.over or now - line.since > KEPT_SECONDS:
                line.end()
            else:
                latest = line
        return latest

    async def _opened(self, request: httpx2.Request) -> "Line":
        url, loop, seconds = request.url, asyncio.get_running_loop(), _seconds(request, "connect")
        port = url.port or (443 if self._tls else 80)
        try:
            async with asyncio.timeout(seconds):
                _, line = await loop.create_connection(
                    Line, url.host, port, ssl=self._tls, happy_eyeballs_delay=0.25,
                    server_hostname=url.host if self._tls else None,
                )  # fmt: skip
        except TimeoutError:
            raise httpx2.ConnectTimeout("no connection in time", request=request) from None
        except (OSError, ssl.SSLError) as fault:
            raise httpx2.ConnectError(str(fault), request=request) from fault
        return line


class Line(asyncio.Protocol):
    """One connection. `over`: it cannot be used again."""

    def __init__(self) -> None:
        """Not yet connected."""
        self.over, self.since = False, 0.0
        self._came = bytearray()
        self._fault: Exception | None = None
        self._awaited: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The event loop says so."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if (open_socket := transport.get_extra_info("socket")) is not None:
            open_socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if idle := getattr(socket, "TCP_KEEPIDLE", 0):  # not everywhere
                open_socket.setsockopt(socket.IPPROTO_TCP, idle, ALIVE_SECONDS)

    def data_received(self, data: bytes) -> None:
        """The event loop has bytes."""
        self._came += data
        self._tell()

    def eof_received(self) -> None:
        """The event loop has no more bytes."""
        self.over = True
        self._tell()

    def connection_lost(self, exc: Exception | None) -> None:
        """The event loop has no more connection."""
        self.over, self._fault = True, exc
        self._tell()

    def end(self) -> None:
        """End the connection at once."""
        self.over = True
        if self._transport is not None:
            self._transport.abort()

    async def asked(self, sent: bytes, request: httpx2.Request) -> tuple[int, Headers, bytes]:
        """Status, headers and body of the answer to a request."""
        assert self._transport is not None
        if self._came:  # nobody asked for it
            raise httpx2.RemoteProtocolError("bytes before a request", request=request)
        self._transport.write(sent)
        try:
            version, status, headers = await self._answered(request)
            body = await self._body(status, _Framing(headers), request)
        except _NotPlain as fault:
            raise httpx2.RemoteProtocolError(str(fault), request=request) from None
        if self._came or version == 0 or b"close" in _of(headers, b"connection").lower():
            self.end()
        return status, headers, body

    async def _answered(self, request: httpx2.Request) -> tuple[int, int, Headers]:
        while True:
            text = await self._until(b"\r\n\r\n", _MOST_HEAD, request)
            version, status, headers = _parsed(text)
            if status == 101:
                raise _NotPlain("another protocol")
            if status >= 200:
                return version, status, headers

    async def _body(self, status: int, framing: "_Framing", request: httpx2.Request) -> bytes:
        if status in (204, 304):
            return b""
        if framing.chunked:
            return await self._chunks(request)
        if framing.length >= 0:
            return await self._exactly(framing.length, request)
        while not self.over:  # it ends with the connection
            await self._more(request)
            _bounded(len(self._came))
        if self._fault is not None:
            raise httpx2.ReadError(str(self._fault), request=request)
        whole = bytes(self._came)
        self._came.clear()
        return whole

    async def _chunks(self, request: httpx2.Request) -> bytes:
        body = bytearray()
        while size := _size(await self._until(b"\r\n", _MOST_LINE, request)):
            _bounded(len(body) + size)
            body += await self._exactly(size, request)
            if await self._exactly(2, request) != b"\r\n":
                raise _NotPlain("a part without an end")
        while await self._until(b"\r\n", _MOST_LINE, request):
            pass  # headers after the body say nothing that is asked for
        return bytes(body)

    async def _until(self, end: bytes, most: int, request: httpx2.Request) -> bytes:
        while (at := self._came.find(end)) < 0:
            if len(self._came) > most:
                raise _NotPlain(f"more than {most:,} bytes without an end")
            await self._more(request)
        found = bytes(self._came[:at])
        del self._came[: at + len(end)]
        return found

    async def _exactly(self, size: int, request: httpx2.Request) -> bytes:
        _bounded(size)
        while len(self._came) < size:
            await self._more(request)
        found = bytes(memoryview(self._came)[:size])
        del self._came[:size]
        return found

    async def _more(self, request: httpx2.Request) -> None:
        """Wait for bytes, or for the end of the connection. Raises when it has ended, or after too long a silence."""
        if self.over:
            fault = self._fault
            raise (httpx2.ReadError if fault else httpx2.RemoteProtocolError)(
                f"the connection ended before the answer: {fault or 'closed'}", request=request
            )
        self._awaited = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(_seconds(request, "read")):
                await self._awaited
        except TimeoutError:
            raise httpx2.ReadTimeout("the service was silent", request=request) from None
        finally:
            self._awaited = None

    def _tell(self) -> None:
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(None)


class _NotPlain(Exception):
    """Not HTTP/1.1 as it is taken here."""


class _Framing:
    """Where a body ends. `length`: -1 when it is not said."""

    def __init__(self, headers: Headers) -> None:
        coded, said = _of(headers, b"transfer-encoding").lower(), _of(headers, b"content-length")
        packed = _of(headers, b"content-encoding").lower()
        if packed not in (b"", b"identity"):
            raise _NotPlain("a packed body, which was not asked for")
        if coded not in (b"", b"chunked") or (coded and said):
            raise _NotPlain("a body whose end is not clear")
        lengths = {part.strip() for part in said.split(b",")} if said else set()
        if len(lengths) > 1 or not all(part.isdigit() and len(part) < 16 for part in lengths):
            raise _NotPlain("a body whose length is not clear")
        self.chunked, self.length = bool(coded), int(lengths.pop()) if lengths else -1


def _head(request: httpx2.Request) -> bytes:
    """What is sent before the body. Raises LocalProtocolError where a header would be more than one line."""
    raw = request.headers.raw
    lines: Iterator[bytes] = (b"%b: %b\r\n" % pair for pair in raw)
    made = b"%b %b HTTP/1.1\r\n%b\r\n" % (request.method.encode(), request.url.raw_path, b"".join(lines))
    if made.count(b"\n") != len(raw) + 2 or made.count(b"\r") != len(raw) + 2:
        raise httpx2.LocalProtocolError("a header of more than one line", request=request)
    return made


def _parsed(text: bytes) -> tuple[int, int, Headers]:
    first, *rest = text.split(b"\r\n")
    status, pairs = _STATUS.fullmatch(first), [_HEADER.fullmatch(line) for line in rest]
    if status is None or not all(pairs):
        raise _NotPlain("not HTTP/1.1")
    return int(status[1]), int(status[2]), [(pair[1], pair[2]) for pair in pairs if pair]


def _of(headers: Headers, name: bytes) -> bytes:
    """The values of a header, one after the other."""
    return b", ".join(value for key, value in headers if key.lower() == name)


def _size(line: bytes) -> int:
    if (found := _CHUNK.fullmatch(line)) is None:
        raise _NotPlain("a part without a size")
    return int(found[1], 16)


def _bounded(size: int) -> None:
    if size > MOST_BYTES:
        raise _NotPlain(f"a body of more than {MOST_BYTES:,} bytes")


def _seconds(request: httpx2.Request, what: str) -> float | None:
    found = request.extensions.get("timeout", {}).get(what)
    return float(found) if found is not None else None
