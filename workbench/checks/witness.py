"""Checks that ask a second witness: what the author went by is not enough, other evidence must say the same.

The mapper ranks by all evidence at once. The gate asks again, kind by kind: names, documentation, dictionary and
structure are separate witnesses, and one alone does not carry a mapping unless it leaves no doubt.
"""

from workbench.agent import FieldChoice, OperationLink, members
from workbench.checks.documents import Company, MapDocuments
from workbench.checks.finding import checked
from workbench.matching import Match
from workbench.matching.words import lead, pieces, sense
from workbench.records import UNKNOWN, Check, Claim, FieldBody, MapsBody, NoTargetBody, ServesBody
from workbench.remarks import words

SPEAKS = {"name": 0.6, "documentation": 0.3, "dictionary": 0.5, "structure": 0.5}
"""From which strength a kind of evidence counts as a witness for a pair."""

PLAIN = 0.9
"""A name this alike is a witness that leaves no doubt, given that the type fits."""

CLEAR = 0.08
"""How far ahead of the next candidate a claim must be."""

LINKED = 0.25
"""From which score on an operation may be what serves an endpoint."""

CLEAR_LINK = 0.02
"""How far an operation must be ahead of every other pair that it, or the endpoint, could have been in."""

IDLE = ("filler", "redefines")
"""Hints that settle by themselves that a field holds nothing of its own."""

CALLED = 0.5
"""From this strength on a note or a dictionary calls a field what a property is."""

SEVERAL = 2
"""Fields of a group that must stand in an object for the group to be it."""

CLOSE = 0.3
"""A candidate from this score on is too close for `no_target`."""


def settles(link: OperationLink) -> bool:
    """Whether what ties an endpoint to an operation leaves no doubt."""
    return link.named or (link.score >= LINKED and link.margin >= CLEAR_LINK)


def named_or_alone(claim: Claim, documents: MapDocuments) -> Check:
    """An operation is settled when its text names the endpoint, or when no other comes near on both sides."""
    body = claim.body
    assert isinstance(body, ServesBody)
    link = documents.task.link
    if link.operation != body.operation:
        return checked("agreement", "unproven", f"the matcher prefers {link.operation}")
    if link.named:
        return checked("agreement", "pass", f"the operation's text names {body.program}")
    if settles(link):
        return checked("agreement", "pass", f"{link.score:.2f}, next {link.margin:.2f} behind")
    detail = f"{link.score:.2f}, next only {link.margin:.2f} behind, and no document names the endpoint"
    return checked("agreement", "unproven", detail)


def agreement(claim: Claim, documents: MapDocuments, others: Company) -> Check:
    """Two kinds of evidence speak for the pair, or the name leaves no doubt; and no other candidate is as near."""
    body, choice = claim.body, documents.choice(claim)
    if not isinstance(body, MapsBody):
        return checked("agreement", "pass", "names no property")
    match = next((m for m in choice.matches if m.property == body.property), None) if choice else None
    if choice is None or match is None:
        return checked("agreement", "unproven", "the documents give no reason for this pair")
    strength = match.evidence.model_dump()
    speaking = [kind for kind, least in SPEAKS.items() if strength[kind] >= least]
    if body.property != choice.chosen:
        return checked("agreement", "unproven", f"'{choice.chosen}' has more for it")
    if choice.margin < CLEAR and not _by_elimination(claim, choice, match, others):
        return Check(
            name="agreement", state="unproven", detail=f"the next candidate is only {choice.margin:.2f} behind"
        )
    if len(speaking) >= 2 or (strength["name"] >= PLAIN):
        return checked("agreement", "pass", ", ".join(speaking))
    if body.transform.kind == "group" and (inside := _members_inside(body.property, choice, others)):
        return checked("agreement", "pass", f"{inside} of its fields stand in '{body.property}'")
    said = speaking[0] if speaking else "nothing"
    return checked("agreement", "unproven", f"{said} alone speaks for it")


def _is_mere_group(choice: FieldChoice, others: Company) -> bool:
    """Whether a field is a group that stands once, and nothing says that it is an object of the target."""
    field = choice.field.body
    if not isinstance(field, FieldBody) or field.occurs != 1 or not members(others.documents.task, field):
        return False
    chosen = next((match for match in choice.matches if match.property == choice.chosen), None)
    if chosen is None:
        return True
    said = max(chosen.evidence.name, chosen.evidence.documentation, chosen.evidence.dictionary)
    return said < SPEAKS["name"] and not _members_inside(chosen.property, choice, others)


def _members_inside(path: str, choice: FieldChoice, others: Company) -> int:
    """How many fields of a group are claimed to be in the object at a path; 0 when one is elsewhere."""
    field = choice.field.body
    assert isinstance(field, FieldBody)
    facts = {member.field.fact_id for member in members(others.documents.task, field)}
    paths = [named for named, claim in others.owners.items() if claim.based_on[:1] and claim.based_on[0] in facts]
    inside = [named for named in paths if named.startswith(f"{path}.")]
    return len(inside) if len(inside) == len(paths) and len(inside) >= SEVERAL else 0


def _by_elimination(claim: Claim, choice: FieldChoice, match: Match, others: Company) -> bool:
    """Whether every candidate that is near belongs to another field, which has clearly more for it."""
    near = [item for item in choice.matches if item is not match and item.score > match.score - CLEAR]
    return bool(near) and all(others.outdoes(item, claim) for item in near)


def no_candidate(claim: Claim, documents: MapDocuments, others: Company) -> Check:
    """`no_target` is a claim of its own: no candidate may be close, and none that is left may be it."""
    body, choice = claim.body, documents.choice(claim)
    if not isinstance(body, NoTargetBody):
        return checked("no_candidate", "pass", "names a target")
    if choice is None:
        return checked("no_candidate", "unproven", "the matcher was not asked about this field")
    if _is_mere_group(choice, others):
        return checked("no_candidate", "pass", "a group: holds nothing of its own")
    best = choice.matches[0] if choice.matches else None
    chosen = next((match for match in choice.matches if match.property == choice.chosen), None)
    strong = chosen is not None and chosen.evidence.name >= SPEAKS["name"] and chosen.score >= CLOSE
    if choice.hint and not (strong and choice.hint not in IDLE):
        return _idle(choice, others)
    if best is not None and best.score >= CLOSE and best.property in (choice.chosen, UNKNOWN):
        return checked("no_candidate", "fail", f"'{best.property}' is close ({best.score:.2f})")
    left = next((match for match in choice.matches if others.free(match.property)), None)
    if left is not None:
        detail = f"'{left.property}' has something for it ({left.score:.2f}) and no other field"
        return checked("no_candidate", "unproven", detail)
    return checked("no_candidate", "pass", "no candidate is close, and none is left")


def _idle(choice: FieldChoice, others: Company) -> Check:
    """A field that programs keep for themselves, unless a document says that it is what a free property is."""
    left = [match for match in choice.matches if others.free(match.property)]
    said = next((match for match in left if choice.hint not in IDLE and _documented(match)), None)
    if said is None:
        return checked("no_candidate", "pass", f"{choice.hint}: holds nothing of its own")
    detail = f"it looks like {choice.hint}, but a document calls it what '{said.property}' is"
    return checked("no_candidate", "unproven", detail)


def _documented(match: Match) -> bool:
    return max(match.evidence.documentation, match.evidence.dictionary) >= CALLED


def told_apart(claim: Claim, documents: MapDocuments) -> Check:
    """Where the text calls a field "previous" or "requested" something, the property is called so too, and back.

    The gate reads the lines above the declaration for itself: a name may be the same and the thing another.
    """
    body, choice = claim.body, documents.choice(claim)
    if not isinstance(body, MapsBody) or choice is None or not isinstance(choice.field.body, FieldBody):
        return checked("told_apart", "pass", "names no property")
    target = documents.catalog.find(body.operation, body.property)
    if target is None:
        return checked("told_apart", "pass", "the property does not exist")
    field, remark = choice.field.body, words(documents.source.remark(choice.field))
    said = [lead(text) for text in (remark, field.note) if text not in ("", UNKNOWN)]
    here = _shades(" ".join(said))
    there = _shades(f"{body.property} {lead(target.description)}")
    wider = there | _shades(f"{field.name} {' '.join(said)}")
    if said and not (here <= there <= wider):
        detail = f"the text calls it '{said[0][:60]}', the document '{target.name}'"
        return checked("told_apart", "unproven", detail)
    return checked("told_apart", "pass", "nothing sets them apart")


def _shades(text: str) -> frozenset[int]:
    """The senses in a text that say a value is not the thing itself but what it was, or should be."""
    return frozenset(number for number in map(sense, pieces(text)) if number < -1)


def decided(claim: Claim, documents: MapDocuments) -> Check | None:
    """What people decided about this field, where they did: it proves the claim, or speaks against it."""
    found = documents.decided(claim)
    if not found:
        return None
    said = {entry.property for entry in found}
    claimed = claim.body.property if isinstance(claim.body, MapsBody) else ""
    who = "; ".join(f"{entry.author}: '{entry.property or 'no target'}' ({entry.reason})" for entry in found)
    if len(said) > 1:
        return checked("decided", "unproven", f"people contradict each other: {who}")
    return Check(name="decided", state="pass" if said == {claimed} else "fail", detail=who)
