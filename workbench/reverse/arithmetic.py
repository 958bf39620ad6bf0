"""Sums, products, shifts, bits and comparisons: what becomes of addresses and of loaded items."""

from workbench.reverse.joint import joined, shifted, turned
from workbench.reverse.machine import DOES, Bound, Given, Machine, Touch, does, narrow, number, times
from workbench.reverse.values import Value, constant, plus, terms

ALIGNED = -8
"""What is filled by eight bytes at once begins at such an address, a little behind the beginning that was put before:
taken for the beginning itself, it ends where the filling does."""
BYTE, THREE_BYTES = 8, 0xFFFFFF
SIGNS = (31, 63)
"""A shift by so many bits leaves nothing but the sign."""


def _right(machine: Machine, given: Given) -> Value:
    """The second operand of an arithmetic instruction."""
    if given[1][0] == "i":
        return number(given[1], int(given[0][2] if given[0][0] == "r" else given[0][1]))
    return machine.get(given[1])


@does("add")
def add(machine: Machine, given: Given) -> None:
    """A sum."""
    machine.put(given[0], narrow(plus(machine.get(given[0]), _right(machine, given)), given[0]))


@does("sub")
def subtract(machine: Machine, given: Given) -> None:
    """A difference; from an item it is often a comparison."""
    right = _right(machine, given)
    left = machine.get(given[0])
    _compared(machine, left, right)
    machine.put(given[0], narrow(plus(left, right, -1), given[0]))


@does("inc")
def increase(machine: Machine, given: Given) -> None:
    """One more."""
    machine.put(given[0], plus(machine.get(given[0]), 1))


@does("dec")
def decrease(machine: Machine, given: Given) -> None:
    """One less."""
    machine.put(given[0], plus(machine.get(given[0]), -1))


@does("neg")
def negate(machine: Machine, given: Given) -> None:
    """The other sign."""
    machine.put(given[0], times(machine, machine.get(given[0]), -1))


@does("imul")
def multiply(machine: Machine, given: Given) -> None:
    """A product; a factor that is known becomes a stride."""
    if len(given) == 1:
        machine.state.registers[0] = machine.fresh()
        machine.state.registers[2] = machine.fresh("high")
        return
    left = machine.get(given[-2])
    right = number(given[2], int(given[0][2])) if len(given) == 3 else machine.get(given[1])
    if len(given) == 2:
        left = machine.get(given[0])
    if isinstance(left, int):
        left, right = right, left
    machine.put(given[0], times(machine, left, right) if isinstance(right, int) else machine.fresh())


@does("shl", "sal")
def shift(machine: Machine, given: Given) -> None:
    """A product with a power of two."""
    by = int(given[1][1]) if len(given) > 1 and given[1][0] == "i" else -1 if len(given) > 1 else 1
    left = machine.get(given[0])
    key = machine.symbols.key(left)
    if by == BYTE and key[::2] == ("item", 4):  # a number of three bytes, read with the byte behind it
        _odd(machine, given, key[1], 3)
        return
    whole = 0 <= by < (64 if key[:1] in (("item",), ("swapped",)) else 32)
    machine.put(given[0], times(machine, left, 1 << by) if whole else machine.fresh())


@does("shr")
def shift_right(machine: Machine, given: Given) -> None:
    """A constant divided by a power of two; the upper bytes of items that were loaded."""
    bits = int(given[1][1]) if len(given) > 1 and given[1][0] == "i" else -1
    held, width = machine.get(given[0]), int(given[0][2] if given[0][0] == "r" else given[0][1])
    if isinstance(held, int) and held >= 0 and bits > 0:
        machine.put(given[0], held >> bits)
        return
    left = shifted(machine.symbols, held, bits, width) if bits > 0 else None
    machine.put(given[0], machine.fresh() if left is None else left)


@does("sar")
def shift_signed(machine: Machine, given: Given) -> None:
    """All bits or none, where nothing but the sign is left."""
    sign = len(given) > 1 and given[1][0] == "i" and given[0][0] == "r" and int(given[1][1]) in SIGNS
    machine.put(given[0], times(machine, machine.fresh("flag"), -1) if sign else machine.fresh())


@does("xor")
def exclusive(machine: Machine, given: Given) -> None:
    """Zero, when both are the same register."""
    if given[0] == given[1]:
        machine.put(given[0], 0)
    else:
        _mixed(machine, given, lambda one, other: one ^ other)


@does("sbb")
def borrow(machine: Machine, given: Given) -> None:
    """All bits or none, as the comparison before went, when both are the same register."""
    machine.put(given[0], times(machine, machine.fresh("flag"), -1) if given[0] == given[1] else machine.fresh())


@does("and")
def both(machine: Machine, given: Given) -> None:
    """Bits that are set in both; of all bits or none, the constant or zero."""
    right = _right(machine, given)
    if right == -1:
        return
    flag = times(machine, machine.get(given[0]), -1)
    if isinstance(right, int) and machine.symbols.key(flag)[:1] == ("flag",):
        machine.put(given[0], times(machine, flag, right))
        return
    key = machine.symbols.key(machine.get(given[0]))
    if right == THREE_BYTES and key[::2] == ("item", 4):
        _odd(machine, given, key[1], 3)
        return
    if right == ALIGNED and given[0][0] == "r" and int(given[0][2]) == 8 and terms(machine.get(given[0])):
        return
    if isinstance(right, int) and _character(machine, machine.get(given[0])) and (bit := _left_out(right)):
        machine.put(given[0], machine.symbols.of("without", machine.get(given[0]), bit))
        return
    _mixed(machine, given, lambda one, other: one & other)


def _character(machine: Machine, value: Value) -> bool:
    """Whether a value is a character of an item, perhaps less a number."""
    known = terms(value)
    key = machine.symbols.keys[known[0][0]] if len(known) == 1 and known[0][1] == 1 else ("",)
    return bool(key[0] == "item" and key[2] == 1)


def _left_out(mask: int) -> int:
    """The only bit of a character that a mask leaves out, 0 for none: one comparison asks for two characters."""
    left = ~mask & 0xFF
    return left if left and not left & (left - 1) else 0


@does("or")
def either(machine: Machine, given: Given) -> None:
    """Bits that are set in either: of items beside each other, both."""
    if _right(machine, given) == -1:
        machine.put(given[0], -1)
        return
    if given[0][0] == given[1][0] == "r":
        one, other = machine.get(given[0]), machine.get(given[1])
        if odd := turned(machine.symbols, one, other):
            _odd(machine, given, *odd)
            return
        made = joined(machine.symbols, machine.get(given[0]), machine.get(given[1]), int(given[0][2]))
        if made is not None:
            machine.put(given[0], made)
            return
    _mixed(machine, given, lambda one, other: one | other)


def _odd(machine: Machine, given: Given, place: Value, size: int) -> None:
    """Tell of a number that is read in parts; what comes of it is not followed."""
    if machine.telling:
        machine.told.append(Touch(machine.at, place, size, swapped=True))
    machine.put(given[0], machine.fresh())


def _mixed(machine: Machine, given: Given, bits: object) -> None:
    left, right = machine.get(given[0]), machine.get(given[1])
    if given[0][0] == "r":
        _compared(machine, left, right)
    if isinstance(left, int) and isinstance(right, int) and callable(bits):
        machine.put(given[0], bits(left, right))
    else:
        machine.put(given[0], machine.fresh())


@does("bswap")
def swap(machine: Machine, given: Given) -> None:
    """The bytes in the other order: a binary item as mainframes keep it."""
    value = machine.get(given[0])
    width = int(given[0][2])
    if isinstance(value, int):
        machine.put(given[0], int.from_bytes((value & ((1 << 8 * width) - 1)).to_bytes(width, "big"), "little"))
    else:
        machine.put(given[0], machine.symbols.of("swapped", value))


@does("rol", "ror")
def rotate(machine: Machine, given: Given) -> None:
    """Two bytes in the other order."""
    halves = len(given) > 1 and given[1][0] == "i" and int(given[1][1]) == 8
    if halves and given[0][0] == "r" and int(given[0][2]) == 2:
        value = machine.get(given[0])
        if isinstance(value, int):
            machine.put(given[0], int.from_bytes((value & 0xFFFF).to_bytes(2, "big"), "little"))
        else:
            machine.put(given[0], machine.symbols.of("swapped", value))
        return
    machine.put(given[0], machine.fresh())


@does("test")
def masked(machine: Machine, given: Given) -> None:
    """Bits of an item; all but one of them, where it is asked for two characters."""
    if given[1][0] != "i":
        compare(machine, given)
        return
    left, right = machine.get(given[0]), number(given[1], int(given[0][2] if given[0][0] == "r" else given[0][1]))
    if machine.telling and _character(machine, left) and constant(left) and (bit := _left_out(right)):
        for code in (-constant(left), bit - constant(left)):
            _with_constant(machine, (0, terms(left)), code)


@does("cmp")
def compare(machine: Machine, given: Given) -> None:
    """A comparison of an item with a constant, or of two items."""
    if given[1][0] == "i" and given[0][0] == "m":
        machine.get(given[0], against=int(given[1][1]))
        return
    left, right = machine.get(given[0]), _right(machine, given)
    if given[0] != given[1]:
        _compared(machine, left, right)


def _compared(machine: Machine, left: Value, right: Value) -> None:
    """Tell of an item that is compared: with a constant, with another item; or of the end of a loop."""
    if not machine.telling:
        return
    if isinstance(left, int):
        left, right = right, left
    if isinstance(right, int):
        _with_constant(machine, left, right)
        return
    one, other = machine.symbols.key(left), machine.symbols.key(right)
    if one[:1] == other[:1] == ("item",) and one[2] == other[2]:
        first, second = sorted((one[1], other[1]), key=lambda place: (terms(place), constant(place)))
        machine.told.append(Touch(machine.at, first, one[2], beside=second))
    elif terms(left) and terms(right):
        _ends(machine, left, right)


def _with_constant(machine: Machine, left: Value, right: int) -> None:
    if not isinstance(left, int) and left[0] and len(left[1]) == 1:
        # `x - 65 <= 5` asks whether x is from 65 to 70
        base: Value = (0, left[1])
        within = range(right + 1) if 0 <= right <= 2 else (0, right)
        for each in (at - left[0] for at in within):
            if 32 < each < 127:
                _with_constant(machine, base, each)
        return
    key = machine.symbols.key(left)
    if key[:1] == ("without",):
        for each in (right, right | key[2]):
            _with_constant(machine, plus(key[1], -constant(key[1])), each - constant(key[1]))
        return
    swapped = key[:1] == ("swapped",)
    if swapped:
        key = machine.symbols.key(key[1])
    if key[:1] == ("item",):
        machine.told.append(Touch(machine.at, key[1], key[2], against=right, swapped=swapped))


@does("bt")
def among(machine: Machine, given: Given) -> None:
    """Whether an item is one of several characters: a bit of a constant for each of them."""
    mask, at = machine.get(given[0]), machine.get(given[1])
    if machine.telling and isinstance(mask, int) and not isinstance(at, int) and len(at[1]) == 1:
        for bit in range(64):
            if mask >> bit & 1 and 32 < bit - at[0] < 127:
                _with_constant(machine, (0, at[1]), bit - at[0])


def _ends(machine: Machine, left: Value, right: Value) -> None:
    gap = plus(left, right, -1)
    if not isinstance(gap, int) and len(gap[1]) == 1 and abs(gap[1][0][1]) == 1:
        number = gap[1][0][0]
        if machine.symbols.keys[number][0] == "step":
            held = dict(terms(left)).get(number)
            machine.bounds.append(Bound(machine.at, number, right if held else left))


def _moved_if(machine: Machine, given: Given) -> None:
    """One of two values."""
    one, other = machine.get(given[0]), machine.get(given[1])
    areas = (machine.lowest, machine.highest)
    machine.put(given[0], machine.symbols.join(one, other, ("either", machine.at), areas))


def _set(machine: Machine, given: Given) -> None:
    """A truth value."""
    machine.put(given[0], machine.fresh("flag"))


_CONDITIONS = ("a ae b be c e g ge l le na nae nb nbe nc ne ng nge nl nle no np ns nz o p pe po s z").split()
DOES.update({f"cmov{each}": _moved_if for each in _CONDITIONS})
DOES.update({f"set{each}": _set for each in _CONDITIONS})
