"""The project as a server has it: its verbs, those that travel in another form, and for whom its ledger is written."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from workbench import lineage as origins
from workbench import market, switch
from workbench.acts import Answer, Decision, EntryKind, Head, LedgerEntry, Peer, Proposal, Receipt, Revalidation
from workbench.agent import Engine
from workbench.batch import Job, Limits, RunRow, execute
from workbench.briefing import Briefing
from workbench.errors import NotAllowed
from workbench.ledger import Ledger, ledger_of
from workbench.pipeline import Progress
from workbench.policy import Policy, load
from workbench.project import Workbench
from workbench.records import Claim, Verdict
from workbench.recovering import keep
from workbench.serving import travelling
from workbench.serving.ballot import Blank, blanks, cast
from workbench.serving.notebooks import jobs_of
from workbench.serving.travelling import Cells, Graph, Taken
from workbench.settings import Settings

MOST_JOBS = 4
"""Notebooks that a client may have run at a time."""

PAGE = 2000
"""Entries of the ledger in one answer."""

MOST_ROWS = 100_000
"""Rows in one answer."""


def _nobody(what: str, done: int, total: int) -> None:
    """Nobody watches."""


class PeerLedger(Ledger):
    """A ledger whose entries say for whom they were written. `peers`: by proposal, where many are written at once."""

    peer: Peer | None = None
    peers: dict[str, Peer] = {}  # noqa: RUF012  (replaced, never changed)

    def peer_of(self, kind: EntryKind, body: dict[str, Any]) -> dict[str, Any]:
        """Who asked for this entry."""
        peer = self.peers.get(str(body.get("proposal_id", body.get("proposal"))), self.peer)
        return peer.model_dump(mode="json") if peer else {}


class Served(Workbench):
    """One project, as one thread of the server has it."""

    def __init__(self, home: Path, engine: Engine | None = None) -> None:
        """Everything is opened when it is first needed."""
        super().__init__(home, engine)
        self._policy: tuple[tuple[int, ...], Policy] | None = None

    @property
    def policy(self) -> Policy:
        """The rules, as the file says now; read again when it was changed."""
        path = self.home / "policy.yaml"
        try:
            state = path.stat()
            mark = (state.st_mtime_ns, state.st_size, state.st_ino, state.st_ctime_ns)
        except OSError:
            return load(path)
        if self._policy is None or self._policy[0] != mark:
            self._policy = mark, load(path)
        return self._policy[1]

    @cached_property
    def ledger(self) -> PeerLedger:
        """The ledger, which says for whom."""
        found = ledger_of(self.home)
        return PeerLedger(found.path, found.key, found.public)

    # What travels in another form.

    def taken(self, *paths: str) -> Taken:
        """A document taken in."""
        return travelling.taken(self.ingest(*paths))

    def asked(self, query: str, limit: int = 1000, params: list[JsonValue] | None = None) -> Cells:
        """Rows of a query on a copy that cannot be written. `params`: what its question marks stand for."""
        found = self.store.query(query, min(limit, MOST_ROWS), params=[travelling.opened(one) for one in params or []])
        return travelling.cells(*found)

    def graph_of(self, thing: str, direction: str = "both", scope: origins.Scope = origins.NOW) -> Graph:
        """The past, the future or both of a thing."""
        return travelling.graph(self.graph(thing, direction, scope))

    def between_of(self, first: str, last: str, scope: origins.Scope = origins.NOW) -> Graph:
        """Every way between two things."""
        return travelling.graph(self.between(first, last, scope))

    def shown_of(self, proposal: str) -> str:
        """A proposal of the ledger as people are shown it."""
        return self.shown(self.proposal(proposal))

    def briefing_of(self, proposal: str) -> Briefing:
        """What a reviewer should know of a proposal of the ledger."""
        return self.briefing(self.proposal(proposal))

    def settings_of(self) -> Settings:
        """What workbench.toml says."""
        return self.settings

    def entries(self, since: int = 0) -> list[LedgerEntry]:
        """Entries of the ledger after a number of them, a page at a time."""
        return self.ledger.entries()[max(since, 0) :][:PAGE]

    def ledger_head(self) -> Head:
        """How far the ledger goes."""
        return self.ledger.head()

    def recovered_below(self, name: str, modules: Sequence[str], copybooks: Sequence[str] = ()) -> str:
        """The specification of a recovered project: what these modules tell, read again here."""
        if recovered_place(self.home, name) is None:
            raise NotAllowed(f"{name[:80]!r} is no place for a recovered project; one is data/recovered or begins so")
        return str(keep(self.home / name, self.recover_modules(modules, copybooks), self.home / "policy.yaml"))

    def settle_market(self, market_: market.Market) -> market.Settled:
        """A market's differences, proposed."""
        return market.settle(self, market_)

    def batched(self, jobs: list[Job], limits: Limits, told: Progress | None = None) -> list[RunRow]:
        """How notebooks of the project ended, each run in a governed kernel of its own."""
        wanted = jobs_of(self.home, jobs)
        held = limits.model_copy(update={"governed": True, "engine": "kernel", "jobs": min(limits.jobs, MOST_JOBS)})
        say = told or _nobody
        return execute(
            self.store, wanted, held, lambda row: say(f"{row.ordinal} {row.state}", row.ordinal, len(wanted))
        )

    # What is committed for many at a time (committing.py) and never called here.

    def submit(self, claims: list[Claim]) -> list[Verdict]:
        """The gate's word on claims about a document, in order, once all of it is on the disk."""
        raise NotImplementedError

    def proposed(self, drafts: list[dict[str, JsonValue]], target: str) -> list[Proposal]:
        """The proposals that drafts make, once they are on the disk."""
        raise NotImplementedError

    # People's decisions: the private half of a key never comes here.

    def statements(  # noqa: PLR0913  (each is part of what is signed)
        self, wanted: Sequence[str], answer: Answer, as_: str, public: str, reason: str, acknowledge: bool = False,
        identity: str = "key",
    ) -> list[Blank]:  # fmt: skip
        """What a person would sign, with what they are shown; nothing is kept."""
        return blanks(self, wanted, answer, (as_, public, identity), reason, acknowledge)

    def cast(self, decisions: list[Decision]) -> list[Decision]:
        """Signed decisions, checked and in the ledger; those that it holds already are there once."""
        return cast(self, decisions)

    def lifting(self, as_: str, reason: str) -> dict[str, str]:
        """What a person would sign to let executions go on."""
        return switch.lifting(self.ledger, self.policy, as_, reason, datetime.now(UTC))

    def lift(self, body: dict[str, str]) -> None:
        """Executions go on, by a signed word; once, however often it is asked."""
        if not self._entries():
            switch.lift(self.ledger, self.policy, body, datetime.now(UTC))

    def execute(self, *wanted: str) -> list[Receipt]:
        """As at the desk; asked again after a crash, what it had done then is among the receipts."""
        done = [entry.body["proposal"] for entry in self._entries() if entry.kind == "receipt"]
        if wanted or not done:
            return super().execute(*wanted)
        return super().execute(*done, *(one.proposal_id for one in self.proposals("approved")))

    def release(self, wanted: str, as_: str) -> Proposal:
        """As at the desk; once, however often it is asked."""
        return self.proposal(wanted) if self._entries() else super().release(wanted, as_)

    def stop(self, who: str, reason: str) -> None:
        """As at the desk; once, however often it is asked."""
        if not self._entries():
            super().stop(who, reason)

    def _entries(self) -> list[LedgerEntry]:
        """What was written for this very request before: it was asked once more after a crash."""
        peer = self.ledger.peer
        return [one for one in self.ledger.entries() if peer and one.peer.get("request") == peer.request]

    def remeasured(self, wanted: Sequence[str] = (), carry_out: bool = True) -> list[Revalidation]:
        """What proposals are worth now."""
        return self.revalidate(wanted, None, carry_out)


def recovered_place(home: Path, name: str) -> Path | None:
    """Where a recovered project of this name lies; None for a name that leads elsewhere."""
    place = (home / name).resolve()
    fits = place.parent == (home / "data").resolve() and place.name.startswith("recovered")
    return place if fits and not (home / name).is_symlink() else None
