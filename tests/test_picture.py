"""PICTURE and USAGE: what they say, and that nonsense says "unknown" in no time."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.picture import MAX_DIGITS, parse_picture
from workbench.storage import json_types, number_range, parse_usage, storage_bytes

SAMPLES = [
    ("X(4)", "alphanumeric", 4, 0, 0, False),
    ("XX", "alphanumeric", 2, 0, 0, False),
    ("A(20)", "alphabetic", 20, 0, 0, False),
    ("AX9", "alphanumeric", 3, 0, 0, False),
    ("N(5)", "national", 5, 0, 0, False),
    ("9(4)V99", "numeric", 6, 6, 2, False),
    ("S9(10)V9(2)", "numeric", 12, 12, 2, True),
    ("SV999", "numeric", 3, 3, 3, True),
    ("9(3)PPP", "numeric", 3, 3, -3, False),
    ("VPP99", "numeric", 2, 2, 4, False),
    ("PP99", "numeric", 2, 2, 4, False),
    ("S9(4)PV", "numeric", 4, 4, -1, True),
    ("Z,ZZZ,ZZ9.99-", "edited", 13, 9, 2, True),
    ("$$$,$$9.99CR", "edited", 12, 7, 2, True),
    ("-(7)9.99", "edited", 11, 9, 2, True),
    ("**9.99", "edited", 6, 5, 2, False),
    ("ZZ/99/99", "edited", 8, 6, 0, False),
    ("Z.ZZZ.ZZ9,99", "edited", 12, 9, 2, False),
    ("9(4)-", "edited", 5, 4, 0, True),
    ("X(3)BX(2)", "edited", 6, 0, 0, False),
    ("PIC S9(7) .", "numeric", 7, 7, 0, True),
    ("picture is x(3)", "alphanumeric", 3, 0, 0, False),
    ("", "group", 0, 0, 0, False),
    ("unknown", "group", 0, 0, 0, False),
]


@pytest.mark.parametrize(("text", "category", "size", "digits", "scale", "signed"), SAMPLES)
def test_a_picture_says_category_size_digits_scale_and_sign(text, category, size, digits, scale, signed):
    """Every category of PICTURE is read, with the comma as decimal point where it must be one."""
    found = parse_picture(text)
    assert (found.category, found.size, found.digits, found.scale, found.signed) == (
        category,
        size,
        digits,
        scale,
        signed,
    )


NONSENSE = ["(((", "X()", "S", "V", "9(99)", "99V99V9", "X(-1)", "9(0)", "X(999999999999)", "9" * 300, "SX", "Z9.9.9"]
MISPRINTS = ["9S9", "S9(7) COMP-3", "X(4) X(4)", "9PV9P", "1(3)", "Z(50)", "É(3)", "９(4)"]


@pytest.mark.parametrize("text", [*NONSENSE, *MISPRINTS])
def test_a_picture_that_cobol_does_not_allow_is_unknown_and_says_why(text):
    """Nonsense is a value with a reason, not an error, and has no bytes."""
    found = parse_picture(text)
    assert found.category == "unknown"
    assert found.reason != "unknown"
    assert storage_bytes(found, parse_usage("DISPLAY")) == -1


@given(st.text(alphabet="X9SVPZ*+-.,/0BCRDAN$()123456789 \n", max_size=60))
def test_no_text_makes_the_parser_fail(text):
    """Any text gives a picture, and the same one twice."""
    found = parse_picture(text)
    assert found == parse_picture(text)
    assert found.size <= 1 << 24
    assert found.digits <= MAX_DIGITS


@given(st.integers(1, 18), st.integers(0, 12), st.booleans())
def test_a_repeat_count_means_the_symbol_written_that_often(before, after, signed):
    """9(4)V9(2) and 9999V99 are the same item."""
    short = f"{'S' if signed else ''}9({before})" + (f"V9({after})" if after else "")
    long = f"{'S' if signed else ''}{'9' * before}" + (f"V{'9' * after}" if after else "")
    assert parse_picture(short).model_copy(update={"text": ""}) == parse_picture(long).model_copy(update={"text": ""})
    assert parse_picture(short).digits == before + after


@pytest.mark.parametrize(
    ("picture", "usage", "expected"),
    [
        ("S9(4)", "COMP", 2),
        ("S9(5)", "BINARY", 4),
        ("9(9)", "COMP-4", 4),
        ("9(10)", "COMP-5", 8),
        ("9(18)", "COMP", 8),
        ("9(19)", "COMP", 16),
        ("S9(7)V99", "COMP-3", 5),
        ("S9(8)V99", "PACKED-DECIMAL", 6),
        ("9(8)", "COMP-6", 4),
        ("9(5)", "COMP-X", 3),
        ("", "COMP-1", 4),
        ("", "COMP-2", 8),
        ("", "POINTER", 4),
        ("X(4)", "POINTER", 4),
        ("", "INDEX", 4),
        ("", "BINARY-SHORT UNSIGNED", 2),
        ("N(5)", "DISPLAY", 10),
        ("X(5)", "NATIONAL", 10),
        ("S9(5)", "DISPLAY", 5),
        ("S9(5)", "DISPLAY SIGN LEADING SEPARATE CHARACTER", 6),
        ("9(5)", "DISPLAY SIGN TRAILING SEPARATE", 5),
        ("Z,ZZ9.99", "DISPLAY", 8),
        ("X(5)", "COMP-3", -1),
        ("9(5)", "SOMETHING", -1),
        ("", "DISPLAY", -1),
    ],
)
def test_bytes_follow_from_picture_and_usage(picture, usage, expected):
    """The bytes of an item are those a compiler takes; -1 where nobody can say."""
    assert storage_bytes(parse_picture(picture), parse_usage(usage)) == expected


@pytest.mark.parametrize(
    ("picture", "usage", "low", "high"),
    [
        ("9(3)", "DISPLAY", "0", "999"),
        ("S9(3)V99", "COMP-3", "-999.99", "999.99"),
        ("S9(4)", "COMP", "-9999", "9999"),
        ("S9(4)", "COMP-5", "-32768", "32767"),
        ("9(4)", "COMP-5", "0", "65535"),
        ("9(2)PP", "DISPLAY", "0", "9900"),
        ("", "BINARY-CHAR", "-128", "127"),
    ],
)
def test_the_range_is_what_the_item_can_hold(picture, usage, low, high):
    """PICTURE limits every number but a native binary one, which its bytes limit."""
    assert number_range(parse_picture(picture), parse_usage(usage)) == (Decimal(low), Decimal(high))


def test_texts_have_no_range_and_types_that_hold_them():
    """A text is no number; what nobody knows fits no type."""
    text, usage = parse_picture("X(5)"), parse_usage("DISPLAY")
    assert number_range(text, usage) == ()
    assert json_types(text, usage) == ("string",)
    assert json_types(parse_picture("X"), usage) == ("string", "boolean")
    assert json_types(parse_picture("9(5)V9"), usage) == ("number", "string")
    assert json_types(parse_picture("9(5)"), usage)[0] == "integer"
    assert json_types(parse_picture(""), usage)[0] == "object"
    assert json_types(parse_picture("(("), usage) == ()


@given(st.text(max_size=80))
def test_no_usage_makes_the_parser_fail(text):
    """Any text gives a usage; one with a word that is none is unknown."""
    usage = parse_usage(text)
    assert usage.form
    assert parse_usage(text + " GIBBERISH").form == "unknown"
