"""The reference, written from the program itself: `make docs`. A test holds the files against what this gives.

commands.md   every verb of the command line, as --help says it
words.md      every record that crosses an arrow, and every state with its sentences
tables.md     the tables and views that `workbench sql` can ask
"""

import ast
import re
import sys
from collections.abc import Iterator
from inspect import cleandoc, getdoc
from pathlib import Path
from types import ModuleType

from pydantic import BaseModel
from typer.cli import get_docs_for_click
from typer.main import get_command

from workbench import acts, records
from workbench.cli import app
from workbench.records import Record

HERE = Path(__file__).resolve().parent
SQL = HERE.parent / "workbench" / "sql"


def pages() -> dict[str, str]:
    """The text of each page, by its file name."""
    return {"commands.md": commands(), "tables.md": tables(), "words.md": words()}


def commands() -> str:
    """Every verb with its arguments and options."""
    command = get_command(app)
    context = command.make_context("workbench", [], resilient_parsing=True)
    return get_docs_for_click(obj=command, ctx=context, name="workbench", title="Commands").strip() + "\n"


def words() -> str:
    """Both vocabularies, in the order of their modules."""
    said = ["# Words", "", "What crosses the arrows of the street. Every record is frozen and refuses a key too many."]
    for module in (records, acts):
        said += ["", f"## {module.__name__}", "", cleandoc(module.__doc__ or "")]
        said += [line for name, text in _states(module) for line in ("", f"### {name}", "", text)]
        for name, kind in vars(module).items():
            if isinstance(kind, type) and issubclass(kind, Record) and kind.__module__ == module.__name__:
                said += ["", f"### {name}", "", getdoc(kind) or "", "", *_fields(kind)]
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


def _states(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Each Literal of a module with its values and the docstring that follows it."""
    body = ast.parse(Path(str(module.__file__)).read_text()).body
    for node, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Literal["):
            values = " ".join(f"`{value}`" for value in ast.literal_eval(ast.unparse(node.value)[7:]))
            said = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            yield ast.unparse(node.targets[0]), f"{values}\n\n{cleandoc(str(said))}"


def _fields(kind: type[BaseModel]) -> list[str]:
    """The fields of a record as its source declares them."""
    names = [name for name in kind.__annotations__ if not name.startswith("_")]
    return [f"- `{name}`" + ("" if kind.model_fields[name].is_required() else " (may be left out)") for name in names]


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
