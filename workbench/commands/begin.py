"""First steps: a project of one's own, and a world to try things on."""

from pathlib import Path
from typing import Annotated

import typer

from workbench import sample as world
from workbench import settings, terminal
from workbench.commands.options import below
from workbench.starting import begin, named, untouched

Directory = Annotated[Path, typer.Argument(metavar="DIR")]


def init(
    directory: Directory,
    reviewer: Annotated[str, typer.Option(metavar="NAME", help="Who may approve; you, without one.")] = "",
) -> None:
    """Make a project of your own in a directory.

    It gets commented settings and rules, directories for documents, and a local key for its first reviewer. Nothing
    that is there is overwritten.

        workbench init mine --reviewer ana
    """
    for path in begin(directory, reviewer):
        terminal.say(str(path))
    terminal.pairs(
        [
            (
                "next",
                f"put documents into {directory / 'specs'} and {directory / 'data'}, name them in {settings.FILE}",
            ),
            ("", below(directory, "workbench run")),
        ]
    )


def sample(
    directory: Directory,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    endpoints: Annotated[int, typer.Option(help="How many programs the world has.")] = 289,
) -> None:
    """Write a legacy world, generated from a seed, to try things on.

    A directory without a project becomes one whose settings name the world's documents.

        workbench sample world --seed 3 --endpoints 12
    """
    made = world.write(directory, seed, endpoints)
    told = _settle(directory)
    terminal.say(f"{len(made)} files below {directory}: {made[-1].relative_to(directory)} ...")
    if told:
        terminal.pairs([("next", below(directory, "workbench run"))])
    else:
        documents = "--spec specs/order-to-cash.txt --target data/target-api.json --dictionary data/dictionary.csv"
        terminal.pairs([("next", f"cd {directory} && workbench run {documents}")])


def _settle(directory: Path) -> bool:
    """Whether the project's settings name the world's documents."""
    path = directory / settings.FILE
    if not path.exists() and not (directory / "policy.yaml").exists():
        begin(directory, sample=True)
    elif untouched(directory):
        path.write_text(named(settings.TEMPLATE), "utf-8")
    return settings.load(directory).project.spec == "specs/order-to-cash.txt"
