"""Functions as blocks of instructions, with every place that control may go to next.

Computed jumps are of two kinds: through a table of a switch, which is read; and back from a performed paragraph to the
label that was stored before. All of the second kind meet in one point, from which every stored label can be reached.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.reverse.image import Image
from workbench.reverse.operands import RIP, Operand, parsed

Instruction = tuple[int, str, tuple[Operand, ...], int]
"""Address, mnemonic, operands, address of the next one."""

NEVER_RETURNS = frozenset(
    {"cob_fatal_error", "cob_stop_run", "cob_call_error", "cob_goback", "exit", "abort", "__stack_chk_fail", "_exit"}
)
ENDS = frozenset({"jmp", "tail", "ret", "hlt", "ud2", "int3"})
"""Where control does not go on to the next instruction; `tail` is a jump out of the function: a last call."""
MOST_CASES = 1024
WINDOW = 1 << 16
"""How many bytes the disassembler is given at once."""
REACH = 10
"""How many instructions before a computed jump its table is named, at most."""


@dataclass
class Block:
    """Instructions that run one after the other; `follows` are the blocks that may come next.

    `returns`: it ends in a computed jump to a stored label.
    """

    start: int
    instructions: Sequence[Instruction]
    follows: list[int] = field(default_factory=list)
    returns: bool = False


@dataclass
class Function:
    """The blocks of a function by address, the labels that it stores, and the functions of this image it calls."""

    start: int
    end: int
    blocks: dict[int, Block]
    labels: list[int]


READ_ONLY = frozenset({"cmp", "test", "push", "nop", "bt", "ret"})
"""Instructions that change no register they name."""
BOTH = frozenset({"mul", "imul", "div", "idiv", "cdq", "cqo"})
"""Instructions that change the accumulator, and rdx, without naming them."""


def changed(code: Function) -> frozenset[int] | None:
    """The registers that a function changes; None where it calls others, which may change any."""
    found: set[int] = set()
    for block in code.blocks.values():
        for _, name, given, _ in block.instructions:
            if name in ("call", "tail", "syscall") or (name == "jmp" and block.returns):
                return None
            if name in BOTH:
                found |= {0, 2}
            if name.startswith("rep"):
                found |= {1, 6, 7}
            registers = given if name == "xchg" else given[:1]
            found |= {int(each[1]) for each in registers if each[0] == "r" and name not in READ_ONLY}
    return frozenset(found)


def disassembler() -> Any:
    """A capstone disassembler for x86-64."""
    from capstone import CS_ARCH_X86, CS_MODE_64, Cs  # noqa: PLC0415

    return Cs(CS_ARCH_X86, CS_MODE_64)  # type: ignore[no-untyped-call]


def function(image: Image, start: int, end: int, reader: Any) -> Function:
    """A function taken apart; `reader` is a disassembler."""
    body = _body(image, start, end, reader)
    known = {each[0] for each in body}
    tables = {body[at][0]: cases for at, cases in _switches(image, body, (start, end))}
    labels = sorted({at for at in _stored(body, not image.relocatable) if start < at < end and at in known})
    leaders = {start, *labels}
    leaders.update(to for many in tables.values() for to in many)
    leaders.update(to for to in _targets(body) if start <= to < end)
    blocks = _blocks(body, leaders & known, {at for at, name in image.imports.items() if name in NEVER_RETURNS})
    for block in blocks.values():
        _follow(image, block, blocks, tables)
    return Function(start, end, blocks, labels)


def _body(image: Image, start: int, end: int, reader: Any) -> list[Instruction]:
    found: list[Instruction] = []
    at = start
    while at < end:
        begun = at
        for address, size, name, text in reader.disasm_lite(image.read(at, min(end - at, WINDOW)), at):
            at = address + size
            given = parsed(text)
            plain = name.removeprefix("notrack ").removeprefix("bnd ")
            leaves = plain == "jmp" and given[0][0] == "i" and not start <= int(given[0][1]) < end
            found.append((address, "tail" if leaves else plain, given, at))
        at += at == begun  # what is no instruction is stepped over: data among code
    return found


def _stored(body: Sequence[Instruction], fixed: bool) -> Iterator[int]:
    """Addresses that the code computes from its own position; and numbers, where it is loaded at a `fixed` place."""
    for _, name, given, following in body:
        if name == "lea" and len(given) == 2 and given[1][0] == "m" and given[1][2] == RIP:
            yield following + int(given[1][5])
        elif fixed and name in ("mov", "movabs") and len(given) == 2 and given[1][0] == "i" and given[1][1]:
            yield int(given[1][1])


def _targets(body: Sequence[Instruction]) -> Iterator[int]:
    """Where direct jumps go."""
    for _, name, given, _ in body:
        if name[0] == "j" and given and given[0][0] == "i":
            yield int(given[0][1])


def _switches(image: Image, body: Sequence[Instruction], span: tuple[int, int]) -> Iterator[tuple[int, list[int]]]:
    """Computed jumps through a table, with the places in it."""
    for at, (_, name, given, _) in enumerate(body):
        if name != "jmp" or not given or given[0][0] != "r":
            continue
        before = body[max(0, at - REACH) : at]
        tables = [to for to in _stored(before, not image.relocatable) if image.constant(to)]
        if tables and any(_indexed(one) for one in before):
            cases = list(_cases(image, tables[-1], span, _bound(before)))
            if cases:
                yield at, cases


def _indexed(one: Instruction) -> bool:
    """Whether it loads four bytes from memory: an entry of a table."""
    return one[1] in ("movsxd", "mov") and len(one[2]) == 2 and one[2][1][0] == "m" and one[2][1][1] == 4


def _bound(before: Sequence[Instruction]) -> int:
    limits = [int(given[1][1]) for _, name, given, _ in before if name == "cmp" and given[1][0] == "i"]
    return min(limits[-1] + 1, MOST_CASES) if limits and limits[-1] >= 0 else MOST_CASES


def _cases(image: Image, table: int, span: tuple[int, int], most: int) -> Iterator[int]:
    for number in range(most):
        raw = image.read(table + 4 * number, 4)
        to = table + int.from_bytes(raw, "little", signed=True)
        if len(raw) < 4 or not span[0] <= to < span[1]:
            return
        yield to


def _blocks(body: Sequence[Instruction], leaders: set[int], leaving: Collection[int]) -> dict[int, Block]:
    found: dict[int, Block] = {}
    first = 0
    for at, one in enumerate(body):
        last = at + 1 == len(body) or body[at + 1][0] in leaders
        leaves = one[1] == "call" and one[2][0][0] == "i" and one[2][0][1] in leaving
        if last or one[1][0] == "j" or one[1] in ENDS or leaves:
            start = body[first][0]
            found[start] = Block(start, body[first : at + 1])
            first = at + 1
    return found


def _follow(image: Image, block: Block, blocks: dict[int, Block], tables: dict[int, list[int]]) -> None:
    at, name, given, following = block.instructions[-1]
    to = int(given[0][1]) if given and given[0][0] == "i" else 0
    if name[0] == "j":
        if to:
            block.follows = [to]
        elif at in tables:
            block.follows = sorted(set(tables[at]))
        else:
            block.returns = True
    elif name == "call" and image.imports.get(to) in NEVER_RETURNS:
        return
    if name not in ENDS:
        block.follows = [*block.follows, following]
    block.follows = [each for each in block.follows if each in blocks]
