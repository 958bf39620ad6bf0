"""The offline inventory: reads one chunk line by line, as the profile and the forms of legacy text lead.

Whatever it lists carries the lines it stands on, word for word. Lines that hold nothing are named too.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from workbench.agent import NumberedLine, Outcome, ReadTask
from workbench.declarations import (
    REACH,
    Declaration,
    across,
    declaration,
    declared,
    formed,
    headed,
    header,
    may_head,
    rowed,
    several,
    stacked,
)
from workbench.declarations.nested import CELLS
from workbench.engines.corrections import correction
from workbench.engines.items import State, column, items, meaning_of, open_item
from workbench.engines.sentences import sentence
from workbench.profile import Profile, heads, named
from workbench.records import (
    UNKNOWN,
    Body,
    ChunkKind,
    Claim,
    CodeBody,
    EndpointBody,
    FieldBody,
    RecordBody,
    RuleBody,
    SpecEvidence,
    claim,
)
from workbench.structure import FOLLOWING, announced, in_line

LONG = 1000
"""A longer line is a dump or a list of values: it may declare an item, and is no rule, code or heading."""

PURPOSE = 8
"""At most so many lines below a heading say what an endpoint is for."""

BELOW = 30
"""Lines below a header that show what its columns hold."""

_RULE = re.compile(
    r"^[\s*|\-•\[(]*((?:RULE|BR|R|VAL|CHK|V|C)[-. #]?(?:[A-Z0-9]+-)*[A-Z]?\d[\w\-]*|\d+(?:\.\d+)*[.)])"
    r"[\s.:)\]|\-]+(\S.*\s\S.*)$",
    re.I,
)
_CODE = re.compile(
    r"^[\s*|\-•]*((?=[A-Z\d-]*\d)[A-Z]{0,4}-?\d{2,5}[A-Z]?)(?:\s{2,}|\s*[|:=]+\s*|\s+-+\s+|\.{2,}\s*)(\S.*)$"
)
_SECTION = re.compile(r"^\s*(?:[A-Z][.-])?\d+(?:\.\d+)*[.)]?(?=\s)")
_TITLE = re.compile(r"^[\s:\-–—=(\[*|.]+|[\s\-=*|.)\]]+$")


class _Found(NamedTuple):
    """A body and the lines it stands on (numbers, both ends inclusive); more lines where conditions follow."""

    body: Body
    spans: tuple[tuple[int, int], ...]


def read(task: ReadTask, engine: str) -> Outcome:
    """What one chunk declares, as claims, and the lines that hold nothing to list."""
    state = State(task.chunk.program, task.chunk.kind)
    below = [line.text for line in task.lines[:BELOW]]
    beside = [line.text for line in task.context]
    at = 0
    while at < len(beside):
        at += _context(state, [*beside[at:], *below], task.profile, below)
    state.ordinal = task.chunk.items_before
    found = _bodies(state, task)
    texts = {line.number: line.text for line in task.lines}
    claims = tuple(_claim(item, task, texts, engine) for item in found)
    return Outcome(state="ok", claims=claims, none_here=tuple(_nothing(task.lines, found)))


def _context(state: State, lines: Sequence[str], profile: Profile, below: Sequence[str]) -> int:
    """Takes in what begins at the first of some lines, and says how many of them it is."""
    if may_head(lines[0]) and (tall := stacked(lines)) is not None:
        state.table = tall
        return len(tall.columns)
    text, used = across(lines, state.table)
    text = text.replace("\f", "")
    if (row := header(text)) is not None:
        state.table = headed(row, below) or row
    elif (item := declared(text, state.table, profile.forms)) is not None:
        open_item(state, item)
    elif (name := _record_named(profile, text)) != UNKNOWN:
        state.record = name
    return used


def _record_named(profile: Profile, text: str) -> str:
    """The record that a line names, in the document's own words or in known ones."""
    if match := profile.record_regex.match(text):
        return named(match)
    return in_line(text)


def _bodies(state: State, task: ReadTask) -> list[_Found]:
    found: list[_Found] = []
    lines, at = task.lines, 0
    headed = task.chunk.program == UNKNOWN or any(_heads(state, task.profile, line.text) for line in task.context)
    while at < len(lines):
        text = lines[at].text.replace("\f", "")
        if not headed and (match := _heading(task, lines, at)) and heads(match, state.program):
            headed = True
            title = _title(text, match.end(), lines, at)
            endpoint = EndpointBody.trusted(kind="endpoint", program=state.program, title=title)
            found.append(_Found(endpoint, (_span(lines, at, 1), *_purpose(state, task.profile, lines, at))))
            at += 1
            continue
        if not headed and _in_column(state, task.profile, text):
            headed = True
            found.append(_Found(EndpointBody(program=state.program, title=UNKNOWN), (_span(lines, at, 1),)))
        bodies, used = _next(state, task.profile, lines, at, text)
        for body in bodies:
            if isinstance(body, Declaration):
                _condition(found, body, lines, at, used)
            else:
                found.append(_Found(body, ((lines[at].number, lines[at + used - 1].number),)))
        at += used
    return found


def _heads(state: State, profile: Profile, text: str) -> bool:
    """Whether a line is a heading, or the first item of the endpoint where a column names it."""
    return bool(profile.heading_regex.match(text)) or _in_column(state, profile, text)


def _in_column(state: State, profile: Profile, text: str) -> bool:
    found = formed(text, profile.forms) if profile.forms else None
    return found is not None and found.program == state.program


def _heading(task: ReadTask, lines: Sequence[NumberedLine], at: int) -> re.Match[str] | None:
    """The heading a line is; some show by the rule on the line below, or have the name there."""
    return task.profile.heading_regex.match("\n".join(line.text for line in lines[at : at + 3]))


def _span(lines: Sequence[NumberedLine], at: int, used: int) -> tuple[int, int]:
    return lines[at].number, lines[at + used - 1].number


def _purpose(state: State, profile: Profile, lines: Sequence[NumberedLine], at: int) -> tuple[tuple[int, int], ...]:
    """The lines below a heading, up to the first block: what the endpoint is said to be for."""
    end = at + 1
    while end < len(lines) and end - at <= PURPOSE:
        text = lines[end].text.replace("\f", "")
        if (
            _block(profile, lines[end].text) != "text"
            or header(text)
            or declared(text, None, profile.forms)
            or _record_named(profile, text) != UNKNOWN
        ):
            break
        end += 1
    return ((lines[at + 1].number, lines[end - 1].number),) if end > at + 1 else ()


def _title(text: str, end: int, lines: Sequence[NumberedLine], at: int) -> str:
    rest = _TITLE.sub("", text[end:] if end <= len(text) else _SECTION.sub("", text))
    if re.search(r"[A-Za-z]{2}", rest):
        return rest
    for line in lines[at + 1 : at + 4]:
        if match := re.match(
            r"^[\s*|#]*(?:TITLE|NAME|FUNCTION|PURPOSE|DESCRIPTION|TEXT)\s*[:.\-]+\s*(\S.*)$", line.text, re.I
        ):
            return _TITLE.sub("", match[1])
    return UNKNOWN


def _next(
    state: State, profile: Profile, lines: Sequence[NumberedLine], at: int, text: str
) -> tuple[Sequence[Body | Declaration], int]:
    """What starts at a line, and how many lines it takes."""
    if (corrected := correction(state, profile, lines, at)) is not None:
        return corrected
    if may_head(text) and (tall := stacked([line.text for line in lines[at : at + REACH]])) is not None:
        state.table, state.others = tall, 0
        return [], len(tall.columns)
    text, cells = _row(state, lines, at, text)
    if (row := header(text)) is not None:
        below = [line.text for line in lines[at + cells : at + cells + BELOW]]
        state.table, state.others = headed(row, below) or row, 0
        return [], cells
    if state.table is None and ("," in text or ";" in text) and (many := several(text, profile.forms)):
        return [body for item in many for body in items(state, item)], 1
    if profile.forms and (own := formed(text, profile.forms)) is not None:
        state.others = 0
        return [*column(state, own), *items(state, _leveled(own.item, state, profile))], 1
    told, used = sentence(lines, at, text) if cells == 1 else (text, cells)
    if (item := declaration(told, state.table)) is not None:
        state.others = 0
        item = _leveled(item, state, profile)
        return ([item] if item.level in (66, 88) else items(state, item)), used
    if len(text) > LONG:
        return [], 1
    body, used = _other(state, profile, lines, at, text)
    return ([body] if body is not None else []), used


def _row(state: State, lines: Sequence[NumberedLine], at: int, text: str) -> tuple[str, int]:
    """A line with the cells of its row that stand on lines of their own, and how many lines these are."""
    if state.table is not None and state.table.stacked:
        return across([text, *(line.text for line in lines[at + 1 : at + REACH])], state.table)
    return rowed([line.text for line in lines[at : at + CELLS]], 0) if "<" in text else (text, 1)


def _leveled(item: Declaration, state: State, profile: Profile) -> Declaration:
    """An item without a level where the number before it counts rows; a column of levels tells them all the same."""
    told = state.table is not None and state.table.role("level")
    return item._replace(level=-1) if profile.counted and not told else item


def _condition(found: list[_Found], item: Declaration, lines: Sequence[NumberedLine], at: int, used: int) -> None:
    """A condition name (88) adds its values to the field above, with its own lines as evidence."""
    last = next((i for i in range(len(found) - 1, -1, -1) if isinstance(found[i].body, FieldBody)), -1)
    if last < 0:
        return
    body, span = found[last].body, _span(lines, at, used)
    if isinstance(body, FieldBody) and item.level == 88:
        meanings = (*body.meanings, *([UNKNOWN] * (len(body.values) - len(body.meanings))))
        meaning = meaning_of(item, body.name)
        meanings = (*meanings, *[meaning] * len(item.values))
        body = FieldBody.trusted(**{**vars(body), "values": (*body.values, *item.values), "meanings": meanings})
    found[last] = _Found(body, (*found[last].spans, span))


def _other(
    state: State, profile: Profile, lines: Sequence[NumberedLine], at: int, text: str
) -> tuple[Body | None, int]:
    if (name := _record(profile, lines, at, text)) != UNKNOWN:
        state.record, state.groups, state.ordinal, state.base, state.table = name, [], 0, -1, None
        state.block = "record"
        return RecordBody.trusted(kind="record", program=state.program, record=name), 1
    if (kind := _block(profile, lines[at].text)) != "text":
        state.block, state.table = kind, None
        return None, 1
    if state.table is not None and not state.table.goes_on(text):
        state.others += 1
        state.table = state.table.after(state.others)
    if state.program == UNKNOWN:
        return None, 1
    if state.block != "table" and (match := _RULE.match(text)) and (state.block == "rules" or match[1][0].isalpha()):
        used = _wrapped(lines, at)
        whole = " ".join([match[2].strip(), *(line.text.strip() for line in lines[at + 1 : at + used])])
        return RuleBody.trusted(kind="rule", program=state.program, rule=match[1].strip("(). "), text=whole), used
    if state.block == "table" and (match := _CODE.match(text)):
        return CodeBody.trusted(kind="code", program=state.program, code=match[1], text=match[2].strip(" |*")), 1
    return None, 1


def _record(profile: Profile, lines: Sequence[NumberedLine], at: int, text: str) -> str:
    """The record that starts at a line; the document's own words count only where items or a table follow."""
    name = _record_named(profile, text)
    if name == UNKNOWN or in_line(text) != UNKNOWN:
        return name
    follow = [line.text for line in lines[at + 1 : at + 1 + FOLLOWING]]
    return name if announced(follow, profile.forms) else UNKNOWN


def _block(profile: Profile, text: str) -> ChunkKind:
    kinds = (kind for kind, regex in profile.block_regexes if regex.match(text))
    return next(kinds, "text") if profile.block_regex.match(text) else "text"


def _wrapped(lines: Sequence[NumberedLine], at: int) -> int:
    """How many lines a rule takes: those that follow, past page breaks too, indented deeper, and start nothing."""
    indent = len(lines[at].text) - len(lines[at].text.lstrip())
    used = 1
    while at + used < len(lines):
        text = lines[at + used].text
        if len(text) - len(text.lstrip()) <= indent or _RULE.match(text) or declaration(text, None) or header(text):
            break
        used += 1
    return used


def _claim(item: _Found, task: ReadTask, texts: dict[int, str], engine: str) -> Claim:
    spec = task.chunk.spec
    evidence = tuple(
        [
            SpecEvidence.trusted(kind="spec", spec=spec, first=a, last=b, quote=_quote(texts, a, b))
            for a, b in item.spans
        ]
    )
    return claim(task.agent, engine, item.body, evidence)


def _quote(texts: dict[int, str], first: int, last: int) -> str:
    """The lines first..last as far as they were sent."""
    return texts[first] if first == last else "\n".join([texts[n] for n in range(first, last + 1) if n in texts])


def _nothing(lines: Sequence[NumberedLine], found: Sequence[_Found]) -> list[tuple[int, int]]:
    """The runs of lines that no item stands on."""
    used = {number for item in found for a, b in item.spans for number in range(a, b + 1)}
    runs: list[tuple[int, int]] = []
    for line in lines:
        if line.number in used:
            continue
        if runs and runs[-1][1] == line.number - 1:
            runs[-1] = (runs[-1][0], line.number)
        else:
            runs.append((line.number, line.number))
    return runs
