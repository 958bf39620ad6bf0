"""Libraries that are imported when they are first used."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from workbench.later import later

STARTED = """
import sys
import workbench.cli
for module in {module for module, _ in workbench.cli.COMMANDS.values()} - {"bench"}:  # which measures with numpy
    __import__(f"workbench.commands.{module}")
print(sorted({"networkx", "numpy", "rich", "sqlglot"} & sys.modules.keys()))
"""


def test_a_library_is_imported_when_something_in_it_is_asked_for() -> None:
    """To name a library imports nothing; the first question does, and many may ask at once."""
    sys.modules.pop("this", None)
    zen = later("this")
    assert "this" not in sys.modules
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: zen.s, range(8)))
    assert set(found) == {sys.modules["this"].s}


def test_what_a_library_does_not_have_is_said_as_it_says_it() -> None:
    """A name that is not there and a library that is not there are told as by an import; looking is no use."""
    with pytest.raises(AttributeError, match="module 'math' has no attribute 'flour'"):
        _ = later("math").flour
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        _ = later("no_such_library").thing
    assert not hasattr(later("no_such_library"), "__wrapped__")


def test_no_verb_imports_at_its_start_what_most_verbs_do_not_use() -> None:
    """The modules of all verbs together import none of the large libraries."""
    done = subprocess.run([sys.executable, "-c", STARTED], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


READING = """
import sys
import workbench.commands.run
print(sorted(room for room in ("batch", "discovery", "recovering", "reverse") if f"workbench.{room}" in sys.modules))
"""


def test_to_read_a_specification_imports_no_room_for_anything_else() -> None:
    """A run waits neither for batches nor for compiled modules, nor for what finds profiles."""
    done = subprocess.run([sys.executable, "-c", READING], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


BUILT = """
from concurrent.futures import ThreadPoolExecutor
import workbench.commands.run
from workbench.records import Record, SpecEvidence, UNKNOWN
def kinds(kind):
    return [kind, *(one for below in kind.__subclasses__() for one in kinds(below))]
built = sum(kind.__pydantic_complete__ for kind in kinds(Record)[1:])
print(4 * built < len(kinds(Record)), SpecEvidence.__pydantic_complete__)
with ThreadPoolExecutor(16) as threads:
    made = list(threads.map(lambda n: SpecEvidence(spec="spec-1", first=n, last=n, quote=UNKNOWN), range(64)))
print([one.first for one in made] == list(range(64)), SpecEvidence.__pydantic_complete__)
"""


def test_records_are_built_when_they_are_first_validated() -> None:
    """To start a verb builds few kinds of records; many threads may be the first to use one, all at once."""
    done = subprocess.run([sys.executable, "-c", BUILT], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "False", "True", "True"]
