"""Sentences about an endpoint, which may begin as its heading does: `1. Program KD7 must not be called before KD9.`

A document whose headings are titles has no sentence among them; one whose headings are sentences has them in a style.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set

from workbench.discovery.clusters import LEAST, Cluster, only
from workbench.discovery.sights import Sight, place
from workbench.discovery.traits import stops
from workbench.discovery.view import View

MANY = 8
"""So many headings are a style."""

MOST = 0.5
"""So many of its lines are sentences where it is one of sentences."""

CLEAR = 5.5
"""From this score on headings can be nothing else."""

DOUBTFUL = LEAST + 0.5
"""Up to this score headings give way to others that divide the document without a doubt."""

LONG = 6
"""A line of so many words may be a sentence,"""

SPOKEN = 3
"""and one of so many small words: `PROGRAM-ID. ORD017.` is none."""

GOES_ON = 3
"""A sentence goes on over so many lines."""

_SAID = re.compile(r"[ \t]+(?![A-Z])[^\W\d_]+,?[ \t]+\w|[ \t]+(?![A-Z])[^\W\d_]{2,}[ \t]*$")
"""What stands behind a name with which a sentence begins: small words."""
_END = re.compile(r"[.;](?:\s|$)")


def is_sentence(view: View, sight: Sight) -> bool:
    """Whether a line ends as sentences do, or goes on behind its name in small words up to the end of a sentence."""
    line = view.lines[sight.line]
    words = line.split()
    if stops(view, sight.line) and (len(words) >= LONG or sum(word[0].islower() for word in words) >= SPOKEN):
        return True
    at = place(line, sight.name) + len(sight.name)
    return _SAID.match(line, at) is not None and _ends(view, sight.line, line[at:])


def _ends(view: View, line: int, rest: str) -> bool:
    """Whether a sentence ends behind a name: on its line, or on those right below it."""
    below = view.lines[line + 1 : line + 1 + GOES_ON]
    for text in (rest, *below):
        if not text.strip():
            return False
        if _END.search(text):
            return True
    return False


def without_sentences(view: View, found: Sequence[Cluster]) -> list[Cluster]:
    """The clusters without sights in sentences, but for those of a style that says its headings in sentences.

    A cluster that loses half of its sights so is none.
    """
    spoken = styles_of_sentences(view, (sight for one in found for sight in one.sights))
    made = [one if one.lead in spoken else only(one, _titles(view, one.sights)) for one in found]
    kept = [one for one, whole in zip(made, found, strict=True) if len(one.sights) > MOST * len(whole.sights)]
    if any(len(one.sights) >= MANY or one.score >= CLEAR for one in kept):
        return kept
    return [one for one in found if one in kept or one.score > DOUBTFUL or _open(view, one)]


def _open(view: View, one: Cluster) -> bool:
    """Whether most lines of a cluster open paragraphs."""
    return sum(view.is_open(sight.line) for sight in one.sights) > MOST * len(one.sights)


def styles_of_sentences(view: View, headings: Iterable[Sight]) -> Set[str]:
    """What stands before the names of headings, where many and most of these are sentences that open paragraphs."""
    every, said = Counter[str](), Counter[str]()
    for sight in headings:
        every[sight.lead] += 1
        said[sight.lead] += view.is_open(sight.line) and is_sentence(view, sight)
    return {lead for lead, count in said.items() if count >= max(MANY, MOST * every[lead])}


def _titles(view: View, sights: Iterable[Sight]) -> list[Sight]:
    return [sight for sight in sights if not is_sentence(view, sight)]
