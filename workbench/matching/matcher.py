"""The matching engine on one target: which operation does an endpoint's work, and which property a field is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from workbench.matching.columns import vocabulary
from workbench.matching.evidence import Said
from workbench.matching.fields import FieldMatcher
from workbench.matching.item import Item, field_items, key_of, property_items, record_key
from workbench.matching.operations import EndpointText, Link, OperationMatcher
from workbench.matching.ranking import Ranking
from workbench.matching.vocabulary import Vocabulary
from workbench.records import FieldBody
from workbench.truth import Catalog, Glossary, Operation


@dataclass(frozen=True)
class Matcher:
    """The engine for one catalog and the glossary of the legacy side."""

    catalog: Catalog
    glossary: Glossary = field(default_factory=Glossary)

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the documents that it goes by."""
        return tuple(one.source for one in (self.catalog, self.glossary) if one.source)

    def rank_operations(self, endpoint: EndpointText, limit: int = 5) -> list[Link]:
        """The operations that may do the work of one endpoint, best first; `margin` is the distance to the next."""
        return self._operations.rank(endpoint, limit)

    def link(self, endpoints: Sequence[EndpointText]) -> list[Link | None]:
        """For each endpoint its operation, no operation twice; None when nothing speaks for any.

        The margin is to the best operation that the endpoint could have had instead, and to the best endpoint that the
        operation could have had, whichever is closer; it may be negative.
        """
        return self._operations.link(endpoints)

    def rank_properties(self, fields: Sequence[FieldBody], operation: str, limit: int = 5) -> list[Ranking]:
        """For each field of one endpoint, in order, the properties of the operation it may be.

        Give all fields of the endpoint at once: records, groups and neighbours are evidence. A field that is its own
        record (01-level, same name) is ranked as the record.
        """
        known = self.catalog.operation(operation)
        targets = self._items(known) if known else []
        sources = field_items(fields, self.glossary, self._vocabulary)
        found = {ranking.key: ranking for ranking in FieldMatcher(sources, targets, operation).rankings(limit)}
        return [found.get(key_of(body)) or found[record_key(body.record)] for body in fields]

    def alone(self, fields: Sequence[FieldBody], operation: str) -> list[dict[str, dict[str, float]]]:
        """For each field of one endpoint, in order, what each kind of evidence says by itself: property -> strength.

        Give all fields of the endpoint at once, as for `rank_properties`.
        """
        known = self.catalog.operation(operation)
        targets = self._items(known) if known else []
        sources = field_items(fields, self.glossary, self._vocabulary)
        said = Said(sources, targets)
        kinds = {"name": said.names, "documentation": said.phrases, "dictionary": said.dictionary, "type": said.types}
        rows = {item.key: row for row, item in enumerate(sources)}
        places = [rows.get(key_of(body), rows[record_key(body.record)]) for body in fields]
        paths = [item.key for item in targets]
        return [
            {kind: dict(zip(paths, table[row].tolist(), strict=True)) for kind, table in kinds.items()}
            for row in places
        ]

    def _items(self, operation: Operation) -> list[Item]:
        if operation.name not in self._known:
            self._known[operation.name] = property_items(operation, self._vocabulary)
        return self._known[operation.name]

    @cached_property
    def _known(self) -> dict[str, list[Item]]:
        return {}

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return vocabulary([self.catalog], self.glossary)

    @cached_property
    def _operations(self) -> OperationMatcher:
        return OperationMatcher(self.catalog, self._vocabulary)
