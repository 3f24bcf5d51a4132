"""Where the sources of one entry disagree: figures that can't both be right, and dates that can't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from idlibtl.model import Claim, Conflict, Document, Mention, Quantity


def conflicts(mentions: Sequence[Mention], documents: Mapping[str, Document]) -> tuple[Conflict, ...]:
    """The conflicts among the mentions of one event, each with all the values that were given for the thing."""
    return (*_figures(mentions, documents), *_dates(mentions, documents))


def _figures(mentions: Sequence[Mention], documents: Mapping[str, Document]) -> list[Conflict]:
    counted: dict[str, list[tuple[Quantity, Mention]]] = {}
    for mention in mentions:
        for quantity in mention.quantities:
            counted.setdefault(quantity.what, []).append((quantity, mention))
    found = []
    for what, told in sorted(counted.items()):
        clash = any(
            one.document != other.document and not agree(first, second)
            for (first, one), (second, other) in combinations(told, 2)
        )
        if clash:
            found.append(Conflict(what, _claims([(q.value, m) for q, m in told], documents)))
    return found


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether one number can be what both mean: "over 30" and 33 can."""
    low = max(q.low if q.low is not None else float("-inf") for q in (one, other))
    high = min(q.high if q.high is not None else float("inf") for q in (one, other))
    return low <= high


def _dates(mentions: Sequence[Mention], documents: Mapping[str, Document]) -> list[Conflict]:
    """Dates to the day that differ between documents, though the mentions were taken for one event."""
    told = [(m.when.edtf.split("T")[0].rstrip("?"), m) for m in mentions if m.when is not None and m.when.days() == 1]
    clash = any(
        one.document != other.document and first != second for (first, one), (second, other) in combinations(told, 2)
    )
    return [Conflict("date", _claims(told, documents))] if clash else []


def _claims(told: Sequence[tuple[str, Mention]], documents: Mapping[str, Document]) -> tuple[Claim, ...]:
    """One claim a value, from the first mention that makes it."""
    claims: dict[str, Claim] = {}
    for value, mention in told:
        quote = documents[mention.document].text[mention.start : mention.end]
        claims.setdefault(value, Claim(value, mention.id, mention.document, quote))
    return tuple(claims.values())
