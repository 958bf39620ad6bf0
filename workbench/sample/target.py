"""The new system's API as an OpenAPI 3.1 document: one operation for each legacy program.

Fewer than half of the operations name the program they replace, as real API documents do; the others must be found
by what they say. Some properties are new and have no legacy field.
"""

import random
from typing import Any

from workbench.sample.model import Program, Step, Target
from workbench.sample.world import World

NAMED = 0.45
"""Share of the operations whose description names the program."""

ASIDE = 0.04
"""Share of the others whose description mentions some program that they do not replace."""

_NAMING = (
    "Replaces {p}.",
    "Takes the place of legacy program {p}.",
    "Successor of the {p} transaction.",
    "Known as {p} in the old system.",
    "Implements what {p} did, without the screen.",
)
_ABOUT = {
    "create": "Creates it and answers with its identification.",
    "retrieve": "Looks up one by the given criteria; nothing is changed.",
    "update": "Changes the given properties; what is left out keeps its value.",
    "cancel": "Withdraws it; a reason is kept for audit.",
    "release": "Lets it go on to the next step.",
    "hold": "Stops further processing until it is released.",
    "validate": "Checks the data without storing anything.",
    "calculate": "Works out the figures and answers with the result.",
    "post": "Books it to the ledger of the period.",
    "print": "Produces the printed form.",
    "list": "Pages through those that meet the criteria.",
    "transfer": "Moves it to another owner.",
    "approve": "Records that a second person agreed.",
    "reverse": "Undoes an earlier booking by its mirror.",
    "close": "Marks it as finished; it can not be changed afterwards.",
    "reconcile": "Compares both sides and lists what differs.",
    "export": "Hands the data to another system.",
    "import": "Takes over data from another system.",
    "schedule": "Plans it for a later date.",
}
_NEW: dict[str, dict[str, Any]] = {
    "correlationId": {"type": "string", "format": "uuid", "description": "Ties the calls of one session together."},
    "idempotencyKey": {"type": "string", "maxLength": 64, "description": "The same key is carried out once."},
    "notifyByEmail": {"type": "boolean", "description": "Whether a message is sent when it is done."},
    "sustainabilityScore": {"type": "integer", "minimum": 0, "maximum": 100, "description": "Footprint class."},
    "deviceType": {"type": "string", "enum": ["app", "browser", "partner"], "description": "What the user holds."},
    "tags": {"type": "array", "items": {"type": "string", "maxLength": 20}, "description": "Labels of the user."},
    "consentVersion": {"type": "string", "maxLength": 10, "description": "Version of the terms agreed to."},
    "dryRun": {"type": "boolean", "description": "Check everything, store nothing."},
}


def api(world: World) -> dict[str, Any]:
    """The OpenAPI document."""
    rng = random.Random(f"{world.seed}/api")
    names = [program.name for program in world.programs]
    named = set(rng.sample(names, round(NAMED * len(names))))
    paths: dict[str, dict[str, Any]] = {}
    for program in world.programs:
        own = random.Random(f"{world.seed}/api/{program.name}")
        operation = _operation(own, program, program.name in named, own.choice(names))
        paths.setdefault(program.path, {})[program.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{world.company} commerce API",
            "version": "3.0.0",
            "description": "Order to cash, worldwide.",
        },
        "paths": {path: paths[path] for path in sorted(paths)},
        "components": {"schemas": _components()},
    }


def _operation(rng: random.Random, program: Program, named: bool, other: str) -> dict[str, Any]:
    about = [f"{program.summary}.", _ABOUT[program.verb]]
    if named:
        about.insert(rng.randint(1, 2), rng.choice(_NAMING).format(p=program.name))
    elif rng.random() < ASIDE and other != program.name:
        about.append(f"Not to be confused with the successor of {other}.")
    return {
        "operationId": program.operation,
        "tags": [program.subsystem.title()],
        "summary": program.summary,
        "description": " ".join(about),
        "requestBody": {"required": True, "content": {"application/json": {"schema": _body(rng, program)}}},
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": {"schema": _answer(rng, program)}}},
            "422": {"description": "The data are not acceptable; `problems` says why."},
        },
    }


def _body(rng: random.Random, program: Program) -> dict[str, Any]:
    root: dict[str, Any] = {"type": "object", "properties": {}}
    for _, _, item in program.leaves():
        for target in item.targets:
            _put(root, target)
    for name in rng.sample(sorted(_NEW), rng.choice((0, 1, 1, 2, 3))):
        root["properties"].setdefault(name, dict(_NEW[name]))
    keys = sorted({t.dotted for _, _, i in program.leaves() if i.type == "key" for t in i.targets if len(t.path) == 1})
    return {**_shuffled(rng, root), **({"required": keys[:2]} if keys else {})}


def _put(root: dict[str, Any], target: Target) -> None:
    node = root
    for step in target.path[:-1]:
        if step.ref:
            node["properties"][step.name] = {"$ref": f"#/components/schemas/{step.ref}", "description": step.text}
            return
        node = _inside(node, step)
    last = target.path[-1]
    schema = dict(target.schema)
    if last.many:
        schema = {"type": "array", "maxItems": last.many, "items": schema, "description": schema.pop("description", "")}
    node["properties"][last.name] = schema


def _inside(node: dict[str, Any], step: Step) -> dict[str, Any]:
    found = node["properties"].get(step.name)
    if found is None:
        found = {"type": "object", "description": step.text, "properties": {}}
        if step.many:
            found = {
                "type": "array",
                "description": step.text,
                "maxItems": step.many,
                "items": {"type": "object", "properties": {}},
            }
        node["properties"][step.name] = found
    inner: dict[str, Any] = found.get("items", found)
    return inner


def _shuffled(rng: random.Random, node: dict[str, Any]) -> dict[str, Any]:
    """The properties in another order than the legacy fields: the order must not give the mapping away."""
    names = sorted(node["properties"])
    rng.shuffle(names)
    for name in names:
        inner = node["properties"][name].get("items", node["properties"][name])
        if "properties" in inner:
            _shuffled(rng, inner)
    node["properties"] = {name: node["properties"][name] for name in names}
    return node


def _answer(rng: random.Random, program: Program) -> dict[str, Any]:
    if rng.random() < 0.5:
        return {"$ref": "#/components/schemas/Acknowledgement"}
    return {
        "type": "object",
        "properties": {
            "accepted": {"type": "boolean", "description": "Whether the request was carried out."},
            "location": {"type": "string", "format": "uri", "description": f"Where the {program.entity} is found."},
        },
    }


def _components() -> dict[str, Any]:
    def text(size: int, said: str) -> dict[str, Any]:
        return {"type": "string", "maxLength": size, "description": said}

    address = {
        "line1": text(60, "Street and house number."),
        "line2": text(60, "Second line, such as a floor."),
        "city": text(40, "City or town."),
        "region": text(6, "State or province."),
        "postalCode": text(12, "Postal code, as the country writes it."),
        "country": text(2, "Two-letter country code."),
    }
    top = 999_999_999_999.99
    money = {
        "amount": {"type": "number", "minimum": -top, "maximum": top, "multipleOf": 0.01, "description": "How much."},
        "currency": text(3, "Three-letter currency code."),
    }
    done = {
        "status": {"type": "string", "enum": ["accepted", "queued"], "description": "What became of the request."},
        "reference": text(36, "Reference for questions to support."),
    }
    return {
        "Acknowledgement": {"type": "object", "description": "What every change answers.", "properties": done},
        "Address": {"type": "object", "description": "A postal address.", "properties": address},
        "Money": {"type": "object", "description": "An amount in one currency.", "properties": money},
    }
