"""Page furniture: found by repetition and by numbers that count pages, and never a line that says something."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.furniture import classify, furniture, shape

Page = Callable[[int], Sequence[str]]


def text(page: int, rows: int = 40) -> list[str]:
    """The content of one page: no line of it is like another."""
    return [f"  {word} of page and row {'abcdefghij'[page % 10]}{row}" for row in range(rows) for word in ("text",)]


def printed(head: Page, foot: Page, pages: int = 12, feed: bool = True, rows: int = 40) -> tuple[list[str], set[int]]:
    """A document of some pages, and the indices of what the printer put there."""
    lines: list[str] = []
    put: set[int] = set()
    for page in range(1, pages + 1):
        for at, line in enumerate(head(page)):
            put |= {len(lines)} if line else set()
            lines.append(("\f" if feed and page > 1 and at == 0 else "") + line)
        lines += ["", *text(page, rows), ""]
        put |= {len(lines) + at for at, line in enumerate(foot(page)) if line}
        lines += foot(page)
    return lines, put


STYLES: dict[str, tuple[Page, Page, bool]] = {
    "head and foot": (lambda n: [f"ACME   ORDER SYSTEM   PAGE {n}"], lambda n: ["confidential"], True),
    "three lines": (lambda n: ["-" * 60, f"ACME / 12.03.2002 / {n}", "-" * 60], lambda n: [], True),
    "title of the chapter": (lambda n: [f"{'ABCDEF'[n // 3]} CHAPTER   Page {n} of 12"], lambda n: [], True),
    "number alone": (lambda n: ["ACME"], lambda n: [f"- {n} -"], True),
    "n/m": (lambda n: ["ACME GMBH"], lambda n: [f"        {n}/12"], True),
    "left and right": (
        lambda n: [f"{n}      ACME ORDER SYSTEM"] if n % 2 else [f"ACME ORDER SYSTEM      {n}"],
        lambda n: [],
        True,
    ),
    "Page n of m, no feeds": (lambda n: [], lambda n: [f"ACME      Page {n} of 12"], False),
    "Seite, no feeds": (lambda n: [f"Seite {n}", "ACME GmbH - Fachkonzept"], lambda n: [], False),
    "chapter, no feeds": (lambda n: [f"{'ABCDEF'[n // 3]} CHAPTER   Page {n} of 12"], lambda n: [], False),
    "two columns, no feeds": (lambda n: [f"ACME CORP        SPEC 4711        {n}"], lambda n: ["12-JUN-98"], False),
    "number alone, no feeds": (lambda n: [], lambda n: ["", f"- {n} -"], False),
}


@pytest.mark.parametrize("style", STYLES)
def test_what_a_printer_repeats_is_found_and_nothing_else(style: str) -> None:
    """Exactly the headers and footers, in many styles, with form feeds and without."""
    head, foot, feed = STYLES[style]
    lines, put = printed(head, foot, feed=feed)
    assert furniture(lines) == put


def test_a_heading_that_opens_every_page_is_content() -> None:
    """Each program on a page of its own: its name changes, so its heading is no furniture."""
    lines, put = printed(lambda n: [f"ACME  PAGE {n}", f"PROGRAM: KD{n * 7:04d}", "RECORD LAYOUT"], lambda n: [])
    found = furniture(lines)
    assert not {i for i, line in enumerate(lines) if "PROGRAM" in line} & found
    assert {i for i, line in enumerate(lines) if "PAGE" in line} <= found
    assert len(put - found) == 24


def test_a_heading_that_counts_like_a_page_is_content() -> None:
    """`Sheet 4   Unit KDXAAB`: the unit is named nowhere else near, so the line says something."""
    lines, _ = printed(
        lambda n: [f"Sheet {n}   Unit KDX{'ABCDEFGHIJKLM'[n]}{'ZYXWVUTSRQPON'[n]}"], lambda n: [], feed=False
    )
    assert furniture(lines) == set()


def test_a_heading_whose_title_is_in_capitals_is_content() -> None:
    """`MODULE  KDX001   PRINT TENANT BY DATE   PAGE 4`: titles of one word or of more are no other heading."""
    titles = ("PRINT TENANT", "SELECT", "PRINT TENANT BY DATE")
    lines, _ = printed(lambda n: [f"MODULE  KDX{n * 7:03d}    {titles[n % 3]:40}PAGE {n}"], lambda n: [])
    assert not {i for i, line in enumerate(lines) if "MODULE" in line} & furniture(lines)


def test_a_heading_with_another_mark_is_content_too() -> None:
    """`JOB KDX007  PAGE 1 OF 2` now and then in place of `JOB: KDX007  PAGE 1 OF 2`."""
    lines, _ = printed(lambda n: [f"JOB{':'[: n % 9]} KDX{n * 7:03d}   SELL   PAGE 1 OF 2"], lambda n: [], pages=30)
    assert not {i for i, line in enumerate(lines) if "JOB" in line} & furniture(lines)


def test_a_running_header_that_names_what_is_read_below_is_furniture() -> None:
    """`ACME  KDXAAB  Page 4` above `PROGRAM KDXAAB`: the name is read there."""
    lines, put = printed(lambda n: [f"ACME   KDX{'ABCDEFGHIJKLM'[n]}{n}A   Page {n}"], lambda n: [], feed=False)
    for at in put:
        if lines[at].strip():
            lines[at + 3] = f"PROGRAM {lines[at].split()[1]}"
    assert {i for i in put if lines[i].strip()} <= furniture(lines) <= put


def test_pages_that_are_numbered_now_and_then_are_furniture() -> None:
    """Each tenth page says its number, by tens."""
    lines, put = printed(lambda n: [], lambda n: [f"Confidential\tPage {10 * n} of 120"])
    assert furniture(lines) == put


@pytest.mark.parametrize("feed", [True, False])
def test_numbered_programs_are_content(feed: bool) -> None:
    """Numbers that do not count pages make no furniture, even where they go up."""
    lines, _ = printed(lambda n: [f"PROGRAM {4700 + n * n}"], lambda n: [], feed=feed)
    assert {i for i in furniture(lines) if lines[i].strip()} == set()


@pytest.mark.parametrize("form", ["{}", "## {}"])
def test_numbers_that_name_something_are_content(form: str) -> None:
    """They go up, and stand alone on their lines, but not as far apart as they say."""
    lines, _ = printed(lambda n: [form.format(4700 + n * n)], lambda n: [], feed=False)
    assert furniture(lines) == set()


def test_chapters_that_count_are_content() -> None:
    """A number that goes up at uneven distances counts chapters, not pages."""
    lines: list[str] = []
    for n, rows in enumerate([20, 50, 90, 35, 160, 70, 25, 44], 1):
        lines += [f"CHAPTER {n}", *text(n, rows)]
    assert furniture(lines) == set()


@pytest.mark.parametrize("feed", [True, False])
def test_a_reference_to_a_page_is_content(feed: bool) -> None:
    """A sentence at the end of a page that names another page is read."""
    lines, put = printed(lambda n: [f"ACME   PAGE {n}"], lambda n: [], feed=feed)
    lines[len(lines) // 2 + 5] = "  as described on page 3"
    at = next(i for i in sorted(put) if i > 100)
    lines[at - 2] = "  as described on page 11"
    assert furniture(lines) == put


def test_a_sentence_that_begins_like_a_page_is_content() -> None:
    """`manual (chapter 6, page 19) tells` stands among lines that count pages by the same word, and is read."""
    lines, put = printed(lambda n: [f"DATA CENTRE   SHEET {n}"], lambda n: [], feed=False)
    for at in (60, 200, 340):
        lines[at] = f"  manual (chapter 6, page {at // 5}) tells another story"
    assert furniture(lines) == put


def test_a_list_of_contents_is_content_and_hides_no_furniture() -> None:
    """Entries that say `page 12` stand together; the pages behind them are found all the same."""
    lines, put = printed(lambda n: [], lambda n: [f"ACME     Page {n} of 12"], feed=False)
    entries = [f"KD{n:04d} Order entry ........ page {n * 3}" for n in range(1, 40)]
    assert furniture([*entries, "", *lines]) == {index + len(entries) + 1 for index in put}


def test_a_table_header_repeated_on_new_pages_is_content() -> None:
    """It stands at the tops of pages and above every table, so it is no furniture."""
    lines, _ = printed(lambda n: [f"ACME   PAGE {n}", "LVL NAME     PICTURE  BYTES"], lambda n: [], pages=8)
    for place in range(20, len(lines), 60):
        lines.insert(place, "LVL NAME     PICTURE  BYTES")
    assert not {i for i, line in enumerate(lines) if "PICTURE" in line} & furniture(lines)


def test_a_declaration_is_never_furniture() -> None:
    """A line with a picture at the top of every page is read."""
    lines, _ = printed(lambda n: [f"ACME  PAGE {n}", "  05 FILLER PIC X(4)."], lambda n: ["01  REC."])
    assert not {i for i, line in enumerate(lines) if "PIC" in line} & furniture(lines)


@given(
    st.lists(st.sampled_from(["", " ", "\f", "a", "a 1", "\fb 2", "page 3", "- 4 -", "05 X PIC X.", "\x85", "x" * 300]))
)
def test_every_line_has_a_class(lines: list[str]) -> None:
    """One class a line, for any text; what is blank is blank or a page break, what is long or declares is content."""
    classes = classify(lines)
    assert len(classes) == len(lines)
    for line, kind in zip(lines, classes, strict=True):
        assert (kind == "blank") <= (not line.strip())
        assert line.strip() or kind == ("furniture" if "\f" in line else "blank")
        assert kind == "content" or not (len(line) > 200 or "PIC" in line)


def test_the_shape_of_a_line_keeps_names() -> None:
    """Numbers alone become a mark: two programs are not the same line."""
    assert shape("\fKD0417   page 7 of  9") == "KD0417 page # of #"
    assert shape("- 12 -") == shape(" -  7  -")
    assert shape("PROGRAM KD0417") != shape("PROGRAM KD0418")
