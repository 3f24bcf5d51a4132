"""The chronology as a table (RFC 4180), one row an entry or one row a mention, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from idlibtl.dates import Interval
from idlibtl.export.to_json import instant
from idlibtl.export.view import Options, Sources, View, Written, cited, edits, place_fragment, source_edits
from idlibtl.model import Conflict, Entry, Link
from idlibtl.safe_text import visible

# The name of the first column tells our own tables from sources, whatever the file is called.
ENTRY_COLUMNS = (
    "idlibtl_id", "date", "begin", "end", "mod", "kind", "title", "independent_sources", "mentions", "basis",
    "attributed_to", "actors", "places", "conflicts", "tags", "note", "quote", "link", "url", "all_links", "edited",
)  # fmt: skip
MENTION_COLUMNS = (
    "idlibtl_id", "entry_date", "kind", "title", "mention_id", "date", "begin", "end", "mod", "basis", "attributed_to",
    "actors", "places", "quote", "path", "line", "column", "page", "quote_start", "quote_end", "link", "url", "source",
    "source_title", "publisher", "published", "published_basis", "edited",
)  # fmt: skip

# What a spreadsheet takes for a formula (OWASP, "CSV Injection"), full-width forms included, at the beginning of a cell
# or where one would begin for a spreadsheet that separates them by semicolons or tabs, as Excel does in half of Europe.
_BEGINNING = re.compile(r"([\s\";]++|\A)([=+@＝＋－＠-]?)")
_SEPARATORS = "\t\r\n;"
_DATES = ("date", "begin", "end", "entry_date", "published")


def write_csv(view: View, stream: TextIO, options: Options) -> Written:
    """Cells that a spreadsheet would run are led by an apostrophe; control and bidi characters can't act."""
    by_entry = options.by == "entry"
    columns = ENTRY_COLUMNS if by_entry else MENTION_COLUMNS
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(columns)
    sources = Sources(view.documents)
    written = 0
    for entry in view.entries:
        written += 1
        for row in [_entry(entry, sources)] if by_entry else _mentions(entry, sources):
            table.writerow([_cell(name, value) for name, value in zip(columns, row, strict=True)])
    return Written(written)


def _cell(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if name in _DATES:  # ours, and "-0479" is a year
        return value
    return as_cell(value)


def as_cell(value: str) -> str:
    """Text that no spreadsheet runs, and in which nothing else acts."""
    return _BEGINNING.sub(_as_text, visible(value, keep="\n\r\t"))


def _as_text(match: re.Match[str]) -> str:
    before, formula = match.groups()
    begins_cell = match.start() == 0 and (formula or before[:1] in ("\t", "\r", "\n"))
    begins_another = formula and any(mark in before for mark in _SEPARATORS)
    return "".join(("'" * bool(begins_cell), before, "'" * bool(begins_another), formula))


def _entry(entry: Entry, sources: Sources) -> tuple[object, ...]:
    mention, link = cited(entry)[0]
    documents = dict.fromkeys(link.document for link in entry.links)
    dated = [f"{sources[each].paths[0]}: {words}" for each in documents for words in source_edits(sources[each])]
    return (
        entry.id, *_when(entry.when), entry.kind, entry.title, entry.independent_sources, len(entry.mentions),
        mention.basis, mention.attributed_to, _list(entry.actors), _list(entry.places),
        _list(map(told, entry.conflicts)), _list(entry.tags), entry.note, link.quote, _link(link, sources),
        sources.url(link), _list(_link(link, sources) for link in entry.links), _list([*edits(entry), *dated]),
    )  # fmt: skip


def _mentions(entry: Entry, sources: Sources) -> Iterator[tuple[object, ...]]:
    for mention, link in cited(entry):
        document = sources[link.document]
        yield (
            entry.id, entry.when.edtf if entry.when else None, mention.kind, entry.title, mention.id,
            *_when(mention.when), mention.basis, mention.attributed_to, _list(mention.actors), _list(mention.places),
            link.quote, sources.path(link), *_place(link), _link(link, sources),
            sources.url(link), document.id, document.title, document.publisher,
            document.published.isoformat() if document.published else None, document.published_basis,
            _list([*edits(entry), *source_edits(document)]),
        )  # fmt: skip


def _when(when: Interval | None) -> tuple[str | None, ...]:
    if when is None:
        return None, None, None, None
    return when.edtf, instant(when, when.begin), instant(when, when.end), when.mod


def _place(link: Link) -> tuple[int | None, ...]:
    """Line, column, page, begin and end of what was read."""
    return (None,) * 5 if link.by_hand else (link.line, link.column, link.page, link.start, link.end)


def _link(link: Link, sources: Sources) -> str:
    return f"{sources.path(link)}{place_fragment(link)}"


def _list(values: Iterable[str]) -> str:
    return "; ".join(values)


def told(conflict: Conflict) -> str:
    """A conflict in a few words: "killed: 33 / 34"."""
    return f"{conflict.what}: {' / '.join(dict.fromkeys(claim.value for claim in conflict.values))}"
