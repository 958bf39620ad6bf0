"""Blame: for each line of a written file the claim, the quoted words and the signature behind it."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.lineage import Blame, BlamedLine
from workbench.records import UNKNOWN


def blame(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file that was written here.")],
    home: Home = HERE,
    json: AsJson = False,
) -> int:
    """Show for each line of a written file who and what is behind it.

    The words are those of the document, the verdict is the gate's, and the signature covers the very bytes of the
    file. The exit code is 1 when a line stands in the file that nobody approved.

    $ workbench blame data/out/mappings/ord100.yaml
    """
    found = opened(home).blame(file)
    if json:
        terminal.print_json(found)
    else:
        _print(found)
    return int(any(line.state != "approved" for line in found.lines))


def _print(found: Blame) -> None:
    signed = ", ".join(f"{one.answer} by {one.reviewer} ({one.key}): {one.reason}" for one in found.approvals)
    terminal.pairs([("file", f"{found.path}, {found.content}"), ("proposal", found.proposal), ("signed", signed)])
    terminal.table(("line", "text", "because", "place", "quote", "verdict"), [_row(line) for line in found.lines])


def _row(line: BlamedLine) -> tuple[object, ...]:
    why = line.reason
    quote = "" if why.quote == UNKNOWN else why.quote.strip()
    return (line.number, line.text, why.says, "" if why.place == UNKNOWN else why.place, quote, why.verdict)
