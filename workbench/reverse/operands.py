"""Instructions as short tuples: what capstone prints, parsed once for each text that occurs.

capstone's light mode gives mnemonics and operand texts ten times as fast as its detailed mode; texts repeat, so each
is parsed once. An operand is ("r", register, width), ("i", value, 0), ("m", width, base, index, scale, displacement).
"""

import re
from functools import lru_cache

Operand = tuple[str | int, ...]

RIP, NONE, SEGMENT = -2, -1, -3
"""Numbers of what is no general register: the instruction pointer, none at all, thread memory."""

_NAMES = ("ax", "cx", "dx", "bx", "sp", "bp", "si", "di")
XMM = 16


def _registers() -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for number, name in enumerate(_NAMES):
        found |= {f"r{name}": (number, 8), f"e{name}": (number, 4), name: (number, 2)}
        found[name[0] + "l" if name[1] == "x" else name + "l"] = (number, 1)
        if name[1] == "x":
            found[name[0] + "h"] = (number, 1)
    for number in range(8, 16):
        found |= {f"r{number}{tail}": (number, width) for tail, width in (("", 8), ("d", 4), ("w", 2), ("b", 1))}
    found |= {f"xmm{number}": (XMM + number, 16) for number in range(16)}
    found["rip"] = (RIP, 8)
    return found


REGISTERS = _registers()
HIGH = frozenset({"ah", "bh", "ch", "dh"})
WIDTHS = {"byte": 1, "word": 2, "dword": 4, "qword": 8, "xmmword": 16, "tbyte": 10, "ymmword": 32}
_MEMORY = re.compile(r"(?:(\w+) ptr )?(?:(\w\w):)?\[(.*)\]$")
_TERM = re.compile(r"([+-]?)\s*([a-z]\w*|0x[0-9a-f]+|\d+)(?:\*(\d))?")


@lru_cache(maxsize=1 << 16)
def parsed(text: str) -> tuple[Operand, ...]:
    """The operands of one instruction.

    >>> parsed("rax, qword ptr [rbp + rax*8 - 0x10]")
    (('r', 0, 8), ('m', 8, 5, 0, 8, -16))
    """
    return tuple(_operand(part.strip()) for part in text.split(",")) if text else ()


def _operand(text: str) -> Operand:
    if text in REGISTERS:
        return ("r", *REGISTERS[text])
    if found := _MEMORY.match(text):
        return _memory(WIDTHS.get(found.group(1) or "", 0), found.group(2) or "", found.group(3))
    try:
        return ("i", int(text, 0), 0)
    except ValueError:
        return ("?", 0, 0)


def _memory(width: int, segment: str, text: str) -> Operand:
    base, index, scale, displacement = NONE, NONE, 1, 0
    for sign, word, times in _TERM.findall(text):
        if word[0].isdigit():
            displacement += -int(word, 0) if sign == "-" else int(word, 0)
        elif times or base != NONE:
            index, scale = REGISTERS.get(word, (NONE, 0))[0], int(times or 1)
        else:
            base = REGISTERS.get(word, (NONE, 0))[0]
    return ("m", width, SEGMENT if segment in ("fs", "gs") else base, index, scale, displacement)
