"""Documents as forms and terminals left them: cards, panels, dumps, boxes."""

from heldout.sheet import Document, Sheet
from heldout.system import digits, letters, mixed, system, words


def cards(seed: int) -> Document:
    """A card a program, keys with dots, tables without a level, `Page n of m` and no form feed."""
    made, out = system(seed, 40, digits), Sheet()
    out.add("PROGRAM CARDS OF THE ORDER SYSTEM", "")
    for program in made.programs:
        out.add("-" * 60)
        out.heading(program.name, f"Program ....: {program.name}", f"Title ......: {program.title.title()}")
        out.add(
            f"Called from : {', '.join(program.called_by) or 'nowhere'}",
            f"Calls ......: {', '.join(program.calls)}",
            "-" * 60,
            "",
        )
        for record in program.records:
            out.add(f"Layout of {record.name}", "", "  Pos   Len  Name                  Fmt            Remark")
            at = 1
            for item in record.flat:
                said = item.usage if item.usage != "DISPLAY" else ""
                text = f"{at:>5} {item.size:>5}  {item.name:<21} {item.picture:<14} {said}"
                out.item(program.name, record.name, item.name, item.picture, text.rstrip())
                at += item.size
            out.add("")
        out.add("Logic", "", *(f"  ({at}) {rule}" for at, rule in enumerate(program.rules, 1)), "")
        out.add("Return codes", "", *(f"  {code} - {text}" for code, text in program.codes), "")
    return out.printed("cards", made.undefined, lambda n, m: ([], [f"ACME Mutual        Page {n} of {m}"]), feed=False)


def panels(seed: int) -> Document:
    """Screens of an editor printed out: a box around everything, names behind an arrow."""
    made, out = system(seed, 40, letters), Sheet()
    for program in made.programs:
        page = Sheet()
        page.add("+" + "-" * 70 + "+", "|  MEMBER DESCRIPTION" + " " * 50 + "|")
        page.heading(program.name, f"|  Member  ===> {program.name:<8}       Description ===> {program.title:<28}|")
        page.add(f"|  Uses    ===> {', '.join(program.calls):<54}|", "+" + "-" * 70 + "+")
        for record in program.records:
            page.add(f"|  Area    ===> {record.name:<54}|")
            at = 0
            for item in record.flat:
                text = f"|    {item.name:.<28} {item.picture:<14} {item.usage:<8} +{at:04d}"
                page.item(program.name, record.name, item.name, item.picture, f"{text:<71}|")
                at += item.size
        page.add("+" + "-" * 70 + "+", *(f"|  {code}  {text:<62}|" for code, text in program.codes))
        page.add("|  Command ===>" + " " * 56 + "|", "+" + "-" * 70 + "+", "")
        base = len(out.lines)
        out.add(*page.lines)
        out.endpoints |= {name: base + at for name, at in page.endpoints.items()}
        out.fields += [(p, r, n, c, base + at) for p, r, n, c, at in page.fields]
    return out.printed("panels", made.undefined)


def dumps(seed: int) -> Document:
    """Transactions with short names, records as offsets and types, and a dump of each record with its descriptor."""
    made, out = system(seed, 40, mixed), Sheet()
    out.add("TRANSACTIONS IN ORDER OF THEIR CODES", "", *(f"  {p.name}  {p.title}" for p in made.programs), "")
    for program in made.programs:
        out.add("")
        out.heading(
            program.name, f"TRAN {program.name}   {program.title.upper()}", f"XREF: {' '.join(program.calls)}", ""
        )
        for record in program.records:
            out.add(f"{record.name}", "", "OFFS LEN  TY NAME")
            at = 4
            for item in record.flat:
                kind = {"COMP-3": "P", "COMP": "B"}.get(item.usage, "C" if item.picture[0] == "X" else "Z")
                out.item(program.name, record.name, item.name, "", f"{at:04d} {item.size:04d} {kind}  {item.name}")
                at += item.size
            out.add(
                "",
                f"RDW {at:04X} 0000",
                *(f"  {n * 16:04X}  {_hex(made.rng)}" for n in range(min(6, at // 16 + 1))),
                "",
            )
        out.add(*(f"CHECK {at:02d}: {rule}" for at, rule in enumerate(program.rules, 1)), "")
        out.add(*(f"ABEND {code} {text.upper()}" for code, text in program.codes))
    return out.printed(
        "dumps", made.undefined, lambda n, _: ([f"ACME INC{'TRANSACTION BOOK':>40}{n:>24}"], []), feed=False, rows=58
    )


def _hex(rng) -> str:  # type: ignore[no-untyped-def]
    return " ".join(f"{rng.getrandbits(32):08X}" for _ in range(4))


def titled(seed: int) -> Document:
    """The title before the name, underlined with tildes; two columns in the header; pages without feeds."""
    made, out = system(seed, 40, words), Sheet()
    for program in made.programs:
        title = f"{program.title.capitalize()} ({program.name})"
        out.heading(program.name, title, "~" * len(title))
        out.add("")
        out.wrapped(f"This program takes care of the {program.title}. It is related to {', '.join(program.calls)}.")
        out.add("")
        for record in program.records:
            out.add(f"{record.name} holds:", "")
            for item in record.fields:
                said = f"{item.level:02d} {'  ' * item.depth}{item.name} "
                form = f"{item.picture or 'group'} {item.usage if item.usage != 'DISPLAY' else ''}"
                form += f" occurs {item.occurs}" if item.occurs > 1 else ""
                out.item(program.name, record.name, item.name, item.picture, f"{said:.<44} {form}".rstrip())
            out.add("")
        out.add(
            "What must hold", "", *(f"  {chr(96 + at)}) {rule}" for at, rule in enumerate(program.rules, 1)), "", ""
        )
    out.add("Table of contents", "")
    out.add(*(f"{p.title.capitalize():.<44} {p.name:.<28} {n * 2}" for n, p in enumerate(made.programs, 1)))
    return out.printed(
        "titled",
        made.undefined,
        lambda n, _: ([f"Acme Corp.   Order system{'12-JUN-98':>30}   {n}"], []),
        feed=False,
        rows=60,
    )


TITLES = ("Eingabebereich", "Übergabe", "Call area", "Druckzeile")


def layouts_in_words(seed: int) -> Document:
    """Layouts without names: a title in words above each, the same in every program, with its length behind it."""
    made, out = system(seed, 40, digits), Sheet()
    for at, program in enumerate(made.programs, 1):
        out.heading(program.name, f"{at}.  Baustein {program.name}: {program.title.capitalize()}", "")
        out.add(f"Ruft auf: {', '.join(program.calls)}", "")
        for title, record in zip(TITLES, program.records, strict=False):
            out.add(f"{title} ({sum(item.size for item in record.flat)} Stellen)", "-" * 72)
            out.add(" Nr | Feldname                    | Bild           |   ab | Art", "-" * 72)
            for number, item in enumerate(record.flat, 1):
                said = item.usage if item.usage != "DISPLAY" else ""
                text = f" {number:>2} | {item.name:<27} | {item.picture:<14} | {number * 3:>4} | {said}"
                out.item(program.name, title, item.name, item.picture, text.rstrip())
            out.add("")
        out.add("Regeln", "", *(f"  {chr(96 + n)}) {rule}" for n, rule in enumerate(program.rules, 1)), "")
    return out.printed("layouts in words", made.undefined)
