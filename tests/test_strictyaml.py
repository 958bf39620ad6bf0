"""A YAML file says what it seems to say, or is refused with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError, ProfileError
from workbench.strictyaml import load, load_located

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("a: NO", {"a": "NO"}),
        ("NO: a", {"NO": "a"}),
        ("a: [yes, no, on, off, y, n, True, false]", {"a": ["yes", "no", "on", "off", "y", "n", True, False]}),
        ("a: 12:30:00", {"a": "12:30:00"}),
        ("a: 2026-01-01", {"a": "2026-01-01"}),
        ("a: 0123", {"a": 123}),
        ("a: 0x1F", {"a": "0x1F"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: -7", {"a": -7}),
        ("a: 1.5e3", {"a": 1500.0}),
        ("a: ~", {"a": None}),
        ("a: '~'", {"a": "~"}),
        ('a: "1"', {"a": "1"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("a: >\n  one\n  two\n", {"a": "one two\n"}),
        ("- 1\n- {b: [2]}", [1, {"b": [2]}]),
        ("'<<': 1", {"<<": 1}),
    ],
)
def test_plain_words_mean_what_people_read(text: str, value: object) -> None:
    """YAML 1.2 words, and no guessing beyond them."""
    assert load(text, "x.yaml") == value


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb: 2\na: 3", 3, "'a' is given twice; the first is on line 1"),
        ("x:\n  a: 1\n  a: 1", 3, "given twice"),
        ("a: &x 1\nb: *x", 1, "anchor"),
        ("a: 1\nb: *x", 2, "alias"),
        (BOMB, 1, "anchor"),
        ("<<: {a: 1}", 1, "merge key"),
        ("a: !!python/object/apply:os.system [ls]", 1, "tag"),
        ("a: !!binary aGk=", 1, "tag"),
        ("? [a]\n: 1", 1, "a key is a text"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("a:\n " + "[" * 30, 2, "nested deeper"),
        ("a: .nan", 1, "no number"),
        ("a: -.inf", 1, "no number"),
        ("a: 1\nb: \x00", 2, "U+0000"),
        ("a: 1\n\tb: 2", 2, ""),
        ("a: [1", 1, ""),
        ("a: 'x", 1, ""),
        ("x" * (2 << 20), 1, "at most"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_what_could_be_misread_is_refused(text: str, line: int, reason: str) -> None:
    """Each is refused with one line that names file, line and reason."""
    with pytest.raises(InputError) as refused:
        load(text, "x.yaml")
    message = str(refused.value)
    assert message.startswith("x.yaml:")
    assert "\n" not in message
    assert reason in message
    if reason:
        assert message.startswith(f"x.yaml:{line}: ")


def test_the_caller_names_the_error() -> None:
    """A profile's fault is a ProfileError."""
    with pytest.raises(ProfileError):
        load("a: 1\na: 1", "p.yaml", ProfileError)


def test_every_key_and_item_has_its_line() -> None:
    """Messages about a value can name the line it stands on."""
    located = load_located("a:\n  b: [1,\n    2]\nc:\n- d: 3\n", "x.yaml")
    assert located.value == {"a": {"b": [1, 2]}, "c": [{"d": 3}]}
    assert {path: located.lines[path] for path in ("a", "a.b", "a.b[1]", "c", "c[0].d")} == {
        "a": 1, "a.b": 2, "a.b[1]": 3, "c": 4, "c[0].d": 5,
    }  # fmt: skip


@given(st.text(max_size=300))
def test_any_text_is_a_value_or_one_line(text: str) -> None:
    """No text crashes the loader."""
    told = ""
    try:
        load(text, "x.yaml")
    except InputError as refused:
        told = str(refused)
    assert "\n" not in told
