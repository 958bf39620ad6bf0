"""Record layouts in six hands: copybook text, with sequence numbers, columns, pipes, dotted leaders, a list in prose.

Each style is a function that gives the lines of one record. What is printed is `Layout.items`, right or wrong.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.sample.model import Item, Layout
from workbench.sample.pages import Line
from workbench.sample.storage import lengths, offsets, total


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes: the program, the record, the share of fields that get a remark, chance."""

    program: str
    layout: Layout
    remarks: float
    rng: random.Random

    def tag(self, ordinal: int) -> tuple[str, str, str, int]:
        """What the lines of one item are marked with."""
        return ("field", self.program, self.layout.name, ordinal)

    def remark(self, item: Item) -> str:
        """The remark to print, or ""."""
        return item.comment if item.forced or self.rng.random() < self.remarks else ""


def layout_lines(program: str, layout: Layout, rng: random.Random) -> list[Line]:
    """The lines of one record in its style, heading included."""
    return _STYLES[layout.style](Hand(program, layout, rng.uniform(0.3, 0.8), rng))


def _copybook(hand: Hand, sequence: bool = False) -> list[Line]:
    rows: list[tuple[str, int]] = [(f"01  {hand.layout.name}.", 0)]
    for ordinal, item in enumerate(hand.layout.items, start=1):
        pad = "    " * _depth(hand.layout.items, ordinal - 1)
        said = hand.remark(item)
        if said and (item.forced or hand.rng.random() < 0.5):
            rows.append((f"*   {pad}{said}", 0))
        rows += [(text, ordinal) for text in _clauses(item, pad)]
        rows += [(f"        {pad}88  {c.name} VALUE {c.literal}.", 0) for c in item.conditions]
    title = f"Copybook of record {hand.layout.name} ({total(hand.layout.items)} bytes)"
    found = [Line(title), Line("")]
    for number, (text, ordinal) in enumerate(rows, start=1):
        star = text.startswith("*")
        margin = f"{number * 10:06d}" if sequence else "      "
        body = text if star else f" {text}"
        found.append(Line(f"{margin}{body}", hand.tag(ordinal) if ordinal else None))
    return found


def _sequenced(hand: Hand) -> list[Line]:
    return _copybook(hand, sequence=True)


def _clauses(item: Item, pad: str) -> list[str]:
    head = f"    {pad}{item.level:02d}  {item.name}"
    parts = []
    if item.redefines:
        parts.append(f"REDEFINES {item.redefines}")
    if item.picture:
        parts.append(f"PIC {item.picture}")
    if item.usage != "DISPLAY":
        parts.append(item.usage)
    if item.depending:
        parts.append(f"OCCURS 1 TO {item.occurs} TIMES DEPENDING ON {item.depending}")
    elif item.occurs > 1:
        parts.append(f"OCCURS {item.occurs} TIMES" if item.level % 2 else f"OCCURS {item.occurs}")
    if item.value:
        parts.append(f"VALUE {item.value}")
    one = f"{head:<34} {' '.join(parts)}".rstrip() + "."
    if len(one) <= 66 or not parts:
        return [one]
    return [head, f"{'':<24}{' '.join(parts)}."]


def _columns(hand: Hand) -> list[Line]:
    items, long, at = hand.layout.items, lengths(hand.layout.items), offsets(hand.layout.items)
    wide = _width(hand.layout) + 1
    head = (f"{'LVL':<4}{'NAME':<{wide}}{'PICTURE':<13}{'USAGE':<7}{'OFFSET':>6} {'LEN':>4}  REMARKS",)
    found = [Line(f"Record: {hand.layout.name}   length {total(items)}"), *(Line(t) for t in head)]
    found.append(Line(f"{'01':<4}{hand.layout.name:<{wide}}{'':<13}{'':<7}{0:>6} {total(items):>4}", head=head))
    for n, item in enumerate(items, start=1):
        name = " " * _depth(items, n - 1) + item.name
        usage = item.usage if item.leaf and item.usage != "DISPLAY" else ""
        text = f"{item.level:02d}  {name:<{wide}}{item.picture:<13}{usage:<7}{at[n - 1]:>6} {long[n - 1]:>4}"
        said = "; ".join(part for part in (_extras(item), hand.remark(item)) if part)
        found.append(Line(f"{text}  {said}".rstrip(), hand.tag(n), head=head))
        found += [Line(f"88    {c.name}  VALUE {c.literal}", head=head) for c in item.conditions]
    return found


def _pipes(hand: Hand) -> list[Line]:
    items, long, at = hand.layout.items, lengths(hand.layout.items), offsets(hand.layout.items)
    wide = _width(hand.layout)
    bar = f"+--+{'-' * wide}+{'-' * 12}+{'-' * 7}+---------+"
    head = (bar, f"|Lv|{'Field':<{wide}}|{'Format':<12}|{'Usage':<7}|{'From-To':<9}|Meaning", bar)
    found = [Line(f"Record layout {hand.layout.name}"), *(Line(t) for t in head)]
    for n, item in enumerate(items, start=1):
        usage = item.usage if item.leaf else "GROUP"
        span = f"{at[n - 1] + 1}-{at[n - 1] + long[n - 1]}"
        said = "; ".join(part for part in (_extras(item), hand.remark(item)) if part)
        row = f"|{item.level:02d}|{item.name:<{wide}}|{item.picture:<12}|{usage:<7}|{span:<9}|{said}"
        found.append(Line(row, hand.tag(n), head=head))
        found += [Line(f"|88|{c.name:<{wide}}|{c.literal:<12}|{c.word}", head=head) for c in item.conditions]
    return [*found, Line(bar)]


def _dotted(hand: Hand) -> list[Line]:
    items, long, at = hand.layout.items, lengths(hand.layout.items), offsets(hand.layout.items)
    wide = _width(hand.layout) + 6
    found = [Line(f".. 01 {hand.layout.name} {'.' * max(2, 34 - len(hand.layout.name))} [1:{total(items)}]")]
    for n, item in enumerate(items, start=1):
        name = f"{'  ' * _depth(items, n - 1)}{item.level:02d} {item.name} "
        form = " ".join(
            part for part in (item.picture or "group", item.usage if item.usage != "DISPLAY" else "") if part
        )
        said = "; ".join(part for part in (_extras(item), hand.remark(item)) if part)
        text = f".. {name:.<{wide}} {form} [{at[n - 1] + 1}:{long[n - 1]}] {said}".rstrip()
        found.append(Line(text, hand.tag(n)))
        found += [Line(f"..      = {c.literal} {c.name}") for c in item.conditions]
    return found


def _list(hand: Hand) -> list[Line]:
    found = [Line(f"The record {hand.layout.name} ({total(hand.layout.items)} bytes) consists of:")]
    for n, item in enumerate(hand.layout.items, start=1):
        pad = "  " * _depth(hand.layout.items, n - 1)
        said = hand.remark(item)
        form = f"PIC {item.picture}" if item.leaf else "group"
        usage = f" {item.usage}" if item.leaf and item.usage != "DISPLAY" else ""
        extra = f", {_extras(item)}" if _extras(item) else ""
        text = f"{pad}- {item.name} (level {item.level:02d}, {form}{usage}{extra})"
        found.append(Line(f"{text}: {said}" if said else text, hand.tag(n)))
        if item.conditions:
            found += [Line(f"{pad}    {c.literal} = {c.word}") for c in item.conditions]
    return found


def _extras(item: Item) -> str:
    parts = []
    if item.redefines:
        parts.append(f"REDEFINES {item.redefines}")
    if item.depending:
        parts.append(f"OCCURS 1 TO {item.occurs} DEPENDING ON {item.depending}")
    elif item.occurs > 1:
        parts.append(f"OCCURS {item.occurs}")
    if item.value:
        parts.append(f"VALUE {item.value}")
    return ", ".join(parts)


def _width(layout: Layout) -> int:
    names = [len(item.name) + 2 * _depth(layout.items, n) for n, item in enumerate(layout.items)]
    names += [len(c.name) for item in layout.items for c in item.conditions]
    return max(len(layout.name), *names)


def _depth(items: Sequence[Item], index: int) -> int:
    return sorted({item.level for item in items}).index(items[index].level)


_STYLES: dict[str, Callable[[Hand], list[Line]]] = {
    "copybook": _copybook,
    "sequenced": _sequenced,
    "columns": _columns,
    "pipes": _pipes,
    "dotted": _dotted,
    "list": _list,
}
