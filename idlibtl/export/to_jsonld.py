"""JSON-LD: each entry a schema.org Event, each quote a Quotation about it, each source a CreativeWork.

https://schema.org/Event. The context is inline, so that nobody has to fetch one. The date in EDTF stands beside those
of schema.org, as a dcterms:date of the Library of Congress's datatype.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import TextIO
from urllib.parse import quote as percent_encoded

from idlibtl import __version__
from idlibtl.dates import Granularity, Interval, Moment
from idlibtl.dates_text import readable
from idlibtl.export.fragment import is_web
from idlibtl.export.to_csv import told
from idlibtl.export.to_json import instant
from idlibtl.export.view import Options, Sources, View, Written, cited, edits, left_out, marks, reported
from idlibtl.model import Document, Entry, Link, Mention
from idlibtl.safe_text import escape_surrogates

_CONTEXT = {
    "@vocab": "https://schema.org/",
    "idlibtl": None,
    "date": {"@id": "http://purl.org/dc/terms/date", "@type": "http://id.loc.gov/datatypes/edtf/EDTF"},
    "url": {"@type": "@id"},
}
Node = dict[str, object]


def write_jsonld(view: View, stream: TextIO, options: Options) -> Written:
    """One graph: the sources, then the events in order. What isn't known is not there."""
    sources = Sources(view.documents)
    context = json.dumps(_CONTEXT, indent=2).replace("\n", "\n  ")
    stream.write(f'{{\n  "idlibtl": "{__version__}",\n  "@context": {context},\n  "@graph": [')
    written = undated = spread = 0

    def events() -> Iterator[Node]:
        nonlocal written, undated, spread
        for entry in view.entries:
            written += 1
            node = _event(entry, sources)
            undated += entry.when is None
            spread += entry.when is not None and "startDate" not in node and "endDate" not in node
            yield node

    comma = ""
    for node in chain(map(_work, view.documents), events()):
        known = {name: value for name, value in node.items() if value not in (None, "", [])}
        told_ = json.dumps(known, ensure_ascii=False, indent=2).replace("\n", "\n    ")
        stream.write(f"{comma}\n    {escape_surrogates(told_)}")
        comma = ","
    stream.write("\n  ]\n}\n" if comma else "]\n}\n")
    missing = {
        "without a date: no startDate": undated,
        "of a time that isn't within one year: no startDate, but its EDTF": spread,
    }
    return Written(written, left_out(missing))


def _work(document: Document) -> Node:
    published = document.published_at or document.published
    return {
        "@id": _of_source(document.id),
        "@type": "CreativeWork",
        "name": document.title,
        "alternateName": list(document.paths),
        "url": _address(document.url),
        "publisher": {"@type": "Organization", "name": document.publisher} if document.publisher else None,
        "datePublished": published.isoformat() if published else None,
        "inLanguage": document.language,
        "identifier": {"@type": "PropertyValue", "propertyID": "sha256", "value": document.sha256}
        if document.sha256
        else None,
    }


def _event(entry: Entry, sources: Sources) -> Node:
    start, end = _dates(entry.when) if entry.when else (None, None)
    return {
        "@id": f"urn:idlibtl:entry:{percent_encoded(entry.id, safe='')}",
        "@type": "Event",
        "name": entry.title,
        "date": entry.when.edtf if entry.when else None,
        "startDate": start,
        "endDate": end,
        "additionalType": entry.kind,
        "description": "\n".join(_description(entry)),
        "keywords": list(entry.tags),
        "location": [{"@type": "Place", "name": place} for place in entry.places],
        "about": [{"@type": "Thing", "name": actor} for actor in entry.actors],
        "subjectOf": [_quotation(mention, link, sources) for mention, link in cited(entry)],
    }


def _dates(when: Interval) -> tuple[str | None, str | None]:
    """Start and end, of ISO 8601 and no more precise than what is known.

    What begins and ends on days that are known has both. What is some time within a span has the start that holds all
    of it: "2020" for a week of two months, none for one of two years.
    """
    begin, end = when.begin, when.end
    last = end.plus(seconds=-1) if end else None
    if when.granularity < Granularity.PART:
        return instant(when, begin), None
    if when.granularity is Granularity.SPAN and not when.edtf.startswith("["):
        return begin.isodate() if begin else None, last.isodate() if last else None
    return (_common(begin, last) if begin and last else None), None


def _common(first: Moment, last: Moment) -> str | None:
    """The day, month or year that holds both."""
    parts = zip(first.isodate().rsplit("-", 2), last.isodate().rsplit("-", 2), strict=True)
    held: list[str] = []
    for one, other in parts:
        if one != other:
            break
        held.append(one)
    return "-".join(held) or None


def _description(entry: Entry) -> Iterator[str]:
    """What schema.org has no terms for, in words."""
    yield "; ".join((readable(entry.when), *marks(entry), reported(entry)))
    for conflict in entry.conflicts:
        yield f"disputed, {told(conflict)}"
    if entry.note:
        yield f"note: {entry.note}"
    for words in edits(entry):
        yield f"edited by the owner: {words}"


def _quotation(mention: Mention, link: Link, sources: Sources) -> Node:
    found = {
        "@type": "Quotation",
        "text": link.quote,
        "isPartOf": {"@id": _of_source(link.document)},
        "position": sources.place(link, with_column=True),
        "url": _address(sources.url(link)),
        "creditText": f"according to {mention.attributed_to}" if mention.attributed_to else None,
    }
    return {name: value for name, value in found.items() if value}


def _of_source(ident: str) -> str:
    return f"urn:idlibtl:source:{percent_encoded(ident.encode('utf-8', 'replace'), safe='')}"


def _address(url: str | None) -> str | None:
    """As an IRI; none but one of the web."""
    if url is None or not is_web(url):
        return None
    return percent_encoded(url.encode("utf-8", "replace"), safe="%/:=&?~#+!$,;'@()*[]")
