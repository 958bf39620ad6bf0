"""The coverage strip: a whole document in one picture, each chunk at its place, what is unread in red.

A document of 50,000 lines is a few rows of a strip, read like text. Above, the chunks by what they hold; below, a thin
line that is red where content was not read. One unread line is two pixels wide, so it can be seen.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from workbench.panels.drawing import BAD, FAINT, IDLE, Drawing, box, figure, legend, svg, text, word
from workbench.records import Chunk, ChunkKind

LEFT, WIDTH, BAND, ROW = 56, 900, 18, 38
"""Pixels: room for line numbers, a row of the strip, the height of its chunks, from one row to the next."""

LINES_PER_ROW, MOST_ROWS = 6500, 12

GROUPS: dict[str, tuple[str, tuple[ChunkKind, ...]]] = {
    "programs and records": ("#3f6f99", ("section", "record")),
    "tables, rules, screens": ("#7fa6c6", ("table", "rules", "screen")),
    "front matter, notes, text": ("#b9c6d2", ("preamble", "notes", "text")),
    "appendices": ("#6a8f7f", ("appendix",)),
    "corrections": ("#d9a129", ("errata",)),
}
"""What chunks of each kind are called and drawn like."""


class Unread(Protocol):
    """Content lines that nobody read; both ends inclusive."""

    @property
    def first(self) -> int:
        """The first line."""

    @property
    def last(self) -> int:
        """The last line."""


class Covered(Protocol):
    """What a status says of one document."""

    @property
    def name(self) -> str:
        """The document."""

    @property
    def lines(self) -> int:
        """All its lines."""

    @property
    def content_lines(self) -> int:
        """Those that hold content."""

    @property
    def lines_uncovered(self) -> int:
        """Content lines that no good read covers."""

    @property
    def gaps(self) -> Sequence[Unread]:
        """Where they are."""


class CoverageStrip(Drawing):
    """The strip of one document from its chunks and its status."""

    def __init__(self, chunks: Sequence[Chunk], status: Covered) -> None:
        """The chunks are those of the document that the status is about."""
        self.chunks, self.status = list(chunks), status
        self.rows = max(1, min(MOST_ROWS, -(-status.lines // LINES_PER_ROW)))
        self.per_row = max(1, -(-status.lines // self.rows))

    def __repr__(self) -> str:
        """The figures of the caption."""
        return f"<CoverageStrip: {self.caption()}>"

    def caption(self) -> str:
        """What the picture shows, in words."""
        status = self.status
        unread = f"{status.lines_uncovered:,} of them unread" if status.lines_uncovered else "every one of them read"
        return (
            f"{status.name}: {status.lines:,} lines in {len(self.chunks):,} chunks; "
            f"{status.content_lines:,} lines hold content, {unread}."
        )

    def html(self) -> str:
        """The strip with its legend, and the unread lines by number."""
        names = [
            (colour, name) for name, (colour, kinds) in GROUPS.items() if any(c.kind in kinds for c in self.chunks)
        ]
        parts = [*self._numbers(), *self._bands(), *self._read_lines()]
        picture = svg(LEFT + WIDTH + 4, self.rows * ROW + 4, self.caption(), parts)
        return figure(
            legend([*names, (IDLE, "read"), (BAD, "not read")]), picture, self._list(), caption=self.caption()
        )

    def _numbers(self) -> Iterator[str]:
        for row in range(self.rows):
            number = f"{row * self.per_row + 1:,}"
            yield word(LEFT - 8, row * ROW + 14, number, "end", f"fill:{FAINT};font-size:11px")

    def _bands(self) -> Iterator[str]:
        for colour, kinds in GROUPS.values():
            spans = [(chunk.first, chunk.last) for chunk in self.chunks if chunk.kind in kinds]
            yield self._path(spans, 0, BAND, colour, 0.6)

    def _read_lines(self) -> Iterator[str]:
        for row in range(self.rows):
            lines = min(self.per_row, self.status.lines - row * self.per_row)
            yield box(LEFT, row * ROW + BAND + 4, WIDTH * lines / self.per_row, 4, IDLE)
        yield self._path([(gap.first, gap.last) for gap in self.status.gaps], BAND + 2, 8, BAD, -2.0)

    def _path(self, spans: Sequence[tuple[int, int]], down: int, height: int, colour: str, gap: float) -> str:
        """Spans of lines as one path. gap: pixels left free after each, or, negative, the least width of one."""
        pieces = [piece for span in spans for piece in self._pieces(*span)]
        drawn = "".join(
            f"M{x:.1f} {row * ROW + down}h{max(wide - max(gap, 0), 0.4, -gap):.1f}v{height}h"
            f"-{max(wide - max(gap, 0), 0.4, -gap):.1f}z"
            for row, x, wide in pieces
        )
        return f'<path d="{drawn}" style="fill:{colour}"/>' if drawn else ""

    def _pieces(self, first: int, last: int) -> Iterator[tuple[int, float, float]]:
        """Row, x and width of each part of a span of lines."""
        while first <= last:
            row = (first - 1) // self.per_row
            end = min(last, (row + 1) * self.per_row)
            scale = WIDTH / self.per_row
            yield row, LEFT + (first - 1 - row * self.per_row) * scale, (end - first + 1) * scale
            first = end + 1

    def _list(self) -> str:
        named = [f"{gap.first:,}–{gap.last:,}" for gap in self.status.gaps[:12]]
        more = len(self.status.gaps) - len(named)
        said = ", ".join(named) + (f" and {more} more stretches" if more > 0 else "")
        return f'<div style="margin-top:6px">Unread: lines {text(said)}</div>' if named else ""
