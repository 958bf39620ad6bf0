"""Who a project asks: the engine that answers its agents' tasks, with its budget, its price and its recorded calls."""

from pathlib import Path

from workbench import settings
from workbench.agent import Engine
from workbench.budget import limits_of
from workbench.desk import Desk
from workbench.engines.claude.engine import Claude, Memory, Recalling
from workbench.engines.offline import Offline
from workbench.engines.opening import Opening, manner_of, open_engine, terms_of
from workbench.meter import Meter
from workbench.recording import Recordings


class Caller(Desk):
    """The desk of the project at `home`, its settings, and the engine that they name."""

    def __init__(self, home: Path | str = ".", engine: Engine | None = None) -> None:
        """Reads workbench.toml; everything else is opened when it is first needed."""
        super().__init__(home)
        self.settings = settings.load(self.home)
        self._engine = engine
        self._metered: Meter | None = None

    @property
    def engine(self) -> Engine:
        """What answers the agents' tasks: as given, else as the settings say."""
        if self._engine is None:
            self._engine = self.open_engine(self.settings.engine.name)
        return self._engine

    @engine.setter
    def engine(self, engine: Engine) -> None:
        self._engine = engine

    def open_engine(self, name: str, again: bool = False, rehearsal: str = "", batch: bool = False) -> Engine:
        """The engine of a name, on the project's other settings; the rest is as in `engines.opening.Opening`."""
        said = self.settings.engine.model_copy(update={"name": name})
        if name == "offline":
            return Offline()
        limits = limits_of(self.policy)
        kept = self.recorded("rehearsed" if rehearsal else "calls")
        if name == "replay" and not kept.journal.exists():
            kept = self.recorded("rehearsed")
        return open_engine(Opening(said, self.home, limits, kept, again, rehearsal, batch))

    def reckoner(self) -> Claude:
        """A model's engine that answers from its recorded calls alone: what it would ask can be counted."""
        said = self.settings.engine.model_copy(update={"name": "replay"})
        opening = Opening(said, self.home, limits_of(self.policy), self.recorded())
        return Claude(
            f"claude/{said.model}", manner_of(opening), Recalling(Memory(opening.recordings)), opening.recordings
        )

    def recorded(self, where: str = "calls") -> Recordings:
        """The recorded calls of models; those "rehearsed" on a loopback server are kept apart: no model gave them."""
        return Recordings(self.home / "data" / "store" / where)

    @property
    def meter(self) -> Meter | None:
        """The meter of the engine's budget, one for as long as the engine is asked; None for one that costs nothing."""
        terms = terms_of(self.engine)
        if terms is None:
            return None
        if self._metered is None or self._metered.budget is not terms.budget:
            self._metered = Meter(terms.budget, terms.recordings)
        return self._metered
