"""Titles of chapters and groups in words, `STAFF`, `4.5 QUALITY`: no headings where endpoints have names.

A title in capitals looks like a name. But nobody mentions it, and most other headings have names that no word looks
like: with digits, marks, or capitals inside.
"""

from collections.abc import Sequence

from workbench.discovery.clusters import FEW, Cluster, Evidence
from workbench.discovery.sights import Sight
from workbench.discovery.view import View
from workbench.discovery.words import PART
from workbench.profile.names import CAMEL

FEWER = 0.5
"""For each endpoint there are at most so many titles of one form."""

MENTIONED = 0.5
"""Of the words in titles at most so many are mentioned, as those of tables may be."""


def chapters(found: Sequence[Cluster], told: Evidence) -> list[Sight]:
    """The sights of the few clusters of plain words that nobody mentions, where most names are no such words."""
    most = FEWER * sum(not plain(sight) for one in found for sight in one.sights)
    words = [one for one in found if len(one.sights) <= most and all(map(plain, one.sights))]
    return [sight for one in words if _spoken(one, told) <= MENTIONED for sight in one.sights]


def of_chapters(view: View, cluster: Cluster, told: Evidence) -> bool:
    """Whether a few lines are the titles of parts in known words: of words that nobody mentions."""
    few = len({sight.name for sight in cluster.sights}) < FEW and not any(map(str.isdecimal, "".join(_names(cluster))))
    return few and not _spoken(cluster, told) and all(PART.match(view.lines[sight.line]) for sight in cluster.sights)


def plain(sight: Sight) -> bool:
    """Whether a name is a plain word."""
    return sight.name.isalpha() and not CAMEL.match(sight.name)


def _names(cluster: Cluster) -> set[str]:
    return {sight.name for sight in cluster.sights}


def _spoken(cluster: Cluster, told: Evidence) -> float:
    """The share of the names that are mentioned."""
    names = _names(cluster)
    return len(names & told.mentioned) / len(names)
