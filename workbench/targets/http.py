"""A server as a target: one request with a JSON body, sent once.

The address is resolved here and connected to as resolved; private addresses are refused unless policy.yaml lists the
target as private; redirects are not followed. Every request carries `Idempotency-Key`. Where the server honours it, a
request without an answer is repeated; where it does not, it is sent at most once, and no answer is `unknown`: a person
must look. What a server did cannot be rolled back, so a proposal holds one request, and there is no undo.
"""

import http.client
import ipaddress
import os
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from workbench.acts import (
    ABSENT,
    Action,
    Blast,
    Change,
    HttpAction,
    HttpDraft,
    Kept,
    TargetIdentity,
)
from workbench.blobs import Blobs
from workbench.errors import NotAllowed, Refusal
from workbench.identity import canonical, sha256
from workbench.records import UNKNOWN
from workbench.rules import HttpTarget, is_plain
from workbench.targets import Applied, Step
from workbench.targets.session import Busy
from workbench.textgate import show

TRIES = 3
"""How often a request is sent to a server that honours the key."""

WAIT = 20.0
"""Seconds to wait for a connection or an answer."""


@dataclass(frozen=True)
class Http:
    """One server."""

    name: str
    rules: HttpTarget

    @property
    def identity(self) -> TargetIdentity:
        """What it is: scheme, host and port."""
        base = self.rules.base
        return TargetIdentity(
            name=self.name, kind="http", location=base, physical=base, environment=self.rules.environment
        )

    def plan(self, changes: Sequence[Change]) -> list[Action]:
        """The request. A path is plain: no `..`, no query, nothing encoded."""
        if len(changes) != 1 or not isinstance(changes[0], HttpDraft):
            raise NotAllowed(f"{self.name} is a server; a proposal for it holds exactly one request")
        return [_action(changes[0])]

    def measure(self, actions: Sequence[Action]) -> Blast:
        """Calls and bytes sent."""
        return Blast(calls=len(actions), bytes=sum(len(action.data()) for action in actions))

    def diff(self, actions: Sequence[Action]) -> str:
        """The request as it will be sent."""
        shown = [
            f"{action.verb.upper()} {self.rules.base}/{show(action.path)}\n{show(_body(action))}" for action in actions
        ]
        return "\n".join(shown) + "\n"

    def keep(self, actions: Sequence[Action], blobs: Blobs) -> list[Kept]:
        """Nothing: what a server held is not known."""
        return []

    def back(self, actions: Sequence[Action], kept: Sequence[Kept], blobs: Blobs) -> list[Change]:
        """Refuses: a request cannot be taken back."""
        raise NotAllowed(f"what {self.name} was sent cannot be taken back; propose the opposite request")

    def apply(self, token: str, actions: Sequence[Action], step: Step, again: bool) -> Applied:
        """Send the request; `again` sends it once more only where the server honours the key."""
        if again and not self.rules.idempotent:
            return Applied(state="unknown", detail="it may have been sent; the server does not honour Idempotency-Key")
        try:
            step("checked")
            step("begin")
            return self._send(token, actions[0], TRIES if self.rules.idempotent else 1)
        except Refusal as why:
            return Applied(state="stopped", detail=f"{why}; nothing was sent")

    def _send(self, token: str, action: Action, tries: int) -> Applied:
        for _ in range(tries):
            connection = self._connected()
            try:
                return self._asked(connection, token, action)
            except (OSError, http.client.HTTPException) as fault:
                why = f"{type(fault).__name__}: {fault}"
            finally:
                connection.close()
        return Applied(state="unknown", detail=f"sent, and no answer came ({why})")

    def _asked(self, connection: http.client.HTTPConnection, token: str, action: Action) -> Applied:
        headers = {"Content-Type": "application/json", "Idempotency-Key": token, "Host": _host(self.rules.base)}
        if action.before != UNKNOWN:
            headers["If-Match"] = action.before
        if self.rules.variable:
            headers["Authorization"] = f"Bearer {os.environ.get(self.rules.variable, '')}"
        connection.request(action.verb.upper(), f"/{action.path}", body=action.data(), headers=headers)
        answer = connection.getresponse()
        answer.read(1 << 20)
        return _outcome(action, answer.status)

    def _connected(self) -> http.client.HTTPConnection:
        """A connection to an address that was resolved and checked here. Raises Busy before anything is sent."""
        parts = urlsplit(self.rules.base)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            address = str(socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)[0][4][0])
            if not self.rules.private and not ipaddress.ip_address(address).is_global:
                raise NotAllowed(
                    f"{parts.hostname} is {address}, a private address; the target is not listed as private"
                )
            raw = socket.create_connection((address, port), timeout=WAIT)
            if parts.scheme == "https":
                raw = ssl.create_default_context().wrap_socket(raw, server_hostname=parts.hostname)
        except OSError as fault:
            raise Busy(f"{self.rules.base} cannot be reached ({fault})") from None
        connection = http.client.HTTPConnection(address, port, timeout=WAIT)
        connection.sock = raw
        return connection


def _action(draft: HttpDraft) -> HttpAction:
    if not is_plain(draft.path) or not draft.path.isascii() or set(draft.path) & set("?#% "):
        raise NotAllowed(f"{draft.path!r} is no plain path: letters, digits, - _ . ~ and / without a query")
    if not draft.if_match.isascii() or not draft.if_match.isprintable():
        raise NotAllowed(f"{draft.if_match!r} is no entity tag")
    body = "" if draft.body is None else canonical(draft.body).decode()
    return HttpAction.model_validate(
        {
            "verb": draft.method.lower(),
            "path": draft.path,
            "body": body,
            "before": draft.if_match or UNKNOWN,
            "sha256": sha256(body.encode()),
        }
    )


def _outcome(action: Action, status: int) -> Applied:
    if 200 <= status < 300:
        return Applied(state="done", wrote=((action.path, action.sha256 if action.data() else ABSENT),))
    if 300 <= status < 500:
        why = "is no longer what was approved against" if status == 412 else f"was answered {status}"
        return Applied(state="drift", detail=f"{action.path!r} {why}; the server did not do it")
    return Applied(state="unknown", detail=f"{action.path!r} was answered {status}; what the server did is not known")


def _body(action: Action) -> str:
    return action.data().decode()


def _host(base: str) -> str:
    return urlsplit(base).netloc
