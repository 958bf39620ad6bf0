"""Rows of a name and a type without a header: read in whatever marks they stand, and prose beside them is not."""

import pytest
from heldout.measure import reading

NAMES = ("cust_no", "order_no", "order_date", "net_amount", "currency", "item_count", "is_open", "remark_text", "due")
TYPES = ("int32", "char[10]", "date", "dec(11,2)", "char[3]", "int32", "bool", "char[60]", "date")
UPPER = ("NUM(8)", "CHAR(10)", "DATE", "DEC(11,2)", "CHAR(3)", "NUM(4)", "BOOL", "CHAR(60)", "DATE")
SOURCE = (
    "packed(8:0)", "char(10)", "date(*iso)", "zoned(11:2)", "char(3)", "int(10)", "ind", "varchar(60)", "time(*hms)",
)  # fmt: skip
STYLES = {
    "gap": "{name:<20} {type:<10}  {words}, as keyed",
    "gap and a column": "  {name:<20} {type:<10} req {words}",
    "colon": "  {name} : {type}",
    "dots": "  {name} ............ {type}",
    "brackets": "  - {name} ({type}): the {words}",
    "dash": "  * {name} - {type}, {words}",
    "semicolon": "  {type} {name};",
    "bars": "  | {name:<20} | {type:<10} | {words} |",
    "numbers before": "  {at:>3}  {name:<20} {type:<10} {words}",
    "mode between": "  {name:<20}  in   {type:<10}  {words}",
    "spaced": "  {name} AS {type}",
    "short words between": "  {name:<20}  {mode:<3} {type}",
    "column of a table": "    {name} {type} NOT NULL,",
    "type first": "  {type:<10}  {name}",
    "comma": "  {name}, {type}",
    "quoted bullets": "- `{name}`: {type}, {words}",
    "bold bullets": "* **{name}**: {type} - {words}",
    "in quotes": '  "{name}": {type}',
    "parameters": "    {mode:<3} {name:<18} {type},   -- {words}",
    "parameters in capitals": "    {MODE:<5} {name:<18} {type},",
    "direction behind": "    {name} {MODE} {type},  -- {words}",
    "direction and default": "    {name:<18} {mode} {type} default null,",
    "command of LaTeX": r"\field{{{name}}}{{{type}}}{{{words}}}",
    "command with code": r"  \item \texttt{{{name}}} ({type}): {words}",
    "description of LaTeX": r"  \item[\texttt{{{name}}}] {type}, {words}",
    "row of LaTeX": r"  {name} & {type} & {words} \\",
    "row of LaTeX with code": r"  \texttt{{{name}}} & {type} & {words} \\ \hline",
    "statements": "    {name:<18} {type};   // {words}",
    "in a sentence": "  {name} is a {type}",
    "of a type": "  {name} of type {type}",
    "caption before": "   {words}: {name}, {type}",
    "caption and brackets": "   ({letter}) {words} ({name}), {type}",
    "caption and dots": "   {words} ........ {name:<20} {type}",
    "told behind": "   - {name}, the {words}: {type}",
    "told in brackets": "   {name} (the {words}): {type}",
    "told before brackets": "   {name} - the {words} ({type})",
    "members": "    private {type} {name};",
    "comma first": "  , {name} {type}",
    "map in quotes": '    "{name}": "{type}",',
    "points before": "   . {name:<20} {type:<10} {words}",
    "comments of source": "000100*  {name:<20} {type:<10} {words}",
}
SYMBOLS = ("9 8", "X 10", "9 6", "S 9,2", "X 3", "9 4", "B 2", "X 60", "9 8")
"""Symbols of pictures, and how often each of them stands there."""


def document(style: str, types: tuple[str, ...]) -> tuple[bytes, set[tuple[str, str, int]]]:
    """A document of a dozen services, and the program, name and line of each item."""
    lines = ["SERVICES OF THE ORDER DESK", ""]
    truth: set[tuple[str, str, int]] = set()
    for at in range(12):
        program = f"OD{at:02d}0{at % 7}"
        lines += [f"SERVICE {program}", "=" * 14, "", "Moves the order. The due date is not tested here.", ""]
        for title, step in (("REQUEST", 0), ("REPLY", 3)):
            lines += [title, ""]
            for n in range(6):
                name, told = NAMES[(at + step + n) % 9], types[(at + step + n) % 9]
                words = name.replace("_", " ").capitalize()
                mode, both = ("in", "out")[n % 2], ("IN", "OUT", "INOUT")[n % 3]
                lines.append(
                    style.format(name=name, type=told, words=words, at=n + 1, letter="abcdef"[n], mode=mode, MODE=both)
                )
                truth.add((program, name, len(lines)))
            lines.append("")
        lines += [
            "RULES",
            "",
            "- `due`: taken from the date of the order, in date order 10 at most.",
            "- `BAD_DATE`: date of the order is wrong",
            "",
        ]
        lines += ["ERRORS", "", f"  E{at:02d}4  Date not valid", f"  E{at:02d}7  Text too long", ""]
        lines += [
            "CHANGES",
            "",
            f"  12.03.19{60 + at}  HK  date enlarged",
            "",
            f"See also OD{(at + 1) % 12:02d}0{(at + 1) % 12 % 7}.",
            "",
        ]
    return "\n".join(lines).encode(), truth


@pytest.mark.parametrize("types", [TYPES, UPPER, SOURCE], ids=["small", "capitals", "source"])
@pytest.mark.parametrize("style", STYLES)
def test_rows_of_a_name_and_a_type_are_items_and_nothing_else_is(style: str, types: tuple[str, ...]) -> None:
    """Each row is an item of its program, by its name; error codes, changes and prose are none."""
    data, truth = document(STYLES[style], types)
    claims = reading(data, "desk.txt").claims
    said = {(c.body.program, c.body.name, c.evidence[0].first) for c in claims if c.body.kind == "field"}
    assert said == truth


@pytest.mark.parametrize("style", ["gap", "bars", "brackets", "type first", "comments of source"])
def test_sizes_stand_behind_symbols_of_pictures(style: str) -> None:
    """`9 8` is a type among `X 10` and `S 9,2`, though it looks like two numbers."""
    data, truth = document(STYLES[style], SYMBOLS)
    claims = reading(data, "desk.txt").claims
    said = {(c.body.program, c.body.name, c.evidence[0].first) for c in claims if c.body.kind == "field"}
    assert said == truth


def test_a_type_and_a_joined_name_alone_on_a_line_are_an_item() -> None:
    """Members without a mark behind them are items, with remarks and without; two words of prose in a line are none."""
    lines, truth = ["SERVICES OF THE DIKE", ""], set[tuple[str, str, int]]()
    told = (
        "String gateName",
        "LocalDate dueDate",
        "int gateCount   // as keyed",
        "boolean isOpen",
        "BigDecimal netSum",
    )
    for at in range(12):
        program = f"DX{at:02d}1{at % 7}"
        lines += [f"SERVICE {program}", "=" * 16, "", "Moves the gate at the given", "time only", "", "Takes", ""]
        for n in range(4):
            lines.append(f"    {told[(at + n) % 5]}")
            truth.add((program, told[(at + n) % 5].split()[1], len(lines)))
        lines += ["", "Rules", "", "- String date: never", "- Note: see the manual", ""]
    claims = reading("\n".join(lines).encode(), "dike.txt").claims
    assert {(c.body.program, c.body.name, c.evidence[0].first) for c in claims if c.body.kind == "field"} == truth


@pytest.mark.parametrize(
    "row",
    [
        "   {name}....... {type}",
        "   {name}: {type}",
        "  {name:<12}  {type}",
        "  {name:<12}  {type}\n      o que se sabe",
    ],
)
def test_types_in_words_that_nobody_knows_are_learned_from_the_rows_beside(row: str) -> None:
    """`kassa 8` among `num 9,2` and `alfa 30` is a type where it recurs with several names; a record is none."""
    lines, truth = ["ROTINAS DO CAIXA", ""], set[tuple[str, str, int]]()
    told = ("num 9,2", "alfa 30", "kassa 8", "num 4", "alfa 2")
    for at in range(12):
        lines += [f"ROTINA DX{at:02d}1{at % 7}", "=" * 16, "", "Move o caixa.", "", "Recebe", ""]
        for n in range(6):
            name = ("VALOR", "NOME", "FECHO", "SEQ", "PAIS", "ABERTO", "FUNDO")[(at + n) % 7]
            truth.add((f"DX{at:02d}1{at % 7}", name, len(lines) + 1))
            lines += row.format(name=name, type=told[n % 5]).split("\n")
        lines += ["", "Regras", "", "- O caixa fecha: sempre", "- Nota: ver o manual", ""]
    claims = reading("\n".join(lines).encode(), "caixa.txt").claims
    assert {(c.body.program, c.body.name, c.evidence[0].first) for c in claims if c.body.kind == "field"} == truth


def test_an_item_that_is_called_a_page_is_no_page_number() -> None:
    """`NET-PAGE 9(6)` stands in a layout as any other item does, however often it comes."""
    lines: list[str] = []
    for at in range(30):
        lines += [f"PROGRAM OD{at:02d}{at % 7}0", "==============", "", "Prints the order.", ""]
        lines += [
            "   ORDER-NO      X(10)",
            "   NET-PAGE      9(6)",
            "   PAGE          9(3)",
            "   DUE-DATE      9(8)",
            "",
        ]
    claims = reading("\n".join(lines).encode(), "pages.txt").claims
    assert sum(claim.body.kind == "field" and claim.body.name == "NET-PAGE" for claim in claims) == 30


def test_two_captions_that_all_endpoints_share_tell_their_records_apart() -> None:
    """Rows of HTML belong to the area above them; spaces that indent a name in its cell are no part of it."""
    lines, truth = ["<html>", "<body>"], set[tuple[str, str, str, int]]()
    for at in range(12):
        program = f"DQ_{('PILE', 'LINK', 'LIFT')[at % 3]}_{('OPEN', 'SHUT', 'MOVE', 'LIST')[at // 3]}"
        lines += [f"<h3>Module {program}</h3>", "<p>Moves the dike gate.</p>"]
        for record in ("IN_BLOCK", "OUT_BLOCK"):
            lines += ["<table>", f"<caption>{record}</caption>", "<tr><th>Field</th><th>Type</th><th>Text</th></tr>"]
            for n in range(4):
                name, told = NAMES[(at + n) % 9].upper(), UPPER[(at + n) % 9]
                indent = "&nbsp;&nbsp;" if n > 1 else ""
                lines.append(f"<tr><td>{indent}{name}</td><td>{told}</td><td>{'' if n else 'As keyed'}</td></tr>")
                truth.add((program, record, name, len(lines)))
            lines.append("</table>")
    claims = reading("\n".join([*lines, "</body>", "</html>"]).encode(), "dike.html").claims
    fields = {(c.body, c.evidence[0].first) for c in claims if c.body.kind == "field"}
    assert {(body.program, body.record, body.name, line) for body, line in fields} == truth


def test_rows_of_a_result_set_belong_to_it_and_parameters_to_their_procedure() -> None:
    """A result set opens a record; what stands above it stays with the endpoint."""
    lines, truth = ["PROCEDURES OF THE DIKE", ""], set[tuple[str, str, str]]()
    for at in range(12):
        program = f"DQ{at:02d}1{at % 7}"
        lines += [f"PROCEDURE {program}", "=" * 16, "", "Moves the gate.", "", f"CREATE PROCEDURE {program} ("]
        for record, lead in ((program, "IN  "), ("gate_rows", "")):
            for n in range(4):
                name, told = NAMES[(at + n) % 9], UPPER[(at + n) % 9]
                lines.append(f"    {lead}{name:<16} {told}{',' if n < 3 else ''}")
                truth.add((program, record, name))
            lines += [");", ""] + (["RESULT SET gate_rows ("] if lead else [])
    claims = reading("\n".join(lines).encode(), "dike.txt").claims
    assert {(c.body.program, c.body.record, c.body.name) for c in claims if c.body.kind == "field"} == truth
