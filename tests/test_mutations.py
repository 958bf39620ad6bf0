"""After an approval nothing can be changed: not a byte of the files, not a field of a record, not a rule of the policy.

Two attackers. One writes bytes into the files as they lie. The other is stronger: changes a field, and makes the chain
of the whole ledger hold again; where the ledger is sealed the checkpoint stops him, and where it is not, the hashes and
signatures in the records do.
"""

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from governance_world import NOW, Record, World, make_world, trials

from workbench.acts import ABSENT, Proposal
from workbench.errors import WorkbenchError
from workbench.execution import Executor, execute
from workbench.identity import canonical, sha256
from workbench.keyring import make_reviewer
from workbench.ledger import Ledger
from workbench.policy import load


def approved(home: Path) -> tuple[World, Proposal]:
    """A proposal of three files that would be executed as it stands, and does not drift."""
    world = make_world(home)
    world.out.joinpath("maps").mkdir(parents=True)
    world.out.joinpath("maps/b").write_bytes(b"before\n")
    made = world.propose({"maps/a": b"limit: 100\n", "maps/b": b"after\n", "maps/c": b"\xff\x00"})
    world.approve(made)
    return world, made


def attempt(world: World, made: Proposal, executor: Executor) -> bool:
    """Whether an execution wrote anything; restores the target when it did."""
    before = world.files()
    try:
        execute(executor, made.proposal_id, NOW)
    except WorkbenchError:
        return world.files() != before
    return True


def changed_byte(data: bytes, rng: random.Random) -> bytes:
    """One byte flipped, replaced, removed, doubled or inserted."""
    at = rng.randrange(len(data))
    byte = data[at : at + 1]
    other = bytes([byte[0] ^ (1 << rng.randrange(8))])
    drawn = bytes([rng.choice([value for value in range(256) if value != byte[0]])])
    return data[:at] + rng.choice([other, drawn, b"", byte + byte, drawn + byte]) + data[at + 1 :]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every key and item in a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


def changed_field(body: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """One field of a record changed, removed or added, somewhere in it."""
    made = copy.deepcopy(body)
    path = rng.choice(list(places(made)))
    holder: Any = made
    for key in path[:-1]:
        holder = holder[key]
    old, how = holder[path[-1]], rng.randrange(4)
    if how == 0:
        del holder[path[-1]]
    elif how == 1 and isinstance(holder, dict):
        holder[f"{path[-1]}x"] = old
    else:
        holder[path[-1]] = other_value(old, rng)
    return made


def other_value(old: Any, rng: random.Random) -> Any:
    """Another value of the same kind, or of another."""
    if isinstance(old, str):
        at = rng.randrange(len(old) + 1)
        near = [old + " ", old.upper(), old[::-1], old[:at] + rng.choice("0aZ/\u200b") + old[at + 1 :], "", ABSENT]
        return rng.choice([text for text in near if text != old])
    if isinstance(old, bool | int):
        return rng.choice([old + 1, old - 1, -old - 1, old * 10 + 7, str(old), None])
    if isinstance(old, list):
        return rng.choice([[*old, *old, "x"], old[1:] or ["x"], None])
    return rng.choice(["x", None, [], 1])


def rechained(lines: list[dict[str, Any]]) -> bytes:
    """A chain that holds in itself."""
    prev, made = ABSENT, b""
    for line in lines:
        raw = canonical(line | {"prev": prev})
        prev, made = sha256(raw), made + raw + b"\n"
    return made


def test_no_changed_byte_is_executed(tmp_path: Path, record_property: Record) -> None:
    """Random single-byte changes of the ledger, its checkpoint or policy.yaml: none is executed."""
    world, made = approved(tmp_path)
    rng = random.Random(1)
    paths = [world.ledger.path, world.ledger.checkpoints.path, world.home / "policy.yaml"]
    whole = {path: path.read_bytes() for path in paths}
    policy = world.policy
    executed, tried = [], 0
    for _ in range(trials(250, 3000)):
        path = rng.choices(paths, [4, 1, 2])[0]
        data = changed_byte(whole[path], rng)
        if data == whole[path]:
            continue
        path.write_bytes(data)
        fresh = Ledger(world.ledger.path, world.ledger.key)
        rules: Callable[[], Any] = (lambda: world.policy) if path.name == "policy.yaml" else (lambda: policy)
        if attempt(world, made, Executor(fresh, rules, {"out": world.target})):
            executed.append((path.name, data))
        path.write_bytes(whole[path])
        tried += 1
    record_property("mutations", tried)
    assert executed == []
    assert execute(world.executor(), made.proposal_id, NOW).state == "done"


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "unsealed"])
def test_no_changed_field_is_executed(tmp_path: Path, sealed: bool, record_property: Record) -> None:
    """Random single-field changes of any record, with the chain made to hold again: none is executed."""
    world, made = approved(tmp_path)
    rng = random.Random(2)
    whole = world.ledger.path.read_bytes()
    lines = [json.loads(line) for line in whole.splitlines()]
    policy = world.policy
    key = world.ledger.key if sealed else None
    if not sealed:
        world.ledger.checkpoints.path.unlink()
    executed, tried = [], 0
    for _ in range(trials(150, 2000)):
        at = rng.choice([0, len(lines) - 2, len(lines) - 2, len(lines) - 1, len(lines) - 1])
        attacked = copy.deepcopy(lines)
        # Only the seal covers the columns beside a body (time, kind), so unsealed they are left alone.
        line = changed_field(lines[at], rng) if sealed else lines[at] | {"body": changed_field(lines[at]["body"], rng)}
        attacked[at] = line
        data = rechained(attacked)
        if data == whole:
            continue
        world.ledger.path.write_bytes(data)
        executor = Executor(Ledger(world.ledger.path, key), lambda: policy, {"out": world.target})
        if attempt(world, made, executor):
            executed.append(line)
        world.ledger.path.write_bytes(whole)
        tried += 1
    record_property("mutations", tried)
    assert executed == []
    executor = Executor(Ledger(world.ledger.path, key), lambda: policy, {"out": world.target})
    assert execute(executor, made.proposal_id, NOW).state == "done"


def test_no_changed_key_is_executed(tmp_path: Path, record_property: Record) -> None:
    """Any changed byte of the approving key in allowed_signers, and any other line in its place, voids the approval."""
    world, made = approved(tmp_path)
    path = world.home / "keys" / "allowed_signers"
    whole = path.read_bytes()
    start = whole.index(b"AAAA")
    end = whole.index(b"\n", start)
    policy, rng = load(world.home / "policy.yaml"), random.Random(3)
    for _ in range(trials(60, 300)):
        at = rng.randrange(start, end)
        path.write_bytes(
            whole[:at] + bytes([rng.choice([b for b in b"ABCxyz019+/=" if b != whole[at]])]) + whole[at + 1 :]
        )
        executor = Executor(world.ledger, lambda: policy, {"out": world.target})
        assert not attempt(world, made, executor)
    path.write_bytes(whole)
    record_property("mutations", trials(60, 300))
    make_reviewer(world.ledger, policy, "cleo", NOW)
    assert execute(world.executor(), made.proposal_id, NOW).state == "done"
