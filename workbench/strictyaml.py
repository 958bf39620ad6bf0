"""YAML as people read it, and nothing else: the subset in which a file says what it seems to say.

Refused, each with its line: aliases and anchors (a 324-byte file can unfold to gigabytes), merge keys, tags, duplicate
keys, keys that are not text, a second document, infinities, a file that is too large or nested too deep.
Plain words follow YAML 1.2: only `true` and `false` are booleans, so the country code `NO` stays a text, and so do
`12:30:00` and `2026-01-01`.

>>> load("markets: [NO, SE]\\nopen: true\\nat: 12:30", "markets.yaml")
{'markets': ['NO', 'SE'], 'open': True, 'at': '12:30'}
>>> load("a: 1\\na: 2", "x.yaml")
Traceback (most recent call last):
workbench.errors.InputError: x.yaml:2: 'a' is given twice; the first is on line 1
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from workbench.errors import InputError

MAX_BYTES = 1 << 20
"""Bytes of UTF-8 that a file may have, unless the caller says more."""

MAX_DEPTH = 20
"""How deep lists and maps may be nested."""

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,3})?")
_NOT_A_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
_WORDS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NULLS = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True)
class Located:
    """A loaded value, the line of every key and item in it, by path: `agents.migrator.read[0]`, and by path too the
    words that are taken for something else than a text, as they stand there."""

    value: Any
    lines: dict[str, int]
    words: dict[str, str] = field(default_factory=dict)


def load(
    text: str,
    name: str,
    error: type[InputError] = InputError,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
) -> Any:
    """The value of one YAML document: dicts with text keys, lists, texts, numbers, booleans, None.

    Raises `error` with `name:line: what is wrong`.
    """
    return load_located(text, name, error, max_bytes, max_depth).value


def load_located(
    text: str,
    name: str,
    error: type[InputError] = InputError,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
) -> Located:
    """As `load`, with the line of every key and item, for messages that can be clicked."""
    reader = _Reader(name, error, max_depth)
    if strange := _UNREADABLE.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        reader.refuse(line, f"a character U+{ord(strange[0]):04X}, which no text file has")
    if (size := len(text.encode())) > max_bytes:
        reader.refuse(1, f"{size} bytes; at most {max_bytes} are read")
    try:
        return Located(reader.document(yaml.parse(text, Loader=_PARSER)), reader.lines, reader.words)
    except yaml.YAMLError as fault:
        reader.refuse(*_fault(fault))


def _fault(fault: Any) -> tuple[int, str]:
    mark = getattr(fault, "problem_mark", None)
    said = getattr(fault, "problem", None) or getattr(fault, "reason", None) or "not YAML"
    return (mark.line + 1 if mark is not None else 1), " ".join(str(said).split())


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


@dataclass
class _Reader:
    name: str
    error: type[InputError]
    max_depth: int
    lines: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def refuse(self, line: int, why: str) -> NoReturn:
        raise self.error(f"{self.name}:{line}: {why}")

    def document(self, events: Iterator[Any]) -> Any:
        value: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(
                        _line(event),
                        "a second document; one file holds one",
                    )
                value = self.node(next(events), events, "", 0)
        return value

    def node(self, event: Any, events: Iterator[Any], path: str, depth: int) -> Any:
        line = _line(event)
        self.check(event, line, depth)
        self.lines.setdefault(path, line)
        if isinstance(event, yaml.ScalarEvent):
            value = self.scalar(event, line)
            if not isinstance(value, str):
                self.words[path] = str(event.value)
            return value
        if isinstance(event, yaml.SequenceStartEvent):
            return self.items(events, path, depth)
        return self.mapping(events, path, depth)

    def check(self, event: Any, line: int, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.refuse(line, f"alias *{event.anchor}; write the value out")
        if event.anchor is not None:
            self.refuse(line, f"anchor &{event.anchor}; aliases are not read")
        if event.tag is not None and event.tag != "!":
            self.refuse(line, f"tag {event.tag}; write a plain value")
        if depth > self.max_depth:
            self.refuse(line, f"nested deeper than {self.max_depth}")

    def items(self, events: Iterator[Any], path: str, depth: int) -> list[Any]:
        found: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.node(event, events, f"{path}[{len(found)}]", depth + 1))
        return found

    def mapping(self, events: Iterator[Any], path: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event)
            below = f"{path}.{key}" if path else key
            if key in found:
                line = _line(event)
                self.refuse(
                    line,
                    f"{key!r} is given twice; the first is on line {self.lines[below]}",
                )
            self.lines[below] = _line(event)
            found[key] = self.node(next(events), events, below, depth + 1)
        return found

    def key(self, event: Any) -> str:
        line = _line(event)
        self.check(event, line, 0)
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(line, "a key that is a list or a map; a key is a text")
        if event.value == "<<" and event.implicit[0]:
            self.refuse(line, "merge key <<; write the values out")
        return str(event.value)

    def scalar(self, event: Any, line: int) -> Any:
        text = event.value
        if not event.implicit[0]:
            return text
        if text in _NULLS:
            return None
        if _NOT_A_NUMBER.fullmatch(text):
            self.refuse(line, f"{text} is no number one can compare; quote it if it is a text")
        if _INTEGER.fullmatch(text):
            return int(text)
        return _WORDS[text] if text in _WORDS else float(text) if _FLOAT.fullmatch(text) else text
