"""What looking at lineage costs: the panel on graphs of about 50, 5,000 and 100,000 nodes, drawn in a real browser.

    python benchmarks/bench_atlas.py [--screens DIRECTORY]      JSON on stdout

`asked`: CPU seconds of this process from the question to the boxes. `drawn`: seconds of wall time from there until the
browser has drawn them, with the start of a page; on a machine that is busy compare the sizes. `screens` are pictures of
each in light and dark, to be looked at. The exit code is 1 when one is not drawn in time or holds more boxes than can
be read.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from bench_lineage import filled, street  # noqa: E402
from browser_page import opened  # noqa: E402

from workbench.lineage.overview import MOST  # noqa: E402
from workbench.panels import LineagePanel  # noqa: E402
from workbench.project import Workbench  # noqa: E402

SECONDS = 2.0
SIZES = {50: (1, "fact-0000000x00"), 5_000: (41, "spec-a"), 100_000: (1100, "spec-a")}
"""About how many nodes -> endpoints of the street, and what is asked about."""

DARK = """document.body.style.background = '#111';
    const theme = {'--jp-layout-color0': '#111', '--jp-layout-color1': '#181818', '--jp-layout-color2': '#2a2a2a',
        '--jp-layout-color3': '#444', '--jp-ui-font-color0': '#fff', '--jp-ui-font-color1': '#e8e8e8',
        '--jp-ui-font-color2': '#bbb', '--jp-border-color1': '#555', '--jp-border-color2': '#444',
        '--jp-content-font-color1': '#e8e8e8', '--jp-cell-editor-background': '#222', '--jp-brand-color1': '#64b5f6'};
    for (const [name, value] of Object.entries(theme)) document.documentElement.style.setProperty(name, value);
    document.body.dataset.jpThemeLight = 'false';"""
"""JavaScript: the colours of JupyterLab's dark theme, in a page without JupyterLab."""


def measure(place: Path, nodes: int, screens: Path) -> dict[str, Any]:
    """The figures of one size."""
    endpoints, thing = SIZES[nodes]
    wb = Workbench(filled(place / str(nodes), street(endpoints)).home)
    began = time.process_time()
    panel = LineagePanel(wb, thing)
    asked = time.process_time() - began
    with opened(panel, place) as shown:
        began = time.perf_counter()
        shown.page.reload()
        shown.page.wait_for_selector("[data-drawn]")
        drawn = time.perf_counter() - began
        shown.page.screenshot(path=screens / f"lineage-{nodes}-light.png", full_page=True)
        shown.page.evaluate(DARK)
        shown.page.wait_for_timeout(200)  # the canvas is painted with the next frame
        shown.page.screenshot(path=screens / f"lineage-{nodes}-dark.png", full_page=True)
    boxes = len(panel.picture["boxes"])
    return {
        "caption": panel.picture["caption"],
        "boxes": {"measured": boxes, "asked": MOST, "held": boxes <= MOST},
        "asked_cpu": round(asked, 3),
        "shown": {"measured": round(asked + drawn, 3), "asked": SECONDS, "held": asked + drawn <= SECONDS},
    }


def main() -> int:
    """The figures as JSON; the exit code says whether all of them were reached."""
    said = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    said.add_argument("--screens", type=Path, default=ROOT / "build" / "screens")
    screens = said.parse_args().screens
    screens.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        found = {str(nodes): measure(Path(place), nodes, screens) for nodes in SIZES}
    print(json.dumps(found, indent=2))
    return 0 if all(one[name]["held"] for one in found.values() for name in ("boxes", "shown")) else 1


if __name__ == "__main__":
    sys.exit(main())
