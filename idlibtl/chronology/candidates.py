"""Candidates: which mentions are worth comparing, found through an index of words within compatible dates.

A mention stands in the index under its date, at one of four levels (day, week, month, year), and is looked for under
its own date, the days beside it and the wider dates that hold it; one whose date is doubted, under the same day of the
months around. However many mentions a date has, so many are read
from each list and so many are compared: the work grows with the mentions, not with their square.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest
from typing import TypeVar

from idlibtl.chronology.traits import Traits
from idlibtl.chronology.weights import Weights
from idlibtl.dates import Moment

Place = TypeVar("Place", int, tuple[int, str, int, int, int])

READ = 24  # mentions read of one word and date: those next to the one looked for, in the order of the documents' ids
WORDS = 16  # words of a mention that are looked up, the rarest first
COMPARED = 24  # mentions that share most with one, and are compared with it
_WEEK, _MONTH, _YEAR = 10, 100, 4000  # days up to which a date stands at a level
_APART = {("statement", "planned"), ("planned", "statement")}
_MISPRINT = 12  # months by which a misprinted month may be off
_ZONES = 6  # hours between the clocks of a place and of those who report on it


def candidates(told: Sequence[Traits], weight: Weights, of: Iterable[int] | None = None) -> Iterator[tuple[int, int]]:
    """Pairs of places in ``told``, each once and the smaller place first, whose dates are compatible.

    ``of``: the places for which others are looked for, if not for all.
    """
    seen: set[tuple[int, int]] = set()
    for _, pair in found_for(told, weight, range(len(told)) if of is None else of):
        if pair not in seen:
            seen.add(pair)
            yield pair


def found_for(told: Sequence[Traits], weight: Weights, of: Iterable[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    """The same, each with the place for which it was found: a pair may be found for both of its places."""
    index = _index(told)
    for place in of:
        one = told[place]
        words = sorted(one.terms, key=weight.rank)[:WORDS]
        shared = _sharing(place, looked_up(one), words, index, weight)
        best = nsmallest(COMPARED, [(-square, other) for other, square in shared.items()])
        for other in sorted([other for _, other in best]):
            if compatible(one, told[other]):
                yield place, (min(place, other), max(place, other))


def _sharing(
    place: int, dates: Sequence[str], words: Sequence[str], index: _Index, weight: Weights
) -> dict[int, float]:
    """Mentions that share words with the one at a place, and the weight of these."""
    found: dict[int, float] = {}
    for date in dates:
        lists = index.get(date)
        if lists is None:
            continue
        for word in words:
            if word in lists:
                square = weight[word] ** 2
                for other in nearest(lists[word], place):
                    found[other] = found.get(other, 0.0) + square
    found.pop(place, None)
    return found


def nearest(places: Sequence[Place], place: Place) -> Sequence[Place]:
    """Those of the places that are read for one of them: the nearest, if they are many."""
    if len(places) <= READ:
        return places
    first = min(max(0, bisect_left(places, place) - READ // 2), len(places) - READ)
    return places[first : first + READ]


_Index = dict[str, dict[str, list[int]]]


def _index(told: Sequence[Traits]) -> _Index:
    index: _Index = {}
    for place, one in enumerate(told):
        for key in stands_under(one):
            lists = index.setdefault(key, {})
            for word in one.terms:
                lists.setdefault(word, []).append(place)
    return index


def stands_under(one: Traits) -> tuple[str, ...]:
    """The keys of a date: its day, or the weeks, months or years that it touches."""
    return _standing(one.begin, one.end, one.days)


@lru_cache(maxsize=4096)
def _standing(begin: Moment, end: Moment, days: int) -> tuple[str, ...]:
    if days == 1:
        return (begin.isodate(),)
    unit = "week" if days <= _WEEK else "month" if days <= _MONTH else "year"
    return tuple(_units(begin, end, unit)) if days <= _YEAR else ("ages",)


def looked_up(one: Traits) -> tuple[str, ...]:
    """The keys of the dates that may be of the same event: its own, the days beside it, and those that hold it."""
    return _looked_up(one.begin, one.end, one.days, one.doubted)


@lru_cache(maxsize=4096)
def _looked_up(begin: Moment, end: Moment, days: int, doubted: bool) -> tuple[str, ...]:
    keys: list[str] = []
    if days == 1:
        keys = [begin.plus(days=step).isodate() for step in (-1, 0, 1)]
    for unit, longest in (("week", _WEEK), ("month", _MONTH), ("year", _YEAR)):
        if days <= longest:
            keys += _units(begin, end, unit)
    return (*keys, "ages", *(_months_beside(begin) if doubted and days == 1 else ()))


def _units(begin: Moment, end: Moment, unit: str) -> list[str]:
    found, moment = [], begin
    while moment < end:
        found.append(_key(moment, unit))
        moment = _following(moment, unit)
    return found


def _following(moment: Moment, unit: str) -> Moment:
    """The beginning of the next week, month or year."""
    if unit == "week":
        return moment.midnight.plus(days=7 - moment.weekday())
    first = Moment(moment.year, moment.month if unit == "month" else 1)
    return first.plus(**{f"{unit}s": 1})


def _key(moment: Moment, unit: str) -> str:
    if unit == "week":
        return "week {} {}".format(*moment.isoweek())
    return moment.isodate()[: -3 if unit == "month" else -6]


def _months_beside(begin: Moment) -> list[str]:
    """The same day of other months, up to a year away: what may have been meant where the month is a misprint."""
    day, month = begin.isodate()[-3:], Moment(begin.year, begin.month)
    beside = (month.plus(months=step) for step in range(-_MISPRINT, _MISPRINT + 1) if step)
    return [f"{_key(each, 'month')}{day}" for each in beside]


def compatible(one: Traits, other: Traits) -> bool:
    """Whether two mentions can tell of one event: their dates overlap, or something explains the day between them.

    They may be of two days, one after the other, where one is only that of the report, or is a clock time with a zone,
    near midnight. A doubted date is right in the day of the month. What is said of a plan is not the plan.
    """
    if (one.mention.kind, other.mention.kind) in _APART:
        return False
    if one.doubted or other.doubted:
        return one.begin.day == other.begin.day and one.days == other.days == 1
    if one.begin < other.end and other.begin < one.end:
        return True
    if not (one.days == other.days == 1 and _beside(one.begin, other.begin)):
        return False
    return one.bare or other.bare or _may_shift(one) or _may_shift(other)


def _may_shift(one: Traits) -> bool:
    """Whether a clock time with a zone is on another day elsewhere: so near to midnight."""
    if one.when.zone is None:
        return False
    return one.begin.plus(hours=-_ZONES).midnight != one.begin.plus(hours=_ZONES).midnight


def _beside(one: Moment, other: Moment) -> bool:
    return one.midnight.plus(days=1) == other.midnight or other.midnight.plus(days=1) == one.midnight
