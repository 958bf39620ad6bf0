"""What part of the graph is asked: as it is now, or as it was at a moment; with or without each check as a node."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from workbench.acts import stamp
from workbench.errors import ParameterError
from workbench.records import UNKNOWN, Record

Entries = Sequence[Mapping[str, Any]]
"""Entries of the ledger, in order."""


class Scope(Record):
    """`as_of`: a moment as the ledger writes it, "unknown" for now. `checks`: each check of a verdict is a node."""

    as_of: str = UNKNOWN
    checks: bool = False

    @property
    def moment(self) -> datetime:
        """The moment as the store writes times: UTC without a zone."""
        return datetime.max if self.as_of == UNKNOWN else read_moment(self.as_of).replace(tzinfo=None)

    def entries(self, every: Entries) -> Entries:
        """The entries that were in the ledger by then."""
        return every if self.as_of == UNKNOWN else [one for one in every if self.holds(str(one.get("time", "")))]

    def holds(self, time: str) -> bool:
        """Whether a moment, as the ledger writes it, was by then."""
        return self.as_of == UNKNOWN or time <= stamp(read_moment(self.as_of))


NOW = Scope()


def read_moment(text: str) -> datetime:
    """A moment as a person writes it: a day means its end, a time without a zone is UTC. Raises ParameterError.

    >>> read_moment("2026-01-31").isoformat(), read_moment("2026-01-31T12:00+01:00").isoformat()
    ('2026-01-31T23:59:59.999999+00:00', '2026-01-31T11:00:00+00:00')
    """
    try:
        if len(text) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(text), time.max, UTC)
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ParameterError(f"'{text}' is no moment; write 2026-01-31 or 2026-01-31T12:00:00Z") from None
