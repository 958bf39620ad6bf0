"""Truth sources: documents that a claim is held against, each read into one frozen shape.

    openapi.yaml ─┐                                    ┌─ existence: this target is there
    schema.json  ─┤                                    ├─ type: this is what it holds
    schema.sql   ─┼─ load_target ─▶ Catalog ─ proves ──┤
    schema.csv   ─┤                                    └─ meaning: this is what it is for
    events.jsonl ─┘ (OpenLineage datasets)
    dictionary.csv ─ load_dictionary ─▶ Glossary ─ proves meaning, and nothing else
    people ─────────── Precedents ────▶ proves that a field is a target, because somebody answered for it

Every operation and property carries a pointer and a quote; `Catalog.verify` derives the quote again from the document.
A source that cannot be read, or that contradicts itself, is a `TruthError` with the place; nothing is guessed.
"""

from workbench.truth.catalog import AUTHORITY, Authority, Catalog, Operation, Property, quote
from workbench.truth.decisions import Precedent, Precedents
from workbench.truth.dictionary import Glossary, Term, load_dictionary
from workbench.truth.target import load_target

__all__ = [
    "AUTHORITY",
    "Authority",
    "Catalog",
    "Glossary",
    "Operation",
    "Precedent",
    "Precedents",
    "Property",
    "Term",
    "load_dictionary",
    "load_target",
    "quote",
]
