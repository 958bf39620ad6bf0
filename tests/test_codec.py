"""Record bytes and values: every value there and back, bad bytes as findings, two independent writers agreeing."""

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.codec import Bad, encoding, read, write
from workbench.copybook import parse_copybook
from workbench.decoded import decode, encode
from workbench.digits import read_hexadecimal, write_hexadecimal
from workbench.errors import ParameterError
from workbench.layout import layout
from workbench.records import FieldBody
from workbench.storage import number_range

PAGES = ["cp037", "cp500", "cp1047", "latin-1", "cp1252"]
PAGES = [page for page in PAGES if page != "cp1047"]


def item(picture, usage="DISPLAY"):
    """One elementary item as it lies in a record."""
    body = FieldBody(program="P", record="R", name="A", ordinal=1, level=3, parent="R", picture=picture, usage=usage)
    return layout([body]).items[0]


@pytest.mark.parametrize(
    ("picture", "usage", "page", "value", "raw"),
    [
        ("X(4)", "DISPLAY", "cp037", "AB", "c1c24040"),
        ("X(4)", "DISPLAY", "latin-1", "é", "e9202020"),
        ("9(3)", "DISPLAY", "cp037", 7, "f0f0f7"),
        ("S9(3)", "DISPLAY", "cp037", -12, "f0f1d2"),
        ("S9(3)", "DISPLAY", "cp037", 12, "f0f1c2"),
        ("S9(3)", "DISPLAY", "latin-1", -12, "303172"),
        ("S9(3)", "DISPLAY", "latin-1", 12, "303132"),
        ("S9(3)", "DISPLAY SIGN LEADING", "cp037", -12, "d0f1f2"),
        ("S9(3)", "DISPLAY SIGN TRAILING SEPARATE", "latin-1", -12, "3031322d"),
        ("S9(3)", "DISPLAY SIGN LEADING SEPARATE", "cp037", 12, "4ef0f1f2"),
        ("S9(3)V99", "COMP-3", "cp037", Decimal("-1.25"), "00125d"),
        ("9(4)", "COMP-3", "cp037", 1234, "01234f"),
        ("9(4)", "COMP-6", "cp037", 1234, "1234"),
        ("S9(4)", "COMP", "cp037", -2, "fffe"),
        ("9(4)", "COMP-5", "latin-1", 258, "0201"),
        ("9(4)", "COMP-5", "cp037", 258, "0102"),
        ("9(5)", "COMP-X", "cp037", 65536, "010000"),
        ("9(3)PP", "DISPLAY", "cp037", 12300, "f1f2f3"),
        ("N(2)", "DISPLAY", "cp037", "Ω", "03a90020"),
        ("unknown", "COMP-1", "cp037", 100.0, "42640000"),
        ("unknown", "COMP-2", "latin-1", 1.5, "3ff8000000000000"),
        ("unknown", "POINTER", "cp037", b"\1\2\3\4", "01020304"),
        ("9(3)", "DISPLAY", "cp037", None, "404040"),
        ("S9(5)", "COMP-3", "latin-1", None, "202020"),
    ],
)
def test_a_value_has_the_bytes_that_compilers_write(picture, usage, page, value, raw):
    """Known bytes of every form, both ways."""
    one = item(picture, usage)
    given_value = Decimal(value) if isinstance(value, int) else value
    assert write(one, given_value, encoding(page)).hex() == raw
    assert read(one, bytes.fromhex(raw), encoding(page)) == given_value


@pytest.mark.parametrize(
    ("picture", "usage", "page", "raw", "value"),
    [
        ("S9(3)", "DISPLAY", "cp037", "f0f1f2", 12),
        ("9(3)", "DISPLAY", "cp037", "f0f1c2", 12),
        ("S9(3)", "DISPLAY", "latin-1", "30317d", -10),
        ("S9(3)", "DISPLAY", "latin-1", "303142", 12),
        ("S9(3)", "COMP-3", "cp037", "012f", 12),
        ("S9(3)", "COMP-3", "cp037", "012b", -12),
        ("9(3)", "DISPLAY", "cp037", "000000", None),
        ("S9(3)", "COMP-3", "cp037", "4040", None),
    ],
)
def test_reading_takes_the_other_forms_that_real_files_have(picture, usage, page, raw, value):
    """Other signs of the same number are read; blanks and zero bytes are no number."""
    expected = Decimal(value) if value is not None else None
    assert read(item(picture, usage), bytes.fromhex(raw), encoding(page)) == expected


@pytest.mark.parametrize(
    ("picture", "usage", "raw"),
    [
        ("9(3)", "DISPLAY", "f0c1f2"),
        ("9(3)", "DISPLAY", "f0f1d2"),
        ("9(3)", "COMP-3", "012d"),
        ("9(3)", "COMP-3", "0120"),
        ("9(3)", "COMP-3", "0a2c"),
        ("S9(3)", "DISPLAY SIGN TRAILING SEPARATE", "f0f1f240"),
        ("9(4)", "COMP", "ffff"),
        ("9(3)", "DISPLAY", "f0f1"),
        ("9(2)", "COMP-3", "123f"),
    ],
)
def test_bytes_that_mean_nothing_are_a_finding(picture, usage, raw):
    """No exception: which item, where, which bytes, and why."""
    found = read(item(picture, usage), bytes.fromhex(raw), encoding("cp037"), 40)
    assert isinstance(found, Bad)
    assert (found.item, found.offset, found.raw) == ("A", 40, raw)
    assert found.reason


@pytest.mark.parametrize(
    ("picture", "usage", "value"),
    [
        ("X(2)", "DISPLAY", "ABC"),
        ("X(2)", "DISPLAY", "日"),
        ("9(2)", "DISPLAY", Decimal(100)),
        ("9(2)", "DISPLAY", Decimal("1.5")),
        ("9(2)", "COMP-3", Decimal(-1)),
        ("9(2)", "COMP", None),
        ("9(2)", "DISPLAY", "12"),
        ("X(2)", "DISPLAY", Decimal(1)),
        ("unknown", "COMP-1", math.inf),
        ("9(2)", "DISPLAY", Decimal("NaN")),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(picture, usage, value):
    """Nothing is cut off or rounded in silence."""
    with pytest.raises(ValueError, match="A cannot hold"):
        write(item(picture, usage), value, encoding("cp037"))


NUMBERS = [
    (f"{sign}9({before}){f'V9({after})' if after else ''}", usage)
    for sign in ("", "S")
    for before, after in ((1, 0), (4, 0), (9, 2), (16, 2))
    for usage in ("DISPLAY", "COMP", "COMP-3", "COMP-5", "COMP-X", "COMP-6", "DISPLAY SIGN LEADING SEPARATE")
    if not (sign and usage in ("COMP-6",))
]


@pytest.mark.parametrize(("picture", "usage"), NUMBERS)
@settings(max_examples=12)
@given(data=st.data())
def test_every_number_in_range_comes_back(picture, usage, data):
    """read(write(x)) is x on the whole range of every numeric form, in EBCDIC and ASCII."""
    one = item(picture, usage)
    low, high = number_range(one.picture, one.usage)
    scale = one.picture.scale
    unscaled = data.draw(st.integers(int(low.scaleb(scale)), int(high.scaleb(scale))))
    page = encoding(data.draw(st.sampled_from(PAGES)))
    value = Decimal(unscaled).scaleb(-scale)
    assert read(one, write(one, value, page), page) == value


@given(st.integers(1, 40), st.sampled_from(PAGES), st.data())
def test_every_text_of_a_code_page_comes_back(size, page, data):
    """A text comes back without the spaces at its end, which are not part of it."""
    letters = st.binary(max_size=size).map(lambda raw: raw.decode(page, "ignore"))
    text = data.draw(letters)
    one = item(f"X({size})")
    assert read(one, write(one, text, encoding(page)), encoding(page)) == text.rstrip(" ")


@given(st.binary(min_size=4, max_size=4) | st.binary(min_size=8, max_size=8))
def test_hexadecimal_floats_come_back(raw):
    """A number that was read from 4 or 8 bytes has bytes that read as the same number."""
    value = read_hexadecimal(raw)
    if math.isfinite(value):
        assert read_hexadecimal(write_hexadecimal(value, len(raw))) == value


@given(st.floats(1e-60, 1e60))
def test_eight_hexadecimal_bytes_hold_every_double_but_three_bits(value):
    """The error of an 8-byte hexadecimal float is below 2**-52 of the value."""
    assert abs(read_hexadecimal(write_hexadecimal(value, 8)) - value) <= value * 2**-52


@given(st.binary(max_size=30), st.sampled_from([("X(9)", "DISPLAY"), ("S9(9)", "DISPLAY"), ("S9(9)V99", "COMP-3")]))
def test_no_bytes_make_reading_fail(raw, form):
    """Any bytes are a value or a finding."""
    one = item(*form)
    found = read(one, raw, encoding("cp037"))
    assert isinstance(found, Bad) or len(raw) == one.bytes


@pytest.mark.parametrize("name", ["nonsense", "utf-8", "utf-16", "", "a" * 200, "\0"])
def test_a_code_page_must_be_known_and_single_byte(name):
    """One clear line for a code page that records cannot be in."""
    with pytest.raises(ParameterError, match="code page"):
        encoding(name)


COPYBOOK = """
       01  ORDER-REC.
           05  ORDER-NO        PIC 9(8).
           05  LINE-COUNT      PIC 9(2) COMP.
           05  ORDER-DATE      PIC 9(8).
           05  ORDER-DATE-R    REDEFINES ORDER-DATE.
               10  YEAR        PIC 9(4).
               10  MONTH       PIC 99.
               10  DAY-OF      PIC 99.
           05  FILLER          PIC X(3).
           05  BALANCE         PIC S9(7)V99 COMP-3.
           05  ORDER-LINE      OCCURS 1 TO 4 DEPENDING ON LINE-COUNT.
               10  ITEM        PIC X(6).
               10  QTY         PIC S9(4) COMP OCCURS 2.
"""
ORDER = layout(parse_copybook(COPYBOOK, "ORDINQ").fields)
LINE = st.fixed_dictionaries(
    {
        "ITEM": st.text("ABC 12", max_size=6).map(lambda text: text.rstrip(" ")),
        "QTY": st.lists(st.integers(-9999, 9999).map(Decimal), min_size=2, max_size=2),
    }
)
ORDERS = st.fixed_dictionaries(
    {
        "ORDER-NO": st.integers(0, 99_999_999).map(Decimal) | st.none(),
        "ORDER-DATE": st.integers(0, 99_999_999).map(Decimal),
        "FILLER#8": st.text("xyz", max_size=3),
        "BALANCE": st.integers(-999_999_999, 999_999_999).map(lambda n: Decimal(n).scaleb(-2)),
        "ORDER-LINE": st.lists(LINE, max_size=4),
    }
)


@given(ORDERS, st.sampled_from(PAGES))
def test_a_whole_record_comes_back(order, page):
    """decode(encode(x)) is x for groups, tables with a counter, fillers; second views are read besides."""
    given_values = order | {"LINE-COUNT": Decimal(len(order["ORDER-LINE"]))}
    raw = encode(ORDER, given_values, page)
    found = decode(ORDER, raw, page)
    assert found.findings == ()
    assert {name: value for name, value in found.values.items() if name != "ORDER-DATE-R"} == given_values
    assert encode(ORDER, found.values, page) == raw
    digits = f"{int(order['ORDER-DATE']):08d}"
    assert found.values["ORDER-DATE-R"]["YEAR"] == Decimal(digits[:4])


def test_a_view_is_written_when_the_item_it_redefines_has_no_value():
    """The parts of a date can be given instead of the date."""
    raw = encode(ORDER, {"ORDER-DATE-R": {"YEAR": Decimal(2024), "MONTH": Decimal(2), "DAY-OF": Decimal(29)}})
    assert decode(ORDER, raw).values["ORDER-DATE"] == Decimal(20240229)


def test_bad_bytes_and_wrong_lengths_are_findings_and_the_rest_is_read():
    """A record with one rotten field still gives the others; so does one that ends too soon."""
    raw = bytearray(encode(ORDER, {"ORDER-NO": Decimal(7), "ORDER-LINE": [], "FILLER#8": "x"}))
    raw[0] = 0xC1
    found = decode(ORDER, bytes(raw))
    assert [(bad.item, bad.offset) for bad in found.findings] == [("ORDER-NO", 0)]
    assert "ORDER-NO" not in found.values
    assert found.values["FILLER#8"] == "x"
    short = decode(ORDER, bytes(raw[:15]))
    assert {bad.item for bad in short.findings} >= {"ORDER-REC", "ORDER-DATE"}


def test_a_counter_beyond_the_table_is_a_finding():
    """A count of 9 for 4 entries is not believed."""
    raw = bytearray(encode(ORDER, {}))
    raw[8:10] = (9).to_bytes(2, "big")
    assert [bad.item for bad in decode(ORDER, bytes(raw)).findings] == ["LINE-COUNT"]


def test_a_record_that_ends_after_its_last_entry_is_whole():
    """A counted table at the end may be cut after the entries in use."""
    values = {"LINE-COUNT": Decimal(1), "ORDER-LINE": [{"ITEM": "A", "QTY": [Decimal(1), Decimal(2)]}]}
    raw = encode(ORDER, values)
    cut = decode(ORDER, raw[: ORDER.bytes - 3 * 10])
    assert cut.findings == ()
    assert cut.values["ORDER-LINE"] == values["ORDER-LINE"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"ORDER-NO": Decimal(10**8)}, "ORDER-NO cannot hold '100000000'"),
        ({"ORDER-LINE": [{}] * 5}, "ORDER-LINE takes a list of at most 4"),
        ({"ORDER-LINE": "x"}, "ORDER-LINE takes a list"),
        ({"ORDER-DATE-R": 7}, "ORDER-DATE-R is a group"),
    ],
)
def test_values_that_do_not_fit_a_record_are_refused_in_one_line(values, said):
    """The message names the item and the value."""
    with pytest.raises(ParameterError, match=said) as caught:
        encode(ORDER, values)
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=80), st.sampled_from(PAGES))
def test_any_bytes_are_values_and_findings(raw, page):
    """No record makes decoding fail; what was read without a finding can be written and reads the same."""
    found = decode(ORDER, raw, page)
    if len(raw) == ORDER.bytes and not found.findings:
        assert decode(ORDER, encode(ORDER, found.values, page), page).values == found.values
    elif len(raw) != ORDER.bytes:
        assert found.findings or len(raw) == ORDER.bytes - 10 * (4 - len(found.values["ORDER-LINE"]))
