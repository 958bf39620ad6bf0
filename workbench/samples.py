"""Sample records: real bytes of legacy records, listed in an index beside them.

The index is a CSV with the columns file, program, record, record_bytes, count and encoding; each file is tried in the
code page that the index says.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from workbench.adapters import Sample
from workbench.errors import TruthError

INDEX = "index.csv"
COLUMNS = ("file", "program", "record", "record_bytes", "count", "encoding")


def load_samples(folder: Path) -> Mapping[str, Mapping[str, Sequence[Sample]]]:
    """Sample records by program and record; nothing where there is no index."""
    index = folder / INDEX
    found: dict[str, dict[str, list[Sample]]] = defaultdict(dict)
    if not index.is_file():
        return found
    with index.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if missing := [name for name in COLUMNS if name not in (rows.fieldnames or [])]:
            raise TruthError(f"'{index}' lacks the column '{missing[0]}'; it needs {', '.join(COLUMNS)}")
        for number, row in enumerate(rows, 2):
            records = _records(folder, row, f"{index}:{number}")
            found[row["program"]][row["record"]] = [Sample(data=data, code_page=row["encoding"]) for data in records]
    return found


def _records(folder: Path, row: Mapping[str, str], place: str) -> list[bytes]:
    path = folder / row["file"]
    if Path(row["file"]).name != row["file"] or not path.is_file():
        raise TruthError(f"{place}: file '{row['file']}' is not in '{folder}'")
    size, data = int(row["record_bytes"]), path.read_bytes()
    if size < 1 or len(data) % size:
        raise TruthError(f"{place}: '{row['file']}' has {len(data)} bytes, which are no whole records of {size}")
    return [data[at : at + size] for at in range(0, len(data), size)]
