"""Testimonies: what one document tells, in two parts: what tells where it belongs, and what waits to be merged.

The second part is bytes to all that pass it on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from idlibtl.chronology.candidates import looked_up, stands_under
from idlibtl.chronology.denials import days_before, told_on
from idlibtl.chronology.links import Citation, Linker
from idlibtl.chronology.reports import Report, report
from idlibtl.chronology.traits import Gist, by_date, gist, order_of_story, traits_of_story
from idlibtl.model import Document, Mention
from idlibtl.packed import packed, unpacked
from idlibtl.value import Value


@dataclass(frozen=True, slots=True)
class Story(Value):
    """What a document tells of one date: so many mentions (``size``) that are merged, with what elaborates them.

    ``day`` is that with which the date begins, as YYYYMMDD. ``keys`` are the dates under which the story is found,
    ``looked_up`` those under which its mentions look for others, ``denied`` those of what they may deny. ``words`` and
    ``places`` are what each of its mentions is compared by; ``keywords``, ``actors`` and ``named`` (places) are what
    entries take from all of it.
    """

    day: int
    size: int
    keys: tuple[str, ...]
    looked_up: tuple[str, ...]
    denied: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    places: tuple[tuple[str, ...], ...]
    keywords: tuple[str, ...]
    actors: tuple[str, ...]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Testimony(Value):
    """What one document tells: its stories, and how many mentions without a date.

    ``terms`` are the words and places by which its dated mentions are compared, ``keywords`` the words of all, and
    ``actors`` and ``places`` the names in them.
    """

    document: str
    stories: tuple[Story, ...]
    undated: int
    terms: tuple[str, ...]
    keywords: tuple[str, ...]
    actors: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deposit(Value):
    """What goes with a testimony, packed: the report, and lots of its stories and of its mentions without a date.

    The lot of a story holds what is compared, then for each mention its citation with those that elaborate it;
    ``dates`` are the months of the stories, "spans" where a date is coarser than a day.
    """

    document: str
    report: bytes
    dates: tuple[str, ...]
    stories: tuple[tuple[bytes, ...], ...]
    undated: tuple[bytes, ...]


def testimony(document: Document, mentions: Sequence[Mention]) -> tuple[Testimony, Deposit]:
    """What the mentions of a document tell."""
    linker = Linker(document)
    told = sorted(mentions, key=lambda each: (each.start, each.id))
    with_more = {mention.id: [mention] for mention in told if mention.elaborates is None}
    for mention in told:
        if mention.elaborates is not None:
            with_more[mention.elaborates].append(mention)
    stories, dates, lots, undated, terms = [], [], [], [], set[str]()
    for story in by_date([gist(one[0]) for one in with_more.values()]):
        cited = [packed(tuple([linker.cite(mention) for mention in with_more[one.id]])) for one in story]
        if story[0].when is None:
            undated += cited
            continue
        more = tuple([gist(mention) for one in story for mention in with_more[one.id][1:]])
        whole = [mention for one in story for mention in with_more[one.id]]
        stories.append(_story(story, more, whole, terms))
        dates.append(_month(stories[-1].day) if story[0].when.days() == 1 else "spans")
        lots.append((packed((tuple(story), more)), *cited))
    made = Testimony(
        document.id,
        tuple(stories),
        len(undated),
        tuple(sorted(terms)),
        _sorted(mention.keywords for mention in told),
        _sorted(mention.actors for mention in told),
        _sorted(mention.places for mention in told),
    )
    return made, Deposit(document.id, packed(report(document)), tuple(dates), tuple(lots), tuple(undated))


def _month(day: int) -> str:
    return f"{day // 10000:04}-{day // 100 % 100:02}"


def _story(story: Sequence[Gist], more: Sequence[Gist], whole: Sequence[Mention], terms: set[str]) -> Story:
    """Where a story belongs; its terms are added to those of the document."""
    every = (*story, *more)
    keys = {told_key(day) for one in every if (day := told_on(one)) is not None}
    looks = set[str]()
    for one in traits_of_story(story):
        terms |= one.terms
        keys.update(stands_under(one))
        looks.update(looked_up(one))
    denied = {told_key(day) for one in every if one.kind == "denied" for day in days_before(one)}
    first, *_ = order_of_story(story)
    return Story(
        first,
        len(story),
        tuple(sorted(keys)),
        tuple(sorted(looks)),
        tuple(sorted(denied)),
        tuple([tuple(sorted(one.keywords)) for one in story]),
        tuple([one.places for one in story]),
        _sorted(mention.keywords for mention in whole),
        _sorted(mention.actors for mention in whole),
        _sorted(mention.places for mention in whole),
    )


def told_key(day: str) -> str:
    """The key of what is claimed to have been on a day, whatever its date is."""
    return f"told {day}"


def _sorted(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({each for group in groups for each in group}))


def gists_of(lot: bytes) -> tuple[tuple[Gist, ...], tuple[Gist, ...]]:
    """The mentions of a story that are merged, and those that elaborate them."""
    gists: tuple[tuple[Gist, ...], tuple[Gist, ...]] = unpacked(lot)
    return gists


def cited_of(lot: bytes) -> tuple[Citation, ...]:
    """The citation of a mention, and of those that elaborate it."""
    cited: tuple[Citation, ...] = unpacked(lot)
    return cited


def report_of(lot: bytes) -> Report:
    made: Report = unpacked(lot)
    return made
