"""ACUCOBOL files: records of Vision files, and what an object is."""

from pathlib import Path
from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.options import HERE, AsJson, Home
from workbench.draft import put
from workbench.errors import ModuleError
from workbench.vision import VisionFile, identify, open_vision
from workbench.vision.acu import MAGIC


def vision(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The first segment of a data file, or an object.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the records there, end to end."),
    ] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="Deleted records too.")] = False,
    home: Home = HERE,
    json: AsJson = False,
) -> int:
    """Read a Vision data file of ACUCOBOL (versions 4 and 5), or identify an object.

    Every record is read, over all segments (FILE, FILE.d01, ...), in the order of the file. Damage is reported with the
    segment and the offset, and the exit code is 1. With --json: header, records (segment, offset, used, data as
    hexadecimal digits), findings. Paths start from --home.

    $ workbench vision customers.dat --json
    """
    path = home / file
    if _begins(path) == MAGIC:
        found = identify(path)
        if json:
            terminal.print_json(found)
        else:
            terminal.pairs([("object", found.name), ("version", f"{found.version:#x}"), ("state", found.state)])
            terminal.table(("line", "address", "text"), [(one.line, one.address, one.text) for one in found.lines])
        return 0
    return _records(open_vision(path), home / output if output else None, deleted, json)


def _begins(path: Path) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(4)
    except OSError as fault:
        raise ModuleError(f"'{path}' cannot be read: {fault.strerror}") from None


def _records(file: VisionFile, output: Path | None, deleted: bool, json: bool) -> int:
    stored = list(file.records(deleted))
    if output:
        put(output, b"".join(one.data for one in stored))
    if json:
        rows = [{**one.model_dump(exclude={"data"}), "data": one.data.hex()} for one in stored]
        terminal.print_json({"header": file.header, "records": rows, "findings": file.findings})
    else:
        head = file.header
        keys = "; ".join(" + ".join(f"{at}:{size}" for at, size in key.parts) for key in head.keys)
        terminal.pairs(
            [
                ("version", str(head.version)),
                ("records", f"{len(stored):,} read, {head.records:,} in the header"),
                ("segments", str(head.segments)),
                ("keys", keys or "none"),
            ]
        )
    for one in file.findings:
        terminal.complain(f"workbench: '{file.path.name}': segment {one.segment}, offset {one.offset}: {one.detail}")
    return 1 if file.findings else 0
