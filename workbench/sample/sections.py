"""The sections of one program's text: references, files, rules, codes, mask, remarks; each in one of several hands."""

import random

from workbench.sample import prose
from workbench.sample.model import Program
from workbench.sample.pages import Line, wrapped


def references(rng: random.Random, program: Program) -> list[Line]:
    """Purpose and cross references; system modules are marked with a star."""
    calls = ", ".join([*program.calls, *(f"{name}*" for name in program.externals)]) or "none"
    by = ", ".join(sorted(set(program.called_by))) or "menu only"
    see = ", ".join(program.see_also)
    style = rng.choice(("caps", "dots", "prose"))
    said = prose.purpose(rng, program)
    if style == "prose":
        rows = [said, f"It calls {calls} and is called by {by}.", *([f"See also {see}."] if see else [])]
        return [Line(text) for row in rows for text in wrapped(row, 72)] + [Line("")]
    names = (
        ("PURPOSE", "CALLS", "CALLED BY", "SEE ALSO")
        if style == "caps"
        else ("Purpose", "Calls", "Called by", "See also")
    )
    pairs = [(n, v) for n, v in zip(names, (said, calls, by, see), strict=True) if v]
    mark = ":" if style == "caps" else " ..:"
    return [Line(t) for n, v in pairs for t in wrapped(v, 72, f"{n:<10}{mark} ", " " * 14)] + [Line("")]


def files(rng: random.Random, program: Program) -> list[Line]:
    """The files a program reads and writes."""
    rows = prose.files(rng)
    if rng.random() < 0.5:
        head = (f"{'FILE':<10}{'TYPE':<12}ACCESS", f"{'-' * 8:<10}{'-' * 10:<12}{'-' * 6}")
        return [*(Line(t) for t in head), *(Line(f"{a:<10}{b:<12}{c}", head=head) for a, b, c in rows), Line("")]
    return [Line("Input/Output:"), *(Line(f"  {a} ({b}) {c}") for a, b, c in rows), Line("")]


def rules(rng: random.Random, program: Program) -> list[Line]:
    """The numbered rules, each tagged."""
    style = rng.choice(("BR", "plain", "bracket"))
    found = [Line({"BR": "BUSINESS RULES", "plain": "Rules", "bracket": "Processing rules:"}[style]), Line("")]
    for rule in program.rules:
        label = {"BR": f"BR-{program.name}-{rule.number}", "plain": f"{rule.number}.", "bracket": f"[{rule.number}]"}[
            style
        ]
        for text in wrapped(f"{label} {rule.text}", 58, "", "   "):
            found.append(Line(text, ("rule", program.name, rule.number)))
        found.append(Line(""))
    return [*found, Line("")]


def codes(rng: random.Random, program: Program) -> list[Line]:
    """The table of error codes."""
    if rng.random() < 0.5:
        head = ("ERROR   SEV  TEXT",)
        rows = [
            Line(f"{c:<8}{rng.choice('EWI'):<5}{t.upper()}", ("code", program.name, c), head=head)
            for c, t in program.codes
        ]
        return [Line(head[0]), *rows, Line("")]
    return [Line("Messages"), *(Line(f"  {c} = {t}", ("code", program.name, c)) for c, t in program.codes), Line("")]


def paragraphs(rng: random.Random, program: Program) -> list[Line]:
    """The flow of control, paragraph by paragraph."""
    names = (
        "INIT",
        "GET-PARMS",
        "OPEN",
        "READ-MASTER",
        "CHECK",
        "CHECK-DATE",
        "COMPUTE",
        "ROUND",
        "WRITE",
        "LOG",
        "CLOSE",
        "EXIT",
    )
    chosen = sorted(rng.sample(range(len(names)), rng.randint(6, len(names))))
    rows = [f"{'  ' * rng.randint(1, 3)}{i * 100 + 1000}-{names[i]}" for i in chosen]
    return [
        Line(rng.choice(("Flow", "PARAGRAPHS", "Structure of the code:"))),
        *(Line(row) for row in rows),
        Line(""),
        Line(""),
    ]


def history(rng: random.Random, program: Program) -> list[Line]:
    """The changes that the listing's comments tell of."""
    rows = sorted((rng.randint(84, 99), rng.randint(1, 12), rng.randint(1, 28)) for _ in range(rng.randint(2, 9)))
    what = ("new market", "date check", "rounding", "field moved", "year 2000", "euro", "speed", "mask", "tax rate")
    who = ("HK", "JM", "RS", "AB", "LÖ", "PZ")
    said = [f"  {d:02d}.{m:02d}.{y} {rng.choice(who)}  {rng.choice(what)}" for y, m, d in rows]
    return [Line(rng.choice(("Changes", "MODIFICATION LOG"))), *(Line(row) for row in said), Line(""), Line("")]


def screen(rng: random.Random, program: Program) -> list[Line]:
    """The mask of a terminal program."""
    rows = [item for _, _, item in program.leaves() if item.name != "FILLER"][: rng.randint(6, 14)]
    edge = "-" * 46
    found = [Line(f"Screen {program.name}M"), Line(edge), Line(f" {program.title[:34]:<36}1/1"), Line("")]
    for item in rows:
        label = f"{item.term or item.name.lower()}"[:24]
        found.append(Line(f"  {label + ' ':.<26}: {'_' * rng.randint(1, 14)}"))
        if rng.random() < 0.4:
            found.append(Line(""))
    return [*found, Line(""), Line("  PF3=End  PF5=Refresh  PF12=Cancel"), Line(edge), Line("")]


def remarks(rng: random.Random, program: Program, orders: list[str]) -> list[Line]:
    """Remarks in prose; a planted order stands among them."""
    texts = prose.remarks(rng, rng.randint(1, 4)) + orders
    rng.shuffle(texts)
    if rng.random() < 0.06:
        texts.append("Old print\x0bcontrols were left in\x85where the listing had them.")
    title = rng.choice(("Remarks", "NOTES", "Observations of the reverse engineer"))
    return [Line(title), *(Line(t) for text in texts for t in (*wrapped(text, 60), "")), Line("")]
