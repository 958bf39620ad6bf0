"""How a document is built: what discovery finds, how sure it is, and the profile that it would use."""

from pathlib import Path
from typing import Annotated

import typer

from workbench import discovery, settings, terminal
from workbench import profile as profiles
from workbench.commands.options import HERE, AsJson, Home
from workbench.discovery import Discovery
from workbench.errors import InputError, ParameterError
from workbench.records import UNKNOWN
from workbench.spec import read


def profile(
    spec: Annotated[Path | None, typer.Argument(metavar="SPEC", help="The project's own, without one.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there.")] = None,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Show how a document is built, as far as its own lines tell.

    Written beside a spec (legacy.profile.yaml for legacy.txt) and edited, the profile is what a run uses.

    $ workbench profile legacy.txt -o legacy.profile.yaml
    """
    found = discovery.propose(read(spec or _own(home)))
    if output:
        _write(output, profiles.dump(found.profile))
    if json:
        terminal.print_json(found)
    else:
        _show(found)


def _own(home: Path) -> Path:
    named = settings.load(home).project.spec
    if named == UNKNOWN:
        raise ParameterError("no specification is given; name one, or set project.spec in workbench.toml")
    return home / named


def _show(found: Discovery) -> None:
    used = found.profile
    terminal.pairs(
        [
            ("endpoints", f"{len(found.names):,} defined, {len(found.undefined):,} mentioned and not defined"),
            ("names", used.names),
            ("sure", f"{used.sure:.0%}"),
        ]
    )
    rows = [(one.what, one.count, f"{one.sure:.0%}", one.sample) for one in found.findings]
    terminal.table(("what", "times", "sure", "example"), rows)


def _write(path: Path, text: str) -> None:
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"'{path}' exists and is not overwritten; move it away, or name another file") from None
    except OSError as fault:
        raise InputError(f"'{path}' cannot be written: {fault.strerror}") from None
