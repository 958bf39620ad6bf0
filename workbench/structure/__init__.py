"""Where things start in a spec, by its profile: parts, endpoints, and the blocks inside them.

A name that has several headings is defined where most text follows; headings in a row, a few lines apart, are a table
of contents and define nothing. What a page break tears apart is seen as one.
"""

from workbench.structure.outline import Block, Outline, Segment, outline, places
from workbench.structure.records import COUNTED, FOLLOWING, announced, counts, in_line, rows_counted
from workbench.structure.sources import is_inner, opened
from workbench.structure.titles import ERRATA_PART, NUMBERED, RULE_LINE, indent, is_entry

__all__ = [
    "COUNTED",
    "ERRATA_PART",
    "FOLLOWING",
    "NUMBERED",
    "RULE_LINE",
    "Block",
    "Outline",
    "Segment",
    "announced",
    "counts",
    "in_line",
    "indent",
    "is_entry",
    "is_inner",
    "opened",
    "outline",
    "places",
    "rows_counted",
]
