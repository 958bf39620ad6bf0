"""A server on this machine that speaks the Messages API, so that the whole way to a model can be walked without one.

    with loopback(Service(answer=lambda body: "hello")) as url:
        anthropic.Anthropic(api_key="any", base_url=url).messages.create(...)

It listens on 127.0.0.1 alone, on a port of its own, in a thread of its own.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from workbench.testing.service import Fault, Response, Service

MOST_BODY = 300 << 20
DRIP = 0.2
"""Seconds between two pieces of a dripping response."""

_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 413: "Too Large", 429: "Slow Down"}


@contextmanager
def loopback(service: Service) -> Iterator[str]:
    """The address of a server for a service; it stops at the end of the `with`."""
    loop, started = asyncio.new_event_loop(), threading.Event()
    where: list[str] = []

    async def serve() -> asyncio.Server:
        server = await asyncio.start_server(_Talk(service).connected, "127.0.0.1", 0, backlog=512)
        where.append(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        return server

    def run() -> None:
        server = loop.run_until_complete(serve())
        started.set()
        loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run, name="loopback", daemon=True)
    thread.start()
    started.wait(10)
    try:
        yield where[0]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


class _Talk:
    """One service's connections."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests on one connection until somebody closes it."""
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ValueError):
            while await self._one(reader, writer):
                pass
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        data = await reader.readexactly(min(int(headers.get("content-length", "0")), MOST_BODY))
        response = self._service.respond(method, path, headers, data)
        if self._service.latency and path.startswith("/v1/messages") and method == "POST":
            await asyncio.sleep(self._service.latency)
        if response.fault is not None:
            return await self._wrongly(writer, response, response.fault)
        await self._write(writer, response)
        return True

    async def _write(self, writer: asyncio.StreamWriter, response: Response) -> None:
        if response.events:
            writer.write(_head(response, "transfer-encoding: chunked"))
            for event in response.events:
                writer.write(_chunk(event))
                await writer.drain()
            writer.write(b"0\r\n\r\n")
        else:
            writer.write(_head(response, f"content-length: {len(response.body)}") + response.body)
        await writer.drain()

    async def _wrongly(self, writer: asyncio.StreamWriter, response: Response, fault: Fault) -> bool:
        """Send a response as the fault says; whether the connection goes on."""
        match fault.kind:
            case "html" | "no_json" | "wrong_shape":
                body = {"html": b"<html><body>sign in</body></html>", "no_json": b'{"id": "msg_1", "cont'}
                kind = "text/html" if fault.kind == "html" else "application/json"
                other = Response(200, body.get(fault.kind, b'{"hello": 1}'), {"content-type": kind})
                await self._write(writer, other)
                return True
            case "reset" | "reset_middle":
                return await self._reset(writer, response, fault.kind == "reset_middle")
            case "cut":
                return await self._cut(writer, response)
            case "drip":
                return await self._drip(writer, response)
            case "raw":
                return await self._raw(writer, fault)
            case "slow":
                await asyncio.sleep(fault.seconds)
            case "silent":
                await asyncio.sleep(3600)
        await self._write(writer, response)
        return True

    async def _raw(self, writer: asyncio.StreamWriter, fault: Fault) -> bool:
        for start in range(0, len(fault.raw), 1 if fault.seconds else len(fault.raw)):
            writer.write(fault.raw[start : start + 1] if fault.seconds else fault.raw)
            await writer.drain()
            await asyncio.sleep(fault.seconds)
        return False

    async def _reset(self, writer: asyncio.StreamWriter, response: Response, middle: bool) -> bool:
        if middle:
            body = response.body or b"".join(response.events)
            writer.write(_head(response, f"content-length: {len(body)}") + body[: len(body) // 2])
            await writer.drain()
        writer.transport.abort()
        return False

    async def _cut(self, writer: asyncio.StreamWriter, response: Response) -> bool:
        """Half of it, and a proper end."""
        writer.write(_head(response, "transfer-encoding: chunked"))
        parts = response.events or (response.body,)
        for part in parts[: max(1, len(parts) // 2)] if response.events else (parts[0][: len(parts[0]) // 2],):
            writer.write(_chunk(part))
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    async def _drip(self, writer: asyncio.StreamWriter, response: Response) -> bool:
        body = response.body or b"".join(response.events)
        writer.write(_head(response, f"content-length: {len(body)}"))
        for start in range(0, len(body), 10):
            writer.write(body[start : start + 10])
            await writer.drain()
            await asyncio.sleep(DRIP)
        return True


def _head(response: Response, size: str) -> bytes:
    kind = {"content-type": "text/event-stream"} if response.events else {}
    lines = [f"{name}: {value}" for name, value in {**kind, **response.headers}.items()]
    return "\r\n".join(
        [f"HTTP/1.1 {response.status} {_REASONS.get(response.status, 'Error')}", size, *lines, "", ""]
    ).encode()


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"
