"""Is this quote what the lines say? Word for word, white space and page furniture aside.

A similarity score is no evidence: one wrong digit in fifty characters is 98 % similar. So a quote is accepted only when
it is verbatim; it is uncertain when nothing but lower-case prose differs by a letter or two; else it is rejected.
Identifiers, pictures, numbers, literals, operators and words that turn a sentence round must be identical, in order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from workbench.records import Record, VerdictState
from workbench.spec import Spec

FEW = 40
"""So many lines are compared with a quote as they are printed, before anything is searched."""

AROUND = 2
"""A verbatim quote may stand so many printed lines beside the cited ones; the place is then corrected."""

ALIKE = 0.75
"""How alike two lower-case words must be to count as one word misread."""

_TURNS = frozenset(
    re.findall(
        r"\w+",
        "not no never none only and or must may shall can if unless when before after less greater more than "
        "equal equals under over above below at least most all any each every except without with zero one "
        "two three up down plus minus true false yes same other first last always is are was were has have do "
        "does ",
    )
)
"""Words that turn a sentence round: one for another is never a misreading."""

_WORD = re.compile(r"[\w$#@-]")
_OPERATORS = frozenset("<>=!*/+")
_INSIDE = frozenset(".,/':")
"""Marks that may stand inside a number or a word; at its end they are punctuation."""


class QuoteVerdict(Record):
    """What became of a quote, why, and the lines where it stands (0 where it stands nowhere)."""

    state: VerdictState
    reason: str
    first: int
    last: int


class Quotes:
    """Checks quotes against one spec."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    @cached_property
    def _content(self) -> "_Flat":
        """The content lines, one after the other with single spaces."""
        return _Flat.of(self.spec, "furniture")

    @cached_property
    def _whole(self) -> "_Flat":
        """The same with page furniture."""
        return _Flat.of(self.spec)

    @cached_property
    def _furniture(self) -> frozenset[str]:
        """What stands on the furniture lines."""
        return frozenset(
            flat(line) for line, kind in zip(self.spec.lines, self.spec.classes, strict=True) if kind == "furniture"
        )

    def verbatim(self, quote: str, first: int, last: int) -> bool:
        """Whether the lines first..last say this word for word; where they do not, `check` says how far off it is."""
        if quote and quote == self._printed(first, last):
            return True
        wanted = flat(quote)
        return bool(wanted) and 1 <= first <= last <= self.spec.count and self._says(wanted, first, last)

    def _printed(self, first: int, last: int) -> str:
        """The content lines among first..last as they are printed; empty where these are too many, or none."""
        if not 1 <= first <= last <= min(self.spec.count, first + FEW):
            return ""
        if first == last:
            return self.spec.lines[first - 1] if self.spec.classes[first - 1] == "content" else ""
        told = zip(self.spec.lines[first - 1 : last], self.spec.classes[first - 1 : last], strict=True)
        return "\n".join([line for line, kind in told if kind == "content"])

    def check(self, quote: str, first: int, last: int) -> QuoteVerdict:
        """Whether the lines first..last say this. Lines count from 1, both ends inclusive."""
        wanted = flat(quote)
        if not wanted:
            return _nowhere("the quote is empty")
        if not 1 <= first <= last <= self.spec.count:
            return _nowhere(f"lines {first}-{last} do not exist; the spec has lines 1-{self.spec.count}")
        if self._says(wanted, first, last):
            return QuoteVerdict(state="accepted", reason="verbatim at the cited lines", first=first, last=last)
        if "\n" in quote and (fewer := self._unprinted(quote)) not in ("", wanted):
            return self.check(fewer, first, last)
        return self._near(wanted, first, last)

    def _says(self, wanted: str, first: int, last: int) -> bool:
        text = self._content
        if text.stands(wanted, *text.span(first, last)):
            return True
        if "furniture" not in self.spec.classes[first - 1 : last]:
            return False
        text = self._whole
        return text.stands(wanted, *text.span(first, last))

    def _unprinted(self, quote: str) -> str:
        """A quote without those of its lines that the printer put on every page."""
        return flat(" ".join(line for line in quote.split("\n") if flat(line) not in self._furniture))

    def _near(self, wanted: str, first: int, last: int) -> QuoteVerdict:
        text = self._content
        a, b = text.before[first], text.before[last + 1]
        low, high = max(0, a - AROUND), min(len(text.numbers), b + AROUND)
        if not text.stands(wanted, text.starts[low], text.starts[high]):
            return _misread(wanted.split(), text.words(low, high))
        stands = self._shrink(wanted, low, high)
        if _differs_by_one(wanted.split(), text.words(a, b)):
            # In a table one row is its neighbour with another number: the line may be wrong, or the number.
            reason = f"verbatim at lines {stands[0]}-{stands[1]}, and the cited lines say all of it but one word"
            return QuoteVerdict(state="uncertain", reason=reason, first=stands[0], last=stands[1])
        reason = f"verbatim, at lines {stands[0]}-{stands[1]} instead"
        return QuoteVerdict(state="accepted", reason=reason, first=stands[0], last=stands[1])

    def _shrink(self, wanted: str, low: int, high: int) -> tuple[int, int]:
        text = self._content
        while high - low > 1 and text.stands(wanted, text.starts[low + 1], text.starts[high]):
            low += 1
        while high - low > 1 and text.stands(wanted, text.starts[low], text.starts[high - 1]):
            high -= 1
        return text.numbers[low], text.numbers[high - 1]


@dataclass(frozen=True)
class _Flat:
    """Lines of a spec as one text with single spaces, so that a quote is found by one search.

    `numbers`: the line number of each line in it. `starts`: where each begins in the text, and the end. `before`: for
    each line number of the spec (and one more), how many lines of the text stand before it.
    """

    text: str
    numbers: list[int]
    starts: list[int]
    before: list[int]

    @classmethod
    def of(cls, spec: Spec, without: str = "") -> "_Flat":
        """The lines of a spec that are neither blank nor of this class."""
        said: list[str] = []
        numbers: list[int] = []
        starts, before = [0], [0]
        for number, (line, kind) in enumerate(zip(spec.lines, spec.classes, strict=True), 1):
            before.append(len(numbers))
            if kind not in ("blank", without) and (words := flat(line)):
                said.append(words)
                numbers.append(number)
                starts.append(starts[-1] + len(words) + 1)
        return cls(" ".join(said), numbers, starts, [*before, len(numbers)])

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the lines first..last begin in the text and where what follows them does."""
        return self.starts[self.before[first]], self.starts[self.before[last + 1]]

    def stands(self, wanted: str, low: int, high: int) -> bool:
        """Whether the words stand between two places of the text, not cutting a word at either end."""
        text, size = self.text, len(wanted)
        at = text.find(wanted, low, high)
        while at >= 0:
            if not (_cuts(text, at) or _cuts(text, at + size)):
                return True
            at = text.find(wanted, at + 1, high)
        return False

    def words(self, low: int, high: int) -> list[str]:
        """The words of some lines of the text, counted from 0, end exclusive."""
        return self.text[self.starts[low] : self.starts[high]].split()


def _nowhere(reason: str) -> QuoteVerdict:
    return QuoteVerdict(state="rejected", reason=reason, first=0, last=0)


def flat(text: str) -> str:
    """A text on one line with single spaces.

    >>> flat("  MOVE  A\\n TO B\\x0c")
    'MOVE A TO B'
    """
    return " ".join(text.split())


def _cuts(text: str, at: int) -> bool:
    """Whether a word, a number, a picture or an operator goes on over this place."""
    if not 0 < at < len(text) or " " in text[at - 1 : at + 1]:
        return False
    before, after = text[at - 1], text[at]
    wordy, follows = bool(_WORD.match(before)), bool(_WORD.match(after))
    if (wordy and follows) or (before in _OPERATORS and after in _OPERATORS):
        return True
    if follows and before in _INSIDE | {"(", ")"}:
        # 12|.5, S9(7)|V99, X(|30): what stands before the mark belongs to the word after it.
        return at > 1 and bool(_WORD.match(text[at - 2]))
    if wordy and after in _INSIDE:
        return at + 1 < len(text) and bool(_WORD.match(text[at + 1]))
    return wordy and after == "("


def _misread(words: Sequence[str], said: Sequence[str]) -> QuoteVerdict:
    """Uncertain when words of lower-case prose alone differ by a letter or two; else rejected, naming a difference.

    What shares less than half of its words with any stretch of the text, word by word in order, is nothing like it.
    """
    votes = _aligned(words, said)
    best = max(votes, key=votes.__getitem__, default=-1)
    if best < 0 or 2 * votes[best] < len(words):
        return _nowhere("the cited lines say nothing like it")
    for start in sorted(votes):
        piece = said[start : start + len(words)]
        if 2 * votes[start] >= len(words) and all(map(_like, words, piece)):
            return QuoteVerdict(
                state="uncertain", reason=f"prose differs slightly: {_difference(words, piece)}", first=0, last=0
            )
    return _nowhere(f"not verbatim: {_difference(words, said[best : best + len(words)])}")


def _aligned(words: Sequence[str], said: Sequence[str]) -> dict[int, int]:
    """For each start in the text from which all words fit into it, how many are the same; only where any is."""
    last = len(said) - len(words)
    places: dict[str, list[int]] = {}
    if last >= 0:
        wanted = set(words)
        for at, word in enumerate(said):
            if word in wanted:
                places.setdefault(word, []).append(at)
    votes: dict[int, int] = {}
    for index, word in enumerate(words):
        for at in places.get(word, ()):
            if 0 <= at - index <= last:
                votes[at - index] = votes.get(at - index, 0) + 1
    return votes


def _difference(words: Sequence[str], piece: Sequence[str]) -> str:
    ours, theirs = next(pair for pair in zip(words, piece, strict=True) if pair[0] != pair[1])
    return f"'{ours[:40]}' for '{theirs[:40]}'"


def _differs_by_one(words: Sequence[str], said: Sequence[str]) -> bool:
    """Whether the text says all of it but one word."""
    return len(words) == 1 or len(words) - 1 in _aligned(words, said).values()


def _like(ours: str, theirs: str) -> bool:
    return ours == theirs or _prose(ours, theirs)


def _prose(ours: str, theirs: str) -> bool:
    one, two = ours.strip(".,;:"), theirs.strip(".,;:")
    if not (one.islower() and two.islower() and one.isalpha() and two.isalpha()) or {one, two} & _TURNS:
        return False
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= ALIKE
