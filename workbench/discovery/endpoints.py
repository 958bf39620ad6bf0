"""Which headings define endpoints, and where: in whichever way finds most of them, the plainest first."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence

from workbench.discovery.areas import without_areas
from workbench.discovery.clusters import FEW, Cluster, Evidence
from workbench.discovery.families import alike_left, better, families
from workbench.discovery.further import further, joined
from workbench.discovery.headings import definitions, siblings, without_titles
from workbench.discovery.lone import second_look
from workbench.discovery.neglected import headed, neglected
from workbench.discovery.numbering import numbering
from workbench.discovery.openers import forerunners, openers
from workbench.discovery.partition import division
from workbench.discovery.references import Listing
from workbench.discovery.roles import roles
from workbench.discovery.sentences import CLEAR, DOUBTFUL, without_sentences
from workbench.discovery.sights import Sight
from workbench.discovery.styles import styles
from workbench.discovery.view import View
from workbench.profile.names import Names, form, forms, is_path, is_route
from workbench.records import UNKNOWN

MORE = 1.2
"""Headings by another kind of names must be so many times those that were found."""

SHORT = 10
"""A heading has mostly at most so many words."""

SPOKEN = 0.9
"""Names of a family must be spoken of so many times as often as those that are known."""

UNSPOKEN = 0.2
"""Of so few names a document speaks elsewhere where they are codes of errors, and no endpoints."""

MOSTLY = 0.5
"""So many names that stand beside others are spoken of where these are their titles."""

WHOLE = 0.9
"""The same headings with longer names are on so many of the lines."""


def endpoints(
    view: View, seen: list[Sight], likely: list[Cluster], labelled: Sequence[Listing], told: Evidence
) -> tuple[list[Sight], list[Cluster], dict[str, int]]:
    """The sights, the headings among them and where these define names, in whichever way finds most of them."""
    other, sure = seen, _clear(likely)
    if not view.programs and not sure:
        other, likely = _otherwise(view, seen, likely, labelled, told)
    found, starts = defined(view, other, openers(view, other, without_sentences(view, likely)), told, True)
    if first := forerunners(view, other, found, starts):
        take_in(first, found, starts)
    known = Names(own_form(starts), starts)
    if view.programs or (sure and not alike_left(seen, found, known)):
        return other, found, starts
    seen = [*seen, *joined(view)]
    kin = families(view, seen, told.mentioned)
    more = better(view, kin, starts, sure) or (not sure and _unspoken(other, starts, seen, kin, told))
    if not more or _rather_spoken(other, starts, seen, kin, told):
        return other, found, starts
    return seen, *defined(view, seen, kin, told)


def defined(
    view: View, seen: Sequence[Sight], likely: Sequence[Cluster], told: Evidence, doubtful: bool = False
) -> tuple[list[Cluster], dict[str, int]]:
    """The headings in the styles of those that are likely, and in others; and where they define names.

    `doubtful`: other headings may take their place, if these leave out what the document says of its endpoints.
    """
    found = without_titles(view, siblings(view, seen, likely, told), told)
    starts = definitions(found, told)
    if doubtful and (other := headed(view, seen, neglected(told, starts))):
        found, starts = other, definitions(other, told)
    for more in styles(view, seen, starts, _likely(told, starts), Names(own_form(starts), starts)):
        found = [*(one for one in found if len(one.sights) > 1 or one.sights[0] not in more.sights), more]
        starts |= {sight.name: sight.line for sight in more.sights}
    found += second_look(view, seen, starts, told, Names(own_form(starts), starts))
    starts |= {sight.name: sight.line for cluster in found for sight in cluster.sights if sight.name not in starts}
    return found, starts


def _likely(told: Evidence, starts: Mapping[str, int]) -> set[str]:
    """The names that are mentioned and look like those that are defined, or stand in the list of contents."""
    known = Names(own_form(starts), starts)
    return (told.listed | {name for name in told.referred if known.alike(name)}) - starts.keys()


def take_in(late: Sequence[Cluster], found: list[Cluster], starts: dict[str, int]) -> None:
    """Adds headings that were found late, each of one endpoint."""
    found += late
    starts |= {cluster.sights[0].name: cluster.sights[0].line for cluster in late}


def _otherwise(
    view: View, seen: list[Sight], likely: list[Cluster], labelled: Sequence[Listing], told: Evidence
) -> tuple[list[Sight], list[Cluster]]:
    """The sights and clusters of names that no word looks like, where these divide the document and the others do not.

    They must be more than what looks like headings so far, or that must be doubtful.
    """
    names = {sight.line: sight.name for cluster in likely for sight in cluster.sights}
    lines = {line for line in names if _stands_alone(view, line)}
    weighty = [one for one in likely if _spoken(seen, _places(one), told) > UNSPOKEN * len(one.sights)]
    many = MORE * len(lines & {sight.line for one in weighty for sight in one.sights})
    doubtful = max((one.score for one in weighty), default=0) <= DOUBTFUL
    counted = numbering(view)
    if counted and (doubtful or len(counted[0].sights) > many):
        return [*seen, *counted[0].sights], counted
    more = [*seen, *further(view, seen)]
    by_word = division(view, more, labelled, told.listed)
    if by_word and (doubtful or len(by_word[0].sights) > many):
        return more, by_word
    other = without_areas(view, roles(view), told.mentioned)
    by_role = division(view, other, labelled, told.listed)
    if by_role and _are_titles(seen, by_role[0], told):
        return seen, likely
    if by_role and (many < MORE * FEW or len(by_role[0].sights) > many or _longer(names, lines, by_role[0].sights)):
        return other, by_role
    return seen, likely


def _are_titles(seen: Iterable[Sight], by_role: Cluster, told: Evidence) -> bool:
    """Whether words behind names are found, `BI25   Bill correction`, and other sections speak of the names."""
    lines = {one.line: one.name for one in by_role.sights}
    before: dict[str, int] = {}
    for one in seen:
        if one.line in lines and own_form([one.name]) != UNKNOWN and one.name not in lines[one.line]:
            before.setdefault(one.name, one.line)
    return len(before) > WHOLE * len(lines) and _spoken(seen, before, told) > MOSTLY * len(before)


def _longer(names: Mapping[int, str], lines: Collection[int], other: Iterable[Sight]) -> bool:
    """Whether the same headings have longer names: not where the same words stand behind each, `A_B Procedure`."""
    both = {one.line: one.name for one in other if one.line in lines and names[one.line] in one.name}
    rests = {name.replace(names[line], "", 1) for line, name in both.items()}
    return len(both) > WHOLE * len(lines) and len(rests) > 1


def _rather_spoken(
    other: Iterable[Sight], starts: Mapping[str, int], seen: Iterable[Sight], kin: Iterable[Cluster], told: Evidence
) -> bool:
    """Whether other sections speak more of the names that are defined than of those of a family: error codes.

    Not where the family has these names too: they may have been found because others speak of them.
    """
    instead = {sight.name: sight.line for one in kin for sight in one.sights}
    if 2 * len(starts.keys() & instead.keys()) >= len(starts):
        return False
    return _spoken(other, starts, told) * SPOKEN > _spoken(seen, instead, told)


def _unspoken(
    other: Iterable[Sight], starts: Mapping[str, int], seen: Iterable[Sight], kin: Iterable[Cluster], told: Evidence
) -> bool:
    """Whether hardly any section speaks of another name that is defined, but of those of a family as large."""
    instead = {sight.name: sight.line for one in kin for sight in one.sights}
    if len(instead) < len(starts) or _spoken(other, starts, told) > UNSPOKEN * len(starts):
        return False
    return _spoken(seen, instead, told) > UNSPOKEN * len(instead)


def _places(one: Cluster) -> dict[str, int]:
    return {sight.name: sight.line for sight in one.sights}


def _spoken(seen: Iterable[Sight], starts: Mapping[str, int], told: Evidence) -> int:
    """How many names stand in the section of another one, but that right before, or are mentioned in known words."""
    lines = sorted(starts.values())
    home = {name: bisect_right(lines, line) for name, line in starts.items()}
    places = ((one.name, bisect_right(lines, one.line)) for one in seen if one.name in home)
    found = {name for name, at in places if at not in (home[name], home[name] - 1)}
    return len(found | (told.mentioned & starts.keys()))


def _clear(likely: Sequence[Cluster]) -> bool:
    """Whether most of what looks like headings does so beyond doubt, and is more than an accident."""
    clear = sum(len(one.sights) for one in likely if one.score >= CLEAR and len(one.sights) > 1)
    return clear >= FEW and 2 * clear > sum(len(one.sights) for one in likely)


def _stands_alone(view: View, line: int) -> bool:
    """Whether a line may well be a heading: it is short, and what stands before it ends there."""
    return view.is_open(line) and len(view.lines[line].split()) <= SHORT


def own_form(names: Iterable[str]) -> str:
    """What names look like, when they look like nothing else: they all have digits, and not these alone."""
    found = list(names)
    told = found and all(
        is_route(name) or is_path(name) or ("9" in form(name) and not name.isdecimal()) for name in found
    )
    return forms(found) if told else UNKNOWN
