"""What a query gives: column names and rows, a pair that shows itself in a notebook as a table to sort and search."""

from typing import Any

from workbench.display import text


class Rows(tuple[list[str], list[tuple[object, ...]]]):
    """Column names and rows. Unpack it, index it, or look at it.

    >>> columns, rows = Rows((["n"], [(1,), (2,)]))
    >>> Rows((["n"], [(1,), (2,)]))
    <2 rows: n>
    """

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self[0]

    @property
    def rows(self) -> list[tuple[object, ...]]:
        """The rows."""
        return self[1]

    def __repr__(self) -> str:
        """How much it holds."""
        return f"<{len(self.rows)} rows: {', '.join(self.columns)}>"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        try:
            from workbench.panels import Grid  # noqa: PLC0415  (an extra: queries work without it)
        except ImportError:
            return {"text/plain": repr(self), "text/html": f"<p>{text(repr(self))}</p>"}
        return Grid(self.columns, self.rows)._repr_mimebundle_(**options)
