"""Headings in words of their own, told by the lines they stand between.

`error_status_t` on a line by itself and `get_bid (` on the next, `[maybe] void get_bid (`, `| Print | RA 325 (old) |`:
the one place of a name that others mention is its heading where what stands before, on or behind that line stands
beside nearly all known headings, and hardly anywhere else.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from workbench.discovery.clusters import FEW, Cluster
from workbench.discovery.sights import Sight, lead, mark_behind
from workbench.discovery.view import MAX_HEADING, View
from workbench.profile import form
from workbench.profile.names import Names
from workbench.profile.text import plain

SCORE = 3.0
"""As sure as headings are that only look like headings."""

APART = 4
"""So many lines are from one heading to the next, at least."""

SOME = 3
"""So many letters that all names begin with are no accident."""

FAR = 4
"""A line beside another is less than so many lines away."""

_DIGITS = re.compile(r"\d+")

_Sign = tuple[int, str]


def kindred(
    view: View, starts: Mapping[str, int], missing: Collection[str], names: Names, silent: Collection[int]
) -> list[Cluster]:
    """The headings of names that are mentioned and not defined, each a cluster.

    `missing`: those that a reference mentions. `names`: what else may be one, when it stands elsewhere too, and so may
    what begins as all that are known. `silent`: the lines that mention names and define none.
    """
    known = sorted(set(starts.values()))
    if len(known) < FEW or not (signs := _signs(view, known)):
        return []
    places: dict[str, list[Sight]] = defaultdict(list)
    begun = _begun(starts)
    for index in _apart(view, known, silent):
        if signs & set(_beside(view.lines, index)):
            found = [one for one in _standing(view.lines[index], index, names, begun) if one.name not in starts]
            if len(found) == 1 and (found[0].name in missing or _recurs(view, found[0], begun)):
                places[found[0].name].append(found[0])
    return [Cluster(s.lead, s.after, False, (s,), SCORE) for _, (s, *more) in sorted(places.items()) if not more]


def _begun(names: Collection[str]) -> str:
    """What all names begin with; empty where that is too short to tell anything."""
    least, most = min(names), max(names)
    same = next((at for at, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
    return least[:same] if same >= SOME else ""


def _recurs(view: View, sight: Sight, begun: str) -> bool:
    """Whether a name that no word looks like, or that begins as all do, stands elsewhere too."""
    told = len(form(sight.name)) > 1 or (begun and sight.name.startswith(begun))
    return bool(told) and any(sight.name in view.lines[at] for at in view.printed if abs(at - sight.line) >= APART)


def _signs(view: View, known: Collection[int]) -> set[_Sign]:
    """What stands beside nearly all headings, or on their lines, and hardly anywhere else."""
    beside = Counter(sign for line in known for sign in _beside(view.lines, line))
    usual = {sign: count for sign, count in beside.items() if count >= 0.6 * len(known)}
    told = {text for _, text in usual}
    everywhere = Counter(text for line in view.lines for text in _texts(line) if text in told) if told else Counter()
    return {(step, text) for (step, text), count in usual.items() if everywhere[text] <= 1.3 * count + 2}


def _beside(lines: Sequence[str], line: int) -> Iterator[_Sign]:
    """The texts of a line and of the two beside it that are not blank; page furniture counts."""
    before = next((at for at in range(line - 1, max(-1, line - FAR), -1) if lines[at].strip()), line)
    after = next((at for at in range(line + 1, min(len(lines), line + FAR)) if lines[at].strip()), line)
    for step, at in ((-1, before), (0, line), (1, after)):
        if at != line or not step:
            yield from ((step, text) for text in _texts(lines[at]))


def _texts(line: str) -> set[str]:
    """A line, and its first word, whatever their numbers; a number alone tells nothing."""
    text = _DIGITS.sub("#", line[:MAX_HEADING]).strip()
    return {told for told in (text, text.partition(" ")[0]) if told.strip("#.)( ")} if text else set()


def _apart(view: View, known: Sequence[int], silent: Collection[int]) -> Iterator[int]:
    """The lines that could be headings, apart from those that are."""
    for index in view.printed:
        if len(view.lines[index]) <= MAX_HEADING and not any(
            index in some for some in (silent, view.silent, view.entries, view.listed)
        ):
            at = bisect_left(known, index)
            if all(abs(other - index) >= APART for other in known[max(0, at - 1) : at + 1]):
                yield index


def _standing(line: str, index: int, names: Names, begun: str) -> Iterator[Sight]:
    """The names in a line, and what begins as all of them."""
    for match in names.token.finditer(plain(line)):
        if names.alike(match[0]) or (begun and match[0].startswith(begun)):
            yield Sight(index, match[0], lead(line[: match.start()]), mark_behind(line, match.end()), False)
