"""Lines that seal each other: the pure part of the ledger, bytes in, entries and damage out.

Each line is canonical JSON and holds the SHA-256 of the raw line before it, so checking needs no re-encoding: one hash
and one parse per line.
"""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic_core import from_json

from workbench.acts import ABSENT, Damage, EntryKind, Head, LedgerEntry
from workbench.errors import ParameterError
from workbench.identity import canonical, sha256

MAX_LINE = 12 << 20
"""Bytes that one entry may have; DuckDB's JSON reader takes 16 MiB."""

EMPTY = Head(entries=0, sha256=ABSENT)
"""Where a chain starts."""

_KEYS = {"body", "kind", "prev", "seq", "time"}
_TEXTS = {
    "proposal": ("proposal_id", "author"),
    "parked": ("proposal",),
    "released": ("proposal",),
    "superseded": ("proposal",),
    "decision": ("statement.proposal", "statement.reviewer", "statement.answer", "statement.head.sha256"),
    "intent": ("intent_id", "proposal"),
    "receipt": ("receipt_id", "proposal", "intent", "state"),
    "key": ("name", "public"),
    "unkey": ("name", "public"),
}
_KINDS = frozenset(get_args(EntryKind))


Item = tuple[EntryKind, dict[str, Any]]
"""What an entry holds: its kind and its body."""


def link(
    head: Head, items: Sequence[Item], time: str, peers: Sequence[dict[str, Any]] = ()
) -> tuple[list[LedgerEntry], bytes]:
    """The entries that follow a head, and their lines as bytes. `peers`: for whom each is written, {} for nobody."""
    entries: list[LedgerEntry] = []
    lines: list[bytes] = []
    for at, (kind, body) in enumerate(items):
        said = {"body": body, "kind": kind, "prev": head.sha256, "seq": head.entries + 1, "time": time}
        said |= {"peer": peers[at]} if peers and peers[at] else {}
        line = canonical(said)
        if len(line) > MAX_LINE:
            raise ParameterError(f"a {kind} of {len(line)} bytes; a ledger entry has at most {MAX_LINE}")
        entries.append(_entry(said, head.entries + 1, line))
        head = Head(entries=head.entries + 1, sha256=entries[-1].sha256)
        lines.append(line + b"\n")
    return entries, b"".join(lines)


def walk(data: bytes, head: Head = EMPTY) -> Iterator[LedgerEntry | Damage]:
    """The entries in these whole lines, which follow `head`, and what is wrong with them, as it is met.

    After a damaged line the chain is taken up again from that line, so that one fault is reported once.
    """
    seq, prev = head.entries, head.sha256
    for number, raw in enumerate(data.split(b"\n")[:-1], head.entries + 1):
        found = _read(raw)
        if isinstance(found, str):
            yield Damage(line=number, what=found)
            seq, prev = seq + 1, sha256(raw)
            continue
        if found["seq"] != seq + 1:
            yield Damage(line=number, what=_gap(found["seq"], seq + 1))
        elif found["prev"] != prev:
            yield Damage(line=max(number - 1, 1), what=f"is not the line that line {number} was written after")
        entry = _entry(found, found["seq"], raw)
        yield entry
        seq, prev = entry.seq, entry.sha256


def follow(data: bytes, head: Head = EMPTY) -> tuple[list[LedgerEntry], list[Damage]]:
    """The entries in these lines, and everything that is wrong with them."""
    entries: list[LedgerEntry] = []
    damage: list[Damage] = []
    for one in walk(data, head):
        if isinstance(one, Damage):
            damage.append(one)
        else:
            entries.append(one)
    return entries, damage


def examine(data: bytes) -> list[Damage]:
    """Everything that is wrong with a whole ledger: its chain, and where a reviewer's signed statement saw another
    ledger than this one. Keeps one hash per entry, not the entries."""
    hashes, damage = {0: ABSENT}, []
    for one in walk(data):
        if isinstance(one, Damage):
            damage.append(one)
            continue
        if one.kind == "decision":
            seen: dict[str, Any] = one.body["statement"]["head"]
            at = seen.get("entries")
            if not isinstance(at, int) or hashes.get(at) != seen["sha256"]:
                damage.append(
                    Damage(line=one.seq, what=f"the reviewer saw another line {at} than the one that is here")
                )
        hashes[one.seq] = one.sha256
    return damage


def _entry(found: dict[str, Any], seq: int, raw: bytes) -> LedgerEntry:
    return LedgerEntry.model_construct(
        seq=seq,
        prev=found["prev"],
        time=found["time"],
        kind=found["kind"],
        body=found["body"],
        sha256=sha256(raw),
        peer=found.get("peer", {}),
    )


def _read(raw: bytes) -> dict[str, Any] | str:
    try:
        found = from_json(raw)  # twice as fast as the standard library's
    except ValueError:
        return "is not JSON"
    if not isinstance(found, dict) or not _KEYS <= found.keys() <= {*_KEYS, "peer"}:
        return f"is no entry; an entry has {', '.join(sorted(_KEYS))}"
    whole = isinstance(found["body"], dict) and isinstance(found["prev"], str) and isinstance(found["time"], str)
    whole = whole and isinstance(found.get("peer", {}), dict)
    if not whole or type(found["seq"]) is not int or found["kind"] not in _KINDS:
        return "is no entry; a value is of the wrong kind"
    if lacking := _lacking(found["kind"], found["body"]):
        return f"is no whole {found['kind']}; {lacking} is missing or no text"
    return found


def _lacking(kind: str, body: dict[str, Any]) -> str:
    """The first text that every entry of this kind has, and this one lacks."""
    for path in _TEXTS.get(kind, ()):
        value: Any = body
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if not isinstance(value, str):
            return path
    return ""


def _gap(seq: int, expected: int) -> str:
    if seq > expected:
        return f"is entry {seq}; entry {expected} is missing before it"
    return f"is entry {seq} again; entry {expected} was expected"
