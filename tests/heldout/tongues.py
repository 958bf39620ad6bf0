"""Documents in German and French, with roman numbers, in mixed styles, very small and very large."""

from heldout.sheet import Document, Sheet
from heldout.system import Program, digits, hyphened, letters, mixed, system


def german(seed: int) -> Document:
    """German: `Programm`, `Satzaufbau`, `Stufe`, `Seite`, `Berichtigungen`; umlauts in latin-1."""
    made, out = system(seed, 40, letters), Sheet()
    out.add("FACHKONZEPT AUFTRAGSABWICKLUNG", "", "Inhaltsverzeichnis", "")
    out.add(*(f"4.{at} Programm {p.name} {'.' * 40} {at * 3}" for at, p in enumerate(made.programs, 1)), "")
    for at, program in enumerate(made.programs, 1):
        out.heading(program.name, f"4.{at} Programm {program.name}", "")
        out.wrapped(f"Zweck: Das Programm führt die Verarbeitung {program.title} für alle Märkte durch.")
        out.add(f"Ruft auf: {', '.join(program.calls)}", f"Aufgerufen von: {', '.join(program.called_by) or '-'}", "")
        for record in program.records:
            out.add(f"Satzaufbau {record.name}", "", "Stufe Feldname              Format         Länge Bemerkung")
            for item in record.fields:
                said = f"mal {item.occurs}" if item.occurs > 1 else ""
                text = f"{item.level:02d}    {item.name:<21} {item.picture:<14} {item.size:>5} {said}"
                out.item(program.name, record.name, item.name, item.picture, text.rstrip())
            out.add("")
        out.add("Geschäftsregeln", "", *(f"  {n}. {rule}" for n, rule in enumerate(program.rules, 1)), "")
        out.add("Fehlermeldungen", "", *(f"  {code}  {text}" for code, text in program.codes), "")
    out.add("Berichtigungen", "")
    for n, program in enumerate(made.programs[3:33:6], 1):
        item = next(item for item in program.records[0].fields if item.picture)
        out.erratum(
            program.name,
            f"{n}. Programm {program.name}, Satz {program.records[0].name}, Feld {item.name}:",
            "   Format lautet X(77).",
            "",
        )
    return out.printed(
        "german",
        made.undefined,
        lambda n, _: ([f"Seite {n:>4}      Fachkonzept AUFTRAG   Stand 03.1998"], []),
        encoding="latin-1",
    )


def french(seed: int) -> Document:
    """French: a sheet a program, its name in brackets, tables between bars, `Page n/m`."""
    made, out = system(seed, 40, mixed), Sheet()
    for program in made.programs:
        out.add("=" * 66)
        out.heading(program.name, f"FICHE [{program.name}] {program.title.upper()}")
        out.add(
            "=" * 66,
            f"Appelé par : {', '.join(program.called_by) or 'néant'}",
            f"Appelle : {', '.join(program.calls)}",
            "",
        )
        for record in program.records:
            bar = "+-----+----------------------+----------------+----------+-------+"
            out.add(
                f"Enregistrement {record.name}",
                bar,
                f"| Niv | {'Rubrique':<20} | {'Image':<14} | {'Usage':<8} | Long. |",
                bar,
            )
            for item in record.fields:
                text = (
                    f"|  {item.level:02d} | {item.name:<20} | {item.picture:<14} | {item.usage:<8} | {item.size:>5} |"
                )
                out.item(program.name, record.name, item.name, item.picture, text)
            out.add(bar, "")
        out.add("Règles de gestion", "", *(f"  RG{n:02d} : {rule}" for n, rule in enumerate(program.rules, 1)), "")
        out.add("Codes retour", *(f"  {code} : {text}" for code, text in program.codes), "")
    return out.printed("french", made.undefined, lambda n, m: ([], [f"{'Dossier technique':<50}Page {n}/{m}"]))


def roman(seed: int) -> Document:
    """Roman and lettered sections, the name in brackets behind the title, the list of contents at the end."""
    made, out = system(seed, 40, letters), Sheet()
    chapters = ("I", "II", "III", "IV")
    for at, program in enumerate(made.programs):
        if at % 10 == 0:
            out.add(f"{chapters[at // 10]}.  {('ORDERS', 'STOCK', 'MONEY', 'PEOPLE')[at // 10]}", "")
        letter = "ABCDEFGHIJ"[at % 10]
        out.heading(program.name, f"{chapters[at // 10]}.{letter}.  {program.title.upper()}  [{program.name}]", "")
        out.add(f"See also: {', '.join(program.calls)}.", "")
        _copybooks(out, program)
        out.add("Conditions", "", *(f"  {n}) {rule}" for n, rule in enumerate(program.rules, 1)), "")
        out.add("Codes returned", "", *(f"  {code} {text}" for code, text in program.codes), "")
    out.add("V.  CORRECTIONS", "")
    for n, program in enumerate(made.programs[2:38:9], 1):
        item = next(item for item in program.records[0].fields if item.picture)
        out.erratum(
            program.name,
            f"({n}) {program.name}/{program.records[0].name}/{item.name}: should read PIC X(77), not {item.picture}.",
            "",
        )
    out.add("INDEX OF PROGRAMS", "", *(f"   {p.name:<10} {p.title}" for p in made.programs))
    return out.printed("roman", made.undefined, lambda n, m: ([], [f"Page {n} of {m}"]), feed=False, rows=50)


def _copybooks(out: Sheet, program: Program) -> None:
    out.copybooks(program, "USAGE IS ", "", "")


def hands(seed: int) -> Document:
    """Three hands in one document, each with a heading of its own; the names have three forms."""
    made, out = system(seed, 45, lambda rng, at: (digits, hyphened, mixed)[at % 3](rng, at)), Sheet()
    for at, program in enumerate(made.programs):
        if at % 3 == 0:
            out.heading(program.name, f"[{at // 3 + 1}] Routine <{program.name}> -- {program.title}", "")
        elif at % 3 == 1:
            out.heading(program.name, "", program.title.upper(), f"Identifier.: {program.name}", "", at=2)
        else:
            out.heading(program.name, "#" * 50, f"# {program.name:<46} #", f"# {program.title:<46} #", "#" * 50, at=1)
        out.add(f"Used by: {', '.join(program.called_by) or 'none'}", f"Uses: {', '.join(program.calls)}", "")
        _copybooks(out, program)
        out.add("Validations", "", *(f"  V-{n:02d} {rule}" for n, rule in enumerate(program.rules, 1)), "", "")
    return out.printed("hands", made.undefined, lambda n, _: ([f"- {n} -"], []), rows=48)


def tiny(seed: int) -> Document:
    """Three endpoints and a page of text."""
    made, out = system(seed, 3, digits, large=False), Sheet()
    out.add("NOTES ON THREE PROGRAMS", "", "Written down from memory.", "")
    for program in made.programs:
        out.heading(program.name, f"Module {program.name}", "")
        out.add(f"Calls {' and '.join(program.calls)}.", "")
        _copybooks(out, program)
    return out.printed("tiny", made.undefined)


def many(seed: int) -> Document:
    """Two thousand endpoints with little about each."""
    made, out = system(seed, 2000, digits, large=False), Sheet()
    for at, program in enumerate(made.programs, 1):
        out.heading(program.name, f"{at}) {program.name}: {program.title}")
        out.add(f"    refers to {', '.join(program.calls)}")
        program.records[:] = [type(program.records[0])(program.records[0].name, program.records[0].fields[:8])]
        _copybooks(out, program)
    return out.printed("many", made.undefined)
