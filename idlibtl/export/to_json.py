"""The chronology as JSON, exact to the character. The format is a contract: docs/export.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from idlibtl import __version__
from idlibtl.dates import Interval, Moment, zone_suffix
from idlibtl.export.fragment import text_link
from idlibtl.export.view import Options, View, Written, cited
from idlibtl.model import Document, Entry, Link, Mention, Problem
from idlibtl.safe_text import escape_surrogates

_CONTEXT = 32


def write_json(view: View, stream: TextIO, options: Options) -> Written:
    """One object, written entry by entry. What could act on a terminal is escaped, all else is plain UTF-8."""
    stream.write(f'{{\n  "idlibtl": {json.dumps(__version__)},\n')
    _write_list(stream, "sources", map(source_object, view.documents), ",")
    written = _write_list(stream, "entries", map(entry_object, view.entries), ",")
    _write_list(stream, "problems", map(_problem, view.problems), "")
    stream.write("}\n")
    return Written(written)


def _write_list(stream: TextIO, name: str, items: Iterable[dict[str, object]], comma: str) -> int:
    written = 0
    stream.write(f'  "{name}": [')
    for text in _texts(items):
        stream.write((",\n    " if written else "\n    ") + text)
        written += 1
    stream.write(f"{chr(10) + '  ' if written else ''}]{comma}\n")
    return written


def _texts(items: Iterable[dict[str, object]]) -> Iterator[str]:
    for item in items:
        text = json.dumps(item, ensure_ascii=False, indent=2).replace("\n", "\n    ")
        yield escape_surrogates(text)


def source_object(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "path": document.paths[0],
        "paths": document.paths,
        "url": document.url,
        "title": document.title,
        "publisher": document.publisher,
        "language": document.language,
        "published": document.published.isoformat() if document.published else None,
        "published_at": document.published_at.isoformat() if document.published_at else None,
        "published_basis": document.published_basis,
        "sha256": document.sha256 or None,
        "edited": dict(document.edited),
    }


def entry_object(entry: Entry) -> dict[str, Any]:
    when = entry.when
    return {
        "id": entry.id,
        "date": when.edtf if when else None,
        "begin": instant(when, when.begin) if when else None,
        "end": instant(when, when.end) if when else None,
        "mod": when.mod if when else None,
        "kind": entry.kind,
        "title": entry.title,
        "actors": entry.actors,
        "places": entry.places,
        "independent_sources": entry.independent_sources,
        "voices": [{"sources": voice.sources, "wire": voice.wire} for voice in entry.voices],
        "sources": [_mention(mention, link) for mention, link in cited(entry)],
        "conflicts": [
            {
                "what": conflict.what,
                "values": [
                    {"value": claim.value, "source": claim.document, "quote": claim.quote} for claim in conflict.values
                ],
            }
            for conflict in entry.conflicts
        ],
        "tags": entry.tags,
        "note": entry.note,
        "edited": dict(entry.edited),
    }


def _mention(mention: Mention, link: Link) -> dict[str, object]:
    return {
        "source": link.document,
        "date": mention.when.edtf if mention.when else None,
        "basis": mention.basis,
        "attributed_to": mention.attributed_to,
        "line": None if link.by_hand else link.line,
        "column": None if link.by_hand else link.column,
        "page": link.page,
        "start": None if link.by_hand else link.start,
        "end": None if link.by_hand else link.end,
        "quote": link.quote,
        "prefix": link.prefix[-_CONTEXT:],
        "suffix": link.suffix[:_CONTEXT],
        "url": text_link(link.url, link.quote, link.prefix, link.suffix),
        "selector": _selectors(link),
    }


def _selectors(link: Link) -> list[dict[str, object]]:
    """How the quote is found again, as the W3C's Web Annotation Data Model has it; one added by hand has no place."""
    found: list[dict[str, object]] = []
    if link.quote:
        prefix, suffix = link.prefix[-_CONTEXT:], link.suffix[:_CONTEXT]
        found.append({"type": "TextQuoteSelector", "exact": link.quote, "prefix": prefix, "suffix": suffix})
    if link.end:
        found.append({"type": "TextPositionSelector", "start": link.start, "end": link.end})
    return found


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "path": problem.path,
        "line": problem.line,
        "level": problem.level,
        "code": problem.code,
        "message": problem.message,
    }


def instant(when: Interval, moment: Moment | None) -> str | None:
    """One end of an interval in ISO 8601, with its zone where one is known."""
    return moment.isoformat() + zone_suffix(when.zone) if moment else None
