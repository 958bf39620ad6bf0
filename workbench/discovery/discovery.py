"""A profile proposed from an unknown document: headings, records, references and parts, and how sure that is."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from workbench.discovery import blocks as found_blocks
from workbench.discovery.clusters import FEW, LEAST, Cluster, Evidence, clusters
from workbench.discovery.corrections import corrections
from workbench.discovery.counters import without_counters
from workbench.discovery.forms import COLUMN
from workbench.discovery.further import further
from workbench.discovery.headings import SURE, definitions, proper, siblings, used, without_titles
from workbench.discovery.kindred import kindred
from workbench.discovery.layouts import layouts
from workbench.discovery.lone import second_look
from workbench.discovery.neglected import headed, neglected
from workbench.discovery.numbering import numbering
from workbench.discovery.openers import forerunners, openers
from workbench.discovery.partition import division, framed
from workbench.discovery.phrases import phrases
from workbench.discovery.records import records
from workbench.discovery.references import Listing, contents, cross_references, listings, referring, settled, spoken
from workbench.discovery.roles import roles
from workbench.discovery.sentences import without_sentences
from workbench.discovery.sights import Sight, lead, says_end, shown, sights, titled, wide
from workbench.discovery.sights import places as seen
from workbench.discovery.speech import spoken_words
from workbench.discovery.styles import styles
from workbench.discovery.trees import paths, trees
from workbench.discovery.view import View
from workbench.profile import Pattern, Profile, naming
from workbench.profile.names import Names, form, forms, is_path, is_route
from workbench.records import UNKNOWN, Record
from workbench.spec import Spec
from workbench.structure import outline, places, rows_counted

DOUBTFUL = LEAST + 0.5
"""Up to this score headings give way to others that divide the document without a doubt."""

CLEAR = 5.5
"""From this score on headings can be nothing else."""

MORE = 1.2
"""Headings by another kind of names must be so many times those that were found."""

SHORT = 10
"""A heading has mostly at most so many words."""

WHOLE = 0.9
"""The same headings with longer names are on so many of the lines."""

_LOOKED = (seen, lead, says_end, wide, titled, framed, spoken_words)
"""What remembers the lines that were looked at: those of a large document are ten megabytes."""

_WHAT = {
    "headings": "heading",
    "parts": "part",
    "records": "record",
    "blocks": "block",
    "mentions": "mention",
    "errata": "erratum",
    "items": "item",
}
"""What the patterns under each key of a profile start."""


class Finding(Record):
    """One thing that discovery found: how often, how sure (0 to 1), an example, and the lines where it stands."""

    what: str
    count: int
    sure: float
    sample: str
    lines: tuple[int, ...]


class Discovery(Record):
    """A proposed profile and what it rests on.

    `names` are the endpoints that are defined, `undefined` those that are only mentioned: parts that are missing,
    headings that were not recognised, or programs of another system. Nobody knows but a person. `bare` are those below
    whose headings no item is recognised, in order: they have none, or in a way nobody knows.
    """

    profile: Profile
    findings: tuple[Finding, ...]
    names: tuple[str, ...]
    undefined: tuple[str, ...]
    bare: tuple[str, ...]


def propose(spec: Spec) -> Discovery:
    """A profile for a spec, with what was found, how often and how sure."""
    view = View(spec)
    profile, told = _from(view, spec)
    return _discovery(spec, profile, view, told)


def proposed(spec: Spec) -> Profile:
    """The profile alone, for who reads by it at once."""
    return _from(View(spec), spec)[0]


def _from(view: View, spec: Spec) -> tuple[Profile, Evidence]:
    try:
        return _proposed(view, spec)
    finally:
        for looked in _LOOKED:
            looked.cache_clear()


def _proposed(view: View, spec: Spec) -> tuple[Profile, Evidence]:
    crossed, cross_lines = cross_references(view)
    labelled = listings(view, cross_lines)
    refer = [listing for group in referring(view, labelled) for listing in group]
    told = Evidence(contents(view), crossed | {name for listing in refer for name in listing.names})
    labels = {listing.label for listing in refer}
    silent = {listing.line for listing in labelled if listing.label in labels}
    seen = [sight for sight in sights(view) if sight.line not in silent]
    formatted = trees(view)
    told = Evidence(told.listed | {sight.name for one in formatted for sight in one.sights}, told.referred)
    divided = formatted or division(view, seen, labelled, told.listed)
    likely = without_counters(seen, divided or clusters(view, seen, told))
    if not formatted and not view.programs and not _clear(likely):
        seen, likely = _otherwise(view, seen, likely, labelled, told)
    likely = likely if formatted else openers(view, seen, without_sentences(view, likely))
    found = without_titles(view, siblings(view, seen, likely, told), told)
    starts = definitions(found, told)
    if not formatted and (other := headed(view, seen, neglected(told, starts))):
        found, starts = other, definitions(other, told)
    for more in styles(view, seen, starts, _likely(told, starts), Names(_own_form(starts), starts)):
        found = [*(one for one in found if len(one.sights) > 1 or one.sights[0] not in more.sights), more]
        starts |= {sight.name: sight.line for sight in more.sights}
    found += second_look(view, seen, starts, told, Names(_own_form(starts), starts))
    starts |= {sight.name: sight.line for cluster in found for sight in cluster.sights if sight.name not in starts}
    if not formatted and (first := forerunners(view, seen, found, starts)):
        _take_in(first, found, starts)
    if len(view.programs) > max(1, len(starts)):
        found, starts = [], view.programs
    elif view.programs:
        view.forms = [form.model_copy(update={"pattern": form.pattern.replace(COLUMN, "(?:")}) for form in view.forms]
    if unread := _unread(view, starts):
        view.learn(layouts(unread, starts))
    told_of, labelling = _told_of(view, starts, labelled, cross_lines)
    known = Names(_own_form(starts), starts)
    missing = {name for one in told_of for name in one.names} - starts.keys()
    if missing and (late := second_look(view, seen, starts, Evidence(missing, told.referred), known)):
        _take_in(late, found, starts)
        told_of, labelling = _told_of(view, starts, labelled, cross_lines)
    speaking = {*cross_lines, *(one.line for one in told_of)}
    if found and (own := kindred(view, starts, missing, Names(_own_form(starts), starts), speaking)):
        _take_in(own, found, starts)
        told_of, labelling = _told_of(view, starts, labelled, cross_lines)
    headings = used(found, starts)
    names = _own_form(starts)
    known = Names(names, starts)
    heard = {*starts.values(), *cross_lines, *(one.line for one in told_of)}
    named = records(view, set(starts.values()), starts)
    profile = Profile(
        name=re.sub(r"[^A-Za-z0-9_.-]", "-", spec.name),
        sure=_sureness(headings) if headings or not view.programs else view.forms[0].sure,
        names=names,
        headings=(*(proper(view, cluster, names) for cluster in headings), *paths(headings)),
        parts=found_blocks.parts(view),
        records=tuple(named),
        blocks=tuple(found_blocks.without(found_blocks.blocks(view, sorted(starts.values()), names), named)),
        mentions=(*found_blocks.references(view, list(cross_lines)), *labelling, *phrases(view, heard, known)),
        errata=(*corrections(view, starts, known), *found_blocks.errata(view, known)),
        items=tuple(view.forms),
        counted=rows_counted(spec.printed),
    )
    return profile, told


def _likely(told: Evidence, starts: Mapping[str, int]) -> set[str]:
    """The names that are mentioned and look like those that are defined, or stand in the list of contents."""
    known = Names(_own_form(starts), starts)
    return (told.listed | {name for name in told.referred if known.alike(name)}) - starts.keys()


def _take_in(late: Sequence[Cluster], found: list[Cluster], starts: dict[str, int]) -> None:
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
    many = MORE * len(lines)
    doubtful = max((cluster.score for cluster in likely), default=0) <= DOUBTFUL
    counted = numbering(view)
    if counted and (doubtful or len(counted[0].sights) > many):
        return [*seen, *counted[0].sights], counted
    more = [*seen, *further(view, seen)]
    by_word = division(view, more, labelled, told.listed)
    if by_word and (doubtful or len(by_word[0].sights) > many):
        return more, by_word
    other = roles(view)
    by_role = division(view, other, labelled, told.listed)
    if by_role and (many < MORE * FEW or len(by_role[0].sights) > many or _longer(names, lines, by_role[0].sights)):
        return other, by_role
    return seen, likely


def _longer(names: Mapping[int, str], lines: Collection[int], other: Iterable[Sight]) -> bool:
    """Whether the same headings have longer names: not where the same words stand behind each, `A_B Procedure`."""
    both = {one.line: one.name for one in other if one.line in lines and names[one.line] in one.name}
    rests = {name.replace(names[line], "", 1) for line, name in both.items()}
    return len(both) > WHOLE * len(lines) and len(rests) > 1


def _clear(likely: Sequence[Cluster]) -> bool:
    """Whether most of what looks like headings does so beyond doubt, and is more than an accident."""
    clear = sum(len(one.sights) for one in likely if one.score >= CLEAR)
    return clear >= FEW and 2 * clear > sum(len(one.sights) for one in likely)


def _stands_alone(view: View, line: int) -> bool:
    """Whether a line may well be a heading: it is short, and what stands before it ends there."""
    return view.is_open(line) and len(view.lines[line].split()) <= SHORT


def _discovery(spec: Spec, profile: Profile, view: View, told: Evidence) -> Discovery:
    """What the profile finds when it is used: that counts, not what led to it."""
    parts = outline(spec, profile).programs
    defined = {name: segment.heading + 1 for name, segment in parts.items()}
    mentioned = {mention.name for mention in naming(spec, profile, defined)}
    return Discovery(
        profile=profile,
        findings=tuple(findings(spec, profile)),
        names=tuple(sorted(defined)),
        undefined=tuple(sorted((mentioned | neglected(told, defined)) - defined.keys())),
        bare=tuple(name for name, part in parts.items() if not view.declares_between(part.start, part.end)),
    )


def _told_of(
    view: View, starts: Mapping[str, int], labelled: Sequence[Listing], crossed: Collection[int]
) -> tuple[list[Listing], list[Pattern]]:
    """The lines that lead to names of endpoints by a label, and the patterns of these labels."""
    known = Names(_own_form(starts), starts)
    heard = {listing.line for listing in labelled}
    found = [*labelled, *(one for one in spoken(view, starts, known, crossed) if one.line not in heard)]
    labelling = settled(found, starts, known)
    led = {place.sample for place in labelling}
    return [one for one in found if shown(one.label) in led], labelling


def _unread(view: View, starts: Mapping[str, int]) -> list[tuple[int, str]]:
    """The lines below headings where no item was recognised, with their indices; none where that is rare."""
    places = [*sorted(starts.values()), len(view.lines)]
    empty = [(start, end) for start, end in pairwise(places) if not view.declares_between(start, end)]
    if len(empty) < max(2, 0.3 * len(starts)):
        return []
    silent = {*starts.values(), *view.corrections}
    found = (at for start, end in empty for at in range(start + 1, end))
    return [(at, view.lines[at]) for at in found if view.content[at] and at not in silent]


def _own_form(names: Iterable[str]) -> str:
    """What names look like, when they look like nothing else: they all have digits, and not these alone."""
    found = list(names)
    told = found and all(
        is_route(name) or is_path(name) or ("9" in form(name) and not name.isdecimal()) for name in found
    )
    return forms(found) if told else UNKNOWN


def _sureness(headings: Sequence[Cluster]) -> float:
    if not headings:
        return 0.0
    total = sum(len(cluster.sights) for cluster in headings)
    return round(min(1.0, sum(cluster.score * len(cluster.sights) for cluster in headings) / total / SURE), 2)


def findings(spec: Spec, profile: Profile) -> list[Finding]:
    """What a profile finds in a spec, pattern by pattern: what each starts, and where."""
    found = places(spec, profile)
    return [
        Finding(what=what, count=one.count, sure=one.sure, sample=one.sample, lines=tuple(at))
        for key, what in _WHAT.items()
        for one, at in zip(getattr(profile, key), found[key], strict=True)
    ]
