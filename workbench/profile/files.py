"""A profile as YAML: written for a person to edit, read back strictly."""

import re
from pathlib import Path

import yaml
from pydantic import ValidationError

from workbench import strictyaml
from workbench.errors import ProfileError
from workbench.profile.profile import MAX_PATTERN, Profile

_NESTED = re.compile(r"\((?:\?:)?(?:\[[^\]]*\]|\\?\w|\.)[+*]\)[+*{]")


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
    for key in ("headings", "parts", "records", "blocks", "mentions", "errata", "items"):
        for item in getattr(profile, key):
            _check(item.pattern, name, key)
    return profile


def _check(pattern: str, name: str, key: str) -> None:
    if len(pattern) > MAX_PATTERN:
        raise ProfileError(f"{name}: a pattern has {len(pattern)} characters; at most {MAX_PATTERN} are accepted")
    if _NESTED.search(pattern):
        raise ProfileError(f"{name}: pattern {pattern!r} repeats a repetition, which can take for ever; write it flat")
    try:
        re.compile(pattern, re.MULTILINE)
    except re.error as error:
        raise ProfileError(f"{name}: pattern {pattern!r} is no regular expression: {error}") from None
    needed = {"headings": ("name",), "records": ("name",), "items": ("name", "picture")}.get(key, ())
    if missing := [group for group in needed if f"(?P<{group}>" not in pattern]:
        raise ProfileError(f"{name}: every pattern in '{key}' needs a group (?P<{missing[0]}>...) for the {missing[0]}")


def dump(profile: Profile) -> str:
    """The profile as YAML text that `parse` reads back to the same value."""
    value = profile.model_dump(mode="json")
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=10_000)
