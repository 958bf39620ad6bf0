"""Where a correction begins and ends in the lines of a chunk, and what makes a numbered line one."""

import re
from collections.abc import Sequence

from workbench.agent import NumberedLine
from workbench.engines.errata import erratum
from workbench.engines.items import State
from workbench.profile import Profile, named
from workbench.records import UNKNOWN, ErratumBody
from workbench.structure import NUMBERED, indent

PAGE_BREAK = 4
"""So many lines left out between two that were sent are a page break, not the end of a paragraph."""

WORDS = 3
"""What has fewer words corrects nothing: an entry of a list, an address."""

_WORD = re.compile(r"(?<![^\s\"'(])[^\W\d_]{2,}(?=[\s.,;:)\"']|\Z)")


def correction(
    state: State, profile: Profile, lines: Sequence[NumberedLine], at: int
) -> tuple[list[ErratumBody], int] | None:
    """The correction that begins at a line, and how many lines it takes; None where none does."""
    begins = _begins(state, profile, lines[at].text)
    if begins is None:
        return None
    used = _paragraph(state, profile, lines, at)
    texts = [line.text for line in lines[at : at + used]]
    if begins.re is profile.erratum_regex:
        return [erratum(texts, profile.names, named(begins))], used
    body = erratum(texts, profile.names)
    told = {body.program, body.record, body.field, body.attribute} != {UNKNOWN}
    return ([body] if told or sum(len(_WORD.findall(text)) for text in texts) >= WORDS else []), used


def _begins(state: State, profile: Profile, text: str) -> re.Match[str] | None:
    if state.block == "errata" and state.program == UNKNOWN:
        match = NUMBERED.match(text) if indent(text) <= state.indent + 1 else None
        state.indent = min(state.indent, indent(text)) if match else state.indent
        return profile.erratum_regex.match(text) or match
    return profile.erratum_regex.match(text)


def _paragraph(state: State, profile: Profile, lines: Sequence[NumberedLine], at: int) -> int:
    """How many lines a correction takes: to a blank line, the next correction, or twelve lines; past a page break."""
    used, start = 1, indent(lines[at].text)
    while at + used < len(lines) and used < 12:
        text, gap = lines[at + used].text, lines[at + used].number - lines[at + used - 1].number
        if gap > 1 and (gap < PAGE_BREAK or indent(text) <= start):
            break
        if _begins(state, profile, text) or profile.part_regex.match(text) or re.match(r"^[\s=*\-_#]{5,}$", text):
            break
        used += 1
    return used
