"""The whole legacy specification: front matter, a chapter per subsystem, the appendix, the errata at the very end."""

import random

from workbench.sample import sections
from workbench.sample.headings import heading
from workbench.sample.layouts import layout_lines
from workbench.sample.longlines import long_lines
from workbench.sample.model import Program
from workbench.sample.notices import notice
from workbench.sample.pages import Furniture, Line, Print, lay, numbered, wrapped
from workbench.sample.vocabulary import SHORT
from workbench.sample.world import EXTERNALS, World


def document(world: World) -> Print:
    """The printed specification and where everything in it stands."""
    rng = random.Random(f"{world.seed}/document")
    places = _sections(world)
    lines = [*_front(world, rng, places), *_body(world, rng, places), *_errata(world, rng)]
    out = lay(lines, _furniture(world), rng)
    numbered(out, {("toc", program.name): ("program", program.name) for program in world.programs})
    return out


def _furniture(world: World) -> Furniture:
    made = (
        Furniture(
            f"{world.company}   {world.document}   PAGE {{page}}", "as of 12.03.2002   confidential   - {page} -"
        ),
        Furniture(f"PAGE {{page:>5}}    {world.document}    ORDER-TO-CASH REFERENCE", f"(c) {world.company} 1987-2002"),
        Furniture(f"{'-' * 60}\n{world.document} / 12 MAR 2002 / {{page}}", "Internal use only."),
    )
    return made[(world.seed + 2) % len(made)]


def _sections(world: World) -> dict[str, str]:
    found: dict[str, str] = {}
    chapters: dict[str, int] = {}
    counts: dict[str, int] = {}
    for program in world.programs:
        chapter = program.subsystem if program.place == "body" else "appendix"
        chapters.setdefault(chapter, len(chapters) + 2)
        counts[chapter] = counts.get(chapter, 0) + 1
        label = "B" if chapter == "appendix" else str(chapters[chapter])
        found[program.name] = f"{label}.{counts[chapter]}"
    return found


def _front(world: World, rng: random.Random, places: dict[str, str]) -> list[Line]:
    title = [
        world.company,
        "",
        "ORDER-TO-CASH SYSTEM",
        "REFERENCE OF PROGRAMS AND RECORDS",
        "",
        f"Document {world.document}",
    ]
    found = [Line(""), *(Line(f"{text:^72}".rstrip()) for text in title), Line("")]
    about = (
        "This text was put together from listings, copybooks, dumps and the memory of three people. It names every "
        "program that other systems can call. Offsets count from 0, positions (From-To and [position:length]) from "
        "1. Dates are YYYYMMDD, in six digits YYMMDD, in ten characters DD.MM.YYYY, where nothing else is said. A "
        "star behind a called name marks a module of the system software, listed in section 1.2. Where the errata "
        "at the end differ from the text, the errata are right."
    )
    found += [Line(text) for text in wrapped(about, 72)] + [Line(""), Line("CONTENTS", fresh=True), Line("")]
    for program in world.programs:
        text = f"{places[program.name]:<7}{program.name:<10}{program.title} "
        found.append(Line(f"{text:.<68} @@@@", ("toc", program.name)))
    found += [Line(""), Line("1.1 ABBREVIATIONS", fresh=True), Line("")]
    words = sorted(rng.sample(sorted(SHORT), 40))
    found += [Line(f"  {world.dialect.chosen[word]:<8}{word}") for word in words]
    found += [Line(""), Line("1.2 EXTERNAL MODULES (not part of this system)"), Line("")]
    return [*found, *(Line(f"  {name:<10}{text}") for name, text in EXTERNALS.items()), Line("")]


def _body(world: World, rng: random.Random, places: dict[str, str]) -> list[Line]:
    longs: dict[int, list[tuple[str, str]]] = {}
    for pair in long_lines(rng):
        longs.setdefault(rng.randrange(len(world.programs)), []).append(pair)
    found: list[Line] = []
    chapter = ""
    for index, program in enumerate(world.programs):
        here = program.subsystem if program.place == "body" else "APPENDIX B - PROGRAMS FOUND LATE"
        if here != chapter:
            chapter = here
            found += _chapter(here, places[program.name])
        found += _program(
            world, program, places[program.name], world.orders.get(program.name, []), longs.get(index, [])
        )
    return found


def _chapter(name: str, section: str) -> list[Line]:
    number = section.split(".", maxsplit=1)[0]
    title = name if number == "B" else f"CHAPTER {number}   {name}"
    return [Line(title, fresh=True), Line("#" * len(title)), Line("")]


def _program(
    world: World, program: Program, section: str, orders: list[str], longs: list[tuple[str, str]]
) -> list[Line]:
    rng = random.Random(f"{world.seed}/text/{program.name}")
    found = [*heading(program, section), Line(""), *sections.references(rng, program)]
    if rng.random() < 0.7:
        found += sections.files(rng, program)
    records = [x for r in program.records for x in (*layout_lines(program.name, r, rng), Line(""), Line(""))]
    logic = [*sections.rules(rng, program), *sections.codes(rng, program)]
    found += [*logic, *records] if rng.random() < 0.2 else [*records, *logic]
    if rng.random() < 0.75:
        found += sections.paragraphs(rng, program)
    if rng.random() < 0.7:
        found += sections.history(rng, program)
    if rng.random() < 0.55:
        found += sections.screen(rng, program)
    if orders or rng.random() < 0.6:
        found += sections.remarks(rng, program, orders)
    for caption, text in longs:
        found += [Line(caption), Line(text), Line("")]
    crlf = rng.random() < 0.15
    for line in found:
        line.owner, line.crlf = program.name, crlf
    return [*found, Line(""), Line("")]


def _errata(world: World, rng: random.Random) -> list[Line]:
    found = [Line("ERRATA", fresh=True), Line("######"), Line("")]
    return found + [line for erratum in world.errata for line in notice(rng, erratum)]
