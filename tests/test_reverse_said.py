"""What a recovered page says is so: entry points, performed paragraphs, bytes that nothing touches, assigned names."""

from collections import Counter
from pathlib import Path

import pytest
from compiled import HAVE_COBC, PROGRAMS, WHY_NOT, Truth, compiled

from workbench.reverse import Module, recover
from workbench.reverse.specification import specification

needs_cobc = pytest.mark.skipif(not HAVE_COBC, reason=WHY_NOT)
LEVELS = pytest.mark.parametrize("level", ["-O0", "-O2"])


def module(source: Path, level: str) -> tuple[Module, Truth]:
    """A stripped program as it is recovered, and the truth about it."""
    made = compiled(source, level)
    return recover(made.stripped.name, made.stripped.read_bytes()), made.truth


@needs_cobc
@LEVELS
def test_a_function_takes_the_data_of_its_parameters(level: str) -> None:
    """Items of a function's parameters lie at their places, whether its door is a function of its own or not."""
    found, _ = module(PROGRAMS / "userfuns.cob", level)
    handed = {(one.program, one.argument, one.offset, one.length) for one in found.items if one.argument}
    assert handed == {("HALF-OF", 1, 0, 4), ("JOINED-UP", 1, 0, 6), ("JOINED-UP", 2, 0, 2)}
    assert "Entered as USERFUNS" in (page := specification([found]))
    assert page.count("arguments: none") == 1


@needs_cobc
@LEVELS
@pytest.mark.parametrize("name", ["jumps", "batchrun", "sorting"])
def test_performed_paragraphs_end_where_the_compiler_says(name: str, level: str) -> None:
    """Every number of a last paragraph is one the compiler gave, as often as it did; what is not known is "unknown"."""
    found, truth = module(PROGRAMS / f"{name}.cob", level)
    sites: Counter[object] = Counter()
    for one in found.performs:
        sites[one.number] += len(one.sites)
    assert all(count <= truth.performs[number] for number, count in sites.items() if isinstance(number, int))
    assert {number for number in sites if not isinstance(number, int)} <= {"unknown"}
    if level == "-O0":
        assert sites.total() >= truth.performs.total() - 1
    assert "paragraph -1" not in specification([found])
