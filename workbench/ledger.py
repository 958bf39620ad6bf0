"""The journal of what people decided and what was done: one JSON line per entry, each sealed by the next.

    {"body":{...},"kind":"decision","prev":"<SHA-256 of the line above>","seq":7,"time":"2026-01-02T03:04:05.000000Z"}

Changing, removing, swapping or doubling a line breaks the chain at that line. The end of the chain is held by a
checkpoint beside the ledger, signed by the executor, so that a cut tail or a chain rewritten from some line on is found
as well. Each reviewer's signature covers the head that the reviewer saw and so is a witness of its own.

An entry is on the disk (fsync) before `append` returns. A line torn by a crash has no line end: it never counted, and
the next append cuts it off. Appending holds an exclusive lock, reading a shared one, both on a file beside the ledger.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.acts import Damage, EntryKind, Head, LedgerEntry, stamp
from workbench.chain import EMPTY, Item, examine, follow, link
from workbench.checkpoint import Checkpoint, Checkpoints, against
from workbench.errors import LedgerDamaged
from workbench.identity import sha256
from workbench.signing import Key, canonical_key, load_key, make_key

_SYNC = getattr(os, "fdatasync", os.fsync)  # data and size, not the time of the change


class Ledger:
    """A ledger file; the first append makes it.

    With `key`, the executor's, every append is sealed by a checkpoint, and a ledger without one is refused. To check
    another's ledger `public` is enough: the executor's public key.
    """

    def __init__(self, path: Path, key: Key | None = None, public: str = "") -> None:
        """Nothing is read or made yet."""
        self.path = path
        self.key = key
        self.public = key.public if key else public
        self.checkpoints = Checkpoints(path.with_name(path.name + ".checkpoint"), self.public)
        self._known = b""
        self._entries: list[LedgerEntry] = []

    def append(self, kind: EntryKind, body: dict[str, Any], time: datetime | None = None) -> LedgerEntry:
        """The entry, once it is on the disk."""
        return self.append_many([(kind, body)], time)[0]

    def append_many(self, items: Sequence[Item], time: datetime | None = None) -> list[LedgerEntry]:
        """The entries, once all are on the disk: one write, one fsync, one checkpoint. Raises LedgerDamaged."""
        if not items:
            return []
        at = stamp(time or datetime.now(UTC))
        with self._locked(fcntl.LOCK_EX), self._opened() as file:
            head, end = self._tail(file)
            entries, lines = link(head, items, at, [self.peer_of(*item) for item in items])
            os.ftruncate(file, end)
            _write(file, lines, end)
            _SYNC(file)
            self._sign(entries[-1], end + len(lines), at)
        return entries

    def peer_of(self, kind: EntryKind, body: dict[str, Any]) -> dict[str, Any]:
        """For whom an entry is written, as a `Peer`; {} where no server writes it for somebody else."""
        return {}

    def entries(self) -> list[LedgerEntry]:
        """Every entry in order, after the whole chain and the checkpoint were checked.

        Bytes that this object checked before are compared, not parsed again. Raises LedgerDamaged with the first thing
        that is wrong.
        """
        data, damage = self._read()
        if not damage:
            if not data.startswith(self._known):
                self._known, self._entries = b"", []
            last = self._entries[-1] if self._entries else None
            head = Head(entries=last.seq, sha256=last.sha256) if last else EMPTY
            fresh, damage = follow(data[len(self._known) :], head)
        if damage:
            raise self._damaged(damage[0])
        self._known, self._entries = data, self._entries + fresh
        return list(self._entries)

    def verify(self) -> list[Damage]:
        """Everything that is wrong, in the order of the lines; nothing when the ledger is whole."""
        data, damage = self._read()
        return sorted(set(damage + examine(data)), key=lambda found: found.line)

    def seal(self, who: str = "", reason: str = "", time: datetime | None = None, lost: bool = False) -> Head:
        """Sign for the ledger as it stands, after a person has looked: where its checkpoint was lost or torn.

        With `who`, an entry says who looked and why.

        Refuses when the chain, or what reviewers saw, is broken, and, unless the person accepts what is `lost`, when
        more was signed for than is here: LedgerDamaged. That nothing else was cut off only the person can tell.
        """
        with self._locked(fcntl.LOCK_EX), self._opened() as file:
            data = self.path.read_bytes()
            data = data[: data.rfind(b"\n") + 1]
            damage = examine(data) + ([] if lost else self._witnessed(data))
            if damage:
                raise self._damaged(damage[0])
            entries = follow(data)[0]
            self.checkpoints.path.unlink(missing_ok=True)
            os.fsync(file)
            if entries:
                self._sign(entries[-1], len(data), stamp(time or datetime.now(UTC)))
        if who:
            self.append("seal", {"who": who, "reason": reason, "lost": lost}, time)
        return self.head()

    def head(self) -> Head:
        """How far the ledger goes now."""
        if not self.path.exists():
            return EMPTY
        with self._locked(fcntl.LOCK_SH), self._opened() as file:
            return self._tail(file)[0]

    def _read(self) -> tuple[bytes, list[Damage]]:
        if not self.path.parent.exists():
            return b"", []
        with self._locked(fcntl.LOCK_SH):
            data = self.path.read_bytes() if self.path.exists() else b""
            data = data[: data.rfind(b"\n") + 1]
            return data, self._against_seal(len(data), _line_of(data))

    def _witnessed(self, data: bytes) -> list[Damage]:
        """What a checkpoint that holds says against these lines; nothing where there is none that holds."""
        try:
            seal = self.checkpoints.newest()
        except LedgerDamaged:
            return []
        return against(seal, len(data), _line_of(data)) if seal else []

    def _tail(self, file: int) -> tuple[Head, int]:
        """The head and the size of the whole lines. Raises LedgerDamaged when more, or other, was signed for."""
        end = _last_newline(file, os.fstat(file).st_size)
        if damage := self._against_seal(end, lambda offset: _line_before(file, offset)):
            raise self._damaged(damage[0])
        if end == 0:
            return EMPTY, 0
        raw = _line_before(file, end)
        entries, damage = follow(raw + b"\n")
        if not entries:
            raise self._damaged(damage[0])
        return Head(entries=entries[0].seq, sha256=sha256(raw)), end

    def _against_seal(self, size: int, line_before: Any) -> list[Damage]:
        try:
            seal = self.checkpoints.newest()
        except LedgerDamaged as fault:
            return [Damage(line=0, what=str(fault))]
        if seal is None:
            unsealed = Damage(line=0, what="the checkpoint is missing; a ledger of this executor has one")
            return [unsealed] if self.public and size else []
        return against(seal, size, line_before)

    def _sign(self, last: LedgerEntry, size: int, at: str) -> None:
        if self.key:
            checkpoint = Checkpoint(entries=last.seq, bytes=size, sha256=last.sha256, time=at)
            self.checkpoints.write(self.key, checkpoint)

    def _damaged(self, damage: Damage) -> LedgerDamaged:
        where = f"{self.path.name}:{damage.line}" if damage.line else self.path.name
        return LedgerDamaged(f"{where}: {damage.what}; nothing is executed until a person has looked")

    @contextmanager
    def _opened(self) -> Iterator[int]:
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            yield file
        finally:
            os.close(file)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One at a time reads the ledger and appends what follows from it, for the body of the `with`."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.path.with_name(self.path.name + ".turn"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.path.with_name(self.path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)


def open_ledger(path: Path, key_path: Path) -> Ledger:
    """A ledger with the executor's key in `key_path`, made together with it.

    Without the private half (`key_path` with `.pub` is enough) it can be read and checked, and not sealed. Raises
    LedgerDamaged for a ledger whose key is gone: without it a cut end cannot be told.
    """
    if key_path.exists():
        return Ledger(path, load_key(key_path))
    if not path.exists() or path.stat().st_size == 0:
        return Ledger(path, make_key(key_path))
    public = key_path.with_name(key_path.name + ".pub")
    if public.exists():
        return Ledger(path, public=canonical_key(public.read_text()))
    raise LedgerDamaged(f"{key_path}, the key that seals {path.name}, is missing; nothing is believed without it")


def _write(file: int, data: bytes, offset: int) -> None:
    while data:
        written = os.pwrite(file, data, offset)
        data, offset = data[written:], offset + written


def _last_newline(file: int, size: int) -> int:
    """Where the whole lines end: just after the last line end."""
    while size > 0:
        window = min(size, 1 << 16)
        at = os.pread(file, window, size - window).rfind(b"\n")
        if at >= 0:
            return size - window + at + 1
        size -= window
    return 0


def _line_of(data: bytes) -> Callable[[int], bytes]:
    """The line that ends, with its line end, at an offset of these bytes."""
    return lambda end: data[data.rfind(b"\n", 0, end - 1) + 1 : end - 1]


def _line_before(file: int, end: int) -> bytes:
    """The line that ends, with its line end, at an offset."""
    start = _last_newline(file, max(end - 1, 0))
    return os.pread(file, max(end - 1 - start, 0), start)


def ledger_of(home: Path) -> Ledger:
    """The ledger of a project, sealed with the key of the executor that works there; both lie in its store."""
    store = home / "data" / "store"
    return open_ledger(store / "ledger.jsonl", store / "executor")
