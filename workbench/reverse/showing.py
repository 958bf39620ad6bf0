"""What shows an item: classes of evidence, how sure it is, and what it begins with."""

from collections.abc import Iterable, Iterator

from workbench.records import UNKNOWN
from workbench.reverse.item import Item
from workbench.reverse.recovered import EvidenceClass, Seen
from workbench.reverse.sighting import How, Sighting

CLASSES: dict[How, EvidenceClass] = {
    "descriptor": "descriptor", "field": "descriptor", "number": "call", "binary": "access", "byte": "access",
    "copy": "access", "source": "access", "compare": "literal", "fill": "access", "text": "literal", "address": "call",
}  # fmt: skip
MOST_EVIDENCE = 8
SPELT = 16
"""An initial value of one repeated character is spelt out up to so many."""


def evidence(one: Item, initial: Sighting | None) -> tuple[Seen, ...]:
    """What shows an item, its descriptor first; `initial` is how it is set up."""
    made = [Seen(kind="descriptor", address=one.address)] if one.address else []
    for each in one.seen:
        seen = Seen(kind="init" if each.setup else CLASSES[each.how], address=each.at)
        if seen not in made and len(made) < MOST_EVIDENCE:
            made.append(seen)
    if initial is not None:
        made.append(Seen(kind="init", address=initial.at))
    return tuple(dict.fromkeys(made))


def confidence(one: Item) -> float:
    """0.99 for a descriptor, less for accesses, the less the fewer."""
    hows = one.hows()
    if one.address or hows & {"descriptor", "number"}:
        return 0.99
    if "field" in hows or len(one.seen) > 1:
        return 0.95
    return 0.85


def printable(seen: Sighting | None, length: int) -> str:
    """The initial value, if it is text, or spaces or zeros as a whole."""
    if seen is None:
        return UNKNOWN
    if seen.how == "fill":
        whole = {32: "SPACES", 48: "ZEROS"}.get(seen.filler, UNKNOWN)
        return chr(seen.filler) * length if 48 < seen.filler < 127 and length <= SPELT else whole
    text = seen.text[:length].decode("latin-1")
    return text if text.isprintable() and text.strip() else UNKNOWN


def compared(seen: Iterable[Sighting]) -> Iterator[tuple[Sighting, str]]:
    """Comparisons with a literal, and what that is."""
    for one in sorted(seen, key=lambda each: each.at):
        if one.how == "compare" and one.text and all(32 <= each < 127 for each in one.text):
            yield one, f"'{one.text.decode('ascii')}'"
        elif one.how == "number" and one.against is not None:
            yield one, str(one.against)
