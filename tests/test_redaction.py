"""Nothing that looks like a key is in an executed notebook, a log, a page or a row of the store, whoever prints it."""

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from street import PROGRAM, finished
from test_batch import notebook

from workbench.batch.redaction import BLANK, blanked, looks_like_a_key, secrets_of
from workbench.project import Workbench

PLANTED = {
    "ANTHROPIC_API_KEY": "sk-ant-api03-" + "Zq7" * 12,
    "GITHUB_TOKEN": "ghp_" + "k9X" * 12,
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "DB_PASSWORD": "p'a\"ss\\wo&<rd>\u00e9",
    "PGPASSWORD": "correct horse battery",
    "DATABASE_URL": "postgres://migrator:hunter2hunter2@db.example/orders",
    "NOTHING_SPECIAL": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLW9mLWl0",
    "PRIVATE": "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----",
}
SECRET = [value if name != "DATABASE_URL" else "hunter2hunter2" for name, value in PLANTED.items()]
PRINTS = """
import base64, html, json, logging, os, sys, time, urllib.parse
from IPython.display import HTML, JSON, Markdown, display
from workbench.batch import Figures
from workbench.project import Workbench
key, word = os.environ["ANTHROPIC_API_KEY"], os.environ["DB_PASSWORD"]
print(os.environ)
print(dict(os.environ), file=sys.stderr)
for value in os.environ.values(): print(value)
print(key[:20], end="", flush=True); time.sleep(0.4); print(key[20:])
logging.error("header: Authorization: Bearer %s", key)
display(HTML(f"<pre>{html.escape(word)}</pre>"), Markdown(key), JSON({key: [word]}))
print(json.dumps(dict(os.environ)), repr(word), ascii(word), json.dumps(json.dumps(word)))
print(urllib.parse.quote(word), urllib.parse.quote_plus(key), base64.b64encode(word.encode()).decode())
wb = Workbench.find(".")
Figures(said=key, **{word: 1}, url=os.environ["DATABASE_URL"])
"""


def test_no_key_is_in_anything_that_a_batch_leaves(tmp_path: Path) -> None:
    """Cells print the environment in every way that people do, one fails with a key in its error: all are withheld."""
    home = finished(tmp_path / "home")
    notebook(home / "book.ipynb", PRINTS, "if market == 'fails': raise ValueError(key + ' for ' + word)")
    (home / "p.csv").write_text("market\nSE\nfails\n")
    words = ["batch", "book.ipynb", "--params", "p.csv", "--json"]
    told = subprocess.run(
        [PROGRAM, *words], cwd=home, capture_output=True, check=False, timeout=120, env={**os.environ, **PLANTED}
    )
    assert told.returncode == 1, told.stderr
    texts = {"stdout": told.stdout.decode(), "stderr": told.stderr.decode()}
    texts |= {path.name: path.read_text("utf-8") for path in (home / "data" / "runs").rglob("*") if path.is_file()}
    texts |= {"store": "\n".join(_rows(home)), "ledger": (home / "data/store/ledger.jsonl").read_text()}
    assert {"index.html", "summary.ipynb", "001-SE.ipynb", "002-fails.ipynb"} <= set(texts)
    for place, text in texts.items():
        assert _found(text) == [], place
    assert texts["001-SE.ipynb"].count(BLANK) > 30
    assert f"ValueError: {BLANK} for {BLANK}" in texts["store"]
    assert BLANK in texts["index.html"]


def test_what_is_planted_would_be_found() -> None:
    """Each key, written as the notebook writes it, is seen by the search of the test above."""
    for value in SECRET:
        for written in (value, repr(value), json.dumps({"x": value}), base64.b64encode(value.encode()).decode()):
            assert _found(f"a {written} b"), written


def test_what_is_no_key_stays() -> None:
    """Digests, ids, paths and words that are near to those of keys are shown."""
    said = (
        "sha256:"
        + "0f" * 32
        + " task-ab84096ade69e9018cdf task-sk-short /home/x/.ssh/id_ed25519.pub https://db.example:5432/x max_tokens=1"
    )
    assert blanked(said, secrets_of(PLANTED)) == said
    assert not looks_like_a_key(said)


def _rows(home: Path) -> Iterator[str]:
    store = Workbench(home).store
    for (table,) in store.rows("SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"):
        yield from (str(row) for row in store.rows(f"SELECT CAST(t AS VARCHAR) FROM {table} t"))


def _found(text: str) -> list[str]:
    """What of the planted keys a text holds, as people write them."""
    forms = {
        form for value in SECRET for form in (value, repr(value)[1:-1], json.dumps(value)[1:-1], ascii(value)[1:-1])
    }
    forms |= {base64.b64encode(value.encode()).decode().rstrip("=")[:-1] for value in SECRET}
    found = [form for form in forms if form in text or form in _unfolded(text)]
    return found + ([text] if looks_like_a_key(text) else [])


def _unfolded(text: str) -> str:
    """The text as JSON's reader would have it."""
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")
