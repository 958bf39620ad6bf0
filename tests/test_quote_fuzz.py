"""Quotes made false in ways that nothing here was tuned on: none is accepted; noise in white space never matters."""

import random
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from workbench.quotes import Quotes
from workbench.spec import Spec, read

ROOT = Path(__file__).resolve().parent.parent
EACH = 150
"""Quotes of each kind."""

Case = tuple[str, int, int]
Liar = Callable[[list[str], random.Random], list[str]]

LOOKALIKES = str.maketrans("AEOPCXaeopcx0123456789-", "ΑΕΟΡСХаеорсх０１２３４５６７８９‑")


@cache
def bundled() -> Spec:
    """The bundled specification."""
    return read(ROOT / "specs" / "order-to-cash.txt")


def true_cases(rng: random.Random, count: int) -> list[Case]:
    """One to four printed lines, as they stand there."""
    spec, found = bundled(), []
    while len(found) < count:
        first = rng.randint(1, spec.count - 4)
        last = first + rng.choice((0, 0, 1, 3))
        if spec.classes[first - 1] == spec.classes[last - 1] == "content" and len(spec.line(first).split()) > 2:
            found.append((spec.quote(first, last), first, last))
    return found


def near(first: int, last: int, wide: int = 12) -> str:
    """The words around some lines, furniture and all, and without it."""
    spec = bundled()
    around = range(max(1, first - wide), min(spec.count, last + wide) + 1)
    plain = " ".join(" ".join(spec.line(n).split()) for n in around if spec.classes[n - 1] == "content")
    return f"{plain} || {' '.join(' '.join(spec.line(n).split()) for n in around)}"


def _swap(words: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(words) - 1)
    return [*words[:at], words[at + 1], words[at], *words[at + 2 :]]


def _drop(words: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(1, len(words) - 1)
    return words[:at] + words[at + 1 :]


def _double(words: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(1, len(words) - 1)
    return [*words[:at], words[at], *words[at:]]


def _case(words: list[str], rng: random.Random) -> list[str]:
    return [word.swapcase() for word in words]


def _lookalike(words: list[str], rng: random.Random) -> list[str]:
    return [word.translate(LOOKALIKES) for word in words]


def _invisible(words: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(words))
    mark = rng.choice("\u200b\u200d\u2060\ufeff\u00ad\u202e\u034f\x00\x08")
    return [word[:1] + mark + word[1:] if number == at else word for number, word in enumerate(words)]


def _mixed(words: list[str], rng: random.Random) -> list[str]:
    """A word from another page in the place of one."""
    spec = bundled()
    other = next(word for n in iter(lambda: rng.randint(1, spec.count), 0) for word in spec.line(n).split() if word)
    return [*words[: (at := rng.randrange(len(words)))], other, *words[at + 1 :]]


def _turned(words: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(words))
    return [*words[:at], rng.choice(("not", "NOT", "never", "no", "unless")), *words[at:]]


def _number(words: list[str], rng: random.Random) -> list[str]:
    digits = [(i, j) for i, word in enumerate(words) for j, letter in enumerate(word) if letter.isdigit()]
    if not digits:
        return [*words, "7"]
    i, j = rng.choice(digits)
    return [
        *words[:i],
        words[i][:j] + str((int(words[i][j]) + rng.randint(1, 9)) % 10) + words[i][j + 1 :],
        *words[i + 1 :],
    ]


def _letter(words: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(words))
    place = rng.randrange(len(words[at]))
    other = rng.choice("QZJKqzjk#")
    return [*words[:at], words[at][:place] + other + words[at][place + 1 :], *words[at + 1 :]]


def _clipped(words: list[str], rng: random.Random) -> list[str]:
    return [words[0][1:] or "Q", *words[1:]] if len(words[0]) > 1 and words[0][:2].isalnum() else [*words, "Q"]


def _glued(words: list[str], rng: random.Random) -> list[str]:
    spec = bundled()
    at = rng.randint(1, spec.count - 9)
    there = spec.quote(at, at + 8).split()
    return words[: len(words) // 2 + 1] + (there[len(there) // 2 :] or ["Q"])


def _reversed(words: list[str], rng: random.Random) -> list[str]:
    return words[::-1]


def _joined(words: list[str], rng: random.Random) -> list[str]:
    return ["".join(words)]


def _split(words: list[str], rng: random.Random) -> list[str]:
    at = max(range(len(words)), key=lambda n: len(words[n]))
    half = len(words[at]) // 2
    return [*words[:at], words[at][:half], words[at][half:], *words[at + 1 :]]


def _huge(words: list[str], rng: random.Random) -> list[str]:
    return words * 2000


LIARS: tuple[Liar, ...] = (
    _swap, _drop, _double, _case, _lookalike, _invisible, _mixed, _turned, _number, _letter, _clipped, _glued,
    _reversed, _joined, _split, _huge,
)  # fmt: skip


@pytest.mark.parametrize("lie", LIARS, ids=lambda lie: lie.__name__.strip("_"))
def test_no_false_quote_is_accepted(lie: Liar) -> None:
    """Whatever was done to the words: when the text nearby does not say it, it is not accepted."""
    rng, matcher = random.Random(lie.__name__), Quotes(bundled())
    tried = 0
    for quote, first, last in true_cases(rng, 40 if lie is _huge else EACH):
        words = quote.split()
        false = " ".join(lie(words, rng)) if len(words) > 2 else ""
        if false and false not in near(first, last):
            tried += 1
            assert matcher.check(false, first, last).state != "accepted", (false, first, last)
    assert tried > 20


def test_a_true_quote_at_other_lines_is_not_accepted() -> None:
    """Far from where it stands it is as good as made up, unless those lines say it too."""
    rng, matcher = random.Random(5), Quotes(bundled())
    tried = 0
    for quote, first, last in true_cases(rng, EACH):
        moved = first + rng.choice((-1, 1)) * rng.randint(8, 4000)
        if 1 <= moved <= bundled().count - 3 and " ".join(quote.split()) not in near(moved, moved + last - first):
            tried += 1
            assert matcher.check(quote, moved, moved + last - first).state != "accepted"
    assert tried > EACH // 2


SPACES = (" ", "\n", "\r\n", "\t", "\x0c", "\u00a0", "\u2003", "\u3000", "   \n\n\t ", "\v")


def test_white_space_and_furniture_never_matter() -> None:
    """Any white space that there is, and any line that the printer put on a page, between the lines of a true quote."""
    rng, matcher, spec = random.Random(6), Quotes(bundled()), bundled()
    furniture = [line for line, kind in zip(spec.lines, spec.classes, strict=True) if kind == "furniture"]
    for quote, first, last in true_cases(rng, EACH):
        spaced = "".join(rng.choice(SPACES) if letter.isspace() else letter for letter in quote)
        assert matcher.check(f"{rng.choice(SPACES)}{spaced}{rng.choice(SPACES)}", first, last).state == "accepted"
        printed = f"\n\x0c{rng.choice(furniture)}\n".join(quote.split("\n"))
        assert matcher.check(printed, first, last).state == "accepted"


def test_what_looks_the_same_in_another_form_of_unicode_is_never_accepted_for_another_text() -> None:
    """Compatibility forms (full width, superscript, ligatures) of a protected word are other words."""
    rng, matcher = random.Random(7), Quotes(bundled())
    states = Counter[str]()
    for quote, first, last in true_cases(rng, EACH):
        wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in quote)
        assert unicodedata.normalize("NFKC", wide).split() == quote.split()
        if wide != quote:
            states[matcher.check(wide, first, last).state] += 1
    assert states["accepted"] == 0
