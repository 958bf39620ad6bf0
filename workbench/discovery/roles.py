"""Names by what they do alone: whatever stands at one place of lines that divide the document, and elsewhere too.

No form of names is asked for: a number, small letters, ordinary words in a heading or behind a label. What stands
there is different on each such line, the lines stand apart, and other lines speak of it. Looked for only where nothing
that looks like names looks like headings.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from workbench.discovery.sights import Sight, is_underlined, last_of_section, lead, says_end, titled
from workbench.discovery.traits import kind_near
from workbench.discovery.view import MAX_HEADING, View, far_apart, spread
from workbench.profile import form

LEAST = 8
"""So many lines with one shape may divide a document."""

WORDS = 4
"""A name has at most so many words."""

LONGEST = 40
"""A name has at most so many characters."""

_BARE = re.compile(r"[\s\W]*(?=\d{3,}(?:\s*\Z|\s*\(|\s{2}))")
_START = re.compile(r"[\s\W]*(?:(?:[hH][1-6]\.|\d+(?:\.\d+)*[.)]?)\s+)?")
_LABEL = re.compile(r"\s*\W{0,3}\s*[^\W\d_][\w -]{0,24}?[\s.]*[:=]+\s*[\"'`\[<(*]*")
_SECOND_LABEL = re.compile(rf"[^,;]*[,;]{_LABEL.pattern}")
_FIRST = re.compile(r"\s*\W{0,6}\s*(?:\d+(?:\.\d+)*[.)]?[ \t]+)?[^\W\d_]\w*[ \t]+[\"'`\[<(*]*(?=\w)")
_SECOND = re.compile(r"\s*\W{0,6}\s*[^\W\d_]\w*[ \t]+[^\W\d_]\w*[ \t]+[\"'`\[<(*]*(?=\w)")
_CELL = re.compile(r"\s*[|!;\t].*[|!;\t]\s*(?=[^\s|!;]+(?: [^\s|!;]+)*\s*[|!;]\s*$)")
"""What stands before the last cell of a row."""
_LAST = re.compile(
    r"(?:\S.*?(?:[ \t]{2,}|\t|\s[/|:>–—-]+\s|[(\[])\s*)(?=[^\s(\[]+(?: [^\s(\[]+){0,3}[)\]]?\s*[=#*~]*\s*$)"
)
"""What stands before the last words of a line, behind a title and a mark or a gap."""
_PART = r"[^\W_](?:[\w$#@./&-]|::?(?=[a-z])|::(?=\w))*"
_VALUE = re.compile(rf"(?:[$#@](?=[A-Z]))?{_PART}(?: (?:&|{_PART}))*")
_TOKEN = re.compile(r"(?:[$#@](?=[A-Z]))?[^\W_][\w$#@-]*(?:(?:[./&]|::|:(?=[a-z]))[\w$#@-]+)*")
_ENDING = re.compile(
    r"(?=(?:[^.;:]|\.(?=\w)|::(?=\w)){8,90}$)(?:\d[\d.)]*\s+)?[^\W\d_](?:[^.;:]|\.(?=\w)|::(?=\w))*[ \t](?=\S+\s*$)"
)
"""What stands before the last word of a line that may be a title."""
_TAIL = ".-/& "
_OPENED = "\n"
"""Before the lead of lines that open."""
_UNDERLINED = "\n\n"
"""Before that of lines with a rule below."""

_Place = tuple[int, int]
_Named = tuple[int, str]


def roles(view: View) -> list[Sight]:
    """Sights of all that stands at one place of lines which may divide the document, wherever it stands."""
    groups: dict[tuple[str, str, bool, str], list[_Named]] = defaultdict(list)
    for index in _lines(view):
        line, underlined = view.lines[index], is_underlined(view, index)
        for start, end in _spans(line):
            value = line[start:end]
            after = line[end:].lstrip()[:1]
            for told in _leads(line, start, view.is_open(index), underlined):
                for kind in ("", _kind(value)):
                    groups[told, "" if after.isalnum() else after, " " in value, kind].append((index, value))
    named = {value for members in groups.values() for value in _dividing(members, len(view.lines))}
    return list(_everywhere(view, named)) if named else []


def _kind(value: str) -> str:
    """The form of a value; of several words, whether they begin with a capital."""
    return str(value[0].isupper()) if " " in value else form(value)


def _lines(view: View) -> Iterator[int]:
    silent = view.silent | view.entries
    return (index for index in view.printed if len(view.lines[index]) <= MAX_HEADING and index not in silent)


def _spans(line: str) -> Iterator[_Place]:
    """Where a name may stand: at the start, behind a label, behind a word or two; all words there, and the first."""
    starts = [
        found.end()
        for each in (_BARE, _START, _LABEL, _SECOND_LABEL, _FIRST, _SECOND, _CELL, _LAST, _ENDING)
        if (found := each.match(line))
    ]
    told: dict[_Place, None] = {}
    for start in starts:
        if (value := _VALUE.match(line, start)) and value[0].count(" ") < WORDS and len(value[0]) <= LONGEST:
            if " " not in value[0] or not says_end(value[0].rpartition(" ")[0]):
                told[start, start + len(value[0].rstrip(_TAIL))] = None
        if token := _TOKEN.match(line, start):
            told[token.span()] = None
    return (place for place in told if place[1] - place[0] > 1)


def _leads(line: str, start: int, opened: bool, underlined: bool) -> Iterable[str]:
    """What stands before a place; before the last cell of a row, or what is last, also with other words before it.

    With other words, lines that open are also counted alone, and those with one word or gap right before that place;
    lines with a rule below always.
    """
    told = lead(line[:start])
    below = (_UNDERLINED + told,) if underlined else ()
    last = any((found := each.match(line)) and found.end() == start for each in (_CELL, _LAST, _ENDING))
    if not last:
        return (told, *below)
    others = titled(told)
    openly = (_OPENED + others, others + _OPENED + kind_near(line[:start])) if opened else ()
    return dict.fromkeys((told, others, *openly, *below))


def _dividing(members: Sequence[_Named], end: int) -> Iterable[str]:
    """The different values of lines that stand apart; none where they recur, or stand close together."""
    lines = [index for index, _ in members]
    alone = [one for one, far in zip(members, spread(lines), strict=True) if far]
    counts = Counter(value for _, value in alone)
    if len(counts) < LEAST or len(counts) < 0.9 * len(alone):
        return ()
    return counts if far_apart([index for index, _ in alone], end) else ()


def _everywhere(view: View, named: Iterable[str]) -> Iterator[Sight]:
    """Each place where one of the names stands, the longest where several begin; a name may stand inside another."""
    first: Mapping[str, list[str]] = defaultdict(list)
    for name in sorted(_alone(set(named)), key=len, reverse=True):
        first[_TOKEN.match(name)[0]].append(name)  # type: ignore[index]
    for index in _lines(view):
        line = view.lines[index]
        for token in _TOKEN.finditer(line):
            start = token.start() if token[0] in first else token.end() - len(token[0].rpartition(":")[2])
            some = first.get(line[start : token.end()], ())
            if name := next((one for one in some if _stands(one, line, start)), ""):
                told, end = lead(line[:start]), start + len(name)
                after = line[end:].lstrip()[:1]
                if not last_of_section(told, line, end):
                    yield Sight(index, name, told, "" if after.isalnum() else after, is_underlined(view, index))


def _alone(named: Set[str]) -> Set[str]:
    """The names without those that only have a space of names before another one: `yard:open` for `open`."""
    spaced = {name for name in named if ":" in name}
    same = len({name.partition(":")[0] for name in spaced}) == 1
    return named - {name for name in spaced if name.rpartition(":")[2] in named} if same else named


def _stands(name: str, line: str, start: int) -> bool:
    end = start + len(name)
    return line.startswith(name, start) and not line[end : end + 1].isalnum()
