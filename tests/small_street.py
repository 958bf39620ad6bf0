"""A small project of a test's own: a sample world, the bundled policy, nothing taken in yet."""

import shutil
from pathlib import Path

from workbench import sample
from workbench.agent import Engine
from workbench.pipeline import Order, Until
from workbench.project import Workbench
from workbench.status import Status

ROOT = Path(__file__).resolve().parent.parent


def make_home(home: Path, seed: int = 3, endpoints: int = 8) -> Path:
    """A project in `home` with a sample world."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "policy.yaml", home)
    sample.write(home, seed=seed, endpoints=endpoints)
    return home


def order(wb: Workbench, until: Until = "proposals", only: tuple[str, ...] = ()) -> Order:
    """A run on the home's own sample world."""
    home = wb.home
    return wb.order(
        spec=[str(home / "specs/order-to-cash.txt")],
        target=str(home / "data/target-api.json"),
        dictionary=str(home / "data/dictionary.csv"),
        only=only,
        until=until,
    )


def run(home: Path, until: Until = "proposals", engine: Engine | None = None) -> tuple[Workbench, Status]:
    """The project and where it stands after a run."""
    wb = Workbench(home, engine=engine)
    return wb, wb.run(order(wb, until))
