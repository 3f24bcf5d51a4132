"""The formats of tagged texts: one function a format, in one table."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from idlibtl.safe_text import escape_surrogates
from idlibtl.tag.records import Record, tagged, timexes
from idlibtl.tag.timeml import document

Writer = Callable[[Record], str]


@dataclass(frozen=True, slots=True)
class Format:
    """``write`` gives a record with its timexes as text. ``suffix``: each record is a file, whose name ends so."""

    write: Writer
    suffix: str | None = None


def jsonl(record: Record) -> str:
    """One JSON line."""
    return escape_surrogates(json.dumps(tagged(record), ensure_ascii=False)) + "\n"


def timeml(record: Record) -> str:
    """One XML document."""
    published, found = timexes(record)
    return document(record.id, record.text, published, found)


FORMATS = {
    "jsonl": Format(jsonl),
    "timeml": Format(timeml, ".tml"),
}
