"""What policy.yaml may say: its sections as strict records.

A key that is not listed here is refused, and so is a value of the wrong kind: a typing error in a policy must never
switch a rule off. What the rules mean is in `policy.py`.
"""

import re
from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from workbench.acts import Blast, Risk, TargetIdentity
from workbench.records import Record

ActionName = Literal[
    "file.create", "file.replace", "file.delete",
    "sql.insert", "sql.update", "sql.delete",
    "http.post", "http.put", "http.patch", "http.delete",
]  # fmt: skip
"""What an action does, as policy.yaml names it."""

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30}
_SPANS = {"m": "minutes", "h": "hours", "d": "days"}


def _size(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"([0-9]{1,12}) ?([A-Za-z]{0,3})", value)
    if not found or found[2].upper() not in _UNITS:
        raise ValueError(f"{value!r} is no size such as 4096, 256KiB or 2MB")
    return int(found[1]) * _UNITS[found[2].upper()]


def _span(value: Any) -> timedelta:
    found = re.fullmatch(r"([1-9][0-9]{0,4})([mhd])", value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"{value!r} is no time such as 30m, 24h or 7d")
    return timedelta(**{_SPANS[found[2]]: int(found[1])})


def spoken(span: timedelta) -> str:
    """A time in words, in the largest unit that it is whole in.

    >>> spoken(timedelta(hours=24)), spoken(timedelta(days=7)), spoken(timedelta(minutes=90))
    ('1 day', '7 days', '90 minutes')
    """
    minutes = int(span.total_seconds()) // 60
    unit, size = next(
        (unit, size) for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)) if minutes % size == 0
    )
    return f"{minutes // size} {unit}{'' if minutes == size else 's'}"


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
"""A name of an agent, person, role, target or environment: lower-case letters, digits, - and _."""

Pattern = Annotated[str, StringConstraints(pattern=r"^[^/\\\x00-\x1f]+(/[^/\\\x00-\x1f]+)*$", max_length=400)]
"""A path with `*` (within one part) and `**` (any number of parts)."""

Location = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f]+$")]
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{2,80}$")]
Size = Annotated[int, BeforeValidator(_size), Field(ge=0)]
Count = Annotated[int, Field(ge=0, le=10**12)]
Span = Annotated[timedelta, BeforeValidator(_span)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_listed)]
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(_listed)]
Sentence = Annotated[str, StringConstraints(min_length=3, max_length=400)]


class Limits(Record):
    """How much at most. What is not named is 0: nothing."""

    actions: Count = 0
    files: Count = 0
    rows: Count = 0
    bytes: Size = 0
    calls: Count = 0
    tokens: Count = 0
    money: Annotated[float, Field(ge=0, le=10**9, allow_inf_nan=False)] = 0.0


class Allowance(Record):
    """How much at most, on top of what agents may use. What is not named is not limited any further."""

    calls: Count = 10**12
    tokens: Count = 10**12
    money: Annotated[float, Field(ge=0, le=10**9, allow_inf_nan=False)] = 10.0**9


class Spending(Record):
    """What a run, and one endpoint of an agent in a run, may use of a model; after so many seconds a run sends no more.
    A run holds its agents' `per_run`, and an agent its endpoints: whichever limit is reached first stands."""

    run: Allowance = Allowance()
    endpoint: Allowance = Allowance()
    seconds: Annotated[float, Field(gt=0, le=10**9, allow_inf_nan=False)] = 10.0**9


class AgentRules(Record):
    """What one agent may do. `propose` names, for each target, the paths or tables; `pending` how many of its
    proposals may wait for people before further ones are parked."""

    read: Patterns = ()
    propose: dict[Name, Patterns] = Field(default_factory=dict)
    actions: Annotated[tuple[ActionName, ...], BeforeValidator(_listed)] = ()
    per_action: Limits = Limits()
    per_run: Limits = Limits()
    pending: Count = 0


class PersonRules(Record):
    """A person who decides, and in which roles."""

    roles: Annotated[Names, Field(min_length=1)]


class FilesTarget(Record):
    """Files below one directory, given relative to policy.yaml or absolute."""

    kind: Literal["files"]
    root: Location
    environment: Name


class SqliteTarget(Record):
    """A SQLite file, given relative to policy.yaml or absolute."""

    kind: Literal["sqlite"]
    database: Location
    environment: Name


class DuckTarget(Record):
    """A DuckDB file, given relative to policy.yaml or absolute."""

    kind: Literal["duckdb"]
    database: Location
    environment: Name


class PostgresTarget(Record):
    """A PostgreSQL database; `variable` names the environment variable that holds the executor's connection string."""

    kind: Literal["postgresql"]
    variable: Variable
    environment: Name


class HttpTarget(Record):
    """A server, as scheme, host and port. `idempotent`: it honours Idempotency-Key. `private`: it may have a private or
    loopback address. `variable` names the environment variable that holds the bearer token."""

    kind: Literal["http"]
    base: Annotated[str, StringConstraints(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$", max_length=200)]
    idempotent: bool
    private: bool = False
    variable: Variable | None = None
    environment: Name


TargetRules = Annotated[
    FilesTarget | SqliteTarget | DuckTarget | PostgresTarget | HttpTarget, Field(discriminator="kind")
]


class Over(Record):
    """Thresholds: true when the measured figure is above the one given."""

    files: Count | None = None
    deleted: Count | None = None
    replaced: Count | None = None
    rows: Count | None = None
    bytes: Annotated[int | None, BeforeValidator(_size)] = None
    lines_removed: Count | None = None
    calls: Count | None = None
    whole_tables: Count | None = None


class When(Record):
    """A condition: true when everything that is given holds; with nothing given, always true.

    A list holds when one of its members does; for `action` and `path`, when one action of the proposal fits.
    """

    target: Names | None = None
    environment: Names | None = None
    agent: Names | None = None
    action: Annotated[tuple[ActionName, ...] | None, BeforeValidator(_listed)] = None
    path: Patterns | None = None
    risk: Annotated[tuple[Risk, ...] | None, BeforeValidator(_listed)] = None
    over: Over | None = None

    def holds(self, case: "Case") -> bool:
        """Whether the condition is true of a case."""
        return (
            (self.target is None or case.target.name in self.target)
            and (self.environment is None or case.target.environment in self.environment)
            and (self.agent is None or case.author in self.agent)
            and (self.risk is None or case.risk in self.risk)
            and (self.action is None or any(name in self.action for name in case.names))
            and (self.path is None or any(fits(pattern, path) for pattern in self.path for path in case.paths))
            and (self.over is None or exceeds(self.over, case.blast))
        )


class Case(Record):
    """What rules are asked about: one proposal, or what is to become one. Before it is rated, `risk` is "high"."""

    author: str
    target: TargetIdentity
    names: tuple[str, ...]
    paths: tuple[str, ...]
    blast: Blast
    risk: Risk = "high"


class Need(Record):
    """How many people must approve, in which roles, and the roles of which one must be among them."""

    count: Annotated[int, Field(ge=1, le=20)]
    roles: Annotated[Names, Field(min_length=1)]
    include: Names = ()


class RiskRule(Record):
    """A risk and when it applies."""

    when: When
    risk: Risk


class ApprovalRule(Record):
    """Who must approve, and for how long an approval counts."""

    when: When
    need: Need
    expires: Span


class RefuseRule(Record):
    """What is refused whoever approves it."""

    when: When
    why: Sentence


class Rules(Record):
    """The whole of policy.yaml."""

    version: Literal[1]
    targets: dict[Name, TargetRules]
    agents: dict[Name, AgentRules]
    spending: Spending = Spending()
    people: dict[Name, PersonRules]
    keys: Pattern
    risk: tuple[RiskRule, ...] = ()
    approvals: tuple[ApprovalRule, ...]
    refuse: tuple[RefuseRule, ...] = ()
    proposals_expire: Span
    kill_switch: Pattern


def exceeds(over: Over, blast: Blast) -> bool:
    """Whether every threshold given is exceeded."""
    return all(most is None or getattr(blast, name) > most for name, most in over)


@lru_cache(maxsize=65536)
def fits(pattern: str, path: str) -> bool:
    """Whether a plain path matches a pattern. What is not plain (`..`, `//`, a control character) never matches.

    >>> fits("mappings/**", "mappings/eu/a.yaml"), fits("mappings/**", "mappings/../../etc/passwd")
    (True, False)
    """
    return is_plain(path) and _compiled(pattern).fullmatch(path) is not None


def is_plain(path: str) -> bool:
    """Whether a path is relative and says where it leads: no empty part, no `.` or `..`, no `\\`, no control character.

    >>> is_plain("a/b"), is_plain("/a"), is_plain("a/../b"), is_plain("a//b")
    (True, False, False, False)
    """
    parts = path.split("/")
    return path.isprintable() and "\\" not in path and not {"", ".", ".."} & set(parts)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = [
        "(?:[^/]+/)*[^/]+" if part == "**" else re.escape(part).replace(r"\*", "[^/]*") for part in pattern.split("/")
    ]
    return re.compile("/".join(parts))
