"""Parts: several fields that make one property, and one field that makes several."""

from typing import Any

from workbench.adapters.pieces.rows import RecordError, get, put

Json = Any
Kept = dict[str, str]


class Join:
    """Several fields that make one text, with `separator` between them. Empty ones at the end leave no separator."""

    def __init__(self, path: str, separator: str, fields: list[Any], value: Any) -> None:
        self.path, self.separator, self.fields, self.value = tuple(path.split(".")), separator, fields, value

    def clear(self, buffer: bytearray, base: int, page: str) -> None:
        for field in self.fields:
            field.clear(buffer, base, page)

    def take(self, value: Json, data: bytes, base: int, page: str, kept: Kept) -> None:
        found = self.value.out(self.text(data, base, page))
        put(value, self.path, found)
        buffer = bytearray(data)
        self.write(found, buffer, base, page)
        for field in self.fields:
            at = base + field.at
            raw = bytes(data[at : at + field.storage.size])
            if buffer[at : at + len(raw)] != raw:
                kept[f"{field.name}@{at}"] = raw.hex()

    def put(self, value: Json, buffer: bytearray, base: int, page: str, kept: Kept) -> None:
        try:
            found = get(value, self.path)
        except KeyError:
            return
        self.write(found, buffer, base, page)
        self.restore(found, buffer, base, page, kept)

    def text(self, data: bytes, base: int, page: str) -> str:
        """The fields' texts, joined."""
        pieces = [field.read(data, base, page, {}) or "" for field in self.fields]
        while pieces and pieces[-1] == "":
            pieces.pop()
        return self.separator.join(pieces)

    def restore(self, found: Json, buffer: bytearray, base: int, page: str, kept: Kept) -> None:
        """Put carried bytes back while they still make the same text."""
        trial = bytearray(buffer)
        for field in self.fields:
            at = base + field.at
            raw = bytes.fromhex(kept.get(f"{field.name}@{at}", ""))
            if len(raw) == field.storage.size:
                trial[at : at + len(raw)] = raw
        if trial != buffer and self.value.out(self.text(bytes(trial), base, page)) == found:
            buffer[:] = trial

    def write(self, found: Json, buffer: bytearray, base: int, page: str) -> None:
        text = self.value.key(self.value.back(found))
        for field, piece in zip(self.fields, self.pieces(text), strict=True):
            field.write(piece or None, buffer, base, page, {})

    def pieces(self, text: str) -> list[str]:
        """The text cut into one piece per field: at the first separators, or at the last when that does not fit."""
        sizes = [field.value.width or field.storage.size for field in self.fields]
        if not self.separator:
            starts = [sum(sizes[:place]) for place in range(len(sizes))]
            cut = [text[start : start + size] for start, size in zip(starts, sizes, strict=True)]
            cut[-1] = text[starts[-1] :]
            return cut
        last = len(self.fields) - 1
        for found in (text.split(self.separator, last), text.rsplit(self.separator, last)):
            found += [""] * (last + 1 - len(found))
            if all(len(piece) <= size for piece, size in zip(found, sizes, strict=True)):
                return found
        raise RecordError(f"{text!r} does not fit {', '.join(field.name for field in self.fields)}")


class Cut:
    """One field that makes several values: its text cut at `separator`, or after so many characters each.

    `parts`: a property, how many characters it has (0: up to the separator), and the value it becomes.
    """

    def __init__(self, field: Any, separator: str, parts: list[Any]) -> None:
        self.field, self.separator = field, separator
        self.paths = [tuple(path.split(".")) for path, _, _ in parts]
        self.widths = [width for _, width, _ in parts]
        self.values = [value for _, _, value in parts]

    def clear(self, buffer: bytearray, base: int, page: str) -> None:
        self.field.clear(buffer, base, page)

    def take(self, value: Json, data: bytes, base: int, page: str, kept: Kept) -> None:
        found = self.found(data, base, page)
        for path, one in zip(self.paths, found, strict=True):
            put(value, path, one)
        at = base + self.field.at
        raw = bytes(data[at : at + self.field.storage.size])
        buffer = bytearray(data)
        self.write(found, buffer, base, page)
        if buffer[at : at + len(raw)] != raw:
            kept[f"{self.field.name}@{at}"] = raw.hex()

    def put(self, value: Json, buffer: bytearray, base: int, page: str, kept: Kept) -> None:
        found = []
        for path in self.paths:
            try:
                found.append(get(value, path))
            except KeyError:
                found.append(None)
        self.write(found, buffer, base, page)
        if self.found(bytes(buffer), base, page) != [one.out(one.back(v)) for one, v in zip(self.values, found)]:
            raise RecordError(f"{self.field.name}: {found!r} cannot be joined and cut again")
        self.restore(found, buffer, base, page, kept)

    def found(self, data: bytes, base: int, page: str) -> list[Json]:
        pieces = self.cut(self.field.read(data, base, page, {}) or "")
        return [value.out(piece) for value, piece in zip(self.values, pieces)]

    def cut(self, text: str) -> list[str]:
        if self.separator:
            found = [piece.strip(" ") for piece in text.split(self.separator, len(self.paths) - 1)]
            return found + [""] * (len(self.paths) - len(found))
        ends = [sum(self.widths[: place + 1]) for place in range(len(self.widths))]
        return [text[end - width : end].rstrip(" ") for end, width in zip(ends, self.widths)]

    def write(self, found: list[Json], buffer: bytearray, base: int, page: str) -> None:
        pieces = [value.key(value.back(one)) for value, one in zip(self.values, found)]
        if self.separator:
            while pieces and pieces[-1] == "":
                pieces.pop()
            text = self.separator.join(pieces)
        else:
            text = "".join(piece.ljust(width) for piece, width in zip(pieces, self.widths)).rstrip(" ")
        self.field.write(text or None, buffer, base, page, {})

    def restore(self, found: list[Json], buffer: bytearray, base: int, page: str, kept: Kept) -> None:
        """Put carried bytes back while they still make the same values."""
        at = base + self.field.at
        raw = bytes.fromhex(kept.get(f"{self.field.name}@{at}", ""))
        trial = bytearray(buffer)
        trial[at : at + len(raw)] = raw
        if len(raw) == self.field.storage.size and self.found(bytes(trial), base, page) == found:
            buffer[:] = trial
