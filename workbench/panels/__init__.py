"""Panels: what people look at and click in a notebook. Records in, a callback out, no logic.

    ApprovalPanel(wb, "ana")                        # the queue: read a change, mark it, sign
    DoubtPanel(wb, "ana")                           # what the gate did not accept: both sides, one click to decide
    RunPanel(wb)                                    # agents at work: counts, cost, time left; interrupt and resume
    CoverageStrip(wb.ingest().chunks, wb.status())  # a whole document in one picture, what is unread in red
    ProfilePicture(found.findings, ...)             # how a document is built, as far as its own lines tell
    CoveragePanel.of(wb)                            # the same to click on: the lines of each stretch
    VerdictPicture(by_kind, by_check)               # what the gate said of the claims
    MutationPicture(wb.mutate(20))                  # errors planted on purpose, and what became of them
    LineagePicture.of(wb, thing)                    # one thing, what it was made of and what was made of it
    LineagePanel(wb, thing)                         # the same to walk through, box by box
    Table(*wb.sql("SELECT ..."))                    # rows; a query shows itself as a Grid, which can be sorted

Everything is a static picture too: a saved notebook, its HTML and a headless run show what was there. Nothing is
fetched from anywhere, and no text of a document is ever taken for markup.
"""

import sys
from importlib.util import find_spec

if find_spec("anywidget") is None:  # the extra; a kernel of another environment lacks it, or all of Workbench
    raise ImportError(
        f"panels need anywidget: {sys.executable} -m pip install 'workbench-migration[lab]', or choose another kernel "
        "(Kernel > Change Kernel)",
        name="anywidget",
    )

from workbench.panels.approvals import ApprovalPanel
from workbench.panels.asked import Desk
from workbench.panels.atlas import LineagePanel
from workbench.panels.coverage import CoverageStrip
from workbench.panels.doubts import DoubtPanel
from workbench.panels.grid import Grid
from workbench.panels.lineage import LineagePicture
from workbench.panels.lines import CoveragePanel
from workbench.panels.mutations import MutationPicture
from workbench.panels.profile import ProfilePicture
from workbench.panels.progress import RunPanel
from workbench.panels.verdicts import VerdictPicture
from workbench.table import Table

__all__ = [
    "ApprovalPanel",
    "CoveragePanel",
    "CoverageStrip",
    "Desk",
    "DoubtPanel",
    "Grid",
    "LineagePanel",
    "LineagePicture",
    "MutationPicture",
    "ProfilePicture",
    "RunPanel",
    "Table",
    "VerdictPicture",
]
