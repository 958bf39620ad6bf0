"""Which operation does the work of an endpoint: words, names that the one mentions of the other, and shared fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.matching.assignment import Matrix, assign
from workbench.matching.item import KNOWN, bare
from workbench.matching.scores import overlap
from workbench.matching.words import prose, shared_start
from workbench.records import Record
from workbench.truth import Catalog, Operation

WORDS, MENTION = 0.6, 0.4
"""What a pair is judged by: shared words and fields, and whether the operation's text names the program."""


class EndpointText(Record):
    """What is known of an endpoint before its operation is: `names` are those of its records and fields."""

    program: str
    title: str = ""
    words: str = ""
    names: tuple[str, ...] = ()


class Link(Record):
    """An operation that may do the work of an endpoint; `margin` is the distance to what speaks for another pair."""

    program: str
    operation: str
    score: float
    margin: float
    why: str


@dataclass(frozen=True)
class OperationMatcher:
    """All operations of one catalog, ready to be compared with endpoints."""

    catalog: Catalog

    def rank(self, endpoint: EndpointText, limit: int) -> list[Link]:
        """The operations that may do the work of one endpoint, best first."""
        row = self.scores([endpoint])[0]
        order = [int(column) for column in np.argsort(-row, kind="stable") if row[column] > 0]
        following = [float(row[column]) for column in order[1:]] + [0.0]
        return [
            self._link(endpoint, column, float(row[column]), float(row[column]) - after)
            for column, after in zip(order[:limit], following, strict=False)
        ]

    def link(self, endpoints: Sequence[EndpointText]) -> list[Link | None]:
        """One operation for each endpoint, no operation twice; None when nothing speaks for any."""
        table = self.scores(endpoints)
        links: list[Link | None] = []
        for row, column in enumerate(assign(table)):
            if column < 0:
                links.append(None)
                continue
            others = np.concatenate([np.delete(table[row], column), np.delete(table[:, column], row), [0.0]])
            score = float(table[row, column])
            links.append(self._link(endpoints[row], column, score, score - float(others.max())))
        return links

    def scores(self, endpoints: Sequence[EndpointText]) -> Matrix:
        """The score of each pair from 0 to 1, a row for each endpoint, a column for each operation."""
        table = WORDS * overlap([_endpoint_bag(item) for item in endpoints], self._bags)
        for row, endpoint in enumerate(endpoints):
            names = _mentions(endpoint)
            for column, text in enumerate(self._texts):
                table[row, column] += MENTION * float(any(name in text for name in names))
        return np.clip(table, 0, 1)

    @cached_property
    def _bags(self) -> list[tuple[str, ...]]:
        return [_operation_bag(operation) for operation in self.catalog.operations]

    @cached_property
    def _texts(self) -> list[str]:
        return [f"{o.name} {o.path} {_words(o)}".lower() for o in self.catalog.operations]

    def _link(self, endpoint: EndpointText, column: int, score: float, margin: float) -> Link:
        operation = self.catalog.operations[column]
        shared = sorted(set(_endpoint_bag(endpoint)) & set(self._bags[column]))[:6]
        named = [name for name in _mentions(endpoint) if name in self._texts[column]]
        why = [f"names {named[0]}"] if named else []
        return Link(
            program=endpoint.program,
            operation=operation.name,
            score=round(score, 4),
            margin=round(margin, 4),
            why="; ".join([*why, f"shared words: {', '.join(shared)}" if shared else "no shared word"]),
        )


def _words(operation: Operation) -> str:
    return f"{operation.title} {operation.description} {' '.join(operation.tags)}"


def _endpoint_bag(endpoint: EndpointText) -> tuple[str, ...]:
    words = prose(f"{endpoint.title} {endpoint.words}")
    return tuple(dict.fromkeys([*KNOWN.cut(endpoint.program), *words, *_pieces(endpoint.names)]))


def _operation_bag(operation: Operation) -> tuple[str, ...]:
    words = prose(f"{operation.name} {operation.path} {_words(operation)}")
    return tuple(dict.fromkeys([*words, *_pieces([item.name for item in operation.properties])]))


def _pieces(names: Sequence[str]) -> list[str]:
    cuts = [KNOWN.cut(name) for name in names]
    prefix = shared_start(cuts)
    return [piece for cut in cuts for piece in cut if piece not in prefix]


def _mentions(endpoint: EndpointText) -> list[str]:
    """The program, and names with capitals inside that the endpoint's text gives its service; four letters or more."""
    names = [endpoint.program, *[word for word in endpoint.words.split() if any(c.isupper() for c in word[1:])]]
    return [name for name in map(bare, names) if len(name) >= 4]
