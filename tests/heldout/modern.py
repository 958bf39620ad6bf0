"""Documents as a wiki, a source listing, a generator of XML and a service catalogue leave them."""

from heldout.sheet import Document, Sheet
from heldout.system import Field, Layout, Program, camel, hyphened, letters, system


def markdown(seed: int) -> Document:
    """Markdown: names in backticks behind a number sign, tables between bars, bullets, no pages."""
    made, out = system(seed, 40, hyphened), Sheet()
    out.add("# Order system", "", "Exported from the wiki.", "", "## Contents", "")
    out.add(*(f"- [{p.name}](#{p.name.lower()}) {p.title}" for p in made.programs), "")
    for program in made.programs:
        out.heading(program.name, f"## `{program.name}` {program.title.capitalize()}")
        out.add("", f"The program serves the {program.title}.", "")
        out.add(f"**Calls:** {_ticks(program.calls)}  ", f"**Called by:** {_ticks(program.called_by)}", "")
        for record in program.records:
            out.add(
                f"### Record `{record.name}`",
                "",
                "| Level | Name | Picture | Usage | Remarks |",
                "|--:|---|---|---|---|",
            )
            out.add(f"| 01 | `{record.name}` | | | |")
            for item in record.fields:
                said = (
                    f"occurs {item.occurs}"
                    if item.occurs > 1
                    else f"redefines {item.redefines}"
                    if item.redefines
                    else ""
                )
                text = f"| {item.level:02d} | `{item.name}` | {item.picture} | {item.usage} | {said} |"
                out.item(program.name, record.name, item.name, item.picture, text)
            out.add("")
        out.add("### Business rules", "")
        for at, rule in enumerate(program.rules, 1):
            out.wrapped(f"{at}. {rule}", indent="")
        out.add("", "### Errors", "", "| Code | Text |", "|---|---|", *(f"| {c} | {t} |" for c, t in program.codes), "")
    out.add("## Errata", "")
    for at, program in enumerate(made.programs[5:30:6], 1):
        record, item = _pictured(program)
        text = f"- **E{at}** `{program.name}` / `{record.name}` / `{item.name}`: picture `{item.picture}` -> `X(77)`"
        out.erratum(program.name, text)
    return out.printed("markdown", made.undefined)


def _ticks(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"


def _pictured(program: Program) -> tuple[Layout, Field]:
    record = program.records[0]
    return record, next(item for item in record.fields if item.picture)


def listing(seed: int) -> Document:
    """Compiler listings one after the other: PROGRAM-ID, sequence numbers, code, a header with a page number."""
    made, out = system(seed, 30, letters), Sheet()
    for program in made.programs:
        source = Sheet()
        source.add("IDENTIFICATION DIVISION.")
        source.heading(program.name, f"PROGRAM-ID. {program.name}.")
        source.add(f"*REMARKS. {program.title.upper()}.", "ENVIRONMENT DIVISION.", "DATA DIVISION.")
        source.add("WORKING-STORAGE SECTION.", "77  WS-EYECATCHER           PIC X(8) VALUE 'EYECATCH'.")
        source.add("LINKAGE SECTION.")
        for record in program.records:
            source.add(f"01  {record.name}.")
            for item in record.fields:
                source.item(program.name, record.name, item.name, item.picture, _clauses(item))
        source.add("PROCEDURE DIVISION.", "0000-MAIN.")
        for call in program.calls:
            source.add(f"    CALL '{call}' USING {program.records[0].name}.")
        for code, text in program.codes:
            source.add(f"    IF {program.records[0].fields[0].name} NOT = 5", f"       MOVE '{code}' TO WS-CODE.")
            source.add(f"*   {text.upper()}")
        source.add("    GOBACK.", "")
        base = len(out.lines)
        for at, line in enumerate(source.lines, 1):
            out.add(f"{at * 100:06d}{'' if line.startswith('*') else ' '}{line}"[:72].ljust(72) + program.name.ljust(8))
        out.endpoints |= {name: base + at for name, at in source.endpoints.items()}
        out.fields += [(p, r, n, c, base + at) for p, r, n, c, at in source.fields]
    return out.printed(
        "listing",
        made.undefined,
        lambda n, _: ([f"PP 5648-A25 IBM COBOL FOR OS/390  2.2.1     DATE 03/12/1998  PAGE {n:>5}"], []),
    )


def _clauses(item: Field) -> str:
    said = f" REDEFINES {item.redefines}" if item.redefines else ""
    said += f" PIC {item.picture}" if item.picture else ""
    said += f" {item.usage}" if item.usage != "DISPLAY" else ""
    said += f" OCCURS {item.occurs} TIMES" if item.occurs > 1 else ""
    return f"{'    ' * item.depth}{item.level:02d}  {item.name}{said}."


def xml(seed: int) -> Document:
    """XML-like text: everything is an attribute."""
    made, out = system(seed, 40, letters), Sheet()
    out.add('<?xml version="1.0" encoding="ISO-8859-1"?>', '<system name="ORDERS">')
    for program in made.programs:
        out.heading(program.name, f'  <program name="{program.name}" title="{program.title}">')
        out.add(*(f'    <calls program="{name}"/>' for name in program.calls))
        for record in program.records:
            out.add(f'    <record name="{record.name}">')
            for item in record.fields:
                text = f'      <field level="{item.level:02d}" name="{item.name}"'
                text += f' picture="{item.picture}"' if item.picture else ""
                text += f' usage="{item.usage}"' if item.usage != "DISPLAY" else ""
                text += f' occurs="{item.occurs}"' if item.occurs > 1 else ""
                text += f' redefines="{item.redefines}"' if item.redefines else ""
                out.item(program.name, record.name, item.name, item.picture, text + "/>")
            out.add("    </record>")
        out.add(*(f'    <rule id="{at}">{rule}</rule>' for at, rule in enumerate(program.rules, 1)))
        out.add(*(f'    <message code="{code}">{text}</message>' for code, text in program.codes), "  </program>")
    out.add("</system>")
    return out.printed("xml", made.undefined)


def services(seed: int) -> Document:
    """A service catalogue: names in camel case, COBOL in small letters, cross references in brackets."""
    made, out = system(seed, 40, camel), Sheet()
    out.add(
        "SERVICE CATALOGUE",
        "",
        *(f"{p.name} {'.' * (60 - len(p.name))} {n}" for n, p in enumerate(made.programs, 4)),
        "",
    )
    for program in made.programs:
        out.heading(program.name, f"Operation: {program.name}", f"Purpose:   {program.title}")
        out.add(f"Invokes:   {', '.join(program.calls)}", "")
        for record in program.records:
            out.add(f"01  {record.name.lower()}.")
            for item in record.fields:
                out.item(program.name, record.name.lower(), item.name.lower(), item.picture, _clauses(item).lower())
            out.add("")
        out.add("Rules", "", *(f"  R{at}  {rule}" for at, rule in enumerate(program.rules, 1)), "")
        out.add("Faults", "", *(f"  {code}  {text}" for code, text in program.codes), "")
    for at, program in enumerate(made.programs[:20:5], 1):
        record, item = _pictured(program)
        said = f"Change notice {at}: in service {program.name}, field {item.name.lower()} of {record.name.lower()}"
        out.erratum(program.name, f"{said} now reads pic x(77).")
        out.add("")
    return out.printed("services", made.undefined, encoding="latin-1", ends="\r\n")
