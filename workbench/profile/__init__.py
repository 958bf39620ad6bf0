"""A structure profile: how one kind of document says where things start. Regular expressions in a YAML file.

`discovery.propose` writes one from an unknown document; a person confirms or edits it.
"""

from workbench.profile.files import dump, fitting, load, parse, proposal
from workbench.profile.mentions import Mention, MentionKind, naming
from workbench.profile.names import form
from workbench.profile.profile import MAX_PATTERN, Block, Heading, Pattern, Profile, heads, named

__all__ = [
    "MAX_PATTERN",
    "Block",
    "Heading",
    "Mention",
    "MentionKind",
    "Pattern",
    "Profile",
    "dump",
    "fitting",
    "form",
    "heads",
    "load",
    "named",
    "naming",
    "parse",
    "proposal",
]
