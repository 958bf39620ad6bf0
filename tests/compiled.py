"""COBOL programs compiled with cobc, stripped, and the truth about them from the compiler's own listing.

The listing gives every item with its size, level and picture and every line that refers to it; the unstripped twin
gives the address of each storage area; the source gives files, calls and literals. Nothing of it is read by the program
under test.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

PROGRAMS = Path(__file__).parent / "cobol"
MODULES = Path(__file__).parent.parent / "data" / "modules"
"""The bundled module, its copybook and target; programs of the corpus copy the same copybook."""
HAVE_COBC = shutil.which("cobc") is not None and shutil.which("strip") is not None
WHY_NOT = "needs cobc (Debian: gnucobol3) and strip"


@dataclass(frozen=True)
class TrueItem:
    """An item as it was compiled. `area` is an address of the image, below zero for
    a pointer that is kept there, 0 for none; `argument` the number of a parameter."""

    program: str
    name: str
    section: str
    area: int
    argument: int
    offset: int
    size: int
    type: str
    picture: str
    used: bool
    tables: tuple[tuple[int, int], ...] = ()

    def occurrences(self) -> list[int]:
        """Offsets of every occurrence; `tables`: how often and how far apart, the outermost first."""
        found = [self.offset]
        for times, stride in self.tables:
            found = [at + number * stride for at in found for number in range(times)] if len(found) < 10_000 else found
        return found

    @property
    def address(self) -> int:
        """Where it is in the image; -1 when it is not in the program's own storage."""
        return self.area + self.offset if self.area > 0 else -1


@dataclass
class Truth:
    """What the compiler says of one module. `performs`: how often each paragraph is the last one performed."""

    name: str
    items: list[TrueItem] = field(default_factory=list)
    files: list[dict[str, object]] = field(default_factory=list)
    entries: dict[str, tuple[int, ...]] = field(default_factory=dict)
    performs: Counter[int] = field(default_factory=Counter)
    calls: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    literals: set[str] = field(default_factory=set)
    numerals: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    unlisted: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Compiled:
    """A stripped module, its unstripped twin and the truth about both."""

    stripped: Path
    twin: Path
    truth: Truth
    size: int


def sources() -> list[Path]:
    """Every program of the corpus."""
    return sorted(PROGRAMS.glob("*.cob"))


@cache
def _work() -> Path:
    return Path(tempfile.mkdtemp(prefix="cobol-"))


@cache
def compiled(source: Path, level: str = "-O0", *options: str) -> Compiled:
    """A program, compiled at a level (-O0 or -O2) with options of cobc, once for each of them."""
    home = _work() / f"{source.stem}{level}{''.join(options)}"
    home.mkdir(exist_ok=True)
    (home / "strip").write_text("#!/bin/sh\nexit 0\n")  # -O2 strips by itself; the twin must keep its symbols
    (home / "strip").chmod(0o755)
    for each in (source, *MODULES.glob("*.cpy"), *source.parent.glob("*.cpy")):
        shutil.copy(each, home)
    kind = ["-x"] if "*> executable" in source.read_text(encoding="latin-1") else ["-m"]
    twin, stripped = home / "twin.so", home / f"{source.stem}.so"
    line = ["cobc", *kind, *([level] if level != "-O0" else []), *options, "-w", "--save-temps", "-T", "listing"]
    run = subprocess.run(
        [*line, "-Xref", "-ftsymbols", "-o", twin.name, source.name], cwd=home, capture_output=True, text=True,
        env={**os.environ, "PATH": f"{home}:{os.environ['PATH']}"}, check=False,
    )  # fmt: skip
    assert run.returncode == 0, f"{source.name}: {run.stderr}"
    subprocess.run([shutil.which("strip") or "strip", "-o", stripped, twin], check=True)
    return Compiled(stripped, twin, truth(source, home, twin), stripped.stat().st_size)


def truth(source: Path, home: Path, twin: Path) -> Truth:
    """Everything that listing, generated headers and source say."""
    listing = (home / "listing").read_text(encoding="latin-1")
    text = _code(source.read_text(encoding="latin-1"))
    found = Truth(source.stem)
    addresses = _addresses(twin)
    headers = sorted(home.glob(f"{source.stem}.c.l*.h"), key=lambda path: (len(path.name), path.name))
    parts = _programs(text)
    for number, (name, body, first) in enumerate(parts):
        local = headers[number].read_text(encoding="latin-1") if number < len(headers) else ""
        areas = _areas((home / f"{source.stem}.c.h").read_text(encoding="latin-1") + local, addresses)
        found.unlisted |= set(areas.values())
        found.entries |= _entries(name, body)
        found.items += _items(listing, name, (body, first), areas, len(parts) > 1)
    found.names = {item.name.upper() for item in found.items}
    found.unlisted -= {item.area for item in found.items}  # line counters, report lines: in no listing
    _said(found, text)
    made = [home / f"{source.stem}.c", *home.glob(f"{source.stem}.c.*h")]
    generated = "".join(path.read_text(encoding="latin-1") for path in made)
    found.performs = Counter(int(each) for each in re.findall(r"perform_through = ([1-9]\d*);", generated))
    left = re.sub(r'"\s*\n\s*"', "", generated)
    unused = _unused(left, twin)
    found.texts = {each for each in found.texts if each and _kept(each, left) and each not in unused}
    module = (home / f"{source.stem}.so").read_bytes()
    kept = {each for each in found.literals if _kept(each, left)}
    found.literals = {each for each in kept if _there(each, module, kept - {each})}
    return found


def _kept(literal: str, generated: str) -> bool:
    """Whether the compiler kept a literal: what is cut off or can never be true is in no module.

    Single characters are generated in many ways, and so is one that is repeated: those are held to be kept.
    """
    spelt = literal.rstrip().replace("\\", "\\\\").replace('"', '\\"')
    return len(set(literal.rstrip())) < 2 or re.search(f'"{re.escape(spelt)} *"', generated) is not None


def _unused(generated: str, twin: Path) -> set[str]:
    """Literals whose descriptors are in a module though no instruction leads to them: statements that nothing reaches.

    Code that was not optimised keeps such descriptors.
    """
    code = subprocess.run(["objdump", "-d", "--no-show-raw-insn", twin], capture_output=True, text=True, check=True)
    used = set(re.findall(r"<(c_\d+)", code.stdout))
    literals = re.findall(r'cob_field\s+(c_\d+)\s*= \{\d+, \(cob_u8_ptr\)"((?:[^"\\]|\\.)*)"', generated)
    told: dict[bool, set[str]] = {True: set(), False: set()}
    for name, text in literals:
        told[name in used].add(re.sub(r'\\(["\\])', r"\1", text))
    return told[False] - told[True]


def _there(literal: str, module: bytes, others: Collection[str] = ()) -> bool:
    """Whether characters of a literal stand together in a module: what no statement leads to is left out of it.

    They are stored by eight at least, wherever a store begins; of fewer than fifteen perhaps only by four. What is
    nothing but a part of another literal shows that one.
    """
    text = literal.rstrip().encode("latin-1")
    size = 8 if len(text) >= 15 else 4
    words = {text[at : at + size] for at in range(len(text) - size + 1)}
    words = {each for each in words if len(set(each)) > 1}
    fewest = max(1, (len(text) - 7) // 8)
    if len(set(text)) < 2 or text in module:
        return True
    left = bytearray(module)
    for other in (each.encode("latin-1") for each in others):
        if text not in other and any(each in other for each in words):
            _blank(left, module, other, text)
    return sum(each in left for each in words) >= min(fewest, len(words))


def _blank(left: bytearray, module: bytes, other: bytes, text: bytes) -> None:
    """Blank the eights of characters of another literal, but for those that are a text's too; they may overlap."""
    for eight in {other[at : at + 8] for at in range(len(other) - 7)}:
        if eight not in text:
            for match in re.finditer(re.escape(eight), module):
                left[match.start() : match.end()] = bytes(8)


def _code(text: str) -> str:
    """A source without comments, sequence numbers and what stands after column 72; lines stay."""
    if re.search(r"(?i)\A.{0,200}SOURCE *FORMAT\W+(IS\W+)?FREE", text, re.S):
        return "\n".join(" " * 7 + line.split("*>")[0] for line in text.split("\n"))
    lines: list[str] = []
    for line in text.split("\n"):
        kept = line[:72]
        if kept[6:7] == "-" and (begun := re.match(r"\s*([\"'])", kept[7:])) and lines:
            last = next(at for at in range(len(lines) - 1, -1, -1) if lines[at])
            rest = kept[7 + begun.end() :]
            lines[last] = lines[last].ljust(72) + (rest if begun[1] in rest else rest.ljust(65 - begun.end()))
            kept = ""
        lines.append("" if len(kept) > 6 and kept[6] in "*/" else (" " * 6 + kept[6:]).split("*>")[0])
    return "\n".join(lines)


def _programs(text: str) -> list[tuple[str, str, int]]:
    """Programs in the order of the text: name, text, number of its first line."""
    begun = re.finditer(r"(?:PROGRAM|FUNCTION)-ID\.\s+([\w\"-]+)", text, re.I)
    starts = [(m.group(1).strip('"').upper(), m.start()) for m in begun]
    made = []
    for number, (name, at) in enumerate(starts):
        end = starts[number + 1][1] if number + 1 < len(starts) else len(text)
        made.append((name, text[at:end], text[:at].count("\n")))
    return made


def _addresses(twin: Path) -> dict[str, list[int]]:
    said = subprocess.run(["nm", twin], capture_output=True, text=True, check=True).stdout
    found: dict[str, list[int]] = {}
    for match in re.finditer(r"^([0-9a-f]+) [bBdD] (b_\d+)(?:\.\d+)?$", said, re.M):
        found.setdefault(match.group(2), []).append(int(match.group(1), 16))
    return found


def _areas(header: str, addresses: dict[str, list[int]]) -> dict[str, int]:
    """Storage areas by the name of their record."""
    found = {}
    for match in re.finditer(r"(\*?)(b_\d+)(?:\[\d+\])?[^;\n]*;\s*/\* (.+?) \*/", header):
        if match.group(2) in addresses:
            found[match.group(3)] = addresses[match.group(2)][0] * (-1 if match.group(1) else 1)
    return found


_ROW = re.compile(
    r"^(\d{5,}) (\w+)\s+(\d\d)   (\S+)\s*(.*)$|^(\d{5,}) FILE\s+(\S+)|^      (\w[\w-]+) SECTION"
    r"|^      (?:PROGRAM|FUNCTION) +(\S+)|^ {6}CONDITIONAL +88 +(\S+)"
)


def _items(
    listing: str, program: str, body: tuple[str, int], areas: dict[str, int], several: bool
) -> list[TrueItem]:  # fmt: skip
    refers = iter(_used(listing, program, body, several))
    parted, qualifying = _parted(body[0]) | _addressed(body[0]), _qualifying(body[0])
    reading = _Reading(program, areas, _parameters(body[0]))
    for match in _rows(listing, program, several):
        if match.group(8):
            reading.section = match.group(8)
            continue
        name = (match.group(4) or match.group(7) or match.group(10)).rstrip(",")
        used = name != "FILLER" and next((hit for word, hit in refers if word == name), False)
        if match.group(7):
            reading.file, reading.section = name, "FILE"
        elif match.group(4):
            set_up = reading.section not in ("LINKAGE", "FILE")
            named = name.upper() not in qualifying and (set_up or name.upper() not in parted)
            reading.item(match, used and named)
        elif reading.made and used:  # a condition is a use of its item
            reading.made[-1] = replace(reading.made[-1], used=True)
    return reading.made


@dataclass
class _Reading:
    """The listing of one program, as far as it has been read."""

    program: str
    areas: dict[str, int]
    parameters: list[str]
    section: str = "FILE"
    file: str = ""
    area: int = 0
    argument: int = 0
    open: list[tuple[int, int, tuple[tuple[int, int], ...]]] = field(default_factory=list)
    offsets: dict[str, int] = field(default_factory=dict)
    made: list[TrueItem] = field(default_factory=list)

    def item(self, match: re.Match[str], used: bool) -> None:
        """One row: its offset follows from the rows before it."""
        size, kind, level = int(match[1]), match[2], int(match[3])
        name, picture = match[4].rstrip(","), match[5]
        redefines = re.search(r"REDEFINES ([\w-]+)", picture)
        occurs = re.search(r"OCCURS (?:\d+ TO )?(\d+)", picture)
        times = int(occurs[1]) if occurs else 1
        if level in (1, 77):
            self._record(name, redefines[1] if redefines else name)
            offset = 0
        else:
            while self.open and self.open[-1][0] >= level:
                self.open.pop()
            offset = self.offsets[redefines[1]] if redefines else self.open[-1][1]
        one = size // times if kind == "GROUP" else size
        above = self.open[-1][2] if self.open else ()
        tables = (*above, (times, one)) if occurs else above
        if self.open and not redefines:
            self.open[-1] = (self.open[-1][0], offset + one * times, self.open[-1][2])
        self.offsets[name] = offset
        if kind == "GROUP":
            self.open.append((level, offset, tables))
        self.made.append(
            TrueItem(
                self.program, name, self.section, self.area, self.argument, offset, one, kind, picture, used, tables
            )
        )

    def _record(self, name: str, root: str) -> None:
        self.open = []
        self.area = self.areas.get(f"{self.file} Record" if self.section == "FILE" else root, 0)
        given = root.upper() in self.parameters and self.section == "LINKAGE"
        self.argument = self.parameters.index(root.upper()) + 1 if given else 0


def _rows(listing: str, program: str, several: bool) -> list[re.Match[str]]:
    rows, on = [], not several
    for line in listing[listing.index("SIZE  TYPE") :].split("\n"):
        if line.startswith("NAME    "):
            break
        match = _ROW.match(line)
        if match and match.group(9):
            on = match.group(9).upper() == program
        elif match and on:
            rows.append(match)
    return rows


def _used(listing: str, program: str, body: tuple[str, int], several: bool) -> list[tuple[str, bool]]:
    """Each name that the listing refers to, in order, and whether a statement of the procedure division does."""
    begins = re.search(r"PROCEDURE\s+DIVISION[^.]*\.", body[0], re.I)
    after = body[1] + body[0][: begins.end()].count("\n") + 1 if begins else 1 << 30
    entries = {
        body[1] + body[0][: m.start()].count("\n") + 1 + line
        for m in re.finditer(r"\bENTRY\s+[\"'][^.]*", body[0], re.I)
        for line in range(m.group(0).count("\n") + 1)
    }
    found: list[tuple[str, bool]] = []
    on, inside = not several, False
    for line in listing.split("\n"):
        if line.startswith("NAME    "):
            inside, on = True, not several
        elif line.startswith(("LABEL  ", "FUNCTION  ", "Error/Warning", "SIZE  ", "GnuCOBOL")):
            inside = inside and line.startswith("GnuCOBOL")
        elif inside and re.match(r"(PROGRAM|FUNCTION) \S", line):
            on = line.split()[1].upper() == program
        elif inside and on:
            row = re.match(r"^(\S+)\s+(\d+)\s+(.*)$", line)
            told = (row[3] if row else line).split(" x")[0]
            hit = any(int(at) > after and int(at) not in entries for at in re.findall(r"(?<!\S)\*?(\d+)(?=\s|$)", told))
            if row:
                found.append((row[1], hit))
            elif found and hit and line.startswith(" " * 20):
                found[-1] = (found[-1][0], True)
    return found


QUOTED = r"\"([^\"\n]*)\"|'([^'\n]*)'"
PART = r"(?:\s+(?:OF|IN)\s+[\w-]+)*\s*(?:\((?:[^():]|\([^()]*\))*\)\s*)?(\((?:[^():]|\([^()]*\))*:\s*[^)\s])?"


def _parted(body: str) -> set[str]:
    """Names that statements refer to by parts of a length of their own, `NAME(4:2)`, only.

    No code has the length of such an item, but for that which sets storage up.
    """
    begins = re.search(r"PROCEDURE\s+DIVISION[^.]*\.", body, re.I)
    text = re.sub(QUOTED, " ", body[begins.end() :]) if begins else ""
    if re.search(r"(?<![\w-])COPY\s", text, re.I):
        return set()
    whole: dict[str, bool] = {}
    for match in re.finditer(rf"(?<![\w-])([A-Za-z0-9][\w-]*){PART}", text, re.I):
        whole[match[1].upper()] = whole.get(match[1].upper(), False) or not match[2]
    return {name for name, said in whole.items() if not said}


def _qualifying(body: str) -> set[str]:
    """Names that statements say only behind OF or IN: the listing refers to them, but code has what they qualify."""
    return {name for name, ways in _ways(body).items() if ways == {"of"}}


def _addressed(body: str) -> set[str]:
    """Names of which statements take the address, or the length as a number, only: no code has both at once."""
    return {name for name, ways in _ways(body).items() if "" not in ways and ways != {"of"}}


def _ways(body: str) -> dict[str, set[str]]:
    """How statements say each name: behind ADDRESS OF or LENGTH OF, behind OF or IN alone, or otherwise ("")."""
    begins = re.search(r"PROCEDURE\s+DIVISION[^.]*\.", body, re.I)
    text = re.sub(QUOTED, " ", body[begins.end() :]) if begins else ""
    said: dict[str, set[str]] = {}
    if re.search(r"(?<![\w-])COPY\s", text, re.I):
        return said
    for match in re.finditer(r"(?<![\w-])(?:((?:ADDRESS|LENGTH)\s+)?(OF|IN)\s+)?([A-Z0-9][\w-]*)", text, re.I):
        way = "address" if match[1] else "of" if match[2] else ""
        said.setdefault(match[3].upper(), set()).add(way)
    return said


USING = r"(?:PROCEDURE\s+DIVISION|ENTRY\s+(\S+))(?:\s+USING\s+([^.]*?))?(?:\.|\s+RETURNING|\n {11}[A-Z]+ )"


def _lists(body: str) -> list[tuple[str, list[str]]]:
    """Each entry point, "" for the first one, with the names of its parameters."""
    words = ("BY", "REFERENCE", "VALUE", "CONTENT", "OPTIONAL")
    return [
        (m[1] or "", [word.strip(",") for word in (m[2] or "").upper().split() if word not in words])
        for m in re.finditer(USING, body, re.I)
    ]


def _parameters(body: str) -> list[str]:
    """Names of parameters, in the order of the lists."""
    return list(dict.fromkeys(name for _, names in _lists(body) for name in names))


def _entries(program: str, body: str) -> dict[str, tuple[int, ...]]:
    """The entry points of a program, as others name them, with the numbers of their parameters."""
    numbers = {name: number for number, name in enumerate(_parameters(body), 1)}
    return {
        (name.strip("\"'") or program).upper().replace("-", "__"): tuple(numbers[each] for each in names)
        for name, names in _lists(body)
    }


# ── what the source says


VERBS = (
    "END-DISPLAY MOVE IF ELSE PERFORM STOP GOBACK END-IF CALL END-READ END-CALL SET GO CLOSE WHEN DISPLAY ADD STRING "
    "OPEN EXIT CONTINUE WRITE COMPUTE END-[A-Z]+ ACCEPT SUBTRACT MULTIPLY DIVIDE UPON INSPECT UNSTRING INITIALIZE NOT"
).split()
NO_LITERAL = re.compile(
    r"(?:PROGRAM-ID\.|CALL(?: +STATIC)?|ENTRY|END PROGRAM|COPY|PIC(?:TURE)?(?: IS)?|CURRENCY[\w ]*|CANCEL)\s+$", re.I
)


def _said(found: Truth, text: str) -> None:
    for match in re.finditer(r"\bCALL\s+(?:STATIC\s+)?[\"']([^\"']+)[\"']", text, re.I):
        found.calls.add(match.group(1))
    ends = re.compile(rf"(?<![\w-])(?:{'|'.join(VERBS)})(?![\w-])", re.I)
    for match in re.finditer(rf"(?<![\w-])DISPLAY\s+(?=((?:{QUOTED}|[^\"'.])*))", text, re.I):
        for part in re.finditer(rf"{QUOTED}|{ends.pattern}", match.group(1), re.I):
            if not part.group(0).startswith(("'", '"')):
                break
            found.texts.add(part.group(1) or part.group(2) or "")
    idle = _idle(text)
    for match in re.finditer(rf"(?<!\w)([XHZ]?)(?:{QUOTED})", text):
        value = match.group(2) or match.group(3) or ""
        if any(first <= match.start() < end for first, end in idle):
            continue
        if not match.group(1) and value.strip() and not NO_LITERAL.search(text[: match.start()][-40:]):
            found.literals.add(value)
    found.files = _files(text)


def _idle(text: str) -> list[tuple[int, int]]:
    """Where values of conditions stand that nothing refers to, and of FALSE that nothing sets: no code has any."""
    found: list[tuple[int, int]] = []
    rows = list(re.finditer(r"(?<![\w-])88\s+([\w-]+)(?=\s)((?:\"[^\"\n]*\"|'[^'\n]*'|[^.'\"]|\.(?=\d))*)\.", text))
    for row in rows:
        name = rf"(?<![\w-]){re.escape(row[1])}(?![\w-])"
        if len(re.findall(name, text, re.I)) == sum(other[1].upper() == row[1].upper() for other in rows):
            found.append(row.span(2))
        elif (to := re.search(r"\bFALSE\b", row[2], re.I)) and not re.search(rf"{name}[^.]*?\bTO\s+FALSE", text, re.I):
            found.append((row.start(2) + to.start(), row.end(2)))
    return found


KEYED = r"(?:ALTERNATE|RECORD|RELATIVE)(?: RECORD)? (?:KEY )?(?:IS )?([\w-]+)(?: OF [\w-]+)?(?: WITH)?( DUPLICATES)?"


def _files(text: str) -> list[dict[str, object]]:
    made: list[dict[str, object]] = []
    for match in re.finditer(
        r"\bSELECT\s+(OPTIONAL\s+)?([\w-]+)\s+ASSIGN\s+(?:TO\s+)?((?:\"[^\"]*\"|'[^']*'|[^.\"'])*)\.", text, re.I
    ):
        said = " ".join(match.group(3).split()).upper()
        rest = re.sub(r"ACCESS (MODE )?(IS )?\w+", "", said)
        organisation = re.search(r"\b(LINE SEQUENTIAL|SEQUENTIAL|RELATIVE|INDEXED)\b(?! KEY)", rest)
        sort = re.search(rf"\bSD\s+{re.escape(match.group(2))}\b", text, re.I)
        access = re.search(r"ACCESS (?:MODE )?(?:IS )?(SEQUENTIAL|RANDOM|DYNAMIC)", said)
        status = re.search(r"STATUS (?:IS )?([\w-]+)", said)
        if said.startswith("PRINTER"):
            organisation = re.match(r"(LINE SEQUENTIAL)", "LINE SEQUENTIAL")
        keys = re.sub(r"ORGANIZATION (IS )?\w+( SEQUENTIAL)?", "", said)
        made.append(
            {
                "name": match.group(2).upper(),
                "organisation": "SORT" if sort else organisation[1] if organisation else "SEQUENTIAL",
                "access": access[1] if access else "SEQUENTIAL",
                "optional": bool(match.group(1)),
                "status": status[1] if status else "",
                "keys": re.findall(KEYED, keys),
            }
        )
    return made
