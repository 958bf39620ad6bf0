"""How a long specification is cut and read, ours and other people's ways side by side in one run; JSON on stdout.

    python benchmarks/bench_specs.py [--quick]      make bench-specs installs the peers first

chunking: layouts cut that would fit, fields that have lost their program and record, wrong offsets, CPU, memory.
stability: the share of chunks that survive a new issue with one line more on other pages.
gaps: the query for what was not read, over 12,500 reads.
inventory: CPU of reading everything offline, by itself, as a run and from the command line (bench_inventory.py).
losses: what is found when 5 % of the answers are malformed and 10 % are lost, and when a run dies at 64 %.
"""

import argparse
import csv
import gc
import io
import json
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import losses
from bench_inventory import inventory
from splitters import PEERS, SIZE, Spans, floor, installed, own, propose

from workbench import sample
from workbench.chunk import split
from workbench.profile import Profile
from workbench.spec import Spec, from_bytes
from workbench.store import Store, read_row
from workbench.structure import outline

SPEC, FIELDS = "specs/order-to-cash.txt", "data/truth/fields.csv"


class World:
    """A document with its truth: layouts as (first line, last line), and where each field stands."""

    def __init__(self, seed: int, endpoints: int) -> None:
        files = sample.files(seed, endpoints)
        self.data = files[SPEC]
        self.spec = from_bytes(self.data, "spec")
        self.fields = list(csv.DictReader(io.StringIO(files[FIELDS].decode())))
        self.layouts: dict[tuple[str, str], tuple[int, int]] = {}
        for row in self.fields:
            key, line = (row["program"], row["record"]), int(row["first"])
            first, last = self.layouts.get(key, (line, line))
            self.layouts[key] = min(first, line), max(last, line)


def cpu(work: Callable[[], object], times: int) -> float:
    """The least CPU seconds of some calls: whatever else the machine does only adds."""
    took = []
    for _ in range(times):
        gc.collect()
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return min(took)


def quality(world: World, spans: Spans, context: list[str], limit: int = SIZE) -> dict[str, Any]:
    """What became of layouts and fields. `context`: the text that travels beside each chunk, "" where none does."""
    spec, starts = world.spec, world.spec.starts
    at = [0] * len(spec.text)
    for number, (a, b) in enumerate(spans):
        at[a:b] = [number] * (b - a)
    shown = [f"{beside}\n{spec.text[a:b]}" for (a, b), beside in zip(spans, context, strict=True)]
    whole = [(a, b) for a, b in world.layouts.values() if starts[b] - starts[a - 1] <= limit * 0.85]
    cut = sum(at[starts[a - 1]] != at[starts[b] - 1] for a, b in whole)
    orphans = {
        (row["program"], row["field"], row["first"])
        for row in world.fields
        if row["program"] not in (text := shown[at[starts[int(row["first"]) - 1]]]) and row["record"] not in text
    }
    inside = sum(a > 0 and spec.text[a - 1] != "\n" for a, _ in spans)
    return {
        "chunks": len(spans), "layouts cut": cut, "of layouts": len(whole), "orphaned fields": len(orphans),
        "of fields": len(world.fields), "over budget": sum(len(spec.text[a:b].encode()) > limit for a, b in spans),
        "begin inside a line": inside, "characters in no chunk": len(spec.text) - sum(b - a for a, b in spans),
    }  # fmt: skip


def chunking(world: World, profile: Profile, times: int) -> dict[str, Any]:
    """Every way of cutting on one document; CPU as a multiple of the floor in the same run."""
    text = world.spec.text
    base = cpu(lambda: floor(text), times)
    found = {"floor": quality(world, floor(text), [""] * len(floor(text))) | {"cpu seconds": base, "x floor": 1.0}}
    _, chunks = own(world.data, profile)
    beside = [" ".join([*chunk.path, *(world.spec.line(number) for number in chunk.context)]) for chunk in chunks]
    spans = [(chunk.char_start, chunk.char_end) for chunk in chunks]
    seconds = cpu(lambda: split(world.spec, profile), times)
    reading = cpu(lambda: own(world.data, profile), times)
    found["workbench"] = quality(world, spans, beside) | {
        "cpu seconds": seconds, "x floor": seconds / base, "cpu seconds with reading the bytes": reading,
        "offsets wrong": sum(
            world.data[c.byte_start : c.byte_end] != text[c.char_start : c.char_end].encode(world.spec.encoding)
            for c in chunks
        ),
    }  # fmt: skip
    for name in PEERS:
        found[name] = peer(name, world, base, times) if installed(name) else {"absent": "not installed"}
    for each in found.values():
        if "cpu seconds" in each:
            each["workbench takes"] = round(seconds / each["cpu seconds"], 4)
    return found


def peer(name: str, world: World, base: float, times: int) -> dict[str, Any]:
    """One other way of cutting. What it says of its pieces must be the text there."""
    cut, text = PEERS[name][1](), world.spec.text
    seconds = cpu(lambda: cut(text), 1 if "langextract" in name else times)
    spans = cut(text)
    backwards = sum(b <= a for a, b in spans)
    limit = 1000 if "default" in name else SIZE
    return quality(world, spans, [""] * len(spans), limit) | {
        "cpu seconds": seconds, "x floor": seconds / base, "offsets wrong": backwards,
    }  # fmt: skip


def memory(world: World) -> dict[str, float]:
    """Megabytes at its peak that each way allocates beyond the text, each in a process of its own.

    What Python allocates; the memory of a library in another language is not seen.
    """
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write(world.data)
        file.flush()
        return {name: _allocates(name, file.name) for name in ("floor", "workbench", *filter(installed, PEERS))}


def _allocates(name: str, path: str) -> float:
    code = "import bench_specs, sys; bench_specs.allocate(sys.argv[1], sys.argv[2])"
    here = str(Path(__file__).parent)
    told = subprocess.run(
        [sys.executable, "-c", code, name, path], cwd=here, capture_output=True, text=True, check=True
    )
    return float(told.stdout)


def allocate(name: str, path: str) -> None:
    """Print the megabytes that cutting a document takes at its peak."""
    data = Path(path).read_bytes()
    spec = from_bytes(data, "spec")
    profile = propose(data[:300_000])
    cut = floor if name == "floor" else PEERS[name][1]() if name in PEERS else (lambda _: split(spec, profile))
    cut("some text\n" * 50)
    gc.collect()
    tracemalloc.start()
    kept = cut(spec.text)
    print(round(tracemalloc.get_traced_memory()[1] / 1e6, 1) if kept else 0)


def reissued(spec: Spec, profile: Profile) -> bytes:
    """The document with one line more and on other pages: 47 lines each, under another header."""
    gone = {*outline(spec, profile).repeats, *spec.printed.furniture}
    lines = [line.replace("\f", "") for at, line in enumerate(spec.lines) if at not in gone]
    lines.insert(len(lines) // 10, "A remark that was added later.")
    pages = [lines[at : at + 47] for at in range(0, len(lines), 47)]
    text = "\n".join(f"\fREISSUE 4              Page {n}\n\n" + "\n".join(page) for n, page in enumerate(pages, 1))
    return text.encode(spec.encoding)


def stability(world: World, profile: Profile) -> dict[str, Any]:
    """The share of chunks that the new issue has too: by id with us, by their text elsewhere."""
    data = reissued(world.spec, profile)
    fresh = from_bytes(data, "fresh")
    before = {chunk.chunk_id for chunk in own(world.data, profile)[1]}
    after = {chunk.chunk_id for chunk in own(data, propose(data))[1]}
    found: dict[str, Any] = {"workbench": round(len(before & after) / len(before), 4)}
    cuts = {"floor": floor, **{name: made() for name, (_, made) in PEERS.items() if installed(name)}}
    for name, cut in cuts.items():
        old = Counter(world.spec.text[a:b] for a, b in cut(world.spec.text))
        new = Counter(fresh.text[a:b] for a, b in cut(fresh.text))
        found[name] = round((old & new).total() / old.total(), 4)
    return found


def gaps(world: World, profile: Profile) -> dict[str, Any]:
    """The query for what was not read, over 12,500 reads of which one failed."""
    spec, chunks = own(world.data, profile)
    agents = -(-12_500 // len(chunks))
    with tempfile.TemporaryDirectory() as place:
        store = Store(Path(place))
        losses.keep(store, spec, chunks)
        rows = [
            read_row(losses.read_of(chunk, "inventory" if n == 0 else f"agent-{n}", bad=chunk.ordinal == 7), "run")
            for n in range(agents)
            for chunk in chunks
        ]
        with store.write() as tx:
            tx.add("read", rows)
        sql = "SELECT first, last FROM coverage_gaps WHERE spec_id = ?"
        found = store.rows(sql, (spec.spec_id,))
        seconds = cpu(lambda: store.rows(sql, (spec.spec_id,)), 5)
        started = time.perf_counter()
        store.rows(sql, (spec.spec_id,))
        return {
            "reads": len(rows), "cpu seconds": seconds, "wall seconds": time.perf_counter() - started,
            "found": found, "planted": [(chunks[7].first, chunks[7].last)],
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="A small document, each thing once.")
    quick = parser.parse_args().quick
    world = World(1, 12 if quick else 289)
    profile = propose(world.data)
    told = {
        "document": {"bytes": len(world.data), "lines": world.spec.count, "fields": len(world.fields)},
        "chunking": chunking(world, profile, 2 if quick else 7),
        "memory": memory(world),
        "stability": stability(world, profile),
        "gaps": gaps(world, profile),
        "inventory": inventory(quick),
        "losses": losses.losses(world.data, world.fields),
    }
    json.dump(told, sys.stdout, indent=2, default=str)
    print()


if __name__ == "__main__":
    main()
