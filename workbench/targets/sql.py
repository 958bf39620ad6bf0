"""A database as a target: rehearsed to measure, executed in one transaction with its receipt inside.

Everything that a proposal does is done in one transaction: the rows must be those that were approved (hash and count),
and become those that were approved; the receipt is a row of the executor's own table, committed with them. So after a
crash the database itself says whether it happened, and it cannot happen twice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.acts import (
    ABSENT,
    Action,
    Blast,
    Change,
    Kept,
    SqlAction,
    SqlDraft,
    TargetIdentity,
)
from workbench.blobs import Blobs
from workbench.errors import Drift, NotAllowed, Refusal
from workbench.targets import Applied, Step, Stopped
from workbench.targets.cells import lines, rows_hash, unlines
from workbench.targets.receipts import find_receipt, write_receipt
from workbench.targets.rehearsal import Rehearsed, rehearse
from workbench.targets.restoring import restoring
from workbench.targets.session import Busy, Engine, Session
from workbench.targets.statement import Statement, parse
from workbench.textgate import show

SHOWN = 5000
"""Rows of one action that `diff` writes out; a proposal with more is refused, for nobody can have read them."""


@dataclass(frozen=True)
class Sql:
    """One database."""

    name: str
    engine: Engine
    environment: str

    @property
    def identity(self) -> TargetIdentity:
        """What it is, now."""
        location, physical = self.engine.place()
        return TargetIdentity(
            name=self.name, kind="sql", location=location, physical=physical, environment=self.environment
        )

    def plan(self, changes: Sequence[Change]) -> list[Action]:
        """The statements with what they do, measured one after the other in a transaction that is rolled back."""
        drafts = [change for change in changes if isinstance(change, SqlDraft)]
        if len(drafts) < len(changes):
            raise NotAllowed(f"{self.name} is a database; it takes statements only")
        statements = [parse(draft.statement, self.engine.dialect) for draft in drafts]
        actions: list[Action] = []
        changed: Counter[str] = Counter()  # also by what leaves every row as it was
        with self.engine.session() as session:
            for statement, draft in zip(statements, drafts, strict=True):
                done = rehearse(session, statement, draft.rows)
                changed[statement.name] += done.changed
                if done.before != done.after:
                    actions.append(_action(statement, draft.rows, done))
            _no_strays(session, changed)
        return actions

    def measure(self, actions: Sequence[Action]) -> Blast:
        """Rows and tables touched, measured again."""
        done = self.rehearsed(actions)
        return Blast(
            bytes=sum(len(action.data()) for action in actions),
            rows=sum(one.changed for one in done),
            tables=tuple(sorted({action.path for action in actions})),
            whole_tables=sum(one.whole_table for one in done),
        )

    def diff(self, actions: Sequence[Action]) -> str:
        """Each statement and every row it changes, before and after."""
        done = self.rehearsed(actions)
        return "\n".join(map(_shown, map(_sql, actions), done)) + "\n"

    def keep(self, actions: Sequence[Action], blobs: Blobs) -> list[Kept]:
        """The rows before, as blobs of JSON lines."""
        done = self.rehearsed(actions)
        return [
            Kept(path=action.path, sha256=blobs.put(lines(one.before).encode()) if one.before else ABSENT)
            for action, one in zip(actions, done, strict=True)
        ]

    def back(self, actions: Sequence[Action], kept: Sequence[Kept], blobs: Blobs) -> list[Change]:
        """The statements that restore the rows that were kept, last action first."""
        changes: list[Change] = []
        with self.engine.session() as session:
            for action, before in reversed(list(zip(map(_sql, actions), kept, strict=True))):
                rows = [] if before.sha256 == ABSENT else unlines(blobs.get(before.sha256).decode())
                statement = parse(action.statement, self.engine.dialect)
                changes.append(restoring(session, statement, unlines(action.rows), rows))
        return changes

    def apply(self, token: str, actions: Sequence[Action], step: Step, again: bool) -> Applied:
        """Do it in one transaction; `again` only looks whether it was done, and does it when not."""
        try:
            return self._apply(token, actions, step)
        except (Stopped, Busy) as why:
            return Applied(state="stopped", detail=f"{why}; nothing was written")
        except Refusal as why:
            return Applied(state="drift", detail=f"{why}; nothing was written")

    def _apply(self, token: str, actions: Sequence[Action], step: Step) -> Applied:
        dialect = self.engine.dialect
        with self.engine.session() as session:
            if (noted := find_receipt(session, dialect, token)) is not None:
                return Applied(state="done", wrote=noted)
            step("checked")
            wrote = tuple(_carried_out(session, parse(one.statement, dialect), one) for one in map(_sql, actions))
            _no_strays(session, _counted(actions))
            step("begin")
            write_receipt(session, dialect, token, wrote)
            step("commit")
            session.commit()
        step("committed")
        return Applied(state="done", wrote=wrote)

    def rehearsed(self, actions: Sequence[Action]) -> list[Rehearsed]:
        """Each statement with the rows before and after, done in a transaction that is rolled back."""
        with self.engine.session() as session:
            return [
                rehearse(session, parse(action.statement, self.engine.dialect), unlines(action.rows))
                for action in map(_sql, actions)
            ]


def _sql(action: Action) -> SqlAction:
    if not isinstance(action, SqlAction):
        raise NotAllowed(f"a database takes statements, not a {action.kind}")
    return action


def _action(statement: Statement, rows: Sequence[dict[str, Any]], done: Rehearsed) -> SqlAction:
    if max(len(done.before), len(done.after)) > SHOWN:
        raise NotAllowed(
            f"{statement.text[:80]!r} touches {len(done.before)} rows; at most {SHOWN} can be approved at once"
        )
    before, after = done.hashes(statement)
    return SqlAction(
        verb=statement.verb,
        path=statement.name,
        statement=statement.text,
        rows=lines(rows),
        affected=done.changed,
        whole_table=done.whole_table,
        before=before,
        sha256=after,
    )


def _carried_out(session: Session, statement: Statement, action: SqlAction) -> tuple[str, str]:
    """The table and the hash of the rows that are there now. Raises Drift when anything is not as approved."""
    done = rehearse(session, statement, unlines(action.rows))
    before, after = done.hashes(statement)
    if before != action.before:
        raise Drift(f"the rows of {action.path!r} are not those that were approved: {_first(done.before)}")
    if (done.changed, after) != (action.affected, action.sha256):
        raise Drift(f"{action.path!r}: {done.changed} rows would change to {_first(done.after)}, not as approved")
    return action.path, rows_hash(done.after)


def _first(rows: Sequence[dict[str, Any]]) -> str:
    return f"{len(rows)} rows" + (f", the first {show(lines(rows[:1]).strip())[:200]}" if rows else "")


def _counted(actions: Sequence[Action]) -> Counter[str]:
    changed: Counter[str] = Counter()
    for action in map(_sql, actions):
        changed[action.path] += action.affected
    return changed


def _no_strays(session: Session, changed: Mapping[str, int]) -> None:
    if more := session.strays(changed):
        raise NotAllowed(f"the statements also change {more}; what nobody can see in a proposal is not done")


def _shown(action: SqlAction, done: Rehearsed) -> str:
    head = (
        f"{action.verb} {show(action.path)}: {action.affected} rows{', the whole table' if action.whole_table else ''}"
    )
    key = {_named(row, done.key): row for row in done.after}
    old = {_named(row, done.key): row for row in done.before}
    changes = [_change(name, old.get(name), key.get(name)) for name in {**old, **key}]
    return "\n".join([head, f"  {show(action.statement)}", *changes])


def _named(row: dict[str, Any], key: Sequence[str]) -> str:
    return show(", ".join(f"{name}={row[name]}" for name in key))


def _change(name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> str:
    if old is None or new is None:
        return f"  {'-' if new is None else '+'} {name}: {show(lines([old or new or {}]).strip())}"
    cells = [f"{show(column)}: {old[column]!r} -> {new[column]!r}" for column in old if old[column] != new[column]]
    return f"  ~ {name}: {show(', '.join(cells) or 'unchanged')}"
