"""Recovered specifications on the disk: one for each module, kept while its bytes are the same."""

from collections.abc import Sequence
from pathlib import Path

from workbench.agents.reverse import recovery
from workbench.copybook import Copybook
from workbench.draft import put_text
from workbench.errors import ParameterError
from workbench.identity import sha256
from workbench.intake import PROFILE_SUFFIX
from workbench.reverse import Module
from workbench.reverse.image import MOST_BYTES


class Kept:
    """Where specifications are written: a file for one module, a directory for several."""

    def __init__(self, output: Path, books: Sequence[tuple[str, Copybook]]) -> None:
        """`output` ending in .txt is a file; anything else a directory, which is made."""
        self.output = output
        self.books = books
        self.single = output.suffix == ".txt"
        self.written: list[Path] = []

    def place(self, module: Path) -> Path:
        """The specification of a module."""
        return self.output if self.single else self.output / f"{module.stem}.txt"

    def has(self, module: Path) -> bool:
        """Whether the specification of these very bytes is there, whole."""
        place = self.place(module)
        if self.single or self.books or not place.is_file() or module.stat().st_size > MOST_BYTES:
            return False
        return f"SHA-256 {sha256(module.read_bytes())}," in place.read_text(encoding="utf-8", errors="replace")

    def write(self, path: Path, module: Module) -> None:
        """One specification and its profile, each whole or not at all."""
        place = self.place(path)
        if place in self.written:
            raise ParameterError(f"two modules would both be written to '{place}'; give a directory, or other names")
        made = recovery([module], self.books)
        place.parent.mkdir(parents=True, exist_ok=True)
        put_text(place.with_name(place.stem + PROFILE_SUFFIX), made.profile)
        put_text(place, made.text)
        if not self.single:
            put_text(self.output.with_name(self.output.name + PROFILE_SUFFIX), made.profile)
        self.written.append(place)
