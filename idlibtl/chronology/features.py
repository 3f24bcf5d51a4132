"""Features: what speaks for and against two mentions telling of one event, as a vector with names.

How much each weighs stands apart from them, in `merging.toml`, and is fitted by scripts/fit_merge.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from idlibtl.chronology.figures import tolls_differ
from idlibtl.chronology.traits import Traits
from idlibtl.chronology.weights import Weights, likeness
from idlibtl.dates import Granularity
from idlibtl.model import Quantity

Features = dict[str, float]
STRUCK = frozenset(
    {"=attack", "=death", "=capture"}
)  # kinds of event that are where they are; a deal names other places


def features(one: Traits, other: Traits, weight: Weights) -> Features:
    """The features of a pair, each from 0 to 1. Which of the two comes first makes no difference."""
    return {
        "always": 1.0,
        **_words(one, other, weight),
        **_figures(one, other),
        **_dates(one, other),
        **_reports(one, other, weight),
    }


def _words(one: Traits, other: Traits, weight: Weights) -> Features:
    names, events, places = one.names & other.names, one.events & other.events, one.places & other.places
    elsewhere = bool(one.places and other.places and not places)
    struck = bool((one.events | other.events) & STRUCK)
    return {
        "words": likeness(one.terms, other.terms, weight),
        "rare words": _rarest(one.terms & other.terms, 3, weight),
        "rare names": _rarest(names, 2, weight),
        "other names": float(bool(one.names and other.names and not names)),
        "event": float(bool(events)),
        "events": _overlap(one.events, other.events, weight),
        "other event": float(bool(one.events and other.events and not events)),
        "place": _rarest(places, 1, weight),
        "other place": float(elsewhere and struck),
        "other place of talks": float(elsewhere and not struck),
    }


def _overlap(one: frozenset[str], other: frozenset[str], weight: Weights) -> float:
    """How much of what the one with less has the other has too."""
    smaller = min(weight.length(one), weight.length(other))
    return weight.square(one & other) / smaller if smaller else 0.0


def _rarest(terms: Iterable[str], count: int, weight: Weights) -> float:
    """How rare the rarest terms are, as a share of what as many that no other report uses would be."""
    return math.fsum(sorted((weight[each] for each in terms), reverse=True)[:count]) / count / weight.highest


def _figures(one: Traits, other: Traits) -> Features:
    """Figures for one thing: the same one tells the more, the larger it is; one that can't be right tells against."""
    same = [
        min(1.0, math.log10(1 + _number(first)) / 2)
        for first in one.mention.quantities
        for second in other.mention.quantities
        if first.what == second.what and _number(first) == _number(second)
    ]
    return {"figures": max(same, default=0.0), "other figures": float(tolls_differ(one.mention, other.mention))}


def _number(quantity: Quantity) -> float:
    return quantity.low if quantity.low is not None else quantity.high or 0


def _dates(one: Traits, other: Traits) -> Features:
    wider = max(one.when.granularity, other.when.granularity)
    wide = "week" if wider <= Granularity.WEEK else "month" if wider <= Granularity.MONTH else "year"
    apart = not one.when.overlaps(other.when.begin, other.when.end) and not (one.doubted or other.doubted)
    coarse = max(one.days, other.days) > 1
    same = one.date == other.date
    return {
        "a day apart": float(apart),
        "same time": float(one.clock and other.clock and one.begin == other.begin),
        "other time": float(one.clock and other.clock and one.begin != other.begin and not apart),
        **{f"same {unit}": float(coarse and same and wide == unit) for unit in ("week", "month", "year")},
        **{f"in the {unit}": float(coarse and not same and wide == unit) for unit in ("week", "month", "year")},
        "report's day": (one.bare + other.bare) / 2,
    }


def _reports(one: Traits, other: Traits, weight: Weights) -> Features:
    """What the reports tell beside, and as what they tell it."""
    kinds = {one.mention.kind, other.mention.kind}
    own = one.mention.document == other.mention.document
    steps = abs(one.place - other.place) if one.story is other.story else 0
    return {
        "one says": float(len(kinds) > 1 and "statement" in kinds),
        "both say": float(kinds == {"statement"}),
        "own report": float(own),
        "near": 1 / steps if steps else 0.0,
        "story": 0.0 if own else likeness(one.story, other.story, weight),
        "told in story": 0.0 if own else (_told(one, other, weight) + _told(other, one, weight)) / 2,
    }


def _told(one: Traits, other: Traits, weight: Weights) -> float:
    """How much of what one tells stands in the story that the other belongs to."""
    whole = weight.length(one.terms)
    return weight.square(one.terms & other.story) / whole if whole else 0.0
