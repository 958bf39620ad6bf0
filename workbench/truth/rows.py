"""Rows of a CSV file, each with its number: a claim points at `row:N`, and 1 is the first row after the header."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from workbench.errors import TruthError
from workbench.truth.document import decode, read_bytes

csv.field_size_limit(4 * 1024 * 1024)


def read_rows(path: Path, needs: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a CSV file, columns by lower-case name; row N of the file is element N-1.

    Raises TruthError with the line when a needed column is missing, a row has too many cells, or nothing follows the
    header.
    """
    return parse_rows(read_bytes(path), path.name, needs)


def parse_rows(data: bytes, name: str, needs: Sequence[str]) -> list[dict[str, str]]:
    """As `read_rows`, from bytes."""
    reader = csv.reader(io.StringIO(decode(data, name), newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        _header(header, name, needs)
        rows = [_row(header, cells, reader.line_num, name) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise TruthError(f"{name}: line {reader.line_num}: {error}") from None
    if not rows:
        raise TruthError(f"{name}: no row follows the header")
    return rows


def _header(header: list[str], name: str, needs: Sequence[str]) -> None:
    missing = [word for word in needs if word not in header]
    if missing:
        raise TruthError(f"{name}: line 1: column {missing[0]!r} is missing; found are {', '.join(header) or 'none'}")
    twice = next((word for word in header if word and header.count(word) > 1), "")
    if twice:
        raise TruthError(f"{name}: line 1: column {twice!r} stands twice")


def _row(header: list[str], cells: list[str], line: int, name: str) -> dict[str, str]:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        raise TruthError(f"{name}: line {line}: {len(cells)} cells under {len(header)} columns")
    padded = cells + [""] * (len(header) - len(cells))
    return {key: cell.strip() for key, cell in zip(header, padded, strict=False) if key}
