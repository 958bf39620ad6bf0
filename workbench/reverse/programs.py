"""Which functions of a module are programs, how they are entered, and what belongs to the runtime rather than to them.

A program enters the runtime once (`cob_module_global_enter`); other functions set up its module structure or are the
doors through which other programs come in.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from workbench.records import UNKNOWN
from workbench.reverse.code import Block, Function, changed, disassembler, function
from workbench.reverse.digits import folded
from workbench.reverse.doors import entered_with, handed, inside, numbered, renumber
from workbench.reverse.effects import ENTERS, MODULE
from workbench.reverse.image import Image
from workbench.reverse.machine import POINTER, Call, Touch
from workbench.reverse.values import Key, Symbols, Value, constant, terms
from workbench.reverse.walk import Story, entered, walk

NAME, DATE, SOURCE = 0x10, 0x18, 0x20
DAY, TIME = 0x64, 0x68
"""Offsets of members of the module structure: they are the same in all versions that are known."""


MEMORY = frozenset(
    {"memcpy", "memset", "memmove", "memcmp", "cob_move_ibm", "__memcpy_chk", "__memset_chk", "__memmove_chk"}
)
MOST_OFFSET = 1 << 20
MAIN = "main"
GLOBAL = "cob_get_global_ptr"


@dataclass
class Program:
    """A program: its story, its name, and the addresses that the runtime keeps for itself.

    `inner` are those addresses; `kept` are variables that hold a pointer to data; `registers` the numbers that every
    program has (RETURN-CODE). `rooms` are those of names that files are assigned to. `setup` are the blocks that set
    the storage up. `doors` are its entry points: name -> (address, the parameters that callers hand over, in their
    order).
    """

    story: Story
    name: str = UNKNOWN
    source: str = UNKNOWN
    compiled: str = UNKNOWN
    version: str = UNKNOWN
    inner: set[int] = field(default_factory=set)
    rooms: list[range] = field(default_factory=list)
    kept: set[int] = field(default_factory=set)
    counters: set[int] = field(default_factory=set)
    registers: dict[int, str] = field(default_factory=dict)
    setup: set[int] = field(default_factory=set)
    doors: dict[str, tuple[int, tuple[int, ...]]] = field(default_factory=dict)
    nested: bool = False

    @property
    def at(self) -> int:
        """Where its code begins."""
        return self.story.function.start

    def calls(self, *names: str) -> list[Call]:
        """Its calls of some library functions."""
        return [one for one in self.story.told if isinstance(one, Call) and one.name in names]


def programs(image: Image, tables: Collection[int]) -> list[Program]:
    """Every program of a module, in the order of the code; `tables` are the addresses of descriptors."""
    reader = disassembler()
    functions = [function(image, start, end, reader) for start, end in image.functions]
    functions = [code for code in functions if code.start in code.blocks]  # others begin with no instruction
    changes = {code.start: registers for code in functions if (registers := changed(code)) is not None}
    stories = {code.start: _told(image, code, changes) for code in functions}
    doors = {at for at, each in stories.items() if _enters(each)}
    helpers = {at: each for at, each in stories.items() if at not in doors}
    found = {at: Program(folded(stories[at], helpers)) for at in doors}
    for one in found.values():
        renumber(one.story)
        _named(image, one, stories)
        one.setup = _setup(one)
        words = {each + 8 for each in tables}
        one.inner = (_inner(image, one) | one.counters) - {0} - words
        one.kept = _kept(one, words) - one.inner
        one.registers = _registers(image, one)
    for at, each in stories.items():
        if at not in found:
            _door(image, at, each, found)
    for one in found.values():
        if not one.doors and one.name != UNKNOWN:
            one.nested = one.name not in image.exports
            if inside(one.story):
                one.doors[_exported(image, one.at) or one.name] = (one.at, entered_with(one.story))
            elif one.nested and any(_calls(stories[at], one.at) for at in found if at != one.at):
                one.doors[one.name] = (one.at, numbered(one.story))
    return [found[at] for at in sorted(found)]


def _told(image: Image, code: Function, changes: Mapping[int, Collection[int]]) -> Story:
    symbols = Symbols()
    return walk(image, code, entered(symbols), symbols, changes)


def _calls(story: Story, at: int) -> bool:
    """Whether a program calls another one of its module itself: the compiler made the only door a part of it."""
    return any(isinstance(one, Call) and one.target == at for one in story.told)


def _enters(story: Story) -> bool:
    return any(isinstance(one, Call) and one.name in ENTERS for one in story.told)


def _named(image: Image, program: Program, stories: dict[int, Story]) -> None:
    """Name, source, date and version, from the structure that the program fills."""
    entering = program.calls(*ENTERS)[0]
    given = entering.arguments[0]
    module = given if isinstance(given, int) else MODULE
    texts = _members(image, program.story, ("item", module, 8))
    given_out = set(_structure(program.story, ("item", module, 8)).values())
    for one in program.story.told:
        if isinstance(one, Call) and isinstance(one.target, int) and one.target in stories and one.arguments:
            if program.story.symbols.key(one.arguments[0]) == ("item", module, 8):
                texts |= _members(image, stories[one.target], ("argument", 0))
                given_out |= set(_structure(stories[one.target], ("argument", 0)).values())
    program.counters = {value for value in given_out if image.writable(value)}
    program.name = texts.get(NAME, UNKNOWN)
    program.compiled = texts.get(DATE, UNKNOWN)
    program.source = texts.get(SOURCE, UNKNOWN)
    for one in program.calls("cob_check_version"):
        program.version = image.text(constant(one.arguments[1])) or UNKNOWN


def _members(image: Image, story: Story, base: Key) -> dict[int, str]:
    """Texts that are stored into a structure: offset -> text."""
    stored = _structure(story, base)
    return {at: image.text(value) for at, value in stored.items() if image.constant(value) and image.text(value)}


def _structure(story: Story, base: Key) -> dict[int, int]:
    """Addresses that are stored into a structure: offset -> address; not the numbers that are date and time."""
    found = {}
    for one in story.told:
        if isinstance(one, Touch) and isinstance(one.wrote, int) and one.size == POINTER:
            known = terms(one.place)
            if len(known) == 1 and story.symbols.keys[known[0][0]] == base:
                found[constant(one.place)] = one.wrote
    return {at: address for at, address in found.items() if at not in (DAY, TIME)}


def _setup(program: Program) -> set[int]:
    """The blocks that set the storage up: reached only when the program runs for the first time."""
    blocks = program.story.function.blocks
    first, before = _fork(program)
    if not first:
        return set()
    always = _reached(blocks, [each for each in blocks[before].follows if each != first], set())
    return _reached(blocks, [first], always)


def _reached(blocks: dict[int, Block], starts: list[int], apart: set[int]) -> set[int]:
    """The blocks that can come after some, but for those set apart."""
    found: set[int] = set()
    left = list(starts)
    while left:
        at = left.pop()
        if at not in found and at not in apart:
            found.add(at)
            left += blocks[at].follows
    return found


def _fork(program: Program) -> tuple[int, int]:
    """Where set-up begins, and the block that decides about it: the first one that reads a flag after entering."""
    function, entering = program.story.function, program.calls(*ENTERS)[0].at
    inside = [b.start for b in function.blocks.values() if b.start <= entering <= b.instructions[-1][0]]
    after = _reached(function.blocks, inside, set())  # not what cancels the program, which tests its flag too
    near = [b for b in function.blocks.values() if b.instructions[-1][1] in ("je", "jne") and len(b.follows) == 2]
    for block in sorted((b for b in near if b.start in after), key=lambda each: each.start):
        if block.instructions[-1][0] > entering and _flags(program, block):
            jump, falls = block.follows
            opposite = any(each[1] == "sete" for each in block.instructions)  # `flag == 0` is what is tested
            return (jump if (block.instructions[-1][1] == "je") != opposite else falls), block.start
    return 0, 0


def _flags(program: Program, block: Block) -> list[int]:
    """Variables of four bytes that a block reads, and does not write."""
    found = []
    for one in program.story.told:
        if isinstance(one, Touch) and block.start <= one.at <= block.instructions[-1][0]:
            if isinstance(one.place, int) and one.size == 4 and one.wrote is None:
                found.append(one.place)
    return found


def _inner(image: Image, program: Program) -> set[int]:
    """Addresses of the image that hold what the runtime or the compiler keeps, not data of the program."""
    story, found = program.story, set()
    for one in story.told:
        if isinstance(one, Call):
            found |= _owned(one) | _structures(story.symbols, one)
        elif isinstance(one.place, int) and one.wrote is not None:
            whose = {8: _address(image, story.symbols, one.wrote), 4: _runtimes(story.symbols, one.wrote)}
            if whose.get(one.size):
                found.add(one.place)
    _, before = _fork(program)
    return found | set(_flags(program, story.function.blocks[before]) if before else ())


def _kept(program: Program, words: set[int]) -> set[int]:
    """Variables that hold a pointer to data: addresses are counted from what they hold. `words`: of descriptors."""
    story, found = program.story, set()
    for one in story.told:
        if isinstance(one, Call):
            for value in one.arguments[:2] if one.name in MEMORY else ():
                found |= _bases(story.symbols, value)
            for _, data, _ in one.fields.values():
                found |= _bases(story.symbols, data)
            if one.name in ("cob_allocate", "cob_free_alloc") and isinstance(one.arguments[0], int):
                found.add(one.arguments[0])
        else:
            found |= _bases(story.symbols, one.place)
            if one.wrote is not None and isinstance(one.place, int):
                if one.place in words:
                    found |= _bases(story.symbols, one.wrote)
                elif story.symbols.key(one.wrote)[2:] == ("cob_external_addr",):
                    found.add(one.place)
    return found


def _registers(image: Image, program: Program) -> dict[int, str]:
    """RETURN-CODE: what the program hands back, what called programs put there."""
    found, story, left = {}, program.story, False
    for one in story.told:
        if isinstance(one, Call):
            left = one.name == "cob_module_leave"
            if one.name == "cob_stop_run" and (key := story.symbols.key(one.arguments[0])):
                if key[0] == "item" and key[2] == 4 and isinstance(key[1], int):
                    found[key[1]] = "RETURN-CODE"
            if (
                one.name == "cob_file_sort_init"
                and isinstance(one.arguments[3], int)
                and image.writable(one.arguments[3])
            ):
                found[one.arguments[3]] = "SORT-RETURN"
        elif isinstance(one.place, int) and one.size == 4:
            key = story.symbols.key(one.wrote) if one.wrote is not None else ()
            if (left and one.wrote is None) or (key and key[0] == "result" and _program(key[2])):
                found[one.place] = "RETURN-CODE"
            left = False
    return found


def _program(name: str) -> bool:
    """Whether a function is a program, of this module or of another one, or a routine that hands something back."""
    return name.startswith("cob_sys") or not (name.startswith("cob_") or name in MEMORY)


def _bases(symbols: Symbols, value: Value) -> set[int]:
    """Variables that hold the pointer which an address counts from."""
    keys = [symbols.keys[symbol] for symbol, times in terms(value) if times == 1]
    if abs(constant(value)) > MOST_OFFSET:
        return set()
    return {key[1] for key in keys if key[0] == "item" and key[2] == 8 and isinstance(key[1], int)}


def _structures(symbols: Symbols, one: Call) -> set[int]:
    """Variables whose pointer a runtime function is given: files, decimal numbers, programs; not addresses of data."""
    if not one.name:
        return _bases(symbols, one.target)
    if one.name.startswith(("cob_decimal", "cob_file", "cob_module", "cob_set_cancel", "cob_cache_free")):
        return {at for value in one.arguments[:2] for at in _bases(symbols, value)}
    return set()


def _owned(one: Call) -> set[int]:
    """Variables that a runtime function is given to keep something in."""
    if one.name in ENTERS or one.name in ("cob_module_free", "cob_file_malloc", "cob_file_free", "cob_decimal_init"):
        return {each for each in one.arguments[:2] if isinstance(each, int)}
    if one.name == "cob_file_external_addr":
        return {each for each in one.arguments[1:3] if isinstance(each, int)}
    return set()


def _runtimes(symbols: Symbols, value: Value) -> bool:
    """Whether a value is a member of a structure of the runtime: how many parameters were handed over."""
    key = symbols.key(value)
    known = terms(key[1]) if key[:1] == ("item",) else ()
    return len(known) == 1 and symbols.keys[known[0][0]][::2] == ("result", GLOBAL)


def _address(image: Image, symbols: Symbols, value: Value) -> bool:
    """Whether a value is the address of something: an argument, code, or what a call gave."""
    if isinstance(value, int):
        found = image.section(value)
        return found is not None and found.code
    key = symbols.key(value)
    return bool(key) and (key[0] == "argument" or (key[0] == "result" and key[2].startswith("cob_resolve")))


def _door(image: Image, at: int, story: Story, found: dict[int, Program]) -> None:
    """A function that hands its arguments on to a program is one of its entry points."""
    for one in story.told:
        if isinstance(one, Call) and isinstance(one.target, int) and one.target in found:
            program = found[one.target]
            order = handed(story, one, entry=not inside(program.story))
            name = _exported(image, at) or program.name
            if name != MAIN:
                program.doors[name] = (at, order)
            else:  # an executable begins with it
                program.doors.setdefault(program.name, (at, order))
            program.inner |= {t.place for t in story.told if isinstance(t, Touch) and isinstance(t.place, int)}


def _exported(image: Image, at: int) -> str:
    """The name that the function at an address is known by outside, "" for none."""
    return next((name for name, address in image.exports.items() if address == at), "")
