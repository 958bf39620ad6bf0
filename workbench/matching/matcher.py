"""The matching engine on one target: which operation does an endpoint's work, and which property a field is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from workbench.matching import scores
from workbench.matching.assignment import Matrix, assign
from workbench.matching.item import Item, bare, field_items, key_of, property_items
from workbench.matching.ranking import Evidence, Match, Ranking
from workbench.matching.words import Vocabulary, alike, prose, shared_start
from workbench.records import FieldBody, Record
from workbench.truth import Catalog, Glossary, Operation

CLOSE = 0.55
"""The score from which a property counts as close to a field."""


class EndpointText(Record):
    """What is known of an endpoint before its operation is: `names` are those of its records and fields."""

    program: str
    title: str = ""
    words: str = ""
    names: tuple[str, ...] = ()


class Link(Record):
    """An operation that may do the work of an endpoint; `margin` is the distance to the next one."""

    program: str
    operation: str
    score: float
    margin: float
    why: str


@dataclass(frozen=True)
class Matcher:
    """The engine for one catalog and the glossary of the legacy side."""

    catalog: Catalog
    glossary: Glossary = field(default_factory=Glossary)

    def rank_operations(self, endpoint: EndpointText, limit: int = 5) -> list[Link]:
        """The operations that may do the work of one endpoint, best first."""
        return self._links(endpoint, self._operation_scores([endpoint])[0])[:limit]

    def link(self, endpoints: Sequence[EndpointText]) -> list[Link | None]:
        """For each endpoint its operation, no operation twice; None when nothing speaks for any.

        The margin is to the best operation that the endpoint could have had instead, and to the best endpoint that the
        operation could have had.
        """
        table = self._operation_scores(endpoints)
        chosen = assign(table)
        links: list[Link | None] = []
        for row, column in enumerate(chosen):
            if column < 0:
                links.append(None)
                continue
            others = np.concatenate([np.delete(table[row], column), np.delete(table[:, column], row), [0.0]])
            margin = float(table[row, column] - others.max())
            first = self._link(endpoints[row], column, float(table[row, column]), margin)
            links.append(first)
        return links

    def rank_properties(self, fields: Sequence[FieldBody], operation: str, limit: int = 5) -> list[Ranking]:
        """For each field of one endpoint, in order, the properties of the operation it may be."""
        known = self.catalog.operation(operation)
        sources = field_items(fields, self.glossary)
        if known is None or not known.properties:
            return [Ranking(key=item.key, field=item.name, hint=item.hint) for item in sources]
        return _Pairs(sources, self._items(known), operation).rankings(limit)

    def _items(self, operation: Operation) -> list[Item]:
        return self._known_items.setdefault(operation.name, property_items(operation))

    @cached_property
    def _known_items(self) -> dict[str, list[Item]]:
        return {}

    def _operation_scores(self, endpoints: Sequence[EndpointText]) -> Matrix:
        words = scores.overlap([_endpoint_bag(item) for item in endpoints], self._bags)
        table = 0.6 * words
        for row, endpoint in enumerate(endpoints):
            for column, text in enumerate(self._texts):
                table[row, column] += 0.4 * _mention(endpoint, text)
        return np.clip(table, 0, 1)

    @cached_property
    def _bags(self) -> list[tuple[str, ...]]:
        return [_operation_bag(operation) for operation in self.catalog.operations]

    @cached_property
    def _texts(self) -> list[str]:
        return [
            f"{o.name} {o.path} {o.title} {o.description} {' '.join(o.tags)}".lower() for o in self.catalog.operations
        ]

    def _links(self, endpoint: EndpointText, row: Matrix) -> list[Link]:
        order = [int(column) for column in np.argsort(-row, kind="stable") if row[column] > 0]
        following = [float(row[column]) for column in order[1:]] + [0.0]
        return [
            self._link(endpoint, column, float(row[column]), float(row[column]) - after)
            for column, after in zip(order, following, strict=True)
        ]

    def _link(self, endpoint: EndpointText, column: int, score: float, margin: float) -> Link:
        operation = self.catalog.operations[column]
        shared = sorted(set(_endpoint_bag(endpoint)) & set(self._bags[column]))[:6]
        mention = [f"names {endpoint.program}"] if _mention(endpoint, self._texts[column]) else []
        why = "; ".join([*mention, f"shared words: {', '.join(shared)}" if shared else "no shared word"])
        return Link(
            program=endpoint.program,
            operation=operation.name,
            score=round(score, 4),
            margin=round(margin, 4),
            why=why,
        )


@dataclass(frozen=True)
class _Pairs:
    """All pairs of one endpoint's fields and one operation's properties."""

    sources: Sequence[Item]
    targets: Sequence[Item]
    operation: str

    def rankings(self, limit: int) -> list[Ranking]:
        """One ranking per source item."""
        table = self.table
        chosen = assign(np.where(table >= CLOSE, table, 0.0))
        return [self._ranking(row, chosen[row], limit) for row in range(len(self.sources))]

    def _ranking(self, row: int, column: int, limit: int) -> Ranking:
        item, line = self.sources[row], self.table[row]
        order = [int(number) for number in np.argsort(-line, kind="stable")[:limit] if line[number] > 0]
        first = column if column >= 0 else (order[0] if order else -1)
        others = np.delete(line, first) if first >= 0 else line
        return Ranking(
            key=item.key,
            field=item.name,
            candidates=tuple(self._match(row, number) for number in order),
            chosen=self._match(row, column) if column >= 0 else None,
            margin=round(float(line[first] - others.max(initial=0.0)), 4) if first >= 0 else 0.0,
            hint=item.hint,
        )

    @cached_property
    def evidence(self) -> dict[str, Matrix]:
        """One matrix per kind of evidence."""
        return {
            "name": scores.names(self.sources, self.targets),
            "documentation": scores.documentation(self.sources, self.targets),
            "dictionary": scores.dictionary(self.sources, self.targets),
            "type": scores.types(self.sources, self.targets),
        }

    @cached_property
    def table(self) -> Matrix:
        """The score of each pair."""
        kinds = self.evidence
        doubt = (1 - kinds["name"]) * (1 - 0.8 * kinds["dictionary"]) * (1 - 0.5 * kinds["documentation"])
        base = (1 - doubt) * (0.4 + 0.6 * kinds["type"]) * (kinds["type"] > 0)
        base = scores.groups(self.sources, self.targets, base)
        kinds["structure"] = scores.structure(self.sources, self.targets, base)
        table = 0.8 * base + 0.2 * base * kinds["structure"]
        for row, item in enumerate(self.sources):
            if item.hint:
                table[row] *= 0.5
        return np.asarray(table)

    def _match(self, row: int, column: int) -> Match:
        line = {kind: round(float(matrix[row, column]), 4) for kind, matrix in self.evidence.items()}
        return Match(
            operation=self.operation,
            property=self.targets[column].key,
            score=round(float(self.table[row, column]), 4),
            evidence=Evidence(**line),
            why=_why(self.sources[row], self.targets[column], line),
        )


def _why(one: Item, other: Item, line: dict[str, float]) -> str:
    """The reasons for a pair, most telling first, on one line."""
    reasons = ["same name"] if one.bare == other.bare else _kin(one.pieces, other.pieces)
    if line["dictionary"] > 0.3:
        reasons.append(f"dictionary: {' '.join(one.terms)}")
    shared = sorted(set(one.words) & {*other.words, *other.pieces})
    if shared:
        reasons.append(f"shared words: {', '.join(shared[:5])}")
    reasons.append(f"{one.shape.kind} fits {other.shape.kind} {line['type']:.2f}")
    if one.hint:
        reasons.append(one.hint)
    return "; ".join(reasons)


def _kin(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    found: list[str] = []
    for piece in ours:
        best = max(theirs, key=lambda other: alike(piece, other)[0], default="")
        score, kinship = alike(piece, best) if best else (0.0, "none")
        if kinship == "same":
            found.append(piece)
        elif score:
            found.append(f"{piece}={best} ({kinship})")
    return [f"name: {', '.join(found)}"] if found else []


def _endpoint_bag(endpoint: EndpointText) -> tuple[str, ...]:
    names = [Vocabulary().cut(name) for name in endpoint.names]
    prefix = shared_start(names)
    words = prose(f"{endpoint.title} {endpoint.words}")
    pieces = [piece for name in names for piece in name if piece not in prefix]
    return tuple(dict.fromkeys([*Vocabulary().cut(endpoint.program), *words, *pieces]))


def _operation_bag(operation: Operation) -> tuple[str, ...]:
    text = f"{operation.name} {operation.path} {operation.title} {operation.description} {' '.join(operation.tags)}"
    names = [Vocabulary().cut(item.name) for item in operation.properties]
    prefix = shared_start(names)
    pieces = [piece for name in names for piece in name if piece not in prefix]
    return tuple(dict.fromkeys([*prose(text), *pieces]))


def _mention(endpoint: EndpointText, text: str) -> float:
    """1 when the operation's text names the program, or a name the endpoint's text gives its service."""
    names = [endpoint.program, *[word for word in endpoint.words.split() if any(c.isupper() for c in word[1:])]]
    return float(any(len(bare(name)) >= 4 and bare(name) in text for name in names))


__all__ = ["CLOSE", "EndpointText", "Link", "Matcher", "key_of"]
