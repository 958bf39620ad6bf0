"""Documents taken in through the command line: what can be read is whole, what cannot is one clear line."""

import json
from pathlib import Path

import pytest
from heldout.modern import markdown
from heldout.tongues import tiny
from test_spec import faults

from workbench.cli import run
from workbench.starting import begin

VERBS = [["ingest"], ["profile"], ["run", "--until", "inventory", "--spec"]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project as `init` makes it."""
    begin(tmp_path / "home", "ana")
    return tmp_path / "home"


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_what_cannot_be_read_is_one_line_and_leaves_nothing(
    home: Path, tmp_path: Path, verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Empty, binary, UTF-16, EBCDIC, a PDF, a loop of links, no permission, a huge line: exit 2, one line, no rows."""
    place = tmp_path / "faults"
    place.mkdir()
    for case, (path, said) in faults(place).items():
        assert run([*verb, str(path), "--home", str(home)]) == 2, case
        told = capsys.readouterr()
        assert said in told.err, case
        assert path.name in told.err, case
        assert told.err.count("\n") == 1, case
        assert told.out == "", case
    assert run(["status", "--home", str(home)]) == 2
    assert "no spec was taken in yet" in capsys.readouterr().err


def read_all(home: Path, paths: list[Path], capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, object], list[dict]]:  # type: ignore[type-arg]
    """What `ingest` says of some files as one spec, and its chunks."""
    assert run(["ingest", *map(str, paths), "--home", str(home), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert run(["chunks", "--home", str(home), "--json"]) == 0
    return said, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("suffix", [".txt", ".lst", ".md", ".cpy", ".cbl", ""])
def test_any_text_file_is_read(home: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The name does not matter, the bytes do: the same chunks under any suffix."""
    path = home / f"specs/legacy{suffix}"
    path.write_bytes(tiny(3).data)
    said, chunks = read_all(home, [path], capsys)
    assert (said["bytes"], said["encoding"]) == (len(tiny(3).data), "utf-8")
    assert [chunk["byte_end"] for chunk in chunks][-1] == said["bytes"]
    assert {chunk["program"] for chunk in chunks} >= set(tiny(3).endpoints)
    assert {"id", "path", "first", "last", "byte_start", "char_start", "char_end"} <= chunks[0].keys()


@pytest.mark.parametrize(
    ("form", "encoding"),
    [
        (lambda data: b"\xef\xbb\xbf" + data, "utf-8"),
        (lambda data: data.replace(b"\n", b"\r\n"), "utf-8"),
        (lambda data: data.replace(b"Written", b"\xc9crit"), "latin-1"),
        (lambda data: data + b"\n" + b"x" * 15_000 + b"\n", "utf-8"),
        (lambda data: data.rstrip(b"\n") + b"\x1a", "utf-8"),
    ],
    ids=["BOM", "CRLF", "latin-1", "long line", "DOS end"],
)
def test_odd_forms_of_text_are_read_whole(home: Path, form, encoding: str, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    """Marks, other line ends, other encodings and long lines: every byte in a chunk, and the same endpoints."""
    data = form(tiny(3).data)
    (home / "specs/odd.txt").write_bytes(data)
    said, chunks = read_all(home, [home / "specs/odd.txt"], capsys)
    assert (said["encoding"], said["bytes"]) == (encoding, len(data))
    assert sum(chunk["byte_end"] - chunk["byte_start"] for chunk in chunks) == len(data)
    assert {chunk["program"] for chunk in chunks} >= set(tiny(3).endpoints)


def test_several_files_and_a_directory_are_one_spec(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines count on over the files, in the order of their paths."""
    one, two = home / "specs/a.txt", home / "specs/b.lst"
    one.write_bytes(tiny(3).data)
    two.write_bytes(markdown(3).data)
    both, chunks = read_all(home, [one, two], capsys)
    folder, same = read_all(home, [home / "specs"], capsys)
    assert (both["spec"], both["lines"], chunks) == (folder["spec"], folder["lines"], same)
    assert both["bytes"] == len(tiny(3).data) + len(markdown(3).data)


def test_a_document_without_structure_is_said_to_have_none(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`profile` and `chunks` say that it was cut between paragraphs, and by what."""
    path = home / "specs/letter.txt"
    path.write_text("Dear all,\n\nthis is a letter about the sea.\n\nRegards\n" * 90)
    assert run(["profile", str(path)]) == 0
    assert "between paragraphs (RecursiveCharacterTextSplitter)" in capsys.readouterr().out
    assert run(["ingest", str(path), "--home", str(home)]) == 0
    assert run(["chunks", "--home", str(home)]) == 0
    assert "no structure was found" in capsys.readouterr().out
    path.unlink()
    assert run(["profile", "--home", str(home)]) == 0
    assert "between paragraphs" in capsys.readouterr().out


def test_a_profile_names_what_is_mentioned_and_nowhere_defined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As text and as JSON, each of them."""
    document = markdown(5)
    (tmp_path / "wiki.md").write_bytes(document.data)
    assert run(["profile", str(tmp_path / "wiki.md")]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in document.undefined)
    assert run(["profile", str(tmp_path / "wiki.md"), "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["undefined"]) == set(document.undefined)
