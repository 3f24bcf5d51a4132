"""Timesketch: JSON lines with a message, a moment, and what the moment is of.

https://timesketch.org/guides/user/import-from-json-csv/. It knows moments only. An entry of a day, or of a clock time,
is one event; one of a longer time is two, at its beginning and its end.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from idlibtl import __version__
from idlibtl.dates import Granularity, Interval, Moment
from idlibtl.dates_text import readable
from idlibtl.export.to_csv import told
from idlibtl.export.view import Options, Sources, View, Written, cited, edits, left_out, marks
from idlibtl.model import Entry
from idlibtl.safe_text import escape_surrogates

_EARLIEST, _LATEST = Moment(1678), Moment(2262)  # what its importer's clock of nanoseconds can hold


def write_timesketch(view: View, stream: TextIO, options: Options) -> Written:
    """A line for each moment. One without a zone, as midnight of a day, is told as if of UTC: ``zone`` says so."""
    sources = Sources(view.documents)
    written = 0
    missing: Counter[str] = Counter()
    for entry in view.entries:
        if entry.when is None:
            missing["without a date"] += 1
            continue
        moments = [each for each in _moments(entry.when) if _EARLIEST <= each[0] < _LATEST]
        if not moments:
            missing["before 1678 or after 2261"] += 1
            continue
        written += 1
        about = _about(entry, entry.when, sources)
        for moment, what in moments:
            line = {
                "idlibtl": __version__,
                "message": entry.title,
                "datetime": f"{moment.isoformat()}+00:00",
                "timestamp_desc": what,
                **about,
            }
            stream.write(escape_surrogates(json.dumps(line, ensure_ascii=False)) + "\n")
    return Written(written, left_out(missing))


def _moments(when: Interval) -> Iterator[tuple[Moment, str]]:
    """In UTC where the zone is known."""
    begin, end = (moment.plus(minutes=-(when.zone or 0)) if moment else None for moment in (when.begin, when.end))
    if begin is not None and end is not None:
        if when.granularity < Granularity.PART:
            yield begin, "Event"
            return
        if when.granularity is Granularity.DAY:
            yield begin, "Day of the event"
            return
    lasts = when.granularity is Granularity.SPAN and not when.edtf.startswith("[")
    if begin is not None:
        yield begin, "Event begins" if lasts else "Event not before"
    if end is not None:
        yield end.plus(seconds=-1), "Event ends" if lasts and begin is not None else "Event not after"


def _about(entry: Entry, when: Interval, sources: Sources) -> dict[str, object]:
    """All else as attributes. Lists are text: Timesketch sorts and searches by it."""
    mentions = cited(entry)
    speakers = dict.fromkeys(mention.attributed_to for mention, _ in mentions if mention.attributed_to)
    return {
        "idlibtl_id": entry.id,
        "edtf": when.edtf,
        "date": readable(when),
        "precision": when.granularity.name.lower(),
        "zone": "unknown" if when.zone is None else "known",
        "kind": entry.kind,
        "marks": _list(marks(entry)),
        "actors": _list(entry.actors),
        "places": _list(entry.places),
        "tag": list(entry.tags),
        "note": entry.note or "",
        "edited": _list(edits(entry)),
        "independent_sources": entry.independent_sources,
        "conflicts": _list(map(told, entry.conflicts)),
        "quote": "\n".join(link.quote for _, link in mentions),
        "source": "\n".join(sources.place(link) for _, link in mentions),
        "attributed_to": _list(speakers),
        "url": "\n".join(url for url in dict.fromkeys(sources.url(link) for _, link in mentions) if url),
    }


def _list(values: Iterable[str]) -> str:
    return "; ".join(values)
