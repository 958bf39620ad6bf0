"""The mapping file of one endpoint: which legacy field is which property, how it changes, and which line says so."""

from collections.abc import Mapping
from typing import Any

from workbench.adapters.plan import evidence_lines, fields_of, maps_of, no_targets_of, operation_of, spec_of
from workbench.adapters.yamltext import to_yaml
from workbench.layout import Item, Layout, by_record
from workbench.records import UNKNOWN, Dossier, Fact, FieldBody, MapsBody, NoTargetBody, TruthEvidence

FORMAT = "workbench.mapping.v1"
_HEAD = "# Offsets count from 0. Lines are those of the specification named below, both ends inclusive.\n"

Place = tuple[str, int]


def render_mapping(dossier: Dossier, version: str = "1") -> str:
    """The YAML text of the endpoint's mapping; `version` is whatever the project calls this state of it.

    Shape: program, operation, spec, then per record its fields (mapped), no_target (why not) and undecided.
    """
    layouts = by_record(fields_of(dossier))
    facts = _by_place(dossier)
    return _HEAD + to_yaml(
        {
            "format": FORMAT,
            "version": version,
            "program": dossier.program,
            "title": getattr(dossier.endpoint.body, "title", UNKNOWN),
            "operation": operation_of(dossier),
            "spec": {"name": spec_of(dossier), "lines": evidence_lines(dossier.endpoint.evidence)},
            "records": [_record(dossier, found, facts) for found in layouts.values()],
        }
    )


def _by_place(dossier: Dossier) -> dict[Place, Fact]:
    return {(fact.body.record, fact.body.ordinal): fact for fact in dossier.fields if isinstance(fact.body, FieldBody)}


def _record(dossier: Dossier, layout: Layout, facts: Mapping[Place, Fact]) -> dict[str, Any]:
    known = {item.ordinal: item for item in layout.items}
    mapped = _settled(dossier, MapsBody, layout.record)
    without = _settled(dossier, NoTargetBody, layout.record)
    bodies: list[MapsBody | NoTargetBody] = [*maps_of(dossier), *no_targets_of(dossier)]
    settled = {body.ordinal for body in bodies if body.record == layout.record}
    return {
        "record": layout.record,
        "bytes": layout.bytes,
        "fields": [_mapped(fact, known, facts) for fact in mapped],
        "no_target": [_without(fact, known, facts) for fact in without],
        "undecided": [
            _legacy(item, facts[layout.record, item.ordinal]) for item in layout.items if item.ordinal not in settled
        ],
    }


def _settled(dossier: Dossier, kind: type[MapsBody] | type[NoTargetBody], record: str) -> list[Fact]:
    """The mapping facts of one kind and record, in the order of the fields."""
    found = [fact for fact in dossier.mappings if isinstance(fact.body, kind) and fact.body.record == record]
    return sorted(found, key=lambda fact: (getattr(fact.body, "ordinal", 0), getattr(fact.body, "property", "")))


def _legacy(item: Item, fact: Fact) -> dict[str, Any]:
    """What the old system has: the field, its place and the spec lines that declare it."""
    said: dict[str, Any] = {"field": item.name, "ordinal": item.ordinal, "level": item.level}
    if not item.is_group:
        said |= {"picture": item.picture.text, "usage": item.usage.form}
    said |= {"offset": item.offset, "bytes": item.bytes}
    said |= {"occurs": item.occurs} if item.occurs > 1 else {}
    said |= {"depending": item.depending} if item.depending != UNKNOWN else {}
    return said | {"lines": evidence_lines(fact.evidence), "fact": fact.fact_id}


def _place(fact: Fact, known: Mapping[int, Item], facts: Mapping[Place, Fact]) -> dict[str, Any]:
    assert isinstance(fact.body, MapsBody | NoTargetBody)
    item = known.get(fact.body.ordinal)
    if item is None:
        return {"field": fact.body.field, "ordinal": fact.body.ordinal}
    return _legacy(item, facts[fact.body.record, fact.body.ordinal])


def _mapped(fact: Fact, known: Mapping[int, Item], facts: Mapping[Place, Fact]) -> dict[str, Any]:
    assert isinstance(fact.body, MapsBody)
    said = _place(fact, known, facts) | {"property": fact.body.property, "transform": fact.body.transform.kind}
    said |= {"options": dict(fact.body.transform.options)} if fact.body.transform.options else {}
    return said | {"because": _because(fact)}


def _without(fact: Fact, known: Mapping[int, Item], facts: Mapping[Place, Fact]) -> dict[str, Any]:
    assert isinstance(fact.body, NoTargetBody)
    nearest = [{"property": near.property, "score": f"{near.score:.3f}"} for near in fact.body.nearest]
    return _place(fact, known, facts) | {"reason": fact.body.reason, "nearest": nearest, "because": _because(fact)}


def _because(fact: Fact) -> dict[str, Any]:
    """The fact, the spec lines and the places in the target document that it rests on."""
    targets = [item.pointer for item in fact.evidence if isinstance(item, TruthEvidence)]
    return {"fact": fact.fact_id, "lines": evidence_lines(fact.evidence), "target": targets}
