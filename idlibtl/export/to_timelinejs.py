"""TimelineJS 3 (Knight Lab): slides, as its JSON and as the columns of its spreadsheet.

https://timeline.knightlab.com/docs/json-format.html. It takes the texts of slides for HTML.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TextIO

from idlibtl import __version__
from idlibtl.dates import Granularity, Interval, Moment
from idlibtl.dates_text import anchor, readable
from idlibtl.export.to_csv import as_cell
from idlibtl.export.view import Options, Sources, View, Written, cited, edits, left_out, marks, reported
from idlibtl.model import Conflict, Development, Entry, Link
from idlibtl.safe_text import escape_surrogates, one_line

COLUMNS = (
    "Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time", "Display Date", "Headline", "Text",
    "Media", "Media Credit", "Media Caption", "Media Thumbnail", "Type", "Group", "Background",
)  # fmt: skip
_OURS = f"Chronology made by idlibtl {__version__}"  # what tells it from a table of reports


@dataclass(frozen=True, slots=True)
class _Slide:
    """``start`` and ``end``, the last day of what is longer than one, are named as in the JSON; texts are HTML."""

    ident: str
    start: dict[str, int]
    end: dict[str, int]
    shown: str
    headline: str
    text: str
    group: str


def write_timelinejs(view: View, stream: TextIO, options: Options) -> Written:
    """One object with a slide for each entry that has a date."""
    slides = _Slides(view)
    stream.write(f'{{\n  "idlibtl": "{__version__}",\n  "scale": "human",\n  "events": [')
    for number, slide in enumerate(slides):
        event: dict[str, object] = {"unique_id": f"e{slide.ident}", "start_date": slide.start}
        if slide.end:
            event["end_date"] = slide.end
        event |= {
            "display_date": slide.shown,
            "text": {"headline": slide.headline, "text": slide.text},
            "group": slide.group,
        }
        told = json.dumps(event, ensure_ascii=False, indent=2).replace("\n", "\n    ")
        stream.write((",\n    " if number else "\n    ") + escape_surrogates(told))
    stream.write("\n  ]\n}\n" if slides.written else "]\n}\n")
    return slides.told()


def write_timelinejs_csv(view: View, stream: TextIO, options: Options) -> Written:
    """The rows that its spreadsheet template has, a title slide first."""
    slides = _Slides(view)
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerow([*[""] * 9, "Chronology", _OURS, *[""] * 4, "title", "", ""])
    for slide in slides:
        table.writerow([*_columns(slide.start), *_columns(slide.end), *map(as_cell, (
            slide.shown, slide.headline, slide.text, "", "", "", "", "", slide.group, "",
        ))])  # fmt: skip
    return slides.told()


def _columns(parts: dict[str, int]) -> list[object]:
    clock = [f"{parts[unit]:02}" for unit in ("hour", "minute", "second") if unit in parts]
    return [*(parts.get(unit, "") for unit in ("year", "month", "day")), ":".join(clock)]


class _Slides:
    """The slides of a view, once; ``written`` counts them."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.written = self._undated = 0

    def __iter__(self) -> Iterator[_Slide]:
        sources = Sources(self._view.documents)
        for entry in self._view.entries:
            if entry.when is None:
                self._undated += 1
                continue
            self.written += 1
            yield _slide(entry, entry.when, sources)

    def told(self) -> Written:
        return Written(self.written, left_out({"without a date": self._undated}))


def _slide(entry: Entry, when: Interval, sources: Sources) -> _Slide:
    start, end = _span(when)
    return _Slide(
        re.sub(r"\W", "", entry.id), start, end, one_line(readable(when)), _html(entry.title),
        "".join(_text(entry, sources)), one_line(entry.kind),
    )  # fmt: skip


def _span(when: Interval) -> tuple[dict[str, int], dict[str, int]]:
    """Begin and end in the parts that are known. TimelineJS draws a month that has no end as a point."""
    first = anchor(when)
    match when.granularity:
        case Granularity.SECOND:
            return _parts(first, 6), {}
        case Granularity.MINUTE | Granularity.HOUR:
            return _parts(first, 5), {}
        case Granularity.PART | Granularity.DAY:
            return _parts(first, 3), {}
        case _ if when.begin is None or when.end is None:
            return _parts(first, 3), {}
        case Granularity.MONTH:
            known = 2
        case Granularity.YEAR | Granularity.DECADE | Granularity.CENTURY:
            known = 1
        case _:
            known = 3
    last = when.end.plus(seconds=-1)
    return _parts(first, known), _parts(last, 3) if last.midnight != first.midnight else {}


def _parts(moment: Moment, known: int) -> dict[str, int]:
    return dict(list(moment._asdict().items())[:known])


def _text(entry: Entry, sources: Sources) -> Iterator[str]:
    facts = [*marks(entry), reported(entry), *entry.places, *(f"#{tag}" for tag in entry.tags)]
    yield f"<p>{_html(' · '.join(facts))}</p>"
    if entry.note:
        yield f"<p><b>Note:</b> {_html(entry.note)}</p>"
    for words in edits(entry):
        yield f"<p><b>Edited by the owner:</b> {_html(words)}</p>"
    for mention, link in cited(entry):
        if link.quote:
            yield f"<blockquote>{_html(link.quote)}</blockquote>"
        according = f", according to {_html(mention.attributed_to)}" if mention.attributed_to else ""
        yield f"<p>— {_citation(link, sources)}{according}</p>"
    for conflict in entry.conflicts:
        yield _values("Disputed", conflict, sources)
    for development in entry.developments:
        yield _values("Developed", development, sources)


def _citation(link: Link, sources: Sources) -> str:
    place = _html(sources.place(link))
    publisher = sources[link.document].publisher
    named = f"{_html(publisher)}, {place}" if publisher else place
    address = sources.url(link)
    return f'<a href="{escape(one_line(address))}">{named}</a>' if address else named


def _values(heading: str, told: Conflict | Development, sources: Sources) -> str:
    values = "; ".join(f"{claim.value} ({sources.place(claim)})" for claim in told.values)
    return f"<p><b>{heading}, {_html(told.what)}:</b> {_html(values)}</p>"


def _html(text: str) -> str:
    return escape(one_line(text))
