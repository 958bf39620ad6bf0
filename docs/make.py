"""The reference, written from the program itself: `make docs`. A test holds the files against what this gives.

commands.md   every verb of the command line, as --help says it
words.md      every record that crosses an arrow, and every state with its sentences
tables.md     the tables and views that `workbench sql` can ask
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from pathlib import Path
from typing import Any

from workbench import acts, records
from workbench.cli import COMMANDS, load

HERE = Path(__file__).resolve().parent
WIDTH = 100
"""Columns of a page of help."""
SQL = HERE.parent / "workbench" / "sql"


def pages() -> dict[str, str]:
    """The text of each page, by its file name."""
    return {"commands.md": commands(), "tables.md": tables(), "words.md": words()}


def commands() -> str:
    """Every verb as its --help says it."""
    said = ["# Commands", "", "`workbench VERB`; exit codes: 0 done, 1 refused or incomplete, 2 wrong input."]
    for verb in COMMANDS:
        said += [line for name, text in _helps(load(verb), f"workbench {verb}") for line in (*_heading(name), text)]
    return _plain("\n".join(said))


def _helps(command: Any, name: str) -> Iterator[tuple[str, str]]:
    """The help of a verb, and of the verbs below it."""
    context = command.make_context(name, [], resilient_parsing=True, terminal_width=WIDTH, max_content_width=WIDTH)
    yield name, f"```text\n{command.get_help(context).strip()}\n```"
    for below, inner in sorted(getattr(command, "commands", {}).items()):
        yield from _helps(inner, f"{name} {below}")


def _heading(name: str) -> list[str]:
    return ["", f"## {name.removeprefix('workbench ')}", ""]


def words() -> str:
    """Both vocabularies, in the order of their modules."""
    said = ["# Words", "", "What crosses the arrows of the street. Every record is frozen and refuses a key too many."]
    for module in (records, acts):
        body = ast.parse(Path(str(module.__file__)).read_text()).body
        said += ["", f"## {module.__name__}", "", cleandoc(module.__doc__ or "")]
        said += [line for name, text in (*_states(body), *_records(body)) for line in ("", f"### {name}", "", text)]
    return _plain("\n".join(said))


def tables() -> str:
    """Tables and views with the comment that stands above each."""
    said = ["# Tables", "", "What `workbench sql` can ask; the ledger is beside the store, under the same connection."]
    for path in sorted(SQL.glob("*.sql")):
        blocks = re.split(r"\n\s*\n", path.read_text().strip())
        for block in blocks:
            comment = " ".join(line[3:] for line in block.splitlines() if line.startswith("-- "))
            made = re.search(r"^CREATE (?:OR REPLACE )?(TABLE|VIEW|MACRO)\s+(\w+)", block, re.MULTILINE)
            if made:
                said += ["", f"## {made.group(2)}", "", *([comment, ""] if comment else []), "```sql"]
                said += [block[made.start() :].strip(), "```"]
            elif comment:
                said += ["", comment]
    return _plain("\n".join(said))


def _states(body: Sequence[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Each Literal of a module with its values and the docstring that follows it."""
    for node, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Literal["):
            values = " ".join(f"`{value}`" for value in ast.literal_eval(ast.unparse(node.value)[7:]))
            said = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            yield ast.unparse(node.targets[0]), f"{values}\n\n{cleandoc(str(said))}"


def _records(body: Sequence[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Each record of a module with its docstring and its fields as they are declared."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            fields = [part for part in node.body if isinstance(part, ast.AnnAssign)]
            lines = [f"    {ast.unparse(part)}" for part in fields]
            yield node.name, "\n".join([ast.get_docstring(node) or "", "", *lines])


def _plain(text: str) -> str:
    """Text with one line end at its end and none doubled."""
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def main() -> int:
    """Write the pages that differ, and name them."""
    for name, text in pages().items():
        path = HERE / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(f"docs/{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
