"""In which words sentences and cells lead to endpoints: what stands right before names that are known, again and again.

`Control passes to TRFENTC afterwards.`, `<link linkend="TRFENTC"/>`, `X;KL417;KL418`: whatever stands there leads to
names that are defined, so a name behind the same words that is not defined is worth a look.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Set

from workbench.discovery.patterns import expression
from workbench.discovery.sights import lead, shown
from workbench.discovery.view import View
from workbench.profile import Pattern
from workbench.profile.names import Names
from workbench.profile.text import plain

MOST = 300
"""Characters of the longest line that is looked at."""

MANY = 16
"""A profile has at most so many phrases."""

LEAST = 3
"""So many names that are known stand behind a phrase."""

_LETTER = re.compile(r"[^\W\d_\ue000]")
_JOINT = re.compile(r"(?:\ue00d|[^\w\s])*\s*(?:and|und|et|y|e|en|or|oder|ou|o)\s*", re.I)
"""What joins two names leads to neither."""
_NAME = "\ue00d"
"""A name in a phrase: a private character, which no text has."""


def phrases(view: View, silent: Set[int], names: Names) -> list[Pattern]:
    """The patterns of what leads to names inside lines; `silent`: lines that are headings, or lead to names anyway."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    new: dict[str, set[str]] = defaultdict(set)
    for words, name, line in _spoken(view, names):
        found[words][name] += 1
        if line not in silent:
            new[words].add(name)
    kept = []
    for words, counts in found.items():
        known = {name for name in counts if name in names.defined}
        share = sum(counts[name] for name in known) / counts.total()
        tells = len(new[words]) >= LEAST or not names.defined.issuperset(new[words])
        if tells and len(known) >= LEAST and share >= 0.7 and len(counts) >= 0.15 * counts.total():
            kept.append((counts.total(), words, round(share, 2)))
    return [
        Pattern(pattern=_pattern(words, names), sample=shown(words).replace(_NAME, "@"), count=count, sure=sure)
        for count, words, sure in sorted(kept, reverse=True)[:MANY]
    ]


def _spoken(view: View, names: Names) -> Iterator[tuple[str, str, int]]:
    """What stands before each word that looks like a name, the word, and the index of the line that leads to it."""
    silent, above = view.silent | view.entries, -1
    for index in view.printed:
        before, above = above, index
        line = view.lines[index]
        if index in silent or len(line) > MOST or not names.hint.search(line):
            continue
        line, last = plain(line), 0
        for match in names.token.finditer(line):
            if not names.alike(match[0]):
                continue
            if not last and not line[: match.start()].strip():
                said = view.lines[before].rstrip() if before == index - 1 else ""
                if said[-1:].isalpha() and (words := _words(f"{said} ", names)):
                    yield words, match[0], before
            elif (words := _words(line[: match.start()], names)) and _LETTER.search(line, last, match.start()):
                yield words, match[0], index
            last = match.end()


def _words(before: str, names: Names) -> str:
    """The last words before a name as a lead; empty where there are none."""
    text = lead(names.token.sub(lambda match: _NAME if names.alike(match[0]) else match[0], before[-60:]))
    words = text.split(" ")
    kept = " ".join(words[-3:] if not words[-1] else words[-2:])
    return kept if _LETTER.search(kept) and not _JOINT.fullmatch(kept) else ""


def _pattern(words: str, names: Names) -> str:
    bare = words.rstrip()
    text = expression(bare).replace(_NAME, f"(?:{names.pattern})")
    begins = r"(?<![\w-])" if bare[:1].isalnum() else ""
    ends = r"(?:[ \t]+|[ \t]*\r?$)" if bare != words else ""
    return rf"[^\n]{{0,200}}?{begins}{text}{ends}"
