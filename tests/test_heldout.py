"""Documents in styles that nobody wrote a profile for: endpoints are found, and what is not found is said."""

import inspect
from collections.abc import Callable

import pytest
from heldout import exports, forms, modern, other, prose, tongues, typed
from heldout.measure import figures, reading
from heldout.sheet import Document

Style = Callable[[int], Document]

STYLES: dict[str, Style] = {
    name: made
    for room in (exports, forms, modern, other, prose, tongues, typed)
    for name, made in inspect.getmembers(room, inspect.isfunction)
    if made.__module__ == room.__name__ and list(inspect.signature(made).parameters) == ["seed"]
}
CASES = [(name, (1, 7, 3)[at % 3]) for at, name in enumerate(STYLES)]


def test_there_are_many_styles() -> None:
    """Twenty-five styles at least, or the test below proves little."""
    assert len(STYLES) >= 25


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_a_style_nobody_wrote_a_profile_for_is_read(name: str, seed: int) -> None:
    """Endpoints, items and what only is mentioned are found without a profile; chunks lose and cut nothing."""
    document = STYLES[name](seed)
    got = figures(document, reading(document.data, name))
    assert got.tiled
    assert (got.cut, got.over, got.orphaned) == (0, 0, 0)
    assert got.endpoints >= 0.95
    assert got.invented <= 0.02 * len(document.endpoints)
    assert got.items >= 0.95
    assert got.placed >= 0.95
    assert got.undefined == 1
    assert got.errata == 1
    assert got.accepted >= 0.98


@pytest.mark.parametrize("name", [name for name, made in STYLES.items() if made.__module__ == typed.__name__])
def test_only_rows_with_a_type_are_items(name: str) -> None:
    """Files, messages and changes stand in tables with a column of types too, and declare nothing."""
    document = STYLES[name](5)
    claims = reading(document.data, name).claims
    said = {(c.body.name, c.evidence[0].first) for c in claims if c.body.kind == "field"}  # type: ignore[union-attr]
    assert said == {(item.name, item.line) for item in document.fields}
