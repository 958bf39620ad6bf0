"""What looks like a declaration by the document's own repetition is read, or it is named as a gap."""

from heldout.measure import reading, task

from workbench.checks.reading import SpecDocuments
from workbench.engines.offline import Offline
from workbench.likeness import lookalikes
from workbench.profile import Profile
from workbench.records import FieldBody
from workbench.rereading import Rereading, expected
from workbench.spec import from_bytes

PICTURES = ("9(6)", "X(30)", "S9(7)V99 COMP-3", "X", "9(4) COMP", "S9(9)V9(2)")


def document(form: str, programs: int = 8) -> bytes:
    """A document with programs and items in a form: `{name}` and `{picture}`, whatever stands around them."""
    lines = ["All amounts are S9(7)V99, and the reader knows them by X(3).", ""]
    for number in range(programs):
        lines += [f"PROGRAM AB{number:03}", "", f"RECORD AB{number:03}-REC"]
        lines += [form.format(name=f"ITEM-{at}-NO", picture=picture) for at, picture in enumerate(PICTURES)] + [""]
    return "\n".join(lines).encode()


def test_items_in_a_form_that_nobody_reads_are_found_all_the_same() -> None:
    """Every line of a form counts, also with a picture that could be a word; running text does not."""
    for form in ("~{name}~holds~{picture}~", "  {name} => {picture}", "put {picture} into {name} ~"):
        spec = from_bytes(document(form), "spec")
        items = {number for number, line in enumerate(spec.lines, 1) if "ITEM-" in line}
        found = lookalikes(spec)
        assert found <= items
        assert form.startswith("put") or found == items


def test_a_name_above_its_picture_is_found_where_that_recurs() -> None:
    """The picture's line counts, the remark behind the blank line does not; a sentence above a picture is no name."""
    spec = from_bytes(document("`{name}'\n     {picture}, from 1 on.\n     See the old form."), "spec")
    pictures = {
        number for number, line in enumerate(spec.lines, 1) if "from 1" in line and ("(" in line or "9" in line)
    }
    assert lookalikes(spec) >= {n for n in pictures if "(" in spec.line(n)}
    assert lookalikes(spec) <= pictures
    text = "".join(f"The amount is kept for {n} days and more in\n     X({n}), see there.\n" for n in range(9))
    assert lookalikes(from_bytes(text.encode(), "spec")) == frozenset()


def test_items_that_are_not_read_make_the_read_bad_and_name_the_first_line() -> None:
    """A form that the profile does not tell the reader is a gap with its lines, whatever else of the chunk was read."""
    data = document("  ~{name}~holds~{picture}~")
    assert _states(data) == {"ok"}
    assert _states(data, told=False) == {"malformed"}


def test_items_that_are_read_leave_no_gap() -> None:
    """Where the reader takes every item, each chunk is good, and as many items are expected as came."""
    data = document('  <part name="{name}" picture="{picture}"/>')
    fields = [claim for claim in reading(data, "spec").claims if isinstance(claim.body, FieldBody)]
    assert len(fields) == 8 * len(PICTURES)
    assert {claim.body.usage for claim in fields if isinstance(claim.body, FieldBody)} == {"DISPLAY", "COMP", "COMP-3"}
    assert _states(data) == {"ok"}


def test_a_prose_line_with_a_picture_is_no_item() -> None:
    """One sentence is no form."""
    text = "The total is S9(7)V99 in each.\nSee CUST-NO, it is 9(6).\nNothing else.\n" * 2
    assert lookalikes(from_bytes(text.encode(), "spec")) == frozenset()


def _states(data: bytes, told: bool = True) -> set[str]:
    """The states of the reads of a document's chunks that hold items; `told`: what form items have was learned."""
    got = reading(data, "spec")
    profile = got.found.profile
    if not told:
        profile = Profile.model_validate(profile.model_dump() | {"items": ()})
    documents = SpecDocuments(got.spec, profile)
    careful = Rereading(Offline(), documents)
    asked = [task(got.spec, profile, chunk) for chunk in got.chunks]
    return {careful.ask(each).state for each in asked if expected(each, documents.alike)}
