"""Compiled programs without source: what is recovered of them, held against the compiler's own listing."""

import json
from pathlib import Path

import pytest
from compiled import HAVE_COBC, WHY_NOT, Truth, compiled, sources
from street import Said

from workbench.reverse import Module, recover

needs_cobc = pytest.mark.skipif(not HAVE_COBC, reason=WHY_NOT)


def module(source: Path, level: str) -> tuple[Module, Truth]:
    """A stripped program as it is recovered, and the truth about it."""
    made = compiled(source, level)
    return recover(made.stripped.name, made.stripped.read_bytes()), made.truth


@needs_cobc
@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_files_calls_and_texts_are_all_there(source: Path) -> None:
    """Every file with its organisation, access and keys, every literal call and every displayed text is recovered."""
    for level in ("-O0", "-O2"):
        found, truth = module(source, level)
        files = [(one.name, one.organisation, one.access, one.optional, len(one.keys)) for one in found.files]
        told = [(f["name"], f["organisation"], f["access"], f["optional"], f["keys"]) for f in truth.files]
        assert files == [(*rest, len(keys)) for *rest, keys in told]  # type: ignore[misc, arg-type]
        assert truth.calls <= {one.target for one in found.calls}
        assert truth.texts <= {one.text for one in found.texts}


@needs_cobc
def test_the_command_prints_what_was_recovered(capsys: pytest.CaptureFixture[str]) -> None:
    """`workbench reverse --json` prints one object a module; a file that is no module is one line, the others stay."""
    made = compiled(sources()[0])
    told = Said(capsys, "reverse", str(made.stripped), __file__, "--json")
    assert (told.code, told.err.count("\n")) == (1, 1)
    assert "is no ELF file" in told.err
    found = json.loads(told.out)
    assert [one["module"] for one in found] == [made.stripped.name]
    assert found[0]["items"]
