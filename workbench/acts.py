"""The vocabulary of what people decide and of what was done: frozen records, from a proposal to a receipt.

    proposal ─▶ decision ─▶ intent ─▶ receipt      (`records.py` holds what agents say)

A proposal is its bytes: its id is the SHA-256 of everything in it, so a changed byte is another proposal, which nobody
approved. Times are columns of the ledger and of signed statements (UTC, ISO 8601), never part of a proposal's id.
"Absent" is a value: the hash of a file that is not there is "absent".

A draft says how something should be. An action says what to do about it, with the hash of what is there before and of
what will be there afterwards; it is complete, so carrying it out needs nothing else.
"""

import base64
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, JsonValue

from workbench.identity import ID_HEX, canonical, sha256
from workbench.records import UNKNOWN, Record

ActState = Literal[
    "proposed",
    "parked",
    "approved",
    "rejected",
    "expired",
    "superseded",
    "executing",
    "done",
    "drift",
    "conflict",
    "unknown",
    "undone",
]
"""proposed: waits for people. parked: held back, its author has too many waiting. approved: enough people signed.
rejected: one person said no. expired: nobody decided, or executed, in time. superseded: withdrawn, or the policy or the
target changed since. executing: an intent without an outcome; recovery will settle it. done: the effect is there, once.
drift: the target was not what was approved against; nothing was written. conflict: the target holds something that is
neither before nor after; a person must look. unknown: sent, no answer came; a person must look. A person who has
looked makes it done, or superseded when it was not done. undone: done, and undone since by another proposal."""

Outcome = Literal["done", "drift", "conflict", "unknown", "stopped"]
"""How an execution ended; the meanings are those of `ActState`. stopped: the kill switch was set before the effect;
nothing was written and the approval still stands."""


Answer = Literal["approve", "reject", "revoke", "withdraw", "done", "not_done"]
"""approve, reject: a reviewer's word, once. revoke: a reviewer takes back an approval that was not yet used.
withdraw: a reviewer closes a proposal without judging it. done, not_done: after a conflict or an unknown outcome a
person has looked at the target, and says whether the effect is there."""

EntryKind = Literal[
    "proposal",
    "denied",
    "parked",
    "released",
    "superseded",
    "decision",
    "intent",
    "receipt",
    "stop",
    "resume",
    "key",
    "unkey",
    "seal",
    "precedent",
    "waiver",
    "retraction",
    "refused",
]
"""What a ledger entry holds. denied: what policy refused, kept for what-if. parked: held back, its author has too many
waiting; released: no longer. superseded: closed, because the target or the facts changed. key, unkey: a reviewer's key
was enrolled, or withdrawn. seal: a person looked at a ledger without a valid checkpoint and sealed it. stop, resume:
the kill switch. precedent: what a person decided about a field. waiver: an endpoint that may stay missing.
retraction: a fact that a person took back. refused: what a server was asked
and does not do for whoever asked."""


ABSENT = "absent"
"""The hash of a file that is not there."""

Verb = Literal["create", "replace", "delete"]

Risk = Literal["low", "medium", "high"]

RISKS: tuple[Risk, ...] = ("low", "medium", "high")

FileMode = Annotated[int, Field(ge=0, le=0o777)]
"""Permission bits; never set-user-id."""


class TargetIdentity(Record):
    """What is written to: the name in policy.yaml and what it physically is.

    location: where people say it is (`data/out`, a database URL without its password). physical: what a clone would
    not share: a database's system identifier, the resolved path of a directory outside the project.
    """

    name: str
    kind: Literal["files", "sql", "http"]
    location: str
    physical: str
    environment: str


class Blast(Record):
    """What an action touches, measured on the target.

    `bytes` are those written or sent; lines are those of text files; `whole_tables` counts updates and deletions of
    every row of a table that has more than one.
    """

    files: int = 0
    created: int = 0
    replaced: int = 0
    deleted: int = 0
    bytes: int = 0
    rows: int = 0
    lines_added: int = 0
    lines_removed: int = 0
    calls: int = 0
    tables: tuple[str, ...] = ()
    whole_tables: int = 0

    def words(self) -> str:
        """What is touched, in a few words.

        >>> Blast(rows=3, tables=("accounts",), bytes=90).words()
        '3 rows of accounts, 90 bytes'
        """
        said = [f"{self.rows:,} rows of {', '.join(self.tables)}"] if self.tables else []
        said += [f"{self.whole_tables} of them whole"] if self.whole_tables else []
        said += [f"{self.files:,} {'file' if self.files == 1 else 'files'}"] if self.files else []
        said += [f"{self.calls:,} {'request' if self.calls == 1 else 'requests'}"] if self.calls else []
        said += [f"{self.bytes:,} bytes"]
        said += [f"+{self.lines_added} -{self.lines_removed} lines"] if self.lines_added or self.lines_removed else []
        return ", ".join(said)


class Usage(Record):
    """What an agent has used up in a run. `money` is in US dollars."""

    actions: int = 0
    files: int = 0
    bytes: int = 0
    rows: int = 0
    calls: int = 0
    tokens: int = 0
    money: float = 0.0


class FileDraft(Record):
    """A file as an agent wants it: content, or its absence. The path is relative to the target, with `/`."""

    kind: Literal["file"] = "file"
    path: str
    content: bytes = b""
    delete: bool = False
    mode: FileMode = 0o644


class SqlDraft(Record):
    """One parameterised statement: `INSERT INTO t (a) VALUES (:a)`, an UPDATE or a DELETE of one table.

    `rows` holds the parameters, one map per run of the statement; a value is what JSON knows, or one of
    {"decimal": "1.00"}, {"date": "2026-01-31"}, {"time": ..}, {"moment": ..}, {"bytes": base64}, {"uuid": ..}.
    """

    kind: Literal["sql"] = "sql"
    statement: str
    rows: tuple[dict[str, JsonValue], ...] = ({},)


class HttpDraft(Record):
    """One request with a JSON body, to a path of the target; `if_match` is the entity tag it must still have."""

    kind: Literal["http"] = "http"
    method: Literal["POST", "PUT", "PATCH", "DELETE"]
    path: str
    body: JsonValue = None
    if_match: str = ""


Change: TypeAlias = Annotated[FileDraft | SqlDraft | HttpDraft, Field(discriminator="kind")]
"""One thing that an agent wants changed."""


class Draft(Record):
    """What an agent wants written, and why: what a proposal is made from.

    `facts` and `evidence` are the ids of the facts it rests on and of the verdicts that checked it. `follows` is the id
    of a receipt, or of a proposal that was closed without one, when the same is asked again after it.
    """

    author: str
    subject: str
    summary: str
    changes: tuple[Change, ...]
    facts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    follows: str = UNKNOWN


class FileAction(Record):
    """One file to create, replace or delete, with the hash of what must be there before.

    `content` is the text itself, or base64 where the bytes are no UTF-8 text; empty for a deletion.
    """

    kind: Literal["file"] = "file"
    verb: Verb
    path: str
    content: str = ""
    encoding: Literal["text", "base64"] = "text"
    sha256: str
    before: str
    mode: FileMode = 0o644

    def data(self) -> bytes:
        """The bytes of the file afterwards; nothing for a deletion."""
        return base64.b64decode(self.content, validate=True) if self.encoding == "base64" else self.content.encode()


def file_action(draft: FileDraft, before: str) -> FileAction:
    """The action that makes a file what the draft says, where the file's hash is `before` (or "absent")."""
    if draft.delete:
        return FileAction(verb="delete", path=draft.path, sha256=ABSENT, before=before)
    try:
        content, encoding = draft.content.decode(), "text"
    except UnicodeDecodeError:
        content, encoding = base64.b64encode(draft.content).decode(), "base64"
    return FileAction.model_validate(
        {
            "verb": "create" if before == ABSENT else "replace",
            "path": draft.path,
            "content": content,
            "encoding": encoding,
            "sha256": sha256(draft.content),
            "before": before,
            "mode": draft.mode,
        }
    )


class SqlAction(Record):
    """One statement with its rows of parameters, and what it does, as a rehearsal on the target measured it.

    `path` is the table. `before` and `sha256` are hashes of the affected rows before and after ("absent" when there are
    none); `affected` counts them. `rows` is JSON lines, and part of the proposal: what is approved is the data itself.
    """

    kind: Literal["sql"] = "sql"
    verb: Literal["insert", "update", "delete"]
    path: str
    statement: str
    rows: str
    affected: int
    whole_table: bool
    before: str
    sha256: str

    def data(self) -> bytes:
        """The bytes that are sent: statement and rows."""
        return f"{self.statement}\n{self.rows}".encode()


class HttpAction(Record):
    """One request. `before` is the entity tag that must still hold, "unknown" when none is given; `sha256` is that of
    the body."""

    kind: Literal["http"] = "http"
    verb: Literal["post", "put", "patch", "delete"]
    path: str
    body: str
    before: str
    sha256: str

    def data(self) -> bytes:
        """The bytes of the body."""
        return self.body.encode()


Action: TypeAlias = Annotated[FileAction | SqlAction | HttpAction, Field(discriminator="kind")]
"""One typed action of a proposal."""


class Proposal(Record):
    """What an agent asks to write, complete: executing it needs nothing else.

    `facts` and `evidence` are the ids of the facts it rests on and of the verdicts that checked it. `policy` is the
    digest of policy.yaml it was measured under. `follows` is the id of the receipt after which it is asked again.
    """

    proposal_id: str
    version: Literal[1] = 1
    author: str
    subject: str
    summary: str
    target: TargetIdentity
    actions: tuple[Action, ...]
    blast: Blast
    risk: Risk
    facts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    policy: str
    follows: str = UNKNOWN

    def said(self) -> dict[str, Any]:
        """Everything but the id, as JSON values: what the digest is over."""
        return self.model_dump(mode="json", exclude={"proposal_id"})

    @property
    def digest(self) -> str:
        """The SHA-256 of the canonical form: what reviewers sign."""
        return sha256(canonical(self.said()))

    def is_itself(self) -> bool:
        """Whether the id is that of these very bytes."""
        return self.proposal_id == f"proposal-{self.digest[:ID_HEX]}"


class Head(Record):
    """How far a ledger went: its number of entries and the SHA-256 of the last line ("absent" when empty)."""

    entries: int
    sha256: str


class Statement(Record):
    """What a reviewer signs. `digest` is the proposal's; `displayed` the SHA-256 of the text that was shown;
    `acknowledged` the fingerprint of the text gate's findings; `head` the ledger as the reviewer saw it.

    `identity` says who else vouches for the reviewer: "hub:NAME" (JupyterHub), "jupyter:NAME" (the browser, from its
    server), or "key" when there is nothing but the key. It is evidence; the signature is the authority.
    """

    version: Literal[1] = 1
    proposal: str
    digest: str
    answer: Answer
    reviewer: str
    reason: str
    displayed: str
    acknowledged: str
    head: Head
    at: str
    expires: str
    identity: str = "key"

    def message(self) -> bytes:
        """The bytes under the signature."""
        return canonical(self.model_dump(mode="json"))


class Decision(Record):
    """A signed statement: one person's answer to one proposal. `signature` is an armored SSH signature."""

    decision_id: str
    statement: Statement
    signature: str


class Seat(Record):
    """Where a reviewer sits: who their browser says is logged in, and the fingerprint of the key to sign with.

    "" is nobody, and the first of their keys that is here.
    """

    claimed: str = ""
    key: str = ""


NOWHERE = Seat()
"""No browser, and the first key that is here."""


class Standing(Record):
    """Where a proposal stands and why. `approved_by` are the people whose approval counts now; `missing` says in words
    who must still approve; `decisions` are the ids of the approvals that count."""

    proposal: str
    state: ActState
    approved_by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()


class Kept(Record):
    """What was there before an action, kept for undo: `sha256` names a blob, or is "absent"."""

    path: str
    sha256: str
    mode: int = 0


class Intent(Record):
    """That the executor is about to act; written, and on the disk, before it does. Attempts count from 1."""

    intent_id: str
    proposal: str
    digest: str
    attempt: int
    decisions: tuple[str, ...]
    kept: tuple[Kept, ...] = ()


class Receipt(Record):
    """How an execution ended. Only `execution.py` builds one.

    `wrote` lists what is there now: path and SHA-256. `detail` says what a person should know, one line.
    """

    receipt_id: str
    proposal: str
    intent: str
    state: Outcome
    wrote: tuple[tuple[str, str], ...] = ()
    detail: str = ""
    recovered: bool = False


class Revalidation(Record):
    """What became of a proposal that waits, measured again. retain: it is the same. replace: `by` is what it would be
    now. clear: there is nothing left to do, or what it rests on is gone. `changes` says what changed."""

    proposal: str
    outcome: Literal["retain", "replace", "clear"]
    changes: tuple[str, ...] = ()
    by: Proposal | None = None


class Denial(Record):
    """One rule of policy.yaml that an act fails: where the rule stands, what the act has, what the rule needs."""

    rule: str
    line: int
    have: str
    need: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.rule} (line {self.line}): have {self.have}, need {self.need}"


Level = Literal["enforced", "enforced-lite", "advisory"]
"""How far an agent's process is confined, as whoever started it says. enforced: namespaces, Landlock and seccomp.
enforced-lite: Landlock and seccomp. advisory: not at all; what it may do is a convention."""


class Peer(Record):
    """Who was at the other end of a server's socket: user and process as the kernel says, the confinement as the
    process itself says. `request` is the id of what was asked."""

    socket: Literal["agents", "people"]
    uid: int
    pid: int
    level: Level
    request: str


class LedgerEntry(Record):
    """One line of the ledger. `seq` is also its line number, from 1; `prev` the SHA-256 of the line before, without its
    line end; `sha256` that of this line. `peer` is a `Peer` where a server wrote it for somebody, else empty."""

    seq: int
    prev: str
    time: str
    kind: EntryKind
    body: dict[str, Any]
    sha256: str
    peer: dict[str, Any] = Field(default_factory=dict)


class Damage(Record):
    """One thing that is wrong with a ledger: the line it was found on (from 1, 0 for the file) and what it is."""

    line: int
    what: str


def stamp(moment: datetime) -> str:
    """A moment as the ledger writes it: UTC, microseconds, Z.

    >>> stamp(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05.000000Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(stamped: str) -> datetime:
    """The moment that `stamp` wrote."""
    return datetime.strptime(stamped, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
