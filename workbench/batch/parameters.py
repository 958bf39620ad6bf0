"""Parameters: one run per row, checked as a whole against the notebook before anything starts.

A text stays a text: the market `NO`, the number `007` and the name `1e5` reach the notebook as they were written,
unless the notebook's own default says that it wants a number, a truth value or a list.
"""

import math
import os
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from workbench.batch.notebook import Parameter, TypeName
from workbench.batch.redaction import looks_like_a_key, named_like_a_secret, secrets_of
from workbench.batch.sheet import MOST_ROWS, SURROGATE, Plain, Row, Source, read, refused, strict_json
from workbench.identity import canonical

MOST_TEXT = 100_000
"""Characters of one value."""

_WANTED: dict[TypeName, str] = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "a map",
    "unknown": "anything",
}
_SUCH: dict[TypeName, str] = {
    "int": " of at most 18 digits",
    "list": ' such as ["a", "b"]',
    "dict": ' such as {"a": 1}',
}


def load(path: Path, parameters: Sequence[Parameter]) -> list[Row]:
    """The rows of a parameter file (.csv, .jsonl, .yaml), each value of the type that the notebook wants.

    Raises ParameterError with the file, the row (from 1, without the header), its line and the column.
    """
    return checked(read(path), parameters)


def checked(source: Source, parameters: Sequence[Parameter]) -> list[Row]:
    """Rows with each value of the type that the notebook wants. Raises ParameterError."""
    if not source.rows:
        raise refused(f"{source.name} has no rows; each is a run, and the notebook takes {_accepted(parameters)}")
    if len(source.rows) > MOST_ROWS:
        raise refused(f"{source.name} has {len(source.rows)} rows; a batch is at most {MOST_ROWS}")
    rows = [_checked(row, parameters, source.where(number)) for number, row in enumerate(source.rows, 1)]
    _refuse_duplicates(rows, source)
    return rows


def _accepted(parameters: Sequence[Parameter]) -> str:
    """What a notebook takes, in words."""
    return ", ".join(f"{one.name} ({_WANTED[one.type]})" for one in parameters) or "no parameters"


def _checked(row: Mapping[str, Any], parameters: Sequence[Parameter], where: str) -> Row:
    known = {parameter.name: parameter for parameter in parameters}
    for name in row:
        _refuse_secret(name, row[name], where)
        if name not in known:
            raise refused(f"{where}, column {_unknown(name, list(known))}; it takes {_accepted(parameters)}")
    if missing := [item for item in parameters if item.required and item.name not in row]:
        said = f"column {missing[0].name!r}: it is missing; the notebook has no value of its own and takes"
        raise refused(f"{where}, {said} {_WANTED[missing[0].type]}")
    return {name: _converted(value, known[name].type, f"{where}, column {name!r}") for name, value in row.items()}


def _unknown(name: str, known: Sequence[str]) -> str:
    parted = next((mark for mark in (";", "\t", "|") if set(name.split(mark)) & set(known) and mark in name), "")
    if parted:
        return f"{_brief(name)}: no parameter of the notebook; columns are parted by commas, not by {parted!r}"
    lower = {one.lower(): one for one in known}
    near = [lower[one] for one in get_close_matches(name.lower(), list(lower), 1)]
    meant = f" (is {near[0]!r} meant?)" if near else ""
    return f"{_brief(name)}: no parameter of the notebook{meant}"


def _refuse_secret(name: str, value: Any, where: str) -> None:
    if named_like_a_secret(name):
        said = "the name is that of a secret, and parameters are saved; use the environment"
        raise refused(f"{where}, column {_brief(name)}: {said}")
    held = [form for form in secrets_of(os.environ) if form in str(value)]
    if held or looks_like_a_key(str(value)):
        said = "the value looks like a key, and parameters are saved; use the environment"
        raise refused(f"{where}, column {_brief(name)}: {said}")


def _converted(value: Any, wanted: TypeName, where: str) -> Any:
    converted = _from_text(value, wanted) if isinstance(value, str) else value
    if not _fits(converted, wanted) or not _sound(converted):
        shown = _brief(None if isinstance(value, Plain) and value.value is None else value)
        raise refused(f"{where}: the notebook takes {_WANTED[wanted]}{_SUCH.get(wanted, '')}, not {shown}")
    if len(size := str(converted)) > MOST_TEXT:
        raise refused(f"{where}: {len(size):,} characters; a value has at most {MOST_TEXT:,}: name a file instead")
    return float(converted) if wanted == "float" else converted


def _brief(value: Any) -> str:
    said = repr(str(value) if isinstance(value, Plain) else value)
    return said if len(said) <= 80 else f"{said[:60]}… ({len(said):,} characters)"


def _from_text(text: str, wanted: TypeName) -> Any:
    if isinstance(text, Plain) and (text.value is None or wanted == "unknown"):
        return text.value
    if wanted == "int" and re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        return int(text)
    if wanted == "float" and re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,2})?", text):
        return float(text)
    if wanted == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if wanted in ("list", "dict"):
        try:
            return strict_json(text)
        except ValueError:
            return text
    return str(text)


def _fits(value: Any, wanted: TypeName) -> bool:
    if wanted == "unknown":
        return True
    if wanted == "float":
        return type(value) in (int, float) and abs(value) <= 1e300
    if wanted == "int":
        return type(value) is int and abs(value) < 10**18
    return type(value).__name__ == wanted


def _sound(value: Any) -> bool:
    """Whether a notebook can be told it: no infinities, and no halves of characters."""
    if isinstance(value, dict):
        return all(_sound(one) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return all(map(_sound, value))
    return not (isinstance(value, float) and not math.isfinite(value)) and not SURROGATE.search(str(value))


def _refuse_duplicates(rows: Sequence[Row], source: Source) -> None:
    seen: dict[bytes, int] = {}
    for number, row in enumerate(rows, 1):
        first = seen.setdefault(canonical(row), number)
        if first != number:
            raise refused(f"{source.where(number)} is the same as row {first}; each row is a run of its own")
