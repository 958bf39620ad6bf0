"""A small real world for the governance tests: a policy, two reviewers with keys, a ledger, a directory to write to."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workbench.acts import Answer, Decision, Draft, FileDraft, Proposal, Standing
from workbench.approval import Reviewer, Word, decide, standing
from workbench.errors import InputError, Refusal
from workbench.execution import Executor
from workbench.keyring import make_reviewer
from workbench.ledger import Ledger
from workbench.policy import Policy, load
from workbench.proposal import diff, find, propose, submit
from workbench.signing import make_key
from workbench.targets import Step
from workbench.targets.files import Files

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

POLICY = """\
version: 1
targets:
  out: {kind: files, root: out, environment: demo}
agents:
  migrator:
    read: [facts/**]
    propose: {out: [maps/**]}
    actions: [file.create, file.replace, file.delete]
    per_action: {actions: 1, files: 5, bytes: 64KiB}
    per_run: {actions: 100, files: 500, bytes: 1MiB}
    pending: 50
  undo:
    propose: {out: [maps/**]}
    actions: [file.create, file.replace, file.delete]
    per_action: {actions: 1, files: 5, bytes: 64KiB}
    per_run: {actions: 100, files: 500, bytes: 1MiB}
    pending: 50
people:
  ana: {roles: [reviewer]}
  ben: {roles: [reviewer, owner]}
  cleo: {roles: [auditor]}
keys: keys/allowed_signers
risk:
  - {when: {action: file.delete}, risk: high}
  - {when: {}, risk: low}
approvals:
  - {when: {risk: low}, need: {count: 1, roles: [reviewer]}, expires: 24h}
  - {when: {risk: high}, need: {count: 2, roles: [reviewer], include: [owner]}, expires: 1h}
refuse:
  - {when: {path: "maps/forbidden/**"}, why: nobody writes here}
proposals_expire: 30d
kill_switch: STOP
"""


@dataclass
class World:
    """Everything below one directory."""

    home: Path
    ledger: Ledger
    target: Files
    ana: Reviewer
    ben: Reviewer

    @property
    def policy(self) -> Policy:
        """The policy as the file stands now."""
        return load(self.home / "policy.yaml")

    @property
    def out(self) -> Path:
        """The directory that is written to."""
        return self.home / "out"

    def executor(self, step: Step = lambda name: None) -> Executor:
        """An executor that reports its steps."""
        return Executor(self.ledger, lambda: self.policy, {"out": self.target}, step)

    def propose(self, files: dict[str, bytes | None], summary: str = "map ORD100") -> Proposal:
        """A stored proposal; None as content deletes."""
        drafts = tuple(
            FileDraft(path=path, delete=True) if data is None else FileDraft(path=path, content=data)
            for path, data in files.items()
        )
        made = propose(
            Draft(author="migrator", subject="ORD100", summary=summary, changes=drafts), self.target, self.policy
        )
        assert made is not None
        submit(self.ledger, [made], self.policy, NOW)
        return made

    def approve(self, made: Proposal, who: Reviewer | None = None, now: datetime = NOW) -> Decision:
        """An approval after the diff was displayed."""
        word = Word(made.proposal_id, "approve", "checked", diff(made, self.target))
        return decide(self.ledger, self.policy, who or self.ana, word, now)

    def say(self, made: Proposal, answer: Answer, who: Reviewer, now: datetime = NOW) -> Decision:
        """Any other answer."""
        return decide(self.ledger, self.policy, who, Word(made.proposal_id, answer, "because", ""), now)

    def say_reason(self, made: Proposal, reason: str) -> str:
        """What comes of a reason: an approval, or one line of refusal."""
        try:
            decide(self.ledger, self.policy, self.ana, Word(made.proposal_id, "withdraw", reason, ""), NOW)
        except (Refusal, InputError) as why:
            return str(why)
        return "decided"

    def standing(self, made: Proposal, now: datetime = NOW) -> Standing:
        """Where a proposal stands."""
        entries = self.ledger.entries()
        return standing(entries, find(entries, made.proposal_id), self.policy, now)

    def files(self) -> dict[str, bytes]:
        """Every file in the target, by path."""
        found = {str(path.relative_to(self.out)): path.read_bytes() for path in self.out.rglob("*") if path.is_file()}
        return found if self.out.exists() else {}


def make_world(home: Path) -> World:
    """A world with two enrolled reviewers and an empty target."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "policy.yaml").write_text(POLICY)
    policy = load(home / "policy.yaml")
    ledger = Ledger(home / "store" / "ledger.jsonl", make_key(home / "keys" / "executor"))
    ana, ben = (make_reviewer(ledger, policy, name, NOW) for name in ("ana", "ben"))
    return World(home, ledger, Files("out", home, "out", "demo"), ana, ben)


Record = Callable[[str, object], None]
"""pytest's `record_property`: what a test tried, for the benchmark to print."""


def trials(quick: int, full: int) -> int:
    """How many random trials: `full` when TRIALS=full (the benchmarks set it), else `quick`."""
    return full if os.environ.get("TRIALS") == "full" else quick
