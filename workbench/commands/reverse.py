"""Compiled modules as specifications: what they still tell, line by line with the address it stands on."""

from pathlib import Path
from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.options import HERE, AsJson, Home
from workbench.errors import ModuleError, ParameterError
from workbench.reverse import Module, recovered


def reverse(
    modules: Annotated[list[Path], typer.Argument(metavar="MODULE...", help="Compiled modules, or their directories.")],
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Recover what compiled COBOL modules still tell, without their source.

    GnuCOBOL modules and executables for x86-64 are read, stripped or not. With --json, a list with one object for each
    module: files, calls, texts, literals, items (offset, length, type, digits, scale, sign, section, argument,
    evidence, address), entry_points. A file that cannot be read is one line, and the others are read.
    Paths start from --home.

    $ workbench reverse payroll.so --json
    """
    found: list[Module] = []
    faults: list[str] = []
    for _, one in recovered(_files(home, modules)):
        if isinstance(one, Module):
            found.append(one)
        else:
            faults.append(one)
            terminal.complain(f"workbench: {one}")
    if json:
        terminal.print_json(found)
    else:
        _show(found)
    if faults and not found:
        raise ModuleError(f"{len(faults)} of {len(faults)} files could not be read")
    if faults:
        raise typer.Exit(1)


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
