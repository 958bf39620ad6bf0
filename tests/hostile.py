"""Strings that broke something somewhere: our own, and public collections where these are at hand."""

import json
import os
from pathlib import Path

SHARED = Path(os.environ.get("WORKBENCH_SHARED_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))

OWN = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</pre></details>", "a\u202eb", "&lt;b&gt;",
    "<style>*{display:none}</style>", "javascript:alert(1)", "</textarea></title></style><svg onload=alert(1)>",
)  # fmt: skip


def strings() -> list[str]:
    """All of them."""
    found = list(OWN)
    naughty, trojan = SHARED / "hostile_text/blns/blns.json", SHARED / "hostile_text/trojan-source/lines.json"
    if naughty.is_file() and trojan.is_file():
        found += json.loads(naughty.read_text())
        found += [line["text"] for file in json.loads(trojan.read_text()) for line in file["lines"]]
    return found
