"""What a project begins with: files that load as they are, a key of one's own, and nothing overwritten."""

import os
import re
import stat
from pathlib import Path

import pytest
from street import Said, files

from workbench import policy, settings
from workbench.acts import FileDraft
from workbench.errors import InputError, ParameterError
from workbench.ledger import Ledger
from workbench.project import Workbench
from workbench.rules import Case
from workbench.settings import TEMPLATE, Settings
from workbench.signing import load_key
from workbench.starting import begin, named, somebody, template, untouched
from workbench.targets.opening import open_targets


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A new project whose reviewer is ana."""
    begin(tmp_path / "mine", "ana")
    return tmp_path / "mine"


def case(home: Path, author: str, path: str) -> Case:
    """One small file that an agent would create."""
    target = open_targets(policy.load(home / "policy.yaml"))["out"]
    actions = target.plan([FileDraft(path=path, content=b"x")])
    return policy.case_of(author, target.identity, actions, target.measure(actions), "low")


def test_a_project_begins_with_these_files(home: Path) -> None:
    """Settings, rules, places for documents, one key, and a .gitignore that keeps private things private."""
    assert set(files(home)) == {
        ".gitignore", "workbench.toml", "policy.yaml",
        "keys/.gitignore", "keys/allowed_signers", "keys/ana", "keys/ana.pub",
        "data/store/ledger.jsonl", "data/store/ledger.jsonl.lock", "data/store/ledger.jsonl.checkpoint",
        "data/store/executor", "data/store/executor.pub", "data/store/.gitignore",
    }  # fmt: skip
    assert (home / "specs").is_dir()
    ignored = (home / ".gitignore").read_text().split()
    assert {"data/store/", "data/out/", "data/runs/", "keys/"} <= set(ignored)


def test_private_keys_are_private(home: Path) -> None:
    """The key's file is for its owner alone, and it is the key that policy knows as ana's."""
    assert stat.S_IMODE((home / "keys" / "ana").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "keys").stat().st_mode) == 0o700
    public = load_key(home / "keys" / "ana").public
    assert (home / "keys" / "ana.pub").read_text() == public + "\n"
    entries = Ledger(home / "data/store/ledger.jsonl").entries()
    assert [(entry.kind, entry.body["name"], entry.body["public"]) for entry in entries] == [("key", "ana", public)]


def test_its_settings_are_the_defaults_and_say_every_key(home: Path) -> None:
    """Commented settings change nothing; with the comments taken away each key is accepted."""
    assert settings.load(home) == Settings()
    told = re.sub(r"(?m)^# (?=\w+ = )", "", (home / "workbench.toml").read_text())
    (home / "workbench.toml").write_text(told)
    shown = {"key_file", "url", "prices"}  # they have no value by themselves; the comments show one
    assert settings.load(home).engine.model_dump(exclude=shown) == Settings().engine.model_dump(exclude=shown)
    assert settings.load(home).project.spec == "specs/order-to-cash.txt"


def test_its_rules_can_be_meant_and_allow_only_the_migrator_files(home: Path) -> None:
    """The template has no fault; one agent may propose, three directories below data/out, and nobody anything else."""
    assert policy.lint(home / "policy.yaml") == []
    rules = policy.load(home / "policy.yaml")
    assert {name for name, agent in rules.agents.items() if agent.propose} == {"migrator", "undo"}
    assert rules.may_propose(case(home, "migrator", "mappings/a.yaml")) == []
    assert rules.may_propose(case(home, "migrator", "elsewhere/a.yaml"))
    assert rules.may_propose(case(home, "mapper", "mappings/a.yaml"))
    assert rules.may_read("inventory", "specs/legacy.txt") == []
    assert rules.may_read("inventory", "keys/ana")
    assert rules.may_read("mapper", "specs/legacy.txt")
    assert rules.may_approve("ana", case(home, "migrator", "mappings/a.yaml")) == []
    risky = case(home, "migrator", "mappings/a.yaml").model_copy(update={"risk": "high"})
    assert rules.rule_for(risky) is None


def test_nothing_that_is_there_is_overwritten(home: Path) -> None:
    """A second init, or one beside any of its files, is refused before anything is made."""
    before = files(home)
    with pytest.raises(InputError, match="nothing is overwritten"):
        begin(home, "ben")
    assert files(home) == before
    for name in ("policy.yaml", "keys", ".gitignore"):
        place = home.parent / f"beside-{name}"
        place.mkdir()
        (place / name).symlink_to("nowhere")
        with pytest.raises(InputError, match="exists"):
            begin(place, "ana")
        assert [path.name for path in place.iterdir()] == [name]


@pytest.mark.parametrize("name", ["An A", "ana\n", "-a", "9", "../ana", "a" * 41, "migrator", "\x1b[31m"])
def test_a_reviewer_has_a_plain_name(name: str, tmp_path: Path) -> None:
    """What policy.yaml would not take as a person is refused before anything is made."""
    with pytest.raises(ParameterError, match="reviewer"):
        begin(tmp_path / "mine", name)
    assert not (tmp_path / "mine").exists()


def test_without_a_name_the_reviewer_is_whoever_runs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name at the keyboard, in the form that policy.yaml takes; a user that nobody listed is "reviewer"."""
    begin(tmp_path / "mine")
    assert list(policy.load(tmp_path / "mine" / "policy.yaml").people) == [somebody()]
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    assert somebody() == "reviewer"


def test_init_says_what_it_made_and_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each file, and the next command; the directory may be named either way."""
    told = Said(capsys, "init", tmp_path / "one", "--reviewer", "ana")
    assert (told.code, told.err) == (0, "")
    assert str(tmp_path / "one" / "policy.yaml") in told.out.splitlines()
    assert f"workbench run --home {tmp_path / 'one'}" in told.out
    assert Said(capsys, "init", "--home", tmp_path / "two", "--reviewer", "ana").code == 0
    assert files(tmp_path / "two").keys() == files(tmp_path / "one").keys()


def test_an_empty_project_says_what_it_needs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each verb on a project without documents ends in one line that says how to go on."""
    for verb in ("run", "status", "chunks", "profile"):
        told = Said(capsys, verb, "--home", home)
        assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
        assert "workbench" in told.err.removeprefix("workbench: ")
    assert Workbench(home).proposals() == []
    assert Said(capsys, "execute", "--home", home).code == 0
    assert Said(capsys, "ledger", "verify", "--home", home).out == "the ledger is whole: 1 entries\n"


def test_a_sample_makes_a_project_or_joins_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a project the directory becomes one; untouched settings are filled in; a person's own are left alone."""
    world = ["--endpoints", "3"]
    assert Said(capsys, "sample", tmp_path / "new", *world).code == 0
    assert settings.load(tmp_path / "new").project.target == "data/target-api.json"
    begin(tmp_path / "fresh", "ana")
    assert untouched(tmp_path / "fresh")
    assert Said(capsys, "sample", tmp_path / "fresh", *world).code == 0
    assert settings.load(tmp_path / "fresh") == settings.load(tmp_path / "new")
    begin(tmp_path / "own", "ana")
    own = '[project]\nname = "mine"\n'
    (tmp_path / "own" / "workbench.toml").write_text(own)
    told = Said(capsys, "sample", tmp_path / "own", *world)
    assert (told.code, (tmp_path / "own" / "workbench.toml").read_text()) == (0, own)
    assert "--spec specs/order-to-cash.txt" in told.out


def test_a_sample_replaces_only_by_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A world of another seed is refused where one lies, and put there with --force."""
    line = ["sample", tmp_path / "world", "--endpoints", "3", "--seed"]
    assert Said(capsys, *line, "1").code == 0
    before = files(tmp_path / "world")
    assert Said(capsys, *line, "1").code == 0
    assert (Said(capsys, *line, "2").code, files(tmp_path / "world")) == (2, before)
    assert Said(capsys, *line, "2", "--force").code == 0
    assert files(tmp_path / "world") != before


def test_templates_have_one_blank_to_fill() -> None:
    """The rules name the reviewer where a name goes; the settings' examples can all be switched on."""
    assert template("policy.yaml").count("REVIEWER") == 2
    assert named(TEMPLATE).count("\n# ") == TEMPLATE.count("\n# ") - len(type(Settings().project).model_fields)
