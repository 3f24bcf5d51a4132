"""``idlibtl verify``: every quote against its source as it is today, or a bundle against itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Annotated, TextIO

import typer

from idlibtl.cli import options
from idlibtl.cli.output import counted, plain_output, say, writing
from idlibtl.custody.unbundle import Fault, is_bundle, verify_bundle
from idlibtl.custody.verify import QUOTE_STATUSES, CheckedQuote, CheckedSource, Passage
from idlibtl.custody.verify import verify as verify_store
from idlibtl.safe_text import escape_surrogates, one_line
from idlibtl.store import Store

File = Annotated[
    str | None, typer.Argument(metavar="[FILE]", help="A bundle of `idlibtl export --bundle`, or a chronology.")
]
Json = Annotated[bool, typer.Option("--json", help="For machines: docs/verify.md.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Every quote, those that are unchanged too.")]

_DEFAULT = "chronology.db"
_WIDTH = max(map(len, QUOTE_STATUSES))
_SOURCES = {
    "unchanged": "unchanged",
    "same-text": "the same text in other bytes",
    "changed": "changed",
    "missing": "missing",
    "damaged": "damaged",
    "unchecked": "added by hand, not checked",
}


@dataclass
class Tally:
    """What was found so far."""

    sources: int = 0
    faults: int = 0
    failed: bool = False
    quotes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)

    def over(self, found: Iterable[CheckedSource | Fault]) -> Iterator[CheckedSource | Fault]:
        for each in found:
            if isinstance(each, Fault):
                self.faults += 1
                self.failed = True
            else:
                self.sources += 1
                self.statuses[each.status] += 1
                self.quotes.update(quote.status for quote in each.quotes)
                self.failed = self.failed or each.fails
            yield each

    @property
    def counts(self) -> dict[str, int]:
        return {
            "sources": self.sources,
            "quotes": self.quotes.total(),
            **{status: self.quotes[status] for status in QUOTE_STATUSES},
        }

    @property
    def summary(self) -> str:
        by_hand = self.quotes["unchecked"]
        checked = self.quotes.total() - by_hand
        told = [f"{self.quotes[status]} {status}" for status in QUOTE_STATUSES[:-1] if self.quotes[status]]
        parts = [", ".join(told) if len(told) != 1 else f"all {told[0].split()[1]}"] if checked else []
        if by_hand:
            parts.append(f"{by_hand} more added by hand, not checked")
        for status in ("missing", "damaged"):
            if self.statuses[status]:
                parts.append(f"{counted(self.statuses[status], 'source')} {status}")
        if self.faults:
            parts.append(counted(self.faults, "fault") + " in the bundle")
        found = f"{counted(checked, 'quote')} in {counted(self.sources - self.statuses['unchecked'], 'source')}"
        return f"{found}: {'; '.join(parts)}" if parts else found


def verify(file: File = None, db: options.Db = _DEFAULT, json_: Json = False, verbose: Verbose = False) -> None:
    """Check every quote against its source as it is today.

    A quote is unchanged, moved (it stands elsewhere in the text now), changed, or missing; damaged is one that the
    chronology itself no longer keeps as it was read. Changed, missing and damaged ones fail: exit status 1.

    \b
    idlibtl verify               in the folder where the chronology was built
    idlibtl verify case.zip      a bundle, by itself: no source, database or network is asked
    """
    if file is not None and db != _DEFAULT:
        raise typer.BadParameter("give FILE or --db, not both", param_hint="--db")
    path = db if file is None else file
    tally = Tally()
    with ExitStack() as stack:
        found: Iterable[CheckedSource | Fault]
        found = verify_bundle(path) if is_bundle(path) else verify_store(stack.enter_context(Store(path)))
        if json_:
            _write_json(tally, found, stack.enter_context(writing(None)))
        else:
            _write(tally, found, plain_output(), verbose)
    if tally.sources and tally.statuses["missing"] == tally.sources and not is_bundle(path):
        say("no source was found: their paths are those given to build; verify in the folder where that was run")
    if tally.failed:
        raise typer.Exit(1)


def _write(tally: Tally, found: Iterable[CheckedSource | Fault], stream: TextIO, verbose: bool) -> None:
    for each in tally.over(found):
        if isinstance(each, Fault):
            stream.write(f"{one_line(each.name)}: {one_line(each.message)}\n")
        else:
            stream.writelines(f"{line}\n" for line in _lines(each, verbose))
    stream.write(f"{tally.summary}\n")


def _lines(source: CheckedSource, verbose: bool) -> Iterator[str]:
    """A source and its quotes, but for those of which nothing needs to be said."""
    told = [quote for quote in source.quotes if verbose or quote.status not in ("unchanged", "unchecked")]
    if told or verbose or source.status not in ("unchanged", "changed", "unchecked"):
        reason = f": {one_line(source.reason)}" if source.reason else ""
        yield f"{one_line(source.path)}: {_SOURCES[source.status]}{reason}"
    for quote in told:
        link, now = quote.quotation.link, quote.now
        place = "" if link.by_hand else f"{one_line(source.path)}:{link.line}:{link.column}"
        if now is not None and quote.status != "unchanged":
            place += f" → {now.line}:{now.column}"
        words = one_line(link.quote)
        yield "  ".join(filter(None, [f"  {quote.status:<{_WIDTH}}", place, f"“{words}”" if words else ""]))
        if now is not None and quote.status == "changed":
            there = one_line(now.text)
            same = there == words
            yield f"  {'':<{_WIDTH}}  {'the same but for white space' if same else f'now “{there}”'}"


def _write_json(tally: Tally, found: Iterable[CheckedSource | Fault], stream: TextIO) -> None:
    """One object, written source by source; what sums up stands at its end."""
    stream.write('{"sources": [')
    problems = []
    comma = "\n"
    for each in tally.over(found):
        if isinstance(each, Fault):
            problems.append({"name": each.name, "message": each.message})
        else:
            stream.write(comma + _text(_source(each)))
            comma = ",\n"
    rest = {"problems": problems, "counts": tally.counts, "ok": not tally.failed}
    stream.write("],\n" + _text(rest)[1:] + "\n")


def _text(value: object) -> str:
    return escape_surrogates(json.dumps(value, ensure_ascii=False))


def _source(source: CheckedSource) -> dict[str, object]:
    return {
        "id": source.id,
        "path": source.path,
        "status": source.status,
        "sha256": source.sha256,
        "reason": source.reason,
        "quotes": [_quote(quote) for quote in source.quotes],
    }


def _quote(quote: CheckedQuote) -> dict[str, object]:
    link = quote.quotation.link
    by_hand = link.by_hand
    return {
        "entry": quote.quotation.entry,
        "mention": quote.quotation.mention,
        "status": quote.status,
        "start": None if by_hand else link.start,
        "end": None if by_hand else link.end,
        "line": None if by_hand else link.line,
        "column": None if by_hand else link.column,
        "quote": link.quote,
        "now": None if quote.now is None else _now(quote.now),
    }


def _now(passage: Passage) -> dict[str, object]:
    return {
        "start": passage.start,
        "end": passage.end,
        "line": passage.line,
        "column": passage.column,
        "text": passage.text,
    }
