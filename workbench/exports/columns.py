"""Columns: which legacy field becomes which property of which operation, with the words and the verdict behind it."""

import json
from collections.abc import Sequence

from workbench.records import UNKNOWN, Record
from workbench.store import Store


class Column(Record):
    """One mapped field: from a record of a program to a property of an operation; `quote` stands at `place`."""

    program: str
    record: str
    field: str
    picture: str
    operation: str
    property: str
    transform: str
    fact: str
    place: str
    quote: str
    verdict: str


def columns(store: Store, facts: Sequence[str]) -> list[Column]:
    """The mapped fields among some facts, in the order of the text."""
    return [
        Column(
            program=row["program"],
            record=row["record"],
            field=row["name"],
            picture=row["picture"] or UNKNOWN,
            operation=body["operation"],
            property=body["property"],
            transform=body["transform"]["kind"],
            fact=row["fact_id"],
            place=f"{row['spec']}:{row['first']}",
            quote=next((item["quote"] for item in json.loads(row["evidence"]) if item["kind"] == "spec"), UNKNOWN),
            verdict=f"{row['state']}: {row['reason']}",
        )
        for row in store.records(_MAPPED, [list(facts)])
        for body in [json.loads(row["body"])]
    ]


_MAPPED = """
    SELECT fact.*, spec.name AS spec, last.state, last.reason, declared.body->>'$.picture' AS picture
    FROM fact JOIN spec USING (spec_id) JOIN latest_verdict last USING (claim_id) JOIN claim USING (claim_id)
    LEFT JOIN fact declared ON declared.fact_id = claim.based_on->>'$[0]'
    WHERE fact.kind = 'maps' AND fact.fact_id IN (SELECT unnest(?)) ORDER BY fact.first, fact.fact_id
"""
