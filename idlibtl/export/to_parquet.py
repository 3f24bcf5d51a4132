"""Parquet: a table with a row an entry, its mentions and conflicts nested in it, for pandas, Polars, DuckDB and R.

Texts are as they are in the sources, but for halves of characters, which Parquet can't hold.
"""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from idlibtl import __version__
from idlibtl.dates import Interval, Moment
from idlibtl.export.to_json import instant
from idlibtl.export.view import Options, Sources, View, Written, cited, edits
from idlibtl.model import Conflict, Development, Entry, Link, Mention

_ROWS = 1000  # of a row group
_TEXTS = pa.list_(pa.string())
_CLAIMS = pa.list_(
    pa.struct(
        {
            "what": pa.string(),
            "values": pa.list_(
                pa.struct(
                    {
                        "value": pa.string(), "quote": pa.string(), "source": pa.string(), "path": pa.string(),
                        "line": pa.int32(), "page": pa.int32(),
                    }
                )
            ),
        }
    )
)  # fmt: skip
_MENTION = pa.struct(
    {
        "id": pa.string(), "edtf": pa.string(), "basis": pa.string(), "kind": pa.string(), "title": pa.string(),
        "attributed_to": pa.string(), "actors": _TEXTS, "places": _TEXTS, "quote": pa.string(), "source": pa.string(),
        "path": pa.string(), "line": pa.int32(), "column": pa.int32(), "page": pa.int32(), "start": pa.int64(),
        "end": pa.int64(), "url": pa.string(), "source_title": pa.string(), "publisher": pa.string(),
        "published": pa.date32(), "published_basis": pa.string(), "sha256": pa.string(), "reasons": _TEXTS,
    }
)  # fmt: skip
SCHEMA = pa.schema(
    {
        "id": pa.string(), "edtf": pa.string(), "begin": pa.string(), "end": pa.string(), "first_day": pa.date32(),
        "last_day": pa.date32(), "precision": pa.string(), "mod": pa.string(), "zone_minutes": pa.int16(),
        "kind": pa.string(), "title": pa.string(), "faint": pa.bool_(), "actors": _TEXTS, "places": _TEXTS,
        "tags": _TEXTS, "note": pa.string(), "independent_sources": pa.int32(), "salience": pa.float64(),
        "edited": _TEXTS, "mentions": pa.list_(_MENTION), "conflicts": _CLAIMS, "developments": _CLAIMS,
    },
    {"idlibtl": __version__},
)  # fmt: skip


def write_parquet(view: View, stream: BinaryIO, options: Options) -> Written:
    """``first_day`` and ``last_day`` are null where open, unknown or outside the years 1 to 9999; ``edtf`` isn't."""
    sources = Sources(view.documents)
    entries = iter(view.entries)
    written = 0
    with parquet.ParquetWriter(stream, SCHEMA, compression="zstd") as writer:
        while rows := [_whole(_row(entry, sources)) for entry in islice(entries, _ROWS)]:
            writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
            written += len(rows)
    return Written(written)


def _row(entry: Entry, sources: Sources) -> dict[str, object]:
    return {
        **_when(entry.when),
        "id": entry.id,
        "kind": entry.kind,
        "title": entry.title,
        "faint": entry.faint,
        "actors": list(entry.actors),
        "places": list(entry.places),
        "tags": list(entry.tags),
        "note": entry.note,
        "independent_sources": entry.independent_sources,
        "salience": entry.salience,
        "edited": list(edits(entry)),
        "mentions": [_mention(mention, link, sources) for mention, link in cited(entry)],
        "conflicts": [_claims(each, sources) for each in entry.conflicts],
        "developments": [_claims(each, sources) for each in entry.developments],
    }


def _when(when: Interval | None) -> dict[str, object]:
    if when is None:
        return {}
    return {
        "edtf": when.edtf,
        "begin": instant(when, when.begin),
        "end": instant(when, when.end),
        "first_day": _day(when.begin),
        "last_day": _day(when.end.plus(seconds=-1) if when.end else None),
        "precision": when.granularity.name.lower(),
        "mod": when.mod,
        "zone_minutes": when.zone,
    }


def _day(moment: Moment | None) -> date | None:
    return date(*moment[:3]) if moment is not None and 1 <= moment.year <= 9999 else None


def _mention(mention: Mention, link: Link, sources: Sources) -> dict[str, object]:
    document = sources[link.document]
    return {
        "id": mention.id,
        "edtf": mention.when.edtf if mention.when else None,
        "basis": mention.basis,
        "kind": mention.kind,
        "title": mention.title,
        "attributed_to": mention.attributed_to,
        "actors": list(mention.actors),
        "places": list(mention.places),
        "quote": link.quote,
        "source": document.id,
        "path": document.paths[0],
        "line": link.line or None,
        "column": link.column or None,
        "page": link.page,
        "start": None if link.by_hand else link.start,
        "end": None if link.by_hand else link.end,
        "url": sources.url(link),
        "source_title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "published_basis": document.published_basis,
        "sha256": document.sha256 or None,
        "reasons": list(mention.reasons),
    }


def _claims(told: Conflict | Development, sources: Sources) -> dict[str, object]:
    values = [
        {
            "value": claim.value, "quote": claim.quote, "source": claim.document, "path": sources.path(claim),
            "line": claim.line or None, "page": claim.page,
        }
        for claim in told.values
    ]  # fmt: skip
    return {"what": told.what, "values": values}


def _whole(value: Any) -> Any:
    """Without halves of characters."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {name: _whole(each) for name, each in value.items()}
    return list(map(_whole, value)) if isinstance(value, list) else value
