"""Legacy fields whose right property is known, from public programs and the bundled world: for tests and benchmarks."""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.matching import EndpointText, Matcher, Ranking
from workbench.records import UNKNOWN, FieldBody
from workbench.truth import Catalog, Glossary, load_dictionary, load_target
from workbench.truth.jsonschema import read_json_schema

_DECLARED = re.compile(
    r"\s+(?P<level>\d\d)\s+(?P<name>\S+)\s+(?P<picture>\S+)?\s+(?P<usage>DISPLAY|BINARY|POINTER)\s+\d+\s+\d+"
    r"\s*(?:REDEFINES (?P<redefines>\S+))?\s*(?:OCCURS .*DEPENDING ON (?P<depending>\S+))?"
)


@dataclass(frozen=True)
class Known:
    """One field, the set of its right properties (empty: it has none), and what makes it easy or hard."""

    body: FieldBody
    right: frozenset[str]
    kind: str


@dataclass
class Case:
    """One endpoint: its operation, its fields, and what its text says."""

    program: str
    operation: str
    title: str = ""
    words: str = ""
    fields: list[Known] = field(default_factory=list)

    def text(self) -> EndpointText:
        """What the engine is told of the endpoint."""
        names = tuple(known.body.name for known in self.fields)
        return EndpointText(program=self.program, title=self.title, words=self.words, names=names)


@dataclass(frozen=True)
class World:
    """A target with the endpoints that are mapped to it."""

    catalog: Catalog
    glossary: Glossary
    cases: list[Case]

    def linked(self) -> int:
        """How many endpoints get their operation."""
        links = Matcher(self.catalog, self.glossary).link([case.text() for case in self.cases])
        return sum(
            link is not None and link.operation == case.operation for link, case in zip(links, self.cases, strict=True)
        )

    def answers(self) -> Iterator[tuple[Known, Ranking]]:
        """Every field with its ranking, in its own operation."""
        matcher = Matcher(self.catalog, self.glossary)
        for case in self.cases:
            rankings = matcher.rank_properties([known.body for known in case.fields], case.operation)
            yield from zip(case.fields, rankings, strict=True)


def given(ranking: Ranking) -> frozenset[str]:
    """The properties that a ranking chooses."""
    return frozenset(match.property for match in (ranking.chosen, *ranking.also) if match is not None)


def bank(place: Path) -> World:
    """Ten programs of a public bank, with the mapping that its vendor ships."""
    catalog = load_target(place / "openapi.json")
    operations = {f"{o.method} {o.path}": o.name for o in catalog.operations}
    text = (place / "spec.txt").read_text(encoding="utf-8")
    lines, services = text.split("\n"), dict(re.findall(r"PROGRAM (\S+)\s+(Service \S+)\.", text))
    cases: dict[str, Case] = {}
    for row in rows(place / "truth.csv"):
        program = row["program"]
        case = cases.setdefault(program, Case(program, operations[row["endpoint"]], words=services[program]))
        record = case.fields[0].body.name if case.fields else row["legacy_field"]
        body = _declared(lines[int(row["spec_line"]) - 1], program, record, len(case.fields) + 1)
        case.fields.append(Known(body, frozenset({row["target"]} - {""}), row["label"]))
    return World(catalog, Glossary(), list(cases.values()))


def _declared(line: str, program: str, record: str, ordinal: int) -> FieldBody:
    match = _DECLARED.match(line)
    assert match, line
    told: dict[str, Any] = {key: value for key, value in match.groupdict().items() if value}
    return FieldBody(
        program=program, record=record, ordinal=ordinal, parent=UNKNOWN, **(told | {"level": int(told["level"])})
    )


def connectors(place: Path) -> Iterator[World]:
    """Copybooks that a tool generated from JSON schemas, with the schema path of each field; one world a copybook."""
    books: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows(place / "fields.csv"):
        books[row["repo"], row["copybook"]].append(row)
    for (_, book), fields in books.items():
        document = {"$schema": "x", "title": "body", **_schema(fields)}
        catalog = read_json_schema(document, json.dumps(document).encode(), book)
        case = Case(book, catalog.operations[0].name)
        for ordinal, row in enumerate(fields, start=1):
            right = frozenset({row["json_path"]} - {""})
            case.fields.append(Known(_generated(row, book, ordinal), right, row["kind"]))
        yield World(catalog, Glossary(), [case])


def _schema(fields: list[dict[str, str]]) -> dict[str, Any]:
    root: dict[str, Any] = {"type": "object"}
    for row in fields:
        node = root
        for step in row["json_path"].split(".") if row["json_path"] else ():
            node = node.setdefault("properties", {}).setdefault(step, {})
        if row["json_path"] and "properties" not in node:
            node["type"] = "string" if row["json_type"] in ("", "date") else row["json_type"]
            node |= {"format": "date"} if row["json_type"] == "date" else {}
            node |= {"maxLength": int(row["json_max_length"])} if row["json_max_length"] else {}
    return root


def _generated(row: dict[str, str], book: str, ordinal: int) -> FieldBody:
    record, *groups = row["cobol_qualified"].split(".")
    return FieldBody(
        program=book, record=record, name=row["cobol_name"], ordinal=ordinal, level=int(row["cobol_level"] or 5),
        parent=groups[-2] if len(groups) > 1 else record, picture=row["cobol_pic"] or UNKNOWN,
        usage=row["cobol_usage"] or "DISPLAY",
    )  # fmt: skip


def sample(root: Path) -> World:
    """The bundled world: names, pictures and the dictionary, with remarks that stand on the line of a field."""
    lines = (root / "specs" / "order-to-cash.txt").read_bytes().decode("latin-1").split("\n")
    truth = {(row["program"], row["record"], row["ordinal"]): row for row in rows(root / "data/truth/mapping.csv")}
    cases = {
        row["program"]: Case(row["program"], row["operation"], row["title"])
        for row in rows(root / "data/truth/endpoints.csv")
    }
    for row in rows(root / "data/truth/fields.csv"):
        answer = truth.get((row["program"], row["record"], row["ordinal"]))
        right = frozenset(answer["property"].split("|")) - {""} if answer else frozenset()
        body = _from_sheet(row, lines[int(row["first"]) - 1], lines[int(row["first"]) - 2])
        cases[row["program"]].fields.append(Known(body, right, answer["kind"] if answer else "group"))
    target, dictionary = root / "data" / "target-api.json", root / "data" / "dictionary.csv"
    return World(load_target(target), load_dictionary(dictionary), list(cases.values()))


def _from_sheet(row: dict[str, str], line: str, before: str) -> FieldBody:
    return FieldBody(
        program=row["program"], record=row["record"], name=row["field"], ordinal=int(row["ordinal"]),
        level=int(row["level"]), parent=UNKNOWN, picture=row["picture"] or UNKNOWN, usage=row["usage"] or "DISPLAY",
        occurs=int(row["occurs"] or 1), redefines=row["redefines"] or UNKNOWN,
        note=_remark(line, row["field"], before) or UNKNOWN,
    )  # fmt: skip


def _remark(line: str, name: str, before: str) -> str:
    """What a line says after the declaration, or the comment line above it does."""
    rest = line.rstrip("\r").partition(name)[2].strip(" |")
    cell = rest.split("|")[-1].strip() if "|" in rest else ""
    found = re.search(r"(?:^|[\])0-9:|\s])\s*((?:\*>\s*)?[a-z][A-Za-z,.;:'() -]{6,}.*)$", rest)
    above = re.match(r"\s*\d{0,6}\*\s+([a-z].*)$", before.rstrip("\r"))
    said = cell if re.search("[a-z]", cell) else found.group(1) if found else above.group(1) if above else ""
    return said.strip(" |*>")


def rows(place: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with place.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
