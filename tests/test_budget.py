"""A budget holds whoever races for it, and nearly all of it can be used; limits and prices are what they say."""

import random
import re
import threading
import time
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest
from claude_world import PLENTY, Skipped, dollars
from hypothesis import given
from hypothesis import strategies as st
from street import Said, world

from workbench.budget import NOTHING, Amount, Budget, Denied, Hold, Limits, limits_of
from workbench.errors import SettingsError
from workbench.policy import load as load_policy
from workbench.prices import Tokens, find, load, outdated
from workbench.ratelimit import RateLimiter

ROOT = Path(__file__).resolve().parent.parent


def race(seed: int) -> tuple[Budget, Limits, int]:
    """34 threads spend what they can get: the budget, its limits, and how much was asked for at most at a time."""
    rng = random.Random(seed)
    most = dollars(rng.choice([0.3, 1.0, 2.5]))
    limits = Limits(
        run=Amount(PLENTY.calls, PLENTY.tokens, most),
        agents={"inventory": PLENTY, "mapper": Amount(PLENTY.calls, PLENTY.tokens, most // 2)},
        endpoint=Amount(PLENTY.calls, PLENTY.tokens, most // 3),
    )
    budget = Budget(limits)
    worst = dollars(0.03)
    over: list[str] = []

    def spend(number: int) -> None:
        mine = random.Random(seed * 1000 + number)
        for step in range(12):
            agent, endpoint = mine.choice(["inventory", "mapper"]), f"P{mine.randrange(4)}"
            held = budget.reserve(agent, endpoint, Amount(1, 3000, worst))
            if isinstance(held, Denied):
                continue
            if step % 5 == 0:
                time.sleep(0.0002)
            used = mine.choice([worst, mine.randrange(worst), 0])
            budget.settle(held, Amount(1, 1000, used))
            if budget.spent.money + budget.held.money > most:
                over.append(f"{budget.spent} and {budget.held}")

    threads = [threading.Thread(target=spend, args=(number,)) for number in range(34)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert over == []
    return budget, limits, worst


@pytest.mark.parametrize("block", range(6))
def test_no_race_overruns_a_budget(block: int) -> None:
    """120 random races of 34 threads: no limit is ever exceeded, nothing stays held."""
    for seed in range(block * 20, block * 20 + 20):
        budget, limits, _ = race(seed)
        assert budget.spent.money <= limits.run.money
        assert budget._spent["agent", "mapper"].money <= limits.agents["mapper"].money
        assert all(budget._spent["endpoint", a, f"P{n}"].money <= limits.endpoint.money
                   for a in limits.agents for n in range(4))  # fmt: skip
        assert budget.held == NOTHING


def test_nearly_all_of_a_budget_is_usable() -> None:
    """When every call costs what it may cost at most, at least 90 % is spent, by 34 who reserve at a time."""
    shares = []
    for seed in range(20):
        rng = random.Random(seed)
        budget = Budget(Limits(run=Amount(PLENTY.calls, PLENTY.tokens, dollars(1.0)), agents={"mapper": PLENTY}))

        def spend(budget: Budget = budget, rng: random.Random = rng) -> None:
            for _ in range(20):
                held = budget.reserve("mapper", "P", Amount(1, 100, dollars(0.03)))
                if isinstance(held, Hold):
                    budget.settle(held, Amount(1, 50, dollars(0.01) + rng.randrange(dollars(0.01))))

        threads = [threading.Thread(target=spend) for _ in range(34)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        shares.append(budget.spent.money / dollars(1.0))
    assert min(shares) >= 0.9
    assert max(shares) <= 1.0


def test_a_reservation_waits_for_others_and_not_for_nothing() -> None:
    """What only reservations stand against is granted when one is given back; what is spent is never waited for."""
    budget = Budget(Limits(run=Amount(10, 10_000, dollars(1)), agents={"mapper": PLENTY}))
    first = budget.reserve("mapper", "P", Amount(1, 10, dollars(0.9)))
    assert isinstance(first, Hold)
    got: list[Hold | Denied] = []
    waiting = threading.Thread(target=lambda: got.append(budget.reserve("mapper", "P", Amount(1, 10, dollars(0.5)))))
    waiting.start()
    time.sleep(0.05)
    assert got == []
    budget.settle(first, Amount(1, 5, dollars(0.2)))
    waiting.join(60)
    assert isinstance(got[0], Hold)
    denied = budget.reserve("mapper", "P", Amount(1, 10, dollars(0.9)))
    assert isinstance(denied, Denied)
    assert "run would have used" in denied.reason


def test_limits_are_nested_and_an_agent_that_is_not_listed_spends_nothing() -> None:
    """Run, agent, endpoint, one call: each stands by itself, and is named when it does."""
    limits = Limits(
        run=Amount(10, 1000, 100),
        agents={"mapper": Amount(5, 500, 50)},
        endpoint=Amount(2, 200, 20),
        call={"mapper": Amount(1, 150, 15)},
    )
    budget = Budget(limits)

    def denied(agent: str, endpoint: str, amount: Amount) -> str:
        found = budget.reserve(agent, endpoint, amount)
        return found.reason if isinstance(found, Denied) else ""

    assert "one call of mapper would be 160 tokens" in denied("mapper", "P", Amount(1, 160, 1))
    assert "agent reverse" in denied("reverse", "P", Amount(1, 1, 1))
    budget.charge("mapper", "P", Amount(2, 10, 1))
    assert "endpoint mapper P would have used 3 calls" in denied("mapper", "P", Amount(1, 1, 1))
    budget.charge("mapper", "Q", Amount(1, 440, 1))
    assert "agent mapper would have used" in denied("mapper", "R", Amount(1, 60, 1))


def test_time_is_a_limit() -> None:
    """When the run's seconds are over nothing more is sent."""
    clock = Skipped()
    budget = Budget(Limits(agents={"mapper": PLENTY}, seconds=60), clock.now)
    assert isinstance(budget.reserve("mapper", "P", Amount(1, 1, 1)), Hold)
    clock.sleep(61)
    found = budget.reserve("mapper", "P", Amount(1, 1, 1))
    assert isinstance(found, Denied)
    assert "60 seconds are over" in found.reason


def test_limits_come_from_policy_yaml(tmp_path: Path) -> None:
    """Agents' own limits, and those of the section `spending`; without it nothing but the agents' stands."""
    text = (ROOT / "policy.yaml").read_text()
    (tmp_path / "policy.yaml").write_text(text)
    plain = limits_of(load_policy(tmp_path / "policy.yaml"))
    assert plain.agents["mapper"].money == dollars(50)
    assert plain.agents["undo"].calls == 0
    assert plain.run.money > dollars(10**8)
    more = "spending:\n  run: {money: 2.5}\n  endpoint: {calls: 3}\n  seconds: 90\n"
    (tmp_path / "policy.yaml").write_text(f"{text}\n{more}")
    limits = limits_of(load_policy(tmp_path / "policy.yaml"))
    assert (limits.run.money, limits.endpoint.calls, limits.seconds) == (dollars(2.5), 3, 90)


@given(st.integers(0, 2_000_000), st.integers(0, 128_000), st.integers(0, 100), st.sampled_from(sorted(load())))
def test_the_worst_is_never_cheaper_than_what_it_cost(prompt: int, out: int, share: int, name: str) -> None:
    """Whatever part of a prompt was cached or written, and whatever tier it fell into, the reservation covers it."""
    model = load()[name]
    cached = prompt * share // 100
    rest = prompt - cached
    for used in (Tokens(plain=rest, cached=cached, out=out), Tokens(written=rest, cached=cached, out=out),
                 Tokens(written_hour=rest, out=out)):  # fmt: skip
        assert model.cost(used) <= model.worst(prompt, out)
        assert model.cost(used, batch=True) <= model.worst(prompt, out, batch=True)
        assert model.cost(used, batch=True) <= model.cost(used)


def test_prices_are_dated_and_an_unknown_model_is_refused(tmp_path: Path) -> None:
    """No price, no call; a file of one's own adds a model, and a wrong one is one line."""
    with pytest.raises(SettingsError, match="'gpt-9' has no price, so nothing is sent to it; known: claude"):
        find("gpt-9", load())
    haiku = load()["claude-haiku-5-5"]
    assert haiku.as_of.year == 2026
    assert haiku.price(100_000).input < haiku.price(100_001).input
    price = "{up_to = 10, input = 1, output = 2, cache_read = 0, cache_write = 1, cache_write_hour = 1, batch = 0.5}"
    own = tmp_path / "own.toml"
    own.write_text(f"as_of = 2026-01-02\n[models.mine]\ncontext = 10\nmax_output = 5\nprices = [{price}]\n")
    assert find("mine", load(own)).cost(Tokens(plain=1_000_000)) == dollars(1.0)
    for text in (
        "[models.mine]\n",
        "as_of = 2026-01-02\nmodels = 3",
        f"as_of = 1\n[models.m]\nprices=[{price}]",
        "x =",
    ):
        own.write_text(text)
        with pytest.raises(SettingsError, match=r"own\.toml") as caught:
            load(own)
        assert "\n" not in str(caught.value)


# ── as fast as the service allows


def limiter(*sizes: float) -> tuple[RateLimiter, Skipped]:
    """A limiter, and the clock that it waits by."""
    clock = Skipped()
    return RateLimiter((sizes[0], sizes[1], sizes[2]), clock.now, clock.sleep), clock


@pytest.mark.parametrize(("days", "word"), [(0, ""), (180, ""), (181, "181 days old"), (-30, "still to come")])
def test_an_old_price_is_said_to_be_old(days: int, word: str) -> None:
    """By its date: half a year is of late, a day more is not, and one from the future is strange."""
    model = load()["claude-sonnet-5-5"]
    said = outdated(model, model.as_of + timedelta(days=days))
    assert word in said
    assert bool(said) is bool(word)


def test_an_old_list_of_prices_is_said_before_money_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list that the settings name is of 1999: `cost` and a dry run say so, and count all the same."""
    home = world(tmp_path / "home", 3)
    own = resources.files("workbench").joinpath("prices.toml").read_text()
    (home / "old.toml").write_text(re.sub(r"as_of = \S+", "as_of = 1999-12-31", own))
    settings = home / "workbench.toml"
    settings.write_text(settings.read_text().replace("[engine]\n", '[engine]\nprices = "old.toml"\n'))
    told = Said(capsys, "run", "--engine", "claude", "--dry-run", "--home", home)
    assert (told.code, "are of 1999-12-31" in told.err, "inventory" in told.out) == (0, True, True)


def test_a_limit_spreads_requests_over_time() -> None:
    """60 requests a minute: 120 of them take a minute, one full bucket being free."""
    found, clock = limiter(60, 0, 0)
    begun = clock.now()
    for _ in range(120):
        assert found.wait(1, 1, begun + 1000)
    assert 59 <= clock.now() - begun <= 62


def test_tokens_are_limited_as_requests_are_and_given_back() -> None:
    """Tokens out count as reserved, and what was not used returns; one larger than the bucket still goes."""
    found, clock = limiter(0, 0, 1000)
    begun = clock.now()
    assert found.wait(1, 1000, begun + 1000)
    found.give_back(900)
    assert found.wait(1, 900, begun + 1000)
    assert clock.now() - begun < 1
    assert found.wait(1, 5000, begun + 1000)
    assert 50 <= clock.now() - begun <= 62
    assert not found.wait(1, 5000, clock.now() + 100)


def test_headers_correct_the_limits() -> None:
    """What the service states takes the place of what was configured; nonsense is passed over."""
    found, clock = limiter(0, 0, 0)
    at = "anthropic-ratelimit-requests-"
    found.learn({f"{at}limit": "60", f"{at}remaining": "0"})
    begun = clock.now()
    assert found.wait(1, 1, begun + 1000)
    assert 0.9 <= clock.now() - begun <= 1.2
    for size, left in (("nan", "1"), ("-5", "1"), ("x", "y"), ("1e400", "1")):
        found.learn({f"{at}limit": size, f"{at}remaining": left})
    assert found.buckets["requests"].size == 60


def test_a_service_that_says_later_stops_everybody() -> None:
    """After `stop` nobody goes before its time, and who cannot wait so long is told at once."""
    found, clock = limiter(0, 0, 0)
    found.stop(30)
    begun = clock.now()
    assert not found.wait(1, 1, begun + 10)
    assert clock.now() - begun < 1
    assert found.wait(1, 1, begun + 100)
    assert 29 <= clock.now() - begun <= 31
