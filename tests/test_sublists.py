"""What stands below the sub-headings of sections, and the titles of groups of sections, are no endpoints."""

from workbench.discovery import propose
from workbench.discovery.sights import sights
from workbench.discovery.sublists import sublists
from workbench.discovery.view import View
from workbench.spec import from_bytes
from workbench.structure import outline

STEMS = ("COPPER", "SILVER", "ZINC", "NICKEL", "TIN", "IRON", "LEAD", "COBALT", "BRASS", "STEEL", "CHROME", "RADIUM")
NAMES = [f"{verb}-{stem}" for stem in STEMS for verb in ("MELT", "CAST-NEW")]


def _section(name: str, at: int, low: str = "") -> list[str]:
    rows = [f"    {item}{at:02}  PIC X({at % 7 + 2})." for item in ("GRADE-", "WEIGHT-", "BATCH-")]
    calls = ["Calls", "-----", NAMES[(at + 5) % len(NAMES)], ""]
    errors = ["Errors", "------", f"Q{700 + 3 * at} .... furnace {low or at}", f"Q{701 + 3 * at} .... no batch", ""]
    return [
        name,
        "=" * len(name),
        "",
        f"What is done for lot {at}.",
        "",
        "Input",
        "-----",
        "",
        *rows,
        "",
        *calls,
        *errors,
    ]


def _document(sections: list[list[str]]) -> bytes:
    return "\n".join(line for one in sections for line in [*one, "", ""]).encode()


def test_lists_below_sub_headings_open_no_sections() -> None:
    """Codes of errors and the name of another endpoint alone on its line stand in lists, headings do not."""
    data = _document([_section(name, at) for at, name in enumerate(NAMES)])
    view = View(from_bytes(data, "metal.txt"))
    listed = {view.lines[at].split()[0] for at in sublists(view, list(sights(view)))}
    assert {f"Q{700 + 3 * at}" for at in range(len(NAMES))} <= listed
    headings = {at for at, line in enumerate(view.lines) if line in NAMES and view.lines[at + 1][:1] == "="}
    assert not headings & sublists(view, list(sights(view)))
    assert propose(from_bytes(data, "metal.txt")).names == tuple(sorted(NAMES))


def test_what_ends_a_section_is_no_sub_heading() -> None:
    """A line that stands between all sections leaves the headings right below it what they are."""
    sections = [[*_section(name, at), "End of sheet"] for at, name in enumerate(NAMES)]
    data = "\n".join(line for one in sections for line in one).encode()
    assert propose(from_bytes(data, "metal.txt")).names == tuple(sorted(NAMES))


def test_titles_of_groups_are_no_endpoints() -> None:
    """A word in capitals above a group of sections, which nobody mentions, is none where endpoints have other names."""
    groups = [["", stem, "", "About this."] if at % 2 == 0 else [] for at, stem in enumerate(STEMS) for _ in range(2)]
    groups = [one if at % 4 == 0 else [] for at, one in enumerate(groups)]
    data = _document([[*groups[at], "", "", *_section(name, at)] for at, name in enumerate(NAMES)])
    assert propose(from_bytes(data, "metal.txt")).names == tuple(sorted(NAMES))


def test_a_sub_heading_of_changes_in_every_section_corrects_nothing() -> None:
    """Where each section has its own list of amendments, the document is no list of corrections."""
    changed = ["Amendments", "", "- a longer batch", ""]
    sections = [[*changed, *_section("", at)[2:]] for at in range(len(NAMES))]
    document = [[name, "=" * len(name), "", *section] for name, section in zip(NAMES, sections, strict=True)]
    view = View(from_bytes(_document(document), "metal.txt"))
    assert view.corrections == set()


def test_a_frame_is_no_rule() -> None:
    """A blank line of a comment below a reference, `*`, is no rule like the one below each heading."""
    lines = list[str]()
    for at, stem in enumerate(STEMS):
        calls = ["CALLS:", *(f"  {STEMS[(at + step) % len(STEMS)]}X" for step in (4, 7)), "", "INPUT:"]
        lines += [f"      * {text}".rstrip() for text in ("-" * 20, f"{stem}X", "-" * 20)]
        lines += ["", *(f"      * {text}".rstrip() for text in calls)]
        lines += [" 01  AREA.", f"     05  GRADE-{at}  PIC X.", f"     05  KIND-{at}  PIC 9(4).", ""]
    spec = from_bytes("\n".join(lines).encode(), "frame.txt")
    starts = {name: part.heading for name, part in outline(spec, propose(spec).profile).programs.items()}
    assert starts == {f"{stem}X": 13 * at + 1 for at, stem in enumerate(STEMS)}
