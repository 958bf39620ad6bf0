"""An answer about a chunk becomes claims: each with its lines and quote, as the gate will look them up.

A quote that stands elsewhere than at the cited lines, once and word for word, is cited where it stands; a quote that
stands nowhere is left as it is, and the gate says so.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from workbench.agent import NumberedLine, Outcome, ReadTask
from workbench.engines.claude.answers import Answer, Cited, FieldItem, InventoryAnswer, Malformed, Span, read_answer
from workbench.records import (
    UNKNOWN,
    Body,
    Claim,
    CodeBody,
    EndpointBody,
    ErratumBody,
    FieldBody,
    RecordBody,
    RuleBody,
    SpecEvidence,
    claim,
)

Found = tuple[Body, Sequence[Cited]]
"""A thing, and the lines it stands on."""


def read_outcome(task: ReadTask, text: str, engine: str) -> Outcome:
    """The outcome of a whole answer. An answer that says of itself that it is not complete is truncated."""
    try:
        answer = read_answer(InventoryAnswer, text)
        found = sorted(_found(task, answer), key=lambda item: item[1][0].first)
    except Malformed as fault:
        return Outcome(state="malformed", detail=str(fault))
    if not answer.complete:
        return Outcome(state="truncated", detail="the answer says that it is not complete")
    places = _Places(task.lines)
    claims = [_claim(task, body, cited, places, engine) for body, cited in found]
    unique = {item.claim_id: item for item in claims}
    none = tuple(_inside(task, answer.none_here))
    return Outcome(state="ok", claims=tuple(unique.values()), none_here=none)


def _inside(task: ReadTask, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The spans as far as they lie in the chunk."""
    for span in spans:
        first, last = max(span.first, task.chunk.first), min(span.last, task.chunk.last)
        if first <= last:
            yield first, last


def _found(task: ReadTask, answer: InventoryAnswer) -> Iterator[Found]:
    program = task.chunk.program
    for endpoint in answer.endpoints:
        yield EndpointBody(program=endpoint.name, title=endpoint.title), _cited(endpoint, endpoint.cited)
    for record in answer.records:
        yield RecordBody(program=program, record=record.name), _cited(record, record.cited)
    yield from _fields(task, answer)
    for rule in answer.rules:
        yield RuleBody(program=program, rule=rule.name, text=rule.text), _cited(rule, rule.cited)
    for code in answer.codes:
        yield CodeBody(program=program, code=code.name, text=code.text), _cited(code, code.cited)
    for item in answer.errata:
        body = ErratumBody(
            erratum=item.name,
            program=item.program,
            record=item.record,
            field=item.field,
            attribute=item.attribute,
            old=item.old,
            new=item.new,
            text=item.text,
        )
        yield body, _cited(item, item.cited)


def _fields(task: ReadTask, answer: InventoryAnswer) -> Iterator[Found]:
    """The fields with their numbers within the record, counted here: the order of the text is not a model's to say."""
    opened = {record.name for record in answer.records}
    count: dict[str, int] = defaultdict(int)
    ordered = sorted(answer.fields, key=lambda item: _cited(item, item.cited)[0].first)
    if ordered and ordered[0].record not in opened and ordered[0].level != 1:
        count[ordered[0].record] = task.chunk.items_before
    for item in ordered:
        if item.level == 1:
            count[item.record] = 0
        count[item.record] += 1
        yield _field(task.chunk.program, item, count[item.record]), item.cited


def _field(program: str, item: FieldItem, ordinal: int) -> FieldBody:
    return FieldBody(
        program=program,
        record=item.record,
        name=item.name,
        ordinal=ordinal,
        level=item.level,
        parent=item.parent if item.parent != UNKNOWN else item.record,
        picture=item.picture,
        usage=item.usage,
        occurs=item.occurs,
        depending=item.depending,
        redefines=item.redefines,
        offset=item.offset,
        bytes=item.bytes,
        values=tuple(item.values),
        meanings=tuple(item.meanings),
        note=item.note[:300],
    )


def _cited(item: Answer, cited: Sequence[Cited]) -> Sequence[Cited]:
    if not cited:
        raise Malformed(f"{type(item).__name__} '{getattr(item, 'name', '')[:40]}' cites no line")
    return cited


def _claim(task: ReadTask, body: Body, cited: Sequence[Cited], places: "_Places", engine: str) -> Claim:
    spec = task.chunk.spec
    evidence = []
    for item in cited:
        first, last = places.of(item)
        evidence.append(SpecEvidence(spec=spec, first=first, last=last, quote=item.quote))
    return claim(task.agent, engine, body, tuple(evidence))


class _Places:
    """Where quotes stand among the lines that were sent."""

    def __init__(self, lines: Sequence[NumberedLine]) -> None:
        self._raw = {line.number: line.text for line in lines}

    @cached_property
    def _texts(self) -> dict[int, str]:
        return {number: " ".join(text.split()) for number, text in self._raw.items()}

    def of(self, item: Cited) -> tuple[int, int]:
        """The lines that say it: the cited ones, else the only ones that say exactly this."""
        wanted = [text for line in item.quote.split("\n") if (text := " ".join(line.split()))]
        if not wanted or self._says(item.first, item.last, wanted):
            return item.first, item.last
        starts = [number for number, text in self._texts.items() if text == wanted[0]]
        runs = [run for number in starts if (run := self._run(number, wanted))]
        return runs[0] if len(runs) == 1 else (item.first, item.last)

    def _says(self, first: int, last: int, wanted: Sequence[str]) -> bool:
        said = [self._raw[number] for number in range(first, min(last, first + 500) + 1) if number in self._raw]
        return " ".join(wanted) in " ".join(" ".join(text.split()) for text in said)

    def _run(self, start: int, wanted: Sequence[str]) -> tuple[int, int] | None:
        numbers = [number for number in self._texts if number >= start][: len(wanted)]
        if [self._texts[number] for number in numbers] != list(wanted):
            return None
        return numbers[0], numbers[-1]
