"""An engine whose tasks are answered by the workers of a Dask cluster: they are given a task and return its outcome.

Whoever asks judges and stores the answers, so a worker needs neither store nor ledger; one that is lost is replaced,
and its tasks are asked again.
"""

from dataclasses import dataclass
from typing import Any

from workbench.agent import Engine, Outcome, Task


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
