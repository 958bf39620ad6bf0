"""The tree of all exceptions.

    WorkbenchError
    ├── InputError            what a person gave is wrong; exit code 2, nothing was changed
    │   ├── SpecError         a specification that cannot be read as text
    │   ├── ProfileError      a structure profile that cannot be used
    │   ├── ModuleError       a compiled program or a data file that cannot be read
    │   ├── TruthError        a truth source that cannot be read or contradicts itself
    │   ├── SettingsError     workbench.toml
    │   ├── PolicyError       policy.yaml
    │   ├── ParameterError    a command line option, a notebook parameter, a query
    │   └── UnknownThing      an id or a name that nothing here has
    ├── Refusal               a rule said no; exit code 1, nothing was written
    │   ├── NotAllowed        policy denied; every failed rule is listed
    │   ├── NotApproved       no valid decision covers these bytes
    │   └── Drift             the target is not what was approved against
    └── BrokenPromise         something that must hold does not; exit code 1, work stops
        ├── CoverageGap       lines that belong to no chunk, or to two
        ├── LedgerDamaged     the journal of decisions was changed
        └── StoreError        the store is missing, locked, newer than this program, or damaged

What an agent or a model fails at is no exception but a state (`records.ReadState`, `records.VerdictState`).
"""


class WorkbenchError(Exception):
    """Any error that Workbench raises on purpose; the message is one line a person can act on."""

    exit_code = 1


class InputError(WorkbenchError):
    """What a person gave is wrong."""

    exit_code = 2


class SpecError(InputError):
    """A specification that cannot be read as text."""


class ProfileError(InputError):
    """A structure profile that cannot be used."""


class ModuleError(InputError):
    """A compiled program or a data file that cannot be read."""


class TruthError(InputError):
    """A truth source that cannot be read or contradicts itself."""


class SettingsError(InputError):
    """A fault in workbench.toml."""


class PolicyError(InputError):
    """A fault in policy.yaml."""


class ParameterError(InputError):
    """A wrong command line option, notebook parameter or query."""


class UnknownThing(InputError):
    """An id or a name that nothing here has."""


class Refusal(WorkbenchError):
    """A rule said no; nothing was written."""


class NotAllowed(Refusal):
    """Policy denied; the message lists every failed rule."""


class NotApproved(Refusal):
    """No valid decision covers these bytes."""


class Drift(Refusal):
    """The target is not what was approved against."""


class BrokenPromise(WorkbenchError):
    """Something that must hold does not."""


class CoverageGap(BrokenPromise):
    """Lines that belong to no chunk, or to two."""


class LedgerDamaged(BrokenPromise):
    """The journal of decisions was changed."""


class StoreError(BrokenPromise):
    """The store is missing, locked, newer than this program, or damaged."""
