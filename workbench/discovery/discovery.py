"""A profile proposed from an unknown document: headings, records, references and parts, and how sure that is."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from workbench.discovery import blocks as found_blocks
from workbench.discovery.areas import without_areas
from workbench.discovery.chapters import chapters
from workbench.discovery.clusters import Cluster, Evidence, clusters
from workbench.discovery.codes import without_codes
from workbench.discovery.corrections import corrections
from workbench.discovery.counters import without_counters
from workbench.discovery.endpoints import defined, endpoints, own_form, take_in
from workbench.discovery.families import uncounted
from workbench.discovery.forms import COLUMN
from workbench.discovery.headings import SURE, proper, used
from workbench.discovery.kindred import kindred
from workbench.discovery.layouts import layouts
from workbench.discovery.lone import second_look
from workbench.discovery.neglected import Neglect, overlooked
from workbench.discovery.parted import parted
from workbench.discovery.partition import division, framed
from workbench.discovery.phrases import phrases
from workbench.discovery.records import records
from workbench.discovery.references import Listing, contents, cross_references, listings, referring, settled, spoken
from workbench.discovery.sections import words_in_front
from workbench.discovery.sights import Sight, lead, says_end, shown, sights, titled, wide
from workbench.discovery.sights import places as seen
from workbench.discovery.speech import spoken_words
from workbench.discovery.sublists import sublists
from workbench.discovery.trees import paths, trees
from workbench.discovery.view import View
from workbench.profile import Pattern, Profile, naming
from workbench.profile.names import Names
from workbench.records import UNKNOWN, Record
from workbench.spec import Spec
from workbench.structure import outline, places, rows_counted

_LOOKED = (seen, lead, says_end, wide, titled, framed, spoken_words, words_in_front)
"""What remembers the lines that were looked at: those of a large document are ten megabytes."""

_WHAT = {
    "headings": "heading",
    "continued": "continuation",
    "parts": "part",
    "records": "record",
    "blocks": "block",
    "mentions": "mention",
    "errata": "erratum",
    "items": "item",
}
"""What the patterns under each key of a profile start."""


DOUBTED = 0.3
"""Headings of other things than those that a document speaks of are at most so sure."""


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
    whose headings no item is recognised, in order: they have none, or in a way nobody knows. `instead`: the document
    speaks of the names that are undefined, and hardly of those that are defined, which may be other things.
    """

    profile: Profile
    findings: tuple[Finding, ...]
    names: tuple[str, ...]
    undefined: tuple[str, ...]
    instead: bool
    bare: tuple[str, ...]


def propose(spec: Spec) -> Discovery:
    """A profile for a spec, with what was found, how often and how sure."""
    view = View(spec)
    profile, neglect = _from(view, spec)
    return _discovery(spec, profile, view, neglect)


def proposed(spec: Spec) -> Profile:
    """The profile alone, for who reads by it at once."""
    return _from(View(spec), spec)[0]


def _from(view: View, spec: Spec) -> tuple[Profile, Neglect]:
    try:
        return _proposed(view, spec)
    finally:
        for looked in _LOOKED:
            looked.cache_clear()


def _proposed(view: View, spec: Spec) -> tuple[Profile, Neglect]:
    crossed, cross_lines = cross_references(view)
    labelled = listings(view, cross_lines)
    refer = [listing for group in referring(view, labelled) for listing in group]
    told = Evidence(contents(view), crossed | {name for listing in refer for name in listing.names})
    labels = {listing.label for listing in refer}
    silent = {listing.line for listing in labelled if listing.label in labels}
    seen = [sight for sight in sights(view) if sight.line not in silent]
    seen = without_areas(view, seen, told.mentioned)
    view.listed = sublists(view, seen)
    formatted = trees(view)
    told = Evidence(told.listed | {sight.name for one in formatted for sight in one.sights}, told.referred)
    divided = formatted or division(view, seen, labelled, told.listed)
    likely = without_counters(seen, divided) if divided else _likely(view, seen, told)
    if formatted:
        found, starts = defined(view, seen, likely, told)
    else:
        seen, found, starts = endpoints(view, seen, likely, labelled, told)
        seen, found, starts = without_codes(seen, found, starts, told.mentioned)
    if len(view.programs) > max(1, len(starts)):
        found, starts = [], view.programs
    elif view.programs:
        view.forms = [form.model_copy(update={"pattern": form.pattern.replace(COLUMN, "(?:")}) for form in view.forms]
    if unread := _unread(view, starts):
        view.learn(layouts(unread, starts))
    told_of, labelling = _told_of(view, starts, labelled, cross_lines)
    known = Names(own_form(starts), starts)
    missing = {name for one in told_of for name in one.names} - starts.keys()
    if missing and (late := second_look(view, seen, starts, Evidence(missing, told.referred), known)):
        take_in(late, found, starts)
        told_of, labelling = _told_of(view, starts, labelled, cross_lines)
    speaking = {*cross_lines, *(one.line for one in told_of)}
    if found and (own := kindred(view, starts, missing, Names(own_form(starts), starts), speaking)):
        take_in(own, found, starts)
        told_of, labelling = _told_of(view, starts, labelled, cross_lines)
    found, starts, again = parted(view, seen, found, starts)
    headings = used(found, starts)
    opened = {*starts.values(), *(sight.line for cluster in again for sight in cluster.sights)}
    names = own_form(starts)
    known = Names(names, starts)
    heard = {*opened, *cross_lines, *(one.line for one in told_of)}
    named = records(view, opened, starts)
    neglect = overlooked(view, starts, told_of, told)
    profile = Profile(
        name=re.sub(r"[^A-Za-z0-9_.-]", "-", spec.name),
        sure=_sureness(headings) if headings or not view.programs else view.forms[0].sure,
        names=names,
        headings=(*(proper(view, cluster, names) for cluster in headings), *paths(headings)),
        continued=tuple(proper(view, cluster, names) for cluster in again),
        parts=found_blocks.parts(view),
        records=tuple(named),
        blocks=tuple(found_blocks.without(found_blocks.blocks(view, sorted(opened), names), named)),
        mentions=(*found_blocks.references(view, list(cross_lines)), *labelling, *phrases(view, heard, known)),
        errata=(*corrections(view, starts, known), *found_blocks.errata(view, known)),
        items=tuple(view.forms),
        counted=rows_counted(spec.printed),
        spoken=tuple(sorted(neglect.names)),
    )
    return _doubted(profile) if neglect.instead else profile, neglect


def _likely(view: View, seen: Sequence[Sight], told: Evidence) -> list[Cluster]:
    """The clusters that look like headings of endpoints."""
    found = without_counters(seen, uncounted(seen, clusters(view, seen, told), told.mentioned))
    titles = {sight.line for sight in chapters(found, told)}
    return _likely(view, [sight for sight in seen if sight.line not in titles], told) if titles else found


def _doubted(profile: Profile) -> Profile:
    """A profile whose headings are of another kind than the names that the document speaks of."""
    return profile.model_copy(update={"sure": min(profile.sure, DOUBTED), "names": UNKNOWN, "mentions": ()})


def _discovery(spec: Spec, profile: Profile, view: View, neglect: Neglect) -> Discovery:
    """What the profile finds when it is used: that counts, not what led to it."""
    shape = outline(spec, profile)
    defined = {name: segment.heading + 1 for name, segment in shape.programs.items()}
    telling = {part.program for part in shape.segments if view.declares_between(part.start, part.end)}
    mentioned = {mention.name for mention in naming(spec, profile, defined)}
    return Discovery(
        profile=profile,
        findings=tuple(findings(spec, profile)),
        names=tuple(sorted(defined)),
        undefined=tuple(sorted(mentioned - defined.keys())),
        instead=neglect.instead,
        bare=tuple(name for name in defined if name not in telling),
    )


def _told_of(
    view: View, starts: Mapping[str, int], labelled: Sequence[Listing], crossed: Collection[int]
) -> tuple[list[Listing], list[Pattern]]:
    """The lines that lead to names of endpoints by a label, and the patterns of these labels."""
    known = Names(own_form(starts), starts)
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
