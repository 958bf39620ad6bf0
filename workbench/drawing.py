"""How pictures are drawn: plain HTML with every text escaped, and images of shapes alone.

JupyterLab's theme gives the colours of text, lines and paper, light or dark; outside of it the fallbacks count. The
three colours that mean something differ in brightness too, and a number or a word always stands beside them.

JupyterLab takes scripts, SVG and colours by name out of notebooks that it does not trust, such as those of a batch.
What is left must still be the picture: so words are HTML, shapes are images, and lines have a colour for any paper.
"""

import base64
from collections.abc import Iterable

from workbench.display import text, visible

__all__ = ["Drawing", "bar", "figure", "image", "legend", "row", "table", "text", "visible"]

INK = "var(--jp-ui-font-color1, #212529)"
FAINT = "var(--jp-ui-font-color2, #5c636a)"
RULE, SHADE = "#9aa1a970", "#9aa1a928"
GOOD, OPEN, BAD, IDLE = "#4a86b8", "#d9a129", "#c8452f", "#9aa1a9"
"""Accepted, passed, read; uncertain, unproven; rejected, failed, unread; neither."""

TEXT = "font-family:var(--jp-ui-font-family, system-ui, sans-serif);font-size:13px;line-height:1.45"
CODE = "font-family:var(--jp-code-font-family, ui-monospace, monospace);font-size:12px"


class Drawing:
    """Something with an `html()`: notebooks show it, and so do saved notebooks and their HTML."""

    def html(self) -> str:
        """The picture as HTML that needs nothing else."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """One line for a terminal."""
        return f"<{type(self).__name__}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.html()}


def image(width: int, height: int, label: str, shapes: Iterable[str]) -> str:
    """Shapes as an image that shrinks with the notebook. `label` is what a screen reader says of it."""
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(shapes)}</svg>'
    data = base64.b64encode(drawn.encode()).decode()
    look = "max-width:100%;height:auto;display:block;margin:0"
    return f'<img alt="{text(label)}" width="{width}" style="{look}" src="data:image/svg+xml;base64,{data}">'


def bar(parts: Iterable[tuple[float, str]]) -> str:
    """Widths in pixels and their colours, side by side."""
    one = '<span style="display:inline-block;height:12px;width:{:.1f}px;background:{}"></span>'
    return "".join(one.format(width, colour) for width, colour in parts if width)


def row(tag: str, cells: Iterable[tuple[str, bool]]) -> str:
    """A row of a table, from cells of HTML and whether each stands to the right. tag: td, or th for a head."""
    look = f"padding:3px 10px 3px 0;border-bottom:1px solid {RULE};vertical-align:top;background:none;"
    look += f"color:{FAINT if tag == 'th' else INK};font-weight:normal;text-align:"
    scope = ' scope="col"' if tag == "th" else ""
    inside = (f'<{tag}{scope} style="{look}{"right" if right else "left"}">{cell}</{tag}>' for cell, right in cells)
    return f'<tr style="background:none">{"".join(inside)}</tr>'


def table(head: str, body: Iterable[str]) -> str:
    """A table from rows, which scrolls when it is wider than the notebook."""
    look = f"border-collapse:collapse;{TEXT};color:{INK};margin:0"
    inside = f'<table style="{look}"><thead>{head}</thead><tbody>{"".join(body)}</tbody></table>'
    return f'<div tabindex="0" style="overflow-x:auto">{inside}</div>'


def figure(*parts: str, caption: str = "") -> str:
    """Parts below each other, with a caption that says in words what the picture shows."""
    said = f'<figcaption style="color:{FAINT};margin-top:6px">{text(caption)}</figcaption>' if caption else ""
    look = f"{TEXT};color:{INK};margin:4px 0 10px;max-width:1000px"
    return f'<figure class="workbench" style="{look}">{"".join(parts)}{said}</figure>'


def legend(entries: Iterable[tuple[str, str]]) -> str:
    """Colours and what they stand for, in one line."""
    one = '<span style="white-space:nowrap;margin-right:16px">{}{}</span>'
    patch = '<span style="display:inline-block;width:11px;height:11px;margin-right:6px;background:{}"></span>'
    items = "".join(one.format(patch.format(colour), text(name)) for colour, name in entries)
    return f'<div style="margin:2px 0 8px">{items}</div>'
