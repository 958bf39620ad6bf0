"""A specification: bytes that never change, and the numbered lines in them.

Lines end on "\\n" only, so numbers agree with `wc -l` and with editors on CRLF, form feeds, NEL and latin-1. The bytes
are decoded once: strict UTF-8, else latin-1, where one byte is one character and every offset stays exact.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workbench.errors import SpecError
from workbench.furniture import classify
from workbench.identity import ID_HEX, sha256
from workbench.records import LineClass

MAX_BYTES = 256 * 1024 * 1024
"""The largest spec that is read into memory; larger ones belong into several specs."""

SUFFIXES = (".txt", ".lst", ".md", ".cpy", ".cbl", ".cob", ".prn", ".log", ".yaml", ".yml", ".json", ".xml", ".wsdl")
"""What is taken from a directory; a file named on its own may have any name."""

_NEWLINE = re.compile("\n")


@dataclass(frozen=True)
class Part:
    """One file of a spec: its name and the number of its first line."""

    name: str
    first: int


@dataclass(frozen=True)
class Spec:
    """The bytes of a specification under their SHA-256, and the text in them."""

    name: str
    data: bytes
    text: str
    encoding: str
    parts: tuple[Part, ...]

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the bytes."""
        return sha256(self.data)

    @cached_property
    def spec_id(self) -> str:
        """The id of the spec: the same bytes are the same spec, whatever the file is called."""
        return f"spec-{self.sha256[:ID_HEX]}"

    @cached_property
    def starts(self) -> list[int]:
        """Character offset of each line, and the length of the text at the end."""
        starts = [0]
        starts.extend(match.end() for match in _NEWLINE.finditer(self.text))
        if starts[-1] != len(self.text):
            starts.append(len(self.text))
        return starts

    @cached_property
    def count(self) -> int:
        """How many lines there are; a last line without an end counts."""
        return len(self.starts) - 1

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends; line 1 is at index 0."""
        lines = self.text.split("\n")
        if lines[-1] == "":
            lines.pop()
        return [line[:-1] if line.endswith("\r") else line for line in lines]

    @cached_property
    def classes(self) -> list[LineClass]:
        """The class of each line: blank, furniture or content; line 1 is at index 0."""
        return classify(self.lines)

    def line(self, number: int) -> str:
        """The text of line `number`, without its end."""
        return self.lines[number - 1]

    def quote(self, first: int, last: int) -> str:
        """The lines first..last, both inclusive, joined by newlines."""
        return "\n".join(self.lines[first - 1 : last])

    def byte_offset(self, char: int, since: tuple[int, int] = (0, 0)) -> int:
        """The byte offset of a character offset; `since` is a known pair (char, byte) before it."""
        if self.encoding == "latin-1":
            return char
        return since[1] + len(self.text[since[0] : char].encode("utf-8"))


def read(*paths: Path) -> Spec:
    """The spec in one file, in several files, or in a directory, as one text in the order given.

    Files of a directory come in the order of their names. Raises SpecError with the path and what is wrong.
    """
    files = [file for path in paths for file in _files(path)]
    if not files:
        raise SpecError("no specification given; name a text file or a directory of text files")
    pieces = [(file, _bytes(file)) for file in files]
    if len(pieces) == 1:
        return from_bytes(pieces[0][1], files[0].name)
    return _join(pieces, ", ".join(path.name for path in paths))


def from_bytes(data: bytes, name: str) -> Spec:
    """The spec in some bytes. Raises SpecError when they are not text."""
    _refuse_non_text(data, name)
    text, encoding = _decode(data)
    return Spec(name, data, text, encoding, (Part(name, 1),))


def _join(pieces: Sequence[tuple[Path, bytes]], name: str) -> Spec:
    parts, data, first = [], b"", 1
    for file, content in pieces:
        _refuse_non_text(content, str(file))
        parts.append(Part(file.name, first))
        # A file without a last line end would run into the next one, and no line number after it would agree.
        data += content if content.endswith(b"\n") else content + b"\n"
        first = data.count(b"\n") + 1
    text, encoding = _decode(data)
    return Spec(name, data, text, encoding, tuple(parts))


def _decode(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _files(path: Path) -> list[Path]:
    try:
        resolved = path.resolve(strict=True)
    except FileNotFoundError:
        raise SpecError(f"'{path}' does not exist; a spec is a text file or a directory of text files") from None
    except (OSError, RuntimeError) as error:
        raise SpecError(f"'{path}' cannot be followed ({_reason(error)}); a spec is a text file") from None
    if resolved.is_dir():
        found = sorted(file for file in resolved.iterdir() if file.is_file() and file.suffix.lower() in SUFFIXES)
        if not found:
            raise SpecError(f"directory '{path}' holds no text file; accepted are {', '.join(SUFFIXES)}")
        return found
    if not resolved.is_file():
        raise SpecError(f"'{path}' is no regular file; a spec is a text file or a directory of text files")
    return [path]


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SpecError(f"'{path}' has {size:,} bytes; at most {MAX_BYTES:,} are read as one spec")
        return path.read_bytes()
    except OSError as error:
        raise SpecError(f"'{path}' cannot be read: {_reason(error)}") from None


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error)


def _refuse_non_text(data: bytes, name: str) -> None:
    if not data.strip():
        raise SpecError(f"'{name}' is empty; a spec needs at least one line of text")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SpecError(f"'{name}' is UTF-16; convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)")
    zeroes = data.count(b"\x00")
    if zeroes:
        where = data.index(b"\x00")
        raise SpecError(f"'{name}' is binary: {zeroes} zero bytes, the first at byte {where}; a spec is text")
