"""The house stands as drawn: who may build a fact, what a module may do, which words are explained.

Each rule is a function from source text to findings, held against every module of the package, and against a fault
planted on purpose.
"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import typing
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from workbench import acts, errors, records
from workbench.records import Record

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "workbench"
SOURCES = {path.relative_to(PACKAGE).as_posix(): path.read_text() for path in sorted(PACKAGE.rglob("*.py"))}

MOST_LINES = 320
LONG = {
    "acts.py": "one vocabulary, read as one",
    "records.py": "one vocabulary, read as one",
    "matching/lexicon.py": "a list of words, not a program",
}
BUILDERS = {"Fact": "gate.py", "Receipt": "execution.py"}
READS_BACK = {"Fact": {"store/rows.py"}, "Receipt": {"execution.py"}}
"""Who turns a stored row into the record that its builder made before."""
EXECUTES = {"adapters/child.py": "runs generated adapters in a process that can do nothing but compute"}
LOADS_YAML = {"strictyaml.py", "truth/document.py"}
"""Two loaders of our own, which know plain values alone."""
HIDES_CODE = {"pickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"}

Rule = Callable[[str, str], list[str]]


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last name of what is called: `x.y.Fact(...)` is Fact."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def imported(tree: ast.AST) -> Iterator[str]:
    """The full name of every module, and of every name in it, that is imported anywhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def builds_others_records(name: str, source: str) -> list[str]:
    """A fact outside the gate, a receipt outside the executor: called, or validated into being."""
    found = []
    for called, node in calls(ast.parse(source)):
        owner = getattr(getattr(node.func, "value", None), "id", "")
        made = owner if called == "trusted" or called.startswith("model_") else called
        if made not in BUILDERS or (called.startswith("model_validate") and name in READS_BACK[made]):
            continue
        if name != BUILDERS[made]:
            found.append(f"{name}:{node.lineno} builds a {made}; only {BUILDERS[made]} may")
    return found


def names_the_answers(name: str, source: str) -> list[str]:
    """The truth of the bundled world, named in the program that is measured against it."""
    if name.startswith("sample/"):
        return []
    found = []
    for node in ast.walk(ast.parse(source)):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        step = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and getattr(node.right, "value", "")
        if re.search(r"\bdata[/\\]+truth\b|\btruth[/\\]+\w+\.csv", text) or step == "truth":
            found.append(f"{name}:{getattr(node, 'lineno', 0)} names the truth of the bundled world")
    return found


def hides_code(name: str, source: str) -> list[str]:
    """Data that runs when it is read, or text that runs as a program or in a shell."""
    tree = ast.parse(source)
    found = [f"{name} imports {what}" for what in imported(tree) if what.split(".")[0] in HIDES_CODE]
    for called, node in calls(tree):
        bare = isinstance(node.func, ast.Name)
        if bare and (called in ("eval", "__import__") or (called == "exec" and name not in EXECUTES)):
            found.append(f"{name}:{node.lineno} calls {called}")
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if (owner, called) in (("os", "system"), ("os", "popen"), ("yaml", "unsafe_load")) or (
            (owner, called) == ("yaml", "load") and name not in LOADS_YAML
        ):
            found.append(f"{name}:{node.lineno} calls {owner}.{called}")
        if any(word.arg == "shell" and getattr(word.value, "value", True) for word in node.keywords):
            found.append(f"{name}:{node.lineno} starts a shell")
    return found


def too_long(name: str, source: str) -> list[str]:
    """More lines than one sitting takes."""
    lines = source.count("\n")
    return [f"{name} has {lines} lines, more than {MOST_LINES}"] if lines > MOST_LINES and name not in LONG else []


def sees_more_than_records(name: str, source: str) -> list[str]:
    """A panel that knows more than the records it shows."""
    if not name.startswith("panels/"):
        return []
    known = (
        "workbench.records",
        "workbench.acts",
        "workbench.display",
        "workbench.drawing",
        "workbench.table",
        "workbench.panels",
    )
    ours = [what for what in imported(ast.parse(source)) if what.split(".")[0] == "workbench"]
    return [f"{name} imports {what}" for what in ours if not what.startswith(known)]


RULES: list[Rule] = [builds_others_records, names_the_answers, hides_code, too_long, sees_more_than_records]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    """No module of the package breaks a house rule."""
    assert len(SOURCES) > 100
    assert [finding for name, source in SOURCES.items() for finding in rule(name, source)] == []


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (builds_others_records, "project.py", "fact = Fact(fact_id='x')"),
        (builds_others_records, "gate.py", "from workbench import acts\nacts.Receipt(receipt_id='x')"),
        (builds_others_records, "store/rows.py", "Fact.model_construct(**row)"),
        (builds_others_records, "stages/filing.py", "Fact.trusted(**row)"),
        (builds_others_records, "batch/runs.py", "Fact.model_validate(row)"),
        (names_the_answers, "gate.py", "open('data/truth/mapping.csv')"),
        (names_the_answers, "gate.py", "(home / 'data' / 'truth').iterdir()"),
        (names_the_answers, "batch/runs.py", "read(f'{home}/truth/fields.csv')"),
        (hides_code, "store/rows.py", "import pickle"),
        (hides_code, "store/rows.py", "def f():\n    from marshal import loads"),
        (hides_code, "policy.py", "eval('1')"),
        (hides_code, "gate.py", "exec(source)"),
        (hides_code, "gate.py", "import yaml\nyaml.load(text, yaml.Loader)"),
        (hides_code, "cli.py", "subprocess.run(line, shell=True)"),
        (hides_code, "cli.py", "import os\nos.system(line)"),
        (too_long, "gate.py", "x = 1\n" * (MOST_LINES + 1)),
        (sees_more_than_records, "panels/approvals.py", "from workbench.store import Store"),
        (sees_more_than_records, "panels/approvals.py", "import workbench.ledger"),
    ],
)
def test_a_planted_fault_is_found(rule: Rule, name: str, source: str) -> None:
    """Each rule finds the fault it is there for."""
    assert rule(name, source)


def test_owners_build_their_records() -> None:
    """The gate does build facts and the executor receipts: the rule above watches names that are in use."""
    assert re.search(r"\bFact(\.trusted)?\(", SOURCES["gate.py"])
    assert re.search(r"\bReceipt(\.model_validate)?\(", SOURCES["execution.py"])


def test_exceptions_to_the_rules_are_needed() -> None:
    """Who is excused is there and would be found."""
    for name in LONG:
        assert SOURCES[name].count("\n") > MOST_LINES
    for name in EXECUTES:
        assert "exec" in {called for called, _ in calls(ast.parse(SOURCES[name]))}


def test_imports_go_down_the_street() -> None:
    """The import contracts of pyproject.toml hold."""
    tool = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert tool
    told = subprocess.run([tool, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def literals(source: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """The Literal types of a module: their values, and the docstring that follows them."""
    body = ast.parse(source).body
    found = {}
    for at, node in enumerate(body):
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Literal["):
            after = body[at + 1] if at + 1 < len(body) else None
            said = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            found[ast.unparse(node.targets[0])] = (ast.literal_eval(ast.unparse(node.value)[7:]), str(said))
    return found


def unexplained(source: str) -> list[str]:
    """States without a sentence of their own in the docstring: `state:` or `state, other state:`.

    A docstring that names another Literal takes over its sentences.
    """
    known = literals(source)
    found = []
    for name, (values, said) in known.items():
        if not name.endswith(("State", "Class", "Outcome", "Answer")):
            continue
        told = said + "".join(text for other, (_, text) in known.items() if f"`{other}`" in said)
        heads = {word for head in re.findall(r"((?:\w+, )*\w+):\s", told) for word in head.split(", ")}
        found += [f"{name}.{value}" for value in values if value not in heads]
    return found


@pytest.mark.parametrize("name", ["records.py", "acts.py"])
def test_every_state_is_explained(name: str) -> None:
    """Each value of each state has its sentence in the docstring that follows."""
    assert len(literals(SOURCES[name])) > 4
    assert unexplained(SOURCES[name]) == []


def test_a_state_without_a_sentence_is_found() -> None:
    """A value that somebody adds and does not explain is named."""
    source = SOURCES["records.py"].replace('Literal["pass", "fail"', 'Literal["pass", "maybe", "fail"')
    assert unexplained(source) == ["CheckState.maybe"]


def test_the_tree_of_exceptions_is_drawn_as_it_is() -> None:
    """The docstring of errors.py shows every exception, once, below the one it derives from."""
    drawn: list[tuple[int, str]] = [
        (match.start(1), match.group(1))
        for line in str(errors.__doc__).splitlines()
        if (match := re.match(r"^[ │├└─]{4,}([A-Z]\w+)", line))
    ]
    shown = {}
    for at, (depth, name) in enumerate(drawn):
        above = [upper for indent, upper in drawn[:at] if indent < depth]
        shown[name] = above[-1] if above else "Exception"
    there = {
        name: value.__base__.__name__
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception) and value.__base__
    }
    assert len(drawn) == len(there)
    assert shown == there


@pytest.mark.parametrize("module", [records, acts], ids=["records", "acts"])
def test_records_that_cross_an_arrow_are_frozen_and_strict(module: object) -> None:
    """Every record of the vocabulary is frozen and refuses a key too many."""
    made = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Record)]
    assert len(made) > 15
    for kind in made:
        assert kind.model_config.get("frozen") is True
        assert kind.model_config.get("extra") == "forbid"


def test_public_names_are_there() -> None:
    """What a package lists in __all__ can be imported from it."""
    listed = [name for name, source in SOURCES.items() if "__all__" in source]
    assert listed
    for name in listed:
        module = import_module("workbench." + name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        assert [word for word in module.__all__ if not hasattr(module, word)] == []


def project() -> dict[str, typing.Any]:
    """The table [project] of pyproject.toml."""
    found: dict[str, typing.Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def test_conda_brings_python_and_pip_alone() -> None:
    """environment.yml has no list of packages that could drift: pip installs the project itself."""
    said = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, rest = said["dependencies"]
    assert set(said) == {"name", "channels", "dependencies"}
    assert python == f"python{project()['requires-python']}"
    assert (pip, rest) == ("pip", {"pip": ["-e .[all]"]})


def test_dependencies_have_lower_bounds_and_reasons() -> None:
    """Each dependency that the program imports says from which version on, and why it is there."""
    said = project()["dependencies"] + project()["optional-dependencies"]["lab"]
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    for needed in said:
        assert ">=" in needed
        assert any(f'"{needed}"' in line and "# " in line for line in lines), f"{needed}: no reason beside it"


def test_the_version_is_said_once() -> None:
    """The package and its metadata agree on the version, and the changes name it."""
    version = import_module("workbench").__version__
    assert project()["version"] == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()
