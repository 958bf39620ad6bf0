"""Arguments and results of verbs as JSON and back, by the types in the verbs' own signatures.

There is no table of types and nothing is run that a line names: a verb's signature says which records it takes and
gives, and pydantic builds those and no others. What does not travel so (a graph, a document) has a record of its own.
"""

import inspect
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from workbench.errors import BrokenPromise, ParameterError
from workbench.serving.served import Served

TOLD = "told"
"""The argument that is told how far a verb is; it does not travel, what it is told does."""


@cache
def signature(verb: str) -> inspect.Signature:
    """The arguments of a verb, without itself and without who is told."""
    found = inspect.signature(getattr(Served, verb))
    kept = [one for one in found.parameters.values() if one.name not in ("self", TOLD)]
    return found.replace(parameters=kept)


@cache
def watched(verb: str) -> bool:
    """Whether a verb tells how far it is."""
    return TOLD in inspect.signature(getattr(Served, verb)).parameters


@cache
def _types(verb: str) -> dict[str, TypeAdapter[Any]]:
    """The types of a verb's arguments, and of its result under "return"."""
    hints = get_type_hints(getattr(Served, verb))
    found = {}
    for name, hint in hints.items():
        many = signature(verb).parameters.get(name)
        if name == TOLD or get_origin(hint) is Callable:
            continue
        found[name] = TypeAdapter(list[hint] if many and many.kind is many.VAR_POSITIONAL else hint)  # type: ignore[valid-type]
    return found


def packed(verb: str, args: Sequence[Any], named: dict[str, Any]) -> dict[str, Any]:
    """Arguments as JSON values, by name. Raises TypeError as a call with wrong arguments does."""
    bound = signature(verb).bind(*args, **named)
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in bound.arguments.items()}
    return {name: _types(verb)[name].dump_python(value, mode="json") for name, value in plain.items()}


def unpacked(verb: str, said: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Arguments of a call. Raises ParameterError with the argument and what is accepted."""
    known = signature(verb).parameters
    if strange := sorted(said.keys() - known.keys()):
        raise ParameterError(f"{verb} takes no {strange[0][:60]!r}; it takes {', '.join(known) or 'nothing'}")
    many: list[Any] = []
    named: dict[str, Any] = {}
    for name, value in said.items():
        found = _valued(verb, name, value)
        if known[name].kind is inspect.Parameter.VAR_POSITIONAL:
            many = found
        else:
            named[name] = found
    lacking = [one.name for one in known.values() if one.default is one.empty and one.kind is not one.VAR_POSITIONAL]
    if absent := [name for name in lacking if name not in said]:
        raise ParameterError(f"{verb} needs {absent[0]!r}; it takes {', '.join(known)}")
    return many, named


def _valued(verb: str, name: str, value: Any) -> Any:
    try:
        return _types(verb)[name].validate_python(value)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        place = ".".join([name, *map(str, first["loc"])])
        raise ParameterError(f"{verb}: {place[:120]}: {first['msg']}") from None


def answered(verb: str, value: Any) -> Any:
    """A result as JSON."""
    return _types(verb)["return"].dump_python(value, mode="json")


def understood(verb: str, value: Any) -> Any:
    """The result that travelled. Raises BrokenPromise when it is none."""
    try:
        return _types(verb)["return"].validate_python(value)
    except ValidationError as fault:
        why = fault.errors(include_url=False, include_input=False)[0]["msg"]
        raise BrokenPromise(f"the server's answer to {verb} is none: {why}; do both run the same version?") from None
