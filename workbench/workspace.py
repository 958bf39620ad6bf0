"""JupyterLab as a project opens it: quiet settings, a kernel that knows Workbench, and a layout to begin with.

All of it lies below `data/store/lab/` and is found through the environment, so nobody's own JupyterLab changes. The
kernel "Workbench" stands in the launcher and begins with `wb`, the project: a notebook that is opened with it needs no
first cell. The layout is written once; from then on it is the reader's.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from workbench.draft import put_text
from workbench.errors import InputError

NAME = "workbench"
"""The workspace and the kernel."""

SETTINGS: dict[str, Any] = {
    # No question about news, and nothing is asked of any server elsewhere.
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    # A notebook that is opened again shows what its panels showed; without this it shows an error in their place.
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
    "@jupyterlab/extensionmanager-extension:plugin": {"enabled": False},
    "@jupyterlab/notebook-extension:tracker": {"scrollPastEnd": False, "windowingMode": "none"},
}
"""What differs from JupyterLab's own settings; a reader's own settings come before these."""

FIRST = """
try:
    from workbench.panels import *
    from workbench.project import Workbench
    wb = Workbench.find()
except Exception as error:
    print(f"wb is not there: {error}")
"""
"""What the kernel does first."""


def prepare(home: Path, start: str) -> dict[str, str]:
    """The variables under which JupyterLab finds the project's settings, kernel and workspace, once these are there.

    `start` is the notebook that a first visit shows, relative to `home`. Raises InputError where nothing can be
    written.
    """
    place = home / "data" / "store" / "lab"
    names = import_module("jupyterlab_server.workspaces_handler")  # a part of the extra
    layout = place / "workspaces" / f"{names.slugify(NAME)}{names.WORKSPACE_EXTENSION}"
    files = {
        place / "config" / "labconfig" / "default_setting_overrides.json": SETTINGS,
        place / "share" / "kernels" / NAME / "kernel.json": _kernel(),
    }
    if not layout.exists():
        files[layout] = _layout(start if (home / start).is_file() else "")
    try:
        for path, said in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            put_text(path, json.dumps(said, indent=1))
    except OSError as fault:
        raise InputError(f"cannot prepare JupyterLab in '{place}': {fault.strerror}") from None
    return {
        "JUPYTER_CONFIG_PATH": _before(place / "config", "JUPYTER_CONFIG_PATH"),
        "JUPYTER_PATH": _before(place / "share", "JUPYTER_PATH"),
        "JUPYTERLAB_WORKSPACES_DIR": str(layout.parent),
    }


def _before(path: Path, name: str) -> str:
    return os.pathsep.join(filter(None, (str(path), os.environ.get(name, ""))))


def _kernel() -> dict[str, Any]:
    first = f"--IPKernelApp.exec_lines={FIRST}"
    return {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", first],
        "display_name": "Workbench",
        "language": "python",
        "metadata": {"debugger": True},
    }


def _layout(start: str) -> dict[str, Any]:
    """The start notebook in front, the file browser beside it where the notebooks are."""
    book = f"notebook:{start}"
    shown = {"dock": {"type": "tab-area", "currentIndex": 0, "widgets": [book]}, "current": book} if start else {}
    side = {"collapsed": False, "visible": True, "current": "filebrowser", "widgets": ["filebrowser"]}
    data: dict[str, Any] = {"layout-restorer:data": {"main": shown, "left": side, "relativeSizes": [0.2, 0.8, 0]}}
    if start:
        data[book] = {"data": {"path": start, "factory": "Notebook"}}
        data["file-browser-filebrowser:cwd"] = {"path": str(Path(start).parent)}
    return {"data": data, "metadata": {"id": NAME}}
