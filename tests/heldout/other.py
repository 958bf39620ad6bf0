"""Documents as other tools leave them: reStructuredText, HTML, wikis, schemas, spreadsheets, line printers."""

from heldout.sheet import Document, Sheet
from heldout.system import Field, Layout, camel, digits, hyphened, letters, mixed, system, words


def _more(item: Field) -> str:
    if item.redefines:
        return f"redefines {item.redefines}"
    return f"occurs {item.occurs} times" if item.occurs > 1 else ""


def underlined(seed: int) -> Document:
    """reStructuredText: bare names underlined, simple tables between rules, bullets; no list of contents, no pages."""
    made, out = system(seed, 40, digits), Sheet()
    out.add("Order system", "************", "", "Taken over from the old handbook.", "")
    for program in made.programs:
        title = f"{program.name} -- {program.title}"
        out.heading(program.name, title, "=" * len(title))
        out.add("", "Uses:", "", *(f"* {name}" for name in program.calls), "")
        for record in program.records:
            title = f"Data in {record.name}"
            out.add(title, "-" * len(title), "")
            rule = "=====  ====================  ==============  ========  ============"
            out.add(rule, "Level  Name                  Picture         Usage     Remarks", rule)
            for item in record.fields:
                text = f"{item.level:02d}     {item.name:<20}  {item.picture:<14}  {item.usage:<8}  {_more(item)}"
                out.item(program.name, record.name, item.name, item.picture, text.rstrip())
            out.add(rule, "")
        out.add("What it checks", "--------------", "", *(f"#. {rule}" for rule in program.rules), "")
    return out.printed("underlined", made.undefined)


def spreadsheet(seed: int) -> Document:
    """Numbered sections, and tables with semicolons as a spreadsheet exports them."""
    made, out = system(seed, 40, letters), Sheet()
    out.add("1 Introduction", "", "What follows was exported from spreadsheets.", "", "2 Programs", "")
    for at, program in enumerate(made.programs, 1):
        out.heading(program.name, f"2.{at} {program.name} {program.title.capitalize()}", "")
        out.add(f"Depends on: {', '.join(program.calls)}", "")
        for n, record in enumerate(program.records, 1):
            out.add(f"2.{at}.{n} Record {record.name}", "", "Level;Name;Picture;Usage;Occurs;Remarks")
            for item in record.fields:
                text = f"{item.level:02d};{item.name};{item.picture};{item.usage};{item.occurs};{_more(item)}"
                out.item(program.name, record.name, item.name, item.picture, text)
            out.add("")
        out.add(f"2.{at}.9 Rules", "", *(f"{n};{rule}" for n, rule in enumerate(program.rules, 1)), "")
    return out.printed("spreadsheet", made.undefined, ends="\r\n")


def capitals(seed: int) -> Document:
    """Titles in capitals with the name behind a dash, prose fields with PIC, form feeds, CRLF, latin-1."""
    made, out = system(seed, 40, hyphened), Sheet()
    for program in made.programs:
        out.heading(program.name, f"{program.title.upper()} - {program.name}", "")
        out.wrapped(
            f"Called by {', '.join(program.called_by) or 'nobody'}; calls {', '.join(program.calls)}. § 4 applies."
        )
        out.add("")
        for record in program.records:
            out.add(f"DATA OF {record.name}", "")
            for item in record.fields:
                form = (
                    f"PIC {item.picture} {item.usage if item.usage != 'DISPLAY' else ''}" if item.picture else "GROUP"
                )
                text = f"  {item.level:02d} {item.name:<24}{form} {_more(item).upper()}"
                out.item(program.name, record.name, item.name, item.picture, text.rstrip())
            out.add("")
        out.add("CONDITIONS", "", *(f"  {chr(64 + n)}. {rule}" for n, rule in enumerate(program.rules, 1)), "")
    return out.printed(
        "capitals", made.undefined, lambda n, _: ([f"ORDER SYSTEM  REVISION 7{'SHEET':>30} {n}"], []), ends="\r\n",
        encoding="latin-1",
    )  # fmt: skip


def wsdl(seed: int) -> Document:
    """A WSDL-like description: an operation each, elements with schema types, lengths instead of pictures."""
    made, out = system(seed, 40, camel), Sheet()
    out.add('<?xml version="1.0" encoding="UTF-8"?>', '<definitions name="OrderSystem">')
    for program in made.programs:
        out.heading(program.name, f'  <operation name="{program.name}">')
        out.add(f"    <documentation>Serves the {program.title}.</documentation>")
        out.add(*(f'    <uses operation="{name}"/>' for name in program.calls))
        for record in program.records:
            out.add(f'    <message name="{record.name}">')
            for item in record.fields:
                if item.picture:
                    kind = "string" if item.picture[0] == "X" else "decimal"
                    text = f'      <element name="{item.name}" type="xsd:{kind}" length="{item.size}"/>'
                    out.item(program.name, record.name, item.name, "", text)
            out.add("    </message>")
        out.add("  </operation>")
    out.add("</definitions>")
    return out.printed("wsdl", made.undefined)


def spanish(seed: int) -> Document:
    """Spanish: `PROGRAMA:` behind a rule of asterisks, `Nivel`, `Campo`, `Formato`; `Hoja n`."""
    made, out = system(seed, 40, digits), Sheet()
    for program in made.programs:
        out.add("*" * 70)
        out.heading(program.name, f"*  PROGRAMA: {program.name:<12} TÍTULO: {program.title.upper():<33}*")
        out.add("*" * 70, "", f"Llama a: {', '.join(program.calls)}", "")
        for record in program.records:
            out.add(f"Registro {record.name}", "", "Nivel  Campo                 Formato         Longitud  Notas")
            for item in record.fields:
                text = f"{item.level:02d}     {item.name:<20}  {item.picture:<14}  {item.size:>8}  {_more(item)}"
                out.item(program.name, record.name, item.name, item.picture, text.rstrip())
            out.add("")
        out.add("Reglas", "", *(f"  R{n}. {rule}" for n, rule in enumerate(program.rules, 1)), "")
    return out.printed("spanish", made.undefined, lambda n, _: ([], [f"{'Hoja':>60} {n}"]), encoding="latin-1")


def banner(seed: int) -> Document:
    """Comment banners of a source library: asterisks all around, the name in the middle of the box."""
    made, out = system(seed, 40, mixed), Sheet()
    for program in made.programs:
        out.add("      " + "*" * 60, "      *" + " " * 58 + "*")
        out.heading(program.name, f"      *{program.name:^58}*")
        out.add(f"      *{program.title.upper():^58}*", "      *" + " " * 58 + "*", "      " + "*" * 60)
        out.add(f"      * USES {' '.join(program.calls):<52}*")
        out.copybooks(program, "", " TIMES")
        out.add(*(f"      * {rule}" for rule in program.rules), "")
    return out.printed("banner", made.undefined)


def wiki(seed: int) -> Document:
    """MediaWiki: names between equals signs, rows with double bars, links in brackets."""
    made, out = system(seed, 40, words), Sheet()
    out.add("__NOTOC__", "This page lists all programs.", "")
    for program in made.programs:
        out.heading(program.name, f"== {program.name} ==", f"''{program.title}''", "")
        out.add(f"See also: {', '.join(f'[[{name}]]' for name in program.calls)}", "")
        for record in program.records:
            out.add(f"=== Layout of {record.name} ===", '{| class="wikitable"', "! Level !! Name !! Picture !! Usage")
            for item in record.fields:
                text = f"| {item.level:02d} || {item.name} || {item.picture} || {item.usage}"
                out.add("|-")
                out.item(program.name, record.name, item.name, item.picture, text)
            out.add("|}", "")
        out.add("=== Rules ===", *(f"# {rule}" for rule in program.rules), "")
    return out.printed("wiki", made.undefined)


def hypertext(seed: int) -> Document:
    """HTML saved from an intranet: a heading each, a table row a line."""
    made, out = system(seed, 40, digits), Sheet()
    out.add("<html><head><title>Order system</title></head><body>", "<ul>")
    out.add(*(f'<li><a href="#{p.name}">{p.name}</a></li>' for p in made.programs), "</ul>")
    for program in made.programs:
        out.heading(program.name, f'<h2><a name="{program.name}">{program.name}</a> {program.title}</h2>')
        out.add(f"<p>Calls: {', '.join(f'<a href=#{name}>{name}</a>' for name in program.calls)}</p>")
        for record in program.records:
            out.add(f"<h3>Record {record.name}</h3>", "<table>")
            out.add("<tr><th>Level</th><th>Name</th><th>Picture</th><th>Usage</th></tr>")
            for item in record.fields:
                cells = (f"{item.level:02d}", item.name, item.picture, item.usage)
                text = "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
                out.item(program.name, record.name, item.name, item.picture, text)
            out.add("</table>")
        out.add("<ol>", *(f"<li>{rule}</li>" for rule in program.rules), "</ol>")
    out.add("</body></html>")
    return out.printed("hypertext", made.undefined)


def asciidoc(seed: int) -> Document:
    """AsciiDoc: a heading each, cells that bars open and none closes."""
    made, out = system(seed, 40, hyphened), Sheet()
    out.add("= Order system", ":toc:", "")
    for program in made.programs:
        out.heading(program.name, f"== Program {program.name}: {program.title}", "")
        out.add(f"Calls <<{'>>, <<'.join(program.calls)}>>.", "")
        for record in program.records:
            out.add(f".Fields of {record.name}", "|===", "|Level |Name |Picture |Usage", "")
            for item in record.fields:
                text = f"|{item.level:02d} |{item.name} |{item.picture} |{item.usage}"
                out.item(program.name, record.name, item.name, item.picture, text)
            out.add("|===", "")
        out.add("=== Rules", "", *(f". {rule}" for rule in program.rules), "")
    return out.printed("asciidoc", made.undefined)


def printer(seed: int) -> Document:
    """A spool file: a carriage control character in column 1, no blank line, every line 133 wide."""
    made, out = system(seed, 40, letters), Sheet()
    for program in made.programs:
        out.heading(program.name, f"0MODULE {program.name}   {program.title.upper()}")
        out.add(f" CALLS  {' '.join(program.calls)}")
        for record in program.records:
            out.add(f"0AREA {record.name}", "0LVL NAME                   PICTURE        USAGE     BYTES")
            for item in record.fields:
                text = f"  {item.level:02d} {item.name:<22} {item.picture:<14} {item.usage:<8} {item.size:>6}"
                out.item(program.name, record.name, item.name, item.picture, text)
        out.add("0RETURN CODES", *(f"   {code} {text.upper()}" for code, text in program.codes))
    return _spooled(out, made.undefined)


def _spooled(out: Sheet, undefined: list[str]) -> Document:
    out.lines = [f"{line:<133}" for line in out.lines]
    head = lambda n, _: ([f"1ORDER SYSTEM CROSS REFERENCE{'PAGE':>60} {n:>5}".ljust(133)], [])  # noqa: E731
    return out.printed("printer", undefined, head, feed=False, rows=55)


def tabbed(seed: int) -> Document:
    """Tab-separated tables, the name behind a label with a tab, nothing else to go by."""
    made, out = system(seed, 40, digits), Sheet()
    for program in made.programs:
        out.heading(program.name, f"Identification\t{program.name}", f"Title\t{program.title}")
        out.add(*(f"Successor\t{name}" for name in program.calls))
        for record in program.records:
            out.add(f"Data area\t{record.name}", "Level\tField\tPicture\tUsage")
            for item in record.fields:
                text = f"{item.level}\t{item.name}\t{item.picture}\t{item.usage}"
                out.item(program.name, record.name, item.name, item.picture, text)
        out.add(*(f"Rule\t{rule}" for rule in program.rules), "")
    return out.printed("tabbed", made.undefined)


def schema(seed: int) -> Document:
    """YAML-like, as a service description: a path each, properties with lengths on lines of their own."""
    made, out = system(seed, 40, camel), Sheet()
    out.add("openapi: 3.0.0", "info:", "  title: Order system", "paths:")
    for program in made.programs:
        out.heading(program.name, f"  /orders/{program.name}:", "    post:", f"      operationId: {program.name}", at=2)
        out.add(f"      summary: {program.title}", "      x-calls:", *(f"        - {name}" for name in program.calls))
        for record in program.records[:1]:
            out.add(f"      x-record: {record.name}", "      properties:")
            for item in record.fields:
                if item.picture:
                    text = f"        {item.name}: {{x-level: {item.level}, x-picture: {item.picture}}}"
                    out.item(program.name, record.name, item.name, item.picture, text)
    return out.printed("schema", made.undefined)


def flowed(seed: int) -> Document:
    """One heading line only, `Name of the unit . . . . :`, dotted; items as bullets; pages in the footer."""
    made, out = system(seed, 40, letters), Sheet()
    for program in made.programs:
        out.heading(
            program.name,
            f"Name of the unit . . . . . : {program.name}",
            f"Purpose  . . . . . . . . . : {program.title}",
        )
        out.add(f"Units used . . . . . . . . : {', '.join(program.calls)}", "")
        for record in program.records:
            out.add(f"The unit works on {record.name}, which consists of", "")
            for item in _pictured(record):
                text = f"   - {item.name}: {item.picture}, {item.size} bytes"
                out.item(program.name, record.name, item.name, item.picture, text)
            out.add("")
        for rule in program.rules:
            out.wrapped(rule, indent="   ")
        out.add("", "")
    return out.printed("flowed", made.undefined, lambda n, m: ([], [f"{'- ' + str(n) + ' -':^70}"]), rows=50)


def _pictured(record: Layout) -> list[Field]:
    return [item for item in record.fields if item.picture and not item.redefines]
