"""What a small language model really answered: nothing wrong is accepted, and what is right is not lost."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import bench_gate  # noqa: E402 - benchmarks/bench_gate.py, which is no package


@pytest.mark.parametrize("name", ["halluc_smol_enum", "halluc_smol_free"])
def test_recorded_hallucinations_are_stopped_and_right_claims_are_looked_up(shared_data: Path, name: str) -> None:
    """No wrong claim is accepted, as said or looked up; no right one is rejected, and half are accepted in the end."""
    path = shared_data / "recorded_hallucinations" / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    found = bench_gate.recorded(path)
    assert found["wrong"] > 60
    assert found.get("wrong_accepted", 0) == found["wrong_looked_up"] == 0
    assert found.get("right_rejected", 0) == 0
    assert 2 * found["right_looked_up"] >= found["right"]
