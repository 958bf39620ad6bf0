"""What the gate stops and what it lets pass, on documents that nobody wrote for it; JSON on stdout.

    python benchmarks/bench_gate.py [--quick] [--seed N ...]

labelled: the matching engine and the whole trade-off curve of the gate on the public labelled schemas, where they are.
bank, connectors: public programs with their mapping: accepted rightly, accepted wrongly, sent to a person.
bundled: the mutation score on the bundled project, on a fresh seed.
quotes: true quotes, quotes with other white space and page furniture, and fabrications, on the bundled specification.
recorded: what a small language model really answered; the public example with its answers is not part of the project.
"""

import argparse
import csv
import json
import os
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import connectors

from workbench import accuracy, discovery
from workbench.agent import NumberedLine, OperationLink, ReadTask
from workbench.agents.mapper import task as make_task
from workbench.checks.documents import MapDocuments
from workbench.checks.reading import SpecDocuments
from workbench.chunk import split
from workbench.dossier import assemble
from workbench.engines.offline import Offline
from workbench.gate import establish, judge_mapping, judge_reading
from workbench.lookup import look_up
from workbench.matching import Matcher
from workbench.mutating import measure
from workbench.project import Workbench
from workbench.quotes import Quotes
from workbench.records import (
    Claim,
    FieldBody,
    MapsBody,
    NoTargetBody,
    ServesBody,
    SpecEvidence,
    Transform,
    TruthEvidence,
    claim,
)
from workbench.spec import Spec, from_bytes, read
from workbench.transforms import derive
from workbench.truth import Glossary, Term, load_dictionary, load_target
from workbench.truth.jsonschema import read_json_schema

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("WORKBENCH_SHARED_DATA", ROOT.parent / "shared" / "data"))

Case = tuple[str, int, int]


def true_quotes(spec: Spec, rng: random.Random, count: int) -> list[Case]:
    """Stretches of one to three printed lines, as they stand there."""
    printed = [n for n in range(1, spec.count - 3) if spec.classes[n - 1] == "content" and len(spec.line(n)) > 12]
    cases = []
    for first in rng.sample(printed, count):
        last = first + rng.choice((0, 0, 1, 2))
        while spec.classes[last - 1] != "content":
            last -= 1
        cases.append((spec.quote(first, last), first, last))
    return cases


def noisy(case: Case, rng: random.Random) -> Case:
    """The same words with other white space, or with a page's furniture between the lines."""
    quote, first, last = case
    if "\n" in quote and rng.random() < 0.5:
        return quote.replace("\n", rng.choice(("\r\n", "\f\n", "\n\n\n   "))), first, last
    return rng.choice(("  ", "\t", "\n")).join(quote.split()), first, last


def fabrications(spec: Spec, cases: list[Case], rng: random.Random) -> Iterator[Case]:
    """Each quote made false in one place: a digit, a name, a usage, an operator, a negation, or a field invented."""
    names = sorted(set(re.findall(r"\b[A-Z]{2,8}(?:-[A-Z0-9]{2,10})+\b", spec.text)))
    for case in cases:
        quote, first, last = case
        for way in rng.sample((_digit, _name, _usage, _turn, _invented), 5):
            wrong = way(quote, names, rng)
            near = " ".join(spec.quote(max(1, first - 6), min(spec.count, last + 6)).split())
            if wrong and " ".join(wrong.split()) not in near:
                yield wrong, first, last
                break


def _digit(quote: str, names: list[str], rng: random.Random) -> str:
    at = [match.start() for match in re.finditer(r"\d", quote)]
    if not at:
        return ""
    here = rng.choice(at)
    return quote[:here] + str((int(quote[here]) + rng.randint(1, 9)) % 10) + quote[here + 1 :]


def _name(quote: str, names: list[str], rng: random.Random) -> str:
    found = re.findall(r"\b[A-Z]{2,8}(?:-[A-Z0-9]{2,10})+\b", quote)
    return quote.replace(rng.choice(found), rng.choice(names), 1) if found else ""


def _usage(quote: str, names: list[str], rng: random.Random) -> str:
    for one, other in (("COMP-3", "COMP"), ("PIC 9", "PIC X"), ("PIC X", "PIC 9"), ("S9", "9"), ("V99", "")):
        if one in quote:
            return quote.replace(one, other, 1)
    return ""


def _turn(quote: str, names: list[str], rng: random.Random) -> str:
    for one, other in ((" not ", " "), (" is ", " is not "), (" must ", " may "), (" less ", " more "), ("<", ">")):
        if one in quote:
            return quote.replace(one, other, 1)
    return ""


def _invented(quote: str, names: list[str], rng: random.Random) -> str:
    return f"05  {rng.choice(names)}-{rng.choice(('X', 'KEY', 'NEW'))}  PIC X({rng.randint(1, 60)})."


def quotes(count: int) -> dict[str, Any]:
    """How many of each kind are accepted, and how many quotes a second are checked, by the CPU."""
    spec, rng = read(ROOT / "specs" / "order-to-cash.txt"), random.Random(7)
    matcher = Quotes(spec)
    true = true_quotes(spec, rng, count)
    groups = {
        "true": true,
        "noise": [noisy(case, rng) for case in true],
        "fabricated": list(fabrications(spec, true_quotes(spec, rng, 2 * count), rng))[:count],
    }
    matcher.check(*true[0])
    found: dict[str, Any] = {}
    for name, cases in groups.items():
        start = time.process_time()
        states = Counter(matcher.check(*case).state for case in cases)
        seconds = time.process_time() - start
        found[name] = {"quotes": len(cases), **states, "per_second": round(len(cases) / max(seconds, 1e-9))}
    return found


TYPES = {
    "decimal": {"type": "number"},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "boolean": {"type": "boolean"},
}


def recorded(path: Path) -> dict[str, Any]:
    """What became of each recorded claim: of the wrong ones how many were stopped, of the right ones the states.

    The documentation sentences of a task are the dictionary. The model cited no lines: its quote is looked for in the
    whole text. `looked_up`: right claims that are accepted once the gate has looked the evidence up itself.
    """
    counted: Counter[str] = Counter()
    for one in json.loads(path.read_text()):
        states = _judged(one)
        for said in one["claims"]:
            wanted = one["task"]["gold"].get(said["source"], "")
            right = said["target"] == wanted or (wanted is None and said["target"] in (None, "none"))
            counted["claims"] += 1
            counted["right" if right else "wrong"] += 1
            own, looked = states[said["source"]]
            counted[f"{'right' if right else 'wrong'}_{own}"] += 1
            counted[f"{'right' if right else 'wrong'}_looked_up"] += looked
    return dict(sorted(counted.items()))


def _judged(one: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    """By source field: the verdict on what the model said, and whether it is accepted on evidence the gate found."""
    given = _documents(one["task"])
    claims = {said["source"]: _claim(said, given) for said in one["claims"]}
    known = [item for item in claims.values() if item is not None]
    serving = claim(
        "mapper",
        "recorded",
        ServesBody(program="REC", operation=given.task.link.operation),
        (
            given.task.dossier.endpoint.evidence[0],
            TruthEvidence(source=given.catalog.source, pointer=given.task.link.pointer, quote=given.task.link.quote),
        ),
        (given.task.dossier.endpoint.fact_id,),
    )
    everything = [serving, *known]
    found, verdicts = look_up(everything, judge_mapping(everything, given), given)
    states = {item.claim_id: verdict.state for item, verdict in zip(found, verdicts, strict=True)}
    facts = {
        item.body.field
        for item in found
        if isinstance(item.body, MapsBody | NoTargetBody) and states[item.claim_id] == "accepted"
    }
    return {
        name: (states[item.claim_id] if item else "rejected", bool(item) and name in facts)
        for name, item in claims.items()
    }


def _documents(task: dict[str, Any]) -> MapDocuments:
    """The gate's documents on one task: its text, its schema, its sentences as a dictionary."""
    text = f"1. PROGRAM REC - RECORDED\n\n{task['spec']}\n".encode()
    spec = from_bytes(text, "recorded.txt")
    source = SpecDocuments(spec, discovery.propose(spec).profile)
    schema = {
        name: {**TYPES.get(kind, {"type": "string"}), "description": _said(task, name)}
        for name, kind in task["targets"].items()
    }
    document = {"$schema": "http://json-schema.org/schema#", "title": "record", "type": "object", "properties": schema}
    catalog = read_json_schema(document, json.dumps(document).encode(), "schema.json")
    terms = tuple(
        Term(program="", field=m[1], term="", description=m[2], pointer=f"row:{n}", quote=m[0])
        for n, m in enumerate(re.finditer(r"\b([A-Z][A-Z0-9-]+) is ([^.]+)\.", task["spec"]), 1)
    )
    matcher = Matcher(catalog, Glossary("sentences", terms))
    facts = []
    for chunk in split(spec, source.profile):
        lines = tuple(
            NumberedLine(number=n, text=spec.line(n))
            for n in range(chunk.first, chunk.last + 1)
            if spec.classes[n - 1] == "content"
        )
        asked = ReadTask(agent="inventory", chunk=chunk, lines=lines, context=(), profile=source.profile)
        said = Offline().ask(asked).claims
        facts += [
            establish(item, v)
            for item, v in zip(said, judge_reading(said, chunk, source), strict=True)
            if v.state == "accepted"
        ]
    (dossier,) = assemble(facts)
    operation = catalog.operations[0]
    link = OperationLink(
        operation=operation.name,
        score=1,
        margin=1,
        named=True,
        why="the only one",
        pointer=operation.pointer,
        quote=operation.quote,
    )
    return MapDocuments(source, catalog, make_task(dossier, link, matcher, source.remark), {})


def _said(task: dict[str, Any], name: str) -> str:
    return next((line.partition(": ")[2] for line in task["schema"].split("\n") if line.startswith(f"- {name} ")), "")


def _claim(said: dict[str, Any], given: MapDocuments) -> Claim | None:
    """What the model said as a claim; nothing when it is about no field of the text."""
    choice = next((one for one in given.task.choices if one.field.body.name == said["source"]), None)
    if choice is None:
        return None
    field, operation = choice.field.body, given.task.link.operation
    assert isinstance(field, FieldBody)
    spec = given.source.spec
    quoted = SpecEvidence(spec=spec.spec_id, first=1, last=spec.count, quote=str(said["evidence"]))
    about = {
        "program": field.program,
        "record": field.record,
        "field": field.name,
        "ordinal": field.ordinal,
        "operation": operation,
    }
    if said["target"] in (None, "none"):
        return claim("mapper", "recorded", NoTargetBody(**about, reason="none"), (quoted,), (choice.field.fact_id,))
    target = given.catalog.find(operation, said["target"])
    way = derive(field, target, dict(given.task.terms).get(choice.field.fact_id, ())) if target else None
    body = MapsBody(**about, property=str(said["target"]), transform=way or Transform(kind="copy"))
    place = (TruthEvidence(source=given.catalog.source, pointer=target.pointer, quote=target.quote),) if target else ()
    return claim("mapper", "recorded", body, (quoted, *place), (choice.field.fact_id,))


def street(given: Sequence[str], want: Callable[[Workbench], dict[str, Any]], dictionary: str = "") -> dict[str, Any]:
    """What a run on a spec and a target comes to, up to the validated mapping, in a project of its own."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        shutil.copy(ROOT / "policy.yaml", home)
        wb = Workbench(home)
        wb.run(wb.order(spec=[given[0]], target=given[1], dictionary=dictionary, until="validation"))
        return want(wb)


def bank(place: Path) -> dict[str, Any]:
    """Of a public bank's fields: how many are accepted rightly and wrongly, and what must not be mapped and is."""
    with (place / "truth.csv").open(newline="") as file:
        truth = {(row["program"], int(row["spec_line"])): row["target"] for row in csv.DictReader(file)}

    def counted(wb: Workbench) -> dict[str, Any]:
        sql = "SELECT program, first, body FROM active_fact WHERE kind = 'maps'"
        accepted = {(p, first): json.loads(body)["property"] for p, first, body in wb.store.rows(sql)}
        return {
            "mapped_fields": sum(bool(target) for target in truth.values()),
            "accepted_right": sum(truth.get(at) == path for at, path in accepted.items()),
            "accepted_wrong": sum(bool(truth.get(at)) and truth[at] != path for at, path in accepted.items()),
            "must_not_map": sum(not target for target in truth.values()),
            "must_not_map_accepted": sum(not truth.get(at) for at in accepted),
        }

    return street((str(place / "spec.txt"), str(place / "openapi.json")), counted)


def bundled(most: int, seeds: Sequence[int]) -> dict[str, Any]:
    """The mutation score on the bundled project, for each seed."""
    target, dictionary = ROOT / "data" / "target-api.json", ROOT / "data" / "dictionary.csv"
    matcher = Matcher(load_target(target), load_dictionary(dictionary))

    def scored(wb: Workbench) -> dict[str, Any]:
        taken = wb.ingest(str(ROOT / "specs" / "order-to-cash.txt"))
        found = {}
        for seed in seeds:
            score = measure(wb.store, taken, matcher, most, seed, lambda part, done, total: None)
            found[f"seed {seed}"] = score.model_dump(exclude={"survivors"}) | {
                "survivors": [one.model_dump() for one in score.survivors[:10]]
            }
        return found

    return street((str(ROOT / "specs" / "order-to-cash.txt"), str(target)), scored, str(dictionary))


def main() -> None:
    """All of it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer quotes")
    parser.add_argument("--seed", type=int, action="append", help="of the mutation score; fresh ones without it")
    given = parser.parse_args()
    found: dict[str, Any] = {"quotes": quotes(200 if given.quick else 1000)}
    for path in sorted((SHARED / "recorded_hallucinations").glob("*.json")):
        found[path.stem] = recorded(path)
    place = SHARED / "mimic_omop"
    if place.is_dir():
        files = [place / f"{name}.csv" for name in ("source_schema", "target_schema", "ground_truth")]
        found["labelled"] = {"mapping": accuracy.mapping(*files), "gate": accuracy.gate(*files)}
    if (SHARED / "cbsa").is_dir():
        found["bank"] = bank(SHARED / "cbsa")
    if (SHARED / "zosconnect_samples").is_dir():
        found["connectors"] = connectors.measured(SHARED / "zosconnect_samples")
    found["bundled"] = bundled(40 if given.quick else 200, given.seed or [random.SystemRandom().randrange(10**6)])
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
