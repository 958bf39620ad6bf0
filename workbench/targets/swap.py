"""One file action, carried out by compare-and-swap, and brought to an end after a crash at any point.

New content is written beside (`.new`, then `.swap`), put in place in one step, and what came out of the place is
hashed: when it is not what was approved against, it is put back. So another program's change is never overwritten,
even one that came between the check and the swap. Until the whole proposal is done `.swap` holds what came out.

    replace   exchange .swap and the file          create   link .swap to the name, which fails if it is taken
    delete    move the file to .swap
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from workbench.acts import ABSENT, FileAction
from workbench.errors import BrokenPromise, Drift
from workbench.targets.beneath import exchange, hash_at, move_new, parent, write_new

Place = Literal["before", "after", "other"]
"""What is in the place of a file: what was approved against, what was approved, or something else."""


class Conflict(BrokenPromise):
    """The place holds what nobody approved, and putting things back would destroy something."""


@dataclass(frozen=True)
class Swap:
    """One action below a root; `area` is the directory for its files beside, `name` theirs alone."""

    root: int
    area: int
    name: str
    action: FileAction

    @property
    def fresh(self) -> str:
        """The file that is being written."""
        return f"{self.name}.new"

    @property
    def beside(self) -> str:
        """The file that goes in, and then the one that came out."""
        return f"{self.name}.swap"

    def place(self) -> Place:
        """What is there now."""
        with self._parent() as (directory, name):
            found = ABSENT if directory < 0 else hash_at(directory, name, self.action.path)
        if found == self.action.before:
            return "before"
        return "after" if found == self.action.sha256 else "other"

    def prepare(self) -> None:
        """Write the new content beside."""
        if self.action.verb != "delete":
            write_new(self.area, self.fresh, self.action.data(), self.action.mode)
            os.rename(self.fresh, self.beside, src_dir_fd=self.area, dst_dir_fd=self.area)

    def swap(self) -> None:
        """Put the new content in place. Raises Drift, with everything as it was, when the place held something else."""
        with self._parent(make=self.action.verb == "create") as (directory, name):
            try:
                self._swap(directory, name)
            except (FileNotFoundError, NotADirectoryError):
                raise self._drift("is gone") from None
            os.fsync(directory)

    def take_back(self) -> None:
        """Undo `swap`. Raises Conflict, changing nothing, when the place no longer holds what was put there."""
        with self._parent() as (directory, name):
            if directory < 0 or hash_at(directory, name, self.action.path) != self.action.sha256:
                raise Conflict(f"{self.action.path!r} was changed again and cannot be put back")
            if self.action.verb == "create":
                os.rename(name, self.beside, src_dir_fd=directory, dst_dir_fd=self.area)
            elif self.action.verb == "replace":
                exchange(self.area, self.beside, directory, name)
            else:
                self._restore(directory, name)
            os.fsync(directory)

    def mend(self) -> None:
        """After a crash: finish or undo a half swap, so that the place is one of the three and files beside are known.

        Raises Conflict when what came out was not what was approved against and its place is taken.
        """
        self._drop(self.fresh)
        with self._parent() as (directory, name):
            self._mend_aside()
            if directory >= 0 and self._same_file(directory, name):
                self._drop(self.beside)
            found = hash_at(self.area, self.beside, self.action.path)
            if found == self.action.sha256:
                self._drop(self.beside)
            elif found not in (ABSENT, self.action.before):
                self._put_out_back(directory, name)

    def sweep(self) -> None:
        """Remove the files beside."""
        self._drop(self.fresh)
        self._drop(self.beside)

    def _swap(self, directory: int, name: str) -> None:
        if self.action.verb == "create":
            if not move_new(self.area, self.beside, directory, name):
                raise self._drift("is there already")
            return
        if self.action.verb == "replace":
            exchange(self.area, self.beside, directory, name)
        else:
            os.rename(name, self.beside, src_dir_fd=directory, dst_dir_fd=self.area)
        if hash_at(self.area, self.beside, self.action.path) != self.action.before:
            self._put_out_back(directory, name)
            raise self._drift("was changed since")

    def _put_out_back(self, directory: int, name: str) -> None:
        if self.action.verb == "delete":
            self._restore(directory, name)
            return
        if directory < 0 or hash_at(directory, name, self.action.path) != self.action.sha256:
            raise Conflict(f"{self.action.path!r} was changed again; what was there before is kept as {self.beside!r}")
        exchange(self.area, self.beside, directory, name)
        self._drop(self.beside)

    def _restore(self, directory: int, name: str) -> None:
        if directory < 0 or not move_new(self.area, self.beside, directory, name):
            raise Conflict(f"{self.action.path!r} was made again; what was there before is kept as {self.beside!r}")

    def _mend_aside(self) -> None:
        aside = self.beside + ".aside"  # only where two files cannot be exchanged in one step
        if hash_at_any(self.area, aside) and not hash_at_any(self.area, self.beside):
            os.rename(aside, self.beside, src_dir_fd=self.area, dst_dir_fd=self.area)
        self._drop(aside)

    def _same_file(self, directory: int, name: str) -> bool:
        try:
            there = os.stat(name, dir_fd=directory, follow_symlinks=False)
            here = os.stat(self.beside, dir_fd=self.area, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)

    def _drift(self, what: str) -> Drift:
        return Drift(f"{self.action.path!r} {what}")

    def _drop(self, name: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self.area)

    @contextmanager
    def _parent(self, make: bool = False) -> Iterator[tuple[int, str]]:
        with parent(self.root, self.action.path, make) as found:
            yield found


def hash_at_any(directory: int, name: str) -> bool:
    """Whether anything has this name."""
    try:
        os.stat(name, dir_fd=directory, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True
