"""The coverage strip to click on: a place in the picture, and the lines of the document that stand there.

CoveragePanel.of(wb)                  # a click, or the arrow keys, show the lines and how they were read
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import anywidget
import traitlets

from workbench.drawing import BAD, IDLE, visible
from workbench.panels.coverage import BAND, GROUPS, ROW, WIDTH, CoverageStrip, Covered
from workbench.panels.listing import Said
from workbench.records import Chunk

HERE = Path(__file__).parent

SHOWN = 60
"""Lines that a click shows."""


class Document(Protocol):
    """The text of a spec; lines count from 1."""

    def quote(self, first: int, last: int) -> str:
        """Some lines."""


class Taken(Protocol):
    """A document as it was taken in."""

    @property
    def spec(self) -> Document:
        """Its text."""

    @property
    def chunks(self) -> Sequence[Chunk]:
        """Its chunks."""


class Reader(Protocol):
    """What is asked; a `Workbench` is one."""

    def ingest(self, *paths: str | Path) -> Taken:
        """A document taken in."""

    def status(self) -> Covered:
        """How it was read."""


class CoveragePanel(anywidget.AnyWidget):
    """The strip of one document; `page` holds its shapes, the lines come on demand."""

    _esm = (HERE / "common.js").read_text() + (HERE / "lines.js").read_text()
    _css = HERE / "panels.css"
    page = traitlets.Dict().tag(sync=True)

    def __init__(self, document: Document, chunks: Sequence[Chunk], status: Covered) -> None:
        """The chunks and the status are those of the document."""
        self._document, self._strip = document, CoverageStrip(chunks, status)
        super().__init__(page=self._page())
        self.on_msg(lambda _, message, buffers: self._heard(message))

    @classmethod
    def of(cls, reader: Reader, *paths: str | Path) -> "CoveragePanel":
        """The strip of a project's document, as it was read so far."""
        taken = reader.ingest(*paths)
        return cls(taken.spec, taken.chunks, reader.status())

    def look(self, line: int) -> Said:
        """The lines from one on, with the chunk that they stand in and whether they were read."""
        status = self._strip.status
        line = min(max(1, line), status.lines)
        last = min(line + SHOWN - 1, status.lines)
        chunk = next((one for one in self._strip.chunks if one.first <= line <= one.last), None)
        unread = [(gap.first, gap.last) for gap in status.gaps if gap.first <= last and gap.last >= line]
        where = (
            f"{chunk.kind}, lines {chunk.first:,} to {chunk.last:,}: {' / '.join(chunk.path)}" if chunk else "no chunk"
        )
        said = {
            "kind": "lines",
            "line": line,
            "where": visible(where, 200),
            "unread": unread[:50],
            "lines": [visible(text, 400) for text in self._document.quote(line, last).split("\n")[:SHOWN]],
        }
        self.send(said)
        return said

    def html(self) -> str:
        """The strip, as a record."""
        return self._strip.html()

    def __repr__(self) -> str:
        """The figures of the caption."""
        return f"<CoveragePanel: {self._strip.caption()}>"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        live, about = super()._repr_mimebundle_(**options) or ({}, {})
        return {**live, "text/plain": repr(self), "text/html": self.html()}, about

    def _heard(self, message: Mapping[str, Any]) -> None:
        if message.get("do") == "watch":
            self.send({"kind": "heard"})
        else:
            self.look(int(message["line"]))

    def _page(self) -> Said:
        strip = self._strip
        return {
            "rows": [strip.shapes(first) for first in range(1, strip.status.lines + 1, strip.per_row)],
            "per_row": strip.per_row,
            "lines": strip.status.lines,
            "width": WIDTH,
            "height": ROW,
            "band": BAND,
            "caption": visible(strip.caption()),
            "legend": [[colour, name] for name, (colour, _) in GROUPS.items()] + [[IDLE, "read"], [BAD, "not read"]],
            "gaps": [[gap.first, gap.last] for gap in strip.status.gaps[:200]],
        }
