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
print(sorted({"networkx", "numpy", "sqlglot"} & sys.modules.keys()))
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
