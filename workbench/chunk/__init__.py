"""A spec cut into chunks that are read in one go: every byte in exactly one, nothing cut that fits.

The parent of a chunk is one endpoint or one part. Records, tables and rule groups stay whole when they fit the budget;
a longer one is cut at lines, a longer line between words, both with exact spans. What a piece needs to be understood
(heading, 01-line, open groups, table header) travels beside it as line numbers and may not be cited.
A chunk's id is the hash of its content without page furniture and blank lines, so a new pagination keeps it.
A document without any structure is cut between paragraphs, in chunks of kind `text`.
"""

from workbench.chunk.budget import BUDGET, BYTES_PER_TOKEN, MIN_BUDGET, tokens
from workbench.chunk.chunks import prove, split
from workbench.chunk.fallback import SPLITTER

__all__ = ["BUDGET", "BYTES_PER_TOKEN", "MIN_BUDGET", "SPLITTER", "prove", "split", "tokens"]
