"""What was found, as patterns of a profile: headings, blocks, parts, references and corrections."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from workbench.declarations import NAME
from workbench.discovery.lines import MAX_HEADING, Cluster, Lines
from workbench.discovery.signs import ERRATUM, KINDS, PART, RULE_LINE, XREF
from workbench.profile import Block, Pattern
from workbench.records import UNKNOWN, ChunkKind


def form_regex(kind: str, names: Sequence[str]) -> str:
    """One regular expression for the names of one form."""
    parts = [re.findall(r"[A-Z]+|\d+|[^A-Z\d]", name) for name in names]
    out = []
    for place, piece in enumerate(re.findall(r"A|9|[^A9]", kind)):
        lengths = [len(part[place]) for part in parts]
        few, many = min(lengths), max(lengths)
        count = f"{{{few}}}" if few == many else f"{{{few},{many}}}"
        out.append({"A": f"[A-Z]{count}", "9": rf"\d{count}"}.get(piece, re.escape(piece)))
    return "".join(out)


def pattern_of(cluster: Cluster, names: str) -> Pattern:
    """The heading pattern of a cluster; `names` is the form of names, "unknown" for any."""
    lead = re.escape(cluster.lead).replace(r"\ ", "[ \\t]+").replace(r"\#", r"(?:[A-Z]\.)?[\dIVX]+(?:\.\d+)*")
    lead = re.sub(r"((?:\\)?[^\w\s\\])\1", r"\1+", lead).replace("~", r"[A-Za-z][^\n(\[]*?")
    inner = names if names != UNKNOWN else NAME.replace("(?:", "(?:")
    after = re.escape(cluster.after) if cluster.after else r"(?=[\w\s]|$)"
    below = r"(?=[^\n]*\n[ \t]*[*|+#=\-_~.<>/\\]{3,}[ \t]*\r?$)" if cluster.underlined else ""
    text = rf"[ \t\f]*{lead}(?P<name>{inner})(?![\w-])[ \t]*{after}{below}"
    return Pattern(pattern=text, sample=sample_of(cluster), count=len(cluster.sights))


def sample_of(cluster: Cluster) -> str:
    """The first line of a cluster, for people."""
    return f"line {cluster.sights[0].line + 1}: {cluster.lead}{cluster.sights[0].name}{cluster.after}"


def blocks_of(view: Lines, starts: Sequence[int], names: str) -> list[Block]:
    """Sub-headings: the same short line in several endpoints, its numbers and names aside."""
    if not starts:
        return []
    seen: dict[str, set[int]] = defaultdict(set)
    sample: dict[str, str] = {}
    skip = set(view.declared) | view.headers
    for index, line in enumerate(view.lines):
        text = line.strip()
        if not text or len(text) > 70 or index in skip or view.classes[index] != "content" or not view.is_open(index):
            continue
        key = _subheading(text, names)
        if key and (owner := bisect_right(starts, index)):
            seen[key].add(owner)
            sample.setdefault(key, text)
    often = max(2, min(5, len(starts) // 20))
    keys = sorted((key for key, owners in seen.items() if len(owners) >= often), key=lambda k: (-len(seen[k]), k))
    return [
        Block(kind=kind, pattern=_key_regex(key, names), sample=sample[key], count=len(seen[key]))
        for key in keys[:40]
        if (kind := _kind(key)) != "text"
    ]


def _subheading(text: str, names: str) -> str:
    """A short line with what varies taken out, or nothing when it reads like a sentence."""
    bare = re.sub(names, "@", text) if names != UNKNOWN else text
    bare = re.sub(r"\d+(?:\.\d+)*", "#", bare)
    words = re.findall(r"[A-Za-z]+", bare)
    if not 1 <= len(words) <= 6 or RULE_LINE.match(text):
        return ""
    if bare.upper() != bare and not (bare.endswith(":") or bare.istitle() or bare.startswith(("#", "=", "-", "*"))):
        return ""
    return re.sub(r"\s+", " ", re.sub(r"([^\w\s#@])\1+", r"\1\1", bare))


def _kind(key: str) -> ChunkKind:
    return next((kind for kind, words in KINDS if re.search(words, key, re.I)), "text")


def _key_regex(key: str, names: str) -> str:
    text = re.escape(key).replace(r"\ ", "[ \\t]+").replace(r"\#", r"\d+(?:\.\d+)*")
    text = re.sub(r"((?:\\)?[^\w\s\\@])\1", r"\1+", text)
    return r"[ \t\f]*" + text.replace("@", f"(?:{names})") + r"[ \t]*\r?$"


def parts_of(view: Lines) -> tuple[Pattern, ...]:
    """The pattern of lines that start a part which belongs to no endpoint."""
    found = [index for index, line in enumerate(view.lines) if _is_part(view, index, line)]
    if not found:
        return ()
    sample = view.lines[found[0]].strip()[:80]
    return (Pattern(pattern=_inline(PART), sample=sample, count=len(found)),)


def _is_part(view: Lines, index: int, line: str) -> bool:
    return (
        len(line) <= MAX_HEADING and view.classes[index] == "content" and bool(PART.match(line)) and view.is_open(index)
    )


def mentions_of(view: Lines) -> tuple[Pattern, ...]:
    """The pattern of lines that refer to other endpoints."""
    found = [
        i for i, line in enumerate(view.lines) if view.classes[i] == "content" and len(line) < 400 and XREF.search(line)
    ]
    if not found:
        return ()
    pattern = r"[^\n]{0,60}?" + _inline(XREF)
    return (Pattern(pattern=pattern, sample=view.lines[found[0]].strip()[:80], count=len(found)),)


def errata_of(view: Lines) -> tuple[Pattern, ...]:
    """The pattern of lines that start a correction."""
    found = [i for i, line in enumerate(view.lines) if view.classes[i] == "content" and ERRATUM.match(line)]
    if not found:
        return ()
    return (Pattern(pattern=_inline(ERRATUM), sample=view.lines[found[0]].strip()[:80], count=len(found)),)


def _inline(regex: re.Pattern[str]) -> str:
    """A pattern that keeps its case-blindness inside a larger one, without its capturing groups."""
    text = re.sub(r"(?<!\\)\((?!\?)", "(?:", regex.pattern.lstrip("^"))
    return f"(?i:{text})"
