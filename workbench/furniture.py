"""Page furniture: the headers and footers that a printer repeats, found by repetition and by numbers that count pages.

Furniture stays in the text, is never read as content, and has no part in a chunk's id: a document that is paginated
anew keeps its ids. A heading that opens every page is no furniture: its name changes, and only page numbers may.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from itertools import islice, pairwise, takewhile
from statistics import median

from workbench.records import LineClass

EDGE = 5
"""Furniture stands among the first or last five printed lines of a page."""

MAX_LENGTH = 200
"""Longer lines are content: no printer repeats them."""

PAGE = 15
"""A page has at least so many lines."""

FEW = 3
"""So many shapes of furniture are usual: headers and footers of left and right pages."""

NEAR = 60
"""What a running header names is read again among so many lines below."""

_CAPITAL = "A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩЀ-Я"
_NAMED = re.compile(
    rf"(?<![\w$#@-])(?:[{_CAPITAL}](?=[{_CAPITAL}\d_$#@/.-]*[{_CAPITAL}\d])[{_CAPITAL}\d_$#@-]+"
    rf"(?:[/.][{_CAPITAL}\d_$#@-]+)*|[A-Za-z]+(?:[a-z][A-Z]|[-_./][a-z])[\w./-]*)(?!\w)"
)
_NAMED_WORDS = re.compile(rf"{_NAMED.pattern}(?: {_NAMED.pattern})*")
_MARKS = re.compile(r"[^\w\s$#@-]")
_PAGES = r"(?:page|seite|blatt|p[aá]gina|pag\.?|sheet|folio|feuille|blad|sida|hoja)"
_WORD = re.compile(r"[\w$#@-]+")
_DIGITS = re.compile(r"\b\d+\b")
_PAGE_WORD = re.compile(rf"(?:(?<![\w$#@-]){_PAGES}\s*(?:no\.?\s*)?:?\s*|^\s*-\s*)(\d{{1,5}})\b(?!\()", re.I)
_DECLARES = re.compile(r"(?:#\s+)?FILLER\b|.*\bPIC(?:TURE)?\b")
_FIRST_NUMBER = re.compile(r"(\d+)")
_PAGE_NUMBER = re.compile(rf"(?<![\w$#@-]){_PAGES}\s*(?:no\.?\s*)?:?\s*#(?!\()", re.I)
_ALONE = re.compile(r"[^\w#]*#(?:[-./]#)*[^\w#]*\Z|\W*#\s*(?:/|of|von|de|sur)\s*#\W*\Z", re.I)
_BARE = re.compile(r"[^\w#]*#[^\w#]*\Z")
"""A number, and no word or other number beside it."""
_STEMS = ("pag", "pág", "seite", "blat", "sheet", "folio", "feuil", "blad", "sida", "hoja")


def shape(line: str) -> str:
    """A line without what changes from page to page: numbers become #, spaces one space; names keep their digits.

    >>> shape("\\x0cACME   Page 12 of 400, KD0417")
    'ACME Page # of #, KD0417'
    """
    return " ".join(_DIGITS.sub("#", line).split())


def classify(lines: Sequence[str]) -> list[LineClass]:
    """The class of each line, in order: blank, furniture or content."""
    classes: list[LineClass] = ["blank" if not line or line.isspace() else "content" for line in lines]
    for index in furniture(lines):
        classes[index] = "furniture"
    return classes


def furniture(lines: Sequence[str]) -> set[int]:
    """Indices (from 0) of the lines that are page furniture; lines that hold a form feed alone are furniture too."""
    breaks = [index for index, line in enumerate(lines) if "\f" in line]
    alone = {index for index in breaks if not lines[index].strip()}
    found = _at_page_edges(lines, breaks) if len(breaks) >= 3 else _without_breaks(lines)
    telling = _telling(lines, found)
    return alone | (found - telling - _below_first(lines, found, sorted(telling)))


def _below_first(lines: Sequence[str], found: set[int], telling: Sequence[int]) -> set[int]:
    """Lines that stand below a heading where it is new, and never where the next page repeats it."""
    known: set[str] = set()
    below: dict[bool, dict[str, list[int]]] = {True: defaultdict(list), False: defaultdict(list)}
    many = Counter[bool]()
    for index in telling:
        text = shape(lines[index])
        new = text not in known
        many[new] += 1
        known.add(text)
        for at in range(index + 1, min(len(lines), index + 2 * EDGE)):
            if at in found and at not in telling:
                below[new][shape(lines[at])].append(at)
    if many[False] < FEW:
        return set()
    return {at for text, places in below[True].items() if text not in below[False] for at in places}


def _telling(lines: Sequence[str], found: set[int]) -> set[int]:
    """Lines that name what stands nowhere near them: each names another thing, so it is a heading that counts too."""
    shapes: dict[str, list[int]] = defaultdict(list)
    for index in sorted(found):
        shapes[lines[index]].append(index)
    if len({shape(text) for text in shapes}) <= FEW:
        return set()
    groups: dict[str, list[int]] = defaultdict(list)
    for text, at in shapes.items():
        # How many words in capitals a title has says nothing.
        groups[_NAMED_WORDS.sub("@", shape(text))] += at
    telling = {index for at in groups.values() if _name_alone(lines, sorted(at), found) for index in at}
    known = {_unmarked(lines[index]) for index in telling}
    return telling | {index for index in (found if telling else ()) if _unmarked(lines[index]) in known}


def _unmarked(line: str) -> tuple[str, str]:
    """The first word of a line, and its shape without names and marks: `JOB: A1  PAGE 2` and `JOB A1  PAGE 2`."""
    bare = _MARKS.sub(" ", line).strip()
    return bare.partition(" ")[0], _NAMED_WORDS.sub("@", shape(bare))


def _name_alone(lines: Sequence[str], at: Sequence[int], found: set[int]) -> bool:
    """Whether lines of one shape hold names that vary, and that are not read on the lines that follow."""
    rows = [_NAMED.findall(lines[index]) for index in at]
    for values in zip(*rows, strict=False):
        if len(set(values)) <= max(FEW, 0.2 * len(values)):
            continue
        # A header that names each thing once stands right above its heading, or it is the heading.
        reach = NEAR if len(set(values)) < 0.95 * len(values) else 2 * EDGE
        near = sum(_read_below(lines, value, index, found, reach) for value, index in zip(values, at, strict=True))
        if near < 0.9 * len(values):
            return True
    return False


def _read_below(lines: Sequence[str], name: str, index: int, found: set[int], reach: int) -> bool:
    """Whether a name stands as a word on a line of content not far below."""
    word = re.compile(rf"(?<![\w$#@-]){re.escape(name)}(?![\w$#@-])")
    below = range(index + 1, min(len(lines), index + reach))
    return any(name in lines[at] and at not in found and word.search(lines[at]) for at in below)


def _at_page_edges(lines: Sequence[str], breaks: Sequence[int]) -> set[int]:
    edges = []
    for start, end in pairwise([0, *breaks, len(lines)]):
        edges.append(_printed(lines, range(start, end)))
        edges.append(_printed(lines, range(end - 1, start - 1, -1)))
    shapes = {index: shape(lines[index]) for edge in edges for index in edge}
    known = _repeated(lines, shapes, max(3, len(breaks) // 4))
    numbered = _numbered(lines, edges, shapes)
    # A header is one block from the edge on: the first line of content ends it.
    return {at for edge in edges for at in takewhile(lambda index: shapes[index] in known or index in numbered, edge)}


def _numbered(lines: Sequence[str], edges: Sequence[Sequence[int]], shapes: dict[int, str]) -> set[int]:
    """Lines at the edges that say the number of their page, whatever else; a reference to a page says another one."""
    counting = {text for text in set(shapes.values()) if _says_page(text)}
    said = [
        (index, int(number[-9:]) - at // 2)
        for at, edge in enumerate(edges)
        for index in edge
        if shapes[index] in counting and (number := _page_number(lines[index]))
    ]
    found = set()
    for at, (index, ahead) in enumerate(said):
        near = [other for _, other in said[max(0, at - 4) : at + 5]]
        if abs(ahead - median(near)) <= 2 and sum(abs(ahead - other) <= 2 for other in near) > len(near) // 4:
            found.add(index)
    return found


def _says_page(text: str) -> bool:
    """Whether the shape of a line has the word for a page and a number, or a number and nothing else."""
    if "#" not in text:
        return False
    low = text.lower()
    return bool((any(stem in low for stem in _STEMS) and _PAGE_NUMBER.search(text)) or _ALONE.match(text))


def _page_number(line: str) -> str:
    """The digits behind the word for a page, else the first digits."""
    match = _PAGE_WORD.search(line) or _FIRST_NUMBER.search(line)
    return match[1] if match else ""


def _repeated(lines: Sequence[str], shapes: dict[int, str], often: int) -> set[str]:
    """Shapes that stand at the edges of pages often, and hardly ever elsewhere (as table headers do)."""
    places: dict[str, list[int]] = defaultdict(list)
    for index in sorted(shapes):
        places[shapes[index]].append(index)
    likely = {
        text
        for text, at in places.items()
        if len(at) >= often and len(text) > 2 and not _DECLARES.match(text) and _steady(lines, at)
    }
    elsewhere = _elsewhere(lines, shapes, likely)
    return {text for text in likely if elsewhere[text] <= len(places[text]) * 0.1}


def _elsewhere(lines: Sequence[str], shapes: dict[int, str], likely: set[str]) -> Counter[str]:
    """How often each of these shapes stands in the middle of a page."""
    first = {text.split(" ", 1)[0].partition("#")[0] for text in likely}
    starts = (*(first - {""}), *("0123456789" if "" in first else ""))
    return Counter(
        text
        for index, line in enumerate(lines)
        if line.lstrip().startswith(starts) and index not in shapes and len(line) <= MAX_LENGTH
        if (text := shape(line)) in likely
    )


def _printed(lines: Sequence[str], order: range) -> list[int]:
    written = (index for index in order if lines[index].strip())
    return list(islice(takewhile(lambda index: len(lines[index]) <= MAX_LENGTH, written), EDGE))


def _steady(lines: Sequence[str], at: Sequence[int]) -> bool:
    """Whether the numbers in lines of one shape stay the same, or one of them counts pages."""
    columns = _columns(lines, at)
    same = all(_share(column, (0,)) >= 0.8 for column in columns)
    return same or any(map(_counts, columns)) or _pages_go_up(shape(lines[at[0]]), columns, at)


def _columns(lines: Sequence[str], at: Sequence[int]) -> list[tuple[int, ...]]:
    rows = ([int(number[-9:]) for number in _DIGITS.findall(lines[index])] for index in at)
    return list(zip(*rows, strict=True))


def _counts(numbers: Sequence[int]) -> bool:
    """Whether numbers go up by one (by two on left and right pages), nearly always."""
    return _share(numbers, (1, 2)) >= 0.8


def _pages_go_up(text: str, columns: Sequence[Sequence[int]], at: Sequence[int]) -> bool:
    """Whether lines of a shape that says "page" have a number greater than the one before: some pages may be lost."""
    rising = (one for one in columns if len(one) > FEW and all(a < b for a, b in pairwise(one)))
    return _says_page(text) and any(not _BARE.match(text) or _even(column, at) for column in rising)


def _even(column: Sequence[int], at: Sequence[int]) -> bool:
    """Whether lines stand as far apart as their numbers say: those of pages do, those that name something do not."""
    lengths = [(b - a) / (n - m) for (a, b), (m, n) in zip(pairwise(at), pairwise(column), strict=True) if n > m]
    usual = median(lengths) if lengths else 0
    return usual >= PAGE and 2 * sum(abs(length - usual) <= 0.2 * usual for length in lengths) > len(at)


def _share(numbers: Sequence[int], steps: Container[int]) -> float:
    taken = [after - before for before, after in pairwise(numbers)]
    return sum(step in steps for step in taken) / max(1, len(taken))


def _without_breaks(lines: Sequence[str]) -> set[int]:
    """Without form feeds: lines that count pages, and what always stands beside them."""
    counted = (*_counters(lines), _page_words(lines))
    return {at for numbered in counted for at in (*numbered, *_beside(lines, numbered))}


def _counters(lines: Sequence[str]) -> list[list[int]]:
    """Lines of one shape in which a number counts, as far apart as pages are long."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if len(line) <= MAX_LENGTH and _DIGITS.search(line):
            groups[shape(line)].append(index)
    return [at for text, at in groups.items() if len(at) >= 3 and _is_counter(lines, text, at)]


def _is_counter(lines: Sequence[str], text: str, at: Sequence[int]) -> bool:
    gaps = [after - before for before, after in pairwise(at)]
    usual = median(gaps)
    columns = _columns(lines, at)
    if usual < PAGE or _DECLARES.match(text):
        return False
    up = _pages_go_up(text, columns, at)
    if up or not any(map(_counts, columns)):
        return up
    # Chapters and figures count as well; pages alone are all equally long.
    even = len(at) >= 5 and sum(abs(gap - usual) <= max(2, 0.1 * usual) for gap in gaps) >= 0.8 * len(gaps)
    return (even and not _names(lines, text, at)) or (_says_page(text) and not _BARE.match(text))


def _names(lines: Sequence[str], text: str, at: Sequence[int]) -> bool:
    """Whether lines of one word with a number, `FW-CON-01`, are headings: other lines speak of most of these words."""
    own, begin = {lines[index].strip() for index in at}, text.partition("#")[0]
    others = [line for line in lines if begin and begin in line and line.strip() not in own]
    return 2 * len(own.intersection(_WORD.findall(" ".join(others)))) > len(own)


def _page_words(lines: Sequence[str]) -> list[int]:
    """Lines that say the word for a page and a number, whatever else; entries of a list of contents are none."""
    said = [i for i, line in enumerate(lines) if len(line) <= MAX_LENGTH and _PAGE_WORD.search(line)]
    runs: list[list[int]] = [[]]
    for index in said:
        runs.append([index]) if runs[-1] and index - runs[-1][-1] > 3 else runs[-1].append(index)
    apart = [index for run in runs if len(run) < 4 for index in run]
    numbers = [int(match[1]) for index in apart if (match := _PAGE_WORD.search(lines[index]))]
    if len(apart) < 3 or _share(numbers, (0, 1)) < 0.8:
        return []
    # A sentence that refers to a page says another number than the pages around it.
    return [
        index
        for at, (index, number) in enumerate(zip(apart, numbers, strict=True))
        if abs(number - median(numbers[max(0, at - 2) : at + 3])) <= 2
    ]


def _beside(lines: Sequence[str], numbered: Sequence[int]) -> set[int]:
    near = [(index, index + step) for index in numbered for step in (-3, -2, -1, 1, 2, 3)]
    shapes = {
        (index, other): shape(lines[other])
        for index, other in near
        if 0 <= other < len(lines) and lines[other].strip() and len(lines[other]) <= MAX_LENGTH
        if not _DECLARES.match(lines[other])
    }
    places: dict[str, list[int]] = defaultdict(list)
    for (_, other), text in shapes.items():
        places[text].append(other)
    counted = {text for text, at in places.items() if "#" not in text or _steady(lines, sorted({*at}))}
    shapes = {key: text for key, text in shapes.items() if text in counted}
    counts = Counter((other - index, text) for (index, other), text in shapes.items())
    often = max(3, int(len(numbered) * 0.6))
    found = {other for (index, other), text in shapes.items() if counts[other - index, text] >= often}
    known = {shapes[key] for key in shapes if key[1] in found}
    # The first and the last page have no neighbour that their header or footer could stand beside.
    ends = (*range(numbered[0]), *range(numbered[-1], len(lines))) if numbered else ()
    return found | {other for other in ends if len(lines[other]) <= MAX_LENGTH and shape(lines[other]) in known}
