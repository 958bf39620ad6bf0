"""The bundled legacy world: its size, its mess, and that its truth is true."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.codec import Bad, encoding, read
from workbench.errors import InputError, ParameterError
from workbench.layout import layout
from workbench.records import FieldBody
from workbench.sample import FEWEST, MOST, files, write
from workbench.sample.binary import encoded
from workbench.sample.hostile import ORDERS
from workbench.sample.model import Item
from workbench.sample.storage import size
from workbench.sample.world import EXTERNALS

ROOT = Path(__file__).parents[1]
SPEC = "specs/order-to-cash.txt"
KINDS = {"same_name", "abbreviation", "renamed", "split", "merged", "unit_or_type", "no_target", "false_friend"}
SMALL = [(1, FEWEST), (2, 5), (3, 12)]
ALL = [(7, 289), *SMALL]


@cache
def world(seed: int, endpoints: int) -> dict[str, bytes]:
    """The files of a world, made once for all tests."""
    return files(seed, endpoints)


@cache
def parsed(data: bytes) -> dict[str, Any]:
    """The value of a JSON document, parsed once."""
    return dict(json.loads(data))


def rows(made: dict[str, bytes], name: str) -> list[dict[str, str]]:
    """The rows of one table."""
    return list(csv.DictReader(io.StringIO(made[f"data/{name}"].decode())))


def lines(made: dict[str, bytes]) -> list[str]:
    """The lines of the specification, split on line feeds only."""
    return made[SPEC].decode("latin-1").split("\n")


def operations(made: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """The operations of the API by id; fails when two share one."""
    api = parsed(made["data/target-api.json"])
    found = [operation for path in api["paths"].values() for operation in path.values()]
    assert len({operation["operationId"] for operation in found}) == len(found)
    return {operation["operationId"]: operation for operation in found}


def resolved(made: dict[str, bytes], operation: dict[str, Any], path: str) -> dict[str, Any]:
    """The schema at a dotted path of a request; KeyError when there is none."""
    components = parsed(made["data/target-api.json"])["components"]["schemas"]
    node = operation["requestBody"]["content"]["application/json"]["schema"]
    for name in path.split("."):
        if "$ref" in node:
            node = components[node["$ref"].rsplit("/", 1)[1]]
        node = node.get("items", node)["properties"][name]
    return dict(node)


def words(line: str) -> list[str]:
    """The words of a line; a hyphen belongs to its word."""
    return re.split(r"[^\w-]+", line)


def misplaced(text: list[str], mapping: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows whose first line does not say the field's name."""
    return [row for row in mapping if row["field"] not in words(text[int(row["first"]) - 1])]


def test_the_committed_instance_is_what_the_generator_makes() -> None:
    """Regenerating seed 7 gives the bytes in specs/ and data/, and no file is left over."""
    made = world(7, 289)
    here = {p.relative_to(ROOT).as_posix() for d in ("samples", "truth") for p in (ROOT / "data" / d).glob("*.*")}
    assert here == {name for name in made if name.startswith(("data/samples/", "data/truth/"))}
    assert [name for name in made if (ROOT / name).read_bytes() != made[name]] == []


def test_the_default_world_is_as_large_as_a_real_one() -> None:
    """At least 289 endpoints, 50,000 lines, 1.7 to 1.9 MB, about 400 records and 9,000 to 10,000 items."""
    made = world(7, 289)
    fields = rows(made, "truth/fields.csv")
    assert len(rows(made, "truth/endpoints.csv")) == 289
    assert made[SPEC].count(b"\n") >= 50_000
    assert 1_700_000 <= len(made[SPEC]) <= 1_900_000
    assert 380 <= len({(row["program"], row["record"]) for row in fields}) <= 420
    assert 9_000 <= len(fields) <= 10_000


def test_the_kinds_of_the_default_world_are_mixed_as_promised() -> None:
    """Shares in per cent of the elementary items, give or take a fifth and half a point."""
    found = Counter(row["kind"] for row in rows(world(7, 289), "truth/mapping.csv"))
    shares = {kind: 100 * found[kind] / found.total() for kind in KINDS}
    wanted = {"same_name": 30, "abbreviation": 30, "renamed": 12, "split": 2, "merged": 3, "unit_or_type": 6}
    wanted |= {"no_target": 12, "false_friend": 3}
    assert set(found) == KINDS
    assert {k: v for k, v in shares.items() if abs(v - wanted[k]) > 0.2 * wanted[k] + 0.5} == {}


def test_the_same_seed_gives_the_same_bytes_in_every_process() -> None:
    """Two processes with different hash seeds agree."""
    code = "import hashlib, workbench.sample as s; m = s.files(5, 30);"
    code += "print(hashlib.sha256(b''.join(k.encode() + m[k] for k in sorted(m))).hexdigest())"
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": number, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for number in ("1", "2")
    ]
    assert said[0] == said[1]
    assert len(said[0].strip()) == 64


def test_another_seed_is_another_company() -> None:
    """Names of programs, abbreviations, page header, order of subsystems and heading styles differ."""
    one, two = world(1, 60), world(2, 60)
    programs = [{row["program"] for row in rows(made, "truth/endpoints.csv")} for made in (one, two)]
    names = [{row["field"] for row in rows(made, "truth/fields.csv")} for made in (one, two)]
    styles = [Counter(row["style"] for row in rows(made, "truth/endpoints.csv")) for made in (one, two)]
    assert len(programs[0] & programs[1]) < 6
    assert len(names[0] & names[1]) < 0.6 * len(names[0])
    assert styles[0] != styles[1]
    assert lines(one)[0] != lines(two)[0]


@pytest.mark.parametrize(("seed", "endpoints"), ALL)
def test_every_endpoint_has_exactly_one_operation(seed: int, endpoints: int) -> None:
    """Endpoints and operations are the same number, one to one."""
    made = world(seed, endpoints)
    served = [row["operation"] for row in rows(made, "truth/endpoints.csv")]
    assert len(served) == endpoints
    assert sorted(served) == sorted(operations(made))
    assert {row["operation"] for row in rows(made, "truth/mapping.csv")} <= set(served)


@pytest.mark.parametrize(("seed", "endpoints"), ALL)
def test_every_property_of_the_truth_exists_and_is_fed_once(seed: int, endpoints: int) -> None:
    """Each path leads to a described leaf; only the parts of a merged property share one."""
    made = world(seed, endpoints)
    known = operations(made)
    fed: Counter[tuple[str, str]] = Counter()
    for row in rows(made, "truth/mapping.csv"):
        for path in filter(None, row["property"].split("|")):
            schema = resolved(made, known[row["operation"]], path)
            assert schema["description"]
            assert "properties" not in schema.get("items", schema)
            fed[row["operation"], path] += row["kind"] != "merged"
        assert bool(row["property"]) == bool(row["transform"])
    assert max(fed.values()) == 1


@pytest.mark.parametrize(("seed", "endpoints"), ALL)
def test_every_line_of_the_truth_says_the_field(seed: int, endpoints: int) -> None:
    """The first line of each declaration holds the name; moving the truth by one line is found at once."""
    made = world(seed, endpoints)
    for table in ("truth/mapping.csv", "truth/fields.csv"):
        found = rows(made, table)
        assert misplaced(lines(made), found) == []
        moved = [{**row, "first": str(int(row["first"]) + 1)} for row in found]
        assert len(misplaced(lines(made), moved)) > 0.85 * len(found)


@pytest.mark.parametrize(("seed", "endpoints"), ALL)
def test_a_declaration_stands_in_its_program_and_its_record(seed: int, endpoints: int) -> None:
    """Lines lie inside the program's; items of a record go down the page and count from 1."""
    made = world(seed, endpoints)
    spans = {r["program"]: (int(r["first"]), int(r["last"])) for r in rows(made, "truth/endpoints.csv")}
    before: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows(made, "truth/fields.csv"):
        key, first, last = (row["program"], row["record"]), int(row["first"]), int(row["last"])
        assert spans[row["program"]][0] <= first <= last <= spans[row["program"]][1]
        ordinal, line = before.get(key, (0, 0))
        assert (int(row["ordinal"]), first > line) == (ordinal + 1, True)
        before[key] = (ordinal + 1, last)


@pytest.mark.parametrize(("seed", "endpoints"), ALL)
def test_every_program_that_is_mentioned_is_defined(seed: int, endpoints: int) -> None:
    """Names in the contents and the cross references are defined or marked as external; each is mentioned elsewhere."""
    made = world(seed, endpoints)
    text = "\n".join(lines(made)).replace("\r", "")
    spans = {r["program"]: (int(r["first"]), int(r["last"])) for r in rows(made, "truth/endpoints.csv")}
    contents = set(re.findall(r"^[0-9B]+\.\d+ +([A-Z0-9]+) .*\. +\d+$", text, re.M))
    assert contents == set(spans)
    numbered = re.compile(r"\b[A-Z]{2,4}B?\d{3,4}[CP]?\b")
    mentions: Counter[str] = Counter()
    for program, (first, last) in spans.items():
        body = lines(made)[first - 1 : last]
        found = set(numbered.findall("\n".join(body[:24]))) - {program, *EXTERNALS}
        assert {name for name in found if name not in spans} <= {n for n in found if "E0" in n}
        mentions.update(found)
    assert [program for program in spans if not mentions[program]] == []


@pytest.mark.parametrize(("seed", "endpoints"), ALL)
def test_the_text_is_as_messy_as_a_real_one(seed: int, endpoints: int) -> None:
    """Not UTF-8, five very long lines, form feeds, both line ends, NEL, and at least three headings and layouts."""
    made = world(seed, endpoints)
    spec, text = made[SPEC], lines(made)
    with pytest.raises(UnicodeDecodeError):
        spec.decode()
    assert sum(len(line) > 10_000 for line in text) >= 5
    assert spec.count(b"\f") == sum(line.startswith("\f") for line in text) >= 5
    assert b"\x85" in spec
    styles = {row["style"] for row in rows(made, "truth/endpoints.csv")}
    assert len(styles) >= min(4, endpoints)
    assert [row["place"] for row in rows(made, "truth/endpoints.csv")].count("appendix") >= 1
    assert len(text) > len(spec.decode("latin-1").split("\n")) - 1
    assert len(spec.decode("latin-1").splitlines()) > len(text)


def test_the_default_text_cuts_tables_and_mixes_line_ends() -> None:
    """Pages end inside layouts; the header is repeated in some; a tenth or more of the lines end on CR LF."""
    made = world(7, 289)
    text = [line.rstrip("\r") for line in lines(made)]
    cut = repeated = 0
    for number, line in enumerate(text):
        if line.startswith("\f"):
            below = next(row for row in text[number + 1 :] if row)
            above = next(row for row in reversed(text[: number - 1]) if row)
            repeated += below.startswith(("LVL", "+--+"))
            cut += bool(re.match(r"\||\d\d  \w", above)) and bool(re.match(r"\||\d\d|LVL|\+--", below))
    assert cut > 50
    assert repeated > 30
    assert 0.08 < made[SPEC].count(b"\r\n") / len(text) < 0.5
    assert b"\x0b" in made[SPEC]


@pytest.mark.parametrize(("seed", "endpoints"), ALL)
def test_small_worlds_hold_each_difficulty(seed: int, endpoints: int) -> None:
    """Every kind of mapping, every kind of erratum, a table and a redefinition, however small the world."""
    made = world(seed, endpoints)
    fields, errata = rows(made, "truth/fields.csv"), rows(made, "truth/errata.csv")
    assert {row["kind"] for row in rows(made, "truth/mapping.csv")} >= KINDS - {"unit_or_type"}
    assert {row["attribute"] for row in errata} == {"picture", "name", "text", "removed"}
    assert any(int(row["occurs"]) > 1 for row in fields)
    assert any(row["redefines"] for row in fields)


@pytest.mark.parametrize(("seed", "endpoints"), ALL)
def test_an_erratum_corrects_what_is_printed(seed: int, endpoints: int) -> None:
    """The old value stands at the field it names, the new one in the erratum, at the very end."""
    made = world(seed, endpoints)
    text, fields = lines(made), rows(made, "truth/fields.csv")
    last = max(int(row["last"]) for row in rows(made, "truth/endpoints.csv"))
    errata = rows(made, "truth/errata.csv")
    assert len(errata) >= max(6, endpoints / 12)
    for row in errata:
        said = " ".join(re.split(r"\s+", "\n".join(text[int(row["line"]) - 1 : int(row["line"]) + 8])))
        assert int(row["line"]) > last
        assert row["program"] in text[int(row["line"]) - 1] or row["program"] in said
        assert row["old"] != row["new"]
        assert row["new"] in said
        if row["attribute"] != "text":
            key = (row["program"], row["record"], row["field"])
            printed = [f for f in fields if (f["program"], f["record"], f["field"]) == key]
            assert len(printed) == 1
            if row["attribute"] == "picture":
                usage = printed[0]["usage"].replace("DISPLAY", "")
                assert f"{printed[0]['picture']} {usage}".strip() == row["old"]


def test_most_errata_concern_what_was_said_early() -> None:
    """Three quarters or more speak of programs in the first 80 per cent of the text."""
    made = world(7, 289)
    starts = {row["program"]: int(row["first"]) for row in rows(made, "truth/endpoints.csv")}
    found = [starts[row["program"]] for row in rows(made, "truth/errata.csv")]
    assert sum(line < 0.8 * len(lines(made)) for line in found) >= 0.75 * len(found)


def test_orders_to_the_reader_are_planted() -> None:
    """Each stands somewhere in the text, and some in comments, rules and messages."""
    text = re.sub(r"\s+", " ", world(7, 289)[SPEC].decode("latin-1"))
    assert [order for order in ORDERS if order[:24].casefold() not in text.casefold()] == []
    comments = "\n".join(
        line for line in lines(world(7, 289)) if re.search(r"PIC|^\d\d  |^\||^\.\. |^ {6}\*|^\d{6}\*", line)
    )
    assert sum(order[:20] in comments for order in ORDERS) >= 1


def test_names_of_records_and_fields_recur_in_other_programs() -> None:
    """Scoping matters: the commonest record and field names stand in many programs, some twice in one record."""
    fields = rows(world(7, 289), "truth/fields.csv")
    records = Counter(name for _, name in {(row["program"], row["record"]) for row in fields})
    names = Counter(name for _, name in {(row["program"], row["field"]) for row in fields})
    twice = Counter((row["program"], row["record"], row["field"]) for row in fields if row["field"] != "FILLER")
    assert records.most_common(5)[-1][1] >= 20
    assert names["CITY"] >= 20
    assert sum(count > 20 for count in names.values()) >= 10
    assert max(twice.values()) >= 2


def test_some_operations_name_their_program() -> None:
    """About 45 per cent do; a few name a program that they do not replace."""
    made = world(7, 289)
    programs = {row["operation"]: row["program"] for row in rows(made, "truth/endpoints.csv")}
    own = wrong = 0
    for name, operation in operations(made).items():
        said = set(re.findall(r"\b[A-Z]{2,4}B?\d{3,4}[CP]?\b", operation["description"]))
        own += programs[name] in said
        wrong += bool(said - {programs[name]})
    assert 0.42 * 289 <= own <= 0.48 * 289
    assert 1 <= wrong <= 15


def test_the_dictionary_is_partial_and_says_nothing_of_the_api() -> None:
    """It covers about 60 per cent of the abbreviations and 70 of the renamed, and names no property or operation."""
    made = world(7, 289)
    known = {(row["program"], row["field"]) for row in rows(made, "dictionary.csv")}
    total, covered = Counter[str](), Counter[str]()
    for row in rows(made, "truth/mapping.csv"):
        total[row["kind"]] += 1
        covered[row["kind"]] += ("", row["field"]) in known or (row["program"], row["field"]) in known
    assert 0.52 <= covered["abbreviation"] / total["abbreviation"] <= 0.68
    assert 0.62 <= covered["renamed"] / total["renamed"] <= 0.78
    paths = {p for r in rows(made, "truth/mapping.csv") for p in r["property"].split("|") if re.search("[A-Z.]", p)}
    words = set(re.findall(r"[A-Za-z.]+", made["data/dictionary.csv"].decode()))
    assert words & (paths | set(operations(made))) == set()


def test_the_markets_hold_what_trips_readers() -> None:
    """53 of them, NO for Norway among them, codes that a careless YAML reader turns into something else."""
    found = {row["code"]: row for row in rows(world(7, 289), "markets.csv")}
    assert len(found) == 53
    assert found["NO"]["name"] == "Norge"
    assert {row["decimals"] for row in found.values()} == {"0", "2"}
    for row in found.values():
        "".encode(row["code_page"])
        assert all("=" in part for part in filter(None, row["dictionary_additions"].split(";")))


def bodies(made: dict[str, bytes], program: str, record: str) -> list[FieldBody]:
    """The fields of a record as the errata leave them."""
    errata = {e["field"]: e for e in rows(made, "truth/errata.csv") if (e["program"], e["record"]) == (program, record)}
    found = []
    for row in rows(made, "truth/fields.csv"):
        if (row["program"], row["record"]) != (program, record):
            continue
        late = errata.get(row["field"], {"attribute": "", "new": ""})
        if late["attribute"] == "removed":
            continue
        picture, usage = row["picture"], row["usage"] or "DISPLAY"
        if late["attribute"] == "picture":
            picture, _, usage = late["new"].partition(" ")
        found.append(
            FieldBody(
                program=program, record=record, name=row["field"], ordinal=int(row["ordinal"]),
                level=int(row["level"]), parent=record, picture=picture or "unknown", usage=usage or "DISPLAY",
                occurs=int(row["occurs"]), redefines=row["redefines"] or "unknown",
            )
        )  # fmt: skip
    return found


def test_sample_records_fit_their_layouts() -> None:
    """As many bytes as the corrected layout has, and every value can be read by the codec of the workbench."""
    made = world(7, 289)
    index = rows(made, "samples/index.csv")
    amended = {(row["program"], row["record"]) for row in rows(made, "truth/errata.csv") if row["record"]}
    assert len(index) >= 20
    assert {row["encoding"] for row in index} == {"cp037", "latin-1"}
    assert sum((row["program"], row["record"]) in amended for row in index) >= 3
    for row in index:
        form = layout(bodies(made, row["program"], row["record"]))
        data, wide = made[f"data/samples/{row['file']}"], int(row["record_bytes"])
        assert (form.bytes, len(data)) == (wide, wide * int(row["count"]))
        assert 5 <= int(row["count"]) <= 20
        for start in range(0, len(data), wide):
            for item in form.leaves():
                at = start + item.offset
                assert not isinstance(read(item, data[at : at + item.bytes], encoding(row["encoding"])), Bad)


@pytest.mark.parametrize(
    ("value", "picture", "usage", "page", "wanted"),
    [
        (-12345, "S9(3)V99", "COMP-3", "cp037", "12345d"),
        (7, "9(4)", "COMP-3", "cp037", "00007f"),
        (-1, "S9(4)", "COMP", "latin-1", "ffff"),
        (258, "9(9)", "BINARY", "cp037", "00000102"),
        (-12, "S9(3)", "DISPLAY", "cp037", "f0f1d2"),
        (12, "S9(3)", "DISPLAY", "cp037", "f0f1c2"),
        (-12, "S9(3)", "DISPLAY", "latin-1", "303172"),
        ("é", "X(3)", "DISPLAY", "cp037", "514040"),
    ],
)
def test_values_are_stored_as_on_the_old_machine(
    value: int | str, picture: str, usage: str, page: str, wanted: str
) -> None:
    """Packed, binary and zoned numbers and text, against bytes worked out by hand."""
    assert encoded(value, Item(5, "A", picture, usage), page).hex() == wanted


@given(st.integers(1, 9), st.integers(0, 4), st.sampled_from(["DISPLAY", "COMP-3", "COMP"]), st.data())
def test_a_number_takes_the_bytes_of_its_picture(before: int, after: int, usage: str, data: st.DataObject) -> None:
    """Whatever the value, the encoded length is the storage size."""
    item = Item(5, "A", f"S9({before})" + (f"V9({after})" if after else ""), usage)
    top = 10 ** (before + after) - 1
    value = data.draw(st.integers(-top, top))
    assert len(encoded(value, item, "cp037")) == size(item)


def test_writing_twice_changes_nothing_and_a_changed_file_is_refused(tmp_path: Path) -> None:
    """Equal files are left alone; a different one is named in one line and nothing is written, unless forced."""
    paths = write(tmp_path, seed=1, endpoints=3)
    stamps = [path.stat().st_mtime_ns for path in paths]
    assert write(tmp_path, seed=1, endpoints=3) == paths
    assert [path.stat().st_mtime_ns for path in paths] == stamps
    (tmp_path / "data/markets.csv").write_text("mine")
    (tmp_path / SPEC).unlink()
    with pytest.raises(InputError, match=r"markets\.csv.*differs") as refused:
        write(tmp_path, seed=1, endpoints=3)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / SPEC).exists()
    assert (tmp_path / "data/markets.csv").read_text() == "mine"
    write(tmp_path, seed=1, endpoints=3, force=True)
    assert {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in paths} == world(1, 3)
    assert list(tmp_path.rglob("*.part")) == []


@pytest.mark.parametrize("endpoints", [-1, 0, FEWEST - 1, MOST + 1])
def test_sizes_out_of_bounds_are_refused(endpoints: int, tmp_path: Path) -> None:
    """With the bounds in the message and nothing written."""
    with pytest.raises(ParameterError, match=f"from {FEWEST} to {MOST}, not {endpoints}"):
        write(tmp_path, endpoints=endpoints)
    assert list(tmp_path.iterdir()) == []
