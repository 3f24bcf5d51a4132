"""Traits: what of a mention is compared with others, worked out once for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from idlibtl.dates import Granularity, Interval, Moment
from idlibtl.languages.spelling import normal_form
from idlibtl.model import Mention

_REACH = 31  # days before a deadline, and after an open beginning, in which what it tells of is looked for


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """A mention as it is compared.

    ``terms`` are its keywords with its places; ``names``, ``events`` and ``places`` those that are names, kinds of
    event and places. ``story`` holds the terms of all that its document tells of the same date, and ``place`` is its
    place in that. ``begin`` and ``end`` bound its date, ``days`` is how long that is. ``bare``: no words give the date,
    it is that of the report. ``date`` is the date without its clock time, as EDTF has it; it is a ``clock`` time where
    it is narrower than a day.
    """

    mention: Mention
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


def is_doubted(mention: Mention) -> bool:
    """Whether the date is one that the source seems to have misprinted (EDTF's ``?``)."""
    return mention.when is not None and mention.when.edtf.endswith("?")


def is_bare(mention: Mention) -> bool:
    """Whether no words give the date: it is the day of the report."""
    return mention.timex is None and mention.basis in ("published", "inferred")


def traits(mentions: Iterable[Mention]) -> list[Traits]:
    """The traits of dated mentions, ordered by what they are, not by how they came."""
    stories: dict[tuple[str, str], list[Mention]] = {}
    for mention in sorted(mentions, key=lambda each: (each.document, each.start, each.id)):
        if mention.when is not None:
            stories.setdefault((mention.document, _date(mention.when)), []).append(mention)
    return [each for story in stories.values() for each in _of_story(story)]


def _of_story(mentions: Sequence[Mention]) -> Iterator[Traits]:
    where = [frozenset(f"@{normal_form(name)}" for name in mention.places) for mention in mentions]
    told = [mention.keywords | places for places, mention in zip(where, mentions, strict=True)]
    story = frozenset[str]().union(*told)
    for place, (mention, terms) in enumerate(zip(mentions, told, strict=True)):
        assert mention.when is not None
        begin, end = _bounds(mention.when)
        yield Traits(
            mention,
            mention.when,
            begin,
            end,
            days=Interval(begin, end, "", mention.when.granularity).days() or 1,
            terms=terms,
            names=frozenset(each for each in terms if each[0] == "@"),
            events=frozenset(each for each in terms if each[0] == "="),
            places=where[place],
            story=story,
            place=place,
            bare=is_bare(mention),
            date=_date(mention.when),
            clock=mention.when.granularity < Granularity.DAY,
            doubted=is_doubted(mention),
        )


def _bounds(when: Interval) -> tuple[Moment, Moment]:
    if when.begin is None:
        assert when.end is not None
        return when.end.plus(days=-_REACH), when.end
    return when.begin, when.end or when.begin.plus(days=_REACH)


def _date(when: Interval) -> str:
    return when.edtf.split("T")[0]
