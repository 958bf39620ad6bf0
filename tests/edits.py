"""How people issue a text again: one kind of edit each, at a place that dice choose. Text in, text out."""

import random
import re
from collections.abc import Callable, Sequence

Edit = Callable[[list[str], random.Random], None]

_NAME = re.compile(r"\b[A-Z][A-Z0-9]*-[A-Z0-9-]+\b")
_PROGRAM = re.compile(r"\b[A-Z]{2,4}\d{3,4}\b")
_PICTURE = re.compile(r"\bPIC\s+\S*\((\d+)\)")
_ERRATUM = re.compile(r"^(?:E-\d|ERRATUM \d|\d\))")


def _some(lines: Sequence[str], dice: random.Random, form: str = r"\S") -> int:
    """The place of a line of a form; any line where none has it."""
    return dice.choice([at for at, line in enumerate(lines) if re.search(form, line)] or [0])


def _errata(lines: Sequence[str]) -> list[int]:
    """Where corrections begin, behind the last line that says ERRATA."""
    start = max((at for at, line in enumerate(lines) if line.strip() == "ERRATA"), default=len(lines))
    return [at for at in range(start, len(lines)) if _ERRATUM.match(lines[at])]


def _declared(lines: Sequence[str], dice: random.Random) -> tuple[str, str]:
    """A program and a field that is declared behind its heading, as far as plain forms tell."""
    at = _some(lines, dice, r"\bPIC\b")
    names = [name for line in reversed(lines[:at]) for name in _PROGRAM.findall(line)]
    return (names or ["NOBODY"])[0], (_NAME.findall(lines[at]) or ["NO-NAME"])[0]


def change(lines: list[str], dice: random.Random) -> None:
    """One character is another one."""
    at = _some(lines, dice)
    column = dice.randrange(len(lines[at]))
    lines[at] = lines[at][:column] + dice.choice("XA9 -.") + lines[at][column + 1 :]


def number(lines: list[str], dice: random.Random) -> None:
    """A picture is longer."""
    at = _some(lines, dice, _PICTURE.pattern)
    lines[at] = re.sub(r"\((\d+)\)", r"(1\1)", lines[at], count=1)


def delete(lines: list[str], dice: random.Random) -> None:
    """A line is gone."""
    del lines[_some(lines, dice)]


def insert(lines: list[str], dice: random.Random) -> None:
    """A line more, of prose or of a declaration."""
    said = ["A remark that nobody needs.", "           02  NEW-FIELD-X           PIC X(7).", "BR-NEW-R99 Nothing."]
    lines.insert(_some(lines, dice), dice.choice(said))


def repeat(lines: list[str], dice: random.Random) -> None:
    """A line stands there twice."""
    at = _some(lines, dice)
    lines.insert(at, lines[at])


def swap(lines: list[str], dice: random.Random) -> None:
    """Two lines that follow each other change places."""
    at = min(_some(lines, dice), len(lines) - 2)
    lines[at : at + 2] = reversed(lines[at : at + 2])


def move(lines: list[str], dice: random.Random) -> None:
    """A line stands elsewhere."""
    at = _some(lines, dice)
    lines.insert(_some(lines, dice), lines.pop(at))


def vague(lines: list[str], dice: random.Random) -> None:
    """A correction anywhere, that says of nothing what it corrects."""
    lines.insert(_some(lines, dice), "ERRATUM 99: the field above has PIC X(9).")


def correct(lines: list[str], dice: random.Random) -> None:
    """One correction more, of a field that is declared, before, between or behind the others."""
    program, name = _declared(lines, dice)
    said = [f"ERRATUM 9{dice.randrange(10)}: in program {program}, field {name} must read PIC X(33).", ""]
    place = dice.choice(_errata(lines) or [len(lines) - 1])
    lines[place:place] = said


def uncorrect(lines: list[str], dice: random.Random) -> None:
    """A correction is taken back."""
    places = _errata(lines)
    if places:
        at = dice.choice(places)
        end = next((n for n in range(at + 1, len(lines)) if not lines[n].strip()), len(lines))
        del lines[at:end]


def retarget(lines: list[str], dice: random.Random) -> None:
    """A correction is of another field."""
    places = [n for at in _errata(lines) for n in (at, at + 1) if n < len(lines) and _NAME.search(lines[n])]
    if places:
        at = dice.choice(places)
        lines[at] = _NAME.sub(_declared(lines, dice)[1], lines[at], count=1)


def rename(lines: list[str], dice: random.Random) -> None:
    """A record or field has another name, in one place or throughout."""
    old = dice.choice(_NAME.findall("\n".join(lines)) or ["X"])
    new, only = old[:-1] + dice.choice("QZ9"), dice.random() < 0.5
    at = _some(lines, dice, rf"\b{re.escape(old)}\b")
    for place in [at] if only else range(len(lines)):
        lines[place] = re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, lines[place])


def rename_program(lines: list[str], dice: random.Random) -> None:
    """A program has another name, in one place or throughout."""
    old = dice.choice(_PROGRAM.findall("\n".join(lines)) or ["X"])
    only, at = dice.random() < 0.5, _some(lines, dice, rf"\b{old}\b")
    for place in [at] if only else range(len(lines)):
        lines[place] = lines[place].replace(old, old[:-1] + "7")


def section(lines: list[str], dice: random.Random) -> None:
    """A section stands elsewhere, or is gone, or twice."""
    starts = [at for at, line in enumerate(lines) if re.match(r"[A-Z0-9][A-Z0-9 .]{4,}$", line)] or [0]
    first = dice.choice(starts)
    last = next((at for at in starts if at > first), len(lines))
    part, how = lines[first:last], dice.choice(["move", "delete", "repeat"])
    if how != "repeat":
        del lines[first:last]
    if how != "delete":
        at = dice.choice([at for at in starts if at <= len(lines)])
        lines[at:at] = part


def drop_program(lines: list[str], dice: random.Random) -> None:
    """All that lies between the headings of two programs is gone, or stands there again under another name."""
    heads = sorted({next(at for at in range(len(lines) - 1, -1, -1) if name in lines[at] and not lines[at][0].isspace())
                    for name in _PROGRAM.findall("\n".join(lines))
                    if any(name in line and line[:1].strip() for line in lines)})  # fmt: skip
    if len(heads) > 1:
        at = dice.randrange(len(heads) - 1)
        part = lines[heads[at] : heads[at + 1]]
        if dice.random() < 0.5:
            del lines[heads[at] : heads[at + 1]]
        else:
            lines[heads[at] : heads[at]] = [_PROGRAM.sub("ZZZ777", line) for line in part]


def paginate(lines: list[str], dice: random.Random) -> None:
    """A page ends earlier: its last lines stand behind the next head."""
    breaks = [at for at, line in enumerate(lines) if "\f" in line or line.startswith("-----")]
    at = dice.choice(breaks or [0])
    lines[at:at] = ["", "", *lines[at : at + 2]] if dice.random() < 0.5 else ["", "", ""]


def space(lines: list[str], dice: random.Random) -> None:
    """Blanks behind lines, or blank lines."""
    for _ in range(5):
        at = _some(lines, dice)
        lines[at] += "   "
    lines.insert(_some(lines, dice), "")


def furniture(lines: list[str], dice: random.Random) -> None:
    """The head of every page says another issue."""
    lines[:] = [line.replace("-R3 / 12 MAR", "-R4 / 13 APR") for line in lines]


def ends(lines: list[str], dice: random.Random) -> None:
    """Line ends of another system."""
    lines[:] = [line.rstrip("\r") + "\r" for line in lines]


def appendix(lines: list[str], dice: random.Random) -> None:
    """An entry more in a list of codes or of changes."""
    at = _some(lines, dice, r"^\s+(?:[A-Z]{2,4}\d{3} =|\d\d\.\d\d\.\d\d)")
    lines.insert(at, lines[at].replace("0", "7"))


def refer(lines: list[str], dice: random.Random) -> None:
    """A line speaks of a program that nobody defines."""
    at = _some(lines, dice, _PROGRAM.pattern)
    lines[at] = _PROGRAM.sub("QQX9999", lines[at], count=1)


ALONE: dict[str, Edit] = {
    one.__name__: one
    for one in (
        change, number, delete, insert, repeat, swap, move, vague, correct, uncorrect, retarget, rename,
        rename_program, section, drop_program, paginate, space, furniture, ends, appendix, refer,
    )
}  # fmt: skip


def several(lines: list[str], dice: random.Random) -> None:
    """Two to four edits at once, as long as there is a line."""
    for _ in range(dice.randrange(2, 5)):
        if not any(lines):
            return
        ALONE[dice.choice(sorted(ALONE))](lines, dice)


KINDS: dict[str, Edit] = {**ALONE, "several": several}


def edited(text: bytes, kind: str, seed: int) -> bytes:
    """The text after one edit of a kind; the same seed gives the same edit."""
    lines = text.decode("latin-1").split("\n")
    KINDS[kind](lines, random.Random(seed))
    return "\n".join(lines).encode("latin-1")
