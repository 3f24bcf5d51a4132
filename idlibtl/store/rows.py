"""Values to database rows and back. Every pair of functions here is each other's inverse."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from idlibtl.dates import Granularity, Interval, Moment
from idlibtl.model import Claim, Document, Entry, Link, Mention, Quantity, Timex

Row = tuple[Any, ...]
NO_INTERVAL: Row = (None,) * 6

INTERVAL = "date, begin, end, precision, mod, zone"
SOURCE = (
    "id, path, paths, url, title, publisher, language, published, published_at, published_basis, published_words,"
    " published_start, published_end, prose_start, sha256, dated, names, edited"
)
ENTRY = (
    f"id, {INTERVAL}, begin_at, end_at, title, kind, faint, independent_sources, salience, actors, places, tags, note,"
    " edited, reasons"
)
MENTION = (
    "id, source, char_start, char_end, line, column, page, quote, prefix, suffix, url, basis, kind, title, actors,"
    " places, attributed_to, keywords, reasons, elaborates, leans, "
) + INTERVAL
QUANTITY = "what, value, low, high, counted, at_start, at_end"
CLAIM = "value, mention, source, quote, line, page"
TIMEX = "char_start, char_end, text, type, value, timex_mod, rule, basis, reference, function, " + INTERVAL
COLUMNS = {
    "meta": "key, value",
    "sources": f"position, {SOURCE}",
    "texts": "source, text",
    "entries": f"position, {ENTRY}",
    "voices": "entry, voice, source, wire",
    "mentions": f"position, entry, {MENTION}",
    "timexes": f"mention, {TIMEX}",
    "quantities": f"position, mention, {QUANTITY}",
    "conflicts": "position, entry, what",
    "claims": f"position, conflict, {CLAIM}",
    "developments": "position, entry, what",
    "stages": f"position, development, {CLAIM}",
    "problems": "position, path, line, column, level, code, message",
    "omissions": "position, source, char_start, char_end, reason",
    "names": "position, role, name",
    "named": "entry, name",
    "search": "rowid, title, quotes, actors, places",
}


def insertion(table: str) -> str:
    """The statement that puts a row in."""
    columns = COLUMNS[table]
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * (columns.count(',') + 1))})"


def plain(row: Row) -> Row:
    """A row that SQLite can hold: lone surrogates, of odd file names above all, go in as bytes."""
    return tuple(value.encode("utf-8", "surrogatepass") if _is_odd(value) else value for value in row)


def restored(row: Row) -> Row:
    """The inverse of ``plain``."""
    if bytes in map(type, row):
        return tuple(value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value for value in row)
    return row


def legible(row: Row) -> Row:
    """A row of words to search, with lone surrogates replaced."""
    return tuple(value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in row)


def _is_odd(value: object) -> bool:
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return True
    return False


def to_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(value, separators=(",", ":")) if _is_odd(text) else text


def list_to_json(values: Sequence[str]) -> str:
    if not values:
        return "[]"
    text = f"[{','.join(map(encode_basestring, values))}]"
    return json.dumps(json.loads(text), separators=(",", ":")) if _is_odd(text) else text


def list_from_json(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text != "[]" else ()


def sort_number(moment: Moment | None) -> int | None:
    """The moment as YYYYMMDDhhmmss; orders years before 1 too."""
    if moment is None:
        return None
    year, month, day, hour, minute, second = moment
    return (((((year * 100 + month) * 100) + day) * 100 + hour) * 100 + minute) * 100 + second


@lru_cache(maxsize=4096)
def interval_to_row(when: Interval | None) -> Row:
    if when is None:
        return NO_INTERVAL
    begin = when.begin.isoformat() if when.begin else None
    end = when.end.isoformat() if when.end else None
    return when.edtf, begin, end, int(when.granularity), when.mod, when.zone


@lru_cache(maxsize=4096)
def interval_from_row(row: Row) -> Interval | None:
    edtf, begin, end, precision, mod, zone = row
    if edtf is None:
        return None
    first = Moment.parse(begin) if begin else None
    last = Moment.parse(end) if end else None
    return Interval(first, last, edtf, Granularity(precision), mod, zone)


def source_to_row(document: Document, dated: int | None, names: str) -> Row:
    """All but the text."""
    return (
        document.id, document.paths[0], list_to_json(document.paths), document.url, document.title,
        document.publisher, document.language, document.published.isoformat() if document.published else None,
        document.published_at.isoformat() if document.published_at else None, document.published_basis,
        document.published_words, *(document.published_span or (None, None)), document.prose, document.sha256, dated,
        names, to_json(dict(document.edited)) if document.edited else "{}",
    )  # fmt: skip


def entry_to_row(entry: Entry) -> Row:
    """What an entry has of its own."""
    when = entry.when
    begin_at, end_at = (sort_number(when.begin), sort_number(when.end)) if when else (None, None)
    return (
        entry.id, *interval_to_row(when), begin_at, end_at, entry.title, entry.kind, entry.faint,
        entry.independent_sources, entry.salience, list_to_json(entry.actors), list_to_json(entry.places),
        list_to_json(entry.tags), entry.note, to_json(dict(entry.edited)) if entry.edited else "{}",
        list_to_json(entry.reasons),
    )  # fmt: skip


def mention_to_row(mention: Mention, link: Link) -> Row:
    """Raises ValueError where the link isn't the mention's."""
    if (link.document, link.start, link.end) != (mention.document, mention.start, mention.end):
        raise ValueError(f"the link of mention {mention.id} cites other words than the mention")
    return (
        mention.id, mention.document, mention.start, mention.end, link.line, link.column, link.page, link.quote,
        link.prefix, link.suffix, link.url, mention.basis, mention.kind, mention.title, list_to_json(mention.actors),
        list_to_json(mention.places), mention.attributed_to, list_to_json(sorted(mention.keywords)),
        list_to_json(mention.reasons), mention.elaborates, mention.leans, *interval_to_row(mention.when),
    )  # fmt: skip


def mention_from_row(row: Row, timex: Timex | None, quantities: tuple[Quantity, ...]) -> tuple[Mention, Link]:
    (ident, source, start, end, line, column, page, quote, prefix, suffix, url, basis, kind, title, actors, places,
     attributed_to, keywords, reasons, elaborates, leans, *when) = row  # fmt: skip
    mention = Mention(
        ident, source, start, end, interval_from_row(tuple(when)), basis, kind, title, list_from_json(actors),
        list_from_json(places), quantities, attributed_to, timex, frozenset(list_from_json(keywords)),
        list_from_json(reasons), elaborates, bool(leans),
    )  # fmt: skip
    return mention, Link(source, start, end, line, column, quote, url, prefix, suffix, page)


def timex_to_row(timex: Timex) -> Row:
    return (
        timex.start, timex.end, timex.text, timex.type, timex.value, timex.mod, timex.rule, timex.basis,
        timex.reference, timex.function, *interval_to_row(timex.when),
    )  # fmt: skip


def timex_from_row(row: Row) -> Timex:
    start, end, text, type_, value, mod, rule, basis, reference, function, *when = row
    found = interval_from_row(tuple(when))
    return Timex(start, end, text, type_, value, rule, mod, found, basis, reference, function)


def quantity_to_row(quantity: Quantity) -> Row:
    at = quantity.at or (None, None)
    return (quantity.what, quantity.value, quantity.low, quantity.high, quantity.of, *at)


def quantity_from_row(row: Row) -> Quantity:
    what, value, low, high, of, start, end = row
    return Quantity(what, value, low, high, of, None if start is None else (start, end))


def claim_to_row(claim: Claim) -> Row:
    return claim.value, claim.mention, claim.document, claim.quote, claim.line, claim.page


def claim_from_row(row: Row) -> Claim:
    return Claim(*row)
