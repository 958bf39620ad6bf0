"""Lineage goes from a written file to verbatim spec lines and the person behind it, and forward again."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from governance_world import HOUR, NOW, POLICY
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.acts import Draft, FileDraft, Receipt
from workbench.approval import Word, decide
from workbench.errors import LedgerDamaged, UnknownThing
from workbench.execution import Executor, execute
from workbench.keyring import make_reviewer
from workbench.ledger import Ledger
from workbench.lineage import down, edge_rows, edges, graph_records, read_edges, resolve, subgraph, up, why
from workbench.lineage.walk import _steps
from workbench.policy import load
from workbench.proposal import diff, propose, submit
from workbench.records import (
    Check,
    Chunk,
    Claim,
    EndpointBody,
    Fact,
    FieldBody,
    MapsBody,
    Read,
    SpecEvidence,
    Transform,
    TruthEvidence,
    Verdict,
    claim,
)
from workbench.store import Store, chunk_row, claim_row, fact_row, read_row, verdict_row
from workbench.targets.files import Files

SPEC = """PROGRAM ORD01 - ORDER ENTRY
01 ORDER-REC.
   05 CUST-NO     PIC 9(6).
   05 ORDER-DATE  PIC X(8).

END OF ORD01
"""
LINES = SPEC.split("\n")


def evidence(first: int, last: int) -> tuple[SpecEvidence]:
    return (SpecEvidence(spec="spec-a", first=first, last=last, quote="\n".join(LINES[first - 1 : last])),)


FILE = "file:data/out/maps/ord01.py"
ENDPOINT = claim("inventory", "offline", EndpointBody(program="ORD01"), evidence(1, 2))
FIELD = claim(
    "inventory",
    "offline",
    FieldBody(program="ORD01", record="ORDER-REC", name="CUST-NO", ordinal=1, level=5, parent="ORDER-REC"),
    evidence(3, 3),
)
OTHER = claim(
    "inventory",
    "offline",
    FieldBody(program="ORD01", record="ORDER-REC", name="ORDER-DATE", ordinal=2, level=5, parent="ORDER-REC"),
    evidence(4, 4),
)


def judged(said: Claim) -> tuple[Verdict, Fact]:
    check = Check(name="quote", state="pass", detail="verbatim")
    tail = said.claim_id.removeprefix("claim-")
    verdict = Verdict(
        verdict_id=f"verdict-{tail}",
        claim=said.claim_id,
        state="accepted",
        checks=(check,),
        reason="every check passed",
    )
    fact = Fact(
        fact_id=f"fact-{tail}", claim=said.claim_id, verdict=verdict.verdict_id, body=said.body, evidence=said.evidence
    )
    return verdict, fact


MAPPED = claim(
    "mapper",
    "offline",
    MapsBody(
        program="ORD01",
        record="ORDER-REC",
        field="CUST-NO",
        ordinal=1,
        operation="POST /orders",
        property="customer",
        transform=Transform(kind="integer"),
    ),
    (TruthEvidence(source="source-a", pointer="/paths/~1orders", quote="customer number"),),
    (judged(FIELD)[1].fact_id,),
)


def filled(home: Path) -> Store:
    """A store with one chunk, its read, four claims, their verdicts and facts."""
    store = Store(home)
    chunk = Chunk(
        chunk_id="chunk-a", spec="spec-a", ordinal=1, kind="section", program="ORD01", path=("ORD01",),
        byte_start=0, byte_end=len(SPEC), char_start=0, char_end=len(SPEC), first=1, last=6, tokens=40,
    )  # fmt: skip
    read = Read(
        read_id="read-a", agent="inventory", engine="offline", chunk="chunk-a",
        first=1, last=6, state="ok", expected=3, items=3,
    )  # fmt: skip
    about = {"spec_id": "spec-a", "name": "orders.txt", "path": "specs/orders.txt", "sha256": "0" * 64}
    with store.write() as tx:
        tx.add("spec", [{**about, "bytes": len(SPEC), "lines": 6, "encoding": "utf-8"}])
        tx.add("chunk", [chunk_row(chunk)])
        tx.add("read", [read_row(read, "run-a")])
        tx.add("edge", edge_rows([*edges(chunk), *read_edges(read, [ENDPOINT, FIELD, OTHER])]))
        for said in (ENDPOINT, FIELD, OTHER, MAPPED):
            verdict, fact = judged(said)
            tx.add("claim", [claim_row(said, "run-a")])
            tx.add("verdict", [verdict_row(verdict, "run-a")])
            tx.add("fact", [fact_row(fact)])
            tx.add("edge", edge_rows(edges(said) + edges(verdict) + edges(fact)))
    return store


def written(store: Store, content: bytes = b"x = 1\n", now: datetime = NOW) -> Receipt:
    """A file that rests on the mapping and the endpoint: proposed, approved by ana, executed."""
    (store.home / "policy.yaml").write_text(POLICY.replace("root: out", "root: data/out"))
    policy, ledger = load(store.home / "policy.yaml"), Ledger(store.ledger)
    target, ana = Files("out", store.home, "data/out", "demo"), make_reviewer(ledger, policy, "ana", now)
    draft = Draft(
        author="migrator",
        subject="ORD01",
        summary="adapter of ORD01",
        changes=(FileDraft(path="maps/ord01.py", content=content),),
        facts=(judged(MAPPED)[1].fact_id, judged(ENDPOINT)[1].fact_id),
    )
    proposal = propose(draft, target, policy)
    assert proposal is not None
    submit(ledger, [proposal], policy, now)
    decide(ledger, policy, ana, Word(proposal.proposal_id, "approve", "looks right", diff(proposal, target)), now)
    return execute(Executor(ledger, lambda: policy, {"out": target}), proposal.proposal_id, now)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with one written file; tests only read it."""
    store = filled(tmp_path_factory.mktemp("world"))
    written(store)
    return store


def test_up_from_a_written_file_ends_at_verbatim_lines_and_the_approver(world: Store) -> None:
    """Every line node upstream of a file quotes exactly that line of the spec, and the decision names the person."""
    nodes = up(world, FILE)
    quotes = {node.node: node.quote for node in nodes if node.kind == "line"}
    assert quotes == {f"line:spec-a:{n}": LINES[n - 1] for n in (1, 2, 3)}
    assert any(node.kind == "decision" and "ana" in node.label for node in nodes)
    assert any(node.kind == "truth" and node.quote == "customer number" for node in nodes)
    assert {"receipt", "proposal", "fact", "verdict", "claim", "read", "chunk", "spec"} <= {node.kind for node in nodes}
    assert [node.steps for node in nodes] == sorted(node.steps for node in nodes)


def test_down_from_a_quoted_line_reaches_the_file_and_only_what_rests_on_it(world: Store) -> None:
    """A line leads to the claims that cite it and to the file, not to claims about its neighbours."""
    nodes = {node.node for node in down(world, "line:spec-a:3")}
    assert FILE in nodes
    assert FIELD.claim_id in nodes
    assert MAPPED.claim_id in nodes
    assert "chunk-a" in nodes
    assert "read-a" in nodes
    assert OTHER.claim_id not in nodes
    assert ENDPOINT.claim_id not in nodes
    assert FILE not in {node.node for node in down(world, "line:spec-a:4")}


def test_down_from_a_chunk_reaches_every_claim_that_was_read_in_it(world: Store) -> None:
    """What a chunk gave is downstream of it, cited line or not."""
    assert {ENDPOINT.claim_id, FIELD.claim_id, OTHER.claim_id} <= {node.node for node in down(world, "chunk-a")}


def test_why_is_one_chain_of_sentences_that_ends_with_a_quote(world: Store) -> None:
    """The explanation of a file goes through receipt, decision, proposal, fact and claim to a quoted line."""
    steps = why(world, FILE)
    kinds = [step.node.split("-")[0].split(":")[0] for step in steps]
    assert kinds == ["file", "receipt", "decision", "proposal", "fact", "verdict", "claim", "line"]
    assert steps[-1].quote == LINES[0]
    assert LINES[0] in steps[-1].sentence
    assert steps[2].sentence == "after a person's word: approve by ana: looks right"
    assert steps[3].sentence == "to what migrator proposes: adapter of ORD01"
    assert why(world, "spec-a") == []


def test_a_file_that_was_written_again_rests_on_its_newest_receipt_only(tmp_path: Path) -> None:
    """The receipt that wrote what is there now is upstream; the older one is not."""
    store = filled(tmp_path)
    old = written(store)
    new = written(store, b"x = 2\n", NOW + HOUR)
    nodes = {node.node for node in up(store, FILE)}
    assert new.receipt_id in nodes
    assert old.receipt_id not in nodes
    assert old.receipt_id in {node.node for node in down(store, "line:spec-a:3")}


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("chunk-a", "chunk-a"),
        (FIELD.claim_id[:12], FIELD.claim_id),
        ("data/out/maps/ord01.py", FILE),
        ("./data/out/maps/ord01.py", FILE),
        ("line:3", "line:spec-a:3"),
        ("orders.txt:3", "line:spec-a:3"),
        ("specs/orders.txt:3", "line:spec-a:3"),
        ("line:spec-a:3", "line:spec-a:3"),
        ("ord01", ENDPOINT.claim_id),
        ("truth:source-a:/paths/~1orders", "truth:source-a:/paths/~1orders"),
    ],
)
def test_resolve_finds_what_a_person_means(world: Store, text: str, node: str) -> None:
    """Ids, beginnings of ids, paths, lines and programs all lead to their node."""
    assert resolve(world, text) == node


def test_resolve_takes_an_absolute_path_below_the_project(world: Store) -> None:
    """A shell completes paths to absolute ones."""
    assert resolve(world, str(world.home / "data/out/maps/ord01.py")) == FILE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ORD1", "nearest: ORD01"),
        ("data/out/maps/ord02.py", "nearest: data/out/maps/ord01.py"),
        ("claim-", "begins 4 ids"),
        ("line:7", "orders.txt has no line 7: its lines are 1 to 6"),
        ("", "nothing here is called ''"),
        ("%", "nothing here is called '%'"),
        ("other.txt:3", "nothing here is called 'other.txt:3'"),
    ],
)
def test_resolve_names_the_nearest_when_nothing_fits(world: Store, text: str, says: str) -> None:
    """An unknown thing is one line that helps."""
    with pytest.raises(UnknownThing, match=r".") as caught:
        resolve(world, text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_hostile_spec_text_is_quoted_verbatim_and_said_printable(tmp_path: Path) -> None:
    """The quote is the bytes; what people read on a terminal holds no control character."""
    store = filled(tmp_path)
    quote = "05 X\x1b[31m {label} \u202e PIC X."
    said = claim(
        "inventory",
        "offline",
        EndpointBody(program="A\x1b]0;B\x07"),
        (SpecEvidence(spec="spec-a", first=6, last=6, quote=quote),),
    )
    with store.write() as tx:
        tx.add("claim", [claim_row(said, "run-a")])
        tx.add("edge", edge_rows(edges(said)))
    assert [node.quote for node in up(store, said.claim_id)] == [quote]
    steps = why(store, said.claim_id)
    assert len(steps) == 2
    assert all(step.sentence.isprintable() for step in steps)
    assert "05 X [31m {label}" in steps[-1].sentence


def test_the_subgraph_holds_past_and_future_as_json(world: Store) -> None:
    """A fact's graph joins spec and file, and serialises."""
    graph = subgraph(world, judged(FIELD)[1].fact_id)
    assert FILE in graph
    assert "line:spec-a:3" in graph
    assert graph.nodes["line:spec-a:3"]["quote"] == LINES[2]
    assert len(json.loads(json.dumps(graph_records(graph)))["nodes"]) == len(graph)


def test_an_act_that_lacks_its_parts_is_a_damaged_ledger(tmp_path: Path) -> None:
    """Lineage does not guess around an entry that no executor wrote."""
    store = filled(tmp_path)
    store.ledger.write_text('{"kind":"receipt","body":{"receipt_id":"receipt-x"}}\n')
    with pytest.raises(LedgerDamaged, match="entry 1 of the ledger is no whole receipt"):
        up(store, "chunk-a")


def test_a_store_without_a_ledger_has_lineage_too(tmp_path: Path) -> None:
    """Before the first proposal, up and down work on what agents said."""
    store = filled(tmp_path)
    assert any(node.node == "line:spec-a:3" for node in up(store, judged(FIELD)[1].fact_id))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25), st.integers(0, 9))
def test_steps_are_shortest_distances_even_with_cycles(pairs: list[tuple[int, int]], start: int) -> None:
    """Distances equal those of a plain search, whatever the graph."""
    found = [(f"claim-{a}", f"claim-{b}", "x") for a, b in pairs]
    steps = _steps(found, [f"claim-{start}"], "down")
    distance, ring = {start: 0}, [start]
    while ring:
        ring = sorted({b for a, b in pairs if a in ring and b not in distance})
        distance |= dict.fromkeys(ring, max(distance.values()) + 1)
    assert steps == {f"claim-{n}": d for n, d in distance.items() if n != start}
