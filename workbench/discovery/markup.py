"""Names in lines of HTML: what stands before them without what only tells how it looks, and what only leads there.

`<h3 id="pay01"><code>PAY01</code>` shows one name; the first is where links lead to.
"""

import re
from collections.abc import Sequence

INLINE, TAGGED = "\ue003", "\ue004"
"""What tags around words, and the attributes of other tags, become in a lead: private characters, which no text has."""

HERE, DEEPER, TAB, QUOTE, VERB = "\ue005", "\ue006", "\ue007", "\ue008", "\ue009"
"""The margin of a line in a data format, each column of what stands before a key, a quote that may be left out, and a
method whose path stands above."""

BELOW = "\ue00a"
"""The rest of a title, and the way down from it to the line of a name."""

TITLE, GAP = "\ue00b", "\ue00c"
"""The words of a title before the one in question, which may take several lines, and a gap or the end of a line."""

_AROUND = r"</?(?:a|b|i|u|em|tt|kbd|var|font|span|code|small|strong|samp|abbr|mark|br)\b"
INLINE_TAGS = rf"(?i:{_AROUND}[^<>\n]*+>[ \t]*+)*+"
ATTRIBUTES = r"(?:[ \t][^<>\n]*+)?+"

_BLOCK = r"<(?:h[1-6]|p|li|dt|dd|td|th|tr|div|section|article|summary|caption|header|pre|title)\b"
_INLINE = re.compile(rf"(?:{_AROUND}[^<>\n]*>\s*)+", re.I)
_TAGGED = re.compile(rf"({_BLOCK})[^<>\n]*>", re.I)
_ATTRIBUTE = re.compile(r"<[A-Za-z][\w:-]*\s[^<>\n]*>")


def untagged(text: str) -> str:
    """What stands before a name, whatever tags stand around words and whatever attributes other tags have.

    >>> untagged('<h3 id="pay01"><code>') == f"<h3{TAGGED}>{INLINE}"
    True
    """
    if "<" not in text or ">" not in text:
        return text
    return _TAGGED.sub(rf"\1{TAGGED}>", _INLINE.sub(INLINE, text))


def visible(line: str, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """The places of names in a line without those in attributes of tags, where a reader sees the same name too."""
    if len(spans) < 2 or '="' not in line:
        return spans
    tags = [match.span() for match in _ATTRIBUTE.finditer(line)]
    inside = [any(start < a < end for start, end in tags) for a, _ in spans]
    seen = {line[a:b].casefold() for (a, b), hidden in zip(spans, inside, strict=True) if not hidden}
    return [
        (a, b) for (a, b), hidden in zip(spans, inside, strict=True) if not hidden or line[a:b].casefold() not in seen
    ]


_COLUMNS = re.compile(f"{DEEPER}+")
_WRITTEN = {
    INLINE: INLINE_TAGS,
    TAGGED: ATTRIBUTES,
    TAB: r"\t",
    HERE: "",
    QUOTE: "[\"']?",
    VERB: "",
    BELOW: r"[^\n]{1,100}+(?<![.,;:\s])\n(?:[ \t]*+[-=~*_.#+]{3,}+[ \t]*+\n)?+[ \t\f]*+",
    TITLE: r"(?:[^\n]*\n(?=[ \t]*\S)){0,2}?[^\n]*?(?<![\w-])",
    GAP: r"(?:[ \t]++|[ \t]*+\n[ \t]*+)",
}
_SHOWN = {ord(mark): " " if mark in (DEEPER, TAB) else "" for mark in (*_WRITTEN, DEEPER)}
_SHOWN |= {ord(BELOW): "… / ", ord(TITLE): "… ", ord(GAP): " "}


def written(text: str) -> str:
    """An expression in which the private characters of this module stand for what they mean."""
    for mark, meaning in _WRITTEN.items():
        text = text.replace(mark, meaning)
    return _COLUMNS.sub(lambda found: f"[ -]{{{len(found[0])}}}", text)


def without_marks(text: str) -> str:
    """A text without these characters, as a person reads it."""
    return text.translate(_SHOWN).lstrip()
