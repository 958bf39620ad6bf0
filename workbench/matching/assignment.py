"""The best way to give every row its own column: a linear assignment, so that no pair takes a better one's place."""

from typing import TYPE_CHECKING

from workbench.later import later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
else:
    np = later("numpy")
    Matrix = "Matrix"


def assign(scores: Matrix) -> list[int]:
    """For each row the column it gets, -1 for none, so that the sum of scores is largest.

    A pair with a score of 0 or less is never made.

    >>> assign(np.array([[0.9, 0.8], [0.8, 0.1]]))
    [1, 0]
    """
    chosen = [-1] * len(scores)
    rows, columns = np.flatnonzero((scores > 0).any(axis=1)), np.flatnonzero((scores > 0).any(axis=0))
    if not len(rows):
        return chosen
    part = np.clip(scores[np.ix_(rows, columns)], 0, None)
    wide = np.hstack([-part, np.zeros((len(rows), len(rows)))])
    for row, column in enumerate(_shortest_paths(wide)):
        if column < len(columns) and part[row, column] > 0:
            chosen[rows[row]] = int(columns[column])
    return chosen


def _shortest_paths(cost: Matrix) -> list[int]:
    """Row by row along the shortest augmenting path; at most as many rows as columns."""
    rows, columns = cost.shape
    row_price, column_price = np.zeros(rows + 1), np.zeros(columns + 1)
    owner = np.zeros(columns + 1, dtype=np.int64)
    for row in range(1, rows + 1):
        before = _augment(cost, row, row_price, column_price, owner)
        column = before[0]
        while column:
            previous = before[1][column]
            owner[column] = owner[previous]
            column = int(previous)
    chosen = [-1] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            chosen[owner[column] - 1] = column - 1
    return chosen


def _augment(
    cost: Matrix, row: int, row_price: Matrix, column_price: Matrix, owner: "NDArray[np.int64]"
) -> "tuple[int, NDArray[np.int64]]":
    columns = cost.shape[1]
    owner[0], column = row, 0
    least = np.full(columns + 1, np.inf)
    before = np.zeros(columns + 1, dtype=np.int64)
    used = np.zeros(columns + 1, dtype=bool)
    while owner[column]:
        used[column] = True
        free = ~used[1:]
        reduced = cost[owner[column] - 1] - row_price[owner[column]] - column_price[1:]
        better = free & (reduced < least[1:])
        least[1:][better] = reduced[better]
        before[1:][better] = column
        following = int(np.argmin(np.where(free, least[1:], np.inf))) + 1
        step = least[following]
        row_price[owner[used]] += step
        column_price[used] -= step
        least[1:][free] -= step
        column = following
    return column, before
