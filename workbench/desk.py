"""What people do with what agents propose: list, look, sign, execute, undo, stop. A project has one desk.

desk = Desk("mine")
desk.approve("ORD100", as_="ana", reason="read it")
desk.execute()

Nothing here needs the store: what people decide and what was done is in the ledger, what it was done to is a target.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from workbench.acts import (
    NOWHERE,
    Answer,
    Damage,
    Decision,
    Draft,
    Head,
    Proposal,
    Receipt,
    Revalidation,
    Risk,
    Seat,
    Standing,
)
from workbench.approval import Reviewer, Word, check_reason, decide_all, standings
from workbench.errors import NotApproved, ParameterError, PolicyError, UnknownThing, WorkbenchError
from workbench.execution import Executor, execute, recover, undo
from workbench.keyring import Held, enrol, forgotten, key_of, keys_of, make_reviewer, withdraw_key
from workbench.ledger import Ledger, ledger_of
from workbench.listings import Queued, queued
from workbench.login import login
from workbench.policy import Policy, load
from workbench.proposal import diff, findings, offer, proposals, release, submit
from workbench.records import UNKNOWN
from workbench.revalidation import close, following, overtaken, revalidate, waits
from workbench.switch import resume, stop
from workbench.targets import Target
from workbench.targets.opening import open_targets
from workbench.textgate import fingerprint


def _now() -> datetime:
    return datetime.now(UTC)


def _found(every: Sequence[Proposal], text: str) -> Proposal:
    beginning = text if len(text) > len("proposal-") else UNKNOWN
    if len(found := [one for one in every if one.proposal_id.startswith(beginning)]) == 1:
        return found[0]
    if about := [one for one in every if one.subject == text]:
        return about[-1]
    raise UnknownThing(f"'{text}' is no proposal; give an id of `workbench proposals`, or an endpoint that has one")


class Desk:
    """The ledger, the policy and the targets of the project at `home`, and what is done with them."""

    def __init__(self, home: Path | str = ".") -> None:
        """Everything is opened when it is first needed."""
        self.home = Path(home).resolve()
        if not self.home.is_dir():
            raise ParameterError(f"'{home}' is no directory; `workbench init {home}` makes a project there")

    @cached_property
    def ledger(self) -> Ledger:
        """What people decide and what was done, sealed with the executor's key."""
        return ledger_of(self.home)

    @property
    def policy(self) -> Policy:
        """The rules, as the file says now."""
        return load(self.home / "policy.yaml")

    @cached_property
    def targets(self) -> dict[str, Target]:
        """Where approved writes go."""
        return open_targets(self.policy)

    @property
    def executor(self) -> Executor:
        """The only hand that writes."""
        return Executor(self.ledger, lambda: self.policy, self.targets)

    def target(self, name: str) -> Target:
        """A target of policy.yaml by name. Raises UnknownThing."""
        if name not in self.targets:
            raise UnknownThing(f"'{name}' is no target of policy.yaml; targets are {', '.join(sorted(self.targets))}")
        return self.targets[name]

    def pulse(self) -> str:
        """What changes whenever a proposal may stand differently: the ledger, the rules, the keys, and the minute."""
        paths = (self.ledger.path, self.home / "policy.yaml", self.home / self.policy.keys)
        stats = [path.stat() for path in paths if path.exists()]
        return f"{[(one.st_size, one.st_mtime_ns) for one in stats]} {_now():%H:%M} {self.policy.stopped()}"

    def standings(self) -> dict[str, Standing]:
        """Where every proposal stands, by id."""
        return standings(self.ledger.entries(), self.policy, _now())

    def all_proposals(self) -> list[Proposal]:
        """Every proposal in the ledger, in order."""
        return proposals(self.ledger.entries())

    def proposals(self, state: str = "") -> list[Queued]:
        """Proposals and where they stand, those with the highest risk first."""
        stand = self.standings()
        queue = [queued(one, stand[one.proposal_id]) for one in self.all_proposals()]
        order = {"high": 0, "medium": 1, "low": 2}
        return sorted((q for q in queue if state in ("", q.state)), key=lambda q: (order[q.risk], q.subject))

    def proposal(self, text: str) -> Proposal:
        """A proposal by its id, a unique beginning of it, or the endpoint it is for (the newest one)."""
        return self.named([text])[0]

    def named(self, wanted: Sequence[str]) -> list[Proposal]:
        """Proposals as `proposal` finds them, each once, in the order they were named. Raises UnknownThing."""
        every = self.all_proposals() if wanted else []
        return list({one.proposal_id: one for one in (_found(every, text) for text in wanted)}.values())

    def shown(self, proposal: Proposal) -> str:
        """The proposal as people are shown it: what it touches and every line of it."""
        return diff(proposal, self.target(proposal.target.name))

    def propose(self, drafts: Sequence[Draft], target: str) -> list[Proposal]:
        """A proposal for each draft that the target is not so already; nothing is written to it.

        All of them or none: raises NotAllowed for the first that policy refuses, and the ledger keeps the refusal.
        """
        return offer(self.ledger, drafts, self.target(target), self.policy)

    def decide(self, proposal_id: str, answer: Answer, as_: str, reason: str, acknowledge: bool = False) -> Decision:
        """A signed decision in the ledger. `acknowledge`: that hidden or misleading characters were seen."""
        return self.decide_all([proposal_id], answer, as_, reason, acknowledge)[0]

    def decide_all(
        self,
        wanted: Sequence[str],
        answer: Answer,
        as_: str,
        reason: str,
        acknowledge: bool = False,
        seat: Seat = NOWHERE,
    ) -> list[Decision]:
        """Signed decisions on several proposals, each once: all of them or none."""
        reviewer = Reviewer(as_, key_of(self.policy, as_, seat.key), login(seat.claimed))
        words = self.words(wanted, answer, reason, acknowledge)
        return decide_all(self.ledger, self.policy, reviewer, words, _now())

    def words(self, wanted: Sequence[str], answer: Answer, reason: str, acknowledge: bool = False) -> list[Word]:
        """What somebody says of several proposals, each once, with each as it is shown now; nobody has said it yet."""
        words = []
        for proposal in self.named(wanted):
            marks = fingerprint(findings(proposal)) if acknowledge else fingerprint([])
            words.append(Word(proposal.proposal_id, answer, reason, self._displayed(proposal, answer), marks))
        return words

    def _displayed(self, proposal: Proposal, answer: Answer) -> str:
        if answer == "approve":
            return self.shown(proposal)
        with suppress(WorkbenchError, OSError):  # a target out of reach must not keep anybody from saying no
            return self.shown(proposal)
        return ""

    def approve(self, proposal_id: str, as_: str, reason: str, acknowledge: bool = False) -> Decision:
        """An approval, signed with the reviewer's key."""
        return self.decide(proposal_id, "approve", as_, reason, acknowledge)

    def of_risk(self, risk: Risk, as_: str) -> list[str]:
        """The ids of the proposals of one risk that wait for this person among others."""
        stand = self.standings()
        waiting = [one.proposal_id for one in self.proposals("proposed") if one.risk == risk]
        return [one for one in waiting if as_ not in stand[one].approved_by]

    def reject(self, proposal_id: str, as_: str, reason: str) -> Decision:
        """A rejection, signed with the reviewer's key; it ends the proposal."""
        return self.decide(proposal_id, "reject", as_, reason, acknowledge=True)

    def release(self, wanted: str, as_: str) -> Proposal:
        """A parked proposal that waits with the others from now on; it still needs its approvals."""
        proposal = self.proposal(wanted)
        state = self.standings()[proposal.proposal_id].state
        if state != "parked":
            raise NotApproved(f"{proposal.proposal_id} is {state}, not parked; there is nothing to release")
        if as_ not in self.policy.people:
            raise ParameterError(f"{as_!r} is nobody in policy.yaml; people are {sorted(self.policy.people)}")
        release(self.ledger, proposal.proposal_id, as_)
        return proposal

    def revalidate(
        self, wanted: Sequence[str] = (), facts: Collection[str] | None = None, carry_out: bool = True
    ) -> list[Revalidation]:
        """What proposals are worth now, measured again: those named, else all that wait.

        Those that no longer fit are replaced or closed, unless `carry_out` is false. One that was closed without being
        rejected or done is proposed anew when it is named. `facts`: the ids of those that stand, when known.
        """
        policy, stand, entries = self.policy, self.standings(), self.ledger.entries()
        named = self.named(wanted)
        chosen = named or [one for one in self.all_proposals() if waits(stand[one.proposal_id])]
        found = []
        for one in chosen:
            follows = following(entries, one, stand[one.proposal_id])
            said = revalidate(one, self.target(one.target.name), policy, facts, follows)
            if carry_out:
                close(self.ledger, said, policy)
            found.append(said)
        return found

    def execute(self, *wanted: str) -> list[Receipt]:
        """The receipts of carrying out approved proposals: those named, else all that are approved.

        What an earlier crash left half-way is ended first.
        """
        ended = self.recover()
        ids = [one.proposal_id for one in self.named(wanted)]
        ids = ids or [one.proposal_id for one in self.proposals("approved")]
        done = {one.proposal for one in ended if one.state != "stopped"} - set(ids)
        receipts = [execute(self.executor, proposal_id, _now()) for proposal_id in ids]
        return [one for one in ended if one.proposal in done] + receipts

    def recover(self) -> list[Receipt]:
        """The receipts of executions that a crash left without one: done once, or taken back, or for a person."""
        return recover(self.executor, _now())

    def overtaken(self, receipts: Sequence[Receipt]) -> list[Revalidation]:
        """What became of waiting proposals for the very files or tables that these executions wrote."""
        stand = self.standings()
        waiting = [one for one in self.all_proposals() if waits(stand[one.proposal_id])]
        return self.revalidate(ids) if (ids := overtaken(waiting, self.all_proposals(), receipts)) else []

    def undo(self, proposal_id: str, reason: str) -> Proposal:
        """A new proposal that puts back what a done one changed; it waits for its own approval."""
        check_reason(reason)
        made = undo(self.executor, self.proposal(proposal_id).proposal_id, reason)
        submit(self.ledger, [made], self.policy)
        return made

    def stop(self, who: str, reason: str) -> None:
        """Nothing is executed from now on, also what is being executed, until a person resumes."""
        stop(self.ledger, who, reason, _now())

    def resume(self, as_: str, reason: str) -> None:
        """Executions go on; signed with the person's key."""
        resume(self.ledger, self.policy, Reviewer(as_, key_of(self.policy, as_)), reason, _now())

    def reviewer(self, name: str) -> Reviewer:
        """A local reviewer with a key of their own, made and enrolled when there is none."""
        return make_reviewer(self.ledger, self.policy, name, _now())

    def keys(self) -> list[Held]:
        """Every key that may or might speak for somebody, and whether it counts."""
        return keys_of(self.ledger.entries(), self.policy, _now())

    def enrol(self, name: str, public: str) -> None:
        """Let a key that its owner already has (in a file or an ssh-agent) speak for a person of policy.yaml."""
        enrol(self.ledger, self.policy, name, public, _now())

    def withdraw_key(self, name: str, key: str, reason: str) -> Held:
        """A key, by its fingerprint, counts no more, nor does any approval by it that was not yet executed."""
        found = [one for one in self.keys() if one.name == name and key in (one.fingerprint, "")]
        if len(found) != 1:
            held = ", ".join(one.fingerprint for one in self.keys() if one.name == name)
            raise UnknownThing(f"'{key}' is not one key of {name}; they have: {held or 'none'}")
        withdraw_key(self.ledger, name, found[0].public, reason, _now())
        return found[0]

    def verify(self) -> list[Damage]:
        """Everything that is wrong with the ledger; nothing when it is whole."""
        damage = self.ledger.verify()
        with suppress(PolicyError):  # whoever checks the ledger may have no policy, or a broken one
            damage = damage or forgotten(self.ledger, self.policy)
        return damage

    def seal(self, who: str, reason: str, lost: bool = False) -> Head:
        """The end of a ledger that a person has looked at, sealed anew where its checkpoint was lost or torn.

        `lost`: they accept that entries which were signed for are gone.
        """
        check_reason(reason)
        return self.ledger.seal(who, reason, lost=lost)
