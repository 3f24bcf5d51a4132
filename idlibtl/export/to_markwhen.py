"""Markwhen: a timeline as text that people edit. https://docs.markwhen.com

Its dates are those of EDTF as far as it goes: days, months, years and spans of them. Clock times are moments in UTC.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from idlibtl import __version__
from idlibtl.dates import Granularity, Interval
from idlibtl.dates_text import anchor, readable
from idlibtl.export.to_markdown import encoded_address, escaped
from idlibtl.export.view import Options, Sources, View, Written, cited, edits, left_out, marks, reported
from idlibtl.model import Conflict, Development, Entry, Link
from idlibtl.safe_text import escape_surrogates, one_line

_NO_TAG = re.compile(r"\W+")


def write_markwhen(view: View, stream: TextIO, options: Options) -> Written:
    """An event for each entry with a date that Markwhen can tell; in its properties the date as it is."""
    stream.write(f"---\ntitle: Chronology\ndescription: made by idlibtl {__version__}\ntimezone: UTC\n---\n")
    sources = Sources(view.documents)
    written = 0
    missing: Counter[str] = Counter()
    for entry in view.entries:
        date = _date(entry.when) if entry.when else None
        if entry.when is None or date is None:
            missing["without a date" if entry.when is None else "before the year 1"] += 1
            continue
        written += 1
        stream.write("\n" + "\n".join((f"{date}: {_text(entry.title)}{_tags(entry)}", *_lines(entry, sources))) + "\n")
        if entry.when.begin is None or entry.when.end is None:
            missing["with an open end, put at the other; the property “date” says it"] += 1
    return Written(written, left_out(missing))


def _date(when: Interval) -> str | None:
    """None for what Markwhen can't tell: of the years before 1 it knows only whole ones."""
    first = anchor(when)
    if first.year < 1:
        return f"{1 - first.year} BC" if when.granularity is Granularity.YEAR else None
    if when.granularity < Granularity.PART:
        assert when.begin is not None and when.end is not None  # noqa: PT018
        begin, end = (moment.plus(minutes=-(when.zone or 0)) for moment in (when.begin, when.end))
        return f"{begin.isoformat()}Z-{end.isoformat()}Z"
    if when.begin is None or when.end is None:
        return first.isodate()
    last = when.end.plus(seconds=-1)
    if when.granularity is Granularity.YEAR:
        return first.isodate()[:4]
    if when.granularity is Granularity.MONTH:
        return first.isodate()[:7]
    one, other = first.isodate(), last.isodate()
    return one if one == other or when.granularity is Granularity.PART else f"{one}/{other}"


def _tags(entry: Entry) -> str:
    """Kind, marks and the owner's tags, as far as Markwhen's tags may be called so."""
    names = dict.fromkeys(_NO_TAG.sub("_", name).strip("_") for name in (entry.kind, *marks(entry), *entry.tags))
    return "".join(f" #{name}" for name in names if name and not name.isdigit())


def _lines(entry: Entry, sources: Sources) -> Iterator[str]:
    assert entry.when is not None
    yield f"id: {_NO_TAG.sub('', entry.id)}"
    yield f"date: {json.dumps(readable(entry.when))}"
    yield f"edtf: {json.dumps(entry.when.edtf)}"
    facts = (reported(entry), *entry.places)
    yield f"> {_text(' · '.join(facts))}"
    if entry.note:
        yield f"> Note: {_text(entry.note)}"
    for words in edits(entry):
        yield f"> Edited by the owner: {_text(words)}"
    for mention, link in cited(entry):
        according = f", according to {_text(mention.attributed_to)}" if mention.attributed_to else ""
        quote = f"“{_text(link.quote)}” — " if link.quote else ""
        yield f"> {quote}{_citation(link, sources)}{according}"
    for conflict in entry.conflicts:
        yield _values("Disputed", conflict, sources)
    for development in entry.developments:
        yield _values("Developed", development, sources)


def _citation(link: Link, sources: Sources) -> str:
    place = _text(sources.place(link))
    address = sources.url(link)
    return f"[{place}]({encoded_address(address)})" if address else place


def _values(heading: str, told: Conflict | Development, sources: Sources) -> str:
    values = "; ".join(f"{claim.value} ({sources.place(claim)})" for claim in told.values)
    return f"> {heading}, {_text(told.what)}: {_text(values)}"


def _text(text: str) -> str:
    """On one line; neither Markwhen nor the Markdown in it acts."""
    return escape_surrogates(escaped(one_line(text)).replace("#", r"\#"))
