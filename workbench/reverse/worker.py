"""A process that reads modules for another one: one path a line comes in, one line of JSON goes out.

It may take one gigabyte and half a minute for a module; beyond that the module is answered with one line that says so.
"""

import json
import os
import resource
import signal
import stat
import sys
from pathlib import Path

from workbench.errors import ModuleError
from workbench.reverse.assemble import recover
from workbench.reverse.image import MOST_BYTES

MEMORY = 1 << 30
SECONDS = 25
DEPTH = 600


class _TooLong(Exception):
    pass


def _stop(number: int, frame: object) -> None:
    raise _TooLong


def answer(path: str) -> dict[str, object]:
    """The module of a file, or what is wrong with it."""
    name = Path(path).name
    try:
        if stat.S_ISFIFO(os.stat(path).st_mode):  # to open it would wait for somebody who writes
            return {"fault": f"'{name}' is a pipe; a compiled module is expected"}
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        return {"module": recover(name, data).model_dump(mode="json")}
    except ModuleError as fault:
        return {"fault": str(fault)}
    except OSError as fault:
        return {"fault": f"'{path}' cannot be read: {fault.strerror}"}
    except _TooLong:
        return {"fault": f"'{name}' takes longer than {SECONDS} seconds: hostile or damaged"}
    except MemoryError:
        return {"fault": f"'{name}' takes more than {MEMORY >> 20} MB of memory: hostile or damaged"}
    except Exception as fault:  # whatever a damaged module brings about must not end the run over the others
        return {"fault": f"'{name}' is damaged: {type(fault).__name__} while its tables were read"}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def main() -> None:
    """Answer until nothing comes in any more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setrecursionlimit(DEPTH)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
