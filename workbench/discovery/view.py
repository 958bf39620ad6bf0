"""What discovery looks at: the printed lines, which of them declare items, and where layouts begin."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from statistics import median

from workbench.declarations import formed
from workbench.discovery.errata import corrected
from workbench.discovery.forms import CERTAIN, MOST, TYPED, forms
from workbench.discovery.items import read
from workbench.discovery.marks import marks
from workbench.discovery.typed import typed
from workbench.discovery.words import ERRATUM, PART
from workbench.profile import Pattern
from workbench.records import UNKNOWN
from workbench.spec import Spec
from workbench.structure import RULE_LINE, is_entry

MAX_HEADING = 140
"""A heading has at most so many characters."""

APART = 5
"""Half of the sections have at least so many lines."""

LONGEST = 0.4
"""No section is so much of the document."""

CAPTIONS = 3
"""So many titles that say the same are captions of sections."""

RULES = 3
"""So many lines above an item at most are looked at for one that is no rule."""

TOGETHER = 3
"""Lines this close to each other are entries of a list, not headings of parts."""

_AROUND = re.compile(r"\A[\W\d_]+|[\W_]+\Z")


class View:
    """A spec as discovery sees it. Indices count lines from 0.

    `listed`: the lines of lists below sub-headings, where no section begins.
    """

    def __init__(self, spec: Spec) -> None:
        self.lines = [line.replace("\f", "") if "\f" in line else line for line in spec.lines]
        self.content = [kind == "content" for kind in spec.classes]
        self.items, self.inside, self.headers = read(self.lines, self.printed)
        self.listed: frozenset[int] = frozenset()
        told = self._uncorrected()
        self.forms = typed(self.lines, told, self.items)
        before = dict(self.items)
        self._read_forms()
        other = [kind and self.items.get(at) is before.get(at) for at, kind in enumerate(told)]
        self.forms += forms(self.lines, other, self.items)
        self.programs = self._read_forms()
        self.declared = sorted(self.items)

    def _uncorrected(self) -> list[bool]:
        """Which lines are content and correct nothing: a correction tells of items in sentences."""
        return [
            kind and at not in self.corrections and not ERRATUM.match(self.lines[at])
            for at, kind in enumerate(self.content)
        ]

    def _read_forms(self) -> dict[str, int]:
        """Takes in the items of the document's own forms; where a column of them first names each endpoint."""
        own = [re.compile(form.pattern) for form in self.forms]
        programs: dict[str, int] = {}
        for index in self.printed if own else ():
            if (found := formed(self.lines[index], own)) is not None:
                self.items[index] = found.item
                if found.program != UNKNOWN:
                    programs.setdefault(found.program, index)
        return programs

    def learn(self, more: Sequence[Pattern]) -> None:
        """Takes in more forms of items, and forgets what was seen without them."""
        self.forms = [*self.forms, *more]
        self.programs = self._read_forms()
        self.declared = sorted(self.items)
        for name in ("declaring", "declared_names", "silent", "tops", "runs"):
            self.__dict__.pop(name, None)

    @cached_property
    def marks(self) -> str:
        """The marks that names have inside, beside hyphens."""
        return marks([line for at in self.printed if len(line := self.lines[at]) <= MAX_HEADING])

    @cached_property
    def declaring(self) -> list[int]:
        """Lines that declare an item, or hold something that can only be a picture in whatever form; no corrections."""
        found = set(self.declared)
        lines = ((at, self.lines[at]) for at in self.printed if "(" in self.lines[at] or "9" in self.lines[at])
        found |= {at for at, line in lines if CERTAIN.search(line, 0, MOST) or TYPED.search(line, 0, MOST)}
        return sorted(found - self.corrections)

    @cached_property
    def declared_names(self) -> frozenset[str]:
        """The names of all items."""
        return frozenset(item.name for item in self.items.values())

    @cached_property
    def printed(self) -> list[int]:
        """Indices of the content lines, in order."""
        return [index for index, is_content in enumerate(self.content) if is_content]

    @cached_property
    def entries(self) -> set[int]:
        """Entries of lists of contents: lines that end with a page number, several close together."""
        found = [place for place, index in enumerate(self.printed) if is_entry(self.lines[index])]
        near = {place for a, b in pairwise(found) if b - a <= TOGETHER for place in (a, b)}
        return {self.printed[place] for place in near}

    @cached_property
    def corrections(self) -> set[int]:
        """Lines in parts of corrections: they name endpoints and define none."""
        return corrected(self.lines, self.printed, self.parts)

    @cached_property
    def parts(self) -> list[int]:
        """Lines that are titles of parts which belong to no endpoint."""
        return [index for index in self._titles if said(self.lines[index]) not in self.captions]

    @cached_property
    def captions(self) -> frozenset[str]:
        """Words that would be the title of a part, and recur over more of the document than any section takes:
        its sections have them.
        """
        places: dict[str, list[int]] = defaultdict(list)
        for index in self._titles:
            places[said(self.lines[index])].append(index)
        most = LONGEST * len(self.printed)
        often = {words for words, at in places.items() if len(at) >= CAPTIONS and self.between(at[0], at[-1]) > most}
        return frozenset(often)

    @cached_property
    def _titles(self) -> list[int]:
        return [index for index in self.printed if self._is_part(index)]

    def _is_part(self, index: int) -> bool:
        line = self.lines[index]
        return len(line) <= MAX_HEADING and bool(PART.match(line)) and self.is_open(index)

    @cached_property
    def silent(self) -> set[int]:
        """Lines that name items, not endpoints."""
        return {*self.items, *self.inside, *self.headers, *self.corrections}

    @cached_property
    def tops(self) -> list[int]:
        """Where layouts begin: the header of a table, else the first item, also after a level 01."""
        found: list[int] = []
        last = -10
        for index in sorted({*self.items, *self.inside, *self.headers}):
            if index in self.inside:
                last = index
                continue
            item = self.items.get(index)
            apart = self.between(last, index) > TOGETHER
            if apart or (item is not None and item.level == 1):
                if not found or found[-1] != last or last not in self.headers or apart:
                    found.append(index)
            elif index in self.headers and last not in self.headers:
                found.append(index)
            last = index
        return found

    @cached_property
    def runs(self) -> list[int]:
        """Items right below a printed line that declares nothing, or below a rule under such a line."""
        known = {*self.items, *self.inside, *self.headers}
        starts = [(at, index) for at, index in enumerate(self.printed) if index in self.items]
        return [index for at, index in starts if (above := self._written(at)) >= 0 and above not in known]

    def _written(self, place: int) -> int:
        """The printed line before a place that is no rule; -1 where there is none."""
        above = self.printed[max(0, place - RULES) : place][::-1]
        return next((index for index in above if not RULE_LINE.match(self.lines[index])), -1)

    def between(self, start: int, end: int) -> int:
        """How many printed lines stand after `start` up to `end`."""
        return bisect_right(self.printed, end) - bisect_right(self.printed, start)

    def before(self, index: int, most: int) -> list[int]:
        """The printed lines before a line, the nearest first."""
        at = bisect_left(self.printed, index)
        return self.printed[max(0, at - most) : at][::-1]

    def declares_between(self, start: int, end: int) -> bool:
        """Whether any item is declared at an index in start..end, the end exclusive."""
        at = bisect_left(self.declared, start)
        return at < len(self.declared) and self.declared[at] < end

    def after(self, index: int) -> str:
        """The next printed line, stripped; empty at the end."""
        at = bisect_right(self.printed, index)
        return self.lines[self.printed[at]].strip() if at < len(self.printed) and self.printed[at] < index + 12 else ""

    def is_open(self, index: int) -> bool:
        """Whether a blank line, a rule or a page break stands before."""
        return self._open[index]

    @cached_property
    def _open(self) -> list[bool]:
        before = zip(self.content, self.lines, strict=True)
        return [True, *(not content or bool(RULE_LINE.match(line)) for content, line in before)]


def said(title: str) -> str:
    """What a title says, without its number and the marks around it.

    >>> said("## 4. Amendments"), said("PART 2 -")
    ('Amendments', 'PART 2')
    """
    return _AROUND.sub("", title)


def spread(lines: Sequence[int]) -> list[bool]:
    """For each of some lines in order, whether it stands alone: not in a run of four or more close to each other."""
    found: list[bool] = []
    run = 0
    for at, line in enumerate(lines):
        run += 1
        if at + 1 == len(lines) or lines[at + 1] - line > TOGETHER:
            found += [run < 4] * run
            run = 0
    return found


def far_apart(lines: Sequence[int], end: int, least: int = APART, last: bool = True) -> bool:
    """Whether some lines in order divide a document that ends there into sections: at least so long for the half of
    them, and none most of the document. `last`: the one behind the last line counts too.
    """
    gaps = [b - a for a, b in pairwise([*lines, end])]
    return median(gaps) >= least and max(gaps if last else gaps[:-1]) <= LONGEST * end
