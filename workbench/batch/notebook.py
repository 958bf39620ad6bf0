"""What a notebook takes and whether it ran: read from the file itself, never from its metadata.

A notebook says its parameters in the one cell with the tag `parameters`: names, defaults, and through them types. A
saved notebook whose kernel died calls every cell completed, so only execution counts say what ran.
"""

import ast
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from workbench.errors import ParameterError

TypeName = Literal["str", "int", "float", "bool", "list", "dict", "unknown"]
"""unknown: the default is no literal, or None; texts go in as they are."""

_ANNOTATED: dict[str, TypeName] = {
    "str": "str",
    "int": "int",
    "float": "float",
    "bool": "bool",
    "list": "list",
    "dict": "dict",
}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook; `required` when its cell gives no value."""

    name: str
    type: TypeName
    required: bool


def parameters_of(path: Path) -> list[Parameter]:
    """The parameters of a notebook, in the order of its cell.

    Raises ParameterError when there is no such notebook, or not exactly one cell tagged `parameters`.
    """
    cells = [cell for cell in _code(path) if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if len(cells) != 1:
        raise ParameterError(f"{path.name} has {len(cells)} cells tagged 'parameters'; a batch needs exactly one")
    try:
        tree = ast.parse(_source(cells[0]))
    except SyntaxError as error:
        raise ParameterError(f"{path.name}: its parameters cell is no Python: {error.msg}") from error
    found = {found.name: found for statement in tree.body for found in _assigned(statement)}
    return list(found.values())


def unexecuted(path: Path) -> int:
    """How many code cells that hold something were not executed."""
    return unexecuted_cells({"cells": _code(path)})


def unexecuted_cells(notebook: Any) -> int:
    """The same of a notebook in memory; 1 of none."""
    if notebook is None:
        return 1
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return sum(1 for cell in code if _source(cell).strip() and cell.get("execution_count") is None)


def joined(outputs: Sequence[Any]) -> list[Any]:
    """Outputs in which what a cell printed stands in one piece, wherever the kernel happened to part it.

    >>> joined([{"output_type": "stream", "name": "stdout", "text": word} for word in ("a", "b")])
    [{'output_type': 'stream', 'name': 'stdout', 'text': 'ab'}]
    """
    found: list[Any] = []
    for output in outputs:
        same = found and output["output_type"] == "stream" == found[-1]["output_type"]
        if same and found[-1]["name"] == output["name"]:
            found[-1]["text"] += output["text"]
        else:
            found.append(output)
    return found


def _code(path: Path) -> list[dict[str, Any]]:
    try:
        notebook = json.loads(path.read_text("utf-8"))
        return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    except FileNotFoundError as error:
        raise ParameterError(f"there is no notebook {path}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ParameterError(f"{path} is no notebook: {error}") from error


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _assigned(statement: ast.stmt) -> list[Parameter]:
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        named = statement.annotation.id if isinstance(statement.annotation, ast.Name) else ""
        kind = _ANNOTATED.get(named) or _type_of(statement.value)
        return [Parameter(statement.target.id, kind, statement.value is None)]
    if isinstance(statement, ast.Assign):
        names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        return [Parameter(name, _type_of(statement.value), False) for name in names]
    return []


def _type_of(value: ast.expr | None) -> TypeName:
    try:
        literal = ast.literal_eval(value) if value is not None else None
    except ValueError:
        return "unknown"
    return _ANNOTATED.get(type(literal).__name__, "unknown")
