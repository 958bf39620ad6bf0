"""Compiled COBOL modules without source: what their tables, code and data still tell, each with its address.

    bytes ─▶ image ─▶ code ─▶ walk ─▶ sightings ─▶ items, files, calls, texts ─▶ Module

Nothing is run and nothing is guessed: what has no evidence is a gap, and names come only from the module itself.
"""

from workbench.reverse.assemble import recover
from workbench.reverse.guard import recovered
from workbench.reverse.recovered import Module

__all__ = ["Module", "recover", "recovered"]
