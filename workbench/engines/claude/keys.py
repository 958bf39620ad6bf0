"""The key: from the environment or from a file that the settings name, given to the client, and seen nowhere else."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from workbench.errors import SettingsError

VARIABLE = "ANTHROPIC_API_KEY"
PLACE = "ANTHROPIC_BASE_URL"
HIDDEN = "[key]"
"""What stands where a key would."""

SHORTEST, LONGEST = 8, 1000
"""Characters of a key; anything shorter is none, and would be found in every other word."""


@dataclass(frozen=True, repr=False)
class Key:
    """A key that shows itself to nobody who prints it."""

    text: str

    def __repr__(self) -> str:
        """Nothing of the key."""
        return "Key(…)"

    def hide(self, text: str) -> str:
        """A text that came from elsewhere, without the key in it."""
        return text.replace(self.text, HIDDEN) if len(self.text) >= SHORTEST else text


def find_key(path: Path | None = None) -> Key:
    """The key in the file that the settings name, else in the environment. Raises SettingsError without one.

    A person's stored sign-in is never used: only what was given to this program on purpose.
    """
    if path is not None:
        return Key(_checked(_read(path), str(path)))
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        raise SettingsError(
            f"engine claude needs a key: set {VARIABLE}, or name a file with engine.key_file in workbench.toml; "
            "`workbench demo --engine claude --loopback` needs none"
        )
    return Key(_checked(text, VARIABLE))


def find_place(said: str) -> str:
    """Where the service is: as the settings say, else the environment, else its own address. Raises SettingsError.

    A key goes over an open line only on this machine.
    """
    url = (said or os.environ.get(PLACE, "")).strip().rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return url
    if parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"):
        return url
    raise SettingsError(f"engine.url = '{url}' is not accepted; it takes https://..., or http:// on this machine")


def _read(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"the key file {path} can be read by others; chmod 600 {path}")
        return path.read_text("ascii").strip()
    except OSError as fault:
        raise SettingsError(f"the key file {path} cannot be read: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"the key file {path} holds no key: it is no plain text") from None


def _checked(text: str, where: str) -> str:
    if not SHORTEST <= len(text) <= LONGEST or not text.isascii() or not text.isprintable() or " " in text:
        raise SettingsError(f"{where} holds no key: one word of plain characters is needed")
    return text
