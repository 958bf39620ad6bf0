"""A profile proposed from an unknown document, by what repeats in it.

Every line that could be a heading is cut at its first names: what stands before the name is its *lead* ("#. PROGRAM ").
Leads whose names are all different, stand far apart and have declared items below them are headings; leads whose names
stand close together are tables of contents; leads whose names recur are cross references. Nothing is looked up: a
document in a style that nobody has seen is read by the same rules.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from workbench.discovery.lines import MAX_HEADING, TOGETHER, Cluster, Lines, Seen
from workbench.discovery.patterns import (
    blocks_of,
    errata_of,
    form_regex,
    mentions_of,
    parts_of,
    pattern_of,
    sample_of,
)
from workbench.discovery.signs import CONTENTS, ENDS, KEYED_END, KEYWORD, NOT_HEADING, RULE_LINE, SENTENCE, TOKEN, XREF
from workbench.profile import Profile
from workbench.records import UNKNOWN, Record
from workbench.spec import Spec


class Finding(Record):
    """One thing that discovery found: how often, how sure (0 to 1), and an example line."""

    what: str
    count: int
    sure: float
    sample: str
    line: int


class Discovery(Record):
    """A proposed profile and what it rests on."""

    profile: Profile
    findings: tuple[Finding, ...]
    names: tuple[str, ...]
    undefined: tuple[str, ...]


def propose(spec: Spec) -> Discovery:
    """A profile for a spec, with what was found, how often and how sure."""
    view = Lines(spec)
    clusters = _headings(view)
    starts = _definitions(view, clusters)
    names = _name_form(starts)
    clusters += _second_look(view, starts, names)
    starts |= {sight.name: sight.line for cluster in clusters for sight in cluster.sights if sight.name not in starts}
    names = _name_form(starts)
    used = _used(clusters, starts)
    headings = [pattern_of(cluster, names) for cluster in used]
    blocks = blocks_of(view, sorted(starts.values()), names)
    profile = Profile(
        name=re.sub(r"[^A-Za-z0-9_.-]", "-", spec.name),
        sure=_sureness(used, starts),
        names=names,
        headings=tuple(headings),
        parts=parts_of(view),
        blocks=tuple(blocks),
        mentions=mentions_of(view),
        errata=errata_of(view),
    )
    return Discovery(
        profile=profile,
        findings=tuple(_findings(profile, used)),
        names=tuple(sorted(starts)),
        undefined=(),
    )


def _lead(text: str) -> str:
    """What stands before a name, without numbers, widths and repeated marks."""
    text = re.sub(r"\b[A-Z]\.\d+(?:\.\d+)*|\d+(?:\.\d+)*|\b[IVX]+(?=[.)])", "#", text)
    text = re.sub(r"([^\w\s#])\1+", r"\1\1", text)
    return re.sub(r"\s+", " ", text).lstrip()


def _sights(view: Lines) -> list[Seen]:
    """All names in lines that could be headings, at most four a line."""
    declared = set(view.declared) | view.headers | view.corrections
    found = []
    for index, line in enumerate(view.lines):
        if view.classes[index] != "content" or len(line) > MAX_HEADING or index in declared or CONTENTS.search(line):
            continue
        below = view.after(index)
        underlined = bool(RULE_LINE.match(below)) and not re.search(r"\|.*\|", below)
        for place, match in enumerate(TOKEN.finditer(line)):
            if place == 4:
                break
            if len(match[0]) < 3 or not re.search("[A-Z]", match[0]):
                continue
            rest = line[match.end() :].strip()
            after = re.match(r"[^\w\s]?", rest)
            lead = _lead(line[: match.start()])
            found.append(Seen(index, match[0], lead, after[0] if after else "", underlined))
    return found


def _headings(view: Lines) -> list[Cluster]:
    groups: dict[tuple[str, str, bool, str], list[Seen]] = defaultdict(list)
    for sight in _sights(view):
        if sight.after == "/" or (sight.after in ENDS and not re.fullmatch(r"[#.()\s]*#[#.()\s]*", sight.lead)):
            continue
        groups[sight.lead, sight.after, sight.underlined, form(sight.name)].append(sight)
        if sight.lead and any(c.isdigit() for c in sight.name) and (wide := _wide(sight.lead)) != sight.lead:
            groups[wide, sight.after, sight.underlined, form(sight.name)].append(sight)
    known = Counter(sight.name for group in groups.values() for sight in group)
    clusters = []
    for (lead, after, underlined, _), sights in groups.items():
        spread = _without_lists(sights)
        score = _score(view, lead, underlined, spread, known)
        if score > 0:
            clusters.append(Cluster(lead, after, underlined, tuple(spread), score))
    return sorted(clusters, key=lambda cluster: (-cluster.score, -len(cluster.sights), cluster.lead))


def _wide(lead: str) -> str:
    """A lead whose words vary: `#.# ORDER ENTRY (` becomes `#.# ~ (`."""
    if KEYWORD.search(lead) or NOT_HEADING.search(lead):
        return lead
    return re.sub(r"[A-Za-z][\w'/&-]*(?:[ ,]+[A-Za-z&][\w'/&-]*)*", "~", lead)


def _without_lists(sights: Sequence[Seen]) -> list[Seen]:
    """The sights that do not stand in a run of four or more, each within three lines of the next."""
    kept: list[Seen] = []
    run: list[Seen] = []
    for sight in sights:
        if run and sight.line - run[-1].line > TOGETHER:
            kept.extend(run if len(run) < 4 else [])
            run = []
        run.append(sight)
    return kept + (run if len(run) < 4 else [])


def _score(view: Lines, lead: str, underlined: bool, sights: Sequence[Seen], known: Counter[str]) -> float:
    keyed = bool(KEYED_END.match(lead))
    if (
        not sights
        or (len(sights) < 2 and not keyed)
        or NOT_HEADING.search(lead)
        or (not keyed and SENTENCE.search(lead))
    ):
        return 0
    names = {sight.name for sight in sights}
    if len(sights) < 2 and (SENTENCE.search(lead) or not view.is_open(sights[0].line)):
        return 0
    if len(names) < 0.9 * len(sights):
        return 0
    lines = sorted(sight.line for sight in sights)
    ends = [*lines[1:], len(view.lines)]
    if median(end - start for start, end in zip(lines, ends, strict=True)) < 5:
        return 0
    mentioned = view.listed | view.referred
    if not keyed and len(mentioned) >= 3 and len(names & mentioned) < 0.5 * len(names):
        return 0
    share = sum(view.declares_between(a, min(b, a + 400)) for a, b in zip(lines, ends, strict=True)) / len(lines)
    opened = sum(view.is_open(line) for line in lines) / len(lines)
    again = sum(known[name] > 1 for name in names) / len(names)
    formed = sum(any(c.isdigit() for c in name) for name in names) / len(names)
    score = 2 * share + opened + 0.5 * again + 0.7 * formed + 0.7 * underlined + 0.3 * ("#" in lead)
    score += 3 if keyed else -1.2 if re.search("[A-Za-z]{3}", lead) else 0
    return score if score >= 3 and share >= 0.4 else 0


def _definitions(view: Lines, clusters: Sequence[Cluster]) -> dict[str, int]:
    """Where each name is defined: the sights of a name that stand close together count as one place."""
    forms = _forms(clusters) | {form(name) for name in view.listed if "9" in form(name)}
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for cluster in clusters:
        for sight in cluster.sights:
            if form(sight.name) in forms or sight.name in view.listed:
                places[sight.name].append((sight.line, cluster.score))
    chosen: dict[str, int] = {}
    for name, seen in places.items():
        chosen[name] = _best_place(sorted(seen))
    return chosen


def _forms(clusters: Sequence[Cluster]) -> set[str]:
    """The forms of names in the surest clusters; a cluster whose names look otherwise needs a keyword of its own."""
    weight: dict[str, float] = defaultdict(float)
    for cluster in clusters:
        for sight in cluster.sights:
            weight[form(sight.name)] += cluster.score
    keyed = {form(s.name) for c in clusters if KEYED_END.match(c.lead) for s in c.sights}
    most = max(weight.values(), default=0)
    strong = {name for name, total in weight.items() if total >= 0.05 * most}
    return (keyed & strong) | {name for name in strong if not keyed or weight[name] >= 0.2 * most}


def form(name: str) -> str:
    """What kind of characters a name is made of, in order: A letters, 9 digits, - hyphens.

    >>> form("OE1042A")
    'A9A'
    """
    return re.sub(r"A+", "A", re.sub(r"9+", "9", re.sub(r"[A-Z]", "A", re.sub(r"\d", "9", name))))


def _best_place(seen: Sequence[tuple[int, float]]) -> int:
    """The first line of the group of near lines with the highest score in all."""
    groups: list[list[tuple[int, float]]] = []
    for line, score in seen:
        if groups and line - groups[-1][-1][0] <= 30:
            groups[-1].append((line, score))
        else:
            groups.append([(line, score)])
    best = max(groups, key=lambda group: (sum(score for _, score in group), -group[0][0]))
    return best[0][0]


def _used(clusters: Sequence[Cluster], starts: dict[str, int]) -> list[Cluster]:
    """The clusters that start a definition, each with those of its sights that do; the more specific lead first."""
    used: list[Cluster] = []
    left = dict(starts)
    for cluster in sorted(clusters, key=lambda c: ("~" in c.lead, -c.score)):
        first = tuple(sight for sight in cluster.sights if left.get(sight.name) == sight.line)
        for sight in first:
            del left[sight.name]
        twin = next((i for i, other in enumerate(used) if _style(other) == _style(cluster)), -1)
        if first and twin >= 0:
            first = tuple(sorted((*used[twin].sights, *first), key=lambda sight: sight.line))
            used[twin] = Cluster(*_style(cluster), first, max(used[twin].score, cluster.score))
        elif first:
            used.append(Cluster(*_style(cluster), first, cluster.score))
    return used


def _style(cluster: Cluster) -> tuple[str, str, bool]:
    return cluster.lead, cluster.after, cluster.underlined


def _name_form(starts: Iterable[str]) -> str:
    """One regular expression for the names, when they have a form of their own: letters and digits in a fixed order."""
    forms: dict[str, list[str]] = defaultdict(list)
    for name in starts:
        forms[form(name)].append(name)
    if not forms or any("9" not in kind for kind in forms) or len(forms) > 6:
        return UNKNOWN
    return "|".join(sorted(form_regex(kind, names) for kind, names in forms.items()))


def _second_look(view: Lines, starts: dict[str, int], names: str) -> list[Cluster]:
    """Headings in a style that occurs once: the one line that could define a name that others mention.

    Only names that a table of contents lists, or that a reference mentions in the form of those that are known.
    """
    formed = re.compile(rf"(?:{names})\Z") if names != UNKNOWN else re.compile("(?!)")
    mentioned = view.listed | {name for name in view.referred if formed.match(name)}
    missing = mentioned - set(starts)
    places: dict[str, list[Seen]] = defaultdict(list)
    for sight in _sights(view):
        if sight.name in missing and not NOT_HEADING.search(sight.lead) and not XREF.search(view.lines[sight.line]):
            places[sight.name].append(sight)
    known = sorted(starts.values())
    best = [max(places[name], key=lambda sight: (_lone(view, sight, known), -sight.line)) for name in sorted(places)]
    return [Cluster(s.lead, s.after, s.underlined, (s,), score) for s in best if (score := _lone(view, s, known)) >= 2]


def _lone(view: Lines, sight: Seen, known: Sequence[int]) -> float:
    """How much a single line looks like a heading: it opens, it is short, and items are declared below it."""
    after = next((line for line in known if line > sight.line), len(view.lines))
    told = SENTENCE.search(sight.lead) and not KEYED_END.match(sight.lead)
    if told or not view.declares_between(sight.line, min(after, sight.line + 200)):
        return 0
    short = len(view.lines[sight.line].split()) <= 8
    return view.is_open(sight.line) + 0.7 * sight.underlined + short + 2 * bool(KEYED_END.match(sight.lead))


def _sureness(used: Sequence[Cluster], starts: dict[str, int]) -> float:
    if not starts:
        return 0.0
    mean = sum(cluster.score * len(cluster.sights) for cluster in used) / sum(len(c.sights) for c in used)
    return round(min(1.0, mean / 7), 2)


def _findings(profile: Profile, used: Sequence[Cluster]) -> list[Finding]:
    found = [
        Finding(
            what="heading",
            count=len(cluster.sights),
            sure=round(min(1.0, cluster.score / 7), 2),
            sample=sample_of(cluster),
            line=cluster.sights[0].line + 1,
        )
        for cluster in used
    ]
    for what, patterns in (
        ("part", profile.parts),
        ("block", profile.blocks),
        ("mention", profile.mentions),
        ("erratum", profile.errata),
    ):
        found.extend(Finding(what=what, count=p.count, sure=0.8, sample=p.sample, line=0) for p in patterns)
    return found
