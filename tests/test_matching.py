"""The matching engine: names, types, records, parts and traps, each on a small world whose answer is known."""

import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from labelled_fields import bank, connectors, given

from workbench.matching import EndpointText, Matcher, Ranking, TableMatcher
from workbench.matching.assignment import assign
from workbench.matching.lexicon import acronyms, expansions, groups, housekeeping, qualifiers
from workbench.matching.shape import fit, property_shape
from workbench.matching.words import alike, marks, pieces
from workbench.records import FieldBody
from workbench.truth import Catalog, Glossary, Property, Term
from workbench.truth.openapi import read_openapi
from workbench.truth.schemacsv import read_schema_csv


def field(name: str, picture: str = "X(10)", record: str = "REQ", **more: Any) -> FieldBody:
    """One field of the program ORD1."""
    given_: dict[str, Any] = {"parent": record, "level": 5, "ordinal": 0}
    return FieldBody(program="ORD1", record=record, name=name, picture=picture, **(given_ | more))


def numbered(fields: Sequence[FieldBody]) -> list[FieldBody]:
    """The fields with their ordinals, from 1 in each record."""
    counts: dict[str, itertools.count[int]] = {}
    return [f.model_copy(update={"ordinal": next(counts.setdefault(f.record, itertools.count(1)))}) for f in fields]


def catalog(properties: dict[str, Any], **operations: str) -> Catalog:
    """An API whose operation `post` takes these properties, and others that take nothing."""
    schema = {"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}}
    paths: dict[str, Any] = {"/orders": {"post": {"operationId": "post", "requestBody": schema, "responses": {}}}}
    for name, text in operations.items():
        paths[f"/{name}"] = {"get": {"operationId": name, "description": text, "responses": {}}}
    return read_openapi({"openapi": "3.1.0", "info": {}, "paths": paths}, b"x", "api.json")


TEXT, WHOLE, DATE = {"type": "string"}, {"type": "integer"}, {"type": "string", "format": "date"}


def ranked(fields: Sequence[FieldBody], properties: dict[str, Any], glossary: Glossary | None = None) -> list[Ranking]:
    """The rankings of these fields against these properties."""
    return Matcher(catalog(properties), glossary or Glossary()).rank_properties(numbered(fields), "post")


def chosen(rankings: Sequence[Ranking]) -> dict[str, str]:
    """Field -> chosen property, "" for none."""
    return {ranking.field: ranking.chosen.property if ranking.chosen else "" for ranking in rankings}


@pytest.mark.parametrize(
    ("name", "property_"),
    [
        ("CUST-NBR", "customerNumber"),
        ("ORD-DT", "orderDate"),
        ("INV-AMT", "invoiceAmount"),
        ("WS-QTY", "quantity"),
        ("CUSTNO", "customerNumber"),
        ("SHPMT-STAT-CD", "shipmentStatusCode"),
        ("CLIENT-NO", "customerNumber"),
        ("EXPY-DT", "expiryDate"),
        ("BRCH-CDE", "branch_code"),
        ("Xtitle", "title"),
    ],
)
def test_an_old_name_finds_its_new_one(name: str, property_: str) -> None:
    """Abbreviations, dropped vowels, glued words and synonyms lead to the property among others."""
    others = {"customerNumber": TEXT, "orderDate": TEXT, "invoiceAmount": TEXT, "quantity": TEXT, "title": TEXT}
    others |= {"shipmentStatusCode": TEXT, "expiryDate": TEXT, "branch_code": TEXT}
    best = ranked([field(name)], others)[0].candidates[0]
    assert best.property == property_


def test_one_property_goes_to_one_field() -> None:
    """Two fields that both fit best to one property do not share it; the second takes its own or none."""
    found = chosen(ranked([field("CUST-NO"), field("CUSTOMER-NUMBER")], {"customerNumber": TEXT, "remark": TEXT}))
    assert found == {"CUSTOMER-NUMBER": "customerNumber", "CUST-NO": ""}


def test_records_go_to_the_objects_that_hold_their_fields() -> None:
    """The same names in two records end in two objects, by what else stands in them and how they are called."""
    properties = {
        "number": WHOLE,
        "total": WHOLE,
        "audit": {"type": "object", "properties": {"number": WHOLE, "userName": TEXT, "terminal": TEXT}},
    }
    fields = [
        field("NUMBER", "9(5)", "AUDIT-REC"), field("USER-NAME", record="AUDIT-REC"),
        field("TERMINAL", record="AUDIT-REC"), field("NUMBER", "9(5)"), field("TOTAL", "9(5)"),
    ]  # fmt: skip
    found = [r.chosen.property if r.chosen else "" for r in ranked(fields, properties)]
    assert found == ["audit.number", "audit.userName", "audit.terminal", "number", "total"]


def test_children_of_a_group_stay_below_its_object() -> None:
    """A city in the ship-to group is the ship-to city, whichever is declared first."""
    place = {"type": "object", "properties": {"city": TEXT, "zip": TEXT}}
    fields = [
        field("SHIP-TO", "unknown"), field("CITY", level=10, parent="SHIP-TO"),
        field("ZIP", level=10, parent="SHIP-TO"),
        field("BILL-TO", "unknown"), field("CITY", level=10, parent="BILL-TO"),
        field("ZIP", level=10, parent="BILL-TO"),
    ]  # fmt: skip
    found = [r.chosen.property if r.chosen else "" for r in ranked(fields, {"billTo": place, "shipTo": place})]
    assert found == ["shipTo", "shipTo.city", "shipTo.zip", "billTo", "billTo.city", "billTo.zip"]


def test_a_dictionary_finds_what_no_name_says() -> None:
    """A field that is called by a house name is found by its term, and the reason says so."""
    glossary = Glossary(
        "s",
        (Term(program="", field="DRIVE-NUMERO", term="campaign number", description="", pointer="row:1", quote="q"),),
    )
    properties = {"campaignNumber": WHOLE, "driverNumber": WHOLE}
    without, with_ = (ranked([field("DRIVE-NUMERO", "9(6)")], properties, g)[0] for g in (None, glossary))
    assert with_.chosen is not None
    assert with_.chosen.property == "campaignNumber"
    assert with_.chosen.evidence.dictionary > 0.9
    assert "dictionary" in with_.chosen.why
    assert without.candidates[0].evidence.dictionary == 0


def test_a_note_that_tells_a_field_apart_keeps_it_from_its_namesake() -> None:
    """The previous price is not the price, however equal the names."""
    fields = [
        field("PRICE", "9(5)", note="previous price: the value before the last change"),
        field("TARIFF", "9(5)", note="price"),
    ]
    assert chosen(ranked(fields, {"price": WHOLE})) == {"PRICE": "", "TARIFF": "price"}
    both = chosen(ranked(fields, {"price": WHOLE, "previousPrice": WHOLE}))
    assert both == {"PRICE": "previousPrice", "TARIFF": "price"}


def test_parts_of_a_date_make_one_date() -> None:
    """Year, month and day end in one date property, each with its number."""
    fields = [field(f"DUE-DT-{part}", "99") for part in ("YYYY", "MM", "DD")]
    found = ranked(fields, {"dueDate": DATE, "amount": WHOLE})
    assert chosen(found) == dict.fromkeys([f.name for f in fields], "dueDate")
    assert [(r.part, r.parts) for r in found] == [(1, 3), (2, 3), (3, 3)]


def test_parts_with_properties_of_their_own_stay_apart() -> None:
    """A target that has day, month and year gets each of them."""
    fields = [field(f"DOB-{part}", "99") for part in ("YYYY", "MM", "DD")]
    found = ranked(fields, {"dobYyyy": WHOLE, "dobMm": WHOLE, "dobDd": WHOLE})
    assert chosen(found) == {"DOB-YYYY": "dobYyyy", "DOB-MM": "dobMm", "DOB-DD": "dobDd"}


def test_one_field_falls_into_two_properties() -> None:
    """A timestamp is a date and a time when the target has those, and "city and postal code" is both."""
    fields = [field("ORD-TIMESTAMP", "9(14)"), field("CITY-AND-POSTAL-CODE", "X(40)")]
    found = ranked(fields, {"orderDate": DATE, "orderTime": TEXT, "city": TEXT, "postalCode": TEXT})
    assert [{m.property for m in (r.chosen, *r.also) if m} for r in found] == [
        {"orderDate", "orderTime"},
        {"city", "postalCode"},
    ]


@pytest.mark.parametrize(
    ("name", "more", "hint"),
    [
        ("FILLER", {}, "filler"),
        ("ORD-DATE-R", {"redefines": "ORD-DATE"}, "redefines"),
        ("EYECATCHER", {}, "housekeeping"),
        ("LAST-UPD-TERM", {}, "housekeeping"),
    ],
)
def test_what_programs_keep_for_themselves_is_doubted(name: str, more: dict[str, str], hint: str) -> None:
    """Fillers, second views and locks carry a hint and take no property that is merely near."""
    found = ranked([field("ORD-DATE", "9(8)"), field(name, **more)], {"orderDate": DATE, "lastUpdateDate": DATE})
    assert found[1].hint == hint
    assert found[1].chosen is None


def test_a_counter_of_a_table_is_doubted() -> None:
    """The item that OCCURS DEPENDING ON names counts rows and is no quantity."""
    fields = [field("NBR-LINES", "99"), field("LINES", "unknown", depending="NBR-LINES", occurs=20)]
    assert ranked(fields, {"total": WHOLE})[0].hint == "counter"


def test_types_that_cannot_meet_are_no_candidates() -> None:
    """A group is no number, and a number no object, whatever the name."""
    found = ranked([field("TOTAL", "unknown"), field("INNER", level=10, parent="TOTAL")], {"total": WHOLE})
    assert found[0].candidates == ()


ENDPOINTS = [
    EndpointText(program="CUS001", title="Customer creation", names=("CUST-NAME", "CUST-NO")),
    EndpointText(program="CUS002", title="Customer enquiry", names=("CUST-NO",)),
    EndpointText(program="PAY009", title="Night run", words="Service Pay. Books payments.", names=("AMT",)),
]


def test_operations_are_linked_by_words_and_by_what_their_text_names() -> None:
    """A mention decides, a denial counts against, and no operation is given twice."""
    known = catalog(
        {},
        createCustomer="Creates a customer. Not to be confused with the successor of CUS002.",
        getCustomer="Reads one customer.",
        bookPayment="Replaces PAY009.",
    )
    links = Matcher(known).link(ENDPOINTS)
    assert [link.operation if link else "" for link in links] == ["createCustomer", "getCustomer", "bookPayment"]
    assert all(link.margin > 0 for link in links if link)
    best = Matcher(known).rank_operations(ENDPOINTS[2])[0]
    assert "names PAY009" in best.why


def test_nothing_is_linked_where_nothing_speaks_for_it() -> None:
    """An endpoint without a shared word gets no operation, and an unknown operation no property."""
    known = catalog({}, zzz="Qqq.")
    assert Matcher(known).link([EndpointText(program="AB")]) == [None]
    assert Matcher(known).rank_properties(numbered([field("A")]), "gone")[0].candidates == ()
    assert Matcher(known).rank_properties([], "post") == []


@drawn(st.lists(st.sampled_from(["CUST-NO", "NAME", "FILLER", "ORD-DT", "A", "ORD-DT-MM", "ORD-DT-DD"]), max_size=7))
def test_any_layout_gets_a_ranking_for_each_field(names: list[str]) -> None:
    """One ranking per field, in order; scores from 0 to 1, best first; no property chosen for two unless in parts."""
    fields = numbered([field(name) for name in names])
    found = Matcher(catalog({"customerNumber": TEXT, "name": TEXT, "orderDate": DATE})).rank_properties(fields, "post")
    assert [ranking.field for ranking in found] == names
    for ranking in found:
        scores = [match.score for match in ranking.candidates]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
    taken = [ranking.chosen.property for ranking in found if ranking.chosen and ranking.parts == 1]
    assert len(taken) == len(set(taken))


def schema(*rows: str) -> Catalog:
    """A schema CSV with these rows: table, column, type, description, key, reference."""
    head = "table,column,type,description,is_key,foreign_key\n"
    return read_schema_csv((head + "\n".join(rows)).encode(), "s.csv")


OLD = schema(
    "CUSTMST,CUST_NO,INTEGER,number of the customer,YES,", "CUSTMST,CUST_NM,CHAR(40),name of the customer,NO,",
    "ORDHDR,ORD_NO,INTEGER,,YES,", "ORDHDR,CUST_NO,INTEGER,,NO,CUSTMST.CUST_NO",
    "ORDHDR,ORD_DT,DATE,day it was taken,NO,",
)  # fmt: skip
NEW = schema(
    "customer,id,bigint,Unique number,YES,", "customer,full_name,varchar(80),Name,NO,",
    "customer,created_at,datetime,,NO,",
    "purchase,id,bigint,,YES,", "purchase,buyer_id,bigint,Customer who ordered,NO,customer.id",
    "purchase,ordered_on,date,Day of the order,NO,",
)  # fmt: skip


def test_tables_are_found_together_with_their_columns() -> None:
    """Keys go where references lead, and columns where their tables go."""
    matcher = TableMatcher(OLD, NEW)
    best = {r.key: f"{r.candidates[0].operation}.{r.candidates[0].property}" for r in matcher.rank()}
    assert best == {
        "CUSTMST.CUST_NO": "customer.id", "CUSTMST.CUST_NM": "customer.full_name", "ORDHDR.ORD_NO": "purchase.id",
        "ORDHDR.CUST_NO": "purchase.buyer_id", "ORDHDR.ORD_DT": "purchase.ordered_on",
    }  # fmt: skip
    assert np.allclose(matcher.beliefs.sum(axis=1), 1)
    assert float(matcher.scores.max()) <= 1


def test_an_opinion_from_names_knows_no_documentation() -> None:
    """Changing every description changes nothing that names alone say, and changes what documentation says."""

    def mute(known: Catalog) -> Catalog:
        rows = [
            f"{o.name},{p.name},{p.format},,{'YES' if p.is_key else 'NO'},"
            for o in known.operations
            for p in o.properties
        ]
        return schema(*rows)

    loud, quiet = (TableMatcher(a, b, "name").scores for a, b in ((mute(OLD), mute(NEW)), (mute(OLD), mute(NEW))))
    assert np.array_equal(loud, quiet)
    assert TableMatcher(mute(OLD), mute(NEW), "documentation").evidence["documentation"].max() == 0
    assert TableMatcher(OLD, NEW, "documentation").evidence["documentation"].max() > 0


@drawn(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=4))
def test_an_assignment_is_the_best_of_all(rows: list[list[float]]) -> None:
    """No other way to give each row its own column has a larger sum."""
    table = np.array(rows)
    got = assign(table)
    taken = [column for column in got if column >= 0]
    assert len(taken) == len(set(taken))
    total = sum(table[row, column] for row, column in enumerate(got) if column >= 0)
    ways = itertools.permutations([0, 1, 2, *[-1] * len(rows)], len(rows))
    best = max(sum(table[row, column] for row, column in enumerate(way) if column >= 0) for way in ways)
    assert total == pytest.approx(best)


WORDS = sorted({*groups(), *expansions(), "skppd", "customer", "x", "2", "two", "paymnt"})


@drawn(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_kinship_is_mutual_and_marked(one: str, other: str) -> None:
    """Two words are as alike one way as the other, and words that are alike share a mark, so none is overlooked."""
    score, kinship = alike(one, other)
    assert (score, kinship) == alike(other, one)
    assert 0 <= score <= 1
    if score:
        assert marks(one) & marks(other)
    assert alike(one, one) == (1.0, "same")


def test_the_lexicon_is_one_of_plain_words() -> None:
    """Every entry is lower case without blanks, no word abbreviates itself, and no known system is named."""
    entries = {*groups(), *expansions(), *acronyms(), *qualifiers(), *itertools.chain(*housekeeping())}
    assert not [entry for entry in entries if not re.fullmatch(r"[a-z0-9/]+", entry)]
    assert not [short for short, words in expansions().items() if short in words]
    assert not entries & {"omop", "mimic", "sakila", "imdb", "synthea", "hadm", "icustay", "cbsa", "sortcode_"}


@drawn(st.text(max_size=30))
def test_any_name_is_cut_into_pieces_that_were_in_it(name: str) -> None:
    """Pieces are lower-case letters and digits of the name, in order."""
    joined = "".join(pieces(name))
    letters = "".join(re.findall(r"[A-Za-z0-9]", name)).lower()
    assert joined == letters


def test_a_perfect_fit_is_only_between_shapes_that_are_equal() -> None:
    """A longer text does not fit a shorter property as well as an equal one."""

    def text(size: int) -> Property:
        return Property(path="a", name="a", type="string", max_length=size, pointer="", quote="")

    same, short = property_shape(text(10)), property_shape(text(5))
    assert fit(same, same) == 1.0 > fit(short, same) > fit(same, short)


def test_the_bank_is_mapped(shared_data: Path) -> None:
    """Ten real programs: each gets its operation, 95 % of the fields are right, nothing goes where nothing belongs."""
    world = bank(shared_data / "cbsa")
    answers = [(known.right, given(ranking)) for known, ranking in world.answers()]
    assert world.linked() == len(world.cases) == 10
    assert len(answers) == 237
    assert sum(right == got for right, got in answers) >= 0.95 * len(answers)
    assert not [got for right, got in answers if got and not right]


def test_generated_copybooks_are_mapped_back(shared_data: Path) -> None:
    """Names that a tool has made out of JSON lead back to it in 80 % of the fields; control fields lead nowhere."""
    answers = [pair for world in connectors(shared_data / "zosconnect_samples") for pair in world.answers()]
    assert len(answers) == 292
    assert sum(known.right == given(ranking) for known, ranking in answers) >= 0.8 * len(answers)
    assert not [given(ranking) for known, ranking in answers if not known.right and given(ranking)]
