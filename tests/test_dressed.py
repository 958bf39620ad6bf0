"""The bundled world in heading styles that its generator does not have: alone, and several in one document."""

from collections.abc import Callable

import pytest
from heldout.measure import reading

from workbench.sample import headings
from workbench.sample.document import document
from workbench.sample.model import Program
from workbench.sample.truth import tables
from workbench.sample.world import build

Heading = Callable[[Program, str], list[str]]

STYLES: dict[str, Heading] = {
    "numbered section": lambda program, section: [f"Section {section}: {program.name}", program.title],
    "described": lambda program, section: [f"DESCRIPTION OF {program.name}", program.title],
    "step": lambda program, section: [f"//{program.name} EXEC PGM={program.name}", f"//* {program.title}"],
    "brackets": lambda program, section: [f"[{program.name}]", f"title = {program.title}"],
    "slashes": lambda program, section: [f"/// {program.name} /// {program.title}", ""],
    "address": lambda program, section: [f"ENTRY POINT {program.name} AT 0x{sum(program.name.encode()) * 37:04X}", ""],
    "elements": lambda program, section: ["<module>", f"  <name>{program.name}</name>", f"  <title>{program.title}"],
    "alone": lambda program, section: [program.name, "", program.title],
    "list": lambda program, section: [f"- program: {program.name}", f"  title: {program.title}"],
}
MIXED = [
    ("numbered section", "elements", "address"),
    ("described", "list", "elements", "numbered section"),
    ("step", "described", "anchor", "banner"),
]


@pytest.mark.parametrize("names", [*((name,) for name in STYLES), *MIXED], ids="+".join)
def test_headings_are_found_in_whatever_words(names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every endpoint is found where it stands, none is invented, and every item has its program and record.

    The name may stand in the line below the one that opens a heading.
    """
    for name, style in STYLES.items():
        monkeypatch.setitem(headings._STYLES, name, style)
    world = build(41, 16 * len(names) + 8)
    for at, program in enumerate(world.programs):
        program.style = names[at % len(names)]
    out = document(world)
    truth = tables(world, out)
    bodies = [(one.body, one.evidence[0].first) for one in reading(out.data, "dressed").claims]
    found = {body.program: line for body, line in bodies if body.kind == "endpoint"}
    where = {row[0]: int(row[3]) for row in truth["endpoints.csv"][1:]}
    assert found.keys() == where.keys()
    assert {name for name, line in found.items() if line - where[name] not in (0, 1)} == set()
    items = {(body.program, body.record, body.name, line) for body, line in bodies if body.kind == "field"}
    missing = {(row[0], row[1], row[2], int(row[9])) for row in truth["fields.csv"][1:]} - items
    assert len(missing) <= 0.01 * len(truth["fields.csv"])
