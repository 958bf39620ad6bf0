"""Two schemas and what is known of their columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import TruthError
from workbench.truth import Catalog, load_target
from workbench.truth.rows import read_rows

LABELS = ("match", "no_match", "unresolvable")
"""match: this is the target. no_match: the column has none. unresolvable: its target is not in the target schema."""

NEEDS = ("source_table", "source_column", "target_table", "target_column", "label")

Name = tuple[str, str]


@dataclass(frozen=True)
class Labelled:
    """Two schemas and what is known of their columns, by number: rows of the source, columns of the target.

    `gold`: source column -> its right targets. `none`: source columns labelled `no_match`. `unscored`: labels that
    name a column which its schema has not, or that are `unresolvable`.
    """

    source: Catalog
    target: Catalog
    gold: Mapping[int, frozenset[int]]
    none: frozenset[int]
    unscored: int


def load(source: str | Path, target: str | Path, truth: str | Path) -> Labelled:
    """Both schemas with their labels; TruthError when no label can be scored."""
    ours, theirs = load_target(source), load_target(target)
    rows, columns = _numbers(ours), _numbers(theirs)
    gold: dict[int, set[int]] = {}
    none: set[int] = set()
    unscored = 0
    for number, row in enumerate(read_rows(Path(truth), NEEDS), start=1):
        label = _label(row, number, Path(truth).name)
        here = rows.get(_name(row["source_table"], row["source_column"]))
        there = columns.get(_name(row["target_table"], row["target_column"]))
        if here is not None and label == "no_match":
            none.add(here)
        elif here is not None and there is not None and label == "match":
            gold.setdefault(here, set()).add(there)
        else:
            unscored += 1
    if not gold:
        raise TruthError(f"{Path(truth).name}: no label 'match' names a column of both schemas")
    return Labelled(ours, theirs, {k: frozenset(v) for k, v in gold.items()}, frozenset(none - gold.keys()), unscored)


def _label(row: dict[str, str], number: int, name: str) -> str:
    label = row["label"].lower()
    if label not in LABELS:
        raise TruthError(f"{name}: row {number}: label {row['label']!r} is not known; accepted are {', '.join(LABELS)}")
    return label


def _numbers(catalog: Catalog) -> dict[Name, int]:
    names = [_name(operation.name, item.path) for operation in catalog.operations for item in operation.properties]
    return {name: number for number, name in enumerate(names)}


def _name(table: str, column: str) -> Name:
    return table.strip().lower(), column.strip().lower()
