"""Kinds of names: what names look like that may stand beside each other in the headings of one document."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from workbench.profile import form

WORDED = "a a"
"""The kind of all names of several words."""

_PIECES = re.compile(r"\A(\w)(?:([_-])\1)(?:\2\1)*\Z")
_NATIONAL = str.maketrans("$#@", "AAA")
"""Letters of their own in the alphabets of some machines: names that differ by them have one form."""


@lru_cache(maxsize=65536)
def kind(name: str) -> str:
    """The form of a name; all of several words have one, as many as they are, with blanks or one other mark between."""
    if " " in name and name.replace(" ", "").isalpha():
        return WORDED
    return _PIECES.sub(r"\1\2", form(name.translate(_NATIONAL)))


def alike(some: Iterable[str], names: Iterable[str]) -> set[str]:
    """Those of some words that have the form of one of the names, and are as long as names of that form."""
    lengths: dict[str, list[int]] = defaultdict(list)
    for name in names:
        lengths[kind(name)].append(len(name))
    bounds = {one: (min(found), max(found)) for one, found in lengths.items()}
    few_many = ((name, bounds.get(kind(name), (0, 0))) for name in some)
    return {name for name, (few, many) in few_many if few <= len(name) <= many}
