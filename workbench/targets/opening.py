"""The targets that policy.yaml lists, ready to be measured and written to."""

from pathlib import Path

from workbench.errors import PolicyError
from workbench.policy import Policy
from workbench.rules import DuckTarget, FilesTarget, HttpTarget, PostgresTarget, SqliteTarget, TargetRules
from workbench.targets import Target
from workbench.targets.duck import Duck
from workbench.targets.files import Files
from workbench.targets.http import Http
from workbench.targets.session import Engine
from workbench.targets.sql import Sql
from workbench.targets.sqlite import Sqlite


def open_targets(policy: Policy) -> dict[str, Target]:
    """Every target of a policy, by name. Nothing is connected to yet."""
    return {name: open_target(name, rules, policy.home) for name, rules in policy.targets.items()}


def open_target(name: str, rules: TargetRules, home: Path) -> Target:
    """One target; relative paths start from `home`."""
    if isinstance(rules, FilesTarget):
        return Files(name, home, rules.root, rules.environment)
    if isinstance(rules, HttpTarget):
        return Http(name, rules)
    return Sql(name, _engine(rules, home), rules.environment)


def _engine(rules: SqliteTarget | DuckTarget | PostgresTarget, home: Path) -> Engine:
    if isinstance(rules, SqliteTarget):
        return Sqlite(home, rules.database)
    if isinstance(rules, DuckTarget):
        return Duck(home, rules.database)
    try:
        from workbench.targets.postgres import Postgres  # noqa: PLC0415  psycopg is an optional dependency
    except ImportError:
        raise PolicyError("a postgresql target needs psycopg: pip install 'workbench-migration[postgres]'") from None
    return Postgres(rules.variable)
