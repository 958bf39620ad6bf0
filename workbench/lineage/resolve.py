"""What a person means: an id, the beginning of one, a written file, a line, or a program."""

import difflib
from pathlib import Path

from workbench.errors import UnknownThing
from workbench.identity import sha256
from workbench.lineage.edges import file_node, ledger_edges, line_node
from workbench.store import Reader, Store

POLICY = "policy.yaml"

LISTED = 1000
"""Ids that one beginning is looked up for."""

_IDS = """
    WITH thing AS (
        SELECT spec_id AS node FROM spec UNION ALL SELECT chunk_id FROM chunk UNION ALL SELECT read_id FROM read
        UNION ALL SELECT claim_id FROM claim UNION ALL SELECT verdict_id FROM verdict UNION ALL SELECT fact_id FROM fact
        UNION ALL SELECT source_id FROM truth_source UNION ALL SELECT src FROM edge
    )
    SELECT DISTINCT node FROM thing WHERE {fits} LIMIT ?
"""
_PROGRAM = """
    SELECT claim.claim_id FROM claim LEFT JOIN active_fact ON active_fact.claim_id = claim.claim_id
    WHERE claim.kind = 'endpoint' AND lower(claim.program) = lower(?)
    ORDER BY active_fact.fact_id IS NULL, claim.rowid DESC LIMIT 1
"""


def resolve(store: Store, text: str) -> str:
    """The node id that a text means: an id, a unique beginning of one, a written path, `PATH:LINE` of it, `SPEC:LINE`
    (`line:N` while there is one spec), a program's name, or `policy.yaml`.

    Raises UnknownThing with the nearest names, or with all that the text could mean.
    """
    asked = text.strip()
    with store.read() as view:
        acts = {node for edge in ledger_edges(store.ledger_entries()) for node in edge[:2]}
        written = _file(store.home, asked, acts) or _written_line(store.home, asked, acts)
        exact = asked if asked in acts or _fitting(view, "node = ?", asked, 1) else ""
        for found in (exact, written, _line(view, asked), _spec(view, asked), _policy(store.home, asked, acts)):
            if found:
                return found
        if programs := view.rows(_PROGRAM, [asked]):
            return str(programs[0][0])
        starting = {node for node in acts if node.startswith(asked)} | set(_beginning(view, asked))
        names = {name for (name,) in view.rows("SELECT DISTINCT program FROM claim WHERE kind = 'endpoint'")}
    return _meant(asked, sorted(starting), names | {node.removeprefix("file:") for node in acts})


def _fitting(view: Reader, fits: str, asked: str, most: int) -> list[str]:
    return [node for (node,) in view.rows(_IDS.format(fits=fits), [asked, most])]


def _beginning(view: Reader, asked: str) -> list[str]:
    return _fitting(view, "starts_with(node, ?)", asked, LISTED) if asked else []


def _file(home: Path, asked: str, things: set[str]) -> str:
    """The node of a written file: a path from the project, from here, or from the root."""
    try:
        absolute, project = Path(asked).resolve(), home.resolve()
    except (OSError, ValueError):
        return ""
    paths = [Path(asked), absolute]
    if absolute.is_relative_to(project):
        paths.append(absolute.relative_to(project))
    return next((node for path in paths if (node := file_node(path.as_posix())) in things), "")


def _written_line(home: Path, asked: str, things: set[str]) -> str:
    """The node of a line of a written file: `PATH:LINE`."""
    name, _, number = asked.removeprefix("at:").rpartition(":")
    file = _file(home, name, things) if name and number.isdecimal() and int(number) > 0 else ""
    return f"at:{file.removeprefix('file:')}:{int(number)}" if file else ""


def _line(view: Reader, asked: str) -> str:
    name, _, number = asked.rpartition(":")
    if not number.isdecimal() or not name:
        return ""
    specs = view.rows("SELECT spec_id, name, path, lines FROM spec ORDER BY rowid DESC")
    wanted = name.removeprefix("line:")
    if name == "line":
        fitting = specs
        if len(specs) > 1:
            raise UnknownThing(
                f"{asked!r} could be of {len(specs)} specs; write SPEC:LINE with one of "
                f"{sorted(spec[1] for spec in specs)}"
            )
    else:
        fitting = [spec for spec in specs if wanted in spec[:3] or wanted == Path(spec[2]).name]
    if not fitting:
        return ""
    spec, label, _, lines = fitting[0]
    if not 1 <= int(number) <= lines:
        raise UnknownThing(f"{label} has no line {number}: its lines are 1 to {lines}")
    return line_node(spec, int(number))


def _spec(view: Reader, asked: str) -> str:
    """The newest spec or truth source of this name."""
    specs = view.rows("SELECT spec_id FROM spec WHERE ? IN (name, path) ORDER BY rowid DESC", [asked])
    sources = view.rows("SELECT source_id FROM truth_source WHERE ? IN (name, path) ORDER BY rowid DESC", [asked])
    return next((found for (found,) in [*specs, *sources]), "")


def _policy(home: Path, asked: str, things: set[str]) -> str:
    """The node of policy.yaml, where anything was proposed under the file as it is now."""
    path = home / POLICY
    node = f"policy:{sha256(path.read_bytes())}" if asked == POLICY and path.is_file() else ""
    return node if node in things else ""


def _meant(asked: str, starting: list[str], names: set[str]) -> str:
    if asked and len(starting) == 1:
        return starting[0]
    if asked and starting:
        many = f"{len(starting)}" if len(starting) < LISTED else f"{LISTED} or more"
        raise UnknownThing(f"{asked!r} begins {many} ids: {', '.join(starting[:5])}")
    near = difflib.get_close_matches(asked, names, 3, 0.4)
    said = f"; nearest: {', '.join(near)}" if near else "" if names else "; nothing was read yet: `workbench run`"
    raise UnknownThing(f"nothing here is called {asked!r}{said}")
