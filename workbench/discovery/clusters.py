"""Sights with one lead, and how much they look like headings.

Leads whose names are all different, stand far apart, have declared items below and are referred to elsewhere are
headings; leads whose names stand close together are lists; leads whose names recur are references.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from statistics import median

from workbench.discovery.sights import NUMBER, WORDS, Sight, wide
from workbench.discovery.traits import ends
from workbench.discovery.view import View, spread
from workbench.discovery.words import KEYED_END, NOT_HEADING, NOT_LABEL, SENTENCE, XREF
from workbench.profile import form

LEAST = 3.0
"""The score from which on sights are headings."""

FEW = 6
"""So few headings in all may be an accident."""

PARTS = 4
"""An endpoint has on average at most so many records whose names begin with its own."""

_ENDS = frozenset(",;/")
_ONLY_NUMBER = re.compile(rf"[{NUMBER}.()\s]*{NUMBER}[{NUMBER}.()\s]*\Z")
_CODE = re.compile(r"(?i)\bCODE\b\W*$")
_BULLET = re.compile(r"[-*+•] ?\Z")
_WORD = re.compile(r"[^\W\d_]{3}")
_SECOND = re.compile(rf"(?<!{NUMBER})[.;?!] {WORDS}")
"""A second sentence begins before the name."""

AGAIN = 0.8
"""So many lines that are names of endpoints that are known speak of these."""

BARE = 0.6
"""So many names of headings stand alone on their lines, where all of them do."""


@dataclass(frozen=True)
class Cluster:
    """All sights with one lead. `opening`: only lines count with a blank one, a rule or a page break before them."""

    lead: str
    after: str
    underlined: bool
    sights: tuple[Sight, ...]
    score: float
    opening: bool = False

    @property
    def style(self) -> tuple[str, str, bool]:
        """What a pattern is made of."""
        return self.lead, self.after, self.underlined


@dataclass(frozen=True)
class Evidence:
    """What a document says of names, before any heading is known."""

    listed: Set[str]
    referred: Set[str]

    @property
    def mentioned(self) -> Set[str]:
        """All of them."""
        return self.listed | self.referred


Groups = dict[tuple[str, str, bool, str], list[Sight]]
"""Sights by what stands before and behind them, whether a rule is below, and the form of the name."""


def clusters(view: View, found: Iterable[Sight], told: Evidence) -> list[Cluster]:
    """The clusters that look like headings, the surest first."""
    groups = _groups(sight for sight in found if not _ends_sentence(view, sight))
    known = Counter(sight.name for group in groups.values() for sight in group)
    kept = []
    for (lead, after, underlined, _), members in groups.items():
        alone = _bare(view, lead, once(spread_out([one for one in members if one.line not in view.listed])))
        score = _score(view, lead, underlined, alone, known, told)
        if score > 0 and not refers(view, alone) and not (_BULLET.match(lead) and _recurs(groups, lead)):
            kept.append(Cluster(lead, after, underlined, tuple(alone), score))
    likely = _ranked(view, kept)
    if (few := sum(len(cluster.sights) for cluster in likely)) < FEW:
        others = _ranked(view, list(_spoken_of(view, groups, told)) or list(_outermost(view, groups)))
        if max((len(other.sights) for other in others), default=0) > 2 * few:
            return others
    return likely


def _bare(view: View, lead: str, members: Sequence[Sight]) -> Sequence[Sight]:
    """Where most names behind no words stand alone on their lines, those: others begin the rows of lists."""
    if any(map(str.isalnum, lead)) or WORDS in lead:
        return members
    bare = [one for one in members if ends(view, one)]
    return bare if len(bare) >= max(FEW, BARE * len(members)) else members


def _ends_sentence(view: View, sight: Sight) -> bool:
    """Whether a line begins with the last word of a sentence."""
    return not sight.lead and sight.after == "." and not view.is_open(sight.line)


def refers(view: View, members: Sequence[Sight]) -> bool:
    """Whether these lines say in known words that they refer to others."""
    told = [(match[0], sight.line) for sight in members if (match := XREF.search(view.lines[sight.line]))]
    # What comes next opens its section: `next: ORD017`.
    return sum("next" not in text.lower() or not view.is_open(at) for text, at in told) > 0.5 * len(members)


def _recurs(groups: Groups, lead: str) -> bool:
    """Whether names behind a mark recur, whatever their form: these are lists."""
    counts = Counter(sight.name for key, members in groups.items() if key[0] == lead for sight in members)
    return len(counts) < 0.8 * counts.total()


def _ranked(view: View, kept: Sequence[Cluster]) -> list[Cluster]:
    """The surest first, without parts of others and without the second name of one."""
    ranked = sorted(kept, key=lambda c: (-c.score, -len(c.sights), c.lead))
    return _without_aliases(view, [one for one in ranked if not any(_belong_to(one, other) for other in ranked)])


def _spoken_of(view: View, groups: Groups, evidence: Evidence) -> Iterator[Cluster]:
    """Where nothing looks like headings: sights whose names, and mostly no others, stand behind another lead.

    That is how a document speaks of its endpoints, in any words: a list of what each calls, or a sentence.
    """
    behind = {key: Counter(sight.name for sight in members) for key, members in groups.items() if len(members) >= 3}
    for key, members in groups.items():
        alone = once(spread_out(members))
        if len(alone) < 3 or (NOT_LABEL.search(key[0]) and not key[0].startswith("<")):
            continue
        names = {sight.name for sight in alone}
        lines = {sight.line for sight in alone}
        if len(names) < 0.9 * len(alone) or not _has_items(view, sorted(lines)):
            continue
        told = [other for at, other in behind.items() if at[0] != key[0] and not lines & {s.line for s in groups[at]}]
        known = [other for other in told if sum(n for name, n in other.items() if name in names) >= 0.6 * other.total()]
        if len({*evidence.mentioned}.union(*known) & names) >= max(2, 0.15 * len(names)):
            yield Cluster(*key[:3], tuple(alone), LEAST)


def _outermost(view: View, groups: Groups) -> Iterator[Cluster]:
    """Where nobody speaks of any: the first label whose names stand above others, which stand right above items."""
    named = {key: alone for key, members in groups.items() if len(alone := once(spread_out(members))) >= 3}
    named = {key: alone for key, alone in named.items() if len({s.name for s in alone}) >= 0.9 * len(alone)}
    inner = {key: [s.line for s in alone] for key, alone in named.items() if _right_above_items(view, alone)}
    for key, alone in sorted(named.items(), key=lambda item: item[1][0].line):
        lines = [sight.line for sight in alone]
        if NOT_LABEL.search(key[0]) or SENTENCE.search(key[0]) or not _has_items(view, lines):
            continue
        if any(_stand_between(lines, others, len(view.lines)) for others in inner.values()):
            yield Cluster(*key[:3], tuple(alone), LEAST)
            return


def _right_above_items(view: View, alone: Sequence[Sight]) -> bool:
    return sum(view.declares_between(sight.line, sight.line + 6) for sight in alone) >= 0.6 * len(alone)


def _stand_between(lines: Sequence[int], others: Sequence[int], end: int) -> bool:
    """Whether some of the others stand after nearly each line and before the next, and none before the first."""
    pairs = zip(lines, [*lines[1:], end], strict=True)
    hit = sum(bisect_left(others, a + 1) < bisect_left(others, b) for a, b in pairs)
    return hit >= 0.8 * len(lines) and others[0] > lines[0]


def _has_items(view: View, lines: Sequence[int]) -> bool:
    """Whether items are declared after most of these lines, which stand apart."""
    ends = [*lines[1:], len(view.lines)]
    if median(end - start for start, end in zip(lines, ends, strict=True)) < 4:
        return False
    pairs = zip(lines, ends, strict=True)
    return sum(view.declares_between(start, min(end, start + 400)) for start, end in pairs) >= 0.6 * len(lines)


def _groups(found: Iterable[Sight]) -> Groups:
    """Sights by lead, by lead with varying words, and by the form of the name."""
    groups: Groups = defaultdict(list)
    for sight in found:
        if in_list(sight.lead, sight.after) and not _ONLY_NUMBER.match(sight.lead):
            continue
        kind = form(sight.name)
        groups[sight.lead, sight.after, sight.underlined, kind].append(sight)
        if sight.lead and (open_lead := wide(sight.lead)) != sight.lead:
            groups[open_lead, sight.after, sight.underlined, kind].append(sight)
    return {key: _unlike(members) if WORDS in key[0] else members for key, members in groups.items()}


def in_list(lead: str, after: str) -> bool:
    """Whether the mark behind a name says that more names follow; not in `// A //`, and not in `NAME=A,LEVEL=1`."""
    framed = lead[-1:] == "=" or (lead and not lead.strip(f"{after} "))
    return after != "" and after in _ENDS and not framed and not KEYED_END.match(lead)


def _unlike(members: list[Sight]) -> list[Sight]:
    """The sights whose words really vary: a lead that recurs is a label, not a title."""
    often = max(3, len(members) // 10)
    counts = Counter(sight.lead for sight in members)
    return [sight for sight in members if counts[sight.lead] < often]


def spread_out(members: Sequence[Sight]) -> list[Sight]:
    """The sights that do not stand in a run of four or more, each within three lines of the next."""
    return [one for one, alone in zip(members, spread([m.line for m in members]), strict=True) if alone]


def once(members: Sequence[Sight]) -> list[Sight]:
    """A heading that is repeated on the next page, before another comes, counts once."""
    return [one for at, one in enumerate(members) if at == 0 or members[at - 1].name != one.name]


def _score(
    view: View, lead: str, underlined: bool, members: Sequence[Sight], known: Counter[str], told: Evidence
) -> float:
    keyed = bool(KEYED_END.match(lead))
    if not members or _refuted(view, lead, keyed, members, told):
        return 0
    names = {sight.name for sight in members}
    lines = sorted(sight.line for sight in members)
    ends = [*lines[1:], len(view.lines)]
    if median(end - start for start, end in zip(lines, ends, strict=True)) < 5:
        return 0
    pairs = zip(lines, ends, strict=True)
    share = sum(view.declares_between(start, min(end, start + 400)) for start, end in pairs) / len(lines)
    again = sum(known[name] > 1 for name in names) / len(names)
    formed = sum(any(c.isdecimal() for c in name) for name in names) / len(names)
    told_of = len(names & told.mentioned) / len(names) if not keyed else 0
    score = 2 * share + sum(view.is_open(line) for line in lines) / len(lines) + 0.5 * again + 0.7 * formed
    score += 0.7 * underlined + 0.3 * (NUMBER in lead) + 1.5 * told_of
    score += 0.5 * sum(view.lines[sight.line].strip() == sight.name for sight in members) / len(members)
    score += 3 if keyed else -1.2 if _WORD.search(lead) else 0
    if WORDS in lead and not keyed and sum(view.is_open(line) for line in lines) < 0.5 * len(lines):
        return 0
    if share < 0.4:
        without = _stands_without_items(view, members, keyed or told_of) or _items_elsewhere(share, told_of, members)
        return score + 1 if score + 1 >= LEAST and without else 0
    return score if score >= LEAST else 0


def _stands_without_items(view: View, members: Sequence[Sight], named: float) -> bool:
    """Whether headings may have no items below them: where a document declares hardly any that can be recognised."""
    opened = sum(view.is_open(sight.line) for sight in members)
    return named >= 0.5 and opened >= 0.6 * len(members) and len(view.items) < 3 * len(members)


def _items_elsewhere(share: float, told_of: float, members: Sequence[Sight]) -> bool:
    """Whether headings have no items below them because these are listed in a dictionary, for many endpoints."""
    return share <= 0.2 and told_of >= 0.7 and len(members) >= FEW


def _refuted(view: View, lead: str, keyed: bool, members: Sequence[Sight], told: Evidence) -> bool:
    """Whether something speaks against headings, however they look."""
    if not keyed and (SENTENCE.search(lead) or _SECOND.search(lead) or len(members) < 2):
        return True
    lead = _CODE.sub("", lead) if keyed else lead
    if NOT_HEADING.search(lead) and not (WORDS in lead and not NOT_HEADING.search(lead.rsplit(WORDS, 1)[-1])):
        return True
    if len(members) < 2 and (SENTENCE.search(lead) or not view.is_open(members[0].line)):
        return True
    names = {sight.name for sight in members}
    if len(names) < 0.9 * len(members):
        return True
    return not keyed and len(told.mentioned) >= 3 and len(names & told.mentioned) < 0.5 * len(names)


def _without_aliases(view: View, ranked: Sequence[Cluster]) -> list[Cluster]:
    """Without sights on lines that name another endpoint or stand right below one: the title's words, a service's name.

    A cluster that loses half of its sights so is none.
    """
    kept: list[Cluster] = []
    taken: dict[int, str] = {}
    for cluster in ranked:
        alone = [sight for sight in cluster.sights if not _beside(view, taken, sight)]
        if len(alone) > 0.5 * len(cluster.sights) and not _says_again(cluster, set(taken.values())):
            kept.append(only(cluster, alone))
            taken |= {sight.line: sight.name for sight in alone}
    return kept


def _says_again(cluster: Cluster, names: Set[str]) -> bool:
    """Whether lines that begin in different words, or with the name, speak of endpoints that surer headings define."""
    known = sum(sight.name in names for sight in cluster.sights)
    most = 0.5 if WORDS in cluster.lead else AGAIN if not cluster.lead else 1
    return not KEYED_END.match(cluster.lead) and known > most * len(cluster.sights)


def _belong_to(parts: Cluster, whole: Cluster) -> bool:
    """Whether names are the parts of those in another cluster: most begin with the name that stands before them.

    One or a few for most of the names: where many follow each name, it is that of a group of endpoints.
    """
    starts = [sight.line for sight in whole.sights]
    owners = []
    for sight in parts.sights:
        at = bisect_left(starts, sight.line) - 1
        name = whole.sights[at].name if at >= 0 else sight.name
        if sight.name != name and sight.name.upper().startswith(name.upper()):
            owners.append(at)
    several = len(owners) <= PARTS * len(set(owners))
    return len(owners) > 0.6 * len(parts.sights) and several and len(set(owners)) > 0.5 * len(starts)


def _beside(view: View, taken: dict[int, str], sight: Sight) -> bool:
    """Whether another name's heading stands on the line or just before, with nothing declared between."""
    for line in range(sight.line, sight.line - 6, -1):
        if line in taken:
            return taken[line] != sight.name and not view.declares_between(line, sight.line)
    return False


def only(cluster: Cluster, members: Iterable[Sight]) -> Cluster:
    """The cluster with some of its sights."""
    return replace(cluster, sights=tuple(members))
