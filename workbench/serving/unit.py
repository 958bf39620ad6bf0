"""The systemd unit of a project's server, filled in for the machine that it is on."""

import grp
import pwd
import sys
from importlib import resources
from pathlib import Path
from string import Template

from workbench.errors import ParameterError
from workbench.settings import Settings


def unit(home: Path, settings: Settings) -> str:
    """The unit file; it runs as the user who owns the home. Raises ParameterError for a path no unit can hold."""
    sockets = (home / settings.serve.run).resolve()
    program = Path(sys.executable).with_name("workbench")
    for path in (home, sockets, program):
        if not str(path).isprintable() or set(str(path)) & set(" \t%\\\"'$;"):
            raise ParameterError(f"{str(path)!r} cannot stand in a unit file; use a path without spaces and % $ ; \" '")
    owner = home.stat()
    homes = ("/home/", "/root/", "/run/user/")
    return Template(resources.files("workbench").joinpath("templates", "workbench.service").read_text()).substitute(
        home=home,
        program=program,
        user=_named(pwd.getpwuid, owner.st_uid),
        group=_named(grp.getgrgid, owner.st_gid),
        sockets=_sockets(home, sockets),
        # What lies in somebody's home would be hidden from a server that is to serve it.
        shield="read-only" if any(f"{path}/".startswith(homes) for path in (home, program)) else "yes",
    )


def _sockets(home: Path, place: Path) -> str:
    """The lines that let the server make its sockets: a directory of /run is made for it, and outlives a restart."""
    if place.is_relative_to(home / "data"):
        return ""
    if place.is_relative_to("/run") and place != Path("/run"):
        made = place.relative_to("/run")
        return f"\nRuntimeDirectory={made}\nRuntimeDirectoryMode=0750\nRuntimeDirectoryPreserve=yes"
    return f" {place}"


def _named(find: object, number: int) -> str:
    try:
        found = find(number)  # type: ignore[operator]
    except KeyError:
        return str(number)
    return str(found[0])
