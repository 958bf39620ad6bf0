"""What looks like a key, and texts without it: parameters are refused, outputs are blanked.

A notebook may print its environment, and an error may quote a header. What is saved, stored or logged of a run goes
through `blanked` first. It knows the shapes of the providers' keys, and the values of the environment's variables that
are named like secrets, however a notebook writes them: as text, quoted, for HTML, in a URL, in base64. What nobody can
see is a key of no known shape from elsewhere, one that a cell takes apart or encrypts, and one in a picture.
"""

import base64
import html
import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

BLANK = "⟦withheld⟧"
"""What stands where a key stood."""

_NAMES = re.compile(
    r"(?i)(secrets?|passwords?|passwd|passphrase|(db|pg|my ?sql|redis|smtp|user) ?pass|(?<![a-z])(pwd|bearer)"
    r"|(?<![a-z])(tokens?|credentials?))(?![a-z])"
    r"|(api|access|private|secret|signing|ssh|encryption|account|auth)[_-]?key"
)
_COUNTED = re.compile(
    r"(?i)^(max|min|budget|num|n|count|limit|total)_?tokens?$|tokens?_?(budget|limit|count|in|out|max)$"
)
_VALUES = re.compile(
    r"(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{16,}|[rs]k_(?:live|test)_[A-Za-z0-9]{10,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}"
    r"|glpat-[A-Za-z0-9_-]{16,}|xox[abprs]-[A-Za-z0-9-]{10,}|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,}"
    r"|hf_[A-Za-z0-9]{24,}|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{40,}"
    r"|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?:[^-]|\\n)*-----END [A-Z ]*PRIVATE KEY-----)?"
    r"|(?<=://)[^\s/:@'\"]{1,80}:[^\s/@'\"]{1,200}(?=@)"
    r"|(?i:(?<=bearer )|(?<=basic ))[A-Za-z0-9._~+/=-]{16,}"
)
_SHORT = 8
"""Values of the environment that are shorter could stand anywhere by chance."""


def named_like_a_secret(name: str) -> bool:
    """Whether a parameter or variable of this name holds a secret, by its name.

    >>> [named_like_a_secret(name) for name in ("api_key", "PGPASSWORD", "apiKey", "keyboard", "max_tokens")]
    [True, True, True, False, False]
    """
    return bool(_NAMES.search(name.replace("_", " ")) or _NAMES.search(name)) and not _COUNTED.search(name)


def looks_like_a_key(value: str) -> bool:
    """Whether a text holds what the providers' keys look like.

    >>> looks_like_a_key("postgres://me:hunter2@db/x"), looks_like_a_key("task-ab84096ade69e9018cdf")
    (True, False)
    """
    return bool(_VALUES.search(value))


def secrets_of(environment: Mapping[str, str]) -> list[str]:
    """The values of variables whose names say that they are secret, as texts write them, the longest first."""
    named = {name for name in environment if named_like_a_secret(name)} - {"PWD"}  # that one is a directory
    values = {environment[name] for name in named if len(environment[name]) >= _SHORT}
    written = {form for value in values for form in (value, value.strip()) for form in _written(form)}
    return sorted((form for form in written if len(form) >= _SHORT), key=len, reverse=True)


def _written(value: str) -> Iterator[str]:
    """How a text may write a value.

    >>> list(_written("a&b"))[3:6]
    ['a&b', 'a&amp;b', 'a%26b']
    """
    raw = os.fsencode(value)
    yield from (
        value,
        repr(value)[1:-1],
        ascii(value)[1:-1],
        json.dumps(value)[1:-1],
        html.escape(value),
        quote(raw),
        quote(raw, ""),
    )
    yield json.dumps(json.dumps(value)[1:-1])[1:-1]
    yield base64.b64encode(raw).decode().rstrip("=")


def blanked(value: Any, secrets: list[str] | None = None) -> Any:
    """A JSON value in which every text, names of keys too, is without what looks like a key. secrets: further texts to
    blank; the secrets of this process's environment without any."""
    known = secrets_of(os.environ) if secrets is None else secrets
    if isinstance(value, str):
        return _text(value, known)
    if isinstance(value, dict):
        return type(value)({_text(str(name), known): blanked(one, known) for name, one in value.items()})
    if isinstance(value, list | tuple):
        return type(value)(blanked(one, known) for one in value)
    return value


def _text(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, BLANK)
    return _VALUES.sub(BLANK, text)
