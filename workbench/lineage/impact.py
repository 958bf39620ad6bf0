"""What breaks if something changes: what must be read again, what no longer holds, what waits and what is written.

A chunk is known by its content, so a changed line changes its chunk, and everything that was read in that chunk must be
read again. All else that goes stale rests on that, however far.
"""

from collections.abc import Collection, Sequence

from workbench.errors import ParameterError
from workbench.lineage.edges import Edge
from workbench.lineage.nodes import kind_of
from workbench.lineage.scope import NOW, Scope
from workbench.lineage.walk import View, viewing
from workbench.records import UNKNOWN, Record
from workbench.store import Store

OPEN = ("receipt", "superseded")
"""Entries after which a proposal no longer waits."""


class Impact(Record):
    """What a change of some things touches. All are ids, in order; `written` are nodes of files, tables, resources.

    `rereads` are chunks whose text must be read again; `stale` facts that count now and would not; `waiting` proposals
    that would be closed, `void` the approvals on them; `edges` every edge that would no longer hold.
    """

    things: tuple[str, ...]
    rereads: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    void: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    edges: tuple[Edge, ...] = ()

    def sentence(self) -> str:
        """It in one sentence."""
        counted = [
            f"{len(self.rereads):,} chunks to read again",
            f"{len(self.stale):,} facts of {len(self.programs):,} endpoints become stale",
            f"{len(self.waiting):,} waiting proposals and {len(self.void):,} approvals are void",
            f"{len(self.written):,} written things must be looked at",
        ]
        return "; ".join(counted)


def impact(store: Store, thing: str, scope: Scope = NOW) -> Impact:
    """What a change of one thing touches: a line, chunk, claim, fact, truth source or place, policy, decision, ..."""
    with viewing(store, scope) as view:
        seeds = [thing]
        if kind_of(thing) == "line":
            seeds = [chunk for _, chunk, _ in view.holding([thing])]
        return _touched(view, (thing,), seeds)


def impact_of_revision(store: Store, old: str, new: str, scope: Scope = NOW) -> Impact:
    """What happens when one spec takes the place of another; both are ids of specs that were taken in.

    No agent is asked: the chunks that the new one no longer has say it.
    """
    with viewing(store, scope) as view:
        for spec in (old, new):
            if not view.reader.rows("SELECT 1 FROM spec WHERE spec_id = ?", [spec]):
                raise ParameterError(f"'{spec}' is no spec of this project; `workbench ingest FILE` takes one in")
        gone = view.reader.rows(_GONE, [old, new])
        return _touched(view, (old, new), [chunk for (chunk,) in gone])


_GONE = """
    SELECT DISTINCT chunk_id FROM chunk WHERE spec_id = ?
    AND chunk_id NOT IN (SELECT chunk_id FROM chunk WHERE spec_id = ?) ORDER BY chunk_id
"""


def _touched(view: View, things: tuple[str, ...], seeds: Sequence[str]) -> Impact:
    below = {*seeds, *(dst for _, dst, _ in view.reached(seeds, "down"))} if seeds else set()
    nodes = below | _asked_again(view, below)
    of: dict[str, list[str]] = {}
    for node in sorted(nodes):
        of.setdefault(kind_of(node), []).append(node)
    edges = _incident(view, nodes)
    settled = {entry["body"].get("proposal") for entry in view.entries if entry["kind"] in OPEN}
    waiting = [one for one in of.get("proposal", []) if one not in settled]
    facts = view.reader.rows(_STANDING, [of.get("fact", [])])
    return Impact(
        things=things,
        rereads=tuple(of.get("chunk", [])),
        claims=tuple(of.get("claim", [])),
        stale=tuple(fact for fact, _ in facts),
        programs=tuple(sorted({program for _, program in facts} - {UNKNOWN})),
        waiting=tuple(waiting),
        void=tuple(dst for src, dst, kind in edges if kind == "decided" and src in set(waiting)),
        written=tuple(one for kind in ("file", "table", "resource") for one in of.get(kind, [])),
        edges=tuple(edges),
    )


def _asked_again(view: View, nodes: Collection[str]) -> set[str]:
    """Reads that gave one of these: their question is another one now, though some answers may stay the same."""
    given = [node for node in nodes if kind_of(node) in ("claim", "proposal")]
    return {read for (read,) in view.reader.rows(_ASKED, [given])}


_ASKED = "SELECT DISTINCT src FROM edge WHERE kind IN ('said', 'made') AND dst IN (SELECT unnest(?))"


def _incident(view: View, nodes: Collection[str]) -> list[Edge]:
    """Every edge to or from one of these nodes: none of them holds when the node is another."""
    stored = view.reader.rows(_INCIDENT, [list(nodes), list(nodes)])
    acts = [edge for edge in view.acts if edge[0] in nodes or edge[1] in nodes]
    return sorted({(src, dst, kind) for src, dst, kind in [*stored, *acts]})


_INCIDENT = """
    SELECT src, dst, kind FROM edge WHERE src IN (SELECT unnest(?)) OR dst IN (SELECT unnest(?))
"""

_STANDING = "SELECT fact_id, program FROM active_fact WHERE fact_id IN (SELECT unnest(?)) ORDER BY fact_id"
