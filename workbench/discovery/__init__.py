"""A profile proposed from an unknown document, by what repeats in it."""

from workbench.discovery.discovery import Discovery, Finding, bare, findings, propose, proposed
from workbench.discovery.layouts import unread

__all__ = ["Discovery", "Finding", "bare", "findings", "propose", "proposed", "unread"]
