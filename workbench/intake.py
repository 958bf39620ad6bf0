"""Taking a spec in: its bytes, its lines, its profile, its chunks and the endpoints it mentions, all under its id.

Nothing is read by an agent yet. The same bytes with the same profile and budget give the same rows, so taking a spec
in twice adds nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import profile
from workbench.accounting import Mention, mentions
from workbench.blobs import Blobs
from workbench.checks.reading import SpecDocuments
from workbench.chunk import split
from workbench.draft import put_text
from workbench.errors import UnknownThing
from workbench.later import later
from workbench.lineage import edge_rows, edges
from workbench.profile import Profile
from workbench.records import UNKNOWN, Chunk
from workbench.spec import Spec, from_bytes, read
from workbench.store import Store, chunk_row

if TYPE_CHECKING:
    from workbench import discovery
else:
    discovery = later("workbench.discovery")  # of use where no profile is at hand

PROFILE_SUFFIX = ".profile.yaml"
"""A profile beside a spec, `legacy.profile.yaml` for `legacy.txt`: a person's, or discovery's for just these bytes."""

NEWEST = "SELECT spec_id FROM spec ORDER BY rowid DESC LIMIT 1"
"""The id of the spec that was taken in last."""


@dataclass(frozen=True)
class Intake:
    """A spec as it was taken in."""

    spec: Spec
    profile: Profile
    chunks: tuple[Chunk, ...]
    earlier: Callable[[str], Spec] | None = None

    @cached_property
    def documents(self) -> SpecDocuments:
        """The spec as the gate knows it, with the earlier issues that kept facts cite."""
        return SpecDocuments(self.spec, self.profile, self.earlier)

    @cached_property
    def mentions(self) -> list[Mention]:
        """Every line that names an endpoint."""
        return mentions(self.spec, self.profile, self.documents.outline)


def ingest(store: Store, paths: Sequence[Path], budget: int, chosen: Path | None = None) -> Intake:
    """The spec at some paths, taken in; without any, the newest one that was, from the bytes that were kept.

    `chosen` is its profile; without one it is found beside it where it fits, or proposed. Raises UnknownThing where
    nothing was kept.
    """
    spec = read(*paths) if paths else reopen(store, newest(store))
    used = _profile(store, spec, paths, chosen)
    taken = Intake(spec, used, tuple(split(spec, used, budget)), lambda spec_id: reopen(store, spec_id))
    if not _known(store, taken):
        _keep(store, taken, ", ".join(str(path) for path in paths))
    return taken


def newest(store: Store) -> str:
    """The id of the spec that was taken in last; "unknown" before the first."""
    rows = store.rows(NEWEST)
    return str(rows[0][0]) if rows else UNKNOWN


def _profile(store: Store, spec: Spec, paths: Sequence[Path], chosen: Path | None) -> Profile:
    if chosen is not None:
        return profile.load(chosen)
    beside = [path.with_name(path.stem + PROFILE_SUFFIX) for path in paths[:1]]
    places = [path for path in (*beside, _kept_profile(store, spec.spec_id)) if path.is_file()]
    found = (profile.fitting(path, spec.sha256) for path in places)
    return next((one for one in found if one is not None), None) or discovery.proposed(spec)


def _kept_profile(store: Store, spec_id: str) -> Path:
    return store.directory / "profiles" / f"{spec_id}.yaml"


def _known(store: Store, taken: Intake) -> bool:
    held = store.rows("SELECT chunk_id FROM chunk WHERE spec_id = ? ORDER BY ordinal", (taken.spec.spec_id,))
    return [row[0] for row in held] == [chunk.chunk_id for chunk in taken.chunks]


def _keep(store: Store, taken: Intake, path: str) -> None:
    """Bytes and profile on the disk first; the rows that name them after, in one transaction."""
    spec = taken.spec
    Blobs(store.directory / "blobs").put(spec.data)
    kept = _kept_profile(store, spec.spec_id)
    kept.parent.mkdir(parents=True, exist_ok=True)
    put_text(kept, profile.dump(taken.profile))
    with store.write() as tx:
        # Of a spec that is new the store holds nothing yet; of another one it may, cut in the same way.
        add = tx.put if tx.add("spec", [_spec_row(spec, path)]) else tx.add
        add("line_class", _runs(spec))
        add("chunk", [chunk_row(chunk) for chunk in taken.chunks])
        add("mention", [_mention_row(spec, mention) for mention in taken.mentions])
        add("edge", edge_rows(edge for chunk in taken.chunks for edge in edges(chunk)))


def _spec_row(spec: Spec, path: str) -> dict[str, Any]:
    return {
        "spec_id": spec.spec_id,
        "name": spec.name,
        "path": path,
        "sha256": spec.sha256,
        "bytes": len(spec.data),
        "lines": spec.count,
        "encoding": spec.encoding,
    }


def _runs(spec: Spec) -> Iterator[tuple[str, int, int, str]]:
    """The rows of table `line_class`, in the order of its columns."""
    first = 1
    for kind, run in groupby(spec.classes):
        last = first + len(list(run)) - 1
        yield spec.spec_id, first, last, kind
        first = last + 1


def _mention_row(spec: Spec, mention: Mention) -> dict[str, Any]:
    return {"spec_id": spec.spec_id, "name": mention.name, "line": mention.line, "how": mention.how}


def reopen(store: Store, spec_id: str) -> Spec:
    """A spec that was taken in before, from the bytes that were kept. Raises UnknownThing."""
    rows = store.rows("SELECT name, sha256 FROM spec WHERE spec_id = ?", (spec_id,))
    if not rows:
        raise UnknownThing(f"'{spec_id}' is no spec of this project; `workbench ingest FILE` takes one in")
    return from_bytes(Blobs(store.directory / "blobs").get(rows[0][1]), rows[0][0])
