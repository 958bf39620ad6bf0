"""A profile proposed from an unknown document, by what repeats in it.

Every line that could be a heading is cut at its first names: what stands before the name is its *lead* ("#. PROGRAM ").
Leads whose names are all different, stand far apart and have declared items below them are headings; leads whose names
stand close together are tables of contents; leads whose names recur are cross references. Nothing is looked up: a
document in a style that nobody has seen is read by the same rules.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from workbench.declarations import NAME, declaration, header
from workbench.profile import Block, Pattern, Profile
from workbench.records import UNKNOWN, ChunkKind, Record
from workbench.spec import Spec
from workbench.structure import ERRATA_PART

MAX_HEADING = 140
"""A heading has at most so many characters."""

TOGETHER = 3
"""Lines this close to each other are entries of a list, not headings of parts."""

_TOKEN = re.compile(rf"(?<![A-Za-z0-9_$#@-]){NAME}(?![A-Za-z0-9_$#@-])")
_KEYWORD = re.compile(
    r"(?<![\w-])(?:PROGRAM(?:ME)?|PROGRAM-ID|PGM|MODULE|TRANSACTION|TRANS|TXN|ENDPOINT|SERVICE|COMPONENT|ROUTINE|OBJECT|UNIT|"
    r"OPERATION|FUNCTION|ENTRY(?: POINT)?|SUBPROGRAM|PROCESS|APPLICATION|INTERFACE|PROGRAMM|MODUL|PROGRAMA)(?![\w-])",
    re.I,
)
_KEYED_END = re.compile(rf"^\W*(?:#\W*)?(?:\w+\W+){{0,3}}{_KEYWORD.pattern}(?:[\s:.=(\[#\"'-]|NAME|ID)*$", re.I)
"""A keyword right before the name, with hardly anything before it: one such line is a heading by itself."""

_NOT_HEADING = re.compile(
    r"\b(?:RECORD|LAYOUT|COPYBOOK|COPY|FILE|TABLE|SCREEN|MAP|FIELD|ITEM|RULE|CODE|ERROR|MESSAGE|SECTION|PARAGRAPH|FD|PIC|"
    r"CALL|CALLS|CALLED|CALLER|SEE|USES|USED|INVOKES?|INVOKED|XREF|REFER(?:S|ENCES)?|RELATED|ALSO|ERRATUM|ERRATA|END|"
    r"CORRECTION|REDEFINES|DEPENDING|IF|WHEN|MOVE|PERFORM|AREA|STRUCTURE|REV|REVISION|PAGE)\b",
    re.I,
)
_SENTENCE = re.compile(r"\b(?:IN|FROM|BY|OF|AND|OR|WITH|THE|TO|IS|ARE|FOR|NOT|THAN)\b|[,;]", re.I)
_ENDS = frozenset(",;")
_XREF = re.compile(
    r"\b(?:CALLED[ -]BY|CALLS?|CALLERS?|CALLING|SEE(?: ALSO)?|USED BY|USES|INVOKE[SD]?(?: BY)?|XREF|CROSS[ -]REF\w*|"
    r"RELATED(?: TO)?|REFERS? TO|REFERENCED BY|LINKS? TO|LINKED FROM|TRIGGER(?:S|ED BY)|NEXT|PREDECESSORS?|SUCCESSORS?|"
    r"UPSTREAM|DOWNSTREAM|DEPENDS ON|REQUIRED BY|STARTED BY|STARTS)\b[ \t]{0,12}(?:\([^)\n]{0,30}\))?[ \t]*(?:[:=]|\.{2,}|(?-i:(?=[A-Z]{2})))",
    re.I,
)
_RULE_LINE = re.compile(r"^[\s*|+#=\-_~.<>/\\]{3,}$")
_CONTENTS = re.compile(r"(?:\.{3,}|…|\. \. \.|\s{3,})\s*\d{1,5}\s*$")
_DOTTED = re.compile(r"[A-Za-z].*?\s(?:\.{3,}|…|(?:\. ){3,})\s*\d{1,5}\s*$")
_PART = re.compile(
    r"^[ \t*#=|\-\f]{0,12}(?:[\dIVX]+(?:\.\d+)*[.)]?\s+)?(?:APPENDI(?:X|CES)|ANNEX|ANHANG|CHAPTER|PART|VOLUME|BOOK|ERRATA|CORRIGEND(?:A|UM)|"
    r"ADDEND(?:A|UM)|GLOSSARY|INDEX|TABLE OF CONTENTS|CONTENTS|EXTERNAL (?:MODULES?|PROGRAMS?|ROUTINES?|UTILITIES)|"
    r"CORRECTIONS|AMENDMENTS|CHANGE (?:HISTORY|NOTICES?|LOG)|REVISION HISTORY|LATE CHANGES)\b",
    re.I,
)
_ERRATUM = re.compile(
    r"^[ \t*#|>\-\f\[(]{0,12}(?:\d+[.)]\s+)?(ERRATUM|CORRECTION|CORRIGENDUM|AMENDMENT|CHANGE NOTICE|SUPERSEDE[SD]?|"
    r"REPLACEMENT NOTICE|LATE CHANGE|ERR|CN|COR)(?:[ \t]+(?:NO\.?|NR\.?|NUMBER|#)?[ \t]*|[ \t]*[-:#.][ \t]*)(?=[A-Z]{0,3}-?\d)",
    re.I,
)
_KINDS: tuple[tuple[ChunkKind, str], ...] = (
    ("rules", r"\bRULES?\b|\bVALIDATIONS?\b|\bPROCESSING LOGIC\b|\bLOGIC\b|\bCONDITIONS\b"),
    ("screen", r"\bSCREENS?\b|\bMAPS?\b|\bPANELS?\b|\bDISPLAY LAYOUT\b|\bFORM\b"),
    ("table", r"\bCODES?\b|\bMESSAGES?\b|\bTABLES?\b|\bI/O\b|\bINPUT\b|\bOUTPUT\b|\bFILES?\b|\bRETURN\b|\bSTATUS\b"),
    (
        "record",
        r"\bRECORDS?\b|\bLAYOUTS?\b|\bCOPYBOOK\b|\bDATA (?:AREA|STRUCTURE|DIVISION)\b|\bCOMMAREA\b|\bSTRUCTURES?\b",
    ),
    ("notes", r"\bNOTES?\b|\bREMARKS?\b|\bCOMMENTS?\b|\bDESCRIPTION\b|\bOBSERVATIONS?\b|\bPURPOSE\b|\bOVERVIEW\b"),
)


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


@dataclass(frozen=True)
class _Sight:
    """A name seen in a line that could be a heading."""

    line: int
    name: str
    lead: str
    after: str
    underlined: bool


@dataclass(frozen=True)
class _Cluster:
    """All sights with one lead."""

    lead: str
    after: str
    underlined: bool
    sights: tuple[_Sight, ...]
    score: float


def propose(spec: Spec) -> Discovery:
    """A profile for a spec, with what was found, how often and how sure."""
    view = _View(spec)
    clusters = _headings(view)
    starts = _definitions(view, clusters)
    names = _name_form(starts)
    clusters += _second_look(view, starts, names)
    starts |= {sight.name: sight.line for cluster in clusters for sight in cluster.sights if sight.name not in starts}
    names = _name_form(starts)
    used = _used(clusters, starts)
    headings = [_pattern(cluster, names) for cluster in used]
    blocks = _blocks(view, sorted(starts.values()), names)
    profile = Profile(
        name=re.sub(r"[^A-Za-z0-9_.-]", "-", spec.name),
        sure=_sureness(used, starts),
        names=names,
        headings=tuple(headings),
        parts=_parts(view),
        blocks=tuple(blocks),
        mentions=_mentions(view),
        errata=_errata(view),
    )
    return Discovery(
        profile=profile,
        findings=tuple(_findings(profile, used)),
        names=tuple(sorted(starts)),
        undefined=(),
    )


class _View:
    """What discovery looks at: the lines with their classes, and which of them declare an item."""

    def __init__(self, spec: Spec) -> None:
        self.lines = [line.replace("\f", "") if "\f" in line else line for line in spec.lines]
        self.classes = spec.classes
        self.headers: set[int] = set()
        self.declared = self._declared()
        self.corrections = self._corrections()
        self.listed, self.referred = self._mentioned()

    def _corrections(self) -> set[int]:
        """Indices of the lines in parts of corrections: they name endpoints and define none."""
        found: set[int] = set()
        inside = False
        for index, line in enumerate(self.lines):
            if len(line) <= MAX_HEADING and _PART.match(line) and self.classes[index] == "content" and self.is_open(index):
                inside = bool(ERRATA_PART.search(line))
            if inside:
                found.add(index)
        return found

    def _mentioned(self) -> tuple[set[str], set[str]]:
        """Names that stand first in entries of a table of contents, and names on lines that refer to others."""
        entries: list[tuple[int, str]] = []
        referred: set[str] = set()
        items = set(self.declared) | self.headers
        for index, line in enumerate(self.lines):
            if self.classes[index] != "content" or len(line) > 300 or index in items:
                continue
            if _DOTTED.search(line) and (names := _names_in(line)):
                entries.append((index, names[0]))
            elif match := _XREF.search(line):
                referred.update(_names_in(line[match.end() :]))
        near = {a for (a, _), (b, _) in zip(entries, entries[1:], strict=False) if b - a <= TOGETHER}
        listed = {name for at, name in entries if at in near or any(before in near for before in range(at - TOGETHER, at))}
        return listed, referred

    def _declared(self) -> list[int]:
        """Indices of the lines that declare an item, in order; a table ends with the third line that is no row."""
        found, table, others = [], None, 0
        for index, line in enumerate(self.lines):
            if self.classes[index] != "content" or len(line) > 400:
                continue
            if (row := header(line)) is not None:
                table, others = row, 0
                self.headers.add(index)
            elif declaration(line, table) is not None:
                found.append(index)
                others = 0
            elif (others := others + 1) == 3:
                table = None
        return found

    def declares_between(self, start: int, end: int) -> bool:
        """Whether any item is declared at an index in start..end, the end exclusive."""
        at = bisect_right(self.declared, start - 1)
        return at < len(self.declared) and self.declared[at] < end

    def after(self, index: int) -> str:
        """The next printed line, stripped; empty at the end."""
        for later in range(index + 1, min(index + 12, len(self.lines))):
            if self.classes[later] == "content":
                return self.lines[later].strip()
        return ""

    def is_open(self, index: int) -> bool:
        """Whether a blank line, a rule or a page break stands before."""
        if index == 0 or self.classes[index - 1] != "content":
            return True
        return bool(_RULE_LINE.match(self.lines[index - 1]))


def _names_in(line: str) -> list[str]:
    """The names on a line that have a digit, or four capitals; a star behind a name says that it is not one of ours."""
    found = []
    for match in _TOKEN.finditer(line):
        name = match[0]
        if line[match.end() : match.end() + 1] != "*" and re.search("[A-Z]", name) and len(name) > 3:
            found.append(name)
    return found


def _lead(text: str) -> str:
    """What stands before a name, without numbers, widths and repeated marks."""
    text = re.sub(r"\b[A-Z]\.\d+(?:\.\d+)*|\d+(?:\.\d+)*|\b[IVX]+(?=[.)])", "#", text)
    text = re.sub(r"([^\w\s#])\1+", r"\1\1", text)
    return re.sub(r"\s+", " ", text).lstrip()


def _sights(view: _View) -> list[_Sight]:
    """All names in lines that could be headings, at most four a line."""
    declared = set(view.declared) | view.headers | view.corrections
    found = []
    for index, line in enumerate(view.lines):
        if view.classes[index] != "content" or len(line) > MAX_HEADING or index in declared or _CONTENTS.search(line):
            continue
        below = view.after(index)
        underlined = bool(_RULE_LINE.match(below)) and not re.search(r"\|.*\|", below)
        for place, match in enumerate(_TOKEN.finditer(line)):
            if place == 4:
                break
            if len(match[0]) < 3 or not re.search("[A-Z]", match[0]):
                continue
            rest = line[match.end() :].strip()
            after = re.match(r"[^\w\s]?", rest)
            lead = _lead(line[: match.start()])
            found.append(_Sight(index, match[0], lead, after[0] if after else "", underlined))
    return found


def _headings(view: _View) -> list[_Cluster]:
    groups: dict[tuple[str, str, bool, str], list[_Sight]] = defaultdict(list)
    for sight in _sights(view):
        if sight.after == "/" or sight.after in _ENDS and not re.fullmatch(r"[#.()\s]*#[#.()\s]*", sight.lead):
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
            clusters.append(_Cluster(lead, after, underlined, tuple(spread), score))
    return sorted(clusters, key=lambda cluster: (-cluster.score, -len(cluster.sights), cluster.lead))


def _wide(lead: str) -> str:
    """A lead whose words vary: `#.# ORDER ENTRY (` becomes `#.# ~ (`."""
    if _KEYWORD.search(lead) or _NOT_HEADING.search(lead):
        return lead
    return re.sub(r"[A-Za-z][\w'/&-]*(?:[ ,]+[A-Za-z&][\w'/&-]*)*", "~", lead)


def _without_lists(sights: Sequence[_Sight]) -> list[_Sight]:
    """The sights that do not stand in a run of four or more, each within three lines of the next."""
    kept: list[_Sight] = []
    run: list[_Sight] = []
    for sight in sights:
        if run and sight.line - run[-1].line > TOGETHER:
            kept.extend(run if len(run) < 4 else [])
            run = []
        run.append(sight)
    return kept + (run if len(run) < 4 else [])


def _score(view: _View, lead: str, underlined: bool, sights: Sequence[_Sight], known: Counter[str]) -> float:
    keyed = bool(_KEYED_END.match(lead))
    if not sights or (len(sights) < 2 and not _KEYED_END.match(lead)) or _NOT_HEADING.search(lead) or (not keyed and _SENTENCE.search(lead)):
        return 0
    names = {sight.name for sight in sights}
    if len(sights) < 2 and (_SENTENCE.search(lead) or not view.is_open(sights[0].line)):
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


def _definitions(view: _View, clusters: Sequence[_Cluster]) -> dict[str, int]:
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


def _forms(clusters: Sequence[_Cluster]) -> set[str]:
    """The forms of names in the surest clusters; a cluster whose names look otherwise needs a keyword of its own."""
    weight: Counter[str] = Counter()
    for cluster in clusters:
        for sight in cluster.sights:
            weight[form(sight.name)] += cluster.score
    keyed = {form(s.name) for c in clusters if _KEYED_END.match(c.lead) for s in c.sights}
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


def _used(clusters: Sequence[_Cluster], starts: dict[str, int]) -> list[_Cluster]:
    """The clusters that start a definition, each with those of its sights that do; the more specific lead first."""
    used, left = [], dict(starts)
    for cluster in sorted(clusters, key=lambda c: ("~" in c.lead, -c.score)):
        first = tuple(sight for sight in cluster.sights if left.get(sight.name) == sight.line)
        for sight in first:
            del left[sight.name]
        twin = next((i for i, other in enumerate(used) if _style(other) == _style(cluster)), -1)
        if first and twin >= 0:
            first = tuple(sorted((*used[twin].sights, *first), key=lambda sight: sight.line))
            used[twin] = _Cluster(*_style(cluster), first, max(used[twin].score, cluster.score))
        elif first:
            used.append(_Cluster(*_style(cluster), first, cluster.score))
    return used


def _style(cluster: _Cluster) -> tuple[str, str, bool]:
    return cluster.lead, cluster.after, cluster.underlined


def _name_form(starts: Iterable[str]) -> str:
    """One regular expression for the names, when they have a form of their own: letters and digits in a fixed order."""
    forms: dict[str, list[str]] = defaultdict(list)
    for name in starts:
        forms[form(name)].append(name)
    if not forms or any("9" not in kind for kind in forms) or len(forms) > 6:
        return UNKNOWN
    return "|".join(sorted(_form_regex(kind, names) for kind, names in forms.items()))


def _second_look(view: _View, starts: dict[str, int], names: str) -> list[_Cluster]:
    """Headings in a style that occurs once: the one line that could define a name that others mention.

    Only names that a table of contents lists, or that a reference mentions in the form of those that are known.
    """
    formed = re.compile(rf"(?:{names})\Z") if names != UNKNOWN else re.compile("(?!)")
    mentioned = view.listed | {name for name in view.referred if formed.match(name)}
    missing = mentioned - set(starts)
    places: dict[str, list[_Sight]] = defaultdict(list)
    for sight in _sights(view):
        if sight.name in missing and not _NOT_HEADING.search(sight.lead) and not _XREF.search(view.lines[sight.line]):
            places[sight.name].append(sight)
    known = sorted(starts.values())
    best = [max(places[name], key=lambda sight: (_lone(view, sight, known), -sight.line)) for name in sorted(places)]
    return [_Cluster(s.lead, s.after, s.underlined, (s,), score) for s in best if (score := _lone(view, s, known)) >= 2]


def _lone(view: _View, sight: _Sight, known: Sequence[int]) -> float:
    """How much a single line looks like a heading: it opens, it is short, and items are declared below it."""
    after = next((line for line in known if line > sight.line), len(view.lines))
    told = _SENTENCE.search(sight.lead) and not _KEYED_END.match(sight.lead)
    if told or not view.declares_between(sight.line, min(after, sight.line + 200)):
        return 0
    short = len(view.lines[sight.line].split()) <= 8
    return view.is_open(sight.line) + 0.7 * sight.underlined + short + 2 * bool(_KEYED_END.match(sight.lead))


def _form_regex(kind: str, names: Sequence[str]) -> str:
    parts = [re.findall(r"[A-Z]+|\d+|[^A-Z\d]", name) for name in names]
    out = []
    for place, piece in enumerate(re.findall(r"A|9|[^A9]", kind)):
        lengths = [len(part[place]) for part in parts]
        few, many = min(lengths), max(lengths)
        count = f"{{{few}}}" if few == many else f"{{{few},{many}}}"
        out.append({"A": f"[A-Z]{count}", "9": rf"\d{count}"}.get(piece, re.escape(piece)))
    return "".join(out)


def _pattern(cluster: _Cluster, names: str) -> Pattern:
    lead = re.escape(cluster.lead).replace(r"\ ", "[ \\t]+").replace(r"\#", r"(?:[A-Z]\.)?[\dIVX]+(?:\.\d+)*")
    lead = re.sub(r"((?:\\)?[^\w\s\\])\1", r"\1+", lead).replace("~", r"[A-Za-z][^\n(\[]*?")
    inner = names if names != UNKNOWN else NAME.replace("(?:", "(?:")
    after = re.escape(cluster.after) if cluster.after else r"(?=[\w\s]|$)"
    below = r"(?=[^\n]*\n[ \t]*[*|+#=\-_~.<>/\\]{3,}[ \t]*\r?$)" if cluster.underlined else ""
    text = rf"[ \t\f]*{lead}(?P<name>{inner})(?![\w-])[ \t]*{after}{below}"
    return Pattern(pattern=text, sample=_sample(cluster), count=len(cluster.sights))


def _sample(cluster: _Cluster) -> str:
    return f"line {cluster.sights[0].line + 1}: {cluster.lead}{cluster.sights[0].name}{cluster.after}"


def _blocks(view: _View, starts: Sequence[int], names: str) -> list[Block]:
    """Sub-headings: the same short line in several endpoints, its numbers and names aside."""
    if not starts:
        return []
    seen: dict[str, set[int]] = defaultdict(set)
    sample: dict[str, str] = {}
    skip = set(view.declared) | view.headers
    for index, line in enumerate(view.lines):
        text = line.strip()
        if not text or len(text) > 70 or index in skip or view.classes[index] != "content" or not view.is_open(index):
            continue
        key = _subheading(text, names)
        if key and (owner := bisect_right(starts, index)):
            seen[key].add(owner)
            sample.setdefault(key, text)
    often = max(2, min(5, len(starts) // 20))
    keys = sorted((key for key, owners in seen.items() if len(owners) >= often), key=lambda k: (-len(seen[k]), k))
    return [
        Block(kind=kind, pattern=_key_regex(key, names), sample=sample[key], count=len(seen[key]))
        for key in keys[:40]
        if (kind := _kind(key)) != "text"
    ]


def _subheading(text: str, names: str) -> str:
    """A short line with what varies taken out, or nothing when it reads like a sentence."""
    bare = re.sub(names, "@", text) if names != UNKNOWN else text
    bare = re.sub(r"\d+(?:\.\d+)*", "#", bare)
    words = re.findall(r"[A-Za-z]+", bare)
    if not 1 <= len(words) <= 6 or _RULE_LINE.match(text):
        return ""
    if bare.upper() != bare and not (bare.endswith(":") or bare.istitle() or bare.startswith(("#", "=", "-", "*"))):
        return ""
    return re.sub(r"\s+", " ", re.sub(r"([^\w\s#@])\1+", r"\1\1", bare))


def _kind(key: str) -> ChunkKind:
    return next((kind for kind, words in _KINDS if re.search(words, key, re.I)), "text")


def _key_regex(key: str, names: str) -> str:
    text = re.escape(key).replace(r"\ ", "[ \\t]+").replace(r"\#", r"\d+(?:\.\d+)*")
    text = re.sub(r"((?:\\)?[^\w\s\\@])\1", r"\1+", text)
    return r"[ \t\f]*" + text.replace("@", f"(?:{names})") + r"[ \t]*\r?$"


def _parts(view: _View) -> tuple[Pattern, ...]:
    found = [index for index, line in enumerate(view.lines) if _is_part(view, index, line)]
    if not found:
        return ()
    sample = view.lines[found[0]].strip()[:80]
    return (Pattern(pattern=_inline(_PART), sample=sample, count=len(found)),)


def _is_part(view: _View, index: int, line: str) -> bool:
    return (
        len(line) <= MAX_HEADING
        and view.classes[index] == "content"
        and bool(_PART.match(line))
        and view.is_open(index)
    )


def _mentions(view: _View) -> tuple[Pattern, ...]:
    found = [
        i
        for i, line in enumerate(view.lines)
        if view.classes[i] == "content" and len(line) < 400 and _XREF.search(line)
    ]
    if not found:
        return ()
    pattern = r"[^\n]{0,60}?" + _inline(_XREF)
    return (Pattern(pattern=pattern, sample=view.lines[found[0]].strip()[:80], count=len(found)),)


def _errata(view: _View) -> tuple[Pattern, ...]:
    found = [i for i, line in enumerate(view.lines) if view.classes[i] == "content" and _ERRATUM.match(line)]
    if not found:
        return ()
    return (Pattern(pattern=_inline(_ERRATUM), sample=view.lines[found[0]].strip()[:80], count=len(found)),)


def _inline(regex: re.Pattern[str]) -> str:
    """A pattern that keeps its case-blindness inside a larger one, without its capturing groups."""
    text = re.sub(r"(?<!\\)\((?!\?)", "(?:", regex.pattern.lstrip("^"))
    return f"(?i:{text})"


def _sureness(used: Sequence[_Cluster], starts: dict[str, int]) -> float:
    if not starts:
        return 0.0
    mean = sum(cluster.score * len(cluster.sights) for cluster in used) / sum(len(c.sights) for c in used)
    return round(min(1.0, mean / 7), 2)


def _findings(profile: Profile, used: Sequence[_Cluster]) -> list[Finding]:
    found = [
        Finding(
            what="heading",
            count=len(cluster.sights),
            sure=round(min(1.0, cluster.score / 7), 2),
            sample=_sample(cluster),
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
