"""Content addresses: the shorter ways to an id give the same bytes as the long one."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.gate import establish
from workbench.identity import canonical, content_id, record_text, records_text
from workbench.records import Candidate, Check, Claim, FieldBody, SpecEvidence, UncertainBody, Verdict, claim

TEXTS = st.text(st.characters(), max_size=12)
FIELDS = st.builds(
    FieldBody,
    program=TEXTS, record=TEXTS, name=TEXTS, ordinal=st.integers(-(2**70), 2**70), level=st.integers(-1, 88),
    parent=TEXTS, values=st.lists(TEXTS, max_size=3).map(tuple), note=TEXTS,
)  # fmt: skip
LINES = st.builds(SpecEvidence, spec=TEXTS, first=st.integers(1, 9), last=st.integers(1, 9), quote=TEXTS)


def said(made: Claim) -> dict[str, Any]:
    """Everything of a claim but its id."""
    return {name: value for name, value in made.model_dump(mode="json").items() if name != "claim_id"}


def written(text: str) -> bytes:
    """The bytes of a text, halves of characters too."""
    return text.encode("utf-8", "surrogatepass")


@settings(max_examples=60, deadline=None)
@given(FIELDS, st.lists(LINES, max_size=2).map(tuple), TEXTS)
def test_records_are_written_as_any_value_is(body: FieldBody, cited: tuple[SpecEvidence, ...], word: str) -> None:
    """A record, some records and the id of a claim are what the long way makes of them, whatever stands in them."""
    assert written(record_text(body)) == canonical(body.model_dump(mode="json"))
    assert written(records_text(cited)) == canonical([item.model_dump(mode="json") for item in cited])
    made = claim(word, "offline", body, cited, (word, "fact-1"))
    assert made.claim_id == content_id("claim", said(made))


def test_numbers_with_a_point_are_written_the_long_way() -> None:
    """A score looks as it always did: two writers of such numbers need not agree."""
    body = UncertainBody(
        program="P", record="R", field="F", ordinal=1, operation="o", reason="two fit",
        candidates=(Candidate(operation="o", property="p", score=1e16, why="w"),),
    )  # fmt: skip
    assert record_text(body).encode() == canonical(body.model_dump(mode="json"))


def test_a_fact_is_named_by_its_claim_and_verdict() -> None:
    """The id of a fact is the content address of the two ids that it rests on."""
    made = claim(
        "inventory", "offline", FieldBody(program="P", record="R", name="F", ordinal=1, level=5, parent="R"), ()
    )
    passed = (Check(name="quote", state="pass", detail="verbatim"),)
    verdict = Verdict(verdict_id="verdict-1", claim=made.claim_id, state="accepted", checks=passed, reason="all")
    fact = establish(made, verdict)
    assert fact.fact_id == content_id("fact", {"claim": made.claim_id, "verdict": "verdict-1"})
