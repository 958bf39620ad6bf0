"""Forms of items in rows without a header: a name and a type that says what it is, the same marks between, in blocks.

`ORDER_NO   CHAR(12)   Order number`, `- order_no (char 12)`, `order_no : int32`, `char order_no[12];`: what a type is
comes from a closed vocabulary, what stands between it and the name is learned by repetition.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from workbench.declarations import Declaration
from workbench.declarations.clauses import CERTAIN_PICTURE
from workbench.discovery.ways import (
    BACK,
    CAPTIONED,
    ROW,
    TOLD,
    WAYS,
    WORDY,
    Key,
    expression,
    is_bare,
    is_joined,
    opened,
    taken_apart,
)
from workbench.likeness.shapes import masked
from workbench.profile import Pattern
from workbench.records import UNKNOWN

LEAST = 5
"""So many rows with one form make it a form."""

MOST = 200
"""Characters of a line that are looked at."""

MANY = 8
"""A document has at most so many such forms."""

NEAR = 2
"""Rows stand at most so many printed lines from the next one, but for a lone one."""

SAMPLE = 1200
"""Of a longer document about so many lines show whether it has such rows at all."""

REMARKS = 3
"""Rows with remarks on lines of their own stand at most so many lines apart."""

FEW = 3
"""So many names at least stand in the rows of a form."""

AMONG = 0.1
"""Such a part of the rows with an unknown type stand between others."""

SEEN = 3
"""Names in rows of one form among these."""

MANIFOLD = 20
"""Among so many rows"""

VARIED = 0.9
"""so many types are not all different: these are names behind titles."""

DEEP = 8
"""Items stand at most so deep in each other."""


_COUNT = re.compile(r"[ \t]\d+\Z")
"""The number of a page behind its word."""
_RECORDS = frozenset("DS RECORD SEGMENT STRUCTURE STRUCT FILE TABLE DSECT VIEW".split())
"""What stands where others have a type and makes the name that of a record."""


@dataclass(frozen=True)
class _Row:
    """A line that may be a row: its index, its place among the printed lines, and what stands in it."""

    index: int
    place: int
    lead: str
    name: str
    type: str


def typed(lines: Sequence[str], content: Sequence[bool], read: Mapping[int, Declaration]) -> list[Pattern]:
    """The forms of rows with a name and a type, in lines that no known way reads."""
    printed = list(enumerate(index for index, is_content in enumerate(content) if is_content))
    told = [(at, place) for place, at in printed if len(lines[at]) <= MOST and _unread(read.get(at))]
    known = {place for place, at in printed if at in read}
    step = len(told) // SAMPLE + 1
    likely: set[Key] | None = None
    if step > 1:
        # Lines a little further on in each step: what comes again at regular distances is seen too.
        some = [told[at + at // step % step] for at in range(0, len(told) - step, step)]
        likely = {key for key, rows in _groups(lines, some, WAYS).items() if len({row.name for row in rows}) >= SEEN}
    ways = [way for at, way in enumerate(WAYS) if likely is None or any(key.way == at for key in likely)]
    groups = _groups(lines, told, ways) if ways else {}
    known |= {row.place for rows in groups.values() if len(rows) >= LEAST for row in rows if not is_bare(row.type)}
    laid = [
        (key, rows)
        for key, found in groups.items()
        if (likely is None or key in likely) and (rows := _laid_out(key, found, known))
    ]
    seen = {row.index for _, rows in laid for row in rows} | read.keys()
    left = [(index, place) for index, place in told if index not in seen and any(_within(index, seen, REMARKS))]
    made = [_form(key, [*rows, *_kindred(key, rows, lines, left, seen)], lines) for key, rows in laid]
    return sorted(made, key=lambda form: -form.count)[:MANY]


def _groups(lines: Sequence[str], told: Iterable[tuple[int, int]], ways: Sequence[str]) -> dict[Key, list[_Row]]:
    """The lines, each with its place among the printed ones, by how they are built."""
    groups: dict[Key, list[_Row]] = defaultdict(list)
    for index, place in told:
        if found := taken_apart(lines[index], ways):
            key, match = found
            groups[key].append(_Row(index, place, match["lead"], match["name"], match["type"]))
    return groups


def _beside(place: int, places: Set[int]) -> bool:
    return any(place + step in places for step in range(-NEAR, NEAR + 1) if step)


def _within(index: int, rows: Set[int], reach: int) -> tuple[bool, bool]:
    """Whether a row stands at most so many lines before a line, and whether one does behind it."""
    steps = range(1, reach + 1)
    return any(index - step in rows for step in steps), any(index + step in rows for step in steps)


def _laid_out(key: Key, found: Sequence[_Row], known: Set[int]) -> list[_Row]:
    """Those of some lines that are rows; none where they lay out nothing. `known`: the places of other rows."""
    places = known | {row.place for row in found}
    rows = [row for row in found if not is_bare(row.type) or _beside(row.place, places)]
    return rows if _lays_out(key, rows, places) else []


def _kindred(
    key: Key, rows: Sequence[_Row], lines: Sequence[str], left: Sequence[tuple[int, int]], seen: Set[int]
) -> Iterator[_Row]:
    """The lines among rows that are built as these, with types in words that nobody knows, each of them recurring.

    `left`: lines beside rows, with their places; `seen`: the rows. What stands mostly below rows is of another kind.
    """
    if WAYS[key.way] not in (ROW, CAPTIONED, TOLD, WORDY) or key.between == "_":
        return
    form, found = opened(key), defaultdict(list)
    apart = Counter(b.index - a.index for a, b in pairwise(rows) if b.index - a.index <= REMARKS).most_common(1)
    reach = apart[0][0] if apart else 1
    for index, place in left:
        if any(_within(index, seen, reach)) and (match := form.match(lines[index])):
            found[masked(match["type"])].append(_Row(index, place, "", match["name"], match["type"]))
    both = seen | {row.index for same in found.values() for row in same}
    for word, same in found.items():
        among = sum(all(_within(row.index, both, reach)) for row in same)
        names = len({row.name for row in same})
        told = word.upper() not in _RECORDS and among >= (AMONG if names >= FEW else 3 * AMONG) * len(same)
        if told and names > 1 and LEAST <= len(same) <= 2 * len(rows):
            yield from same


def _form(key: Key, rows: Sequence[_Row], lines: Sequence[str]) -> Pattern:
    """The form of some rows."""
    text = expression(key, [row.name for row in rows], [row.type for row in rows], _levels(key, rows))
    sure = round(len(rows) / (len(rows) + 1), 2)
    return Pattern(pattern=text, sample=lines[rows[0].index].strip()[:80], count=len(rows), sure=sure)


def _unread(item: Declaration | None) -> bool:
    return item is None or (item.picture == UNKNOWN and item.bytes < 0)


def _lays_out(key: Key, rows: Sequence[_Row], places: Set[int]) -> bool:
    """Whether rows stand in blocks, with names that differ and types of several kinds."""
    if len(rows) < LEAST:
        return False
    names, types = Counter(row.name for row in rows), Counter(row.type for row in rows)
    sized = sum(not is_bare(row.type) for row in rows)
    pictures = sum(bool(CERTAIN_PICTURE.match(row.type.upper())) for row in rows)
    together = sum(_beside(row.place, places) for row in rows)
    doubtful = key.doubtful and not (WAYS[key.way] is BACK and all(map(is_joined, names)))
    own = {row.place for row in rows}
    apart = WAYS[key.way] in (CAPTIONED, WORDY) and sum(_beside(row.place, own) for row in rows) < 0.2 * len(rows)
    return (
        not apart  # what stands once above each layout names its record
        and len({_COUNT.sub("", name) for name in names}) >= FEW
        and (len(rows) < MANIFOLD or len(types) < VARIED * len(rows))
        and max(names.values()) <= 0.5 * len(rows)
        and len(types) > 1
        and pictures <= 0.6 * len(rows)
        and (sized >= 0.5 * len(rows) if doubtful or len(names) < LEAST else sized >= 2 or len(types) > 2)
        and together >= 0.6 * len(rows)
    )


def _levels(key: Key, rows: Sequence[_Row]) -> bool:
    """Whether the numbers before names are levels: few, and none is that of a record."""
    told = {row.lead.strip() for row in rows} if key.lead == "9" else set()
    return 0 < len(told) <= DEEP and all(number.isdecimal() and 1 < int(number) < 50 for number in told)
