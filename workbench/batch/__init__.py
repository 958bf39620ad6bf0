"""Batches: one notebook, many parameter rows, headless and in parallel.

rows = run(home, Path("notebooks/07-batch.ipynb"), Path("data/markets.csv"), jobs=2)
sys.exit(exit_code(rows))
"""

from workbench.batch.runs import Job, Limits, RunRow, execute, exit_code, plan, run

__all__ = ["Job", "Limits", "RunRow", "execute", "exit_code", "plan", "run"]
