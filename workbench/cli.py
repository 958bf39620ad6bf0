"""The command line: `workbench VERB`. Each verb is a few lines in `commands`, which ask the same things of `project`.

Exit codes: 0 done, 1 refused, incomplete or a broken promise, 2 the input is wrong, 130 interrupted. An error is one
line on stderr that a person can act on.
"""

import atexit
import os
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from workbench import __version__
from workbench.cycles import look_seldom
from workbench.errors import WorkbenchError
from workbench.terminal import block, complain, say

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("begin", "Make a project of your own in a directory."),
    "sample": ("begin", "Write a legacy world, generated from a seed, to try things on."),
    "demo": ("demo", "Run the whole street on the bundled specification, offline."),
    "reverse": ("reverse", "Recover what compiled COBOL modules still tell, without their source."),
    "vision": ("vision", "Read a Vision data file of ACUCOBOL (versions 4 and 5), or identify an object."),
    "ingest": ("run", "Take a specification in: lines, structure and chunks; no agent reads it yet."),
    "run": ("run", "Read, map and propose; takes up what an earlier run left. Writes to no target."),
    "status": ("run", "Show how far the project got, and what is missing."),
    "cost": ("cost", "Show what models cost so far, and what a run would still cost. Nothing is sent."),
    "coverage": ("coverage", "Show how a specification was read, and every gap."),
    "profile": ("profile", "Show how a document is built, as far as its own lines tell."),
    "claims": ("claims", "List what agents said, with the gate's word on it."),
    "chunks": ("claims", "List the pieces that a specification is read in."),
    "propose": ("proposals", "Propose changes to a target, measured on it; nothing is written."),
    "proposals": ("proposals", "List what waits to be written, the riskiest first."),
    "show": ("show", "Show everything known about one thing."),
    "explain": ("explain", "Have a model explain a claim and its verdict, with the lines that it goes by."),
    "approve": ("answers", "Approve proposals: sign their exact bytes."),
    "reject": ("answers", "Reject proposals, for good."),
    "revoke": ("answers", "Take your approval back; possible until it is executed."),
    "withdraw": ("answers", "Close proposals without judging them."),
    "release": ("answers", "Let parked proposals wait with the others; each still needs its approvals."),
    "revalidate": ("proposals", "Measure again what waits: after its target, the policy or the facts have changed."),
    "approvals": ("approvals", "Read changes and sign for them in a browser, without JupyterLab."),
    "execute": ("proposals", "Write what is approved, once, and nothing else."),
    "recover": ("proposals", "End what a crash left half-way: it is there once, or not at all, or a person is told."),
    "settle": (
        "answers",
        "Close what ended as conflict or unknown: you have looked at the target, and say whether it was done.",
    ),
    "undo": ("proposals", "Propose to put back what an executed proposal changed."),
    "stop": ("switch", "Stop every execution from now on, also one that is under way."),
    "resume": ("switch", "Let executions go on after a stop; signed with your key."),
    "keys": ("keys", "List, make, enrol and revoke reviewers' keys."),
    "lineage": ("lineage", "Show what a thing was made of, what was made of it, and what breaks if it changes."),
    "orphans": ("lineage", "Show what lacks what it should rest on: a fact without words, a file without approval."),
    "blame": ("blame", "Show for each line of a written file who and what is behind it."),
    "export": ("export", "Write lineage as OpenLineage events, PROV-JSON or GraphML."),
    "sql": ("lineage", "Ask store and ledger in SQL, on a copy that cannot be written."),
    "ledger": ("ledger", "Check the journal of decisions."),
    "policy": ("policy", "Check the rules, and say what they decide."),
    "quote": ("quote", "Check quotes against a document: accepted, uncertain or rejected, each with the reason."),
    "decide": ("decide", "Say what a field is, or that it has no target. Later runs keep to it and do not ask again."),
    "retract": ("retract", "Take a fact back, with everything that was built on it."),
    "waive": ("waive", "Accept that an endpoint is mentioned and nowhere defined, for a stated reason."),
    "mutate": ("mutate", "Plant known errors into accepted claims and see which the gate catches. Nothing is stored."),
    "bench": ("bench", "Score matcher and gate on labelled data."),
    "batch": ("batch", "Run a notebook for each row of a parameter file."),
    "serve": ("serve", "Serve this project to others' processes: the executor as a process of its own."),
    "kernel": ("kernel", "Install a Jupyter kernel that cannot write, list and remove it."),
    "lab": ("lab", "Open JupyterLab on the start notebook."),
    "doctor": ("doctor", "Check this installation and this project."),
    "salvage": ("salvage", "Make a damaged store anew of what can still be read; the damaged one is kept."),
}
"""Verb -> its module in `commands`, and its line in the list. Verbs with verbs below them are typer apps."""

INTERRUPTED = 130

GIVEN = (PermissionError, FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError)
"""What the system says of a path that a person gave; anything else (a full disk) is no fault of the input."""


def load(verb: str) -> Any:
    """The command behind a verb; its module is imported now.

    Such rooms as matching or batches take longer to import than most verbs to answer, and the list of verbs needs none
    of them. (Large libraries, and what most verbs do without: `later`.)
    """
    made = getattr(import_module(f"workbench.commands.{COMMANDS[verb][0]}"), verb)
    if isinstance(made, typer.Typer):
        command = get_command(made)
    else:
        alone = typer.Typer(rich_markup_mode=None, add_completion=False)
        alone.command(verb)(made)
        command = get_command(alone)
    command.name = verb
    for each in (command, *getattr(command, "commands", {}).values()):
        each.help = _with_examples(each.help)
    return command


def _with_examples(text: str) -> str:
    """A help whose examples keep their lines."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(f"\b\n{each}" if each.startswith("$ ") else each for each in paragraphs)


class Verbs(TyperGroup):
    """The list of verbs; one is loaded when it is invoked, not when it is listed."""

    def __init__(self, **given: Any) -> None:
        """As typer makes a group, with every verb by its name and line."""
        super().__init__(**given)
        self.commands = {name: TyperCommand(name, help=said) for name, (_, said) in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that the first word names, loaded, and the other words."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if name in COMMANDS else command, rest


app = typer.Typer(cls=Verbs, rich_markup_mode=None, add_completion=False)


def _version(asked: bool) -> None:
    if asked:
        say(f"workbench {__version__}")
        raise typer.Exit


@app.callback()
def _street(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    """Migrate legacy systems with agents whose every claim is checked and whose every write is approved."""


def run(words: Sequence[str]) -> int:
    """The exit code of one command line, once it is done and has printed what it has to say."""
    try:
        code = get_command(app)(list(words) or ["--help"], prog_name="workbench", standalone_mode=False)
    except typer.Abort:
        code = INTERRUPTED
    except (WorkbenchError, typer.TyperException, OSError) as error:
        if not _pressed.is_set():
            complain(f"workbench: {_said(error)}")
            return _code(error)
        code = INTERRUPTED
    return _interrupted() if code == INTERRUPTED else int(code or 0)


def _interrupted() -> int:
    complain("interrupted; run the same command to go on")
    return INTERRUPTED


def _said(error: Exception) -> str:
    if isinstance(error, typer.TyperException):
        return error.format_message()
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return str(error)


def _code(error: Exception) -> int:
    if isinstance(error, WorkbenchError):
        return error.exit_code
    return 2 if isinstance(error, (typer.TyperException, *GIVEN)) else 1


_pressed = threading.Event()
"""Whether somebody pressed Ctrl-C. A database that is at work then raises an error of its own, which is none."""


def _interrupt(number: int, frame: object) -> None:
    _pressed.set()
    raise KeyboardInterrupt


def main() -> None:
    """The console script."""
    signal.signal(signal.SIGINT, _interrupt)
    look_seldom()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads the output has enough of it; the flush at exit would complain once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except (Exception, KeyboardInterrupt):
        code = _broken()
    _leave(code)


def _leave(code: int) -> None:
    """The end of the process. What it holds is not taken apart piece by piece, which takes a fifth of a second.

    Where other threads are still at work, Python waits for them, and ends it.
    """
    if threading.active_count() > 1:
        sys.exit(code)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # a closed pipe has said so already
            stream.flush()
    os._exit(code)


def _broken() -> int:
    """What is said of a fault in Workbench itself: all of it, and none of it acts on the terminal."""
    if _pressed.is_set():
        return _interrupted()
    sys.stderr.write(block(traceback.format_exc()))
    return 1
