"""How pictures are drawn: plain HTML and SVG, in the colours of the notebook's theme, every text escaped.

JupyterLab's theme gives the colours of text, lines and paper, light or dark; outside of it the fallbacks count. The
three colours that mean something differ in brightness too, and a number or a word always stands beside them.
"""

import unicodedata
from collections.abc import Iterable
from html import escape

INK = "var(--jp-ui-font-color1, #212529)"
FAINT = "var(--jp-ui-font-color2, #5c636a)"
RULE = "var(--jp-border-color2, #c8ccd0)"
PAPER = "var(--jp-layout-color1, #ffffff)"
SHADE = "var(--jp-layout-color2, #eef0f2)"
GOOD, OPEN, BAD, IDLE = "#4a86b8", "#d9a129", "#c8452f", "#9aa1a9"
"""Accepted, passed, read; uncertain, unproven; rejected, failed, unread; neither."""

TEXT = "font-family:var(--jp-ui-font-family, system-ui, sans-serif);font-size:13px;line-height:1.45"
CODE = "font-family:var(--jp-code-font-family, ui-monospace, monospace);font-size:12px"

_HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}


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


def visible(value: object, most: int = 0) -> str:
    """A value as text on which nothing hides: characters that hide or reorder others are written as ⟦U+202E⟧.
    Longer than `most` characters (0: any length) it ends in an ellipsis.

    >>> visible("user\\u202e admin", 8)
    'user⟦U+202E⟧ a…'
    """
    plain = str(value)
    plain = plain[: most - 1] + "…" if 0 < most < len(plain) else plain
    return "".join(f"⟦U+{ord(char):04X}⟧" if _hides(char) else char for char in plain)


def _hides(char: str) -> bool:
    return char not in "\n\t" and unicodedata.category(char) in _HIDDEN


def text(value: object, most: int = 0) -> str:
    """A value as `visible` text, escaped.

    >>> text("<b>&\\u202e")
    '&lt;b&gt;&amp;⟦U+202E⟧'
    """
    return escape(visible(value, most), quote=True)


def svg(width: int, height: int, label: str, parts: Iterable[str]) -> str:
    """A picture that shrinks with the notebook. `label` is what a screen reader says of it."""
    return (
        f'<svg role="img" aria-label="{text(label)}" viewBox="0 0 {width} {height}" width="{width}" '
        f'style="max-width:100%;height:auto;display:block">{"".join(parts)}</svg>'
    )


def box(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    """A filled rectangle; `more` are further attributes."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" style="fill:{fill}" {more}/>'


def word(x: float, y: float, said: object, anchor: str = "start", style: str = "") -> str:
    """A text in a picture; y is its base line."""
    look = f"{TEXT};fill:{INK};{style}"
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" style="{look}">{text(said)}</text>'


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
