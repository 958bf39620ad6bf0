"""Lines that are built alike: which look like declarations, and which can only be rows of a layout."""

from workbench.likeness.leftovers import unread
from workbench.likeness.lookalikes import has_picture, lookalikes

__all__ = ["has_picture", "lookalikes", "unread"]
