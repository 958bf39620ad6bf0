"""Batches: one notebook, many rows of parameters, headless, in parallel, resumable.

    rows = run(home, Path("notebooks/market.ipynb"), Path("data/markets.csv"), jobs=2)
    sys.exit(exit_code(rows))

The store's table `notebook_run` is the only truth about what ran: a run is done when its process said so and every
code cell was executed, whatever a saved notebook says of itself. Running a batch again takes up what is not done.
"""

from workbench.batch.figures import Figures
from workbench.batch.job import Job, Limits, RunRow, RunState
from workbench.batch.planning import plan
from workbench.batch.runs import execute, exit_code, run

__all__ = ["Figures", "Job", "Limits", "RunRow", "RunState", "execute", "exit_code", "plan", "run"]
