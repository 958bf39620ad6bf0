"""A data dictionary as companies have it: partial, with business terms and no word about the new system.

One row explains a name for all programs when it means one thing everywhere; else a row for each program.
"""

import random

from workbench.sample.model import Item, corrected
from workbench.sample.world import World

HEADER = ["program", "field", "term", "description"]
COVERED = {
    "abbreviation": 0.6,
    "renamed": 0.7,
    "same_name": 0.15,
    "unit_or_type": 0.5,
    "no_target": 0.1,
    "split": 0.4,
    "merged": 0.4,
    "false_friend": 0.3,
}
"""Share of the names of each kind that the dictionary knows."""


def dictionary(world: World) -> list[list[str]]:
    """The rows, header first, sorted by name and program."""
    rng = random.Random(f"{world.seed}/dictionary")
    meanings: dict[str, dict[str, list[tuple[str, Item]]]] = {}
    for program in world.programs:
        for item in (item for layout in program.records for item in corrected(layout)):
            if item.leaf and item.term:
                meanings.setdefault(item.name, {}).setdefault(item.term, []).append((program.name, item))
    rows = []
    for name in sorted(meanings):
        for term in sorted(meanings[name]):
            uses = meanings[name][term]
            if rng.random() < COVERED[uses[0][1].kind]:
                places = [""] if len(meanings[name]) == 1 else sorted({program for program, _ in uses})
                rows += [[place, name, term, _described(rng, uses[0][1])] for place in places]
    return [HEADER, *rows]


def _described(rng: random.Random, item: Item) -> str:
    if item.forced and item.comment:
        return item.comment
    values = ", ".join(f"{c.literal} {c.word}" for c in item.conditions)
    forms = (
        f"{item.term.capitalize()}.",
        f"Holds the {item.term}.",
        f"Data element for the {item.term}; owner: data administration.",
    )
    return f"{rng.choice(forms)}{f' Values: {values}.' if values else ''}"
