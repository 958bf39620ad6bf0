"""Which operation does the work of an endpoint: words, names that the one mentions of the other, and shared fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.later import later
from workbench.matching.assignment import Matrix, assign
from workbench.matching.item import bare
from workbench.matching.scores import overlap
from workbench.matching.vocabulary import Vocabulary
from workbench.matching.words import prose, shared_start
from workbench.records import Record
from workbench.truth import Catalog, Operation

if TYPE_CHECKING:
    import numpy as np
else:
    np = later("numpy")

_DENIAL = re.compile(r"\b(not|never|unlike|other than|rather than|confuse\w*)\b")

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
    known: Vocabulary

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
        table = WORDS * overlap([self._endpoint_bag(item) for item in endpoints], self._bags)
        for row, endpoint in enumerate(endpoints):
            names = _mentions(endpoint)
            for column, text in enumerate(self._texts):
                table[row, column] += MENTION * _mentioned(names, text)
        return np.clip(table, 0, 1)

    @cached_property
    def _bags(self) -> list[tuple[str, ...]]:
        return [self._operation_bag(operation) for operation in self.catalog.operations]

    @cached_property
    def _texts(self) -> list[str]:
        return [f"{o.name} {o.path} {_words(o)}".lower() for o in self.catalog.operations]

    def _link(self, endpoint: EndpointText, column: int, score: float, margin: float) -> Link:
        operation = self.catalog.operations[column]
        shared = sorted(set(self._endpoint_bag(endpoint)) & set(self._bags[column]))[:6]
        named = _mentioned(_mentions(endpoint), self._texts[column])
        why = (
            [f"names {endpoint.program} or its service"] if named > 0 else ["says that it is another"] if named else []
        )
        return Link(
            program=endpoint.program,
            operation=operation.name,
            score=round(score, 4),
            margin=round(margin, 4),
            why="; ".join([*why, f"shared words: {', '.join(shared)}" if shared else "no shared word"]),
        )

    def _endpoint_bag(self, endpoint: EndpointText) -> tuple[str, ...]:
        words = prose(f"{endpoint.title} {endpoint.words}")
        return tuple(dict.fromkeys([*self.known.cut(endpoint.program), *words, *self._pieces(endpoint.names)]))

    def _operation_bag(self, operation: Operation) -> tuple[str, ...]:
        words = prose(f"{operation.name} {operation.path} {_words(operation)}")
        return tuple(dict.fromkeys([*words, *self._pieces([item.name for item in operation.properties])]))

    def _pieces(self, names: Sequence[str]) -> list[str]:
        cuts = [self.known.cut(name) for name in names]
        prefix = shared_start(cuts)
        return [piece for cut in cuts for piece in cut if piece not in prefix]


def _words(operation: Operation) -> str:
    return f"{operation.title} {operation.description} {' '.join(operation.tags)}"


def _mentioned(names: Sequence[str], text: str) -> float:
    """1 when a text names one of these, -1 when it says that it is not that one, 0 when it names none.

    >>> _mentioned(["cus001"], "creates a customer. replaces cus001.")
    1.0
    >>> _mentioned(["cus001"], "creates a customer; not to be confused with cus001")
    -1.0
    """
    said = [sentence for sentence in re.split(r"[.;!?]\s", text) if any(name in sentence for name in names)]
    if not said:
        return 0.0
    return -1.0 if any(_DENIAL.search(sentence) for sentence in said) else 1.0


def _mentions(endpoint: EndpointText) -> list[str]:
    """The program, and names with capitals inside that the endpoint's text gives its service; four letters or more."""
    names = [endpoint.program, *[word for word in endpoint.words.split() if any(c.isupper() for c in word[1:])]]
    return [name for name in map(bare, names) if len(name) >= 4]
