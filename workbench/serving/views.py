"""The store and the ledger of a served project, to read; whatever writes is a verb of its own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from workbench.acts import Damage, Head, LedgerEntry
from workbench.batch import Job, Limits, RunRow
from workbench.errors import NotAllowed
from workbench.rows import Rows
from workbench.serving.served import PAGE


class Project(Protocol):
    """Who asks the server."""

    @property
    def home(self) -> Path:
        """Where the project is."""

    def asked(self, query: str, limit: int = 1000, params: Sequence[Any] = ()) -> Rows:
        """Rows of a query."""

    def _ask(self, verb: str, *args: Any, **named: Any) -> Any: ...


class Absent(NotAllowed, AttributeError):
    """Something that an opened project has and a served one has not."""


def absent(name: str, what: str) -> AttributeError:
    """The error for something that a served store or ledger has not."""
    if name.startswith("_"):
        return AttributeError(name)
    return Absent(f"the {what} of a served project has no '{name}'; it is for reading, verbs write")


class RemoteStore:
    """The store of a served project: queries, and rows that say how notebooks ended."""

    def __init__(self, project: Project) -> None:
        """Asks through a project."""
        self._remote = project

    def __getattr__(self, name: str) -> Any:
        """What an opened store has and a served one has not."""
        raise absent(name, "store")

    @property
    def home(self) -> Path:
        """Where the project is."""
        return self._remote.home

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of one query."""
        return self._remote.asked(sql, 100_000, params).rows

    def records(self, sql: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of one query as column -> value."""
        found = self._remote.asked(sql, 100_000, params)
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]

    def query(self, sql: str, limit: int = 10_000) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows of one query."""
        found = self._remote.asked(sql, limit)
        return found.columns, found.rows

    def ledger_entries(self) -> list[dict[str, Any]]:
        """The ledger's entries in order."""
        return [entry.model_dump(mode="json") for entry in RemoteLedger(self._remote).entries()]

    def run_batch(self, planned: Sequence[Job], limits: Limits, told: Callable[[RunRow], None]) -> list[RunRow]:
        """How notebooks ended that the server ran, each in a governed kernel of its own."""
        rows: list[RunRow] = self._remote._ask("batched", list(planned), limits)
        for row in rows:
            told(row)
        return rows


class RemoteLedger:
    """The journal of a served project, to read."""

    def __init__(self, project: Project) -> None:
        """Asks through a project."""
        self._remote = project

    def __getattr__(self, name: str) -> Any:
        """What an opened ledger has and a served one has not."""
        raise absent(name, "ledger")

    def entries(self) -> list[LedgerEntry]:
        """Every entry in order."""
        found: list[LedgerEntry] = []
        while page := self._remote._ask("entries", len(found)):
            found += page
            if len(page) < PAGE:
                break
        return found

    def head(self) -> Head:
        """How far it goes."""
        found: Head = self._remote._ask("ledger_head")
        return found

    def verify(self) -> list[Damage]:
        """Everything that is wrong with it."""
        found: list[Damage] = self._remote._ask("verify")
        return found
