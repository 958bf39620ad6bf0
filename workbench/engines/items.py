"""What a declared item becomes, given what was read before it: its record, its group, its place among the others."""

from dataclasses import dataclass, field

from workbench.declarations import Declaration, Formed, Header
from workbench.records import UNKNOWN, Body, ChunkKind, FieldBody, RecordBody


@dataclass
class State:
    """What the lines read so far tell of the next one."""

    program: str
    block: ChunkKind
    record: str = UNKNOWN
    table: Header | None = None
    ordinal: int = 0
    base: int = -1
    groups: list[tuple[int, str]] = field(default_factory=list)
    others: int = 0
    indent: int = 99


def items(state: State, item: Declaration) -> list[Body]:
    """The item, and before it its record where it is the record's first line."""
    if item.level != 1:
        return [_body(state, item)]
    known = state.record == item.name and state.ordinal == 0
    open_item(state, item)
    record: list[Body] = [] if known else [RecordBody.trusted(kind="record", program=state.program, record=item.name)]
    return [*record, _body(state, item)]


def column(state: State, own: Formed) -> list[Body]:
    """The record that a column of an item names, where it is another one than before."""
    if own.record in (UNKNOWN, state.record):
        return []
    state.record, state.groups, state.ordinal, state.base = own.record, [], 0, -1
    return [RecordBody.trusted(kind="record", program=state.program, record=own.record)]


def open_item(state: State, item: Declaration) -> None:
    """Take in a declared item: a new record, or a group that is now open."""
    if item.level == 1:
        state.record, state.groups, state.ordinal, state.base = item.name, [], 0, max(-1, min(item.offset, 1))
    state.ordinal += 1
    if item.level > 0:
        state.groups = [group for group in state.groups if group[0] < item.level]
        if item.picture == UNKNOWN:
            state.groups.append((item.level, item.name))


def _body(state: State, item: Declaration) -> FieldBody:
    parent = next(
        (name for level, name in reversed(state.groups) if item.level < 0 or level < item.level), state.record
    )
    if item.level != 1:
        open_item(state, item)
    if state.base < 0 and item.offset >= 0:
        state.base = min(item.offset, 1)
    return FieldBody.trusted(
        kind="field",
        program=state.program,
        record=state.record if state.record != UNKNOWN else state.program,
        name=item.name,
        ordinal=state.ordinal,
        level=item.level,
        parent=parent if parent != UNKNOWN else state.program,
        picture=item.picture,
        usage=item.usage,
        occurs=item.occurs,
        depending=item.depending,
        redefines=item.redefines,
        offset=item.offset - max(0, state.base) if item.offset >= 0 else -1,
        bytes=item.bytes,
        values=item.values,
        meanings=(),
        note=item.note[:300],
    )


def meaning_of(item: Declaration, field: str) -> str:
    """What a value stands for: the text beside it, else what its condition name adds to the field's."""
    if item.note != UNKNOWN:
        return item.note[:60]
    pieces, known = item.name.split("-"), field.split("-")
    while len(pieces) > 1 and known and (pieces[0] == known[0] or known[0].startswith(pieces[0])):
        pieces, known = pieces[1:], known[1:]
    return " ".join(pieces).lower() if item.name != UNKNOWN else UNKNOWN
