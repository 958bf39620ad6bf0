"""What the text says right above a declaration: the comment lines that a programmer wrote for the next item.

A comment belongs to the item below it when nothing but blank lines and page furniture stands between. It is read from
the lines themselves, so it is evidence of its own beside what an agent made of the declaration.
"""

import re
from collections.abc import Iterator

from workbench.records import SpecEvidence
from workbench.spec import Spec

MOST = 4
"""Comment lines that are read above one item."""

_COMMENT = re.compile(r"^(?:\d{6}| {6})?\s{0,8}(?:\*>?|//|--|/\*|#)\s*(?P<said>.*?)\s*(?:\*/|\*)?\s*$")
_SAYS = re.compile(r"[^\W\d_]{2,}")
_DECLARES = re.compile(r"\bPIC(?:TURE)?\b", re.I)


def remark_above(spec: Spec, line: int) -> SpecEvidence | None:
    """The comment above the declaration at a line, as it stands there; None when there is none."""
    found = list(_comments(spec, line))
    if not found:
        return None
    return SpecEvidence(spec=spec.spec_id, first=found[-1], last=found[0], quote=spec.quote(found[-1], found[0]))


def words(remark: SpecEvidence | None) -> str:
    """What a remark says, without the marks that make it a comment; "" for none."""
    if remark is None:
        return ""
    lines = (_said(line) for line in remark.quote.split("\n"))
    return " ".join(said for said in lines if said)


def _comments(spec: Spec, line: int) -> Iterator[int]:
    """Numbers of the comment lines above, the nearest first; other content ends them."""
    seen = 0
    for number in range(line - 1, max(0, line - 40), -1):
        kind = spec.classes[number - 1]
        if kind == "furniture" or (kind == "blank" and not seen):
            continue
        if kind == "blank" or not _said(spec.lines[number - 1]) or seen == MOST:
            return
        seen += 1
        yield number


def _said(line: str) -> str:
    """The words of a comment line; "" when it is no comment, a ruler, or a declaration that was commented out."""
    match = _COMMENT.match(line)
    said = match["said"].strip(" *-=_#|") if match else ""
    return said if _SAYS.search(said) and not _DECLARES.search(said) else ""
