"""What would satisfy each check: said with every finding that keeps a claim from being accepted."""

from collections.abc import Mapping

from workbench.records import Check

SATISFIED: Mapping[str, str] = {
    "sent": "citing lines that came with the question",
    "quote": "the words of the cited lines, verbatim",
    "named": "citing the lines on which it is named",
    "scope": "the endpoint and the record under whose headings the lines stand",
    "picture": "the PICTURE as it stands there, whole, and one that COBOL allows",
    "clauses": "OCCURS, REDEFINES, usage and values as the cited lines have them",
    "said": "the words of the quote, none left out or turned round",
    "unique": "nothing more: the other claim stands for it",
    "answer": "an answer that accounts for every line it was sent",
    "amended": "resting on the old declaration and on the correction that names it",
    "established": "resting on a fact that stands and is about this very field",
    "source_quote": "the words of the cited lines, verbatim",
    "exists": "an operation and a property that the target document has",
    "target_quote": "the words of the document at the place of that very property",
    "served": "the operation that serves this endpoint and no other",
    "fits": "a property that holds every value of the PICTURE, or a transform that makes it fit",
    "transformed": "the transform that both declarations state; a note or a dictionary entry may state it",
    "laid_out": "a correction of the declarations that contradict each other",
    "repeated": "a property that is repeated as often as the field is",
    "round_trip": "a transform and a property that hold these values, or a note that says what they mean",
    "told_apart": "a property that is called what the text calls the field, or a person's decision",
    "agreement": "a dictionary entry, a description or a note that singles out one target, or a person's decision",
    "no_candidate": "a person's decision, or a document that says what the near property is instead",
    "taken_once": "a transform that joins the fields, or another property for all but one of them",
    "decided": "what people decided, or one decision in place of those that contradict each other",
    "consistent": "the property that the other endpoints have, or a person's decision",
    "validated": "more evidence of another kind than the author's, or a person's decision",
    "covered": "a field accepted for each, or a default for it in the target document",
}
"""By check: what makes it pass."""


def told(check: Check) -> str:
    """A finding in words, with what would satisfy the check.

    >>> told(Check(name="quote", state="fail", detail="the lines say something else"))
    'quote: the lines say something else (would be satisfied by the words of the cited lines, verbatim)'
    """
    return f"{check.name}: {check.detail} (would be satisfied by {SATISFIED[check.name]})"
