"""The verdict panel: what the gate did not accept, the words of both documents side by side, and a person's answer.

    DoubtPanel(wb, "ana")

One click on a candidate decides and is remembered: later runs keep to it and do not ask again. The kernel holds the
list and gives the browser 25 at a time; the evidence is sent when somebody looks at it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import anywidget
import traitlets

from workbench.drawing import figure, visible
from workbench.panels.listing import PAGE, Said, seen
from workbench.records import Record
from workbench.table import Table

HERE = Path(__file__).parent
Scope = Literal["field", "program", "project"]


class Doubted(Protocol):
    """A claim that waits for a person."""

    @property
    def claim_id(self) -> str:
        """Its id."""

    @property
    def about(self) -> str:
        """What it is about."""

    @property
    def state(self) -> str:
        """rejected or uncertain."""

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def askable(self) -> bool:
        """Whether a person can answer it here."""

    @property
    def decided(self) -> str:
        """What somebody answered already."""


class Asked(Protocol):
    """What the panel asks and calls; a `Workbench` is one."""

    def doubts(self) -> Sequence[Doubted]:
        """What is open."""

    def doubt(self, claim_id: str) -> Record:
        """One of them, with both sides of its evidence."""

    def answer(self, claim_id: str, as_: str, reason: str, answer: str = "", scope: Scope = "field") -> Record:
        """A person's answer, remembered."""


class DoubtPanel(anywidget.AnyWidget):
    """What is rejected or uncertain, for one person to answer."""

    _esm = (HERE / "common.js").read_text() + (HERE / "doubts.js").read_text()
    _css = HERE / "panels.css"
    page = traitlets.Dict().tag(sync=True)

    def __init__(self, asked: Asked, person: str) -> None:
        """Answers are kept as `person`'s."""
        self._asked, self._person = asked, person
        self._tab, self._find, self._number = "open", "", 0
        self._all: Sequence[Doubted] = []
        super().__init__()
        self.turn()
        self.on_msg(lambda _, message, buffers: self._heard(message))

    def turn(self, tab: str = "open", find: str = "", page: int = 0) -> None:
        """A page of the list, as it stands now."""
        self._tab, self._find, self._number = tab if tab in TABS else "open", find, page
        self._all = self._asked.doubts()
        self.page = self._page()

    def look(self, claim_id: str) -> None:
        """Both sides of one claim."""
        told = seen(self._asked.doubt(claim_id).model_dump(mode="json"))
        self.send({"kind": "doubt", **told, "decided": told.get("decided", "")})

    def answer(self, claim_id: str, answer: str, reason: str, scope: Scope) -> None:
        """The property that it is, or no target when it is ""."""
        made = self._asked.answer(claim_id, self._person, reason.strip(), answer, scope).model_dump(mode="json")
        gone = made.get("revoked", {})
        lost = f" {len(gone['facts'])} facts are revoked." if gone.get("facts") else ""
        against = f" It contradicts {len(made['contradicts'])} earlier answers." if made.get("contradicts") else ""
        said = f"remembered: {visible(answer, 80) or 'no target'} ({scope}). The next run takes it up."
        self._say("bad" if against else "good", f"{said}{lost}{against}")
        self.turn(self._tab, self._find, self._number)

    def html(self) -> str:
        """The page as a record, without buttons."""
        rows = [[row[name] for name in ("about", "state", "reason", "decided")] for row in self.page["rows"]]
        counts = ", ".join(f"{count} {name}" for name, count in self.page["counts"].items())
        said = f"{counts}. This is a record; answers are given in a running notebook, or with `workbench decide`."
        return figure(Table(["claim", "state", "why", "answered"], rows, PAGE).html(), caption=said)

    def __repr__(self) -> str:
        """How much is open."""
        return f"<DoubtPanel for {self._person}: {self.page['counts']['open']} open>"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        live, about = super()._repr_mimebundle_(**options) or ({}, {})
        return {**live, "text/plain": repr(self), "text/html": self.html()}, about

    def _heard(self, message: Mapping[str, Any]) -> None:
        try:
            self._do(message)
        except Exception as error:  # whatever is wrong, the person who clicked must see it, and nobody else would
            self._say("bad", visible(error, 600))
        self.send({"kind": "heard", "ticket": message.get("ticket", 0)})

    def _do(self, message: Mapping[str, Any]) -> None:
        what = message["do"]
        if what == "watch":
            return  # it is heard
        if what == "turn":
            self.turn(str(message["tab"]), str(message["find"]), int(message["page"]))
        elif what == "look":
            self.look(str(message["id"]))
        elif what == "answer":
            self.answer(str(message["id"]), str(message["answer"]), str(message["reason"]), message["scope"])
        else:
            raise ValueError(f"{visible(what, 40)} is nothing that this panel does")

    def _say(self, tone: str, words: str) -> None:
        self.send({"kind": "said", "tone": tone, "words": words})

    def _page(self) -> Said:
        find = self._find.casefold()
        listed = [one for one in self._all if _tab(one) == self._tab and find in f"{one.about} {one.reason}".casefold()]
        last = max(0, (len(listed) - 1) // PAGE)
        number = self._number = min(max(0, self._number), last)
        counted = Counter(_tab(one) for one in self._all)
        return {
            "tab": self._tab,
            "page": number,
            "pages": last + 1,
            "total": len(listed),
            "first": number * PAGE + 1 if listed else 0,
            "counts": {name: counted[name] for name in TABS},
            "rows": [_row(one) for one in listed[number * PAGE : (number + 1) * PAGE]],
            "person": self._person,
        }


TABS = ("open", "answered", "for the reader")
"""open: a person can answer. answered: somebody did. for the reader: put right in the document or its profile."""


def _tab(one: Doubted) -> str:
    return "answered" if one.decided else "open" if one.askable else "for the reader"


def _row(one: Doubted) -> Said:
    return {
        "id": one.claim_id,
        "about": visible(one.about, 100),
        "state": one.state,
        "reason": visible(one.reason, 160),
        "decided": visible(one.decided, 100),
    }
