"""Truth sources: what they say is read, every quote is found again, and what is broken is refused with its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError, TruthError
from workbench.truth import (
    AUTHORITY,
    Catalog,
    Glossary,
    Precedent,
    Precedents,
    load_dictionary,
    load_target,
    quote,
)
from workbench.truth.decisions import settled
from workbench.truth.openapi import read_openapi

ADDRESS = {
    "type": "object",
    "required": ["city"],
    "properties": {"city": {"type": "string", "maxLength": 30, "description": "Town."}, "zip": {"type": "string"}},
}
CUSTOMER: dict[str, Any] = {
    "allOf": [
        {"$ref": "#/components/schemas/Base"},
        {
            "type": "object",
            "properties": {
                "name": {"type": ["string", "null"], "maxLength": 40},
                "born": {"type": "string", "format": "date"},
                "status": {"type": "string", "enum": ["open", "closed"], "nullable": True},
                "home": {"$ref": "#/components/schemas/Address"},
                "orders": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"total": {"type": "number", "multipleOf": 0.01}}},
                },
                "tags": {"type": "array", "items": {"type": "string"}},
                "parent": {"$ref": "#/components/schemas/Customer"},
                "pay": {
                    "oneOf": [
                        {"properties": {"card": {"type": "string"}}},
                        {"properties": {"cash": {"type": "boolean"}}},
                    ]
                },
            },
        },
    ]
}


def api(**changes: Any) -> dict[str, Any]:
    """A small API: one operation that takes a customer and gives one back."""
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Customer"}}}}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Customers", "version": "1"},
        "paths": {
            "/customers/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "put": {
                    "operationId": "updateCustomer",
                    "summary": "Change a customer",
                    "description": "Replaces CUS020.",
                    "requestBody": body,
                    "responses": {"200": {"description": "ok", **body}, "404": {"description": "no"}},
                },
            }
        },
        "components": {
            "schemas": {
                "Address": ADDRESS,
                "Customer": CUSTOMER,
                "Base": {
                    "type": "object",
                    "properties": {"number": {"type": "integer", "minimum": 0, "maximum": 99999999}},
                },
            }
        },
    }
    return document | changes


def load(tmp_path: Path, text: str | dict[str, Any], name: str = "api.json") -> Catalog:
    """The catalog of a document that is written first."""
    place = tmp_path / name
    place.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return load_target(place)


def test_an_api_is_read_through_references_and_branches(tmp_path: Path) -> None:
    """$ref, allOf, oneOf, arrays, nullable and enums all end in flat properties with their types."""
    operation = load(tmp_path, api()).operations[0]
    found = {item.path: item for item in operation.properties}
    assert (operation.name, operation.method, operation.path) == ("updateCustomer", "PUT", "/customers/{id}")
    assert {path: item.type for path, item in found.items()} == {
        "id": "integer", "number": "integer", "name": "string", "born": "date", "status": "string", "home": "object",
        "orders": "array", "tags": "array", "parent": "object", "pay": "object", "home.city": "string",
        "home.zip": "string", "orders.total": "number", "pay.card": "string", "pay.cash": "boolean",
    }  # fmt: skip
    assert found["number"].maximum == 99999999
    assert (found["status"].enum, found["status"].nullable, found["name"].nullable) == (("open", "closed"), True, True)
    assert (found["home.city"].required, found["home.zip"].required) == (True, False)
    assert (found["tags"].items, found["orders"].items) == ("string", "object")


def test_a_property_of_request_and_response_is_one(tmp_path: Path) -> None:
    """The same path in both bodies is one property that stands in both."""
    found = {item.path: item.where for item in load(tmp_path, api()).operations[0].properties}
    assert found["name"] == ("request", "response")
    assert found["id"] == ("parameter",)


def test_a_schema_that_holds_itself_ends(tmp_path: Path) -> None:
    """A reference that comes back to itself is an object and is not entered again."""
    paths = [item.path for item in load(tmp_path, api()).operations[0].properties]
    assert "parent" in paths
    assert not [path for path in paths if path.startswith("parent.")]


def test_json_and_yaml_say_the_same(tmp_path: Path) -> None:
    """A document reads the same in both forms, and a country code NO stays a text."""
    document = api()
    document["components"]["schemas"]["Address"] = ADDRESS | {
        "properties": {"country": {"type": "string", "enum": ["NO", "SE"]}}
    }
    yaml_text = "openapi: 3.1.0\n" + "\n".join(f"{k}: {json.dumps(v)}" for k, v in document.items() if k != "openapi")
    one, other = load(tmp_path, document), load(tmp_path, yaml_text.replace('"NO"', "NO"), "api.yaml")
    assert [o.properties for o in one.operations] == [o.properties for o in other.operations]
    assert one.source != other.source


def test_two_types_for_one_path_are_reported_and_not_chosen(tmp_path: Path) -> None:
    """A property that is a number in and a text out has no known type, and both places are named."""
    document = api()
    put = document["paths"]["/customers/{id}"]["put"]
    for place, kind in ((put["requestBody"], "integer"), (put["responses"]["200"], "string")):
        place["content"] = {"application/json": {"schema": {"properties": {"rank": {"type": kind}}}}}
    catalog = load(tmp_path, document)
    assert catalog.find("updateCustomer", "rank").type == "unknown"  # type: ignore[union-attr]
    assert "integer" in catalog.problems[0]
    assert "string" in catalog.problems[0]
    assert "/paths/~1customers~1{id}/put/requestBody" in catalog.problems[0]


SOURCES: dict[str, tuple[str, str]] = {
    "openapi": ("api.json", json.dumps(api())),
    "json_schema": ("s.json", json.dumps({"$schema": "x", "title": "Order", **ADDRESS, "$defs": {"Line": ADDRESS}})),
    "schema_csv": (
        "t.csv",
        "table,column,type,description,table_description,is_key,foreign_key\n"
        'PERSON,person_id,bigint,"the, one",People,YES,\nPERSON,born,date,,People,NO,\n'
        'VISIT,person_id,bigint,,Visits,NO,"[PERSON , person_id]"\nVISIT,,,,Visits,,\n',
    ),
    "sql_ddl": (
        "t.sql",
        "CREATE TABLE dept (id int primary key, name varchar(30) NOT NULL, kind char(1) CHECK (kind IN ('A','B')));\n"
        "CREATE TABLE emp (no bigint, dept_id int REFERENCES dept(id), pay numeric(9,2), PRIMARY KEY (no));\n"
        "COMMENT ON COLUMN emp.pay IS 'yearly pay'; COMMENT ON TABLE emp IS 'staff';",
    ),
}


def test_a_path_may_be_kept_among_the_components(tmp_path: Path) -> None:
    """An operation behind a reference is found, and its quote too."""
    document = api()
    document["components"]["pathItems"] = {"C": document["paths"]["/customers/{id}"]}
    document["paths"] = {"/customers/{id}": {"$ref": "#/components/pathItems/C"}}
    operation = load(tmp_path, document).operations[0]
    assert (operation.path, operation.pointer) == ("/customers/{id}", "/components/pathItems/C/put")
    assert load(tmp_path, document).verify(operation.pointer, operation.quote)


@pytest.mark.parametrize("kind", SOURCES)
def test_every_quote_is_found_again_at_its_pointer(tmp_path: Path, kind: str) -> None:
    """What a catalog quotes can be derived again from the document, and nothing else verifies there."""
    name, text = SOURCES[kind]
    catalog = load(tmp_path, text, name)
    assert catalog.kind == kind
    things = [thing for operation in catalog.operations for thing in (operation, *operation.properties)]
    assert len(things) > 4
    for thing in things:
        assert catalog.verify(thing.pointer, f"  {quote(thing)}\n")
        assert not catalog.verify(thing.pointer, quote(thing) + " and more")
        assert not catalog.verify(thing.pointer + "9", quote(thing))
    assert not catalog.verify("", "")
    assert not catalog.verify("row:0", quote(things[0]))


def test_every_kind_of_source_has_an_authority() -> None:
    """No source proves everything, and only a person's decision proves that two things are the same."""
    assert set(SOURCES) < set(AUTHORITY)
    assert {kind for kind, proves in AUTHORITY.items() if "equivalence" in proves} == {"decisions"}
    assert AUTHORITY["dictionary"] == ("meaning",) == Glossary().authority


def test_a_schema_csv_gives_types_bounds_keys_and_references(tmp_path: Path) -> None:
    """The columns of a schema CSV become properties; a row without a column describes its table."""
    catalog = load(tmp_path, SOURCES["schema_csv"][1], "t.csv")
    visit = catalog.operation("VISIT")
    assert visit is not None
    assert visit.description == "Visits"
    assert [item.path for item in visit.properties] == ["person_id"]
    assert visit.properties[0].references == "PERSON.person_id"
    person = catalog.find("PERSON", "person_id")
    assert person is not None
    assert (person.is_key, person.type, person.description) == (True, "integer", "the, one")


def test_a_cell_that_only_says_that_it_is_empty_says_nothing(tmp_path: Path) -> None:
    """`NaN` and `NULL` are no documentation and no reference, and still may be the name of a column."""
    rows = "table,column,type,description,is_key,foreign_key\nA,null,int,NaN,PRI,NULL\n"
    item = load(tmp_path, rows, "t.csv").operations[0].properties[0]
    assert (item.name, item.description, item.is_key, item.references) == ("null", "", True, "unknown")


def test_ddl_gives_keys_references_comments_and_checks(tmp_path: Path) -> None:
    """Constraints and comments count wherever the script puts them."""
    catalog = load(tmp_path, SOURCES["sql_ddl"][1], "t.sql")
    pay, kind = catalog.find("emp", "pay"), catalog.find("dept", "kind")
    assert pay is not None
    assert kind is not None
    assert (pay.description, pay.maximum, pay.multiple_of) == ("yearly pay", 9999999.99, 0.01)
    assert (kind.enum, kind.max_length) == (("A", "B"), 1)
    assert catalog.find("emp", "no").is_key  # type: ignore[union-attr]
    assert catalog.find("emp", "dept_id").references == "dept.id"  # type: ignore[union-attr]
    assert catalog.operation("emp").description == "staff"  # type: ignore[union-attr]


def without_ref() -> dict[str, Any]:
    """An API with a reference that points at nothing."""
    document = api()
    document["components"]["schemas"]["Customer"] = {"properties": {"home": {"$ref": "#/components/schemas/Gone"}}}
    return document


def twice() -> dict[str, Any]:
    """An API in which two operations have one name."""
    document = api()
    document["paths"]["/other"] = {"get": {"operationId": "updateCustomer", "responses": {}}}
    return document


def abroad() -> dict[str, Any]:
    """An API with a reference into another file."""
    document = api()
    document["components"]["schemas"]["Customer"] = {"properties": {"home": {"$ref": "http://127.0.0.1/a.json#/X"}}}
    return document


BROKEN: list[tuple[str, str | dict[str, Any], str]] = [
    ("a.json", '{"openapi": "3.0.0", "paths": {}, "paths": {}}', "'paths' stands twice"),
    ("a.json", '{"openapi": "3.0.0",\n  "paths": }', "line 2, column 12"),
    ("a.json", {"swagger": "2.0"}, "convert it to OpenAPI"),
    ("a.json", {"openapi": "4.0.0"}, "accepted are 3.0 and 3.1"),
    ("a.json", {"hello": 1}, "accepted are OpenAPI"),
    ("a.json", "[1]", "the document is no object"),
    ("a.json", '{"openapi": NaN}', "NaN is not a JSON number"),
    ("a.json", without_ref(), "points at nothing"),
    ("a.json", twice(), "operationId 'updateCustomer' stands at"),
    ("a.json", abroad(), "leaves the document"),
    ("a.yaml", "openapi: 3.0.0\npaths: {}\npaths: {}", "line 3, column 1: key 'paths' stands twice"),
    ("a.yaml", "openapi: !!python/object/apply:os.system [ls]", "is not read"),
    ("a.yaml", "openapi: [", "line 2"),
    ("a.csv", "table,name\nA,b\n", "column 'column' is missing"),
    ("a.csv", "table,column\n", "no row follows the header"),
    ("a.csv", "table,column,type\nA,b,int\nA,b,varchar(3)\n", "row 2: A.b is string and at row:1 integer"),
    ("a.csv", "table,column\nA,b,c,d\n", "line 2: 4 cells under 2 columns"),
    ("a.csv", "table,column,table\nA,b,c\n", "column 'table' stands twice"),
    ("a.csv", "", "the file is empty"),
    ("a.sql", "SELECT 1", "no CREATE TABLE"),
    ("a.sql", "CREATE TABLE a (x int, x text)", "two columns 'x'"),
    ("a.sql", "CREATE TABLE a (x int); CREATE TABLE a (y int)", "created twice"),
    ("a.sql", "CREATE TABLE a (x int", "line 1"),
    ("a.txt", "hello", "accepted are OpenAPI"),
]


@pytest.mark.parametrize(("name", "text", "says"), BROKEN)
def test_a_broken_source_is_refused_in_one_line_with_its_place(
    tmp_path: Path, name: str, text: str | dict[str, Any], says: str
) -> None:
    """Each fault is named, with the file, and nothing is guessed."""
    with pytest.raises(TruthError) as caught:
        load(tmp_path, text, name)
    assert says in str(caught.value)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_in_another_encoding_is_refused_at_its_first_wrong_byte(tmp_path: Path) -> None:
    """The message names the line and the byte."""
    place = tmp_path / "t.csv"
    place.write_bytes("table,column\nA,b\nÄ,c\n".encode("latin-1"))
    with pytest.raises(TruthError, match=r"t\.csv: line 3: byte 17 \(0xc4\) is not UTF-8"):
        load_target(place)
    with pytest.raises(TruthError, match="cannot be read"):
        load_target(tmp_path / "gone.csv")


@given(st.text(max_size=60), st.sampled_from(["a.json", "a.yaml", "a.csv", "a.sql"]))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str, name: str) -> None:
    """No text ends in anything but a catalog or one line for a person."""
    place = tmp_path_factory.mktemp("any") / name
    place.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        assert load_target(place).operations is not None
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017


JUNK: list[Any] = [
    None, True, 3, "x", [], {}, [1], {"$ref": "#"}, {"$ref": 5}, {"$ref": "#/paths"}, {"type": ["string", []]},
    {"enum": 5}, {"properties": [1]},
    {"properties": {"allOf": {}}}, {"required": 5}, {"allOf": [1]}, {"type": 5}, "#/components",
]  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (holder, key) below a value."""
    if not isinstance(value, dict | list):
        return []
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    return [(value, key) for key, _ in pairs] + [place for _, inner in pairs for place in places(inner)]


@given(st.data())
def test_a_damaged_api_is_refused_or_read_with_quotes_that_hold(data: st.DataObject) -> None:
    """Whatever stands in place of a part of a document, the rest is read truly or refused in one line."""
    document = json.loads(json.dumps(api()))
    holder, key = data.draw(st.sampled_from(places(document)))
    holder[key] = data.draw(st.sampled_from(JUNK))
    try:
        catalog = read_openapi(document, b"", "x.json") if "openapi" in document else None
    except TruthError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return
    for operation in catalog.operations if catalog else ():
        assert all(catalog.verify(thing.pointer, thing.quote) for thing in (operation, *operation.properties))


DICTIONARY = (
    "program,field,term,description\n,CUST-NO,customer number,\nORD1,CUST-NO,buyer,who buys\nORD1,X,a,\nORD1,X,b,\n"
)


def test_a_dictionary_speaks_for_the_program_before_it_speaks_for_all(tmp_path: Path) -> None:
    """Rows of the program come first; a field with two terms is reported and both are given."""
    place = tmp_path / "d.csv"
    place.write_text(DICTIONARY)
    glossary = load_dictionary(place)
    assert [term.term for term in glossary.terms("ORD1", "cust_no")] == ["buyer", "customer number"]
    assert [term.term for term in glossary.terms("ZZZ", "CUST-NO")] == ["customer number"]
    assert glossary.terms("ZZZ", "OTHER") == []
    assert [term.term for term in glossary.terms("ORD1", "X")] == ["a", "b"]
    assert glossary.problems == ("ORD1.X is 'a' at row:3 and 'b' at row:4",)
    assert all(glossary.verify(term.pointer, term.quote) for term in glossary.entries)
    assert not glossary.verify("row:1", "buyer")


def precedent(property_: str, scope: str = "project", **changes: Any) -> Precedent:
    """What one person decided about CUST-NO."""
    given_: dict[str, Any] = {
        "scope": scope, "program": "ORD1", "record": "REQ", "field": "CUST-NO", "operation": "", "property": property_,
        "author": "Ada", "reason": "seen in the screens",
    }  # fmt: skip
    return Precedent(**(given_ | changes))


def test_the_nearest_decision_holds_until_it_is_revoked() -> None:
    """A field's own precedent comes before its program's and the project's; a revoked one is silent."""
    own, wide = precedent("buyer", "field"), precedent("customer")
    known = Precedents((wide, own))
    assert known.about("ORD1", "REQ", "CUST-NO", "postOrder") == [own]
    assert known.about("ORD2", "REQ", "CUST-NO", "postOrder") == [wide]
    assert known.about("ORD1", "REQ", "OTHER", "postOrder") == []
    back = Precedents((wide, own, own.model_copy(update={"revoked": True})))
    assert back.about("ORD1", "REQ", "CUST-NO", "postOrder") == [wide]


def test_two_decisions_that_differ_settle_nothing() -> None:
    """A contradiction is shown with both sides, and no answer comes out of it."""
    one, other = precedent("customer"), precedent("payer", author="Bob")
    known = Precedents((one, other))
    assert known.contradictions() == [(one, other)]
    assert settled(known.about("X", "Y", "CUST-NO", "")) is None
    assert settled([one]) == one


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"type": "integer", "minimum": 9, "maximum": 1}, "minimum 9 is above maximum 1"),
        ({"type": "string", "maxLength": -3}, "maxLength is -3"),
        ({"type": "string", "enum": []}, "enum has no value"),
        ({"type": "strnig"}, "type 'strnig' is none of"),
        ({"type": ["string", "nil"]}, "type 'nil' is none of"),
    ],
)
def test_what_no_value_can_satisfy_is_reported_with_its_place(tmp_path: Path, schema: object, says: str) -> None:
    """The property stays, its type is unknown, and the document's problem is told; its neighbours are not touched."""
    document = {"$schema": "x", "title": "t", "type": "object", "properties": {"a": schema, "b": {"type": "string"}}}
    (tmp_path / "t.json").write_text(json.dumps(document))
    catalog = load_target(tmp_path / "t.json")
    assert len(catalog.problems) == 1
    assert catalog.problems[0].startswith("/properties/a: ")
    assert says in catalog.problems[0]
    types = {item.path: item.type for item in catalog.operations[0].properties}
    assert types == {"a": "unknown", "b": "string"}
