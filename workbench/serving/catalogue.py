"""What may be asked of a server, read from `verbs.toml`: data, so that it can be read by whoever answers for it."""

import tomllib
from functools import cache
from importlib import resources
from typing import Literal, get_args

from workbench.errors import NotAllowed
from workbench.records import Record

Lane = Literal["read", "sql", "write", "work", "run", "batch", "decide"]
"""Who does it; the meanings stand in verbs.toml."""

LANES: tuple[Lane, ...] = get_args(Lane)

Socket = Literal["agents", "people"]
"""agents: what a confined kernel can reach. people: what reviewers reach; whatever agents may ask, and decisions."""


class Verb(Record):
    """One verb: where it is done, whether agents may ask it, and which of its arguments are paths."""

    name: str
    lane: Lane
    agents: bool
    paths: tuple[str, ...] = ()


@cache
def catalogue() -> dict[str, Verb]:
    """Every verb by name."""
    said = tomllib.loads(resources.files(__package__).joinpath("verbs.toml").read_text("utf-8"))
    return {
        name: Verb(name=name, lane=lane, agents=socket == "agents", paths=said["paths"].get(name, ()))
        for socket in ("agents", "people")
        for lane, names in said[socket].items()
        for name in names
    }


def permitted(name: str, socket: str, refused: tuple[str, ...] = ()) -> Verb:
    """The verb, when it may be asked on a socket; `refused`: what this project keeps from agents besides.

    Raises NotAllowed.
    """
    verb = catalogue().get(name)
    if verb is None:
        raise NotAllowed(f"{name!r} is nothing that may be asked of a server; see verbs.toml of workbench.serving")
    if socket == "agents" and not verb.agents:
        raise NotAllowed(f"{name!r} is not for agents; a person asks it on people.sock")
    if socket == "agents" and name in refused:
        raise NotAllowed(f"{name!r} is kept from agents by serve.refuse in workbench.toml")
    return verb
