"""A request is sent once, or a person is told that nobody knows."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from governance_world import NOW, World, make_world

from workbench.acts import Draft, HttpDraft, Proposal
from workbench.errors import NotAllowed
from workbench.execution import Executor, execute, recover, undo
from workbench.proposal import diff, propose, submit
from workbench.rules import HttpTarget
from workbench.targets import Step
from workbench.targets.http import Http
from workbench.targets.opening import open_targets


@dataclass
class Server:
    """A real server that does what `answers` says, one after the other, and remembers what it did."""

    address: str = ""
    answers: list[Any] = field(default_factory=list)
    done: list[tuple[str, str, bytes]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def api() -> Iterator[Server]:
    """Runs on a free port of this machine."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            key = self.headers["Idempotency-Key"]
            state.headers.append(dict(self.headers))
            answer = state.answers.pop(0) if state.answers else 200
            if key not in state.keys and answer != 412:
                state.done.append((self.command, self.path, body))
            state.keys.append(key)
            if answer == "drop":
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(answer)
            if answer == 302:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

        def log_message(self, *given: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield state
    server.shutdown()
    server.server_close()


def api_world(home: Path, api: Server, idempotent: bool) -> World:
    """A world whose target `api` is the server."""
    world = make_world(home)
    text = (world.home / "policy.yaml").read_text()
    where = f"base: '{api.address}', idempotent: {str(idempotent).lower()}, private: true, environment: demo"
    text = text.replace("agents:", f"  api: {{kind: http, {where}}}\nagents:", 1)
    text = text.replace("propose: {out: [maps/**]}", "propose: {out: [maps/**], api: [v1/**]}", 1)
    text = text.replace("file.delete]\n", "file.delete, http.post, http.put]\n", 1)
    text = text.replace("files: 5, bytes: 64KiB", "files: 5, calls: 1, bytes: 64KiB", 1)
    text = text.replace("files: 500, bytes: 1MiB", "files: 500, calls: 50, bytes: 1MiB", 1)
    (world.home / "policy.yaml").write_text(text)
    return world


def asked(world: World, draft: HttpDraft) -> Proposal:
    """An approved request."""
    change = Draft(author="migrator", subject="api", summary="tell the api", changes=(draft,))
    made = propose(change, open_targets(world.policy)["api"], world.policy)
    assert made is not None
    submit(world.ledger, [made], world.policy, NOW)
    world.say(made, "approve", world.ana)
    return made


def executor(world: World, step: Step = lambda name: None) -> Executor:
    return Executor(world.ledger, lambda: world.policy, open_targets(world.policy), step)


POST = HttpDraft(method="POST", path="v1/orders", body={"id": 7, "name": "é"})


def test_the_approved_request_is_sent_once(tmp_path: Path, api: Server) -> None:
    """Method, path and body arrive as they were approved, with a key; executing again sends nothing."""
    world = api_world(tmp_path, api, True)
    made = asked(world, POST)
    assert (made.blast.calls, made.blast.bytes) == (1, len(made.actions[0].data()))
    assert f"POST {api.address}/v1/orders" in diff(made, open_targets(world.policy)["api"])
    for _ in range(2):
        assert execute(executor(world), made.proposal_id, NOW).state == "done"
    assert [(method, path, json.loads(body)) for method, path, body in api.done] == [
        ("POST", "/v1/orders", {"id": 7, "name": "é"})
    ]
    assert len(api.keys) == 1
    with pytest.raises(NotAllowed, match="cannot be taken back"):
        undo(executor(world), made.proposal_id, "why")


def test_no_answer_is_asked_again_with_the_same_key(tmp_path: Path, api: Server) -> None:
    """A server that honours the key is asked again, and does it once."""
    world = api_world(tmp_path, api, True)
    api.answers = ["drop", "drop", 200]
    made = asked(world, POST)
    assert execute(executor(world), made.proposal_id, NOW).state == "done"
    assert len(api.keys) == 3
    assert len(set(api.keys)) == 1
    assert len(api.done) == 1


def test_no_answer_without_keys_is_unknown(tmp_path: Path, api: Server) -> None:
    """A server that does not honour the key is asked at most once; then a person must look."""
    world = api_world(tmp_path, api, False)
    api.answers = ["drop"]
    made = asked(world, POST)
    receipt = execute(executor(world), made.proposal_id, NOW)
    assert receipt.state == "unknown"
    assert "no answer" in receipt.detail
    assert execute(executor(world), made.proposal_id, NOW) == receipt
    assert len(api.keys) == 1


@pytest.mark.parametrize(("idempotent", "state", "sent"), [(True, "done", 2), (False, "unknown", 1)])
def test_a_crash_after_sending(tmp_path: Path, api: Server, idempotent: bool, state: str, sent: int) -> None:
    """After a crash the request is repeated only where the server tells repetitions apart."""
    world = api_world(tmp_path, api, idempotent)
    made = asked(world, POST)

    class Death(BaseException):
        pass

    def die(name: str) -> None:
        if name == "effect":
            raise Death

    with pytest.raises(Death):
        execute(executor(world, die), made.proposal_id, NOW)
    assert [receipt.state for receipt in recover(executor(world), NOW)] == [state]
    assert len(api.keys) == sent
    assert len(api.done) == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [(201, "done"), (204, "done"), (302, "drift"), (404, "drift"), (412, "drift"), (500, "unknown")],
)
def test_answers_are_states(tmp_path: Path, api: Server, answer: int, state: str) -> None:
    """Each kind of answer is one state; a redirect is not followed."""
    world = api_world(tmp_path, api, False)
    api.answers = [answer]
    made = asked(world, HttpDraft(method="PUT", path="v1/orders/7", body=1, if_match='"abc"'))
    assert execute(executor(world), made.proposal_id, NOW).state == state
    assert api.headers[0]["If-Match"] == '"abc"'
    assert len(api.keys) == 1


def test_a_server_that_is_not_there_gets_nothing(tmp_path: Path, api: Server) -> None:
    """When no connection can be made nothing was sent, and the approval stands."""
    world = api_world(tmp_path, api, False)
    made = asked(world, POST)
    rules = world.policy.targets["api"]
    assert isinstance(rules, HttpTarget)
    public = Http("api", rules.model_copy(update={"private": False}))
    receipt = execute(Executor(world.ledger, lambda: world.policy, {"api": public}), made.proposal_id, NOW)
    assert receipt.state == "stopped"
    assert "private address" in receipt.detail
    assert api.keys == []
    assert execute(executor(world), made.proposal_id, NOW).state == "done"


@pytest.mark.parametrize(
    "path",
    [
        "../admin",
        "v1/../admin",
        "/v1/x",
        "v1//x",
        "v1/x?a=1",
        "v1/x#y",
        "v1/%2e%2e/admin",
        "v1/x y",
        "v1/x\r\nA: b",
        "",
    ],
)
def test_a_path_is_plain(tmp_path: Path, api: Server, path: str) -> None:
    """A path that a server could read in another way is refused."""
    world = api_world(tmp_path, api, True)
    with pytest.raises(NotAllowed):
        asked(world, HttpDraft(method="POST", path=path))
    assert api.keys == []
