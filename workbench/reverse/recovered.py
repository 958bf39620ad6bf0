"""What was recovered of a module: records with an address for everything, and no name that the module does not have.

Unknown is a value: "unknown", of a text and of a number. Offsets count from 0, arguments from 1.
"""

from typing import Literal

from workbench.records import UNKNOWN, Record

Section = Literal["file", "working-storage", "local-storage", "linkage", "external", "based", "report"]
"""file: a record area. working-storage: the program's own. local-storage: got anew for each call. linkage: behind an
argument. external: shared by name with other programs. based: behind a pointer of the program. report: in
a line that the report writer fills and prints."""

EvidenceClass = Literal["descriptor", "access", "init", "call", "literal"]
"""descriptor: a table of the module says it. access: instructions use those bytes. init: storage is set up so.
call: handed to a runtime function or a program. literal: constant data."""


Number = int | Literal["unknown"]
"""A number that the module shows, or "unknown"."""


class Seen(Record):
    """Evidence: its class and the address of the instruction or table."""

    kind: EvidenceClass
    address: int


class RecoveredItem(Record):
    """A data item. `id` is made of its place; `name` is "unknown" unless the build kept it.

    `named_by` is the compiler option that kept the name, and the address of the call that says it.
    `area` is the record it lies in. `address` is where it is in the image, unknown behind arguments and pointers.
    `argument` is the number of the parameter, 0 for none. `strides` are distances of subscripts in bytes, the widest
    first; `occurs` the largest subscript that was seen, unknown when none was. `initial` is what is put there at the
    start. `inferred`: the type is concluded from use, not said by a descriptor. `confidence`: 0.99 for a descriptor,
    less for accesses.
    """

    id: str
    program: str
    name: str = UNKNOWN
    named_by: str = UNKNOWN
    section: Section
    argument: int = 0
    area: str
    offset: int
    length: int
    address: Number = UNKNOWN
    type: str = UNKNOWN
    digits: Number = UNKNOWN
    scale: Number = UNKNOWN
    sign: str = UNKNOWN
    picture: str = UNKNOWN
    inferred: bool = False
    strides: tuple[int, ...] = ()
    occurs: Number = UNKNOWN
    initial: str = UNKNOWN
    evidence: tuple[Seen, ...] = ()
    confidence: float = 0.9


Doubt = Literal["part", "initialised", "several", "source", "read"]
"""part: inside another item, which may be taken in parts. initialised: filled with its neighbours, it may be several.
several: lies across others. source: moved from, which may be only the first part of an item. read: only read, and
nothing else shows where it ends."""


class RecoveredStretch(Record):
    """Bytes that were seen in use and may be an item, a part of one or several: `doubt` says why none is stated."""

    id: str
    program: str
    area: str
    offset: int
    length: int
    doubt: Doubt
    evidence: tuple[Seen, ...] = ()


class RecoveredArea(Record):
    """A record: `length` bytes from its first item to the end of its last one; `unknown` are stretches no item covers.

    Stretches are (offset, length); nothing was seen to touch them, which does not mean that nothing is there.
    """

    id: str
    program: str
    section: Section
    argument: int = 0
    address: Number = UNKNOWN
    name: str = UNKNOWN
    length: int
    unknown: tuple[tuple[int, int], ...] = ()


class RecoveredKey(Record):
    """A key of a file: offset in the record, unknown for a relative key, which is an item elsewhere."""

    offset: Number
    length: int
    primary: bool
    duplicates: bool
    item: str = UNKNOWN


class RecoveredFile(Record):
    """A file as the program sets it up."""

    program: str
    name: str
    assign: str
    organisation: str
    access: str
    record_smallest: int
    record_largest: int
    optional: bool
    external: bool
    keys: tuple[RecoveredKey, ...] = ()
    status: str = UNKNOWN
    record: str = UNKNOWN
    operations: tuple[str, ...] = ()
    address: int


class RecoveredCall(Record):
    """A program that is called: by a name in the module, by one in an item, within the module, or of the runtime.

    `aliases` are other names of a routine of the runtime, or of what is linked (`PAY-TAX` for `PAY__TAX`): which one
    the source had leaves no trace.
    """

    program: str
    target: str
    kind: Literal["literal", "item", "nested", "static", "system"]
    aliases: tuple[str, ...] = ()
    sites: tuple[int, ...] = ()


class RecoveredText(Record):
    """A literal. `kind`: displayed text, other text, a number; zeros are put into a text by a literal, or by ZEROS."""

    program: str
    text: str
    kind: Literal["displayed", "text", "number", "zeros"]
    address: int


class RecoveredPerform(Record):
    """A stretch of paragraphs that is performed: where it begins, the number of its last one, and from where."""

    program: str
    first: int
    number: Number
    sites: tuple[int, ...]


class RecoveredCondition(Record):
    """A comparison of an item with a constant; of bytes that may be no item, where `item` is the id of a stretch."""

    program: str
    item: str
    value: str
    address: int


class EntryPoint(Record):
    """A name that others call; `arguments` are the numbers of its parameters in their order."""

    program: str
    name: str
    address: int
    arguments: tuple[int, ...] = ()


class Module(Record):
    """Everything recovered of one module. `notes` say what could not be read, and which names the build kept."""

    module: str
    sha256: str
    size: int
    kind: str
    runtime: str
    source: str
    compiled: str
    named: str
    programs: tuple[str, ...]
    entry_points: tuple[EntryPoint, ...] = ()
    files: tuple[RecoveredFile, ...] = ()
    calls: tuple[RecoveredCall, ...] = ()
    texts: tuple[RecoveredText, ...] = ()
    literals: tuple[RecoveredText, ...] = ()
    areas: tuple[RecoveredArea, ...] = ()
    items: tuple[RecoveredItem, ...] = ()
    doubtful: tuple[RecoveredStretch, ...] = ()
    performs: tuple[RecoveredPerform, ...] = ()
    conditions: tuple[RecoveredCondition, ...] = ()
    notes: tuple[str, ...] = ()
