"""Names that a document speaks of throughout are found or named, whatever was taken for headings."""

from workbench.discovery import propose
from workbench.discovery.areas import areas
from workbench.discovery.clusters import Evidence
from workbench.discovery.neglected import headed, neglected
from workbench.discovery.sights import sights
from workbench.discovery.view import View
from workbench.spec import from_bytes

NAMES = [f"KV{10 + 7 * at}{'BO'[at % 2]}" for at in range(20)]


def _document(head: str) -> str:
    rows = ["    THE-FIRST  PIC X(8).", "    THE-OTHER  PIC 9(5).", "    THE-LAST   PIC X(2).", "", ""]
    parts = (
        [head.format(name), f"    CALLS: {NAMES[(at + 3) % 20]}, {NAMES[(at + 8) % 20]}", "", *rows]
        for at, name in enumerate(NAMES)
    )
    return "\n".join(line for part in parts for line in part)


def test_what_the_references_name_is_found_behind_any_words() -> None:
    """Names that only look like the first of a list are headings where the document's references name them."""
    spec = from_bytes(_document("now {}, that is what we posted with").encode(), "talk.txt")
    view = View(spec)
    (heading,) = headed(view, list(sights(view)), NAMES[:15])
    assert [sight.name for sight in heading.sights] == NAMES
    assert propose(spec).names == tuple(sorted(NAMES))


def test_what_the_references_name_is_named_where_no_line_is_its_heading() -> None:
    """Where nothing says what belongs to which name, all of them are mentioned and not defined."""
    found = propose(from_bytes(_document("the next one").encode(), "talk.txt"))
    assert not set(found.names) & set(NAMES)
    assert set(NAMES) <= set(found.undefined)


def test_names_are_neglected_only_where_hardly_any_is_defined() -> None:
    """Words in capitals among the names, and names of which many are defined, leave what was found as it is."""
    told = Evidence(set(), {*NAMES, "NONE", "X9"})
    assert neglected(told, ["OTHER"]) == set(NAMES)
    assert neglected(told, NAMES[:10]) == set()
    assert neglected(Evidence(set(), {"FIRST", "OTHER"}), []) == set()


def test_lines_that_refer_are_no_headings() -> None:
    """Lines in known words for a reference head nothing, however well they divide a document."""
    view = View(from_bytes(_document("see also {}").encode(), "talk.txt"))
    assert headed(view, list(sights(view)), NAMES) == []


def test_areas_of_endpoints_are_no_endpoints() -> None:
    """`KV10-IN` and `KV10-OUT` right above items are records; names that others speak of stay, whatever they end in."""
    lines = list[str]()
    for at, name in enumerate(NAMES):
        for ending in ("IN", "OUT")[: 1 + (at % 3 > 0)]:
            lines += [f"[x] {name}-{ending}", "    THE-FIRST  PIC X(8).", "    THE-OTHER  PIC 9(5).", "", ""]
    view = View(from_bytes("\n".join(lines).encode(), "list.txt"))
    seen = list(sights(view))
    told = {sight.name for sight in seen if sight.lead == "[x] "}
    assert areas(view, seen, set()) == told
    assert areas(view, seen, told) == set()
    assert areas(view, [sight for sight in seen if sight.name.endswith("-IN")], set()) == set()
