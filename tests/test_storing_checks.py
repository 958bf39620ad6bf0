"""OCCURS, REDEFINES and transforms: what lies otherwise than it is said, or cannot be carried back, is no fact."""

from pathlib import Path

import pytest
from small_street import make_home, order

from workbench.adapters import Sample
from workbench.adapters.single import held, tried
from workbench.agents.mapper import links, task
from workbench.checks.documents import MapDocuments
from workbench.checks.reading import clauses
from workbench.checks.storing import laid_out, repeated
from workbench.dossier import assemble
from workbench.facts import spec_facts
from workbench.gate import judge_mapping
from workbench.layout import layout
from workbench.matching import Matcher
from workbench.project import Workbench
from workbench.records import Claim, FieldBody, MapsBody, SpecEvidence, Transform, claim
from workbench.store.rows import claim_of
from workbench.truth import Property, load_target


def field(name: str = "AMT", picture: str = "9(5)", **more: object) -> FieldBody:
    """One declared item."""
    told: dict[str, object] = {"program": "P", "record": "R", "name": name, "ordinal": 1, "level": 5, "parent": "R"}
    return FieldBody.model_validate(told | {"picture": picture} | more)


def target(type_: str = "string", **more: object) -> Property:
    """One property."""
    return Property.model_validate({"path": "p", "name": "p", "type": type_, "pointer": "/p", "quote": "p"} | more)


@pytest.mark.parametrize(
    ("picture", "transform", "wanted", "works"),
    [
        ("X(8)", Transform(kind="copy"), target(), True),
        ("X(8)", Transform(kind="copy"), target(max_length=4), False),
        ("S9(7)V99", Transform(kind="decimal"), target("number"), True),
        ("S9(7)V99", Transform(kind="decimal"), target("integer"), False),
        ("9(8)", Transform(kind="date", options=(("source_form", "YYYYMMDD"),)), target("date"), True),
        ("9(8)", Transform(kind="date", options=(("source_form", "YYMMDD"),)), target("date"), False),
        ("X", Transform(kind="boolean", options=(("true_value", "Y"), ("false_value", "N"))), target("boolean"), True),
        ("X", Transform(kind="enumeration", options=(("values", "A=x, B=y"),)), target(enum=("x", "y")), True),
        ("X", Transform(kind="enumeration", options=(("values", "A=x, B=x"),)), target(enum=("x", "y")), False),
        ("9(5)", Transform(kind="scale", options=(("power", "-2"),)), target("number"), True),
    ],
)
def test_a_transform_is_executed_and_not_believed(
    picture: str, transform: Transform, wanted: Property, works: bool
) -> None:
    """Boundary values go through it; what the property cannot hold, or what makes two values one, is found."""
    values = ("A", "B") if transform.kind == "enumeration" else ()
    item = layout([field(picture=picture, values=values)]).items[0]
    assert (tried(item, transform, wanted) == "") is works


@pytest.mark.parametrize(
    ("bytes_", "problem"),
    [
        ((b"20240131", b"00000000"), ""),
        ((b"20240131", b"20241301"), "record 2 of the samples"),
        ((b"2024013?", b"\x00\x01??????"), "none of 2 sample records"),
        ((), ""),
    ],
)
def test_real_records_are_tried_as_well(bytes_: tuple[bytes, ...], problem: str) -> None:
    """A value that no boundary has is found in sample records; those that are empty there say nothing."""
    item = layout([field(picture="9(8)")]).items[0]
    way = Transform(kind="date", options=(("source_form", "YYYYMMDD"),))
    samples = [Sample(data=one, code_page="ascii") for one in bytes_]
    assert tried(item, way, target("date")) == ""
    found = held(item, way, target("date"), samples)
    assert found.startswith(problem)
    assert bool(found) is bool(problem)


def read_claim(body: FieldBody, quote: str) -> Claim:
    """What the inventory says of a line."""
    return claim("inventory", "offline", body, (SpecEvidence(spec="s", first=1, last=1, quote=quote),))


@pytest.mark.parametrize(
    ("more", "quote", "state"),
    [
        ({"occurs": 5}, "05 AMT PIC 9(5) OCCURS 5 TIMES.", "pass"),
        ({"occurs": 5}, "05 AMT PIC 9(5) OCCURS 50 TIMES.", "fail"),
        ({"occurs": 5}, "05 AMT PIC 9(5).", "fail"),
        ({"depending": "CNT", "occurs": 9}, "05 AMT PIC 9(5) OCCURS 1 TO 9 TIMES DEPENDING ON CNT.", "pass"),
        ({"depending": "CNT", "occurs": 9}, "05 AMT PIC 9(5) OCCURS 1 TO 9 TIMES DEPENDING ON CNT-2.", "fail"),
        ({"redefines": "OLD"}, "05 AMT REDEFINES OLD PIC 9(5).", "pass"),
        ({"redefines": "OLD"}, "05 AMT REDEFINES OLDER PIC 9(5).", "fail"),
        ({"usage": "COMP-3"}, "05 AMT PIC 9(5) COMP-3.", "pass"),
        ({"usage": "COMP"}, "05 AMT PIC 9(5) COMP-3.", "fail"),
        ({"usage": "DISPLAY"}, "05 AMT PIC 9(5) COMP-3.", "fail"),
        ({"values": ("A", "B")}, "05 AMT PIC X. 88 ONE VALUE 'A'. 88 TWO VALUE 'B'.", "pass"),
        ({"values": ("A", "C")}, "05 AMT PIC X. 88 ONE VALUE 'A'. 88 TWO VALUE 'B'.", "fail"),
    ],
)
def test_clauses_stand_in_the_quote(more: dict[str, object], quote: str, state: str) -> None:
    """A table of another size, another counter, another view or storage, a code that nobody wrote."""
    assert clauses(read_claim(field(**more), quote)).state == state


SPEC = """1. PROGRAM ORD100

   01  ORDER-REC.
       05  ORDER-NUMBER        PIC 9(8).
       05  ORDER-LINES OCCURS 3 TIMES.
           10  ITEM-NUMBER     PIC X(8).
       05  SHIP-DATE           PIC 9(8).
       05  SHIP-PARTS REDEFINES NOWHERE.
           10  SHIP-YEAR       PIC 9(4).
"""
SCHEMA = """{"$schema": "x", "title": "order", "type": "object", "properties": {
  "orderNumber": {"type": "integer", "description": "order number"},
  "itemNumber": {"type": "string", "description": "item number"},
  "shipYear": {"type": "integer", "description": "ship year"},
  "lines": {"type": "array", "items": {"type": "object", "properties": {
    "itemNumber": {"type": "string"}, "orderNumber": {"type": "integer"}}}}}}"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> MapDocuments:
    """The gate's documents on a record with a table, and a view of something that is not there."""
    home = make_home(tmp_path_factory.mktemp("storing") / "home", endpoints=3)
    (home / "spec.txt").write_text(SPEC)
    (home / "order.json").write_text(SCHEMA)
    wb = Workbench(home)
    wb.run(wb.order(spec=[str(home / "spec.txt")], target=str(home / "order.json"), until="mapping"))
    matcher = Matcher(load_target(home / "order.json"))
    taken = wb.ingest(str(home / "spec.txt"))
    dossiers = assemble(spec_facts(wb.store))
    asked = task(dossiers[0], links(dossiers, matcher)[dossiers[0].program], matcher)
    return MapDocuments(taken.documents, matcher.catalog, asked, {})


def mapped(documents: MapDocuments, name: str, path: str, kind: str = "copy") -> Claim:
    """The claim that a field is a property."""
    choice = next(one for one in documents.task.choices if one.field.body.name == name)  # type: ignore[union-attr]
    body = choice.field.body
    assert isinstance(body, FieldBody)
    said = MapsBody(
        program=body.program, record=body.record, field=name, ordinal=body.ordinal, operation="order", property=path,
        transform=Transform.model_validate({"kind": kind}),
    )  # fmt: skip
    return claim("mapper", "offline", said, choice.field.evidence, (choice.field.fact_id,))


def test_what_occurs_often_is_no_single_value(small: MapDocuments) -> None:
    """A field of a table maps into an array; one that stands once does not."""
    states = {
        path: repeated(mapped(small, name, path), small).state
        for name, path in (
            ("ITEM-NUMBER", "itemNumber"), ("ITEM-NUMBER", "lines.itemNumber"), ("ORDER-NUMBER", "orderNumber"),
            ("ORDER-NUMBER", "lines.orderNumber"),
        )
    }  # fmt: skip
    assert states == {
        "itemNumber": "fail",
        "lines.itemNumber": "pass",
        "orderNumber": "pass",
        "lines.orderNumber": "unproven",
    }
    wrong = mapped(small, "ITEM-NUMBER", "itemNumber")
    verdict = judge_mapping([wrong], small)[0]
    assert verdict.state == "rejected"
    assert "occurs 3 times" in verdict.reason


def test_a_view_of_what_is_not_there_is_no_place(small: MapDocuments) -> None:
    """REDEFINES without what it redefines leaves open where the bytes are; other fields are not touched by it."""
    assert laid_out(mapped(small, "SHIP-PARTS", "shipYear", "group"), small).state == "unproven"
    assert laid_out(mapped(small, "ORDER-NUMBER", "orderNumber", "integer"), small).state == "pass"


def test_what_a_correction_replaced_cannot_be_built_on(tmp_path: Path) -> None:
    """A claim that rests on a fact which a correction superseded is rejected: the fact is given out no more."""
    wb = Workbench(make_home(tmp_path / "home", seed=4, endpoints=8))
    wb.run(order(wb, until="mapping"))
    sql = """SELECT fact_id, program FROM fact JOIN (SELECT * FROM fact_status
        QUALIFY row_number() OVER (PARTITION BY fact_id ORDER BY rowid DESC) = 1) newest USING (fact_id)
        WHERE newest.state = 'superseded' AND fact.kind = 'field'"""
    old = wb.store.rows(sql)
    if not old:
        pytest.skip("no correction in this world is about a field")
    fact, program = old[0]
    assert not [
        c for c in wb.store.rows("SELECT 1 FROM claim WHERE agent = 'mapper' AND based_on = ?", (f'["{fact}"]',))
    ]
    matcher = Matcher(load_target(wb.home / "data/target-api.json"))
    dossiers = assemble(spec_facts(wb.store))
    dossier = next(one for one in dossiers if one.program == program)
    asked = task(dossier, links(dossiers, matcher)[program], matcher)
    documents = MapDocuments(wb.ingest(str(wb.home / "specs/order-to-cash.txt")).documents, matcher.catalog, asked, {})
    rows = wb.store.records("SELECT * FROM claim WHERE kind = 'maps' AND program = ?", (program,))
    stale = claim_of(rows[0])
    wrong = claim(stale.agent, stale.engine, stale.body, stale.evidence, (fact,))
    verdict = judge_mapping([wrong], documents)[0]
    assert verdict.state == "rejected"
    assert "established" in verdict.reason
