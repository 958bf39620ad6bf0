"""Which programs a company has, what it calls them, and which operation takes the place of each.

A program is an action on an entity ("Order Line Maintenance"); no two programs share both. The operation says the
same in today's words ("Update an order line").
"""

import random
from dataclasses import dataclass

from workbench.sample.concepts import Entity, entities
from workbench.sample.model import Program
from workbench.sample.vocabulary import OTHER, camel

_ACTIONS = """
create POST|Entry,Create,Capture
retrieve POST|Inquiry,Display,Enquiry Screen
update PUT|Maintenance,Change,Amendment
cancel POST|Void,Cancellation,Withdrawal
release POST|Release,Let Go
hold POST|Hold,Put On Stop
validate POST|Edit Check,Verification,Plausibility
calculate POST|Computation,Calculation Run,Work Out
post POST|Booking Run,Posting
print POST|Print,Reprint,Hardcopy
list POST|Browse,List,Roll Through
transfer POST|Transfer,Move Across
approve POST|Approval,Sign Off
reverse POST|Reversal,Backout
close POST|Close Out,End Of Life
reconcile POST|Reconciliation,Match Up
export POST|Extract,Tape Feed,Hand Over
import POST|Load,Tape Intake
schedule POST|Planning,Scheduling
"""
_CHANNELS = ("", "web", "party plan", "cross border", "bulk", "test market", "replacement", "inherited", "wholesale")
_NUMBERING = ("{p}{n:04d}", "{p}{n:04d}", "{p}{n:03d}C", "{p}B{n:04d}", "{p}{n:04d}P")
BODY_STYLES = ("numbered", "boxed", "underlined", "anchor", "banner", "transaction")


@dataclass(frozen=True, slots=True)
class Duty:
    """What one program does: an action on an entity, in one sales channel ("" for all)."""

    entity: Entity
    verb: str
    method: str
    nouns: tuple[str, ...]
    channel: str


def duties(rng: random.Random, count: int) -> list[Duty]:
    """So many different duties, each subsystem's together, the subsystems in a company's own order."""
    found: list[Duty] = []
    for channel in _CHANNELS:
        wave = [Duty(e, *_action(row), channel) for e in entities() for row in _ACTIONS.strip().splitlines()]
        rng.shuffle(wave)
        found += wave[: count - len(found)]
    order = sorted({duty.entity.subsystem for duty in found})
    rng.shuffle(order)
    return sorted(found, key=lambda duty: order.index(duty.entity.subsystem))


def programs(rng: random.Random, count: int) -> list[Program]:
    """The programs in the order of the text; those of the appendix last."""
    prefixes = _prefixes(rng)
    schemes = {e.subsystem: rng.choice(_NUMBERING) for e in entities()}
    numbers = {e.subsystem: rng.choice((100, 200, 110)) if "03d" in schemes[e.subsystem] else 1000 for e in entities()}
    dense = "03d"
    weights = [rng.randint(1, 5) for _ in BODY_STYLES]
    weights[rng.randrange(len(weights))] = 0
    found: list[Program] = []
    for duty in duties(rng, count):
        subsystem = duty.entity.subsystem
        step = rng.randint(1, 3) if dense in schemes[subsystem] else rng.randint(1, 18)
        numbers[subsystem] += step
        name = schemes[subsystem].format(p=prefixes[subsystem], n=numbers[subsystem])
        found.append(_program(rng, duty, name))
    for index, program in enumerate(found):
        program.style = _style(rng, weights, index)
    return _with_appendix(rng, found)


def _action(row: str) -> tuple[str, str, tuple[str, ...]]:
    head, nouns = row.split("|")
    verb, method = head.split()
    return verb, method, tuple(nouns.split(","))


def _prefixes(rng: random.Random) -> dict[str, str]:
    found: dict[str, str] = {}
    for entity in entities():
        if entity.subsystem not in found:
            free = [p for p in entity.prefixes if p not in found.values()]
            found[entity.subsystem] = rng.choice(free) if free else f"{entity.prefixes[0][0]}{chr(65 + len(found))}"
    return found


def _program(rng: random.Random, duty: Duty, name: str) -> Program:
    thing, verb = duty.entity.name, duty.verb
    channel = f"{duty.channel} " if duty.channel else ""
    collection = f"{thing}s".replace("stocks", "stock").replace("taxs", "taxes").replace(" ", "-")
    place = "" if verb in ("create", "update") else f"/{verb}"
    area = f"/{duty.channel.replace(' ', '-')}" if duty.channel else ""
    article = "an" if (channel + thing)[0] in "aeiou" else "a"
    return Program(
        name=name,
        subsystem=duty.entity.subsystem,
        entity=thing,
        title=_title(rng, duty),
        verb=verb,
        operation=camel(f"{verb} {channel}{thing}"),
        method=duty.method,
        path=f"{area}/{collection}{place}",
        summary=f"{verb.capitalize()} {article} {channel}{thing}",
        style="",
        place="body",
    )


def _title(rng: random.Random, duty: Duty) -> str:
    words = [
        rng.choice(OTHER[w]).replace("-", " ") if w in OTHER and rng.random() < 0.25 else w
        for w in duty.entity.name.split()
    ]
    suffix = f" ({duty.channel.title()})" if duty.channel else ""
    return f"{' '.join(words).title()} {rng.choice(duty.nouns)}{suffix}"


def _style(rng: random.Random, weights: list[int], index: int) -> str:
    usable = [style for style, weight in zip(BODY_STYLES, weights, strict=True) if weight]
    if index < len(usable):
        return usable[index]
    return rng.choices(BODY_STYLES, weights)[0]


def _with_appendix(rng: random.Random, found: list[Program]) -> list[Program]:
    chosen = set(rng.sample(range(len(found)), max(1, len(found) // 24)))
    styles: tuple[str, ...] = ("appendix",)
    for index in sorted(chosen):
        found[index].place, found[index].style = "appendix", rng.choice(styles)
        styles = ("appendix", "underlined")
    return [p for p in found if p.place == "body"] + [p for p in found if p.place == "appendix"]
