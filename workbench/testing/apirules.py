"""What the service refuses with status 400, as its documents say: the first rule that a request breaks, in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

CUSTOM_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
GONE = ("temperature", "top_p", "top_k")
ALWAYS_THINKING = ("claude-opus-5-5", "claude-fable-5-1", "claude-fable-5-2")
FORMS = ("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid")
NOT_ENFORCED = frozenset(
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf pattern minLength maxLength maxItems uniqueItems "
    "oneOf not patternProperties".split()
)
MOST_OPTIONAL, MOST_UNIONS, MOST_MARKS = 24, 16, 4
WINDOW = 1_000_000
MOST_IN_BATCH = 100_000


def broken(body: Mapping[str, Any], size: int) -> str:
    """The first rule that a request breaks, "" when it breaks none; `size`: its tokens."""
    return next(_faults(body, size), "")


def broken_batch(requests: Sequence[Any]) -> str:
    """The first rule that a batch breaks as a whole; a fault of one request shows in that one's result."""
    if not requests or len(requests) > MOST_IN_BATCH:
        return f"requests: between 1 and {MOST_IN_BATCH:,} are needed"
    ids = [str(one.get("custom_id", "")) if isinstance(one, Mapping) else "" for one in requests]
    if wrong := next((one for one in ids if not CUSTOM_ID.fullmatch(one)), None):
        return f"requests: custom_id '{wrong}' does not match ^[a-zA-Z0-9_-]{{1,64}}$"
    if len(set(ids)) < len(ids):
        return "requests: every custom_id must be unique"
    return ""


def _faults(body: Mapping[str, Any], size: int) -> Iterator[str]:
    for name in GONE:
        if name in body:
            yield f"{name}: is no longer accepted"
    if not isinstance(body.get("max_tokens"), int) or not 1 <= body["max_tokens"] <= 128_000:
        yield "max_tokens: a whole number from 1 to 128000 is needed"
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        yield "messages: at least one message is needed"
        return
    if messages[-1].get("role") != "user":
        yield "messages: the last one must be the user's; an answer cannot be begun"
    thinking, choice = body.get("thinking") or {}, body.get("tool_choice") or {}
    if body.get("model") in ALWAYS_THINKING:
        if thinking.get("type") in ("disabled", "enabled"):
            yield "thinking: this model always thinks"
        if choice.get("type") in ("any", "tool"):
            yield "tool_choice: a tool cannot be forced on a model that always thinks"
    if size + body["max_tokens"] > WINDOW:
        yield f"prompt is too long: {size} tokens and {body['max_tokens']} for the answer, at most {WINDOW}"
    if sum("cache_control" in part for part in _maps(body)) > MOST_MARKS:
        yield f"cache_control: at most {MOST_MARKS} are accepted"
    cited = {bool((part.get("citations") or {}).get("enabled")) for part in documents(body)}
    if len(cited) > 1:
        yield "citations: must be enabled for all documents or for none"
    if any("citations" in part for part in _maps(messages) if part.get("type") == "text"):
        yield "citations: are not accepted on a text of the user"
    yield from _form_faults(body)


def documents(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The documents of a request, in their order."""
    return [part for part in _maps(body.get("messages", [])) if part.get("type") == "document"]


def _form_faults(body: Mapping[str, Any]) -> Iterator[str]:
    form = (body.get("output_config") or {}).get("format")
    if form is None:
        return
    if any((part.get("citations") or {}).get("enabled") for part in documents(body)):
        yield "output_config.format: cannot be combined with citations"
    schema = form.get("schema")
    if form.get("type") != "json_schema" or not isinstance(schema, Mapping):
        yield "output_config.format: a json_schema with its schema is needed"
        return
    optional = unions = 0
    for part in _maps(schema):
        if part.get("type") == "object":
            if part.get("additionalProperties") is not False:
                yield "output_config.format.schema: additionalProperties must be false for every object"
            keys = part.get("properties", {})
            optional += len(keys) - len(part.get("required", ()))
            unions += sum("anyOf" in key or isinstance(key.get("type"), list) for key in keys.values())
        if wrong := next((name for name in NOT_ENFORCED if name in part and not _is_names(part)), None):
            yield f"output_config.format.schema: {wrong} is not supported"
        if part.get("format", "uuid") not in FORMS and not _is_names(part):
            yield f"output_config.format.schema: format {part['format']} is not supported"
    if optional > MOST_OPTIONAL:
        yield f"output_config.format.schema: {optional} optional parameters, at most {MOST_OPTIONAL}"
    if unions > MOST_UNIONS:
        yield f"output_config.format.schema: {unions} parameters of several types, at most {MOST_UNIONS}"
    if _recursive(schema):
        yield "output_config.format.schema: recursion is not supported"


def _is_names(part: Mapping[str, Any]) -> bool:
    """Whether the keys of a map are names of properties, not words of the schema."""
    return all(isinstance(value, Mapping) for value in part.values())


def _recursive(schema: Mapping[str, Any]) -> bool:
    named: Mapping[str, Any] = schema.get("$defs", {})
    leads = {name: {_end(ref) for ref in _refs(part)} for name, part in named.items()}
    for start, first in leads.items():
        seen, waiting = set[str](), list(first)
        while waiting:
            name = waiting.pop()
            if name == start:
                return True
            if name not in seen:
                seen.add(name)
                waiting += leads.get(name, ())
    return "#" in set(_refs(schema))


def _end(reference: str) -> str:
    return reference.rpartition("/")[2]


def _refs(part: Any) -> Iterator[str]:
    for inner in _maps(part):
        if isinstance(inner.get("$ref"), str):
            yield inner["$ref"]


def _maps(part: Any) -> Iterator[Mapping[str, Any]]:
    """Every map in a value, the value itself first."""
    if isinstance(part, Mapping):
        yield part
        for value in part.values():
            yield from _maps(value)
    elif isinstance(part, list):
        for value in part:
            yield from _maps(value)
