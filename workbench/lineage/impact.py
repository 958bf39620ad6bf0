"""What breaks if something changes: what must be read again, what no longer holds, what waits and what is written.

A chunk is known by its content and what that stands in, so a changed line changes its chunk, and everything that was
read in that chunk must be read again. All else that goes stale rests on that, however far. What a whole new issue
changes is the difference of what holds before and after a run of it (`foresight`).
"""

from collections.abc import Collection, Sequence

from workbench.lineage.edges import Edge
from workbench.lineage.holding import Holding
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
            f"{_many(self.rereads, 'chunk')} to read again",
            f"{_many(self.stale, 'fact')} of {_many(self.programs, 'endpoint')} stale",
            f"{_many(self.waiting, 'waiting proposal')} and {_many(self.void, 'approval')} void",
            f"{_many(self.written, 'written thing')} to look at",
        ]
        return "; ".join(counted)


def _many(things: Sequence[str], what: str) -> str:
    return f"{len(things):,} {what}{'' if len(things) == 1 else 's'}"


def impact(store: Store, thing: str, scope: Scope = NOW) -> Impact:
    """What a change of one thing touches: a line, chunk, claim, fact, truth source or place, policy, decision, ..."""
    with viewing(store, scope) as view:
        seeds = [thing]
        if kind_of(thing) == "line":
            seeds = [chunk for _, chunk, _ in view.holding([thing])]
        return _touched(view, (thing,), seeds)


def broken(store: Store, things: Sequence[str], before: Holding, after: Holding) -> Impact:
    """What holds before and not after: every edge of it goes, and what people did about it is about nothing."""
    with viewing(store) as view:
        nodes = set(before.nodes - after.nodes)
        for src, dst, kind in view.acts:
            if kind != "proposed" and src in nodes:  # acts are in the order of the ledger
                nodes.add(dst)
        return _told(view, tuple(things), nodes, sorted(before.counting - after.counting))


def _touched(view: View, things: tuple[str, ...], seeds: Sequence[str]) -> Impact:
    below = {*seeds, *(dst for _, dst, _ in view.reached(seeds, "down"))} if seeds else set()
    nodes = below | _asked_again(view, below)
    standing = view.reader.rows(_STANDING, [[node for node in nodes if kind_of(node) == "fact"]])
    return _told(view, things, nodes, [fact for (fact,) in standing])


def _told(view: View, things: tuple[str, ...], nodes: Collection[str], stale: Sequence[str]) -> Impact:
    of: dict[str, list[str]] = {}
    for node in sorted(nodes):
        of.setdefault(kind_of(node), []).append(node)
    edges = _incident(view, nodes)
    settled = {entry["body"].get("proposal") for entry in view.entries if entry["kind"] in OPEN}
    waiting = [one for one in of.get("proposal", []) if one not in settled]
    programs = view.reader.rows(_PROGRAMS, [list(stale)])
    return Impact(
        things=things,
        rereads=tuple(of.get("chunk", [])),
        claims=tuple(of.get("claim", [])),
        stale=tuple(stale),
        programs=tuple(sorted({program for (program,) in programs} - {UNKNOWN})),
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

_STANDING = "SELECT fact_id FROM active_fact WHERE fact_id IN (SELECT unnest(?)) ORDER BY fact_id"
_PROGRAMS = "SELECT DISTINCT program FROM fact WHERE fact_id IN (SELECT unnest(?))"
