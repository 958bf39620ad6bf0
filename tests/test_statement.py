"""The SQL that may be proposed is what the parser understood, and nothing that is not on the list."""

# ruff: noqa: E501  one statement after the other

import pytest

from workbench.errors import NotAllowed
from workbench.targets.statement import Dialect, parse

DIALECTS: list[Dialect] = ["duckdb", "sqlite", "postgres"]
FINE = [
    "update accounts set name = :name, balance = balance + 1 where id = :id and name like '50%'",
    "insert into bank.accounts (id, name) values (:id, upper(:name))",
    "delete from accounts where id in (1, 2, :id) or (balance between 0 and :top and name is not null)",
    "update accounts set name = case when balance > 0 then 'a' else coalesce(name, '') end where id = cast(:id as int)",
]
REFUSED = [
    "", "   ", "-- nothing", ";", "select 1", "begin", "drop table t", "truncate t", "create table t (a int)",
    "update t set a = 1; drop table u", "update t set a = 1; update t set a = 2", "explain delete from t",
    "with x as (delete from t returning *) select * from x", "delete from t using u where t.id = u.id",
    "update t set a = 1 from u", "update t as x set a = 1", "update only t set a = 1", "delete from t returning *",
    "update t set a = (select 1)", "delete from t where exists (select 1)", "delete from t where id in (select id from u)",
    "insert into t select * from u", "insert into t values (1)", "insert into t (a) values (1), (2)", "replace into t (a) values (1)",
    "insert into t (a) values (1) on conflict do nothing", "insert or replace into t (a) values (1)", "insert into t default values",
    "insert into t (a) values (:a) returning a", "update t set a = pg_sleep(1)", "update t set a = random()", "update t set a = now()",
    "update t set a = current_timestamp", "update t set a = nextval('s')", "update t set a = read_text('/etc/passwd')",
    "delete from t limit 1", "delete from t order by a limit 1", "update t set (a, b) = (1, 2)", "update t set a[1] = 2",
    "update t set a = ? where id = 1", "update t set a = x.y.z", "delete from u.t where v.a = 1", "delete from a.b.t",
    "/*!50000 drop table t */", "update t set a = 1 /* hidden */", "merge into t using s on 1 = 1 when matched then delete",
    "copy t from '/etc/passwd'", "call f()", "do $$ begin end $$", "vacuum", "insert into workbench_receipts (token) values ('x')",
    'delete from "workbench_receipts"', 'delete from "s.t"', 'delete from "t; drop"', "update t\u200b set a = 1", "upd\u0430te t set a = 1",
    "delete from t where " + "(" * 400 + "1" + ")" * 400, "delete from t where a = '" + "x" * 30_000 + "'", "update t set a = b collate nocase",
]  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", FINE)
def test_what_is_understood_is_written_out_the_same(text: str, dialect: Dialect) -> None:
    """Writing out and reading again changes nothing, so what is shown is what is executed."""
    once = parse(text, dialect)
    again = parse(once.text, dialect)
    assert (again.text, again.verb, again.name, again.columns) == (once.text, once.verb, once.name, once.columns)
    assert set(once.query().names) <= {"name", "id", "top"}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", REFUSED, ids=lambda text: ascii(text)[:50])
def test_whatever_is_not_listed_is_refused(text: str, dialect: Dialect) -> None:
    """Each is refused with one line."""
    with pytest.raises(NotAllowed) as refused:
        parse(text, dialect)
    assert "\n" not in str(refused.value)


def test_parameters_are_numbered_for_postgresql() -> None:
    """A parameter that occurs twice has one number; a percent sign is a percent sign."""
    query = parse("update t set a = :x, b = :y where c = :x and d like '5%'", "postgres").query()
    assert query.text == "UPDATE t SET a = $1, b = $2 WHERE c = $1 AND d LIKE '5%'"
    assert query.names == ("x", "y")
