"""The coverage strip: a whole document in one picture, each chunk at its place, what is unread in red.

A document of 50,000 lines is a few rows of a strip, read like text. Above, the chunks by what they hold; below, a thin
line that is red where content was not read. One unread line is two pixels wide, so it can be seen.
"""

from collections.abc import Sequence
from typing import Protocol

from workbench.drawing import BAD, FAINT, IDLE, Drawing, figure, image, legend, text
from workbench.records import Chunk, ChunkKind

WIDTH, BAND, ROW = 756, 18, 30
"""Pixels: the width of a row of the strip, the height of its chunks, and of all of it."""

LINES_PER_ROW, MOST_ROWS = 6500, 12

GROUPS: dict[str, tuple[str, tuple[ChunkKind, ...]]] = {
    "programs and records": ("#3f6f99", ("section", "record")),
    "tables, rules, screens": ("#7fa6c6", ("table", "rules", "screen")),
    "front matter, notes, text": ("#b9c6d2", ("preamble", "notes", "text")),
    "appendices": ("#6a8f7f", ("appendix",)),
    "corrections": ("#d9a129", ("errata",)),
}
"""What chunks of each kind are called and drawn like."""


Span = tuple[int, int]
"""First and last line."""


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
        rows = max(1, min(MOST_ROWS, -(-status.lines // LINES_PER_ROW)))
        self.per_row = max(1, -(-status.lines // rows))

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
        rows = [self._row(first) for first in range(1, self.status.lines + 1, self.per_row)]
        strip = f'<div tabindex="0" style="overflow-x:auto">{"".join(rows)}</div>'
        return figure(legend([*names, (IDLE, "read"), (BAD, "not read")]), strip, self._list(), caption=self.caption())

    def _row(self, first: int) -> str:
        """One row of the strip and the number of its first line."""
        last = min(first + self.per_row - 1, self.status.lines)
        drawn = [f'<path d="{path}" fill="{colour}"/>' for path, colour in self.shapes(first)]
        number = f'<span style="color:{FAINT};flex:none;width:56px;text-align:right">{first:,}</span>'
        picture = image(WIDTH, ROW, f"Lines {first:,} to {last:,}", drawn)
        return f'<div style="display:flex;gap:10px">{number}{picture}</div>'

    def shapes(self, first: int) -> list[tuple[str, str]]:
        """What one row shows: SVG paths with their colours, in a box of WIDTH by ROW."""
        shown = (first, min(first + self.per_row - 1, self.status.lines))
        gaps = [(gap.first, gap.last) for gap in self.status.gaps]
        drawn = [(self._shape(self._of(kinds), shown, 0, colour), colour) for colour, kinds in GROUPS.values()]
        drawn += [(self._shape([shown], shown, BAND + 4, IDLE), IDLE), (self._shape(gaps, shown, BAND + 2, BAD), BAD)]
        return [(path, colour) for path, colour in drawn if path]

    def _of(self, kinds: Sequence[ChunkKind]) -> list[Span]:
        return [(chunk.first, chunk.last) for chunk in self.chunks if chunk.kind in kinds]

    def _shape(self, spans: Sequence[Span], shown: Span, down: int, colour: str) -> str:
        """The spans that lie in what a row shows, as one path. A line that is unread is never less than two pixels."""
        scale, height = WIDTH / self.per_row, {0: BAND, BAND + 4: 4}.get(down, 8)
        drawn = ""
        for first, last in spans:
            start, end = max(first, shown[0]), min(last, shown[1])
            if start <= end:
                wide = max((end - start + 1) * scale - (0.6 if down == 0 else 0), 2.0 if colour == BAD else 0.4)
                drawn += f"M{(start - shown[0]) * scale:.1f} {down}h{wide:.1f}v{height}h-{wide:.1f}z"
        return drawn

    def _list(self) -> str:
        named = [f"{gap.first:,}–{gap.last:,}" for gap in self.status.gaps[:12]]
        more = len(self.status.gaps) - len(named)
        said = ", ".join(named) + (f" and {more} more stretches" if more > 0 else "")
        return f'<div style="margin-top:6px">Unread: lines {text(said)}</div>' if named else ""
