"""Rows of layouts that an answer left out: alone, or beside others that it read.

What was read shows where names and types stand on their lines; another line with a word at the one place and the same
word for a type at the other is a row too, whatever else differs.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from workbench.likeness.rows import FEW, LEAST, rows
from workbench.likeness.shapes import Shape, masked, shaped

PIECES = 4
"""Lines of fewer words and marks are built alike by accident."""

_WORD = re.compile(r"[^\W\d_]{2}")
_BEHIND = re.compile(r"[\s|:.=;!-]*(?:\s{2}|\||\.{2})[\s|:.=;!-]*([^\W\d_][^\W\d_]*)")
"""What stands in the next column behind a name: its first word."""

_DIGIT = re.compile(r"\d")
_NONE: Mapping[int, str] = {}
_Column = tuple[int, int, str]
"""Where a name begins, where the word in the next column does, and that word."""
_NAMED = re.compile(r"[^\W\d_][\w$#@./-]*(?: [\w$#@./-]+)*")


def unread(lines: Sequence[tuple[int, str]], names: Collection[str] = (), read: Mapping[int, str] = _NONE) -> list[int]:
    """The numbers of those lines of a passage that can only be rows of a layout, and of which nobody read an item.

    A few lines prove less than a whole document. `names`: those of endpoints, where the passage is none's; then only
    rows count that say whose they are. `read`: the names of the items that were read, by the numbers of their lines.
    """
    left = [(number, line) for number, line in lines if number not in read]
    numbered = (number for number, line in left if _DIGIT.search(line))
    if len(list(islice(numbered, FEW))) < FEW:
        left = []
    found = [shape for shape in rows(left, FEW) if (_says_whose(shape, names) if names else _certain(shape))]
    alone = {member.line for shape in found for member in shape.members}
    return sorted(alone | _aligned(lines, read) | _alike(lines, read))


def _certain(shape: Shape) -> bool:
    if shape.chain or "t" in shape.kinds or shape.position >= 0:
        return True
    return shape.name >= 0 and len(shape.members) >= LEAST


def _says_whose(shape: Shape, names: Collection[str]) -> bool:
    told = [at for at, values in enumerate(shape.columns) if all(value in names for value in values)]
    return bool(told) and shape.name not in (-1, *told) and (shape.chain is not None or "t" in shape.kinds)


def _aligned(lines: Sequence[tuple[int, str]], read: Mapping[int, str]) -> set[int]:
    """The lines with a name and a type's word where lines that were read have theirs."""
    known: set[_Column] = set()
    others: list[tuple[int, str]] = []
    for number, printed in lines:
        line = printed.expandtabs() if "\t" in printed else printed
        if number not in read:
            others.append((number, line))
        elif (at := line.find(read[number])) >= 0 and (column := _column(line, at, at + len(read[number]))):
            known.add(column)
    starts = {at for at, _, _ in known}
    return {number for number, line in others if any(_under(line, at) in known for at in starts)}


def _alike(lines: Sequence[tuple[int, str]], read: Mapping[int, str]) -> set[int]:
    """The lines that are built as those that were read are, in all their words but the names and in their marks."""
    built = {number: list(_built(line)) for number, line in lines if number not in read} if read else {}
    # Of the lines that were read, only those matter that hold a word of a line that was not.
    words = {_longest(rest) for told in built.values() for _, _, _, rest in told}
    known_lines = "\n".join(line for n, line in lines if n in read) if words else ""
    there = [word for word in words if word in known_lines]
    near = [(n, line) for n, line in lines if n in read and any(word in line for word in there)] if there else ()
    known = {(at, kinds, rest) for n, line in near for at, name, kinds, rest in _built(line) if read[n] in name}
    return {n for n, told in built.items() if any((at, k, rest) in known for at, _, k, rest in told)}


def _longest(words: Sequence[str]) -> str:
    """The longest part of some words, whose numbers are left open."""
    return max((part for word in words for part in word.split("#")), key=len, default="")


def _built(line: str) -> Iterator[tuple[int, str, tuple[str, ...], tuple[str, ...]]]:
    """For each column of a line that could be the name: which, what stands there, and how the rest is built."""
    kinds, values = shaped(line)
    if len(kinds) < PIECES:
        return
    said = tuple(["#" if value[0].isdecimal() else masked(value) for value in values])
    wordy = [_WORD.search(word) is not None for word in said]
    for at, value in enumerate(values):
        if value[0].isalpha() and sum(wordy) > wordy[at]:
            yield at, value, kinds, (*said[:at], *said[at + 1 :])


def _under(line: str, at: int) -> _Column | None:
    """The columns of a line that begins a name at a place; none when it begins none there."""
    before = line[at - 1 : at]
    found = _NAMED.match(line, at) if not before or before == "|" or before.isspace() else None
    return _column(line, at, found.end()) if found else None


def _column(line: str, at: int, end: int) -> _Column | None:
    """The columns of a line with a name from one place to another."""
    found = _BEHIND.match(line, end)
    return (at, found.start(1), masked(found[1])) if found else None
