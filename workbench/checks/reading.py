"""Checks on what the inventory says, each from the lines themselves and not from what the reader made of them."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.checks.finding import checked
from workbench.declarations import barred, cells, is_type
from workbench.likeness import lookalikes
from workbench.picture import parse_picture
from workbench.profile import Profile
from workbench.quotes import Quotes
from workbench.records import (
    TYPED,
    UNKNOWN,
    Check,
    Chunk,
    Claim,
    Fact,
    SpecEvidence,
)
from workbench.remarks import remark_above
from workbench.spec import Spec
from workbench.structure import Outline, outline


@dataclass(frozen=True)
class SpecDocuments:
    """A spec as the gate knows it: its lines and where things start in it."""

    spec: Spec
    profile: Profile
    earlier: Callable[[str], Spec] | None = None

    def quotes_of(self, spec: str) -> Quotes:
        """The quote matcher on the text that a claim cites: this spec, or an earlier issue that it took chunks from."""
        if spec == self.spec.spec_id or self.earlier is None:
            return self.quotes
        if spec not in self._older:
            self._older[spec] = Quotes(self.earlier(spec))
        return self._older[spec]

    def remark(self, fact: Fact) -> SpecEvidence | None:
        """The comment lines above what a fact declares, in the text that it was read from; None without any."""
        cited = [item for item in fact.evidence if isinstance(item, SpecEvidence)][:1]
        return remark_above(self.quotes_of(cited[0].spec).spec, cited[0].first) if cited else None

    @cached_property
    def _older(self) -> dict[str, Quotes]:
        return {}

    @cached_property
    def quotes(self) -> Quotes:
        """The quote matcher on this spec."""
        return Quotes(self.spec)

    @cached_property
    def outline(self) -> Outline:
        """Where parts, endpoints and records start."""
        return outline(self.spec, self.profile)

    @cached_property
    def alike(self) -> frozenset[int]:
        """The lines that look like declarations by the document's own repetition."""
        return lookalikes(self.spec)

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.start for segment in self.outline.segments]

    @cached_property
    def _records(self) -> list[tuple[list[int], list[str]]]:
        """For each segment, where its records start and what they are called."""
        named = ([b for b in one.blocks if b.kind == "record" and b.name != UNKNOWN] for one in self.outline.segments)
        return [([b.index for b in blocks], [b.name for b in blocks]) for blocks in named]

    def place(self, line: int) -> tuple[str, str]:
        """The endpoint whose part a line stands in, and the last record named there before it."""
        at = bisect_right(self._starts, line - 1) - 1
        program, (starts, names) = self.outline.segments[at].program, self._records[at]
        before = bisect_right(starts, line - 1)
        return program, names[before - 1] if before else program


def spec_evidence(claim: Claim) -> Sequence[SpecEvidence]:
    """The lines that a claim cites."""
    # By its kind: what a record is an instance of is asked of its class, in Python, and takes ten times as long.
    if len(claim.evidence) == 1:
        return claim.evidence if claim.evidence[0].kind == "spec" else ()  # type: ignore[return-value]
    return [item for item in claim.evidence if item.kind == "spec"]


_GOES_BACK, _GOES_ON = re.compile(r"[\w(+$.,*-]"), re.compile(r"[\w(+$*-]|[.,]\w")
"""What right before and right behind a picture is a part of it."""


def sent(claim: Claim, chunk: Chunk, documents: SpecDocuments) -> Check:
    """The cited lines are content of the chunk that this agent was really sent."""
    cited = spec_evidence(claim)
    outside = [item for item in cited if not chunk.first <= item.first <= item.last <= chunk.last]
    if not cited or outside:
        where = f"lines {outside[0].first}-{outside[0].last}" if outside else "no line"
        return checked("sent", "fail", f"cites {where}; it was sent lines {chunk.first}-{chunk.last}")
    if any(item.spec != documents.spec.spec_id for item in cited):
        return checked("sent", "fail", f"cites another spec than {documents.spec.spec_id}")
    return checked("sent", "pass", f"within lines {chunk.first}-{chunk.last}")


def quote(claim: Claim, documents: SpecDocuments) -> Check:
    """Every quote is what its lines say."""
    for item in spec_evidence(claim):
        if documents.quotes.verbatim(item.quote, item.first, item.last):
            continue
        found = documents.quotes.check(item.quote, item.first, item.last)
        if found.state != "accepted":
            state = "fail" if found.state == "rejected" else "unproven"
            return checked("quote", state, found.reason)
    return checked("quote", "pass", "verbatim at the cited lines")


def named(claim: Claim, documents: SpecDocuments) -> Check:
    """What the claim is about is named on the lines it cites."""
    name = _subject(claim)
    first = spec_evidence(claim)[0] if spec_evidence(claim) else None
    text = documents.spec.quote(first.first, first.last) if first else ""
    picture = claim.body.picture if claim.body.kind == "field" else UNKNOWN
    if name == UNKNOWN or _names(text, name, picture):
        return checked("named", "pass", f"'{name}' stands there")
    return checked("named", "fail", f"'{name}' does not stand on the cited lines")


def said(claim: Claim) -> Check:
    """A rule, a code's meaning and a correction are told in the words of the quote, not in the agent's own."""
    body = claim.body
    if body.kind not in ("rule", "code", "erratum"):
        return checked("said", "pass", "tells nothing in words")
    quoted = " ".join([item.quote for item in spec_evidence(claim)])
    if body.text in quoted or _plain(body.text) in _plain(quoted):
        return checked("said", "pass", "in the words of the quote")
    return checked("said", "fail", f"the quote does not say '{body.text[:60]}'")


def _plain(text: str) -> str:
    return " ".join(text.replace("|", " ").replace("*", " ").split())


def _names(text: str, name: str, picture: str) -> bool:
    """Whether a name stands in a text as a word; it may fill its column, its picture following without a space."""
    at = text.find(name)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(name) :]
        if not _in_name(before) and (not _in_name(after[:1]) or (picture != UNKNOWN and after.startswith(picture))):
            return True
        at = text.find(name, at + 1)
    return False


def _in_name(character: str) -> bool:
    return character.isalnum() or character in ("-", "_") if character else False


def _subject(claim: Claim) -> str:
    body = claim.body
    match body.kind:
        case "endpoint":
            return body.program
        case "record":
            return body.record
        case "field":
            return body.name
        case "rule":
            return body.rule
        case "code":
            return body.code
        case "erratum":
            return body.erratum
        case _:
            return UNKNOWN


def scope(claim: Claim, documents: SpecDocuments) -> Check:
    """The endpoint's heading and the record's first line really stand above, with no other between."""
    cited = spec_evidence(claim)
    if not cited:
        return checked("scope", "fail", "cites no line")
    if claim.body.kind == "erratum":
        known = claim.body.program in documents.outline.programs
        state, word = ("pass", "is") if known else ("unproven", "is not")
        return checked("scope", state, f"'{claim.body.program}' {word} defined in this spec")
    program, record = documents.place(cited[0].first)
    if program != claim.body.program:
        return checked("scope", "fail", f"line {cited[0].first} stands in '{program}'")
    if claim.body.kind == "field" and record != claim.body.record:
        return checked("scope", "fail", f"line {cited[0].first} stands in record '{record}'")
    return checked("scope", "pass", f"in {program}")


def picture(claim: Claim) -> Check:
    """The PICTURE is one that COBOL allows, or a type in a known notation, and stands on the cited line."""
    body = claim.body
    if body.kind != "field" or body.picture == UNKNOWN:
        return checked("picture", "pass", "none claimed")
    cited = spec_evidence(claim)
    if not cited or not _whole(body.picture, body.name, cited[0].quote):
        return checked("picture", "fail", f"'{body.picture}' does not stand in the quote")
    if body.usage == TYPED and is_type(body.picture, sized=True):
        return checked("picture", "pass", "a type as the document writes it, and no PICTURE")
    parsed = parse_picture(body.picture)
    if parsed.category == "unknown":
        return checked("picture", "unproven", f"'{body.picture}' is no PICTURE: {parsed.reason}")
    return checked("picture", "pass", parsed.category)


def _whole(picture: str, name: str, quote: str) -> bool:
    """Whether the picture stands in the quote with nothing cut off: no digit, sign or scale before or after it."""
    told = " ".join(quote.split()) if " " in picture else quote
    if _stands(picture, name, told) or picture in cells(quote):
        return True
    return "," in told and _stands(picture, name, barred(told))


def _stands(picture: str, name: str, quote: str) -> bool:
    at = quote.find(picture)
    while at >= 0:
        free = not (at and _GOES_BACK.match(quote, at - 1)) or quote.endswith((name, "("), 0, at)
        if free and not _GOES_ON.match(quote, at + len(picture)):
            return True
        at = quote.find(picture, at + 1)
    return False


def unique(claims: Sequence[Claim]) -> dict[str, Check]:
    """By claim id: no other claim says the same of the same lines."""
    seen: dict[tuple[object, ...], str] = {}
    checks: dict[str, Check] = {}
    for claim in claims:
        cited = spec_evidence(claim)
        key = (claim.body.kind, claim.body.program, _subject(claim), cited[0].first if cited else 0)
        first = seen.setdefault(key, claim.claim_id)
        state, detail = ("pass", "said once") if first == claim.claim_id else ("fail", f"{first} says it already")
        checks[claim.claim_id] = checked("unique", state, detail)
    return checks


def clauses(claim: Claim) -> Check:
    """How often it occurs, what counts it, what it redefines and which values it may have stand on the cited lines."""
    body = claim.body
    if body.kind != "field":
        return checked("clauses", "pass", "declares no item")
    said = " ".join(item.quote for item in spec_evidence(claim))
    wanted = [body.depending, body.redefines, *body.values]
    missing = [word for word in wanted if word not in (UNKNOWN, "") and not _mentioned(said, word)]
    if body.occurs != 1 and not _counted(said.replace(body.picture, " "), body.occurs):
        missing.append(f"{body.occurs} times")
    if missing:
        return checked("clauses", "fail", f"'{missing[0][:60]}' does not stand in the quote")
    if storage := _other_usage(body.usage, said):
        return checked("clauses", "fail", f"the quote says {storage}, not {body.usage[:40]}")
    return checked("clauses", "pass", "as the quote says")


def _mentioned(text: str, word: str) -> bool:
    """Whether a text holds a word, a number or a literal whole."""
    at = text.find(word)
    while at >= 0:
        if not _in_name(text[at - 1 : at]) and not _in_name(text[at + len(word) : at + len(word) + 1]):
            return True
        at = text.find(word, at + 1)
    return word.isdecimal() and _counted(text, int(word))


def _counted(text: str, number: int) -> bool:
    """Whether a number stands in a text, whatever unit is written to it; leading zeros only after OCCURS or TO."""
    return re.search(rf"(?<!\d){number}(?!\d)|(?:OCCURS|TO)\s+0*{number}(?!\d)", text) is not None


_COMP = re.compile(r"(?<![\w-])COMP(?:UTATIONAL)?(-\d)?(?![\w-])")


def _other_usage(usage: str, text: str) -> str:
    """A COMP that the text gives an item, and the claim does not; "" when they agree, or the text gives several."""
    given = {f"COMP{match[1] or ''}" for match in _COMP.finditer(text)} if "COMP" in text else set()
    mine = _COMP.fullmatch(usage)
    claimed = f"COMP{mine[1] or ''}" if mine else usage
    plain = usage == "DISPLAY" or mine is not None
    return next(iter(given)) if len(given) == 1 and plain and claimed not in given else ""
