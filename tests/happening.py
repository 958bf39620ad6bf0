"""What is said to break if one thing changes, and what breaks when it does: tried on a copy of a small project.

The project holds a proposal in every state: one is written, one approved, one was stopped before its effect, one
rejected, one withdrawn, one written and undone again, and the rest wait.
"""

import csv
import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import street

from workbench.acts import ABSENT, Standing
from workbench.errors import NotApproved
from workbench.execution import Executor, execute
from workbench.lineage import Impact, impact, resolve
from workbench.lineage.acts import Acts
from workbench.project import Workbench
from workbench.revalidation import WAITING

REVIEWER, WHY = "ana", "looked at it"
ENDPOINTS = 8


def mixed(home: Path, seed: int = 3) -> Path:
    """A project at `home` that was run, with proposals in every state."""
    bench = Workbench(street.world(home, ENDPOINTS, seed))
    bench.run()
    every = [one.proposal_id for one in bench.proposals("proposed")]
    written, approved, stopped, rejected, withdrawn, undone = every[:6]
    bench.decide_all([written, approved, stopped, undone], "approve", REVIEWER, WHY)
    bench.execute(written, undone)
    back = bench.undo(undone, WHY).proposal_id
    bench.approve(back, REVIEWER, WHY)
    bench.execute(back)
    full = Executor(bench.ledger, lambda: bench.policy, bench.targets, _disk_is_full)
    assert execute(full, stopped, datetime.now(UTC)).state == "stopped"
    bench.reject(rejected, REVIEWER, WHY)
    bench.decide(withdrawn, "withdraw", REVIEWER, WHY)
    return home


def _disk_is_full(step: str) -> None:
    if step == "checked":
        raise OSError(28, "No space left on device")


@dataclass(frozen=True)
class State:
    """Facts that count, where proposals stand, the approvals that count, and for each written file what it rests on."""

    facts: frozenset[str]
    stands: dict[str, Standing]
    written: dict[str, frozenset[str]]

    @property
    def counting(self) -> set[str]:
        """The approvals that count on what waits."""
        return {one for stand in self.stands.values() for one in stand.decisions}


def state(bench: Workbench) -> State:
    """How a project stands."""
    acts = Acts(bench.store.ledger_entries())
    written = {}
    for node, (_, digest) in acts.written.items():
        if digest == ABSENT:
            continue
        writing = acts.writing(node)
        body = acts.bodies[writing.proposals[0]]
        signed = [one.decision for one in writing.approvals]
        written[node] = frozenset([*body["facts"], f"policy:{body['policy']}", *signed])
    facts = frozenset(fact for (fact,) in bench.store.rows("SELECT fact_id FROM active_fact"))
    return State(facts, bench.standings(), written)


@dataclass(frozen=True)
class Broken:
    """What breaks: facts that count no more, proposals that wait no more as they did, approvals that count no more,
    and written things that rest on any of it. `asked`: facts that are asked about again, and may be answered otherwise.
    """

    stale: frozenset[str]
    waiting: frozenset[str]
    void: frozenset[str]
    written: frozenset[str]
    asked: frozenset[str] = frozenset()


NOTHING = Broken(frozenset(), frozenset(), frozenset(), frozenset())


def said(found: Impact) -> Broken:
    """What is said to break."""
    parts = (found.stale, found.waiting, found.void, found.written, found.asked)
    return Broken(*map(frozenset, parts))


_LOST = ("approved", "proposed")
"""How a proposal stands before and after its approval was taken back."""


def between(before: State, after: State, thing: str) -> Broken:
    """What broke from one state to the next. Written things are those that rest on the thing, or on what went stale."""
    stale = before.facts - after.facts
    stood = {name: (stand.state, after.stands[name].state) for name, stand in before.stands.items()}
    waiting = {
        name for name, (was, is_) in stood.items() if was in WAITING and (is_ not in WAITING or (was, is_) == _LOST)
    }
    written = {node for node, rests in before.written.items() if rests & {*stale, thing}}
    void = before.counting - after.counting
    return Broken(frozenset(stale), frozenset(waiting), frozenset(void), frozenset(written))


@dataclass(frozen=True)
class Happened:
    """One change of one thing: what was said of it, and what broke. `whole`: the change took all there was to take, so
    that all that was named has to break; else nothing breaks that was not named."""

    thing: str
    said: Broken
    broke: Broken
    whole: bool

    @property
    def differing(self) -> dict[str, set[str]]:
        """What broke and was not named, and what was named and did not break where all of it had to; by what it is."""
        found = {}
        for part in ("stale", "waiting", "void", "written"):
            named, broke = getattr(self.said, part), getattr(self.broke, part)
            other = (broke - named) | (named - broke if self.whole else set())
            found[part] = set(other) - (self.said.asked if part == "stale" else set())
        return {part: things for part, things in found.items() if things}


def _fact(bench: Workbench, dice: random.Random) -> tuple[str, bool]:
    fact = dice.choice(bench.store.rows("SELECT fact_id FROM active_fact ORDER BY fact_id"))[0]
    return str(fact), True


def _retract(bench: Workbench, thing: str, dice: random.Random) -> None:
    bench.retract(thing, REVIEWER, WHY)


def _decision(bench: Workbench, dice: random.Random) -> tuple[str, bool]:
    return dice.choice([e["body"] for e in bench.store.ledger_entries() if e["kind"] == "decision"])[
        "decision_id"
    ], True


def _revoke(bench: Workbench, thing: str, dice: random.Random) -> None:
    """What is executed, or was no approval, cannot be taken back: it stays as it is."""
    bodies = {e["body"].get("decision_id"): e["body"] for e in bench.store.ledger_entries() if e["kind"] == "decision"}
    with suppress(NotApproved):
        bench.decide(bodies[thing]["statement"]["proposal"], "revoke", REVIEWER, WHY)


def _policy(bench: Workbench, dice: random.Random) -> tuple[str, bool]:
    return f"policy:{bench.policy.digest}", True


def _edit_policy(bench: Workbench, thing: str, dice: random.Random) -> None:
    path = bench.home / "policy.yaml"
    path.write_text(dice.choice(["# {0}\n{1}", "{1}\n# {0}\n", "{1}\n"]).format(dice.random(), path.read_text()))


def _whole(bench: Workbench) -> list[tuple[str, int, int]]:
    """Chunks with their first and last line that hold all of an endpoint.

    Where a long endpoint is cut may move with any of its lines, which no edge foresees; a run of the new issue does.
    """
    sql = """SELECT chunk_id, first, last FROM chunk JOIN (
        SELECT program FROM chunk WHERE program <> 'unknown' GROUP BY program HAVING count(*) = 1
    ) USING (program) ORDER BY chunk_id"""
    return [(str(chunk), first, last) for chunk, first, last in bench.store.rows(sql)]


def _line(bench: Workbench, dice: random.Random) -> tuple[str, bool]:
    _, first, last = dice.choice(_whole(bench))
    return resolve(bench.store, f"line:{_within(bench, first, last, dice)}"), True


def _furnished(bench: Workbench, dice: random.Random) -> tuple[str, bool]:
    """Not one that begins a page: without it two pages are one, and what was its furniture may be content."""
    lines = (bench.home / street.SPEC).read_bytes().split(b"\n")
    printed = [number for number in sorted(_lines(bench, "furniture")) if b"\f" not in lines[number - 1]]
    return resolve(bench.store, f"line:{dice.choice(printed)}"), True


def _unprint(bench: Workbench, thing: str, dice: random.Random) -> None:
    """Without the line. Another page number in it might make content of it: of that a run of the issue tells."""
    at = int(thing.rpartition(":")[2])
    _rewrite(bench, thing, lambda lines: [*lines[: at - 1], *lines[at:]])


def _lines(bench: Workbench, what: str) -> set[int]:
    """The numbers of the lines of one class."""
    runs = bench.store.rows("SELECT first, last FROM line_class WHERE class = ?", (what,))
    return {number for first, last in runs for number in range(first, last + 1)}


def _within(bench: Workbench, first: int, last: int, dice: random.Random) -> int:
    """The number of a content line of a chunk: what printers put there has no part in a chunk. Not of its first,
    without which it would be part of the chunk before."""
    return dice.choice(sorted(_lines(bench, "content").intersection(range(first + 1, last + 1))))


def _reissue(bench: Workbench, thing: str, dice: random.Random) -> None:
    at = int(thing.rpartition(":")[2]) - 1

    def changed(line: bytes) -> list[bytes]:
        last = line.split()[-1]
        return [] if dice.random() < 0.5 else [line.replace(last, last[::-1] + b"Q")]

    _rewrite(bench, thing, lambda lines: [*lines[:at], *changed(lines[at]), *lines[at + 1 :]])


def _rewrite(bench: Workbench, thing: str, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """A new issue of the document that has a line, and a run of it."""
    path = bench.home / street.SPEC
    path.write_bytes(b"\n".join(change(path.read_bytes().split(b"\n"))))
    bench.revise([path], thing.split(":")[1])
    bench.run()


def _chunk(bench: Workbench, dice: random.Random) -> tuple[str, bool]:
    return dice.choice(_whole(bench))[0], True


def _reissue_chunk(bench: Workbench, thing: str, dice: random.Random) -> None:
    ((spec, first, last),) = bench.store.rows("SELECT spec_id, first, last FROM chunk WHERE chunk_id = ?", (thing,))
    _reissue(bench, f"line:{spec}:{_within(bench, first, last, dice)}", dice)


TARGET, WORDS = "target-api.json", "dictionary.csv"


def _target(bench: Workbench, dice: random.Random) -> tuple[str, bool]:
    return resolve(bench.store, TARGET), False


def _edit_target(bench: Workbench, thing: str, dice: random.Random) -> None:
    path = bench.home / "data" / TARGET
    document = json.loads(path.read_text())
    holders = [one for one in _all_of(document) if isinstance(one.get("properties"), dict) and one["properties"]]
    properties = dice.choice(holders)["properties"]
    name = dice.choice(sorted(properties))
    how = dice.choice(("drop", "rename", "describe", "operation", "blank"))
    if how == "drop":
        del properties[name]
    elif how == "rename":
        properties[f"zz{name}"] = properties.pop(name)
    elif how == "describe":
        properties[name]["description"] = "another matter entirely"
    elif how == "operation":
        del document["paths"][dice.choice(sorted(document["paths"]))]
    path.write_text(json.dumps(document, indent=1) + "\n\n")
    bench.run()


def _all_of(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value."""
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _all_of(one)


def _no_target(bench: Workbench, dice: random.Random) -> tuple[str, bool]:
    return resolve(bench.store, TARGET), True


def _empty_target(bench: Workbench, thing: str, dice: random.Random) -> None:
    path = bench.home / "data" / TARGET
    path.write_text(json.dumps(json.loads(path.read_text()) | {"paths": {}}))
    bench.run()


def _words(bench: Workbench, dice: random.Random) -> tuple[str, bool]:
    return resolve(bench.store, WORDS), False


def _edit_words(bench: Workbench, thing: str, dice: random.Random) -> None:
    path = bench.home / "data" / WORDS
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for _ in range(dice.choice((1, 5, 20))):
        del rows[dice.randrange(1, len(rows))]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    bench.run()


Thing = tuple[Callable[[Workbench, random.Random], tuple[str, bool]], Callable[[Workbench, str, random.Random], None]]

THINGS: dict[str, Thing] = {
    "fact": (_fact, _retract),
    "decision": (_decision, _revoke),
    "policy": (_policy, _edit_policy),
    "line": (_line, _reissue),
    "furniture": (_furnished, _unprint),
    "chunk": (_chunk, _reissue_chunk),
    "target": (_target, _edit_target),
    "target withdrawn": (_no_target, _empty_target),
    "dictionary": (_words, _edit_words),
}
"""What may change: which one (and whether all that rests on it breaks then, or some of it), and how it changes."""

QUICK = ("fact", "decision", "policy")
"""Those whose change asks for no run."""


def happened(home: Path, kind: str, seed: int, scratch: Path) -> Happened:
    """One change, in a copy of a project that is made at `scratch`."""
    choose, change = THINGS[kind]
    bench = Workbench(shutil.copytree(home, scratch))
    thing, whole = choose(bench, random.Random(seed))
    before, named = state(bench), said(impact(bench.store, thing))
    change(bench, thing, random.Random(seed))
    return Happened(thing, named, between(before, state(Workbench(scratch)), thing), whole)
