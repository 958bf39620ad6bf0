"""A profile as YAML: written for a person to edit, read back strictly.

What discovery proposed is marked with its document and its patterns. Untouched it counts for that document alone, and
for another one discovery looks anew; once a person edits it, or takes the mark out, it counts for every issue.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from workbench import strictyaml
from workbench.errors import ProfileError
from workbench.identity import ID_HEX, content_id
from workbench.profile.profile import MAX_PATTERN, Profile
from workbench.records import UNKNOWN

MARK = "proposed"
"""The key of the mark."""

_TOLD = """\
# As discovery proposed it: used for the document that it was found in, and for no other issue of it.
# With any pattern edited, or without the last line, it is yours, and used for every issue.
"""
_MARKED = re.compile(rf"[0-9a-f]{{{ID_HEX}}} profile-[0-9a-f]{{{ID_HEX}}}")
_NEEDED = {
    "headings": (("name", "path", "verb"),),
    "continued": (("name",),),
    "records": (("name",),),
    "items": (("name",), ("picture", "type", "offset", "bytes", "end")),
}
"""The groups that the patterns under a key need, one of each."""
_NESTED = re.compile(r"\((?:\?:)?(?:\[[^\]]*\]|\\?\w|\.)[+*]\)[+*{]")


def load(path: Path) -> Profile:
    """The profile in a YAML file. Raises ProfileError with the key and what is accepted."""
    return _read(path)[0]


def fitting(path: Path, sha256: str) -> Profile | None:
    """The profile in a file beside a document; None where discovery proposed it for another one. Raises ProfileError.

    sha256: the document's.
    """
    profile, mark = _read(path)
    own = mark in (UNKNOWN, _mark(profile, sha256)) or not mark.endswith(_patterns(profile))
    return profile if own else None


def _read(path: Path) -> tuple[Profile, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"profile '{path}' cannot be read: {error}") from None
    return _parsed(text, str(path))


def parse(text: str, name: str) -> Profile:
    """The profile in some YAML text."""
    return _parsed(text, name)[0]


def _parsed(text: str, name: str) -> tuple[Profile, str]:
    value = strictyaml.load(text, name, error=ProfileError)
    if not isinstance(value, dict):
        raise ProfileError(f"{name}: a profile is a mapping with the keys {', '.join(Profile.model_fields)}")
    mark = value.pop(MARK, UNKNOWN)
    if mark != UNKNOWN and not (isinstance(mark, str) and _MARKED.fullmatch(mark)):
        raise ProfileError(f"{name}: '{MARK}': {mark!r} is no mark of a proposal; take the line out")
    return _valid(value, name), mark


def _valid(value: dict[str, Any], name: str) -> Profile:
    try:
        profile = Profile.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ProfileError(f"{name}: '{place}': {first['msg']}; got {first['input']!r}") from None
    for key in ("headings", "continued", "parts", "records", "blocks", "mentions", "errata", "items"):
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
    for some in _NEEDED.get(key, ()):
        if not any(f"(?P<{group}>" in pattern for group in some):
            raise ProfileError(f"{name}: every pattern in '{key}' needs a group (?P<{some[0]}>...) for the {some[0]}")


def dump(profile: Profile) -> str:
    """The profile as YAML text that `parse` reads back to the same value."""
    value = profile.model_dump(mode="json")
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=10_000)


def proposal(profile: Profile, sha256: str) -> str:
    """The profile as YAML text, marked as what discovery proposed for the document with this SHA-256."""
    return f"{_TOLD}{dump(profile)}{MARK}: {_mark(profile, sha256)}\n"


def _mark(profile: Profile, sha256: str) -> str:
    return f"{sha256[:ID_HEX]} {_patterns(profile)}"


def _patterns(profile: Profile) -> str:
    return content_id("profile", profile.model_dump(mode="json", exclude_defaults=True))
