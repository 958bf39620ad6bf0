"""What a function does to memory: its blocks run until nothing new is learned, then once more, telling.

States meet where control does. Every label that is stored can be reached from every computed jump back, as after a
performed paragraph; that is all that is assumed of the program.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from workbench.reverse import arithmetic, effects, wide  # noqa: F401 - they fill the table of effects
from workbench.reverse.code import Block, Function
from workbench.reverse.dominators import dominates, dominators
from workbench.reverse.image import Image
from workbench.reverse.machine import ARGUMENTS, SP, Bound, Call, Machine, State, Touch
from workbench.reverse.values import Symbols, Value, terms

RETURN = -1
"""The point where all computed jumps back meet."""
MOST_VISITS = 40
MOST_WAYS = 8
STACKED = 32


@dataclass
class Story:
    """What a function was seen to do, in the order of its code; `symbols` name the unknowns in it.

    `bounds` are the ends of its loops over pointers.
    """

    function: Function
    symbols: Symbols
    told: list[Touch | Call]
    bounds: list[Bound] = field(default_factory=list)


@dataclass
class _Walk:
    image: Image
    function: Function
    machine: Machine
    before: dict[int, State] = field(default_factory=dict)
    visits: dict[int, int] = field(default_factory=dict)
    queue: list[int] = field(default_factory=list)
    queued: set[int] = field(default_factory=set)
    doors: dict[int, State] = field(default_factory=dict)

    def enter(self, at: int, state: State) -> None:
        """Control begins at a point with this state; all that follows from it."""
        self.doors[at] = state.copy()
        self.reach(at, state)
        self.settle()

    def reach(self, at: int, state: State) -> None:
        """Control may come to a point with this state."""
        known = self.before.get(at)
        if known is None:
            self.before[at] = state.copy()
        elif not self._meet(known, state, at):
            return
        if at not in self.queued and self.visits.get(at, 0) < MOST_VISITS:
            self.queued.add(at)
            heapq.heappush(self.queue, at)

    def _meet(self, known: State, state: State, at: int) -> bool:
        """Put into `known` what may also be there; whether that is something new."""
        symbols, areas = self.machine.symbols, (self.machine.lowest, self.machine.highest)
        changed = False
        for place, value in list(known.registers.items()) if known.registers != state.registers else ():
            other = state.registers.get(place)
            if other == value:
                continue
            made = None if other is None else symbols.join(value, other, (at, place), areas)
            if made != value:
                changed = True
                if made is None:
                    del known.registers[place]
                else:
                    known.registers[place] = made
        for place, pair in list(known.wide.items()):
            if state.wide.get(place) != pair:
                del known.wide[place]
                changed = True
        return self._meet_stack(known, state, at) or changed

    def _meet_stack(self, known: State, state: State, at: int) -> bool:
        symbols, areas = self.machine.symbols, (self.machine.lowest, self.machine.highest)
        changed = False
        for offset, held in list(known.stack.items()) if known.stack != state.stack else ():
            other = state.stack.get(offset)
            if other == held:
                continue
            if other is None or other[0] != held[0]:
                del known.stack[offset]
                changed = True
                continue
            made = symbols.join(held[1], other[1], (at, "slot", offset), areas)
            if made != held[1]:
                known.stack[offset] = (held[0], made)
                changed = True
        return changed

    def settle(self) -> None:
        """Run blocks until nothing new is learned."""
        while self.queue:
            at = heapq.heappop(self.queue)
            self.queued.discard(at)
            self.visits[at] = self.visits.get(at, 0) + 1
            if at == RETURN:
                self._to(self.function.labels, self.before[RETURN])
                continue
            block = self.function.blocks[at]
            after = self.machine.run(block.instructions, self.before[at].copy())
            self._to(block.follows, after)
            if block.returns:
                self.reach(RETURN, after)

    def narrow(self) -> None:
        """Meet once more, from what is known by now: what two ways differed in at first may be the same on both."""
        comes: dict[int, list[int]] = defaultdict(list)
        for at, block in self.function.blocks.items():
            for to in (*block.follows, *((RETURN,) if block.returns else ())) if at in self.before else ():
                comes[to].append(at)
        after = {at: self._after(at) for at in self.before}
        turns = {at: turn for turn, at in enumerate(self.before)}
        for at in sorted(self.before):
            if at == RETURN or at in self.function.labels:
                continue
            # loops count from where they are entered: what came first is met first
            states = [after[each] for each in sorted(comes[at], key=turns.__getitem__)]
            states = [self.doors[at], *states] if at in self.doors else states
            if states:
                self.before[at] = states[0].copy()
                for each in states[1:]:
                    self._meet(self.before[at], each, at)
                after[at] = self._after(at)

    def _after(self, at: int) -> State:
        if at == RETURN:
            return self.before[at]
        return self.machine.run(self.function.blocks[at].instructions, self.before[at].copy())

    def _to(self, places: Iterable[int], state: State) -> None:
        for at in places:
            if at in self.function.blocks:
                self.reach(at, state)


def walk(
    image: Image, function: Function, entry: State, symbols: Symbols, changes: Mapping[int, Collection[int]]
) -> Story:
    """The story of a function that is entered in a state; `changes`: see `Machine`."""
    machine = Machine(image, symbols, changes)
    run = _Walk(image, function, machine)
    run.enter(function.start, entry)
    for at in sorted(function.blocks):  # what no jump was seen to reach is reached in a way that was not understood
        if at not in run.before and _worth(function.blocks[at]):
            run.enter(at, run.before.get(RETURN) or run.before[function.start])
    run.narrow()
    ways = _ways(run)
    machine.telling = True
    for at in sorted(function.blocks):
        if at in run.before:
            for state in ways.get(at) or [run.before[at].copy()]:
                machine.run(function.blocks[at].instructions, state)
    return Story(function, symbols, _once(machine.told), machine.bounds)


def _once(told: list[Touch | Call]) -> list[Touch | Call]:
    """What was told, each thing once: two ways to a block tell the same of most of it."""
    seen: set[object] = set()
    found: list[Touch | Call] = []
    for one in told:
        key = (one.at, one.target, *one.arguments, *one.fields.items()) if isinstance(one, Call) else one
        if key not in seen:
            seen.add(key)
            found.append(one)
    return found


def _ways(run: _Walk) -> dict[int, list[State]]:
    """The states of blocks that several ways lead to, each way for itself, where they differ in what the block uses.

    The compiler joins ends of statements that are alike: one call, with arguments that were prepared in two places.
    """
    blocks = run.function.blocks
    lost = {at for at in blocks if at in run.before and _lost(run, blocks[at])}
    if not lost:
        return {}
    follows = {at: [*block.follows, *([RETURN] if block.returns else [])] for at, block in blocks.items()}
    follows[RETURN] = run.function.labels
    above = dominators(run.function.start, follows)
    found: dict[int, list[State]] = {}
    for at in lost:
        before = [each for each, block in blocks.items() if at in block.follows and each in run.before]
        loops = any(dominates(at, each, above) for each in before)
        if 1 < len(before) <= MOST_WAYS and not loops and at not in run.function.labels:
            found[at] = [run.machine.run(blocks[each].instructions, run.before[each].copy()).copy() for each in before]
    return found


def _lost(run: _Walk, block: Block) -> bool:
    """Whether something the block uses was one thing on one way and another on another."""
    symbols, state = run.machine.symbols, run.before[block.start]
    used = {int(part[1]) for each in block.instructions for part in each[2] if part[0] == "r"}
    used |= {int(each) for one in block.instructions for part in one[2] if part[0] == "m" for each in part[2:4]}
    if any(each[1] in ("call", "tail") for each in block.instructions):
        used.update(ARGUMENTS)
    for number in used:
        for symbol, _ in terms(state.registers.get(number, 0)):
            if symbols.keys[symbol][0] in ("step", "met") and symbols.keys[symbol][1] == block.start:
                return True
    return False


def _worth(block: Block) -> bool:
    """Whether a block holds more than filling."""
    return any(each[1] not in ("nop", "int3", "hlt", "endbr64") for each in block.instructions)


def entered(symbols: Symbols) -> State:
    """The state at the beginning of a function: arguments in registers and on the stack."""
    state = State()
    state.registers[SP] = symbols.of("stack")
    for number, register in enumerate(ARGUMENTS):
        state.registers[register] = symbols.of("argument", number)
    for number in range(STACKED):
        argument: Value = symbols.of("argument", len(ARGUMENTS) + number)
        state.stack[8 + 8 * number] = (8, argument)
    return state
