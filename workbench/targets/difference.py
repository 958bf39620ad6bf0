"""What changes between two contents of a file: counted, and shown so that a person sees every character of it."""

import difflib

from workbench.textgate import show

CONTEXT = 3
"""Unchanged lines shown around a change."""


def count(before: bytes, after: bytes) -> tuple[int, int]:
    """Lines added and removed. Content that is no text counts as one line per started 64 bytes."""
    old, new = _lines(before), _lines(after)
    shared = _common(old, new)
    old, new = old[shared : len(old)], new[shared : len(new)]
    shared = _common(old[::-1], new[::-1])
    old, new = old[: len(old) - shared], new[: len(new) - shared]
    if not old or not new:
        return len(new), len(old)
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    return len(new) - same, len(old) - same


def unified(path: str, before: bytes, after: bytes) -> str:
    """A unified diff with every character visible; content that is no text is only sized."""
    try:
        old, new = before.decode(), after.decode()
    except UnicodeDecodeError:
        return f"{show(path)}: no text, {len(before)} -> {len(after)} bytes"
    name = show(path)
    lines = difflib.unified_diff(_split(old), _split(new), f"{name} (now)", f"{name} (then)", n=CONTEXT, lineterm="")
    return "\n".join(show(line) for line in lines)


def _lines(data: bytes) -> list[bytes]:
    try:
        data.decode()
    except UnicodeDecodeError:
        return [data[at : at + 64] for at in range(0, len(data), 64)]
    return data.removesuffix(b"\n").split(b"\n") if data else []


def _split(text: str) -> list[str]:
    if not text:
        return []
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else [*lines[:-1], lines[-1] + "⟦no line end⟧"]


def _common(one: list[bytes], other: list[bytes]) -> int:
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    return at
