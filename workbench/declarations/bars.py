"""Rows whose cells something else than a bar parts: semicolons, commas, ampersands, HTML tags, two marks of a wiki."""

import re

_TAG = re.compile(r"(?:\s*</?(?:t[rdh]|b|i|p|code|tt|a|span|div|font)\b[^<>]*>)+\s*", re.I)
_SPACE = re.compile(r"&(?:nbsp|e[mn]sp|thinsp|#160|#x[aA]0);")
"""What indents a name in its cell."""
_COMMAS = re.compile(r"(?:\"[^\"\n]*\"|[^,\"\s][^,\"\n]*|)(?:,(?:\"[^\"\n]*\"|[^,\"\s][^,\"\n]*|)){2,}\Z")
_QUOTED = re.compile(r"\"[^\"\n]*\"")
_GAP = re.compile(r"[^\s,] {2,}[^\s,]")
_EXCLAIMED = re.compile(r"[ \t\f]*![^\n]*![ \t\r]*\Z")
_AMPERSANDS = re.compile(r"\s*([^&\n]*(?:\s&\s[^&\n]*)+)\\\\(?:\s*\\[hm]line|\s*\\midrule)?\s*\Z")
"""A row of LaTeX."""
_SINGLE = re.compile(r"[^|\s][^|]*\|(?!\|)[^|\n]*[^|\s]")
"""A single bar between cells: two of them have an empty cell between."""
_ROW = re.compile(r"<t[dh]\b", re.I)


def barred(line: str) -> str:
    """The line with bars between its cells, where it has cells of another kind; else the line as it is.

    >>> barred("05;CUST-NO;9(6);COMP-3"), barred("<tr><td>05</td><td>CUST-NO</td></tr>")
    ('|05|CUST-NO|9(6)|COMP-3|', '|05|CUST-NO|')
    >>> barred("! 05 ! CUST-NO ! 9(6) !")
    '| 05 | CUST-NO | 9(6) |'
    >>> barred("|| CUST-NO || 9(6) ||"), barred("| CUST-NO ||")
    ('| CUST-NO | 9(6) |', '| CUST-NO ||')
    """
    if "<" in line and _ROW.search(line):
        return _SPACE.sub(" ", _TAG.sub("|", line.strip()))
    if line.startswith(("|", "!")) and ("||" in line or "!!" in line):
        return line if _SINGLE.search(line) else _doubled(line)
    if "|" in line:
        return line
    if "\\\\" in line and (match := _AMPERSANDS.match(line)):
        return f"|{match[1].replace('&', '|')}|"
    if line.count("!") > 2 and _EXCLAIMED.match(line):
        return line.replace("!", "|")
    if line.count("\t") > 2 and not line[:1].isspace() and "\t\t" not in line.rstrip():
        return f"|{line.rstrip()}|".replace("\t", "|")
    if line.count(";") > 1 and "; " not in line:
        return f"|{line.strip().replace(';', '|')}|".replace('"', "")
    if line.count(",") > 1 and _is_closed_up(line) and _COMMAS.match(line.strip()):
        return f"|{_commas(line.strip())}|"
    return line


def _doubled(line: str) -> str:
    """A row with two marks between its cells, and one or two before the first; where two, they may also end it."""
    inner = line[2:].rstrip().removesuffix(line[:2]) if line[1] == line[0] else line[1:]
    return f"|{inner.replace('||', '|').replace('!!', '|')}|"


def _is_closed_up(line: str) -> bool:
    """Whether outside quotes no comma has a space behind it, and no gap parts columns: a picture may have commas."""
    told = _QUOTED.sub("", line) if '"' in line else line
    return ", " not in told and _GAP.search(told) is None


def _commas(line: str) -> str:
    """Commas outside quotes as bars: a picture may have commas, and is quoted then."""
    pieces = re.split(r'"([^"\n]*)"', line)
    return "".join(piece if at % 2 else piece.replace(",", "|") for at, piece in enumerate(pieces))


def cells(line: str) -> list[str]:
    """The cells of a row, whatever parts them."""
    return [cell.strip() for cell in barred(line).strip().strip("|").split("|")]
