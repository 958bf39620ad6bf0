"""Data files and objects of ACUCOBOL: Vision 4 and 5 are read, objects identified, debug objects listed."""

from workbench.vision.acu import AcuObject, SourceLine, identify
from workbench.vision.vision import Finding, Header, Key, Stored, VisionFile, open_vision

__all__ = [
    "AcuObject",
    "Finding",
    "Header",
    "Key",
    "SourceLine",
    "Stored",
    "VisionFile",
    "identify",
    "open_vision",
]
