"""A data dictionary -> glossary: what the legacy names stand for.

It proves meaning and nothing else: that CUST-NO is "customer number" does not say that any target has one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workbench.errors import TruthError
from workbench.identity import sha256
from workbench.records import Record
from workbench.truth.catalog import AUTHORITY, Authority
from workbench.truth.document import read_bytes
from workbench.truth.rows import parse_rows
from workbench.truth.table import row_text


class Term(Record):
    """One row of a dictionary. `program` is "" when the row holds for every program; `pointer` is `row:N`."""

    program: str
    field: str
    term: str
    description: str
    pointer: str
    quote: str


@dataclass(frozen=True)
class Glossary:
    """All terms of one dictionary. An empty glossary (no dictionary given) has the source "" and proves nothing.

    `problems` are fields with two terms, one line each, with both rows; neither term proves anything alone.
    """

    source: str = ""
    entries: tuple[Term, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def authority(self) -> tuple[Authority, ...]:
        """What a dictionary may prove."""
        return AUTHORITY["dictionary"]

    def terms(self, program: str, field: str) -> list[Term]:
        """What a field of a program stands for: the rows of that program first, then those of every program."""
        key = _key(field)
        own = self._index.get((_key(program), key), ()) if program else ()
        return [*own, *self._index.get(("", key), ())]

    def verify(self, pointer: str, quote: str) -> bool:
        """Whether the row at this pointer says exactly this (white space aside)."""
        said = self._rows.get(pointer)
        return said is not None and said.split() == quote.split()

    @cached_property
    def _rows(self) -> Mapping[str, str]:
        return {term.pointer: term.quote for term in self.entries}

    @cached_property
    def _index(self) -> Mapping[tuple[str, str], Sequence[Term]]:
        index: dict[tuple[str, str], list[Term]] = {}
        for term in self.entries:
            index.setdefault((_key(term.program), _key(term.field)), []).append(term)
        return index


def load_dictionary(path: str | Path) -> Glossary:
    """The glossary of a data dictionary: CSV with columns field and term, and program and description when there.

    A row without a program holds for every program. A glossary of abbreviations is the same with `field` an
    abbreviation. One field of one program with two terms is reported in `problems`, and both are given: the field may
    stand in two records. Raises TruthError with the line of what cannot be read.
    """
    place = Path(path)
    data = read_bytes(place)
    rows = parse_rows(data, place.name, ("field",))
    if not {"term", "description"} & set(rows[0]):
        raise TruthError(
            f"{place.name}: line 1: column 'term' or 'description' is missing; found are {', '.join(rows[0])}"
        )
    terms = [_term(row, number, place.name) for number, row in enumerate(rows, start=1)]
    return Glossary(f"source-{sha256(data)[:20]}", tuple(terms), _contradictions(terms))


def _term(row: dict[str, str], number: int, name: str) -> Term:
    if not row["field"]:
        raise TruthError(f"{name}: row {number}: the field is empty")
    return Term(
        program=row.get("program", ""),
        field=row["field"],
        term=" ".join(row.get("term", "").split()),
        description=" ".join(row.get("description", "").split()),
        pointer=f"row:{number}",
        quote=row_text({key: row.get(key, "") for key in ("program", "field", "term", "description")}),
    )


def _contradictions(terms: Sequence[Term]) -> tuple[str, ...]:
    first: dict[tuple[str, str], Term] = {}
    found: list[str] = []
    for term in terms:
        known = first.setdefault((_key(term.program), _key(term.field)), term)
        if known.term.lower() != term.term.lower():
            who = f"{term.program}.{term.field}" if term.program else term.field
            found.append(f"{who} is {known.term!r} at {known.pointer} and {term.term!r} at {term.pointer}")
    return tuple(found)


def _key(name: str) -> str:
    return name.strip().upper().replace("_", "-")
