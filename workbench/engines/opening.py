"""The engine that settings name, ready to be asked; nothing is imported or opened for one that is not used."""

from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from workbench.agent import Engine
from workbench.budget import Budget, Limits
from workbench.engines.claude.batches import Queue
from workbench.engines.claude.calibrating import Calibration
from workbench.engines.claude.engine import Claude, Memory, Recalling, Sending, Source
from workbench.engines.claude.keys import Key, find_key, find_place
from workbench.engines.claude.requests import Manner
from workbench.engines.claude.sending import Terms
from workbench.engines.claude.wire import SERVICE, Wire
from workbench.engines.offline import Offline
from workbench.errors import SettingsError
from workbench.prices import find, load
from workbench.ratelimit import RateLimiter
from workbench.recording import Recordings
from workbench.records import UNKNOWN
from workbench.settings import EngineSettings

LOOPBACK = "loopback"
"""How the name of an engine begins that asked a server on this machine in the service's place."""


@dataclass(frozen=True)
class Opening:
    """With what an engine is opened: a project's settings, where its files start, its limits and its recorded calls.

    `again`: recorded answers are put aside. `rehearsal`: the address of a server on this machine that plays the
    service; no key goes there, and the engine's name says so. `batch`: what is not recorded waits for a batch.
    """

    settings: EngineSettings
    home: Path
    limits: Limits
    recordings: Recordings
    again: bool = False
    rehearsal: str = ""
    batch: bool = False


def open_engine(opening: Opening) -> Engine:
    """The engine that the settings name. Raises SettingsError for a model without a price, or without a key."""
    said = opening.settings
    if said.name == "offline":
        return Offline()
    manner = manner_of(opening)
    prefix = _recorded_as(opening) if said.name == "replay" else LOOPBACK if opening.rehearsal else "claude"
    name = f"{prefix}/{said.model}"
    memory = Memory(opening.recordings, opening.again)
    if said.name == "replay":
        return Claude(name, manner, Recalling(replace(memory, again=False)), opening.recordings, in_flight=1)
    return Claude(name, manner, _sending(opening, manner, name, memory), opening.recordings, said.in_flight)


def manner_of(opening: Opening) -> Manner:
    """How the model of the settings is asked. Raises SettingsError for one without a price."""
    said = opening.settings
    own = opening.home / said.prices if said.prices != UNKNOWN else None
    return Manner(find(said.model, load(own)), said.effort, said.max_tokens)


def terms_of(engine: Engine) -> Terms | None:
    """The terms on which an engine sends; None for one that sends nothing."""
    found = within(engine)
    return found.source.terms if found is not None and isinstance(found.source, Sending | Queue) else None


def queue_of(engine: Engine) -> Queue | None:
    """The batches of an engine; those that another run handed in, for one that asks directly; None for any other."""
    found = within(engine)
    if found is None or not isinstance(found.source, Sending):
        return found.source if found is not None and isinstance(found.source, Queue) else None
    return Queue(found.source.terms, found.source.wire, found.source.memory, waits=False)


def _sending(opening: Opening, manner: Manner, name: str, memory: Memory) -> Source:
    said = opening.settings
    if find_spec("anthropic") is None:
        raise SettingsError("engine claude needs the package anthropic: pip install 'workbench-migration[claude]'")
    if opening.rehearsal:
        url, key = opening.rehearsal, Key("no-key-is-needed-here")
    else:
        url = find_place("" if said.url == UNKNOWN else said.url) or SERVICE
        key = find_key(opening.home / said.key_file if said.key_file != UNKNOWN else None)
    sizes = (said.requests_per_minute, said.tokens_in_per_minute, said.tokens_out_per_minute)
    limiter = RateLimiter((float(sizes[0]), float(sizes[1]), float(sizes[2])))
    wire = Wire(url, key)
    terms = Terms(
        model=manner.model,
        budget=Budget(opening.limits),
        limiter=limiter,
        recordings=opening.recordings,
        engine=name,
        seconds=said.seconds,
        calibration=Calibration(opening.recordings.root, manner.model.name, wire),
    )
    return Queue(terms, wire, memory) if opening.batch else Sending(terms, wire, memory)


def _recorded_as(opening: Opening) -> str:
    """How the engine was called whose answers are recorded: what is replayed is said by whom it was said."""
    names = [call.engine for call in opening.recordings.calls() if call.model == opening.settings.model]
    return names[-1].partition("/")[0] if names else "claude"


def within(engine: object) -> Claude | None:
    """The model's engine that an engine is, or is wrapped round; None for any other."""
    while engine is not None and not isinstance(engine, Claude):
        engine = getattr(engine, "engine", None)
    return engine


def close(engine: Engine) -> None:
    """End what an engine has under way."""
    if (found := within(engine)) is not None:
        found.close()
