"""A project's first files: settings, rules, directories, and a key for its first reviewer.

    begin(Path("mine"), "ana")     # mine/workbench.toml, policy.yaml, .gitignore, specs/, data/, keys/

Nothing that is there is overwritten: a directory that holds a project is refused before anything is made.
"""

import os
import pwd
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from workbench import policy, settings
from workbench.errors import InputError, ParameterError
from workbench.keyring import make_reviewer
from workbench.ledger import ledger_of

DIRECTORIES = ("specs", "data")
"""Where a project's documents go."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_TAKEN = ("inventory", "mapper", "validator", "migrator", "undo")


def begin(home: Path, reviewer: str = "", sample: bool = False) -> list[Path]:
    """The files of a new project, in order of name. `sample`: its settings name the documents of the sample world.

    reviewer: the first person who may approve; the one who runs this when it is "". Raises InputError when the
    directory holds one of the files already, ParameterError for a name that policy.yaml does not take.
    """
    name = reviewer or somebody()
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise ParameterError(f"reviewer {name!r}: a name is lower-case letters, digits, - and _, and no agent's")
    texts = {
        settings.FILE: named(settings.TEMPLATE) if sample else settings.TEMPLATE,
        "policy.yaml": template("policy.yaml").replace("REVIEWER", name),
        ".gitignore": template("gitignore"),
    }
    _refuse_taken(home, (*texts, "keys"))
    _make(home, texts)
    rules = policy.load(home / "policy.yaml")
    make_reviewer(ledger_of(home), rules, name, datetime.now(UTC))
    return sorted(path for path in home.rglob("*") if path.is_file() and "store" not in path.parts)


def template(name: str) -> str:
    """A file as a project starts with it."""
    return resources.files("workbench").joinpath("templates", name).read_text("utf-8")


def named(text: str) -> str:
    """Settings whose [project] says what their examples say.

    >>> named('[project]\\n# name = "x"  # shown\\n\\n[engine]\\n# name = "offline"')
    '[project]\\nname = "x"  # shown\\n\\n[engine]\\n# name = "offline"'
    """
    head, mark, rest = text.partition("\n[engine]")
    return re.sub(r"(?m)^# (?=\w+ = )", "", head) + mark + rest


def untouched(home: Path) -> bool:
    """Whether the settings are still those that `begin` wrote."""
    path = home / settings.FILE
    return path.is_file() and path.read_text("utf-8", "replace") == settings.TEMPLATE


def somebody() -> str:
    """The name of the person at the keyboard, as policy.yaml takes names; "reviewer" where that cannot be.

    >>> bool(_NAME.fullmatch(somebody()))
    True
    """
    try:
        found = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run as a user that nobody listed
        found = ""
    plain = re.sub(r"[^a-z0-9_-]+", "-", found.lower()).lstrip("0123456789-_")[:40]
    return plain if _NAME.fullmatch(plain) and plain not in _TAKEN else "reviewer"


def _refuse_taken(home: Path, names: Sequence[str]) -> None:
    if home.exists() and not home.is_dir():
        raise InputError(f"'{home}' is a file; a project needs a directory")
    for name in names:
        if os.path.lexists(home / name):
            raise InputError(
                f"'{home / name}' exists; a project is made where there is none, and nothing is overwritten"
            )


def _make(home: Path, texts: dict[str, str]) -> None:
    try:
        for name in DIRECTORIES:
            (home / name).mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            with open(home / name, "x", encoding="utf-8") as file:
                file.write(text)
    except OSError as fault:
        raise InputError(f"cannot make a project in '{home}': {fault.strerror}") from None
