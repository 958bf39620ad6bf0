"""What the structures of the runtime library look like, by the version that a module names.

A module calls `cob_check_version` with its source file, the package version and a patch level. Offsets are taken from
the table of that version; a version without a table is said, and nothing is guessed from it.
"""

from dataclasses import dataclass

from workbench.records import UNKNOWN
from workbench.reverse.image import Image

ORGANISATIONS = ("SEQUENTIAL", "LINE SEQUENTIAL", "RELATIVE", "INDEXED", "SORT")
ACCESS = ("unknown", "SEQUENTIAL", "DYNAMIC", "RANDOM")


@dataclass(frozen=True)
class FileLayout:
    """Offsets in bytes of the members of a file structure and of a key structure that set-up code stores into."""

    select: int = 0
    status: int = 8
    assign: int = 16
    record: int = 24
    variable: int = 32
    keys: int = 40
    smallest: int = 80
    largest: int = 88
    key_count: int = 96
    organisation: int = 108
    access: int = 109
    lock: int = 110
    optional: int = 112
    features: int = 120
    key_size: int = 104
    key_field: int = 0
    key_flag: int = 8
    key_duplicates: int = 12
    key_ascending: int = 16
    key_suppress: int = 20
    key_offset: int = 28
    key_parts: int = 32
    key_part: int = 40


@dataclass(frozen=True)
class Runtime:
    """One version: `files` is None where file set-up cannot be read."""

    version: str
    files: FileLayout | None


KNOWN = {"3.1": FileLayout(), "3.1.1": FileLayout(), "3.1.2": FileLayout()}
"""Package version -> layout of its file structures. Descriptors are the same in all of 2.2 to 4.0."""


def runtime(version: str) -> Runtime:
    """The layouts of a version, such as `3.1.2`."""
    return Runtime(version, KNOWN.get(version.removesuffix(".0")))


def said_version(image: Image) -> str:
    """A version string in constant data, as a hint where `cob_check_version` was not found."""
    for part in image.sections:
        if part.name.startswith(".rodata"):
            for word in part.data.split(b"\0"):
                text = word.decode("latin-1")
                if 3 <= len(text) <= 12 and text[0].isdigit() and set(text) <= set("0123456789.-abcdefghrvly"):
                    if text.count(".") in (1, 2) and text.startswith(("2.", "3.", "4.")):
                        return text
    return UNKNOWN
