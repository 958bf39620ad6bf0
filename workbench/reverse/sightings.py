"""Every time a program is seen to use some bytes of data, and how: what items are made of.

A sighting is no item yet: a move may copy a part, a clearing may cover many items at once. `items` weighs them.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from workbench.reverse.bases import plain
from workbench.reverse.descriptors import BINARY, Descriptor, attribute, fits
from workbench.reverse.effects import ENTERS
from workbench.reverse.image import Image
from workbench.reverse.machine import Call, Touch
from workbench.reverse.naming import Names, described, names
from workbench.reverse.places import POINTER, STORAGE, Place, place
from workbench.reverse.programs import Program
from workbench.reverse.run import PAIR, ZERO, Run, alone, character, flags, lettered, marks, numbered, paired
from workbench.reverse.runs import doubling, either, runs
from workbench.reverse.sighting import ANYWHERE, How, Sighting
from workbench.reverse.values import Value, constant, plus, terms

DUMPS = ("cob_dump_field", "cob_dump_field_ext")
INITIALISES = {"cob_set_packed_zero": 0, "cob_set_packed_int": 0, "cob_move": 1}
"""Functions of the runtime that INITIALIZE calls -> which argument is the item."""
ZEROS = ("cob_set_packed_zero", "cob_set_packed_int")
NEAR = 32
"""What is compared was loaded so many bytes of code before."""
REPORT = 512
"""A report is described in so many bytes at most."""
MOST_ROWS = 4096
"""A table whose rows are copied from the first one is so long at most."""
JOINED = (4, 8)
"""So many bytes the compiler moves at once where several items side by side go to neighbours."""
SIZES = range(1, 9)
ROW = 4
"""Where so many moves or more go from one record to another at the same places, both are built alike: what is moved as
a whole there is one item, though it has parts."""
WORD = 8
"""A pointer is so many bytes long."""
DIGITS = frozenset({"cob_cmp_numdisp", "cob_get_numdisp"})


def sightings(image: Image, program: Program, tables: dict[int, Descriptor]) -> tuple[list[Sighting], Names]:
    """What a program does to data, in the order of its code, after it the module's own descriptors it uses; kept names.

    Names are those that the build kept.
    """
    seen = _Seen(image, program, tables)
    blocks = program.story.function.blocks
    spans = [(at, blocks[at].instructions[-1][0]) for at in program.setup]

    def told(found: Iterable[Sighting]) -> list[Sighting]:
        return [replace(one, setup=any(first <= one.at <= last for first, last in spans)) for one in found]

    rows = [one for one in told(seen.from_rows()) if one.setup]
    others = [*seen.from_calls(), *seen.from_runs()]
    found = [*told([*others, *seen.from_touches()]), *rows]
    return found, names(image, program, tables, seen.where)


@dataclass
class _Seen:
    image: Image
    program: Program
    tables: dict[int, Descriptor]

    def __post_init__(self) -> None:
        """The runs of the program, and those comparisons among them that have several parts."""
        spans = [(one.data, one.size) for one in self.tables.values() if one.data]
        calls = (one for one in self.program.story.told if isinstance(one, Call) and one.name.startswith("cob_report"))
        self.reports = {constant(one.arguments[0]) for one in calls if isinstance(one.arguments[0], int)}
        self.said = {*spans, *self._given()}
        numbers = {(one.data, one.size) for one in self.tables.values() if one.data and one.attribute.type in BINARY}
        self.marks = marks(self.said, numbers)
        self.plain = plain(self.program.story)
        every = runs(self.image, self.program.story, self.marks)
        if not self.plain:  # what is moved by itself tells moves apart that are side by side
            self.marks = marks([*self.said, *(span for one in every for span in alone(one))], numbers)
            every = runs(self.image, self.program.story, self.marks)
        if not self.plain:
            every = list(_apart(every, flags(every)))
        rows = doubling(every, [(one.at, one.fields[0][1]) for one in self.program.calls(*ZEROS) if 0 in one.fields])
        self.runs = [one for one in every if one.at not in rows]
        self.doubled = [one for one in every if one.at in rows]
        self.rows = [(one.at, constant(one.source or 0)) for one in self.doubled]
        zeros = [one for one in self.runs if one.kind == "fill" and one.filler == ZERO]
        self.digits = {edge for one in zeros for edge in (plus(one.place, one.size), plus(one.place, -1))}
        first, last = _span(self.program)
        self.cleared = {one.place for one in self.runs if first <= one.at <= last and isinstance(one.place, int)}
        self.wide = [one for one in self.runs if one.kind == "compare" and one.size > 1 and not one.called]

    def _given(self) -> Iterator[tuple[Value, int]]:
        """Places and lengths that descriptors are given while the program runs."""
        for one in self.program.story.told:
            if isinstance(one, Touch) and isinstance(one.place, int) and one.wrote is not None and terms(one.wrote):
                table = self.tables.get(one.place - 8)
                if table and not table.data:
                    yield one.wrote, table.size

    def where(self, value: Value) -> Place | None:
        """The place of a value, unless it is the runtime's own."""
        found = place(self.image, self.program.story.symbols, value)
        if found is None or (found.base.kind == POINTER and found.base.number in self.program.inner):
            return None
        return None if found.base == STORAGE and self._runtime(found.offset) else found

    def _runtime(self, address: int) -> bool:
        """Whether an address of the image is the runtime's, a pointer's or a descriptor's."""
        mine = self.program
        if address in mine.inner or address in mine.registers or (address in mine.kept and address not in self.cleared):
            return True
        if any(at <= address < at + REPORT for at in self.reports) or any(address in room for room in mine.rooms):
            return True
        return any(address - back in self.tables for back in (0, 8, 16))

    def from_calls(self) -> Iterator[Sighting]:
        """Descriptors that are handed over, and bytes that a function is told the length of."""
        for one in self.program.story.told:
            if not isinstance(one, Call) or one.name in ENTERS:
                continue
            paired = one.name == "cob_move" and {0, 1} <= set(one.fields)
            for size, data, attributes in one.fields.values():
                yield from (replace(each, paired=paired) for each in self._field(one, size, data, attributes))
            yield from self._initialised(one)
            if one.name in DUMPS and 2 in one.fields:
                for dumped, length in described(one, 2, self.tables, self.where):
                    yield Sighting(
                        dumped, length, "descriptor", one.at, attribute(self.image, constant(one.fields[2][2]))
                    )
            if one.name in DIGITS and isinstance(one.arguments[1], int):
                if found := self.where(one.arguments[0]):
                    compares = one.name == "cob_cmp_numdisp"
                    against = one.arguments[2] if compares else None
                    yield Sighting(
                        found, one.arguments[1], "number", one.at, signed=compares and one.arguments[3] == 1,
                        against=against if isinstance(against, int) else None,
                    )  # fmt: skip

    def _initialised(self, one: Call) -> Iterator[Sighting]:
        """An item with a descriptor that is set to zero or spaces, as INITIALIZE does."""
        if one.name not in INITIALISES:
            return
        number = INITIALISES[one.name]
        if number in one.fields and one.name != "cob_move":
            for put, length in described(one, number, self.tables, self.where):
                yield Sighting(put, length, "address", one.at)
        table = self.tables.get(constant(one.arguments[number]))
        source = self.tables.get(constant(one.arguments[0])) if one.name == "cob_move" else None
        if table and table.data and (one.name != "cob_move" or (source and self.image.constant(source.data))):
            if found := self.where(table.data):
                yield Sighting(found, table.size, "address", one.at)

    def _field(self, one: Call, size: Value, data: Value, attributes: Value) -> Iterator[Sighting]:
        said = attribute(self.image, constant(attributes))
        found = self.where(data)
        if said and found and not said.constant and said.type != "figurative" and fits(said, constant(size)):
            length = size if isinstance(size, int) else 0
            if one.name == "cob_table_sort" and length:
                found = replace(found, strides=(length,))
            yield Sighting(found, length, "field", one.at, said)

    def from_runs(self) -> Iterator[Sighting]:
        """Moves, comparisons and clearings, whether by call or by instructions in a row."""
        pairs = {one.place for one in self.runs if paired(one)}
        for one in self.runs:
            to = self.where(one.place)
            if to:
                how = _HOW[one.kind]
                yield Sighting(
                    to,
                    one.size,
                    how,
                    one.at,
                    filler=one.filler,
                    text=one.text,
                    called=one.called,
                    seams=self._seams(one),
                    unsure=one.unsure
                    or (self._several(one) and (one.place, one.size) not in self.said)
                    or (not self.plain and (numbered(one) or (one.size == PAIR and one.place in pairs))),
                    letters=not self.plain and lettered(one) and one.text.isalpha(),
                    exact=self.plain and one.place not in self.digits and character(one),
                )
            source = self.where(one.source) if one.source is not None else None
            if source:
                side: How = "source" if one.kind == "copy" else "compare"
                yield Sighting(
                    source, one.size, side, one.at, called=one.called, seams=self._seams(one), unsure=one.unsure,
                    borrowed=one.borrowed or self._several(one), exact=self._address(one),
                )  # fmt: skip

    def _address(self, one: Run) -> bool:
        """Whether what others are counted from is moved to where it is kept: SET ADDRESS takes a whole pointer."""
        kept = isinstance(one.place, int) and one.place in self.program.kept and one.place not in self.cleared
        return one.kind == "copy" and one.size == WORD and kept

    def _seams(self, one: Run) -> tuple[int, ...]:
        """Where a run may be several: in code that was not optimised no two moves were joined."""
        return () if self.plain and one.kind == "copy" else one.seams

    def _several(self, one: Run) -> bool:
        """Whether a move may be several that the compiler joined: what it writes at once holds edges of items."""
        joined = one.kind == "copy" and one.size in JOINED and one.row < ROW and not (self.plain or one.called)
        return joined and bool(self.marks.inside(one, one.size))

    def from_rows(self) -> Iterator[Sighting]:
        """Rows of tables that are set up as copies of the rows before them."""
        for one in self.doubled:
            if found := self.where(one.place):
                yield Sighting(found, one.size, "copy", one.at, seams=ANYWHERE)

    def from_touches(self) -> Iterator[Sighting]:
        """Single accesses that are no part of a run, and descriptors of the module that are given their data."""
        symbols = self.program.story.symbols
        touches = [one for one in self.program.story.told if isinstance(one, Touch)]
        copied = {key[1:] for one in touches if one.wrote is not None and (key := symbols.key(one.wrote))}
        for one in touches:
            if isinstance(one.place, int) and one.place - 8 in self.tables and one.wrote is not None:
                known = self.tables[one.place - 8]
                found = self.where(one.wrote)
                if found and not known.data:
                    yield Sighting(found, known.size, "descriptor", one.at, known.attribute)
            elif one.size in SIZES and self._alone(one, copied) and (found := self.where(one.place)):
                how: How = "byte" if one.size == 1 else "binary"
                yield Sighting(found, one.size, how, one.at, swapped=one.swapped, put=not one.reads)

    def _alone(self, one: Touch, copied: Collection[tuple[object, ...]]) -> bool:
        """Whether an access is no part of a move, a clearing or a comparison of several parts."""
        if one.built:
            return False
        if any(abs(one.at - at) < 2 * NEAR and 0 <= constant(one.place) - row < MOST_ROWS for at, row in self.rows):
            return False
        if one.wrote is not None:
            key = self.program.story.symbols.key(one.wrote)
            if either(self.program.story.symbols, one):
                return False
            return not isinstance(one.wrote, int) and not (key and key[0] == "item" and key[2] >= one.size)
        if (one.against is not None or one.beside is not None) and one.size > 1 and not one.swapped:
            return False
        return (one.place, one.size) not in copied and not any(self._inside(one, run) for run in self.wide)

    def _inside(self, one: Touch, run: Run) -> bool:
        if not any(abs(one.at - at) < NEAR for at in run.parts or (run.at,)):
            return False
        for side in (run.place, run.source):
            if side is not None and terms(one.place) == terms(side):
                if 0 <= constant(one.place) - constant(side) < run.size:
                    return True
        return False


def _apart(found: Iterable[Run], flags: Collection[Value]) -> Iterator[Run]:
    """Runs, a flag and a code that are put at once as two of them."""
    for one in found:
        if paired(one) and one.place in flags:
            for at in range(PAIR):
                text = one.text[at : at + 1]
                yield replace(one, kind="fill", place=plus(one.place, at), size=1, filler=text[0], text=text)
        else:
            yield one


def _span(program: Program) -> tuple[int, int]:
    """The code that sets storage up, from its first to its last instruction."""
    blocks = [program.story.function.blocks[at] for at in program.setup]
    ends = [block.instructions[-1][0] for block in blocks]
    return (min(program.setup), max(ends)) if ends else (0, -1)


_HOW: dict[str, How] = {"copy": "copy", "fill": "fill", "text": "text", "compare": "compare"}
