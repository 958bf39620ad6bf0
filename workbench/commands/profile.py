"""How a document is built: what discovery finds, how sure it is, and the profile that it would use."""

from pathlib import Path
from typing import Annotated

import typer

from workbench import discovery, settings, terminal
from workbench import profile as profiles
from workbench.chunk import SPLITTER, split
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home
from workbench.discovery import Discovery
from workbench.errors import InputError, ParameterError
from workbench.intake import newest, reopen
from workbench.records import UNKNOWN
from workbench.spec import Spec, read

MOST_NAMES = 20
OWN_CUTS = "where endpoints, records, tables and rules start"


def profile(
    spec: Annotated[
        Path | None, typer.Argument(metavar="SPEC", help="The project's own without one, else the newest taken in.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there.")] = None,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Show how a document is built, as far as its own lines tell.

    Written beside a spec (legacy.profile.yaml for legacy.txt), the profile is what a run of it uses, and need not be
    found again; edited, it is what a run of every issue uses.

    $ workbench profile legacy.txt -o legacy.profile.yaml
    """
    read_in = read(spec) if spec else _own(home)
    found = discovery.propose(read_in)
    if output:
        _write(output, profiles.proposal(found.profile, read_in.sha256))
    if json:
        terminal.print_json(found)
    else:
        unstructured = all(each.kind == "text" for each in split(read_in, found.profile))
        _show(found, unstructured)


def _own(home: Path) -> Spec:
    """The spec of workbench.toml; none there means the newest one taken in, from the bytes that were kept."""
    named = settings.load(home).project.spec
    if named != UNKNOWN:
        return read(home / named)
    store = opened(home).store
    last = newest(store)
    if last == UNKNOWN:
        raise ParameterError("no specification is given; name one, take one in, or set project.spec in workbench.toml")
    return reopen(store, last)


def _show(found: Discovery, unstructured: bool) -> None:
    used = found.profile
    terminal.pairs(
        [
            ("endpoints", f"{len(found.names):,} defined, {len(found.undefined):,} mentioned and not defined"),
            *_missing(found),
            *_bare(found),
            ("names", used.names),
            ("sure", f"{used.sure:.0%}"),
            *_doubt(found),
            ("cut", f"between paragraphs ({SPLITTER}): nothing was found to cut at" if unstructured else OWN_CUTS),
        ]
    )
    rows = [(one.what, one.count, f"{one.sure:.0%}", one.sample) for one in found.findings]
    terminal.table(("what", "times", "sure", "example"), rows)


def _missing(found: Discovery) -> list[tuple[str, str]]:
    """The names that lead nowhere, as many as fit."""
    rest = len(found.undefined) - MOST_NAMES
    shown = ", ".join(found.undefined[:MOST_NAMES]) + (f" and {rest:,} more (--json lists them)" if rest > 0 else "")
    return [("not defined", shown)] if shown else []


def _doubt(found: Discovery) -> list[tuple[str, str]]:
    """What speaks against the headings that were found."""
    return [("doubt", "what is mentioned is of another kind: headings may have been missed")] if found.instead else []


def _bare(found: Discovery) -> list[tuple[str, str]]:
    """How many endpoints have no item that is recognised, and which, as many as fit."""
    shown = ", ".join(found.bare[:MOST_NAMES]) + (", ..." if len(found.bare) > MOST_NAMES else "")
    many = f"below {len(found.bare):,} of {len(found.names):,} endpoints"
    return [("items", f"{many} none is recognised: {shown}")] if found.bare else []


def _write(path: Path, text: str) -> None:
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"'{path}' exists and is not overwritten; move it away, or name another file") from None
    except OSError as fault:
        raise InputError(f"'{path}' cannot be written: {fault.strerror}") from None
