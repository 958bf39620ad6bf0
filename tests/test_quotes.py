"""A quote is what the lines say, word for word, or it is not accepted: a similarity is no evidence."""

import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.quotes import Quotes, flat
from workbench.spec import Spec, from_bytes

TEXT = """\
CHAPTER 1   ORDER ENTRY                                PAGE 1
PROGRAM KD0417 - ORDER ENTRY

  05  CUST-NO        PIC S9(7)V99 COMP-3.
  05  CUST-LIMIT     PIC 9(9)V99.
  05  LINE-1         PIC X(30).
  05  LINE-2         PIC X(30).
  BR-1  The order is refused when the amount is greater than 9,999.50
        and the customer's record must not be locked.
  IF A >= 12 OR B NOT = 'E12' MOVE 1 TO C.
  |05|ORD-QTY|9(5)|COMP|
confidential
\x0cCHAPTER 1   ORDER ENTRY                                PAGE 2
  E101 = order not found
  E102 = order not found
confidential
\x0cCHAPTER 1   ORDER ENTRY                                PAGE 3
  The end of the chapter.
confidential
\x0cCHAPTER 1   ORDER ENTRY                                PAGE 4
  Really.
confidential
"""


@pytest.fixture(scope="module")
def quotes() -> Quotes:
    """The matcher on the text above."""
    return Quotes(from_bytes(TEXT.encode(), "t"))


def test_the_world_of_these_tests_has_furniture(quotes: Quotes) -> None:
    """Headers and footers are furniture here, the rest is not."""
    kinds = quotes.spec.classes
    assert [n for n, kind in enumerate(kinds, 1) if kind == "furniture"] == [1, 12, 13, 16, 17, 19, 20, 22]


def test_lines_as_they_are_printed_are_verbatim_without_a_search(quotes: Quotes) -> None:
    """The content lines of a stretch, past a page break too, are what they say; nothing at all says nothing."""
    content = [line for line, kind in zip(quotes.spec.lines[8:15], quotes.spec.classes[8:15], strict=True)
               if kind == "content"]  # fmt: skip
    fresh = Quotes(quotes.spec)
    assert fresh.verbatim("\n".join(content), 9, 15)
    assert fresh.verbatim(content[0], 9, 9)
    assert "_content" not in vars(fresh)
    assert not any(fresh.verbatim("", line, last) for line, last in ((3, 3), (12, 13), (0, 0), (9, 8), (90, 90)))


ACCEPTED = [
    ("05  CUST-NO        PIC S9(7)V99 COMP-3.", 4, 4),
    ("05 CUST-NO PIC S9(7)V99 COMP-3", 4, 4),
    ("CUST-NO", 4, 4),
    ("PIC S9(7)V99", 4, 4),
    ("greater than 9,999.50\n and the customer's record", 8, 9),
    ("must not be locked", 9, 9),
    ("B NOT = 'E12'", 10, 10),
    ("|05|ORD-QTY|9(5)|COMP|", 11, 11),
    ("ORD-QTY", 11, 11),
    ("9(5)", 11, 11),
    ("COMP|\n  E101 = order not found", 11, 14),
    ("|COMP|\nconfidential\n\x0cCHAPTER 1 ORDER ENTRY PAGE 2\n  E101 = order", 11, 14),
]


@pytest.mark.parametrize(("quote", "first", "last"), ACCEPTED)
def test_what_stands_there_is_accepted(quotes: Quotes, quote: str, first: int, last: int) -> None:
    """White space, line ends and page furniture aside; a quote may run over a page break, with it or without."""
    found = quotes.check(quote, first, last)
    assert (found.state, found.first, found.last) == ("accepted", first, last)


REJECTED = [
    ("05 CUST-NO PIC S9(8)V99 COMP-3.", 4, 4, "one digit"),
    ("05 CUST-NO PIC S9(7) COMP-3.", 4, 4, "a part of the picture left out"),
    ("PIC S9(7)", 4, 4, "a picture cut short"),
    ("9(7)V99", 4, 4, "a picture cut at its start"),
    ("PIC X", 6, 6, "a picture cut at its bracket"),
    ("CUST", 4, 4, "a name cut short"),
    ("NO", 4, 4, "a name cut at its start"),
    ("9,999", 8, 8, "a number cut at its point"),
    ("than 9", 8, 8, "a number cut at its comma"),
    ("A >", 10, 10, "an operator cut in two"),
    ("B = 'E12'", 10, 10, "a negation left out"),
    ("record must be locked", 9, 9, "a negation left out of prose"),
    ("greater than 9,999.51", 8, 8, "the last digit"),
    ("customer's record may not be locked", 9, 9, "a word that turns it round"),
    ("05 CUST-N0 PIC S9(7)V99 COMP-3.", 4, 4, "a letter like a digit"),
    ("05 cust-no PIC S9(7)V99 COMP-3.", 4, 4, "other letters"),
    ("PIC S9(7)V99 CUST-NO", 4, 4, "another order"),
    ("", 4, 4, "nothing"),
    (" \n\x0c", 4, 4, "white space"),
    ("PAGE 5", 1, 1, "furniture that is not there"),
    ("CUST-NO", 15, 15, "far from the cited lines"),
    ("CUST-NO", 0, 4, "no such line"),
    ("CUST-NO", 5, 4, "lines the wrong way round"),
    ("CUST-NO", 4, 99, "behind the end"),
]


@pytest.mark.parametrize(("quote", "first", "last", "why"), REJECTED)
def test_what_does_not_stand_there_is_rejected(quotes: Quotes, quote: str, first: int, last: int, why: str) -> None:
    """Each of these looks right at a glance."""
    found = quotes.check(quote, first, last)
    assert found.state == "rejected", why
    assert (found.first, found.last) == (0, 0)
    assert found.reason
    assert "\n" not in found.reason


def test_slightly_misread_prose_is_uncertain(quotes: Quotes) -> None:
    """Lower-case words may differ by a letter; the person who decides is told which."""
    found = quotes.check("The order is refused when the amuont is greater than 9,999.50", 8, 8)
    assert found.state == "uncertain"
    assert "'amuont' for 'amount'" in found.reason


def test_a_quote_two_lines_beside_is_accepted_where_it_stands(quotes: Quotes) -> None:
    """The place is corrected, and the reason says so; three lines beside is another matter."""
    found = quotes.check("CUST-LIMIT     PIC 9(9)V99.", 7, 7)
    assert (found.state, found.first, found.last) == ("accepted", 5, 5)
    assert "lines 5-5 instead" in found.reason
    assert quotes.check("CUST-LIMIT     PIC 9(9)V99.", 8, 8).state == "rejected"


@pytest.mark.parametrize(("quote", "line"), [("05 LINE-2 PIC X(30).", 6), ("E102 = order not found", 14)])
def test_the_neighbouring_row_is_not_taken_for_the_cited_one(quotes: Quotes, quote: str, line: int) -> None:
    """One digit changed makes the next row of a table: the line or the digit is wrong, a person decides."""
    assert quotes.check(quote, line, line).state == "uncertain"
    assert quotes.check(quote, line + 1, line + 1).state == "accepted"


words = st.sampled_from(
    [
        "05",
        "CUST-NO",
        "PIC",
        "S9(7)V99",
        "X(30).",
        "the",
        "amount",
        "12",
        "12.50",
        "E101",
        ">=",
        "not",
        "COMP-3",
        "A1",
        "|",
    ]
)
rows = st.lists(st.lists(words, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=9)


def made(lines: list[str]) -> Spec:
    """A spec of some lines."""
    return from_bytes("\n".join(lines).encode(), "t")


@given(rows, st.data())
def test_every_true_quote_is_accepted(lines: list[str], data: st.DataObject) -> None:
    """Whole lines, cited rightly, however the white space was changed."""
    first = data.draw(st.integers(1, len(lines)))
    last = data.draw(st.integers(first, len(lines)))
    spaces = data.draw(st.sampled_from([" ", "\n", "\r\n   ", "\t", "  \x0c"]))
    quote = spaces.join(lines[first - 1 : last]).replace(" ", spaces)
    found = Quotes(made(lines)).check(quote, first, last)
    assert (found.state, found.first, found.last) == ("accepted", first, last)


@given(rows, st.data())
def test_one_digit_changed_is_never_accepted(lines: list[str], data: st.DataObject) -> None:
    """Whole lines with one digit replaced by another, wherever it stands and whatever stands near."""
    first = data.draw(st.integers(1, len(lines)))
    last = data.draw(st.integers(first, len(lines)))
    quote = "\n".join(lines[first - 1 : last])
    digits = [match.start() for match in re.finditer(r"\d", quote)]
    assume(digits)
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != quote[at]]))
    assert Quotes(made(lines)).check(quote[:at] + other + quote[at + 1 :], first, last).state != "accepted"


@given(rows, st.data())
def test_a_protected_word_changed_is_rejected_or_left_to_a_person(lines: list[str], data: st.DataObject) -> None:
    """Any word replaced by another one, dropped, or doubled inside a quote."""
    first = data.draw(st.integers(1, len(lines)))
    told = lines[first - 1].split()
    at = data.draw(st.integers(0, len(told) - 1))
    how = data.draw(st.sampled_from(["other", "dropped", "doubled"]))
    assume(how == "other" or 0 < at < len(told) - 1)
    fresh = {"other": ["OTHER-7"], "dropped": [], "doubled": [told[at], told[at]]}[how]
    quote = " ".join([*told[:at], *fresh, *told[at + 1 :]])
    near = flat(" ".join(lines[max(0, first - 3) : first + 2]))
    assume(quote not in near)
    assert Quotes(made(lines)).check(quote, first, first).state == "rejected"


@given(st.text(max_size=80), st.integers(-2, 30), st.integers(-2, 30))
def test_any_quote_gets_a_verdict(quote: str, first: int, last: int) -> None:
    """No text and no lines make the matcher fail."""
    found = Quotes(from_bytes(TEXT.encode(), "t")).check(quote, first, last)
    assert found.state in ("accepted", "rejected", "uncertain")
    assert (found.first > 0) == (found.state == "accepted" or "stand" in found.reason or "verbatim at" in found.reason)


def test_a_thousand_quotes_take_no_time() -> None:
    """Far more than a thousand quotes a second, in a document of ten thousand lines."""
    lines = [f"  05  FIELD-{n}  PIC X({n % 40 + 1})." for n in range(10_000)]
    matcher = Quotes(made(lines))
    matcher.check(lines[0], 1, 1)
    before = time.process_time()
    assert all(matcher.check(lines[n], n + 1, n + 1).state == "accepted" for n in range(0, 10_000, 10))
    assert time.process_time() - before < 1
