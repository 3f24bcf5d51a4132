"""Excel workbooks: the entries, and on sheets of their own their quotes, what is disputed, and the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO

import xlsxwriter

from idlibtl import __version__
from idlibtl.dates import Granularity, Interval, Moment
from idlibtl.dates_text import readable
from idlibtl.export.fragment import is_web
from idlibtl.export.to_markdown import encoded_address
from idlibtl.export.view import Options, Sources, View, Written, cited, edits, marks, source_edits
from idlibtl.model import Document, Entry
from idlibtl.safe_text import visible

_HELD = 1 << 24  # bytes that are held in memory
_LONGEST = 32_767  # characters of a cell
_LONGEST_LINK = 2_079  # characters
_MOST_LINKS = 65_530  # of a sheet
_MOST_ROWS = 1_048_576
_FIRST_YEAR = 1901  # before March 1900 the days of Excel aren't those of the calendar
_CREATED = datetime(2000, 1, 1)  # no clock: the same chronology gives the same bytes

# Sheet: the columns, each with its width in characters.
_SHEETS = {
    "Entries": {
        "date": 18, "date (EDTF)": 14, "first day": 12, "last day": 12, "time": 9, "event": 60, "kind": 11, "marks": 14,
        "sources": 9, "independent": 12, "actors": 24, "places": 24, "first quote": 60, "source": 34, "link": 30,
        "tags": 14, "note": 30, "edited": 24, "id": 14,
    },
    "Quotes": {
        "entry": 14, "event": 40, "date": 18, "date rests on": 13, "quote": 70, "according to": 20, "source": 34,
        "line": 7, "page": 7, "publisher": 20, "published": 12, "link": 30,
    },
    "Disputed": {"entry": 14, "event": 40, "what": 12, "value": 16, "quote": 70, "source": 34, "line": 7, "page": 7},
    "Sources": {
        "path": 40, "title": 50, "publisher": 22, "published": 12, "date rests on": 13, "language": 9, "link": 40,
        "edited": 24, "sha256": 66, "id": 14,
    },
}  # fmt: skip


def write_xlsx(view: View, stream: BinaryIO, options: Options) -> Written:
    """Filters on every column, the header frozen, links to the web only. No text of a source is ever a formula."""
    sources = Sources(view.documents)
    told = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with _whole(stream) as file, xlsxwriter.Workbook(file, told) as workbook:
        workbook.set_properties(
            {"title": "Chronology", "comments": f"made by idlibtl {__version__}", "created": _CREATED}
        )
        missing: Counter[str] = Counter()
        entries, quotes, disputed, read = (
            _Sheet(workbook, name, columns, missing) for name, columns in _SHEETS.items()
        )
        written = 0
        for entry in view.entries:
            written += 1
            entries.row(_entry(entry, sources))
            for row in _quotes(entry, sources):
                quotes.row(row)
            for row in _disputed(entry, sources):
                disputed.row(row)
        for document in view.documents:
            read.row(_source(document))
        for sheet in (entries, quotes, disputed, read):
            sheet.close()
    return Written(written, tuple(f"{what}: {count}" for what, count in missing.items()))


@contextmanager
def _whole(stream: BinaryIO) -> Iterator[IO[bytes]]:
    """A file that can be sought in, copied to the stream at the end: into a pipe a zip would have other bytes."""
    with SpooledTemporaryFile(_HELD) as file:
        yield file
        file.seek(0)
        copyfileobj(file, stream)


class _Link(str):
    """An address of the web, which is to be one in the workbook too."""


class _Sheet:
    """A sheet that is written from above to below; what it can't hold is counted in ``missing``."""

    def __init__(self, workbook: Any, name: str, columns: dict[str, int], missing: Counter[str]) -> None:
        self._sheet = workbook.add_worksheet(name)
        self._name, self._missing, self._width = name, missing, len(columns)
        self._head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F4"})
        self._plain = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._date = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self._links = 0
        self._rows = 0
        for number, (column, width) in enumerate(columns.items()):
            self._sheet.set_column(number, number, width)
            self._sheet.write_string(0, number, column, self._head)
        self._sheet.freeze_panes(1, 0)

    def row(self, cells: Iterable[object]) -> None:
        if self._rows + 1 >= _MOST_ROWS:
            self._missing[f"rows more than the sheet {self._name} can hold"] += 1
            return
        self._rows += 1
        for column, value in enumerate(cells):
            self._cell(column, value)

    def close(self) -> None:
        self._sheet.autofilter(0, 0, self._rows, self._width - 1)

    def _cell(self, column: int, value: object) -> None:
        place = self._rows, column
        if value is None or value == "":
            return
        if isinstance(value, date):
            self._sheet.write_datetime(*place, datetime(*value.timetuple()[:3]), self._date)
        elif isinstance(value, int):
            self._sheet.write_number(*place, value, self._plain)
        elif isinstance(value, _Link) and len(value) <= _LONGEST_LINK and self._links < _MOST_LINKS:
            self._links += 1
            self._sheet.write_url(*place, encoded_address(value), string=visible(value))
        else:
            if isinstance(value, _Link):
                self._missing[f"links of the sheet {self._name} told as text, too many or too long"] += 1
            text = visible(str(value), keep="\n\t")
            if len(text) > _LONGEST:
                self._missing[f"cells of the sheet {self._name} cut at {_LONGEST} characters"] += 1
                text = f"{text[: _LONGEST - 1]}…"
            self._sheet.write_string(*place, text, self._plain)


def _entry(entry: Entry, sources: Sources) -> Iterable[object]:
    link = entry.links[0]
    return (
        readable(entry.when), entry.when.edtf if entry.when else None, *_days(entry.when), entry.title, entry.kind,
        "; ".join(marks(entry)), len({each.document for each in entry.links}), entry.independent_sources,
        "; ".join(entry.actors), "; ".join(entry.places), link.quote, sources.place(link), _address(sources.url(link)),
        "; ".join(entry.tags), entry.note, "; ".join(edits(entry)), entry.id,
    )  # fmt: skip


def _days(when: Interval | None) -> tuple[date | None, date | None, str | None]:
    """First and last day and the clock time, as far as Excel has them."""
    if when is None:
        return None, None, None
    clock = when.granularity < Granularity.PART and when.begin
    last = when.end.plus(seconds=-1) if when.end else None
    return (
        _day(when.begin),
        _day(last),
        f"{when.begin.hour:02}:{when.begin.minute:02}" if clock and when.begin else None,
    )


def _day(moment: Moment | None) -> date | None:
    return date(*moment[:3]) if moment and _FIRST_YEAR <= moment.year <= 9999 else None


def _quotes(entry: Entry, sources: Sources) -> Iterable[Iterable[object]]:
    for mention, link in cited(entry):
        document = sources[link.document]
        yield (
            entry.id, entry.title, readable(mention.when), mention.basis, link.quote, mention.attributed_to,
            document.paths[0], link.line or None, link.page, document.publisher, _published(document),
            _address(sources.url(link)),
        )  # fmt: skip


def _disputed(entry: Entry, sources: Sources) -> Iterable[Iterable[object]]:
    for conflict in entry.conflicts:
        for claim in conflict.values:
            yield (
                entry.id, entry.title, conflict.what, claim.value, claim.quote, sources.path(claim),
                claim.line or None, claim.page,
            )  # fmt: skip


def _source(document: Document) -> Iterable[object]:
    return (
        "\n".join(document.paths), document.title, document.publisher, _published(document), document.published_basis,
        document.language, _address(document.url), "; ".join(source_edits(document)), document.sha256, document.id,
    )  # fmt: skip


def _published(document: Document) -> object:
    day = document.published
    return day if day is None or day.year >= _FIRST_YEAR else day.isoformat()


def _address(url: str | None) -> _Link | str | None:
    return _Link(url) if url is not None and is_web(url) else url
