"""The executor's own table in a database target: which intents were carried out, committed with their effect."""

import json

from workbench.targets.session import Session
from workbench.targets.statement import RECEIPTS, Dialect, Query

_CREATE = f"CREATE TABLE {RECEIPTS} (token text PRIMARY KEY, wrote text NOT NULL)"


def find_receipt(session: Session, dialect: Dialect, token: str) -> tuple[tuple[str, str], ...] | None:
    """What an intent wrote (table and hash of the rows afterwards); nothing when it was not carried out."""
    if not session.key(RECEIPTS):
        return None
    found = session.rows(
        _query(f"SELECT wrote FROM {RECEIPTS} WHERE token = :token", dialect, "token"), {"token": token}
    )
    return tuple((path, digest) for path, digest in json.loads(found[1][0][0])) if found[1] else None


def write_receipt(session: Session, dialect: Dialect, token: str, wrote: tuple[tuple[str, str], ...]) -> None:
    """Note, in the open transaction, that an intent is carried out. A second time is refused by the primary key."""
    if not session.key(RECEIPTS):
        session.run(Query(_CREATE, ()), {})
    text = f"INSERT INTO {RECEIPTS} (token, wrote) VALUES (:token, :wrote)"
    session.run(_query(text, dialect, "token", "wrote"), {"token": token, "wrote": json.dumps(wrote)})


def _query(text: str, dialect: Dialect, *names: str) -> Query:
    for at, name in enumerate(names, 1):
        text = text.replace(f":{name}", f"${at}" if dialect == "postgres" else f"${name}")
    return Query(text, names)
