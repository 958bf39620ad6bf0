"""The command line: the whole street through the real program, and every wrong turn answered in one line."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from street import PROGRAM, SPEC, Said, confirmed, contents, files, finished, program, world
from test_batch import notebook

from workbench import cli, terminal
from workbench.commands.lab import START, words
from workbench.project import Workbench
from workbench.spec import read

READING = {"cost", "status", "coverage", "profile", "claims", "chunks", "proposals", "show", "lineage", "sql", "doctor"}
READING |= {"ledger verify", "policy lint", "policy why", "policy what-if"}
STORE = "data/store/"
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A finished project; tests stand in it."""
    made = finished(tmp_path / "home")
    monkeypatch.chdir(made)
    return made


def verbs() -> list[tuple[str, Any]]:
    """Every verb with its command; verbs with verbs below them give those."""
    found = []
    for name in cli.COMMANDS:
        command = cli.load(name)
        below = getattr(command, "commands", None)
        found += [(f"{name} {sub}", inner) for sub, inner in below.items()] if below else [(name, command)]
    return found


def first(home: Path) -> str:
    """An endpoint with a waiting proposal."""
    return Workbench(home).proposals("proposed")[0].subject


def approved(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Approve an endpoint's proposal as ana."""
    assert Said(capsys, "approve", name, "--as", "ana", "--reason", "read it").code == 0


# ── the list of verbs


def test_every_verb_is_documented() -> None:
    """Each verb begins with its line of the list, has an example of its own, and every option says what it is."""
    for name, command in verbs():
        said = command.help.replace("\b\n", "")
        if name in cli.COMMANDS:
            assert said.splitlines()[0] == cli.COMMANDS[name][1]
        assert re.search(rf"^\$ workbench {name}\b", said, re.MULTILINE), f"{name} has no example"
        for option in command.params:
            assert option.name in ("directory", "specs", "notebook") or option.help, f"{name}: {option.name}"


def test_examples_are_understood() -> None:
    """Each example of a help is a command line that its verb accepts."""
    tried = 0
    for name, command in verbs():
        for example in re.findall(rf"^\$ workbench {name}\b(.*)$", command.help, re.MULTILINE):
            command.make_context(name, [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', example)])
            tried += 1
    assert tried >= len(verbs())


@pytest.mark.parametrize(("name", "command"), verbs(), ids=[name for name, _ in verbs()])
def test_every_verb_knows_home_and_every_reading_verb_json(name: str, command: Any) -> None:
    """--home works everywhere; what only reads can print JSON."""
    options = {option for each in command.params for option in each.opts}
    assert "--home" in options
    assert "--json" in options or name not in READING


def test_reading_verbs_are_there() -> None:
    """The verbs held to print JSON are verbs."""
    assert {name for name, _ in verbs()} >= READING


def test_the_list_of_verbs_loads_no_heavy_room(tmp_path: Path) -> None:
    """`workbench --help` prints the list without a database, numbers, graphs or SQL parsers in memory."""
    heavy = "{'duckdb', 'numpy', 'networkx', 'sqlglot', 'papermill', 'pydantic_core'} & set(sys.modules)"
    code = f"import sys; from workbench.cli import run; assert run(['--help']) == 0; print({heavy})"
    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert set(re.findall(r"'(\w+)'", told.stdout.splitlines()[-1])) <= {"pydantic_core"}
    assert all(f"  {name} " in told.stdout for name in cli.COMMANDS)


# ── the street


def test_the_street_from_an_empty_directory_to_proposals(tmp_path: Path) -> None:
    """init, sample, run, status through the installed program: everything read, accounted for, nothing written."""
    assert program("init", "world", "--reviewer", "ana", cwd=tmp_path).returncode == 0
    assert program("sample", "world", "--seed", "3", "--endpoints", "6", cwd=tmp_path).returncode == 0
    (tmp_path / "world" / SPEC).with_suffix(".profile.yaml").write_text(confirmed())
    before = files(tmp_path / "world")
    told = program("run", "--home", "world", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    status = json.loads(program("status", "--home", "world", "--json", cwd=tmp_path).stdout)
    assert (status["state"], status["lines_uncovered"], status["endpoints_mentioned"]) == ("complete", 0, 6)
    assert status["endpoints_accounted"] == status["endpoints_mentioned"]
    assert files(tmp_path / "world", STORE) == {k: v for k, v in before.items() if not k.startswith(STORE)}
    assert contents(tmp_path / "world") == contents(finished(tmp_path / "other"))


def test_a_second_run_adds_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same command again: the same ids, and not a byte more in the ledger."""
    held, ledger = contents(home), (home / STORE / "ledger.jsonl").read_bytes()
    assert Said(capsys, "run").code == 0
    assert contents(home) == held
    assert (home / STORE / "ledger.jsonl").read_bytes() == ledger


def test_a_lost_read_is_named_and_taken_up(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Delete the read of one chunk: the state is incomplete and names its lines; the next run reads them again."""
    held = contents(home)
    chunks = json.loads(Said(capsys, "chunks", "--json").out)
    lost = next(chunk for chunk in chunks if chunk["kind"] == "record")
    with duckdb.connect(home / STORE / "workbench.duckdb") as base:
        base.execute("DELETE FROM read WHERE chunk_id = ?", [lost["id"]])
    told = Said(capsys, "status", "--json")
    status = json.loads(told.out)
    assert (told.code, status["state"]) == (1, "incomplete")
    assert [(gap["first"] >= lost["first"], gap["last"] <= lost["last"]) for gap in status["gaps"]] == [(True, True)]
    gap = status["gaps"][0]
    assert f"lines {gap['first']:,}-{gap['last']:,}" in Said(capsys, "status").out
    assert Said(capsys, "run").code == 0
    assert contents(home) == held


def test_approving_and_executing_writes_those_files_and_nothing_else(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Approval changes the ledger alone; execution adds exactly the proposal's files below data/out."""
    name, before = first(home), files(home)
    proposal = json.loads(Said(capsys, "show", name, "--json").out)
    approved(capsys, name)
    changed = files(home).items() - before.items()
    assert {path for path, _ in changed} == {f"{STORE}ledger.jsonl", f"{STORE}ledger.jsonl.checkpoint"}
    told = Said(capsys, "execute")
    assert told.code == 0
    written = {f"data/out/{action['path']}": action["sha256"] for action in proposal["actions"]}
    assert len(written) == 3
    after = files(home)
    assert {path: digest for path, digest in after.items() if not path.startswith(STORE)} == written | {
        path: digest for path, digest in before.items() if not path.startswith(STORE)
    }
    assert all(path in told.out for path in written)
    again = Said(capsys, "execute")
    assert (again.code, again.out) == (0, "nothing is approved and waiting; nothing was written\n")


def test_what_was_changed_after_its_approval_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One byte of an approved proposal, changed in the ledger: one clear line, and nothing is written."""
    name = first(home)
    approved(capsys, name)
    ledger = home / STORE / "ledger.jsonl"
    data = ledger.read_bytes()
    at = data.index(b"# Offsets count")
    ledger.write_bytes(data[:at] + b"% Offsets count" + data[at + 15 :])
    told = Said(capsys, "execute")
    assert (told.code, told.out, told.err.count("\n")) == (1, "", 1)
    assert "ledger.jsonl:" in told.err
    assert not (home / "data" / "out").exists()
    checked = Said(capsys, "ledger", "verify", "--json")
    assert (checked.code, len(json.loads(checked.out)) > 0) == (1, True)


def test_lineage_leads_from_a_file_to_verbatim_lines_and_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every written file is explained down to quoted lines of the spec, and each such line leads to the file."""
    name = first(home)
    approved(capsys, name)
    assert Said(capsys, "execute").code == 0
    spec = read(home / SPEC)
    written = [path for path in files(home) if path.startswith("data/out/")]
    assert len(written) == 3
    for path in written:
        nodes = json.loads(Said(capsys, "lineage", path, "--up", "--json").out)
        lines = [node for node in nodes if node["kind"] == "line"]
        assert lines
        for node in lines:
            assert node["quote"] == spec.line(int(node["node"].rpartition(":")[2]))
    reached = json.loads(Said(capsys, "lineage", lines[0]["node"], "--down", "--json").out)
    assert {f"file:{path}" for path in written} <= {node["node"] for node in reached}
    steps = json.loads(Said(capsys, "lineage", written[0], "--why", "--json").out)
    assert steps[-1]["quote"] != "unknown"
    assert steps[-1]["quote"].strip() in Said(capsys, "lineage", written[0], "--why").out


def test_undo_puts_back_what_was_there(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An executed proposal is taken back by another one, which needs its own approval."""
    name = first(home)
    approved(capsys, name)
    assert Said(capsys, "execute").code == 0
    told = Said(capsys, "undo", name, "--reason", "wrong rounding")
    undo = told.out.split(":")[0]
    assert Said(capsys, "execute", undo).code == 1
    approved(capsys, undo)
    assert Said(capsys, "execute").code == 0
    assert not [path for path in files(home) if path.startswith("data/out/")]


def test_what_is_rejected_stays_rejected(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rejection ends a proposal: it can be approved no more, and is listed as rejected."""
    name = first(home)
    assert Said(capsys, "reject", name, "--as", "ana", "--reason", "cents, not euros").code == 0
    told = Said(capsys, "approve", name, "--as", "ana", "--reason", "on second thought")
    assert (told.code, told.err.count("\n")) == (1, 1)
    assert [row["subject"] for row in json.loads(Said(capsys, "proposals", "--state", "rejected", "--json").out)] == [
        name
    ]


def test_several_are_approved_together_or_not_at_all(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One unknown name among several: nobody's proposal is approved."""
    names = [one.subject for one in Workbench(home).proposals()][:2]
    told = Said(capsys, "approve", *names, "NOBODY", "--as", "ana", "--reason", "both read")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert not Workbench(home).proposals("approved")
    assert Said(capsys, "approve", *names, names[0], "--as", "ana", "--reason", "both read").code == 0
    assert [one.subject for one in Workbench(home).proposals("approved")] == sorted(names)


# ── reading


def test_claims_as_json_have_their_keys_and_filters_hold(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each row says what was claimed, where, and the gate's word; filters leave the others out."""
    every = json.loads(Said(capsys, "claims", "--json").out)
    keys = {"program", "record", "name", "picture", "first", "last", "kind", "state", "reason", "claim_id"}
    assert all(row.keys() >= keys for row in every)
    assert {row["kind"] for row in every} >= {"endpoint", "record", "field", "maps"}
    one = every[len(every) // 2]
    options = ["--kind", one["kind"], "--state", one["state"], "--program", one["program"]]
    found = json.loads(Said(capsys, "claims", *options, "--json").out)
    assert found == [row for row in every if all(row[key] == one[key] for key in ("kind", "state", "program"))]
    table = Said(capsys, "claims", "--limit", "2").out.splitlines()
    assert (len(table), table[-1]) == (4, f"2 of {len(every):,}; --limit 0 shows all")


def test_chunks_as_json_are_the_bytes_of_the_spec(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Chunks stand end to end, and their bytes, characters and lines are the same text."""
    spec = read(home / SPEC)
    rows = json.loads(Said(capsys, "chunks", "--json").out)
    for row in rows:
        assert spec.data[row["byte_start"] : row["byte_end"]] == spec.text[row["char_start"] : row["char_end"]].encode(
            spec.encoding
        )
    assert b"".join(spec.data[row["byte_start"] : row["byte_end"]] for row in rows) == spec.data
    assert rows == json.loads(Said(capsys, "chunks", spec.spec_id, "--json").out)


def test_show_knows_every_kind_of_thing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each id that a list prints can be shown; a claim, its verdict and its fact are shown together."""
    claim = next(one for one in Workbench(home).claims("field", "accepted"))
    shown = json.loads(Said(capsys, "show", claim.claim_id, "--json").out)
    assert set(shown) == {"claim", "verdict", "fact", "status"}
    assert shown["claim"][0]["evidence"][0]["quote"]
    for name, key in (("verdict", "verdict_id"), ("fact", "fact_id")):
        assert json.loads(Said(capsys, "show", shown[name][0][key], "--json").out) == shown
    held = contents(home)
    for kind in ("spec", "chunk", "read"):
        told = Said(capsys, "show", sorted(held[kind])[0])
        assert (told.code, told.out.splitlines()[0]) == (0, kind)
    diff = Said(capsys, "show", first(home)).out
    assert "+++ mappings/" in diff
    assert diff.splitlines()[-1].startswith("state  proposed") or "missing" in diff.splitlines()[-1]
    line = Said(capsys, "show", f"order-to-cash.txt:{claim.first}", "--json")
    assert json.loads(line.out)["line"][0]["quote"] == read(home / SPEC).line(claim.first)


def test_sql_spans_store_and_ledger_and_says_when_it_stops(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A query joins claims and proposals; more rows than asked for are announced."""
    told = Said(capsys, "sql", "SELECT count(*) AS n FROM proposal", "--json")
    assert json.loads(told.out) == [{"n": len(Workbench(home).all_proposals())}]
    told = Said(capsys, "sql", "SELECT name FROM claim", "--limit", "3", "--json")
    assert (len(json.loads(told.out)), told.err) == (3, "more than 3 rows; --limit shows more\n")


def test_policy_says_what_it_decides(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """lint finds a planted fault, why names the rules, what-if lists what a stricter policy would flip."""
    assert Said(capsys, "policy", "lint").out == "every rule can be meant\n"
    said = json.loads(Said(capsys, "policy", "why", first(home), "--json").out)
    assert said[0] == "may be proposed"
    assert said[1].startswith("risk low: risk[")
    assert {"ana: can approve it", "execution: no rule stands against it"} <= set(said)
    text = (home / "policy.yaml").read_text()
    (home / "strict.yaml").write_text(text.replace("actions: [file.create, file.replace]", "actions: [file.replace]"))
    flips = json.loads(Said(capsys, "policy", "what-if", "strict.yaml", "--json").out)
    assert {(flip["asked"], flip["now"], flip["then"]) for flip in flips} == {("propose", "allowed", "refused")}
    assert len(flips) == len(Workbench(home).all_proposals())
    (home / "policy.yaml").write_text(text.replace("count: 1", "count: 2"))
    told = Said(capsys, "policy", "lint")
    assert (told.code, "needs 2 people" in told.out) == (1, True)


def test_doctor_finds_what_is_planted(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A whole project is in order; an open key, a wrong setting, a wrong rule, a torn ledger and store are problems."""
    assert Said(capsys, "doctor").code == 0
    (home / "keys" / "ana").chmod(0o644)
    (home / "workbench.toml").write_text("[project]\nspek = 1\n")
    ledger = home / STORE / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b'"kind":"key"', b'"kind":"kez"', 1))
    (home / STORE / "workbench.duckdb").write_bytes(b"no database" * 1000)
    told = Said(capsys, "doctor", "--json")
    problems = {row["what"] for row in json.loads(told.out) if row["state"] == "problem"}
    assert (told.code, problems) == (1, {"keys", "settings", "ledger", "store"})
    (home / "policy.yaml").write_text("version: 2\n")
    assert "policy" in {r["what"] for r in json.loads(Said(capsys, "doctor", "--json").out) if r["state"] == "problem"}


def test_profile_shows_findings_and_writes_what_a_run_takes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Findings have counts, sureness and an example; -o writes YAML, and never over a file."""
    found = json.loads(Said(capsys, "profile", "-o", "found.yaml", "--json").out)
    assert all(row.keys() >= {"what", "count", "sure", "sample"} for row in found["findings"])
    assert yaml.safe_load((home / "found.yaml").read_text())["parts"]
    before = files(home)
    told = Said(capsys, "profile", "-o", "found.yaml")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert files(home) == before
    assert "heading" in Said(capsys, "profile", SPEC).out


def test_profile_names_endpoints_without_items(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Endpoints whose items stand in a way that nobody knows are counted and named."""
    parts = [f"PROGRAM: AB{at:03}X\n\nCALLS: AB{(at + 2) % 9:03}X\n\nfirst one, of three\n\n" for at in range(9)]
    (home / "unseen.txt").write_text("".join(parts))
    assert "below 9 of 9 endpoints none is recognised: AB000X, AB001X" in Said(capsys, "profile", "unseen.txt").out


def test_batch_runs_a_notebook_for_each_row(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each row has its executed notebook; a wrong parameter is refused before anything starts."""
    notebook(home / "book.ipynb", "assert market == 'NO'", parameters='market = "SE"\n')
    (home / "rows.csv").write_text("market\nNO\n")
    told = Said(capsys, "batch", "book.ipynb", "--params", "rows.csv", "-j", "1", "--json")
    events = [json.loads(line) for line in told.out.splitlines()]
    assert (told.code, [each["event"] for each in events]) == (0, ["queued", "running", "done", "summary"])
    assert (home / events[-2]["output"]).is_file()
    again = Said(capsys, "batch", "book.ipynb", "--params", "rows.csv", "--json")
    assert (again.code, json.loads(again.out.splitlines()[0])["event"]) == (0, "kept")
    (home / "wrong.csv").write_text("markt\nNO\n")
    before = files(home, STORE)
    told = Said(capsys, "batch", "book.ipynb", "--params", "wrong.csv")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert files(home, STORE) == before


def test_lab_opens_the_start_notebook_or_says_what_is_missing(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is a start notebook it is opened; without JupyterLab there is one friendly line."""
    assert not any(START in word for word in words(home, ()))
    (home / START).parent.mkdir()
    (home / START).write_text("{}")
    assert any(word.endswith(f"/tree/{START}") for word in words(home, ("--no-browser",)))
    assert f"--ServerApp.root_dir={home}" in words(home, ())
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    told = Said(capsys, "lab")
    assert (told.code, told.err) == (
        2,
        "workbench: JupyterLab is not installed; pip install 'workbench-migration[lab]'\n",
    )


# ── wrong turns

WRONG = {
    "no spec": ["run", "--spec", "nowhere.txt"],
    "no target": ["run", "--target", "nowhere.json"],
    "no dictionary": ["run", "--dictionary", "nowhere.csv"],
    "a spec in UTF-16": ["run", "--spec", "utf16.txt"],
    "a binary spec": ["ingest", "binary.txt"],
    "an empty spec": ["ingest", "empty.txt"],
    "a target that is no JSON": ["run", "--target", "broken.json"],
    "an unknown endpoint": ["run", "--only", "NOPE"],
    "an unknown engine": ["run", "--engine", "gpt"],
    "an unknown stage": ["run", "--until", "lunch"],
    "an unknown verb": ["runn"],
    "an unknown option": ["status", "--jsn"],
    "no verb below": ["ledger"],
    "an unknown project": ["status", "--home", "nowhere"],
    "a file as a project": ["status", "--home", "empty.txt"],
    "a file as a home's parent": ["init", "empty.txt/below"],
    "an unknown spec": ["chunks", "nowhere"],
    "an unknown id": ["show", "claim-00000000000000000000"],
    "an unknown proposal": ["approve", "NOPE", "--as", "ana", "--reason", "x"],
    "no reason": ["approve", "NOPE", "--as", "ana"],
    "a reason that is none": ["approve", "PROPOSAL", "--as", "ana", "--reason", " "],
    "nobody": ["approve", "PROPOSAL", "--as", "eve", "--reason", "x"],
    "an unknown thing": ["lineage", "nowhere"],
    "two questions": ["lineage", "PROPOSAL", "--up", "--down"],
    "a line too far": ["lineage", "order-to-cash.txt:999999"],
    "SQL that writes": ["sql", "DROP TABLE claim"],
    "SQL that reads files": ["sql", "SELECT * FROM read_text('policy.yaml')"],
    "no notebook": ["batch", "nowhere.ipynb", "--params", "empty.txt"],
    "no such policy": ["policy", "lint", "nowhere.yaml"],
    "an unknown kind": ["claims", "--kind", "filed"],
    "an unknown state": ["proposals", "--state", "waiting"],
    "an unknown program": ["claims", "--program", "NOPE"],
    "no project": ["claims", "--home", "bare"],
    "no policy": ["policy", "what-if", "nowhere.yaml"],
    "no rows": ["claims", "--limit", "-1"],
    "a project in a project": ["init", "."],
    "another world": ["sample", ".", "--seed", "2", "--endpoints", "6"],
    "too small a world": ["sample", "new", "--endpoints", "1"],
    "a reviewer's name": ["init", "new", "--reviewer", "An A"],
    "an unknown setting": ["status", "--home", "unset"],
    "hostile names": ["ingest", "a\x1b[2J\x9b31m\u202eb\n.txt"],
    "hostile ids": ["show", "\x1b]0;owned\x07"],
    "hostile options": ["run", "--\x1b[31mx"],
    "hostile verbs": ["\x1b[31mx"],
    "hostile SQL": ["sql", "SELECT '\x1b[31m' FROM nowhere"],
}


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished project beside which everything lies that can be given wrongly."""
    made = finished(tmp_path_factory.mktemp("wrong") / "home")
    (made / "utf16.txt").write_bytes("A".encode("utf-16"))
    (made / "binary.txt").write_bytes(b"a\0b")
    (made / "empty.txt").touch()
    (made / "broken.json").write_text('{"openapi": ')
    (made / "bare").mkdir()
    (made / "unset").mkdir()
    (made / "unset" / "workbench.toml").write_text('[project]\nspek = "\x1b"\n'.replace("\x1b", "x"))
    return made


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_wrong_input_is_one_line_and_changes_nothing(
    given: list[str], wrong: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2, one line on stderr that acts on no terminal, nothing on stdout, nothing written, nothing stored."""
    monkeypatch.chdir(wrong)
    name = first(wrong)
    before, held = files(wrong, STORE), contents(wrong)
    told = Said(capsys, *[name if word == "PROPOSAL" else word for word in given])
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert told.err.startswith("workbench: ")
    assert not UNSEEN.search(told.err)
    assert (files(wrong, STORE), contents(wrong)) == (before, held)


def test_errors_leave_json_alone(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json, what goes wrong is said on stderr, and stdout stays empty."""
    told = Said(capsys, "show", "nowhere", "--json")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)


@pytest.mark.skipif(os.getuid() == 0, reason="the superuser may do everything")
def test_no_permission_is_one_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A spec that may not be read, a directory that may not be written to."""
    (home / SPEC).chmod(0)
    assert (Said(capsys, "run").code, Said(capsys, "profile").code) == (2, 2)
    home.chmod(0o500)
    told = Said(capsys, "init", home / "below")
    home.chmod(0o700)
    assert (told.code, told.err.count("\n")) == (2, 1)


def test_hostile_text_acts_on_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A spec whose name and lines hold escapes is listed with every one of them visible, as text and as JSON."""
    home = world(tmp_path / "home")
    spec = home / "specs" / "bad\x1b[2J\u202e.txt"
    text = (home / SPEC).read_text("latin-1")
    spec.write_text(text.replace("PROGRAM", "PROG\x1b[31mRAM\x07"), "latin-1")
    spec.with_suffix(".profile.yaml").write_text(confirmed())
    assert Said(capsys, "run", "--home", home, "--spec", spec, "--until", "inventory").code in (0, 1)
    for verb in (["status"], ["claims", "--limit", "0"], ["chunks"], ["sql", "SELECT * FROM spec"], ["doctor"]):
        for form in ([], ["--json"]):
            told = Said(capsys, *verb, "--home", home, *form)
            assert not UNSEEN.search(told.out.replace("\t", " ")), verb
    assert json.loads(Said(capsys, "status", "--home", home, "--json").out)["name"] == spec.name


def test_the_terminal_shows_every_character() -> None:
    """Lines, blocks and JSON hold no character that commands, hides or reorders; JSON still says the same."""
    nasty = "a\x1b[2J\x00\x9b\x7f\u202e\u200b\ud800\r\tb\n"
    for shown in (terminal.line(nasty), terminal.cell([nasty]), terminal.as_json([nasty])):
        assert not UNSEEN.search(shown.replace("\n", ""))
    assert json.loads(terminal.as_json([nasty, "\U000e0041"])) == [nasty, "\U000e0041"]
    assert "\n" not in terminal.line(nasty)


# ── many at once, and cut off


def test_two_runs_at_once_end_as_one(tmp_path: Path) -> None:
    """Two processes run the same project at the same time: both end well, and what is there is there once."""
    home = world(tmp_path / "home")
    both = [subprocess.Popen([PROGRAM, "run", "--home", str(home)], stderr=subprocess.PIPE, text=True) for _ in "ab"]
    ends = [(each.communicate(timeout=120)[1], each.returncode) for each in both]
    assert [code for _, code in ends] == [0, 0], ends
    assert contents(home) == contents(finished(tmp_path / "alone"))
    assert Workbench(home).verify() == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_a_run_that_was_cut_off_goes_on(
    how: signal.Signals, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ended half-way, once by force and once by Ctrl-C: the same command ends with the ids of an undisturbed run."""
    home = world(tmp_path / "home")
    running = subprocess.Popen([PROGRAM, "run", "--home", str(home)], stderr=subprocess.PIPE, text=True)
    bench = Workbench(home)
    deadline = time.monotonic() + 60
    while not bench.store.rows("SELECT 1 FROM read LIMIT 1") and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(how)
    errors = running.communicate(timeout=60)[1]
    assert running.returncode == (-how if how == signal.SIGKILL else 130)
    if how == signal.SIGINT:
        assert errors.splitlines()[-1] == "interrupted; run the same command to go on"
    whole = contents(finished(tmp_path / "whole"))
    assert contents(home) != whole
    assert Said(capsys, "run", "--home", home).code == 0
    assert contents(home) == whole


def test_who_has_read_enough_may_stop_reading(home: Path) -> None:
    """A closed pipe is no error: nothing is printed about it."""
    command = f"{PROGRAM} claims --json | head -n 1"
    told = subprocess.run(["bash", "-c", command], cwd=home, capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr) == ("[\n", "")


def test_progress_is_shown_in_a_terminal(tmp_path: Path) -> None:
    """On a terminal a run shows each stage with its count; elsewhere it prints a plain line a stage."""
    home = finished(tmp_path / "home")
    screen, keyboard = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    running = subprocess.Popen(
        [PROGRAM, "run", "--home", str(home)], env=environment, stderr=keyboard, stdout=subprocess.PIPE
    )
    os.close(keyboard)
    shown = b""
    while True:
        try:
            shown += os.read(screen, 1 << 16)
        except OSError:  # the other side was closed
            break
    os.close(screen)
    running.communicate(timeout=60)
    chunks = len(Workbench(home).chunks())
    assert f"{chunks}/{chunks}" in shown.decode()
    plain = program("run", "--home", str(home), cwd=tmp_path).stderr.splitlines()
    assert plain[0] == f"inventory   {chunks} of {chunks}"
