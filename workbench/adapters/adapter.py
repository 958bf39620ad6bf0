"""The adapter of one endpoint as Python source: the pieces it uses, then one row per field.

Names and texts of the specification go into string literals only, and every literal is ASCII, so nothing a document
says can become code or hide from a reader. The same plan gives the same bytes.
"""

import ast
import inspect
from collections.abc import Sequence
from functools import cache
from types import ModuleType

from workbench.adapters.pieces import parts, rows, storages, values
from workbench.adapters.plan import Argument, Call, Plan, Row, Section
from workbench.adapters.planner import make_plan
from workbench.codec import encoding
from workbench.errors import InputError
from workbench.records import UNKNOWN, Dossier
from workbench.truth.catalog import Operation

CODE_PAGE = "cp037"
_MODULES: tuple[ModuleType, ...] = (storages, values, rows, parts)
_ROW_PIECES = {
    "field": "Field",
    "unmapped": "Unmapped",
    "counter": "Counter",
    "table": "Table",
    "join": "Join",
    "cut": "Cut",
}
_ALWAYS = ("RecordError", "Page", "Layout", "PRECISE")
_LIBRARY = ("datetime", "math", "re", "struct")

_RECORDS_SAY = '''    """The rows of every record.

    Field: its name, where it starts (bytes from 0), how it is stored, what it becomes, its property.
    Table: its name, where it starts, how many entries of how many bytes, its array, the rows of an entry.
    """
'''

_TAIL = '''

RECORDS = records()


def decode(data: bytes, record: str = RECORDS[0].name, code_page: str = CODE_PAGE) -> dict:
    """The JSON object of one record. Raises RecordError, which names the field."""
    return layout(record).decode(data, Page(code_page))


def encode(value: dict, record: str = RECORDS[0].name, code_page: str = CODE_PAGE) -> bytes:
    """The record of one JSON object. A property that is absent leaves its field empty. Raises RecordError."""
    return layout(record).encode(value, Page(code_page))


def layout(record: str) -> Layout:
    """The layout of the record with this name."""
    for known in RECORDS:
        if known.name == record:
            return known
    raise RecordError(f"there is no record {record!r}")
'''

_RULES = """
decode(record bytes) gives a JSON object, encode(object) the record again.

- A number that is blank in the record is null. Trailing spaces are not part of a text.
- A date of zeros or spaces is null. A date that no calendar has stays the text it was, so that nothing is lost.
- A code or a flag that the specification does not list is a RecordError.
- `_unmapped` appears when bytes of the record have no property, or have another form than the one written here:
  field@offset and the bytes in hexadecimal digits. Give it back to encode and the record is the same, byte for byte.
"""


def render_adapter(dossier: Dossier, operation: Operation | None = None, code_page: str = CODE_PAGE) -> str:
    """The source of the endpoint's adapter: a module with `decode`, `encode` and `RECORDS`, standard library only.

    Raises InputError with the first problem when the mapping cannot be turned into an adapter.
    """
    return adapter_source(make_plan(dossier, operation), code_page)


def adapter_source(plan: Plan, code_page: str = CODE_PAGE) -> str:
    """The source of a plan's adapter."""
    if plan.problems:
        raise InputError(f"{plan.program} has no adapter: {plan.problems[0]}")
    page = encoding(code_page).name
    tables = [_section(section) for section in plan.sections]
    used = _closure([*_ALWAYS, *_pieces(plan)])
    constants = f"OPERATION = {literal(plan.operation)}\nCODE_PAGE = {literal(page)}"
    table = f"def records() -> tuple:\n{_RECORDS_SAY}    return (\n{''.join(tables)}    )"
    head = _docstring(plan) + "\n\n" + _imports(used)
    aliases, *definitions = _definitions(used)
    start = f"{head}\n\n{aliases}\n\n{constants}"
    return "\n\n\n".join([start, table, *definitions]) + _TAIL


def literal(value: Argument) -> str:
    """A Python literal in ASCII; text stands in double quotes.

    >>> print(literal('say "é"'), literal((("A", "active"),)), literal(True))
    "say \\"\\xe9\\"" {"A": "active"} True
    """
    if isinstance(value, tuple):
        return "{" + ", ".join(f"{literal(key)}: {literal(name)}" for key, name in value) + "}"
    return f'"{_escaped(value)}"' if isinstance(value, str) else repr(value)


def _escaped(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii").replace('"', '\\"')


def _docstring(plan: Plan) -> str:
    title = "" if plan.title == UNKNOWN else f": {plan.title}"
    lines = [
        f"Adapter of program {plan.program}{title}",
        "",
        f"Operation: {plan.operation}",
        f"Specification: {plan.spec}, lines {plan.lines or UNKNOWN}",
    ]
    return '"""' + "\n".join(map(_escaped, lines)) + "\n" + _RULES.rstrip() + '\n"""'


@cache
def _sources() -> dict[str, str]:
    """The source of every piece and every name for a type, in an order in which none comes before what it needs."""
    found: dict[str, str] = {}
    for module in _MODULES:
        text = inspect.getsource(module)
        for node in ast.parse(text).body:
            name = _defined(node)
            if name and name not in found:
                found[name] = ast.get_source_segment(text, node) or ""
    return found


def _defined(node: ast.stmt) -> str:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""


@cache
def _needs(name: str) -> frozenset[str]:
    """The names that the source of a piece mentions."""
    return frozenset(node.id for node in ast.walk(ast.parse(_sources()[name])) if isinstance(node, ast.Name))


def _closure(names: Sequence[str]) -> list[str]:
    """These pieces and all that they need, in their order."""
    pending, used = list(names), set[str]()
    while pending:
        name = pending.pop()
        if name not in used:
            used.add(name)
            pending += [need for need in _needs(name) if need in _sources()]
    return [name for name in _sources() if name in used]


def _pieces(plan: Plan) -> set[str]:
    """The pieces that a plan's rows name."""
    found: set[str] = set()
    pending = [row for section in plan.sections for row in section.rows]
    while pending:
        row = pending.pop()
        found.add(_ROW_PIECES[row.kind])
        if row.kind in {"field", "unmapped", "counter"}:
            found.add(row.storage.piece)
        if row.kind in {"field", "counter", "join"}:
            found.add(row.value.piece)
        found |= {value.piece for _, _, value in row.parts}
        pending += [*row.rows, *row.counter]
    return found


def _imports(used: Sequence[str]) -> str:
    needed = {need for name in used for need in _needs(name)}
    lines = [f"import {name}" for name in _LIBRARY if name in needed]
    lines += [f"from decimal import {', '.join(name for name in ('Context', 'Decimal') if name in needed)}"]
    return "\n".join([*lines, "from typing import Any"])


def _definitions(used: Sequence[str]) -> list[str]:
    """The sources of the pieces; the names for types, one line each, together."""
    aliases = [_sources()[name] for name in used if "\n" not in _sources()[name]]
    return ["\n".join(aliases), *(_sources()[name] for name in used if "\n" in _sources()[name])]


def _section(section: Section) -> str:
    lines = "".join(_row(row, 12) for row in section.rows)
    return f"        Layout({literal(section.record)}, {section.layout.bytes}, [\n{lines}        ]),\n"


def _row(row: Row, indent: int) -> str:
    pad = " " * indent
    if row.kind == "table":
        return _table(row, indent)
    if row.kind == "join":
        fields = "".join(_row(one, indent + 4) for one in row.rows)
        return f"{pad}Join({literal(row.path)}, {literal(row.separator)}, {call(row.value)}, [\n{fields}{pad}]),\n"
    if row.kind == "cut":
        inner = _row(row.rows[0], indent + 4)
        made = ", ".join(f"({literal(path)}, {width}, {call(value)})" for path, width, value in row.parts)
        return f"{pad}Cut(\n{inner}{pad}    {literal(row.separator)},\n{pad}    [{made}],\n{pad}),\n"
    return f"{pad}{_leaf(row)},{_note(row)}\n"


def _leaf(row: Row) -> str:
    head = f"{_ROW_PIECES[row.kind]}({literal(row.name)}, {row.at}, {call(row.storage)}"
    if row.kind == "unmapped":
        return f"{head})"
    path = f", {literal(row.path)}" if row.path else ""
    return f"{head}, {call(row.value)}{path}{', shared=True' if row.shared else ''})"


def _note(row: Row) -> str:
    return f"  # line {row.lines}" if row.lines else ""


def _table(row: Row, indent: int) -> str:
    pad = " " * indent
    path = literal(row.path) if row.mapped else "None"
    fields = "".join(_row(one, indent + 4) for one in row.rows)
    counter = f", counter={_leaf(row.counter[0])}" if row.counter else ""
    head = f"{pad}Table({literal(row.name)}, {row.at}, ({row.count}, {row.stride}), {path}, ["
    return f"{head}{_note(row)}\n{fields}{pad}]{counter}),\n"


def call(made: Call) -> str:
    """A piece being made, as source.

    >>> call(Call(piece="Zoned", args=(10,), named=(("scale", 2),)))
    'Zoned(10, scale=2)'
    """
    args = [literal(one) for one in made.args] + [f"{name}={literal(one)}" for name, one in made.named]
    return f"{made.piece}({', '.join(args)})"
