"""A market: how one country writes what all have in common, and what of the migration is its own.

All markets share one specification, so its facts are established once, by whichever market comes first; the others
wait for it and find them there. What is left of a market is small: its code page, currency and dates, the words that
its people add to the dictionary, the exceptions that they insist on, and the fields which these touch.

    settled = settle(wb, Market.of(code="NO", name="Norge", code_page="cp037", ...))

What it wants written are two proposals: its settings, and its words. Markets with the same words want the same words
written, which is one proposal.
"""

import codecs
import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import Field

from workbench.acts import Draft, FileDraft, Proposal
from workbench.agents import MIGRATOR
from workbench.dialect import Otherwise, as_said, heard
from workbench.errors import ParameterError
from workbench.identity import canonical, content_id, sha256
from workbench.project import Workbench
from workbench.proposal import propose, submit
from workbench.records import Record

DATE_FORMS = ("YYYYMMDD", "DDMMYYYY", "MMDDYYYY", "YYMMDD", "DDMMYY", "MMDDYY", "YYYYDDD", "YYDDD")
"""How legacy dates are written."""

_WORD = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
_CARRIES = """SELECT fact_id, program, record, name FROM active_fact WHERE kind = 'field'
    AND list_bool_or([contains('-' || name || '-', '-' || word || '-') FOR word IN ?]) ORDER BY program, first"""
_DATES = """SELECT program, record, name, option->>'$[1]' AS form FROM active_fact,
    unnest(CAST(body->'$.transform.options' AS JSON[])) AS o(option)
    WHERE kind = 'maps' AND body->>'$.transform.kind' = 'date' AND option->>'$[0]' = 'source_form'
    ORDER BY program, first"""
_SHARED = """SELECT detail FROM latest_run_state WHERE run_id = ? AND state = 'complete'"""


class Market(Record):
    """One market. Every text is a text, whatever it looks like: `NO` is Norway, `0.081` keeps its digits."""

    code: str = Field(pattern=r"^[A-Z]{2,3}$")
    name: str = Field(min_length=1, max_length=80)
    code_page: str
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    date_form: str
    decimals: int = Field(ge=0, le=4)
    words: tuple[tuple[str, str], ...] = ()
    overrides: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, dictionary_additions: str = "", overrides: str = "", **said: Any) -> "Market":
        """A market as a row of parameters says it. Raises ParameterError with what is wrong."""
        if said["date_form"] not in DATE_FORMS:
            raise ParameterError(f"{said['date_form']!r} is no form of a date; known are {', '.join(DATE_FORMS)}")
        try:
            codecs.lookup(said["code_page"])
            pairs = {"words": _pairs(dictionary_additions), "overrides": _pairs(overrides)}
            return cls.model_validate({**said, **pairs})
        except LookupError:
            raise ParameterError(f"{said['code_page']!r} is no code page that Python knows, such as cp037") from None
        except ValueError as error:
            first = error.errors()[0] if hasattr(error, "errors") else {"loc": ("market",), "msg": str(error)}
            raise ParameterError(f"market {said['code']!r}: {first['loc'][-1]}: {first['msg']}") from None

    def arrives(self) -> str:
        """The market's name as its own code page carries it; a character that it has no place for becomes `?`."""
        return self.name.encode(self.code_page, "replace").decode(self.code_page)


class Settled(Record):
    """What is known of a market.

    `established`: 1 when it was the one that established what all share, else 0. `touched`: endpoints with a field that
    its words or exceptions are about. `otherwise`: fields of these that its words make another property of. `dates`:
    date fields that it writes in another form than the specification says. `proposals` wait in all; `own` are this
    market's, by id, those that another market made before with them. `dollars` is what the engine was paid.
    """

    market: str
    endpoints: int
    accounted: int
    rejected: int
    uncertain: int
    established: int
    touched: tuple[str, ...]
    otherwise: int
    dates: int
    proposals: int
    own: tuple[str, ...]
    dollars: float

    def figures(self) -> dict[str, int | float | str]:
        """What a summary of many markets shows of one."""
        shown = {"endpoints", "accounted", "rejected", "uncertain", "established", "otherwise", "dates", "proposals"}
        plain = self.model_dump(include=shown)
        return {**plain, "touched": len(self.touched), "own": len(self.own), "dollars": self.dollars}


def settle(wb: Workbench, market: Market) -> Settled:
    """A market's differences, proposed; the facts that all markets share are established first, unless they are."""
    if served := getattr(wb, "settle", None):  # a server has the project, and does all of it
        found: Settled = served(market)
        return found
    shared = established(wb)
    words, exceptions = _carrying(wb, market.words), _carrying(wb, market.overrides)
    otherwise = _heard(wb, market, words)
    dates = [row for row in wb.store.records(_DATES) if row["form"] != market.date_form]
    drafts = [_settings(market, dates, exceptions), *_words(market, words, otherwise)]
    own = _propose(wb, drafts)
    return Settled(
        market=market.code,
        **{name: shared[name] for name in ("endpoints", "accounted", "rejected", "uncertain", "dollars")},
        established=shared["established"],
        touched=tuple(sorted({row["program"] for row in (*words, *exceptions)})),
        otherwise=len(otherwise),
        dates=len(dates),
        proposals=shared["proposals"] + len(own),
        own=tuple(own),
    )


def established(wb: Workbench) -> dict[str, Any]:
    """The figures of the facts that all markets share; one process establishes them, the others wait for it."""
    run = content_id("run", {"shared": _version(wb), "engine": wb.engine.name})
    if found := _known(wb, run):
        return {**found, "established": 0}
    with _alone(wb.store.directory / "shared.lock"):
        known = _known(wb, run)
        return {**known, "established": 0} if known else {**_establish(wb, run), "established": 1}


def _known(wb: Workbench, run: str) -> dict[str, Any]:
    rows = wb.store.rows(_SHARED, (run,))
    return dict(json.loads(rows[0][0])) if rows else {}


def _establish(wb: Workbench, run: str) -> dict[str, Any]:
    status = wb.run()
    dollars = wb.store.rows("SELECT coalesce(sum(dollars), 0) FROM cost")[0][0]
    figures = {
        "endpoints": status.endpoints_mentioned,
        "accounted": status.endpoints_accounted,
        "rejected": status.claims.get("rejected", 0),
        "uncertain": status.claims.get("uncertain", 0),
        "proposals": status.proposals.get("proposed", 0),
        "dollars": round(float(dollars), 4),
    }
    arguments = {"shared by": "all markets", "version": _version(wb)}
    state = "complete" if status.state == "complete" else "incomplete"
    with wb.store.write() as tx:
        tx.add("run", [{"run_id": run, "spec_id": status.spec, "engine": wb.engine.name, "arguments": arguments}])
        tx.add("run_state", [{"run_id": run, "state": state, "detail": figures}])
    return figures


def _version(wb: Workbench) -> str:
    """A digest of the documents that the shared facts come from."""
    order = wb.order()
    places = [path for path in (*order.spec, order.target, order.dictionary) if path is not None]
    files = [path for place in places for path in (sorted(place.rglob("*")) if place.is_dir() else [place])]
    return sha256(canonical([wb.policy.digest, *(sha256(path.read_bytes()) for path in files if path.is_file())]))


def _carrying(wb: Workbench, words: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    return wb.store.records(_CARRIES, ([name for name, _ in words],)) if words else []


def _heard(wb: Workbench, market: Market, carrying: Sequence[Mapping[str, Any]]) -> list[Otherwise]:
    order = wb.order()
    programs = sorted({row["program"] for row in carrying})
    return heard(wb.store, order.target, order.dictionary, market.words, programs) if order.target else []


def _settings(market: Market, dates: Sequence[Mapping[str, Any]], exceptions: Sequence[Mapping[str, Any]]) -> Draft:
    said = market.model_dump(mode="json", exclude={"words"})
    said |= {"overrides": dict(market.overrides), "words": _words_file(market) if market.words else ""}
    said["dates_in_another_form"] = [f"{row['program']}.{row['record']}.{row['name']}: {row['form']}" for row in dates]
    said["fields_with_exceptions"] = [f"{row['program']}.{row['record']}.{row['name']}" for row in exceptions]
    path = f"mappings/markets/{market.code.lower()}.json"
    return _draft(
        f"market {market.code}", f"How {market.code} writes: code page, currency, dates, exceptions", path, said
    )


def _words(market: Market, carrying: Sequence[Mapping[str, Any]], otherwise: Sequence[Otherwise]) -> Iterator[Draft]:
    """The words of a market; nothing in them says which, so the same words are the same draft."""
    if not market.words:
        return
    said = {"words": dict(market.words), "fields": [f"{r['program']}.{r['record']}.{r['name']}" for r in carrying]}
    said["mapped_otherwise"] = dict(as_said(otherwise))
    summary = f"Words that markets add to the dictionary: {', '.join(name for name, _ in market.words)}"
    yield _draft("market words", summary, _words_file(market), said, tuple(row["fact_id"] for row in carrying))


def _words_file(market: Market) -> str:
    return f"mappings/markets/words-{sha256(canonical(dict(market.words)))[:12]}.json"


def _draft(subject: str, summary: str, path: str, said: Mapping[str, Any], facts: tuple[str, ...] = ()) -> Draft:
    content = json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"
    change = FileDraft(path=path, content=content)
    return Draft(author=MIGRATOR.name, subject=subject, summary=summary[:1000], changes=(change,), facts=facts)


def _propose(wb: Workbench, drafts: Sequence[Draft]) -> list[str]:
    """The ids of the proposals, in the ledger now."""
    target = next(iter(wb.targets.values()))
    made: list[Proposal] = [one for draft in drafts if (one := propose(draft, target, wb.policy))]
    if made:
        submit(wb.ledger, made, wb.policy)
    return [one.proposal_id for one in made]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """What `A=x;B=y` says, as texts.

    >>> _pairs("ON=1;OFF=0;LATE-FEE=~")
    (('ON', '1'), ('OFF', '0'), ('LATE-FEE', '~'))
    """
    found: dict[str, str] = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        name, mark, value = entry.partition("=")
        if not mark or not _WORD.fullmatch(name) or name in found:
            raise ParameterError(f"{entry!r} is no NAME=value, or {name!r} is given twice; entries are parted by ;")
        found[name] = value
    return tuple(found.items())
