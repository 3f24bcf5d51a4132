"""Traits: what of a mention is compared with others, worked out once for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from idlibtl.dates import Granularity, Interval, Moment
from idlibtl.languages.spelling import normal_form
from idlibtl.model import Kind, Mention, Quantity
from idlibtl.value import Value

_REACH = 31  # days before a deadline, and after an open beginning, in which what it tells of is looked for


@dataclass(frozen=True, slots=True)
class Gist(Value):
    """What of a mention is compared with others. ``bare``: no words give the date, it is that of the report."""

    id: str
    document: str
    start: int
    end: int
    when: Interval | None
    kind: Kind
    places: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    attributed_to: str | None
    keywords: frozenset[str]
    bare: bool


def gist(mention: Mention) -> Gist:
    return Gist(
        mention.id,
        mention.document,
        mention.start,
        mention.end,
        mention.when,
        mention.kind,
        mention.places,
        mention.quantities,
        mention.attributed_to,
        mention.keywords,
        is_bare(mention),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """A mention as it is compared.

    ``terms`` are its keywords with its places; ``names``, ``events`` and ``places`` those that are names, kinds of
    event and places. ``story`` holds the terms of all that its document tells of the same date, and ``place`` is its
    place in that. ``begin`` and ``end`` bound its date, ``days`` is how long that is. ``bare``: no words give the date,
    it is that of the report. ``date`` is the date without its clock time, as EDTF has it; it is a ``clock`` time where
    it is narrower than a day.
    """

    mention: Gist
    when: Interval
    begin: Moment
    end: Moment
    days: int
    terms: frozenset[str]
    names: frozenset[str]
    events: frozenset[str]
    places: frozenset[str]
    story: frozenset[str]
    place: int
    bare: bool
    date: str
    clock: bool
    doubted: bool


def is_doubted(mention: Mention | Gist) -> bool:
    """Whether the date is one that the source seems to have misprinted (EDTF's ``?``)."""
    return mention.when is not None and mention.when.edtf.endswith("?")


def is_bare(mention: Mention) -> bool:
    """Whether no words give the date: it is the day of the report."""
    return mention.timex is None and mention.basis in ("published", "inferred")


def traits(mentions: Iterable[Mention]) -> list[Traits]:
    """The traits of dated mentions, ordered by what they are, not by how they came."""
    told = sorted(mentions, key=lambda each: (each.document, each.start, each.id))
    stories = [story for story in by_date([gist(mention) for mention in told]) if story[0].when is not None]
    return [each for story in sorted(stories, key=order_of_story) for each in traits_of_story(story)]


def by_date(told: Iterable[Gist]) -> list[list[Gist]]:
    """The stories of a document: what it tells of one date each, in the order of the text."""
    stories: dict[tuple[str, str], list[Gist]] = {}
    for one in told:
        stories.setdefault((one.document, _date(one.when) if one.when else ""), []).append(one)
    return list(stories.values())


def order_of_story(story: Sequence[Gist]) -> tuple[int, str, int]:
    """By what the stories of a chronology are ordered: the day with which they begin, then the document."""
    assert story[0].when is not None
    begin, _ = bounds(story[0].when)
    return (begin.year * 100 + begin.month) * 100 + begin.day, story[0].document, story[0].start


def traits_of_story(story: Sequence[Gist], words: Mapping[str, str] | None = None) -> Iterator[Traits]:
    """The traits of what a document tells of one date. ``words``: the one copy of each word that is to be kept."""
    where = [frozenset([f"@{normal_form(name)}" for name in one.places]) for one in story]
    told = [one.keywords | places for places, one in zip(where, story, strict=True)]
    if words is not None:
        told = [frozenset([words[word] for word in terms]) for terms in told]
    together = frozenset[str]().union(*told)
    for place, (one, terms) in enumerate(zip(story, told, strict=True)):
        when = one.when
        assert when is not None
        begin, end, days, date, clock, doubted = _of_date(when.edtf, when.begin, when.end, when.granularity)
        names = frozenset([each for each in terms if each[0] == "@"])
        events = frozenset([each for each in terms if each[0] == "="])
        yield Traits(
            one,
            when,
            begin,
            end,
            days,
            terms,
            names,
            events,
            where[place],
            together,
            place,
            one.bare,
            date,
            clock,
            doubted,
        )


@lru_cache(maxsize=4096)
def _of_date(
    edtf: str, begin: Moment | None, end: Moment | None, granularity: Granularity
) -> tuple[Moment, Moment, int, str, bool, bool]:
    """What of a date is compared: ``begin``, ``end``, ``days``, ``date``, ``clock`` and ``doubted`` of the traits."""
    first, last = bounds(Interval(begin, end, edtf, granularity))
    days = Interval(first, last, "", granularity).days() or 1
    return first, last, days, edtf.split("T")[0], granularity < Granularity.DAY, edtf.endswith("?")


def bounds(when: Interval) -> tuple[Moment, Moment]:
    """Begin and end of what a date means; where one of them is open, a stretch to look in."""
    if when.begin is None:
        assert when.end is not None
        return when.end.plus(days=-_REACH), when.end
    return when.begin, when.end or when.begin.plus(days=_REACH)


def _date(when: Interval) -> str:
    return when.edtf.split("T")[0]
