"""Which target a field may be: ranked candidates, each with a score, the evidence by kind, and why.

    names ────────────┐
    abbreviations ────┤   name evidence ─────────┐
    groups of meaning ┘                          │
    notes, descriptions ── documentation evidence┤
    data dictionary ────── dictionary evidence ──┼─▶ score ─▶ one-to-one assignment ─▶ ranking with margin
    picture, JSON type ─── type evidence ────────┤
    groups, tables ─────── structure evidence ───┘

The kinds are kept apart, so that a gate can ask for two that agree. numpy is all it needs.
"""

from workbench.matching.matcher import Matcher
from workbench.matching.operations import EndpointText, Link
from workbench.matching.ranking import Evidence, Match, Ranking
from workbench.matching.tables import TableMatcher

__all__ = ["EndpointText", "Evidence", "Link", "Match", "Matcher", "Ranking", "TableMatcher"]
