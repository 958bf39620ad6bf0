"""How far the agents are: chunks by the state of their newest read, and what it has cost so far."""

from workbench.records import UNKNOWN, Record
from workbench.store import Store


class Progress(Record):
    """`reads` counts the chunks of the newest spec by the state of their newest read, "unread" among them; `verdicts`
    the claims by the gate's word. `tokens` are those in and out; `dollars` is 0 for an engine that costs nothing.
    `run` is how the newest run stands, "unknown" before there is one."""

    reads: dict[str, int]
    verdicts: dict[str, int]
    calls: int
    tokens: int
    dollars: float
    run: str


_READS = """SELECT coalesce(good.state, latest_read.state, 'unread') AS state, count(*) FROM chunk
    LEFT JOIN (SELECT DISTINCT chunk_id, state FROM read WHERE agent = 'inventory' AND state = 'ok') good
        USING (chunk_id)
    LEFT JOIN latest_read ON latest_read.chunk_id = chunk.chunk_id AND latest_read.agent = 'inventory'
    WHERE chunk.spec_id = (SELECT spec_id FROM spec ORDER BY rowid DESC LIMIT 1) GROUP BY 1 ORDER BY 1"""
_COST = """SELECT count(*), CAST(coalesce(sum(tokens_in + tokens_out), 0) AS BIGINT),
    CAST(coalesce(sum(dollars), 0) AS DOUBLE) FROM cost"""
_VERDICTS = "SELECT verdict, CAST(sum(claims) AS INTEGER) FROM claims_by_verdict GROUP BY 1 ORDER BY 1"


def progress(store: Store) -> Progress:
    """How far the newest spec is."""
    calls, tokens, dollars = store.rows(_COST)[0]
    runs = store.rows("SELECT state FROM run_state ORDER BY rowid DESC LIMIT 1")
    return Progress(
        reads=dict(store.rows(_READS)),
        verdicts=dict(store.rows(_VERDICTS)),
        calls=calls,
        tokens=tokens,
        dollars=dollars,
        run=runs[0][0] if runs else UNKNOWN,
    )
