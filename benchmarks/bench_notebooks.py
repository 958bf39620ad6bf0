"""Every notebook by itself, where nothing ran yet, in a real JupyterLab; 00-start on the whole bundled spec.

    python benchmarks/bench_notebooks.py [--quick]      JSON on stdout; pictures below build/notebooks/

`seconds`: from "Run all cells" to the end of the last one, wall time. `load` is what else the machine did per core: on
a busy machine look at `cpu`, the CPU seconds of server and kernels meanwhile. Each notebook is saved, exported to HTML
as the project's settings say, and photographed: `pictures` of it are drawn, `errors` say "Error displaying widget".
`--quick` is 00-start alone. The exit code is 1 when it takes two minutes or longer, or when anything else is not so.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from nbconvert import HTMLExporter
from playwright.sync_api import Browser
from traitlets.config import Config

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import lab  # noqa: E402
import street  # noqa: E402

MOST = 120
"""Seconds that 00-start may take."""

PICTURES = ROOT / "build" / "notebooks"
PROJECT = ("specs", "data", "notebooks", "workbench.toml", "policy.yaml", "jupyter_nbconvert_config.json")


def whole(home: Path) -> Path:
    """The project as somebody clones it."""
    said = subprocess.run(["git", "ls-files", "-z", *PROJECT], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, said.decode().split("\0")):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, home / name)
    return home


def small(home: Path) -> Path:
    """A project with a small sample, the notebooks and the compiled modules."""
    street.world(home)
    for name in ("notebooks", "data/modules"):
        shutil.copytree(ROOT / name, home / name, dirs_exist_ok=True)
    return home


def spent() -> float:
    """CPU seconds of processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ran(browser: Browser, home: Path, name: str) -> dict[str, Any]:
    """One notebook in a JupyterLab of its own, run, saved, exported and looked at."""
    before = spent()
    with lab.Server(home) as server:
        tab = lab.Tab(browser, server)
        tab.open(name)
        began = time.perf_counter()
        tab.run_all()
        seconds = time.perf_counter() - began
        for theme in ("light", "dark"):
            tab.theme(theme)
            tab.whole(PICTURES, f"{Path(name).stem}-{theme}")
        tab.page.evaluate("async () => { await window.book.context.save() }")
        tab.close()
    load = round(os.getloadavg()[0] / (os.cpu_count() or 1), 1)
    found = {"seconds": round(seconds, 1), "cpu": round(spent() - before, 1), "load": load}
    return found | exported(browser, home / "notebooks" / name) | {"elsewhere": tab.elsewhere}


def exported(browser: Browser, path: Path) -> dict[str, Any]:
    """The HTML of a notebook that was run, seen without a network."""
    told = Config(json.loads((ROOT / "jupyter_nbconvert_config.json").read_text()))
    html, _ = HTMLExporter(config=told).from_filename(str(path))
    page = browser.new_context(viewport=lab.SIZE, offline=True).new_page()  # type: ignore[arg-type]
    page.set_content(html)
    page.screenshot(path=PICTURES / f"{path.stem}-html.png", full_page=True)
    drawn = page.locator("figure.workbench").count()
    empty = page.evaluate("[...document.images].filter(one => !one.naturalWidth).length")
    page.context.close()
    return {"pictures": drawn, "empty": empty, "errors": html.count("Error displaying widget")}


def good(found: dict[str, Any]) -> bool:
    """Whether a notebook shows all that it should."""
    return found["pictures"] > 0 and not (found["empty"] or found["errors"] or found["elsewhere"])


def main() -> int:
    """The figures as JSON; the exit code says whether all of them were reached."""
    said = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    said.add_argument("--quick", action="store_true")
    names = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    names = names[:1] if said.parse_args().quick else names
    PICTURES.mkdir(parents=True, exist_ok=True)
    found = {}
    with tempfile.TemporaryDirectory() as place, lab.chromium() as browser:
        for name in names:
            home = Path(place) / Path(name).stem
            found[name] = ran(browser, whole(home) if name == names[0] else small(home), name)
            print(name, found[name], file=sys.stderr)
    start = found[names[0]]["seconds"]
    held = {"00-start": {"measured": start, "asked": MOST, "held": start < MOST}}
    held["shown"] = {
        "measured": sum(map(good, found.values())),
        "asked": len(found),
        "held": all(map(good, found.values())),
    }
    print(json.dumps({"notebooks": found, "held": held}, indent=2))
    return 0 if all(one["held"] for one in held.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
