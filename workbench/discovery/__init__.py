"""A profile proposed from an unknown document, by what repeats in it."""

from workbench.discovery.discovery import Discovery, Finding, findings, propose, proposed

__all__ = ["Discovery", "Finding", "findings", "propose", "proposed"]
