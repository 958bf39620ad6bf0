"""Ways to cut a document, ours and other people's, each as character spans; one that is not installed is absent."""

import importlib.util
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from workbench import discovery
from workbench.chunk import split
from workbench.profile import Profile
from workbench.records import Chunk
from workbench.spec import Spec, from_bytes

SIZE = 8000
"""Characters of a chunk."""

Spans = list[tuple[int, int]]
Cut = Callable[[str], Spans]


def floor(text: str) -> Spans:
    """Lines packed up to the size, nothing else: what any way of cutting costs at least."""
    bounds, start, size = [0], 0, 0
    for line in text.split("\n"):
        length = len(line) + 1
        if size and size + length > SIZE:
            start += size
            bounds.append(start)
            size = 0
        size += length
    return list(pairwise([*bounds, len(text)]))


def recursive() -> Cut:
    """LangChain's RecursiveCharacterTextSplitter, with white space kept."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=0, strip_whitespace=False)
    return lambda text: _tiled(splitter.split_text(text))


def semantic() -> Cut:
    """semchunk, by characters."""
    import semchunk

    chunker = semchunk.chunkerify(len, SIZE, memoize=False)
    return lambda text: list(chunker(text, offsets=True)[1])


def chonkie() -> Cut:
    """chonkie's RecursiveChunker, by characters."""
    from chonkie import RecursiveChunker

    chunker = RecursiveChunker(tokenizer="character", chunk_size=SIZE)
    return lambda text: [(chunk.start_index, chunk.end_index) for chunk in chunker(text)]


def langextract(size: int = SIZE) -> Cut:
    """langextract's ChunkIterator."""
    from langextract.chunking import ChunkIterator
    from langextract.core.tokenizer import RegexTokenizer

    def cut(text: str) -> Spans:
        found = ChunkIterator(text, size, RegexTokenizer())
        intervals = [chunk.char_interval for chunk in found]
        return [(each.start_pos, each.end_pos) for each in intervals]

    return cut


def _tiled(pieces: Sequence[str]) -> Spans:
    return list(pairwise([0, *accumulate(map(len, pieces))]))


PEERS: dict[str, tuple[str, Callable[[], Cut]]] = {
    "langchain recursive": ("langchain_text_splitters", recursive),
    "semchunk": ("semchunk", semantic),
    "chonkie recursive": ("chonkie", chonkie),
    "langextract": ("langextract", langextract),
    "langextract, its default": ("langextract", lambda: langextract(1000)),
}
"""Name -> the package that it needs, and what makes it."""


def installed(name: str) -> bool:
    """Whether the package that a peer needs is there."""
    return importlib.util.find_spec(PEERS[name][0]) is not None


def own(data: bytes, profile: Profile) -> tuple[Spec, list[Chunk]]:
    """Our chunks with ids, spans and context, from the bytes of a document."""
    spec = from_bytes(data, "spec")
    return spec, split(spec, profile)


def propose(data: bytes) -> Profile:
    """The profile that discovery proposes."""
    return discovery.propose(from_bytes(data, "spec")).profile
