"""Headings in seven hands: where one program's text ends and the next begins."""

from collections.abc import Callable

from workbench.sample.model import Program
from workbench.sample.pages import Line


def heading(program: Program, section: str) -> list[Line]:
    """The lines that open a program's text, the first one tagged as its heading."""
    texts = _STYLES[program.style](program, section)
    return [Line(text, ("program", program.name) if i == 0 else None) for i, text in enumerate(texts)]


def _numbered(program: Program, section: str) -> list[str]:
    return [f"{section} PROGRAM {program.name} - {program.title.upper()}", ""]


def _boxed(program: Program, section: str) -> list[str]:
    star = "*" * 66
    rows = (f"PROGRAM : {program.name}", f"TITLE   : {program.title}")
    return [star, *(f"*  {row:<60}  *" for row in rows), star]


def _underlined(program: Program, section: str) -> list[str]:
    text = f"{program.name}   {program.title}"
    return [text, "=" * len(text)]


def _anchor(program: Program, section: str) -> list[str]:
    return [f"Module: {program.name}", f"Title:  {program.title}", f"Object: {program.entity}"]


def _banner(program: Program, section: str) -> list[str]:
    return [f"{f'======== {program.name} ======== {program.title} ':=<72}", ""]


def _transaction(program: Program, section: str) -> list[str]:
    return [f"--- begin of transaction program {program.name} ({program.title})", ""]


def _appendix(program: Program, section: str) -> list[str]:
    return [f"{section}  {program.name}, {program.title}", ""]


_STYLES: dict[str, Callable[[Program, str], list[str]]] = {
    "numbered": _numbered,
    "boxed": _boxed,
    "underlined": _underlined,
    "anchor": _anchor,
    "banner": _banner,
    "transaction": _transaction,
    "appendix": _appendix,
}
