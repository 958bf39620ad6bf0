"""One sighting: some bytes of data that a program was seen to use, and how."""

from dataclasses import dataclass
from typing import Literal

from workbench.reverse.descriptors import Attribute
from workbench.reverse.places import Place

How = Literal["descriptor", "field", "number", "binary", "byte", "copy", "source", "compare", "fill", "text", "address"]
"""descriptor: a table of the module says it. field: a descriptor made while it runs (a table element, a part, an
argument). number: a runtime function reads digits of that length. binary: two, four or eight bytes at once. byte: one
byte. copy, source: where a move goes to and comes from. compare: compared with a text. fill: one byte, repeated.
text: a literal is put there. address: handed to a runtime function."""

ANYWHERE = (-1,)
"""Where something may be several, when that is not known."""


@dataclass(frozen=True)
class Sighting:
    """Bytes in use at `at`; `length` 0 is not known. `setup`: while storage is set up, before the program proper.

    `put`: they are stored, and not read. `paired`: moved by the runtime, and neither side has a descriptor of its own.
    `exact`: one character is put as only items of one character are. `borrowed`: what a move takes was loaded for
    another one too, which may have been of more. `letters`: two letters are put at once, where the compiler may have
    joined two that are put side by side.
    """

    place: Place
    length: int
    how: How
    at: int
    attribute: Attribute | None = None
    signed: bool = False
    swapped: bool = False
    setup: bool = False
    filler: int = -1
    text: bytes = b""
    called: bool = False
    seams: tuple[int, ...] = ()
    unsure: bool = False
    against: int | None = None
    put: bool = False
    paired: bool = False
    exact: bool = False
    borrowed: bool = False
    letters: bool = False

    @property
    def merged(self) -> bool:
        """Whether it may be several moves that the compiler joined."""
        return bool(self.seams)

    def cut(self, at: int) -> bool:
        """Whether it may be several of which one begins at an offset, counted from where the offsets of items are."""
        return self.seams == ANYWHERE or at - self.place.offset in self.seams

    @property
    def attribute_numeric(self) -> bool:
        """Whether it is known to be used as a number."""
        return self.how == "number" or self.swapped or (self.attribute is not None and self.attribute.numeric)
