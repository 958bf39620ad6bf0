"""Schema against schema: every column of one against every (table, column) pair of the other.

Half of the work is to find the right table. Columns vote for tables, tables for their columns, and a column that points
at another table is what points at that table's counterpart. So both are settled together, in two rounds:

    names, documentation, types ─▶ columns ─▶ tables ─▶ references ─▶ columns ─▶ tables ─▶ score

The weights were chosen on one clinical schema pair and two hand-made ones (retail, personnel), each also without its
documentation and without its keys, and kept where the score is flat: halving or doubling one of them changes little.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from workbench.later import later
from workbench.matching.assignment import Matrix
from workbench.matching.columns import Column, columns, vocabulary
from workbench.matching.ranking import Evidence, Match, Ranking
from workbench.matching.reasons import reasons
from workbench.matching.scores import overlap
from workbench.matching.shape import fit
from workbench.matching.texts import bag, cosine, together
from workbench.matching.vocabulary import Vocabulary
from workbench.truth import Catalog

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Graph = NDArray[np.bool_]
else:
    np = later("numpy")
    Graph = "Graph"

Opinion = Literal["whole", "name", "documentation"]
"""whole: from everything. name, documentation: from that alone, beside types and references; an opinion that knows the
one and not the other can contradict the whole."""

WEIGHTS: dict[Opinion, dict[str, float]] = {
    "whole": {"name": 1.0, "placed": 0.8, "bare": 0.5, "documentation": 1.0, "family": 0.8},
    "name": {"name": 1.0, "placed": 0.8, "bare": 0.5},
    "documentation": {"documentation": 1.0, "family": 0.8},
}
"""What a pair of columns is judged by. placed: the name with the table's name. bare: the name without it.
family: documentation of all columns of one name taken together, as a key bears one name in many tables."""

TYPE = 0.7
"""How much of a score is lost when the types cannot meet."""

REFERENCE, FLOW, TABLE = 0.3, 0.5, 0.5
"""Weights of: pointing at counterparts, of the neighbours in the graph of references, of the table a column is in."""

TABLE_WEIGHTS: dict[Opinion, tuple[float, float]] = {
    "whole": (1.0, 0.3),
    "name": (1.0, 0.0),
    "documentation": (0.0, 1.0),
}
TABLE_COLUMNS = 2.5
"""What a pair of tables is judged by: its names, its descriptions, and the best pairs of its columns."""

DECIDED = 0.035
"""A candidate whose score is this much lower is believed in e times less."""

VOTERS, ROUNDS = 8, 2
"""So many of the best columns of a source table speak for a target table, so many times."""

RIVALRY, CLAIM = 1.0, 0.3
"""How hard a better column of the same source table, or of any, pushes a pair down: a target is wanted by one."""

STEEP = 1.5


@dataclass(frozen=True)
class TableMatcher:
    """All columns of `source` (the rows of every matrix) against all columns of `target` (its columns)."""

    source: Catalog
    target: Catalog
    opinion: Opinion = "whole"

    def rank(self, limit: int = 5) -> list[Ranking]:
        """One ranking for each source column, in the order of the source; scores are from 0 to 1."""
        order = np.argsort(-self.scores, axis=1, kind="stable")
        return [self._ranking(row, [int(column) for column in order[row]], limit) for row in range(len(order))]

    @cached_property
    def sources(self) -> list[Column]:
        """The columns of the source."""
        return columns(self.source, self._known)

    @cached_property
    def targets(self) -> list[Column]:
        """The columns of the target."""
        return columns(self.target, self._known)

    @cached_property
    def scores(self) -> Matrix:
        """The score of each pair, from 0 to 1."""
        total = self._settled[0] + TABLE * _by_row(self._settled[1])[np.ix_(self._rows, self._columns)] ** STEEP
        return total / (1 + REFERENCE + TABLE)

    @cached_property
    def beliefs(self) -> Matrix:
        """How the belief in a source column's candidates is shared out: each row adds up to 1."""
        shares = np.exp((self.scores - self.scores.max(axis=1, keepdims=True, initial=0.0)) / DECIDED)
        belief: Matrix = shares / shares.sum(axis=1, keepdims=True)
        return belief

    @cached_property
    def tables(self) -> Matrix:
        """How much each source table (row) is about the same as each target table (column)."""
        return self._settled[1]

    @cached_property
    def evidence(self) -> dict[str, Matrix]:
        """One matrix per kind of evidence, each from 0 to 1; dictionary evidence does not exist between schemas."""
        judged = self._judged
        structure = (_by_row(self._settled[1])[np.ix_(self._rows, self._columns)] + self._settled[2]) / 2
        return {
            "name": np.maximum(judged["name"], judged["bare"]),
            "documentation": judged["documentation"],
            "type": self._types,
            "structure": np.clip(structure, 0, 1),
        }

    @cached_property
    def _known(self) -> Vocabulary:
        return vocabulary([self.source, self.target])

    @cached_property
    def _rows(self) -> "NDArray[np.int64]":
        return np.array([column.table for column in self.sources], dtype=np.int64)

    @cached_property
    def _columns(self) -> "NDArray[np.int64]":
        return np.array([column.table for column in self.targets], dtype=np.int64)

    @cached_property
    def _judged(self) -> dict[str, Matrix]:
        ours, theirs = self.sources, self.targets
        return {
            "name": overlap([c.pieces for c in ours], [c.pieces for c in theirs]),
            "placed": overlap([c.placed for c in ours], [c.placed for c in theirs], plain=True),
            "bare": overlap([c.bare for c in ours], [c.bare for c in theirs]),
            "documentation": cosine([c.words for c in ours], [c.words for c in theirs]),
            "family": _families(ours, theirs, self.opinion == "whole"),
        }

    @cached_property
    def _types(self) -> Matrix:
        return np.array([[_type(one, other) for other in self.targets] for one in self.sources]).reshape(
            len(self.sources), len(self.targets)
        )

    @cached_property
    def _base(self) -> Matrix:
        """The score of each pair by what the two columns say of themselves."""
        weights = WEIGHTS[self.opinion]
        said = sum((weight * self._judged[kind] for kind, weight in weights.items()), np.zeros_like(self._types))
        base: Matrix = said / sum(weights.values()) * (1 - TYPE + TYPE * self._types)
        return base

    @cached_property
    def _settled(self) -> tuple[Matrix, Matrix, Matrix]:
        """Columns, tables and references after the rounds."""
        ours, theirs = self.source.operations, self.target.operations
        names = overlap([self._known.cut(o.name) for o in ours], [self._known.cut(o.name) for o in theirs], plain=True)
        texts = cosine(self._texts(self.source), self._texts(self.target))
        name, text = TABLE_WEIGHTS[self.opinion]
        said = name * _normal(names) + text * _normal(texts)
        tables, pairs, refers = said / (name + text), self._base, np.zeros_like(self._base)
        for _ in range(ROUNDS):
            refers = self._references(tables)
            pairs = self._wanted_by_one(self._base + REFERENCE * refers)
            tables = (said + TABLE_COLUMNS * _normal(self._votes(pairs))) / (name + text + TABLE_COLUMNS)
        return pairs, tables, refers

    def _texts(self, catalog: Catalog) -> list[dict[str, float]]:
        """The words of each table's description; from an opinion on everything, those of its name too."""
        named = self.opinion == "whole"
        return [bag(o.description, self._known.cut(o.name) if named else ()) for o in catalog.operations]

    def _references(self, tables: Matrix) -> Matrix:
        """For each pair that points at tables, how much those two are counterparts."""
        sure = np.minimum(1, 2 * tables.max(axis=1, keepdims=True))
        near = _by_row(tables) * sure
        flow = near + FLOW * _neighbours(near, _graph(self.sources, len(tables)), _graph(self.targets, tables.shape[1]))
        flow = _by_row(flow) * sure
        refers = np.zeros_like(self._base)
        ours, theirs = np.array([c.refers for c in self.sources]), np.array([c.refers for c in self.targets])
        rows, cols = np.flatnonzero(ours >= 0), np.flatnonzero(theirs >= 0)
        refers[np.ix_(rows, cols)] = flow[np.ix_(ours[rows], theirs[cols])]
        return refers

    def _wanted_by_one(self, pairs: Matrix) -> Matrix:
        """Pairs pushed down where another column wants the same target more."""
        best = np.zeros((len(self.source.operations), pairs.shape[1]))
        np.maximum.at(best, self._rows, pairs)
        pushed = pairs * _share(pairs, best[self._rows]) ** RIVALRY
        most = pushed.max(axis=0, keepdims=True, initial=0.0)
        result: Matrix = pushed * _share(pushed, most) ** CLAIM
        return result

    def _votes(self, pairs: Matrix) -> Matrix:
        """For each pair of tables the mean of the best pairs of columns, one for each source column."""
        voices = np.zeros((len(pairs), len(self.target.operations)))
        np.maximum.at(voices.T, self._columns, pairs.T)
        votes = np.zeros((len(self.source.operations), voices.shape[1]))
        for table in range(len(votes)):
            own = np.sort(voices[self._rows == table], axis=0)[::-1][:VOTERS]
            votes[table] = own.mean(axis=0) if len(own) else 0.0
        return votes

    def _ranking(self, row: int, order: list[int], limit: int) -> Ranking:
        line = self.scores[row]
        near = [column for column in order[:limit] if line[column] > 0]
        matches = tuple(self._match(row, column) for column in near)
        second = float(line[order[1]]) if len(order) > 1 else 0.0
        return Ranking(
            key=f"{self.sources[row].table_name}.{self.sources[row].path}",
            field=self.sources[row].path,
            candidates=matches,
            chosen=matches[0] if matches else None,
            margin=round(float(line[order[0]]) - second, 4) if matches else 0.0,
        )

    def _match(self, row: int, column: int) -> Match:
        one, other = self.sources[row], self.targets[column]
        line = {kind: round(float(matrix[row, column]), 4) for kind, matrix in self.evidence.items()}
        shared = sorted(one.words.keys() & other.words.keys())
        return Match(
            operation=other.table_name,
            property=other.path,
            score=round(float(self.scores[row, column]), 4),
            evidence=Evidence(**line),
            why=reasons(one.pieces, other.pieces, shared, (one.shape, other.shape, line["type"])),
        )


def _type(one: Column, other: Column) -> float:
    return fit(one.shape, other.shape) * (0.7 if one.roles and other.roles and not one.roles & other.roles else 1.0)


def _families(ours: list[Column], theirs: list[Column], named: bool) -> Matrix:
    """How alike the families of two columns are: all columns of one name, their words taken together.

    `named`: the pieces of the name count as words too.
    """
    left, right = _family_numbers(ours), _family_numbers(theirs)
    table = cosine(_family_bags(ours, left, named), _family_bags(theirs, right, named))
    return table[np.ix_([left[c.name] for c in ours], [right[c.name] for c in theirs])]


def _family_numbers(listed: list[Column]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(column.name for column in listed))}


def _family_bags(listed: list[Column], numbers: dict[str, int], named: bool) -> list[dict[str, float]]:
    members: list[list[Column]] = [[] for _ in numbers]
    for column in listed:
        members[numbers[column.name]].append(column)
    return [
        together(
            [bag("", family[0].pieces), *[c.words for c in family]], [float(named), *[1 / len(family)] * len(family)]
        )
        for family in members
    ]


def _graph(listed: list[Column], count: int) -> Graph:
    """Which table (row) points at which other (column)."""
    graph = np.zeros((count, count), dtype=bool)
    for column in listed:
        if column.refers not in (-1, column.table):
            graph[column.table, column.refers] = True
    return graph


def _neighbours(near: Matrix, ours: Graph, theirs: Graph) -> Matrix:
    """For each pair of tables how well the tables they point at, and those that point at them, fit one another."""
    found = np.zeros_like(near)
    for left, right in ((ours, theirs), (ours.T, theirs.T)):
        for column in range(near.shape[1]):
            there = np.flatnonzero(right[column])
            if len(there):
                best = near[:, there].max(axis=1)
                degree = left.sum(axis=1)
                found[:, column] += np.divide(left @ best, degree, out=np.zeros(len(near)), where=degree > 0)
    return found


def _normal(table: Matrix) -> Matrix:
    top = float(table.max(initial=0.0))
    return table / top if top > 0 else table


def _by_row(table: Matrix) -> Matrix:
    return _share(table, table.max(axis=1, keepdims=True, initial=0.0))


def _share(part: Matrix, whole: Matrix) -> Matrix:
    full = np.broadcast_to(whole, part.shape)
    return np.divide(part, full, out=np.zeros_like(part), where=full > 0)
