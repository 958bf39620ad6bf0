"""Sub-headings inside endpoints, titles of other parts, and where corrections start."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from workbench.discovery.sights import NUMBER
from workbench.discovery.view import View
from workbench.discovery.words import ERRATUM, IN_FULL, KINDS, PART, XREF
from workbench.profile import MAX_PATTERN, Block, Pattern
from workbench.profile.names import Names
from workbench.records import UNKNOWN, ChunkKind
from workbench.structure import RULE_LINE

MOST = 40
"""A profile has at most so many sub-headings."""

_TWICE = re.compile(rf"((?:\\)?[^\w\s\\@{NUMBER}])\1")


def blocks(view: View, starts: Sequence[int], names: str) -> list[Block]:
    """Sub-headings: the same short line in several endpoints, its numbers and names aside."""
    seen: dict[str, set[int]] = defaultdict(set)
    sample: dict[str, str] = {}
    form = re.compile(names) if names != UNKNOWN else None
    headings = frozenset(starts)
    for index in view.printed if starts else []:
        text = view.lines[index].strip() if index not in headings else ""
        if len(text) > 70 or index in view.items or index in view.headers or not view.is_open(index):
            continue
        key = _key(text, form)
        if key and (owner := bisect_right(starts, index)):
            seen[key].add(owner)
            sample.setdefault(key, text)
    often = max(2, min(5, len(starts) // 20))
    keys = sorted((key for key, owners in seen.items() if len(owners) >= often), key=lambda k: (-len(seen[k]), k))
    return [
        Block(kind=kind, pattern=_expression(key, names), sample=sample[key], count=count, sure=often_sure(count))
        for key, count in ((key, len(seen[key])) for key in keys[:MOST])
        if (kind := _kind(key)) != "text"
    ]


def without(found: Sequence[Block], known: Sequence[Pattern]) -> list[Block]:
    """The blocks that are not found by one of these patterns anyway."""
    expressions = [re.compile(item.pattern) for item in known]
    return [block for block in found if not any(each.match(block.sample) for each in expressions)]


def _key(text: str, form: re.Pattern[str] | None) -> str:
    """A short line with what varies taken out, or nothing when it reads like a sentence."""
    bare = form.sub("@", text) if form else text
    bare = re.sub(r"\d+(?:\.\d+)*", NUMBER, bare)
    words = re.findall(r"[A-Za-z]+", bare)
    if not 1 <= len(words) <= 6 or RULE_LINE.match(text):
        return ""
    if bare.upper() != bare and not (bare.endswith(":") or bare.istitle() or bare.startswith(("#", "=", "-", "*"))):
        return ""
    return re.sub(r"\s+", " ", re.sub(rf"([^\w\s@{NUMBER}])\1+", r"\1\1", bare))


def _kind(key: str) -> ChunkKind:
    return next((kind for kind, words in KINDS if re.search(words, key, re.I)), "text")


def _expression(key: str, names: str) -> str:
    text = _TWICE.sub(r"\1+", re.escape(key)).replace(r"\ ", r"[ \t]++").replace(NUMBER, r"\d+(?:\.\d+)*")
    return r"[ \t\f]*+" + text.replace("@", f"(?:{names})") + r"[ \t]*\r?$"


def parts(view: View) -> tuple[Pattern, ...]:
    """The pattern of titles that belong to no endpoint, when there are any; captions of sections are none."""
    told = "|".join(sorted(map(re.escape, view.captions)))
    text = rf"(?![\W\d]{{0,9}}(?:{told})\W*$)" + inline(PART) if told else inline(PART)
    return _one(view, view.parts, text if len(text) <= MAX_PATTERN else inline(PART))


def errata(view: View, names: Names) -> tuple[Pattern, ...]:
    """The pattern of lines that start a correction, when there are any; what names no endpoint is an error's code."""
    found = [index for index in view.printed if ERRATUM.match(view.lines[index])]
    if 3 * sum(_names_endpoint(view, index, names) for index in found) >= len(found):
        return _one(view, found, inline(ERRATUM))
    return _one(view, [index for index in found if IN_FULL.match(view.lines[index])], inline(IN_FULL))


def _names_endpoint(view: View, index: int, names: Names) -> bool:
    text = " ".join(view.lines[index : index + 4])
    return any(match[0] in names.defined for match in names.token.finditer(text[:400]))


def references(view: View, found: Sequence[int]) -> tuple[Pattern, ...]:
    """The pattern of the known words for a reference, when some line has one."""
    return _one(view, found, r"[^\n]{0,60}?" + inline(XREF))


def often_sure(count: int) -> float:
    """How sure a thing is that was seen so often: once is half, and more is more."""
    return round(count / (count + 1), 2)


def _one(view: View, found: Sequence[int], text: str) -> tuple[Pattern, ...]:
    sample = view.lines[found[0]].strip()[:80] if found else UNKNOWN
    return (Pattern(pattern=text, sample=sample, count=len(found), sure=often_sure(len(found))),) if found else ()


def inline(regex: re.Pattern[str]) -> str:
    """A pattern that keeps its case-blindness inside a larger one."""
    return f"(?i:{regex.pattern.lstrip('^')})"
