"""The lineage picture: one thing, what it was made of and what was made of it, and the shortest reason for it.

A whole graph is a hairball; the street is not. So things are counted by stage, in the order in which they come of each
other, and one path is told in words, down to the lines of the document.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

from workbench.panels.drawing import CODE, FAINT, INK, RULE, SHADE, Drawing, figure, svg, text, word
from workbench.records import UNKNOWN

STREET = (
    "spec",
    "chunk",
    "read",
    "line",
    "truth",
    "claim",
    "verdict",
    "fact",
    "proposal",
    "decision",
    "receipt",
    "file",
)
"""The kinds of things, in the order in which they come of each other."""

WIDTH, HIGH, GAP, MOST_QUOTES = 84, 54, 18, 8
"""Pixels: the width and height of a stage, and between two; lines that are quoted."""


class Node(Protocol):
    """A thing in the graph."""

    @property
    def node(self) -> str:
        """Its id."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def label(self) -> str:
        """It in words."""

    @property
    def quote(self) -> str:
        """The text of a line, "unknown" for all else."""


class Step(Protocol):
    """One sentence of an explanation."""

    @property
    def sentence(self) -> str:
        """What it says."""

    @property
    def quote(self) -> str:
        """The words it rests on."""


class Street(Protocol):
    """What is asked; a `Workbench` is one."""

    def lineage(self, thing: str, direction: str = "up") -> Sequence[Node]:
        """What a thing was made of (`up`), or what was made of it (`down`)."""

    def why(self, thing: str) -> Sequence[Step]:
        """The shortest explanation of a thing."""


class LineagePicture(Drawing):
    """The past (`up`) and the future (`down`) of one thing, and why it is there (`why`)."""

    def __init__(self, thing: str, up: Sequence[Node], down: Sequence[Node] = (), why: Sequence[Step] = ()) -> None:
        """The thing is named as people named it."""
        self.thing, self.up, self.down, self.why = thing, list(up), list(down), list(why)

    @classmethod
    def of(cls, street: Street, thing: str) -> "LineagePicture":
        """The picture of anything that has a name here: an id, a written file, SPEC:LINE, an endpoint."""
        return cls(thing, street.lineage(thing, "up"), street.lineage(thing, "down"), street.why(thing))

    def __repr__(self) -> str:
        """How much there is on either side."""
        return f"<LineagePicture: {self.caption()}>"

    def caption(self) -> str:
        """What the picture shows, in words."""
        return f"{self.thing} was made of {len(self.up):,} things; {len(self.down):,} things were made of it."

    def html(self) -> str:
        """The stages, the explanation, and the first lines it rests on."""
        stages = [*_counted(self.up), ("this", 1), *_counted(self.down)]
        wide = len(stages) * (WIDTH + GAP)
        picture = svg(wide, HIGH + 8, self.caption(), _stages(stages))
        return figure(picture, self._told(), self._quoted(), caption=self.caption())

    def _told(self) -> str:
        items = "".join(f'<li style="margin:3px 0">{text(step.sentence, 240)}</li>' for step in self.why)
        return f'<ol style="margin:10px 0 4px;padding-left:22px">{items}</ol>' if items else ""

    def _quoted(self) -> str:
        lines = [node for node in self.up if node.kind == "line" and node.quote != UNKNOWN]
        if not lines:
            return ""
        rows = "".join(_line(node) for node in lines[:MOST_QUOTES])
        more = f"<div>… and {len(lines) - MOST_QUOTES:,} more lines</div>" if len(lines) > MOST_QUOTES else ""
        look = f"{CODE};white-space:pre;overflow-x:auto;border-left:3px solid {RULE};padding-left:10px"
        return f'<div style="{look}">{rows}{more}</div>'


def _line(node: Node) -> str:
    place = f'<span style="color:{FAINT};flex:none;min-width:150px">{text(node.label)}</span>'
    return f'<div style="display:flex;gap:14px">{place}<span>{text(node.quote, 160)}</span></div>'


def _counted(nodes: Sequence[Node]) -> list[tuple[str, int]]:
    found = Counter(node.kind for node in nodes)
    known = [kind for kind in STREET if kind in found]
    return [(kind, found[kind]) for kind in [*known, *sorted(found.keys() - set(STREET))]]


def _stages(stages: Sequence[tuple[str, int]]) -> Iterator[str]:
    for at, (kind, count) in enumerate(stages):
        x, middle = at * (WIDTH + GAP) + 2, HIGH / 2 + 4
        here = kind == "this"
        line = f"fill:{SHADE};stroke:{INK if here else RULE};stroke-width:{2 if here else 1}"
        yield f'<rect x="{x}" y="4" width="{WIDTH}" height="{HIGH}" style="{line}"/>'
        yield word(x + WIDTH / 2, middle, "this" if here else f"{count:,}", "middle", "font-size:16px;font-weight:600")
        name = "one thing" if here else kind + ("s" if count != 1 else "")
        yield word(x + WIDTH / 2, middle + 18, name, "middle", f"fill:{FAINT};font-size:11px")
        if at + 1 < len(stages):
            end = x + WIDTH + GAP
            yield f'<path d="M{end - GAP + 3} {middle}H{end - 4}m-5 -4l5 4l-5 4" style="fill:none;stroke:{FAINT}"/>'
