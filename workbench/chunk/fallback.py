"""A document in which no structure was found: cut between paragraphs, then lines, by a splitter that people know.

LangChain's RecursiveCharacterTextSplitter proposes, we dispose: only with white space kept, lengths in characters and
no overlap are its pieces the text again; they are moved to the starts of lines, and what is over the budget is cut by
our own means, with exact spans.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, pairwise

from workbench.chunk.pieces import Cutter, Piece
from workbench.records import UNKNOWN
from workbench.spec import Spec
from workbench.structure import Block, Outline

SPLITTER = "RecursiveCharacterTextSplitter"
"""The splitter that proposes the cuts."""


def applies(shape: Outline) -> bool:
    """Whether nothing in a document starts anything: no endpoint, no part, no record, no table."""
    return len(shape.segments) == 1 and shape.segments[0].program == UNKNOWN and not shape.segments[0].blocks


def pieces(cutter: Cutter) -> Iterator[Piece]:
    """The document in pieces that fit, all of kind text."""
    spec, segment = cutter.spec, cutter.shape.segments[0]
    block = Block(0, "text")
    for start, end in pairwise(_bounds(spec, cutter.packed)):
        if cutter.sizes.size(start, end) <= cutter.limit:
            yield Piece(start, end, block.kind, segment, block)
        else:
            yield from cutter.cut(segment, block, start, end)


def _bounds(spec: Spec, size: int) -> list[int]:
    """Where pieces begin, as indices of lines, and the end."""
    # Importing it takes longer than reading most documents, and most have structure.
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=size, chunk_overlap=0, strip_whitespace=False, length_function=len
    )
    found = splitter.split_text(spec.text)
    if "".join(found) != spec.text:
        return [0, spec.count]
    ends = accumulate(map(len, found))
    return sorted({0, spec.count, *(_line(spec, end) for end in ends)})


def _line(spec: Spec, char: int) -> int:
    """The line that a cut belongs before: the one it is in, or the next printed one at a line's end."""
    at = bisect_right(spec.starts, char, 0, spec.count) - 1
    if char == spec.starts[at] or spec.text[char : spec.starts[at + 1]].strip():
        return at
    return next((after for after in range(at + 1, spec.count) if spec.lines[after].strip()), spec.count)
