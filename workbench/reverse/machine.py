"""What each instruction does to what is known: registers, the stack, and an account of every touch of memory.

Only what matters for addresses, lengths and constants is followed. Whatever else an instruction makes is an unknown of
its own. While the fixpoint is sought nothing is told; in the last pass every touch and call is told to `told`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from workbench.reverse.code import Instruction
from workbench.reverse.image import Image
from workbench.reverse.joint import stored
from workbench.reverse.operands import NONE, RIP, SEGMENT, XMM, Operand
from workbench.reverse.values import NO_SLOT, Symbols, Value, constant, plus, scaled, signed, terms

Stack = dict[int, tuple[int, Value]]

CLOBBERED = (0, 1, 2, 6, 7, 8, 9, 10, 11, *range(XMM, XMM + 16))
ARGUMENTS = (7, 6, 2, 1, 8, 9)
SP = 4
POINTER = 8
COPIES = frozenset({"memcpy", "memset", "memmove", "__memcpy_chk", "__memset_chk", "__memmove_chk"})


@dataclass(frozen=True)
class Touch:
    """One access: `size` bytes at `place`; what is stored (`wrote`), or compared with (`against`), where known.

    `beside` is the place of another item that it is compared with. `joint`: what is stored is only a part of a store.
    `built`: sixteen bytes are put together of it.
    """

    at: int
    place: Value
    size: int
    wrote: Value | None = None
    against: Value | None = None
    beside: Value | None = None
    swapped: bool = False
    reads: bool = True
    joint: bool = False
    built: bool = False


@dataclass(frozen=True)
class Call:
    """One call: the name of the library function, or the address of one of our own, or the value called.

    `arguments` are as many as registers and the stack may hold; `fields` are descriptors on the stack that arguments
    point to: number of the argument -> (size, data, attributes).
    """

    at: int
    name: str
    target: Value
    arguments: Sequence[Value]
    fields: dict[int, tuple[Value, Value, Value]]


@dataclass(frozen=True)
class Bound:
    """A pointer that goes through a loop is compared with where it ends: `steps` is the unknown number of steps."""

    at: int
    steps: int
    end: Value


@dataclass
class State:
    """What registers and stack hold at one point. A register that is not there holds something unknown."""

    registers: dict[int, Value] = field(default_factory=dict)
    wide: dict[int, tuple[Value, Value]] = field(default_factory=dict)
    stack: Stack = field(default_factory=dict)

    def copy(self) -> "State":
        """The same, to go on from."""
        return State(self.registers.copy(), self.wide.copy(), self.stack.copy())


class Machine:
    """Runs instructions on a state."""

    def __init__(self, image: Image, symbols: Symbols, changes: Mapping[int, Collection[int]]) -> None:
        """`symbols` are those of the function; `changes`: which registers some functions of the image change, alone."""
        self.changes = changes
        self.image = image
        self.symbols = symbols
        self.state = State()
        self.at = 0
        self.next = 0
        self.telling = False
        self.told: list[Touch | Call] = []
        self.bounds: list[Bound] = []
        self.stack = symbols.number(("stack",))
        self.lowest = image.sections[0].address
        self.highest = image.sections[-1].end

    def run(self, instructions: Sequence[Instruction], state: State) -> State:
        """The state after some instructions."""
        self.state = state
        for at, name, given, following in instructions:
            self.at, self.next = at, following
            does = DOES.get(name)
            if does:
                does(self, given)
            elif name[0] != "j":
                self._other(name, given)
        return state

    # ── places and what is in them

    def fresh(self, tag: str = "made") -> Value:
        """Something unknown that this instruction makes."""
        return self.symbols.of(tag, self.at)

    def place(self, given: Operand) -> Value | None:
        """The address of a memory operand."""
        _, _, base, index, scale, displacement = given
        if base == RIP:
            return self.next + int(displacement)
        if base == SEGMENT:
            return None
        found: Value = int(displacement)
        if base != NONE:
            found = plus(self.register(int(base)), found)
        if index != NONE:
            found = plus(found, self.register(int(index)), int(scale))
        return found

    def register(self, number: int) -> Value:
        """What a register holds."""
        found = self.state.registers.get(number)
        if found is None:
            found = self.state.registers[number] = self.symbols.of("register", self.at, number)
        return found

    def offset(self, place: Value) -> int | None:
        """Where on the stack a place is, if it is there."""
        known = terms(place)
        return constant(place) if len(known) == 1 and known[0] == (self.stack, 1) else None

    def get(self, given: Operand, against: Value | None = None) -> Value:
        """What an operand holds."""
        kind = given[0]
        if kind == "r":
            number = int(given[1])
            if number >= XMM:
                return self.state.wide.get(number, (self.fresh(), 0))[0]
            return self.register(number)
        if kind == "i":
            return int(given[1])
        place = self.place(given) if kind == "m" else None
        return self.fresh() if place is None else self.load(place, int(given[1]), against)

    def load(self, place: Value, size: int, against: Value | None = None) -> Value:
        """What memory holds at a place."""
        offset = self.offset(place)
        if offset is not None:
            held = self.state.stack.get(offset)
            if held and held[0] >= size:
                return held[1]
            if self.telling and size in (4, POINTER):
                self._number(offset, size)
            found = self.symbols.of("slot", self.at, offset)
            self.state.stack[offset] = (size, found)
            return found
        if isinstance(place, int):
            if self.image.constant(place):
                return int.from_bytes(self.image.read(place, size), "little")
            if place in self.image.pointers and size == 8 and self._fixed(place):
                return self.image.pointers[place]
            if place in self.image.slots:
                return self.symbols.of("library", self.image.slots[place])
            if size == POINTER and self.symbols.slots.get(place, NO_SLOT) != NO_SLOT:
                return self.symbols.of("argument", self.symbols.slots[place])
        if self.telling:
            self.told.append(Touch(self.at, place, size, against=against))
        return self.symbols.of("item", place, size)

    def _number(self, offset: int, size: int) -> None:
        """Tell of a number whose parts were put side by side on the stack, in their order or in the other one."""
        held = [
            (width, self.symbols.key(value))
            for at in range(offset, offset + size)
            if (found := self.state.stack.get(at))
            for width, value in (found,)
        ]
        parts = [(key[1], width) for width, key in held if key[::2] == ("item", width)]
        if len(parts) < 2 or len({terms(place) for place, _ in parts}) > 1:
            return
        parts.sort(key=lambda part: constant(part[0]))
        if all(plus(one, width) == other for (one, width), (other, _) in pairwise(parts)):
            whole = sum(width for _, width in parts)
            if whole < size:
                self.told.append(Touch(self.at, parts[0][0], whole, swapped=True))

    def _fixed(self, place: int) -> bool:
        """Whether the loader alone writes there."""
        found = self.image.section(place)
        return found is not None and found.name.startswith((".got", ".data.rel.ro", ".init", ".fini"))

    def store(self, place: Value | None, size: int, value: Value) -> None:
        """Keep a value in memory."""
        if place is None:
            return
        offset = self.offset(place)
        if offset is None:
            if size == POINTER and isinstance(place, int):
                self._keep(place, value)
            if self.telling:
                self.told += [
                    Touch(self.at, plus(place, at), width, wrote=wrote, reads=False, joint=width < size)
                    for at, width, wrote in stored(self.symbols, value, size)
                ]
            return
        stack = self.state.stack
        for near in range(offset - 7, offset + size):
            if near in stack and near + stack[near][0] > offset:
                del stack[near]
        stack[offset] = (size, value)
        if self.telling and isinstance(value, int) and size in (4, 8):
            self.told.append(Touch(self.at, place, size, wrote=value, reads=False))

    def _keep(self, place: int, value: Value) -> None:
        """A variable that holds nothing but one parameter is that parameter, also where nobody handed it over."""
        key, slots = self.symbols.key(value), self.symbols.slots
        if key[:1] == ("argument",):
            slots[place] = key[1] if slots.get(place, key[1]) == key[1] else NO_SLOT
        elif value != 0:
            slots[place] = NO_SLOT

    def put(self, given: Operand, value: Value) -> None:
        """Keep a value in an operand."""
        if given[0] == "r":
            number = int(given[1])
            if number >= XMM:
                self.state.wide[number] = (value, 0)
            else:
                self.state.registers[number] = value
        elif given[0] == "m":
            self.store(self.place(given), int(given[1]), value)

    def wide(self, given: Operand) -> tuple[Value, Value]:
        """The two halves of sixteen bytes."""
        if given[0] == "r":
            return self.state.wide.get(int(given[1]), (self.fresh(), self.fresh("high")))
        place = self.place(given)
        if place is None:
            return self.fresh(), self.fresh("high")
        if self.offset(place) is None and not isinstance(place, int):
            return self._wide_item(place)
        if isinstance(place, int) and not self.image.constant(place) and not self._relocated(place):
            return self._wide_item(place)
        return self._half(place), self._half(plus(place, 8))

    def _relocated(self, place: int) -> bool:
        return self._fixed(place) and (place in self.image.pointers or place + 8 in self.image.pointers)

    def _half(self, place: Value) -> Value:
        return self.load(place, 8)

    def _wide_item(self, place: Value) -> tuple[Value, Value]:
        if self.telling:
            self.told.append(Touch(self.at, place, 16))
        return self.symbols.of("item", place, 16), self.symbols.of("item", plus(place, 8), 8)

    def _other(self, name: str, given: tuple[Operand, ...]) -> None:
        """An instruction that nothing is known of: its operands are read, the first one changes."""
        for each in given[1:]:
            if each[0] == "m":
                self.get(each)
        if given and given[0][0] == "r":
            number = int(given[0][1])
            (self.state.wide if number >= XMM else self.state.registers).pop(number, None)
        elif given and given[0][0] == "m":
            place = self.place(given[0])
            if place is not None:
                self.store(place, int(given[0][1]) or 8, self.fresh())


Given = tuple[Operand, ...]
Does = Callable[[Machine, Given], None]
DOES: dict[str, Does] = {}
"""Mnemonic -> what it does; filled by `effects`, `arithmetic` and `wide`."""


def does(*names: str) -> Callable[[Does], Does]:
    """Say which mnemonics a function is for."""

    def keep(function: Does) -> Does:
        DOES.update(dict.fromkeys(names, function))
        return function

    return keep


def number(given: Operand, width: int) -> int:
    """An immediate operand of an instruction of some width, as a signed number."""
    return signed(int(given[1]), width or 8)


def times(machine: Machine, value: Value, factor: int) -> Value:
    """value x factor; what is unknown keeps its identity."""
    return scaled(value if terms(value) or isinstance(value, int) else machine.fresh(), factor)


def narrow(value: Value, given: Operand) -> Value:
    """A constant as a narrow register holds it."""
    if isinstance(value, int) and given[0] == "r" and int(given[2]) == 4 and value < 0:
        return signed(value, 4)
    return value
