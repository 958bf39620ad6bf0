"""The approval panel: the queue of what shall be written, each change in full, and a signed word on it.

The kernel holds the queue and gives the browser one page of 25 at a time; a change is sent when somebody looks at it.
So the panel is two models, however many proposals there are. What is approved is what was on the screen: when it reads
differently by the time of the click, nothing is signed and the new text is shown.

A click is evidence, the signature is the authority: the panel only calls the desk, whose rules hold everywhere.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import anywidget
import traitlets

from workbench.acts import RISKS, ActState, Answer, Decision, Proposal, Receipt, Standing
from workbench.panels.drawing import CODE, FAINT, figure, text, visible
from workbench.panels.table import Table

PAGE = 25
"""Proposals that the browser is given at a time."""

TABS: dict[str, tuple[ActState, ...]] = {
    "waiting": ("proposed",),
    "approved": ("approved",),
    "written": ("done",),
    "to look at": ("executing", "drift", "conflict", "unknown"),
    "closed": ("rejected", "expired", "superseded", "undone", "parked"),
}
"""Where each state is listed."""

STATIC_LINES = 40
"""Lines of the first change that a record of the panel shows."""


class Desk(Protocol):
    """What the panel asks and calls; a `Workbench` is one."""

    def all_proposals(self) -> list[Proposal]:
        """Every proposal."""

    def standings(self) -> dict[str, Standing]:
        """Where every proposal stands, by id."""

    def shown(self, proposal: Proposal) -> str:
        """The change as people read it."""

    def decide(self, proposal_id: str, answer: Answer, as_: str, reason: str, acknowledge: bool = False) -> Decision:
        """A signed decision."""

    def execute(self, *wanted: str) -> list[Receipt]:
        """Approved proposals carried out."""


class ApprovalPanel(anywidget.AnyWidget):
    """The queue of a desk, for one reviewer. `page` is what the browser shows; all else comes on demand."""

    _esm = Path(__file__).with_name("approvals.js")
    _css = Path(__file__).with_name("approvals.css")
    page = traitlets.Dict().tag(sync=True)

    def __init__(self, desk: Desk, reviewer: str) -> None:
        """Decisions are signed as `reviewer`."""
        self._desk, self._reviewer = desk, reviewer
        self._proposals: dict[str, Proposal] = {}
        self._standings: dict[str, Standing] = {}
        self._read: dict[str, str] = {}
        self._wanted: dict[str, Any] = {"tab": "waiting", "find": "", "page": 0}
        super().__init__()
        self.turn()
        self.on_msg(lambda _, message, buffers: self._heard(message))

    # What a person can do; each is a button.

    def turn(self, tab: str = "", find: str | None = None, page: int = 0) -> None:
        """Shows a page of the queue, as it stands now."""
        self._wanted = {"tab": tab or self._wanted["tab"], "find": self._wanted["find"] if find is None else find}
        self._standings = self._desk.standings()
        if self._standings.keys() != self._proposals.keys():
            self._proposals = {one.proposal_id: one for one in self._desk.all_proposals()}
        self._wanted["page"] = page
        self.page = self._page()

    def look(self, proposal_id: str) -> str:
        """The whole change, sent to the browser: from here on it counts as read."""
        shown = self._desk.shown(self._proposals[proposal_id])
        self._read[proposal_id] = shown
        self.send({"kind": "change", **self._about(proposal_id), "change": shown})
        return shown

    def approve(self, proposal_id: str, reason: str, acknowledge: bool = False) -> None:
        """Signs an approval of what was read; refused when it reads differently now."""
        if self._read.get(proposal_id) != self._desk.shown(self._proposals[proposal_id]):
            again = proposal_id in self._read
            self.look(proposal_id)
            self._say("bad", "It has changed since you looked. Read it again." if again else "Read the change first.")
            return
        self._decide(proposal_id, "approve", reason, acknowledge)

    def reject(self, proposal_id: str, reason: str) -> None:
        """Signs a rejection, which ends the proposal."""
        self._decide(proposal_id, "reject", reason, True)

    def execute(self) -> list[Receipt]:
        """Writes everything that is approved, and says how each ended."""
        ready = sorted(name for name, stand in self._desk.standings().items() if stand.state == "approved")
        receipts = [receipt for name in ready for receipt in self._desk.execute(name)]
        self._say("good" if all(one.state == "done" for one in receipts) else "bad", self._ended(receipts))
        self.turn()
        return receipts

    # How it is shown.

    def html(self) -> str:
        """The page as a record: no buttons, and the beginning of the first change."""
        counts = ", ".join(f"{count} {tab}" for tab, count in self.page["counts"].items())
        columns = ["subject", "summary", "risk", "state", "missing"]
        rows = [[row[name] for name in columns] for row in self.page["rows"]]
        said = f"{counts}. This is a record; decisions are made in a running notebook or on the command line."
        return figure(Table(columns, rows, PAGE).html(), *self._first_change(), caption=said)

    def _first_change(self) -> list[str]:
        if not self.page["rows"]:
            return []
        row = self.page["rows"][0]
        lines = self._desk.shown(self._proposals[row["id"]]).split("\n")
        more = f"\n… {len(lines) - STATIC_LINES} more lines" if len(lines) > STATIC_LINES else ""
        change = text("\n".join(lines[:STATIC_LINES]) + more)
        look = f"{CODE};max-height:320px;overflow:auto;white-space:pre;margin:4px 0"
        head = f'<summary style="color:{FAINT}">The change for {text(row["subject"])}</summary>'
        return [f'<details>{head}<pre style="{look}">{change}</pre></details>']

    def _repr_mimebundle_(self, **options: Any) -> Any:
        live, about = super()._repr_mimebundle_(**options) or ({}, {})
        plain = f"<ApprovalPanel for {self._reviewer}: {self.page['total']} {self.page['tab']}>"
        return {**live, "text/plain": plain, "text/html": self.html()}, about

    # How it works.

    def _heard(self, message: Mapping[str, Any]) -> None:
        verbs: dict[str, Callable[[], object]] = {
            "turn": lambda: self.turn(str(message["tab"]), str(message["find"]), int(message["page"])),
            "look": lambda: self.look(str(message["id"])),
            "approve": lambda: self.approve(str(message["id"]), str(message["reason"]), message["seen"] is True),
            "reject": lambda: self.reject(str(message["id"]), str(message["reason"])),
            "execute": self.execute,
        }
        try:
            verbs[message["do"]]()
        except Exception as error:  # whatever is wrong, the person who clicked must see it, and nobody else would
            self._say("bad", visible(error, 600))
        self.send({"kind": "heard", "ticket": message.get("ticket", 0)})

    def _decide(self, proposal_id: str, answer: Answer, reason: str, acknowledge: bool) -> None:
        if not reason.strip():
            self._say("bad", "A reason is needed: one line that somebody can read in a year.")
            return
        made = self._desk.decide(proposal_id, answer, self._reviewer, reason.strip(), acknowledge)
        subject = visible(self._proposals[proposal_id].subject)
        word = {"approve": "approved", "reject": "rejected"}[answer]
        self._say("good", f"{self._reviewer} {word} {subject}: {made.decision_id}, over {made.statement.digest[:16]}…")
        self.turn(page=self._wanted["page"])

    def _ended(self, receipts: Sequence[Receipt]) -> str:
        told = [f"{visible(self._proposals[one.proposal].subject)}: {_outcome(one)}" for one in receipts]
        more = f"; and {len(told) - 5} more" if len(told) > 5 else ""
        return "; ".join(told[:5]) + more if told else "Nothing is approved, so nothing was written."

    def _say(self, tone: str, words: str) -> None:
        self.send({"kind": "said", "tone": tone, "words": words})

    def _page(self) -> dict[str, Any]:
        tab, find = self._wanted["tab"], self._wanted["find"].casefold()
        listed = [
            one for one in self._queue() if self._tab(one) == tab and find in f"{one.subject} {one.summary}".casefold()
        ]
        last = max(0, (len(listed) - 1) // PAGE)
        number = self._wanted["page"] = min(max(0, self._wanted["page"]), last)
        counted = Counter(self._tab(one) for one in self._proposals.values())
        return {
            **self._wanted,
            "rows": [self._about(one.proposal_id) for one in listed[number * PAGE : (number + 1) * PAGE]],
            "total": len(listed),
            "pages": last + 1,
            "first": number * PAGE + 1 if listed else 0,
            "counts": {name: counted[name] for name in TABS},
            "reviewer": self._reviewer,
        }

    def _queue(self) -> Sequence[Proposal]:
        return sorted(self._proposals.values(), key=lambda one: (-RISKS.index(one.risk), one.subject, one.proposal_id))

    def _tab(self, proposal: Proposal) -> str:
        state = self._standings[proposal.proposal_id].state
        return next(tab for tab, states in TABS.items() if state in states)

    def _about(self, proposal_id: str) -> dict[str, Any]:
        one, stand = self._proposals[proposal_id], self._standings[proposal_id]
        return {
            "id": proposal_id,
            "subject": visible(one.subject, 60),
            "summary": visible(one.summary, 160),
            "risk": one.risk,
            "state": stand.state,
            "author": one.author,
            "touches": one.blast.words(),
            "missing": ", ".join(stand.missing),
            "approved": ", ".join(stand.approved_by),
            "reasons": [visible(reason, 300) for reason in stand.reasons[:5]],
        }


def _outcome(receipt: Receipt) -> str:
    wrote = ", ".join(visible(path) for path, _ in receipt.wrote[:5])
    said = f"wrote {wrote}" if receipt.state == "done" else visible(receipt.detail, 200)
    return f"{receipt.state}, {said}"
