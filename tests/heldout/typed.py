"""Documents of systems that have types and no COBOL pictures: services, databases, RPG, PL/I, Natural; also lists of
files and of changes, which have a column of types too and declare nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from heldout.sheet import Document, Sheet
from heldout.system import Field, Naming, camel, digits, letters, system


@dataclass(frozen=True)
class Notation:
    """How types are written: of texts, whole numbers, amounts; and of dates and flags, which have no size."""

    text: str
    whole: str
    amount: str
    date: str
    flag: str

    def of(self, item: Field) -> tuple[str, int]:
        """The type of an item and its size in characters or digits."""
        if item.picture == "X":
            return self.flag, 1
        if item.name.split("-")[-1] == "DT" or "-DT-" in item.name:
            return self.date, 8
        if item.picture.startswith("X"):
            return self.text.format(n=item.size), item.size
        if "V" in item.picture:
            return self.amount.format(n=9, d=2), 9
        return self.whole.format(n=item.size + 2), item.size + 2


SERVICE = Notation("string({n})", "integer({n})", "decimal({n},{d})", "date", "boolean")
ORACLE = Notation("VARCHAR2({n})", "NUMBER({n})", "NUMBER({n},{d})", "DATE", "CHAR(1)")
RPG = Notation("{n}A", "{n}S0", "{n}P{d}", "8S0", "1A")
FRENCH = Notation("ALPHA {n}", "NUM {n}", "NUM {n},{d}", "DATE", "ALPHA 1")
GERMAN = Notation("alphanumerisch", "numerisch", "gepackt", "Datum", "logisch")
PLI = Notation("CHAR({n})", "FIXED BIN(31)", "FIXED DEC({n},{d})", "CHAR(8)", "BIT(1)")
LETTERS = Notation("A{n}", "N{n}", "P{n}.{d}", "D", "L")
SPANISH = Notation("Alfanumérico", "Numérico", "Decimal", "Fecha", "Booleano")
JAVA = Notation("String", "Integer", "BigDecimal", "LocalDate", "Boolean")

Row = Callable[[int, str, str, int, str], str]
"""A row from its number, the name, the type, the size and a remark."""
Line = Callable[[str], str]


def _document(
    style: str,
    made: tuple[int, Naming],
    written: tuple[Notation, Callable[[str], str]],
    table: tuple[list[str], Row, list[str]],
    titles: tuple[Callable[[str, str], list[str]], Line, list[str]],
) -> Document:
    """`made`: a seed and how programs are named; `written`: types and names; `table`: what stands above rows, a row,
    and what stands below; `titles`: the lines of a heading, the line of a record, a table that declares nothing."""
    of, out = system(made[0], 14, made[1], large=False), Sheet()
    notation, named = written
    above, row, below = table
    heading, layout, other = titles
    for program in of.programs:
        out.heading(program.name, *heading(program.name, program.title))
        out.add("", *(f"Calls {name}." for name in program.calls), "")
        for record in program.records:
            out.add(layout(record.name), "", *above)
            for at, item in enumerate(record.flat, 1):
                told, size = notation.of(item)
                name = named(item.name)
                out.item(program.name, record.name, name, told, row(at, name, told, size, f"{program.title} {at}"))
            out.add(*below, "")
        out.add(*other, "", *(f"  - {rule}" for rule in program.rules), "")
        out.add(*(f"  {code}  {text}" for code, text in program.codes), "")
    return out.printed(style, of.undefined)


def _camel(name: str) -> str:
    first, *rest = name.lower().split("-")
    return first + "".join(map(str.capitalize, rest))


def _snake(name: str) -> str:
    return f"p_{name.lower().replace('-', '_')}"


def _same(name: str) -> str:
    return name


FILES = [
    "Files",
    "",
    "   Name        Type      Use   Text",
    "   ORDERPF     PHYS      I     orders of the day",
    "   CUSTLF      LGL       U     customers by name",
    "   REPORT      PRTF      O     list 4",
]


def services(seed: int) -> Document:
    """Services with names like getOrder, whose items have types of databases and a column of one letter."""
    head = ["     Name                     Type            M/O  Meaning"]
    return _document(
        "services", (seed, camel), (SERVICE, _camel),
        (head, lambda at, name, told, size, said: f"     {name:<24} {told:<15} {'MO'[at % 2]}    {said}", []),
        (lambda name, title: [f"Service {name}", "=" * 40], "Record {}".format, FILES),
    )  # fmt: skip


def midrange(seed: int) -> Document:
    """RPG: a size and a letter, first and last byte; files have types of their own."""
    head = ["  Field           Type     From     To   Text"]
    return _document(
        "midrange", (seed, digits), (RPG, _same),
        (head, lambda at, name, told, size, said: f"  {name:<15} {told:<7}{at * 70:>6}{at * 70 + 69:>7}   {said}", []),
        (lambda name, title: [f"Program . . . . :   {name}"], "Data structure . . :   {}".format, FILES),
    )  # fmt: skip


def sheets(seed: int) -> Document:
    """French sheets: a frame around each table, and a comma in sizes."""
    rule = "   +----------------------+--------------+---------------------------+"
    return _document(
        "sheets", (seed, letters), (FRENCH, _same),
        ([rule, "   | Rubrique             | Nature       | Libellé                   |", rule],
         lambda at, name, told, size, said: f"   | {name:<20} | {told:<12} | {said:<25.25} |", [rule]),
        (lambda name, title: [f"MODULE : {name}", "-" * 30], "Enregistrement {}".format, [
            "   | Code | Type        | Texte             |", "   | E12  | Erreur 12   | refus             |"]),
    )  # fmt: skip


def counted(seed: int) -> Document:
    """German: a running number, a type in words, the length in a column of its own."""
    head = ["   Nr.  Feld                   Typ              Länge  Bedeutung",
            "   ---  ---------------------  ---------------  -----  ----------------"]  # fmt: skip
    return _document(
        "counted", (seed, digits), (GERMAN, _same),
        (head, lambda at, name, told, size, said: f"   {at:>3}  {name:<21}  {told:<15}  {size:>5}  {said}", []),
        (lambda name, title: [f"Programm: {name}", "=" * 50], "Satzaufbau {}".format, [
            "   Nr.  Datei                  Typ              Inhalt",
            "     1  AUFTRAG                sequentiell      Auftrag"]),
    )  # fmt: skip


def procedures(seed: int) -> Document:
    """A wiki of database procedures: two bars above, one between cells, cells that are empty."""
    head = ["||Column||Data type||Null||Default||Comment||"]
    return _document(
        "procedures", (seed, digits), (ORACLE, _snake),
        (head, lambda at, name, told, size, said: f"|{name}|{told}|{'Y' if at % 2 else ''}||{said}|", []),
        (lambda name, title: [f"h2. {name}", ""], "h3. Record {}".format, [
            "||Error||Type||Text||", "|-20101|FATAL|not found|"]),
    )  # fmt: skip


def modules(seed: int) -> Document:
    """PL/I: attributes of variables."""
    head = ["  Variable               Attributes           Remarks",
            "  ---------------------  -------------------  -----------------"]  # fmt: skip
    return _document(
        "modules", (seed, letters), (PLI, lambda name: name.replace("-", "_")),
        (head, lambda at, name, told, size, said: f"  {name:<21}  {told:<19}  {said}", []),
        (lambda name, title: [f"MODULE {name}", "*" * 40], "Structure {}".format, FILES),
    )  # fmt: skip


def markdown(seed: int) -> Document:
    """A pipe table with a number, a name in backticks, a direction and a type."""
    head = ["| # | Parameter | In/Out | Type | Description |", "|---|---|---|---|---|"]
    return _document(
        "markdown", (seed, camel), (JAVA, _camel),
        (head, lambda at, name, told, size, said: f"| {at} | `{name}` | in | {told} | {said} |", []),
        (lambda name, title: [f"## {name}", ""], "### Record {}".format, [
            "| Version | Date | Change |", "|---|---|---|", "| 1.2 | 2004-01-12 | text of the change |"]),
    )  # fmt: skip


def iberian(seed: int) -> Document:
    """Spanish: between bars, type and length apart."""
    head = ["| Campo | Tipo | Longitud | Descripción |"]
    return _document(
        "iberian", (seed, digits), (SPANISH, _same),
        (head, lambda at, name, told, size, said: f"| {name} | {told} | {size} | {said} |", []),
        (lambda name, title: [f"PROGRAMA {name}", "=" * 20], "Registro: {}".format, [
            "| Mensaje | Tipo | Texto |", "| M012 | Aviso | sin datos |"]),
    )  # fmt: skip


def backwards(seed: int) -> Document:
    """The type first, the name behind it."""
    head = ["    Format     Field name             Use"]
    return _document(
        "backwards", (seed, digits), (LETTERS, _same),
        (head, lambda at, name, told, size, said: f"    {told:<10} {name:<22} {said}", []),
        (lambda name, title: [f"{name} - {title}", "-" * 30], "Layout of {}".format, FILES),
    )  # fmt: skip


def unloaded(seed: int) -> Document:
    """Rows of a spreadsheet between semicolons, with a header above each table."""
    head = ["Seq;Field;Type;Length;Remarks"]
    return _document(
        "unloaded", (seed, digits), (LETTERS, _same),
        (head, lambda at, name, told, size, said: f"{at};{name};{told};{size};{said}", []),
        (lambda name, title: [f"PROGRAM {name}", ""], "RECORD {}".format, ["Seq;File;Type;Use", "1;ORDERS;VSAM;I"]),
    )  # fmt: skip


def exported(seed: int) -> Document:
    """HTML: a table of cells."""
    head = ["<table>", "<tr><th>Element</th><th>Type</th><th>Length</th><th>Meaning</th></tr>"]
    return _document(
        "exported", (seed, letters), (ORACLE, _snake),
        (head, lambda at, name, told, size, said:
         f"<tr><td>{name}</td><td>{told}</td><td>{size}</td><td>{said}</td></tr>", ["</table>"]),
        (lambda name, title: [f"<h2>{name}</h2>"], "<h3>Record {}</h3>".format, [
            "<table>", "<tr><th>Name</th><th>Type</th><th>Text</th></tr>",
            "<tr><td>Batch</td><td>CICS</td><td>online</td></tr>", "</table>"]),
    )  # fmt: skip
