"""What a terminal shows: tables, lists, JSON, progress. Text from specs, files and names cannot act on it.

Every character that would command, hide or reorder is written out (`⟦U+001B⟧`), in tables also line ends; in JSON it is
escaped as JSON escapes. Where the output is no terminal, nothing is cut, coloured or animated.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from workbench.later import later
from workbench.records import Record
from workbench.textgate import show

if TYPE_CHECKING:
    import rich.console as rich_console
    import rich.progress as rich_progress
    import rich.table as rich_table
    import rich.text as rich_text
else:
    rich_console, rich_progress = later("rich.console"), later("rich.progress")
    rich_table, rich_text = later("rich.table"), later("rich.text")

Told = Callable[[str, int, int], None]
"""Told the stage, how many tasks are done, and how many there are."""

_UNCUT = 100_000
_LONGEST = 2000
"""Characters of a complaint: somebody may have typed a megabyte."""
_OUTSIDE_ASCII = re.compile(r"[^\x20-\x7e\n]")


def line(text: object) -> str:
    """A text as one line, every character visible.

    >>> line("a\\tb\\x1b[31m")
    'a b⟦U+001B⟧[31m'
    """
    return block(str(text).replace("\t", " ")).replace("\n", "⏎")


def block(text: str) -> str:
    """A text of several lines, every other character visible."""
    return show(text)


def say(text: str = "") -> None:
    """Print some lines."""
    sys.stdout.write(block(text) + "\n")


def complain(text: str) -> None:
    """Print one line to stderr; of a very long one its beginning and its end."""
    shown = line(text)
    if len(shown) > _LONGEST:
        shown = f"{shown[: _LONGEST - 400]} …({len(shown):,} characters)… {shown[-400:]}"
    sys.stderr.write(shown + "\n")


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows below a heading; numbers stand right. In a terminal long cells are cut to its width."""
    wide = rich_console.Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
    if not wide.is_terminal:
        wide = rich_console.Console(file=sys.stdout, markup=False, highlight=False, emoji=False, width=_UNCUT)
    drawn = rich_table.Table(box=None, pad_edge=False, header_style="bold")
    for at, name in enumerate(columns):
        number = bool(rows) and all(isinstance(row[at], int | float) for row in rows)
        drawn.add_column(name, no_wrap=True, overflow="ellipsis", justify="right" if number else "left")
    for row in rows:
        drawn.add_row(*(rich_text.Text(cell(value)) for value in row))
    with wide.capture() as drawing:
        wide.print(drawn)
    sys.stdout.write("".join(f"{each.rstrip()}\n" for each in drawing.get().splitlines()))


def pairs(rows: Sequence[tuple[str, str]]) -> None:
    """Print what things are, one a line: names on the left, aligned."""
    width = max((len(line(name)) for name, _ in rows), default=0)
    for name, value in rows:
        sys.stdout.write(f"{line(name):<{width}}  {line(value)}".rstrip() + "\n")


def print_json(value: object) -> None:
    """Print records, or lists and maps of them, as JSON."""
    sys.stdout.write(as_json(value) + "\n")


def print_line(value: object) -> None:
    """Print a value as one line of JSON, at once."""
    sys.stdout.write(_escaped(json.dumps(value, ensure_ascii=False, default=_plain)) + "\n")
    sys.stdout.flush()


def print_rows(rows: Iterable[Record]) -> None:
    """Print many records as one JSON list, a record a line: some ten times as fast as `print_json`."""
    sys.stdout.write("[\n" + _escaped(",\n".join(map(_row, rows))) + "\n]\n")


def _row(record: Record) -> str:
    return json.dumps(record.model_dump(mode="json"), ensure_ascii=False)


def as_json(value: object) -> str:
    """Records, or lists and maps of them, as indented JSON; what a terminal could act on is escaped.

    >>> print(as_json(["é\\x9b\\u202e"]))
    [
      "é\\u009b\\u202e"
    ]
    """
    return _escaped(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def _escaped(text: str) -> str:
    return _OUTSIDE_ASCII.sub(lambda found: found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1], text)


Note = Callable[[int, int], str]
"""What stands beside a bar, for so many tasks done of so many."""


def _no_note(done: int, total: int) -> str:
    return ""


@contextmanager
def progress(note: Note = _no_note) -> Iterator[Told]:
    """What a run tells of its progress to: bars with count, rate and time left; without a terminal a line a stage."""
    if not _may_draw(sys.stderr) or not (console := rich_console.Console(stderr=True)).is_terminal:
        yield lambda stage, done, total: _plain_stage(stage, done, total, note)
        return
    columns = (
        rich_progress.TextColumn("{task.description:<10}"),
        rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn(),
        rich_progress.TextColumn("{task.fields[rate]}"),
        rich_progress.TimeRemainingColumn(),
        rich_progress.TextColumn("{task.fields[note]}"),
    )
    with rich_progress.Progress(*columns, console=console, transient=False) as bars:
        yield _Bars(bars, note)


@contextmanager
def counting(name: str, total: int) -> Iterator[Callable[[int, str], None]]:
    """A bar that is told how many are done and a few words beside it; without a terminal a line each time one is."""
    if not _may_draw(sys.stderr) or not (console := rich_console.Console(stderr=True)).is_terminal:
        said = [-1]

        def plain(done: int, words: str) -> None:
            if done > max(said):
                said.append(done)
                complain(f"{name:<10}  {done:,} of {total:,}  {words}")

        yield plain
        return
    columns = (
        rich_progress.TextColumn("{task.description:<10}"),
        rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn(),
        rich_progress.TextColumn("{task.fields[words]}"),
    )
    with rich_progress.Progress(*columns, console=console) as bars:
        task = bars.add_task(name, total=total, words="")
        yield lambda done, words: bars.update(task, completed=done, words=line(words))


def _may_draw(stream: TextIO) -> bool:
    """Whether bars may be drawn there: what draws them decides, and is not imported where it never would."""
    return stream.isatty() or not {"FORCE_COLOR", "TTY_COMPATIBLE"}.isdisjoint(os.environ)


class _Bars:
    """One bar a stage."""

    def __init__(self, bars: "rich_progress.Progress", note: Note) -> None:
        self._bars = bars
        self._note = note
        self._tasks: dict[str, rich_progress.TaskID] = {}
        self._held: dict[str, int] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total, completed=done, rate="", note="")
            self._held[stage] = done
        task = self._tasks[stage]
        elapsed = self._bars.tasks[task].elapsed or 0
        fresh = done - self._held[stage]
        rate = f"{fresh / elapsed:,.0f}/s" if elapsed > 0 and fresh else ""
        self._bars.update(task, completed=done, total=total, rate=rate, note=self._note(done, total))


def _plain_stage(stage: str, done: int, total: int, note: Note) -> None:
    if done == total:
        beside = note(done, total)
        sys.stderr.write(f"{stage:<10}  {done:,} of {total:,}{'  ' if beside else ''}{beside}\n")


def cell(value: object) -> str:
    """A value as one line: numbers with thousands, lists and maps as JSON."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping | list | tuple):
        return line(json.dumps(value, ensure_ascii=False, default=_plain))
    return line(value)


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, Record) else str(value)
