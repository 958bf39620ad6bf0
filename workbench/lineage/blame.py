"""Line by line: the claim, the words of the document and the person behind each line of a written file.

The approved bytes are in the proposal, so a line that stands in the file and was never approved is found too.
"""

import json
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal

from workbench.acts import FileAction
from workbench.errors import UnknownThing
from workbench.identity import sha256
from workbench.lineage.acts import Acts, Signature
from workbench.lineage.attribution import Known, attribute
from workbench.lineage.edges import Edge
from workbench.lineage.nodes import thing
from workbench.lineage.resolve import resolve
from workbench.records import UNKNOWN, Record
from workbench.store import Reader, Store

Content = Literal["as approved", "changed since", "missing", "no text", "elsewhere"]
"""as approved: the file is the bytes that were approved. changed since: somebody else wrote to it. missing: it is gone;
its approved lines are shown. no text: its bytes are no UTF-8; it is one line. elsewhere: a table or a resource of a
service; the approved rows, or the approved body, are shown."""

LineState = Literal["approved", "not approved"]
"""approved: the line is in the bytes that were signed. not approved: it came from elsewhere."""


class Reason(Record):
    """Why a line is as it is: a fact with its claim, the words it quotes and where, and the gate's word on it.

    `place` is NAME:LINE for a spec, SOURCE POINTER for a truth source; "unknown" for a line that nobody approved.
    """

    fact: str = UNKNOWN
    claim: str = UNKNOWN
    says: str = "nobody approved this line"
    place: str = UNKNOWN
    node: str = UNKNOWN
    quote: str = UNKNOWN
    verdict: str = UNKNOWN
    verdict_id: str = UNKNOWN


class BlamedLine(Record):
    """One line: its number from 1, its text, the nearest reason, and all facts behind it."""

    number: int
    text: str
    state: LineState
    reason: Reason
    facts: tuple[str, ...] = ()


class Blame(Record):
    """A written file, who approved its bytes, and every line of it; of a table every row of parameters."""

    path: str
    content: Content
    receipt: str
    proposal: str
    approvals: tuple[Signature, ...]
    lines: tuple[BlamedLine, ...]


class Blamer:
    """Answers for many files: the ledger is read once."""

    def __init__(self, store: Store) -> None:
        """Reads the ledger as it is now."""
        self.store = store
        self.acts = Acts(store.ledger_entries())

    def blame(self, asked: str) -> Blame:
        """Every line of a written file. Raises UnknownThing for anything that was not written here."""
        node = asked if asked in self.acts.written else resolve(self.store, asked)
        if node not in self.acts.written:
            raise UnknownThing(f"'{asked}' is no written file; `workbench lineage {asked}` tells more about it")
        kind, _, path = node.partition(":")
        writing = self.acts.writing(node)
        source, data = self._approved(writing.proposals, node, writing.sha256)
        here: tuple[Content, str] = self._here(path, data) if kind == "file" else ("elsewhere", _text(data))
        known = self._known(source, _text(data))
        reasons = self._reasons([one.fact for one in known])
        lines = _blamed(_text(data), here[1], attribute(_text(data), known), reasons)
        return Blame(
            path=path,
            content=here[0],
            receipt=writing.receipt,
            proposal=writing.proposals[0],
            approvals=writing.approvals,
            lines=tuple(lines),
        )

    def line(self, node: str) -> list[Edge]:
        """The edges of one line of a written file, `at:PATH:LINE`: the facts it shows and the receipt that wrote it."""
        file, _, number = node.removeprefix("at:").rpartition(":")
        found = self.blame(f"file:{file}")
        shown = [one for one in found.lines if one.number == int(number) and one.state == "approved"]
        return [
            *((fact, node, "shown") for one in shown for fact in one.facts),
            *((found.receipt, node, "wrote") for _ in shown),
        ]

    def _approved(self, proposals: Sequence[str], node: str, digest: str) -> tuple[Mapping[str, Any], bytes]:
        """The proposal whose facts explain the bytes at a node, and the bytes: an undo brings back an older one's."""
        for name in proposals:
            action = self.acts.action(name, node)
            if action.get("sha256") == digest and self.acts.bodies[name]["facts"]:
                return self.acts.bodies[name], _data(action)
        return self._older(proposals, node, digest)

    def _older(self, proposals: Sequence[str], node: str, digest: str) -> tuple[Mapping[str, Any], bytes]:
        for body in self.acts.bodies.values():
            if body.get("facts") and body.get("actions"):
                action = self.acts.action(body["proposal_id"], node)
                if action.get("sha256") == digest:
                    return body, _data(action)
        action = self.acts.action(proposals[0], node)
        return self.acts.bodies[proposals[0]], _data(action) if action else b""

    def _here(self, path: str, approved: bytes) -> tuple[Content, str]:
        """How the file is now, and its text."""
        try:
            now = (self.store.home / path).read_bytes()
        except OSError:
            return "missing", _text(approved)
        if sha256(now) == sha256(approved):
            return ("as approved" if _text(now) or not now else "no text"), _text(now)
        return "changed since", _text(now)

    def _known(self, proposal: Mapping[str, Any], text: str) -> list[Known]:
        with self.store.read() as view:
            rows = view.records(_FACTS, [list(proposal["facts"])])
        return [_one(row) for row in rows]

    def _reasons(self, facts: Sequence[str]) -> dict[str, Reason]:
        with self.store.read() as view:
            names = dict(view.rows("SELECT spec_id, name FROM spec"))
            return {row["fact_id"]: _reason(row, names, view) for row in view.records(_REASONS, [list(facts)])}


_FACTS = "SELECT * FROM fact WHERE fact_id IN (SELECT unnest(?))"
_REASONS = """
    SELECT fact.* EXCLUDE (verdict_id), agent, engine, based_on, last.verdict_id, last.state, last.reason
    FROM fact JOIN claim USING (claim_id) JOIN latest_verdict last USING (claim_id)
    WHERE fact_id IN (SELECT unnest(?))
"""


def blame(store: Store, asked: str) -> Blame:
    """Every line of one written file, as `Blamer.blame`."""
    return Blamer(store).blame(asked)


def _one(row: Mapping[str, Any]) -> Known:
    body, evidence = json.loads(row["body"]), json.loads(row["evidence"])
    cited = [range(item["first"], item["last"] + 1) for item in evidence if item["kind"] == "spec"]
    return Known(
        fact=row["fact_id"],
        kind=row["kind"],
        record=row["record"],
        name=row["name"],
        property=body.get("property", ""),
        lines=frozenset(n for span in cited for n in span),
    )


def _reason(row: Mapping[str, Any], names: Mapping[str, str], view: Reader) -> Reason:
    said = _spoken(row, view)
    place, node, quote = UNKNOWN, UNKNOWN, UNKNOWN
    if said and said["kind"] == "spec":
        place, quote = f"{names.get(said['spec'], said['spec'])}:{said['first']}", said["quote"]
        node = f"line:{said['spec']}:{said['first']}"
    elif said:
        place, quote = f"{said['source']} {said['pointer']}", said["quote"]
        node = f"truth:{said['source']}:{said['pointer']}"
    what = thing(row["kind"], row["program"], row["record"], row["name"])
    to = json.loads(row["body"]).get("property", "")
    return Reason(
        fact=row["fact_id"],
        claim=row["claim_id"],
        says=f"{row['agent']} ({row['engine']}) says: {what}" + (f" -> {to}" if to else ""),
        place=place,
        node=node,
        quote=quote,
        verdict=f"{row['state']}: {row['reason']}",
        verdict_id=row["verdict_id"],
    )


def _spoken(row: Mapping[str, Any], view: Reader) -> Mapping[str, Any]:
    """The evidence that says most: words of the spec, its own or of what it rests on; else of a truth source."""
    own = json.loads(row["evidence"])
    if found := next((item for item in own if item["kind"] == "spec"), None):
        return dict(found)
    for based in json.loads(row["based_on"]):
        for (evidence,) in view.rows("SELECT evidence FROM fact WHERE fact_id = ?", [based]):
            if found := next((item for item in json.loads(evidence) if item["kind"] == "spec"), None):
                return dict(found)
    return dict(own[0]) if own else {}


def _data(action: Mapping[str, Any]) -> bytes:
    """The bytes of a file, the rows that a statement was given, or the body of a request."""
    if action["kind"] == "file":
        return FileAction.model_validate(action).data()
    return str(action["rows"] if action["kind"] == "sql" else action["body"]).encode()


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def _blamed(
    approved: str, here: str, facts: Sequence[tuple[str, ...]], reasons: Mapping[str, Reason]
) -> list[BlamedLine]:
    """The lines of the file as it is now; those that are not in the approved text rest on nothing."""
    signed = [(text, facts[number]) for number, text in enumerate(approved.split("\n"))]
    now = here.split("\n")
    found = [(text, None) for text in now] if approved != here else signed
    if approved != here:
        for a, b, size in SequenceMatcher(None, [text for text, _ in signed], now, False).get_matching_blocks():
            found[b : b + size] = signed[a : a + size]  # type: ignore[assignment]
    if now[-1] == "" and len(now) > 1:
        found.pop()  # a line ends with its line end: after the last one there is no further line
    return [_line(number, text, behind, reasons) for number, (text, behind) in enumerate(found, 1)]


def _line(number: int, text: str, facts: Sequence[str] | None, reasons: Mapping[str, Reason]) -> BlamedLine:
    if facts is None:
        return BlamedLine(number=number, text=text, state="not approved", reason=Reason())
    reason = next((reasons[fact] for fact in facts if fact in reasons), Reason(says="no fact is behind this line"))
    return BlamedLine(number=number, text=text, state="approved", reason=reason, facts=tuple(facts))
