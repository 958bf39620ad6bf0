"""Rows as a table: numbers to the right, long texts cut, every character escaped."""

from collections.abc import Mapping, Sequence

from workbench.drawing import Drawing, figure, row, table, text
from workbench.records import Record

MOST, WIDEST = 25, 110
"""Rows and characters of a cell that are shown."""


class Table(Drawing):
    """Columns and rows; what `wb.sql(...)` gives, or records: `Table.of(wb.proposals())`."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Sequence[object]], most: int = MOST) -> None:
        """Shows the first `most` rows and says how many there are."""
        self.columns, self.rows, self.most = list(columns), [tuple(row) for row in rows], most

    @classmethod
    def of(cls, rows: Sequence[Record | Mapping[str, object]], *columns: str, most: int = MOST) -> "Table":
        """Records or maps as rows: the named columns, all of them without one."""
        maps = [dict(row) for row in rows]  # a record, too, gives pairs of name and value
        names = list(columns) or list(maps[0] if maps else [])
        return cls(names, [[row[name] for name in names] for row in maps], most)

    def __repr__(self) -> str:
        """How much it holds."""
        return f"<Table of {len(self.rows)} rows: {', '.join(self.columns)}>"

    def html(self) -> str:
        """The table as HTML."""
        shown = self.rows[: self.most]
        right = [all(isinstance(one[at], (int, float)) for one in shown) for at in range(len(self.columns))]
        head = row("th", zip(map(text, self.columns), right, strict=True))
        body = [row("td", zip(map(_cell, one), right, strict=True)) for one in shown]
        more = len(self.rows) - len(shown)
        said = f"{len(self.rows)} rows; {more} more are not shown" if more > 0 else "" if shown else "no rows"
        return figure(table(head, body), caption=said)


def _cell(value: object) -> str:
    said = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
    return text(", ".join(map(str, said)) if isinstance(said, (tuple, list)) else said, WIDEST)
