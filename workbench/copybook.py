"""A copybook read into the same items that a specification declares: a second witness of a record's layout.

Clauses may stand in any order and over many lines. What cannot be understood is a finding with its line; the rest of
the item is kept.
"""

from collections.abc import Mapping, Sequence

from workbench.copytext import CopyFinding, Library, Word, expand, words
from workbench.records import UNKNOWN, FieldBody, Record

MAX_ITEMS = 20_000
MAX_OCCURS = 10**9

_USAGES = frozenset(
    (
        "DISPLAY", "COMP", "COMP-1", "COMP-2", "COMP-3", "COMP-4", "COMP-5", "COMP-6", "COMP-X", "COMP-N", "BINARY",
        "PACKED-DECIMAL", "POINTER", "PROCEDURE-POINTER", "FUNCTION-POINTER", "INDEX", "NATIONAL", "DISPLAY-1",
        "BINARY-CHAR", "BINARY-SHORT", "BINARY-LONG", "BINARY-DOUBLE", "FLOAT-SHORT", "FLOAT-LONG",
    )
)  # fmt: skip
_SILENT = frozenset(
    (
        "IS", "ARE", "SIGNED", "UNSIGNED", "SYNC", "SYNCHRONIZED", "LEFT", "RIGHT", "JUST", "JUSTIFIED", "EXTERNAL",
        "GLOBAL", "TIMES", "CHARACTER",
    )
)  # fmt: skip
_CLAUSES = _USAGES | _SILENT | frozenset(
    ("PIC", "PICTURE", "USAGE", "OCCURS", "REDEFINES", "VALUE", "VALUES", "SIGN", "BLANK", "RENAMES", "SEPARATE",
     "LEADING", "TRAILING", "INDEXED", "ASCENDING", "DESCENDING", "KEY", "DEPENDING")
)  # fmt: skip


class Condition(Record):
    """An 88 level: its name, the item it is a condition of (ordinal in its record), the values it names."""

    record: str
    ordinal: int
    name: str
    values: tuple[str, ...]


class Copybook(Record):
    """What a copybook declares. `lines` are the lines of each field, first and last, in the order of `fields`."""

    records: tuple[str, ...]
    fields: tuple[FieldBody, ...]
    lines: tuple[tuple[int, int], ...]
    conditions: tuple[Condition, ...] = ()
    findings: tuple[CopyFinding, ...] = ()


def parse_copybook(
    text: str, program: str = UNKNOWN, record: str = UNKNOWN, library: Mapping[str, str] | None = None
) -> Copybook:
    """The items of a copybook. `record` names what stands before the first 01; `library` is for COPY statements.

    >>> book = parse_copybook("01 CUST.\\n   05 NO PIC 9(6) COMP-3.\\n   05 NAME PIC X(30).\\n", "CUSTINQ")
    >>> [(field.name, field.picture, field.usage) for field in book.fields]
    [('NO', '9(6)', 'COMP-3'), ('NAME', 'X(30)', 'DISPLAY')]
    """
    findings: list[CopyFinding] = []
    found = expand(words(text), Library(library or {}), findings)
    reader = _Reader(program, record, findings)
    for sentence in _sentences(found, findings):
        reader.add(_Clauses(sentence, findings))
        if len(reader.fields) >= MAX_ITEMS:
            findings.append(CopyFinding(line=sentence[0].line, detail=f"more than {MAX_ITEMS} items"))
            break
    return reader.book()


def _sentences(found: Sequence[Word], findings: list[CopyFinding]) -> list[list[Word]]:
    """The words between periods; a level number that begins a line begins an item, even where a period is missing."""
    out: list[list[Word]] = [[]]
    for place, word in enumerate(found):
        if word.kind == "period":
            out.append([])
            continue
        if out[-1] and _begins(found, place):
            findings.append(CopyFinding(line=word.line, detail="no period before this item"))
            out.append([])
        out[-1].append(word)
    return [sentence for sentence in out if sentence]


def _begins(found: Sequence[Word], place: int) -> bool:
    word = found[place]
    if not word.first or not _is_level(word) or place + 1 >= len(found):
        return False
    after = found[place + 1]
    before = found[place - 1].text if place else ""
    return (
        after.kind == "word"
        and after.text[:1].isalpha()
        and after.text not in {"TIMES", "TO", "THRU", "THROUGH"}
        and (before not in {"OCCURS", "TO", "VALUE", "VALUES", "IS", "ARE", "THRU", "THROUGH"})
    )


def _is_level(word: Word) -> bool:
    if word.kind != "word" or not (word.text.isascii() and word.text.isdecimal() and len(word.text) <= 2):
        return False
    return 1 <= int(word.text) <= 49 or int(word.text) in {66, 77, 88}


class _Clauses:
    """One data description, clause by clause."""

    def __init__(self, sentence: Sequence[Word], findings: list[CopyFinding]) -> None:
        self.words = list(sentence)
        self.findings = findings
        self.first, self.last = self.words[0].line, self.words[-1].line
        self.level = int(self.words[0].text) if _is_level(self.words[0]) else 0
        self.name = "FILLER"
        self.picture, self.usage, self.redefines, self.depending = UNKNOWN, "DISPLAY", UNKNOWN, UNKNOWN
        self.occurs = 1
        self.sign: list[str] = []
        self.values: list[str] = []
        self.at = 1
        if self.level:
            self._read()
        else:
            self._miss(self.words[0], "no level number here")

    def _read(self) -> None:
        if self._peek() and self._peek() not in _CLAUSES and self.words[self.at].kind == "word":
            self.name = self._next()
        while self.at < len(self.words):
            word = self.words[self.at]
            self.at += 1
            self._clause(word)

    def _peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.words[place].text if place < len(self.words) and self.words[place].kind == "word" else ""

    def _next(self, *skip: str) -> str:
        """The next word, those in `skip` passed over; "" at the end."""
        while self._peek() in skip:
            self.at += 1
        self.at += 1
        return self.words[self.at - 1].text if self.at <= len(self.words) else ""

    def _miss(self, word: Word, why: str) -> None:
        self.findings.append(CopyFinding(line=word.line, detail=f"{why}: {word.text[:40]}"))

    def _clause(self, word: Word) -> None:
        match word.text if word.kind == "word" else "":
            case "PIC" | "PICTURE":
                self.picture = self._next("IS")
            case "REDEFINES":
                self.redefines = self._next()
            case "OCCURS":
                self._occurs(word)
            case "VALUE" | "VALUES":
                self._value()
            case "SIGN" | "LEADING" | "TRAILING" | "SEPARATE":
                self.sign.append(word.text)
            case "DEPENDING":
                self.depending = self._next("ON")
            case "INDEXED" | "ASCENDING" | "DESCENDING" | "KEY":
                self._names()
            case "RENAMES" | "BLANK" | "USAGE":
                self._other(word)
            case text if text.replace("COMPUTATIONAL", "COMP") in _USAGES:
                self.usage = text.replace("COMPUTATIONAL", "COMP")
            case text if text not in _SILENT:
                self._miss(word, "not understood")

    def _other(self, word: Word) -> None:
        """RENAMES a THRU b, BLANK WHEN ZERO: nothing that changes a layout. USAGE: the usage follows by itself."""
        if word.text == "RENAMES":
            self.at = len(self.words)
        elif word.text == "BLANK":
            self._next("WHEN")

    def _occurs(self, word: Word) -> None:
        count = self._next()
        if self._peek() == "TO":
            self.at += 1
            count = self._next()
        if count.isascii() and count.isdecimal() and len(count) < 10:
            self.occurs = min(int(count), MAX_OCCURS)
        else:
            self._miss(word, f"OCCURS {count[:20]} is no count")

    def _names(self) -> None:
        """The names that follow KEY IS or INDEXED BY."""
        while self._peek() and (self._peek() in {"BY", "IS", "KEY"} or self._peek() not in _CLAUSES):
            self.at += 1

    def _value(self) -> None:
        while self._peek() in {"IS", "ARE"}:
            self.at += 1
        while self.at < len(self.words) and (self.words[self.at].kind == "literal" or self._peek() not in _CLAUSES):
            said = self._next()
            if said in {"THRU", "THROUGH"} and self.values:
                self.values[-1] = f"{self.values[-1]} THRU {self._next()}"
            elif said != "ALL":
                self.values.append(said)


class _Reader:
    """Puts items into records, one after the other."""

    def __init__(self, program: str, record: str, findings: list[CopyFinding]) -> None:
        self.program, self.record, self.findings = program, record, findings
        self.records: list[str] = []
        self.fields: list[FieldBody] = []
        self.lines: list[tuple[int, int]] = []
        self.conditions: list[Condition] = []
        self.stack: list[tuple[int, str]] = []
        self.ordinal = 0

    def add(self, item: _Clauses) -> None:
        if item.level == 88:
            self._condition(item)
        elif item.level in {1, 77}:
            self._begin(item)
        elif 1 < item.level < 50:
            self._field(item)

    def _begin(self, item: _Clauses) -> None:
        self.record, self.ordinal, self.stack = item.name, 0, []
        self.records.append(item.name)
        if item.picture != UNKNOWN or item.usage != "DISPLAY" or item.redefines != UNKNOWN:
            self._field(item)

    def _field(self, item: _Clauses) -> None:
        if not self.records:
            self.records.append(self.record)
        while self.stack and self.stack[-1][0] >= item.level:
            self.stack.pop()
        self.ordinal += 1
        self.fields.append(self._body(item, self.stack[-1][1] if self.stack else self.record))
        self.lines.append((item.first, item.last))
        self.stack.append((item.level, item.name))

    def _body(self, item: _Clauses, parent: str) -> FieldBody:
        sign = " ".join(word for word in item.sign if word != "SIGN")
        return FieldBody(
            program=self.program, record=self.record, name=item.name, ordinal=self.ordinal, level=item.level,
            parent=parent, picture=item.picture, usage=f"{item.usage} SIGN {sign}" if sign else item.usage,
            occurs=item.occurs, depending=item.depending, redefines=item.redefines, values=tuple(item.values),
        )  # fmt: skip

    def _condition(self, item: _Clauses) -> None:
        if not self.fields or self.fields[-1].record != self.record:
            self.findings.append(CopyFinding(line=item.first, detail=f"no item before condition {item.name[:40]}"))
            return
        last = self.fields[-1]
        self.fields[-1] = last.model_copy(update={"values": (*last.values, *item.values)})
        made = Condition(record=self.record, ordinal=last.ordinal, name=item.name, values=tuple(item.values))
        self.conditions.append(made)

    def book(self) -> Copybook:
        return Copybook(
            records=tuple(self.records), fields=tuple(self.fields), lines=tuple(self.lines),
            conditions=tuple(self.conditions), findings=tuple(self.findings),
        )  # fmt: skip
