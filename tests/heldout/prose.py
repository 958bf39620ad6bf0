"""Documents with headings that are sentences, boxes with strokes in the names, the tops of pages; corrections."""

import random
from collections.abc import Iterator

from heldout.sheet import Document, Sheet
from heldout.system import Field, Layout, Program, System, letters, system


def sentences(seed: int) -> Document:
    """`Section 4. The order entry service, CUSINQ.`: only the beginning and the name are alike; calls in sentences."""
    made, out = system(seed, 30, letters, large=False), Sheet()
    out.add("THE ORDER BOOK", "")
    for at, program in enumerate(made.programs, 1):
        out.heading(program.name, f"Section {at}. The {program.title} service, {program.name}.", "")
        out.wrapped("It is used at night. " + " ".join(f"Control passes to {name} then." for name in program.calls))
        out.add("")
        for record in program.records:
            out.add(f"The record {record.name} is laid out as follows.", "")
            for item in record.flat:
                out.item(
                    program.name, record.name, item.name, item.picture, f"It holds {item.name}, PIC {item.picture},"
                )
                out.add("which is set by the caller.")
            out.add("")
    out.add("Mistakes found since", "")
    for program, _, item in _some(made):
        out.erratum(program.name, f"In the section on {program.name}, the field {item.name} is said to be PIC")
        out.add(f"{item.picture}; it is in truth PIC X(88).", "")
    return out.printed("sentences", made.undefined)


def strokes(seed: int) -> Document:
    """Names such as `CGO/LOAD5` in boxes, tables between bars, sheets that are counted without a page break."""
    made, out = system(seed, 30, _stroked, large=False), Sheet()
    for program in made.programs:
        text = f"| {program.name}   {program.title.upper()} |"
        rule = "+" + "-" * (len(text) - 2) + "+"
        out.heading(program.name, rule, text, rule, "", at=1)
        out.add(f"from: {', '.join(program.called_by) or 'none'}", f"to:   {', '.join(program.calls)}", "")
        for record in program.records:
            out.add(f"Area {record.name}", "|No   |Name                   |Picture        |")
            for at, item in enumerate(record.flat, 1):
                text = f"|{at:>4} |{item.name:<23}|{item.picture:<15}|"
                out.item(program.name, record.name, item.name, item.picture, text)
            out.add("")
    out.add("What was printed wrongly", "")
    for program, record, item in _some(made):
        said = f"{program.name}, area {record.name}, {item.name}: for {item.picture} read X(88)"
        out.erratum(program.name, said)
    return out.printed("strokes", made.undefined, lambda n, m: ([f"DATA CENTRE       SHEET {n}"], []), feed=False)


def tops(seed: int) -> Document:
    """A program is named where its page begins, beside the page's number; its other pages say so too."""
    made, out = system(seed, 24, letters, large=False), Sheet()
    number = 0
    for program in made.programs:
        for at, record in enumerate(program.records):
            number += 1
            more = " (continued)" if at else ""
            text = f"\fSYSTEMS MANUAL          {program.name + more:<30}{number:>6}"
            if at:
                out.add(text, "")
            else:
                out.heading(program.name, text, f"{program.title.upper():^60}", "")
                out.add(f"Transfers to: {', '.join(program.calls)}", "")
            out.add(f"RECORD {record.name}")
            for item in record.flat:
                text = f"    {item.name:<24} PIC {item.picture}."
                out.item(program.name, record.name, item.name, item.picture, text)
            out.add("")
    return out.printed("tops", made.undefined)


def points(seed: int) -> Document:
    """`ART.HOLD.R1` in a marked-up text, with a list of contents that leads there."""
    made, out = system(seed, 30, _pointed, large=False), Sheet()
    out.add(
        "# Notes", "", "## Contents", "", *(f"- [{p.name}](#{p.name.lower()}) {p.title}" for p in made.programs), ""
    )
    for program in made.programs:
        out.heading(program.name, f"## `{program.name}`: {program.title}", "")
        out.add("- Hands over to " + ", ".join(f"`{name}`" for name in program.calls), "")
        for record in program.records:
            out.add(f"### Record `{record.name}`", "", "| Field | Picture | Comment |", "|---|---|---|")
            for item in record.flat:
                text = f"| `{item.name}` | `{item.picture}` | {item.name.lower().replace('-', ' ')} |"
                out.item(program.name, record.name, item.name, item.picture, text)
            out.add("")
    out.add("## Known mistakes", "")
    for program, record, item in _some(made):
        said = f"* `{program.name}`: field `{item.name}` in `{record.name}` reads `X(88)` instead of `{item.picture}`."
        out.erratum(program.name, said)
    return out.printed("points", made.undefined)


def _some(made: System) -> Iterator[tuple[Program, Layout, Field]]:
    for program in made.programs[2::5]:
        record = program.records[0]
        yield program, record, next(item for item in record.flat if "(" in item.picture)


def _stroked(rng: random.Random, at: int) -> str:
    return f"{rng.choice(('CGO', 'BKG', 'MNF'))}/{rng.choice(('LOAD', 'HOLD', 'POST', 'SPLI'))}{rng.randrange(1, 30)}"


def _pointed(rng: random.Random, at: int) -> str:
    return (
        f"{rng.choice(('ART', 'TIL', 'SUP'))}.{rng.choice(('HOLD', 'LOAD', 'MERGE', 'POST'))}.R{rng.randrange(1, 20)}"
    )
