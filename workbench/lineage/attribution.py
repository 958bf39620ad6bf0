"""Which facts stand behind each line of a written text.

A line says so itself: by a fact's id, or by the name of a field or record. What says nothing belongs to the block it
stands in, by indentation; a piece of code belongs to the lines that call it; the rest to what the whole file is for.
Names that several facts share are told apart by the record around them, the ids in their block, or a line number.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Facts = tuple[str, ...]
"""Fact ids, the nearest reason first."""

_ID = re.compile(r"\bfact-[0-9a-f]{20}\b")
_TOLD = re.compile(r"'([^'\\]*)'|\"([^\"\\]*)\"|^\s*(?:- )?[\w-]+: ([^\s\"'].*)$")
_NOTE = re.compile(r"# line ([\d, -]+)$")
_CLOSING = " )]},;"
_PIECE = re.compile(r"(?:class|def) (\w+)|(\w+) = ")

NEAREST = ("maps", "no_target", "field", "code", "rule", "record", "serves", "endpoint")
"""Kinds of fact, the one that says most about a line first."""


@dataclass(frozen=True)
class Known:
    """A fact as far as a line can name it: `property` is "" where it has none, `lines` are those it cites."""

    fact: str
    kind: str
    record: str
    name: str
    property: str = ""
    lines: frozenset[int] = field(default_factory=frozenset)


def attribute(text: str, known: Iterable[Known]) -> list[Facts]:
    """The facts behind each line, in order of `NEAREST`; of every line when there is any fact at all."""
    facts = {one.fact: one for one in known}
    lines = text.split("\n")
    indents = _indents(lines)
    told = _Told(facts, lines, indents)
    found: list[list[str]] = []
    open_blocks: list[tuple[int, list[str], str]] = []
    for number, line in enumerate(lines):
        closed: list[str] = []
        while open_blocks and open_blocks[-1][0] >= indents[number]:
            closed = open_blocks.pop()[1]
        around, record = (open_blocks[-1][1], open_blocks[-1][2]) if open_blocks else ([], "")
        own = told.of(number, record) if line.strip(_CLOSING) else (closed if line.strip() else [])
        opened = next((facts[one].name for one in own if facts[one].kind == "record"), record)
        found.append(own or around)
        open_blocks.append((indents[number], own or around, opened))
    _pieces(lines, indents, found)
    whole = _whole(facts)
    return [tuple(sorted(one, key=lambda fact: _rank(facts[fact]))) or whole for one in found]


def _indents(lines: Sequence[str]) -> list[int]:
    """How far each line is indented; a blank one as the line before it, so that it closes nothing."""
    found: list[int] = []
    for line in lines:
        blank = not line.strip()
        found.append((found[-1] if found else 0) if blank else len(line) - len(line.lstrip(" ")))
    return found


class _Told:
    """What lines say themselves."""

    def __init__(self, facts: Mapping[str, Known], lines: Sequence[str], indents: Sequence[int]) -> None:
        self.facts, self.lines = facts, lines
        self.names: dict[str, list[str]] = defaultdict(list)
        self.properties: dict[str, list[str]] = defaultdict(list)
        for one in facts.values():
            self.names[one.name].append(one.fact)
            if one.property:
                self.properties[one.property.rpartition(".")[2]].append(one.fact)
        self.ends = _ends(lines, indents)
        self.cited = [(n, fact) for n, line in enumerate(lines) for fact in _ID.findall(line) if fact in facts]

    def of(self, number: int, record: str) -> list[str]:
        """The facts that a line names, by id or else by name."""
        line = self.lines[number]
        if cited := [fact for fact in dict.fromkeys(_ID.findall(line)) if fact in self.facts]:
            return cited
        words = [next(filter(None, match), "").strip() for match in _TOLD.findall(line)]
        named = [fact for word in words for fact in self.names.get(word, ())]
        if not named and record:
            named = [fact for word in words for fact in self.properties.get(word, ())]
        return self._narrowed(list(dict.fromkeys(named)), number, record)

    def _narrowed(self, named: list[str], number: int, record: str) -> list[str]:
        facts = self.facts
        here = [fact for fact in named if facts[fact].record == record or facts[fact].kind == "record"] or named
        start = bisect_left(self.cited, (number, ""))
        end = bisect_left(self.cited, (self.ends[number], ""))
        block = {fact for _, fact in self.cited[start:end]}
        here = [fact for fact in here if fact in block] or here
        if note := _NOTE.search(self.lines[number]):
            cited = {int(n) for n in re.findall(r"\d+", note[1])}
            here = [fact for fact in here if cited & facts[fact].lines] or here
        return here


def _ends(lines: Sequence[str], indents: Sequence[int]) -> list[int]:
    """For each line the end (exclusive) of the block that it opens."""
    ends = [len(lines)] * len(lines)
    waiting: list[int] = []
    for number, indent in enumerate(indents):
        while waiting and indents[waiting[-1]] >= indent:
            ends[waiting.pop()] = number
        waiting.append(number)
    return ends


def _pieces(lines: Sequence[str], indents: Sequence[int], found: list[list[str]]) -> None:
    """Give each top-level definition of a program, and what stands in it, to the lines that call it."""
    calls: dict[str, dict[str, None]] = defaultdict(dict)
    for line, facts in zip(lines, found, strict=True):
        for name in re.findall(r"\b(\w+)\(", line) if facts else ():
            calls[name].update(dict.fromkeys(facts))
    current: list[str] = []
    for number, line in enumerate(lines):
        if indents[number] == 0 and line.strip():
            named = _PIECE.match(line)
            current = list(calls.get(named[1] or named[2], ())) if named else []
        found[number] = found[number] or current


def _whole(facts: Mapping[str, Known]) -> Facts:
    """What a file as a whole is for: the operation that serves an endpoint, else the endpoint, else everything."""
    for kind in ("serves", "endpoint"):
        if some := [one.fact for one in facts.values() if one.kind == kind]:
            return tuple(some)
    return tuple(facts)


def _rank(known: Known) -> tuple[int, str]:
    return (NEAREST.index(known.kind) if known.kind in NEAREST else len(NEAREST), known.fact)
