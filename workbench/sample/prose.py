"""What the reverse-engineering agent wrote about each program: purpose, rules, codes, files, masks, remarks."""

import random

from workbench.sample.model import Item, Program, Rule

_NUMERIC = (
    "If {a} is greater than {n} the record is put on hold and error {e} is shown.",
    "{a} must not be less than {n}; otherwise {e}.",
    "When {a} exceeds {n} and {b} is not blank, approval of a second user is asked for.",
    "{a} is computed from {b}, rounded half up, at most {n} rows are looked at.",
    "If {a} is zero, {n} per cent of {b} is taken instead.",
    "The program stops after {n} rows with an empty {a} and writes {e} to the log.",
)
_TEXTUAL = (
    "{a} is taken over from the caller unless {b} is blank.",
    "{a} may be changed only while {b} is still open in the same market.",
    "A blank {a} means: use the value of the market table.",
    "{a} and {b} must belong to the same company, else {e}.",
    "Before {a} is written, {b} is checked against the master file; not found gives {e}.",
    "In market NO, and there only, {a} is printed in front of {b}.",
    "Nobody knows any more why {a} is compared with {b} twice; the second test can not fail.",
    "{a} is moved to {b} if the record came from the overnight run, otherwise it is left as it is.",
    "Deleted records keep {a}; {b} is set to low values.",
    "For records older than {n} days {a} is ignored.",
)
_FAULTS = (
    "record not found", "record locked by another user", "value not in table", "date not valid", "amount too large",
    "user not authorised", "period closed", "duplicate key", "market not active", "check digit wrong",
    "file not open", "counter overflow", "partner system does not answer", "mandatory field missing",
    "quantity exceeds stock", "credit limit exceeded", "currency not allowed", "status does not allow this function",
)  # fmt: skip
_PURPOSE = (
    "{verb}s {thing} records on behalf of the {area} staff.",
    "Called whenever {thing} data have to be brought up to date ({verb}).",
    "Serves the request to {verb} a {thing}. One call, one record, no conversation.",
    "Does what the title says for the {thing}; nothing else was found in the code.",
    "The {area} subsystem uses it to {verb} the {thing} that the caller names.",
)
_REMARKS = (
    'The original listing is dated 1987 and carries a note by Mr Müller that the table \xa7 4 is "final".',
    "Amounts above £ 99.999 were once split over two records; the split has not been used since 1999.",
    "The naïve date test accepts 31 April. Corrections come from the month-end run.",
    "Two branches are never reached. They are left out here.",
    "Temperature limits (max 25 °C) of cosmetics are checked in the warehouse, not here.",
    "The Straße field of the Swiss market is cut at 24 characters; see the café pilot of 1994.",
    "Performance: 0.3 s a call on the old machine, most of it I/O.",
    "The caller must not pass a second record before the first is answered.",
    "Year 2000 window: 00-49 means 20xx, 50-99 means 19xx.",
    "A comment says that the français version prints the totals twice.",
    "Paragraph 2000-CHECK is copied from another program, with its errors.",
    "All dates are in the calendar of the market; Thailand runs on the common calendar since 2001.",
    "The señal bit in byte 3 is tested and never set.",
    'Old consultants call the number on the card "Beraterinnen-Nr."; it is the same number.',
    "The table is searched from the end, so that the newest row wins.",
    "Rounding follows the market table; decimals 0 in JP, KR and CL.",
)
_FILES = (
    "CUSTMST", "ORDHDR", "ORDLIN", "PRODMST", "PRICTAB", "STOCKDB", "INVHDR", "PAYJRN",
    "COMMHIS", "TAXTAB", "MKTPARM", "AUDLOG", "RETFILE", "GLFEED", "CONSMST", "CARRTAB",
)  # fmt: skip


def add_rules(rng: random.Random, program: Program) -> None:
    """Give a program its error codes and its rules, which speak of its own fields and codes."""
    letters = "".join(c for c in program.name if c.isalpha())[:2]
    start = rng.randint(1, 8) * 10
    faults = rng.sample(_FAULTS, rng.randint(4, 8))
    program.codes = [(f"{letters}E{start + i:03d}", text) for i, text in enumerate(faults)]
    named = [item for _, _, item in program.leaves() if item.name != "FILLER" and not item.forced]
    pairs = [(_form(rng, item), item) for item in rng.choices(named, k=rng.randint(9, 15))]
    program.rules = [
        Rule(f"R{i:02d}", _filled(rng, program, form, item, named)) for i, (form, item) in enumerate(pairs, start=1)
    ]


def purpose(rng: random.Random, program: Program) -> str:
    """One sentence on what a program is for."""
    area = program.subsystem.lower()
    text = rng.choice(_PURPOSE).format(verb=program.verb, thing=program.entity, area=area)
    return text[0].upper() + text[1:]


def remarks(rng: random.Random, count: int) -> list[str]:
    """Some remarks, no two alike."""
    return rng.sample(_REMARKS, count)


def files(rng: random.Random) -> list[tuple[str, str, str]]:
    """Name, kind and access of the files of a program."""
    names = sorted(rng.sample(_FILES, rng.randint(2, 5)))
    return [
        (n, rng.choice(("VSAM KSDS", "DB2", "SEQ", "VSAM RRDS")), rng.choice(("R", "R", "U", "W", "R/U")))
        for n in names
    ]


def _form(rng: random.Random, item: Item) -> str:
    return rng.choice(_NUMERIC if item.type in ("amt", "qty", "cnt", "pct", "days", "wgt") else _TEXTUAL)


def _filled(rng: random.Random, program: Program, form: str, item: Item, named: list[Item]) -> str:
    code = rng.choice(program.codes)[0]
    other = rng.choice([one for one in named if one is not item] or named)
    return form.format(a=item.name, b=other.name, n=rng.choice((10, 15, 25, 30, 60, 90, 100, 250, 500, 999)), e=code)
