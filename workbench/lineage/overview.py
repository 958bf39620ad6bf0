"""A neighbourhood that can be looked at: one thing, its past to the left, its future to the right, at most 150 boxes.

A claim, its verdict and its fact are one box, coloured by the verdict. What is near stands by itself; what is many is
counted: so many claims of this endpoint, so many in all. A counted box is opened by asking for it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from workbench.lineage.edges import Edge
from workbench.lineage.nodes import kind_of
from workbench.lineage.scope import NOW, Scope
from workbench.lineage.walk import View, viewing
from workbench.records import UNKNOWN, Record
from workbench.store import Store

MOST = 150
"""Boxes at most."""

TALL = 14
"""Boxes that one column shows before it counts instead; one that was opened shows up to `OPENED` of its things."""

OPENED = 40

Key = tuple[int, str, str]
"""Column, kind and endpoint ("" for all): what counted things have in common."""


class Box(Record):
    """One thing, or `count` things of one kind. `column` is how many steps it lies after the thing asked about
    (before: negative), `row` its place there from 0. `state` is that of a verdict, "mixed" when they differ."""

    box: str
    kind: str
    label: str
    quote: str = UNKNOWN
    state: str = UNKNOWN
    program: str = UNKNOWN
    count: int = 1
    column: int = 0
    row: float = 0.0


class Overview(Record):
    """The boxes, the links between them (from, to, how many edges), and how many nodes there are in all."""

    thing: str
    boxes: tuple[Box, ...]
    links: tuple[tuple[str, str, int], ...]
    nodes: int
    counted: int

    def caption(self) -> str:
        """What is seen, in words."""
        folded = f", {self.counted:,} of them counted in boxes" if self.counted else ""
        return f"{self.nodes:,} things before and after it{folded}; a claim, its verdict and its fact are one."


def overview(store: Store, thing: str, opened: Collection[str] = (), scope: Scope = NOW) -> Overview:
    """The neighbourhood of a node; `opened` are the ids of counted boxes that shall show what is in them."""
    with viewing(store, scope, thing) as view:
        before, after = view.reached([thing], "up"), view.reached([thing], "down")
        one = _folded([*before, *after])
        focus = one.get(thing, thing)
        inner = ("judged", "established")
        edges = {(one.get(a, a), one.get(b, b)) for edges in (before, after) for a, b, how in edges if how not in inner}
        columns = _columns(focus, edges)
        shown = _shown(view, focus, columns, opened)
        boxes = _described(view, shown, columns)
    links = Counter((shown[src], shown[dst]) for src, dst in edges if shown[src] != shown[dst])
    placed = _placed(boxes, list(links))
    return Overview(
        thing=focus,
        boxes=tuple(placed),
        links=tuple((src, dst, count) for (src, dst), count in sorted(links.items())),
        nodes=len(columns) + len(one) - 1,
        counted=sum(box.count for box in placed if box.count > 1),
    )


def _folded(edges: Sequence[Edge]) -> dict[str, str]:
    """Verdict or fact -> its claim."""
    judged = {dst: src for src, dst, kind in edges if kind == "judged"}
    return judged | {dst: judged.get(src, src) for src, dst, kind in edges if kind == "established"}


def _columns(focus: str, edges: Collection[tuple[str, str]]) -> dict[str, int]:
    """Node -> how many steps after the focus it lies, negative for before; by id."""
    ahead: dict[str, list[str]] = defaultdict(list)
    behind: dict[str, list[str]] = defaultdict(list)
    for src, dst in edges:
        ahead[src].append(dst)
        behind[dst].append(src)
    found = {focus: 0}
    for following, sign in ((behind, -1), (ahead, 1)):
        level, distance = [focus], 0
        while level:
            distance += sign
            level = list(set[str]().union(*(following[here] for here in level if here in following)) - found.keys())
            found.update(dict.fromkeys(level, distance))
    return dict(sorted(found.items()))


def _shown(view: View, focus: str, columns: Mapping[str, int], opened: Collection[str]) -> dict[str, str]:
    """Node -> the box it is in: itself, or `group:COLUMN:KIND:ENDPOINT`."""
    groups = _groups(view, focus, columns, opened)
    shown = {focus: focus}
    tall = Counter[int]()
    left = MOST - 1 - len(groups)
    for (column, kind, program), members in sorted(groups.items(), key=lambda item: (abs(item[0][0]), len(item[1]))):
        name = f"group:{column}:{kind}:{program}"
        if name in opened:
            single = members[: min(OPENED, left)]
        else:
            single = members if len(members) <= max(1, min(TALL - tall[column], left + 1)) else []
        rest = members[len(single) :]
        shown |= {node: node for node in single} | dict.fromkeys(rest, name)
        left -= len(single) - (not rest)
        tall[column] += len(single) + bool(rest)
    return shown


def _groups(view: View, focus: str, columns: Mapping[str, int], opened: Collection[str]) -> dict[Key, list[str]]:
    """Nodes of one column, kind and endpoint; of one column and kind where the endpoints are too many to list.

    Where those were opened, the endpoints with the most things stand by themselves, and the rest together.
    """
    program = _programs(view) if len(columns) > TALL else {}
    fine: dict[tuple[int, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for node, column in columns.items():
        if node != focus:
            fine[column, kind_of(node)][program.get(node, "")].append(node)
    found: dict[Key, list[str]] = {}
    for (column, kind), by_program in fine.items():
        many = len(by_program) > TALL // 2
        few = OPENED - 1 if f"group:{column}:{kind}:" in opened else 0
        alone = sorted(by_program, key=lambda name: (-len(by_program[name]), name))[: few if many else len(by_program)]
        found |= {(column, kind, name): by_program[name] for name in alone}
        if rest := [node for name, of in by_program.items() if name not in set(alone) for node in of]:
            found[column, kind, ""] = rest + found.get((column, kind, ""), [])
    return found


def _programs(view: View) -> dict[str, str]:
    rows = view.reader.rows("SELECT claim_id, program FROM claim UNION ALL SELECT chunk_id, program FROM chunk")
    return {node: program for node, program in rows if program != UNKNOWN}


def _described(view: View, shown: Mapping[str, str], columns: Mapping[str, int]) -> list[Box]:
    """Boxes in words: single things as they are called, counted ones by how many of what."""
    single = {node.node: node for node in view.nodes({node: 0 for node, box in shown.items() if node == box})}
    counted = Counter(box for node, box in shown.items() if node != box)
    states = _states(view, {node: box for node, box in shown.items() if node != box})
    found = [
        Box(
            box=node.node,
            kind=node.kind,
            label=node.label,
            quote=node.quote,
            state=node.state,
            program=node.program,
            column=columns[node.node],
        )
        for node in single.values()
    ]
    for box, count in counted.items():
        _, column, kind, program = box.split(":", 3)
        label = f"{count:,} {kind}{'s' if count != 1 else ''}" + (f" of {program}" if program else "")
        state = states.get(box, UNKNOWN)
        found.append(Box(box=box, kind=kind, label=label, state=state, count=count, column=int(column)))
    return found


def _states(view: View, grouped: Mapping[str, str]) -> dict[str, str]:
    """Box of claims -> the state that all of them have, "mixed" when they differ."""
    if not any(kind_of(node) == "claim" for node in grouped):
        return {}
    found: dict[str, set[str]] = defaultdict(set)
    for claim, state in view.reader.rows("SELECT claim_id, state FROM latest_verdict"):
        if claim in grouped:
            found[grouped[claim]].add(state)
    return {box: states.pop() if len(states) == 1 else "mixed" for box, states in found.items()}


def _placed(boxes: Sequence[Box], links: Sequence[tuple[str, str]]) -> list[Box]:
    """Boxes with their rows: each column in the order of what it is linked to nearer the middle, centred."""
    near: dict[str, list[str]] = defaultdict(list)
    for src, dst in links:
        near[src].append(dst)
        near[dst].append(src)
    rows: dict[str, float] = {}
    placed: list[Box] = []
    for column in sorted({box.column for box in boxes}, key=lambda number: (abs(number), number)):
        here = [box for box in boxes if box.column == column]
        here.sort(key=lambda box: (_middle(near[box.box], rows), box.kind, -box.count, box.label, box.box))
        for place, box in enumerate(here):
            rows[box.box] = place - (len(here) - 1) / 2
            placed.append(box.model_copy(update={"row": rows[box.box]}))
    return sorted(placed, key=lambda box: (box.column, box.row))


def _middle(linked: Sequence[str], rows: Mapping[str, float]) -> float:
    known = [rows[box] for box in linked if box in rows]
    return sum(known) / len(known) if known else 0.0
