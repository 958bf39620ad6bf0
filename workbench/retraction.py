"""A fact that a person takes back, with everything that was built on it; the word stays in the ledger."""

from workbench.decisions import admit
from workbench.errors import UnknownThing
from workbench.ledger import Ledger
from workbench.policy import Policy
from workbench.records import Record
from workbench.revocation import Revoked, revoke
from workbench.store import Store


class Retraction(Record):
    """That a fact no longer stands: what it was, who said so, and why."""

    fact: str
    about: str
    author: str
    reason: str


def retract(store: Store, ledger: Ledger, policy: Policy, asked: tuple[str, str, str]) -> tuple[Retraction, Revoked]:
    """What was taken back and what went with it; `asked`: the fact (or its claim), who says so, why.

    Raises NotAllowed, ParameterError, and UnknownThing for what is no fact, or none that stands.
    """
    text, author, reason = asked
    admit(policy, author, reason)
    sql = """SELECT fact_id, kind, program, record, name FROM active_fact
        WHERE starts_with(fact_id, ?) OR starts_with(claim_id, ?) LIMIT 2"""
    rows = store.rows(sql, (text, text)) if text.strip() else []
    if len(rows) != 1:
        what = "several facts begin so" if rows else "no fact that stands has this id"
        raise UnknownThing(f"'{text}': {what}; `workbench claims --state accepted --json` lists claims that are facts")
    fact, *parts = rows[0]
    entry = Retraction(fact=fact, about=" ".join(map(str, parts)), author=author, reason=reason)
    ledger.append("retraction", entry.model_dump(mode="json"))
    return entry, revoke(store, ledger, [fact], author, reason)
