"""What is recovered of compiled COBOL, against the compiler's own listing; JSON on stdout.

    python benchmarks/bench_reverse.py [--quick] [--fuzz N] [--sources DIR] [--option=-std=ibm] [--misses] [--each]

Each program of the corpus, or each .cob file of DIR, is compiled at -O0 and -O2 and stripped; what cannot be compiled
is named. Shares are of what the procedure division uses; an item counts as found with its place and its length. fuzz:
mutated modules read one after the other within their limits (10,000 of them, none where DIR is given).
"""

import argparse
import json
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from compiled import PROGRAMS, Compiled, TrueItem, compiled

from workbench.picture import parse_picture
from workbench.reverse import Module, recover, recovered
from workbench.reverse.recovered import RecoveredItem

FORMS = {
    "COMP-3": "packed",
    "COMP": "binary",
    "COMP-5": "native",
    "COMP-6": "packed",
    "COMP-1": "float",
    "COMP-2": "double",
}
WORDS = {"BINARY-CHAR": 2, "BINARY-SHORT": 4, "BINARY-LONG": 9, "BINARY-DOUBLE": 18}
"""Types without a picture, and their digits; the listing does not say whether they have a sign."""
Place = tuple[str, int, int, int]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="few programs, little fuzz")
    parser.add_argument("--fuzz", type=int, help="how many modules; 10,000, or 0 with --sources")
    parser.add_argument("--sources", type=Path, help="a directory of .cob files; the corpus of the tests")
    parser.add_argument("--option", action="append", default=[], help="one more option of cobc, as --option=-std=ibm")
    parser.add_argument("--misses", action="store_true", help="name what was missed or invented")
    parser.add_argument("--each", action="store_true", help="the same figures for each program")
    parser.add_argument("--json", action="store_true", help="as always")
    given = parser.parse_args()
    sources = sorted((given.sources or PROGRAMS).glob("*.cob"))[: 5 if given.quick else None]
    found: dict[str, Any] = {}
    for level in ("-O0", "-O2"):
        found[level] = level_of(sources, (level, *given.option), misses=given.misses, each=given.each)
    count = 100 if given.quick else (0 if given.sources else 10_000) if given.fuzz is None else given.fuzz
    found["fuzz"] = fuzz([compiled(source, "-O0", *given.option) for source in sources], count) if count else {}
    print(json.dumps(found, indent=2))


def level_of(sources: list[Path], options: tuple[str, ...], misses: bool = False, each: bool = False) -> dict[str, Any]:
    """The figures of some programs, compiled with some options."""
    counted: Counter[str] = Counter()
    named: list[str] = []
    refused: list[str] = []
    figures: dict[str, Any] = {}
    for source in sources:
        here: Counter[str] = Counter()
        try:
            _program(source, options, here, named)
        except AssertionError as fault:
            refused.append(str(fault).strip()[:200])
            continue
        figures[source.stem] = _said(here)
        counted.update(here)
    said = {"programs": len(figures), "not_compiled": refused, **_said(counted)}
    return {**said, **({"each": figures} if each else {}), **({"missed": named} if misses else {})}


def _program(source: Path, options: tuple[str, ...], counted: Counter[str], named: list[str]) -> None:
    made = compiled(source, *options)
    begun = time.process_time()
    module = recover(made.stripped.name, made.stripped.read_bytes())
    counted["cpu"] += int(1e6 * (time.process_time() - begun))
    counted["bytes"] += made.size
    _texts(made, module, counted, named)
    _items(made, module, counted, named)


def _said(counted: Counter[str]) -> dict[str, Any]:
    return {
        "cpu_seconds_per_MB": round(counted["cpu"] / max(1, counted["bytes"]), 2),
        **{
            key: _share(counted, key)
            for key in ("entries", "performs", "files", "calls", "texts", "literals", "items", "linkage", "types")
        },
        "descriptor_precision": _share(counted, "descriptors"),
        "invented_items": counted["invented"],
        "invented_names": counted["names"],
    }


def _share(counted: Counter[str], key: str) -> dict[str, float | int]:
    total = counted[f"{key} of"]
    return {"of": total, "percent": round(100 * counted[key] / total, 2) if total else 100.0}


def _count(counted: Counter[str], named: list[str], key: str, pairs: list[tuple[bool, str]]) -> None:
    counted[key] += sum(hit for hit, _ in pairs)
    counted[f"{key} of"] += len(pairs)
    named += [f"{key}: {what}" for hit, what in pairs if not hit]


def _texts(made: Compiled, module: Module, counted: Counter[str], named: list[str]) -> None:
    truth = made.truth
    files = {one.name.upper(): one for one in module.files}
    told = []
    for file in truth.files:
        one = files.get(str(file["name"]))
        same = one is not None and (one.organisation, one.access, one.optional) == (
            file["organisation"], file["access"], file["optional"],
        )  # fmt: skip
        keys: Any = file["keys"]
        same = same and one is not None and [k.duplicates for k in one.keys] == [bool(again) for _, again in keys]
        same = same and one is not None and (one.status != "unknown") == bool(file["status"] and one.operations)
        told.append((bool(same), f"{truth.name} {file['name']}"))
    _count(counted, named, "files", told)
    entered = {(one.name.upper().replace("-", "__"), one.arguments) for one in module.entry_points}
    true = set(truth.entries.items())
    _count(counted, named, "entries", [(pair in entered & true, f"{truth.name} {pair}") for pair in entered | true])
    sites = Counter({one.number: 0 for one in module.performs})
    for each in module.performs:
        sites[each.number] += len(each.sites)
    ends = [
        (number, at) for number in {*sites, *truth.performs} for at in range(max(sites[number], truth.performs[number]))
    ]
    told = [(at < min(sites[number], truth.performs[number]), f"{truth.name} to {number}") for number, at in ends]
    _count(counted, named, "performs", told)
    called = {each for one in module.calls for each in (one.target, *one.aliases)}
    _count(counted, named, "calls", [(name in called, f"{truth.name} {name}") for name in truth.calls])
    _count(counted, named, "texts", [(t in {o.text for o in module.texts}, f"{truth.name} {t}") for t in truth.texts])
    literals = {one.text.rstrip() for one in (*module.literals, *module.texts)}
    _count(counted, named, "literals", [(t.rstrip() in literals, f"{truth.name} '{t}'") for t in truth.literals])


def _items(made: Compiled, module: Module, counted: Counter[str], named: list[str]) -> None:
    truth = made.truth
    have = {_place(one): one for one in module.items}
    true: dict[Place, list[TrueItem]] = {}
    for item in truth.items:
        if place := _true(item):
            true.setdefault(place, []).append(item)
    rows_too = {each for item in truth.items for each in _occurrences(item)}
    used = {place: many for place, many in true.items() if any(one.used for one in many)}
    rows = [(place in have, f"{truth.name} {many[0].name} {place}") for place, many in used.items()]
    _count(counted, named, "items", rows)
    _count(counted, named, "linkage", [row for row, place in zip(rows, used, strict=True) if place[0] != "*"])
    typed = [(place, many) for place, many in used.items() if place in have]
    right = [(any(_typed(have[place], one) for one in many), f"{truth.name} {many[0].name}") for place, many in typed]
    _count(counted, named, "types", right)
    placed = {one.id: one.address for one in module.items if isinstance(one.address, int)}
    aside = {name for name, place in placed.items() if any(at <= place < at + 256 for at in truth.unlisted)}
    have = {place: one for place, one in have.items() if one.id not in aside}
    shown = [place for place, one in have.items() if one.confidence >= 0.99 and _known(one)]
    _count(counted, named, "descriptors", [(p in rows_too, f"{truth.name} {p}") for p in shown])
    invented = [place for place, one in have.items() if place not in rows_too and _known(one)]
    counted["invented"] += len(invented)
    named += [f"invented: {truth.name} {place}" for place in invented]
    counted["names"] += sum(one.name != "unknown" and one.name.upper() not in truth.names for one in module.items)


def _known(one: RecoveredItem) -> bool:
    """Whether the truth knows addresses of that section."""
    return one.section in ("working-storage", "file", "linkage")


def _place(one: RecoveredItem) -> Place:
    if one.argument:
        return (one.program.upper(), one.argument, one.offset, one.length)
    if one.area.startswith("@pointer"):
        return ("*", -int(one.area.removeprefix("@pointer"), 16), one.offset, one.length)
    return ("*", 0, one.address, one.length)


def _true(item: TrueItem) -> Place | None:
    if item.argument:
        return (item.program, item.argument, item.offset, item.size)
    if item.area > 0:
        return ("*", 0, item.address, item.size)
    return ("*", item.area, item.offset, item.size) if item.area else None


def _occurrences(item: TrueItem) -> list[Place]:
    """The places of every occurrence of an item: one of them alone is no invention."""
    place = _true(item)
    return [(*place[:2], place[2] - item.offset + at, place[3]) for at in item.occurrences()] if place else []


def _typed(one: RecoveredItem, item: TrueItem) -> bool:
    """Whether type, digits, scale and sign are what was declared."""
    if item.type in ("GROUP", "ALPHANUMERIC", "ALPHABETIC"):
        return one.type in ("group", "alphanumeric", "alphanumeric edited")
    if item.type == "POINTER":
        return one.type == "pointer"
    words = item.picture.split(",")[0].split()
    if words and words[0] in WORDS:
        return (one.type, one.digits, one.scale) == ("native", WORDS[words[0]], 0)
    picture = parse_picture(words[0] if words else "")
    if picture.category != "numeric":
        return "edited" in one.type
    usage = next((FORMS[word] for word in words[1:] if word in FORMS), "display")
    if usage in ("float", "double"):
        return one.type == usage
    signed = one.sign not in ("none", "unknown")
    return (one.type, one.digits, one.scale, signed) == (usage, picture.digits, picture.scale, picture.signed)


# ── modules that somebody damaged


def fuzz(made: list[Compiled], count: int) -> dict[str, Any]:
    """How mutated modules end: read, or answered with one line; crashes and hangs would show as lost readers."""
    home = Path(tempfile.mkdtemp(prefix="fuzz-"))
    dice = random.Random(7)
    ends: Counter[str] = Counter()
    slowest, begun = 0.0, time.time()
    last = begun
    for _, one in recovered(_mutated(made, count, home, dice)):
        now = time.time()
        slowest, last = max(slowest, now - last), now
        lost = isinstance(one, str) and ("within its limits" in one or "takes" in one)
        ends["lost" if lost else "read" if isinstance(one, Module) else "refused"] += 1
        if isinstance(one, str) and one.count("\n"):
            ends["more than one line"] += 1
    shutil.rmtree(home)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {"modules": count, **ends, "slowest_seconds": round(slowest, 2), "reader_MB": memory,
            "seconds": round(time.time() - begun)}  # fmt: skip


def _mutated(made: list[Compiled], count: int, home: Path, dice: random.Random) -> Iterator[Path]:
    path = home / "mutated.so"
    originals = [one.stripped.read_bytes() for one in sorted(made, key=lambda each: each.size)[:6]]
    for _ in range(count):
        path.write_bytes(mutate(dice.choice(originals), dice))
        yield path


def mutate(data: bytes, dice: random.Random) -> bytes:
    """A module with bytes changed, cut, moved, or its tables overwritten; addresses and sizes among them."""
    raw = bytearray(data)
    how = dice.randrange(9)
    if how == 0:
        return bytes(raw[: dice.randrange(len(raw))])
    if how == 6:  # a piece stands where another one stood
        size, one, other = dice.choice((16, 256, 4096)), dice.randrange(len(raw)), dice.randrange(len(raw))
        raw[one : one + size], raw[other : other + size] = raw[other : other + size], raw[one : one + size]
        return bytes(raw)
    if how > 6:  # whole words, in the tables at the end or anywhere: addresses, sizes, relocations
        for _ in range(dice.choice((1, 5, 50))):
            at = 8 * dice.randrange((len(raw) - 64 * 30 if how == 7 else 0) // 8, len(raw) // 8)
            raw[at : at + 8] = dice.choice((0, 1, 1 << 63, (1 << 64) - 1, dice.randrange(1 << 23))).to_bytes(
                8, "little"
            )
        return bytes(raw)
    spans = {1: (0, 64), 2: (len(raw) - 64 * 30, len(raw)), 3: (0, len(raw)), 4: (0x200, 0x1000), 5: (0x1000, 0x2000)}
    first, last = spans[how]
    for _ in range(dice.choice((1, 3, 20, 200))):
        at = dice.randrange(max(0, first), min(last, len(raw)))
        raw[at] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
    return bytes(raw)


if __name__ == "__main__":
    main()
