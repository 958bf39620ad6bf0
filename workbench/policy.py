"""The rules: what each agent may read and propose, how much, and who must approve. What is not allowed is refused.

`load` reads policy.yaml. Each question (`may_read`, `may_propose`, `may_approve`, `may_execute`) is answered with a
list of denials: empty means yes; otherwise every rule that failed, with its place in the file, what there is and what
is needed. No prompt states a limit, and nothing can be allowed elsewhere.

The digest is the SHA-256 of the file as it stands, and part of every proposal: a changed policy voids what was proposed
and approved under it. Keys are listed in a file of their own and are not part of the digest, so a reviewer can enrol
without voiding what waits.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import PrivateAttr, ValidationError

from workbench.acts import Action, Blast, Denial, Proposal, Risk, TargetIdentity, Usage
from workbench.errors import PolicyError
from workbench.identity import sha256
from workbench.policy_lint import faults
from workbench.rules import ApprovalRule, Case, Limits, Rules, fits, spoken
from workbench.strictyaml import Located, load_located

MAX_BYTES = 256 << 10
"""Bytes that policy.yaml may have."""


class Policy(Rules):
    """The rules of one policy.yaml, ready to be asked."""

    _path: Path = PrivateAttr()
    _digest: str = PrivateAttr()
    _lines: dict[str, int] = PrivateAttr()

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def home(self) -> Path:
        """The directory that relative paths in the policy start from: the one the file is in."""
        return self._path.parent

    @property
    def digest(self) -> str:
        """The SHA-256 of the file."""
        return self._digest

    def faults(self) -> list[str]:
        """What parses and yet cannot be meant, in the order of the lines."""
        found = [(line_of(self._lines, at), at, why) for at, why in faults(self, self.home)]
        return [f"{self._path.name}:{line}: {at}: {why}" for line, at, why in sorted(found, key=lambda one: one[0])]

    def stopped(self) -> str:
        """Why the kill switch file stops everything; "" when there is no such file."""
        switch = self.home / self.kill_switch
        if not switch.is_symlink() and not switch.exists():
            return ""
        return f"{self.kill_switch} exists"

    def risk_of(self, case: Case) -> Risk:
        """The risk of the first rule that applies; high when none does."""
        return next((rule.risk for rule in self.risk if rule.when.holds(case)), "high")

    def rule_for(self, case: Case) -> tuple[int, ApprovalRule] | None:
        """The first approval rule that applies and its number; nothing when nobody can approve this."""
        return next(((at, rule) for at, rule in enumerate(self.approvals) if rule.when.holds(case)), None)

    def may_read(self, agent: str, thing: str) -> list[Denial]:
        """Why an agent may not read a thing, such as `specs/legacy.txt` or `facts/ORD100`."""
        rules = self.agents.get(agent)
        if rules is None:
            return [self._deny("agents", f"agent {agent!r}", f"one of {sorted(self.agents)}")]
        if any(fits(pattern, thing) for pattern in rules.read):
            return []
        return [self._deny(f"agents.{agent}.read", f"{thing!r}", f"a match of {list(rules.read)}")]

    def may_propose(self, case: Case, spent: Usage | None = None) -> list[Denial]:
        """Why an agent may not propose this, on top of what it has already used up in this run."""
        rules = self.agents.get(case.author)
        if rules is None:
            return [self._deny("agents", f"agent {case.author!r}", f"one of {sorted(self.agents)}"), *self._hard(case)]
        at = f"agents.{case.author}"
        denials = self._scope(case) + self._target(case.target)
        denials += [
            self._deny(f"{at}.actions", name, f"one of {list(rules.actions)}")
            for name in sorted(set(case.names) - set(rules.actions))
        ]
        used = _usage(case.blast)
        denials += self._within(f"{at}.per_action", rules.per_action, used)
        denials += self._within(f"{at}.per_run", rules.per_run, _sum(used, spent) if spent else used)
        return denials + self._hard(case)

    def may_spend(self, agent: str, action: Usage, spent: Usage | None = None) -> list[Denial]:
        """Why an agent may not use up this much (calls, tokens, money) in one action, on top of its run so far."""
        rules = self.agents.get(agent)
        if rules is None:
            return [self._deny("agents", f"agent {agent!r}", f"one of {sorted(self.agents)}")]
        at = f"agents.{agent}"
        denials = self._within(f"{at}.per_action", rules.per_action, action)
        return denials + self._within(f"{at}.per_run", rules.per_run, _sum(action, spent) if spent else action)

    def may_approve(self, person: str, case: Case) -> list[Denial]:
        """Why a person's approval of this would not count."""
        denials = self._hard(case)
        if person == case.author:
            denials.append(self._deny("approvals", f"{person}, who proposed it", "another person"))
        if person not in self.people:
            who = f"{person!r}, an agent" if person in self.agents else f"{person!r}"
            return [*denials, self._deny("people", who, f"one of {sorted(self.people)}")]
        rule = self.rule_for(case)
        if rule is None:
            have = f"risk {case.risk} in {case.target.environment}"
            return [*denials, self._deny("approvals", have, "a rule that applies")]
        needed = {*rule[1].need.roles, *rule[1].need.include}
        if not needed & set(self.people[person].roles):
            have = f"{person} as {', '.join(self.people[person].roles)}"
            denials.append(self._deny(f"approvals[{rule[0]}].need.roles", have, f"one of {sorted(needed)}"))
        return denials

    def may_execute(self, case: Case, digest: str) -> list[Denial]:
        """Why an approved proposal, made under the policy with this digest, may not be executed now."""
        denials = self.may_propose(case, None)
        if digest != self.digest:
            have = f"policy {digest[:12]} when it was proposed"
            need = f"{self.digest[:12]}, the policy of now; `workbench revalidate` measures again what waits"
            denials.append(Denial(rule="policy.yaml", line=1, have=have, need=need))
        if why := self.stopped():
            denials.append(self._deny("kill_switch", why, "no such file"))
        return denials

    def why(self, case: Case) -> list[str]:
        """What the policy says of a case, one line each: may it be proposed, how is it rated, who must approve."""
        rated = case.model_copy(update={"risk": self.risk_of(case)})
        told = [f"refused: {denial}" for denial in self.may_propose(rated)] or ["may be proposed"]
        at = next((at for at, rule in enumerate(self.risk) if rule.when.holds(case)), -1)
        told.append(f"risk {rated.risk}: {self._place(f'risk[{at}]') if at >= 0 else 'no rule applies'}")
        found = self.rule_for(rated)
        if found is None:
            return [*told, "nobody can approve it: no rule of approvals applies"]
        need = found[1].need
        including = f", one {' and one '.join(need.include)} among them" if need.include else ""
        who = f"{need.count} of {', '.join(need.roles)}{including}, for {spoken(found[1].expires)}"
        return [*told, f"approval by {who}: {self._place(f'approvals[{found[0]}]')}"]

    def _place(self, rule: str) -> str:
        return f"{rule} (line {line_of(self._lines, rule)})"

    def _scope(self, case: Case) -> list[Denial]:
        scopes = self.agents[case.author].propose
        at = f"agents.{case.author}.propose"
        if case.target.name not in scopes:
            return [self._deny(at, f"target {case.target.name!r}", f"one of {sorted(scopes)}")]
        patterns = scopes[case.target.name]
        outside = [path for path in case.paths if not any(fits(pattern, path) for pattern in patterns)]
        return [self._deny(f"{at}.{case.target.name}", f"{path!r}", f"a match of {list(patterns)}") for path in outside]

    def _target(self, target: TargetIdentity) -> list[Denial]:
        known = self.targets.get(target.name)
        if known is None:
            return [self._deny("targets", f"target {target.name!r}", f"one of {sorted(self.targets)}")]
        kind = "sql" if known.kind in ("sqlite", "duckdb", "postgresql") else known.kind
        if (kind, known.environment) != (target.kind, target.environment):
            have, need = f"{target.kind} in {target.environment}", f"{kind} in {known.environment}"
            return [self._deny(f"targets.{target.name}", have, need)]
        return []

    def _hard(self, case: Case) -> list[Denial]:
        held = [(at, rule) for at, rule in enumerate(self.refuse) if rule.when.holds(case)]
        return [self._deny(f"refuse[{at}]", rule.why, "nobody can lift this") for at, rule in held]

    def _within(self, at: str, limits: Limits, used: Usage) -> list[Denial]:
        return [
            self._deny(f"{at}.{name}", f"{getattr(used, name)}", f"at most {most}")
            for name, most in limits
            if getattr(used, name) > most
        ]

    def _deny(self, rule: str, have: str, need: str) -> Denial:
        return Denial(rule=rule, line=line_of(self._lines, rule), have=have, need=need)


def load(path: Path) -> Policy:
    """The policy in a file. Raises PolicyError with the first fault: file, line and reason."""
    return read(_bytes(path), path)


@lru_cache(maxsize=16)  # the executor reads the file before every effect; the same bytes are the same policy
def read(data: bytes, path: Path) -> Policy:
    """The policy in these bytes, as if they stood at `path`. Raises PolicyError, also for what cannot be meant."""
    policy = _parsed(data, path)
    if found := policy.faults():
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise PolicyError(found[0] + more)
    return policy


def lint(path: Path) -> list[str]:
    """Everything that is wrong with a policy file, one line each: file, line, place and reason."""
    try:
        return _parsed(_bytes(path), path).faults()
    except PolicyError as fault:
        return [str(fault)]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise PolicyError(f"{path}: cannot be read ({fault.strerror}); without a policy nothing is allowed") from None


def _parsed(data: bytes, path: Path) -> Policy:
    try:
        located = load_located(data.decode(), path.name, PolicyError, MAX_BYTES)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise PolicyError(f"{path.name}:{line}: not UTF-8 text") from None
    if not isinstance(located.value, dict):
        raise PolicyError(f"{path.name}:1: a policy is a map with the keys {', '.join(Rules.model_fields)}")
    try:
        policy = Policy.model_validate_json(json.dumps(located.value), strict=True)
    except ValidationError as fault:
        raise PolicyError(_said(path.name, located, fault)) from None
    policy._path, policy._digest, policy._lines = path, sha256(data), located.lines
    return policy


def case_of(author: str, target: TargetIdentity, actions: Sequence[Action], blast: Blast, risk: Risk = "high") -> Case:
    """The case that the rules are asked about."""
    names = tuple(sorted({f"{action.kind}.{action.verb}" for action in actions}))
    return Case(author=author, target=target, names=names, paths=tuple(a.path for a in actions), blast=blast, risk=risk)


def case(proposal: Proposal) -> Case:
    """The case that a proposal makes."""
    return case_of(proposal.author, proposal.target, proposal.actions, proposal.blast, proposal.risk)


def line_of(lines: dict[str, int], rule: str) -> int:
    """The line of a rule, or of the nearest thing above it that the file has."""
    while rule and rule not in lines:
        rule = rule[: max(rule.rfind("."), rule.rfind("["), 0)]
    return lines.get(rule, 1)


def _said(name: str, located: Located, fault: ValidationError) -> str:
    first, *others = fault.errors(include_url=False)
    place = ""
    for part in first["loc"]:
        deeper = f"{place}[{part}]" if isinstance(part, int) else f"{place}.{part}".lstrip(".")
        place = deeper if deeper in located.lines else place
    leaf = str(first["loc"][-1]) if first["loc"] else ""
    what = _reason(first, leaf)
    more = f" (and {len(others)} more)" if others else ""
    return f"{name}:{line_of(located.lines, place)}: {place or 'the file'}: {what}{more}"


def _reason(error: Any, leaf: str) -> str:
    if error["type"] == "extra_forbidden":
        return "not a known key"
    if error["type"] == "missing":
        return f"{leaf!r} is missing"
    return str(error["msg"]).removeprefix("Value error, ")


def _usage(blast: Blast) -> Usage:
    return Usage(actions=1, files=blast.files, bytes=blast.bytes, rows=blast.rows, calls=blast.calls)


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(**{name: getattr(one, name) + getattr(other, name) for name in Usage.model_fields})
