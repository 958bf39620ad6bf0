"""What of a document is found when answers are malformed or lost, or the run dies: ours, and langextract's.

The model is perfect in both: it reads every field line that it is shown. What is missing was lost by the framework.
"""

import importlib.util
import json
import logging
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbench.engines.offline import Offline
from workbench.project import Workbench
from workbench.records import Chunk, Read
from workbench.spec import Spec, from_bytes
from workbench.store import Store, chunk_row
from workbench.testing import Crash, chaotic, parse

ROOT = Path(__file__).resolve().parents[1]
MALFORMED, LOST, DIES = 0.05, 0.10, 0.64

Row = dict[str, str]


def losses(data: bytes, fields: Sequence[Row]) -> dict[str, Any]:
    """Fields found of all, and what each says of the rest."""
    found: dict[str, Any] = {"workbench": ours(data, fields)}
    there = importlib.util.find_spec("langextract") is not None
    found["langextract"] = theirs(data, fields) if there else {"absent": "not installed"}
    return found


def ours(data: bytes, fields: Sequence[Row]) -> dict[str, Any]:
    """Faulty answers first, then a crash, then the run is taken up again without faults."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        shutil.copy(ROOT / "policy.yaml", home)
        (home / "specs").mkdir()
        (home / "specs/spec.txt").write_bytes(data)
        told = {"malformed and lost": _faulty(home, fields, f"malform={MALFORMED},lose={LOST}")}
        shutil.rmtree(home / "data", ignore_errors=True)
        calls = len(Workbench(home).ingest(home / "specs/spec.txt").chunks)
        told["dies at 64 %"] = _faulty(home, fields, f"crash={int(calls * DIES)}")
        before = _reads(home)
        told["taken up again"] = _faulty(home, fields, "")
        after = _reads(home)
        told["taken up again"]["finished reads repeated"] = sum(after[chunk] > n for chunk, n in before.items())
        return told


def _faulty(home: Path, fields: Sequence[Row], faults: str) -> dict[str, Any]:
    engine = chaotic(Offline(), parse(faults)) if faults else Offline()
    bench = Workbench(home, engine=engine)
    with suppress(Crash):
        bench.run(bench.order(spec=[str(home / "specs/spec.txt")], until="inventory"))
    status = bench.status()
    claimed = {(row.name, row.first) for row in bench.claims(kind="field", state="accepted")}
    return {
        "fields": sum((row["field"], int(row["first"])) in claimed for row in fields), "of": len(fields),
        "state": status.state, "chunks said to be unread": status.chunks - status.chunks_read,
        "lines said to be unread": status.lines_uncovered,
    }  # fmt: skip


def _reads(home: Path) -> dict[str, int]:
    sql = "SELECT chunk_id, count(*) FROM read WHERE agent = 'inventory' AND state = 'ok' GROUP BY ALL"
    return dict(Workbench(home).store.rows(sql))


def theirs(data: bytes, fields: Sequence[Row]) -> dict[str, Any]:
    """langextract.extract with a perfect model, 8,000 characters a call, ten calls a batch."""
    spec = from_bytes(data, "spec")
    return {
        "no faults": _extracted(spec, fields, 0, 0, 0),
        "malformed": _extracted(spec, fields, MALFORMED, 0, 0),
        "lost": _extracted(spec, fields, 0, LOST, 0),
        "dies at 64 %": _extracted(spec, fields, 0, 0, int(len(spec.text) / 8000 * DIES)),
    }


def _extracted(spec: Spec, fields: Sequence[Row], malformed: float, lost: float, dies: int) -> dict[str, Any]:
    import langextract
    from langextract.core.base_model import BaseLanguageModel
    from langextract.core.types import ScoredOutput
    from langextract.data import ExampleData, Extraction

    texts = {spec.line(int(row["first"])).strip() for row in fields}
    rng, calls = random.Random(5), [0]

    class Perfect(BaseLanguageModel):
        """Answers with every field line of the prompt."""

        def infer(self, batch_prompts: Sequence[str], **_: Any) -> Iterator[Sequence[Any]]:
            kept = len(batch_prompts) - (lost > 0 and len(batch_prompts) > 1)
            for prompt in batch_prompts[:kept]:
                calls[0] += 1
                if calls[0] == dies:
                    raise ConnectionError("the process dies here")
                asked = prompt.rpartition("Q: ")[2].split("\n")
                said = [{"field": line.strip()} for line in asked if line.strip() in texts]
                text = json.dumps({"extractions": said})
                yield [ScoredOutput(score=1.0, output=text[: len(text) // 2] if rng.random() < malformed else text)]

    logging.disable(logging.ERROR)
    example = ExampleData(text="05 A PIC X.", extractions=[Extraction("field", "05 A PIC X.")])
    try:
        result = langextract.extract(
            spec.text, prompt_description="List the fields.", examples=[example], model=Perfect(), max_char_buffer=8000,
            batch_length=10, max_workers=1, fence_output=False, use_schema_constraints=False, show_progress=False,
        )  # fmt: skip
    except ConnectionError as error:
        return {"fields": 0, "of": len(fields), "told": f"{type(error).__name__}; nothing is returned"}
    finally:
        logging.disable(logging.NOTSET)
    begins = {_begins(spec, int(row["first"])) for row in fields}
    given = {each.char_interval.start_pos for each in result.extractions or [] if each.char_interval}
    return {"fields": len(begins & given), "of": len(fields), "calls": calls[0], "told": "no error, no status"}


def _begins(spec: Spec, number: int) -> int:
    """Where the first printed character of a line stands."""
    line = spec.line(number)
    return spec.starts[number - 1] + len(line) - len(line.lstrip())


def keep(store: Store, spec: Spec, chunks: Sequence[Chunk]) -> None:
    """A spec and its chunks in a store, all lines content."""
    row = {
        "spec_id": spec.spec_id, "name": spec.name, "path": spec.name, "sha256": spec.sha256, "bytes": len(spec.data),
        "lines": spec.count, "encoding": spec.encoding,
    }  # fmt: skip
    with store.write() as tx:
        tx.add("spec", [row])
        tx.add("line_class", [{"spec_id": spec.spec_id, "first": 1, "last": spec.count, "class": "content"}])
        tx.add("chunk", [chunk_row(chunk) for chunk in chunks])


def read_of(chunk: Chunk, agent: str, bad: bool) -> Read:
    """A read of a chunk by some agent; a bad one was lost."""
    return Read(
        read_id=f"read-{agent}-{chunk.chunk_id}", agent=agent, engine="offline", chunk=chunk.chunk_id,
        first=chunk.first, last=chunk.last, state="lost" if bad else "ok", expected=0, items=0,
    )  # fmt: skip
