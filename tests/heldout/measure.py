"""What of a document is found: endpoints, items, corrections, names that lead nowhere; and what chunks do to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from heldout.sheet import Document
from workbench import discovery
from workbench.agent import NumberedLine, ReadTask
from workbench.checks.reading import SpecDocuments
from workbench.chunk import BUDGET, split
from workbench.discovery import Discovery
from workbench.engines.reader import read
from workbench.gate import judge_reading
from workbench.profile import Profile
from workbench.records import Chunk, Claim, Verdict
from workbench.spec import Spec, from_bytes


@dataclass(frozen=True)
class Reading:
    """A document as it was read: its spec, what discovery said, its chunks, and the claims with their verdicts."""

    spec: Spec
    found: Discovery
    chunks: list[Chunk]
    claims: list[Claim]
    verdicts: list[Verdict]


def reading(data: bytes, name: str, budget: int = BUDGET) -> Reading:
    """A document read from end to end by the offline inventory, without a profile of anybody's."""
    spec = from_bytes(data, name)
    found = discovery.propose(spec)
    chunks = split(spec, found.profile, budget)
    documents = SpecDocuments(spec, found.profile)
    claims: list[Claim] = []
    verdicts: list[Verdict] = []
    for chunk in chunks:
        said = read(task(spec, found.profile, chunk), "offline").claims
        claims += said
        verdicts += judge_reading(said, chunk, documents)
    return Reading(spec, found, chunks, claims, verdicts)


def task(spec: Spec, profile: Profile, chunk: Chunk) -> ReadTask:
    """What the inventory is asked about one chunk."""
    text = spec.text[chunk.char_start : chunk.char_end].rstrip("\r\n") if chunk.first == chunk.last else ""
    lines = tuple(
        NumberedLine(number=number, text=text or spec.line(number))
        for number in range(chunk.first, chunk.last + 1)
        if spec.classes[number - 1] == "content"
    )
    context = tuple(NumberedLine(number=number, text=spec.line(number)) for number in chunk.context)
    return ReadTask(agent="inventory", chunk=chunk, lines=lines, context=context, profile=profile)


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1, and counts."""

    endpoints: float
    invented: int
    placed: float
    items: float
    errata: float
    undefined: float
    cut: int
    orphaned: int
    over: int
    tiled: bool
    accepted: float


def figures(document: Document, got: Reading, budget: int = BUDGET) -> Figures:
    """How a reading of a document compares with its truth."""
    named = {c.body.program: c.evidence[0].first for c in got.claims if c.body.kind == "endpoint"}  # type: ignore[union-attr]
    right = sum(abs(named.get(name, -9) - line) <= 2 for name, line in document.endpoints.items())
    said = {
        (c.body.program, c.body.record, c.body.name, c.evidence[0].first): c.body
        for c in got.claims
        if c.body.kind == "field"
    }  # type: ignore[union-attr]
    items = 0
    for truth in document.fields:
        body = said.get((truth.program, truth.record, truth.name, truth.line))
        items += body is not None and body.picture.replace("unknown", "") in (truth.picture, truth.picture.lower())
    fixed = {c.evidence[0].first: c.body.program for c in got.claims if c.body.kind == "erratum"}  # type: ignore[union-attr]
    states = [verdict.state for verdict in got.verdicts]
    return Figures(
        endpoints=right / len(document.endpoints),
        invented=len(set(named) - set(document.endpoints)),
        placed=placed(document, got.chunks),
        items=items / len(document.fields),
        errata=_share(fixed.get(line) == program for line, program in document.errata.items()),
        undefined=_share(name in got.found.undefined for name in document.undefined),
        cut=cut(document, got, budget),
        orphaned=orphaned(document, got),
        over=sum(chunk.tokens > budget for chunk in got.chunks),
        tiled=b"".join(got.spec.data[c.byte_start : c.byte_end] for c in got.chunks) == got.spec.data
        and "".join(got.spec.text[c.char_start : c.char_end] for c in got.chunks) == got.spec.text,
        accepted=_share(state == "accepted" for state in states),
    )


def _share(hits: object) -> float:
    told = list(hits)  # type: ignore[call-overload]
    return sum(told) / len(told) if told else 1.0


def placed(document: Document, chunks: Sequence[Chunk]) -> float:
    """The share of items whose chunk is told which program it belongs to."""
    at = {line: chunk for chunk in chunks for line in range(chunk.first, chunk.last + 1)}
    return _share(at[truth.line].program == truth.program for truth in document.fields)


def layouts(document: Document) -> dict[tuple[str, str], tuple[int, int]]:
    """First and last line of the items of each record."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for truth in document.fields:
        first, last = found.get((truth.program, truth.record), (truth.line, truth.line))
        found[truth.program, truth.record] = min(first, truth.line), max(last, truth.line)
    return found


def cut(document: Document, got: Reading, budget: int) -> int:
    """Layouts that would fit into a chunk and stand in several."""
    at = {line: chunk.ordinal for chunk in got.chunks for line in range(chunk.first, chunk.last + 1)}
    limit, starts = int(budget * 2.3), got.spec.starts
    fit = [(a, b) for a, b in layouts(document).values() if starts[b] - starts[a - 1] <= limit * 0.9]
    return sum(at[a] != at[b] for a, b in fit)


def orphaned(document: Document, got: Reading) -> int:
    """Items whose chunk shows neither the program's heading nor its name beside, or not the name of the record."""
    at = {line: chunk for chunk in got.chunks for line in range(chunk.first, chunk.last + 1)}
    texts: dict[int, str] = {}
    lost = 0
    for truth in document.fields:
        chunk = at[truth.line]
        if chunk.ordinal not in texts:
            beside = "\n".join(got.spec.line(number) for number in chunk.context)
            own = got.spec.text[chunk.char_start : chunk.char_end]
            texts[chunk.ordinal] = "\n".join((*chunk.path, chunk.program, beside, own))
        shown = texts[chunk.ordinal]
        lost += not (truth.program in shown and truth.record in shown)
    return lost
