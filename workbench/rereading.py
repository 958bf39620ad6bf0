"""An answer is checked before it counts, and asked for again where it falls short: the same lines, then fewer.

A read is good when every line that was sent is cited or said to hold nothing, and no declaration is left out or has
only claims that the gate rejected. What an engine returns says nothing about what it left out; the lines do.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain

from workbench.agent import Engine, NumberedLine, Outcome, ReadTask, Task, behind
from workbench.checks.reading import SpecDocuments
from workbench.chunk import BUDGET, MIN_BUDGET, split
from workbench.gate import judge_reading, unsettled
from workbench.likeness import has_picture, unread
from workbench.records import UNKNOWN, Body, Chunk, Evidence, ReadState, SpecEvidence, Verdict

AGAIN: tuple[ReadState, ...] = ("truncated", "malformed", "lost", "error")
"""States in which asking again can help. A refusal is a person's to settle, an engine that is away will not be back at
once, and a spent budget stays spent."""

TRIES = 2
"""How often the same lines are asked for before they are cut smaller."""

FINER = 4
"""A chunk that fails twice is asked for in pieces of a quarter of the budget."""

ALIKE = 3
"""So many declarations that are built alike make a form; another line of this form declares something too."""

MOST_SPANS = 40
"""A reason lists at most so many runs of lines."""

_NAME = re.compile(r"\b[A-Z][A-Z0-9-]{2,}(?![\w-])")
_WHOLE = re.compile(r"(?=.{3})[A-Z][A-Z0-9]*+(?:-[A-Z0-9]++)*+")
"""A word that is a name, with nothing to mask but itself."""
_LEADER = re.compile(r"([^\w\s])\1+")
_NUMBER = re.compile(r"\d+")
_DECLARES = re.compile(
    r"^\W{0,60}+(?:\d{6}\W++)?(?:0?[1-9]|[1-4]\d)\W++[A-Z][A-Z0-9-]*"
    r"(?:\b.*\bPIC(?:TURE)?\s+(?:IS\s+)?[S9XAZN+\-$*]|[\s|]+S?[9XA](?:\(\d+\)|[9XA]*)(?:V9*(?:\(\d+\))?)?(?=[\s|.]|$))"
)
"""A level, a name and a picture, with or without the word PIC between them, at the start of a line."""


@dataclass(frozen=True)
class Rereading:
    """An engine whose answers are checked against the lines, and asked for again where they fall short."""

    engine: Engine
    documents: SpecDocuments
    budget: int = BUDGET
    judged: dict[tuple[str, str], Verdict] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The engine's own name: a re-read is no other engine."""
        return self.engine.name

    @property
    def in_flight(self) -> int:
        """As many as the engine takes."""
        return self.engine.in_flight

    def ask(self, task: Task) -> Outcome:
        """The best outcome: the first good one, else the last one with what is wrong with it."""
        if not isinstance(task, ReadTask):
            return self.engine.ask(task)
        outcome = self._once(task)
        tries = 1
        while outcome.state in AGAIN and tries < TRIES:
            outcome, tries = self._once(task), tries + 1
        if outcome.state in AGAIN and (pieces := list(self._pieces(task))):
            outcome = self._together(task, pieces)
        return outcome if outcome.state == "ok" else _own(task, outcome)

    def verdicts(self, task: ReadTask, outcome: Outcome) -> list[Verdict]:
        """The gate's word on each claim of an outcome, in order; what came with a bad answer is not settled."""
        keys = [(task.chunk.chunk_id, claim.claim_id) for claim in outcome.claims]
        if all(key in self.judged for key in keys):
            verdicts = [self.judged.pop(key) for key in keys]
        else:
            verdicts = judge_reading(outcome.claims, task.chunk, self.documents)
        return verdicts if outcome.state == "ok" else [unsettled(verdict, outcome.state) for verdict in verdicts]

    def _once(self, task: ReadTask) -> Outcome:
        try:
            outcome = self.engine.ask(task)
        except Exception as error:  # an engine's own fault is the state of one answer
            return Outcome(state="error", detail=f"{type(error).__name__}: {error}"[:500])
        return self._checked(task, outcome)

    def _checked(self, task: ReadTask, outcome: Outcome) -> Outcome:
        """The outcome, `malformed` with the first reason when it does not account for every line that was sent."""
        if outcome.state != "ok":
            return outcome
        verdicts = judge_reading(outcome.claims, task.chunk, self.documents)
        self.judged.update({(task.chunk.chunk_id, verdict.claim): verdict for verdict in verdicts})
        fault = fault_of(task, outcome, verdicts, self.documents.alike, self.documents.outline.programs)
        return outcome.model_copy(update={"state": "malformed", "detail": fault}) if fault != UNKNOWN else outcome

    def _together(self, task: ReadTask, pieces: Sequence[ReadTask]) -> Outcome:
        outcomes = []
        for piece in pieces:
            outcome = self._once(piece)
            outcomes.append(outcome if outcome.state not in AGAIN else self._once(piece))
        bad = next((outcome for outcome in outcomes if outcome.state != "ok"), None)
        claims = tuple(claim for outcome in outcomes for claim in outcome.claims)
        none_here = tuple(span for outcome in outcomes for span in outcome.none_here)
        whole = Outcome(state="ok", claims=claims, none_here=none_here).model_copy(update=behind(outcomes))
        if bad is not None:
            return whole.model_copy(update={"state": bad.state, "detail": bad.detail})
        return self._checked(task, whole)

    def _pieces(self, task: ReadTask) -> Iterator[ReadTask]:
        """The task in smaller pieces, each with the context that it needs; none when it cannot be cut."""
        chunk = task.chunk
        finer = [piece for piece in self._finer if piece.first <= chunk.last and piece.last >= chunk.first]
        if len(finer) < 2 or chunk.first == chunk.last:
            return
        for piece in finer:
            lines = tuple(line for line in task.lines if piece.first <= line.number <= piece.last)
            if lines:
                yield self._piece(task, piece, lines[0].number, lines[-1].number)

    def _piece(self, task: ReadTask, piece: Chunk, first: int, last: int) -> ReadTask:
        chunk, spec = task.chunk, self.documents.spec
        starts_inside = piece.first >= chunk.first
        context = piece.context if starts_inside else chunk.context
        before = piece.items_before if starts_inside else chunk.items_before
        cut = chunk.model_copy(update={"first": first, "last": last, "context": context, "items_before": before})
        beside = tuple(line for line in _numbered(spec.lines, context) if not first <= line.number <= last)
        lines = tuple(line for line in task.lines if first <= line.number <= last)
        return task.model_copy(update={"chunk": cut, "lines": lines, "context": beside})

    @cached_property
    def _finer(self) -> list[Chunk]:
        return split(self.documents.spec, self.documents.profile, max(MIN_BUDGET, self.budget // FINER))


def _own(task: ReadTask, outcome: Outcome) -> Outcome:
    """A bad outcome without the claims about lines that were not sent: they are another call's, and judged there."""
    sent = {line.number for line in task.lines}
    kept = tuple(claim for claim in outcome.claims if all(_ends(item) <= sent for item in claim.evidence))
    return outcome.model_copy(update={"claims": kept})


def _ends(item: object) -> set[int]:
    """The first and the last line of a piece of evidence; blank lines between were not sent."""
    return {item.first, item.last} if isinstance(item, SpecEvidence) else set()


def _numbered(lines: Sequence[str], numbers: Sequence[int]) -> list[NumberedLine]:
    return [NumberedLine(number=number, text=lines[number - 1]) for number in numbers]


def expected(task: ReadTask, alike: Set[int] = frozenset()) -> int:
    """How many of the lines that were sent declare an item, by a plain pattern or by the document's repetition."""
    return sum(1 for line in task.lines if line.number in alike or _DECLARES.match(line.text))


def fault_of(
    task: ReadTask,
    outcome: Outcome,
    verdicts: Sequence[Verdict],
    alike: Set[int] = frozenset(),
    names: Collection[str] = (),
) -> str:
    """What an answer leaves out, "unknown" when nothing: lines, or declarations with no claim that the gate took.

    alike: the lines that look like declarations by the document's own repetition, whatever any reader makes of them.
    names: the endpoints of the document.
    """
    shown = {line.number: line.text for line in task.lines}
    sent = set(shown)
    built = sent & alike  # of two sets the smaller one is looked through; beside the keys of a mapping, all of `alike`
    none = {n for a, b in outcome.none_here for n in range(a, b + 1)}
    said = [(claim.body, _lines(claim.evidence)) for claim in outcome.claims]
    cited = _union(lines for _, lines in said)
    if missing := sorted(sent - none - cited):
        return f"{len(missing)} lines are not accounted for, the first is {missing[0]}"
    good = _union(lines for (_, lines), verdict in zip(said, verdicts, strict=True) if verdict.state != "rejected")
    if refused := sorted((cited - good) & sent):
        reason = next(v.reason for v in verdicts if v.state == "rejected")
        return f"{len(refused)} lines have only rejected claims, the first is {refused[0]}: {reason}"[:500]
    declared = {line.number for line in task.lines if line.number not in good and _DECLARES.match(line.text)}
    telling = _union(lines for body, lines in said if body.kind != "endpoint")
    pictured = _union(lines for body, lines in said if _has_picture(body))
    bare = {n for n in built - pictured if has_picture(shown[n])}
    like = _like_declarations(task, outcome, telling) | (built - telling) | bare
    if left := sorted(declared | like):
        return f"{len(left)} declarations were left out, the first at line {left[0]}"
    if rows := _unread(task, said, names):
        return f"{len(rows)} lines are built like rows of a layout and no item was recognised: {_spans(rows)}"
    return UNKNOWN


def _unread(task: ReadTask, said: Sequence[tuple[Body, Sequence[int]]], names: Collection[str]) -> list[int]:
    """The rows of layouts in an endpoint's lines that an answer takes for nothing, in whatever form they are.

    `said`: what it claims, and the lines of each. Between endpoints only rows that name one count: a dictionary for all
    of them.
    """
    nobody = task.chunk.program == UNKNOWN
    if nobody and task.chunk.kind == "errata":
        return []
    told = _union(lines for body, lines in said if body.kind not in ("endpoint", "record", "field"))
    fields = [(body.name, lines) for body, lines in said if body.kind == "field"]
    if nobody and fields:
        return []
    read = {n: name for name, lines in reversed(fields) for n in lines}
    left = [(line.number, line.text) for line in task.lines if line.number in read or line.number not in told]
    return unread(left, names if nobody else (), read)


def _spans(numbers: Sequence[int]) -> str:
    """Some lines in order, those that follow each other as one.

    >>> _spans([4, 5, 6, 9])
    'lines 4-6, 9'
    """
    spans: list[list[int]] = []
    for n in numbers:
        if spans and spans[-1][1] == n - 1:
            spans[-1][1] = n
        else:
            spans.append([n, n])
    said = ", ".join(f"{a}-{b}" if a < b else str(a) for a, b in spans[:MOST_SPANS])
    return f"lines {said}{' and more' if len(spans) > MOST_SPANS else ''}"


def _has_picture(body: Body) -> bool:
    """Whether a body is no field, or one with its picture: that is what makes a line look like a declaration."""
    return body.kind != "field" or body.picture != UNKNOWN


def _like_declarations(task: ReadTask, outcome: Outcome, telling: Set[int]) -> set[int]:
    """Lines that are built like those which declare fields in this very answer, in whatever way the text does it.

    telling: lines that something was said of.
    """
    fields = [item for claim in outcome.claims if claim.body.kind == "field" for item in claim.evidence[:1]]
    if not fields:
        return set()
    cited = {item.first for item in fields if item.kind == "spec"}
    first = {line.number: _built(line.text) for line in task.lines if line.number in cited}
    forms = Counter(first.get(item.first, ()) for item in fields if item.kind == "spec")
    known = {form for form, times in forms.items() if times >= ALIKE and form}
    others = (line for line in task.lines if line.number not in telling) if known else ()
    return {line.number for line in others if _built(line.text) in known}


def _built(text: str) -> tuple[str, ...]:
    """How a line begins, names and numbers aside; empty where that is too little to tell lines apart.

    >>> _built("- ORDER-NO (level 05, PIC 9(8)): number")
    ('-', 'A', '(level')
    """
    words = text.split(None, 3)[:3]
    if len(words) < 3:
        return ()
    masked = tuple(map(_masked, words))
    return masked if "A" in masked else ()


@lru_cache(1 << 13)
def _masked(word: str) -> str:
    return "A" if _WHOLE.fullmatch(word) else _NUMBER.sub("9", _NAME.sub("A", _LEADER.sub(r"\1", word)))


def _union(lines: Iterable[Sequence[int]]) -> set[int]:
    return set(chain.from_iterable(lines))


def _lines(evidence: Sequence[Evidence]) -> Sequence[int]:
    if len(evidence) == 1:
        only = evidence[0]
        return range(only.first, min(only.last, only.first + 10_000) + 1) if only.kind == "spec" else ()
    cited = [item for item in evidence if item.kind == "spec"]
    return [n for item in cited for n in range(item.first, min(item.last, item.first + 10_000) + 1)]
