"""A spec that was taken in can be worked on without its file: bytes and profile are kept."""

from pathlib import Path

import pytest
from test_likeness import document

from workbench.errors import ParameterError
from workbench.project import Workbench
from workbench.starting import begin


def test_a_run_takes_the_newest_spec_where_none_is_named(tmp_path: Path) -> None:
    """Without a spec in workbench.toml a run reads the one taken in last, also when its file is gone by then."""
    begin(tmp_path / "home", "ana")
    wb = Workbench(tmp_path / "home")
    with pytest.raises(ParameterError, match="no spec is given"):
        wb.order(until="inventory")
    for name, form in (
        ("old.txt", "  05 {name} PIC {picture}."),
        ("new.txt", '  <part name="{name}" picture="{picture}"/>'),
    ):
        (tmp_path / name).write_bytes(document(form))
        wb.ingest(tmp_path / name)
        (tmp_path / name).unlink()
    status = wb.run(wb.order(until="inventory"))
    assert (status.name, status.state) == ("new.txt", "complete")
    assert len(wb.claims(kind="field", state="accepted")) == 48
    assert wb.ingest().spec.name == "new.txt"
