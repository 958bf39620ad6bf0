"""What another policy would have decided: every recorded action, held against the policy of now and a new one.

The ledger keeps what was proposed and what was refused, with its measured effect; so a change of policy can be judged
by what it flips before anybody lives under it. Each action is asked alone: limits per run are no part of the replay.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from pydantic import ValidationError

from workbench.acts import Blast, Denial, LedgerEntry, TargetIdentity
from workbench.policy import Policy
from workbench.records import Record
from workbench.rules import Case, spoken

Asked = Literal["propose", "risk", "approve"]
"""propose: may it be proposed. risk: how it is rated. approve: who must approve it."""


class Flip(Record):
    """One decision that would be another. `line` is that of the ledger; `why` lists the rules that make the change."""

    line: int
    author: str
    asked: Asked
    now: str
    then: str
    why: str = ""


def what_if(entries: Sequence[LedgerEntry], now: Policy, then: Policy) -> list[Flip]:
    """Every flipped decision, in the order of the ledger."""
    return [flip for entry in entries if (case := recorded(entry)) for flip in _flips(entry.seq, case, now, then)]


def recorded(entry: LedgerEntry) -> Case | None:
    """The case that a ledger entry records: a proposal, or one that policy refused."""
    try:
        if entry.kind == "proposal":
            return _proposed(entry.body)
        return Case.model_validate(entry.body["case"]) if entry.kind == "denied" else None
    except (KeyError, TypeError, ValidationError):
        return None


def _proposed(body: dict[str, Any]) -> Case:
    actions = body["actions"]
    return Case(
        author=body["author"],
        target=TargetIdentity.model_validate(body["target"]),
        names=tuple(sorted({f"{action['kind']}.{action['verb']}" for action in actions})),
        paths=tuple(action["path"] for action in actions),
        blast=Blast.model_validate(body["blast"]),
        risk=body["risk"],
    )


def _flips(line: int, case: Case, now: Policy, then: Policy) -> Iterator[Flip]:
    old, new = _rated(case, now), _rated(case, then)
    before, after = now.may_propose(old), then.may_propose(new)
    if bool(before) != bool(after):
        why = "; ".join(map(str, before or after))
        yield Flip(line=line, author=case.author, asked="propose", now=_said(before), then=_said(after), why=why)
    if old.risk != new.risk:
        yield Flip(line=line, author=case.author, asked="risk", now=old.risk, then=new.risk)
    needs = [_need(policy, one) for policy, one in ((now, old), (then, new))] if not after else ["", ""]
    if needs[0] != needs[1]:
        yield Flip(line=line, author=case.author, asked="approve", now=needs[0], then=needs[1])


def _rated(case: Case, policy: Policy) -> Case:
    risk = policy.risk_of(case)
    return case if risk == case.risk else case.model_copy(update={"risk": risk})


def _said(denials: Sequence[Denial]) -> str:
    return "refused" if denials else "allowed"


def _need(policy: Policy, case: Case) -> str:
    found = policy.rule_for(case)
    if found is None:
        return "nobody can"
    need = found[1].need
    including = f" with {', '.join(need.include)}" if need.include else ""
    return f"{need.count} of {', '.join(need.roles)}{including}, for {spoken(found[1].expires)}"
