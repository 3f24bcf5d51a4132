"""The tagger's own records: JSON lines in and out, as the temporal taggers' corpora have them.

In: ``{"id", "text", "dct"?, "lang"?}``; ``dct`` (document creation time, ISO 8601) and ``lang`` are used as they are.
Out: ``{"id", "dct", "lang", "timexes": [{"start", "end", "text", "type", "value", "mod"?, "functionInDocument"?}]}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from idlibtl.languages import DEFAULT, available
from idlibtl.model import Problem, Register, Timex
from idlibtl.read import dateline_spans, settle
from idlibtl.safe_text import joined
from idlibtl.tag import tag


@dataclass(frozen=True, slots=True)
class Record:
    """One text to tag. ``dct`` or ``register`` None: the text itself is asked for it."""

    id: str
    text: str
    dct: date | datetime | None = None
    language: str = DEFAULT
    inferred: bool = False
    start: int = 0
    register: Register | None = None


def records(lines: Iterable[str], path: str) -> Iterator[Record | Problem]:
    """The records of JSON lines; a line that is none is a Problem, and the rest goes on."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _record(json.loads(line), f"{path}:{number}")
        except (ValueError, TypeError, RecursionError) as error:
            message = f"not a record {{id, text, dct?, lang?}}: {error}; the line was skipped"
            yield Problem(path, "record", message, line=number)


def _record(raw: Any, place: str) -> Record:
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise TypeError("it has no text")
    language = raw.get("lang") or DEFAULT
    if language not in available():
        raise ValueError(f"no rules for the language {language!r} (known: {', '.join(available())})")
    name = place if raw.get("id") is None else str(raw["id"])
    return Record(joined(name), joined(raw["text"]), _dct(raw.get("dct")), language)


def _dct(value: object) -> date | datetime | None:
    if not value:
        return None
    if not isinstance(value, str):
        raise TypeError("dct is no text")
    try:
        if len(value) <= 10:
            return date.fromisoformat(value)
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        raise ValueError(f"dct is no ISO 8601 date: {value!r}") from None


def timexes(record: Record) -> tuple[date | datetime | None, tuple[Timex, ...]]:
    """The publication date that a record was read with, and its temporal expressions."""
    published, inferred = record.dct, record.inferred
    if published is None:
        publication = settle(record.text, start=record.start)
        published, inferred = publication.at or publication.published, publication.basis == "inferred"
    return published, tag(
        record.text,
        published=published,
        inferred=inferred,
        language=record.language,
        register=record.register,
        datelines=dateline_spans(record.text, record.start),
        start=record.start,
    )


def tagged(record: Record) -> dict[str, Any]:
    """A record's timexes, ready for JSON."""
    published, found = timexes(record)
    dct = published.isoformat() if published else None
    return {"id": record.id, "dct": dct, "lang": record.language, "timexes": [_plain(timex) for timex in found]}


def _plain(timex: Timex) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "start": timex.start,
        "end": timex.end,
        "text": timex.text,
        "type": timex.type,
        "value": timex.value,
    }
    if timex.mod:
        plain["mod"] = timex.mod
    if timex.function:
        plain["functionInDocument"] = timex.function
    return plain
