"""What breaks if something changes: what must be read again, what no longer holds, what waits and what is written.

A chunk is known by its content and what that stands in, so a changed line changes its chunk, and everything that was
read in that chunk must be read again. All else that goes stale rests on that, however far. What a whole new issue
changes is the difference of what holds before and after a run of it (`foresight`).
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from workbench.acts import ABSENT
from workbench.approval import question
from workbench.ledger import Ledger
from workbench.lineage.acts import Acts
from workbench.lineage.edges import Edge
from workbench.lineage.holding import Holding
from workbench.lineage.nodes import kind_of
from workbench.lineage.scope import NOW, Scope, read_moment
from workbench.lineage.walk import View, viewing
from workbench.policy import load
from workbench.proposal import proposals
from workbench.records import UNKNOWN, Record
from workbench.revalidation import waits
from workbench.standing import standing_of
from workbench.store import Store


class Impact(Record):
    """What a change of some things touches. All are ids, in order; `written` are nodes of files, tables, resources.

    `rereads` are chunks whose text must be read again; `stale` facts that count now and would not; `asked` facts that
    would count still, but came of a question that is asked again, and may be answered otherwise; `waiting` proposals
    that wait for people or the executor and would be closed (of an approval: would wait for another one); `void` the
    approvals that count now and would not; `edges` every edge that would no longer hold.
    """

    things: tuple[str, ...]
    rereads: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
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
            *([f"{_many(self.asked, 'fact')} beside them asked about again"] if self.asked else []),
            f"{_many(self.waiting, 'waiting proposal')} and {_many(self.void, 'approval')} void",
            f"{_many(self.written, 'written thing')} to look at",
        ]
        return "; ".join(counted)


def _many(things: Sequence[str], what: str) -> str:
    return f"{len(things):,} {what}{'' if len(things) == 1 else 's'}"


def impact(store: Store, thing: str, scope: Scope = NOW) -> Impact:
    """What a change of one thing touches: a line, chunk, claim, fact, truth source or place, policy, decision, ...

    That is what rests on it, and it is all that rests on it: what a new issue does beside that, which may be cut into
    other chunks, is found by a run of it (`foresight`). Nothing rests on a line of page furniture; one that becomes
    content by its change makes such an issue.
    """
    with viewing(store, scope) as view:
        seeds = [thing]
        if kind_of(thing) == "line":
            seeds = [] if _furniture(view, thing) else [chunk for _, chunk, _ in view.holding([thing])]
        return _touched(store, view, (thing,), seeds)


def _furniture(view: View, line: str) -> bool:
    _, spec, number = line.rsplit(":", 2)
    return bool(view.reader.rows(_PRINTED, [spec, int(number)]))


def broken(store: Store, things: Sequence[str], before: Holding, after: Holding) -> Impact:
    """What holds before and not after: every edge of it goes, and what people did about it is about nothing."""
    with viewing(store) as view:
        nodes = set(before.nodes - after.nodes)
        for src, dst, kind in view.acts:
            if kind != "proposed" and src in nodes:  # acts are in the order of the ledger
                nodes.add(dst)
        return _told(store, view, tuple(things), nodes, sorted(before.counting - after.counting))


def _touched(store: Store, view: View, things: tuple[str, ...], seeds: Sequence[str]) -> Impact:
    below = {*seeds, *(dst for _, dst, _ in view.reached(seeds, "down"))} if seeds else set()
    again = _asked_again(view, below)
    standing = view.reader.rows(_STANDING, [[node for node in below if kind_of(node) == "fact"]])
    stale = [fact for (fact,) in standing]
    asked = {fact for (fact,) in view.reader.rows(_ANSWERED, [list(again)])} - set(stale)
    vain = {read for (read,) in view.reader.rows(_IN_VAIN, [stale])}
    return _told(store, view, things, below | again | vain, stale).model_copy(update={"asked": tuple(sorted(asked))})


def _told(store: Store, view: View, things: tuple[str, ...], nodes: Collection[str], stale: Sequence[str]) -> Impact:
    of: dict[str, list[str]] = {}
    for node in sorted(nodes):
        of.setdefault(kind_of(node), []).append(node)
    waiting, void = _open(store, view, nodes)
    programs = view.reader.rows(_PROGRAMS, [list(stale)])
    return Impact(
        things=things,
        rereads=tuple(of.get("chunk", [])),
        claims=tuple(of.get("claim", [])),
        stale=tuple(stale),
        programs=tuple(sorted({program for (program,) in programs} - {UNKNOWN})),
        waiting=tuple(waiting),
        void=tuple(void),
        written=tuple(_there(view, [one for kind in ("file", "table", "resource") for one in of.get(kind, [])])),
        edges=tuple(_incident(view, nodes)),
    )


def _open(store: Store, view: View, nodes: Collection[str]) -> tuple[list[str], list[str]]:
    """The proposals among some nodes, or decided by one of them, that wait; and the decisions among them that count."""
    decided = {dst: src for src, dst, kind in view.acts if kind == "decided" and dst in nodes}
    asked = {*(node for node in nodes if kind_of(node) == "proposal"), *decided.values()}
    if not asked:
        return [], []
    entries = [one for one in Ledger(store.ledger).entries() if view.scope.holds(one.time)]
    about = question(entries, load(store.home / "policy.yaml"), _now(view.scope))
    named = proposals([one for one in entries if one.kind == "proposal" and one.body["proposal_id"] in asked])
    stands = [standing_of(one, about) for one in named]
    void = sorted(decision for stand in stands for decision in stand.decisions if decision in decided)
    touched = {*nodes, *(decided[decision] for decision in void)}
    return [one.proposal for one in stands if waits(one) and one.proposal in touched], void


def _there(view: View, written: Sequence[str]) -> list[str]:
    """Those of some written things that are there: not what was taken away again."""
    acts = Acts(view.entries).written if written else {}
    return [one for one in written if acts[one][1] != ABSENT]


def _now(scope: Scope) -> datetime:
    return datetime.now(UTC) if scope.as_of == UNKNOWN else read_moment(scope.as_of)


def _asked_again(view: View, nodes: Collection[str]) -> set[str]:
    """Reads that gave one of these: their question is another one now, though some answers may stay the same."""
    given = [node for node in nodes if kind_of(node) in ("claim", "proposal")]
    return {read for (read,) in view.reader.rows(_ASKED, [given])}


_ANSWERED = """
    SELECT fact_id FROM active_fact fact JOIN edge ON dst = fact.claim_id
    WHERE edge.kind = 'said' AND src IN (SELECT unnest(?))
"""
_IN_VAIN = """
    SELECT last(read_id ORDER BY read.rowid) AS newest FROM read
    JOIN fact ON fact.first = read.first AND fact.last = read.last AND fact.kind = 'endpoint'
    WHERE agent = 'migrator' AND program IN (SELECT program FROM fact WHERE fact_id IN (SELECT unnest(?)))
    GROUP BY program HAVING newest NOT IN (SELECT src FROM edge WHERE edge.kind = 'made')
"""
"""The newest read of the migrator of each endpoint, which begins at its lines, where nothing was proposed after it."""
_ASKED = "SELECT DISTINCT src FROM edge WHERE kind IN ('said', 'made') AND dst IN (SELECT unnest(?))"


def _incident(view: View, nodes: Collection[str]) -> list[Edge]:
    """Every edge to or from one of these nodes: none of them holds when the node is another."""
    stored = view.reader.rows(_INCIDENT, [list(nodes), list(nodes)])
    acts = [edge for edge in view.acts if edge[0] in nodes or edge[1] in nodes]
    return sorted({(src, dst, kind) for src, dst, kind in [*stored, *acts]})


_INCIDENT = """
    SELECT src, dst, kind FROM edge WHERE src IN (SELECT unnest(?)) OR dst IN (SELECT unnest(?))
"""

_PRINTED = "SELECT 1 FROM line_class WHERE spec_id = ? AND class = 'furniture' AND ? BETWEEN first AND last"
_STANDING = "SELECT fact_id FROM active_fact WHERE fact_id IN (SELECT unnest(?)) ORDER BY fact_id"
_PROGRAMS = "SELECT DISTINCT program FROM fact WHERE fact_id IN (SELECT unnest(?))"
