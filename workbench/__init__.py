"""Migrate legacy systems with AI agents whose every claim is checked and whose every write is approved."""

__version__ = "0.1.0"
