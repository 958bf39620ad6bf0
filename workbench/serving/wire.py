"""One JSON object a line, both ways: what was asked, how far it is, what came of it, or which error.

{"id": "9f2c..", "verb": "status", "said": {"spec": "unknown"}}      asked
{"id": "9f2c..", "told": ["mapping", 12, 289]}                       under way, for verbs that take long
{"id": "9f2c..", "value": {...}}                                     done; what was to be kept is on the disk
{"id": "9f2c..", "error": ["NotAllowed", "'execute' is not ..."]}    not done, in one line
"""

import json
from typing import Any, TypeVar

from pydantic import Field, JsonValue, ValidationError
from pydantic_core import from_json

from workbench import errors
from workbench.acts import Level
from workbench.errors import BrokenPromise, ParameterError, WorkbenchError
from workbench.records import Record

MAX_ASKED = 8 << 20
"""Bytes that one line to the server may have; a proposal's files travel in it."""

MAX_ANSWER = 256 << 20
"""Bytes that one line from the server may have; a whole specification travels in it."""

VERSION = 1

Kind = TypeVar("Kind", bound=Record)


class Hello(Record):
    """The first line of a client: the version of this protocol, and how far its process is confined, as it says. `of`:
    the process that is confined, where another one, that started it, connects for it."""

    hello: int
    level: Level = "advisory"
    of: int = Field(0, ge=0)


class Welcome(Record):
    """The first line of a server: its version, the home it serves, and which socket this is."""

    welcome: int
    home: str
    socket: str


class Asked(Record):
    """A request. `id` is the client's: the same id is the same request, however often it is sent. `project` is a
    recovered project below the home, "" for the home itself."""

    id: str = Field(min_length=8, max_length=64, pattern=r"^[\w-]+$")
    verb: str = Field(min_length=1, max_length=64)
    said: dict[str, JsonValue] = Field(default_factory=dict)
    project: str = Field("", max_length=200)


def line(value: dict[str, Any]) -> bytes:
    """One line."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def parsed(kind: type[Kind], raw: bytes) -> Kind:
    """What one line says. Raises ParameterError with what is wrong and what is accepted."""
    try:
        return kind.model_validate(from_json(raw, allow_inf_nan=False))
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        why = f"{place[:60]}: {first['msg'][:200]}"
    except (ValueError, RecursionError) as fault:
        why = str(fault)[:200]
    raise ParameterError(f"no request: {why}; one is a JSON object on a line, {', '.join(kind.model_fields)}")


def answer(raw: bytes) -> dict[str, Any]:
    """What a server's line says. Raises BrokenPromise when it is none."""
    try:
        said = json.loads(raw)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise BrokenPromise("the server's line is no JSON object; is it a server of Workbench?")
    return said


def fault_of(error: BaseException) -> list[str]:
    """An error as it travels: the class a caller knows, and one line."""
    if isinstance(error, WorkbenchError):
        known = next(kind for kind in type(error).__mro__ if kind in KINDS.values())
        return [known.__name__, str(error)]
    return ["BrokenPromise", f"the server failed: {type(error).__name__}: {' '.join(str(error).split())[:300]}"]


def raised(said: list[str]) -> WorkbenchError:
    """The error that travelled."""
    name, words = said
    return KINDS.get(name, BrokenPromise)(words)


KINDS: dict[str, type[WorkbenchError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, WorkbenchError)
}
"""Every error that callers know, by name."""
