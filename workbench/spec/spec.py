"""The numbered lines of a specification.

Lines end on "\\n" only, so numbers agree with `wc -l` and with editors on CRLF, form feeds, NEL and latin-1. The bytes
are decoded once: strict UTF-8, else latin-1, where one byte is one character and every offset stays exact.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from workbench.furniture import classify
from workbench.identity import ID_HEX, sha256
from workbench.records import LineClass
from workbench.spec.printed import Printed

BOM = "\ufeff"
"""The byte order mark: part of the bytes and of the text, never of a line."""

_NEWLINE = re.compile("\n")
_HIGH = bytes(128) + b"\x01" * 128
_RETURN = re.compile(r"\r[ \t\r]*(?=\n|\Z)")
"""Carriage returns before a line feed, and blanks that somebody added behind them: nobody sees them."""


@dataclass(frozen=True)
class Part:
    """One file of a spec: its name and the number of its first line."""

    name: str
    first: int


@dataclass(frozen=True)
class Spec:
    """The bytes of a specification under their SHA-256, and the text in them.

    `encoding` is utf-8 or latin-1. A spec of several files is their bytes one after the other.
    """

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
        text = self.text.replace("\r\n", "\n")
        lines = (_RETURN.sub("", text) if "\r" in text else text).split("\n")
        if not self.text or self.text.endswith("\n"):
            lines.pop()
        if BOM in self.text:
            # One stands at the start of each file that was joined.
            lines = [line.removeprefix(BOM) for line in lines]
        return lines

    @cached_property
    def classes(self) -> list[LineClass]:
        """The class of each line: blank, furniture or content; line 1 is at index 0."""
        return classify(self.lines)

    @cached_property
    def printed(self) -> Printed:
        """The content lines alone, as one text."""
        return Printed(self.lines, self.classes)

    @cached_property
    def wide(self) -> list[int]:
        """Offsets of the characters that are one byte here and two in UTF-8, in order: none where this is UTF-8."""
        if self.encoding == "utf-8" or self.text.isascii():
            return []
        marks, found = self.data.translate(_HIGH), list[int]()
        place = marks.find(1)
        while place >= 0:
            found.append(place)
            place = marks.find(1, place + 1)
        return found

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


def decode(data: bytes) -> tuple[str, str]:
    """The text in some bytes, and the encoding that it was read in."""
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"
