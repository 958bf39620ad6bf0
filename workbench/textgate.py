"""What a person is asked to approve must be what it looks like.

`scan` finds characters that hide, reorder or imitate others: bidirectional controls (Trojan Source), invisible
characters, terminal escapes and other controls, letters of another script that look Latin, spaces that are not spaces.
`show` makes every one of them visible as ⟦U+202E⟧, so that no text can act on a terminal or a page. A text with
findings can be approved only by someone who names their `fingerprint`: the proof that they were on the screen.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from workbench.identity import content_id
from workbench.records import Record

FindingKind = Literal["bidi", "invisible", "control", "lookalike", "space", "unassigned"]
"""bidi: reorders what is displayed. invisible: takes no room. control: commands a terminal. lookalike: a letter of one
script that passes for another's. space: a gap that is no space or tab.
unassigned: no character of Unicode, or a private one."""

CLEAN = "clean"
"""The fingerprint of a text without findings."""

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f\u17b4\u17b5")
_PLAIN = frozenset("\t\n ")
_HARMLESS = re.compile(r"[\t\n\x20-\x7e]*(?:\r\n[\t\n\x20-\x7e]*)*")
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[\u0300-\u036f])*")
# Cyrillic, Greek, Armenian, Cherokee and phonetic letters that a reader cannot tell from plain Latin ones.
_LATIN_TWINS = frozenset(
    "\u0251\u0261\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u03b1\u03b3\u03b9\u03bd\u03bf\u03c1\u03c5\u03c7\u03f2\u03f3\u0405\u0406\u0408\u0410\u0412\u0415"
    "\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0430\u0435\u043d\u043e\u0440\u0441\u0442\u0443"
    "\u0445\u0455\u0456\u0458\u04ae\u04bb\u04cf\u0501\u050c\u051b\u051c\u051d\u0531\u053c\u054d\u054f"
    "\u0555\u0561\u0563\u0566\u0570\u0575\u0578\u057d\u0581\u0585\u13a0\u13a2\u13a5\u13aa\u13ab\u13ac"
    "\u13b3\u13b7\u13bb\u13be\u13c0\u13c3\u13d2\u13d9\u13da\u13de\u13df\u13e2\u13e6\u13f4"
)


class Finding(Record):
    """One character, or one word of letters that pass for others. Lines and columns count from 1."""

    line: int
    column: int
    kind: FindingKind
    text: str
    what: str


def scan(text: str) -> list[Finding]:
    """Every finding, in the order of the text. Plain ASCII text costs one regular expression."""
    if _HARMLESS.fullmatch(text):
        return []
    found: list[Finding] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not (line.isascii() and line.isprintable()):
            found += _line(number, line)
    return found


def show(text: str) -> str:
    """The text with every character that is not what it looks like written as ⟦U+XXXX⟧, look-alikes among them.

    >>> show("user\\u202e\\u2066 admin")
    'user⟦U+202E⟧⟦U+2066⟧ admin'
    """
    if _HARMLESS.fullmatch(text) and "\r" not in text:
        return text
    lines = text.split("\n")
    marks = {(found.line, found.column + at) for found in scan(text) for at in _covered(found)}
    return "\n".join(
        "".join(
            f"⟦U+{ord(char):04X}⟧" if (number, column) in marks or char == "\r" else char
            for column, char in enumerate(line, 1)
        )
        for number, line in enumerate(lines, 1)
    )


def fingerprint(findings: Sequence[Finding]) -> str:
    """What somebody who saw these findings can name; "clean" when there are none."""
    if not findings:
        return CLEAN
    return content_id("text", [[found.kind, found.text] for found in findings])


def _line(number: int, line: str) -> list[Finding]:
    found = []
    for column, char in enumerate(line, 1):
        if not 0x20 <= ord(char) <= 0x7E and (kind := _kind(char)) and not _ends_line(line, column):
            found.append(Finding(line=number, column=column, kind=kind, text=char, what=_named(char)))
    for word in _WORD.finditer(line):
        if not word[0].isascii() and (what := _passes(word[0])):
            column = word.start() + 1
            found.append(Finding(line=number, column=column, kind="lookalike", text=word[0], what=what))
    return sorted(found, key=lambda one: one.column)


def _covered(found: Finding) -> list[int]:
    return [at for at, char in enumerate(found.text) if found.kind != "lookalike" or not char.isascii()]


def _ends_line(line: str, column: int) -> bool:
    return line[column - 1] == "\r" and column == len(line)


@lru_cache(maxsize=4096)
def _kind(char: str) -> FindingKind | None:
    if char in _PLAIN:
        return None
    category = unicodedata.category(char)
    if char in _BIDI:
        return "bidi"
    if category == "Cc" or char in "\u2028\u2029":
        return "control"
    if category == "Cf" or char in _BLANK or 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF:
        return "invisible"
    if category == "Zs":
        return "space"
    return "unassigned" if category in ("Cn", "Co", "Cs") else None


def _named(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'without a name')}"


@lru_cache(maxsize=4096)
def _passes(word: str) -> str:
    """Why a word is not what it looks like; "" when it is. One script, or one plus digits, is what it looks like."""
    scripts = sorted({_script(char) for char in word} - {""})
    if len(scripts) > 1 and not set(scripts) <= {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}:
        return f"one word of {' and '.join(name.title() for name in scripts)} letters"
    if scripts and scripts != ["LATIN"] and set(word) <= _LATIN_TWINS:
        return f"{scripts[0].title()} letters that look Latin"
    if scripts == ["LATIN"] and set(word) & _LATIN_TWINS:
        return "a phonetic letter that looks like a plain one"
    if scripts == ["LATIN"] and unicodedata.normalize("NFKC", word) != unicodedata.normalize("NFC", word):
        return "letters in another form than the plain one"
    return ""


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    if char.isdigit() or unicodedata.combining(char):
        return ""
    name = unicodedata.name(char, "")
    if name.startswith(("MODIFIER", "FEMININE", "MASCULINE", "MICRO", "SUPERSCRIPT", "SUBSCRIPT")):
        return ""
    first = name.split(" ", 1)[0].split("-", 1)[0]
    return "LATIN" if first in ("FULLWIDTH", "MATHEMATICAL", "DOUBLE", "SCRIPT", "BLACK") else first
