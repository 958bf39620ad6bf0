"""What all markets share is established once; a market's own code page, dates, words and exceptions change its work."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from street import ROOT, Said, finished, world

from workbench.batch.book import last_batch, rows_of
from workbench.dialect import NONE, heard
from workbench.errors import ParameterError
from workbench.market import Market, settle
from workbench.project import Workbench

PLAIN: dict[str, Any] = {
    "code": "NO", "name": "Norge", "code_page": "cp037", "currency": "NOK", "date_form": "YYYYMMDD", "decimals": 2,
}  # fmt: skip


def market(additions: str = "", overrides: str = "", **said: Any) -> Market:
    return Market.of(additions, overrides, **{**PLAIN, **said})


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(finished(tmp_path_factory.mktemp("market") / "home"))


def words_in(bench: Workbench) -> list[str]:
    """Words of field names, those in most endpoints first."""
    sql = """SELECT word FROM active_fact, unnest(string_split(name, '-')) AS w(word) WHERE kind = 'field'
        GROUP BY word HAVING length(word) > 2 ORDER BY count(DISTINCT program) DESC, word"""
    return [word for (word,) in bench.store.rows(sql)]


def test_each_difference_changes_the_work(bench: Workbench) -> None:
    """Another date form is about every date, a word and an exception about fields that carry them."""
    word = words_in(bench)[0]
    plain = settle(bench, market())
    assert (plain.established, plain.touched, plain.otherwise) == (1, (), 0)
    dated = settle(bench, market(date_form="DDMMYY"))
    assert (dated.established, dated.endpoints) == (0, plain.endpoints)
    assert dated.dates != plain.dates
    worded = settle(bench, market(f"{word}=something else"))
    excepted = settle(bench, market("", f"{word}=~"))
    assert worded.touched == excepted.touched != ()
    assert len({one.own[0] for one in (plain, dated, worded, excepted)}) == 4


def test_the_same_words_of_two_markets_are_one_proposal(bench: Workbench) -> None:
    """Their settings are two, and what the words say is one; another time nothing is added."""
    first, second = (settle(bench, market("PLZ=postal code;ORT=city", code=code)) for code in ("DE", "AT"))
    assert first.own[0] != second.own[0]
    assert first.own[1] == second.own[1]
    before = len(bench.all_proposals())
    assert settle(bench, market("PLZ=postal code;ORT=city", code="DE")).own == first.own
    assert len(bench.all_proposals()) == before


def test_words_are_tried_on_the_fields_that_carry_them(bench: Workbench) -> None:
    """A word that means something else gives a mapped field another property, or none; no words change nothing."""
    order = bench.order()
    assert order.target
    sql = "SELECT program, name, body->>'$.property' FROM active_fact WHERE kind = 'maps' ORDER BY program, first, name"
    found = []
    for program, name, _ in bench.store.rows(sql)[:40]:
        words = [(name.split("-")[-2] if name.count("-") > 1 else name, "quarterly weather forecast of the moon")]
        found = heard(bench.store, order.target, order.dictionary, words, [program])
        if found:
            break
    assert found
    assert all(one.without != one.with_them for one in found)
    assert heard(bench.store, order.target, order.dictionary, [], ["X"]) == []
    assert NONE not in {row[2] for row in bench.store.rows(sql)}


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"date_form": "YYYY-DD"}, "is no form of a date"),
        ({"code_page": "cp9999"}, "is no code page"),
        ({"currency": "Euro"}, "currency"),
        ({"code": "no"}, "code"),
        ({"decimals": 9}, "decimals"),
    ],
)
def test_what_no_market_has_is_refused(said: dict[str, Any], what: str) -> None:
    """With the value and what is accepted, in one line."""
    with pytest.raises(ParameterError, match=what):
        market(**said)


def test_many_markets_on_a_fresh_project_read_it_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four workers begin at the same time: one establishes what all share; one ledger, each proposal once."""
    home = world(tmp_path / "home")
    rows = (ROOT / "data" / "markets.csv").read_text().splitlines(keepends=True)
    (home / "some.csv").write_text("".join(rows[:5]))
    shutil.copy(ROOT / "notebooks" / "market.ipynb", home)
    told = Said(
        capsys, "batch", home / "market.ipynb", "--home", home, "--params", home / "some.csv", "-j", "4", "--json"
    )
    assert told.code == 0, told.out
    bench = Workbench(home)
    made = rows_of(bench.store, last_batch(bench.store))
    assert sorted(row.figures["established"] for row in made) == [0, 0, 0, 1]
    shared = "SELECT count(*) FROM run WHERE arguments->>'shared by' = 'all markets'"
    assert bench.store.rows(shared) == [(1,)]
    ids = [one.proposal_id for one in bench.all_proposals()]
    assert len(ids) == len(set(ids))
    assert bench.verify() == []
    assert json.loads(told.out.splitlines()[-1])["states"] == {"done": 4}
