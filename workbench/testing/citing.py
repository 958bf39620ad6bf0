"""Citations as the service makes them: a line of an answer points at the lines of documents whose words it repeats."""

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.testing.apirules import documents

SHORT = 3
"""Characters that are too few to be cited."""


def content(body: Mapping[str, Any], text: str) -> Iterator[dict[str, Any]]:
    """The blocks of an answer; where documents may be cited, each line of it cites the lines whose words it repeats."""
    cited = [part for part in documents(body) if (part.get("citations") or {}).get("enabled")]
    if not cited:
        yield {"type": "text", "text": text}
        return
    for line in text.split("\n"):
        places = [
            {
                "type": "content_block_location",
                "cited_text": block["text"],
                "document_index": at,
                "document_title": part.get("title"),
                "start_block_index": number,
                "end_block_index": number + 1,
            }
            for at, part in enumerate(cited)
            for number, block in enumerate(part["source"]["content"])
            if len(block["text"].strip()) > SHORT and block["text"].strip() in line
        ]
        yield {"type": "text", "text": f"{line}\n", **({"citations": places} if places else {})}
