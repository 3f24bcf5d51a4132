"""Testimonies: what one document tells, packed so that it can be put aside until it is merged with others.

A testimony is made where the document is read, and is bytes to all that pass it on. They are pickles, which only the
program that wrote them reads again.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from idlibtl.chronology.candidates import stands_under
from idlibtl.chronology.denials import told_on
from idlibtl.chronology.links import Citation, Linker
from idlibtl.chronology.reports import Report, report
from idlibtl.chronology.traits import Gist, by_date, gist, order_of_story, traits_of_story
from idlibtl.model import Document, Mention
from idlibtl.value import Value


@dataclass(frozen=True, slots=True)
class Story(Value):
    """What a document tells of one date: ``size`` mentions that are merged, with what elaborates them.

    ``day`` is that with which the date begins, as YYYYMMDD; ``keys`` are the dates under which it is looked for.
    ``gists`` and ``cited`` are packed; the latter holds for each mention its citation, with those that elaborate it.
    """

    day: int
    size: int
    keys: tuple[str, ...]
    gists: bytes
    cited: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Testimony(Value):
    """What one document tells: its stories, and mentions without a date (packed as in a story).

    ``terms`` are the words and places by which its dated mentions are compared, ``keywords`` the words of all, and
    ``actors`` and ``places`` the names in them.
    """

    document: str
    report: bytes
    stories: tuple[Story, ...]
    undated: tuple[bytes, ...]
    terms: tuple[str, ...]
    keywords: tuple[str, ...]
    actors: tuple[str, ...]
    places: tuple[str, ...]


def testimony(document: Document, mentions: Sequence[Mention]) -> Testimony:
    """What the mentions of a document tell."""
    linker = Linker(document)
    told = sorted(mentions, key=lambda each: (each.start, each.id))
    with_more = {mention.id: [mention] for mention in told if mention.elaborates is None}
    for mention in told:
        if mention.elaborates is not None:
            with_more[mention.elaborates].append(mention)
    stories, undated, terms = [], [], set[str]()
    for story in by_date([gist(one[0]) for one in with_more.values()]):
        cited = [_packed(tuple([linker.cite(mention) for mention in with_more[one.id]])) for one in story]
        if story[0].when is None:
            undated += cited
            continue
        more = [gist(mention) for one in story for mention in with_more[one.id][1:]]
        keys = {f"told {day}" for one in (*story, *more) if (day := told_on(one)) is not None}
        for one in traits_of_story(story):
            terms |= one.terms
            keys.update(stands_under(one))
        packed = _packed((tuple(story), tuple(more)))
        stories.append(Story(order_of_story(story)[0], len(story), tuple(sorted(keys)), packed, tuple(cited)))
    return Testimony(
        document.id,
        _packed(report(document)),
        tuple(stories),
        tuple(undated),
        tuple(sorted(terms)),
        _sorted(mention.keywords for mention in told),
        _sorted(mention.actors for mention in told),
        _sorted(mention.places for mention in told),
    )


def _packed(value: object) -> bytes:
    return pickle.dumps(value, protocol=5)


def _sorted(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({each for group in groups for each in group}))


def gists_of(packed: bytes) -> tuple[tuple[Gist, ...], tuple[Gist, ...]]:
    """The mentions of a story that are merged, and those that elaborate them."""
    gists: tuple[tuple[Gist, ...], tuple[Gist, ...]] = pickle.loads(packed)
    return gists


def cited_of(packed: bytes) -> tuple[Citation, ...]:
    """The citation of a mention, and of those that elaborate it."""
    cited: tuple[Citation, ...] = pickle.loads(packed)
    return cited


def report_of(packed: bytes) -> Report:
    made: Report = pickle.loads(packed)
    return made
