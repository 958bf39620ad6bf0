"""One run of one notebook, in a process of its own: `python -m workbench.batch.worker JOB.json`.

The job names the notebook, the output and the parameters. Exit code 0 means that papermill ended without an exception;
otherwise the last line on stderr says what happened.
"""

import json
import sys
from pathlib import Path
from typing import Any

EXIT_FAILED, EXIT_TIMED_OUT, EXIT_KILLED = 3, 4, 5
"""A cell raised; a cell took too long; the kernel died."""


def main(job_file: str) -> int:
    """The exit code of one run."""
    job = json.loads(Path(job_file).read_text("utf-8"))
    # Compiling this grammar takes two seconds of every start, and no notebook uses the formats it is for.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill  # noqa: PLC0415  (an extra: only batches need it)
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415

    try:
        _execute(papermill, job)
    except CellTimeoutError as error:
        return _failed(EXIT_TIMED_OUT, error)
    except DeadKernelError as error:
        return _failed(EXIT_KILLED, error)
    except Exception as error:  # whatever a notebook raises is its result
        return _failed(EXIT_FAILED, error)
    return 0


def _execute(papermill: Any, job: dict[str, Any]) -> None:
    papermill.execute_notebook(
        job["notebook"],
        job["draft"],
        parameters=job["parameters"],
        cwd=job["home"],
        kernel_name="python3",
        language="python",
        progress_bar=False,
        start_timeout=120,
    )


def _failed(code: int, error: Exception) -> int:
    name, value = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    print(" ".join(f"{name}: {value}".split())[:500], file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
