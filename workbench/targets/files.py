"""Files below one directory: the simplest target, and the one the demo writes to.

The actions of one proposal are carried out together: all are checked, all are prepared, each is swapped in, all are
checked again. When one of them meets another content than was approved against, those already done are taken back.
Beside the files there is a directory `.workbench` while work goes on; it is gone afterwards.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from workbench.acts import (
    ABSENT,
    Action,
    Blast,
    Change,
    FileAction,
    FileDraft,
    Kept,
    Outcome,
    TargetIdentity,
    file_action,
)
from workbench.blobs import Blobs
from workbench.errors import Drift, NotAllowed, Refusal
from workbench.identity import sha256
from workbench.targets import Applied, Step, Stopped
from workbench.targets.beneath import open_directory, open_root, read_file
from workbench.targets.difference import count, unified
from workbench.targets.swap import Conflict, Swap
from workbench.textgate import show

AREA = ".workbench"
"""The directory for files beside, below the root."""


@dataclass(frozen=True)
class Files:
    """The files below `root`, a path relative to `home` (or absolute)."""

    name: str
    home: Path
    root: str
    environment: str

    @property
    def identity(self) -> TargetIdentity:
        """What it is. A root inside the project is named relative to it, so that ids are the same on every machine."""
        inside = not os.path.isabs(self.root)
        physical = f"project:{self.root}" if inside else os.path.realpath(self.root)
        return TargetIdentity(
            name=self.name, kind="files", location=self.root, physical=physical, environment=self.environment
        )

    def plan(self, changes: Sequence[Change]) -> list[Action]:
        """The actions that make the files what the drafts say; none for a file that is so already."""
        drafts = [change for change in changes if isinstance(change, FileDraft)]
        if len(drafts) < len(changes):
            raise NotAllowed(f"{self.name} is a directory; it takes files only")
        paths = [draft.path for draft in drafts]
        if strange := [path for path in paths if paths.count(path) > 1 or path.split("/")[0] == AREA]:
            raise NotAllowed(f"{strange[0]!r} is named twice, or lies in {AREA}, which is the executor's")
        with self._root() as root:
            planned = [(draft, _now(root, draft.path)) for draft in drafts]
        return [
            file_action(draft, ABSENT if now is None else sha256(now))
            for draft, now in planned
            if now != (None if draft.delete else draft.content)
        ]

    def measure(self, actions: Sequence[Action]) -> Blast:
        """Files and bytes written, lines added and removed, against what is there now."""
        with self._root() as root:
            lines = [count(_now(root, action.path) or b"", action.data()) for action in actions]
        verbs = [action.verb for action in actions]
        return Blast(
            files=len(actions),
            created=verbs.count("create"),
            replaced=verbs.count("replace"),
            deleted=verbs.count("delete"),
            bytes=sum(len(action.data()) for action in actions),
            lines_added=sum(added for added, _ in lines),
            lines_removed=sum(removed for _, removed in lines),
        )

    def diff(self, actions: Sequence[Action]) -> str:
        """What would change, file by file; says so where the target is no longer what the proposal was made for."""
        with self._root() as root:
            return "\n".join(self._shown(root, action) for action in actions) + "\n"

    def keep(self, actions: Sequence[Action], blobs: Blobs) -> list[Kept]:
        """What is there before, as blobs."""
        with self._root() as root:
            found = [(action.path, read_file(root, action.path) if root >= 0 else None) for action in actions]
        return [
            Kept(path=path, sha256=ABSENT) if file is None else Kept(path=path, sha256=blobs.put(file[0]), mode=file[1])
            for path, file in found
        ]

    def back(self, actions: Sequence[Action], kept: Sequence[Kept], blobs: Blobs) -> list[Change]:
        """The files as they were."""
        return [
            FileDraft(path=one.path, delete=True)
            if one.sha256 == ABSENT
            else FileDraft(path=one.path, content=blobs.get(one.sha256), mode=one.mode)
            for one in reversed(kept)
        ]

    def apply(self, token: str, actions: Sequence[Action], step: Step, again: bool) -> Applied:
        """Make the files what the actions say, all of them, or none."""
        with ExitStack() as open_:
            try:
                root = open_.enter_context(self._root(make=True))
                area = open_.enter_context(_area(root))
            except OSError as fault:
                return Applied(state="stopped", detail=f"{self.root}: {fault.strerror}; nothing was written")
            swaps = [Swap(root, area, f"{token}-{at}", _file(action)) for at, action in enumerate(actions)]
            try:
                return _carry_out(swaps, step, again)
            except (Conflict, Refusal) as why:
                return Applied(state="conflict", detail=str(why))

    def _shown(self, root: int, action: Action) -> str:
        now = _now(root, action.path)
        head = f"{action.verb} {show(action.path)}: {len(action.data())} bytes, sha256 {action.sha256}"
        if (ABSENT if now is None else sha256(now)) != action.before:
            head += "\n! the target holds something else now than this was proposed for"
        return f"{head}\n{unified(action.path, now or b'', action.data())}"

    @contextmanager
    def _root(self, make: bool = False) -> Iterator[int]:
        root = open_root(self.home, self.root, make)
        try:
            yield root
        finally:
            if root >= 0:
                os.close(root)


def _file(action: Action) -> FileAction:
    if not isinstance(action, FileAction):
        raise NotAllowed(f"a directory takes files, not a {action.kind}")
    return action


def _now(root: int, path: str) -> bytes | None:
    found = read_file(root, path) if root >= 0 else None
    return None if found is None else found[0]


@contextmanager
def _area(root: int) -> Iterator[int]:
    area = open_directory(root, AREA, make=True)
    try:
        yield area
    finally:
        os.close(area)
        with suppress(OSError):  # something is kept in it, on purpose
            os.rmdir(AREA, dir_fd=root)


def _carry_out(swaps: Sequence[Swap], step: Step, again: bool) -> Applied:
    done: list[Swap] = []
    try:
        if again:
            done += _mended(swaps)
        todo = [swap for swap in swaps if swap not in done]
        if strange := [swap.action.path for swap in todo if swap.place() != "before"]:
            raise Drift(f"{', '.join(map(repr, strange))} is not what was approved against")
        step("checked")
        for swap in todo:
            swap.prepare()
        for swap in todo:
            step(f"swap {swap.action.path}")
            swap.swap()
            done.append(swap)
        step("swapped")
    except (Refusal, OSError) as why:
        return _taken_back(done, swaps, why)
    return _finished(swaps, step)


def _mended(swaps: Sequence[Swap]) -> list[Swap]:
    """After a crash: those that were swapped in before it, once all half swaps are mended."""
    for swap in swaps:
        swap.mend()
    return [swap for swap in swaps if swap.place() == "after"]


def _taken_back(done: Sequence[Swap], swaps: Sequence[Swap], why: Exception) -> Applied:
    for swap in reversed(done):
        swap.take_back()
    for swap in swaps:
        swap.sweep()
    # A full disk or a kill switch says nothing about the target: the approval stands.
    state: Outcome = "stopped" if isinstance(why, OSError | Stopped) else "drift"
    what = why.strerror if isinstance(why, OSError) and why.strerror else why
    return Applied(state=state, detail=f"{what}; nothing was written")


def _finished(swaps: Sequence[Swap], step: Step) -> Applied:
    if strange := [swap.action.path for swap in swaps if swap.place() != "after"]:
        raise Conflict(f"{', '.join(map(repr, strange))} was changed right after it was written")
    step("verified")
    for swap in swaps:
        swap.sweep()
    return Applied(state="done", wrote=tuple((swap.action.path, swap.action.sha256) for swap in swaps))
