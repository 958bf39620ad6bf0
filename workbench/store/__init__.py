"""The store: what agents say, in one DuckDB file that many processes share and users may query.

    store = Store(home)
    with store.write() as tx:                       # one short transaction, committed or nothing
        tx.add("claim", [claim_row(claim, run)])    # mappings; what is there already is not added again
    store.rows("SELECT count(*) FROM active_fact")  # all rows, no open cursor
    store.query("SELECT * FROM checks")             # SQL of users: on a copy, read-only, with the ledger beside it

Tables and views are in `workbench/sql`; times are UTC, in columns `added_at` (`at` and `by` are reserved words in SQL).
"""

from workbench.store.rows import (
    NEWEST_STATUS,
    chunk_of,
    chunk_row,
    claim_of,
    claim_row,
    established_row,
    fact_of,
    fact_row,
    newest_of,
    read_of,
    read_row,
    verdict_of,
    verdict_row,
)
from workbench.store.salvage import Salvaged, salvage
from workbench.store.store import Reader, Store, Transaction
from workbench.store.tables import Row

__all__ = [
    "NEWEST_STATUS",
    "Reader",
    "Row",
    "Salvaged",
    "Store",
    "Transaction",
    "chunk_of",
    "chunk_row",
    "claim_of",
    "claim_row",
    "established_row",
    "fact_of",
    "fact_row",
    "newest_of",
    "read_of",
    "read_row",
    "salvage",
    "verdict_of",
    "verdict_row",
]
