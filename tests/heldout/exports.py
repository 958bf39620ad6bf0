"""Documents as tables, editors and other languages leave them: rows without headings, LaTeX, PL/I, INI, letters."""

from collections.abc import Callable, Iterator

from heldout.sheet import Document, Sheet
from heldout.system import Field, Program, digits, letters, system

Line = Callable[[Program, str, Field, int], str]
"""The line of an item, from its program, its record, itself and its number in the record."""


def _items(out: Sheet, program: Program, record: str, line: Line) -> None:
    fields = next(each.fields for each in program.records if each.name == record)
    for at, item in enumerate((each for each in fields if each.picture), 1):
        out.item(program.name, record, item.name, item.picture, line(program, record, item, at))


def _records(program: Program) -> Iterator[str]:
    return (record.name for record in program.records)


def table(seed: int) -> Document:
    """A table as a spreadsheet exports it: the program and the record are columns, and nothing is a heading."""
    out = Sheet()
    out.add("PROGRAM;TITLE;RECORD;LEVEL;FIELD;PICTURE")
    return _rows(
        seed, out, "{program.name};{program.title};{record};{item.level:02d};{item.name};{item.picture}", "table"
    )


def _rows(seed: int, out: Sheet, form: str, name: str) -> Document:
    """A document with a line of its own for each item, which says all there is of it."""
    for program in system(seed, 12, digits, large=False).programs:
        out.endpoints[program.name] = len(out.lines)
        for short in _records(program):
            record = f"{program.name}-{short}"
            for item in (each for each in _fields(program, short) if each.picture):
                text = form.format(program=program, record=record, item=item)
                out.item(program.name, record, item.name, item.picture, text)
    return out.printed(name, ())


def _fields(program: Program, record: str) -> tuple[Field, ...]:
    return next(each.fields for each in program.records if each.name == record)


def punched(seed: int) -> Document:
    """Cards: program, record, level, name and picture at fixed columns, without any words."""
    form = "{program.name:<9}{record:<22}{item.level:02d} {item.name:<24}{item.picture}"
    return _rows(seed, Sheet(), form, "punched")


def latex(seed: int) -> Document:
    """LaTeX: a section each, items between ampersands, calls in typewriter letters."""
    made, out = system(seed, 12, digits, large=False), Sheet()
    out.add("\\documentclass{report}", "\\begin{document}")
    for program in made.programs:
        out.heading(program.name, f"\\section{{{program.name}: {program.title}}}")
        out.add(*(f"Calls \\texttt{{{name}}}." for name in program.calls), "")
        for record in _records(program):
            out.add(f"\\subsection{{Record {record}}}", "\\begin{tabular}{ll}", "Field & Picture \\\\ \\hline")
            _items(out, program, record, lambda _, __, item, ___: f"{item.name} & {item.picture} & as usual \\\\")
            out.add("\\end{tabular}", "")
    return out.printed("latex", made.undefined)


def procedures(seed: int) -> Document:
    """PL/I: a procedure each, pictures in quotes."""
    made, out = system(seed, 12, letters, large=False), Sheet()
    for program in made.programs:
        out.add(f"/* {program.title} */")
        out.heading(program.name, f"{program.name}: PROC OPTIONS(MAIN);")
        for record in _records(program):
            out.add(f"  DCL 1 {record},")
            _items(out, program, record, lambda _, __, item, ___: f"        3 {item.name:<24} PIC '{item.picture}',")
        out.add(*(f"  CALL {name};" for name in program.calls), f"END {program.name};", "")
    return out.printed("procedures", made.undefined)


def sections(seed: int) -> Document:
    """INI: a section a program and one a record, `name = picture`."""
    made, out = system(seed, 12, digits, large=False), Sheet()
    for program in made.programs:
        out.heading(program.name, f"[program:{program.name}]")
        out.add(f"title={program.title}", f"calls={','.join(program.calls)}", "")
        for record in _records(program):
            out.add(f"[{record}]")
            _items(out, program, record, lambda _, __, item, ___: f"{item.name} = {item.picture}")
            out.add("")
    return out.printed("sections", made.undefined)


def paragraphs(seed: int) -> Document:
    """As a contract: paragraphs, and lettered items in words."""
    made, out = system(seed, 12, digits, large=False), Sheet()
    for number, program in enumerate(made.programs, 1):
        out.heading(program.name, f"§ {number}  Transaction {program.name} ({program.title})")
        out.add(f"(1) It calls {' and '.join(program.calls)}.", "")
        for at, record in enumerate(_records(program), 2):
            out.add(f"({at}) The record {record} consists of")
            _items(
                out, program, record, lambda _, __, i, n: f"    {chr(96 + n % 26)}) {i.name}, picture {i.picture}, old;"
            )
            out.add("")
    return out.printed("paragraphs", made.undefined)


def backward(seed: int) -> Document:
    """The picture before the name, and words of no language that is known."""
    made, out = system(seed, 12, digits, large=False), Sheet()
    for program in made.programs:
        out.heading(program.name, f"Zorba {program.name} <> {program.title}")
        out.add(f"Plemu {', '.join(program.calls)}", "")
        for record in _records(program):
            out.add(f"  Krato {record}:", "")
            _items(out, program, record, lambda _, __, item, ___: f"    {item.picture:<20} {item.name}")
            out.add("")
    return out.printed("backward", made.undefined)


def dotted(seed: int) -> Document:
    """Labels with dots up to their colons, two on a line; numbered items with dots."""
    made, out = system(seed, 12, digits, large=False), Sheet()
    for program in made.programs:
        out.add("-" * 72)
        out.heading(program.name, f"  TASK-CODE......: {program.name:<12} TASK-NAME....: {program.title.upper()}")
        out.add(f"  FOLLOWED BY....: {' '.join(program.calls)}", "-" * 72)
        for record in _records(program):
            out.add(f"  DATA-GROUP.....: {record}")
            _items(out, program, record, lambda _, __, item, n: f"    {n:02}. {item.name:.<28} {item.picture}")
            out.add("")
    return out.printed("dotted", made.undefined)
