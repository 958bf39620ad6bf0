"""The vocabulary: frozen records that cross an arrow of the street, from a spec to a fact.

    spec ─▶ chunk ─▶ claim ─▶ verdict ─▶ fact      (what agents say; `acts.py` holds what people decide)

Unknown is a value: a text that no document gives is "unknown", a number that no document gives is -1.
Line numbers start at 1, both ends inclusive; lines end on "\\n" only, as `wc -l` and editors count them.
"""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from workbench.display import record_html
from workbench.identity import quoted, record_text, text_id

UNKNOWN: Final = "unknown"
"""What a text or a number is when no document says it."""

TYPED: Final = "TYPE"
"""The usage of an item that has a type in place of a PICTURE: how its bytes lie is not known."""

LineClass = Literal["blank", "furniture", "content"]
"""blank: nothing to read. furniture: page headers and footers, repeated by the printer. content: the rest."""

ChunkKind = Literal["preamble", "section", "record", "table", "rules", "screen", "notes", "text", "appendix", "errata"]
"""What a chunk holds, as far as the profile can tell; `text` when it cannot."""

ReadState = Literal[
    "ok", "truncated", "malformed", "refused", "rejected", "lost", "unavailable", "over_budget", "error"
]
"""ok: every content line accounted for by an item or `none_here`. truncated: the answer was cut off.
malformed: not the asked form. refused: the engine declined; a person decides. rejected: the service does not take the
request (key, model, size), and asking again would not help. lost: no answer came back for this call.
unavailable: the engine could not be reached. over_budget: not sent, a limit stands against it.
error: the engine failed in itself."""

ClaimKind = Literal[
    "endpoint", "record", "field", "rule", "code", "erratum", "serves", "maps", "no_target", "uncertain"
]
"""endpoint, record, field, rule, code, erratum: the inventory's, from the spec.
serves: an endpoint's work is done by this target operation. maps: a field's target. no_target: none exists.
uncertain: the mapper does not know, and lists candidates."""

VerdictState = Literal["accepted", "rejected", "uncertain"]
"""accepted: every check passed. rejected: a check failed; it says what would satisfy it.
uncertain: nothing is wrong and something is unproven; a person decides."""

CheckState = Literal["pass", "fail", "unproven"]
"""pass: the documents agree. fail: they disagree. unproven: they do not say."""

RunState = Literal["running", "complete", "incomplete", "interrupted"]
"""running: at work. complete: every line read and every endpoint accounted for. incomplete: some are not, and it says
which. interrupted: its process ended before it did; running again takes up what is missing."""

EndpointState = Literal["verified", "uncertain", "no_target", "refused", "stale", "missing"]
"""verified: its operation and each of its fields are settled by accepted claims. uncertain: at least one is not.
no_target: it is settled that no operation serves it. refused: the gate rejected its definition or its operation.
stale: built on a line that changed since. missing: mentioned, never defined; not accounted for."""


_GIVEN: dict[frozenset[str], set[str]] = {}
"""Sets of fields that records share."""

_EVERY: dict[type[BaseModel], set[str]] = {}
"""All fields of a kind of record."""

_new, _set = object.__new__, object.__setattr__
_put_values, _put_given, _put_extra, _put_private = (
    vars(BaseModel)[slot].__set__
    for slot in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)
"""What a record is made of, each put in its place: a third faster than by name."""


class Record(BaseModel):
    """A frozen value that is refused when it has a key too many."""

    # A process uses few of some two hundred kinds of records: each is built when its first value is validated.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    __slots__ = ("_spelled",)

    @classmethod
    def trusted(cls, **values: Any) -> Self:
        """The record of these values, which are what its fields say: records and texts of our own, not looked at again.

        Every field is given, in order; raises TypeError for any other. A fifth of what a run costs is to validate by
        the hundred thousand what this program has just made; what comes from outside is validated.
        """
        fields = _EVERY.get(cls) or _EVERY.setdefault(cls, set(cls.model_fields))
        if values.keys() != fields:
            raise TypeError(f"a {cls.__name__} has the fields {sorted(fields)}, not {sorted(values)}")
        made = _new(cls)
        _put_values(made, values)
        _put_given(made, fields)
        _put_extra(made, None)
        _put_private(made, None)
        return made

    def spell(self) -> str:
        """This record as `identity.canonical` writes it, kept for who asks for it again (`spelled`)."""
        text = record_text(self)
        _set(self, "_spelled", text)
        return text

    def spelled(self) -> str:
        """This record as `identity.canonical` writes it."""
        return getattr(self, "_spelled", "") or record_text(self)

    def lean(self) -> Self:
        """This record, sharing with its like what says which fields were given: by itself that is half of its size."""
        given = frozenset(self.model_fields_set)
        object.__setattr__(self, "__pydantic_fields_set__", _GIVEN.setdefault(given, set(given)))
        return self

    def _repr_html_(self) -> str:
        return record_html(type(self).__name__, dict(self))


class Chunk(Record):
    """One stretch of a spec that is read in one go.

    Bytes and characters count from 0, end exclusive; lines from 1, both ends inclusive. `path` is the breadcrumb
    (part, program, section). `context` are the lines that travel beside the text and may not be cited: the heading, the
    01-line, the open groups, the table header. `items_before` counts the items of a record that stand in earlier
    pieces of it.
    """

    chunk_id: str
    spec: str
    ordinal: int
    kind: ChunkKind
    program: str
    path: tuple[str, ...]
    byte_start: int
    byte_end: int
    char_start: int
    char_end: int
    first: int
    last: int
    tokens: int
    context: tuple[int, ...] = ()
    items_before: int = 0


class SpecEvidence(Record):
    """Lines of a spec and what they say, word for word."""

    kind: Literal["spec"] = "spec"
    spec: str
    first: int
    last: int
    quote: str

    def spell(self) -> str:
        """As any record does; spelled out here, because every claim has one and this takes half as long."""
        said = vars(self)
        text = (
            f'{{"first":{said["first"]},"kind":"spec","last":{said["last"]},'
            f'"quote":{quoted(said["quote"])},"spec":{quoted(said["spec"])}}}'
        )
        _set(self, "_spelled", text)
        return text


class TruthEvidence(Record):
    """A place in a truth source and what it says there. `pointer` is a JSON pointer or `row:N`."""

    kind: Literal["truth"] = "truth"
    source: str
    pointer: str
    quote: str


Evidence = Annotated[SpecEvidence | TruthEvidence, Field(discriminator="kind")]


class EndpointBody(Record):
    """A program that outsiders call."""

    kind: Literal["endpoint"] = "endpoint"
    program: str
    title: str = UNKNOWN


class RecordBody(Record):
    """A record layout of a program: one 01-level."""

    kind: Literal["record"] = "record"
    program: str
    record: str


class FieldBody(Record):
    """One data item of a record, as the spec declares it.

    `picture` is a PICTURE, or where `usage` is "TYPE" what the spec has in its place, as it is written: `NUMBER(9,2)`.
    `ordinal` counts the items of the record from 1 in the order of the text. `parent` is the group it stands in (the
    record itself at the top). `level` is -1 where the spec prints none. `occurs` is the largest number of times
    (1: once), `depending` the item that counts them. `offset` (bytes from 0) and `bytes` are what the spec prints, -1
    where it prints none.
    """

    kind: Literal["field"] = "field"
    program: str
    record: str
    name: str
    ordinal: int
    level: int
    parent: str
    picture: str = UNKNOWN
    usage: str = "DISPLAY"
    occurs: int = 1
    depending: str = UNKNOWN
    redefines: str = UNKNOWN
    offset: int = -1
    bytes: int = -1
    values: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    note: str = UNKNOWN


class RuleBody(Record):
    """A business rule of a program."""

    kind: Literal["rule"] = "rule"
    program: str
    rule: str
    text: str


class CodeBody(Record):
    """An error or status code and its meaning."""

    kind: Literal["code"] = "code"
    program: str
    code: str
    text: str


class ErratumBody(Record):
    """A late correction: from here on `attribute` of the thing named is `new`, not `old`."""

    kind: Literal["erratum"] = "erratum"
    erratum: str
    program: str
    record: str = UNKNOWN
    field: str = UNKNOWN
    attribute: Literal["picture", "name", "text", "removed", "unknown"] = "unknown"
    old: str = UNKNOWN
    new: str = UNKNOWN
    text: str


class Transform(Record):
    """How a legacy value becomes a target value, and back.

    copy: text as it is, trailing spaces cut. integer, decimal: a number. boolean: a flag (`true_value`,
    `false_value`). date: `source_form` such as YYYYMMDD to an ISO date. enumeration: `values` legacy=target, ...
    scale: a number times 10**`power`. part: one of several fields that make one target value, or several that one
    field makes (`index` of `count`, from 1, joined by `separator`). group: an object, holding nothing of its own.
    """

    kind: Literal["copy", "integer", "decimal", "boolean", "date", "enumeration", "scale", "part", "group"]
    options: tuple[tuple[str, str], ...] = ()

    def option(self, name: str, default: str = UNKNOWN) -> str:
        """The value of one option."""
        return dict(self.options).get(name, default)


class Candidate(Record):
    """A target that a field may map to: its score from 0 to 1 and why it is here."""

    operation: str
    property: str
    score: float
    why: str


class ServesBody(Record):
    """This operation does the work of this endpoint."""

    kind: Literal["serves"] = "serves"
    program: str
    operation: str


class MapsBody(Record):
    """This field of this endpoint is this property of this operation. `property` is a dotted JSON path."""

    kind: Literal["maps"] = "maps"
    program: str
    record: str
    field: str
    ordinal: int
    operation: str
    property: str
    transform: Transform


class NoTargetBody(Record):
    """No property of the operation takes this field; `nearest` shows that no candidate was close."""

    kind: Literal["no_target"] = "no_target"
    program: str
    record: str
    field: str
    ordinal: int
    operation: str
    reason: str
    nearest: tuple[Candidate, ...] = ()


class UncertainBody(Record):
    """The mapper does not know; these are the candidates, best first."""

    kind: Literal["uncertain"] = "uncertain"
    program: str
    record: str
    field: str
    ordinal: int
    operation: str
    reason: str
    candidates: tuple[Candidate, ...] = ()


Body = Annotated[
    EndpointBody
    | RecordBody
    | FieldBody
    | RuleBody
    | CodeBody
    | ErratumBody
    | ServesBody
    | MapsBody
    | NoTargetBody
    | UncertainBody,
    Field(discriminator="kind"),
]


class Claim(Record):
    """What an agent says, with evidence. Not a fact. Make one with `claim`, which gives it its id."""

    claim_id: str
    agent: str
    engine: str
    body: Body
    evidence: tuple[Evidence, ...]
    based_on: tuple[str, ...] = ()


class Check(Record):
    """One rule that a claim was held against."""

    name: str
    state: CheckState
    detail: str


class Verdict(Record):
    """What the gate says of a claim, with the result of every check. `sources` are the truth sources it was held
    against."""

    verdict_id: str
    claim: str
    state: VerdictState
    checks: tuple[Check, ...]
    reason: str
    sources: tuple[str, ...] = ()


class Fact(Record):
    """A claim that the gate accepted. Only `gate.py` builds one; later agents take facts, never claims."""

    fact_id: str
    claim: str
    verdict: str
    body: Body
    evidence: tuple[Evidence, ...]


class Dossier(Record):
    """All facts of one endpoint: what the mapper and the migrator are given.

    `fields` are in the order of the text; `mappings` (serves, maps, no_target) are empty before the mapper.
    """

    program: str
    endpoint: Fact
    records: tuple[Fact, ...] = ()
    fields: tuple[Fact, ...] = ()
    rules: tuple[Fact, ...] = ()
    codes: tuple[Fact, ...] = ()
    mappings: tuple[Fact, ...] = ()


class Read(Record):
    """That one agent read one chunk, how it ended, and what it found there.

    `expected` counts the declarations that patterns find in the chunk, `items` the claims that came back;
    `none_here` are the line ranges the agent says hold nothing to extract. `calls` are the ids of a model's calls that
    the answer came from, none where rules answered, and `prompt` the version of the prompt that they were made with.
    """

    read_id: str
    agent: str
    engine: str
    chunk: str
    first: int
    last: int
    state: ReadState
    expected: int
    items: int
    none_here: tuple[tuple[int, int], ...] = ()
    detail: str = UNKNOWN
    calls: tuple[str, ...] = ()
    prompt: str = UNKNOWN


def claim(agent: str, engine: str, body: Body, evidence: tuple[Evidence, ...], based_on: tuple[str, ...] = ()) -> Claim:
    """A claim with its content id: the same words about the same lines are the same claim, in every run."""
    # As `content_id` would have it of all but the id.
    said = (
        f'{{"agent":{quoted(agent)},"based_on":[{",".join(map(quoted, based_on))}],"body":{body.spell()},'
        f'"engine":{quoted(engine)},"evidence":[{",".join([item.spell() for item in evidence])}]}}'
    )
    name = text_id("claim", said.encode("utf-8", "surrogatepass"))
    return Claim.trusted(claim_id=name, agent=agent, engine=engine, body=body, evidence=evidence, based_on=based_on)
