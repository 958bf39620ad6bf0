"""The approval panel: in a page of its own, for a reviewer without JupyterLab."""

from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, Home
from workbench.errors import ParameterError
from workbench.login import mine


def approvals(
    page: Annotated[bool, typer.Option("--page", help="Serve it as a page on this machine.")] = False,
    as_: Annotated[str, typer.Option("--as", metavar="NAME", help="Who decides; somebody of policy.yaml.")] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 0,
    home: Home = HERE,
) -> None:
    """Read changes and sign for them in a browser, without JupyterLab.

    The page is served to this machine alone, and only to who has its address. Ctrl-C ends it.

    $ workbench approvals --page --as ana
    """
    bench = opened(home)
    people = bench.policy.people
    name = as_ or mine(people) or (next(iter(people)) if len(people) == 1 else "")
    if name not in people:
        raise ParameterError(f"--as {name!r}: people of policy.yaml are {', '.join(sorted(people))}")
    if not page:
        raise ParameterError("give --page; without it, see `workbench proposals` and notebooks/05-approve.ipynb")
    try:
        from workbench.panels.page import Page  # noqa: PLC0415  (an extra: the command line works without it)
    except ImportError as fault:
        raise ParameterError(str(fault)) from None
    with Page(bench, name, port) as served:
        terminal.say(f"approvals for {name}: {served.address}")
        terminal.say("Ctrl-C ends it")
        served.serve()
