"""Specifications in markup and data formats: each key, tag or heading that names endpoints, at its line."""

from collections.abc import Callable, Iterator

import pytest
from heldout.measure import reading

from workbench.profile import dump, parse

VERBS = "Open Close Move Split Merge Renew".split()
NOUNS = "Claim Policy Quote Cover".split()
FIELDS = "HOLDER BRANCH AMOUNT STATE PERIOD".split()
METHODS = {"Open": "POST", "Close": "DELETE", "Move": "PUT", "Split": "PATCH", "Merge": "POST", "Renew": "PUT"}

Names = Callable[[str, str], str]
Lines = Iterator[tuple[str, str, str]]
"""A line, and the endpoint and the item that it is the place of; "" where it is none's."""

PASCAL: Names = lambda verb, noun: verb + noun  # noqa: E731
DASHED: Names = lambda verb, noun: f"{noun}-{verb}".lower()  # noqa: E731
CODED: Names = lambda verb, noun: f"{noun[:3]}{verb[:2]}{len(verb) * 7 % 10}1".upper()  # noqa: E731
ROUTED: Names = lambda verb, noun: f"{METHODS[verb]} /{noun.lower()}s/{{no}}/{verb.lower()}"  # noqa: E731


def world(name: Names) -> Iterator[tuple[str, str, str, list[str]]]:
    """Each endpoint with its title, one that it calls, and its items."""
    pairs = [(verb, noun) for noun in NOUNS for verb in VERBS]
    for at, (verb, noun) in enumerate(pairs):
        other = name(*pairs[(at * at + 7) % len(pairs)])
        yield name(verb, noun), f"{verb} a {noun.lower()}", other, [f"{field}-{at % 9}" for field in FIELDS[at % 3 :]]


def _html(name: Names, heading: str, link: str, row: str) -> Lines:
    yield "<html><head><title>Interfaces</title></head><body>", "", ""
    for own, title, other, fields in world(name):
        yield heading.format(n=own, l=own.lower(), t=title), own, ""
        yield f"<p>{title} &amp; write it down.</p>", "", ""
        yield f"<p>Calls {link.format(n=other, l=other.lower())}.</p>", "", ""
        yield "<table>", "", ""
        yield "<tr><th>Field</th><th>Format</th><th>Meaning</th></tr>", "", ""
        for field in fields:
            for piece in row.format(f=field).splitlines():
                yield piece, own if field in piece else "", field if field in piece else ""
        yield "</table>", "", ""


def _listed(name: Names, key: str, quote: str = "") -> Lines:
    yield "groups:  # two of them", "", ""
    for at, (own, title, other, fields) in enumerate(world(name)):
        if at % 12 == 0:
            yield f"  - group: G{at}", "", ""
            yield "    members:", "", ""
        yield f"      - {key}: {quote}{own}{quote}", own, ""
        yield f"        title: {title}", "", ""
        yield f"        next: [{quote}{other}{quote}]", "", ""
        yield "        fields:", "", ""
        for field in fields:
            yield f"          - {{ name: {field}, pic: X(12) }}", own, field


def _keyed(name: Names) -> Lines:
    yield "settings: &defaults", "", ""
    yield "  timeout: 30", "", ""
    yield "operations:", "", ""
    for own, title, other, fields in world(name):
        yield f"  {own}:   # as agreed", own, ""
        yield "    <<: *defaults", "", ""
        yield f"    summary: {title}", "", ""
        yield f"    see: {other}", "", ""
        yield "    layout:", "", ""
        for field in fields:
            yield f"      {field}: 9(7)", own, field


def _paths(json: bool, spoken: str = "") -> Lines:
    """`spoken`: how endpoints are spoken of, by their "path" or their "route"; the former is then their name."""
    yield '"paths": {' if json else "paths:", "", ""
    for own, title, other, fields in world(ROUTED):
        method, path = own.split()
        name = path if spoken == "path" else own
        yield f'  "{path}": {{' if json else f"  {path}:", name if spoken == "path" else "", ""
        yield f'    "{method.lower()}": {{' if json else f"    {method.lower()}:", "" if name == path else own, ""
        yield f'      "summary": "{title}",' if json else f"      summary: {title}", "", ""
        if spoken:
            yield f'      "x-after": ["{other.split()[1] if spoken == "path" else other}"],', "", ""
        yield '      "parameters": [' if json else "      parameters:", "", ""
        for field in fields:
            yield f'        {{ "name": "{field}", "pic": "X(8)" }},' if json else f"        {field}: X(8)", name, field
        if json:
            yield "      ] } },", "", ""


def _elements(pad: str) -> Lines:
    yield "<Catalogue>", "", ""
    for own, title, other, fields in world(DASHED):
        yield f"{pad}<Program>", "", ""
        yield f"{pad * 2}<Name>{own}</Name>", own, ""
        yield f"{pad * 2}<Title>{title}</Title>", "", ""
        yield f"{pad * 2}<Calls>{other}</Calls>", "", ""
        for field in fields:
            yield f'{pad * 3}<Field pic="X(5)" name="{field}"/>', own, field
        yield f"{pad}</Program>", "", ""


def _attributes(name: Names) -> Lines:
    yield "<crew>", "", ""
    for own, title, other, fields in world(name):
        yield f"  <entry title='{title}'", "", ""
        yield f"         id='{own}'>", own, ""
        yield f"    <follows ref='{other}'/>", "", ""
        for field in fields:
            yield f"    <field name='{field}' pic='9(4)'/>", own, field
        yield "  </entry>", "", ""


def _flat(name: Names) -> Lines:
    for own, title, other, fields in world(name):
        yield "<PROGRAM>", "", ""
        yield f"<ID>{own}</ID>", own, ""
        yield f"<TITLE>{title}</TITLE><USES>{other}</USES>", "", ""
        for field in fields:
            yield f"<FIELD><NAME>{field}</NAME><PICTURE>X(8)</PICTURE></FIELD>", own, field
        yield "</PROGRAM>", "", ""


ROW = "<tr><td>{f}</td><td>X(9)</td><td>as it was</td></tr>"
DOCUMENTS: dict[str, Callable[[], Lines]] = {
    "html, name and anchor": lambda: _html(
        CODED,
        '<h3 id="{l}">{n} &ndash; {t}</h3>',
        '<a href="#{l}">{n}</a>',
        '<tr class="f"><td>{f}</td><td>X(9)</td></tr>',
    ),
    "html, title first": lambda: _html(CODED, '<H4><A NAME="{n}">{t} ({n})</A></H4>', '<a href="#{n}">{n}</a>', ROW),
    "html, path": lambda: _html(ROUTED, "<h3><code>{n}</code></h3>", "<code>{n}</code>", ROW),
    "html, one tag a line": lambda: _html(
        DASHED, "<h3>{n}</h3>", "<i>{n}</i>", "<tr>\n  <td>{f}</td>\n  <td>X(9)</td>\n  <td>as it was</td>\n</tr>"
    ),
    "yaml list": lambda: _listed(DASHED, "program"),
    "yaml list, path": lambda: _listed(ROUTED, "endpoint", '"'),
    "yaml list, no word for it": lambda: _listed(PASCAL, "id", "'"),
    "yaml keys": lambda: _keyed(PASCAL),
    "yaml keys, dashed": lambda: _keyed(DASHED),
    "yaml paths": lambda: _paths(False),
    "json paths": lambda: _paths(True),
    "json paths, spoken of alone": lambda: _paths(True, "path"),
    "json paths, spoken of with methods": lambda: _paths(True, "route"),
    "xml elements": lambda: _elements("  "),
    "xml without indents": lambda: _flat(CODED),
    "xml without indents, path": lambda: _flat(ROUTED),
    "xml attributes": lambda: _attributes(PASCAL),
}


@pytest.mark.parametrize("form", DOCUMENTS)
def test_endpoints_are_found_in_markup_and_data(form: str) -> None:
    """Every endpoint is found at its line and none is invented; items are its own, and the profile can be kept."""
    lines = list(DOCUMENTS[form]())
    said = reading("\n".join(text for text, _, _ in lines).encode(), "formats")
    found = {(c.body.program, c.evidence[0].first) for c in said.claims if c.body.kind == "endpoint"}
    assert found == {(own, at) for at, (_, own, field) in enumerate(lines, 1) if own and not field}
    items = {(c.body.program, c.body.name, c.evidence[0].first) for c in said.claims if c.body.kind == "field"}
    assert items == {(own, field, at) for at, (_, own, field) in enumerate(lines, 1) if field}
    assert parse(dump(said.found.profile), "kept") == said.found.profile


def test_forms_that_were_learned_can_be_kept() -> None:
    """A proposed profile whose items have a type and no picture is read back as it was written."""
    lines = [text.replace("9(7)", f"CHAR({at % 9 + 1})") for at, (text, _, _) in enumerate(_keyed(PASCAL))]
    profile = reading("\n".join(lines).encode(), "formats").found.profile
    assert any("(?P<type>" in form.pattern and "picture" not in form.pattern for form in profile.items)
    assert parse(dump(profile), "kept") == profile
