"""Policies that parse and yet cannot be meant: rules that nobody can satisfy, that never apply, or that open a door.

`policy.load` refuses a file with any of these; `workbench policy lint` shows them all. The doors: an agent that could
propose a change of the policy, the keys or the ledger, or read a private key; one person alone for what is high risk;
a key or a token that would travel in the open.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path, PurePosixPath

from workbench.acts import RISKS
from workbench.rules import (
    AgentRules,
    ApprovalRule,
    DuckTarget,
    FilesTarget,
    HttpTarget,
    Rules,
    SqliteTarget,
    When,
    fits,
)

LONGEST_APPROVAL = timedelta(days=30)
"""How long an approval may count at most."""

LONGEST_PROPOSAL = timedelta(days=365)
"""How long a proposal may wait at most."""

Fault = tuple[str, str]
"""Where in the policy (`agents.migrator.read[0]`) and what is wrong."""

STORE = "data/store"
"""Where the ledger and its blobs are, below the project."""

_SYSTEM = ("/", "/etc", "/root", "/home", "/usr", "/var", "/tmp")


def faults(rules: Rules, home: Path) -> list[Fault]:
    """Everything that cannot be meant, in the order of the sections; relative paths start from `home`."""
    return [
        *_targets(rules, home),
        *(fault for name, agent in rules.agents.items() for fault in _agent(rules, name, agent)),
        *_people(rules),
        *_approvals(rules),
        *_conditions(rules),
        *_rest(rules),
    ]


def _targets(rules: Rules, home: Path) -> Iterator[Fault]:
    roots = {name: one.root for name, one in rules.targets.items() if isinstance(one, FilesTarget)}
    for name, root in roots.items():
        at = f"targets.{name}.root"
        if ".." in PurePosixPath(root).parts or os.path.normpath(root) in _SYSTEM:
            yield at, f"{root!r} leads above the project or to the system's own files"
        for path, what in _guarded(rules).items():
            if _within(home, path, root):
                yield at, f"{root!r} holds {what}; an agent could propose to change it"
        for own in (STORE, os.path.dirname(rules.keys) or rules.keys):
            if _within(home, root, own):
                yield at, f"{root!r} lies in {own!r}, which is not the agents'"
        for other, wider in roots.items():
            if other != name and _within(home, root, wider):
                yield at, f"{root!r} lies in {wider!r}, which is target {other!r}: one file, two rules"
    for name, one in rules.targets.items():
        if isinstance(one, HttpTarget) and one.variable and one.base.startswith("http://"):
            yield f"targets.{name}.base", f"{one.base} would carry the token of {one.variable} in the open; use https"


def _guarded(rules: Rules) -> dict[str, str]:
    guarded = {"policy.yaml": "the policy", rules.keys: "the keys", rules.kill_switch: "the kill switch"}
    guarded[STORE] = "the ledger"
    for name, one in rules.targets.items():
        if isinstance(one, SqliteTarget | DuckTarget):
            guarded[one.database] = f"the database of target {name!r}"
    return guarded


def _agent(rules: Rules, name: str, agent: AgentRules) -> Iterator[Fault]:
    at = f"agents.{name}"
    if name in rules.people:
        yield at, f"{name!r} is an agent and a person; nobody can be both"
    for place, pattern in enumerate(agent.read):
        private = str(PurePosixPath(rules.keys).parent / "a-private-key")
        if fits(pattern, private) or fits(pattern, rules.keys):
            yield (
                f"{at}.read[{place}]",
                f"{pattern!r} reaches {PurePosixPath(rules.keys).parent}/, where private keys are",
            )
    for target in agent.propose:
        if target not in rules.targets:
            yield f"{at}.propose.{target}", f"{target!r} is not among the targets {sorted(rules.targets)}"
    if bool(agent.propose) != bool(agent.actions):
        yield at, "propose and actions belong together; one without the other allows nothing"
    yield from _limits(rules, at, agent)


def _limits(rules: Rules, at: str, agent: AgentRules) -> Iterator[Fault]:
    one, run = agent.per_action, agent.per_run
    for name in type(one).model_fields:
        if getattr(one, name) > getattr(run, name):
            yield f"{at}.per_run", f"{name}: one action may have {getattr(one, name)}, a whole run {getattr(run, name)}"
    kinds = {action.split(".")[0] for action in agent.actions}
    needed = {"file": ("files", "bytes"), "sql": ("rows", "bytes"), "http": ("calls", "bytes")}
    for kind in sorted(kinds):
        for name in ("actions", *needed[kind]):
            if not getattr(one, name):
                yield f"{at}.per_action", f"{name} is 0, so none of its {kind} actions can ever be proposed"
    reachable = {"sql" if rules.targets[target].kind in _SQL else rules.targets[target].kind.removesuffix("s")
                 for target in agent.propose if target in rules.targets}  # fmt: skip
    if agent.propose and (idle := kinds - reachable):
        yield f"{at}.actions", f"{sorted(idle)[0]} actions, and no target that takes them"
    if agent.actions and not agent.pending:
        yield f"{at}.pending", "pending is 0, so every proposal would be parked"


def _people(rules: Rules) -> Iterator[Fault]:
    if not rules.people:
        yield "people", "nobody is listed, so nothing can ever be approved"


def _approvals(rules: Rules) -> Iterator[Fault]:
    if not rules.approvals:
        yield "approvals", "no rule, so nothing can ever be approved"
    for at, rule in enumerate(rules.approvals):
        yield from _quorum(rules, f"approvals[{at}]", rule)
        if rule.expires > LONGEST_APPROVAL:
            yield f"approvals[{at}].expires", f"an approval that counts for more than {LONGEST_APPROVAL.days} days"
    yield from _unreachable("approvals", [rule.when for rule in rules.approvals])
    yield from _unreachable("risk", [rule.when for rule in rules.risk])


def _quorum(rules: Rules, at: str, rule: ApprovalRule) -> Iterator[Fault]:
    need = rule.need
    held = {role for person in rules.people.values() for role in person.roles}
    for role in (*need.roles, *need.include):
        if role not in held:
            yield f"{at}.need", f"nobody has the role {role!r}; roles are {sorted(held)}"
    able = [name for name, person in rules.people.items() if {*need.roles, *need.include} & set(person.roles)]
    if need.count > len(able):
        yield f"{at}.need.count", f"needs {need.count} people, and only {len(able)} can approve"
    if len(need.include) > need.count:
        yield f"{at}.need.include", f"{len(need.include)} roles must be among {need.count} people; ask for more people"
    if need.count < 2 and (rule.when.risk is None or "high" in rule.when.risk):
        yield (
            f"{at}.need.count",
            "one person alone for high risk; ask for two, or limit the rule to risk: [low, medium]",
        )


def _unreachable(section: str, conditions: Sequence[When]) -> Iterator[Fault]:
    for at, when in enumerate(conditions):
        for before, wider in enumerate(conditions[:at]):
            if _covers(wider, when):
                yield (
                    f"{section}[{at}]",
                    f"never applies: {section}[{before}] applies to everything it does, and comes first",
                )
                break


def _covers(wider: When, narrower: When) -> bool:
    """Whether the first condition certainly holds whenever the second does."""
    for name in ("target", "environment", "agent", "action", "path", "risk"):
        outer, inner = getattr(wider, name), getattr(narrower, name)
        if outer is not None and (inner is None or not set(inner) <= set(outer)):
            return name == "risk" and outer is not None and set(outer) == set(RISKS)
    if wider.over is None:
        return True
    limits = wider.over.model_dump(exclude_none=True)
    inner_over = narrower.over.model_dump(exclude_none=True) if narrower.over else {}
    return all(name in inner_over and inner_over[name] >= most for name, most in limits.items())


def _conditions(rules: Rules) -> Iterator[Fault]:
    known = {
        "target": set(rules.targets),
        "environment": {target.environment for target in rules.targets.values()},
        "agent": set(rules.agents),
    }
    for section in ("risk", "approvals", "refuse"):
        for at, rule in enumerate(getattr(rules, section)):
            for name, names in known.items():
                for given in getattr(rule.when, name) or ():
                    if given not in names:
                        yield (
                            f"{section}[{at}].when.{name}",
                            f"{given!r} is none of {sorted(names)}; the rule would never apply",
                        )
            empty = [name for name, value in rule.when if isinstance(value, tuple) and not value]
            if empty:
                yield f"{section}[{at}].when.{empty[0]}", "an empty list never applies"
            if rule.when.over is not None and not rule.when.over.model_dump(exclude_none=True):
                yield f"{section}[{at}].when.over", "no threshold is given"


def _rest(rules: Rules) -> Iterator[Fault]:
    for at, rule in enumerate(rules.refuse):
        if rule.when == When():
            yield f"refuse[{at}].when", "refuses everything; the kill switch does that, and says so"
    if rules.keys == rules.kill_switch:
        yield "kill_switch", "is the file of the keys"
    if rules.proposals_expire > LONGEST_PROPOSAL:
        yield "proposals_expire", f"a proposal that waits for more than {LONGEST_PROPOSAL.days} days"


_SQL = ("sqlite", "duckdb", "postgresql")


def _within(home: Path, path: str, root: str) -> bool:
    inner, outer = (PurePosixPath(os.path.realpath(home / place)) for place in (path, root))
    return inner == outer or outer in inner.parents
