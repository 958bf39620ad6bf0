"""Names that stand on two lines: a path, `/orders/{id}:`, and below it each of its methods, `get:`."""

from bisect import bisect_left
from collections.abc import Sequence

from workbench.profile import named
from workbench.structure.openings import Hit


def names(hits: Sequence[Sequence[Hit]]) -> list[list[tuple[int, str]]]:
    """For each pattern the places where it matches and the names there; a path alone is none.

    A pattern says by a group `path` or `verb` that it finds the one or the other.
    """
    paths = sorted((place, match["path"]) for found in hits for place, match in found if "path" in match.groupdict())
    if not paths:
        return [[(place, named(match)) for place, match in found] for found in hits]
    starts = [place for place, _ in paths]

    def name(hit: Hit) -> str:
        place, match = hit
        at = bisect_left(starts, place) - 1
        if "verb" not in match.groupdict():
            return "" if "path" in match.groupdict() else named(match)
        return f"{match['verb'].upper()} {paths[at][1]}" if at >= 0 else ""

    return [[(hit[0], told) for hit in found if (told := name(hit))] for found in hits]
