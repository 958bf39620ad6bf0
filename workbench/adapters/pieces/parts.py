"""Parts: several fields that make one property, and one field that makes several."""

from typing import Any

from workbench.adapters.pieces.rows import RecordError, get, put
from workbench.adapters.pieces.storages import Page

Json = Any
Kept = dict[str, bytes]


class Join:
    """Several fields that make one text, with `separator` between them. Empty ones at the end leave no separator."""

    def __init__(self, path: str, separator: str, value: Any, fields: list[Any]) -> None:
        self.path, self.separator, self.value, self.fields = tuple(path.split(".")), separator, value, fields
        self.at = min(field.at for field in fields)

    def clear(self, buffer: bytearray, base: int, page: Page) -> None:
        for field in self.fields:
            field.clear(buffer, base, page)

    def take(self, value: Json, data: bytes, base: int, page: Page, kept: Kept) -> None:
        found = self.read(data, base, page)
        put(value, self.path, found)
        buffer = bytearray(data)
        self.write(found, buffer, base, page)
        for field in self.fields:
            if field.raw(buffer, base) != field.raw(data, base):
                kept[field.key(base)] = field.raw(data, base)

    def put(self, value: Json, buffer: bytearray, base: int, page: Page, kept: Kept) -> None:
        try:
            found = get(value, self.path)
        except KeyError:
            return
        self.write(found, buffer, base, page)
        trial = bytearray(buffer)
        for field in self.fields:
            field.set(trial, base, kept.get(field.key(base), field.raw(trial, base)))
        if trial != buffer and self.read(bytes(trial), base, page) == found:
            buffer[:] = trial

    def read(self, data: bytes, base: int, page: Page) -> Json:
        """The value that the fields make together."""
        pieces = [field.read(field.raw(data, base), base, page) or "" for field in self.fields]
        while pieces and pieces[-1] == "":
            pieces.pop()
        return self.value.out(self.separator.join(pieces))

    def write(self, found: Json, buffer: bytearray, base: int, page: Page) -> None:
        """Give every field its piece."""
        try:
            text = self.value.key(self.value.back(found))
        except (ValueError, ArithmeticError) as error:
            raise RecordError(f"{self.fields[0].name}: {error}") from error
        for field, piece in zip(self.fields, self.pieces(text), strict=True):
            field.set(buffer, base, field.written(piece or None, base, page))

    def pieces(self, text: str) -> list[str]:
        """The text cut into one piece per field: at the first separators, or at the last when that does not fit."""
        sizes = [field.value.width or field.storage.size for field in self.fields]
        if not self.separator:
            starts = [sum(sizes[:place]) for place in range(len(sizes))]
            ends: list[int | None] = [*starts[1:], None]
            return [text[start:end] for start, end in zip(starts, ends, strict=True)]
        last = len(self.fields) - 1
        for cut in (text.split(self.separator, last), text.rsplit(self.separator, last)):
            found = cut + [""] * (last + 1 - len(cut))
            if all(len(piece) <= size for piece, size in zip(found, sizes, strict=True)):
                return found
        raise RecordError(f"{text!r} does not fit {', '.join(field.name for field in self.fields)}")


class Cut:
    """One field that makes several values: its text cut at `separator`, or after so many characters each.

    `parts`: a property, how many characters it has (0: up to the separator), and the value it becomes.
    """

    def __init__(self, field: Any, separator: str, parts: list[Any]) -> None:
        self.field, self.separator, self.at = field, separator, field.at
        self.paths = [tuple(path.split(".")) for path, _, _ in parts]
        self.widths = [width for _, width, _ in parts]
        self.values = [value for _, _, value in parts]

    def clear(self, buffer: bytearray, base: int, page: Page) -> None:
        self.field.clear(buffer, base, page)

    def take(self, value: Json, data: bytes, base: int, page: Page, kept: Kept) -> None:
        raw = self.field.raw(data, base)
        found = self.read(raw, base, page)
        for path, one in zip(self.paths, found, strict=True):
            put(value, path, one)
        if self.written(found, base, page) != raw:
            kept[self.field.key(base)] = raw

    def put(self, value: Json, buffer: bytearray, base: int, page: Page, kept: Kept) -> None:
        found = []
        for path in self.paths:
            try:
                found.append(get(value, path))
            except KeyError:
                found.append(None)
        if found == [None] * len(found):
            return
        raw = self.written(found, base, page)
        if self.read(raw, base, page) != [
            one if one is not None else self.values[n].out("") for n, one in enumerate(found)
        ]:
            raise RecordError(f"{self.field.name}: {found!r} cannot be joined and cut again")
        old = kept.get(self.field.key(base), raw)
        same = len(old) == len(raw) and self.read(old, base, page) == self.read(raw, base, page)
        self.field.set(buffer, base, old if same else raw)

    def read(self, raw: bytes, base: int, page: Page) -> list[Json]:
        """The values of the parts."""
        text = self.field.read(raw, base, page) or ""
        if self.separator:
            pieces = [piece.strip(" ") for piece in text.split(self.separator, len(self.paths) - 1)]
            pieces += [""] * (len(self.paths) - len(pieces))
        else:
            ends = [sum(self.widths[: place + 1]) for place in range(len(self.widths))]
            pieces = [text[end - width : end].rstrip(" ") for end, width in zip(ends, self.widths, strict=True)]
        return [value.out(piece) for value, piece in zip(self.values, pieces, strict=True)]

    def written(self, found: list[Json], base: int, page: Page) -> bytes:
        """The bytes of the field, in the form that is written here."""
        if all(one in (None, "") for one in found):
            return bytes(self.field.written(None, base, page))
        try:
            pieces = [value.key(value.back(one)) for value, one in zip(self.values, found, strict=True)]
        except (ValueError, ArithmeticError) as error:
            raise RecordError(f"{self.field.name}: {error}") from error
        if self.separator:
            while pieces and pieces[-1] == "":
                pieces.pop()
            text = self.separator.join(pieces)
        else:
            text = "".join(piece.ljust(width) for piece, width in zip(pieces, self.widths, strict=True)).rstrip(" ")
        return bytes(self.field.written(text or None, base, page))
