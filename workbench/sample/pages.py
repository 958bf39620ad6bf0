"""Lines onto pages, as a line printer did it: a header with a form feed, a footer, tables cut wherever a page ends.

A `Line` knows what it declares (`tag`), whose text it is (`owner`) and which table header stands above it; so the
place of everything is known once the pages are laid.
"""

import random
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

PAGE = 52
"""Lines of text on a page, without header and footer."""


@dataclass(slots=True)
class Line:
    """One line of text before it is printed."""

    text: str
    tag: Hashable = None
    owner: str = ""
    head: tuple[str, ...] = ()
    crlf: bool = False
    fresh: bool = False


@dataclass(slots=True)
class Print:
    """The printed document: its lines with their ends, and where everything stands (lines from 1)."""

    lines: list[str] = field(default_factory=list)
    spans: dict[Hashable, tuple[int, int]] = field(default_factory=dict)
    owners: dict[str, tuple[int, int]] = field(default_factory=dict)
    pages: dict[Hashable, int] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        """The bytes of the file: latin-1, which is no valid UTF-8."""
        return "".join(self.lines).encode("latin-1")


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is printed on every page: the header (lines split by a line feed) and the footer, `{page}` filled in."""

    head: str
    foot: str


def lay(lines: Sequence[Line], furniture: Furniture, rng: random.Random) -> Print:
    """The lines on pages. A table header is repeated after a page break in six of ten cases."""
    out, page, room = Print(), 1, PAGE
    for text in furniture.head.format(page=page).split("\n"):
        _put(out, Line(""), text)
    for line in lines:
        if room <= 0 or (line.fresh and room < PAGE):
            page, room = page + 1, PAGE
            _break(out, furniture, page, line.crlf)
            if line.head and rng.random() < 0.6:
                for text in line.head:
                    _put(out, Line("", crlf=line.crlf), text)
        _put(out, line, line.text)
        room -= 1
        if line.tag is not None:
            out.pages.setdefault(line.tag, page)
    _put(out, Line(""), furniture.foot.format(page=page))
    return out


def numbered(out: Print, wanted: dict[Hashable, Hashable]) -> None:
    """Put the page numbers in: in the line of each key, `@@@@` becomes the page of its value."""
    for tag, about in wanted.items():
        first, _ = out.spans[tag]
        out.lines[first - 1] = out.lines[first - 1].replace("@@@@", f"{out.pages[about]:>4}")


def _break(out: Print, furniture: Furniture, page: int, crlf: bool) -> None:
    head = f"\f{furniture.head.format(page=page)}".split("\n")
    for text in ("", "", furniture.foot.format(page=page - 1), *head, "", ""):
        _put(out, Line("", crlf=crlf), text)


def _put(out: Print, line: Line, text: str) -> None:
    out.lines.append(f"{text}\r\n" if line.crlf else f"{text}\n")
    number = len(out.lines)
    if line.tag is not None:
        first, _ = out.spans.get(line.tag, (number, number))
        out.spans[line.tag] = (first, number)
    if line.owner and text.strip():
        first, _ = out.owners.get(line.owner, (number, number))
        out.owners[line.owner] = (first, number)


def wrapped(text: str, width: int, indent: str = "", hang: str = "") -> Iterator[str]:
    """A paragraph in lines of at most `width` characters, the first indented, the others hanging."""
    row = indent
    for word in text.split(" "):
        if len(row) + len(word) > width and row.strip():
            yield row.rstrip(" ")
            row = hang
        row += f"{word} "
    yield row.rstrip(" ")
