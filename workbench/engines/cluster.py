"""An engine whose tasks are answered by the workers of a Dask cluster: they are given a task and return its outcome.

Whoever asks judges and stores the answers, so a worker needs neither store nor ledger; one that is lost is replaced,
and its tasks are asked again.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from workbench.agent import Engine, Outcome, Task
from workbench.errors import ParameterError

CONNECT = 10
"""Seconds that a scheduler may take to answer."""

ARRIVE = 60
"""Seconds that the first worker may take to be there."""


def connect(address: str) -> Any:
    """A client of the scheduler at an address. Raises ParameterError with one line."""
    if find_spec("distributed") is None:
        raise ParameterError("distributed is not installed; pip install 'workbench-migration[cluster]'")
    distributed: Any = import_module("distributed")  # an extra: only clusters need it
    try:
        client = distributed.Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        said = f"no Dask scheduler answers at {address!r} within {CONNECT} s; an address is like tcp://host:8786"
        raise ParameterError(said) from error
    try:
        client.wait_for_workers(1, timeout=ARRIVE)
    except Exception as error:
        client.close()
        said = f"the cluster at {address} has no workers after {ARRIVE} s; start one: dask worker {address}"
        raise ParameterError(said) from error
    return client


@dataclass(frozen=True)
class Spread:
    """An engine on a cluster; `client` is Dask's."""

    inner: Engine
    client: Any

    @property
    def name(self) -> str:
        """That of the engine: where it answers makes no difference to what it says."""
        return self.inner.name

    @property
    def in_flight(self) -> int:
        """Two tasks for each thread of the cluster, so that none has to wait for the next."""
        threads: dict[str, int] = self.client.nthreads()
        return 2 * max(1, sum(threads.values()))

    def ask(self, task: Task) -> Outcome:
        """The outcome of one task; a lost cluster is a state of it."""
        try:
            outcome: Outcome = self.client.submit(self.inner.ask, task, pure=False).result()
        except Exception as error:
            return Outcome(state="unavailable", detail=f"the cluster: {type(error).__name__}: {error}"[:300])
        return outcome
