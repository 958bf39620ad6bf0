"""The agents, in the order of the street."""

from workbench.agent import Agent

INVENTORY = Agent(
    "inventory",
    ("endpoint", "record", "field", "rule", "code", "erratum"),
    "reads one chunk and lists what the lines declare, each with its lines and a quote",
)
MAPPER = Agent(
    "mapper",
    ("serves", "maps", "no_target", "uncertain"),
    "takes the facts of one endpoint and says which operation and property each field becomes",
)
VALIDATOR = Agent("validator", (), "judges one claim that the gate accepted, from evidence its author did not go by")
MIGRATOR = Agent("migrator", (), "takes the mapping facts of one endpoint and proposes files; it writes none")

REVERSE = Agent("reverse", (), "writes a specification of compiled modules without source, each line with evidence")

AGENTS = (REVERSE, INVENTORY, MAPPER, VALIDATOR, MIGRATOR)
"""Every agent there is, in the order of the street."""
