"""A recovered module as a specification: ordinary text for the next agent, each line with its evidence.

Items have the place they are at for a name (`ITEM@ARG2-37-6`: argument 2, offset 37, 6 bytes) until a witness gives
them another. What nothing was seen to touch is a row too.
"""

from collections.abc import Iterator, Mapping, Sequence

from workbench.profile import Block, Heading, Pattern, Profile
from workbench.records import UNKNOWN
from workbench.reverse.recovered import Doubt, Module, RecoveredArea, RecoveredItem
from workbench.reverse.tree import Branch, tree
from workbench.reverse.witness import Named

NAMES = r"[A-Z0-9][A-Z0-9_$#@-]*"

PROFILE = Profile(
    name="recovered modules",
    sure=1.0,
    headings=(Heading(pattern=rf"={{8}} (?P<name>{NAMES}) ={{8}}", sample="======== CUSTUPD ========"),),
    parts=(Pattern(pattern=r"MODULE \S", sample="MODULE custupd.so"),),
    records=(Pattern(pattern=rf"RECORD (?P<name>{NAMES})", sample="RECORD ARG1"),),
    blocks=(
        Block(pattern=r"FILES$", kind="table", sample="FILES"),
        Block(pattern=r"TEXTS AND LITERALS$", kind="notes", sample="TEXTS AND LITERALS"),
        Block(pattern=r"UNKNOWN$", kind="notes", sample="UNKNOWN"),
        Block(pattern=r"STRUCTURE$", kind="notes", sample="STRUCTURE"),
    ),
    mentions=(Pattern(pattern=r"Calls within the module:", sample="Calls within the module: INNER"),),
)
"""How such a specification is built; it is shipped beside it."""

USAGES = {"packed": "COMP-3", "binary": "COMP", "native": "COMP-5", "float": "COMP-1", "double": "COMP-2"}
DOUBTS: dict[Doubt, str] = {
    "part": "an item that lies over another one, or a part of that",
    "initialised": "filled together, one item or several",
    "several": "moved or compared together, one item or several",
    "source": "moved from here, an item or the first part of one",
    "read": "read here, an item or a part of one",
}
"""Why bytes that are in use are not stated as an item."""
HEAD = f"{'LVL':<4}{'NAME':<34}{'OFFSET':>8}{'BYTES':>8}  {'PICTURE':<24}{'USAGE':<9}NOTE"


def specification(modules: Sequence[Module], names: Mapping[str, Named] | None = None) -> str:
    """The text of some modules. `names`: program:item -> what a witness calls it; without one it has its place."""
    lines: list[str] = ["RECOVERED MODULES", "", *INTRODUCTION, ""]
    for module in modules:
        lines += list(_module(module, names or {}))
    return "\n".join(line.rstrip() for line in lines) + "\n"


INTRODUCTION = (
    "Recovered from compiled modules, without their source. Every line rests on evidence in the module: its address,",
    "and what kind it is (descriptor: a table of the module says it; access: instructions use those bytes; init:",
    "storage is set up so; call: handed to a function; literal: constant data). Names of items are their places.",
    "FILLER stands for bytes that no item is stated for. Offsets count from 0.",
)


def _module(module: Module, names: Mapping[str, Named]) -> Iterator[str]:
    yield f"MODULE {_plain(module.module)}"
    yield ""
    yield f"SHA-256 {module.sha256}, {module.size:,} bytes, {module.kind}, {module.named}"
    yield f"Runtime library {module.runtime}; compiled {_plain(module.compiled)} from {_plain(module.source)}"
    for note in module.notes:
        yield f"{'Note' if ' kept by ' in note else 'Not read'}: {_plain(note)}"
    yield ""
    for program in dict.fromkeys(module.programs):
        yield from _program(module, program, names)


def _program(module: Module, program: str, names: Mapping[str, Named]) -> Iterator[str]:
    yield f"======== {_plain(program)} ========"
    yield ""
    for entry in module.entry_points:
        if entry.program == program:
            handed = ", ".join(map(str, entry.arguments)) or "none"
            yield f"Entered as {_plain(entry.name)} at {entry.address:#x}; arguments: {handed}"
    yield from _calls(module, program)
    yield ""
    yield from _files(module, program)
    for area in module.areas:
        if area.program == program:
            yield from _record(module, area, names)
    yield from _texts(module, program)
    yield from _structure(module, program)


def _calls(module: Module, program: str) -> Iterator[str]:
    for one in module.calls:
        if one.program != program:
            continue
        sites = ", ".join(f"{site:#x}" for site in one.sites[:6])
        if one.kind == "item":
            yield f"Calls a program whose name is in an item (call {sites}); which one is unknown"
        elif one.kind == "nested":
            yield f"Calls within the module: {_plain(one.target)} (call {sites})"
        else:
            yield f"Calls another module, as {one.kind}: '{_plain(one.target)}' (call {sites})"


def _files(module: Module, program: str) -> Iterator[str]:
    mine = [one for one in module.files if one.program == program]
    if not mine:
        return
    yield "FILES"
    yield ""
    for one in mine:
        size = f"{one.record_smallest} to {one.record_largest}"
        yield f"  file {_plain(one.name)}, assigned to '{_plain(one.assign)}': {one.organisation}, {one.access} access,"
        yield f"    records of {size} bytes{', optional' if one.optional else ''} (call {one.address:#x})"
        for key in one.keys:
            kind = "key" if key.primary else "alternate key"
            place = f"at offset {key.offset}, " if key.offset != UNKNOWN else ""
            again = ", duplicates" if key.duplicates else ""
            yield f"    {kind} {place}{key.length} bytes, {key.item}{again}"
        yield f"    record {one.record}; status {one.status}; {', '.join(one.operations) or 'never used'}"
    yield ""


def _record(module: Module, area: RecoveredArea, names: Mapping[str, Named]) -> Iterator[str]:
    mine = [one for one in module.items if one.program == area.program and one.area == area.id]
    branches, across = tree(mine, area.length)
    where = (
        f"argument {area.argument}"
        if area.argument
        else f"at {area.address:#x}"
        if area.address != UNKNOWN
        else "elsewhere"
    )
    yield f"RECORD {_record_name(area)}"
    yield f"  {area.section}, {where}, {area.length} bytes seen"
    yield ""
    yield HEAD
    for branch in branches:
        yield from _rows(branch, 5, area, names)
    yield ""
    for one in across:
        yield f"  over these: {one.id}, {one.type} ({_evidence(one)})"
    for stretch in module.doubtful:
        if (stretch.program, stretch.area) == (area.program, area.id):
            seen = ", ".join(f"{each.kind} {each.address:#x}" for each in stretch.evidence[:2])
            last = stretch.offset + stretch.length - 1
            yield f"  uncertain: bytes {stretch.offset}-{last}, {DOUBTS[stretch.doubt]} ({seen})"
    gaps = [pair for pair in area.unknown if pair[1] > 0]
    if gaps:
        yield "UNKNOWN"
        whose = f"argument {area.argument}" if area.argument else f"record {_record_name(area)}"
        for offset, length in gaps:
            yield f"  bytes {offset}-{offset + length - 1} of {whose} never touched"
    yield ""


def _rows(branch: Branch, level: int, area: RecoveredArea, names: Mapping[str, Named]) -> Iterator[str]:
    one = branch.item
    if one is None:
        untouched = any(at <= branch.offset and branch.end <= at + length for at, length in area.unknown)
        said = "never touched" if untouched else "in no item, some are used or overlaid (see below)"
        note = f"unknown: bytes {branch.offset}-{branch.end - 1} {said}"
        yield _row(level, "FILLER", branch, f"X({branch.length})", "", note)
        return
    named = names.get(f"{one.program}:{one.id}")
    said = f"{one.id} {_evidence(one)} confidence {one.confidence:.2f}"
    if one.initial != UNKNOWN:
        said += (
            f"; begins as '{_plain(one.initial)}'"
            if one.initial not in ("SPACES", "ZEROS")
            else f"; begins as {one.initial}"
        )
    if one.strides:
        said += f"; repeats every {'/'.join(map(str, one.strides))} bytes"
    if one.name != UNKNOWN:
        said += f"; name kept by {one.named_by}"
    if named:
        said += f"; named by {_plain(named.witness)}"
    picture, usage = _picture(one), USAGES.get(one.type, "")
    if named and one.inferred:  # the module does not say it, the witness does
        picture, usage = named.picture, named.usage.removeprefix("DISPLAY")
        said += ", which also gives the picture"
    if branch.inside:
        picture = usage = ""
    yield _row(level, named.name if named else _item_name(one), branch, picture, usage, said)
    for each in branch.inside:
        yield from _rows(each, min(level + 5, 49), area, names)


def _row(level: int, name: str, branch: Branch, picture: str, usage: str, note: str) -> str:
    return f"{level:02d}  {name:<34}{branch.offset:>8}{branch.length:>8}  {picture:<24}{usage:<9}{note}"


def _record_name(area: RecoveredArea) -> str:
    if area.name != UNKNOWN:
        return area.name.upper()
    return area.id.lstrip("@").upper() if area.argument else f"AREA-{area.id.lstrip('@').upper()}"


def _item_name(one: RecoveredItem) -> str:
    if one.name != UNKNOWN:
        return one.name.upper()
    return f"ITEM{one.area.upper()}-{one.offset}-{one.length}"


def _evidence(one: RecoveredItem) -> str:
    return ", ".join(f"{seen.kind} {seen.address:#x}" for seen in one.evidence[:3])


def _picture(one: RecoveredItem) -> str:
    """The PICTURE that says what is known; "" where the type is not."""
    if one.type in ("alphanumeric", "group"):
        return f"X({one.length})"
    if "edited" in one.type and one.picture != UNKNOWN:
        return one.picture.removesuffix(" BLANK WHEN ZERO")
    counted = one.type in ("display", "packed", "binary", "native")
    if not counted or not isinstance(one.digits, int) or not isinstance(one.scale, int):
        return ""
    if one.digits < 1 or one.scale < 0:
        return ""
    sign = "" if one.sign in ("none", UNKNOWN) else "S"
    whole = one.digits - one.scale
    if whole < 0:
        return ""
    return sign + (f"9({whole})" if whole else "") + (f"V9({one.scale})" if one.scale else "")


def _texts(module: Module, program: str) -> Iterator[str]:
    shown = [one for one in module.texts if one.program == program]
    other = [one for one in module.literals if one.program == program and one.kind == "text"]
    zeros = [one for one in module.literals if one.program == program and one.kind == "zeros"]
    if shown or other or zeros:
        yield "TEXTS AND LITERALS"
        yield ""
        yield from (f"  displayed at {one.address:#x}: '{_plain(one.text)}'" for one in shown)
        yield from (f"  literal at {one.address:#x}: '{_plain(one.text)}'" for one in other)
        yield from (f"  literal or ZEROS at {one.address:#x}: '{_plain(one.text)}'" for one in zeros)
        yield ""


def _structure(module: Module, program: str) -> Iterator[str]:
    mine = [one for one in module.performs if one.program == program]
    tests = [one for one in module.conditions if one.program == program]
    if mine or tests:
        yield "STRUCTURE"
        yield ""
        for test in tests:
            yield f"  {_tested(test.item)} compared with {_plain(test.value)} (at {test.address:#x})"
        for one in mine:
            sites = ", ".join(f"{site:#x}" for site in one.sites[:8])
            end = "its end is unknown" if one.number == UNKNOWN else f"to the end of paragraph {one.number}"
            yield f"  performed from {one.first:#x}{' ' if one.number != UNKNOWN else ', '}{end}; from {sites}"
        yield ""


def _tested(item: str) -> str:
    """What a condition is about: an item, or bytes that may be only a part of one."""
    if item.startswith("item"):
        return f"{item} is"
    area, _, place = item.rpartition("+")
    offset, length = map(int, place.split(":"))
    return f"byte {offset} of {area} is" if length == 1 else f"bytes {offset}-{offset + length - 1} of {area} are"


def _plain(text: str) -> str:
    """Text of a module on one line, with nothing in it that acts on a terminal."""
    return "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text)
