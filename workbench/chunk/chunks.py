"""The chunks of a spec with their ids and spans, and the proof that they are all of it.

A chunk is known by its content and by all that its content means something with: the endpoint and record it belongs
to, the lines that travel beside it, how many items stand before it, which of the names in it are defined. What is
equal in all of that is read the same, in whatever issue and on whatever page.
"""

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from workbench.chunk import fallback
from workbench.chunk.budget import BUDGET, MIN_BUDGET, Sizes, taken, tokens
from workbench.chunk.context import Context
from workbench.chunk.pieces import Cutter, Piece
from workbench.errors import CoverageGap, ParameterError
from workbench.identity import ID_HEX
from workbench.profile import Profile
from workbench.records import UNKNOWN, Chunk
from workbench.spec import Printed, Spec
from workbench.structure import Outline, outline


def split(spec: Spec, profile: Profile, budget: int = BUDGET) -> list[Chunk]:
    """The chunks of a spec, in order; together they are its bytes. Raises CoverageGap when they are not.

    `budget`: tokens a chunk, at least 40.
    """
    if budget < MIN_BUDGET:
        raise ParameterError(f"budget {budget} is too small; a chunk takes at least {MIN_BUDGET} tokens")
    shape = outline(spec, profile)
    cutter = Cutter(spec, shape, budget)
    if fallback.applies(shape):
        pieces = list(fallback.pieces(cutter))
    else:
        pieces = [piece for segment in shape.segments for piece in cutter.pieces(segment)]
    chunks = _chunks(spec, shape, cutter.sizes, pieces)
    prove(spec, chunks)
    return chunks


def prove(spec: Spec, chunks: Sequence[Chunk]) -> None:
    """Nothing, when the chunks tile the bytes and characters without a gap or overlap; else CoverageGap."""
    byte, char = 0, 0
    for chunk in chunks:
        if chunk.byte_start != byte or chunk.char_start != char:
            raise CoverageGap(f"{spec.name}: chunk {chunk.ordinal} starts at byte {chunk.byte_start}, not {byte}")
        byte, char = chunk.byte_end, chunk.char_end
    if byte != len(spec.data) or char != len(spec.text):
        raise CoverageGap(f"{spec.name}: the chunks end at byte {byte} of {len(spec.data)}")


def _chunks(spec: Spec, shape: Outline, sizes: Sizes, pieces: Sequence[Piece]) -> list[Chunk]:
    """The chunks of the pieces, in order, with ids, spans and context."""
    seen = Counter[str]()
    context = Context(spec, shape)
    skipped = sorted(shape.repeats)
    chunks: list[Chunk] = []
    known = (0, 0)
    for ordinal, piece in enumerate(pieces):
        cut = piece.chars[0] >= 0
        a, b = piece.chars if cut else (spec.starts[piece.start], spec.starts[piece.end])
        text, end = spec.text[a:b] if cut else "", (b, spec.byte_offset(b, known))
        content = text.strip() if cut else _content(spec.printed, skipped, piece)
        beside, before = context.beside(piece)
        digest = _digest(content, context.meaning(piece, beside, before))
        seen[digest] += 1
        chunks.append(
            Chunk.trusted(
                chunk_id=f"chunk-{digest}" + (f"-{seen[digest]}" if seen[digest] > 1 else ""),
                spec=spec.spec_id,
                ordinal=ordinal,
                kind=piece.kind,
                program=piece.segment.program,
                path=_path(piece),
                byte_start=known[1],
                byte_end=end[1],
                char_start=a,
                char_end=b,
                first=piece.start + 1,
                last=piece.end,
                tokens=tokens(text) if cut else taken(sizes.size(piece.start, piece.end)),
                context=beside,
                items_before=before,
            )
        )
        known = end
    return chunks


def _content(printed: Printed, skipped: Sequence[int], piece: Piece) -> str:
    """What is content in a piece: without furniture, blank lines, line ends and trailing spaces."""
    kept, start = list[str](), piece.start
    for index in skipped[bisect_left(skipped, piece.start) : bisect_left(skipped, piece.end)]:
        kept.append(printed.content(start, index))
        start = index + 1
    return "\n".join(filter(None, (*kept, printed.content(start, piece.end))))


def _digest(content: str, meaning: Sequence[str]) -> str:
    found = hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=ID_HEX // 2)
    found.update("\0".join(["", *meaning]).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def _path(piece: Piece) -> tuple[str, ...]:
    names = (piece.segment.part, piece.segment.program, piece.block.name)
    return tuple(name for name in names if name != UNKNOWN) or (piece.kind,)
