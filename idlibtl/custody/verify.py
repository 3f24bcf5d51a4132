"""Verify: every quote of a chronology against its source as it is today, and against the text that the store keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, get_args

from idlibtl.custody.locate import Found, Locator, Standing
from idlibtl.model import Document, Link
from idlibtl.positions import Positions
from idlibtl.read import File, read_file, text_id
from idlibtl.store import DamagedDatabase, Store
from idlibtl.value import Value

QuoteStatus = Literal[Standing, "damaged", "unchecked"]
SourceStatus = Literal["unchanged", "same-text", "changed", "missing", "damaged", "unchecked"]
QUOTE_STATUSES: tuple[QuoteStatus, ...] = ("unchanged", "moved", "changed", "missing", "damaged", "unchecked")
FAILING: tuple[QuoteStatus, ...] = ("changed", "missing", "damaged")
_WORST_FIRST: tuple[SourceStatus, ...] = get_args(SourceStatus)

_NO_LONGER_ITS_TEXT = "the text that the chronology keeps is not the one that was read: its hash is another"
_READ_DIFFERENTLY = (
    "its bytes are as recorded, but give another text than the one that the chronology keeps; where a library extracts "
    "it, as from a PDF, another version of it may: build again"
)
_TEXT_IS_KEPT = "the chronology still has its text"


@dataclass(frozen=True, slots=True)
class Passage(Value):
    """A place in a source as it is today: offsets, line and column, and the words that stand there."""

    start: int
    end: int
    line: int
    column: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Quotation(Value):
    """A quote of the chronology: the ids of its entry and of its mention, and where it stood when it was read."""

    entry: str
    mention: str
    link: Link


@dataclass(frozen=True, slots=True)
class CheckedQuote(Value):
    """A quote and how it stands: ``now`` is where it, or what has taken its place, stands today."""

    quotation: Quotation
    status: QuoteStatus
    now: Passage | None = None

    @property
    def fails(self) -> bool:
        return self.status in FAILING


@dataclass(frozen=True, slots=True)
class CheckedSource(Value):
    """A source and how it and the quotes from it stand.

    ``path`` is the one of its paths where it was found, ``sha256`` the hash of the bytes there, if there are any;
    ``reason`` says in words what is the matter.
    """

    id: str
    path: str
    status: SourceStatus
    quotes: tuple[CheckedQuote, ...]
    sha256: str | None = None
    reason: str | None = None

    @property
    def fails(self) -> bool:
        """A changed source does not by itself: what counts is whether the quotes from it still stand."""
        return self.status in ("missing", "damaged") or any(quote.fails for quote in self.quotes)


def verify(store: Store) -> Iterator[CheckedSource]:
    """Every source in the order read, one in memory at a time. Raises DamagedDatabase."""
    groups = groupby(store.quotations(), key=lambda told: told[2].document)
    waiting = next(groups, None)
    left = sum(1 for _ in store.documents())
    for document in store.documents(texts=True):
        told: list[Quotation] = []
        if waiting is not None and waiting[0] == document.id:
            told = [Quotation(*each) for each in waiting[1]]
            waiting = next(groups, None)
        left -= 1
        yield check(document, told)
    if left:
        raise DamagedDatabase(store.path, f"is damaged (the text of {left} of its sources is missing)")


def check(document: Document, told: Sequence[Quotation]) -> CheckedSource:
    """One source with the quotes from it against its files."""
    torn = torn_quotes(document.text, told)
    damaged = any(torn)
    if not document.sha256 and not document.text:  # added by hand, never read
        marked = zip(told, torn, strict=True)
        quotes = tuple(CheckedQuote(each, "damaged" if bad else "unchecked") for each, bad in marked)
        return CheckedSource(document.id, document.paths[0], "damaged" if damaged else "unchecked", quotes)
    is_sound = text_id(document.text) == document.id
    found = _today(document, [each for each, bad in zip(told, torn, strict=True) if not bad], is_sound)
    left = iter(found.quotes)
    quotes = tuple(CheckedQuote(each, "damaged") if bad else next(left) for each, bad in zip(told, torn, strict=True))
    return CheckedSource(
        document.id, found.path, found.status if is_sound and not damaged else "damaged", quotes, found.sha256,
        found.reason if is_sound else _NO_LONGER_ITS_TEXT,
    )  # fmt: skip


def torn_quotes(text: str, told: Iterable[Quotation]) -> list[bool]:
    """Of each whether its quote, context or place isn't what stands in this text, which was read for them."""
    positions = Positions(text)
    return [not each.link.by_hand and not _stands(text, positions, each.link) for each in told]


def _stands(text: str, positions: Positions, link: Link) -> bool:
    start, end = link.start, link.end
    return (
        0 <= start < end <= len(text)
        and text[start:end] == link.quote
        and text.endswith(link.prefix, 0, start)
        and text.startswith(link.suffix, end)
        and positions.at(start) == (link.line, link.column)
    )


def _today(document: Document, told: Sequence[Quotation], is_sound: bool) -> CheckedSource:
    """How the quotes stand in the file, of several paths in that where most of them do."""
    best: CheckedSource | None = None
    reason = None
    for path in document.paths:
        file, problems = read_file(path)
        if file is None:
            reason = reason or next((problem.message for problem in problems), None)
            continue
        found = _in_file(document, file, told, is_sound)
        if best is None or _rank(found) < _rank(best):
            best = found
        if best.status == "unchanged":
            break
    if best is not None:
        return best
    quotes = tuple(CheckedQuote(each, "unchecked" if each.link.by_hand else "missing") for each in told)
    reason = f"{reason}; {_TEXT_IS_KEPT}" if is_sound else reason
    return CheckedSource(document.id, document.paths[0], "missing", quotes, None, reason)


def _rank(found: CheckedSource) -> tuple[int, int]:
    return _WORST_FIRST.index(found.status), sum(quote.fails for quote in found.quotes)


def _in_file(document: Document, file: File, told: Sequence[Quotation], is_sound: bool) -> CheckedSource:
    """By the hash of the bytes, by that of the text, else quote by quote."""
    text, same_bytes = file.source.text, file.sha256 == document.sha256
    same_text = is_sound and file.id == document.id
    positions = Positions(text)
    locator = Locator(text, (each.link for each in told))
    quotes = []
    for each in told:
        link = each.link
        if link.by_hand:
            quotes.append(CheckedQuote(each, "unchecked"))
            continue
        found = Found("unchanged", (link.start, link.end)) if same_text else locator.find(link)
        now = (
            None if found.span is None else Passage(*found.span, *positions.at(found.span[0]), text[slice(*found.span)])
        )
        quotes.append(CheckedQuote(each, found.status, now))
    if same_text:
        status: SourceStatus = "unchanged" if same_bytes else "same-text"
        return CheckedSource(document.id, file.path, status, tuple(quotes), file.sha256)
    reason = _READ_DIFFERENTLY if same_bytes else None
    return CheckedSource(document.id, file.path, "changed", tuple(quotes), file.sha256, reason)
