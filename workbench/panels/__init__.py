"""Panels: what people look at and click in a notebook. Records in, a callback out, no logic.

    ApprovalPanel(wb, "ana")                        # the queue: read a change, approve or reject it
    CoverageStrip(wb.ingest().chunks, wb.status())  # a whole document in one picture, what is unread in red
    ProfilePicture(found.findings, ...)             # how a document is built, as far as its own lines tell
    VerdictPicture(by_kind, by_check)               # what the gate said of the claims
    LineagePicture.of(wb, thing)                    # one thing, what it was made of and what was made of it
    Table(*wb.sql("SELECT ..."))                    # rows

Everything is a static picture too: a saved notebook, its HTML and a headless run show what was there. Nothing is
fetched from anywhere, and no text of a document is ever taken for markup.
"""

from workbench.panels.approvals import ApprovalPanel
from workbench.panels.asked import Desk
from workbench.panels.coverage import CoverageStrip
from workbench.panels.lineage import LineagePicture
from workbench.panels.profile import ProfilePicture
from workbench.panels.table import Table
from workbench.panels.verdicts import VerdictPicture

__all__ = ["ApprovalPanel", "CoverageStrip", "Desk", "LineagePicture", "ProfilePicture", "Table", "VerdictPicture"]
