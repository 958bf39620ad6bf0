"""What a node is, in words: one line for a person, and for a line the very text that was quoted."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from workbench.records import UNKNOWN, Record
from workbench.store import Reader


class Node(Record):
    """One thing in the graph. `quote` is the verbatim text of a line or truth place, "unknown" for all else;
    `steps` is how many edges away from the thing asked about it lies."""

    node: str
    kind: str
    label: str
    quote: str = UNKNOWN
    steps: int = 0


Entries = Sequence[Mapping[str, Any]]
Words = tuple[str, str]
"""Label and quote."""


def kind_of(node: str) -> str:
    """The kind of a node id.

    >>> kind_of("line:spec-1:7"), kind_of("claim-0e9a744fd1fc17de155f")
    ('line', 'claim')
    """
    return node.split(":" if ":" in node else "-", 1)[0]


def described(view: Reader, entries: Entries, nodes: Mapping[str, int]) -> list[Node]:
    """One record per node id, in the given order; the values are the steps."""
    groups: dict[str, list[str]] = {}
    for node in nodes:
        groups.setdefault(kind_of(node), []).append(node)
    words: dict[str, Words] = _acts(entries)
    for kind, ids in groups.items():
        if kind in _TABLES:
            words |= _from_table(view, kind, ids)
    words |= _places(view, groups.get("line", []) + groups.get("truth", []), groups.get("claim", []))
    return [_node(node, steps, words.get(node, (node, UNKNOWN))) for node, steps in nodes.items()]


def _node(node: str, steps: int, words: Words) -> Node:
    kind = kind_of(node)
    label = node.removeprefix("file:") if kind == "file" else words[0]
    return Node(node=node, kind=kind, label=printable(label), quote=words[1], steps=steps)


_TABLES: dict[str, tuple[str, Callable[..., str]]] = {
    "spec": ("name, lines", lambda name, lines: f"{name}, {lines} lines"),
    "chunk": (
        "ordinal, kind, first, last, path",
        lambda ordinal, kind, first, last, path: (
            f"chunk {ordinal} ({kind}), lines {first}-{last}: {' / '.join(json.loads(path))}"
        ),
    ),
    "read": (
        "agent, engine, state, items, first, last",
        lambda agent, engine, state, items, first, last: (
            f"{agent} ({engine}) read lines {first}-{last}: {state}, {items} items"
        ),
    ),
    "claim": (
        "agent, engine, kind, program, record, name",
        lambda agent, engine, kind, *what: f"{agent} ({engine}) says: {thing(kind, *what)}",
    ),
    "verdict": ("state, reason", lambda state, reason: f"{state}: {reason}"),
    "fact": ("kind, program, record, name", lambda kind, *what: f"fact: {thing(kind, *what)}"),
}


def thing(kind: str, program: str, record: str, name: str) -> str:
    """A claim or fact in words: its kind, its name, and what it belongs to."""
    place = [part for part in (program, record) if part not in (UNKNOWN, name)]
    return f"{kind} {name}" + (f" of {' / '.join(place)}" if place else "")


def _from_table(view: Reader, kind: str, ids: Sequence[str]) -> dict[str, Words]:
    columns, say = _TABLES[kind]
    rows = view.rows(f"SELECT {kind}_id, {columns} FROM {kind} WHERE {kind}_id IN (SELECT unnest(?))", [list(ids)])
    return {row[0]: (say(*row[1:]), UNKNOWN) for row in rows}


def _places(view: Reader, places: Sequence[str], claims: Sequence[str]) -> dict[str, Words]:
    """Lines and truth places with what the claims quote there."""
    if not places:
        return {}
    names = dict(view.rows("SELECT spec_id, name FROM spec"))
    words: dict[str, Words] = {}
    for place in places:
        kind, source, where = place.split(":", 2)
        words[place] = (f"{names.get(source, source)}:{where}" if kind == "line" else f"{source} {where}", UNKNOWN)
    for (evidence,) in view.rows(_QUOTING, [list(places), list(claims)]):
        for place, quote in _quoted(json.loads(evidence)):
            if place in words:
                words[place] = (words[place][0], quote)
    return words


_QUOTING = """
    SELECT evidence FROM claim WHERE claim_id IN (
        SELECT dst FROM edge WHERE kind = 'cites' AND src IN (SELECT unnest(?))
    ) ORDER BY claim_id IN (SELECT unnest(?)), claim_id
"""
"""Claims that cite some places; those of the walk last, so that their words win."""


def _quoted(evidence: Iterable[Mapping[str, Any]]) -> Iterable[Words]:
    for item in evidence:
        if item["kind"] == "truth":
            yield f"truth:{item['source']}:{item['pointer']}", item["quote"]
            continue
        lines = item["quote"].split("\n")
        whole = len(lines) == item["last"] - item["first"] + 1
        for number in range(item["first"], item["last"] + 1):
            yield f"line:{item['spec']}:{number}", lines[number - item["first"]] if whole else item["quote"]


def _acts(entries: Entries) -> dict[str, Words]:
    words: dict[str, Words] = {}
    for entry in entries:
        kind, body = entry["kind"], entry["body"]
        if kind == "proposal":
            words[body["proposal_id"]] = (f"{body['author']} proposes: {body['summary']}", UNKNOWN)
        elif kind == "decision":
            said = body["statement"]
            words[body["decision_id"]] = (f"{said['answer']} by {said['reviewer']}: {said['reason']}", UNKNOWN)
        elif kind == "receipt":
            words[body["receipt_id"]] = (f"{body['state']}, {len(body['wrote'])} files written", UNKNOWN)
    return words


def printable(text: str) -> str:
    """A text without characters that a terminal would obey; spec text is not to be trusted."""
    return "".join(mark if mark.isprintable() else " " for mark in text)
