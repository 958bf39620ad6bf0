"""The bundled world's truth is for tests and benchmarks: a migration is the same without it and never opens it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from workbench import sample

ROOT = Path(__file__).resolve().parent.parent

MIGRATE = """
import json, sys
from pathlib import Path

home = Path(sys.argv[1])
opened = set()

def watch(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], (str, bytes)):
        opened.add(arguments[0] if isinstance(arguments[0], str) else arguments[0].decode())

sys.addaudithook(watch)

from workbench.project import Workbench

workbench = Workbench(home)
status = workbench.run()
below = sorted({str(Path(path).absolute().relative_to(home)) for path in opened
                if Path(path).absolute().is_relative_to(home)})
claims = sorted(claim.claim_id for claim in workbench.claims())
proposals = sorted(proposal.proposal_id for proposal in workbench.all_proposals())
print(json.dumps({"opened": below, "claims": claims, "proposals": proposals, "state": status.state}))
"""


def migrate(home: Path) -> dict[str, Any]:
    """What a migration in a process of its own opened, and what came out of it."""
    told = subprocess.run(
        [sys.executable, "-c", MIGRATE, str(home)], env=os.environ, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The same small world migrated as it is, without its truth, and with a truth that lies."""
    found = []
    for kind in ("whole", "without", "lying"):
        home = tmp_path_factory.mktemp(kind)
        sample.write(home, 5, 6)
        for name in ("policy.yaml", "workbench.toml"):
            shutil.copy(ROOT / name, home)
        if kind == "without":
            shutil.rmtree(home / "data" / "truth")
        elif kind == "lying":
            for path in (home / "data" / "truth").glob("*.csv"):
                path.write_text(path.read_text().translate(str.maketrans("aeiou", "uoiea")))
        found.append(migrate(home))
    return found[0], found[1], found[2]


def test_the_truth_is_never_opened(worlds: tuple[dict[str, Any], ...]) -> None:
    """A migration opens the specification, the target, the dictionary and the samples, and nothing of the truth."""
    opened = worlds[0]["opened"]
    assert {"specs/order-to-cash.txt", "data/target-api.json", "data/dictionary.csv"} <= set(opened)
    assert [path for path in opened if "truth" in path] == []


def test_the_result_does_not_depend_on_the_truth(worlds: tuple[dict[str, Any], ...]) -> None:
    """The same claims and the same proposals, byte for byte, whatever the truth says."""
    whole, without, lying = ({**world, "opened": []} for world in worlds)
    assert len(whole["claims"]) > 100
    assert whole["proposals"]
    assert whole == without
    assert whole == lying
