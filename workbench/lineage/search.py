"""Finding things by the words that a person remembers."""

from workbench.lineage.nodes import Node
from workbench.lineage.scope import NOW
from workbench.lineage.walk import viewing
from workbench.store import Store


def find(store: Store, words: str, limit: int = 25) -> list[Node]:
    """Things whose name, summary or path holds these words, in any letter case; those with the shortest name first.

    Claims by the name of what they are about, specs and truth sources by theirs, proposals by their summary, files by
    their path. Words are taken as they stand: no character of them means another.
    """
    with viewing(store, NOW) as view:
        found = {node: len(name) for node, name in view.reader.rows(_NAMED, [words.casefold()])}
        for entry in view.entries:
            if entry["kind"] == "proposal" and words.casefold() in entry["body"]["summary"].casefold():
                found[entry["body"]["proposal_id"]] = len(entry["body"]["summary"])
        written = {dst for _, dst, kind in view.acts if kind == "wrote"}
        found |= {node: len(node) for node in written if words.casefold() in node.casefold()}
        best = sorted(found, key=lambda node: (found[node], node))[:limit]
        return view.nodes(dict.fromkeys(best, 0))


_NAMED = """
    WITH thing AS (
        SELECT claim_id AS node, name || ' ' || kind || ' ' || program AS name FROM claim
        UNION ALL SELECT spec_id, name FROM spec UNION ALL SELECT source_id, name FROM truth_source
    )
    SELECT node, name FROM thing WHERE contains(lower(name), ?)
"""
