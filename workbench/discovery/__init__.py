"""A profile proposed from an unknown document, by what repeats in it."""

from workbench.discovery.discovery import Discovery, Finding, propose

__all__ = ["Discovery", "Finding", "propose"]
