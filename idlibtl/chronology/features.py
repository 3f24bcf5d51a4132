"""Features: what speaks for and against two mentions telling of one event, as a vector with names.

How much each weighs stands apart from them, in `merging.toml`, and is fitted by scripts/fit_merge.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from idlibtl.chronology.figures import tolls_differ
from idlibtl.chronology.traits import Gist, Traits
from idlibtl.chronology.weights import Weights, likeness
from idlibtl.dates import Granularity
from idlibtl.model import Quantity

Features = dict[str, float]
STRUCK = frozenset(
    {"=attack", "=death", "=capture"}
)  # kinds of event that are where they are; a deal names other places


def features(one: Traits, other: Traits, weight: Weights) -> Features:
    """The features of a pair, each from 0 to 1, without those that are 0. Which of the two is first is all the same."""
    found = features_told(one, other, weight)
    add_beside(found, one, other, weight)
    return found


def features_told(one: Traits, other: Traits, weight: Weights) -> Features:
    """The features of what is told: its words, figures and dates."""
    found = {"always": 1.0}
    _words(found, one, other, weight)
    _figures(found, one.mention, other.mention)
    _dates(found, one, other)
    return found


BESIDE = (("own report", "near"), ("story", "told in story"))  # what speaks for a pair in one report, in two


def add_beside(found: Features, one: Traits, other: Traits, weight: Weights) -> None:
    """Add the features of what the reports tell beside, and as what they tell it."""
    first, second = one.mention, other.mention
    if first.kind != second.kind:
        if "statement" in (first.kind, second.kind):
            found["one says"] = 1.0
    elif first.kind == "statement":
        found["both say"] = 1.0
    if first.document == second.document:
        found["own report"] = 1.0
        if one.story is other.story and one.place != other.place:
            found["near"] = 1 / abs(one.place - other.place)
    else:
        found["story"] = likeness(one.story, other.story, weight)
        found["told in story"] = (_told(one.terms, other.story, weight) + _told(other.terms, one.story, weight)) / 2


def _words(found: Features, one: Traits, other: Traits, weight: Weights) -> None:
    together = one.terms & other.terms
    if together:
        found["words"] = likeness(one.terms, other.terms, weight)
        found["rare words"] = _rarest(together, 3, weight)
    if one.names and other.names:
        if names := one.names & together:
            found["rare names"] = _rarest(names, 2, weight)
        else:
            found["other names"] = 1.0
    if one.events and other.events:
        if events := one.events & together:
            found["event"] = 1.0
            found["events"] = _overlap(events, one.events, other.events, weight)
        else:
            found["other event"] = 1.0
    if one.places and other.places:
        if places := one.places & other.places:
            found["place"] = _rarest(places, 1, weight)
        elif STRUCK.isdisjoint(one.events) and STRUCK.isdisjoint(other.events):
            found["other place of talks"] = 1.0
        else:
            found["other place"] = 1.0


def _overlap(together: frozenset[str], one: frozenset[str], other: frozenset[str], weight: Weights) -> float:
    """How much of what the one with less has the other has too."""
    return weight.length(together) / min(weight.length(one), weight.length(other))


def _rarest(terms: Iterable[str], count: int, weight: Weights) -> float:
    """How rare the rarest terms are, as a share of what as many that no other report uses would be."""
    rarities = sorted(map(weight.__getitem__, terms), reverse=True)
    return math.fsum(rarities[:count]) / count / weight.highest


def _figures(found: Features, one: Gist, other: Gist) -> None:
    """Figures for one thing: the same one tells the more, the larger it is; one that can't be right tells against."""
    if one.quantities and other.quantities:
        same = [
            min(1.0, math.log10(1 + _number(first)) / 2)
            for first in one.quantities
            for second in other.quantities
            if first.what == second.what and _number(first) == _number(second)
        ]
        if same:
            found["figures"] = max(same)
        if tolls_differ(one.quantities, other.quantities):
            found["other figures"] = 1.0


def _number(quantity: Quantity) -> float:
    return quantity.low if quantity.low is not None else quantity.high or 0


def _dates(found: Features, one: Traits, other: Traits) -> None:
    apart = not (one.doubted or other.doubted) and not one.when.overlaps(other.when.begin, other.when.end)
    if apart:
        found["a day apart"] = 1.0
    if one.clock and other.clock:
        if one.begin == other.begin:
            found["same time"] = 1.0
        elif not apart:
            found["other time"] = 1.0
    if one.days > 1 or other.days > 1:
        wider = max(one.when.granularity, other.when.granularity)
        wide = "week" if wider <= Granularity.WEEK else "month" if wider <= Granularity.MONTH else "year"
        found[f"same {wide}" if one.date == other.date else f"in the {wide}"] = 1.0
    if one.bare or other.bare:
        found["report's day"] = (one.bare + other.bare) / 2


def _told(terms: frozenset[str], story: frozenset[str], weight: Weights) -> float:
    """How much of what one tells stands in the story that the other belongs to."""
    whole = weight.length(terms)
    return weight.square(terms & story) / whole if whole else 0.0
