"""What the gate knows when it judges the claims about one endpoint's mapping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from workbench.adapters import Sample
from workbench.agent import FieldChoice, MapTask
from workbench.checks.reading import SpecDocuments
from workbench.layout import Layout, by_record
from workbench.matching import Match
from workbench.records import Claim, Fact, FieldBody, MapsBody, NoTargetBody
from workbench.truth import Catalog, Precedent, Precedents

Samples = Mapping[str, Mapping[str, Sequence[Sample]]]
"""Real records, by program and record."""

NONE_YET = Precedents()
"""Nothing that people decided."""

AHEAD = 0.05
"""How much more another field must have for a property to keep it."""


@dataclass(frozen=True)
class MapDocuments:
    """What the gate knows when it judges a mapping: the spec, the target, what the mapper was given."""

    source: SpecDocuments
    catalog: Catalog
    task: MapTask
    serving: Mapping[str, str]
    precedents: Precedents = NONE_YET
    samples: Samples = field(default_factory=dict)

    @cached_property
    def layouts(self) -> Mapping[str, Layout]:
        """How each record of the endpoint lies in memory, by its name."""
        return by_record([fact.body for fact in self.task.dossier.fields if isinstance(fact.body, FieldBody)])

    def decided(self, claim: Claim) -> list[Precedent]:
        """What people decided about the field of a claim, the nearest scope that says anything."""
        body = claim.body
        if not isinstance(body, MapsBody | NoTargetBody):
            return []
        return self.precedents.about(body.program, body.record, body.field, body.operation)

    def choice(self, claim: Claim) -> FieldChoice | None:
        """What the matcher said of the field that a claim is about; None when it was not given."""
        found = [self._choices[fact] for fact in claim.based_on if fact in self._choices]
        return min(found, key=lambda one: one[0])[1] if found else None

    @cached_property
    def _choices(self) -> Mapping[str, tuple[int, FieldChoice]]:
        """The choices by the fact that each is about, with their places."""
        return {choice.field.fact_id: (at, choice) for at, choice in enumerate(self.task.choices)}

    @cached_property
    def given(self) -> Mapping[str, Fact]:
        """The facts that the mapper was given, by their ids."""
        return {fact.fact_id: fact for fact in (self.task.dossier.endpoint, *self.task.dossier.fields)}


@dataclass(frozen=True)
class Company:
    """The claims about one endpoint together: which field each property was claimed for."""

    documents: MapDocuments
    owners: Mapping[str, Claim]

    def free(self, path: str) -> bool:
        """Whether no field claims this property."""
        return path not in self.owners

    def outdoes(self, match: Match, claim: Claim) -> bool:
        """Whether another field claims the property of this match, and has clearly more for it than this claim's."""
        owner = self.owners.get(match.property)
        choice = self.documents.choice(owner) if owner is not None and owner is not claim else None
        theirs = [item.score for item in choice.matches if item.property == match.property] if choice else []
        return bool(theirs) and theirs[0] >= match.score + AHEAD


def company(claims: Sequence[Claim], documents: MapDocuments) -> Company:
    """The claims about one endpoint, by the property that each names."""
    return Company(documents, {c.body.property: c for c in claims if isinstance(c.body, MapsBody)})
