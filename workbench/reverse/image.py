"""A compiled module as the loader sees it: sections, relocations, imports, functions.

Only x86-64 ELF modules and executables are read. Whatever else it is, `load` says in one line what it is and stops.
"""

import io
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workbench.errors import ModuleError
from workbench.identity import sha256

MOST_BYTES = 64 * 1024 * 1024
"""The largest module that is read; real ones have tens of kilobytes."""

COMPRESSED = 0x800
"""The flag of a section that is stored compressed, as only debug information is."""
RELATIVE, GLOB_DAT, JUMP_SLOT, ABSOLUTE, COPY = 8, 6, 7, 1, 5
"""Relocation types of x86-64 that place an address."""


@dataclass(frozen=True)
class Section:
    """A part of the image: `data` is empty where the file holds none (.bss)."""

    name: str
    address: int
    size: int
    data: bytes
    writable: bool
    code: bool

    @property
    def end(self) -> int:
        """The first address after it."""
        return self.address + self.size


@dataclass
class Image:
    """What is known of a module before any instruction is read.

    `pointers` are the words that the loader relocates: address -> where they point. `imports` are the stubs of library
    functions: address -> name. `slots` are the words that the loader fills with a library's address: address -> name.
    `functions` are (start, end), in order. `symbols` are the names an unstripped build still has.
    """

    name: str
    digest: str
    size: int
    kind: str
    sections: list[Section]
    pointers: dict[int, int] = field(default_factory=dict)
    imports: dict[int, str] = field(default_factory=dict)
    slots: dict[int, str] = field(default_factory=dict)
    exports: dict[str, int] = field(default_factory=dict)
    functions: list[tuple[int, int]] = field(default_factory=list)
    symbols: dict[int, str] = field(default_factory=dict)
    relocatable: bool = True

    def __post_init__(self) -> None:
        """The sections in order of address, for `section`."""
        self.sections.sort(key=lambda each: each.address)
        self._starts = [each.address for each in self.sections]

    def section(self, address: int) -> Section | None:
        """The section that an address lies in."""
        at = bisect_right(self._starts, address) - 1
        found = self.sections[at] if at >= 0 else None
        return found if found and address < found.end else None

    def writable(self, address: int) -> bool:
        """Whether a program may store there: where data items are."""
        found = self.section(address)
        return found is not None and found.writable

    def constant(self, address: int) -> bool:
        """Whether it is data that no program changes."""
        found = self.section(address)
        return found is not None and not found.writable and not found.code

    def read(self, address: int, size: int) -> bytes:
        """The bytes that the file has at an address; fewer where a section ends, none outside."""
        found = self.section(address)
        at = address - found.address if found else 0
        return found.data[at : at + max(size, 0)] if found else b""

    def word(self, address: int, size: int = 8) -> int:
        """A little-endian number; 0 outside."""
        return int.from_bytes(self.read(address, size), "little")

    def pointer(self, address: int) -> int:
        """Where the word at an address points to; 0 for nowhere."""
        if address in self.pointers or self.relocatable:
            return self.pointers.get(address, 0)
        value = self.word(address)
        return value if self.section(value) else 0

    def text(self, address: int, longest: int = 4096) -> str:
        """The C string at an address, "" where there is none."""
        data = self.read(address, longest)
        end = data.find(b"\0")
        return data[:end].decode("latin-1") if end > 0 else ""

    def instructions(self) -> Iterator[Section]:
        """The sections that hold code."""
        return (each for each in self.sections if each.code and each.data)


DAMAGE = (ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError)
"""What reading damaged tables ends in."""


def load(name: str, data: bytes) -> Image:
    """The image in the bytes of a file. Raises ModuleError with one line for anything that is no readable module."""
    _refuse(name, data)
    from elftools.common.exceptions import DWARFError, ELFError  # noqa: PLC0415
    from elftools.elf.elffile import ELFFile  # noqa: PLC0415

    try:
        return _loaded(name, data, ELFFile(io.BytesIO(data)))
    except ModuleError:
        raise
    except (ELFError, DWARFError, zlib.error, RecursionError, *DAMAGE) as bad:
        raise ModuleError(f"'{name}' is damaged: its ELF tables cannot be read ({_short(bad)})") from None


def _short(fault: Exception) -> str:
    said = " ".join(str(fault).split())[:80]
    return said if said.isprintable() and said else type(fault).__name__


def _refuse(name: str, data: bytes) -> None:
    """Everything that the first bytes tell."""
    if not data:
        raise ModuleError(f"'{name}' is empty; a compiled module is expected")
    if len(data) > MOST_BYTES:
        raise ModuleError(f"'{name}' has {len(data):,} bytes, more than {MOST_BYTES:,}")
    known = (
        (b"MZ", "a Windows program"), (b"\xca\xfe\xba\xbe", "a Java class or a Mach-O program"),
        (b"\xcf\xfa\xed\xfe", "a Mach-O program"), (b"\xfe\xed\xfa", "a Mach-O program"), (b"!<arch>", "an archive"),
        (b"PK\x03\x04", "a ZIP archive"), (b"\x1f\x8b", "a gzip archive"), (b"\x10\x12\x14", "an ACUCOBOL file"),
    )  # fmt: skip
    for magic, what in known:
        if data.startswith(magic):
            raise ModuleError(f"'{name}' is {what}; ELF modules for x86-64 are read")
    if data[:4] != b"\x7fELF":
        raise ModuleError(f"'{name}' is no ELF file (it begins with {data[:4].hex(' ')})")
    if data[4:5] != b"\2" or data[5:6] != b"\1":
        raise ModuleError(f"'{name}' is not a 64-bit little-endian ELF file; x86-64 is read")
    machine = int.from_bytes(data[18:20], "little")
    if machine != 62:
        raise ModuleError(f"'{name}' is for another machine (ELF machine {machine}); x86-64 is read")


def _loaded(name: str, data: bytes, elf: Any) -> Image:
    kind = {"ET_DYN": "module", "ET_EXEC": "executable"}.get(elf["e_type"], "")
    if not kind:
        raise ModuleError(f"'{name}' is neither a module nor an executable ({_short(elf['e_type'])})")
    parts = [one for one in map(_section, elf.iter_sections()) if one]
    if not any(one.code for one in parts):
        packed = b"UPX!" in data
        why = "it is packed (UPX)" if packed else "it has no section table: packed, encrypted or damaged"
        raise ModuleError(f"'{name}' cannot be read: {why}")
    if any(str(each["p_type"]) == "PT_INTERP" for each in elf.iter_segments()):
        kind = "executable"
    image = Image(name, sha256(data), len(data), kind, parts, relocatable=elf["e_type"] == "ET_DYN")
    _symbols(image, elf)
    _relocations(image, elf)
    _stubs(image)
    image.functions = _functions(image, elf)
    return image


def _section(each: Any) -> Section | None:
    flags, size = each["sh_flags"], each["sh_size"]
    if not flags & 2 or size > MOST_BYTES:
        return None
    if flags & COMPRESSED:
        raise ValueError("a section that is loaded is compressed")
    data = b"" if each["sh_type"] == "SHT_NOBITS" else bytes(each.data())
    return Section(each.name, each["sh_addr"], min(size, len(data) or size), data, bool(flags & 1), bool(flags & 4))


def _symbols(image: Image, elf: Any) -> None:
    """Exported functions; and all names, where the build kept them."""
    for table in elf.iter_sections():
        if table["sh_type"] not in ("SHT_DYNSYM", "SHT_SYMTAB"):
            continue
        for each in table.iter_symbols():
            if not each.name or not each["st_value"] or each["st_shndx"] == "SHN_UNDEF":
                continue
            if table["sh_type"] == "SHT_SYMTAB":
                image.symbols.setdefault(each["st_value"], each.name)
            if each["st_info"]["type"] == "STT_FUNC" and each["st_info"]["bind"] in ("STB_GLOBAL", "STB_WEAK"):
                image.exports.setdefault(each.name, each["st_value"])


def _relocations(image: Image, elf: Any) -> None:
    for table in elf.iter_sections():
        if table["sh_type"] != "SHT_RELA":
            continue
        names = elf.get_section(table["sh_link"])
        for each in table.iter_relocations():
            _relocate(image, each, names)


def _relocate(image: Image, each: Any, names: Any) -> None:
    kind, at = each["r_info_type"], each["r_offset"]
    if kind == RELATIVE:
        image.pointers[at] = each["r_addend"]
        return
    if kind not in (GLOB_DAT, JUMP_SLOT, ABSOLUTE, COPY) or not hasattr(names, "get_symbol"):
        return
    symbol = names.get_symbol(each["r_info_sym"])
    if symbol["st_shndx"] != "SHN_UNDEF" and kind != COPY:
        image.pointers[at] = symbol["st_value"] + (each["r_addend"] if kind == ABSOLUTE else 0)
    image.slots[at] = symbol.name


def _stubs(image: Image) -> None:
    """The stubs in .plt and its kin: `jmp [slot]`, sixteen or eight bytes each."""
    for part in image.instructions():
        if not part.name.startswith(".plt"):
            continue
        at = part.data.find(b"\xff\x25")
        while at >= 0:
            target = part.address + at + 6 + int.from_bytes(part.data[at + 2 : at + 6], "little", signed=True)
            if name := image.slots.get(target):
                start = part.address + at
                for back in (0, 1, 4, 5):  # before it may stand a prefix (bnd) and endbr64
                    image.imports.setdefault(start - back, name)
            at = part.data.find(b"\xff\x25", at + 6)


def _functions(image: Image, elf: Any) -> list[tuple[int, int]]:
    """Start and end of every function, from the unwind table, which stripping leaves; else from exports."""
    found = dict(_unwound(elf))
    starts = sorted({*found, *(at for at in image.exports.values())})
    spans = []
    for number, start in enumerate(starts):
        part = image.section(start)
        if not part or not part.code or part.name.startswith((".plt", ".init", ".fini")):
            continue
        following = starts[number + 1] if number + 1 < len(starts) else part.end
        spans.append((start, min(found.get(start, following), part.end)))
    return spans


def _unwound(elf: Any) -> Iterator[tuple[int, int]]:
    if not elf.get_section_by_name(".eh_frame"):
        return
    from elftools.dwarf.callframe import FDE  # noqa: PLC0415

    for entry in elf.get_dwarf_info(relocate_dwarf_sections=False).EH_CFI_entries():
        if isinstance(entry, FDE):
            start = entry["initial_location"]
            yield start, start + entry["address_range"]
