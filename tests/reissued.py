"""Small projects in many styles, and a new issue of each: what is foreseen of it, and what a full run finds changed."""

import json
import random
import shutil
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import heldout.system as systems
import street
from heldout import exports, forms, modern, other, prose, tongues
from heldout.system import Program

from workbench import pipeline, profile
from workbench.discovery import propose
from workbench.foresight import foresee
from workbench.identity import content_id
from workbench.intake import newest, reopen
from workbench.lineage import Edge, ledger_edges
from workbench.project import Workbench
from workbench.spec import from_bytes
from workbench.store import Store

ROOMS = {"exports": exports, "forms": forms, "modern": modern, "other": other, "prose": prose, "tongues": tongues}

PLAIN = (
    "exports.dotted", "exports.punched", "exports.sections", "exports.table", "forms.cards", "forms.panels",
    "forms.titled", "modern.listing", "modern.markdown", "modern.xml", "other.asciidoc", "other.capitals",
    "other.printer", "other.spanish", "other.tabbed", "other.underlined", "prose.points", "prose.sentences",
    "tongues.german", "tongues.roman",
)  # fmt: skip
"""Styles that projects are made in, beside that of the bundled document."""


class Names:
    """What ids of one run are called in any run: by content, without the spec's id and the numbers of lines."""

    def __init__(self, home: Path, spec: str) -> None:
        self.store = Store(home)
        self.spec, self.lines = spec, self._lines(spec)
        self.claims = {row["claim_id"]: row for row in self.store.records("SELECT * FROM claim")}
        self.facts = dict(self.store.rows("SELECT fact_id, claim_id FROM fact"))
        self.verdicts = dict(self.store.rows("SELECT verdict_id, claim_id FROM verdict"))
        self.reads = {row["read_id"]: row for row in self.store.records("SELECT * FROM read")}
        entries = self.store.ledger_entries()
        self.edges: list[Edge] = [*self.store.rows("SELECT * FROM edge"), *ledger_edges(entries)]
        self.proposals = {e["body"]["proposal_id"]: e["body"] for e in entries if e["kind"] == "proposal"}
        self.came: dict[str, list[str]] = {}
        for src, dst, kind in self.edges:
            if kind in ("said", "made"):
                self.came.setdefault(src, []).append(dst)
        settled = set(self.facts.values())
        self.open = {c for c, row in self.claims.items() if row["agent"] == "mapper" and c not in settled}
        self.open |= {verdict for verdict, claim in self.verdicts.items() if claim in self.open}
        self.made_of = self._made_of()
        self._called: dict[str, str] = {}

    def _lines(self, spec: str) -> dict[str, str]:
        text, found = reopen(self.store, spec), {}
        for chunk, first, last in self.store.rows("SELECT chunk_id, first, last FROM chunk WHERE spec_id = ?", (spec,)):
            seen: list[str] = []
            for number in range(first, last + 1):
                kind = text.classes[number - 1]
                seen.append(text.line(number).rstrip() if kind == "content" else kind)
                said = f"{chunk} {seen.count(seen[-1])} {seen[-1]}" if kind == "content" else ""
                found[f"line:{spec}:{number}"] = said
        return found

    def _made_of(self) -> dict[str, list[str]]:
        """What the migrator had before it, of each endpoint, by the lines at which its reads begin."""
        rows = self.store.rows("SELECT program, first, last FROM active_fact WHERE kind = 'endpoint'")
        facts = self.store.rows(
            "SELECT program, claim_id FROM active_fact WHERE kind IN ('field', 'serves', 'maps', 'no_target')"
        )
        return {f"{first} {last}": [claim for of, claim in facts if of == program] for program, first, last in rows}

    def all(self, edges: list[Edge] | tuple[Edge, ...] = ()) -> set[Edge]:
        """Edges by name. Open questions are left out, which are asked again with their endpoint and lead nowhere; which
        places a truth source has, which is its own matter; and lines without content, which say nothing."""
        kept = [edge for edge in edges or self.edges if not {edge[0], edge[1]} & self.open]
        kept = [edge for edge in kept if edge[0] not in self.lines or self.lines[edge[0]]]
        return {(self.of(src), self.of(dst), kind) for src, dst, kind in kept if not src.startswith("source-")}

    def of(self, node: str) -> str:
        """What a node is called."""
        if node not in self._called:
            self._called[node] = self._name(node)
        return self._called[node]

    def _name(self, node: str) -> str:
        if node in self.claims:
            return self._claim(self.claims[node])
        if node in self.facts:
            return f"fact {self.of(self.facts[node])}"
        if node in self.verdicts:
            return f"verdict {self.of(self.verdicts[node])}"
        if node in self.reads:
            row = self.reads[node]
            asked = row["chunk_id"] if row["agent"] == "inventory" else self.of(row["chunk_id"])
            reads = row["agent"] in ("inventory", "validator")
            came = self.came.get(node) or self.made_of.get(f"{row['first']} {row['last']}", [])
            subject = asked if reads else sorted(map(self.of, came))
            return content_id("read", [row["agent"], subject])
        if node in self.proposals:
            body = self.proposals[node]
            return content_id("proposal", [body["subject"], body["summary"], sorted(map(self.of, body["facts"]))])
        return "the spec" if node == self.spec else self.lines.get(node, node)

    def _claim(self, row: dict[str, Any]) -> str:
        words: list[str] = []
        for item in json.loads(row["evidence"]):
            if item["kind"] == "truth":
                words.append(item["pointer"] + item["quote"])
            else:
                numbers = range(item["first"], item["last"] + 1)
                said = [self.lines.get(f"line:{item['spec']}:{number}", "elsewhere") for number in numbers]
                words += [line for line in said if line]
        return content_id(
            "claim", [row["agent"], json.loads(row["body"]), words, *map(self.of, json.loads(row["based_on"]))]
        )


@dataclass(frozen=True)
class Small:
    """A project with a small document that was run once: where it lies, and its spec. Nobody changes it."""

    home: Path
    spec: str

    @property
    def data(self) -> bytes:
        """The document."""
        return (self.home / street.SPEC).read_bytes()


@dataclass(frozen=True)
class Compared:
    """Edges that were foreseen to change, and those that a run in an empty project does not find again, by name."""

    foreseen: set[Edge]
    changed: set[Edge]


@cache
def small(place: Path, style: str, seed: int, programs: int) -> Small:
    """A project of some programs in a style of `PLAIN`, or as the bundled one ("street"); made once."""
    fresh, home = place / f"{style}-{seed}-{programs}-fresh", place / f"{style}-{seed}-{programs}"
    street.world(fresh)
    if style == "street":
        shutil.rmtree(fresh)
        street.world(fresh, max(3, programs), seed)
    else:
        _described(fresh, style, seed, programs)
    Store(fresh)  # every project that is made from it begins with an empty store
    shutil.copytree(fresh, home)
    return Small(home, _run(home))


def compared(world: Small, issue: bytes, scratch: Path) -> Compared:
    """What becomes of a new issue of a small project's document; `scratch` is a directory that is not there yet."""
    scratch.mkdir(parents=True)
    (scratch / "new.txt").write_bytes(issue)
    shutil.copy((world.home / street.SPEC).with_suffix(".profile.yaml"), scratch / "new.profile.yaml")
    known, bench = _known(world), Workbench(world.home)
    found = foresee(bench._bench(), bench.order([str(scratch / "new.txt")]), world.spec).edges
    again = shutil.copytree(world.home.with_name(f"{world.home.name}-fresh"), scratch / "again")
    (again / street.SPEC).write_bytes(issue)
    there = Names(again, _run(again))
    there.store.forget()
    return Compared(known.all(found) if found else set(), known.all() - there.all())


@lru_cache(maxsize=1)
def _known(world: Small) -> Names:
    """What the ids of a project are called; asked again for each issue of its document."""
    return Names(world.home, world.spec)


def _run(home: Path) -> str:
    """The id of the spec, once all of it was read, mapped and proposed."""
    bench = Workbench(home)
    pipeline.run(bench._bench(), bench.order(), lambda stage, done, of: None)
    return newest(bench.store)


def _described(home: Path, style: str, seed: int, programs: int) -> None:
    """Puts a document of a style in the place of the bundled one, and an interface that has most of its fields."""
    room, name = style.split(".")
    made: list[systems.System] = []
    whole = systems._fields

    def few(seed: int, count: int, naming: systems.Naming, large: bool = True) -> systems.System:
        with patch.object(systems, "_fields", lambda rng, count: whole(rng, 3 + count % 5)):
            made.append(systems.system(seed, programs, naming, large=False))
        return made[-1]

    large = getattr(ROOMS[room], name)(seed).data
    with patch.object(ROOMS[room], "system", few):
        data = getattr(ROOMS[room], name)(seed).data
    (home / street.SPEC).write_bytes(data)
    known = profile.dump(propose(from_bytes(large, "large.txt")).profile)
    (home / street.SPEC).with_suffix(".profile.yaml").write_text(known)
    (home / "data/target-api.json").write_text(json.dumps(_interface(made[0], random.Random(seed))))


def _interface(system: systems.System, dice: random.Random) -> dict[str, Any]:
    """A description of the new system: an operation for most programs, a property for most of their fields."""
    paths = {f"/{one.title.replace(' ', '-')}-{at}": {"post": _operation(one, at, dice)}
             for at, one in enumerate(system.programs) if dice.random() < 0.9}  # fmt: skip
    return {"openapi": "3.0.3", "info": {"title": "New", "version": "1"}, "paths": paths}


def _operation(program: Program, at: int, dice: random.Random) -> dict[str, Any]:
    names = {item.name: item for record in program.records for item in record.fields if item.picture}
    kept = {name: item for name, item in names.items() if dice.random() < 0.8}
    properties = {
        _camel(name): {"type": "string", "description": name.replace("-", " ").lower(), "maxLength": item.size + 2}
        for name, item in kept.items()
    }
    body = {"application/json": {"schema": {"type": "object", "properties": properties}}}
    said = f"Replaces {program.name}: {program.title}." if dice.random() < 0.7 else f"{program.title}."
    done = {"200": {"description": "done"}}
    return {
        "operationId": f"op{at}", "summary": program.title, "description": said,
        "requestBody": {"required": True, "content": body}, "responses": done,
    }  # fmt: skip


def _camel(name: str) -> str:
    first, *rest = name.lower().split("-")
    return first + "".join(part.title() for part in rest)
