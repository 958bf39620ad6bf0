"""Sheets: the rows of parameters as they stand in a file or come from a SELECT, each with the line that it begins on.

Only the form is judged here: what is no CSV, no JSON, no list of maps. What the notebook takes is `parameters`' matter.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench import strictyaml
from workbench.batch.redaction import blanked
from workbench.errors import ParameterError
from workbench.store import Store

Row = dict[str, Any]
Numbered = list[tuple[int, Row]]
"""Rows, each with its line, from 1."""

MOST_ROWS = 10_000
"""Runs of one batch."""

MOST_BYTES = 64 << 20
"""Bytes of a parameter file."""

_OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK\x03\x04": "a ZIP file, such as a workbook"}


class Plain(str):
    """A word of YAML as it stands there, and what YAML takes it for: `007` may be a text or the number seven."""

    value: Any

    @classmethod
    def of(cls, word: str, value: Any) -> "Plain":
        """The word, with its value."""
        made = cls(word)
        made.value = value
        return made


@dataclass(frozen=True)
class Source:
    """Rows as they were read, and what errors call them. lines: where each begins; none of a SELECT."""

    name: str
    rows: Sequence[Mapping[str, Any]]
    lines: Sequence[int] = ()

    def where(self, number: int) -> str:
        """What an error calls a row, from 1."""
        line = f" (line {self.lines[number - 1]})" if self.lines else ""
        return f"{self.name}: row {number}{line}"


def refused(what: str) -> ParameterError:
    """The refusal, in a line without keys."""
    return ParameterError(str(blanked(" ".join(what.split()))))


def read(path: Path) -> Source:
    """The rows of a file as they stand there. Raises ParameterError."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(sorted(_READERS))
        raise refused(f"{path.name}: parameters are a SELECT or a file ({kinds}), not {path.suffix!r}")
    found = reader(_text(path), path.name)
    return Source(path.name, [row for _, row in found], [line for line, _ in found])


def _text(path: Path) -> str:
    try:
        if path.is_file() and (size := path.stat().st_size) > MOST_BYTES:
            raise refused(f"the parameters {path} have {size:,} bytes; a batch takes at most {MOST_BYTES:,}")
        data = path.read_bytes()
    except OSError as error:
        raise refused(f"cannot read the parameters {path}: {error.strerror}") from error
    except ValueError as error:
        raise refused(f"cannot read the parameters {str(path)!r}: {error}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        like = next((f", but like {name}" for mark, name in _OTHER_ENCODINGS.items() if data.startswith(mark)), "")
        raise refused(f"the parameters {path} are not UTF-8 text{like}: line {line}, byte {error.start}") from error


def select(store: Store, sql: str) -> Source:
    """The rows of a SELECT on the store, run on a copy that cannot be written. Raises ParameterError.

    A cell without a value (NULL) is a column that is not given.
    """
    names, rows = store.query(sql, MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        raise refused(f"the SELECT gives more than {MOST_ROWS} rows; a batch is at most that many")
    if doubled := [name for name in names if names.count(name) > 1]:
        raise refused(f"the SELECT has column {doubled[0]!r} {names.count(doubled[0])} times; name each once")
    found = [{name: value for name, value in zip(names, row, strict=True) if value is not None} for row in rows]
    return Source("the SELECT", [{name: _of_database(value) for name, value in row.items()} for row in found])


def _of_database(value: object) -> object:
    """A value of a database as JSON knows it: dates and decimals as texts."""
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [_of_database(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _of_database(one) for name, one in value.items()}
    return str(value)


def _csv(text: str, name: str) -> Numbered:
    lines = [(number, line) for number, line in _csv_lines(text, name) if line]
    header = [column.strip() for column in lines[0][1]] if lines else []
    for column in header:
        if not column or header.count(column) > 1:
            times = header.count(column)
            raise refused(
                f"{name}: header, column {column!r}: it stands there {times} times; each has a name of its own"
            )
    for number, (at, line) in enumerate(lines[1:], 1):
        where = f"{name}: row {number} (line {at})"
        if len(line) != len(header):
            first = header[min(len(line), len(header) - 1)]
            said = f"{len(line)} values for {len(header)} columns; each row has a value for each, quoted around a comma"
            raise refused(f"{where}, column {first!r}: {said}")
    return [(at, dict(zip(header, line, strict=True))) for at, line in lines[1:]]


def _csv_lines(text: str, name: str) -> list[tuple[int, list[str]]]:
    csv.field_size_limit(min(MOST_BYTES, sys.maxsize))  # how long a value may be is said with its row and column
    reader, found, at = csv.reader(io.StringIO(text, newline=""), strict=True), [], 1
    try:
        for line in reader:
            found.append((at, line))
            at = reader.line_num + 1
    except csv.Error as error:
        raise refused(f"{name} is no CSV from line {at} on: {error}") from error
    return found


def _json_lines(text: str, name: str) -> Numbered:
    rows: Numbered = []
    for at, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{name}: row {len(rows) + 1} (line {at})"
        try:
            row = strict_json(line)
        except ValueError as error:
            raise refused(f"{where} is no JSON: {_fault(error)}; each line is a map of its own") from error
        if not isinstance(row, dict):
            raise refused(f'{where} is no JSON object; each line is a map such as {{"market": "NO"}}')
        rows.append((at, row))
    return rows


def _fault(error: ValueError) -> str:
    return f"{error.msg}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)


def _yaml(text: str, name: str) -> Numbered:
    found = strictyaml.load_located(text, name, ParameterError, MOST_BYTES)
    if found.value is None:
        return []
    if not isinstance(found.value, list) or not all(isinstance(row, dict) for row in found.value):
        raise refused(f"{name}: parameters are a list of maps, one per run, such as - market: NO")
    rows = enumerate(found.value)
    return [(found.lines[f"[{at}]"], _as_written(row, f"[{at}].", found.words)) for at, row in rows]


def _as_written(row: Row, path: str, words: Mapping[str, str]) -> Row:
    return {key: Plain.of(words[path + key], value) if path + key in words else value for key, value in row.items()}


def strict_json(text: str) -> Any:
    """A JSON value in which no name is given twice and every number is one. Raises ValueError."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        if doubled := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"{doubled[0]!r} is given twice")
        return dict(pairs)

    def no_constant(text: str) -> Any:
        raise ValueError(f"{text} is no JSON number")

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


_READERS: dict[str, Callable[[str, str], Numbered]] = {
    ".csv": _csv,
    ".jsonl": _json_lines,
    ".yaml": _yaml,
    ".yml": _yaml,
}
SURROGATE = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no file can hold."""
