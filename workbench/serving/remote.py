"""What a notebook gets in place of a project when WORKBENCH_SOCKET is set: the same verbs, done by the server.

    wb = Workbench()                    # as always
    wb.status(), wb.sql("..."), wb.run()

A verb that the server does not have for this socket is refused there, and the refusal is noted.
"""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import lineage as origins
from workbench import sshagent
from workbench.acts import NOWHERE, Answer, Decision, Draft, Level, Proposal, Revalidation, Seat, Standing
from workbench.agent import Engine
from workbench.approval import Reviewer, decision_of
from workbench.briefing import Briefing
from workbench.errors import NotApproved, ParameterError, UnknownThing
from workbench.identity import canonical, sha256
from workbench.intake import Intake
from workbench.keyring import Held, Place
from workbench.login import login
from workbench.market import Market, Settled
from workbench.policy import Policy, load
from workbench.records import Claim, Verdict
from workbench.recovering import Recovered
from workbench.rows import Rows
from workbench.serving import codec, travelling
from workbench.serving.ballot import Blank
from workbench.serving.catalogue import catalogue
from workbench.serving.client import SOCKET, Client
from workbench.serving.served import Served
from workbench.serving.views import Absent, RemoteLedger, RemoteStore
from workbench.settings import Settings
from workbench.signing import APPROVAL, Key, load_key

if TYPE_CHECKING:
    import networkx as nx

KEY = "WORKBENCH_KEY"
"""The environment variable that names a reviewer's own key file; without it an ssh-agent is asked."""

NO_KEY = "none yet; `workbench keys make` makes one, where the server is"
"""What stands in place of a key that nobody has made."""


class Remote:
    """A project that a server has. What it does not do itself it asks, by the verb's own signature."""

    def __init__(self, client: Client, project: str = "") -> None:
        """Asks through a client; `project`: a recovered project below the home."""
        self._client, self._project = client, project
        self._recovered: dict[str, tuple[list[str], list[str]]] = {}

    def __getattr__(self, name: str) -> Any:
        """A verb of the catalogue."""
        if hasattr(Served, name) and name not in catalogue() and not name.startswith("_"):
            raise Absent(f"'{name}' is not served; unset {SOCKET} and open the project where it is, as its own user")
        if name.startswith("_") or name not in catalogue():
            raise AttributeError(name)
        return lambda *args, **named: self._ask(name, *args, **named)

    def _ask(self, verb: str, *args: Any, **named: Any) -> Any:
        told = named.pop(codec.TOLD, None)
        said = codec.packed(verb, args, named)
        return codec.understood(verb, self._client.ask(verb, said, self._project, told))

    @cached_property
    def home(self) -> Path:
        """Where the project is, as the server says."""
        return Path(self._client.welcome.home) / self._project

    @property
    def settings(self) -> Settings:
        """What workbench.toml says."""
        found: Settings = self._ask("settings_of")
        return found

    @property
    def policy(self) -> Policy:
        """The rules, where their file can be read here."""
        return load(self.home / "policy.yaml")

    @property
    def level(self) -> Level:
        """How far this process is confined, as its launcher says."""
        return self._client.level

    @property
    def store(self) -> RemoteStore:
        """Reads, on a copy that cannot be written."""
        return RemoteStore(self)

    @property
    def ledger(self) -> RemoteLedger:
        """The journal, to read."""
        return RemoteLedger(self)

    # Verbs whose arguments or results travel in another form.

    def ingest(self, *paths: str | Path) -> Intake:
        """A document taken in."""
        return travelling.untaken(self._ask("taken", *(_here(path) for path in paths)))

    def run(self, order: Any = None, told: Any = None) -> Any:
        """Where the document stands after a run."""
        return self._ask("run", order, told=told)

    def mutate(self, count: int = 20, seed: int = 0, told: Any = None) -> Any:
        """What the gate catches of errors that are planted into accepted claims."""
        return self._ask("mutate", count, seed, told=told)

    def sql(self, query: str, limit: int = 1000) -> Rows:
        """Column names and rows of a query."""
        return self.asked(query, limit)

    def asked(self, query: str, limit: int = 1000, params: Sequence[Any] = ()) -> Rows:
        """As `sql`, with what its question marks stand for."""
        return travelling.uncells(self._ask("asked", query, limit, list(travelling.cells((), [params]).rows[0])))

    def graph(self, thing: str, direction: str = "both", scope: origins.Scope = origins.NOW) -> "nx.DiGraph[str]":
        """The past, the future or both of a thing."""
        return travelling.ungraph(self._ask("graph_of", thing, direction, scope))

    def between(self, first: str, last: str, scope: origins.Scope = origins.NOW) -> "nx.DiGraph[str]":
        """Every way between two things."""
        return travelling.ungraph(self._ask("between_of", first, last, scope))

    def propose(self, drafts: Sequence[Draft], target: str) -> list[Proposal]:
        """A proposal for each draft."""
        found: list[Proposal] = self._ask("proposed", [travelling.packed_draft(one) for one in drafts], target)
        return found

    def submit(self, claims: Sequence[Claim]) -> list[Verdict]:
        """The gate's word on claims about the newest document, in order, once they are on the disk."""
        found: list[Verdict] = self._ask("submit", list(claims))
        return found

    def settle(self, market: Market) -> Settled:
        """A market's differences, proposed."""
        found: Settled = self._ask("settle_market", market)
        return found

    def shown(self, proposal: Proposal) -> str:
        """A proposal of the ledger as people are shown it."""
        return str(self._ask("shown_of", proposal.proposal_id))

    def briefing(self, proposal: Proposal, stand: Standing | None = None) -> Briefing:
        """What a reviewer should know of a proposal of the ledger."""
        found: Briefing = self._ask("briefing_of", proposal.proposal_id)
        return found

    def revalidate(
        self, wanted: Sequence[str] = (), facts: object = None, carry_out: bool = True
    ) -> list[Revalidation]:
        """What proposals are worth now."""
        found: list[Revalidation] = self._ask("remeasured", list(wanted), carry_out)
        return found

    def recover_modules(self, modules: Sequence[str], copybooks: Sequence[str] = ()) -> Recovered:
        """What compiled modules still tell."""
        found: Recovered = self._ask("recover_modules", list(modules), list(copybooks))
        self._recovered[sha256(found.text.encode())] = list(modules), list(copybooks)
        return found

    def recovered_project(self, name: str, found: Recovered) -> "tuple[Remote, str]":
        """A small project of its own, and its specification; the server reads the same modules again for it."""
        modules = self._recovered.get(sha256(found.text.encode()))
        if modules is None:
            raise ParameterError("these modules were not recovered here; recover_modules gives what this takes")
        spec: str = self._ask("recovered_below", name, *modules)
        return Remote(self._client, name), spec

    # People's decisions: signed here, where the key is.

    def keys(self) -> list[Held]:
        """Every key that may or might speak for somebody; where its private half is, as seen from here."""
        return [one.model_copy(update={"place": _place(one.public)}) for one in self._ask("keys")]

    def reviewer(self, name: str) -> Reviewer:
        """A person whose key is enrolled, with its public half. Keys are enrolled where the server is."""
        return self._signs(name)

    def _signs(self, name: str, wanted: str = "") -> Reviewer:
        """Who signs with the key of this fingerprint; with the first that is here without one."""
        every = [one for one in self._ask("keys") if one.name == name and not one.fault]
        held = [one for one in every if wanted in ("", one.fingerprint)]
        if not held and self._client.welcome.socket == "agents" and name in self.policy.people:
            return Reviewer(name, Key(NO_KEY, _elsewhere))  # an agent looks at the queue as they would, and cannot sign
        if not held:
            raise UnknownThing(f"no key of {name!r} counts here; `workbench keys` enrols one, where the server is")
        here = [key for one in held if (key := _key(one.public))]
        return Reviewer(name, here[0] if here else Key(held[0].public, _elsewhere))

    def decide(self, proposal_id: str, answer: Answer, as_: str, reason: str, acknowledge: bool = False) -> Decision:
        """A signed decision in the ledger."""
        return self.decide_all([proposal_id], answer, as_, reason, acknowledge)[0]

    def approve(self, proposal_id: str, as_: str, reason: str, acknowledge: bool = False) -> Decision:
        """An approval, signed here."""
        return self.decide(proposal_id, "approve", as_, reason, acknowledge)

    def reject(self, proposal_id: str, as_: str, reason: str) -> Decision:
        """A rejection, signed here."""
        return self.decide(proposal_id, "reject", as_, reason, acknowledge=True)

    def resume(self, as_: str, reason: str) -> None:
        """Executions go on; signed here with the person's key."""
        body = self._ask("lifting", as_, reason)
        if (body["who"], body["reason"]) != (as_, reason):
            raise NotApproved("the server asks for another word to be signed than was given; nothing is signed")
        signature = self.reviewer(as_).key.sign(canonical(body), APPROVAL)
        self._ask("lift", {**body, "signature": signature})

    def decide_all(
        self,
        wanted: Sequence[str],
        answer: Answer,
        as_: str,
        reason: str,
        acknowledge: bool = False,
        seat: Seat = NOWHERE,
    ) -> list[Decision]:
        """Signed decisions on several proposals; what is signed is what the server would ask now."""
        who = self._signs(as_, seat.key)
        said = (list(wanted), answer, as_, who.key.public, reason, acknowledge, login(seat.claimed))
        asked: list[Blank] = self._ask("statements", *said)
        signed = []
        for one in asked:
            wrote = one.statement
            if (wrote.answer, wrote.reviewer, wrote.reason) != (answer, as_, reason):
                raise NotApproved("the server asks for another answer to be signed than was given; nothing is signed")
            if wrote.displayed != sha256(one.shown.encode()):
                raise NotApproved("the server asks for another text to be signed than it shows; nothing is signed")
            signed.append(decision_of(wrote, who.key.sign(wrote.message(), APPROVAL)))
        found: list[Decision] = self._ask("cast", signed)
        return found


def _here(path: str | Path) -> str:
    """A path as this process means it."""
    found = Path(path)
    return str(found.absolute()) if found.exists() else str(path)


def _key(public: str) -> Key | None:
    """The key with this public half, where this process has it: a file that WORKBENCH_KEY names, or an ssh-agent."""
    if place := os.environ.get(KEY, ""):
        found = load_key(Path(place))
        return found if found.public == public else None
    try:
        return sshagent.agent_key(public) if public in sshagent.held() else None
    except ParameterError:
        return None


def _place(public: str) -> Place:
    try:
        here = _key(public)
    except ParameterError:
        here = None  # WORKBENCH_KEY names no key; who signs is told so
    return "elsewhere" if here is None else "file" if os.environ.get(KEY, "") else "agent"


def _elsewhere(message: bytes) -> bytes:
    raise NotApproved(f"the key is not here; {KEY} names its file, or an ssh-agent holds it")


def connected(home: Path | str = ".", engine: Engine | None = None) -> Remote:
    """The project of the server that WORKBENCH_SOCKET names. Raises ParameterError for a home it does not serve."""
    if engine is not None:
        raise ParameterError(f"an engine is the server's to choose while {SOCKET} is set; unset it to ask one yourself")
    client = Client(Path(os.environ[SOCKET]))
    served, wanted = Path(client.welcome.home), Path(home).resolve()
    if Path(home) != Path(".") and not wanted.is_relative_to(served):
        raise ParameterError(
            f"'{home}' is not served at {client.path}, which serves {served}; unset {SOCKET} to open it"
        )
    below = wanted.relative_to(served) if wanted.is_relative_to(served) else Path(".")
    name = str(below) if below.parent == Path("data") and below.name.startswith("recovered") else ""
    return Remote(client, name)
