"""A correction in prose, as far as its words are plain: which program, record and field, and what reads how now.

The words around a value say whether it is the old or the new one. Where they do not, both stay unknown and the
correction is flagged, not applied.
"""

import re
from collections.abc import Sequence

from workbench.declarations import NAME, SIZED
from workbench.records import UNKNOWN, ErratumBody

_PICTURE = (
    r"(?:PIC(?:TURE)?\s+)?"
    r"([+\-]?S?[XA9NZ*][XA9NZVPB0-9(),.*+\-/$]*(?:\s+(?:COMP(?:-\d)?|BINARY|PACKED-DECIMAL|DISPLAY))?)"
)
_SMALL = r"[a-z][a-z0-9]*(?:(?:[-_][a-z0-9]+)+|[A-Z]\w*)"
"""A name in small letters that is no word: hyphens, underscores or capitals are in it."""
_SMALL_PICTURE = re.compile(r"\bpic(?:ture)?\s+(?:is\s+)?[sxaznpv90-9(),.*+\-/$]+(?:\s+comp(?:-\d)?)?")
_PLACE = {
    "program": re.compile(
        r"(?<![\w-])(?:program(?:me?|ma|a)?|modul[eo]?|transa[ck]tion|transacci[oó]n|endpoint|object|servi(?:ce|cio|zio)|"
        rf"dienst|operation|routine|member|funktion|function)\s*[:=]?\s*[\"'`(\[<]?(?-i:({NAME}|{_SMALL}))",
        re.I,
    ),
    "record": re.compile(
        r"(?<![\w-])(?:record|layout|structure|area|copybook|01-level|satz(?:art|aufbau)?|enregistrement|registro|"
        rf"tracciato)\s*[:=]?\s*[\"'`(]?(?-i:({NAME}|{_SMALL}))",
        re.I,
    ),
    "field": re.compile(
        r"(?<![\w-])(?:field|item|element|data item|data name|feld|datenfeld|champ|zone|rubrique|campo|veld)"
        rf"\s*[:=]?\s*[\"'`(]?(?-i:({NAME}|{_SMALL}))",
        re.I,
    ),
}
_OLD = (
    r"(?:not|nicht|statt|au lieu de|"
    r"instead of|rather than|was|were|from|old(?: value)?|formerly|previously|replaces|supersedes|in place of)"
    r"\s*[:=]?\s*"
)
_NEW = (
    r"(?:reads?|should (?:read|be)|must (?:read|be)|is now|becomes?|to|by|with|new(?: value)?|is|now|as"
    r"|lautet|muss|ist|wird|devient|lire|est|debe(?: ser)?|diventa|correct(?: value)?"
    r"(?: is)?|changed to|corrected to)\s*[:=]?\s*"
)
_REMOVED = re.compile(
    r"\b(?:does not exist|strike the line|removed|deleted|dropped|no longer (?:exists|present|used)|is to be struck"
    r"|withdrawn|delete)\b",
    re.I,
)
_RENAMED = re.compile(r"\b(?:renamed|is called|name|named|spelled|misspelt|misprinted)\b", re.I)
_FIRST = re.compile(r"^[\W_]+|[\W_]+$")
_VALUED = re.compile(
    rf"(?<![\w$#@.-])(?:{SIZED}"
    r"|S?[9XAZNV]+(?:\(\d{1,5}\)[9XAZNV]*)*)(?![\w$#@(-])"
)
_STORED = re.compile(r"(?:\s+(?:COMP(?:-\d)?|BINARY|PACKED-DECIMAL|DISPLAY))?")
_SHOULD = re.compile(
    r"\b(?:(?:must|should|ought to|has to|shall)[- ](?:be|read|have)|in truth|in fact|really|correct(?:ly)?|now|read|"
    r"lire|richtig|korrekt|muss|leer|debe|deve)\b[^\w(]*(?:\w+[^\w(]+){0,2}$",
    re.I,
)
_WRONG = re.compile(
    r"\b(?:for|not|nicht|statt|au lieu de|instead of|rather than|in place of|was|printed(?: as)?|said to be|anstatt|"
    r"in luogo di|en lugar de|en vez de|formerly|wrongly)\b[^\w(]*(?:PIC\w*\W+)?$",
    re.I,
)
_FIELD = re.compile(
    r"(?<![\w-])(?:field|item|element|member|data item|feld|datenfeld|champ|zone|rubrique|campo|veld)"
    r"\s*[:=]?\s*[\"'`(]?([A-Za-z][\w$#@.-]*\w)",
    re.I,
)
_NAMED = re.compile(
    r"(?<![\w$#@.-])(?:[A-Za-z][\w$#@]*(?:[-._$][A-Za-z0-9][\w$#@]*)+|[A-Z][A-Z0-9$#@_]{2,}|[A-Za-z]+[a-z][A-Z]\w*)"
    r"(?![\w$#@-])"
)
"""Words that look like names: marks, capitals or digits are inside."""
_ID = re.compile(r"[A-Z]{0,4}-?\d[\w.\-/]*")


def erratum(lines: Sequence[str], names: str, program: str = UNKNOWN) -> ErratumBody:
    """What a correction says.

    `names` is the form of endpoints' names, "unknown" where they have none; `program` the endpoint that is corrected,
    where the line's form tells it.
    """
    text = re.sub(r"\s+", " ", " ".join(line.strip(" \t\f|*#") for line in lines)).strip()
    if program != UNKNOWN:
        return _formed(lines, text, program)
    number = _ID.search(lines[0])
    name = number[0].rstrip(".:-)") if number else UNKNOWN
    rest = " ".join([lines[0][number.end() if number else 0 :], *lines[1:]])
    rest = re.sub(r"\s+", " ", rest).strip(" .:-|")
    place = {kind: _place(kind, rest) for kind in _PLACE}
    formed = re.search(rf"(?<![\w-])(?:{names})(?![\w-])", rest) if names != UNKNOWN else None
    if formed:
        place["program"] = formed[0]
    attribute, old, new = _change(rest, place["field"])
    return ErratumBody(
        erratum=name,
        program=place["program"],
        record=place["record"],
        field=place["field"],
        attribute=attribute,
        old=old,
        new=new,
        text=text[:2000],
    )


def _formed(lines: Sequence[str], text: str, program: str) -> ErratumBody:
    """A correction that begins like others, with the endpoint at a known place: its item stands before the values."""
    before, _, rest = " ".join(lines).partition(program)
    number = _ID.fullmatch(_FIRST.sub("", before.split()[0])) if before.split() else None
    rest = re.sub(r"\s+", " ", rest).strip(" .:-|")
    value = _VALUED.search(rest)
    words = [match[0] for match in _NAMED.finditer(rest, 0, value.start() if value else len(rest))]
    field = _FIELD.search(rest)
    item = field[1] if field and field[1] in words else words[-1] if words else UNKNOWN
    record = _PLACE["record"].search(rest)
    attribute, old, new = _values(rest)
    return ErratumBody(
        erratum=number[0] if number else item if item != UNKNOWN else program,
        program=program,
        record=record[1] if record and record[1] in words and record[1] != item else UNKNOWN,
        field=item,
        attribute=attribute,
        old=old,
        new=new,
        text=text[:2000],
    )


def _values(text: str) -> tuple[str, str, str]:
    """The attribute, the old and the new of two values, by the words right before each; unknown where they say none."""
    found = list(_VALUED.finditer(text))
    if len(found) != 2:
        return "unknown", UNKNOWN, UNKNOWN
    said = text[: found[0].start()], text[found[0].end() : found[1].start()]
    first, second = (_clean(text[m.start() : _STORED.match(text, m.end()).end()]) for m in found)  # type: ignore[union-attr]
    if _SHOULD.search(said[1]) or (_WRONG.search(said[0]) and not _WRONG.search(said[1])):
        return "picture", first, second
    if _WRONG.search(said[1]) or _SHOULD.search(said[0]):
        return "picture", second, first
    return "unknown", UNKNOWN, UNKNOWN


def _place(kind: str, text: str) -> str:
    """The name behind its keyword; else from a chain such as `PROG / REC / FIELD` or `FIELD OF REC IN PROG`."""
    if match := _PLACE[kind].search(text):
        if re.search("[A-Za-z]", match[1]):
            return match[1].rstrip("-")
    return _chained(kind, text)


def _chained(kind: str, text: str) -> str:
    if match := re.search(rf"({NAME})\s*(?:/|->|::|>|\.|,)\s*({NAME})\s*(?:/|->|::|>|\.|,)\s*({NAME})", text):
        return {"program": match[1], "record": match[2], "field": match[3]}[kind]
    if kind != "program" and (match := re.search(rf"\b(?i:at|for)\s+({NAME})\s+(?i:in|of)\s+({NAME})(?![\w-])", text)):
        return {"field": match[1], "record": match[2]}[kind]
    if match := re.search(rf"({NAME})\s+(?i:of|in)\s+({NAME})\s*\(\s*({NAME})\s*\)", text):
        return {"field": match[1], "record": match[2], "program": match[3]}[kind]
    if kind == "program" and (
        match := re.search(rf"\b(?i:rule|check|validation)\s+[\w\-.]+\s+(?i:of|in)\s+({NAME})", text)
    ):
        return match[1]
    if match := re.search(
        rf"({NAME})\s+(?i:of|in)\s+({NAME})\s*(?:,|\s)\s*(?i:of|in)?\s*(?i:program)?\s*({NAME})", text
    ):
        return {"field": match[1], "record": match[2], "program": match[3]}[kind]
    return UNKNOWN


def _change(text: str, field: str) -> tuple[str, str, str]:
    """What changes, the old value and the new one."""
    text = _SMALL_PICTURE.sub(lambda match: match[0].upper(), text)
    if _REMOVED.search(text) and not re.search(r"\bPIC", text):
        return "removed", field, UNKNOWN
    if arrow := re.search(rf"{_PICTURE}\s*(?:->|=>|→|--+>)\s*{_PICTURE}(?=[\s.,;)]|$)", text):
        if _is_picture(arrow[1]) and _is_picture(arrow[2]):
            return "picture", _clean(arrow[1]), _clean(arrow[2])
    if arrow := re.search(rf"\b(?i:name)\s+({NAME})\s*(?:->|=>|→|--+>)\s*({NAME})(?![\w-])", text):
        return "name", arrow[1], arrow[2]
    if re.match(r"\W*(?:in program \S+ *,? *)?(?:\S+ */ *)?(?:the )?rule\b", text, re.I):
        return "text", UNKNOWN, _rule_text(text)
    old = re.search(rf"(?i:\b{_OLD})[\"'`]?(?-i:{_PICTURE})(?=[\s\"'`.,;:)]|$)", text)
    new = [
        m for m in re.finditer(rf"(?i:\b{_NEW})[\"'`]?(?-i:{_PICTURE})(?=[\s\"'`.,;:)]|$)", text) if _is_picture(m[1])
    ]
    if new and (fresh := [m for m in new if not old or m.start(1) != old.start(1)]):
        wrong = re.search(rf"(?i:printed)\s+{_PICTURE}\s+(?i:is wrong|is an error|is a misprint)", text)
        given = _clean(old[1]) if old and _is_picture(old[1]) else _clean(wrong[1]) if wrong else UNKNOWN
        return "picture", given, _clean(fresh[0][1])
    if _RENAMED.search(text):
        return _renamed(text, field)
    return "unknown", UNKNOWN, UNKNOWN


def _rule_text(text: str) -> str:
    """What a rule says now: what follows the verb and its colon."""
    match = re.search(
        r"\b(?:must read|should read|reads|is replaced by|replaced with|now reads|becomes|is)\b\s*:?\s*[\"']?(.+)$",
        text,
        re.I,
    )
    return match[1].strip(" \"'") if match else UNKNOWN


def _is_picture(text: str) -> bool:
    head = text.split(maxsplit=1)[0] if text.split() else ""
    return bool(re.fullmatch(r"[+\-]?S?(?:[XA9NZVPB0/,.*+\-$]|\(\d+\))+", head)) and bool(re.search("[XA9NZ]", head))


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" .,;")


def _renamed(text: str, field: str) -> tuple[str, str, str]:
    pair = re.search(
        rf"(?:printed as|printed|spelled|given as|listed as)\s+[\"'`]?({NAME})[\"'`]?\s+(?:is|should be|must be|reads?)"
        rf"\s+(?:named|called)?\s*[\"'`]?({NAME})\b",
        text,
    )
    if pair and re.search("[A-Z]", pair[2]):
        return "name", pair[1], pair[2]
    new = re.search(
        r"(?i:renamed(?: to| as)?|is called|now|reads?|should be|becomes?|named|spelled|to)"
        rf"\s*[:=]?\s*[\"'`]?({NAME})\b",
        text,
    )
    old = re.search(rf"(?i:not|instead of|formerly|was|from|previously)\s*[:=]?\s*[\"'`]?({NAME})\b", text)
    if not new or not re.search("[A-Z]", new[1]):
        return "unknown", UNKNOWN, UNKNOWN
    return "name", old[1] if old else field, new[1]
