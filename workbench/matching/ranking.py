"""What the matching engine answers with: candidates with their evidence, kept by kind."""

from workbench.records import Candidate, Record


class Evidence(Record):
    """How strongly each kind of document speaks for a pair, from 0 (nothing) to 1 (all).

    name: the two names. documentation: note and description. dictionary: what the data dictionary says against name and
    description of the target. type: picture against type, and the roles the names give. structure: the groups, tables
    and neighbours of both.
    """

    name: float = 0.0
    documentation: float = 0.0
    dictionary: float = 0.0
    type: float = 0.0
    structure: float = 0.0


class Match(Record):
    """A pair: the operation (or table) and property (or column), its score from 0 to 1, the evidence, and why."""

    operation: str
    property: str
    score: float
    evidence: Evidence
    why: str

    def candidate(self) -> Candidate:
        """The match as a claim shows it."""
        return Candidate(operation=self.operation, property=self.property, score=self.score, why=self.why)


class Ranking(Record):
    """The candidates of one field, best first.

    `chosen` is the one the assignment gives it, one property for one field; None when none is left or close. `also` are
    further properties that the field falls into. `part` of `parts`: fields that make one value together (a day, a
    month, a year) have the same chosen property, and each its number from 1. `margin` is the distance from the chosen
    one (else the best) to the next. `hint` says why there may be no target: "filler", "redefines" (another view of the
    same bytes), "counter" (it counts a table), "housekeeping" (an eye-catcher, a lock), "" when nothing speaks against.
    """

    key: str
    field: str
    candidates: tuple[Match, ...] = ()
    chosen: Match | None = None
    also: tuple[Match, ...] = ()
    part: int = 1
    parts: int = 1
    margin: float = 0.0
    hint: str = ""
