"""A small project that was run, approved and written, made once a session and copied for each test that changes it."""

import shutil
from functools import cache
from pathlib import Path

import street

from workbench.project import Workbench


@cache
def written() -> Path:
    """The home of a project whose approved files are written; tests only read it."""
    wb = Workbench(street.finished(street.lasting("lineage") / "home"))
    wb.decide_all([one.proposal_id for one in wb.proposals("proposed")], "approve", "ana", "read every line")
    assert all(receipt.state == "done" for receipt in wb.execute())
    return wb.home


def copied(home: Path) -> Path:
    """A project of the test's own, as `written`."""
    shutil.copytree(written(), home)
    return home
