"""Names that stand in a sentence beside names that are known: `A12, B34 and C56 belong to another system`.

Such a sentence often is the only place of a document that names an endpoint which it does not describe.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set

from workbench.profile.names import CAMEL, Names, form
from workbench.profile.text import lines_with
from workbench.spec import Spec

MOST = 6
"""A list goes on over at most so many lines."""

_LONGEST = 2000
_JOINTS = (",", ";", " and ", " und ", " et ", " y ", " e ", " or ")
_AND = r"(?:and|und|et|y|e|en|or|oder|ou|o)"
_GAP = r"[ \t]{0,80}(?:\r?\n[ \t]{0,80})?"
_JOINT = re.compile(
    rf"""[\"'`*)\]>]{{0,4}}(?:{_GAP}[,;]{_GAP}(?:{_AND}\b{_GAP})?|(?=\s){_GAP}{_AND}\b{_GAP})[\"'`*(\[<]{{0,4}}"""
)
_LETTERS = re.compile(r"\[[^\]]*\]\{[\d,]+\}")
_LENGTHS = re.compile(r"\{(\d+)(?:,(\d+))?\}")
_SPOKEN = re.compile(r"[a-z]")

_Told = tuple[str, int]


def beside(spec: Spec, names: Names, known: Set[str]) -> Iterator[tuple[int, str]]:
    """The number of the line and the name, for each that stands in a list beside a known one and looks like one.

    Names in a form of their own are told by that; others by how they are written: no word of a sentence has a hyphen
    or a capital inside.
    """
    one = re.compile(rf"(?<![\w$#@./-])(?:{_wider(names.pattern)})(?![\w$#@-]|[./]\w)")
    for told in _lists(spec, one):
        new = [(name, at) for name, at in told if name not in known]
        if 0 < len(new) < len(told) and (names.own_form or _written(spec, told)):
            for name, at in new:
                index = bisect_right(spec.starts, at) - 1
                if spec.classes[index] == "content":
                    yield index + 1, name


def _lists(spec: Spec, one: re.Pattern[str]) -> Iterator[list[_Told]]:
    """The words of each list of two or more that look like names, and where they stand; over line ends too."""
    last = 0
    for index in _joined(spec):
        end = spec.starts[min(index + MOST, spec.count)]
        start = one.search(spec.text, max(last, spec.starts[index]), spec.starts[index + 1])
        while start is not None:
            told = list(_going_on(spec.text, start, end, one))
            last = told[-1][1] + len(told[-1][0])
            if len(told) > 1:
                yield told
            start = one.search(spec.text, last, spec.starts[index + 1])


def _joined(spec: Spec) -> list[int]:
    """The indices of the lines on which a comma stands, or a word like `and`."""
    found = lines_with(spec, spec.text, _JOINTS)
    return [index for index in found if spec.classes[index] == "content" and len(spec.lines[index]) <= _LONGEST]


def _going_on(text: str, first: re.Match[str], end: int, one: re.Pattern[str]) -> Iterator[_Told]:
    """The names from the first one on, as far as nothing but commas and `and` stands between them."""
    found: re.Match[str] | None = first
    while found is not None:
        yield found[0], found.start()
        joint = _JOINT.match(text, found.end(), end)
        found = one.match(text, joint.end(), end) if joint else None


def _wider(pattern: str) -> str:
    """The expression for names a little shorter and longer too, where they are not letters alone."""
    forms = pattern.split("|")
    if not all(_LETTERS.sub("", one) for one in forms):
        return pattern
    return _LENGTHS.sub(lambda found: f"{{{max(1, int(found[1]) - 1)},{int(found[2] or found[1]) + 2}}}", pattern)


def _written(spec: Spec, told: Sequence[_Told]) -> bool:
    """Whether no word of a sentence is written like these: with marks, capitals inside, or all in capitals."""
    names = [name for name, _ in told]
    if not any(form(name) in ("A", "a") for name in names):
        return True
    if all(CAMEL.match(name) and not name.isupper() for name in names):
        return True
    line = spec.lines[bisect_right(spec.starts, told[0][1]) - 1]
    return len(told) > 2 and all(map(str.isupper, names)) and bool(_SPOKEN.search(line))
