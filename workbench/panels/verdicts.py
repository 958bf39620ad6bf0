"""The picture of verdicts: for each kind of claim and each check, how much passed, is open, or failed.

What failed or is open stands on top, because that is where a person is needed.
"""

from collections.abc import Sequence

from workbench.drawing import BAD, FAINT, GOOD, INK, OPEN, Drawing, bar, figure, legend, row, table, text

BAR = 72
"""Pixels of a whole bar."""

COLUMNS = ("accepted", "uncertain", "rejected")
COLOURS = (GOOD, OPEN, BAD)
AS = {"accepted": 0, "pass": 0, "uncertain": 1, "unproven": 1, "unjudged": 1, "rejected": 2, "fail": 2}
"""The column that each state of a verdict or a check is counted in."""

Counted = dict[str, tuple[int, int, int]]
"""Name -> how many are good, open, bad."""


Rows = tuple[Sequence[str], Sequence[Sequence[object]]]
"""Column names and rows, as `wb.sql` gives them."""


class VerdictPicture(Drawing):
    """Verdicts by kind of claim, beside results by check.

    by_kind: agent, kind, verdict, claims, as the view `claims_by_verdict` has them. by_check: check, state, claims.
    """

    def __init__(self, by_kind: Rows, by_check: Rows = ((), ())) -> None:
        """A state that is not known is a KeyError."""
        self.kinds = _counted([(f"{agent}: {kind}", state, count) for agent, kind, state, count in by_kind[1]])
        self.checks = _counted([(name, state, count) for name, state, count in by_check[1]])

    def __repr__(self) -> str:
        """The totals."""
        return f"<VerdictPicture: {self.caption()}>"

    def caption(self) -> str:
        """What the picture shows, in words."""
        sums = [sum(counts[at] for counts in self.kinds.values()) for at in range(3)]
        said = ", ".join(f"{number:,} {name}" for number, name in zip(sums, COLUMNS, strict=True))
        return f"{sum(sums):,} claims: {said}."

    def html(self) -> str:
        """The bars, with their numbers."""
        names = zip(COLOURS, ("accepted, passed", "uncertain, unproven", "rejected, failed"), strict=True)
        tables = [_bars("claims by kind", COLUMNS, self.kinds)]
        if self.checks:
            tables.append(_bars("results by check", ("pass", "unproven", "fail"), self.checks))
        beside = "".join(f"<div>{one}</div>" for one in tables)
        look = "display:flex;flex-wrap:wrap;gap:8px 20px;align-items:flex-start"
        return figure(legend(names), f'<div style="{look}">{beside}</div>', caption=self.caption())


def _counted(rows: Sequence[tuple[object, object, object]]) -> Counted:
    found: dict[str, list[int]] = {}
    for name, state, count in rows:
        found.setdefault(str(name), [0, 0, 0])[AS[str(state)]] += int(str(count))
    ordered = sorted(found.items(), key=lambda item: (-item[1][2] / sum(item[1]), -item[1][1] / sum(item[1]), item[0]))
    return {name: (good, still, bad) for name, (good, still, bad) in ordered}


def _bars(title: str, columns: Sequence[str], counted: Counted) -> str:
    head = row("th", [(text(title), False), ("", False), *((name, True) for name in columns)])
    return table(head, [_bar(name, counts) for name, counts in counted.items()])


def _bar(name: str, counts: tuple[int, int, int]) -> str:
    # What is there can be seen, even one in ten thousand.
    small = [count for count in counts if 0 < count * BAR < 2 * sum(counts)]
    scale = (BAR - 2 * len(small)) / max(sum(counts) - sum(small), 1)
    wide = [2.0 if count in small else count * scale for count in counts]
    numbers = [(f'<span style="color:{INK if count else FAINT}">{count:,}</span>', True) for count in counts]
    return row("td", [(text(name, 40), False), (bar(zip(wide, COLOURS, strict=True)), False), *numbers])
