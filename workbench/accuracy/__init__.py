"""How good the matching engine and the gate are on labelled data: `workbench bench mapping` and `workbench bench gate`.

Three CSV files: two schemas (table, column, type, description, ...) and the truth (source_table, source_column,
target_table, target_column, label). Whoever has such a truth for a part of their own project can measure on it what to
expect of the rest.
"""

from workbench.accuracy.figures import mapping, measure
from workbench.accuracy.labelled import Labelled, load
from workbench.accuracy.trial import gate

__all__ = ["Labelled", "gate", "load", "mapping", "measure"]
