"""Which thing came of which: the edges of the graph, from what came first to what was made of it.

    spec ─holds▶ chunk ─read_as▶ read ─said▶ claim ─judged▶ verdict ─established▶ fact ─based_on▶ claim
    line ─cites▶ claim          fact ─proposed▶ proposal ─decided▶ decision ─executed▶ receipt ─wrote▶ file
    engine ─answered▶ read      call ─brought▶ read       prompt ─instructed▶ read       read ─made▶ proposal
    source ─consulted▶ read     source ─measured▶ verdict ◀heard─ read       policy ─bounded▶ proposal, decision

Edges of agents' records are stored with the records, in one transaction. Those of people's acts are read from the
ledger each time, which is the only truth about them. A line in its chunk and a check of a verdict are no rows of their
own: the chunk and the verdict hold them (SQL views `line_edge`, `check_edge`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from itertools import chain, groupby
from pathlib import PurePosixPath
from typing import Any

from workbench.errors import LedgerDamaged
from workbench.records import UNKNOWN, Chunk, Claim, Fact, Read, Record, Verdict

Edge = tuple[str, str, str]
"""src, dst, kind."""


def line_node(spec: str, line: int) -> str:
    """The node id of a line of a spec.

    >>> line_node("spec-1", 7)
    'line:spec-1:7'
    """
    return f"line:{spec}:{line}"


def file_node(path: str) -> str:
    """The node id of a file; the path is relative to the project, with `/`."""
    return f"file:{PurePosixPath(path)}"


def edge_rows(edges: Iterable[Edge]) -> list[Edge]:
    """Edges as rows of the store's table `edge`, whose columns are in this order."""
    return list(edges)


@singledispatch
def edges(record: Record) -> list[Edge]:
    """The edges that a chunk, claim, verdict or fact brings; for a read see `read_edges`."""
    raise TypeError(f"a {type(record).__name__} has no edges of its own")


def edges_of(records: Iterable[Record]) -> Iterator[Edge]:
    """The edges that several records bring, in order."""
    for kind, alike in groupby(records, type):
        yield from chain.from_iterable(map(edges.dispatch(kind), alike))


@edges.register
def _chunk(chunk: Chunk) -> list[Edge]:
    # Lines are not linked to their chunk one by one: the chunk says from where to where it goes.
    return [(chunk.spec, chunk.chunk_id, "holds")]


@edges.register
def _claim(claim: Claim) -> list[Edge]:
    cited: list[Edge] = []
    for item in claim.evidence:
        if item.kind == "spec":
            cited += [(line_node(item.spec, n), claim.claim_id, "cites") for n in range(item.first, item.last + 1)]
        else:
            place = f"truth:{item.source}:{item.pointer}"
            cited += [(item.source, place, "holds"), (place, claim.claim_id, "cites")]
    return cited + [(fact, claim.claim_id, "based_on") for fact in claim.based_on]


@edges.register
def _verdict(verdict: Verdict) -> list[Edge]:
    measured = ((source, verdict.verdict_id, "measured") for source in verdict.sources)
    return [(verdict.claim, verdict.verdict_id, "judged"), *measured]


@edges.register
def _fact(fact: Fact) -> list[Edge]:
    return [(fact.verdict, fact.fact_id, "established")]


def read_edges(read: Read, claims: Sequence[Claim], consulted: Sequence[str] = ()) -> list[Edge]:
    """The edges of a read and of the claims that came back from it. `consulted`: ids of the truth sources it had.

    The inventory reads a chunk, the validator a claim; what the others are asked is no thing of its own.
    """
    said = [(read.read_id, claim.claim_id, "said") for claim in claims]
    text = [(read.chunk, read.read_id, "read_as")] if read.agent in ("inventory", "validator") else []
    made = re.match(r"proposed (proposal-[0-9a-f]{20})", read.detail) if read.agent == "migrator" else None
    return [
        *text,
        (f"engine:{read.engine}", read.read_id, "answered"),
        *((call, read.read_id, "brought") for call in read.calls),
        *([(f"prompt:{read.prompt}", read.read_id, "instructed")] if read.prompt != UNKNOWN else []),
        *((source, read.read_id, "consulted") for source in consulted),
        *said,
        *([(read.read_id, made[1], "made")] if made else []),
    ]


def ledger_edges(entries: Iterable[Mapping[str, Any]]) -> list[Edge]:
    """The edges of people's acts, from the ledger's entries in order.

    Only the newest receipt of a path leads to what stands there: what an older one wrote is no longer there.
    Raises LedgerDamaged when an act lacks one of its parts.
    """
    found: list[Edge] = []
    told = _Told({}, {}, {}, {})
    for number, entry in enumerate(entries, 1):
        try:
            found += _act_edges(entry["kind"], entry["body"], told)
        except (KeyError, TypeError, ValueError) as error:
            raise LedgerDamaged(f"entry {number} of the ledger is no whole {entry['kind']}: {error!r}") from error
    return found + [(receipt, node, "wrote") for node, receipt in told.writers.items()]


@dataclass(frozen=True)
class _Told:
    """What later entries need: targets and policies by proposal, decisions by intent, the newest receipt of what was
    written."""

    targets: dict[str, Mapping[str, Any]]
    bounds: dict[str, str]
    deciding: dict[str, Sequence[str]]
    writers: dict[str, str]


def _act_edges(kind: str, body: Mapping[str, Any], told: _Told) -> list[Edge]:
    if kind == "proposal":
        proposal = body["proposal_id"]
        told.targets[proposal], told.bounds[proposal] = body["target"], f"policy:{body['policy']}"
        # An undo rests on what it undoes.
        after = [(body["follows"], proposal, "followed")] if body.get("follows", UNKNOWN) != UNKNOWN else []
        bounds = (told.bounds[proposal], proposal, "bounded")
        return [*((one, proposal, "proposed") for one in [*body["facts"], *body["evidence"]]), bounds, *after]
    if kind == "decision":
        proposal, decision = body["statement"]["proposal"], body["decision_id"]
        return [(proposal, decision, "decided"), (told.bounds[proposal], decision, "bounded")]
    if kind == "intent":
        told.deciding[body["intent_id"]] = body["decisions"]
    if kind == "receipt":
        target, receipt = told.targets[body["proposal"]], body["receipt_id"]
        told.writers.update({written_node(target, path): receipt for path, _ in body["wrote"]})
        return [(decision, receipt, "executed") for decision in told.deciding[body["intent"]]]
    return []


def written_node(target: Mapping[str, Any], path: str) -> str:
    """The node of what a receipt wrote: a file, a table, or a resource of a service.

    >>> written_node({"kind": "files", "location": "data/out"}, "maps/a.yaml")
    'file:data/out/maps/a.yaml'
    """
    if target.get("kind", "files") == "files":
        return file_node(str(PurePosixPath(target["location"]) / path))
    return f"{'table' if target['kind'] == 'sql' else 'resource'}:{target['location']}/{path}"
