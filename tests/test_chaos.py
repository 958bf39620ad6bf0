"""Faults on purpose are the same each time, and a wrong description of them is one clear line."""

import pytest

from workbench.errors import ParameterError
from workbench.testing import Chaos, parse


def test_a_description_is_read_in_any_order() -> None:
    """Shares and numbers come out as they were said."""
    assert parse("lose=0.1, malform=0.05,crash=270,seed=3") == Chaos((("lose", 0.1), ("malform", 0.05)), 270, 3)


@pytest.mark.parametrize(
    "text", ["explode=1", "lose", "lose=much", "lose=1.5", "lose=0.6,drop=0.6", "crash=-1", "crash=x"]
)
def test_a_wrong_description_is_refused(text: str) -> None:
    """The message names what is wrong or what is accepted."""
    with pytest.raises(ParameterError):
        parse(text)
