"""What a kernel may see: its project's documents, its Python, the system's libraries; and where it may write.

    scope = Scope.of(home, run, cwd, extra=())
    scope.read, scope.hidden, scope.run

Everything else does not exist for it (`enforced`), or cannot be opened (`enforced-lite`): keys, the ledger, the store,
other kernels' directories, the sockets of the executor, the home of the person.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

DOCUMENTS = ("specs", "data", "notebooks", "workbench.toml", "policy.yaml", "profiles")
"""What of a project is read by its notebooks."""

PRIVATE = ("data/store", "data/run", "data/runs", "keys", ".git")
"""What of a project no kernel sees, wherever its documents lie."""

DEEP = 3
"""Directories below a document in which private ones are looked for: projects may lie in projects."""

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin", "/nix/store")
ETC = """
alternatives fonts group ld.so.cache ld.so.conf ld.so.conf.d locale.alias localtime mime.types nsswitch.conf os-release
passwd ssl/certs ssl/openssl.cnf timezone
""".split()
"""What programs read of /etc; nothing of it is secret."""

CGROUP = Path("/sys/fs/cgroup")
"""DuckDB ends the whole process when it may not read this."""

_KEYS = re.compile(r"^keys:\s*([^\s#]+)", re.M)
_KEY_FILE = re.compile(r"""^\s*key_file\s*=\s*["']([^"']+)["']""", re.M)


class Scope(NamedTuple):
    """What one kernel may read and write. `read` holds files and directories, `hidden` what lies in them and is not
    shown, `places` directories that only have to be there."""

    home: Path
    run: Path
    cwd: Path
    read: tuple[Path, ...]
    hidden: tuple[Path, ...]

    @classmethod
    def of(cls, home: Path, run: Path, cwd: Path, extra: Sequence[Path] = ()) -> "Scope":
        """The scope of a project's kernel. extra: more to read, named by a person in workbench.toml."""
        documents = [home / name for name in DOCUMENTS if (home / name).exists()]
        read = [*documents, *extra, *_python(home), *_system()]
        hidden = sorted({*_private(home, [*documents, *extra]), *_named(home)})
        return cls(home, run, cwd, tuple(dict.fromkeys(read)), tuple(path for path in hidden if path.exists()))

    def opened(self) -> Iterator[Path]:
        """Each path that may be read, with what is hidden left out: for Landlock, which knows no exceptions."""
        for path in self.read:
            yield from _without(path, self.hidden)


def _python(home: Path) -> list[Path]:
    """Where this Python and what is installed in it lie; of the directory of a checkout only the package."""
    package = Path(__file__).resolve().parent.parent
    prefixes = [Path(sys.base_prefix), Path(sys.prefix), Path(sys.base_exec_prefix)]
    found = [path for path in prefixes if str(path) != "/usr"]
    for text in sys.path:
        path = Path(text)
        if path.is_absolute() and path.exists() and not any(path.is_relative_to(one) for one in prefixes):
            found += [] if _holds(path, home) or path.is_relative_to(home) else [path]
    return [*found, package]


def _holds(path: Path, home: Path) -> bool:
    """Whether a directory has more in it than modules: a project, a checkout, or somebody's home."""
    return home.is_relative_to(path) or Path.home().is_relative_to(path) or (path / ".git").exists()


def _system() -> list[Path]:
    found = [Path(text) for text in SYSTEM] + [Path("/etc") / name for name in ETC] + [CGROUP]
    return [path for path in found if path.exists()]


def _private(home: Path, documents: Sequence[Path]) -> Iterator[Path]:
    yield from (home / name for name in PRIVATE)
    for document in documents:
        for place, names, _ in os.walk(document):
            here = Path(place)
            if len(here.relative_to(document).parts) >= DEEP:
                names.clear()
            yield from (here / name for name in names for private in PRIVATE if (here / name).match(private))


def _named(home: Path) -> Iterator[Path]:
    """The directory of the reviewers' keys and the file with a model's key, as policy and settings name them."""
    for name, pattern in (("policy.yaml", _KEYS), ("workbench.toml", _KEY_FILE)):
        try:
            said = pattern.search((home / name).read_text("utf-8", "replace"))
        except OSError:
            continue
        if said:
            path = home / said[1].strip("\"'")
            yield path.parent if name == "policy.yaml" and path.parent != home else path


def _without(path: Path, hidden: Sequence[Path]) -> Iterator[Path]:
    if path in hidden:
        return
    if not any(one.is_relative_to(path) for one in hidden):
        yield path
        return
    for name in sorted(os.listdir(path)):
        if not (path / name).is_symlink():
            yield from _without(path / name, hidden)
