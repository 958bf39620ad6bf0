"""Which names a document refers to: entries of its lists of contents, and what follows a reference, in any language.

A label is what stands before a list of names: `Calls:`, `Aufgerufen von:`, `It is related to`. Nothing is looked up: a
label refers to endpoints when names recur behind it or stand there several at a time, and no layout follows.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from workbench.discovery.patterns import expression
from workbench.discovery.sights import lead, places, shown
from workbench.discovery.traits import counts_on
from workbench.discovery.view import TOGETHER, View
from workbench.discovery.words import KEYED_END, KEYWORD, SENTENCE, XREF, may_refer
from workbench.profile import Pattern
from workbench.profile.names import Names

MOST_LABELS = 24
"""A profile has at most so many labels."""

MOST = 300
"""Characters of the longest line that is looked at."""

ENTRIES = 6
"""So many entries with page numbers behind a gap are a table of contents."""

SOME = 0.4
"""Several names stand on so many of the lines that refer behind a word for an endpoint,"""

MOST_ONCE = 0.85
"""and so many of the names are different at most."""

APART = 12
"""Such entries stand at most so far from each other: a page break may be between."""

_PAGED = re.compile(r"[^\W\d_].*?(?:\s{3,}|\t)(\d{1,4})$")
_DOTTED = re.compile(r"[A-Za-z].*?(?:\.{3,}|…|(?:\. ){3,})\s*\d{1,5}\s*$")
_JOINT = re.compile(r"""[\s,;/&+"'`<>\[\]()*|]*(?:\b(?:and|und|et|y|e|en)\b[\s"'`<(\[]*)?""", re.I)
_END = re.compile(r"[\s.,;:*|`\"'<>/)\]+-]*$")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LABELLED = re.compile(r"[:=>{][\s\"'`<(\[*{]*$")
_MARKED = re.compile(r"\w[\s.]*[:=]\s")
"""A label in capitals looks like names itself; what it labels stands behind its mark."""
_WORDS = re.compile(r"[\ue000.()\s]*[A-Z][a-z]+(?: [a-z]+){1,3} ")
"""A label without a mark behind it: `Invoked from `."""
_MAY_LABEL = re.compile(r"[:=>{]")
_MAY_SAY = re.compile(r"[\s\d.()]*[A-Z][a-z]+\s+[a-z]")
_MANY = 12


@dataclass(frozen=True)
class Listing:
    """A line that ends with names: its index, the label before them, and the names."""

    line: int
    label: str
    names: tuple[str, ...]


def contents(view: View) -> set[str]:
    """Names that stand first in entries of a table of contents: several close together that end with a page number.

    Dots lead to the number; or a gap does, where the numbers of such lines go up as pages do. Where what stands first
    only counts the sections, the names behind.
    """
    entries: list[tuple[int, str, str]] = []
    paged: list[tuple[int, str, int]] = []
    for index in view.printed:
        line = view.lines[index].rstrip()
        if line[-1:].isdecimal() and len(line) < 200 and index not in view.silent:
            if _DOTTED.search(line):
                told = [line[start:end] for start, end in places(line, view.marks)[:2]]
                entries += [(index, told[0], told[-1])] if told else []
            elif page := _PAGED.search(line):
                paged += [(index, line[start:end], int(page[1])) for start, end in places(line, view.marks)[:1]]
    pairs = pairwise([index for index, *_ in entries])
    near = {index for a, b in pairs if b - a <= TOGETHER for index in (a, b)}
    kept = [one for one in entries if one[0] in near]
    numbers = counts_on([first for _, first, _ in kept]) and sum(a != b for _, a, b in kept) > 0.5 * len(kept)
    return {last if numbers else first for _, first, last in kept} | _climbing(paged)


def _climbing(entries: list[tuple[int, str, int]]) -> set[str]:
    """The names of the longest run of entries, close together, whose page numbers go up and by more than the lines."""
    best: list[str] = []
    run: list[tuple[int, str, int]] = []
    for one in [*entries, (-1, "", -1)]:
        if run and not (0 < one[0] - run[-1][0] <= APART and one[2] - run[-1][2] >= 0):
            names = [name for _, name, _ in run]
            if len(run) >= ENTRIES and len(set(names)) == len(run) and run[-1][2] - run[0][2] >= 0.3 * len(run):
                best = max(best, names, key=len)
            run = []
        run.append(one)
    return set(best)


def listings(view: View, crossed: Collection[int]) -> list[Listing]:
    """All lines that end with one name or several, behind a label; those with a known word for a reference aside."""
    found = []
    for index in view.printed:
        line = view.lines[index]
        if (
            len(line) <= MOST
            and index not in view.silent
            and index not in crossed
            and (told := _listed(line, view.marks))
        ):
            found.append(Listing(index, *told))
    return found


def cross_references(view: View) -> tuple[set[str], dict[int, None]]:
    """The names behind known words for a reference, and the lines with such a word."""
    names: set[str] = set()
    lines: dict[int, None] = {}
    for index in view.printed:
        line = view.lines[index]
        if len(line) <= MOST and index not in view.silent and may_refer(line) and (match := XREF.search(line)):
            lines[index] = None
            rest = line[match.end() :]
            names.update(rest[a:b] for a, b in places(rest, view.marks) if rest[b : b + 1] != "*")
    return names, lines


def _listed(line: str, marks: str) -> tuple[str, tuple[str, ...]] | None:
    """The label and the names of a line that ends with names and nothing else."""
    if not _MAY_LABEL.search(line) and not _MAY_SAY.match(line):
        return None
    told = [start for start, end in places(line, marks) if not KEYWORD.fullmatch(line, start, end)]
    mark = _MARKED.search(line)
    told = [start for start in told if mark and start >= mark.end()] or told
    names = _names(line, told[0], marks) if told else ()
    label = lead(line[: told[0]]) if names else ""
    told_so = _LETTERS.search(label) and (_LABELLED.search(label) or _WORDS.fullmatch(label))
    return (label, names) if told_so else None


def _names(line: str, start: int, marks: str) -> tuple[str, ...]:
    """The names from a place on, when nothing else stands there but what joins them."""
    found: list[str] = []
    at = start
    for a, b in places(line[start : start + 280], marks):
        joint = _JOINT.fullmatch(line, at, start + a)
        if joint is None:
            return ()
        # Words in capitals with spaces between are a title.
        if found and not joint[0].strip() and not any(map(str.isdecimal, line[start + a : start + b])):
            return ()
        found.append(line[start + a : start + b])
        at = start + b
    return tuple(found[:_MANY]) if found and _END.match(line, at) else ()


def referring(view: View, found: Iterable[Listing]) -> list[list[Listing]]:
    """The listings with a label that refers to endpoints, as far as their lines tell without knowing any."""
    told = list(found)
    lines = {listing.line for listing in told}
    return [
        members
        for label, members in _by_label(told).items()
        if len(members) >= 3 and (not KEYED_END.match(label) or _recur(members)) and _refers(view, members, lines)
    ]


def _recur(members: Sequence[Listing]) -> bool:
    """Whether several names at a time stand behind a word for an endpoint, and recur: `Next program: A, B`."""
    counts = Counter(name for listing in members for name in listing.names)
    return (
        sum(len(one.names) > 1 for one in members) >= SOME * len(members) and len(counts) <= MOST_ONCE * counts.total()
    )


def _by_label(found: Iterable[Listing]) -> dict[str, list[Listing]]:
    """Listings by their labels; one that is repeated on the next page, before another comes, counts once."""
    groups: dict[str, list[Listing]] = defaultdict(list)
    for listing in found:
        before = groups[listing.label]
        if not before or before[-1].names != listing.names:
            before.append(listing)
    return groups


def _refers(view: View, members: list[Listing], lines: Set[int]) -> bool:
    counts = Counter(name for listing in members for name in listing.names)
    several = sum(len(listing.names) > 1 for listing in members) / len(members)
    if several < 0.25 and len(counts) > 0.8 * counts.total():
        return False
    tops = set(view.tops)
    items = {item.name for item in view.items.values()}
    if sum(name in items for name in counts) > 0.5 * len(counts):
        return False
    if several >= 0.25:
        return True
    # A label with one name each, the last one above layouts, names their records.
    layouts = sum(_stands_above(view, m.line, tops, lines) for m in members)
    return layouts < 0.4 * len(members)


def _stands_above(view: View, line: int, tops: Collection[int], lines: Set[int]) -> bool:
    """Whether a layout begins within four printed lines, with no other label before it."""
    for at in range(line + 1, line + 9):
        if at in tops:
            return view.between(line, at) <= 4
        if at in lines:
            return False
    return False


def spoken(view: View, starts: Mapping[str, int], names: Names, crossed: Collection[int]) -> list[Listing]:
    """Lines in which a known endpoint stands behind any words, with all that look like one from there on."""
    found, headings = [], set(starts.values())
    for index in view.printed:
        line = view.lines[index]
        if len(line) > MOST or index in headings or index in view.silent or index in crossed:
            continue
        told = [(start, line[start:end]) for start, end in places(line, view.marks) if names.alike(line[start:end])]
        known = next((at for at, (_, name) in enumerate(told) if name in names.defined), -1)
        if known >= 0 and _LETTERS.search(label := lead(line[: told[known][0]])):
            found.append(Listing(index, label, tuple(name for _, name in told[known:])))
    return found


def settled(found: Iterable[Listing], starts: Mapping[str, int], names: Names) -> list[Pattern]:
    """Patterns of the labels behind which mostly known endpoints stand; `starts`: the lines that define these."""
    kept, headings = [], set(starts.values())
    for label, members in _by_label(listing for listing in found if listing.line not in headings).items():
        told = [name for listing in members for name in listing.names]
        known = sum(name in names.defined for name in told)
        if known >= 3 and known >= 0.6 * len(told) and len(set(told)) >= 3 and not _is_sentence(label):
            kept.append((known, label, round(known / len(told), 2)))
    return [
        Pattern(pattern=r"[ \t\f]*+" + expression(label), sample=shown(label), count=known, sure=sure)
        for known, label, sure in sorted(kept, reverse=True)[:MOST_LABELS]
    ]


def _is_sentence(label: str) -> bool:
    return len(label) > 60 or len(SENTENCE.findall(label)) > 2
