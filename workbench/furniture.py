"""Page furniture: the headers and footers that a printer repeats, found by repetition at the edges of pages.

Furniture stays in the text, is never read as content, and has no part in a chunk's id: a document that is paginated
anew keeps its ids.
"""

import re
from collections import Counter
from collections.abc import Sequence

from workbench.records import LineClass

EDGE = 4
"""Furniture stands among the first or last four printed lines of a page."""

MAX_LENGTH = 200
"""Longer lines are content: no printer repeats them."""

_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")
_PAGE_WORD = re.compile(r"(?:\b(?:page|seite|p[aá]gina|pag\.?|sheet|folio)\s*:?\s*|^\s*-\s*)(\d{1,5})\b", re.I)
_DECLARES = re.compile(r"#\s+[A-Z][A-Z0-9-]*\s|.*\bPIC(?:TURE)?\b")
_PAGE = re.compile(
    r"\b(?:page|seite|p[aá]gina|pag\.?|sheet|folio)\s*:?\s*#|^\W*#\W*$|^\W*#\s*(?:/|of|von)\s*#\W*$", re.I
)


def shape(line: str) -> str:
    """A line without what changes from page to page: numbers become #, spaces one space.

    >>> shape("\\x0cACME   Page 12 of 400")
    'ACME Page # of #'
    """
    return _SPACES.sub(" ", _DIGITS.sub("#", line)).strip()


def classify(lines: Sequence[str]) -> list[LineClass]:
    """The class of each line, in order: blank, furniture or content."""
    found = furniture(lines)
    classes: list[LineClass] = []
    for index, line in enumerate(lines):
        if index in found:
            classes.append("furniture")
        else:
            classes.append("content" if line.strip() else "blank")
    return classes


def furniture(lines: Sequence[str]) -> set[int]:
    """Indices (from 0) of the lines that are page furniture; lines that hold a form feed alone are furniture too."""
    breaks = [index for index, line in enumerate(lines) if "\f" in line]
    alone = {index for index in breaks if not lines[index].strip()}
    if len(breaks) >= 3:
        return alone | _at_page_edges(lines, breaks)
    return alone | _by_page_numbers(lines)


def _at_page_edges(lines: Sequence[str], breaks: Sequence[int]) -> set[int]:
    bounds = [0, *breaks, len(lines)]
    edges = []
    for start, end in zip(bounds, bounds[1:], strict=False):
        edges.append(_printed(lines, range(start, end), EDGE))
        edges.append(_printed(lines, range(end - 1, start - 1, -1), EDGE))
    shapes = {index: shape(lines[index]) for edge in edges for index in edge}
    known = _repeated(lines, shapes, max(3, len(breaks) // 4))
    found: set[int] = set()
    for edge in edges:
        for index in edge:
            # A header is one block from the edge on: the first line of content ends it.
            if shapes[index] not in known and not _PAGE.search(shapes[index]):
                break
            found.add(index)
    return found


def _repeated(lines: Sequence[str], shapes: dict[int, str], often: int) -> set[str]:
    """Shapes that stand at the edges of pages often, and hardly ever elsewhere (as table headers do)."""
    counts = Counter(shapes.values())
    likely = {text for text, count in counts.items() if count >= often and len(text) > 2 and not _DECLARES.match(text)}
    if not likely:
        return set()
    lengths = {len(text) for text in likely}
    heads = {text[:1] for text in likely}
    elsewhere = Counter(
        text
        for index, line in enumerate(lines)
        if index not in shapes and len(line) <= MAX_LENGTH and line.strip()[:1] in heads | set("0123456789")
        if (text := shape(line)) in likely and len(text) in lengths
    )
    return {text for text in likely if elsewhere[text] <= counts[text] * 0.1}


def _printed(lines: Sequence[str], order: range, most: int) -> list[int]:
    found = []
    for index in order:
        if lines[index].strip():
            if len(lines[index]) > MAX_LENGTH:
                break
            found.append(index)
            if len(found) == most:
                break
    return found


def _by_page_numbers(lines: Sequence[str]) -> set[int]:
    """Without form feeds: lines that say their page number, and what always stands beside them."""
    numbered = [i for i, line in enumerate(lines) if len(line) <= MAX_LENGTH and _PAGE_WORD.search(line)]
    if len(numbered) < 3 or not _rising([int(m[1]) for i in numbered if (m := _PAGE_WORD.search(lines[i]))]):
        return set()
    beside: Counter[tuple[int, str]] = Counter()
    near = (-3, -2, -1, 1, 2, 3)
    for index in numbered:
        for step in near:
            if 0 <= index + step < len(lines) and lines[index + step].strip():
                beside[step, shape(lines[index + step])] += 1
    often = max(3, int(len(numbered) * 0.6))
    found = set(numbered)
    for index in numbered:
        found |= {
            index + step
            for step in near
            if 0 <= index + step < len(lines) and beside[step, shape(lines[index + step])] >= often
        }
    return found


def _rising(numbers: Sequence[int]) -> bool:
    """Page numbers go up by one, nearly always; references to pages do not."""
    steps = [after - before for before, after in zip(numbers, numbers[1:], strict=False)]
    return sum(step in (0, 1) for step in steps) >= 0.8 * len(steps)
