"""The instructions that matter, one small function each."""

from collections.abc import Callable

from workbench.reverse.machine import (
    ARGUMENTS,
    CLOBBERED,
    COPIES,
    DOES,
    SP,
    Bound,
    Call,
    Does,
    Machine,
    Touch,
    number,
    times,
)
from workbench.reverse.operands import XMM, Operand
from workbench.reverse.values import Value, plus, signed, terms

Given = tuple[Operand, ...]

MOST_ON_STACK = 40
ENTERS = frozenset({"cob_module_global_enter", "cob_module_enter"})
MODULE = 1
"""Stands for the address of the variable that holds the module structure, where that is on the stack."""


def does(*names: str) -> Callable[[Does], Does]:
    """Say which mnemonics a function is for."""

    def keep(function: Does) -> Does:
        DOES.update(dict.fromkeys(names, function))
        return function

    return keep


@does("mov", "movabs")
def move(machine: Machine, given: Given) -> None:
    """A copy."""
    machine.put(given[0], machine.get(given[1]))


@does("movzx")
def extend(machine: Machine, given: Given) -> None:
    """A copy into something wider, with zeros."""
    value = machine.get(given[1])
    if isinstance(value, int):
        value &= (1 << 8 * _bytes(given[1])) - 1
    machine.put(given[0], value)


@does("movsx", "movsxd")
def extend_signed(machine: Machine, given: Given) -> None:
    """A copy into something wider, with its sign."""
    value = machine.get(given[1])
    machine.put(given[0], signed(value, _bytes(given[1])) if isinstance(value, int) else value)


def _bytes(given: Operand) -> int:
    return int(given[2] if given[0] == "r" else given[1]) or 8


@does("cdqe", "cwde")
def widen(machine: Machine, given: Given) -> None:
    """The accumulator, sign extended."""
    value = machine.register(0)
    if isinstance(value, int):
        machine.state.registers[0] = signed(value, 4)


@does("cdq", "cqo")
def sign(machine: Machine, given: Given) -> None:
    """The sign of the accumulator into rdx."""
    machine.state.registers[2] = machine.fresh("sign")


@does("lea")
def address(machine: Machine, given: Given) -> None:
    """An address, or arithmetic in the form of one."""
    place = machine.place(given[1])
    machine.put(given[0], machine.fresh() if place is None else _short(place, given[0]))


def _short(value: Value, given: Operand) -> Value:
    """A constant as a narrow register holds it."""
    if isinstance(value, int) and given[0] == "r" and int(given[2]) == 4 and value < 0:
        return signed(value, 4)
    return value


def _right(machine: Machine, given: Given) -> Value:
    """The second operand of an arithmetic instruction."""
    if given[1][0] == "i":
        return number(given[1], int(given[0][2] if given[0][0] == "r" else given[0][1]))
    return machine.get(given[1])


@does("add")
def add(machine: Machine, given: Given) -> None:
    """A sum."""
    machine.put(given[0], _short(plus(machine.get(given[0]), _right(machine, given)), given[0]))


@does("sub")
def subtract(machine: Machine, given: Given) -> None:
    """A difference; from an item it is often a comparison."""
    right = _right(machine, given)
    left = machine.get(given[0])
    _compared(machine, left, right)
    machine.put(given[0], _short(plus(left, right, -1), given[0]))


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
    machine.put(given[0], times(machine, left, 1 << by) if 0 <= by < 32 else machine.fresh())


@does("xor")
def exclusive(machine: Machine, given: Given) -> None:
    """Zero, when both are the same register."""
    if given[0] == given[1]:
        machine.put(given[0], 0)
    else:
        _mixed(machine, given, lambda one, other: one ^ other)


@does("and")
def both(machine: Machine, given: Given) -> None:
    """Bits that are set in both."""
    right = _right(machine, given)
    if right == -1:
        return
    _mixed(machine, given, lambda one, other: one & other)


@does("or")
def either(machine: Machine, given: Given) -> None:
    """Bits that are set in either."""
    if _right(machine, given) == -1:
        machine.put(given[0], -1)
        return
    _mixed(machine, given, lambda one, other: one | other)


def _mixed(machine: Machine, given: Given, joined: object) -> None:
    left, right = machine.get(given[0]), machine.get(given[1])
    if given[0][0] == "r":
        _compared(machine, left, right)
    if isinstance(left, int) and isinstance(right, int) and callable(joined):
        machine.put(given[0], joined(left, right))
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


@does("cmp", "test")
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
        machine.told.append(Touch(machine.at, one[1], one[2], beside=other[1]))
    elif terms(left) and terms(right):
        _ends(machine, left, right)


def _with_constant(machine: Machine, left: Value, right: int) -> None:
    key = machine.symbols.key(left)
    swapped = key[:1] == ("swapped",)
    if swapped:
        key = machine.symbols.key(key[1])
    if key[:1] == ("item",):
        machine.told.append(Touch(machine.at, key[1], key[2], against=right, swapped=swapped))


def _ends(machine: Machine, left: Value, right: Value) -> None:
    gap = plus(left, right, -1)
    if not isinstance(gap, int) and len(gap[1]) == 1 and abs(gap[1][0][1]) == 1:
        number = gap[1][0][0]
        if machine.symbols.keys[number][0] == "step":
            held = dict(terms(left)).get(number)
            machine.bounds.append(Bound(machine.at, number, right if held else left))


@does("push")
def push(machine: Machine, given: Given) -> None:
    """Onto the stack."""
    value = machine.get(given[0])
    machine.state.registers[SP] = plus(machine.register(SP), -8)
    machine.store(machine.register(SP), 8, value)


@does("pop")
def pop(machine: Machine, given: Given) -> None:
    """From the stack."""
    value = machine.load(machine.register(SP), 8)
    machine.state.registers[SP] = plus(machine.register(SP), 8)
    machine.put(given[0], value)


@does("leave")
def leave(machine: Machine, given: Given) -> None:
    """The frame goes."""
    machine.state.registers[SP] = plus(machine.register(5), 8)
    machine.state.registers[5] = machine.fresh()


@does("xchg")
def exchange(machine: Machine, given: Given) -> None:
    """Each in the other's place."""
    if given[0] == given[1]:
        return
    left, right = machine.get(given[0]), machine.get(given[1])
    machine.put(given[0], right)
    machine.put(given[1], left)


@does("call", "tail")
def call(machine: Machine, given: Given) -> None:
    """A call: told with all that its arguments may be; afterwards little is known."""
    target = machine.get(given[0]) if given[0][0] != "i" else int(given[0][1])
    name = machine.image.imports.get(target, "") if isinstance(target, int) else ""
    key = machine.symbols.key(target)
    if key and key[0] == "library":
        name = key[1]
    handed = [machine.register(each) for each in ARGUMENTS]
    if machine.telling or not name:
        handed += _stacked(machine)
    if machine.telling:
        fields = {at: found for at, value in enumerate(handed) if (found := _field(machine, value))}
        machine.told.append(Call(machine.at, name, target, handed, fields))
    elif not name and isinstance(target, int):
        machine.told.append(Call(machine.at, name, target, handed, {}))
    if name in ENTERS and not isinstance(handed[0], int):
        machine.store(handed[0], 8, machine.symbols.of("item", MODULE, 8))
    result = handed[0] if name in COPIES else machine.symbols.of("result", machine.at, name or "0x")
    for each in CLOBBERED:
        (machine.state.wide if each >= XMM else machine.state.registers).pop(each, None)
    machine.state.registers[0] = result


def _stacked(machine: Machine) -> list[Value]:
    """Arguments that registers had no room for."""
    top = machine.offset(machine.register(SP))
    found: list[Value] = []
    while top is not None and len(found) < MOST_ON_STACK:
        held = machine.state.stack.get(top + 8 * len(found))
        if held is None:
            break
        found.append(held[1])
    return found


def _field(machine: Machine, value: Value) -> tuple[Value, Value, Value] | None:
    """The descriptor on the stack that a value points to."""
    offset = None if isinstance(value, int) else machine.offset(value)
    if offset is None:
        return None
    held = [machine.state.stack.get(offset + each) for each in (0, 8, 16)]
    if any(one is None for one in held):
        return None
    size, data, attribute = (one[1] for one in held if one)
    return (size, data, attribute) if isinstance(attribute, int) and machine.image.section(attribute) else None


@does("ret", "nop", "endbr64", "hlt", "ud2", "int3", "lfence", "pause")
def nothing(machine: Machine, given: Given) -> None:
    """Nothing that matters here."""


def _moved_if(machine: Machine, given: Given) -> None:
    """One of two values."""
    one, other = machine.get(given[0]), machine.get(given[1])
    areas = (machine.lowest, machine.highest)
    machine.put(given[0], machine.symbols.join(one, other, ("either", machine.at), areas))


def _set(machine: Machine, given: Given) -> None:
    """A truth value."""
    machine.put(given[0], machine.fresh())


_CONDITIONS = ("a ae b be c e g ge l le na nae nb nbe nc ne ng nge nl nle no np ns nz o p pe po s z").split()
DOES.update({f"cmov{each}": _moved_if for each in _CONDITIONS})
DOES.update({f"set{each}": _set for each in _CONDITIONS})


# ── sixteen bytes at a time, and strings


@does("movdqa", "movdqu", "movaps", "movups", "movapd", "movupd", "lddqu")
def wide_move(machine: Machine, given: Given) -> None:
    """Sixteen bytes."""
    low, high = machine.wide(given[1])
    if given[0][0] == "r":
        machine.state.wide[int(given[0][1])] = (low, high)
        return
    place = machine.place(given[0])
    if place is None:
        return
    if machine.offset(place) is not None or isinstance(low, int) or not _item(machine, low, 16):
        machine.store(place, 8, low)
        machine.store(plus(place, 8), 8, high)
    else:
        machine.store(place, 16, low)


def _item(machine: Machine, value: Value, size: int) -> bool:
    key = machine.symbols.key(value)
    return bool(key) and key[0] == "item" and key[2] == size


@does("movq", "movd")
def narrow(machine: Machine, given: Given) -> None:
    """Eight or four bytes into a wide register, or out of one."""
    if given[0][0] == "r" and int(given[0][1]) >= XMM:
        machine.state.wide[int(given[0][1])] = (machine.get(given[1]), 0)
    else:
        machine.put(given[0], machine.get(given[1]))


@does("movhps", "movhpd", "movlps", "movlpd")
def half(machine: Machine, given: Given) -> None:
    """One half of a wide register."""
    if given[0][0] == "r":
        low, _ = machine.wide(given[0])
        value = machine.get(given[1])
        machine.state.wide[int(given[0][1])] = (low, value)
    else:
        machine.put(given[0], machine.wide(given[1])[1])


@does("punpcklqdq", "unpcklpd")
def unpack(machine: Machine, given: Given) -> None:
    """The lower halves of two."""
    machine.state.wide[int(given[0][1])] = (machine.wide(given[0])[0], machine.wide(given[1])[0])


@does("pxor", "xorps", "xorpd")
def clear(machine: Machine, given: Given) -> None:
    """Zero, when both are the same."""
    same = given[0] == given[1]
    machine.state.wide[int(given[0][1])] = (0, 0) if same else (machine.fresh(), machine.fresh("high"))


def _string(width: int, copies: bool) -> Does:
    """`rep movs` and `rep stos`: many bytes from or into one place."""

    def run(machine: Machine, given: Given) -> None:
        count, to, source = machine.register(1), machine.register(7), machine.register(6)
        if isinstance(count, int) and 0 < count < 1 << 24:
            if copies:
                value = machine.symbols.of("item", source, count * width)
                if machine.telling:
                    machine.told.append(Touch(machine.at, source, count * width))
            else:
                value = _filled(machine, machine.register(0), width)
            if machine.offset(to) is None:
                machine.store(to, count * width, value)
            machine.state.registers[7] = plus(to, count * width)
            machine.state.registers[6] = plus(source, count * width) if copies else source
        machine.state.registers[1] = 0

    return run


def _filled(machine: Machine, value: Value, width: int) -> Value:
    """The byte that a pattern repeats, something unknown when it repeats none."""
    if isinstance(value, int):
        data = (value & ((1 << 8 * width) - 1)).to_bytes(width, "little")
        if len(set(data)) == 1:
            return data[0]
    return machine.fresh()


for _name, _width in (("b", 1), ("w", 2), ("d", 4), ("q", 8)):
    DOES[f"rep stos{_name}"] = _string(_width, False)
    DOES[f"rep movs{_name}"] = _string(_width, True)
