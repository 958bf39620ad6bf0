"""The document's own form of items: which column is the name."""

from workbench.discovery import propose
from workbench.spec import from_bytes


def test_the_name_is_the_column_that_differs_from_row_to_row() -> None:
    """What many rows stand in is no item's name, though it comes first; names with other marks inside are names."""
    rows = [
        f'"{area}";{at};"QTY{mark}NO-{at}";"9({at})";{at}'
        for area in ("INP", "OUT")
        for mark in "-/"
        for at in range(1, 9)
    ]
    found = propose(from_bytes("\n".join(rows).encode(), "rows.txt"))
    items = [one for one in found.findings if one.what == "item"]
    assert [(one.count, one.lines) for one in items] == [(32, tuple(range(1, 33)))]
    assert "(?P<name>" not in found.profile.items[0].pattern.split(";")[0]
