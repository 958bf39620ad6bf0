"""The state of an installation and of a project."""

from workbench import terminal
from workbench.commands.options import HERE, AsJson, Home
from workbench.doctor import examine


def doctor(home: Home = HERE, json: AsJson = False) -> int:
    """Check this installation and this project.

    Nothing is changed. The exit code is 1 when there is a problem.

    $ workbench doctor
    """
    found = examine(home)
    if json:
        terminal.print_json(found)
    else:
        terminal.table(("what", "state", "detail"), [(one.what, one.state, one.detail) for one in found])
    return 1 if any(one.state == "problem" for one in found) else 0
