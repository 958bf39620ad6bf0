"""Runs adapters away from the program: started as `python -I -S child.py`, never imported by it.

One JSON object per line comes in (name, source, cases), one goes out (what `roundtrip.RoundTrip` holds).
The process may not open a file, start a program or use the network, and its CPU seconds and memory are limited, so an
adapter can do nothing but compute. Standard library only.
"""

import contextlib
import datetime  # noqa: F401 - adapters import it, and nothing can be imported once the doors are shut
import decimal  # noqa: F401
import json
import math  # noqa: F401
import re  # noqa: F401
import resource
import signal
import struct  # noqa: F401
import sys
import typing
from types import FrameType

Json = typing.Any
_SHUT = ("open", "import", "os.", "socket.", "subprocess.", "ctypes.", "shutil.", "tempfile.", "pty.", "signal.")


class Differs(Exception):
    """One law does not hold: which, where, what was expected and what came."""

    def __init__(self, law: str, field: str, given: Json, got: Json) -> None:
        super().__init__(law)
        self.law, self.field, self.given, self.got = law, field, given, got


def main(cpu: int, memory: int, each: float) -> None:
    """Run every adapter that comes in."""
    out, sys.stdout = sys.stdout, sys.stderr
    _limit(cpu, memory)
    shut = [False]
    sys.addaudithook(lambda event, _: _refuse(event) if shut[0] else None)
    for line in sys.stdin:
        job = json.loads(line)
        for page in {"utf-16-be", *(case["code_page"] for case in job["cases"])}:
            " ".encode(page)  # loads the code page while that is allowed
        print(json.dumps({"started": job["name"]}), file=out, flush=True)
        signal.setitimer(signal.ITIMER_PROF, each)
        shut[0] = True
        result = _run(job)
        shut[0] = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(result), file=out, flush=True)


def _limit(cpu: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    with contextlib.suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, _out_of_time)


def _refuse(event: str) -> None:
    if event.startswith(_SHUT):
        raise PermissionError(f"an adapter may not do this: {event}")


def _out_of_time(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError("out of time")


def _run(job: dict[str, Json]) -> dict[str, Json]:
    """What came of one adapter; `case` is the failing one, counted from 1 (0: none, or all of them)."""
    place, module = 0, dict[str, Json](__name__="adapter")
    result = {"name": job["name"], "state": "fail", "cases": len(job["cases"]), "case": 0}
    try:
        exec(compile(job["source"], "<adapter>", "exec"), module)
        for case in job["cases"]:
            place += 1
            _check(module, case)
    except Differs as found:
        said = {"detail": found.law, "field": found.field, "given": _short(found.given), "got": _short(found.got)}
        return result | said | {"case": place}
    except BaseException as error:  # an adapter may raise anything at all, SystemExit included
        return result | {"detail": f"{type(error).__name__}: {error}"[:300], "case": place}
    finally:
        module.clear()  # its functions and its names hold each other
    return result | {"state": "pass"}


def _check(module: dict[str, Json], case: dict[str, Json]) -> None:
    """The laws for one record: decoded as expected, the same bytes again, and the same object again without them."""
    data, record, page = bytes.fromhex(case["data"]), case["record"], case["code_page"]
    value = module["decode"](data, record, page)
    if json.loads(json.dumps(value, allow_nan=False)) != value:
        raise Differs("the decoded object is no JSON", "", "JSON", repr(value))
    bare = {name: inner for name, inner in value.items() if name != "_unmapped"}
    if case["value"] is not None:
        _same("decode(record)", case["value"], bare, "")
    for key, raw in value.get("_unmapped", {}).items():
        if "*" not in case["carried"] and key.rpartition("@")[0] not in case["carried"]:
            raise Differs("the property determines the bytes", key, "nothing to carry", raw)
    _same_bytes(module, record, data, module["encode"](value, record, page))
    _same("decode(encode(object))", bare, module["decode"](module["encode"](bare, record, page), record, page), "")


def _same(law: str, given: Json, got: Json, path: str) -> None:
    """Refuse the first place where two JSON values differ; 1, 1.0 and true are three values."""
    if isinstance(given, dict) and isinstance(got, dict):
        for name in [*given, *(name for name in got if name not in given)]:
            here = f"{path}.{name}" if path else name
            if name not in got or name not in given:
                raise Differs(law, here, given.get(name, "absent"), got.get(name, "absent"))
            _same(law, given[name], got[name], here)
    elif isinstance(given, list) and isinstance(got, list) and len(given) == len(got):
        for place, (one, other) in enumerate(zip(given, got, strict=True)):
            _same(law, one, other, f"{path}[{place}]")
    elif type(given) is not type(got) or given != got:
        raise Differs(law, path, given, got)


def _same_bytes(module: dict[str, Json], record: str, given: bytes, got: bytes) -> None:
    if given == got:
        return
    pairs = zip(given, got, strict=False)
    at = next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(given), len(got)))
    layout = next((known for known in module.get("RECORDS", ()) if known.name == record), None)
    name = _field_at(getattr(layout, "rows", ()), at) or f"byte {at}"
    near = slice(max(0, at - 4), at + 12)
    raise Differs("encode(decode(record))", name, f"{given[near].hex()} at {near.start}", got[near].hex())


def _field_at(rows: typing.Iterable[Json], at: int) -> str:
    """The name of the field whose bytes a place in the record is among."""
    found = ""
    for row in rows:
        if getattr(row, "rows", None) and 0 <= at - row.at < row.stride * row.count:
            return _field_at(row.rows, (at - row.at) % row.stride) or str(row.name)
        for one in [*getattr(row, "fields", ()), getattr(row, "field", row)]:
            size = getattr(getattr(one, "storage", None), "size", 0)
            if size and one.at <= at < one.at + size:
                found = str(one.name)
    return found


def _short(value: Json) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=repr)
    return text if len(text) <= 120 else text[:117] + "..."


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
