"""workbench.toml is strict: what it does not know it refuses, in one line that says what it would take."""

import tomllib
from pathlib import Path

import pytest

from workbench import chunk
from workbench.errors import SettingsError
from workbench.records import UNKNOWN
from workbench.settings import TEMPLATE, Settings, load, read

ROOT = Path(__file__).resolve().parent.parent


def uncommented(text: str) -> str:
    """A template with every setting switched on: `# key = value` without its mark."""
    return "\n".join(line[2:] if line.startswith("# ") and " = " in line else line for line in text.splitlines())


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    """A directory without workbench.toml is a project with default settings."""
    assert load(tmp_path) == Settings()


def test_template_changes_nothing(tmp_path: Path) -> None:
    """What `workbench init` writes says what holds anyway."""
    (tmp_path / "workbench.toml").write_text(TEMPLATE)
    assert load(tmp_path) == Settings()


def test_template_names_every_key() -> None:
    """Switched on, the template sets every key there is, and each to its default where it has one."""
    said = tomllib.loads(uncommented(TEMPLATE))
    settings = read(said)
    assert {table: set(keys) for table, keys in said.items()} == {
        table: set(keys) for table, keys in Settings().model_dump().items()
    }
    for table in ("engine", "chunks", "store"):
        default, found = getattr(Settings(), table).model_dump(), getattr(settings, table).model_dump()
        assert found == {name: found[name] if value == UNKNOWN else value for name, value in default.items()}


def test_bundled_file_names_documents_that_are_there() -> None:
    """The settings of this repository lead to its own specification, target and dictionary."""
    project = load(ROOT).project
    for path in (project.spec, project.target, project.dictionary):
        assert (ROOT / path).is_file()


def test_chunk_default_is_the_chunker_s() -> None:
    """The default size of a chunk, and its least, are the chunker's own."""
    assert Settings().chunks.budget_tokens == chunk.BUDGET
    assert read({"chunks": {"budget_tokens": chunk.MIN_BUDGET}}).chunks.budget_tokens == chunk.MIN_BUDGET


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[engine]\nin_flite = 3", "engine.in_flite = 3 is not a known key; accepted: name, in_flight, model"),
        ("[engine]\nin_flite = 3", "did you mean in_flight?"),
        ("[engin]\n", "engin = {} is not a known key; accepted: project, engine, chunks, validator, store"),
        ("[engine]\nin_flight = true", "engine.in_flight = true is not accepted; it takes a whole number"),
        ('[engine]\nin_flight = "34"', 'engine.in_flight = "34" is not accepted; it takes a whole number'),
        ("[engine]\nin_flight = 0", "engine.in_flight = 0 is not accepted; it takes a whole number from 1 to 1000"),
        ('[engine]\nname = "gpt"', 'engine.name = "gpt" is not accepted; it takes "offline", "claude" or "replay"'),
        ("[store]\nlock_seconds = nan", "store.lock_seconds = NaN is not accepted; it takes seconds, more than 0"),
        ("[chunks]\nbudget_tokens = 39", "chunks.budget_tokens = 39 is not accepted; it takes a whole number from 40"),
        ('[project]\nspec = ""', 'project.spec = "" is not accepted; it takes the path'),
        ("[project]\nspec = 2026-01-02", 'project.spec = "2026-01-02" is not accepted'),
        ("project = 1", "project = 1 is not accepted; it takes a table"),
        ("[project]\nname = [", "is not TOML"),
        ("[project]\nname = 'a'\nname = 'b'", "is not TOML"),
        ("a = " + "[" * 5000, "is not TOML"),
    ],
)
def test_faults_are_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    """A fault names the key, the value and what is accepted, on one line."""
    (tmp_path / "workbench.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        load(tmp_path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A file that is not UTF-8 is named as such."""
    (tmp_path / "workbench.toml").write_bytes(b"[project]\nname = '\xff'\n")
    with pytest.raises(SettingsError, match="not UTF-8 text: byte 18"):
        load(tmp_path)


def test_a_directory_is_no_settings_file(tmp_path: Path) -> None:
    """A file that cannot be read is an error, not the defaults."""
    (tmp_path / "workbench.toml").mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path)
