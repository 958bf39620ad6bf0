"""How the two sides talk about the same thing: the API in whole sentences, the old text in remarks."""

import random

from workbench.sample.concepts import Concept

_SENTENCES = {
    "key": (
        "Number that identifies the {owner}.",
        "The {term}, unique within the market.",
        "{Term} as issued by the system.",
    ),
    "ref": ("The {term}; letters and digits.", "{Term} as shown to the user.", "{Term}, unique where it is set."),
    "code": ("The {term}.", "Current {term} as one of the listed values.", "{Term}; new values may be added later."),
    "cd": ("The {term} as a short public code.", "{Term}, upper case.", "Code that stands for the {owner}."),
    "name": ("{Term} as it is to be printed.", "The {term} in the market's own spelling."),
    "text": ("Free {term}.", "{Term} for people to read; not interpreted."),
    "amt": (
        "{Term} in the currency of the document.",
        "The {term}, rounded to the minor unit.",
        "{Term} of this {owner}.",
    ),
    "qty": ("{Term} in sales units.", "How many: the {term}.", "The {term}; negative for corrections."),
    "rate": ("{Term} that is applied, four decimals.", "The {term} in force on the document's date."),
    "pct": ("{Term}, from 0 to 100.", "The {term} in per cent."),
    "date": ("{Term}, calendar date.", "Day of the event: {term}.", "The {term} in the market's own calendar day."),
    "flag": ("True when the {term} is set.", "Whether it applies: {term}.", "The {term}."),
    "time": ("{Term} as HHMMSS, market time.", "Clock time: {term}."),
    "cnt": ("The {term}.", "{Term}, counted by the system."),
    "wgt": ("{Term} in kilograms.", "The {term}; kilograms with three decimals."),
    "days": ("{Term} in calendar days.", "The {term}, whole days."),
}
_REMARKS = (
    "{t}",
    "{t}",
    "{t} as keyed",
    "{t}, from the master file",
    "{t} (see rules)",
    "{t} of this record",
    "current {t}",
)
_VAGUE = (
    "see data administration",
    "as agreed 1994",
    "key of this record",
    "from mask 2",
    "filled by caller",
    "do not change",
)
_NOTHING = {
    "eye": "eye-catcher for dumps",
    "pointer": "address of next area, internal",
    "counter": "number of table rows in use",
    "switch": "internal switch of the program",
    "code": "return code of the last file access, internal",
    "stamp": "set by the access routine, not for users",
}
FRIENDS = {
    "previous": "the value before the last change, not the current one",
    "original": "as first keyed, before any correction",
    "replaced": "of the record that this one replaces",
    "requested": "as wished by the customer, not what was decided",
    "partner": "as the partner's own system numbers it, not ours",
}
"""What a field of a tempting name really is."""


def sentence(concept: Concept, rng: random.Random) -> str:
    """The description of a property, in business words."""
    term = concept.term
    owner = term.rsplit(" ", 1)[0]
    text = rng.choice(_SENTENCES[concept.type]).format(term=term, Term=term[0].upper() + term[1:], owner=owner)
    return text[0].upper() + text[1:]


def remark(concept: Concept, rng: random.Random, hint: str = "", vague: bool = False) -> str:
    """The comment that the old text gives for a field; `vague` ones do not help."""
    said = rng.choice(_VAGUE) if vague else rng.choice(_REMARKS).format(t=concept.term)
    return f"{said}, {hint}" if hint else said


def nothing(kind: str) -> str:
    """The comment for an item that has no target."""
    return _NOTHING[kind]
