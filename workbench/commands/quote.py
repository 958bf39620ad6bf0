"""The quote matcher on quotes of your own: is this what the lines say?"""

import json as text_of
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import Field, ValidationError

from workbench import terminal
from workbench.commands.options import HERE, AsJson, Home
from workbench.errors import ParameterError
from workbench.quotes import Quotes
from workbench.records import Record, VerdictState
from workbench.spec import read


class Asked(Record):
    """One line of the file: a quote and the lines where it is said to stand."""

    quote: str
    first: int = Field(strict=True)
    last: int = Field(strict=True)


class Answered(Record):
    """What the matcher says of a quote; `at_first` and `at_last` are the lines where it stands, 0 for nowhere."""

    line: int
    quote: str
    first: int
    last: int
    state: VerdictState
    reason: str
    at_first: int
    at_last: int


def quote(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The document, or a directory of documents.")],
    file: Annotated[Path, typer.Option("--file", metavar="JSONL", help="A quote, first and last in each line.")],
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Check quotes against a document: accepted, uncertain or rejected, each with the reason.

    Lines count from 1, both ends included. White space, line ends and page furniture do not matter; identifiers,
    pictures, numbers, literals and operators must be identical. Paths start from --home.

    $ workbench quote spec.txt --file quotes.jsonl --json
    """
    matcher = Quotes(read(home / spec))
    found = [_answer(matcher, number, asked) for number, asked in _asked(home / file)]
    if json:
        terminal.print_rows(found)
        return
    rows = [(one.line, f"{one.first}-{one.last}", one.state, one.reason, one.quote) for one in found]
    terminal.table(("#", "lines", "state", "reason", "quote"), rows)
    counted = Counter(one.state for one in found)
    terminal.say(", ".join(f"{counted[state]:,} {state}" for state in ("accepted", "uncertain", "rejected")))


def _answer(matcher: Quotes, number: int, asked: Asked) -> Answered:
    found = matcher.check(asked.quote, asked.first, asked.last)
    return Answered(
        line=number, quote=asked.quote, first=asked.first, last=asked.last, state=found.state, reason=found.reason,
        at_first=found.first, at_last=found.last,
    )  # fmt: skip


def _asked(path: Path) -> Iterator[tuple[int, Asked]]:
    """Each quote with the number of its line; blank lines are passed over."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as fault:
        raise ParameterError(f"{path} is not UTF-8 text: byte {fault.start}") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, _parsed(path, number, line)


def _parsed(path: Path, number: int, line: str) -> Asked:
    try:
        return Asked.model_validate(text_of.loads(line))
    except text_of.JSONDecodeError as fault:
        raise ParameterError(f"{path}: line {number} is not JSON: {fault.msg}") from None
    except (ValidationError, RecursionError) as fault:
        wanted = 'a line is {"quote": "…", "first": 1, "last": 1}'
        raise ParameterError(f"{path}: line {number}: {_fault(fault)}; {wanted}") from None


def _fault(fault: ValidationError | RecursionError) -> str:
    if isinstance(fault, RecursionError):
        return "it is nested too deeply"
    first = fault.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or 'it'}: {first['msg']}"
