"""A specification: bytes that never change, and the numbered lines in them; from one file, several, or a directory."""

from pathlib import Path

from workbench.errors import SpecError
from workbench.spec.beginnings import Words
from workbench.spec.places import MAX_BYTES, SUFFIXES, content, files
from workbench.spec.plain import MAX_LINE, refuse_non_text
from workbench.spec.printed import Printed
from workbench.spec.spec import Part, Spec, decode

__all__ = ["MAX_BYTES", "MAX_LINE", "SUFFIXES", "Part", "Printed", "Spec", "Words", "from_bytes", "read"]


def read(*paths: Path) -> Spec:
    """The spec in one file, in several files, or in a directory, as one text in the order given.

    Files of a directory come in the order of their paths. Raises SpecError with the path and what is wrong.
    """
    found = [file for path in paths for file in files(path)]
    if not found:
        raise SpecError("no specification given; name a text file or a directory of text files")
    if len(found) == 1:
        return from_bytes(content(found[0]), found[0].name)
    data, parts = _join([(file, content(file)) for file in found])
    text, encoding = decode(data)
    return _read(Spec(", ".join(path.name for path in paths), data, text, encoding, parts))


def from_bytes(data: bytes, name: str) -> Spec:
    """The spec in some bytes. Raises SpecError when they are not text."""
    refuse_non_text(data, name)
    text, encoding = decode(data)
    return _read(Spec(name, data, text, encoding, (Part(name, 1),)))


def _read(spec: Spec) -> Spec:
    """The spec, its lines classed: reading is paid for here, and not by whoever asks first."""
    _ = spec.starts, spec.printed, spec.wide
    return spec


def _join(pieces: list[tuple[Path, bytes]]) -> tuple[bytes, tuple[Part, ...]]:
    parts, whole, first = [], [], 1
    for file, data in pieces:
        refuse_non_text(data, str(file))
        parts.append(Part(file.name, first))
        # A file without a last line end would run into the next one, and no line number after it would agree.
        whole.append(data if data.endswith(b"\n") else data + b"\n")
        first += whole[-1].count(b"\n")
    return b"".join(whole), tuple(parts)
