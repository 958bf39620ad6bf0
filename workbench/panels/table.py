"""Rows as a table: numbers to the right, long texts cut, every character escaped."""

from collections.abc import Mapping, Sequence

from workbench.panels.drawing import FAINT, INK, RULE, TEXT, Drawing, figure, text
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
        right = [all(isinstance(row[at], (int, float)) for row in shown) for at in range(len(self.columns))]
        head = "".join(_cell("th", name, end) for name, end in zip(self.columns, right, strict=True))
        body = "".join(
            f"<tr>{''.join(_cell('td', value, end) for value, end in zip(row, right, strict=True))}</tr>"
            for row in shown
        )
        look = f"border-collapse:collapse;{TEXT};color:{INK};margin:0"
        table = f'<table style="{look}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        more = len(self.rows) - len(shown)
        said = f"{len(self.rows)} rows; {more} more are not shown" if more > 0 else "" if shown else "no rows"
        return figure(f'<div style="overflow-x:auto">{table}</div>', caption=said)


def _cell(tag: str, value: object, right: bool) -> str:
    said = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
    said = ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else said
    align = "right" if right else "left"
    colour = FAINT if tag == "th" else INK
    look = f"text-align:{align};padding:3px 14px 3px 0;border-bottom:1px solid {RULE};color:{colour};vertical-align:top"
    scope = ' scope="col"' if tag == "th" else ""
    return f'<{tag}{scope} style="{look}">{text(said, WIDEST)}</{tag}>'
