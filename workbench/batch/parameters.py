"""Parameter files: one run per row, checked as a whole against the notebook before anything starts.

A text stays a text: the market `NO`, the number `007` and the name `1e5` reach the notebook as they were written,
unless the notebook's own default says that it wants a number, a truth value or a list.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench import strictyaml
from workbench.batch.notebook import Parameter, TypeName
from workbench.batch.redaction import looks_like_a_key, named_like_a_secret
from workbench.errors import ParameterError
from workbench.identity import canonical
from workbench.store import Store

Row = dict[str, Any]

MOST_ROWS = 10_000
"""Runs of one batch."""

_WANTED: dict[TypeName, str] = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": 'a list such as ["a", "b"]',
    "dict": 'a map such as {"a": 1}',
    "unknown": "a text",
}


@dataclass(frozen=True)
class Source:
    """Rows as they were read, and what errors call them."""

    name: str
    rows: Sequence[Mapping[str, Any]]


def load(path: Path, parameters: Sequence[Parameter]) -> list[Row]:
    """The rows of a parameter file (.csv, .jsonl, .yaml), each value of the type that the notebook wants.

    Raises ParameterError with the file, the row (from 1, without the header) and the column.
    """
    return checked(read(path), parameters)


def read(path: Path) -> Source:
    """The rows of a file as they stand there. Raises ParameterError."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise ParameterError(f"cannot read the parameters {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ParameterError(f"the parameters {path} are not UTF-8 text: byte {error.start}") from error
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise ParameterError(f"{path.name}: parameters are {', '.join(sorted(_READERS))}, not {path.suffix!r}")
    return Source(path.name, reader(text, path.name))


def select(store: Store, sql: str) -> Source:
    """The rows of a SELECT on the store, run on a copy that cannot be written. Raises ParameterError.

    A cell without a value (NULL) is a column that is not given.
    """
    names, rows = store.query(sql, MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        raise ParameterError(f"the SELECT gives more than {MOST_ROWS} rows; a batch is at most that many")
    if doubled := [name for name in names if names.count(name) > 1]:
        raise ParameterError(f"the SELECT has column {doubled[0]!r} {names.count(doubled[0])} times")
    found = [{name: value for name, value in zip(names, row, strict=True) if value is not None} for row in rows]
    return Source("the SELECT", [{name: _plain(value) for name, value in row.items()} for row in found])


def _plain(value: object) -> object:
    """A value of a database as JSON knows it: dates and decimals as texts."""
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return str(value)


def checked(source: Source, parameters: Sequence[Parameter]) -> list[Row]:
    """Rows with each value of the type that the notebook wants. Raises ParameterError."""
    if not source.rows:
        raise ParameterError(f"{source.name} has no rows")
    if len(source.rows) > MOST_ROWS:
        raise ParameterError(f"{source.name} has {len(source.rows)} rows; a batch is at most {MOST_ROWS}")
    rows = [_checked(row, parameters, f"{source.name}: row {number}") for number, row in enumerate(source.rows, 1)]
    _refuse_duplicates(rows, source.name)
    return rows


def _checked(row: Mapping[str, Any], parameters: Sequence[Parameter], where: str) -> Row:
    known = {parameter.name: parameter for parameter in parameters}
    for name in row:
        _refuse_secret(name, row[name], where)
        if name not in known:
            raise ParameterError(f"{where}: {name!r} is no parameter of the notebook; it takes {sorted(known)}")
    if missing := [item.name for item in parameters if item.required and item.name not in row]:
        raise ParameterError(f"{where}: column {missing[0]!r} is missing; the notebook gives it no value")
    return {name: _converted(value, known[name].type, f"{where}, column {name!r}") for name, value in row.items()}


def _refuse_secret(name: str, value: Any, where: str) -> None:
    if named_like_a_secret(name):
        raise ParameterError(f"{where}: {name!r} looks like a secret, and parameters are saved; use the environment")
    if looks_like_a_key(str(value)):
        raise ParameterError(f"{where}, column {name!r}: the value looks like a key, and parameters are saved")


def _converted(value: Any, wanted: TypeName, where: str) -> Any:
    converted = _from_text(value, wanted) if isinstance(value, str) else value
    if _fits(converted, wanted):
        return float(converted) if wanted == "float" else converted
    raise ParameterError(f"{where}: the notebook takes {_WANTED[wanted]}, not {value!r}")


def _from_text(text: str, wanted: TypeName) -> Any:
    if wanted == "int" and re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        return int(text)
    if wanted == "float" and re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,2})?", text):
        return float(text)
    if wanted == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if wanted in ("list", "dict"):
        try:
            return _json(text)
        except ValueError:
            return text
    return text


def _fits(value: Any, wanted: TypeName) -> bool:
    if wanted == "unknown":
        return True
    if wanted == "float":
        return type(value) in (int, float)
    return type(value).__name__ == wanted


def _refuse_duplicates(rows: Sequence[Row], name: str) -> None:
    seen: dict[bytes, int] = {}
    for number, row in enumerate(rows, 1):
        first = seen.setdefault(canonical(row), number)
        if first != number:
            raise ParameterError(f"{name}: row {number} is the same as row {first}")


def _csv(text: str, name: str) -> list[Row]:
    try:
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), strict=True) if line]
    except csv.Error as error:
        raise ParameterError(f"{name} is no CSV: {error}") from error
    header = [column.strip() for column in lines[0]] if lines else []
    for column in header:
        if not column or header.count(column) > 1:
            raise ParameterError(f"{name}: the header has column {column!r} {header.count(column)} times")
    for number, line in enumerate(lines[1:], 1):
        if len(line) < len(header):
            raise ParameterError(f"{name}: row {number} has no column {header[len(line)]!r}")
        if len(line) > len(header):
            raise ParameterError(f"{name}: row {number} has {len(line)} values for {len(header)} columns")
    return [dict(zip(header, line, strict=True)) for line in lines[1:]]


def _json_lines(text: str, name: str) -> list[Row]:
    rows = []
    for number, line in enumerate([line for line in text.split("\n") if line.strip()], 1):
        try:
            row = _json(line)
        except ValueError as error:
            raise ParameterError(f"{name}: row {number} is no JSON: {error}") from error
        if not isinstance(row, dict):
            raise ParameterError(f"{name}: row {number} is no JSON object")
        rows.append(row)
    return rows


def _yaml(text: str, name: str) -> list[Row]:
    rows = strictyaml.load(text, name, ParameterError)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ParameterError(f"{name}: parameters are a list of maps, one per run")
    return rows


def _json(text: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        if doubled := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"{doubled[0]!r} is given twice")
        return dict(pairs)

    def no_constant(text: str) -> Any:
        raise ValueError(f"{text} is no JSON number")

    return json.loads(text, object_pairs_hook=once, parse_constant=no_constant)


_READERS: dict[str, Callable[[str, str], list[Row]]] = {
    ".csv": _csv,
    ".jsonl": _json_lines,
    ".yaml": _yaml,
    ".yml": _yaml,
}
