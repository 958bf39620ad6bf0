"""Forms of items that hold no picture: learned from lines of one shape that can only be rows of layouts."""

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from workbench.discovery.forms import CERTAIN
from workbench.likeness.rows import LEAST, rows
from workbench.likeness.shapes import NUMBER, PHRASE, TYPE, WORD, Shape, sizes
from workbench.profile import Pattern

MANY = 8
"""A document has at most so many such forms."""

_ENDS = r"(?![\w$#@-])"
_SIZE = r"\d+(?:[.,]\d+)?"
_SYMBOLS = r"(?:X{1,8}|9{1,8}|A{1,4})(?=[ \t]*\r?$|[ \t]{2})"
"""A picture without a count, alone in its column."""
_KINDS = {"t": TYPE, "w": PHRASE, "n": NUMBER, "x": r"\w+"}


def layouts(lines: Sequence[tuple[int, str]], starts: Mapping[str, int]) -> list[Pattern]:
    """The forms of the items in some lines of endpoints; `starts`: the lines on which these are defined."""
    found = [shape for shape in rows(lines, LEAST, nameless=False) if _everywhere(shape, lines, starts)]
    found += rows(_beside(lines, found), LEAST, nameless=False, beside=True)
    return [form for shape in found[:MANY] if (form := _pattern(shape, lines, starts))]


def _beside(lines: Sequence[tuple[int, str]], found: Sequence[Shape]) -> list[tuple[int, str]]:
    """The other lines that stand right above or below rows: rows themselves, in another shape."""
    taken = {member.line for shape in found for member in shape.members}
    place = [at for at, (index, _) in enumerate(lines) if index in taken]
    near = {other for at in place for other in (at - 1, at + 1) if 0 <= other < len(lines)}
    return [lines[at] for at in sorted(near) if lines[at][0] not in taken]


def _everywhere(shape: Shape, lines: Sequence[tuple[int, str]], starts: Mapping[str, int]) -> bool:
    """Whether several endpoints have such lines: at least a tenth of those that have any of these lines."""
    places = sorted(starts.values())
    if shape.chain and shape.typed >= 0:
        return True
    have = {bisect_right(places, member.line) for member in shape.members}
    return len(have) >= max(2, 0.1 * len({bisect_right(places, index) for index, _ in lines}))


def _pattern(shape: Shape, lines: Sequence[tuple[int, str]], names: Collection[str]) -> Pattern | None:
    if any(sum(value in names for value in values) > 0.3 * len(values) for values in shape.columns):
        return None
    if _named_above(shape, lines):
        return None
    text = _expression(shape)
    known = {member.line for member in shape.members}
    form = re.compile(text)
    others = sum(at not in known and bool(form.match(line)) for at, line in lines)
    if others > 0.5 * len(known):
        return None
    first = next(line for at, line in lines if at == shape.members[0].line)
    sure = round(len(known) / (len(known) + others + 1), 2)
    return Pattern(pattern=text, sample=first.strip()[:80], count=len(known), sure=sure)


def _named_above(shape: Shape, lines: Sequence[tuple[int, str]]) -> bool:
    """Whether what looks like names are words about them, and the names stand alone on the lines above."""
    names = shape.columns[shape.name]
    if sum(" " in name for name in names) < 0.3 * len(names):
        return False
    place = {index: at for at, (index, _) in enumerate(lines)}
    above = [lines[place[member.line] - 1][1].split() for member in shape.members if place[member.line]]
    alone = {words[0] for words in above if len(words) == 1}
    return sum(len(words) == 1 for words in above) >= 0.5 * len(above) and len(alone) >= 0.3 * len(above)


def _expression(shape: Shape) -> str:
    out, at = [r"\f?[ \t]*+"], -1
    for kind, following in pairwise((*shape.key, "")):
        if kind not in _KINDS:
            out.append(rf"(?:{re.escape(kind)}[ \t]*+)++")
            continue
        at += 1
        ends = _ENDS if kind != "n" or following != "-" else _ENDS.replace("-]", "]")  # `1-6` is two numbers
        out.append(f"{_column(shape, at, kind)}{ends}[ \\t]*+")
    return "".join(out)


def _column(shape: Shape, at: int, kind: str) -> str:
    values = shape.columns[at]
    if at == shape.name:
        return _name(values)
    if at in shape.constant:
        return _open(values[0], "")
    if at == shape.typed and kind == "w":
        return f"(?P<type>{'|'.join(_open(size, _SIZE) for size in _types(shape))})"
    if shape.chain and at == shape.chain[1] and at != shape.typed:
        return rf"(?P<{'end' if shape.chain[2] else 'bytes'}>\d{{1,6}})"
    if at == shape.position:
        return r"(?P<offset>\d{1,6})"
    if at != shape.typed:
        return f"(?:{_KINDS[kind]})"
    return f"(?P<type>{TYPE}|{_SYMBOLS})" if _pictured(shape.columns[at]) else f"(?P<type>{TYPE})"


def _pictured(types: Sequence[str]) -> bool:
    """Whether most types are pictures, so that symbols without a count are pictures too."""
    return 2 * sum(CERTAIN.fullmatch(told) is not None for told in types) > len(types)


def _types(shape: Shape) -> list[str]:
    """What stands in the column of types; what always stands with the same name is another line, repeated."""
    found = sizes([told for _, told in {*zip(shape.columns[shape.name], shape.columns[shape.typed], strict=True)}])
    return [told for told in found if "#" in told or " " not in told]


def _open(text: str, number: str) -> str:
    """The expression of some words, in which `#` stands for a number."""
    return re.escape(text).replace(r"\#", number or r"\#").replace(r"\ ", r"[ \t]")


def _common(values: Sequence[str]) -> str:
    """What all of some names begin with, up to a space or a period."""
    least, most = min(values), max(values)
    same = next((at for at, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
    return least[: max(least.rfind(" ", 0, same), least.rfind(".", 0, same)) + 1]


def _name(values: Sequence[str]) -> str:
    """A name of one word or of several; words that stand before or behind all of them are no part of it."""
    before = _common(values)
    values = [value[len(before) :] for value in values]
    tails = {value.partition(" ")[2] for value in values}
    several = sum(" " in value for value in values)
    if several < 0.2 * len(values):
        return f"{_open(before, '')}(?P<name>{WORD})"
    if len(tails) <= max(2, len(values) // 10):
        return rf"{_open(before, '')}(?P<name>{WORD})(?: [\w$#@][\w$#@/.-]*)*+"
    return f"{_open(before, '')}(?P<name>{PHRASE})"
