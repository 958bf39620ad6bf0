"""Edges that are taken out of a store for a moment: which of them are missed by name."""

from collections.abc import Sequence
from contextlib import suppress

from workbench.lineage import Edge
from workbench.lineage.orphans import hanging
from workbench.store import Store

TAKEN_OUT = """
    DELETE FROM edge USING (SELECT unnest(?) AS one, unnest(?) AS other, unnest(?) AS how) gone
    WHERE (src, dst, kind) = (one, other, how)
"""


class _PutBack(Exception):
    """Ends a transaction whose changes shall not stay."""


def unmissed(store: Store, edges: Sequence[Edge]) -> list[Edge]:
    """Those of some edges, all taken out together and put back, whose absence is not named by itself.

    What a read said is counted read by read: one claim of a read at a time.
    """
    items = dict(store.rows("SELECT read_id, items FROM read"))
    named: set[tuple[str, str]] = set()
    with suppress(_PutBack), store.write() as tx:
        tx.rows(TAKEN_OUT, [list(column) for column in zip(*edges, strict=True)])
        named |= {(one.node, one.missing) for one in hanging(tx)}
        raise _PutBack
    return [edge for edge in edges if _absence(edge, items) not in named]


def _absence(edge: Edge, items: dict[str, int]) -> tuple[str, str]:
    src, dst, kind = edge
    return (
        (src, f"1 of the {items.get(src)} claims it said") if kind == "said" else (dst, f"the edge '{kind}' from {src}")
    )
