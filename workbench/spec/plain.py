"""Is this text? What is not is refused with one line that says what it is and how to make text of it."""

from workbench.errors import SpecError

MAX_LINE = 1_000_000
"""Bytes of the longest line that is read; no listing has one, a dump or a minified file does."""

_STARTS = (
    (b"\xff\xfe", "UTF-16; convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)"),
    (b"\xfe\xff", "UTF-16; convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)"),
    (b"%PDF-", "a PDF; make text of it first (pdftotext -layout)"),
    (b"PK\x03\x04", "a ZIP archive (as Word and Excel files are); save it as plain text first"),
    (b"\x1f\x8b", "compressed; unpack it first (gunzip)"),
    (b"\xd0\xcf\x11\xe0", "an old Office document; save it as plain text first"),
    (b"{\\rtf", "rich text; save it as plain text first"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x0e\x0f\x1a\x1b"))


def refuse_non_text(data: bytes, name: str) -> None:
    """Nothing, when the bytes are text; else SpecError."""
    if not data.strip(b" \t\r\n\f\v\xef\xbb\xbf"):
        raise SpecError(f"'{name}' is empty; a spec needs at least one line of text")
    said = next((said for start, said in _STARTS if data.startswith(start)), "") or _binary(data) or _one_line(data)
    if said:
        raise SpecError(f"'{name}' is {said}")


def _binary(data: bytes) -> str:
    zeroes = data.count(b"\x00")
    if zeroes > len(data) // 3 and max(data[::2].count(b"\x00"), data[1::2].count(b"\x00")) > 0.9 * zeroes:
        return "UTF-16; convert it to UTF-8 first (iconv -f UTF-16LE -t UTF-8, or UTF-16BE)"
    if zeroes:
        return f"binary: {zeroes:,} zero bytes, the first at byte {data.index(0):,}; a spec is text"
    # 0x40 is the space of EBCDIC; in ASCII it is the rare "@".
    if len(data) >= 64 and data.count(b"\x40") > 0.1 * len(data) and data.count(b" ") < 0.02 * len(data):
        return "EBCDIC; convert it first (iconv -f IBM-1047 -t UTF-8, then every NEL to a line feed)"
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > max(16, 0.05 * len(data)):
        return f"binary: {controls:,} control characters; a spec is text"
    return ""


def _one_line(data: bytes) -> str:
    if data.count(b"\r") > 10 and b"\n" not in data:
        return "without line feeds, its lines end on carriage returns; convert them first (tr '\\r' '\\n')"
    start = _long(data)
    if start < 0:
        return ""
    number = data.count(b"\n", 0, start) + 1
    size = (data + b"\n").index(b"\n", start) - start
    return f"no listing: line {number:,} has {size:,} bytes; at most {MAX_LINE:,} are read as a line"


def _long(data: bytes) -> int:
    """Where the first line over the limit starts, -1 without one: in so many bytes from a line's start no line ends."""
    start = 0
    while len(data) - start > MAX_LINE:
        end = data.rfind(b"\n", start, start + MAX_LINE + 1)
        if end < 0:
            return start
        start = end + 1
    return -1
