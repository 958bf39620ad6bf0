"""The picture of verdicts: for each kind of claim and each check, how much passed, is open, or failed.

What failed or is open stands on top, because that is where a person is needed.
"""

from collections.abc import Iterator, Sequence

from workbench.panels.drawing import BAD, FAINT, GOOD, OPEN, SHADE, Drawing, box, figure, legend, svg, word

NAME, BAR, NUMBER, ROW = 140, 110, 66, 24
"""Pixels: a name, a bar, a number, a row."""

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
        wide = NAME + BAR + 3 * NUMBER
        left = list(_bars(self.kinds, "claims by kind", COLUMNS, 0))
        right = (
            list(_bars(self.checks, "results by check", ("pass", "unproven", "fail"), wide + 40)) if self.checks else []
        )
        height = ROW * (2 + max(len(self.kinds), len(self.checks)))
        picture = svg(wide * (2 if right else 1) + (40 if right else 0), height, self.caption(), left + right)
        names = zip(COLOURS, ("accepted, passed", "uncertain, unproven", "rejected, failed"), strict=True)
        return figure(legend(names), picture, caption=self.caption())


def _counted(rows: Sequence[tuple[object, object, object]]) -> Counted:
    found: dict[str, list[int]] = {}
    for name, state, count in rows:
        found.setdefault(str(name), [0, 0, 0])[AS[str(state)]] += int(str(count))
    ordered = sorted(found.items(), key=lambda item: (-item[1][2] / sum(item[1]), -item[1][1] / sum(item[1]), item[0]))
    return {name: (good, still, bad) for name, (good, still, bad) in ordered}


def _bars(counted: Counted, title: str, columns: Sequence[str], left: float) -> Iterator[str]:
    yield word(left, 16, title, style="font-weight:600")
    for at, name in enumerate(columns):
        yield word(left + NAME + BAR + (at + 1) * NUMBER, 16, name, "end", f"fill:{FAINT};font-size:11px")
    for row, (name, counts) in enumerate(counted.items(), 1):
        yield from _bar(name, counts, left, row * ROW)


def _bar(name: str, counts: tuple[int, int, int], left: float, top: float) -> Iterator[str]:
    yield word(left, top + 16, name[:24])
    yield box(left + NAME, top + 6, BAR, 12, SHADE)
    x, all_ = left + NAME, max(sum(counts), 1)
    for count, colour in zip(counts, COLOURS, strict=True):
        # What is there can be seen, even one in ten thousand.
        wide = max(BAR * count / all_, 2.0) if count else 0.0
        wide = min(wide, left + NAME + BAR - x)
        if wide:
            yield box(x, top + 6, wide, 12, colour)
            x += wide
    for at, count in enumerate(counts):
        colour = f"fill:{FAINT}" if not count else ""
        yield word(left + NAME + BAR + (at + 1) * NUMBER, top + 16, f"{count:,}", "end", colour)
