"""Salience: how much an entry weighs, so that the weightiest of thousands can be picked.

    salience = kind x precision x (the sum, over its voices, of the most that a mention of that voice weighs)
    a mention  = place in the report x basis of the date

Every factor is at most 1, so that the number reads as "so many independent reports, each of what occurred on a known
day, told in the lead".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from idlibtl.dates import Granularity
from idlibtl.model import Basis, Entry, Kind, Mention

KIND: Mapping[Kind, float] = {
    "occurred": 1.0, "ongoing": 0.9, "planned": 0.7, "denied": 0.6, "statement": 0.5, "hypothetical": 0.2,
}  # fmt: skip
BASIS: Mapping[Basis, float] = {"stated": 1.0, "relative": 1.0, "published": 0.8, "inferred": 0.7}
# The coarsest dates that weigh so; undated is as the last.
PRECISION = (
    (Granularity.DAY, 1.0),
    (Granularity.WEEK, 0.8),
    (Granularity.MONTH, 0.6),
    (Granularity.HALF, 0.45),
    (Granularity.YEAR, 0.3),
    (Granularity.SPAN, 0.2),
)
LEAD = 600  # characters, some hundred words: there a mention weighs half of what it could lose
BACKGROUND = 0.3  # what is told at the end of a long report


class HasProse(Protocol):
    """A document, as far as it matters here."""

    @property
    def prose(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Salience:
    """The factors of an entry's salience; ``voices`` has one for each, in their order."""

    kind: float
    precision: float
    voices: tuple[float, ...]

    @property
    def total(self) -> float:
        return round(self.kind * self.precision * math.fsum(self.voices), 4)


def salience(entry: Entry, documents: Mapping[str, HasProse]) -> Salience:
    """How much an entry weighs, from its own words and their places in the documents alone."""
    most: dict[str, float] = {}
    for mention in entry.mentions:
        weight = BASIS[mention.basis] * _place(mention, documents[mention.document])
        most[mention.document] = max(weight, most.get(mention.document, 0.0))
    voices = tuple(round(max(most[source] for source in voice.sources), 4) for voice in entry.voices)
    return Salience(KIND[entry.kind], _precision(entry), voices)


def _place(mention: Mention, document: HasProse) -> float:
    """1 at the beginning of the prose, falling to ``BACKGROUND``."""
    distance = max(0, mention.start - document.prose)
    return BACKGROUND + (1 - BACKGROUND) * LEAD / (LEAD + distance)


def _precision(entry: Entry) -> float:
    granularity = entry.when.granularity if entry.when else Granularity.SPAN
    return next(weight for coarsest, weight in PRECISION if granularity <= coarsest)
