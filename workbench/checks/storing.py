"""Checks on how a field lies in its record: repeated as often as its target, redefining what is there, carried back.

OCCURS and REDEFINES are read from all declarations of the record together, as a layout; a transform is not believed but
executed, on the boundary values of the field and on what sample records hold.
"""

from collections.abc import Sequence

from workbench.adapters import Sample
from workbench.adapters.single import held, tried
from workbench.checks.documents import MapDocuments
from workbench.checks.finding import checked
from workbench.layout import Item
from workbench.records import UNKNOWN, Check, Claim, FieldBody, MapsBody
from workbench.truth import Operation, Property

GRAVE = ("redefines", "occurs", "depending", "picture")
"""Contradictions that make it unknown what a field's bytes are."""


def laid_out(claim: Claim, documents: MapDocuments) -> Check:
    """The declarations of the record do not contradict each other about this field."""
    found = _placed(claim, documents)
    if found is None:
        return checked("laid_out", "pass", "names no property")
    item = found[0]
    layout = documents.layouts[item_record(claim)]
    wrong = [one for one in layout.findings if one.ordinal == item.ordinal and one.kind in GRAVE]
    if wrong:
        return checked("laid_out", "unproven", f"{wrong[0].kind}: {wrong[0].detail}")
    return checked("laid_out", "pass", f"{item.bytes} bytes at {item.offset}")


def repeated(claim: Claim, documents: MapDocuments) -> Check:
    """What OCCURS in the record stands in an array of the target, and what is there once does not."""
    found = _placed(claim, documents)
    operation = documents.catalog.operation(claim.body.operation) if isinstance(claim.body, MapsBody) else None
    if found is None or operation is None:
        return checked("repeated", "pass", "names no property")
    item, target = found
    arrays = _arrays(target, operation)
    if item.tables and not arrays:
        times = item.tables[0][1]
        return checked("repeated", "fail", f"occurs {times} times, '{target.path}' is one value")
    if arrays and not item.tables and not _in_array_record(operation, target):
        detail = f"stands once in the record, '{target.path}' in the array '{arrays[0]}'"
        return checked("repeated", "unproven", detail)
    return checked("repeated", "pass", f"{len(item.tables)} tables, {len(arrays)} arrays")


def round_trip(claim: Claim, documents: MapDocuments) -> Check:
    """The transform, executed on boundary values and sample records, gives what can be held, and loses nothing."""
    found = _placed(claim, documents)
    if found is None or not isinstance(claim.body, MapsBody):
        return checked("round_trip", "pass", "names no property")
    item, target = found
    records = _records(item, claim, documents)
    problem = tried(item, claim.body.transform, target) or held(item, claim.body.transform, target, records)
    if problem:
        return checked("round_trip", "unproven", problem)
    real = f", and so do {len(records)} sample records" if records else ""
    return checked("round_trip", "pass", f"boundary values go there and back{real}")


def _records(item: Item, claim: Claim, documents: MapDocuments) -> Sequence[Sample]:
    """Sample records in which the field stands at its offset: they are whole, and no table before it varies."""
    layout, record = documents.layouts[item_record(claim)], item_record(claim)
    varies = any(one.depending != UNKNOWN and one.ordinal < item.ordinal for one in layout.items)
    given = documents.samples.get(claim.body.program, {}).get(record, ())
    return () if varies or item.tables else [one for one in given if len(one.data) == layout.bytes]


def item_record(claim: Claim) -> str:
    """The record that a claim is about."""
    body = claim.body
    return body.record if isinstance(body, MapsBody) else ""


def _placed(claim: Claim, documents: MapDocuments) -> tuple[Item, Property] | None:
    """The field's place in its record and the claimed property; None where either is not known."""
    body, choice = claim.body, documents.choice(claim)
    if not isinstance(body, MapsBody) or choice is None or not isinstance(choice.field.body, FieldBody):
        return None
    target = documents.catalog.find(body.operation, body.property)
    layout = documents.layouts.get(body.record)
    item = layout.by_ordinal.get(body.ordinal) if layout is not None else None
    return (item, target) if item is not None and target is not None else None


def _arrays(target: Property, operation: Operation) -> list[str]:
    """The arrays that a property stands in, outermost first, itself last when it is one."""
    steps = target.path.split(".")
    above = [".".join(steps[:size]) for size in range(1, len(steps) + 1)]
    return [path for path in above if (found := operation.find(path)) is not None and found.type == "array"]


def _in_array_record(operation: Operation, target: Property) -> bool:
    """Whether the whole body of the operation is a list: then a record is one of its entries."""
    tops = {item.path for item in operation.properties if not item.parent}
    return len(tops) == 1 and operation.properties[0].type == "array"
