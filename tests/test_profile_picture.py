"""How a document is built, as a picture: every pattern at its places, and nothing of the document taken for markup."""

import re
from html.parser import HTMLParser

from heldout.tongues import french

from workbench.discovery import Discovery, Finding, propose
from workbench.panels import ProfilePicture
from workbench.panels.profile import MOST
from workbench.spec import Spec, from_bytes


def found(data: bytes) -> tuple[Spec, Discovery]:
    spec = from_bytes(data, "x")
    return spec, propose(spec)


def picture(spec: Spec, told: Discovery) -> str:
    return ProfilePicture(told.findings, spec.count, told.names, told.undefined).html()


class Tags(HTMLParser):
    """The tags of a page, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.words = set[str](), ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: D102
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.words += data


def test_each_pattern_is_a_row_with_its_count_certainty_places_and_example() -> None:
    """What was found is shown: how often, how sure, where, and which names lead nowhere."""
    document = french(2)
    spec, told = found(document.data)
    page = picture(spec, told)
    heading = told.findings[0]
    assert (heading.what, heading.count, len(heading.lines)) == ("heading", 40, 40)
    assert set(heading.lines) >= set(document.endpoints.values())
    assert page.count("<tr") == 1 + min(MOST, len(told.findings)) >= 4
    assert page.count("data:image/svg+xml") == min(MOST, len(told.findings))
    words = Tags(page).words
    assert heading.sample in words
    assert f"{heading.sure:.0%}" in words
    assert "40 endpoints are defined" in words
    assert all(name in words for name in document.undefined)


def test_a_finding_is_as_sure_as_what_it_rests_on() -> None:
    """Certainty is computed: between 0 and 1, and not the same for all."""
    sure = [one.sure for one in found(french(2).data)[1].findings]
    assert all(0 < share <= 1 for share in sure)
    assert len(set(sure)) > 1


def test_nothing_of_a_document_is_markup() -> None:
    """Tags, scripts and hidden characters in examples and names are shown as text."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e"
    finding = Finding(what=evil, count=3, sure=0.5, sample=evil, lines=(1, 2, 3))
    page = ProfilePicture([finding], 3, [evil], [evil]).html()
    assert "script" not in Tags(page).tags
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
    assert not re.search(r"<img (?!alt)", page)


def test_a_document_without_structure_says_so() -> None:
    """Nothing found is a sentence, not an empty table."""
    page = picture(*found(b"Dear all,\n\nthis is a letter.\n"))
    assert "Nothing repeats" in page
    assert "<table" not in page
