"""First steps: a project of one's own, and a world to try things on."""

from pathlib import Path
from typing import Annotated

import typer

from workbench import sample as world
from workbench import settings, terminal
from workbench.commands.options import HERE, Home, below
from workbench.starting import begin, named, untouched

Directory = Annotated[Path | None, typer.Argument(metavar="DIR", help="Where; the same as --home.")]


def init(
    directory: Directory = None,
    home: Home = HERE,
    reviewer: Annotated[str, typer.Option(metavar="NAME", help="Who may approve; you, without one.")] = "",
) -> None:
    """Make a project of your own in a directory.

    It gets commented settings and rules, directories for documents, and a local key for its first reviewer. Nothing
    that is there is overwritten.

    $ workbench init mine --reviewer ana
    """
    place = directory or home
    for path in begin(place, reviewer):
        terminal.say(str(path))
    terminal.pairs(
        [
            (
                "next",
                f"put documents into {place / 'specs'} and {place / 'data'}, name them in {settings.FILE}",
            ),
            ("", below(place, "workbench run")),
        ]
    )


def sample(
    directory: Directory = None,
    home: Home = HERE,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    endpoints: Annotated[int, typer.Option(help="How many programs the world has.")] = 289,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there and differ.")] = False,
) -> None:
    """Write a legacy world, generated from a seed, to try things on.

    A directory without a project becomes one whose settings name the world's documents.

    $ workbench sample world --seed 3 --endpoints 12
    """
    place = directory or home
    made = world.write(place, seed, endpoints, force=force)
    told = _settle(place)
    terminal.say(f"{len(made)} files below {place}: {made[-1].relative_to(place)} ...")
    if told:
        terminal.pairs([("next", below(place, "workbench run"))])
    else:
        documents = "--spec specs/order-to-cash.txt --target data/target-api.json --dictionary data/dictionary.csv"
        terminal.pairs([("next", f"cd {place} && workbench run {documents}")])


def _settle(place: Path) -> bool:
    """Whether the project's settings name the world's documents."""
    path = place / settings.FILE
    if not path.exists() and not (place / "policy.yaml").exists():
        begin(place, sample=True)
    elif untouched(place):
        path.write_text(named(settings.TEMPLATE), "utf-8")
    return settings.load(place).project.spec == "specs/order-to-cash.txt"
