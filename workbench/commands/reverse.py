"""Compiled modules as specifications: what they still tell, line by line with the address it stands on."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from workbench import terminal
from workbench.commands.asking import Rehearsal, asking, spending
from workbench.commands.kept import Kept
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.copybook import parse_copybook
from workbench.engines.opening import close
from workbench.errors import ModuleError, ParameterError
from workbench.identity import content_id
from workbench.reverse import Module, recovered
from workbench.suggesting import SUFFIX, suggest

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="PATH", help="Write a specification: FILE.txt, or a directory for many."),
]
Suggesting = Annotated[
    Literal["offline", "claude", "replay"],
    typer.Option("--engine", help="With claude or replay: what a model says that items without a name may be."),
]
Copybooks = Annotated[
    list[Path] | None, typer.Option("--copybook", metavar="FILE", help="A second witness: names items where it fits.")
]


def reverse(  # noqa: PLR0913  (each is an option that a person types)
    modules: Annotated[list[Path], typer.Argument(metavar="MODULE...", help="Compiled modules, or their directories.")],
    output: Output = None,
    copybook: Copybooks = None,
    engine: Suggesting = "offline",
    loopback: Rehearsal = False,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Recover what compiled COBOL modules still tell, without their source.

    GnuCOBOL modules and executables for x86-64 are read, stripped or not. With --json, a list with one object for each
    module: files, calls, texts, literals, items (offset, length, type, digits, scale, sign, section, argument,
    evidence, address), entry_points; docs/reverse.md has every key. A file that cannot be read is one line, and the
    others are read. Into a directory one specification a module is written, with its profile; those that are there
    for the same bytes are kept, so a run that was interrupted goes on. Paths start from --home.

    With --engine claude a model says what items without a name may be, in NAME.suggestions.json beside each
    specification; it proves nothing, so it stands nowhere else.

    $ workbench reverse payroll.so --json
    $ workbench reverse modules/ -o specs/recovered --copybook customer.cpy
    $ workbench reverse modules/ -o specs/recovered --engine claude
    """
    if (engine != "offline" or loopback) and not output:
        raise ParameterError("--engine and --loopback need --output: what a model suggests is written beside it")
    paths = _files(home, modules)
    books = [(path.name, parse_copybook(_text(home / path))) for path in copybook or ()]
    kept = Kept(home / output, books) if output else None
    todo = [path for path in paths if not (kept and kept.has(path))]
    found, faults = _read(todo, kept, len(paths))
    if json:
        terminal.print_json(found)
    elif kept:
        terminal.say(f"{len(found)} written, {len(paths) - len(todo)} kept, {faults} not readable: {output}")
    else:
        _show(found)
    if kept and engine != "offline":
        _suggest(home, engine, loopback, [place for path in paths if (place := kept.place(path)).is_file()])
    if faults and not found and len(todo) == len(paths):
        raise ModuleError(f"nothing could be read: {faults} of {len(paths)} files are no readable modules")
    if faults:
        raise typer.Exit(1)


def _read(todo: list[Path], kept: Kept | None, total: int) -> tuple[list[Module], int]:
    """The modules that can be read, and how many files cannot; specifications are written as they come."""
    found: list[Module] = []
    faults = 0
    with terminal.progress() as told:
        for number, (path, one) in enumerate(recovered(todo), total - len(todo) + 1):
            if isinstance(one, Module):
                found.append(one)
                if kept:
                    kept.write(path, one)
            else:
                faults += 1
                terminal.complain(f"workbench: {one}")
            if total > 1:
                told("modules", number, total)
    return found, faults


def _suggest(home: Path, engine: str, rehearse: bool, specs: list[Path]) -> None:
    """Have an engine say what items may be, and tell how much came of it."""
    bench = opened(home)
    with asking(bench, engine, rehearse) as remark, terminal.progress(spending(bench)) as told:
        if remark:
            terminal.complain(f"workbench: {remark}")
        try:
            found = suggest(bench.engine, bench.policy, specs, lambda done, all_: told("suggestions", done, all_))
        finally:
            close(bench.engine)
            if bench.meter is not None:
                bench.meter.begin(bench.store, content_id("run", {"engine": bench.engine.name, "agent": "reverse"}))
    for one in found:
        for why in one.unanswered:
            terminal.complain(f"workbench: {one.specification}: {why}")
    named, dropped = sum(len(one.suggestions) for one in found), sum(one.dropped for one in found)
    terminal.say(f"{named} names suggested, {dropped} dropped: *{SUFFIX}")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return path.read_text(encoding="latin-1")


def _files(home: Path, given: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in given:
        whole = home / path
        if whole.is_dir():
            found += sorted(each for each in whole.iterdir() if each.is_file())
        elif whole.exists():
            found.append(whole)
        else:
            raise ParameterError(f"'{path}' does not exist; give compiled modules, or a directory of them")
    if not found:
        raise ParameterError("there is no file in what was given; give compiled modules, or a directory of them")
    return found


def _show(found: list[Module]) -> None:
    rows = [
        (m.module, ", ".join(m.programs), m.runtime, len(m.files), len(m.calls), len(m.texts), len(m.items))
        for m in found
    ]
    terminal.table(("module", "programs", "runtime", "files", "calls", "texts", "items"), rows)
