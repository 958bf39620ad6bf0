"""A batch on a Dask cluster: runs are sent out with a parcel of the project, and what they return is filed here.

The cluster's workers are pure. A worker that is lost is Dask's to replace: its runs are made again, up to the
scheduler's `allowed-failures`. A client that is lost resumes like any batch: what was filed is done.
"""

import json
import os
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from workbench.batch import parcel, remote
from workbench.batch.job import Ended, Job, Limits
from workbench.batch.redaction import blanked
from workbench.ledger import Ledger
from workbench.policy import Policy
from workbench.store import Store


class Cluster:
    """The hands of a cluster."""

    def __init__(self, client: Any, home: Path, store: Store, filing: tuple[Ledger, Policy], limits: Limits) -> None:
        """Packs the project; nothing runs yet. filing: where proposals go."""
        self.client, self.home, self.store, self.limits = client, home, store, limits
        self.ledger, self.policy = filing
        self._parcel = client.submit(remote.carry, parcel.pack(home, store), pure=False)
        self._ended: SimpleQueue[tuple[Job, Any]] = SimpleQueue()
        self._futures: dict[int, Any] = {}

    @property
    def free(self) -> int:
        """It takes any number; the scheduler makes them wait."""
        return 1_000_000

    def give(self, job: Job) -> None:
        """A run for whichever worker is free."""
        notebook = Path(job.notebook).read_text("utf-8")
        limits = self.limits.model_dump()
        future = self.client.submit(
            remote.perform, self._parcel, notebook, job.model_dump(mode="json"), limits, pure=False
        )
        self._futures[job.ordinal] = future
        future.add_done_callback(lambda done: self._ended.put((job, done)))

    def news(self, seconds: float) -> list[Ended]:
        """What ended since, filed; waiting at most so long for the first."""
        found = []
        try:
            found.append(self._ended.get(timeout=seconds))
            while True:
                found.append(self._ended.get_nowait())
        except Empty:
            pass
        return [self._filed(job, future) for job, future in found]

    def close(self) -> None:
        """Give up what runs, and the connection."""
        self.client.cancel(list(self._futures.values()), force=True)
        self.client.close()

    def _filed(self, job: Job, future: Any) -> Ended:
        self._futures.pop(job.ordinal, None)
        if future.status != "finished":
            return Ended(ordinal=job.ordinal, state="killed", detail=_why(future))
        result: remote.Result = future.result()
        if result.notebook:
            place = Path(job.output)
            place.parent.mkdir(parents=True, exist_ok=True)
            said = blanked(json.loads(result.notebook))  # of this machine's keys, too
            Path(job.draft).write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")
            os.replace(job.draft, place)
        parcel.bring_in(self.home, self.store, self.ledger, self.policy, result.harvest)
        return result.ended.model_copy(update=blanked(result.ended.model_dump(include={"detail", "figures"})))


def _why(future: Any) -> str:
    if future.status != "error":
        return f"the cluster lost it: {future.status}"
    error = future.exception()
    return str(blanked(f"the cluster: {type(error).__name__}: {' '.join(str(error).split())}"))[:300]
