"""The same field, mapped the same way in every endpoint that has it; else a person is asked which of them is right."""

from collections import defaultdict
from collections.abc import Iterable

from workbench.checks.finding import checked
from workbench.matching.words import pieces
from workbench.records import Check, Claim, MapsBody
from workbench.truth import Catalog

SEVERAL = 2
"""Other endpoints that must agree on another property for a mapping to be doubted."""


class Peers:
    """How each field name is mapped, endpoint by endpoint; the words of the property's name are compared.

    That others agree proves nothing, because one author wrote them all: it is only when they differ that it says
    something.
    """

    def __init__(self, bodies: Iterable[MapsBody]) -> None:
        self._known: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._taken: set[tuple[str, str, str]] = set()
        for body in bodies:
            self._known[body.field][_leaf(body.property)].add(body.program)
            self._taken.add((body.program, body.operation, body.property))

    def check(self, claim: Claim, catalog: Catalog) -> Check:
        """Unproven when more endpoints map a field of this name to something else that no field has here."""
        body = claim.body
        if not isinstance(body, MapsBody):
            return checked("consistent", "pass", "names no property")
        said, own = self._known[body.field], frozenset(pieces(body.property))
        same = len({program for leaf in said if _called(leaf) <= own for program in said[leaf]} - {body.program})
        operation = catalog.operation(body.operation)
        here = {
            _leaf(item.path)
            for item in (operation.properties if operation else ())
            if (body.program, body.operation, item.path) not in self._taken
        }
        for leaf, programs in sorted(said.items()):
            others = programs - {body.program}
            if not _called(leaf) <= own and leaf in here and len(others) >= SEVERAL and len(others) > same:
                detail = f"{len(others)} endpoints map {body.field} to '{leaf}' ({', '.join(sorted(others)[:3])})"
                return checked("consistent", "unproven", detail)
        return checked("consistent", "pass", f"{same} other endpoints map it so")


def _leaf(path: str) -> str:
    return path.rpartition(".")[2]


def _called(leaf: str) -> frozenset[str]:
    """The words of a name: a path that has them all says the same, in whatever object it stands."""
    return frozenset(pieces(leaf))
