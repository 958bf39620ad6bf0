"""What a model's tokens cost, from a dated list; a model that is not listed is refused, not counted as free.

Money is counted in whole billionths of a US dollar, so that sums are exact and a budget means what it says.
"""

import tomllib
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from workbench.errors import SettingsError
from workbench.records import Record

BILLIONTH = 1_000_000_000
"""Units of a dollar in which money is counted."""

OLD_DAYS = 180
"""After so many days a list of prices is said to be old."""

Amount = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]


class Tokens(Record):
    """What one call used. `plain` was read in full, `cached` from the cache, `written` went into it (`written_hour` for
    an hour); `thinking` is the part of `out` that nobody sees."""

    plain: int = 0
    cached: int = 0
    written: int = 0
    written_hour: int = 0
    out: int = 0
    thinking: int = 0

    @property
    def prompt(self) -> int:
        """All tokens that went in."""
        return self.plain + self.cached + self.written + self.written_hour

    @property
    def total(self) -> int:
        """All tokens, in and out."""
        return self.prompt + self.out


class Price(Record):
    """Dollars for a million tokens, for prompts of at most `up_to` tokens; a batch costs the share `batch` of it."""

    up_to: Annotated[int, Field(gt=0)]
    input: Amount
    output: Amount
    cache_read: Amount
    cache_write: Amount
    cache_write_hour: Amount
    batch: Annotated[float, Field(gt=0, le=1)]


class Model(Record):
    """A model that may be used: its prices by prompt size, the smallest first, how much it takes and gives."""

    name: str
    as_of: date
    context: Annotated[int, Field(gt=0)]
    max_output: Annotated[int, Field(gt=0)]
    prices: Annotated[tuple[Price, ...], Field(min_length=1)]

    def price(self, prompt: int) -> Price:
        """The price of a prompt of so many tokens."""
        return next((price for price in self.prices if prompt <= price.up_to), self.prices[-1])

    def cost(self, used: Tokens, batch: bool = False) -> int:
        """What some tokens cost, in billionths of a dollar."""
        price = self.price(used.prompt)
        dollars = (
            used.plain * price.input
            + used.cached * price.cache_read
            + used.written * price.cache_write
            + used.written_hour * price.cache_write_hour
            + used.out * price.output
        )
        return round(dollars * 1000 * (price.batch if batch else 1))

    def worst(self, prompt: int, out: int, batch: bool = False) -> int:
        """What a call of this size costs at most, in billionths of a dollar: all of it dearest, nothing cached."""
        rates = [price for price in self.prices if price.up_to <= self.price(prompt).up_to]
        into = max(max(p.input, p.cache_write, p.cache_write_hour) * (p.batch if batch else 1) for p in rates)
        outof = max(p.output * (p.batch if batch else 1) for p in rates)
        return -round(-(prompt * into + out * outof) * 1000)


def dollars(amount: int) -> str:
    """An amount of billionths as people read it.

    >>> dollars(1_234_500_000), dollars(420_000), dollars(0)
    ('$1.23', '$0.0004', '$0.00')
    """
    value = amount / BILLIONTH
    return f"${value:,.2f}" if value >= 0.01 or amount == 0 else f"${value:.4f}"


def load(path: Path | None = None) -> dict[str, Model]:
    """Every listed model by name: the list that comes with the program, and on top of it one of your own.

    Raises SettingsError with one line when the file cannot be read or says something else than prices.
    """
    own = resources.files("workbench").joinpath("prices.toml").read_text("utf-8")
    models = _read(own, "prices.toml")
    if path is None:
        return models
    try:
        return models | _read(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(f"prices {path} cannot be read: {getattr(fault, 'strerror', None) or fault}") from None


def outdated(model: Model, today: date) -> str:
    """What to say of a price that is old, or that is not valid yet; "" for one that is of late.

    >>> outdated(load()["claude-haiku-5-5"], date(2027, 12, 1))
    'prices of claude-haiku-5-5 are of 2026-11-22, 374 days old; engine.prices in workbench.toml may name newer ones'
    """
    days = (today - model.as_of).days
    if -1 <= days <= OLD_DAYS:
        return ""
    told = f"{days:,} days old" if days > 0 else "which is still to come"
    return f"prices of {model.name} are of {model.as_of}, {told}; engine.prices in workbench.toml may name newer ones"


def find(name: str, models: dict[str, Model]) -> Model:
    """The model of this name. Raises SettingsError for one whose price nobody knows."""
    if name not in models:
        known = ", ".join(sorted(models))
        raise SettingsError(
            f"model '{name}' has no price, so nothing is sent to it; known: {known} (engine.prices adds more)"
        )
    return models[name]


def _read(text: str, name: str) -> dict[str, Model]:
    try:
        said = tomllib.loads(text)
        as_of, models = said["as_of"], said["models"]
        return {key: _model(key, as_of, value) for key, value in models.items()}
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as fault:
        raise SettingsError(f"prices {name}: needs as_of (a date) and tables [models.NAME]; {fault}") from None
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"prices {name}: {fault.title} {where}: {first['msg']}") from None


def _model(name: str, as_of: Any, said: Any) -> Model:
    return Model.model_validate({**said, "name": name, "as_of": as_of})
