"""Files as a program sets them up: name, organisation, access, record, keys, status.

The runtime allocates a file structure and its keys; the program fills them member by member. Which member is where
depends on the version of the runtime; without a table for it, files are known by name and use only.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.records import UNKNOWN
from workbench.reverse.assigned import Assigned, assigned, stores
from workbench.reverse.descriptors import Descriptor
from workbench.reverse.image import Image
from workbench.reverse.machine import Call, Touch
from workbench.reverse.programs import Program
from workbench.reverse.runtime import ACCESS, ORGANISATIONS, FileLayout
from workbench.reverse.values import Value, constant, terms

MAKES = frozenset({"cob_file_malloc", "cob_file_external_addr"})
USES = {
    "cob_open": 3, "cob_close": 1, "cob_read": 2, "cob_read_next": 1, "cob_write": -1, "cob_rewrite": 3,
    "cob_delete": 1, "cob_start": 4, "cob_unlock_file": 1, "cob_delete_file": 1,
}  # fmt: skip
"""Operations on a file -> which argument is the item that takes its status."""
WORDS = {
    "cob_open": "OPEN", "cob_close": "CLOSE", "cob_read": "READ", "cob_read_next": "READ NEXT", "cob_write": "WRITE",
    "cob_rewrite": "REWRITE", "cob_delete": "DELETE", "cob_start": "START", "cob_unlock_file": "UNLOCK",
    "cob_delete_file": "DELETE FILE", "cob_file_sort_init": "SORT", "cob_file_sort_using": "SORT USING",
    "cob_file_sort_giving": "SORT GIVING", "cob_file_release": "RELEASE", "cob_file_return": "RETURN",
}  # fmt: skip
COUNTED = b"000000000000\0"
"""What the number of a record is kept in where the program names no item for it; items are never set like this."""
MODES = {1: "INPUT", 2: "OUTPUT", 3: "I-O", 4: "EXTEND"}


@dataclass(frozen=True)
class Key:
    """A key: its item's descriptor, its offset in the record, and whether two records may have the same one."""

    descriptor: int
    offset: int
    size: int
    duplicates: bool
    primary: bool


@dataclass
class File:
    """One file of a program; descriptors by address, 0 for none; numbers are -1 where nothing says them.

    `assigned` is its name's own room, where the program names no item and no literal for it.
    """

    at: int
    handle: int
    name: str = UNKNOWN
    organisation: str = UNKNOWN
    access: str = UNKNOWN
    smallest: int = -1
    largest: int = -1
    optional: bool = False
    external: bool = False
    assign: int = 0
    record: int = 0
    variable: int = 0
    status: int = 0
    keys: list[Key] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)
    inner: set[int] = field(default_factory=set)
    assigned: Assigned | None = None

    @property
    def whole(self) -> bool:
        """Whether its record area is surely as long as its longest record: RECORD may say more than any of them has."""
        if self.organisation == "LINE SEQUENTIAL":
            return not self.variable
        return self.smallest == self.largest


Members = dict[int, tuple[int, Value]]


def files(image: Image, program: Program, tables: dict[int, Descriptor], layout: FileLayout | None) -> list[File]:
    """The files of a program, in the order in which it sets them up."""
    made = {}
    members, stored = _members(program), stores(program)
    for one in program.story.told:
        if isinstance(one, Call) and one.name in MAKES:
            at = 1 if one.name == "cob_file_external_addr" else 0
            handle = one.arguments[at]
            if isinstance(handle, int) and handle:
                made[handle] = File(one.at, handle, external=bool(at))
                if layout:
                    _fill(image, made[handle], members, layout, tables, one.arguments[at + 1])
                    made[handle].assigned = assigned(image, program, stored, handle, layout.assign)
    for file in made.values():
        _used(program, file)
    return list(made.values())


def _members(program: Program) -> dict[int, Members]:
    """What is stored behind each pointer that the program keeps: address of the pointer -> offset -> (size, value)."""
    found: dict[int, Members] = defaultdict(dict)
    symbols = program.story.symbols
    for one in program.story.told:
        if isinstance(one, Touch) and one.wrote is not None and len(terms(one.place)) == 1:
            key = symbols.keys[terms(one.place)[0][0]]
            if key[0] == "item" and key[2] == 8 and isinstance(key[1], int) and 0 <= constant(one.place) < 4096:
                found[key[1]].setdefault(constant(one.place), (one.size, one.wrote))
    return found


def _number(members: Members, offset: int, size: int) -> int:
    """The number that was stored at an offset, alone or as part of a wider store; -1 for none."""
    for start, (width, value) in members.items():
        if start <= offset and offset + size <= start + width and isinstance(value, int):
            return value >> (8 * (offset - start)) & ((1 << 8 * size) - 1)
    return -1


def _fill(
    image: Image, file: File, members: dict[int, Members], layout: FileLayout,
    tables: dict[int, Descriptor], keys: Value,
) -> None:  # fmt: skip
    mine = members[file.handle]
    name = _number(mine, layout.select, 8)
    file.name = image.text(name) or UNKNOWN if name > 0 else UNKNOWN
    organisation, access = _number(mine, layout.organisation, 1), _number(mine, layout.access, 1)
    file.organisation = ORGANISATIONS[organisation] if 0 <= organisation < len(ORGANISATIONS) else UNKNOWN
    file.access = ACCESS[access] if 0 <= access < len(ACCESS) else UNKNOWN
    file.smallest, file.largest = _number(mine, layout.smallest, 8), _number(mine, layout.largest, 8)
    file.optional = _number(mine, layout.optional, 1) == 1
    file.assign, file.record, file.variable = (
        found if (found := _number(mine, at, 8)) in tables else 0
        for at in (layout.assign, layout.record, layout.variable)
    )
    file.inner = {at for at in (file.handle, _number(mine, layout.status, 8)) if at > 0}
    if isinstance(keys, int) and keys:
        file.inner.add(keys)
        every = list(_keys(members[keys], max(0, min(_number(mine, layout.key_count, 8), 256)), layout, tables))
        counted = {key: tables[key.descriptor].data for key in every if _counted(image, tables.get(key.descriptor))}
        file.keys = [key for key in every if key not in counted]
        file.inner |= set(counted.values())


def _counted(image: Image, table: Descriptor | None) -> bool:
    """Whether the compiler made the item of a key, to count records where the program names none for it."""
    return table is not None and image.read(table.data, len(COUNTED)) == COUNTED


def _keys(mine: Members, count: int, layout: FileLayout, tables: dict[int, Descriptor]) -> Iterator[Key]:
    for number in range(count):
        start = number * layout.key_size
        descriptor = _number(mine, start + layout.key_field, 8)
        known = tables.get(descriptor)
        yield Key(
            descriptor if known else 0,
            _number(mine, start + layout.key_offset, 4),
            known.size if known else -1,
            _number(mine, start + layout.key_duplicates, 4) == 1,
            number == 0,
        )


def _used(program: Program, file: File) -> None:
    """What is done with a file, and which item takes its status."""
    for one in program.story.told:
        if not isinstance(one, Call) or one.name not in WORDS:
            continue
        key = program.story.symbols.key(one.arguments[0])
        if key[:1] != ("item",) or key[1] != file.handle:
            continue
        word = WORDS[one.name]
        if one.name == "cob_open" and isinstance(one.arguments[1], int):
            word += f" {MODES.get(one.arguments[1], UNKNOWN)}"
        if word not in file.operations and not (one.name == "cob_close" and one.arguments[3] == 1):
            file.operations.append(word)
        at = USES.get(one.name, -1)
        status = one.arguments[at] if 0 <= at < len(one.arguments) else 0
        if isinstance(status, int) and status and not file.status:
            file.status = status
