"""The document's own form of items, learned by repetition: lines that are alike up to a picture, with a name before it.

Only lines that no known form reads are learned from. What stands before the picture is a row of slots (names, numbers,
cells) with marks and words between; the last slot that varies is the name, slots whose values come in long runs are the
columns of the endpoint and of the record.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from workbench.declarations import SIZED, Declaration
from workbench.profile import Pattern
from workbench.records import UNKNOWN

LEAST = 5
"""So many lines with one form make it a form."""

MOST = 300
"""Characters of a line that are looked at."""

MANY = 24
"""A profile has at most so many forms."""

COLUMN = "(?P<program>"
"""How the column of the endpoint begins in a form."""

CERTAIN = re.compile(
    r"(?<![\w$#@-])[+\-]?(?:[S9XAZN]*[9XAZN]\(\d{1,5}\)(?:[V9XAZN.,]|\(\d{1,5}\))*|S9+(?:V9+)?|S?9*V9+)(?![\w$#@(-])"
    r"|(?<![\w$#@-])[sxa9vz]*[9xa]\(\d{1,5}\)(?:[v9xa]|\(\d{1,5}\))*(?![\w$#@(-])"
)
"""What can only be a picture, wherever it stands."""
TYPED = re.compile(rf"(?<![\w$#@.-]){SIZED}(?![\w$#@(-])")
"""A type with its size, wherever it stands."""
_SIGN = r"(?:[+-]|CR|DB)?"
"""What an edited picture may end with: `ZZ9.99-`."""
_MAYBE = re.compile(rf"(?<![\w$#@.-])(?:X{{1,8}}|9{{1,8}}|A{{1,8}}|Z[Z,.9]*{_SIGN}|x{{1,3}})(?![\w$#@(-])")
_CLAUSE = rf"(?:[SXA9NZVPB*+\-$/,.0]|\(\d{{1,5}}\))*(?:[XA9NZ]|\(\d{{1,5}}\)){_SIGN}"
_PICTURE = rf"(?P<picture>{_CLAUSE})(?![\w$#@(])"
_SMALL = rf"(?P<picture>(?i:{_CLAUSE}))(?![\w$#@(])"
_NAMED = r"[A-Za-z0-9][\w$#@]*(?:-[\w$#@]+)*"
_SPACED = r"[ \t]*+)++"
_NUMBER = r"\d{1,2}"
_BACKWARD = re.compile(
    r"\f?[ \t]*+(?:(?P<offset>\d{1,6})[ \t]*(?:-|–|\.\.)[ \t]*(?P<end>\d{1,6})[ \t]+|(?:\d[\d.:/]*[ \t]+){1,3})?"
    rf"{_PICTURE}(?:[ \t]+(?P<usage>COMP(?:-\d)?|BINARY|PACKED-DECIMAL))?"
    r"(?:[ \t]{2,}|\t|[ \t]*(?:[:;|=]|[=-]?>)+[ \t]*|[ \t]+-+[ \t]+)"
    r"(?P<name>(?=[A-Z0-9_$#@-]*[A-Z])[A-Z0-9][A-Z0-9_$#@-]*[A-Z0-9]|[a-z][a-z0-9]*(?:_[a-z0-9]|[A-Z])\w*)(?![\w-])"
)
_INSIDE = r"[A-Za-z0-9][\w$#@]*(?:[./-][\w$#@]+)*"
_CELL = re.compile(_INSIDE)
"""A name that fills a cell may have other marks inside."""
_PIECE = re.compile(r"(?P<token>[^\W_][\w$#@]*(?:-[\w$#@]+)*)|(?P<space>\s+)|(?P<mark>.)")
_DELIMITERS = (('","', 3), (";", 3), ("\t", 3))
_MARKED = re.compile(r"[^A9a_]")
_WORD = "\ue010\ue011"
"""What stands around a word that is no slot: private characters, which no text has."""
_UNIT = re.compile(f"{_WORD[0]}[^{_WORD}]*{_WORD[1]}|.")
_ALONE = r"(?=\.?[ \t]*\r?$|[ \t]{2}|\t|[ \t]+(?:COMP|BINARY|PACKED|USAGE|OCCURS))"
"""What follows a picture behind a name alone: words would make a sentence of it."""
_LETTER = re.compile("[A-Za-z]")


@dataclass(frozen=True)
class _Line:
    """A line up to its picture: the values in its slots, the picture, and whether it can be nothing else."""

    index: int
    slots: tuple[str, ...]
    picture: str
    certain: bool


def forms(lines: Sequence[str], content: Sequence[bool], read: Mapping[int, Declaration]) -> list[Pattern]:
    """The forms of lines that hold a name and a picture and of which known ways read a part at most."""
    groups = _groups(lines, content)
    found = _backward(lines, content, read)
    for key, members in groups.items():
        told = members if 2 * sum(m.certain for m in members) > len(members) else [m for m in members if m.certain]
        left = sum(m.index not in read or read[m.index].picture == UNKNOWN for m in told)
        if _stays([read[m.index].name for m in told if m.index in read]):
            left = len(told)  # what was read as the name is what the items stand in
        if len(members) < LEAST or not (made := _pattern(key, members)):
            continue
        if left > max(2, 0.02 * len(members)) or COLUMN in made:
            sample = lines[members[0].index].strip()[:80]
            sure = round(len(members) / (len(members) + 1), 2)
            found.append(Pattern(pattern=made, sample=sample, count=len(members), sure=sure))
    return sorted(found, key=lambda form: -form.count)[:MANY]


def _backward(lines: Sequence[str], content: Sequence[bool], read: Mapping[int, Declaration]) -> list[Pattern]:
    """The form of lines that begin with a picture and have the name behind it, where there are such."""
    seen = [(at, match) for at, line in enumerate(lines) if content[at] and (match := _BACKWARD.match(line[:MOST]))]
    sure = [at for at, match in seen if CERTAIN.fullmatch(match["picture"])]
    left = sum(at not in read or read[at].picture == UNKNOWN for at in sure)
    if len({match["name"] for _, match in seen}) < LEAST or 2 * len(sure) < len(seen) or left < max(3, 0.5 * len(sure)):
        return []
    sample = lines[sure[0]].strip()[:80]
    return [Pattern(pattern=_BACKWARD.pattern, sample=sample, count=len(seen), sure=round(len(sure) / len(seen), 2))]


def _groups(lines: Sequence[str], content: Sequence[bool]) -> dict[str, list[_Line]]:
    """Lines by what stands before their picture; what may be a picture counts where others have a certain one."""
    groups: dict[str, list[_Line]] = defaultdict(list)
    others: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        if not content[index] or len(line) > MOST:
            continue
        if ("(" in line or "9" in line) and (match := CERTAIN.search(line)):
            if line.count("(") > 1 and CERTAIN.search(line, match.end()):
                continue  # two pictures are a correction, or a sentence
            key, slots = _key(_unquoted(line[: match.start()]))
            groups[key].append(_Line(index, slots, match[0], True))
        elif _MAYBE.search(line):
            others.append((index, line))
    for index, line in others:
        for match in _MAYBE.finditer(line):
            key, slots = _key(_unquoted(line[: match.start()]))
            if key in groups and slots:
                groups[key].append(_Line(index, slots, match[0], False))
                break
    return {key: sorted(members, key=lambda m: m.index) for key, members in groups.items()}


def _unquoted(before: str) -> str:
    """What stands before a picture, without the quote that opens its cell where some cells have one."""
    return before[:-1] if before.endswith(',"') and not before.endswith('","') else before


def _key(text: str) -> tuple[str, tuple[str, ...]]:
    """What stands before a picture with its slots left open: A a name, 9 a number, a a letter, C a cell."""
    for mark, least in _DELIMITERS:
        if text.count(mark) >= least:
            cells = text.split(mark)
            return f"{mark}{len(cells)}", tuple(cell.strip().strip('"') for cell in cells[:-1])
    out, slots = [], []
    for match in _PIECE.finditer(text.strip()):
        kind = _kind(match["token"]) if match["token"] else ""
        out.append(kind or ("_" if match["space"] else match[0]))
        if kind in ("A", "9", "a"):
            slots.append(match[0])
    return _plain(out), tuple(slots)


def _kind(token: str) -> str:
    if token.isdecimal():
        return "9"
    if len(token) == 1:
        return "a"
    is_name = token.upper() == token or not token.isalpha() or not token[1:].islower()
    return "A" if is_name else f"{_WORD[0]}{token}{_WORD[1]}"


def _plain(pieces: Sequence[str]) -> str:
    """The pieces with repeated marks once, also where spaces stand between them."""
    out: list[str] = []
    for piece in pieces:
        if len(piece) == 1 and piece not in "A9a_" and [p for p in out[-2:] if p != "_"][-1:] == [piece]:
            while out[-1] == "_":
                out.pop()
            continue
        out.append(piece)
    return "".join(out)


def _pattern(key: str, members: Sequence[_Line]) -> str:
    """The expression of a form; empty where no slot is a name."""
    columns = list(zip(*(m.slots for m in members), strict=True))
    roles = _roles(columns)
    if "name" not in roles.values():
        return ""
    small = any(_LETTER.search(m.picture) and m.picture.lower() == m.picture for m in members)
    picture = _SMALL if small else _PICTURE
    mark = next((mark for mark, _ in _DELIMITERS if key.startswith(mark)), "")
    body = _cells(mark, columns, roles) if mark else _expression(key, columns, roles)
    bare = "" if mark or _MARKED.search(key) else _ALONE
    names = columns[next(at for at, role in roles.items() if role == "name")]
    if bare and sum("-" in name or "_" in name for name in names) >= 0.95 * len(names):
        body = body.replace(rf"(?P<name>{_NAMED})", rf"(?P<name>(?=[^\s]*[-_]){_NAMED})")
    before = "" if mark == "\t" else r"[ \t]*+"
    quote = '"?' if not mark and key.endswith(",") else ""
    return rf"\f?{before}{body}{quote}{picture}{bare}" if len(body) < 400 else ""


def _roles(columns: Sequence[Sequence[str]]) -> dict[int, str]:
    """Which slot is the name, and which are the level and the columns of endpoint and record."""
    named = [at for at, values in enumerate(columns) if _could_be_names(values)]
    runs = [at for at in named if _in_runs(columns[at])]
    # A record's name may come again in another endpoint.
    runs += [at for at in named if at not in runs and _in_runs_of(columns[at], [columns[a] for a in runs if a < at])]
    varied = [at for at in named if at not in runs and len(set(columns[at])) >= 3 and not _stays(columns[at])]
    if not varied:
        return {}
    name = varied[-1]
    roles = {name: "name"}
    if name and all(v.isdecimal() and 0 < int(v) < 50 for v in columns[name - 1]) and len(set(columns[name - 1])) < 6:
        roles[name - 1] = "level"
    before = [at for at in sorted(runs) if at < name and not _same(columns, at, [a for a in runs if a < at])]
    if len(before) > 1 and len(set(columns[before[0]])) <= len({*zip(*(columns[at] for at in before), strict=True)}):
        roles |= {before[0]: "program", before[-1]: "record"}
    elif before:
        roles[before[0]] = "record"
    return roles


def _same(columns: Sequence[Sequence[str]], at: int, others: Sequence[int]) -> bool:
    """Whether a column changes only where one before it does, and as seldom: a title beside its name."""
    return any(len({*zip(columns[at], columns[o], strict=True)}) == len({*columns[o]}) for o in others)


def _could_be_names(values: Sequence[str]) -> bool:
    good = sum(bool(_CELL.fullmatch(v)) and not v.isdecimal() and len(v) > 1 for v in values)
    return good >= 0.95 * len(values) and len({*values}) > 1


def _in_runs(values: Sequence[str]) -> bool:
    """Whether equal values stand together, and several at a time."""
    runs = sum(1 for _ in groupby(values))
    return runs <= 1.05 * len({*values}) and runs <= 0.5 * len(values)


def _in_runs_of(values: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether equal values stand together within the runs of other columns, and differ inside them."""
    return any(_in_runs([f"{a} {b}" for a, b in zip(other, values, strict=True)]) for other in others)


def _stays(values: Sequence[str]) -> bool:
    """Whether a value is mostly that of the line before: what items stand in, and no name of an item."""
    return sum(a == b for a, b in pairwise(values)) > 0.5 * len(values)


def _expression(key: str, columns: Sequence[Sequence[str]], roles: Mapping[int, str]) -> str:
    at, out = -1, []
    for piece in _units(key):
        if piece in ("A", "9", "a"):
            at += 1
            out.append(_slot(piece, roles.get(at, ""), columns[at]))
        elif piece == "_":
            # What follows a mark takes the spaces behind it along.
            out.append(r"[ \t]++" if out and not out[-1].endswith(_SPACED) else r"[ \t]*+")
        elif len(piece) > 1:
            out.append(re.escape(piece[1:-1]))
        else:
            out.append(rf"(?:{re.escape(piece)}{_SPACED}")
    return "".join(out) + ("" if out[-1].endswith(_SPACED) else r"[ \t]++")


def _units(key: str) -> Iterator[str]:
    return (match[0] for match in _UNIT.finditer(key))


def _slot(kind: str, role: str, values: Sequence[str]) -> str:
    if role:
        return _group(role)
    if len({*values}) == 1:
        return re.escape(values[0])
    return {"9": r"\d+", "a": "[A-Za-z]", "A": _NAMED}[kind]


def _cells(mark: str, columns: Sequence[Sequence[str]], roles: Mapping[int, str]) -> str:
    quote = '"?' if mark == '","' else ""
    cell = r'[^"\n]*+' if quote else rf"[^{re.escape(mark)}\n]*+"
    lone = "" if quote else '"?'
    groups = {at: _group(role).replace(_NAMED, _INSIDE) for at, role in roles.items()}
    told = [rf" *+{lone}{groups[at]}{lone} *+" if at in roles else cell for at in range(len(columns))]
    return quote + "".join(piece + re.escape(mark) for piece in told) + rf"[ \t]*+{lone}"


def _group(role: str) -> str:
    return rf"(?P<{role}>{_NUMBER if role == 'level' else _NAMED})"
