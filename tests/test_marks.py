"""Which marks names have inside, and which only stand before them."""

import pytest

from workbench.discovery import propose
from workbench.discovery.marks import marks
from workbench.spec import from_bytes

THINGS = ("hull", "rope", "sail", "mast", "keel")
VERBS = ("open", "load", "move")
WAYS = {
    "small letters": "{thing}-{verb}",
    "capitals": "{THING}{VERB}",
    "one word": "{thing}{verb}",
    "underscores": "{thing}_{verb}",
}


def _names(way: str) -> list[str]:
    pairs = [(thing, verb) for verb in VERBS for thing in THINGS]
    return [way.format(thing=a, verb=b, THING=a.upper(), VERB=b.upper()) for a, b in pairs]


@pytest.mark.parametrize(
    ("way", "heading", "space"),
    [(way, "({})", "dock:") for way in WAYS] + [("small letters", "({})", "Dock."), ("small letters", "={}=", "id:")],
)
def test_a_space_of_names_is_no_part_of_them(way: str, heading: str, space: str) -> None:
    """A wiki links to `[[dock:hull-open]]` what it calls `hull-open` in its heading."""
    names = _names(WAYS[way])
    lines: list[str] = []
    for at, name in enumerate(names):
        calls = [names[(at + step) % len(names)] for step in (4, 7)]
        rows = [f"| ITEM-{at}{one} | X({one}) |   | text {one} |" for one in range(1, 5)]
        lines += [f"==== The {VERBS[at // 5]} of it {heading.format(name)} ====", "", "It is done at night.", ""]
        lines += ["^ Element ^ Pic ^ Usage ^ Text ^", *rows, "", *(f"to: [[{space}{one}]]" for one in calls), ""]
    assert propose(from_bytes("\n".join(lines).encode(), "wiki.txt")).names == tuple(sorted(names))


def test_a_colon_is_inside_names_that_have_it_in_their_headings() -> None:
    """`TK:SELL` is a name where nothing is called `SELL` alone; with the heading `SELL` it is not."""
    names = [f"TK:{thing.upper()}" for thing in (*THINGS, *VERBS)]
    lines = [f"see {name} and {name}" for name in names]
    assert marks(lines) == ":"
    assert marks([*lines, *(f"## {name[3:]}" for name in names)]) == ""


@pytest.mark.parametrize("mark", "%!?")
def test_a_mark_is_the_end_of_names_that_hardly_ever_stand_without_it(mark: str) -> None:
    """`SAIL%` is a name where nobody writes `SAIL`; a text that says both speaks, and ends a sentence."""
    names = [f"{thing}{mark}".upper() for thing in (*THINGS, *VERBS)]
    lines = [f"first {name} and then {name}" for name in names]
    assert marks(lines) == mark
    assert marks([*lines, *(f"not the {name[:-1]}, said {name[:-1]}" for name in names)]) == ""


@pytest.mark.parametrize("sign", ["#", ""])
def test_the_name_stands_behind_the_attributes_of_its_tag(sign: str) -> None:
    """`:h2 id='wf17x'.wf17#: Move it` names `wf17#`, whatever its `id` is: a reader sees no attributes."""
    names = [f"{'wf' if at % 3 else 'qy'}{at}" for at in range(10, 34, 2)]
    lines = [":userdoc.", ":h1.The wharf", ""]
    for at, name in enumerate(names):
        rows = [f":dt.ITEM-{one} PIC X({one})\n:dd.text {one}" for one in range(1, 5)]
        calls = f":p.Calls :hp2.{names[at - 4]}{sign}:ehp2. and :hp2.{names[at - 7]}{sign}:ehp2.."
        lines += [
            f":h2 id='{name}x'.{name}{sign}: Move it",
            ":p.It is done at night.",
            ":dl.",
            *rows,
            ":edl.",
            calls,
            "",
        ]
    found = propose(from_bytes("\n".join(lines).encode(), "wharf.script"))
    assert found.names == tuple(f"{name}{sign}" for name in sorted(names))


NODES = {"info": ("File: quay.info,  Node: {},  {}Up: Top", "Next: {},  "), "texinfo": ("@node {}, {}Top", "{}, ")}


@pytest.mark.parametrize("kind", NODES)
@pytest.mark.parametrize("mark", [">", "+", "~", "!", "%", "-", ""])
def test_a_node_is_named_first_whatever_mark_its_name_has(mark: str, kind: str) -> None:
    """`Node: a>b,  Next: c>d` and `@node a>b, c>d` open the section of `a>b`, and are no lists."""
    node, following = NODES[kind]
    names = [f"{verb}{mark}{thing}" for thing in THINGS for verb in ("book", *VERBS)]
    lines = ["This is the quay, once a book.", ""]
    for at, name in enumerate(names):
        calls = [names[(at + step) % len(names)] for step in (4, 7)]
        after = following.format(names[at + 1]) if at + 1 < len(names) else ""
        rows = [f"     'item-{one}'  x({one})" for one in range(1, 5)]
        lines += [node.format(name, after), "", f"{at} Book the {THINGS[at // 4]}", ""]
        lines += ["It is done at night.", "", *rows, "", *(f"*Note {one}::." for one in calls), ""]
        lines += [f"Called from '{calls[0]}'.", ""]
    spec = from_bytes("\n".join(lines).encode(), "quay.info")
    found = propose(spec)
    assert found.names == tuple(sorted(names))
    assert not found.bare
