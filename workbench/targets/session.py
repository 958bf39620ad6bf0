"""One transaction on a database, and the three engines that have them: SQLite, DuckDB, PostgreSQL.

An engine says what it physically is and opens sessions. A session is one transaction; leaving it without `commit` rolls
everything back. It can tell whether a statement changed more than its own table (triggers, cascades), which is refused:
nobody approved that.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from workbench.errors import NotAllowed, Refusal
from workbench.targets.statement import Dialect, Query


class Busy(Refusal):
    """The database is locked, or cannot be reached; nothing was written."""


class EngineRefused(NotAllowed):
    """The engine refused a statement: a constraint, a type, a right that is missing."""


class Session(Protocol):
    """One transaction."""

    def run(self, query: Query, values: Mapping[str, Any]) -> int:
        """How many rows a statement changed."""
        ...

    def rows(self, query: Query, values: Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a query."""
        ...

    def key(self, table: str) -> list[str]:
        """The columns of a table's primary key; `table` is written as in SQL."""
        ...

    def strays(self, changed: Mapping[str, int]) -> str:
        """What this transaction changed beyond these rows of these tables; "" when nothing."""
        ...

    def commit(self) -> None:
        """Make it so."""
        ...


class Engine(Protocol):
    """A database that can be written to."""

    @property
    def dialect(self) -> Dialect:
        """The SQL it speaks."""
        ...

    def place(self) -> tuple[str, str]:
        """Where people say it is, and what it physically is."""
        ...

    def session(self) -> AbstractContextManager[Session]:
        """A transaction."""
        ...


def given(query: Query, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a query uses, in its order. Raises NotAllowed when one is missing."""
    if missing := [name for name in query.names if name not in values]:
        raise NotAllowed(f"{query.text[:60]!r}: no value for :{missing[0]} in a row")
    return {name: values[name] for name in query.names}
