"""workbench.toml: where a project's documents lie, which engine answers, how much it reads at a time.

    settings = load(home)                   # without a file: the defaults
    spec = home / settings.project.spec     # paths start from the file's directory; absolute ones stay as they are

A key that is not known is refused, and so is a value of the wrong type: a setting that is silently ignored is worse
than none. What may be read and written, and how much, is not set here but in policy.yaml.
"""

import json
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from workbench.confinement import Level
from workbench.errors import SettingsError
from workbench.records import UNKNOWN, Record

FILE = "workbench.toml"
"""The name of the file, in a project's home."""

MAX_SHOWN = 80
"""Characters of a wrong value that an error repeats."""

Text = Annotated[str, StringConstraints(min_length=1, strict=True)]


class ProjectSettings(Record):
    """The documents of a migration. A path that is "unknown" must be given to the verb that needs it."""

    name: Text = Field(UNKNOWN, description="a text")
    spec: Text = Field(UNKNOWN, description="the path of a specification, or of a directory of them")
    target: Text = Field(UNKNOWN, description="the path of a target document (OpenAPI, JSON Schema, SQL, CSV)")
    dictionary: Text = Field(UNKNOWN, description="the path of a data dictionary (CSV)")


class EngineSettings(Record):
    """What answers the agents' tasks. `in_flight`: tasks under way at a time, for engines that call out. The others are
    for a model: which one, where its key lies (a file; without one in the environment), how it is reached, how hard it
    thinks and how much it may say, how many seconds a task may take, and how much the service takes a minute (0: as its
    answers say). How much may be spent stands in policy.yaml."""

    name: Literal["offline", "claude", "replay"] = Field("offline", description='"offline", "claude" or "replay"')
    in_flight: int = Field(34, ge=1, le=1000, strict=True, description="a whole number from 1 to 1000")
    model: Text = Field("claude-sonnet-5-5", description="the name of a model that has a price")
    effort: Literal["default", "low", "medium", "high", "xhigh", "max"] = Field(
        "default", description='"default", "low", "medium", "high", "xhigh" or "max"'
    )
    key_file: Text = Field(UNKNOWN, description="the path of a file that holds a key")
    url: Text = Field(UNKNOWN, description="https://..., or http:// on this machine")
    prices: Text = Field(UNKNOWN, description="the path of a file with prices, as the program's prices.toml")
    max_tokens: int = Field(16_000, ge=256, le=21_000, strict=True, description="a whole number from 256 to 21000")
    seconds: float = Field(600.0, gt=0, le=86_400, strict=True, description="seconds, more than 0, at most 86400")
    requests_per_minute: int = Field(0, ge=0, le=10**9, strict=True, description="a whole number, 0 when not known")
    tokens_in_per_minute: int = Field(0, ge=0, le=10**12, strict=True, description="a whole number, 0 when not known")
    tokens_out_per_minute: int = Field(0, ge=0, le=10**12, strict=True, description="a whole number, 0 when not known")


class ChunkSettings(Record):
    """How a specification is cut. `budget_tokens`: the most one chunk holds, its context not counted."""

    budget_tokens: int = Field(3478, ge=40, le=200_000, strict=True, description="a whole number from 40 to 200000")


class ValidatorSettings(Record):
    """How accepted mappings are judged once more. A witness is one kind of evidence; each counts once.

    `in_flight`: claims under way at a time. `quorum`: witnesses that confirm a claim. `without_quorum`: whether a claim
    that fewer confirm and nobody disputes stays accepted, or goes to a person. `dissent`: witnesses that disagree, from
    which on a person decides.
    """

    in_flight: int = Field(34, ge=1, le=1000, strict=True, description="a whole number from 1 to 1000")
    quorum: int = Field(1, ge=1, le=3, strict=True, description="a whole number from 1 to 3")
    without_quorum: Literal["keep", "person"] = Field("keep", description='"keep" or "person"')
    dissent: int = Field(1, ge=1, le=3, strict=True, description="a whole number from 1 to 3")


class StoreSettings(Record):
    """The store that many processes share. `lock_seconds`: how long one waits for the others."""

    lock_seconds: float = Field(60.0, gt=0, le=3600, strict=True, description="seconds, more than 0, at most 3600")


class ServeSettings(Record):
    """Who may reach a server of this project, besides its own user: names or numbers of users, or @groups. `run`: the
    directory of its sockets; with `group` that group may enter it. `refuse`: verbs that agents may not ask here."""

    run: Text = Field("data/run", description="the path of a directory, short: a socket's path has 107 bytes at most")
    group: str = Field("", description="the name of a group of this machine")
    agents: tuple[Text, ...] = Field((), description="a list of users, or of @groups")
    people: tuple[Text, ...] = Field((), description="a list of users, or of @groups")
    refuse: tuple[Text, ...] = Field((), description="a list of verbs")
    connections: int = Field(1000, ge=8, le=100_000, strict=True, description="a whole number from 8 to 100000")


class KernelSettings(Record):
    """What governed kernels are held to. `level`: one that cannot reach this does not start. `read`: more that they may
    read, beside the project's documents. `disk_mib`, `processes`: the most that one may write, and run at a time.
    `idle_seconds`: how long the executor that a kernel began waits for another."""

    level: Level = Field("enforced-lite", description='"enforced", "enforced-lite" or "advisory"')
    read: tuple[Text, ...] = Field((), description="a list of paths")
    disk_mib: int = Field(1024, ge=1, le=1 << 20, strict=True, description="a whole number from 1 to 1048576")
    processes: int = Field(512, ge=32, le=100_000, strict=True, description="a whole number from 32 to 100000")
    idle_seconds: int = Field(900, ge=1, le=10**6, strict=True, description="a whole number from 1 to 1000000")


class Settings(Record):
    """What one workbench.toml says; every key has a default."""

    project: ProjectSettings = Field(ProjectSettings(), description="a table")
    engine: EngineSettings = Field(EngineSettings(), description="a table")
    chunks: ChunkSettings = Field(ChunkSettings(), description="a table")
    validator: ValidatorSettings = Field(ValidatorSettings(), description="a table")
    store: StoreSettings = Field(StoreSettings(), description="a table")
    serve: ServeSettings = Field(ServeSettings(), description="a table")
    kernel: KernelSettings = Field(KernelSettings(), description="a table")


TEMPLATE = """\
# Workbench settings. Paths start from this file's directory. A key that is not known is refused.
# What agents may read and write, and how much, stands in policy.yaml and nowhere else.

[project]
# name = "order-to-cash"               # shown in reports
# spec = "specs/order-to-cash.txt"     # the legacy specification: a file, or a directory of files
# target = "data/target-api.json"      # OpenAPI, JSON Schema, SQL DDL or schema CSV
# dictionary = "data/dictionary.csv"   # what the words mean; optional

[engine]
# name = "offline"                     # rules, no network; "claude" asks a model, "replay" its recorded answers
# in_flight = 34                       # tasks under way at a time, for engines that call out
# model = "claude-sonnet-5-5"          # one without a price is refused
# effort = "default"                   # how hard it thinks: low, medium, high, xhigh, max
# key_file = "/home/ana/.anthropic"    # where the key lies; without it, in ANTHROPIC_API_KEY
# url = "https://api.anthropic.com"    # where the service is; without it, in ANTHROPIC_BASE_URL
# prices = "prices.toml"               # prices of further models
# max_tokens = 16000                   # the most that one answer may have, thinking included
# seconds = 600.0                      # the most that one answer may take, repeated attempts included
# requests_per_minute = 0              # what the service takes; 0: as its answers say
# tokens_in_per_minute = 0
# tokens_out_per_minute = 0

[chunks]
# budget_tokens = 3478                 # the most one chunk holds

[validator]
# in_flight = 34                       # claims judged at a time
# quorum = 1                           # kinds of other evidence that confirm a mapping (1 to 3)
# without_quorum = "keep"              # "person": what fewer confirm is not accepted
# dissent = 1                          # from so many that disagree, a person decides

[store]
# lock_seconds = 60                    # how long one process waits for the others

[serve]
# run = "data/run"                     # where the sockets of `workbench serve` are
# group = "workbench"                  # may enter there; without it, the server's own user alone
# agents = ["@workbench"]              # who else may connect for agents: users, @groups
# people = ["ana", "@reviewers"]       # who else may connect as a person
# refuse = ["run"]                     # verbs that agents may not ask here
# connections = 1000                   # at a time, all together

[kernel]
# level = "enforced-lite"              # a governed kernel that cannot reach this does not start; "enforced", "advisory"
# read = []                            # more that it may read, beside the project's documents
# disk_mib = 1024                      # the most that one may write
# processes = 512                      # the most that one may run at a time
# idle_seconds = 900                   # how long the executor that it began waits for another
"""
"""What `workbench init` writes: every key with its default or an example, commented out."""


def load(home: Path) -> Settings:
    """The settings of a project; the defaults when it has no workbench.toml.

    Raises SettingsError with one line: the first key that is wrong, its value, and what would be accepted.
    """
    path = home / FILE
    try:
        said = tomllib.loads(path.read_bytes().decode())
    except FileNotFoundError:
        return Settings()
    except OSError as fault:
        raise SettingsError(f"{path} cannot be read: {fault.strerror}") from None
    except UnicodeDecodeError as fault:
        raise SettingsError(f"{path} is not UTF-8 text: byte {fault.start}") from None
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise SettingsError(f"{path} is not TOML: {fault}") from None
    return read(said, str(path))


def read(said: Mapping[str, Any], name: str = FILE) -> Settings:
    """The settings in these tables; `name` is what errors call the file."""
    try:
        return Settings.model_validate(said)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_context=False)[0]
        raise SettingsError(f"{name}: {_said(first['type'], first['loc'], first['input'])}") from None


def _said(kind: str, place: tuple[int | str, ...], value: Any) -> str:
    key = ".".join(str(part) for part in place)
    model: type[Record] = Settings
    for part in place[:-1]:
        model = type(getattr(model(), str(part)))
    accepted, shown = model.model_fields, json.dumps(value, default=str)[:MAX_SHOWN]
    if kind == "extra_forbidden":
        near = get_close_matches(str(place[-1]), accepted, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"{key} = {shown} is not a known key; accepted: {', '.join(accepted)}{hint}"
    return f"{key} = {shown} is not accepted; it takes {accepted[str(place[-1])].description}"
