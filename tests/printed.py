"""Documents that show commands are held against what the commands print.

A block fenced as `console` holds `$ command` lines, each followed by what it prints. In what it prints, `…` on a line
of its own stands for any lines, also none, and within a line for any text; spaces at line ends do not count. A block
fenced otherwise is not run. From a shell: python tests/printed.py README.md COMMAND FILE
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ANY = "…"


@dataclass(frozen=True)
class Shown:
    """One command of a document, the number of its line (from 1), and the lines that it is said to print."""

    line: int
    command: str
    expected: tuple[str, ...]


def shown(text: str) -> list[Shown]:
    """The commands of a document, in order. Raises ValueError where a console block begins with no command."""
    found: list[Shown] = []
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            inside = line.strip() == "```console"
            opened = number
        elif inside and line.startswith("$ "):
            found.append(Shown(number, line[2:].strip(), ()))
        elif inside:
            if not found or found[-1].line <= opened:
                raise ValueError(f"line {number}: {line!r} belongs to no command")
            last = found.pop()
            found.append(Shown(last.line, last.command, (*last.expected, line.rstrip())))
    return found


def difference(expected: Sequence[str], printed: str) -> str:
    """Where the printed text first leaves what is expected, in words; "" where it does not."""
    got = [line.rstrip() for line in printed.rstrip().splitlines()]
    want = list(expected)
    while want and not want[-1]:
        want.pop()
    # reach[n]: how many printed lines can be used up by the first n expected ones
    reach = {0}
    for at, line in enumerate(want):
        if line.strip() == ANY:
            reach = set(range(min(reach), len(got) + 1))
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.split(ANY)))
        onward = {n + 1 for n in reach if n < len(got) and pattern.fullmatch(got[n])}
        if not onward:
            there = got[min(reach)] if min(reach) < len(got) else "the end"
            return f"line {at + 1} is said to be {line!r}; printed is {there!r}"
        reach = onward
    return "" if len(got) in reach else f"printed beyond what is shown: {got[max(reach)]!r}"


def main(document: str, command: str, file: str) -> int:
    """0 when a file holds what the document says the command prints."""
    said = [each for each in shown(Path(document).read_text()) if each.command == command]
    if not said:
        print(f"{document} shows no command {command!r}", file=sys.stderr)
        return 1
    wrong = difference(said[0].expected, Path(file).read_text())
    if wrong:
        print(f"{document}:{said[0].line}: {command}: {wrong}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
