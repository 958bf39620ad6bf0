"""From paths to bytes: which files make a spec, and one clear line for each that cannot."""

import os
from collections.abc import Iterator
from pathlib import Path

from workbench.errors import SpecError

MAX_BYTES = 256 * 1024 * 1024
"""The largest spec that is read into memory; larger ones belong into several specs."""

SUFFIXES = (".txt", ".lst", ".md", ".cpy", ".cbl", ".cob", ".prn", ".log", ".yaml", ".yml", ".json", ".xml", ".wsdl")
"""What is taken from a directory; a file named on its own may have any name."""

NOT_OURS = ".profile.yaml"
"""A profile beside its spec is no part of it."""


def files(path: Path) -> list[Path]:
    """The file at a path, or the text files below a directory, in the order of their paths."""
    _follow(path)
    if path.is_dir():
        found = [file for file in sorted(_below(path)) if _follow(file).is_file() or _irregular(file)]
        if not found:
            raise SpecError(f"directory '{path}' holds no text file; accepted are {', '.join(SUFFIXES)}")
        return found
    if not path.is_file():
        _irregular(path)
    return [path]


def content(path: Path) -> bytes:
    """The bytes of a file."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SpecError(f"'{path}' has {size:,} bytes; at most {MAX_BYTES:,} are read as one spec")
        return path.read_bytes()
    except OSError as error:
        raise SpecError(f"'{path}' cannot be read: {_reason(error)}") from None


def _below(directory: Path) -> Iterator[Path]:
    """What is called like a text file in this directory and those in it; a link to a directory is refused."""
    for place, inner, names in os.walk(directory, onerror=_cannot_list):
        for name in inner:
            if Path(place, name).is_symlink():
                raise SpecError(f"'{Path(place, name)}' links to a directory; put the files themselves there")
        inner[:] = [name for name in inner if not name.startswith(".")]
        yield from (Path(place, name) for name in names if _is_text(name))


def _is_text(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) and not name.lower().endswith(NOT_OURS) and not name.startswith(".")


def _cannot_list(error: OSError) -> None:
    raise SpecError(f"directory '{error.filename}' cannot be read: {_reason(error)}")


def _follow(path: Path) -> Path:
    """Where a path leads in the end."""
    try:
        return path.resolve(strict=True)
    except FileNotFoundError:
        raise SpecError(f"'{path}' does not exist; a spec is a text file or a directory of text files") from None
    except (OSError, RuntimeError) as error:
        raise SpecError(f"'{path}' cannot be followed: {_reason(error)}; a spec is a text file") from None


def _irregular(path: Path) -> bool:
    raise SpecError(f"'{path}' is no regular file; a spec is a text file or a directory of text files")


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or " ".join(str(error).split())
