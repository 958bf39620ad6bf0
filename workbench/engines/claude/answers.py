"""The forms of answers: flat, closed, with every state a word of its own, so that the service can hold a model to them.

The service takes no recursion, few optional keys and few keys of several types; bounds and patterns it does not check.
So what an answer means is checked again when it comes back.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.records import UNKNOWN

MOST_OPTIONAL = 24
"""Keys that may be left out, in one form, counted through its definitions."""

MOST_UNIONS = 16
"""Keys of several types in one form."""

LONGEST_TEXT = 20_000
"""Characters of a text that an answer may hold; more is no quote."""

Line = Field(ge=0, le=10_000_000)


class Answer(BaseModel):
    """A part of an answer: nothing but the keys that were asked for, of exactly these types."""

    # Built when an answer of its kind is first read: most commands ask no model.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, str_max_length=LONGEST_TEXT, defer_build=True)


class Cited(Answer):
    """Lines and what they say, word for word."""

    first: int = Line
    last: int = Line
    quote: str


class Span(Answer):
    """A run of lines, both ends included."""

    first: int = Line
    last: int = Line


class EndpointItem(Answer):
    """A program that outsiders call, and the lines that head it and say what it is for."""

    name: str
    title: str = UNKNOWN
    cited: list[Cited]


class RecordItem(Answer):
    """The line that opens a record."""

    name: str
    cited: list[Cited]


class FieldItem(Answer):
    """One declared data item, with the lines of its declaration, then those of its values."""

    record: str
    name: str
    level: int = Field(-1, ge=-1, le=99)
    parent: str = UNKNOWN
    picture: str = UNKNOWN
    usage: str = "DISPLAY"
    occurs: int = Field(1, ge=0, le=10_000_000)
    depending: str = UNKNOWN
    redefines: str = UNKNOWN
    offset: int = Field(-1, ge=-1, le=1_000_000_000)
    bytes: int = Field(-1, ge=-1, le=1_000_000_000)
    values: list[str] = []
    meanings: list[str] = []
    note: str = UNKNOWN
    cited: list[Cited]


class RuleItem(Answer):
    """A rule, under the number or name the document gives it, in the document's words."""

    name: str
    text: str
    cited: list[Cited]


class CodeItem(Answer):
    """An error or status code and what the document says it means."""

    name: str
    text: str
    cited: list[Cited]


class ErratumItem(Answer):
    """A correction: which program, record and field, and what reads how from now on."""

    name: str
    program: str
    record: str = UNKNOWN
    field: str = UNKNOWN
    attribute: Literal["picture", "name", "text", "removed", "unknown"]
    old: str = UNKNOWN
    new: str = UNKNOWN
    text: str
    cited: list[Cited]


class InventoryAnswer(Answer):
    """All that one chunk declares, the lines that declare nothing, and whether that is all of it."""

    endpoints: list[EndpointItem]
    records: list[RecordItem]
    fields: list[FieldItem]
    rules: list[RuleItem]
    codes: list[CodeItem]
    errata: list[ErratumItem]
    none_here: list[Span]
    complete: bool


class Choice(Answer):
    """What one field is: the chosen target, or `none`, or `uncertain`, with the words of both sides."""

    state: Literal["maps", "none", "uncertain"]
    target: str
    source_quote: str
    target_quote: str
    reason: str


class Serving(Answer):
    """The operation or table that does an endpoint's work."""

    state: Literal["serves", "none", "uncertain"]
    operation: str
    quote: str
    reason: str


class Noticed(Answer):
    """Something to look at: what it is about, by the name shown; a name for it, or ""; the words; the reason."""

    about: str
    name: str
    quote: str
    reason: str


class Notices(Answer):
    """All that was noticed, and whether everything was looked at."""

    found: list[Noticed]
    complete: bool


Form = TypeVar("Form", bound=Answer)


class Malformed(Exception):
    """An answer that is not of the asked form; the message says where."""


@lru_cache(maxsize=32)
def schema_of(form: type[Answer]) -> dict[str, Any]:
    """The form as the service takes it: plain types, closed objects, definitions by reference."""
    plain: dict[str, Any] = _plain(form.model_json_schema())
    return plain


def mapping_schema(fields: Sequence[str], targets: Sequence[str], operations: Sequence[str]) -> dict[str, Any]:
    """The form of a mapping: one key for each field, so that none can be left out; targets by name, or "none"."""
    choice, serving = schema_of(Choice), schema_of(Serving)
    listed = {**choice["properties"], "target": {"type": "string", "enum": [*targets, "none"]}}
    named = {**serving["properties"], "operation": {"type": "string", "enum": [*operations, "none"]}}
    return {
        "type": "object",
        "properties": {"serves": {"$ref": "#/$defs/serving"}, **{name: {"$ref": "#/$defs/choice"} for name in fields}},
        "required": ["serves", *fields],
        "additionalProperties": False,
        "$defs": {"choice": {**choice, "properties": listed}, "serving": {**serving, "properties": named}},
    }


def read_answer(form: type[Form], text: str) -> Form:
    """The answer in a text. Raises Malformed with the first place that is wrong."""
    try:
        return form.model_validate_json(text)
    except ValidationError as fault:
        raise Malformed(_first(fault)) from None


def read_mapping(text: str, fields: Sequence[str]) -> tuple[Serving, dict[str, Choice]]:
    """What serves, and the choice for each field. Raises Malformed when one is missing or too many."""
    found = read_answer(_Map, f'{{"said": {text}}}').said
    serving, choices = found.pop("serves", None), found
    if set(choices) != set(fields):
        odd = sorted(set(choices) ^ set(fields))[0]
        raise Malformed(f"'{odd[:40]}' is {'missing' if odd in fields else 'no field that was asked about'}")
    try:
        return Serving.model_validate(serving), {name: Choice.model_validate(choices[name]) for name in fields}
    except ValidationError as fault:
        raise Malformed(_first(fault)) from None


class _Map(Answer):
    said: dict[str, dict[str, str]]


def counted(schema: Mapping[str, Any]) -> tuple[int, int]:
    """How many keys of a form may be left out, and how many have several types; definitions count as often as once."""
    parts = list(_objects(schema))
    optional = sum(len(part.get("properties", {})) - len(part.get("required", ())) for part in parts)
    unions = sum(
        "anyOf" in key or "oneOf" in key or isinstance(key.get("type"), list)
        for part in parts
        for key in part.get("properties", {}).values()
    )
    return optional, unions


def _objects(schema: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(schema, Mapping):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from _objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _objects(value)


_KEPT = {"type", "enum", "const", "items", "properties", "required", "additionalProperties", "$ref", "$defs", "anyOf"}


def _plain(schema: Any, names: bool = False) -> Any:
    """A schema without titles, defaults, descriptions and bounds; `names`: this map's keys are names."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if names or key in _KEPT}
    return {key: _plain(value, names=not names and key in ("properties", "$defs")) for key, value in kept.items()}


def _first(fault: ValidationError) -> str:
    first = fault.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'the answer'}: {first['msg']}"[:300]
