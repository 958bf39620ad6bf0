"""Lines onto paper, with what stands on each of them: the truth of a held-out document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from heldout.system import Program


@dataclass(frozen=True)
class FieldTruth:
    """A declared item: where it stands (line numbers from 1) and what it says; `picture` is "" for a group."""

    program: str
    record: str
    name: str
    picture: str
    line: int


@dataclass(frozen=True)
class Document:
    """A document and what is true of it: endpoints by their heading's line, items, corrections, dangling names."""

    style: str
    data: bytes
    endpoints: dict[str, int]
    fields: tuple[FieldTruth, ...]
    errata: dict[int, str]
    undefined: tuple[str, ...]


Page = Callable[[int, int], tuple[Sequence[str], Sequence[str]]]
"""The header and footer of page n of m."""


@dataclass
class Sheet:
    """A document as it is written: lines, and what was said about some of them."""

    lines: list[str] = field(default_factory=list)
    endpoints: dict[str, int] = field(default_factory=dict)
    fields: list[tuple[str, str, str, str, int]] = field(default_factory=list)
    errata: dict[int, str] = field(default_factory=dict)

    def add(self, *texts: str) -> None:
        """Some lines."""
        self.lines += texts

    def heading(self, program: str, *texts: str, at: int = 0) -> None:
        """The lines that open a program; line `at` of them names it."""
        self.endpoints[program] = len(self.lines) + at
        self.lines += texts

    def item(self, program: str, record: str, name: str, picture: str, text: str) -> None:
        """The line that declares an item."""
        self.fields.append((program, record, name, picture, len(self.lines)))
        self.lines.append(text)

    def copybooks(self, program: Program, usage: str, times: str, *after: str) -> None:
        """The records of a program as COBOL declares them, in the words of one compiler; some lines after each."""
        for record in program.records:
            self.add(f"       01  {record.name}.")
            for item in record.fields:
                said = f" REDEFINES {item.redefines}" if item.redefines else ""
                said += f" PIC {item.picture}" if item.picture else ""
                said += f" {usage}{item.usage}" if item.usage != "DISPLAY" else ""
                said += f" OCCURS {item.occurs}{times}" if item.occurs > 1 else ""
                text = f"       {'  ' * item.depth}{item.level:02d}  {item.name}{said}."
                self.item(program.name, record.name, item.name, item.picture, text)
            self.add(*after)

    def erratum(self, program: str, *texts: str) -> None:
        """A correction of something in a program."""
        self.errata[len(self.lines)] = program
        self.lines += texts

    def wrapped(self, text: str, width: int = 70, indent: str = "") -> None:
        """A paragraph."""
        row = indent
        for word in text.split():
            if len(row) + len(word) > width:
                self.lines.append(row.rstrip())
                row = indent
            row += word + " "
        self.lines.append(row.rstrip())

    def printed(
        self, style: str, undefined: Sequence[str], page: Page | None = None, rows: int = 54, feed: bool = True,
        ends: str = "\n", encoding: str = "utf-8",
    ) -> Document:  # fmt: skip
        """The finished document, on pages of so many rows where there is something to print on them."""
        where, lines = list(range(len(self.lines))), self.lines
        if page is not None:
            where, lines = self._paged(page, rows, feed)
        number = [at + 1 for at in where]
        return Document(
            style=style,
            data=(ends.join(lines) + ends).encode(encoding, "replace"),
            endpoints={name: number[at] for name, at in self.endpoints.items()},
            fields=tuple(FieldTruth(p, r, n, c, number[at]) for p, r, n, c, at in self.fields),
            errata={number[at]: program for at, program in self.errata.items()},
            undefined=tuple(undefined),
        )

    def _paged(self, page: Page, rows: int, feed: bool) -> tuple[list[int], list[str]]:
        where: list[int] = []
        out: list[str] = []
        pages = -(-len(self.lines) // rows)
        for number in range(pages):
            head, foot = page(number + 1, pages)
            first = len(out)
            out += [*head, ""] if head else []
            if feed and number:
                out[first:] = ["\f" + out[first], *out[first + 1 :]] if len(out) > first else ["\f"]
            body = self.lines[number * rows : (number + 1) * rows]
            where += range(len(out), len(out) + len(body))
            out += body
            out += ["", *foot, ""] if foot else [""]
        return where, out
