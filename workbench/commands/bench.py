"""How often matcher and gate are right on labelled data that you bring: source schema, target schema, truth."""

from pathlib import Path
from typing import Annotated, Any

import typer

from workbench import accuracy, terminal
from workbench.commands.options import HERE, AsJson, Home

bench = typer.Typer(rich_markup_mode=None, add_completion=False, help="Score matcher and gate on labelled data.")

Source = Annotated[Path, typer.Option(metavar="CSV", help="The source schema: table, column, type, description, …")]
Target = Annotated[Path, typer.Option(metavar="CSV", help="The complete target schema, in the same columns.")]
Truth = Annotated[Path, typer.Option(metavar="CSV", help="Which source column is which target column, with a label.")]


@bench.command()
def mapping(
    source: Source,
    target: Target,
    truth: Truth,
    seed: Annotated[int, typer.Option(help="How ties are shuffled.")] = 0,
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Score the mapper's engine: is the right (table, column) among its first 1, 3, 5?

    Shares go from 0 to 1, over the source columns that have a target in the complete target schema. Paths start from
    --home.

    $ workbench bench mapping --source source.csv --target target.csv --truth truth.csv
    """
    found = accuracy.mapping(home / source, home / target, home / truth, seed)
    if json:
        terminal.print_json(found)
    else:
        terminal.pairs([(name, _shown(value)) for name, value in found.items()])


@bench.command()
def gate(source: Source, target: Target, truth: Truth, home: Home = HERE, json: AsJson = False) -> None:
    """Score the gate: the share of planted errors it catches, and of right mappings it sends to a person.

    $ workbench bench gate --source source.csv --target target.csv --truth truth.csv
    """
    found = accuracy.gate(home / source, home / target, home / truth)
    if json:
        terminal.print_json(found)
        return
    columns = list(found["curve"][0])
    terminal.table(columns, [[_shown(row[name]) for name in columns] for row in found["curve"]])
    terminal.pairs([(name, _flat(value)) for name, value in found.items() if name not in ("curve", "own_curve")])


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(one)}" for name, one in value.items())
    return _shown(value)


def _shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
