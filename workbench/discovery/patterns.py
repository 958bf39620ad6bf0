"""From a lead to a regular expression that finds it again, with other numbers, widths and words."""

import re

from workbench.discovery.markup import written
from workbench.discovery.sights import ANY, DEEP, NUMBER, WORDS

_NUMBER = r"(?:[A-Z][.-])?(?:\d++(?:\.\d++)*+|[IVXLC]++|[A-Za-z])"
_WORDS = r"[^\W\d_][\w'/&-]*+(?:,?[ \t]+[^\W\d][\w'/&-]*+|[ \t]+[&'/-][\w'/&-]*+)*?"
_ANY = r"\S[^\n]*?"
_DEPTH = re.compile(r"((?:\\)?[#=*])([\ue011-\ue01f])")
_WORD = re.compile(f"{WORDS}{NUMBER}{WORDS}?")
_TWICE = re.compile(r"((?:\\)?[^\w\s\\\ue000-\ue00f])\1")


def expression(lead: str) -> str:
    """The regular expression of a lead: numbers, widths, repeated marks and varying words are left open.

    >>> expression("Program ..: ")
    'Program[ \\\\t]++\\\\.+:[ \\\\t]++'
    """
    text = _TWICE.sub(r"\1+", re.escape(lead)).replace(r"\ ", r"[ \t]++")
    text = _DEPTH.sub(lambda found: f"{found[1]}{{{ord(found[2]) - DEEP}}}(?!{found[1]})", text)
    if {"=", ":"} & set(lead):  # in values before a name, `TRAN=DL01  PGM=`, the digits of a word are its own
        text = _WORD.sub(WORDS, text)
    return written(text).replace(NUMBER, _NUMBER).replace(WORDS, _WORDS).replace(ANY, _ANY)
