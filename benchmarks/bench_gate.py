"""What the gate stops and what it lets pass, on documents that nobody wrote for it; JSON on stdout.

    python benchmarks/bench_gate.py [--quick]

quotes: true quotes, quotes with other white space and page furniture, and fabrications, on the bundled specification.
recorded: what a small language model really answered; the public example with its answers is not part of the project.
"""

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from workbench.quotes import Quotes  # noqa: E402
from workbench.spec import Spec, read  # noqa: E402

Case = tuple[str, int, int]


def true_quotes(spec: Spec, rng: random.Random, count: int) -> list[Case]:
    """Stretches of one to three printed lines, as they stand there."""
    printed = [n for n in range(1, spec.count - 3) if spec.classes[n - 1] == "content" and len(spec.line(n)) > 12]
    cases = []
    for first in rng.sample(printed, count):
        last = first + rng.choice((0, 0, 1, 2))
        while spec.classes[last - 1] != "content":
            last -= 1
        cases.append((spec.quote(first, last), first, last))
    return cases


def noisy(case: Case, rng: random.Random) -> Case:
    """The same words with other white space, or with a page's furniture between the lines."""
    quote, first, last = case
    if "\n" in quote and rng.random() < 0.5:
        return quote.replace("\n", rng.choice(("\r\n", "\f\n", "\n\n\n   "))), first, last
    return rng.choice(("  ", "\t", "\n")).join(quote.split()), first, last


def fabrications(spec: Spec, cases: list[Case], rng: random.Random) -> Iterator[Case]:
    """Each quote made false in one place: a digit, a name, a usage, an operator, a negation, or a field invented."""
    names = sorted(set(re.findall(r"\b[A-Z]{2,8}(?:-[A-Z0-9]{2,10})+\b", spec.text)))
    for case in cases:
        quote, first, last = case
        for way in rng.sample((_digit, _name, _usage, _turn, _invented), 5):
            wrong = way(quote, names, rng)
            near = " ".join(spec.quote(max(1, first - 6), min(spec.count, last + 6)).split())
            if wrong and " ".join(wrong.split()) not in near:
                yield wrong, first, last
                break


def _digit(quote: str, names: list[str], rng: random.Random) -> str:
    at = [match.start() for match in re.finditer(r"\d", quote)]
    if not at:
        return ""
    here = rng.choice(at)
    return quote[:here] + str((int(quote[here]) + rng.randint(1, 9)) % 10) + quote[here + 1 :]


def _name(quote: str, names: list[str], rng: random.Random) -> str:
    found = re.findall(r"\b[A-Z]{2,8}(?:-[A-Z0-9]{2,10})+\b", quote)
    return quote.replace(rng.choice(found), rng.choice(names), 1) if found else ""


def _usage(quote: str, names: list[str], rng: random.Random) -> str:
    for one, other in (("COMP-3", "COMP"), ("PIC 9", "PIC X"), ("PIC X", "PIC 9"), ("S9", "9"), ("V99", "")):
        if one in quote:
            return quote.replace(one, other, 1)
    return ""


def _turn(quote: str, names: list[str], rng: random.Random) -> str:
    for one, other in ((" not ", " "), (" is ", " is not "), (" must ", " may "), (" less ", " more "), ("<", ">")):
        if one in quote:
            return quote.replace(one, other, 1)
    return ""


def _invented(quote: str, names: list[str], rng: random.Random) -> str:
    return f"05  {rng.choice(names)}-{rng.choice(('X', 'KEY', 'NEW'))}  PIC X({rng.randint(1, 60)})."


def quotes(count: int) -> dict[str, Any]:
    """How many of each kind are accepted, and how many quotes a second are checked, by the CPU."""
    spec, rng = read(ROOT / "specs" / "order-to-cash.txt"), random.Random(7)
    matcher = Quotes(spec)
    true = true_quotes(spec, rng, count)
    groups = {
        "true": true,
        "noise": [noisy(case, rng) for case in true],
        "fabricated": list(fabrications(spec, true_quotes(spec, rng, 2 * count), rng))[:count],
    }
    matcher.check(*true[0])
    found: dict[str, Any] = {}
    for name, cases in groups.items():
        start = time.process_time()
        states = Counter(matcher.check(*case).state for case in cases)
        seconds = time.process_time() - start
        found[name] = {"quotes": len(cases), **states, "per_second": round(len(cases) / max(seconds, 1e-9))}
    return found


def main() -> None:
    """All of it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer quotes")
    given = parser.parse_args()
    print(json.dumps({"quotes": quotes(200 if given.quick else 1000)}, indent=2))


if __name__ == "__main__":
    main()
