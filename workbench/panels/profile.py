"""How a document is built, as a picture: each pattern that was found, where it stands in the document, how sure.

Text and examples are those of the document, shortened and escaped: none of it is taken for markup.
"""

from collections.abc import Sequence
from typing import Protocol

from workbench.drawing import GOOD, IDLE, OPEN, SHADE, Drawing, bar, figure, image, row, table, text

WIDTH, HEIGHT = 360, 16
"""Pixels of the strip beside each pattern."""

MOST = 40
"""So many patterns are drawn."""


class Found(Protocol):
    """One pattern: what it starts, how often it stands there, how sure that is (0 to 1), and an example."""

    @property
    def what(self) -> str:
        """What it starts."""

    @property
    def count(self) -> int:
        """How often."""

    @property
    def sure(self) -> float:
        """How sure, from 0 to 1."""

    @property
    def sample(self) -> str:
        """An example."""

    @property
    def lines(self) -> Sequence[int]:
        """Where it stands, as line numbers."""


class ProfilePicture(Drawing):
    """What discovery found in a document of so many lines, and the names that are mentioned and nowhere defined."""

    def __init__(self, found: Sequence[Found], lines: int, names: Sequence[str], undefined: Sequence[str]) -> None:
        """Nothing is drawn yet."""
        self.found, self.lines = found, lines
        self.names, self.undefined = names, undefined

    def html(self) -> str:
        """The picture: a table with a strip and a bar in each row."""
        head = row("th", [("starts", False), ("times", True), ("sure", False), ("where", False), ("example", False)])
        rows = [row("td", self._cells(one)) for one in self.found[:MOST]]
        return figure(table(head, rows) if rows else "", caption=self._said())

    def _cells(self, one: Found) -> list[tuple[str, bool]]:
        colour = GOOD if one.sure >= 0.7 else OPEN
        shares = bar([(50 * one.sure, colour), (50 * (1 - one.sure), SHADE)])
        sure = f'<span style="white-space:nowrap">{shares} {one.sure:.0%}</span>'
        return [
            (text(one.what), False),
            (f"{one.count:,}", True),
            (sure, False),
            (self._strip(one), False),
            (text(one.sample, 60), False),
        ]

    def _strip(self, one: Found) -> str:
        """A mark at each place of the document, as wide as the document is long."""
        ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{IDLE}" fill-opacity="0.18"/>'
        places = sorted({line * WIDTH // (self.lines + 1) for line in one.lines})
        marks = (f'<rect x="{at}" width="1.5" height="{HEIGHT}" fill="{GOOD}"/>' for at in places)
        said = f"{len(one.lines)} places from line 1 to {self.lines}"
        return image(WIDTH, HEIGHT, said, [ground, *marks])

    def _said(self) -> str:
        if not self.found:
            return "Nothing repeats in this document: it is cut between its paragraphs."
        rest = len(self.found) - MOST
        more = f" {rest} more patterns are not drawn." if rest > 0 else ""
        if not self.undefined:
            return f"{len(self.names):,} endpoints are defined, and every name that is mentioned is among them.{more}"
        told = ", ".join(self.undefined[:12]) + (" and more" if len(self.undefined) > 12 else "")
        return f"{len(self.names):,} endpoints are defined; mentioned and nowhere defined: {told}.{more}"
