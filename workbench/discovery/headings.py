"""Where each endpoint is defined, and the patterns that find its heading again."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbench.discovery.chapters import of_chapters, plain
from workbench.discovery.clusters import Cluster, Evidence, once, only, spread_out
from workbench.discovery.markup import BELOW, HERE, TITLE, VERB
from workbench.discovery.patterns import expression
from workbench.discovery.sights import ANY, ASIDE, DRAWN, WORDS, Sight, shown, wide
from workbench.discovery.traits import before, behind_all, ends, fits, near_name, right_before, varies
from workbench.discovery.view import View
from workbench.discovery.words import KEYED_END
from workbench.profile import Heading, form
from workbench.profile.names import CAMEL, METHODS, forms, identifier, marks_in
from workbench.records import UNKNOWN

MANY = 12
"""A pattern leaves out at most so many words."""

SURE = 7
"""The score of headings that leave no doubt."""

SOME = 8
"""What so many headings have in common they have by no accident."""

OFTEN = 2
"""A name that others mention may stand so often in the style of headings."""

STRAYS = 0.1
"""So few lines in a style may be none of it."""

NEAR = 30
"""Sights of a name that stand so close together, in lines, are one place."""

MARKED = re.compile(r"[^\s\ue000\ue001\ue002.)]")
"""A lead that is more than numbers and varying words."""


_RULE_BELOW = rf"(?=[^\n]*\n{DRAWN})"


def definitions(found: Sequence[Cluster], told: Evidence) -> dict[str, int]:
    """Where each name is defined: the sights of a name that stand close together count as one place."""
    kinds = _kinds(found) | {form(name) for name in told.listed if "9" in form(name)}
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for cluster in found:
        for sight in cluster.sights:
            if form(sight.name) in kinds or sight.name in told.listed:
                places[sight.name].append((sight.line, cluster.score))
    return {name: _best_place(sorted(seen)) for name, seen in places.items()}


def _kinds(found: Sequence[Cluster]) -> set[str]:
    """The forms of names in the surest clusters; a cluster whose names look otherwise needs a keyword of its own."""
    weight: Counter[str] = Counter()
    for cluster in found:
        for sight in cluster.sights:
            weight[form(sight.name)] += cluster.score  # type: ignore[assignment]
    keyed = {form(s.name) for c in found if KEYED_END.match(c.lead) for s in c.sights}
    most = max(weight.values(), default=0)
    strong = {name for name, total in weight.items() if total >= 0.05 * most}
    return (keyed & strong) | {name for name in strong if not keyed or weight[name] >= 0.2 * most}


def _best_place(seen: Sequence[tuple[int, float]]) -> int:
    """The first line that is nearly the surest in the group of near lines with the highest score in all."""
    groups: list[list[tuple[int, float]]] = []
    for line, score in seen:
        if groups and line - groups[-1][-1][0] <= NEAR:
            groups[-1].append((line, score))
        else:
            groups.append([(line, score)])
    best = max(groups, key=lambda group: (sum(score for _, score in group), -group[0][0]))
    most = max(score for _, score in best)
    return next(line for line, score in best if score >= 0.75 * most)


def used(found: Sequence[Cluster], starts: dict[str, int]) -> list[Cluster]:
    """The clusters that start a definition, each with those of its sights that do; the more specific lead first."""
    kept: dict[tuple[str, str, bool], Cluster] = {}
    left = dict(starts)
    for cluster in sorted(found, key=lambda c: (WORDS in c.lead, -c.score)):
        first = [sight for sight in cluster.sights if left.get(sight.name) == sight.line]
        for sight in first:
            del left[sight.name]
        if first and (twin := kept.get(cluster.style)):
            both = sorted((*twin.sights, *first), key=lambda sight: sight.line)
            kept[cluster.style] = replace(only(twin, both), score=max(twin.score, cluster.score))
        elif first:
            kept[cluster.style] = only(cluster, first)
    return list(kept.values())


def siblings(view: View, seen: Iterable[Sight], found: Sequence[Cluster], told: Evidence) -> list[Cluster]:
    """The clusters, each with the sights in its style whose names have another form: few names may have it.

    A name counts when others mention it, or when it has digits as all names of the cluster do.
    """
    styles: dict[tuple[str, str, bool], Cluster] = {}
    for cluster in found:
        styles.setdefault(cluster.style, cluster)
    near = {style: near_name(view, one.sights, 1) if varies(one.lead) else "" for style, one in styles.items()}
    bare = {style: one for style, one in styles.items() if len(one.sights) >= SOME and not MARKED.search(one.lead)}
    behind = {style: behind_all(view, one.sights) for style, one in bare.items()}
    openly = {style for style, one in bare.items() if all(view.is_open(sight.line) for sight in one.sights)}
    known = {sight.name for cluster in found for sight in cluster.sights}
    more: dict[tuple[str, str, bool], list[Sight]] = defaultdict(list)
    for sight in seen:
        for lead in (
            dict.fromkeys((sight.lead, wide(sight.lead)))
            if sight.name not in known and sight.line not in view.listed
            else ()
        ):
            style = (lead, sight.after, sight.underlined)
            alike = style not in bare or fits(view, sight, behind[style])
            alike = alike and (style not in openly or view.is_open(sight.line))
            if alike and style in styles and _belongs(view, sight, styles[style], near[style], told):
                more[style].append(sight)
                break
    alone = {style: _unrepeated(_among(styles[style], members), told) for style, members in more.items()}
    return [
        only(cluster, sorted((*cluster.sights, *alone[cluster.style]), key=lambda sight: sight.line))
        if styles[cluster.style] is cluster and cluster.style in alone
        else cluster
        for cluster in found
    ]


def _among(cluster: Cluster, members: Sequence[Sight]) -> list[Sight]:
    """The sights that stand alone, without those that say the last name again before a heading of the cluster comes."""
    own = set(cluster.sights)
    every = sorted((*cluster.sights, *spread_out(members)), key=lambda sight: sight.line)
    return [sight for sight in once(every) if sight not in own]


def _unrepeated(members: Sequence[Sight], told: Evidence) -> list[Sight]:
    """The sights of names that others mention and that do not recur; of the rest those in one place, unless most are
    in several.

    `[R01]` in every part is the number of a rule, and `[R17]` is then too; `RULES:` in every part is no name, although
    `SEE RULES` mentions it.
    """
    counts = Counter(sight.name for sight in members)
    single = sum(counts[sight.name] == 1 for sight in members) > 0.5 * len(members)
    most = {True: OFTEN, False: 1 if single else 0}
    return [one for one in members if counts[one.name] <= most[one.name in told.mentioned]]


def _belongs(view: View, sight: Sight, cluster: Cluster, near: str, told: Evidence) -> bool:
    if cluster.opening and not view.is_open(sight.line):
        return False
    if near and not before(view, sight).endswith(near):
        return False
    numbered = all(_has_digit(s.name) for s in cluster.sights)
    if sight.name in told.mentioned:
        # Any line begins with some word: only names that look like the others may stand there.
        return bool(cluster.lead) or not numbered or _has_digit(sight.name)
    return bool(MARKED.search(cluster.lead)) and _has_digit(sight.name) and numbered


def _has_digit(name: str) -> bool:
    return any(letter.isdecimal() for letter in name)


def without_titles(view: View, found: Sequence[Cluster], told: Evidence) -> list[Cluster]:
    """Without words that a keyword happens to stand before once, `SERVICE CATALOGUE`, where headings have a style."""
    found = [one for one in found if not of_chapters(view, one, told)]
    if not any(len(cluster.sights) > 2 for cluster in found):
        return found
    kept = [only(cluster, _alike(view, cluster, told)) for cluster in found if len(cluster.sights) > 1]
    return [*kept, *(one for one in found if len(one.sights) == 1 and _is_named(one.sights[0].name, told))]


def _alike(view: View, cluster: Cluster, told: Evidence) -> list[Sight]:
    """The sights without the few that nobody mentions and that are unlike all others: as words, or as lines."""
    left = list(cluster.sights)
    usual = Counter(len(sight.name) for sight in left).most_common(1)[0][0]

    def _longer(_: View, sight: Sight) -> bool:
        """Whether a word has another length than the others."""
        return sight.name.isalpha() and len(sight.name) != usual

    for odd in (_plain, _behind_others, _with_more, _longer):
        some = [sight for sight in left if sight.name not in told.mentioned and odd(view, sight)]
        if some and sum(odd(view, sight) for sight in left) <= STRAYS * len(left):
            left = [sight for sight in left if sight not in some]
    return left


def _plain(view: View, sight: Sight) -> bool:
    """Whether a name is a plain word, where others have marks or digits."""
    return plain(sight)


def _behind_others(view: View, sight: Sight) -> bool:
    """Whether another line stands right above."""
    return not view.is_open(sight.line)


def _with_more(view: View, sight: Sight) -> bool:
    """Whether more than the name stands on its line."""
    return view.lines[sight.line].strip() != sight.name


def _is_named(name: str, told: Evidence) -> bool:
    return name in told.mentioned or _has_digit(name)


_TAILS = (r"[^\S\n]*$", r"[^a-z\n]*$", r"[^\d\n]*$", r"(?!.*[(.,;])[^\n]*$", r"(?:[^\n]*[^.,;\s])?$")
"""What may follow a name on its line: nothing, no small letters, no digits, no marks of sentences and pictures, no end
of a sentence."""

_GAP = re.compile(r"[ \t]{2}|\t|\s*\Z")
_GAPPED = r"(?:(?<=[ \t]{2})|(?<=\t)|(?=[ \t]*\r?$))"
"""A gap behind a name, or nothing."""


def proper(view: View, cluster: Cluster, names: str) -> Heading:
    """The pattern of a cluster, with what must stand before and behind, where other lines begin as its headings do."""
    tail, near = _around(view, cluster)
    if cluster.underlined or cluster.lead.startswith(HERE) or {BELOW, TITLE} & set(cluster.lead):
        return pattern(cluster, names, tail, near)
    own = re.compile(pattern(cluster, names, tail, near).pattern)
    lines = {sight.line for sight in cluster.sights}
    others = [(at, match) for at in view.printed if at not in lines and (match := own.match(view.lines[at]))]
    if others and all(view.is_open(at) for at in lines):
        free = [one for one in others if view.is_open(one[0])]
        closed = len(others) - len(free) > max(1, STRAYS * len(lines))
        cluster, others = replace(cluster, opening=cluster.opening or closed), free if closed else others
    if not others or KEYED_END.match(cluster.lead):
        return pattern(cluster, names, tail, near)
    near += _not_words(cluster, [match["name"] for _, match in others])
    found = [match for at in sorted(lines) if (match := own.match(view.lines[at]))]
    tail = tail or _tail(found, [match for _, match in others])
    return pattern(cluster, names, tail, near)


def _not_words(cluster: Cluster, others: Sequence[str]) -> str:
    """The expression of the words that recur in the style of headings, and look like names: `AUTHOR:`, `RULES:`."""
    names = {sight.name for sight in cluster.sights}
    counts = Counter(name for name in others if name not in names)
    often = sorted(name for name, count in counts.items() if count > OFTEN or (name.isalpha() and name.isupper()))
    return f"(?!(?:{'|'.join(map(re.escape, often))})(?![\\w-]))" if 0 < len(often) <= MANY else ""


def _around(view: View, cluster: Cluster) -> tuple[str, str]:
    """What must stand behind names and before them where only words that vary lead to them: these have no end else."""
    if not varies(cluster.lead):
        return "", ""
    last = all(ends(view, sight) for sight in cluster.sights)
    return _written(_TAILS[0]) if last else "", right_before(near_name(view, cluster.sights, 1))


def _rest(match: re.Match[str]) -> str:
    return match.string[match.end() :].rstrip()


def _tail(found: Sequence[re.Match[str]], others: Sequence[re.Match[str]]) -> str:
    """What follows all names on their lines, and hardly any that are no headings; else nothing."""
    if not found:
        return ""
    rests, strays = [_rest(match) for match in found], [_rest(match) for match in others]
    same = [re.escape(rests[0]) + "$"] if rests[0] and len(set(rests)) == 1 else []
    for told in (*_TAILS, *same):
        form = re.compile(told)
        if all(map(form.match, rests)) and sum(bool(form.match(other)) for other in strays) < 0.3 * len(others):
            return _written(told)
    if all(map(_gapped, found)) and sum(map(_gapped, others)) < 0.3 * len(others):
        return _GAPPED
    return ""


def _gapped(match: re.Match[str]) -> bool:
    return _GAP.match(match.string, match.end("name")) is not None


def _written(told: str) -> str:
    return f"(?={told[:-1]}[ \\t]*\\r?$)" if told.endswith("$") else ""


def pattern(cluster: Cluster, names: str, after_it: str = "", before_it: str = "") -> Heading:
    """The regular expression that finds the headings of a cluster.

    `names`: what endpoints' names look like. `after_it`, `before_it`: what must stand right behind and before one.
    """
    own = names if names != UNKNOWN else forms(sight.name for sight in cluster.sights)
    if own != UNKNOWN and names == UNKNOWN and all(CAMEL.search(sight.name) for sight in cluster.sights):
        own = rf"(?=[A-Za-z]*[a-z][A-Z])(?:{own})"  # no word of small letters
    told = [sight.name for sight in cluster.sights]
    inner = own if own != UNKNOWN else identifier(marks_in(told), not all(map(str.isascii, told)))
    after = re.escape(cluster.after) if cluster.after else r"(?=[\w\s]|$)"
    after = {ANY: r"(?=[\"'\s:,<>}\]]|$)", WORDS: ""}.get(cluster.after, after)
    start = "" if cluster.lead.startswith(HERE) else r"[ \t\f]*+"
    below = _RULE_BELOW if cluster.underlined else ""
    aside = rf"(?:{ASIDE})?+" if any(sight.aside for sight in cluster.sights) else ""
    if varies(cluster.lead) and all(sight.name.islower() for sight in cluster.sights):
        inner = inner.replace("A-Z", "")  # the words before it may begin with a capital
    name = rf"{aside}{before_it}(?P<name>{inner})(?![\w-])[ \t]*"
    text = rf"{start}{expression(cluster.lead)}{name}{after}{after_it}{below}"
    if VERB in cluster.lead:
        text = rf"{expression(cluster.lead)}(?P<verb>(?i:{METHODS}))[\"']?[ \t]*:"
    sure = round(min(1.0, cluster.score / SURE), 2)
    return Heading(pattern=text, sample=sample(cluster), count=len(cluster.sights), sure=sure, opening=cluster.opening)


def sample(cluster: Cluster) -> str:
    """One heading as an example: its line number and what was recognised in it."""
    first = cluster.sights[0]
    return f"line {first.line + 1}: {shown(first.lead)}{first.name}{shown(first.after) if first.after != ANY else ''}"
