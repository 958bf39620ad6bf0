"""What is asked about one claim by a person who wants to understand it: prose, with the service's own citations.

Citations and a form of the answer exclude each other at the service, so this is the one call without a form. A
citation counts when the words it gives are those of the lines it names; a sentence without one is shown as such.
Nothing of it is a claim, and no verdict changes by it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.agent import ExplainTask, Notice, Outcome
from workbench.engines.claude.requests import Manner, Request, asking

OUT = 4000
UNCITED = ""
"""What a sentence is about that cites nothing, or something that does not stand there."""


def explaining(task: ExplainTask, manner: Manner) -> Request:
    """What is sent: each document as lines that can be cited, then the question."""
    documents = [_document(title, [line.text for line in lines]) for title, lines in task.documents]
    question = {
        "type": "text",
        "text": f"The claim: {_flat(task.claimed)}\nThe verdict: {_flat(task.verdict)}\nExplain.",
    }
    return asking(manner, task.agent, task.program, "explain", [*documents, question], OUT)


def explained(task: ExplainTask, blocks: Sequence[Mapping[str, Any]]) -> Outcome:
    """The outcome of a whole answer: each passage, with the line it goes by where the citation holds."""
    found = [notice for block in blocks for notice in _passage(task, block)]
    return Outcome(state="ok", notices=tuple(found))


def _passage(task: ExplainTask, block: Mapping[str, Any]) -> Iterator[Notice]:
    said = " ".join(str(block.get("text", "")).split())
    if not said:
        return
    cited = [place for one in block.get("citations") or () if (place := _place(task, one))]
    for about, quote in cited or [(UNCITED, "")]:
        yield Notice(about=about, quote=quote, reason=said)


def _place(task: ExplainTask, cited: object) -> tuple[str, str] | None:
    """The document and line that a citation names, when its words stand there; nothing for any other."""
    if not isinstance(cited, Mapping) or cited.get("type") != "content_block_location":
        return None
    at, first, end = (cited.get(name) for name in ("document_index", "start_block_index", "end_block_index"))
    if not (isinstance(at, int) and isinstance(first, int) and isinstance(end, int)):
        return None
    if not 0 <= at < len(task.documents) or not 0 <= first < end <= len(task.documents[at][1]):
        return None
    title, lines = task.documents[at]
    words = " ".join(" ".join(line.text.split()) for line in lines[first:end])
    if "".join(str(cited.get("cited_text", "")).split()) != "".join(words.split()):
        return None
    return f"{title}:{lines[first].number}", words


def _document(title: str, lines: Sequence[str]) -> dict[str, Any]:
    content = [{"type": "text", "text": line if line.strip() else " "} for line in lines]
    return {
        "type": "document",
        "title": title,
        "source": {"type": "content", "content": content},
        "citations": {"enabled": True},
    }


def _flat(text: str) -> str:
    return " ".join(text.split())[:2000]
