"""Is this quote what the lines say? Word for word, white space and page furniture aside.

A similarity score is no evidence: one wrong digit in fifty characters is 98 % similar. So a quote is accepted only when
it is verbatim; it is uncertain when nothing but lower-case prose differs by a letter or two; else it is rejected.
Identifiers, pictures, numbers, literals, operators and words that turn a sentence round must be identical, in order.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property
from operator import eq

from workbench.records import Record, VerdictState
from workbench.spec import Spec

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
    def _printed(self) -> list[int]:
        """Numbers of the content lines, in order."""
        return [index + 1 for index, kind in enumerate(self.spec.classes) if kind == "content"]

    @cached_property
    def _place(self) -> list[int]:
        """For each line number, how many content lines stand before it."""
        place, before = [0], 0
        for kind in self.spec.classes:
            place.append(before)
            before += kind == "content"
        return [*place, before]

    @cached_property
    def _flat(self) -> list[str]:
        """The content lines with single spaces."""
        return [flat(self.spec.lines[number - 1]) for number in self._printed]

    def check(self, quote: str, first: int, last: int) -> QuoteVerdict:
        """Whether the lines first..last say this. Lines count from 1, both ends inclusive."""
        wanted = flat(quote)
        if not wanted:
            return QuoteVerdict(state="rejected", reason="the quote is empty", first=0, last=0)
        if not 1 <= first <= last <= self.spec.count:
            reason = f"lines {first}-{last} do not exist; the spec has lines 1-{self.spec.count}"
            return QuoteVerdict(state="rejected", reason=reason, first=0, last=0)
        a, b = self._place[first], self._place[last + 1]
        raw = " ".join(map(flat, self.spec.lines[first - 1 : last]))
        if _stands(wanted, " ".join(self._flat[a:b])) or _stands(wanted, raw):
            return QuoteVerdict(state="accepted", reason="verbatim at the cited lines", first=first, last=last)
        return self._near(wanted, a, b)

    def _near(self, wanted: str, a: int, b: int) -> QuoteVerdict:
        low, high = max(0, a - AROUND), min(len(self._flat), b + AROUND)
        if not _stands(wanted, " ".join(self._flat[low:high])):
            return _misread(wanted, " ".join(self._flat[low:high]))
        first, last = self._shrink(wanted, low, high)
        if _differs_by_one(wanted, " ".join(self._flat[a:b])):
            # In a table one row is its neighbour with another number: the line may be wrong, or the number.
            reason = f"verbatim at lines {first}-{last}, and the cited lines say all of it but one word"
            return QuoteVerdict(state="uncertain", reason=reason, first=first, last=last)
        reason = f"verbatim, at lines {first}-{last} instead"
        return QuoteVerdict(state="accepted", reason=reason, first=first, last=last)

    def _shrink(self, wanted: str, low: int, high: int) -> tuple[int, int]:
        while high - low > 1 and _stands(wanted, " ".join(self._flat[low + 1 : high])):
            low += 1
        while high - low > 1 and _stands(wanted, " ".join(self._flat[low : high - 1])):
            high -= 1
        return self._printed[low], self._printed[high - 1]


def flat(text: str) -> str:
    """A text on one line with single spaces.

    >>> flat("  MOVE  A\\n TO B\\x0c")
    'MOVE A TO B'
    """
    return " ".join(text.split())


def _stands(wanted: str, text: str) -> bool:
    """Whether the text holds the words, not cutting a word at either end."""
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not (_cuts(text, at) or _cuts(text, end)):
            return True
        at = text.find(wanted, at + 1)
    return False


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


def _misread(wanted: str, text: str) -> QuoteVerdict:
    """Uncertain when words of lower-case prose alone differ by a letter or two; else rejected, naming a difference."""
    words, said = wanted.split(), text.split()
    best, differing = -1, ""
    for start in range(len(said) - len(words) + 1):
        piece = said[start : start + len(words)]
        same = sum(map(eq, words, piece))
        if same > best:
            best, differing = same, _first_difference(words, piece)
        if all(ours == theirs or _prose(ours, theirs) for ours, theirs in zip(words, piece, strict=True)):
            first = _first_difference(words, piece)
            return QuoteVerdict(state="uncertain", reason=f"prose differs slightly: {first}", first=0, last=0)
    near = 2 * best > len(words)
    reason = f"not verbatim: {differing}" if near else "the cited lines say nothing like it"
    return QuoteVerdict(state="rejected", reason=reason, first=0, last=0)


def _first_difference(words: Sequence[str], piece: Sequence[str]) -> str:
    ours, theirs = next(pair for pair in zip(words, piece, strict=True) if pair[0] != pair[1])
    return f"'{ours[:40]}' for '{theirs[:40]}'"


def _differs_by_one(wanted: str, text: str) -> bool:
    """Whether the text says all of it but one word."""
    words, said = wanted.split(), text.split()
    pieces = (said[start : start + len(words)] for start in range(len(said) - len(words) + 1))
    return any(sum(ours != theirs for ours, theirs in zip(words, piece, strict=True)) == 1 for piece in pieces)


def _prose(ours: str, theirs: str) -> bool:
    one, two = ours.strip(".,;:"), theirs.strip(".,;:")
    if not (one.islower() and two.islower() and one.isalpha() and two.isalpha()) or {one, two} & _TURNS:
        return False
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= ALIKE
