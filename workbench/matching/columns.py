"""Columns of two schemas, ready to be compared: pieces of names, documentation, shapes, tables they point at."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.matching.shape import Role, Shape, property_shape, roles
from workbench.matching.texts import bag
from workbench.matching.vocabulary import Vocabulary, learn
from workbench.matching.words import stem
from workbench.records import UNKNOWN
from workbench.truth import Catalog, Glossary, Property


@dataclass(frozen=True)
class Column:
    """One column. `table` and `refers` are numbers of tables in their catalog; `refers` is -1 when it points at none.

    `pieces` are those of the name, `bare` without the ones that only repeat the table's name, `placed` with the
    table's name added. A key column points at its own table.
    """

    table: int
    table_name: str
    name: str
    path: str
    pieces: tuple[str, ...]
    bare: tuple[str, ...]
    placed: tuple[str, ...]
    words: dict[str, float]
    shape: Shape
    roles: frozenset[Role]
    refers: int


def vocabulary(catalogs: Sequence[Catalog], glossary: Glossary | None = None) -> Vocabulary:
    """The vocabulary of all names and descriptions of these catalogs, and of a glossary."""
    named = [operation for catalog in catalogs for operation in catalog.operations]
    names = [name for operation in named for name in (operation.name, *operation.by_path)]
    texts = {operation.description for operation in named}
    texts |= {item.description for operation in named for item in operation.properties}
    texts |= {text for term in (glossary.entries if glossary else ()) for text in (term.term, term.description)}
    return learn(names, texts)


def columns(catalog: Catalog, known: Vocabulary) -> list[Column]:
    """All columns of a catalog, in its order."""
    refers = _References(catalog)
    found: list[Column] = []
    for table, operation in enumerate(catalog.operations):
        own = known.cut(operation.name)
        stems = {stem(piece) for piece in own}
        for item in operation.properties:
            pieces = known.cut(item.name)
            found.append(
                Column(
                    table=table,
                    table_name=operation.name,
                    name=item.name.lower(),
                    path=item.path,
                    pieces=pieces,
                    bare=tuple(piece for piece in pieces if stem(piece) not in stems),
                    placed=pieces + own,
                    words=bag(item.description),
                    shape=property_shape(item),
                    roles=roles(pieces),
                    refers=refers.of(table, item, "key" in roles(pieces)),
                )
            )
    return found


class _References:
    """Which table a column points at: declared, else by the name of another table's key, else its own as its key."""

    def __init__(self, catalog: Catalog) -> None:
        self.tables = {operation.name.lower(): number for number, operation in enumerate(catalog.operations)}
        self.owners: dict[str, list[int]] = {}
        self.keys: Counter[int] = Counter()
        for number, operation in enumerate(catalog.operations):
            for item in operation.properties:
                if item.is_key:
                    self.owners.setdefault(item.name.lower(), []).append(number)
                    self.keys[number] += 1

    def of(self, table: int, item: Property, key_like: bool) -> int:
        """The number of the table, -1 for none."""
        declared = -1
        if item.references != UNKNOWN:
            declared = self.tables.get(item.references.split(".")[0].lower(), -1)
        if declared >= 0:
            return declared
        others = [number for number in self.owners.get(item.name.lower(), []) if number != table]
        if len(others) == 1 and not item.is_key:
            return others[0]
        return table if item.is_key and (self.keys[table] == 1 or key_like) else -1
