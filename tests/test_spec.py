"""Reading a specification: line numbers that agree with every editor, offsets that are exact, faults in one line."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import spec
from workbench.errors import SpecError
from workbench.spec import Part, from_bytes, places, read

PIECES = [b"A", b"05 X.", b"\n", b"\r\n", b"\r", b"\f", b"\x0b", b"\x85", b"\xe9", "é€".encode(), b"\x1c", b" ", b"\t"]
texts = st.lists(st.sampled_from(PIECES), min_size=1).map(b"".join).map(lambda data: b"x" + data)


@given(texts)
def test_every_byte_is_in_exactly_one_line(data: bytes) -> None:
    """Lines with their ends are the text again; the byte offset of each line start is exact."""
    made = from_bytes(data, "t")
    pieces = [made.text[a:b] for a, b in zip(made.starts, made.starts[1:], strict=False)]
    assert "".join(pieces) == made.text
    assert made.text.encode(made.encoding) == made.data == data
    raw = data.split(b"\n")
    assert len(made.lines) == len(made.classes) == made.count == len(raw) - (raw[-1] == b"")
    for number, start in enumerate(made.starts[:-1]):
        assert made.byte_offset(start) == sum(len(line) + 1 for line in raw[:number])
        assert made.line(number + 1) == re.sub(r"\r[ \t\r]*\Z", "", raw[number].decode(made.encoding))


@given(texts, st.integers(0, 40), st.integers(0, 40))
def test_byte_offsets_go_on_from_a_known_one(data: bytes, near: int, far: int) -> None:
    """Counting on from a known pair gives what counting from the start gives."""
    made = from_bytes(data, "t")
    a, b = sorted((min(near, len(made.text)), min(far, len(made.text))))
    assert made.byte_offset(b, (a, made.byte_offset(a))) == made.byte_offset(b)


def test_line_numbers_agree_with_wc_and_sed(tmp_path: Path) -> None:
    """Form feeds, CRLF, NEL, vertical tabs and latin-1 do not move a line number."""
    path = tmp_path / "legacy.lst"
    path.write_bytes(b"one\r\n\x0ctwo\x85still two\nthree\x0bstill three\r\r\nfour \xe9\n\x1cfive\n")
    made = read(path)
    counted = subprocess.run(["wc", "-l", path], capture_output=True, text=True, check=True)
    assert made.count == int(counted.stdout.split()[0]) == 5
    fourth = subprocess.run(["sed", "-n", "4p", path], capture_output=True, check=True)
    assert made.line(4).encode("latin-1") == fourth.stdout.rstrip(b"\n") == b"four \xe9"
    assert made.line(3) == "three\x0bstill three"
    assert made.encoding == "latin-1"
    assert made.quote(1, 2) == "one\n\x0ctwo\x85still two"


def test_a_last_line_without_an_end_counts() -> None:
    """`wc -l` counts ends; an editor shows the line after the last one too, when something stands there."""
    assert from_bytes(b"a\nb", "t").count == 2
    assert from_bytes(b"a\nb\n", "t").count == 2
    assert from_bytes(b"a\n\n", "t").lines == ["a", ""]


def test_blanks_behind_a_carriage_return_are_part_of_the_line_end() -> None:
    """An editor that adds blanks to lines of CRLF text changes what no reader sees; one within a line is kept."""
    spec = from_bytes(b"one\r  \ntwo \r\t\r\nth\rree\r\n\r \nlast\r  ", "s")
    assert spec.lines == ["one", "two ", "th\rree", "", "last"]
    assert spec.count == 5


def test_a_byte_order_mark_is_bytes_and_no_letter() -> None:
    """The mark stays in bytes and text, so offsets are exact, and is in no line, so names are."""
    made = from_bytes(b"\xef\xbb\xbfPROGRAM A\r\nB\n", "t")
    assert made.lines == ["PROGRAM A", "B"]
    assert made.byte_offset(made.starts[1]) == 14
    assert made.text.encode() == made.data


def test_the_id_is_that_of_the_bytes(tmp_path: Path) -> None:
    """The same bytes are the same spec under any name; one other byte makes another."""
    (tmp_path / "a.txt").write_bytes(b"text\n")
    (tmp_path / "b").write_bytes(b"text\n")
    assert read(tmp_path / "a.txt").spec_id == read(tmp_path / "b").spec_id == from_bytes(b"text\n", "c").spec_id
    assert from_bytes(b"texT\n", "c").spec_id != from_bytes(b"text\n", "c").spec_id


def test_a_directory_is_one_spec_in_the_order_of_its_paths(tmp_path: Path) -> None:
    """Files below it are joined, each starts on a line of its own, and what is no text is left out."""
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    for name, data in {
        "b.txt": b"three",
        "a.LST": b"one\ntwo",
        "sub/c.cpy": b"four\n",
        "picture.png": b"\x89PNG\x00",
        "a.profile.yaml": b"name: a\n",
        ".git/d.txt": b"no\n",
    }.items():
        (tmp_path / name).write_bytes(data)
    made = read(tmp_path)
    assert made.lines == ["one", "two", "three", "four"]
    assert made.parts == (Part("a.LST", 1), Part("b.txt", 3), Part("c.cpy", 4))
    assert made.data == b"one\ntwo\nthree\nfour\n"
    assert read(tmp_path / "b.txt", tmp_path / "a.LST").lines == ["three", "one", "two"]


def faults(place: Path) -> dict[str, tuple[Path, str]]:
    """Paths that cannot be read, and what the one line about each must say."""
    (place / "none").mkdir()
    (place / "looping").mkdir()
    (place / "looping" / "a.txt").symlink_to("a.txt")
    (place / "broken").mkdir()
    (place / "broken" / "a.txt").write_bytes(b"text\n")
    (place / "broken" / "b.txt").symlink_to("nowhere")
    (place / "linked").mkdir()
    (place / "linked" / "a.txt").write_bytes(b"text\n")
    (place / "linked" / "back").symlink_to(place / "linked")
    (place / "loop").symlink_to("loop")
    os.mkfifo(place / "pipe")
    contents = {
        "empty.txt": (b"", "empty"),
        "white.txt": (b" \n\t\r\n\f", "empty"),
        "bom.txt": (b"\xef\xbb\xbf\n", "empty"),
        "binary.txt": (b"text\x00\x01", "binary: 1 zero bytes, the first at byte 4"),
        "controls.txt": (b"\x01\x02\x03" * 9 + b"text", "binary: 27 control characters"),
        "utf16.txt": ("text".encode("utf-16"), "UTF-16"),
        "utf16le.txt": ("text and more".encode("utf-16-le"), "UTF-16"),
        "utf16be.txt": ("text and more".encode("utf-16-be"), "UTF-16"),
        "ebcdic.txt": ("PROGRAM  A  AND ITS RECORDS ".encode("cp500") * 4, "EBCDIC"),
        "print.pdf": (b"%PDF-1.7\n", "a PDF"),
        "word.docx": (b"PK\x03\x04 and so on", "ZIP"),
        "packed.gz": (b"\x1f\x8b and so on", "compressed"),
        "letter.rtf": (b"{\\rtf1 text}", "rich text"),
        "mac.txt": (b"line\r" * 20, "carriage returns"),
        "huge.txt": (b"one\n" + b"x" * 1_000_001 + b"\n", "line 2 has 1,000,001 bytes"),
    }
    found = {name: (place / name, said) for name, (_, said) in contents.items()}
    for name, (data, _) in contents.items():
        (place / name).write_bytes(data)
    found |= {
        "missing": (place / "missing.txt", "does not exist"),
        "none": (place / "none", "holds no text file"),
        "loop": (place / "loop", "cannot be followed"),
        "looping": (place / "looping", "cannot be followed"),
        "broken": (place / "broken", "does not exist"),
        "linked": (place / "linked", "links to a directory"),
        "pipe": (place / "pipe", "no regular file"),
        "below a file": (place / "mac.txt" / "x", "cannot be followed"),
    }
    if sys.platform == "linux":
        # A regular file that nobody can read from its start, root neither.
        found["unreadable"] = (Path("/proc/self/mem"), "cannot be read")
    return found


def test_what_cannot_be_read_is_refused_with_one_clear_line(tmp_path: Path) -> None:
    """Each of many faults: a SpecError of one line that names the path and what is wrong with it."""
    for case, (path, said) in faults(tmp_path).items():
        with pytest.raises(SpecError) as caught:
            read(path)
        message = str(caught.value)
        assert said in message, case
        assert path.name in message, case
        assert "\n" not in message, case
        assert len(message) < 300, case


def test_a_fault_in_one_of_several_files_is_named(tmp_path: Path) -> None:
    """A directory with one binary file is not read without it."""
    (tmp_path / "a.txt").write_bytes(b"text\n")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02")
    with pytest.raises(SpecError, match=r"b\.txt' is binary"):
        read(tmp_path)
    with pytest.raises(SpecError, match="no specification given"):
        read()


def test_a_spec_too_large_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is asked for first."""
    monkeypatch.setattr(places, "MAX_BYTES", 10)
    (tmp_path / "a.txt").write_bytes(b"12345678901")
    with pytest.raises(SpecError, match=r"11 bytes; at most 10"):
        read(tmp_path / "a.txt")


@pytest.mark.parametrize("size", [15_000, spec.MAX_LINE])
def test_a_long_line_is_read(size: int) -> None:
    """Up to a million bytes a line is a line."""
    made = from_bytes(b"a\n" + b"x" * size + b"\nb\n" * 2, "t")
    assert [len(line) for line in made.lines[:3]] == [1, size, 1]


@pytest.mark.parametrize(
    "data", [b"mail a@b.c and d@e.f\n" * 9, b"\x1b[31mred\x1b[0m\n", b"end\x1a", "ÄÖÜß\n".encode()]
)
def test_odd_text_is_text(data: bytes) -> None:
    """Escapes, at signs, an end-of-file mark of DOS and umlauts are no reason to refuse."""
    assert from_bytes(data, "t").data == data
