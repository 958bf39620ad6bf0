"""Headings of documents in a data format, YAML, JSON or XML: by their key and by how deep it stands.

Nothing is parsed as a whole: a damaged document still has its lines. `  - program: X`, `  X:`, `<Name>X</Name>` and
`<tx id="X">` name an endpoint where the same key at the same depth has another value each time, far apart, and no key
further out has: `<Name>` deeper inside names its records and its fields.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from workbench.discovery.clusters import Cluster
from workbench.discovery.markup import DEEPER, HERE, QUOTE, TAB, VERB
from workbench.discovery.sights import ANY, Sight
from workbench.discovery.view import View
from workbench.discovery.words import KEYWORD, NOT_LABEL
from workbench.profile import Heading
from workbench.profile.names import METHODS, ROUTE

FORMATTED = 0.8
"""So many lines of a document in a data format begin with a key, a tag or a bracket."""

EACH = 5
"""Every so-manieth line is looked at to tell that."""

FEW, MANY = 4, 8
"""A key that names endpoints stands there so often: where its word is one for endpoints, and where it is any other."""

LONGEST = 300

SURE = 5.0

_LINE = re.compile(
    r"[ \t]*(?:</?[A-Za-z!?]|-->|[\]}\[{]|#|---|- |"
    r"(?:- +)*[\"']?[^\s\"',:]+(?: /[^\s\"':]*)?[\"']?\s*:(?:\s|$|[\"\[{]))"
)
_PAGE = re.compile(r"<(?:p|h[1-6]|t[rdh]|li|dt|dd|table)\b", re.I)
_PAIR = re.compile(
    rf"""([ \t]*(?:-[ ]+)*)(?:\{{[ ]*)?(["']?)({ROUTE}|[^\s"'<>:,{{}}\[\]]+|/[^\s"']*?)\2[ \t]*:"""
    rf"""(?=\s|$|["'\[{{])[ \t]*(.*)"""
)
_TAG = re.compile(r"([ \t]*)<([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?:(>)([^<>]*)(</)?)?")
_MORE = re.compile(r"([ \t]+)(?=[\w:.-]+\s*=\s*[\"'])()((?:\s*[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))+)\s*(/?>)?\s*$")
_ATTRIBUTE = re.compile(r"([\w:.-]+)(\s*=\s*)([\"'])([^\"']*)")
_END = re.compile(r"(?:\A|[ \t]+)#.*$|,?[ \t]*$")
_VALUE = re.compile(rf"""(["']?)({ROUTE}|[A-Za-z0-9_$#@][\w$#@./:-]*)\1""")
_OPEN = re.compile(r"(?:[&!][\w.-]+|[\[{{]|[>|][+-]?)?\Z")
_VERBS = re.compile(rf"(?:{METHODS})\Z", re.I)
_PATH = re.compile(r"/[\w{}/.:~$-]*\Z")
_SPOKEN = re.compile(rf"{ROUTE}|[\w$#@./:{{}}-]+")


@dataclass(frozen=True)
class _Key:
    """Where names stand: the column of the key, the text around it, and the key; "" where that is the name."""

    column: str
    lead: str
    key: str
    depth: int


def trees(view: View) -> list[Cluster]:
    """The headings of a document in a data format, one cluster; none in any other document."""
    if not _formatted(view):
        return []
    groups = _groups(view)
    groups |= _routes(groups)
    likely = {key: members for key, members in groups.items() if _divides(view, key, members)}
    spoken = _spoken(view, likely)
    for other in set(_other_names(likely, spoken)):
        del likely[other]
    best = max(likely, key=lambda key: _worth(key, likely[key], spoken), default=None)
    return [Cluster(best.lead, ANY, False, tuple(likely[best]), SURE)] if best else []


def _groups(view: View) -> dict[_Key, list[Sight]]:
    """The names behind each key at each depth; of keys that are names themselves, those that stand below one key."""
    groups: dict[_Key, list[Sight]] = defaultdict(list)
    inside: dict[_Key, dict[str, list[Sight]]] = defaultdict(lambda: defaultdict(list))
    above: list[tuple[int, str]] = []
    outside = 1
    for index in view.printed:
        line = view.lines[index]
        for key, name in _named(line, outside) if len(line) <= LONGEST else ():
            sight = Sight(index, name, key.lead, ANY, False)
            groups[key].append(sight)
            if not key.key:
                while above and above[-1][0] >= len(key.column):
                    above.pop()
                inside[key][above[-1][1] if above else ""].append(sight)
                above.append((len(key.column), name))
        if "<" in line:
            outside = len(line) - len(line.lstrip()) + 1
    for key, found in inside.items():
        most = max(found.values(), key=len)
        if 2 * len(most) > len(groups[key]):
            groups[key] = most
    return groups


def _formatted(view: View) -> bool:
    some = [view.lines[at] for at in view.printed[::EACH]]
    if len(some) < FEW or sum(_LINE.match(line) is not None for line in some) < FORMATTED * len(some):
        return False
    return sum(_PAGE.search(line) is not None for line in some) < 0.1 * len(some)


def _named(line: str, outside: int) -> Iterator[tuple[_Key, str]]:
    """The names in a line, each with the key that leads to it; `outside`: how deep a tag stands that is still open."""
    if match := _PAIR.match(line):
        column, key, value = _column(match[1]), match[3], _END.sub("", match[4])
        if _OPEN.match(value):
            yield _Key(column, f"{column}{QUOTE}", "", len(column)), key
        elif told := _VALUE.fullmatch(value):
            yield _Key(column, f"{column}{QUOTE}{key}{QUOTE}: {QUOTE}", key, len(column)), told[2]
    elif match := _TAG.match(line) or _MORE.match(line):
        column, tag = _column(match[1]), match[2]
        depth = len(column) if tag else outside
        for key, mark, _, value in _ATTRIBUTE.findall(match[3]):
            if told := _VALUE.fullmatch(value):
                before = (f"<{tag} " if tag else "") + ("" if match[3].lstrip().startswith(key) else ANY)
                yield _Key(column, f"{column}{before}{key}{mark.strip()}{QUOTE}", f"{tag} {key}", depth), told[2]
        if tag and match[4] and (told := _VALUE.fullmatch(match[5].strip())):
            yield _Key(column, f"{column}<{tag}{ANY if match[3] else ''}>", tag, depth), told[2]


def _column(pad: str) -> str:
    """How deep a key stands, as the beginning of a lead."""
    return HERE + "".join(TAB if mark == "\t" else DEEPER for mark in pad)


def _routes(groups: Mapping[_Key, Sequence[Sight]]) -> dict[_Key, list[Sight]]:
    """Methods below paths, `/orders/{id}:` and then `get:`: the names are both together."""
    found: dict[_Key, list[Sight]] = {}
    named = sorted((s.line, key, s) for key, members in groups.items() if not key.key for s in members)
    path, above = "", HERE
    for line, key, sight in named:
        if _PATH.match(sight.name):
            path, above = sight.name, key.column
        elif path and len(key.column) > len(above) and _VERBS.match(sight.name):
            told = _Key(key.column, f"{key.column}{QUOTE}{VERB}", VERB, key.depth)
            found.setdefault(told, []).append(Sight(line, f"{sight.name.upper()} {path}", told.lead, ANY, False))
    return found


def _other_names(likely: Mapping[_Key, Sequence[Sight]], spoken: Mapping[_Key, float]) -> Iterator[_Key]:
    """What names the same endpoints otherwise than the document does.

    Methods below paths, where nearly each has a name of its own further inside, `operationId: getOrder`, or where each
    path has one and the document speaks of the paths alone; else these paths.
    """
    for routes in [key for key in likely if key.key == VERB]:
        inside = [key for key in likely if _keyed(key) and len(key.column) > len(routes.column)]
        if any(len(likely[key]) >= 0.9 * len(likely[routes]) for key in inside):
            yield routes
        single = len({sight.name.partition(" ")[2] for sight in likely[routes]}) == len(likely[routes])
        for key in likely:
            if not key.key and all(_PATH.match(sight.name) for sight in likely[key]):
                yield routes if single and spoken[key] > spoken[routes] else key


def paths(headings: Sequence[Cluster]) -> list[Heading]:
    """The pattern of the paths below which methods stand, where these are the headings."""
    if not any(VERB in cluster.lead for cluster in headings):
        return []
    return [Heading(pattern=rf"[ \t]*+[\"']?(?P<path>{_PATH.pattern[:-2]})[\"']?[ \t]*:", sample="/...:")]


def _divides(view: View, key: _Key, members: Sequence[Sight]) -> bool:
    """Whether the names differ, and stand apart all over the document."""
    names = {sight.name for sight in members}
    keyed = _keyed(key)
    if len(names) < (FEW if keyed else MANY) or len(names) < 0.95 * len(members):
        return False
    if NOT_LABEL.search(key.key.replace("_", " ")) or (all(map(str.isdecimal, names)) and not keyed):
        return False
    lines = [*(sight.line for sight in members), len(view.lines)]
    gaps = [end - start for start, end in pairwise(lines)]
    return median(gaps) >= 4 and max(gaps) <= 0.5 * len(view.lines) and lines[0] <= 0.5 * len(view.lines)


def _keyed(key: _Key) -> bool:
    words = key.key.replace("_", " ").split() or [""]
    return key.key == VERB or any(KEYWORD.fullmatch(word) for word in words)


def _spoken(view: View, likely: Mapping[_Key, Sequence[Sight]]) -> dict[_Key, float]:
    """How many of the names behind each key stand on other lines too."""
    names = {sight.name for members in likely.values() for sight in members}
    lines: dict[str, set[int]] = defaultdict(set)
    for index in view.printed if names else ():
        for match in _SPOKEN.finditer(view.lines[index]):
            if (name := match[0].rstrip(":")) in names:
                lines[name].add(index)
    return {
        key: sum(bool(lines[sight.name] - {sight.line}) for sight in members) / len(members)
        for key, members in likely.items()
    }


def _worth(key: _Key, members: Sequence[Sight], spoken: Mapping[_Key, float]) -> tuple[float, ...]:
    """The order of keys, the best last: a word for endpoints, names that others use, and what stands furthest out."""
    return (round(_keyed(key) + spoken[key]), -key.depth, key.key != "", -members[0].line)
