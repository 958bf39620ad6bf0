"""What people say of what was found, remembered: a field decided, an endpoint that may be missing, a fact taken back.

The store is opened here, because each of these changes what counts in it; the word itself is in the ledger.
"""

from functools import cached_property

from workbench import decisions, retraction, waivers
from workbench.caller import Caller
from workbench.decisions import Decided
from workbench.retraction import Retraction
from workbench.revocation import Revoked
from workbench.store import Store
from workbench.truth import Precedent
from workbench.waivers import Waiver


class Clerk(Caller):
    """The desk of the project at `home`, with its engine and its store, and what people say of what was found."""

    @cached_property
    def store(self) -> Store:
        """What agents say."""
        return Store(self.home, self.settings.store.lock_seconds)

    def waive(self, entry: Waiver) -> bool:
        """Whether the waiver is new; then it is in the ledger. Raises NotAllowed, ParameterError, UnknownThing."""
        return waivers.waive(self.store, self.ledger, self.policy, entry)

    def retract(self, fact: str, author: str, reason: str) -> tuple[Retraction, Revoked]:
        """A fact taken back, by its id or its claim's, and what went with it. Raises as `retraction.retract`."""
        return retraction.retract(self.store, self.ledger, self.policy, (fact, author, reason))

    def settle_field(self, entry: Precedent) -> Decided:
        """What a person decided about a field, once it is kept and what it contradicts is revoked."""
        return decisions.decide(self.store, self.ledger, self.policy, entry)
