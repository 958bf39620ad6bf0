"""The words of the documents at hand, by which a name is cut where its author did not cut it.

"CUSTNO" is "cust" and "no", "chartdate" is "chart" and "date" when somebody writes of charts, and an acronym that a
text explains in brackets is written out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from workbench.matching.lexicon import acronyms, expansions
from workbench.matching.words import is_word, pieces

_SHORT_TAILS = frozenset(("id", "no", "cd", "dt", "tm", "nm", "ts"))
_LONG_TAILS = ("date", "time", "code", "type", "name", "number", "count", "amount", "unit", "flag", "uom", "num")
_ENDINGS = _SHORT_TAILS.union(_LONG_TAILS)
_SHORT_WORDS = frozenset(("by", "in", "of", "on", "to"))


@dataclass(frozen=True)
class Vocabulary:
    """The words of the documents at hand: whole `words`, and `acronyms` that a text explains itself."""

    words: frozenset[str] = frozenset()
    acronyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    _cuts: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False, hash=False)

    def cut(self, name: str) -> tuple[str, ...]:
        """The pieces of a name, glued pieces cut where words meet, acronyms written out.

        >>> Vocabulary(frozenset({"chart"})).cut("CHARTDATE"), Vocabulary().cut("CUSTNO"), Vocabulary().cut("STATUS")
        (('chart', 'date'), ('cust', 'no'), ('status',))
        >>> Vocabulary().cut("PatientDOB")
        ('patient', 'birth', 'date')
        """
        if name not in self._cuts:
            parts = [part for piece in pieces(name) for part in self._segments(piece)]
            if name != name.upper() and name != name.lower():
                # Capitals inside: the author has cut the words already, and only glues endings on.
                parts = [part for piece in pieces(name) for part in self._ended(piece)]
            self._cuts[name] = tuple(word for part in parts for word in self._written_out(part))
        return self._cuts[name]

    def _written_out(self, part: str) -> tuple[str, ...]:
        return self.acronyms.get(part) or acronyms().get(part) or (part,)

    def _ended(self, piece: str) -> tuple[str, ...]:
        found = self._segments(piece)
        return found if found[-1] in _ENDINGS else (piece,)

    def _segments(self, piece: str) -> tuple[str, ...]:
        if piece[0] == "x" and len(piece) > 2 and (is_word(piece[1:]) or piece[1:] in _SHORT_TAILS):
            # Tools that write copybooks put an X before a word that COBOL has reserved.
            return (piece,) if is_word(piece) or piece in expansions() else (piece[1:],)
        return self._cheapest(piece)

    def _cheapest(self, piece: str) -> tuple[str, ...]:
        """The cheapest way to read a piece as words; a stretch that nobody knows costs more the longer it is."""
        if len(piece) < 4 or not piece.isalpha() or piece in self.words or is_word(piece) or piece in acronyms():
            return (piece,)
        best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
        for end in range(1, len(piece) + 1):
            ways = [
                (best[start][0] + self._price(piece[start:end], end == len(piece)), (*best[start][1], piece[start:end]))
                for start in range(end)
            ]
            best.append(min(ways))
        return best[-1][1]

    def _price(self, part: str, last: bool) -> float:
        if len(part) >= 3 and (part in self.words or is_word(part)):
            return 1.0
        if len(part) >= 3 and (part in expansions() or part in acronyms()):
            return 1.3
        if len(part) == 2 and ((last and part in _SHORT_TAILS) or part in _SHORT_WORDS):
            return 0.6 if last and part in _SHORT_TAILS else 1.5
        if len(part) < 2:
            return 9.0
        return 1.0 + (0.4 if re.search("[aeiouy]", part) else 0.25) * len(part)


def learn(names: Iterable[str], texts: Iterable[str]) -> Vocabulary:
    """The vocabulary of some documents: words of their prose, pieces of their names, acronyms they explain.

    >>> learn([], ["the diagnosis related group (DRG) of the stay"]).acronyms["drg"]
    ('diagnosis', 'related', 'group')
    """
    words: set[str] = set()
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        words.update(re.findall(r"\b[a-z]{3,}\b", text))
        found.update(_explained(text))
    prose_only = Vocabulary(frozenset(words), found)
    for name in names:
        parts = pieces(name) if len(pieces(name)) > 1 else ()
        words.update(part for part in parts if len(part) >= 4 and len(prose_only.cut(part)) == 1)
    return Vocabulary(frozenset(words), found)


def _explained(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Acronyms in brackets right after the words whose initials they are."""
    for match in re.finditer(r"((?:[A-Za-z]+[ -]+){2,6})\(([A-Z]{2,6})s?\)", text):
        acronym = match.group(2).lower()
        before = [word.lower() for word in re.split(r"[ -]+", match.group(1).strip())][-len(acronym) :]
        if [word[0] for word in before] == list(acronym):
            yield acronym, tuple(before)
