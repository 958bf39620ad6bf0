"""A structure profile: how one kind of document says where things start. Regular expressions in a YAML file.

`discovery.propose` writes one from an unknown document; a person confirms or edits it. A pattern for a heading or a
record has a group `name`; all patterns match at the start of a line.
"""

import re
from functools import cached_property
from pathlib import Path

import yaml
from pydantic import ValidationError

from workbench import strictyaml
from workbench.errors import ProfileError
from workbench.records import UNKNOWN, ChunkKind, Record

MAX_PATTERN = 600
"""The longest pattern that is taken, in characters."""

_NESTED = re.compile(r"\((?:\?:)?(?:\[[^\]]*\]|\\?\w|\.)[+*]\)[+*{]")


class Pattern(Record):
    """One regular expression, an example of what it matched, and how often."""

    pattern: str
    sample: str = UNKNOWN
    count: int = 0


class Block(Pattern):
    """What a line starts inside an endpoint's part."""

    kind: ChunkKind


class Profile(Record):
    """How a document is built.

    `names` is what an endpoint's name looks like ("unknown" when names have no form of their own). `headings` start an
    endpoint, `parts` end one (appendix, chapter, errata), `blocks` start something inside one. `mentions` are lines that
    name other endpoints, `errata` start a correction. `sure` is from 0 to 1.
    """

    name: str
    sure: float = 0.0
    names: str = UNKNOWN
    headings: tuple[Pattern, ...] = ()
    parts: tuple[Pattern, ...] = ()
    blocks: tuple[Block, ...] = ()
    mentions: tuple[Pattern, ...] = ()
    errata: tuple[Pattern, ...] = ()

    @cached_property
    def heading_regex(self) -> re.Pattern[str]:
        """Any heading; group `name` of the alternative that matched is the last group."""
        return _any([item.pattern for item in self.headings])

    @cached_property
    def part_regex(self) -> re.Pattern[str]:
        """Any line that ends an endpoint's part."""
        return _any([item.pattern for item in (*self.parts, *self.errata)])

    @cached_property
    def erratum_regex(self) -> re.Pattern[str]:
        """Any line that starts a correction."""
        return _any([item.pattern for item in self.errata])

    @cached_property
    def mention_regex(self) -> re.Pattern[str]:
        """Any line that names other endpoints."""
        return _any([item.pattern for item in self.mentions])

    @cached_property
    def block_regexes(self) -> list[tuple[ChunkKind, re.Pattern[str]]]:
        """One pattern a kind of block."""
        kinds = dict.fromkeys(block.kind for block in self.blocks)
        return [(kind, _any([b.pattern for b in self.blocks if b.kind == kind])) for kind in kinds]


_NOTHING = "(?!)"


def _any(patterns: list[str]) -> re.Pattern[str]:
    """One expression for several; a group `name` in more than one of them loses its name, and only that."""
    if not patterns:
        return re.compile(_NOTHING)
    plain = [pattern.replace("(?P<name>", "(") for pattern in patterns]
    return re.compile("^(?:" + "|".join(f"(?:{pattern})" for pattern in plain) + ")", re.MULTILINE)


def named(match: re.Match[str]) -> str:
    """The name in a match of a joined pattern: its only group that took part."""
    return next((group for group in match.groups() if group), UNKNOWN)


def load(path: Path) -> Profile:
    """The profile in a YAML file. Raises ProfileError with the key and what is accepted."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"profile '{path}' cannot be read: {error}") from None
    return parse(text, str(path))


def parse(text: str, name: str) -> Profile:
    """The profile in some YAML text."""
    value = strictyaml.load(text, name, error=ProfileError)
    if not isinstance(value, dict):
        raise ProfileError(f"{name}: a profile is a mapping with the keys {', '.join(Profile.model_fields)}")
    try:
        profile = Profile.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ProfileError(f"{name}: '{place}': {first['msg']}; got {first['input']!r}") from None
    for item in (*profile.headings, *profile.parts, *profile.blocks, *profile.mentions, *profile.errata):
        _check(item.pattern, name)
    if any("(?P<name>" not in item.pattern for item in profile.headings):
        raise ProfileError(f"{name}: every pattern in 'headings' needs a group (?P<name>...) for the endpoint's name")
    return profile


def _check(pattern: str, name: str) -> None:
    if len(pattern) > MAX_PATTERN:
        raise ProfileError(f"{name}: a pattern has {len(pattern)} characters; at most {MAX_PATTERN} are accepted")
    if _NESTED.search(pattern):
        raise ProfileError(f"{name}: pattern {pattern!r} repeats a repetition, which can take for ever; write it flat")
    try:
        re.compile(pattern, re.MULTILINE)
    except re.error as error:
        raise ProfileError(f"{name}: pattern {pattern!r} is no regular expression: {error}") from None


def dump(profile: Profile) -> str:
    """The profile as YAML text that `parse` reads back to the same value."""
    value = profile.model_dump(mode="json")
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=10_000)
