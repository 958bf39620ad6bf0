"""Faults on purpose: try a project's runs against engines that fail the way real ones do.

workbench run --chaos "malform=0.05,lose=0.1,crash=270"
"""

from workbench.testing.chaos import Chaos, Crash, chaotic, parse

__all__ = ["Chaos", "Crash", "chaotic", "parse"]
