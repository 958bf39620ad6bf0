"""The lineage picture: one thing, what it was made of and what was made of it, and the shortest reason for it.

A whole graph is a hairball; the street is not. So things are counted by stage, in the order in which they come of each
other, and one path is told in words, down to the lines of the document.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from workbench.drawing import CODE, FAINT, RULE, SHADE, Drawing, figure, text
from workbench.records import UNKNOWN

STREET = (
    "spec",
    "chunk",
    "read",
    "line",
    "truth",
    "source",
    "engine",
    "prompt",
    "call",
    "claim",
    "verdict",
    "fact",
    "policy",
    "proposal",
    "decision",
    "receipt",
    "file",
)
"""The kinds of things, in the order in which they come of each other."""

EDGE = "#4a86b8"

MOST = 8
"""Lines and things that are listed."""


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
        """The stages, the explanation, the first lines it rests on, and what it led to in the end."""
        stages = [*_counted(self.up), ("this", 1), *_counted(self.down)]
        return figure(_street(stages), self._told(), self._quoted(), self._led_to(), caption=self.caption())

    def _told(self) -> str:
        items = "".join(f'<li style="margin:3px 0">{text(step.sentence, 240)}</li>' for step in self.why)
        return f'<ol style="margin:10px 0 4px;padding-left:22px">{items}</ol>' if items else ""

    def _quoted(self) -> str:
        lines = [node for node in self.up if node.kind == "line" and node.quote != UNKNOWN]
        if not lines:
            return ""
        rows = "".join(_line(node) for node in lines[:MOST])
        more = f"<div>… and {len(lines) - MOST:,} more lines</div>" if len(lines) > MOST else ""
        look = f"{CODE};white-space:pre;overflow-x:auto;border-left:3px solid {RULE};padding-left:10px"
        return f'<div tabindex="0" style="{look}">{rows}{more}</div>'

    def _led_to(self) -> str:
        last = next((kind for kind in reversed(STREET) if any(node.kind == kind for node in self.down)), "")
        ends = [node for node in self.down if node.kind == last]
        items = "".join(f'<li style="margin:3px 0">{text(node.label, 240)}</li>' for node in ends[:MOST])
        more = f"<li>… and {len(ends) - MOST:,} more</li>" if len(ends) > MOST else ""
        return f'<ul style="margin:10px 0 4px;padding-left:22px">{items}{more}</ul>' if items else ""


def _line(node: Node) -> str:
    place = f'<span style="color:{FAINT};flex:none;min-width:150px">{text(node.label)}</span>'
    return f'<div style="display:flex;gap:14px">{place}<span>{text(node.quote, 160)}</span></div>'


def _counted(nodes: Sequence[Node]) -> list[tuple[str, int]]:
    found = Counter(node.kind for node in nodes)
    known = [kind for kind in STREET if kind in found]
    return [(kind, found[kind]) for kind in [*known, *sorted(found.keys() - set(STREET))]]


def _street(stages: Sequence[tuple[str, int]]) -> str:
    arrow = f'<span style="color:{FAINT}">›</span>'
    boxes = arrow.join(_stage(kind, count) for kind, count in stages)
    return f'<div style="display:flex;flex-wrap:wrap;gap:2px;align-items:center">{boxes}</div>'


def _stage(kind: str, count: int) -> str:
    here = kind == "this"
    edge = f"2px solid {EDGE}" if here else f"1px solid {RULE}"
    name = "one thing" if here else kind + ("s" if count != 1 else "")
    look = f"border:{edge};background:{SHADE};min-width:48px;text-align:center;padding:6px 3px"
    number = f'<div style="font-size:16px;font-weight:600">{"this" if here else f"{count:,}"}</div>'
    return f'<div style="{look}">{number}<div style="color:{FAINT};font-size:11px">{text(name)}</div></div>'
