"""What the migrator writes: adapters that are right, readable and safe, their mapping files and contract tests."""

import ast
import json
import os
import subprocess
import sys
from decimal import Decimal
from functools import cache
from hashlib import sha256

import pytest
import yaml
from adapter_world import ORDER, ORDER_MAPS, cbsa_dossiers, dossier, fact, order, sample_dossiers, transform
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.adapters import (
    boundary_cases,
    make_artefacts,
    make_plan,
    render_adapter,
    render_contract_test,
    render_mapping,
)
from workbench.adapters.expected import expected
from workbench.adapters.yamltext import to_yaml
from workbench.errors import InputError
from workbench.layout import by_record
from workbench.records import EndpointBody, MapsBody, SpecEvidence, TruthEvidence
from workbench.truth.catalog import Operation, Property


def load(source):
    """The module that a source makes."""
    module = {"__name__": "adapter"}
    exec(compile(source, "<adapter>", "exec"), module)
    return module


ADAPTER = load(render_adapter(order()))
EMPTY = bytes(ADAPTER["RECORDS"][0].empty(ADAPTER["Page"]("cp037")))


def with_bytes(at, raw):
    """An empty order record with some bytes in it."""
    return EMPTY[:at] + raw + EMPTY[at + len(raw) :]


@pytest.mark.parametrize(
    ("at", "raw", "path", "value"),
    [
        (0, "f0f0f0f0f0f0f4f2", "order.number", 42),
        (0, "4040404040404040", "order.number", None),
        (10, "f2f0f2f4f0f2f2f9", "order.date", "2024-02-29"),
        (10, "f0f0f0f0f0f0f0f0", "order.date", None),
        (10, "f2f0f2f3f0f2f2f9", "order.date", "20230229"),
        (10, "f9f9f9f9f9f9f9f9", "order.date", "99999999"),
        (18, "f2f94bf0f24bf2f0f2f4", "order.shipped", "2024-02-29"),
        (31, "000001250d", "balance", -12.5),
        (36, "fffffb2e", "total", -12.34),
        (40, "c3", "status", "closed"),
        (40, "40", "status", None),
        (41, "f0f2", "kind", "party"),
        (41, "f0f0", "kind", None),
        (43, "d5", "rush", False),
        (44, "c1d5d5c1", "name", "ANNA"),
        (66, "f1f9f9f9f1f2f3f1", "born", "1999-12-31"),
        (74, "c1e3f0f0f0f1f2f3", "market.number", "000123"),
        (82, "f8f0f3f36bc7d9c1e9", "city.name", "GRAZ"),
        (102, "0000000000000000000012500c", "rate", "1.2500"),
        (115, "42640000", "weight", 100.0),
        (119, "03a9002000200020", "nationalName", "Ω"),
        (127, "0000beef", "handle", "0000beef"),
        (140, "404040f4f2", "quantity", 42),
        (145, "00007d", "periods", [-7, 0, 0, 0]),
    ],
)
def test_bytes_become_the_documented_value_and_come_back(at, raw, path, value):
    """Every storage and every transform: known bytes, the value a person expects, the same bytes again."""
    data = with_bytes(at, bytes.fromhex(raw))
    found = ADAPTER["decode"](data)
    assert ADAPTER["encode"](found) == data
    for name in path.split("."):
        found = found[name]
    assert found == value
    assert type(found) is type(value)


def test_a_counted_table_is_an_array_of_the_entries_in_use():
    """The counter has no property: the length of the array is the count."""
    lines = [{"item": "A", "quantities": [1, -2]}, {"item": "B", "quantities": [3, 4]}]
    data = ADAPTER["encode"]({"order": {"lines": lines}})
    assert data[8:10] == b"\0\2"
    assert ADAPTER["decode"](data)["order"]["lines"] == lines
    assert ADAPTER["decode"](EMPTY)["order"]["lines"] == []
    short = data[: 157 + 2 * 12]
    found = ADAPTER["decode"](short)
    assert found["order"]["lines"] == lines
    assert ADAPTER["encode"](found) == short


def test_bytes_without_a_property_are_carried_and_given_back():
    """Fillers, unused entries and unmapped items survive a round trip, and only when there is something to carry."""
    data = bytearray(ADAPTER["encode"]({"order": {"lines": [{"item": "A", "quantities": [1, 2]}]}}))
    assert "_unmapped" not in ADAPTER["decode"](bytes(data))
    data[28:31], data[167:169], data[181:187] = b"\xc1\xc2\xc3", b"\xe7\xe8", b"\xd1" * 6
    found = ADAPTER["decode"](bytes(data))
    assert set(found["_unmapped"]) == {"FILLER@28", "NOTHING@167", "ORDER-LINE@181"}
    assert ADAPTER["encode"](found) == bytes(data)


def test_another_sign_of_the_same_number_is_carried_until_the_number_changes():
    """Packed F instead of C comes back as F; a new number is written in the usual form."""
    data = with_bytes(31, bytes.fromhex("000001250f"))
    found = ADAPTER["decode"](data)
    assert found["balance"] == 12.5
    assert ADAPTER["encode"](found) == data
    found["balance"] = 13
    assert ADAPTER["encode"](found)[31:36].hex() == "000001300c"


@pytest.mark.parametrize(
    ("at", "raw", "field"),
    [
        (0, "c1f0f0f0f0f0f0f0", "ORDER-NO at 0"),
        (31, "0000012a0c", "BALANCE at 31"),
        (40, "e7", "STATUS-CODE at 40"),
        (41, "f0f9", "KIND-CODE at 41"),
        (43, "e7", "RUSH-FLAG at 43"),
        (8, "0009", "LINE-COUNT is 9"),
        (140, "c1c2c3c4c5", "QUANTITY-TEXT at 140"),
    ],
)
def test_bytes_that_contradict_the_specification_are_refused_by_field(at, raw, field):
    """A code that no document lists, a number that is none: RecordError names the field and the place."""
    with pytest.raises(ADAPTER["RecordError"], match=field):
        ADAPTER["decode"](with_bytes(at, bytes.fromhex(raw)))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"order": {"number": 10**8}}, "ORDER-NO at 0"),
        ({"order": {"number": 1.5}}, "ORDER-NO at 0"),
        ({"order": {"number": True}}, "ORDER-NO at 0"),
        ({"order": {"date": "2024-1-1"}}, "ORDER-DATE at 10"),
        ({"balance": 0.001}, "BALANCE at 31"),
        ({"balance": "1"}, "BALANCE at 31"),
        ({"status": "gone"}, "STATUS-CODE at 40"),
        ({"rush": 1}, "RUSH-FLAG at 43"),
        ({"name": "x" * 60}, "FIRST-NAME"),
        ({"name": 5}, "FIRST-NAME"),
        ({"city": {"postalCode": "1,2", "name": "3"}}, "CITY-LINE"),
        ({"handle": "zz"}, "HANDLE at 127"),
        ({"nationalName": "abcde"}, "NATIONAL-NAME"),
        ({"rate": 1.5}, "RATE at 102"),
        ({"weight": None}, "WEIGHT at 115"),
        ({"periods": [1, 2, 3, 4, 5]}, "PERIODS takes a list"),
        ({"order": {"lines": {}}}, "ORDER-LINE takes a list"),
        ({"order": {"lines": [{"item": 7}]}}, "ITEM at 157"),
        ({"_unmapped": {"FILLER@28": "zz"}}, "_unmapped"),
        ({"_unmapped": {"FILLER@28": "00"}}, "FILLER at 28"),
        ({"_unmapped": 5}, "_unmapped"),
    ],
)
def test_values_that_do_not_fit_are_refused_by_field(value, said):
    """Nothing is cut off, rounded or guessed on the way back."""
    with pytest.raises(ADAPTER["RecordError"], match=said):
        ADAPTER["encode"](value)


VALUES = st.fixed_dictionaries(
    {
        "order": st.fixed_dictionaries(
            {
                "number": st.none() | st.integers(0, 10**8 - 1),
                "date": st.none() | st.dates().map(str),
                "shipped": st.none() | st.dates().map(str),
                "lines": st.lists(
                    st.fixed_dictionaries(
                        {
                            "item": st.text("AB 1", max_size=6).map(str.rstrip),
                            "quantities": st.lists(st.integers(-9999, 9999), min_size=2, max_size=2),
                        }
                    ),
                    max_size=5,
                ),
            }
        ),
        "balance": st.none() | st.integers(-(10**9) + 1, 10**9 - 1).map(lambda n: float(Decimal(n).scaleb(-2))),
        "total": st.integers(-(10**9) + 1, 10**9 - 1).map(lambda n: float(Decimal(n).scaleb(-2))),
        "status": st.sampled_from([None, "active", "closed"]),
        "kind": st.sampled_from([None, "retail", "party"]),
        "rush": st.sampled_from([None, True, False]),
        "born": st.none() | st.dates().map(str),
        "rate": st.none()
        | st.integers(-(10**24) + 1, 10**24 - 1).map(lambda n: f"{Decimal((n < 0, _digits(n), -4)):f}"),
        "quantity": st.none() | st.integers(0, 99999),
        "periods": st.lists(st.none() | st.integers(-99999, 99999), min_size=4, max_size=4),
        "printedAmount": st.text("0123456789,.- ", max_size=9).map(str.rstrip),
    }
)


def _digits(number):
    return tuple(map(int, str(abs(number))))


@given(VALUES, st.sampled_from(["cp037", "cp500", "latin-1"]))
def test_every_object_comes_back(value, page):
    """decode(encode(x)) is x over the whole range of every transform, in EBCDIC and ASCII."""
    found = ADAPTER["decode"](ADAPTER["encode"](value, code_page=page), code_page=page)
    assert {name: found[name] for name in value} == value
    assert "_unmapped" not in found


@given(st.binary(min_size=217, max_size=217))
@settings(max_examples=60)
def test_any_bytes_are_refused_by_field_or_come_back(data):
    """No record makes the adapter fail in another way, or come back changed."""
    try:
        found = ADAPTER["decode"](data)
    except ADAPTER["RecordError"]:
        return
    assert ADAPTER["encode"](found) == data


@pytest.mark.parametrize("page", ["cp037", "latin-1"])
def test_two_witnesses_agree_on_every_boundary_record(page):
    """The adapter and the second reading of the facts, which share no code, see the same object in each record."""
    for found in [order(), *sample_dossiers()[:6]]:
        module = load(render_adapter(found))
        for record, layout in by_record([one.body for one in found.fields]).items():
            for data in boundary_cases(found, layout, page):
                value = module["decode"](data, record, page)
                value.pop("_unmapped", None)
                assert value == expected(found, layout, data, page)


def test_boundary_records_hold_every_edge_of_every_field():
    """Least, greatest and blank numbers, longest texts, every code, and a table with none, one and all entries."""
    layout = by_record([one.body for one in order().fields])["ORDER-REC"]
    values = [ADAPTER["decode"](data) for data in boundary_cases(order(), layout)]
    assert {0, 99_999_999, None} <= {value["order"]["number"] for value in values}
    assert {-9999999.99, 9999999.99} <= {value["balance"] for value in values}
    assert {value["status"] for value in values} == {None, "active", "closed"}
    assert {len(value["order"]["lines"]) for value in values} == {0, 1, 5}
    assert max(len(value["printedAmount"]) for value in values) == 9
    assert {"2024-02-29", None, "99999999"} <= {value["order"]["date"] for value in values}


def test_views_of_the_same_bytes_must_agree():
    """Two properties of one field's bytes: both are read; a contradiction between them is refused."""
    text = "01 R.\n 05 DAY-OF PIC 9(8).\n 05 DAY-R REDEFINES DAY-OF.\n  10 Y PIC 9(4).\n  10 M PIC X(4).\n"
    maps = [("DAY-OF", "day", transform("integer")), ("Y", "year", transform("integer")), ("M", "rest", transform())]
    module = load(render_adapter(dossier(text, maps)))
    data = "20240229".encode("cp037")
    assert module["decode"](data) == {"day": 20240229, "year": 2024, "rest": "0229"}
    assert module["encode"]({"day": 20240229, "year": 2024, "rest": "0229"}) == data
    assert module["encode"]({"year": 2024, "rest": "AB"})[4:] == "AB  ".encode("cp037")
    with pytest.raises(module["RecordError"], match="disagrees"):
        module["encode"]({"day": 20240229, "year": 1999, "rest": "0229"})
    unreadable = "2024ABCD".encode("cp037")
    assert module["decode"](unreadable) == {"year": 2024, "rest": "ABCD"}
    assert module["encode"](module["decode"](unreadable)) == unreadable


def test_parallel_tables_make_one_array():
    """Two tables of one length whose fields share an array fill the same entries."""
    text = "01 R.\n 05 SKU PIC X(3) OCCURS 3.\n 05 QTY PIC 9(2) OCCURS 3.\n"
    maps = [("SKU", "lines.sku", transform()), ("QTY", "lines.quantity", transform("integer"))]
    found = dossier(text, maps)
    operation = _operation(lines="array")
    module = load(render_adapter(found, operation))
    value = {"lines": [{"sku": "A", "quantity": 1}, {"sku": "B", "quantity": 2}, {"sku": "", "quantity": 0}]}
    assert module["decode"](module["encode"](value)) == value
    longer = dossier(text.replace("9(2) OCCURS 3", "9(2) OCCURS 4"), maps)
    assert "different lengths" in make_plan(longer, operation).problems[0]


def _operation(**types):
    properties = tuple(Property(path=n, name=n, type=t, pointer="/p", quote="q") for n, t in types.items())
    return Operation(name="getOrder", method="GET", path="/", properties=properties, pointer="/o", quote="q")


def test_one_table_may_feed_two_arrays():
    """Fields of one entry that go to different arrays: both are whole, and nothing of them is left over."""
    text = "01 R.\n 05 N PIC 9.\n 05 T OCCURS 3 DEPENDING ON N.\n  10 A PIC X.\n  10 B PIC 9.\n  10 C PIC X.\n"
    found = dossier(text, [("A", "letters.a", transform()), ("B", "numbers.b", transform("integer"))])
    module = load(render_adapter(found))
    value = {"letters": [{"a": "x"}, {"a": "y"}], "numbers": [{"b": 1}, {"b": 2}]}
    data = module["encode"](value)
    assert data == "2x1 y2  0 ".encode("cp037")
    assert module["decode"](data) == value
    kept = "2x1Ky2L 0 ".encode("cp037")
    assert module["encode"](module["decode"](kept)) == kept
    with pytest.raises(module["RecordError"], match="N is 2, T has 1 entries"):
        module["encode"](value | {"numbers": [{"b": 1}]})


def test_an_empty_record_has_what_the_first_declaration_says():
    """Bytes without a property that are declared twice are filled as the item that is redefined."""
    text = "01 R.\n 05 A PIC X(4).\n 05 T REDEFINES A OCCURS 2.\n  10 P PIC S9(3) COMP-3.\n 05 B PIC X.\n"
    module = load(render_adapter(dossier(text, [("B", "b", transform())])))
    assert module["encode"]({"b": "!"}) == "    !".encode("cp037")


def test_the_target_document_decides_between_number_and_text_and_where_arrays_are():
    """A decimal for a text property is text; an entry is where the document has its array, not where names part."""
    text = "01 R.\n 05 PRICE PIC 9(3)V99.\n 05 T OCCURS 2.\n  10 A PIC X.\n"
    maps = [("PRICE", "price", transform("decimal")), ("A", "rows.inner.a", transform())]
    as_text = load(render_adapter(dossier(text, maps), _operation(price="string", rows="array")))
    assert as_text["decode"]("01250AB".encode("cp037")) == {
        "price": "012.50".lstrip("0"),
        "rows": [{"inner": {"a": "A"}}, {"inner": {"a": "B"}}],
    }
    as_number = load(render_adapter(dossier(text, maps)))
    assert as_number["decode"]("01250AB".encode("cp037")) == {
        "price": 12.5,
        "rows": {"inner": [{"a": "A"}, {"a": "B"}]},
    }


def test_several_records_of_a_program_are_several_layouts_of_one_adapter():
    """decode and encode take the record's name; the first is the default."""
    text = "01 IN-REC.\n 05 KEY-NO PIC 9(4).\n01 OUT-REC.\n 05 NAME PIC X(5).\n"
    found = dossier(text, [("KEY-NO", "key", transform("integer")), ("NAME", "name", transform())])
    module = load(render_adapter(found))
    assert module["decode"]("0042".encode("cp037")) == {"key": 42}
    assert module["decode"]("ANNA ".encode("cp037"), "OUT-REC") == {"name": "ANNA"}
    with pytest.raises(module["RecordError"], match="no record"):
        module["decode"](b"", "NONE")


@pytest.mark.parametrize(
    ("maps", "said"),
    [
        ([], "no field of ORDINQ is mapped"),
        ([("ORDER-NO", "a", transform("integer")), ("CENTS", "a", transform("integer"))], "all map to a"),
        ([("ORDER-NO", "a", transform("integer")), ("CENTS", "a.b", transform("integer"))], "a value and an object"),
        ([("ORDER-NO", "_unmapped", transform("integer"))], "no path of a property"),
        ([("ORDER-NO", "a..b", transform("integer"))], "no path of a property"),
        ([("ITEM", "a.b", transform()), ("CENTS", "a.c", transform("integer"))], "a is an array and an object"),
        ([("BALANCE", "a", transform("integer"))], "2 digits right of the point"),
        ([("ITEM", "a", transform("decimal"))], "is a text"),
        ([("EDITED-AMOUNT", "a", transform("integer"))], "no whole number"),
        ([("ORDER-NO", "a", transform("date", source_form="YYMMDD"))], "no date in them"),
        ([("ORDER-NO", "a", transform("date"))], "no date in them"),
        ([("STATUS-CODE", "a", transform("boolean"))], "needs a true_value"),
        ([("STATUS-CODE", "a", transform("boolean", true_value="Y", false_value="Y"))], "true and false"),
        ([("KIND-CODE", "a", transform("enumeration", values="A=x"))], "never 'A'"),
        ([("KIND-CODE", "a", transform("enumeration", values="1=x, 01=y"))], "two meanings"),
        ([("STATUS-CODE", "a", transform("enumeration"))], "needs values"),
        ([("CENTS", "a", transform("scale", power="many"))], "power of ten"),
        ([("ORDER-NO", "a", transform("group"))], "only a group becomes an object"),
        ([("FIRST-NAME", "a", transform("part", index="1", count="2"))], "known, not all"),
        ([("MARKET-LOCAL", "a", transform("part", index="1", count="2", length="2")),
          ("MARKET-LOCAL", "b", transform("part", index="2", count="2", length="3"))], "have [2, 3] characters"),
        ([("FIRST-NAME", "a", transform("part", index="1", count="2")),
          ("ITEM", "a", transform("part", index="2", count="2"))], "do not repeat together"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_work_is_a_problem_in_one_line(maps, said):
    """No adapter is guessed: the plan says what is in the way, and rendering refuses with that line."""
    found = order(maps)
    plan = make_plan(found)
    assert any(said in problem for problem in plan.problems)
    with pytest.raises(InputError) as caught:
        render_adapter(found)
    assert "\n" not in str(caught.value)
    made = make_artefacts(found)
    assert made.problems == plan.problems
    assert made.adapter == made.contract == ""
    assert yaml.safe_load(made.mapping)["program"] == "ORDINQ"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mappings": ()}, "0 operations serve ORDINQ; one does"),
        ({"fields": order().fields[1:]}, "ORDER-REC has no field ORDER-NO at place 1"),
    ],
)
def test_a_dossier_with_a_hole_under_a_mapping_is_a_problem(change, said):
    """A mapping whose field is no fact, or no operation, stops the adapter."""
    assert said in make_plan(order().model_copy(update=change)).problems


def test_an_item_that_is_no_fact_is_a_remark():
    """A place in the record without an item may be a removed item or a lost one: a person is told."""
    fields = [one for one in order().fields if one.body.name not in {"FILLER", "NOTHING"}]
    plan = make_plan(order().model_copy(update={"fields": tuple(fields)}))
    assert "ORDER-REC: no fact says what item 8 is" in plan.remarks


def test_a_layout_that_nobody_can_compute_is_a_problem():
    """A misprinted picture, a missing counter: no adapter rests on a guess of where bytes are."""
    text = "01 R.\n 05 A PIC X((.\n 05 T PIC X OCCURS 3 DEPENDING ON NOWHERE.\n"
    problems = make_plan(dossier(text, [("T", "t", transform())])).problems
    assert any("item 1 A" in problem for problem in problems)
    assert any("NOWHERE" in problem for problem in problems)
    huge = make_plan(dossier("01 R.\n 05 A PIC X(9000000).\n", [("A", "a", transform())])).problems
    assert any("at most" in problem for problem in huge)


QUOTING = ('"""', "'''", "\\", '"); import os; os.system("x") #', "a\nb", "x\r", "'''\"\"\"\\", "#", "%s", "{}")
HIDING = ("\u202e", "\x00", "\ud800", "é\U0001f600", "\u2028", "\ufeff", "")
YAML_TRAPS = ("- a: b", "!!python/object", "&x *x", "yes", "1e3", "0x10", "~", " ", "a: b", "<<", "2024-01-01", "1:30")
HOSTILE = st.text(max_size=30) | st.sampled_from((*QUOTING, *HIDING, *YAML_TRAPS))


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
@settings(max_examples=60, deadline=None)
def test_no_text_of_a_specification_becomes_code(name, title, path, value):
    """Names, titles, paths and values are string literals in ASCII and nothing else; both files hold them exactly."""
    made = _hostile(name, title, path, value)
    mapping = yaml.safe_load(made.mapping)
    assert made.mapping.isascii()
    assert mapping["title"] == title
    assert mapping["records"][0]["fields"][0]["field"] == name
    assert mapping["records"][0]["fields"][0]["property"] == path
    if made.adapter:
        _only_literals(made.adapter, name, title)
        _only_literals(made.contract, name, title)


def _hostile(name, title, path, value):
    plain = dossier("01 R.\n 05 A PIC X(4).\n", [("A", "p", transform("enumeration", values=f"Q={value}, R=x"))])
    field = plain.fields[0].model_copy(update={"body": plain.fields[0].body.model_copy(update={"name": name})})
    maps = plain.mappings[1].body.model_copy(update={"field": name, "property": path})
    return make_artefacts(
        plain.model_copy(
            update={
                "endpoint": fact(EndpointBody(program="ORDINQ", title=title)),
                "fields": (field,),
                "mappings": (plain.mappings[0], fact(maps)),
            }
        )
    )


def _only_literals(source, *texts):
    """The source is ASCII, has the names of an honest one, and no comment but line numbers."""
    assert source.isascii()
    honest = {type(node) for node in ast.walk(ast.parse(source))}
    assert ast.Lambda not in honest
    if "def records" in source:
        assert _names(ast.parse(source)) == _honest_names()
    for line in source.split("\n"):
        if "  # " in line and line.lstrip().startswith(("Field(", "Unmapped(")):
            assert line.rpartition("  # line ")[2].replace("-", "").replace(", ", "").isdigit()


@cache
def _honest_names():
    return _names(ast.parse(_hostile("A", "t", "p", "v").adapter))


def _names(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }


JSONISH = st.recursive(
    st.text(max_size=12) | st.integers(-9, 9) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(HOSTILE, JSONISH, min_size=1, max_size=4))
@settings(max_examples=150)
def test_yaml_comes_back_as_it_was_given(value):
    """Every reader of YAML reads back the same object, whatever its texts are."""
    text = to_yaml(value)
    assert text.isascii()
    assert yaml.safe_load(text) == value


def test_the_same_facts_give_the_same_bytes():
    """No time, no order of chance: rendering twice, in another process too, gives the same files."""
    first, second = make_artefacts(order()), make_artefacts(order())
    assert first == second
    program = (
        "import sys; sys.path[:0] = sys.argv[1:]; from adapter_world import order; from workbench.adapters import "
        "make_artefacts as make; import hashlib; a = make(order()); "
        "print(hashlib.sha256((a.mapping + a.adapter + a.contract).encode()).hexdigest())"
    )
    here = sha256((first.mapping + first.adapter + first.contract).encode()).hexdigest()
    tests = str(__file__).rpartition("/")[0]
    command = [sys.executable, "-c", program, tests, tests + "/.."]
    seeds = {subprocess.run(command, capture_output=True, text=True, env={"PYTHONHASHSEED": seed}, check=True).stdout
             for seed in ("1", "2")}  # fmt: skip
    assert seeds == {here + "\n"}


def test_the_adapter_needs_nothing_but_the_standard_library():
    """Its imports are known, and workbench is not among them."""
    tree = ast.parse(render_adapter(order()))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"datetime", "math", "re", "struct", "decimal", "typing"}
    small = render_adapter(dossier("01 R.\n 05 A PIC X.\n", [("A", "a", transform())]))
    assert "class Packed" not in small
    assert "import struct" not in small


def test_the_adapter_names_program_operation_and_spec_lines():
    """A reader sees where it comes from: docstring and line numbers."""
    source = render_adapter(order())
    docstring = ast.get_docstring(ast.parse(source))
    assert "program ORDINQ: Order enquiry" in docstring
    assert "Operation: getOrder" in docstring
    assert "Specification: spec-1, lines 1" in docstring
    assert 'Field("ORDER-NO", 0, Zoned(8), Integer(), "order.number"),  # line 11' in source


def test_the_mapping_file_says_for_every_field_what_becomes_of_it():
    """Mapped fields with transform, options and lines; fields without a target with the reason; the rest undecided."""
    found = order()
    pointer = TruthEvidence(source="api", pointer="/paths/x", quote="q")
    spec = SpecEvidence(spec="spec-1", first=3, last=5, quote="q")
    maps = [one.model_copy(update={"evidence": (spec, pointer)}) if isinstance(one.body, MapsBody) else one
            for one in found.mappings if getattr(one.body, "field", "") != "NOTHING"]  # fmt: skip
    told = yaml.safe_load(render_mapping(found.model_copy(update={"mappings": tuple(maps)}), "7"))
    record = told["records"][0]
    assert (told["version"], told["operation"], told["spec"]["name"]) == ("7", "getOrder", "spec-1")
    assert record["bytes"] == 217
    status = next(one for one in record["fields"] if one["field"] == "STATUS-CODE")
    assert status["transform"] == "enumeration"
    assert status["options"] == {"values": "A=active, C=closed"}
    assert status["because"] == {"fact": status["because"]["fact"], "lines": "3-5", "target": ["/paths/x"]}
    assert {one["field"] for one in record["undecided"]} == {"NOTHING"}
    assert {one["reason"] for one in record["no_target"]} == {"nothing is close"}
    named = {one["field"] for part in ("fields", "no_target", "undecided") for one in record[part]}
    assert named == {one.body.name for one in found.fields}


def test_the_contract_test_passes_beside_its_adapter_and_fails_beside_another(tmp_path):
    """It runs with pytest alone; an adapter that reads a neighbouring byte does not pass it."""
    for page in ("cp037", "latin-1"):
        for name in ("good", "wrong"):
            folder = tmp_path / f"{name}-{page}"
            folder.mkdir()
            source = render_adapter(order(), code_page=page)
            wrong = source.replace('"STATUS-CODE", 40,', '"STATUS-CODE", 43,')
            (folder / "adapter.py").write_text(wrong if name == "wrong" else source)
            (folder / "test_contract.py").write_text(render_contract_test(order(), code_page=page))
    command = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", "-p", "no:cacheprovider", "--tb=no"]
    env = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False, cwd=tmp_path, env=env)
    failed = {
        line.split("/")[0].removeprefix("FAILED ") for line in done.stdout.splitlines() if line.startswith("FAILED ")
    }
    assert failed == {"wrong-cp037", "wrong-latin-1"}, done.stdout
    assert " passed" in done.stdout


def test_real_programs_get_adapters():
    """Ten banking programs with their true mapping: no problem, every field of the mapping in the adapter."""
    found = cbsa_dossiers()
    if not found:
        pytest.skip("the shared data set cbsa is absent")
    assert len(found) == 10
    for one in found:
        made = make_artefacts(one)
        assert made.problems == ()
        leaves = [fact_.body for fact_ in one.mappings if isinstance(fact_.body, MapsBody)]
        assert all(json.dumps(body.field) in made.adapter for body in leaves if body.transform.kind != "group")


def test_every_endpoint_of_the_sample_gets_an_adapter():
    """Merged, split, scaled, counted, redefined: the whole sample world can be migrated."""
    assert [one.program for one in sample_dossiers() if make_plan(one).problems] == []


def test_the_copybook_of_these_tests_has_every_piece():
    """Storage and value pieces that no test uses are not proven."""
    source = render_adapter(order())
    for piece in ("Text", "Wide", "Opaque", "Zoned", "Packed", "Binary", "Float", "Copy", "Integer", "Number", "Exact",
                  "Code", "Flag", "Day", "Field", "Unmapped", "Counter", "Table", "Join", "Cut"):  # fmt: skip
        assert f"class {piece}" in source
    assert ORDER.count("PIC") >= 20
    assert len(ORDER_MAPS) >= 20
