"""The lineage panel: one thing, its past to the left and its future to the right, to walk through with mouse or keys.

The kernel works out what is near and where it stands, and gives the browser at most 150 boxes; what is many is counted
in a box that opens on demand. A table beside the picture says the same in words. The graph is drawn by cytoscape.js,
which lies beside this module with its licence; nothing is fetched.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import anywidget
import traitlets

from workbench.drawing import BAD, GOOD, IDLE, OPEN, figure, image, legend, text, visible
from workbench.records import UNKNOWN
from workbench.table import Table

STATES = {"accepted": GOOD, "uncertain": OPEN, "rejected": BAD, "mixed": "#8a6fb0"}
"""Colours of verdicts; a sign stands beside each (✓ ? ✗ ±)."""

SIGNS = {"accepted": "✓", "uncertain": "?", "rejected": "✗", "mixed": "±"}

WIDE, HIGH = 188, 56
"""Pixels from one column to the next, and from one row to the next."""

_HERE = Path(__file__).parent


class Box(Protocol):
    """What is drawn as one box."""

    box: str
    kind: str
    label: str
    quote: str
    state: str
    program: str
    count: int
    column: int
    row: float


class View(Protocol):
    """A neighbourhood."""

    thing: str
    boxes: Sequence[Box]
    links: Sequence[tuple[str, str, int]]

    def caption(self) -> str:
        """What is seen, in words."""


class Found(Protocol):
    """A thing that a search found."""

    node: str
    kind: str
    label: str


class Atlas(Protocol):
    """What is asked; a `Workbench` is one."""

    def overview(self, thing: str, opened: Sequence[str] = ()) -> View:
        """The neighbourhood of a thing."""

    def search(self, words: str, limit: int = 25) -> Sequence[Found]:
        """Things whose name or words hold these."""


def _module() -> str:
    """One ES module: the library, closed up so that none of its names is ours, and the panel."""
    library, _, exported = (_HERE / "vendor" / "cytoscape.mjs").read_text("utf-8").rpartition("export{")
    name = exported.partition(" as default")[0]
    panel = (_HERE / "common.js").read_text("utf-8") + (_HERE / "atlas.js").read_text("utf-8")
    return f"const cytoscape=(()=>{{{library};return {name}}})();\n{panel}"


class LineagePanel(anywidget.AnyWidget):
    """The neighbourhood of a thing. `picture` is what the browser shows; all else comes on demand."""

    _esm = _module()
    _css = (_HERE / "panels.css").read_text("utf-8") + (_HERE / "atlas.css").read_text("utf-8")
    picture = traitlets.Dict().tag(sync=True)

    def __init__(self, atlas: Atlas, thing: str) -> None:
        """Starts at `thing`: an id, a written file, SPEC:LINE, a spec or an endpoint."""
        self._atlas = atlas
        self._trail: list[str] = []
        self._opened: list[str] = []
        self._view: View
        super().__init__()
        self.go(thing)
        self.on_msg(lambda _, message, buffers: self._heard(message))

    # What a person can do; each is a button or a key.

    def go(self, thing: str) -> None:
        """Looks from another thing."""
        view = self._atlas.overview(thing)
        self._trail.append(thing)
        self._opened = []
        self._show(view)

    def back(self) -> None:
        """Looks from the thing before."""
        if len(self._trail) > 1:
            self._trail.pop()
            self.go(self._trail.pop())

    def unfold(self, box: str) -> None:
        """Shows what a counted box holds, or counts it again."""
        self._opened = [one for one in self._opened if one != box] + ([] if box in self._opened else [box])
        self._show(self._atlas.overview(self._trail[-1], self._opened))

    def find(self, words: str) -> list[dict[str, str]]:
        """What is called like this, anywhere; sent to the browser."""
        found = self._atlas.search(words) if words.strip() else []
        listed = [{"node": one.node, "kind": visible(one.kind, 60), "label": visible(one.label, 120)} for one in found]
        self.send({"kind": "found", "things": listed})
        return listed

    def _show(self, view: View) -> None:
        self._view = view
        self.picture = {
            "thing": view.thing,
            "caption": view.caption(),
            "boxes": [_box(box, box.box in self._opened) for box in view.boxes],
            "links": [{"src": src, "dst": dst, "count": count} for src, dst, count in view.links],
            "wide": WIDE,
            "trail": len(self._trail),
        }

    def _heard(self, message: Mapping[str, Any]) -> None:
        verbs: dict[str, Callable[[], object]] = {
            "go": lambda: self.go(str(message["id"])),
            "open": lambda: self.unfold(str(message["id"])),
            "back": self.back,
            "find": lambda: self.find(str(message["words"])),
            "watch": lambda: None,
        }
        try:
            verbs[message["do"]]()
        except Exception as error:  # whatever is wrong, the person who clicked must see it, and nobody else would
            self.send({"kind": "said", "words": visible(error, 400)})
        self.send({"kind": "heard"})

    # How it is shown without a browser that runs it.

    def svg(self) -> str:
        """The picture as an image; its words are in the table below it."""
        left = min(box.column for box in self._view.boxes)
        high = max(abs(box.row) for box in self._view.boxes)
        width = (max(box.column for box in self._view.boxes) - left + 1) * WIDE
        height = int((2 * high + 1) * HIGH)
        at = {box.box: ((box.column - left) * WIDE + 4, (box.row + high) * HIGH + 4) for box in self._view.boxes}
        lines = [_line(at[src], at[dst]) for src, dst, _ in self._view.links]
        shapes = [_shape(*at[box.box], _box(box, False), box.box == self._view.thing) for box in self._view.boxes]
        return image(width, height, self._view.caption(), [*lines, *shapes])

    def html(self) -> str:
        """The picture, and every box of it in a table."""
        rows = [(box.kind, box.label, SIGNS.get(box.state, ""), _said(box.quote)) for box in self._view.boxes]
        colours = [(colour, f"{SIGNS[state]} {state}") for state, colour in STATES.items()]
        listed = Table(["kind", "what", "verdict", "quote"], rows, len(rows)).html()
        return figure(legend(colours), self.svg(), listed, caption=self._view.caption())

    def _repr_mimebundle_(self, **options: Any) -> Any:
        live, about = super()._repr_mimebundle_(**options) or ({}, {})
        plain = f"<LineagePanel of {visible(self._trail[-1], 80)}: {self._view.caption()}>"
        return {**live, "text/plain": plain, "text/html": self.html()}, about


def _said(quote: str) -> str:
    return "" if quote == UNKNOWN else quote


def _box(box: Box, is_open: bool) -> dict[str, Any]:
    label = visible(box.label, 200)
    return {
        "id": box.box,
        "kind": visible(box.kind, 60),
        "label": label,
        "short": _short(label),
        "quote": visible(_said(box.quote), 600),
        "state": box.state if box.state in STATES else "",
        "sign": SIGNS.get(box.state, ""),
        "colour": STATES.get(box.state, IDLE),
        "count": box.count,
        "open": is_open,
        "x": box.column * WIDE,
        "y": box.row * HIGH,
        "column": box.column,
    }


def _short(label: str) -> str:
    """What fits into a box: a claim or proposal without who made it, a path without where it lies."""
    said = label.partition(") says: ")[2] or label.partition(" proposes: ")[2] or label.replace(" (offline)", "")
    said = said.rpartition("/")[2] if "/" in said and " " not in said else said
    return said if len(said) <= 40 else f"{said[:39]}…"


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = (start[0] + WIDE - 30, start[1] + 23), (end[0], end[1] + 23)
    bend = 18 if x2 >= x1 else 60
    path = f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    return f'<path d="{path}" fill="none" stroke="#9aa1a9" stroke-width="1"/>'


def _shape(x: float, y: float, box: Mapping[str, Any], focus: bool) -> str:
    edge = f'stroke="{box["colour"]}" stroke-width="{3 if focus else 1.5}"'
    rect = f'<rect x="{x:.0f}" y="{y:.0f}" width="{WIDE - 30}" height="46" rx="3" fill="#ffffff" {edge}/>'
    look = 'font-family="sans-serif" font-size="10"'
    kind = (
        f'<text x="{x + 6:.0f}" y="{y + 18:.0f}" {look} fill="#5c636a">{text(box["sign"])} {text(box["kind"])}</text>'
    )
    words = box["short"] if len(box["short"]) <= 28 else f"{box['short'][:27]}…"
    return f'{rect}{kind}<text x="{x + 6:.0f}" y="{y + 33:.0f}" {look} fill="#212529">{text(words)}</text>'
