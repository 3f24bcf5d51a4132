"""Reports: documents as the chronology sees them, without their texts.

Texts are compared by their shingles, runs of some words. Of a document's only those are kept that winnowing chooses
(Schleimer, Wilkerson and Aiken 2003): the least hash of every few, so that what two texts share is chosen in both.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from datetime import date, datetime

from idlibtl.chronology.wires import credited
from idlibtl.model import Document
from idlibtl.value import Value

RUN, WINDOW = 4, 4  # words of a shingle, and of how many shingles one is kept

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Report(Value):
    """What of a document counts for its entries; ``credit`` is the agency that it names, ``prints`` tell its text."""

    id: str
    path: str
    language: str
    published: date | None
    published_at: datetime | None
    prose: int
    credit: tuple[str, int] | None
    prints: frozenset[int]


def report(document: Document) -> Report:
    return Report(
        document.id,
        document.paths[0],
        document.language,
        document.published,
        document.published_at,
        document.prose,
        credited(document),
        fingerprints(document.text[document.prose :]),
    )


def fingerprints(text: str) -> frozenset[int]:
    """Winnowed hashes of a text's shingles. They are the same on every machine."""
    words = _WORD.findall(text.lower())
    hashes = [
        zlib.crc32(" ".join(words[first : first + RUN]).encode("utf-8", "replace"))
        for first in range(len(words) - RUN + 1)
    ]
    return frozenset(
        min(hashes[first : first + WINDOW]) for first in range(max(len(hashes) - WINDOW + 1, bool(hashes)))
    )
