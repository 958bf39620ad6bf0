"""Copybooks that a tool made from JSON schemas, taken through the whole street: which properties does the gate accept?

Each copybook becomes a program of a small specification, its schema the target; what the tool says of each field is the
truth. An operation serves one program, so nothing but the fields themselves says what they are.
"""

import csv
import json
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.project import Workbench

ROOT = Path(__file__).resolve().parents[1]
USAGES = {"PACKED": " COMP-3", "BINARY": " COMP-5", "POINTER": " POINTER"}

Row = dict[str, str]


def measured(place: Path) -> dict[str, Any]:
    """Of the fields that have a property: how many are mapped rightly, sent to a person, or wrong and accepted."""
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    for book, rows in books(place).items():
        for row, state, said in answers(book, rows):
            right = said == row["json_path"]
            kind = "value" if row["json_path"] else "control"
            counted[f"{kind}s"] += 1
            counted[f"{kind}_{'right' if right else 'wrong'}_{state}"] += 1
            if state == "accepted" and not right:
                wrong.append(f"{book}: {row['cobol_qualified']} is '{row['json_path']}', accepted '{said}'")
    right = sum(n for name, n in counted.items() if name.startswith("value_right"))
    return {**dict(sorted(counted.items())), "right_share": round(right / counted["values"], 4), "wrong": wrong}


def books(place: Path) -> dict[str, list[Row]]:
    """The fields of each copybook, in order."""
    found: dict[str, list[Row]] = defaultdict(list)
    with (place / "fields.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[f"{row['repo'].rpartition('/')[2]}/{row['copybook']}"].append(row)
    return found


def answers(book: str, rows: list[Row]) -> Iterator[tuple[Row, str, str]]:
    """Each field with the state of what is said of it, and the property that is said ("" for none)."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        shutil.copy(ROOT / "policy.yaml", home)
        text, at = printed(rows)
        (home / "spec.txt").write_text(text)
        (home / "target.json").write_text(json.dumps({"$schema": "http://json-schema.org/schema#", **schema(rows)}))
        wb = Workbench(home)
        wb.run(wb.order(spec=[str(home / "spec.txt")], target=str(home / "target.json"), until="validation"))
        said = dict(_said(wb))
    for number, row in enumerate(rows):
        yield (row, *said.get(at[number], ("unread", "")))


def _said(wb: Workbench) -> Iterator[tuple[int, tuple[str, str]]]:
    sql = """SELECT claim.first, claim.body, claim.kind, latest_verdict.state FROM claim JOIN latest_verdict
        USING (claim_id) WHERE claim.agent = 'mapper' AND claim.kind <> 'serves' ORDER BY claim.rowid"""
    for first, body, kind, state in wb.store.rows(sql):
        listed = json.loads(body).get("candidates") or []
        best = listed[0]["property"] if listed else ""
        yield first, (state, json.loads(body).get("property", best if kind == "uncertain" else ""))


def printed(rows: list[Row]) -> tuple[str, dict[int, int]]:
    """A specification that declares the fields, and the line of each, by its number from 0."""
    lines = ["1. PROGRAM CONN01", ""]
    at: dict[int, int] = {}
    tree: dict[str, Any] = {}
    for number, row in enumerate(rows):
        *groups, name = row["cobol_qualified"].split(".")
        node = tree
        for group in groups:
            node = node.setdefault(group, {})
        node[f"{name} {number}"] = number
    for record, parts in tree.items():
        lines += ["", f"   01  {record}."]
        _print(parts, rows, 1, lines, at)
    return "\n".join(lines) + "\n", at


def _print(parts: dict[str, Any], rows: list[Row], deep: int, lines: list[str], at: dict[int, int]) -> None:
    """Groups and fields below a record, by their levels; a group stands where its first field does."""
    for name, part in parts.items():
        margin = f"{' ' * (4 + 3 * deep)}{deep * 3:02d}  "
        if isinstance(part, dict):
            lines.append(f"{margin}{name}.")
            _print(part, rows, deep + 1, lines, at)
            continue
        row = rows[part]
        picture = f"  PIC {row['cobol_pic']}" if row["cobol_pic"] else ""
        lines.append(f"{margin}{name.partition(' ')[0]}{picture}{USAGES.get(row['cobol_usage'], '')}.")
        at[part] = len(lines)


def schema(rows: list[Row]) -> dict[str, Any]:
    """The JSON schema that the copybook was made from."""
    root: dict[str, Any] = {"title": "body", "type": "object"}
    for row in rows:
        node = root
        for step in row["json_path"].split(".") if row["json_path"] else ():
            node["type"] = "object"
            node = node.setdefault("properties", {}).setdefault(step, {})
        if row["json_path"] and "properties" not in node:
            node |= _typed(row)
    return root


def _typed(row: Row) -> dict[str, Any]:
    kind = "string" if row["json_type"] in ("", "date") else row["json_type"]
    said: dict[str, Any] = {"type": kind}
    if row["json_type"] == "date":
        said["format"] = "date"
    if row["json_max_length"]:
        said["maxLength"] = int(row["json_max_length"])
    if row["json_enum"]:
        said["enum"] = [word.strip() for word in row["json_enum"].strip("()").split(",")]
    return said
