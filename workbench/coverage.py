"""How a spec was read, from its first line to its last: what each stretch yielded, and every gap."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Literal

from workbench.records import UNKNOWN, Record
from workbench.store import Store

Mark = Literal["yield", "nothing", "empty", "gap"]
"""yield: read, and items came of it. nothing: read, and it holds nothing to list. empty: no content there.
gap: content that no good read covers."""


class Stretch(Record):
    """One chunk and its newest read; `state` is "unread" when there is none. `items` are counted by kind of claim."""

    chunk_id: str
    program: str
    kind: str
    first: int
    last: int
    content: int
    state: str
    engine: str
    items: dict[str, int]
    none_here: int
    detail: str


class Coverage(Record):
    """A whole spec as stretches, in order; `lines` counts all its lines, blank ones too."""

    spec: str
    name: str
    lines: int
    stretches: tuple[Stretch, ...]

    def strip(self, width: int = 100) -> list[Mark]:
        """The spec in `width` equal parts, each marked by the worst that stands in it."""
        worst: list[Mark] = ["empty"] * width
        order: Sequence[Mark] = ("empty", "nothing", "yield", "gap")
        for one in self.stretches:
            mark: Mark = "empty"
            if one.content:
                mark = "gap" if one.state != "ok" else "yield" if one.items else "nothing"
            a, b = (one.first - 1) * width // self.lines, (one.last - 1) * width // self.lines
            for at in range(a, min(b, width - 1) + 1):
                worst[at] = max(worst[at], mark, key=order.index)
        return worst


_STRETCHES = """SELECT chunk.chunk_id, chunk.program, chunk.kind, chunk.first, chunk.last,
        coalesce(good.state, latest_read.state, 'unread') AS state,
        coalesce(good.engine, latest_read.engine, 'unknown') AS engine,
        coalesce(good.none_here, latest_read.none_here, '[]') AS none_here,
        coalesce(good.detail, latest_read.detail, 'unknown') AS detail
    FROM chunk
    LEFT JOIN (SELECT * FROM read WHERE agent = 'inventory' AND state = 'ok'
        QUALIFY row_number() OVER (PARTITION BY chunk_id ORDER BY rowid DESC) = 1) good USING (chunk_id)
    LEFT JOIN latest_read ON latest_read.chunk_id = chunk.chunk_id AND latest_read.agent = 'inventory'
    WHERE chunk.spec_id = ? ORDER BY chunk.ordinal"""
_ITEMS = """SELECT read.chunk_id, claim.kind, count(DISTINCT claim.claim_id) FROM read
    JOIN edge ON edge.src = read.read_id AND edge.kind = 'said' JOIN claim ON claim.claim_id = edge.dst
    WHERE read.agent = 'inventory' AND read.state = 'ok' GROUP BY ALL ORDER BY ALL"""


def coverage(store: Store, spec: str) -> Coverage:
    """The coverage of one spec, by its id."""
    name, lines = store.rows("SELECT name, lines FROM spec WHERE spec_id = ?", (spec,))[0]
    items: dict[str, Counter[str]] = defaultdict(Counter)
    for chunk, kind, count in store.rows(_ITEMS):
        items[chunk][kind] = count
    content = _content(store, spec)
    rows = store.records(_STRETCHES, (spec,))
    # The pieces of one long line share its number: the line counts where its first piece stands.
    before = [0, *(row["last"] for row in rows)]
    stretches = [
        Stretch(
            chunk_id=row["chunk_id"],
            program=row["program"],
            kind=row["kind"],
            first=row["first"],
            last=row["last"],
            content=content[row["last"]] - content[max(row["first"] - 1, reached)],
            state=row["state"],
            engine=row["engine"],
            items=dict(items[row["chunk_id"]]),
            none_here=sum(b - a + 1 for a, b in json.loads(row["none_here"])),
            detail=row["detail"] if row["state"] != "ok" else UNKNOWN,
        )
        for row, reached in zip(rows, before, strict=False)
    ]
    return Coverage(spec=spec, name=name, lines=lines, stretches=tuple(stretches))


def _content(store: Store, spec: str) -> list[int]:
    """How many content lines stand up to each line."""
    before = [0]
    for first, last, kind in store.rows(
        "SELECT first, last, class FROM line_class WHERE spec_id = ? ORDER BY first", (spec,)
    ):
        for _ in range(first, last + 1):
            before.append(before[-1] + (kind == "content"))
    return before
