"""Dossiers for tests of adapters: from a copybook and a mapping, from the sample world, from real programs."""

import csv
import os
import re
from functools import cache
from pathlib import Path

from workbench.copybook import parse_copybook
from workbench.picture import parse_picture
from workbench.records import (
    Dossier,
    EndpointBody,
    Fact,
    FieldBody,
    MapsBody,
    NoTargetBody,
    ServesBody,
    SpecEvidence,
    Transform,
)
from workbench.sample.model import corrected
from workbench.sample.world import build

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("WORKBENCH_SHARED_DATA", ROOT.parent / "shared" / "data"))


def fact(body, line=1):
    """An established fact about one line of a specification."""
    evidence = (SpecEvidence(spec="spec-1", first=line, last=line, quote="quoted"),)
    return Fact(fact_id=f"fact-{line}", claim=f"claim-{line}", verdict=f"verdict-{line}", body=body, evidence=evidence)


def transform(kind="copy", **options):
    """A transform; option names may not begin with "kind"."""
    return Transform(kind=kind, options=tuple(options.items()))


def dossier(copybook, maps, program="ORDINQ", operation="getOrder", title="Order enquiry"):
    """A dossier of one copybook. `maps`: (field, property, transform), the field by name or by ordinal."""
    book = parse_copybook(copybook, program)
    fields = {field.name: field for field in book.fields} | {field.ordinal: field for field in book.fields}
    told = [(fields[name], path, found) for name, path, found in maps]
    mapped = {field.ordinal for field, _, _ in told}
    facts = [fact(ServesBody(program=program, operation=operation))]
    facts += [fact(_maps(field, path, found, operation), field.ordinal + 10) for field, path, found in told]
    facts += [
        fact(_without(field, operation), field.ordinal + 10) for field in book.fields if field.ordinal not in mapped
    ]
    return Dossier(
        program=program,
        endpoint=fact(EndpointBody(program=program, title=title)),
        fields=tuple(fact(field, field.ordinal + 10) for field in book.fields),
        mappings=tuple(facts),
    )


def _maps(field, path, found, operation):
    place = {"program": field.program, "record": field.record, "field": field.name, "ordinal": field.ordinal}
    return MapsBody(**place, operation=operation, property=path, transform=found)


def _without(field, operation):
    place = {"program": field.program, "record": field.record, "field": field.name, "ordinal": field.ordinal}
    return NoTargetBody(**place, operation=operation, reason="nothing is close")


ORDER = """\
01 ORDER-REC.
   05 ORDER-NO        PIC 9(8).
   05 LINE-COUNT      PIC 9(2) COMP.
   05 ORDER-DATE      PIC 9(8).
   05 ORDER-DATE-R    REDEFINES ORDER-DATE.
      10 YEAR-PART    PIC 9(4).
      10 REST-PART    PIC 9(4).
   05 SHIP-DATE       PIC X(10).
   05 FILLER          PIC X(3).
   05 BALANCE         PIC S9(7)V99 COMP-3.
   05 CENTS           PIC S9(9) COMP.
   05 STATUS-CODE     PIC X.
   05 KIND-CODE       PIC 99.
   05 RUSH-FLAG       PIC X.
   05 NAME-PARTS.
      10 FIRST-NAME   PIC X(10).
      10 LAST-NAME    PIC X(12).
   05 BIRTH.
      10 BIRTH-CC     PIC 99.
      10 BIRTH-YY     PIC 99.
      10 BIRTH-MM     PIC 99.
      10 BIRTH-DD     PIC 99.
   05 MARKET-LOCAL    PIC X(8).
   05 CITY-LINE       PIC X(20).
   05 RATE            PIC S9(20)V9(4) COMP-3.
   05 WEIGHT          COMP-1.
   05 NATIONAL-NAME   PIC N(4).
   05 HANDLE          POINTER.
   05 EDITED-AMOUNT   PIC Z,ZZ9.99-.
   05 QUANTITY-TEXT   PIC X(5).
   05 PERIODS         PIC S9(5) COMP-3 OCCURS 4.
   05 ORDER-LINE      OCCURS 1 TO 5 DEPENDING ON LINE-COUNT.
      10 ITEM         PIC X(6).
      10 QTY          PIC S9(4) COMP OCCURS 2.
      10 NOTHING      PIC X(2).
"""
ORDER_MAPS = [
    ("ORDER-NO", "order.number", transform("integer")),
    ("ORDER-DATE", "order.date", transform("date", source_form="YYYYMMDD")),
    ("SHIP-DATE", "order.shipped", transform("date", source_form="DD.MM.YYYY")),
    ("BALANCE", "balance", transform("decimal")),
    ("CENTS", "total", transform("scale", power="-2")),
    ("STATUS-CODE", "status", transform("enumeration", values="A=active, C=closed")),
    ("KIND-CODE", "kind", transform("enumeration", values="01=retail, 2=party")),
    ("RUSH-FLAG", "rush", transform("boolean", true_value="Y", false_value="N")),
    ("FIRST-NAME", "name", transform("part", index="1", count="2", separator=" ")),
    ("LAST-NAME", "name", transform("part", index="2", count="2", separator=" ")),
    ("BIRTH-CC", "born", transform("part", index="1", count="4", separator="-")),
    ("BIRTH-YY", "born", transform("part", index="2", count="4", separator="-")),
    ("BIRTH-MM", "born", transform("part", index="3", count="4", separator="-")),
    ("BIRTH-DD", "born", transform("part", index="4", count="4", separator="-")),
    ("MARKET-LOCAL", "market.code", transform("part", index="1", count="2", length="2")),
    ("MARKET-LOCAL", "market.number", transform("part", index="2", count="2", length="6")),
    ("CITY-LINE", "city.postalCode", transform("part", index="1", count="2", separator=",")),
    ("CITY-LINE", "city.name", transform("part", index="2", count="2", separator=",")),
    ("RATE", "rate", transform("decimal")),
    ("WEIGHT", "weight", transform("decimal")),
    ("NATIONAL-NAME", "nationalName", transform()),
    ("HANDLE", "handle", transform()),
    ("EDITED-AMOUNT", "printedAmount", transform()),
    ("QUANTITY-TEXT", "quantity", transform("integer")),
    ("PERIODS", "periods", transform("integer")),
    ("ORDER-LINE", "order.lines", transform("group")),
    ("ITEM", "order.lines.item", transform()),
    ("QTY", "order.lines.quantities", transform("integer")),
]


def order(maps=None):
    """A dossier with every kind of storage and every kind of transform."""
    return dossier(ORDER, ORDER_MAPS if maps is None else maps)


SEPARATORS = {"full name": ",", "city and postal code": " ", "printed name": " ", "phone number": " "}


@cache
def sample_dossiers(seed=7, endpoints=16, only=frozenset()):
    """The sample world, or some of its programs, as a perfect inventory and a perfect mapper would give it."""
    return [_sample(program) for program in build(seed, endpoints).programs if not only or program.name in only]


def _sample(program):
    fields, facts = [], [fact(ServesBody(program=program.name, operation=program.operation))]
    for record in program.records:
        items = corrected(record)
        for ordinal, item in enumerate(items, start=1):
            body = _sample_field(program, record, ordinal, item)
            fields.append(fact(body, len(fields) + 10))
            facts += [fact(found, len(fields) + 9) for found in _sample_maps(program, body, item, items)]
    endpoint = fact(EndpointBody(program=program.name, title=program.title))
    return Dossier(program=program.name, endpoint=endpoint, fields=tuple(fields), mappings=tuple(facts))


def _sample_field(program, record, ordinal, item):
    return FieldBody(
        program=program.name, record=record.name, name=item.name, ordinal=ordinal, level=item.level, parent="unknown",
        picture=item.picture or "unknown", usage=item.usage, occurs=item.occurs, depending=item.depending or "unknown",
        redefines=item.redefines or "unknown",
    )  # fmt: skip


def _sample_maps(program, body, item, items):
    if item.leaf and not item.targets:
        yield _without(body, program.operation)
    for number, target in enumerate(item.targets, start=1):
        together = [other for other in items if any(t.dotted == target.dotted for t in other.targets)]
        index = number if len(item.targets) > 1 else together.index(item) + 1
        options = _options(item, index, max(len(item.targets), len(together)))
        yield _maps(body, target.dotted, transform(item.transform, **options), program.operation)


def _options(item, index, count):
    literals = {condition.word: condition.literal.strip("'") for condition in item.conditions}
    match item.transform:
        case "boolean":
            return {"true_value": literals["yes"], "false_value": literals["no"]}
        case "enumeration":
            return {"values": ", ".join(f"{literal}={word}" for word, literal in literals.items())}
        case "date":
            forms = {"9(8)": "YYYYMMDD", "X(10)": "DD.MM.YYYY", "9(6)": "YYMMDD", "9(7)": "YYYYDDD"}
            return {"source_form": forms[item.picture]}
        case "scale":
            return {"power": str(item.scale)}
        case "part":
            separator = next((mark for words, mark in SEPARATORS.items() if item.term.endswith(words)), "")
            return {"index": str(index), "count": str(count), "separator": separator}
    return {}


CBSA_ROW = re.compile(r"   (\d\d)   (\S+)\s+(?:(\S+)\s+)?(DISPLAY|BINARY|POINTER)\s+(\d+)\s+(\d+)(.*)$")


@cache
def cbsa_dossiers():
    """Ten real programs with their true mapping; none when the shared data set is absent."""
    folder = SHARED / "cbsa"
    if not folder.exists():
        return []
    with (folder / "truth.csv").open(newline="", encoding="utf-8") as lines:
        truth = {int(row["spec_line"]): row for row in csv.DictReader(lines)}
    found, program, record = {}, "", ""
    for number, line in enumerate((folder / "spec.txt").read_text(encoding="utf-8").splitlines(), start=1):
        if heading := re.match(r"\d+\. PROGRAM (\S+)", line):
            program, record = heading[1], ""
        elif row := CBSA_ROW.match(line):
            record = record or row[2]
            fields = found.setdefault(program, [])
            fields.append((_cbsa_field(program, record, len(fields) + 1, row), number, truth[number]))
    return [_cbsa(program, fields) for program, fields in found.items()]


def _cbsa_field(program, record, ordinal, row):
    occurs = re.search(r"OCCURS (?:\d+ TO )?(\d+)", row[7])
    depending = re.search(r"DEPENDING ON (\S+)", row[7])
    redefines = re.search(r"REDEFINES (\S+)", row[7])
    return FieldBody(
        program=program, record=record, name=row[2], ordinal=ordinal, level=int(row[1]), parent="unknown",
        picture=row[3] or "unknown", usage=row[4], occurs=int(occurs[1]) if occurs else 1,
        depending=depending[1] if depending else "unknown", redefines=redefines[1] if redefines else "unknown",
        offset=int(row[5]) - 1, bytes=int(row[6]),
    )  # fmt: skip


def _cbsa(program, fields):
    operation = f"op{program}"
    facts = [fact(ServesBody(program=program, operation=operation))]
    for body, number, row in fields:
        if row["label"] == "match":
            picture = parse_picture(body.picture)
            kind = "decimal" if picture.scale > 0 else "integer" if picture.category == "numeric" else "copy"
            found = _maps(body, row["target"], transform("group" if row["leaf"] == "N" else kind), operation)
        else:
            found = _without(body, operation)
        facts.append(fact(found, number))
    endpoint = fact(EndpointBody(program=program))
    declared = tuple(fact(body, number) for body, number, _ in fields)
    return Dossier(program=program, endpoint=endpoint, fields=declared, mappings=tuple(facts))
