"""How a value is shown where text is a page: nothing hides in it, and nothing in it is markup.

Every record shows itself in a notebook as a small table; its texts come from documents that nobody trusts.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from html import escape

_HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}

WIDEST, MOST = 300, 8
"""Characters of a value and members of a list that a record shows."""


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


def record_html(name: str, fields: Mapping[str, object]) -> str:
    """A record as a table of its fields."""
    cell = "text-align:left;vertical-align:top;padding:2px 12px 2px 0;background:none;font-weight:normal"
    faint = "color:var(--jp-ui-font-color2, #5c636a)"
    rows = "".join(
        f'<tr style="background:none"><th scope="row" style="{cell};{faint}">{text(field)}</th>'
        f'<td style="{cell};white-space:pre-wrap;overflow-wrap:anywhere">{text(_said(value), WIDEST)}</td></tr>'
        for field, value in fields.items()
    )
    look = "font:13px/1.45 var(--jp-ui-font-family, system-ui, sans-serif);color:var(--jp-ui-font-color1, #212529)"
    caption = f'<caption style="text-align:left;font-weight:600;{faint}">{text(name)}</caption>'
    return f'<table class="workbench" style="border-collapse:collapse;margin:0;{look}">{caption}{rows}</table>'


def _said(value: object) -> str:
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_said(one)}" for key, one in list(value.items())[:MOST])
    every = list(value)
    if every and all(isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], str) for one in every):
        return ", ".join(f"{key}={_said(one)}" for key, one in every[:MOST])  # a record within a record
    more = f" … {len(every):,} in all" if len(every) > MOST else ""
    return "\n".join(_said(one) for one in every[:MOST]) + more
