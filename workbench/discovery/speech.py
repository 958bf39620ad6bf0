"""How a document speaks of names: in which words, and where."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache

from workbench.discovery.references import Listing
from workbench.discovery.sights import Sight

_JOINT = "@"
_LABELS = (":", "=")
_LISTED = "\n"
"""In place of the words that lead to a name: it stands in the list of contents."""


class Speech:
    """In which words a document speaks of each name, and where: `words` holds the names behind the same words."""

    def __init__(self, seen: Iterable[Sight], listings: Iterable[Listing], listed: Set[str]) -> None:
        self.where: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.words: dict[str, set[str]] = defaultdict(set)
        self.listed = listed
        self._beside: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for sight in seen:
            words = spoken_words(sight.lead)
            self._beside[sight.line].append((sight.name, words))
            self._add(sight.name, sight.line, words)
        for listing in listings:
            for name in listing.names:
                self._add(name, listing.line, listing.label)
        for name in listed:
            self._add(name, -1, _LISTED)

    def _add(self, name: str, line: int, words: str) -> None:
        self.where[name].append((line, words))
        self.words[words].add(name)

    def crowd(self, alone: Sequence[Sight]) -> bool:
        """Whether most of these names stand beside others of them on their lines: these are lists.

        None is one of which each has a label of its own, `Node: A, Calls: B`, or that names the sections before and
        after it, `@node A, B, C`.
        """
        names = {sight.name for sight in alone}
        beside = 0
        for at, sight in enumerate(alone):
            near = {one.name for one in alone[max(0, at - 1) : at + 2] if one.line != sight.line}
            beside += not names.isdisjoint(set(self._others(sight)) - near)
        return beside > 0.5 * len(alone)

    def _others(self, sight: Sight) -> Iterator[str]:
        """The other names on the line of a sight, without those that have another label."""
        own = spoken_words(sight.lead)
        for name, words in self._beside[sight.line]:
            labelled = own != words and own.endswith(_LABELS) and words.endswith(_LABELS)
            if name != sight.name and not labelled:
                yield name

    def of(self, alone: Sequence[Sight], end: int) -> tuple[set[str], set[str]]:
        """Which of the names other parts speak of, in words that lead to such names, and all names behind these."""
        names = {sight.name for sight in alone}
        lines = [-1, *(sight.line for sight in alone), end, end]
        told: dict[str, set[str]] = defaultdict(set)
        for at, sight in enumerate(alone, 1):
            for line, words in self.where[sight.name]:
                if not lines[at - 1] < line < lines[at + 1]:
                    told[words].add(sight.name)
        leading = [
            words
            for words, some in told.items()
            if len(some) > 1 and 2 * len(self.words[words] & names) > len(self.words[words])
        ]
        behind = {name for words in leading for name in self.words[words]}
        return {name for words in leading for name in told[words]}, behind


@lru_cache(maxsize=65536)
def spoken_words(lead: str) -> str:
    """The last two words before a name; the name before it in a list is no word."""
    words = [_JOINT if word[-1] in ",;" or any(map(str.isdecimal, word)) else word for word in lead.split()[-2:]]
    return _JOINT if words[-1:] == [_JOINT] else " ".join(words)
