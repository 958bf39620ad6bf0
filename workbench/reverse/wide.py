"""Sixteen bytes at a time, and instructions that repeat."""

from dataclasses import replace

from workbench.reverse.machine import DOES, Does, Given, Machine, Touch, does
from workbench.reverse.operands import XMM
from workbench.reverse.values import Value, plus


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
def out_and_in(machine: Machine, given: Given) -> None:
    """Eight or four bytes into a wide register, or out of one."""
    if given[0][0] == "r" and int(given[0][1]) >= XMM:
        before = len(machine.told)
        machine.state.wide[int(given[0][1])] = (machine.get(given[1]), 0)
        machine.told[before:] = [replace(one, built=True) for one in machine.told[before:] if isinstance(one, Touch)]
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


@does("pcmpeqb", "pcmpeqw", "pcmpeqd")
def alike(machine: Machine, given: Given) -> None:
    """All bits, when both are the same."""
    same = given[0] == given[1]
    machine.state.wide[int(given[0][1])] = (-1, -1) if same else (machine.fresh(), machine.fresh("high"))


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
