"""A module, from its bytes to everything that was recovered of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.records import UNKNOWN
from workbench.reverse import areas
from workbench.reverse.bases import plain
from workbench.reverse.calls import calls, entrances
from workbench.reverse.descriptors import Descriptor, descriptors
from workbench.reverse.eib import documented
from workbench.reverse.files import File, files
from workbench.reverse.image import Image, load
from workbench.reverse.initial import put
from workbench.reverse.item import Item
from workbench.reverse.kinds import Kind, kinds
from workbench.reverse.machine import Touch
from workbench.reverse.others import shared
from workbench.reverse.performs import performs
from workbench.reverse.places import ARGUMENT, STORAGE, Base, own
from workbench.reverse.programs import Program, programs
from workbench.reverse.proof import proven
from workbench.reverse.recovered import (
    Doubt,
    EntryPoint,
    Module,
    Number,
    RecoveredArea,
    RecoveredCondition,
    RecoveredFile,
    RecoveredItem,
    RecoveredKey,
    RecoveredStretch,
    RecoveredText,
    Section,
    Seen,
)
from workbench.reverse.runtime import runtime, said_version
from workbench.reverse.sections import external, printed_lines, section
from workbench.reverse.setting import Taken, across
from workbench.reverse.showing import CLASSES, MOST_EVIDENCE, compared, confidence, evidence, printable
from workbench.reverse.sighting import Sighting
from workbench.reverse.sightings import sightings
from workbench.reverse.texts import displayed, literals
from workbench.reverse.threes import whole
from workbench.reverse.turned import numbers


def recover(name: str, data: bytes) -> Module:
    """What a module tells. Raises ModuleError where it cannot be read as one."""
    image = load(name, data)
    tables = descriptors(image)
    made = programs(image, tables)
    for one in made:
        one.story = whole(one.story, tables)
    version = next((one.version for one in made if one.version != UNKNOWN), said_version(image))
    layout = runtime(version).files
    set_up = {one.at: files(image, one, tables, layout) for one in made}
    handles = {at for each in set_up.values() for file in each for at in file.inner}
    for one in made:
        one.inner |= handles  # programs within others use their files
        one.rooms = [each.assigned.room for each in set_up[one.at] if each.assigned]
    parts = [_Part(image, one, tables, set_up[one.at], made) for one in made]
    entered = entrances(image, made)
    return Module(
        module=name, sha256=image.digest, size=image.size, kind=image.kind, runtime=version,
        source=next((one.source for one in made if one.source != UNKNOWN), UNKNOWN),
        compiled=next((one.compiled for one in made if one.compiled != UNKNOWN), UNKNOWN),
        named="symbols" if image.symbols else "stripped",
        programs=tuple(one.name for one in made),
        entry_points=tuple(_entry(one, door) for one in made for door in one.doors.items()),
        files=tuple(each for part in parts for each in part.files()),
        calls=tuple(each for one in made for each in calls(image, one, entered)),
        texts=tuple(each for one in made for each in displayed(image, one, tables)),
        literals=_all(literals(image, made, tables), [each for part in parts for each in part.rows()]),
        areas=tuple(each for part in parts for each in part.areas()),
        items=tuple(each for part in parts for each in part.items()),
        doubtful=tuple(each for part in parts for each in part.doubts()),
        performs=tuple(each for one in made for each in performs(one)),
        conditions=tuple(each for part in parts for each in part.conditions()),
        notes=tuple(_notes(version, layout is not None, made) + _kept(parts)),
    )  # fmt: skip


def _notes(version: str, known: bool, made: Sequence[Program]) -> list[str]:
    if not made:
        return ["no COBOL program was found: nothing enters the runtime library"]
    if not known:
        return [f"runtime version '{version}' has no table here: files are known by use only, nothing is guessed"]
    return []


def _kept(parts: Sequence["_Part"]) -> list[str]:
    """Which names the build kept, by the option that kept them."""
    kept = [one for part in parts for one in (*part.names.items.values(), *part.names.records.values())]
    options = sorted({one.option for one in kept})
    return [f"{sum(one.option == option for one in kept)} names of data were kept by {option}" for option in options]


def _all(found: Sequence[RecoveredText], more: Sequence[RecoveredText]) -> tuple[RecoveredText, ...]:
    """Literals, and those rows of tables that are none of them."""
    known = {one.text for one in found}
    return (*found, *{one.text: one for one in more if one.text not in known}.values())


def _entry(program: Program, door: tuple[str, tuple[int, tuple[int, ...]]]) -> EntryPoint:
    name, (address, order) = door
    return EntryPoint(program=program.name, name=name, address=address, arguments=order)


@dataclass
class _Part:
    """One program of a module."""

    image: Image
    program: Program
    tables: dict[int, Descriptor]
    set_up: list[File]
    everyone: list[Program]

    def __post_init__(self) -> None:
        """Its items, their kinds and the records they lie in."""
        mine = [pair for pair in own(self.tables, self.image) if self._mine(pair[0])]
        seen, self.names = sightings(self.image, self.program, self.tables)
        self.seen = documented(self.image, self.program, numbers(seen, plain(self.program.story)))
        items, doubtful = proven(mine, self.seen, self.set_up, self._taken())
        known = {table.address for table, _ in mine}
        self.found, parts = shared(items, [one for one in self.tables.values() if one.address not in known])
        self.doubtful = [*doubtful, *parts]
        self.initial = {(one.place, one.length): one for one in reversed(self.seen) if one.setup}
        self.kinds: dict[int, Kind] = kinds(self.found, self.seen)
        records = [(t.data, t.size) for file in self.set_up if (t := self.tables.get(file.record))]
        self.records = dict(records)
        self.printed, self.shared = printed_lines(self.image, self.tables), external(self.program)
        proper = [one for one in self.seen if one.length and not one.place.strides]
        lines = [(line.start, len(line)) for line in self.printed]
        self.starts = areas.starts(self.found, proper, [*records, *lines])
        self.behind = areas.behind(self.found)

    def _taken(self) -> Taken:
        """What is known of writable storage."""
        tables = {table.data for table in self.tables.values()}
        starts = {section.address for section in self.image.sections} | {section.end for section in self.image.sections}
        touched = {
            one.place for one in self.program.story.told if isinstance(one, Touch) and isinstance(one.place, int)
        }
        apart = self.program.inner | self.program.kept | set(self.program.registers)
        return Taken(tables | starts | touched | apart, apart, across(self.program.story.told))

    def _mine(self, table: Descriptor) -> bool:
        """Whether a descriptor is this program's: the only one, or the one whose code names it."""
        if table.data in self.program.registers or table.data in self.program.inner:
            return False
        if len(self.everyone) == 1:
            return True
        users = [one for one in self.everyone if table.address in _named(one)]
        return self.program in users or (not users and self.program is self.everyone[0])

    def _area(self, one: Item) -> tuple[str, int]:
        """The record that an item lies in, and its offset there."""
        if one.base == STORAGE:
            for first, end in self.starts:
                if first <= one.place.offset < end:
                    return f"@{first:#x}", one.place.offset - first
        return _name(one.base), one.place.offset

    def section(self, base: Base, address: Number) -> Section:
        """Which section of the data division a place belongs to."""
        return section(base, address, self.records, self.printed, self.shared)

    def items(self) -> list[RecoveredItem]:
        """Its items as records, in the order of their places."""
        return [self._item(at, one) for at, one in enumerate(self.found)]

    def conditions(self) -> list[RecoveredCondition]:
        """Comparisons of its items, or of bytes that may be one, with constants, in the order of the code."""
        held = {(one.place, one.length): self._stretch(one) for one, _ in self.doubtful}
        held |= {(one.place, one.length): self._id(one) for one in self.found}
        return [
            RecoveredCondition(program=self.program.name, item=held[key], value=value, address=one.at)
            for one, value in compared(self.seen)
            if (key := (one.place, one.length)) in held
        ]

    def _stretch(self, one: Sighting) -> str:
        area, offset = self._area(Item(one.place, one.length))
        return f"{area}+{offset}:{one.length}"

    def _id(self, one: Item) -> str:
        area, offset = self._area(one)
        return f"item{area}+{offset}:{one.length}"

    def rows(self) -> list[RecoveredText]:
        """What the rows of its tables are set up with, what is put into several of its items at once, zeros."""
        types = [self.kinds[at].type for at in range(len(self.found))]
        said = put(self.found, types, self.seen)
        return [RecoveredText(program=self.program.name, text=text, kind=kind, address=at) for kind, text, at in said]

    def doubts(self) -> list[RecoveredStretch]:
        """What was seen in use and is not stated as an item, in the order of its places."""
        made: dict[tuple[str, int, int, Doubt], list[Seen]] = {}
        for one, doubt in sorted(self.doubtful, key=lambda pair: (pair[0].place, pair[0].length)):
            area, offset = self._area(Item(one.place, one.length))
            seen = made.setdefault((area, offset, one.length, doubt), [])
            if len(seen) < MOST_EVIDENCE:
                seen.append(Seen(kind=CLASSES[one.how], address=one.at))
        return [
            RecoveredStretch(
                id=f"{area}+{offset}:{length}", program=self.program.name, area=area, offset=offset, length=length,
                doubt=doubt, evidence=tuple(dict.fromkeys(seen)),
            )
            for (area, offset, length, doubt), seen in made.items()
        ]  # fmt: skip

    def _item(self, at: int, one: Item) -> RecoveredItem:
        kind = self.kinds[at]
        area, offset = self._area(one)
        address: Number = one.place.offset if one.base == STORAGE else UNKNOWN
        initial = self.initial.get((one.place, one.length))
        kept = self.names.items.get((one.base, one.place.offset, one.length))
        return RecoveredItem(
            id=f"item{area}+{offset}:{one.length}", program=self.program.name,
            name=kept.name if kept else UNKNOWN, named_by=f"{kept.option} (call {kept.at:#x})" if kept else UNKNOWN,
            occurs=self.names.occurs.get(kept.name, UNKNOWN) if kept else UNKNOWN,
            section=self.section(one.base, address), argument=one.base.number if one.base.kind == ARGUMENT else 0,
            area=area, offset=offset, length=one.length, address=address, type=kind.type, digits=kind.digits,
            scale=kind.scale, sign=kind.sign, picture=kind.picture, inferred=one.attribute is None,
            strides=one.place.strides,
            initial=printable(initial, one.length), evidence=evidence(one, initial), confidence=confidence(one),
        )  # fmt: skip

    def areas(self) -> list[RecoveredArea]:
        """Its records, each with the stretches that nothing was seen to touch."""
        made = [self._stored(first, end) for first, end in self.starts if self._within(first, end)]
        return made + [self._behind(base, length) for base, length in sorted(self.behind.items())]

    def _within(self, first: int, end: int) -> list[Item]:
        return [one for one in self.found if one.base == STORAGE and first <= one.place.offset < end]

    def _stored(self, first: int, end: int) -> RecoveredArea:
        mine = self._within(first, end)
        spans = [(one.place.offset, one.end) for one in mine]
        known = [
            one
            for one in mine
            if one.elementary or one.attribute is None or not areas.holds((one.place.offset, one.end), spans)
        ]
        covered = [(one.place.offset - first, one.end - first) for one in known]
        covered += [(at - first, to - first) for at, to in areas.uncertain(self.doubtful, STORAGE)]
        return RecoveredArea(
            id=f"@{first:#x}", program=self.program.name, section=self.section(STORAGE, first), address=first,
            length=end - first, unknown=tuple(areas.gaps(end - first, covered)),
        )  # fmt: skip

    def _behind(self, base: Base, length: int) -> RecoveredArea:
        inside = [(one.place.offset, one.end) for one in self.found if one.base == base and one.place.offset >= 0]
        inside = [pair for pair in inside if pair != (0, length)] or inside
        inside += areas.uncertain(self.doubtful, base)
        return RecoveredArea(
            id=_name(base), program=self.program.name, section=self.section(base, UNKNOWN),
            argument=base.number if base.kind == ARGUMENT else 0, length=max(length, 0),
            name=self.names.records[base].name if base in self.names.records else UNKNOWN,
            unknown=tuple(areas.gaps(length, inside)),
        )  # fmt: skip

    def files(self) -> list[RecoveredFile]:
        """Its files as records."""
        return [self._file(one) for one in self.set_up]

    def _file(self, one: File) -> RecoveredFile:
        return RecoveredFile(
            program=self.program.name, name=one.name, assign=self._assigned(one), organisation=one.organisation,
            access=one.access, record_smallest=one.smallest, record_largest=one.largest, optional=one.optional,
            external=one.external, status=self._place(one.status), record=self._place(one.record),
            operations=tuple(one.operations), address=one.at,
            keys=tuple(
                RecoveredKey(
                    offset=key.offset if one.organisation == "INDEXED" else UNKNOWN, length=key.size,
                    primary=key.primary, duplicates=key.duplicates, item=self._place(key.descriptor),
                )
                for key in one.keys
            ),
        )  # fmt: skip

    def _place(self, descriptor: int) -> str:
        """The id of the item that a descriptor describes."""
        table = self.tables.get(descriptor)
        for one in self.found if table else ():
            if table and one.base == STORAGE and (one.place.offset, one.length) == (table.data, table.size):
                area, offset = self._area(one)
                return f"item{area}+{offset}:{one.length}"
        return UNKNOWN

    def _assigned(self, one: File) -> str:
        """The name a file is assigned to: a literal, a word, or the item that holds it."""
        table = self.tables.get(one.assign)
        if table and self.image.constant(table.data):
            return self.image.read(table.data, table.size).decode("latin-1")
        return one.assigned.name if one.assigned else self._place(one.assign)


def _named(program: Program) -> set[int]:
    """Addresses of the image that the code of a program names."""
    found = program.__dict__.get("_named")
    if found is None:
        found = set()
        for one in program.story.told:
            values = [*one.arguments] if hasattr(one, "arguments") else [one.wrote, one.place]
            found |= {value for value in values if isinstance(value, int) and value > 4096}
            found |= {value - 8 for value in values if isinstance(value, int) and value > 4096}
        program.__dict__["_named"] = found
    return found


def _name(base: Base) -> str:
    if base.kind == ARGUMENT:
        return f"@arg{base.number}"
    return f"@{base.kind}{base.number:#x}"
