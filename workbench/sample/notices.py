"""Errata as people write them: a sentence, a numbered remark, a row of a table, a memo."""

import random

from workbench.sample.model import Erratum
from workbench.sample.pages import Line, wrapped

_FORMS = {
    "picture": (
        "ERRATUM {n}: in program {p}, record {r}, field {f} reads PIC {new}, not {old}.",
        "{n}) {f} of {r} ({p}): the picture must be {new}. The printed {old} is wrong.",
        "E-{n}  {p} / {r} / {f}  picture  {old} -> {new}",
        "ERRATUM {n} - Page of {p}: read PIC {new} instead of PIC {old} at {f} in {r}.",
    ),
    "name": (
        "ERRATUM {n}: in program {p}, record {r}, the field printed as {old} is named {new}.",
        "{n}) {old} of {r} ({p}) is called {new} in the source; read {new} throughout.",
        "E-{n}  {p} / {r} / {f}  name  {old} -> {new}",
    ),
    "removed": (
        "ERRATUM {n}: in program {p}, record {r}, field {f} does not exist. Strike the line; what follows moves up.",
        "E-{n}  {p} / {r} / {f}  removed, the following fields move up",
        "{n}) Delete {f} from {r} of {p}; it was dropped in release 4.2 and the fields behind it moved up.",
    ),
    "text": (
        "ERRATUM {n}: rule {f} of program {p} must read: {new}",
        "{n}) Rule {f} of {p} is replaced by: {new}",
        "E-{n}  {p} / rule {f}  text  -> {new}",
    ),
}


def notice(rng: random.Random, erratum: Erratum) -> list[Line]:
    """The lines of one erratum, tagged, and a blank one."""
    text = rng.choice(_FORMS[erratum.attribute]).format(
        n=erratum.label, p=erratum.program, r=erratum.record, f=erratum.field, old=erratum.old, new=erratum.new
    )
    return [*(Line(row, ("erratum", erratum.number)) for row in wrapped(text, 76, "", "   ")), Line("")]
