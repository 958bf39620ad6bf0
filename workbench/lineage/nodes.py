"""What a node is, in words: one line for a person, and for a line the very text that was quoted."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from workbench.lineage.scope import Entries
from workbench.records import UNKNOWN, Record
from workbench.store import Reader


class Node(Record):
    """One thing in the graph. `quote` is the verbatim text of a line or truth place, "unknown" for all else.

    `steps` is how many edges away from the thing asked about it lies. `state` is how it stands: a verdict's or claim's
    (accepted, rejected, uncertain), a check's, a read's, a decision's answer, a receipt's. `program` is the endpoint it
    is about. Both are "unknown" for a thing that has none.
    """

    node: str
    kind: str
    label: str
    quote: str = UNKNOWN
    steps: int = 0
    state: str = UNKNOWN
    program: str = UNKNOWN


class Words(NamedTuple):
    """What is said of a node."""

    label: str
    quote: str = UNKNOWN
    state: str = UNKNOWN
    program: str = UNKNOWN


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
    said, evidence = _claims(view, groups.get("claim", []))
    words |= said | _places(view, groups.get("line", []) + groups.get("truth", []), evidence)
    words |= _checks(view, groups.get("check", []))
    return [_node(node, steps, words.get(node) or Words(_plain(node))) for node, steps in nodes.items()]


def _node(node: str, steps: int, words: Words) -> Node:
    said = words._replace(label=printable(words.label))
    return Node(node=node, kind=kind_of(node), steps=steps, **said._asdict())


def _plain(node: str) -> str:
    """What an id says by itself: the path of a file, the name of an engine, the beginning of a policy's digest."""
    kind, _, rest = node.partition(":")
    if kind == "policy":
        return f"policy.yaml {rest[:12]}"
    if kind == "prompt":
        return f"prompt of {rest.replace(':', ', version ')}"
    return rest if kind in ("file", "at", "table", "resource") else f"{kind} {rest}".strip()


_TABLES: dict[str, tuple[str, Callable[..., Words]]] = {
    "spec": ("name, lines", lambda name, lines: Words(f"{name}, {lines} lines")),
    "chunk": (
        "ordinal, kind, first, last, path, program",
        lambda ordinal, kind, first, last, path, program: Words(
            f"chunk {ordinal} ({kind}), lines {first}-{last}: {' / '.join(json.loads(path))}", program=program
        ),
    ),
    "read": (
        "agent, engine, state, items, first, last",
        lambda agent, engine, state, items, first, last: Words(
            f"{agent} ({engine}) read lines {first}-{last}: {state}, {items} items", state=state
        ),
    ),
    "verdict": ("state, reason", lambda state, reason: Words(f"{state}: {reason}", state=state)),
    "fact": (
        "kind, program, record, name",
        lambda *what: Words(f"fact: {thing(*what)}", state="accepted", program=what[1]),
    ),
    "source": ("name, kind", lambda name, kind: Words(f"{name} ({kind})")),
    "call": (
        "agent, model, state, endpoint",
        lambda agent, model, state, endpoint: Words(f"{agent} called {model}: {state}", state=state, program=endpoint),
    ),
}
"""Kind -> the columns that say what one is, and how."""

_KEPT_IN = {"source": "truth_source", "call": "latest_call"}
"""Kind -> its table, where that is called otherwise."""


def thing(kind: str, program: str, record: str, name: str) -> str:
    """A claim or fact in words: its kind, its name, and what it belongs to."""
    place = [part for part in (program, record) if part not in (UNKNOWN, name)]
    return f"{kind} {name}" + (f" of {' / '.join(place)}" if place else "")


def _from_table(view: Reader, kind: str, ids: Sequence[str]) -> dict[str, Words]:
    columns, say = _TABLES[kind]
    table = _KEPT_IN.get(kind, kind)
    rows = view.rows(f"SELECT {kind}_id, {columns} FROM {table} WHERE {kind}_id IN (SELECT unnest(?))", [list(ids)])
    return {row[0]: say(*row[1:]) for row in rows}


def _claims(view: Reader, ids: Sequence[str]) -> tuple[dict[str, Words], list[str]]:
    """Claims in words, each with its newest verdict; and what they quote, as JSON."""
    if not ids:
        return {}, []
    states = dict(view.rows(_VERDICTS, [list(ids)]))
    words, evidence = {}, []
    for claim, agent, engine, said, *what in view.rows(_CLAIMS, [list(ids)]):
        label = f"{agent} ({engine}) says: {thing(*what)}"
        words[claim] = Words(label, state=states.get(claim, UNKNOWN), program=what[1])
        evidence.append(said)
    return words, evidence


_VERDICTS = """
    SELECT claim_id, last(state ORDER BY rowid) FROM verdict WHERE claim_id IN (SELECT unnest(?)) GROUP BY claim_id
"""
_CLAIMS = """
    SELECT claim_id, agent, engine, evidence, kind, program, record, name FROM claim
    WHERE claim_id IN (SELECT unnest(?))
"""


def _places(view: Reader, places: Sequence[str], evidence: Sequence[str]) -> dict[str, Words]:
    """Lines and truth places with what the claims of the walk quote there; the others with what any claim does."""
    if not places:
        return {}
    names = dict(view.rows("SELECT spec_id, name FROM spec"))
    quotes: dict[str, str] = {}
    _learn(evidence, quotes)
    if left := [place for place in places if place not in quotes]:
        _learn([said for (said,) in view.rows(_QUOTING, [left])], quotes)
    words = {}
    for place in places:
        kind, source, where = place.split(":", 2)
        label = f"{names.get(source, source)}:{where}" if kind == "line" else f"{source} {where}"
        words[place] = Words(label, quotes.get(place, UNKNOWN))
    return words


_QUOTING = """
    SELECT evidence FROM claim WHERE claim_id IN (
        SELECT dst FROM edge WHERE kind = 'cites' AND src IN (SELECT unnest(?))
    ) ORDER BY claim_id
"""


def _learn(every: Iterable[str], quotes: dict[str, str]) -> None:
    for evidence in every:
        for place, quote in _quoted(json.loads(evidence)):
            quotes.setdefault(place, quote)


def _quoted(evidence: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    for item in evidence:
        if item["kind"] == "truth":
            yield f"truth:{item['source']}:{item['pointer']}", item["quote"]
            continue
        lines = item["quote"].split("\n")
        whole = len(lines) == item["last"] - item["first"] + 1
        for number in range(item["first"], item["last"] + 1):
            yield f"line:{item['spec']}:{number}", lines[number - item["first"]] if whole else item["quote"]


def _checks(view: Reader, checks: Sequence[str]) -> dict[str, Words]:
    """Checks with how they ended; a check is part of its verdict."""
    if not checks:
        return {}
    verdicts = sorted({check.split(":")[1] for check in checks})
    rows = view.rows("SELECT verdict_id, checks FROM verdict WHERE verdict_id IN (SELECT unnest(?))", [verdicts])
    return {
        f"check:{verdict}:{one['name']}": Words(f"{one['name']}: {one['state']}, {one['detail']}", state=one["state"])
        for verdict, every in rows
        for one in json.loads(every)
    }


def _acts(entries: Entries) -> dict[str, Words]:
    words: dict[str, Words] = {}
    for entry in entries:
        kind, body = entry["kind"], entry["body"]
        if kind == "proposal":
            said = f"{body['author']} proposes: {body['summary']}"
            words[body["proposal_id"]] = Words(said, program=body["subject"])
        elif kind == "decision":
            stated = body["statement"]
            said = f"{stated['answer']} by {stated['reviewer']}: {stated['reason']}"
            words[body["decision_id"]] = Words(said, state=stated["answer"])
        elif kind == "receipt":
            said = f"{body['state']}, {len(body['wrote'])} files written"
            words[body["receipt_id"]] = Words(said, state=body["state"])
    return words


def printable(text: str) -> str:
    """A text without characters that a terminal would obey; spec text is not to be trusted."""
    return "".join(mark if mark.isprintable() else " " for mark in text)
