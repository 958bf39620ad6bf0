"""Which thing came of which: the edges of the graph, from what came first to what was made of it.

    spec ─holds▶ chunk ─read_as▶ read ─said▶ claim ─judged▶ verdict ─established▶ fact ─based_on▶ claim
    line ─cites▶ claim          fact ─proposed▶ proposal ─decided▶ decision ─executed▶ receipt ─wrote▶ file

Edges of agents' records are stored with the records, in one transaction. Those of people's acts are read from the
ledger each time, which is the only truth about them.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import singledispatch
from pathlib import PurePosixPath
from typing import Any

from workbench.errors import LedgerDamaged
from workbench.records import Chunk, Claim, Fact, Read, Record, SpecEvidence, Verdict

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


def edge_rows(edges: Iterable[Edge]) -> list[dict[str, str]]:
    """Edges as rows of the store's table `edge`."""
    return [{"src": src, "dst": dst, "kind": kind} for src, dst, kind in edges]


@singledispatch
def edges(record: Record) -> list[Edge]:
    """The edges that a chunk, claim, verdict or fact brings; for a read see `read_edges`."""
    raise TypeError(f"a {type(record).__name__} has no edges of its own")


@edges.register
def _chunk(chunk: Chunk) -> list[Edge]:
    # Lines are not linked to their chunk one by one: the chunk says from where to where it goes.
    return [(chunk.spec, chunk.chunk_id, "holds")]


@edges.register
def _claim(claim: Claim) -> list[Edge]:
    cited: list[Edge] = []
    for item in claim.evidence:
        if isinstance(item, SpecEvidence):
            cited += [(line_node(item.spec, n), claim.claim_id, "cites") for n in range(item.first, item.last + 1)]
        else:
            cited.append((f"truth:{item.source}:{item.pointer}", claim.claim_id, "cites"))
    return cited + [(fact, claim.claim_id, "based_on") for fact in claim.based_on]


@edges.register
def _verdict(verdict: Verdict) -> list[Edge]:
    return [(verdict.claim, verdict.verdict_id, "judged")]


@edges.register
def _fact(fact: Fact) -> list[Edge]:
    return [(fact.verdict, fact.fact_id, "established")]


def read_edges(read: Read, claims: Sequence[Claim]) -> list[Edge]:
    """The edges of a read and of the claims that came back from it."""
    said = [(read.read_id, claim.claim_id, "said") for claim in claims]
    return [(read.chunk, read.read_id, "read_as"), *said]


def ledger_edges(entries: Iterable[Mapping[str, Any]]) -> list[Edge]:
    """The edges of people's acts, from the ledger's entries in order.

    Only the newest receipt of a path leads to its file: what an older one wrote is no longer there.
    Raises LedgerDamaged when an act lacks one of its parts.
    """
    found: list[Edge] = []
    places: dict[str, str] = {}
    deciding: dict[str, Sequence[str]] = {}
    writers: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        try:
            found += _act_edges(entry["kind"], entry["body"], places, deciding, writers)
        except (KeyError, TypeError, ValueError) as error:
            raise LedgerDamaged(f"entry {number} of the ledger is no whole {entry['kind']}: {error!r}") from error
    return found + [(receipt, file, "wrote") for file, receipt in writers.items()]


def _act_edges(
    kind: str,
    body: Mapping[str, Any],
    places: dict[str, str],
    deciding: dict[str, Sequence[str]],
    writers: dict[str, str],
) -> list[Edge]:
    """The edges of one entry; what later entries need is noted in the three dictionaries."""
    if kind == "proposal":
        proposal = body["proposal_id"]
        places[proposal] = body["target"]["location"]
        return [(source, proposal, "proposed") for source in [*body["facts"], *body["evidence"]]]
    if kind == "decision":
        return [(body["statement"]["proposal"], body["decision_id"], "decided")]
    if kind == "intent":
        deciding[body["intent_id"]] = body["decisions"]
    if kind == "receipt":
        place, receipt = PurePosixPath(places[body["proposal"]]), body["receipt_id"]
        writers.update({file_node(str(place / path)): receipt for path, _ in body["wrote"]})
        return [(decision, receipt, "executed") for decision in deciding[body["intent"]]]
    return []
