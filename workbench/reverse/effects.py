"""Moves, calls and the stack, one small function for each kind of instruction."""

from workbench.reverse.machine import ARGUMENTS, CLOBBERED, COPIES, SP, Call, Given, Machine, does, narrow
from workbench.reverse.operands import XMM, Operand
from workbench.reverse.values import Value, plus, signed

MOST_ON_STACK = 40
ENTERS = frozenset({"cob_module_global_enter", "cob_module_enter"})
FEW = tuple(
    f"cob_{each}" for each in (
        "add", "check_", "close", "cmp", "decimal_", "delete", "div", "get_", "inspect_", "move", "mul", "open", "put_",
        "read", "rewrite", "set_", "start", "store_", "string_", "sub", "table_sort", "unstring_", "write",
    )
)  # fmt: skip
"""Functions of the runtime whose arguments are all in registers: what lies on the stack is none of theirs."""
MODULE = 1
"""Stands for the address of the variable that holds the module structure, where that is on the stack."""


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
    elif given[1][0] == "r" and (key := machine.symbols.key(value))[:1] == ("item",) and key[2] > _bytes(given[1]):
        value = machine.symbols.of("item", key[1], _bytes(given[1]))
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
    machine.put(given[0], machine.fresh() if place is None else narrow(place, given[0]))


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
    changed = machine.changes.get(target, CLOBBERED) if isinstance(target, int) else CLOBBERED
    if machine.telling:
        own = changed is not CLOBBERED  # such a function is given no descriptors: registers may hold another one's
        handed += () if own or name.startswith(FEW) else _stacked(machine)
        fields = {} if own else {at: found for at, value in enumerate(handed) if (found := _field(machine, value))}
        machine.told.append(Call(machine.at, name, target, handed, fields))
    if name in ENTERS and not isinstance(handed[0], int):
        machine.store(handed[0], 8, machine.symbols.of("item", MODULE, 8))
    result = handed[0] if name in COPIES else machine.symbols.of("result", machine.at, name or "0x")
    for each in set(changed).intersection(CLOBBERED):
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
