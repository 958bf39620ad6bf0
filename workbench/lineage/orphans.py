"""What hangs in the air: an edge that its record calls for and that is not there, a fact that no words are behind, a
file that nobody approved. All of it must be empty; whatever is taken out of the graph is found here.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from workbench.errors import LedgerDamaged
from workbench.identity import sha256
from workbench.ledger import Ledger
from workbench.lineage.acts import Acts
from workbench.lineage.edges import file_node
from workbench.records import Record
from workbench.store import Reader, Store

ABSENT = "absent"


class Orphan(Record):
    """One thing without what must be behind it, and what is missing, in words."""

    node: str
    missing: str


def orphans(store: Store) -> list[Orphan]:
    """Everything that lacks what it should rest on, in order of the nodes; empty when all is well."""
    with store.read() as view:
        found = hanging(view)
    try:
        found += _torn(store)
        found += _unapproved(store)
    except LedgerDamaged as damage:
        found.append(Orphan(node="ledger", missing=str(damage)))
    return sorted(set(found), key=lambda one: (one.node, one.missing))


def hanging(view: Reader) -> list[Orphan]:
    """What lacks something in one state of the store, whatever people did and wrote."""
    return [*_lacking(view), *_unsaid(view), *_unfounded(view)]


def _lacking(view: Reader) -> Iterator[Orphan]:
    """Edges that records call for, and edges of no record."""
    missing = "SELECT src, dst, kind FROM required_edge EXCEPT SELECT src, dst, kind FROM edge"
    for src, dst, kind in view.rows(missing):
        yield Orphan(node=dst, missing=f"the edge '{kind}' from {src}")
    unknown = "SELECT src, dst, kind FROM edge WHERE kind <> 'said' EXCEPT SELECT src, dst, kind FROM required_edge"
    for src, dst, kind in view.rows(unknown):
        yield Orphan(node=dst, missing=f"a record for the edge '{kind}' from {src}")


def _unsaid(view: Reader) -> Iterator[Orphan]:
    """Reads that are short of claims, and claims that no read said."""
    for read, items, said in view.rows(_SHORT):
        yield Orphan(node=read, missing=f"{items - said} of the {items} claims it said")
    for claim, agent in view.rows(_NEVER_SAID):
        yield Orphan(node=claim, missing=f"the read in which {agent} said it")
    for read, claim in view.rows(_SAID_BY_NONE):
        yield Orphan(node=claim, missing=f"a record for what {read} said")


_SHORT = """
    SELECT read_id, any_value(items), count(edge.src) AS said FROM read
    LEFT JOIN edge ON edge.src = read_id AND edge.kind = 'said'
    WHERE agent IN ('inventory', 'mapper') GROUP BY read_id, read.rowid HAVING any_value(items) <> count(edge.src)
"""
_NEVER_SAID = """
    SELECT claim_id, agent FROM claim ANTI JOIN edge ON edge.kind = 'said' AND edge.dst = claim_id
    WHERE agent IN ('inventory', 'mapper') AND engine <> 'gate' -- which cites an agent's claim anew
"""
_SAID_BY_NONE = """
    SELECT src, dst FROM edge WHERE kind = 'said'
        AND (src NOT IN (SELECT read_id FROM read) OR dst NOT IN (SELECT claim_id FROM claim))
"""


def _unfounded(view: Reader) -> Iterator[Orphan]:
    """Facts behind which no words of a document are, however far back; and records that name others that are not."""
    for (fact,) in view.rows(_UNFOUNDED):
        yield Orphan(node=fact, missing="words of a document")
    for thing, other in view.rows(_NAMES_NOTHING):
        yield Orphan(node=thing, missing=f"the record {other}")


_UNFOUNDED = """
    WITH RECURSIVE founded(node) AS (
        SELECT src FROM edge WHERE kind = 'cites'
        UNION SELECT dst FROM founded JOIN edge ON src = node
    )
    SELECT fact_id FROM fact WHERE fact_id NOT IN (FROM founded)
"""
_NAMES_NOTHING = """
    SELECT verdict_id, claim_id FROM verdict WHERE claim_id NOT IN (SELECT claim_id FROM claim)
    UNION SELECT fact_id, verdict_id FROM fact WHERE verdict_id NOT IN (SELECT verdict_id FROM verdict)
    UNION SELECT dst, src FROM edge WHERE kind = 'based_on' AND src NOT IN (SELECT fact_id FROM fact)
    UNION SELECT read_id, chunk_id FROM read WHERE agent = 'inventory' AND chunk_id NOT IN (SELECT chunk_id FROM chunk)
"""


def _torn(store: Store) -> Iterator[Orphan]:
    """What is wrong with the ledger itself: its lines seal each other, so that no act can lose a part unseen."""
    for damage in Ledger(store.ledger).verify() if store.ledger.exists() else ():
        yield Orphan(node="ledger", missing=f"line {damage.line} as it was written: {damage.what}")


def _unapproved(store: Store) -> Iterator[Orphan]:
    """What was written without a valid signature over it, or lies where only approved files lie."""
    acts = Acts(store.ledger_entries())
    yield from _baseless(store, acts)
    for node, (_, digest) in acts.written.items():
        writing = acts.writing(node)
        signed = [one for one in writing.approvals if one.answer == "approve" and one.key.startswith("SHA256:")]
        about = {acts.bodies[one.decision]["statement"]["proposal"] for one in signed}
        if writing.proposals[0] not in about:
            yield Orphan(node=node, missing="a signature on the proposal that wrote it")
        if acts.action(writing.proposals[0], node).get("sha256") != digest:
            yield Orphan(node=node, missing="approved bytes: what was written is not what was proposed")
    yield from _strays(store, acts)


def _baseless(store: Store, acts: Acts) -> Iterator[Orphan]:
    """Proposals that rest on facts which are not there."""
    facts = {row[0] for row in store.rows("SELECT fact_id FROM fact")}
    for name, body in acts.bodies.items():
        for fact in body["facts"] if "actions" in body else ():
            if fact not in facts:
                yield Orphan(node=name, missing=f"the record {fact}")


def _strays(store: Store, acts: Acts) -> Iterator[Orphan]:
    """Files below a target's directory that are not the approved bytes; what Python caches there is left out."""
    targets = [body["target"] for body in acts.bodies.values() if "actions" in body]
    for place in sorted({one["location"] for one in targets if one["kind"] == "files"}):
        for path in sorted((store.home / place).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                node = file_node(str(PurePosixPath(place) / path.relative_to(store.home / place).as_posix()))
                if acts.written.get(node, ("", ABSENT))[1] != sha256(path.read_bytes()):
                    yield Orphan(node=node, missing="approval of the bytes that are there now")
