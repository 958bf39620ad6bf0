"""The summary of a batch: a row per run, small multiples of its figures, what is not done and how to go on.

One page of HTML that needs nothing else, and one notebook with the same picture; both lie beside the executed
notebooks and are made anew at the end of each go. Every text is escaped; nothing is fetched from anywhere.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from workbench.batch.book import last_batch, rows_of
from workbench.batch.job import RunRow, RunState
from workbench.batch.redaction import blanked
from workbench.draft import put
from workbench.drawing import BAD, FAINT, GOOD, IDLE, OPEN, Drawing, bar, figure, image, legend, row, table, text
from workbench.records import UNKNOWN
from workbench.store import Store

COLOURS: dict[RunState, str] = {
    "done": GOOD,
    "running": OPEN,
    "interrupted": OPEN,
    "queued": IDLE,
    "failed": BAD,
    "timed_out": BAD,
    "killed": BAD,
    "incomplete": BAD,
}
"""Every state has its colour; its word stands beside it."""

PANEL = (180, 54)
"""Pixels of one small multiple."""

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{margin:24px auto;max-width:1100px;padding:0 16px;background:#fff}}a{{color:#1f5f8b}}
h1{{font:600 20px system-ui,sans-serif;color:#212529}}</style></head>
<body><h1>{title}</h1>
{body}
</body></html>
"""


class Summary(Drawing):
    """What became of each run of a batch."""

    def __init__(self, rows: Sequence[RunRow], place: Path | None = None, home: Path = Path(), again: str = "") -> None:
        """place: the directory that links start from; no links without it. again: the command that goes on."""
        self.rows, self.place, self.home, self.again = list(rows), place, home, again

    @classmethod
    def of(cls, store: Store, batch: str = "") -> "Summary":
        """The summary of a batch as the store has it; the newest one without a name."""
        return cls(rows_of(store, batch or last_batch(store)))

    def __repr__(self) -> str:
        """How many runs are in which state."""
        return self.caption()

    def caption(self) -> str:
        """How many runs are in which state, and the time they took."""
        counts = Counter(one.state for one in self.rows)
        said = ", ".join(f"{counts[state]} {state.replace('_', ' ')}" for state in COLOURS if counts[state])
        return f"{len(self.rows)} runs: {said}; {sum(one.seconds for one in self.rows):,.0f} s of work"

    def html(self) -> str:
        """The picture as HTML that needs nothing else."""
        counts = Counter(one.state for one in self.rows)
        wide = 700 / max(1, len(self.rows))
        strip = bar((counts[state] * wide, colour) for state, colour in COLOURS.items())
        names = [(colour, f"{counts[s]} {s.replace('_', ' ')}") for s, colour in COLOURS.items() if counts[s]]
        parts = (strip, legend(names), self._multiples(), self._left(), self._table())
        return figure(*parts, caption=self.caption())

    def page(self) -> str:
        """The whole page."""
        name = self.rows[0].notebook if self.rows else "nothing"
        return PAGE.format(title=text(f"{name}: {len(self.rows)} runs"), body=self.html())

    def notebook(self) -> str:
        """A notebook with this picture, which can be run again in the project."""
        batch = self.rows[0].batch if self.rows else ""
        source = (
            "from workbench.batch.summary import Summary\n"
            "from workbench.project import Workbench\n\n"
            f'Summary.of(Workbench.find(".").store, {json.dumps(batch)})'
        )
        shown = {"text/plain": repr(self), "text/html": self.html()}
        output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": shown}
        title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# What became of each run"}
        code = {"cell_type": "code", "id": "summary", "metadata": {}, "source": source, "execution_count": 1}
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        made = {"cells": [title, {**code, "outputs": [output]}], "metadata": {"kernelspec": kernel}}
        return json.dumps({**made, "nbformat": 4, "nbformat_minor": 5}, indent=1)

    def _names(self) -> list[str]:
        found = dict.fromkeys(name for one in self.rows for name in one.figures)
        return list(found)

    def _multiples(self) -> str:
        numbers = [name for name in self._names() if all(_number(one.figures.get(name, 0)) for one in self.rows)]
        series = [("seconds", [one.seconds for one in self.rows])]
        series += [(name, [float(one.figures.get(name, 0)) for one in self.rows]) for name in numbers]
        panels = "".join(self._panel(name, values) for name, values in series)
        return f'<div style="display:flex;flex-wrap:wrap;gap:14px;margin:8px 0">{panels}</div>'

    def _panel(self, name: str, values: Sequence[float]) -> str:
        wide, high = PANEL
        top, step = max([*values, 0.0]) or 1.0, wide / max(1, len(values))
        shapes = [
            f'<rect x="{at * step:.1f}" y="{high - value / top * high:.1f}" width="{max(step - 1, 0.8):.1f}" '
            f'height="{max(value / top * high, 0):.1f}" fill="{COLOURS[one.state]}"/>'
            for at, (one, value) in enumerate(zip(self.rows, values, strict=True))
        ]
        low, most = min(values, default=0.0), max(values, default=0.0)
        said = f"{name}: {low:,.10g} to {most:,.10g}"
        label = f'<div style="color:{FAINT}">{text(said)}</div>'
        return f"<div>{label}{image(wide, high, f'{said}, one bar a run', shapes)}</div>"

    def _left(self) -> str:
        bad = [one for one in self.rows if one.state != "done"]
        if not bad:
            return ""
        items = "".join(f"<li>{text(about(one))}: {text(one.state)}, {text(one.detail, 300)}</li>" for one in bad[:60])
        more = f"<li>and {len(bad) - 60} more</li>" if len(bad) > 60 else ""
        again = f"<p>To go on with what is not done: <code>{text(self.again)}</code></p>" if self.again else ""
        return f'<div style="margin:8px 0"><b>Not done: {len(bad)}</b><ul>{items}{more}</ul>{again}</div>'

    def _table(self) -> str:
        names = self._names()
        columns = ["row", "run", "state", *names, "seconds", "tries"]
        right = [name not in ("run", "state") for name in columns]
        head = row("th", zip(map(text, columns), right, strict=True))
        body = [row("td", zip(self._cells(one, names), right, strict=True)) for one in self.rows]
        return table(head, body)

    def _cells(self, one: RunRow, names: Iterable[str]) -> list[str]:
        mark = f'<span style="display:inline-block;width:9px;height:9px;background:{COLOURS[one.state]}"></span> '
        said = [text(_shown(one.figures.get(name, "")), 60) for name in names]
        state = mark + text(one.state.replace("_", " "))
        return [str(one.ordinal), self._linked(one), state, *said, f"{one.seconds:,.1f}", str(one.attempt)]

    def _linked(self, one: RunRow) -> str:
        if self.place is None or one.output == UNKNOWN:
            return text(about(one), 80)
        path = os.path.relpath(self.home / one.output, self.place)
        return f'<a href="{escape(quote(path), quote=True)}">{text(about(one), 80)}</a>'


def write(rows: Sequence[RunRow], home: Path, again: str) -> Path:
    """The page, beside the executed notebooks, and the notebook beside it. again: the command that goes on."""
    place = home / "data" / "runs" / rows[0].batch
    place.mkdir(parents=True, exist_ok=True)
    made = Summary(rows, place, home, blanked(again))
    for name, content in (("index.html", made.page()), ("summary.ipynb", made.notebook())):
        put(place / name, content.encode("utf-8", "replace"))
    return place / "index.html"


def about(one: RunRow) -> str:
    """A run by the first of its parameters that are short texts."""
    texts = [str(value) for value in one.parameters.values() if isinstance(value, str | int) and str(value).strip()]
    return " ".join(texts[:2]) or f"row {one.ordinal}"


def _number(value: Any) -> bool:
    return isinstance(value, int | float)


def _shown(value: Any) -> str:
    return f"{value:,.10g}" if _number(value) else str(value)
