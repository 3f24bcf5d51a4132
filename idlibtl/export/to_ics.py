"""iCalendar (RFC 5545): an all-day event for each entry, a span for one of a longer time.

The date as it is stands in ``X-IDLIBTL-EDTF``. ``DTSTAMP``, which every event has to have, is the latest publication
date of its sources, so that the same chronology gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from icalendar import Calendar, Event

from idlibtl import __version__
from idlibtl.dates import Granularity, Interval, Moment
from idlibtl.dates_text import anchor, readable
from idlibtl.export.to_csv import told
from idlibtl.export.to_markdown import encoded_address
from idlibtl.export.view import Options, Sources, View, Written, cited, edits, left_out, marks, reported
from idlibtl.model import Entry
from idlibtl.safe_text import one_line, visible

_UNKNOWN = date(1970, 1, 1)


def write_ics(view: View, stream: BinaryIO, options: Options) -> Written:
    """Written event by event. A clock time whose zone isn't known floats: it is that of whoever looks."""
    sources = Sources(view.documents)
    calendar = Calendar()
    calendar.add("prodid", f"-//idlibtl//idlibtl {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "Chronology")
    head, end = calendar.to_ical().split(b"END:VCALENDAR")
    stream.write(head)
    written = 0
    missing: Counter[str] = Counter()
    for entry in view.entries:
        if entry.when is None:
            missing["without a date"] += 1
            continue
        try:
            times = _times(entry.when)
        except ValueError:
            missing["outside the years 1 to 9999"] += 1
            continue
        written += 1
        if entry.when.begin is None or entry.when.end is None:
            missing["with an open end, put at the other"] += 1
        stream.write(_event(entry, entry.when, times, sources).to_ical())
    stream.write(b"END:VCALENDAR" + end)
    return Written(written, left_out(missing))


def _times(when: Interval) -> dict[str, date | datetime]:
    """``DTSTART`` and ``DTEND``, which isn't of it any more. Raises ValueError for a year that it can't hold."""
    if when.granularity < Granularity.PART and when.begin is not None and when.end is not None:
        return {"dtstart": _clock(when.begin, when.zone), "dtend": _clock(when.end, when.zone)}
    first = anchor(when)
    if when.begin is None or when.end is None or when.granularity in (Granularity.PART, Granularity.DAY):
        last = first
    else:
        last = when.end.plus(seconds=-1)
    return {"dtstart": _day(first), "dtend": _day(last.midnight.plus(days=1))}


def _day(moment: Moment) -> date:
    return date(*moment[:3])


def _clock(moment: Moment, zone: int | None) -> datetime:
    if zone is None:
        return datetime(*moment)
    return datetime(*moment.plus(minutes=-zone), tzinfo=UTC)


def _event(entry: Entry, when: Interval, times: dict[str, date | datetime], sources: Sources) -> Any:
    event = Event()
    event.add("uid", f"{one_line(entry.id)}@idlibtl")
    published = [sources[link.document].published for link in entry.links]
    stamp = max((day for day in published if day), default=_UNKNOWN)
    event.add("dtstamp", datetime(stamp.year, stamp.month, stamp.day, tzinfo=UTC))
    for name, value in times.items():
        event.add(name, value)
    event.add("summary", one_line(entry.title))
    event.add("description", "\n".join(_description(entry, when, sources)))
    event.add("transp", "TRANSPARENT")
    if entry.kind == "planned":
        event.add("status", "TENTATIVE")
    event.add("categories", [one_line(name) for name in dict.fromkeys((entry.kind, *marks(entry), *entry.tags))])
    if entry.places:
        event.add("location", one_line(", ".join(entry.places)))
    if address := next((url for link in entry.links if (url := sources.url(link))), None):
        event.add("url", encoded_address(address))
    event.add("x-idlibtl-edtf", when.edtf)
    event.add("x-idlibtl-sources", str(entry.independent_sources))
    return event


def _description(entry: Entry, when: Interval, sources: Sources) -> Iterator[str]:
    yield one_line(f"{readable(when)} · {reported(entry)}")
    if entry.note:
        yield f"Note: {visible(entry.note, keep=chr(10))}"
    for words in edits(entry):
        yield f"Edited by the owner: {one_line(words)}"
    for mention, link in cited(entry):
        according = f", according to {one_line(mention.attributed_to)}" if mention.attributed_to else ""
        quote = f"“{one_line(link.quote)}” — " if link.quote else ""
        yield f"{quote}{one_line(sources.place(link))}{according}"
    for conflict in entry.conflicts:
        yield f"Disputed, {one_line(told(conflict))}"
