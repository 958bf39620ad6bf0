"""The queue of proposals for one reviewer: pages, what was read, what is marked, and the signed word on it.

A browser sends what a person does as messages and gets answers back; `page` is what it shows. Nothing here knows a
widget or a server, so a notebook and a page of its own behave alike.

What is approved is what was on the screen: a proposal must have been read, and when it reads differently by the time
it is marked or signed, nothing is signed and the new text is shown. A mark is nothing yet: it can be undone until it is
signed.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from workbench.acts import Answer, Decision, Proposal, Receipt, Seat, Standing
from workbench.drawing import visible
from workbench.panels.asked import Desk, Key
from workbench.panels.listing import PAGE, TABS, Listing, Mark, Said, Wanted, seen

WORDS: dict[Answer, str] = {"approve": "approved", "reject": "rejected"}

PLACES = {"file": "key file", "agent": "ssh-agent"}
"""Where a key can be that signs here."""

HIDDEN = "⟦U+"
"""How a character that is not what it looks like begins, where it is shown."""


class Queue:
    """The queue of a desk, for one reviewer."""

    def __init__(self, desk: Desk, reviewer: str) -> None:
        """Decisions are signed as `reviewer`."""
        self.desk, self.reviewer, self.marks = desk, reviewer, dict[str, Mark]()
        self._proposals: dict[str, Proposal] = {}
        self._standings: dict[str, Standing] = {}
        self._read: dict[str, str] = {}
        self._looked: list[str] = []
        self._pulse, self._claimed = "", ""
        self._answers: list[Said] = []
        self._wanted = Wanted()
        self._held = self._keys()
        self.turn()

    def hear(self, message: Mapping[str, Any]) -> list[Said]:
        """The answers to what a person did; the last one says that it was heard."""
        self._answers = []
        ids = [str(one) for one in message.get("ids", [])][:PAGE]
        verbs: dict[str, Callable[[], object]] = {
            "hello": lambda: self.hello(str(message["who"])),
            "turn": lambda: self.turn(str(message["tab"]), str(message["find"]), int(message["page"])),
            "look": lambda: self.look(ids),
            "mark": lambda: self.mark(ids, message["answer"], str(message["reason"]), message.get("seen") is True),
            "unmark": lambda: self.unmark(ids),
            "sign": lambda: self.sign(str(message.get("key", ""))),
            "execute": self.execute,
            "measure": lambda: self.measure(ids),
            "watch": self.watch,
        }
        try:
            verbs[message["do"]]()
        except Exception as error:  # whatever is wrong, the person who clicked must see it, and nobody else would
            self._say("bad", visible(error, 600))
        return [*self._answers, {"kind": "heard", "ticket": message.get("ticket", 0)}]

    def hello(self, who: str) -> None:
        """A browser has come; `who` its server says is logged in."""
        self._claimed = who
        self._held = self._keys()
        self.turn(page=self._wanted.page)

    def turn(self, tab: str = "", find: str | None = None, page: int = 0) -> None:
        """A page of the queue, as it stands now."""
        was = self._wanted
        self._wanted = Wanted(tab if tab in TABS else was.tab, was.find if find is None else find, page)
        self._refresh()
        self._list()

    def look(self, ids: Sequence[str]) -> None:
        """The whole changes, with what a reviewer should know: from here on they count as read."""
        self._looked, items = list(ids), []
        for one in map(self._known, ids):
            shown = self._read[one.proposal_id] = self.desk.shown(one)
            briefing = self.desk.briefing(one, self._standings[one.proposal_id])
            told = seen(briefing.model_dump(mode="json"))
            text = visible(shown)
            items.append({**self._listing.about(one), "change": text, "hidden": HIDDEN in text, "briefing": told})
        self._answer("change", items=items)

    def mark(self, ids: Sequence[str], answer: Literal["approve", "reject"], reason: str, seen: bool) -> None:
        """Proposals of one kind marked to be approved or rejected; nothing is signed yet."""
        self._refresh()
        chosen = [self._known(one) for one in ids]
        if why := self._refused(chosen, answer, reason.strip(), seen):
            self._say("bad", why)
            return
        self.marks |= {one.proposal_id: Mark(answer, reason.strip(), seen) for one in chosen}
        many = f"{len(chosen)} proposals" if len(chosen) > 1 else visible(chosen[0].subject, 60)
        self._say("", f"{many}: to be {WORDS[answer]}. Nothing is signed yet; u undoes, s signs.")
        self._list()

    def unmark(self, ids: Sequence[str]) -> None:
        """Marks taken back: those named, all without a name."""
        for one in ids or list(self.marks):
            self.marks.pop(one, None)
        self._say("", "Undone; nothing was signed.")
        self._list()

    def sign(self, key: str = "") -> list[Decision]:
        """Everything marked, signed with the key of this fingerprint; or nothing, when something reads differently now.

        Without a fingerprint it is the first of the reviewer's keys here.
        """
        self._held = self._keys()
        key = key or (self._held[0].fingerprint if self._held else "")
        seat = Seat(claimed=self._claimed, key=key)
        self._refresh()
        if self._changed([one for one, mark in self.marks.items() if mark.answer == "approve"]):
            return []
        made, faults = [], []
        for (mark, _), ids in self._groups().items():
            try:
                made += self.desk.decide_all(ids, mark.answer, self.reviewer, mark.reason, mark.seen, seat)
                self.marks = {one: kept for one, kept in self.marks.items() if one not in ids}
            except Exception as error:  # one group that is refused must not keep the others from being told
                faults.append(visible(error, 300))
        self._answer("signed", made=[self._signed(one) for one in made])
        counted = Counter(WORDS[one.statement.answer] for one in made)
        done = ", ".join(f"{count} {word}" for word, count in counted.items())
        said = f"{self.reviewer} signed {len(made)} with {self._key(key)}: {done}." if made else "Nothing was signed."
        self._say("bad" if faults or not made else "good", " ".join([said, *faults]))
        self._looked = []
        self.turn(page=self._wanted.page)
        return made

    def execute(self) -> list[Receipt]:
        """Everything that is approved is written; each says how it ended, and what waits for the same is measured."""
        ready = sorted(name for name, stand in self.desk.standings().items() if stand.state == "approved")
        receipts = self.desk.execute(*ready) if ready else []
        overtaken = [one for one in self.desk.overtaken(receipts) if one.outcome != "retain"] if receipts else []
        self.turn()
        again = f" {len(overtaken)} that wait for the same were measured again." if overtaken else ""
        good = all(one.state == "done" for one in receipts)
        self._say("good" if good else "bad", self._ended(receipts) + again)
        return receipts

    def measure(self, ids: Sequence[str]) -> None:
        """Proposals measured again: the same, replaced by what they would be now, or closed."""
        found = self.desk.revalidate(ids) if ids else []
        self._refresh(always=True)
        told = {"retain": "it is the same", "replace": "what it would be now waits in its place", "clear": "closed"}
        said = [
            f"{visible(self._known(one.proposal).subject, 60)}: {told[one.outcome]}"
            + (f" ({visible('; '.join(one.changes), 200)})" if one.changes else "")
            for one in found
        ]
        self._say("good", "; ".join(said) or "Nothing was measured.")
        self.marks = {one: mark for one, mark in self.marks.items() if one not in ids}
        self._list()

    def watch(self) -> None:
        """Looks whether anything has changed meanwhile: where proposals stand, and what was read."""
        known = self._pulse
        self._refresh()
        moved = known != self._pulse
        if moved:
            self._list()
        held = list(dict.fromkeys([*self._looked, *self.marks]))
        # A database is asked only when something has moved: asking it means rehearsing the change.
        self._changed([one for one in held if moved or self._proposals[one].target.kind == "files"])

    def change(self, proposal_id: str) -> str:
        """A change as people read it; looking at it this way is not reading it."""
        return self.desk.shown(self._known(proposal_id))

    # How it works.

    @property
    def _listing(self) -> Listing:
        return Listing(self._proposals, self._standings, self.marks)

    def _list(self) -> None:
        keys = [{"id": one.fingerprint, "words": _words(one, 16)} for one in self._held]
        self.page = self._listing.page(self._wanted, self.reviewer) | {"keys": keys}

    def _refresh(self, always: bool = False) -> None:
        pulse = self.desk.pulse()
        if always or pulse != self._pulse or not pulse:
            self._pulse, self._standings = pulse, self.desk.standings()
            if self._standings.keys() != self._proposals.keys():
                self._proposals = {one.proposal_id: one for one in self.desk.all_proposals()}
            self.marks = {one: mark for one, mark in self.marks.items() if self._standings[one].state == "proposed"}

    def _known(self, proposal_id: str) -> Proposal:
        if proposal_id not in self._proposals:
            raise KeyError(f"{visible(proposal_id, 60)} is no proposal of this queue")
        return self._proposals[proposal_id]

    def _refused(self, chosen: Sequence[Proposal], answer: str, reason: str, seen: bool) -> str:
        """Why these cannot be marked so; "" when they can."""
        if not chosen or answer not in WORDS:
            return "Nothing is chosen."
        if not reason:
            return "A reason is needed: one line that somebody can read in a year."
        if len({self._listing.kind(one) for one in chosen}) > 1:
            return "These are of different kinds; several at once must be alike in risk, target, action and approvals."
        for one in chosen:
            stand = self._standings[one.proposal_id]
            if stand.state != "proposed":
                return f"{visible(one.subject, 60)} is {stand.state}; there is nothing to {answer}."
        return self._unfit(chosen, seen) if answer == "approve" else ""

    def _unfit(self, chosen: Sequence[Proposal], seen: bool) -> str:
        """Why these cannot be approved as they were read."""
        ids = [one.proposal_id for one in chosen]
        if [one for one in ids if one not in self._read]:
            self.look(ids)
            return "Read the change first: it is shown now."
        if self._changed(ids, quiet=True):
            self.look(ids)
            return "It has changed since you looked. Read it again."
        for one in chosen:
            stand, name = self._standings[one.proposal_id], visible(one.subject, 60)
            if self.reviewer in stand.approved_by:
                return f"{self.reviewer} has approved {name} already; one person counts once."
            if HIDDEN in visible(self._read[one.proposal_id]) and not seen:
                return f"{name} holds marked characters: look at them, and say that you have seen them."
            if self.desk.briefing(one, stand).model_dump().get("outcome") in ("replace", "clear"):
                return f"{name} no longer fits what is there; measure it again."
        return ""

    def _changed(self, ids: Sequence[str], quiet: bool = False) -> list[str]:
        """Those that read differently now; they are marked no more and must be read again."""
        moved = [one for one in ids if one in self._read and self._now(one) != self._read[one]]
        for one in moved:
            self.marks.pop(one, None)
            del self._read[one]
        if moved and not quiet:
            names = ", ".join(visible(self._proposals[one].subject, 60) for one in moved)
            self._answer("stale", ids=moved)
            self._say("bad", f"{names} changed since you looked; nothing was signed. Read it again.")
            self._list()
        return moved

    def _now(self, proposal_id: str) -> str:
        try:
            return self.desk.shown(self._proposals[proposal_id])
        except Exception as error:  # a target out of reach reads differently, too
            return str(error)

    def _groups(self) -> dict[tuple[Mark, str], list[str]]:
        """What can be signed in one go: the same answer for the same reason, of one risk."""
        found: dict[tuple[Mark, str], list[str]] = {}
        for one in sorted(self.marks):
            found.setdefault((self.marks[one], self._proposals[one].risk), []).append(one)
        return found

    def _signed(self, made: Decision) -> Said:
        said = made.statement
        subject = visible(self._proposals[said.proposal].subject, 60)
        return {"subject": subject, "answer": WORDS[said.answer], "digest": said.digest, "decision": made.decision_id}

    def _keys(self) -> list[Key]:
        """The reviewer's keys that can sign here: the one that is taken without a choice first."""
        every = self.desk.keys()
        held = [one for one in every if one.name == self.reviewer and one.place in PLACES]
        return sorted(held, key=lambda one: (bool(one.fault), one.place != "file", one.fingerprint))

    def _key(self, fingerprint: str) -> str:
        """The key that signed, in words."""
        return next((_words(one) for one in self._held if one.fingerprint == fingerprint), "no key here")

    def _ended(self, receipts: Sequence[Receipt]) -> str:
        told = [f"{visible(self._proposals[one.proposal].subject, 60)}: {_outcome(one)}" for one in receipts]
        more = f"; and {len(told) - 5} more" if len(told) > 5 else ""
        return "; ".join(told[:5]) + more if told else "Nothing is approved, so nothing was written."

    def _answer(self, kind: str, **said: Any) -> None:
        self._answers.append({"kind": kind, **said})

    def _say(self, tone: str, words: str) -> None:
        self._answer("said", tone=tone, words=words)


def _words(key: Key, most: int = 100) -> str:
    """Where a key is and which it is, in so many characters of its fingerprint; and that it does not count."""
    which = key.fingerprint if len(key.fingerprint) <= most else key.fingerprint[:most] + "…"
    return f"{PLACES[key.place]} {which}" + (" (does not count)" if key.fault else "")


def _outcome(receipt: Receipt) -> str:
    wrote = ", ".join(visible(path) for path, _ in receipt.wrote[:5])
    said = f"wrote {wrote}" if receipt.state == "done" else visible(receipt.detail, 200)
    return f"{receipt.state}, {said}"
