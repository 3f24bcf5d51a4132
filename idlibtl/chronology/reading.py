"""Reading the shelf again: what is compared, cited and reported, with the names spelled alike."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from idlibtl.chronology.index import Placed
from idlibtl.chronology.links import Citation
from idlibtl.chronology.names import Spellings
from idlibtl.chronology.reports import Report
from idlibtl.chronology.shelf import DiskShelf, Mark, Shelf, ShelfKey
from idlibtl.chronology.testimony import cited_of, gists_of, report_of
from idlibtl.chronology.traits import Gist, Traits, traits_of_story
from idlibtl.chronology.weights import Weights, weigh_counted
from idlibtl.languages.spelling import normal_form
from idlibtl.packed import unpacked

_STORIES, _REPORTS = 2048, 256  # that are kept
_NONE = frozenset[str]()  # keywords are among the terms, and are not kept twice


@dataclass(frozen=True, slots=True)
class Common:
    """What all documents have in common: how much words weigh, and how names are spelled."""

    terms: Weights
    keywords: Weights
    spellings: Spellings


class Reader:
    """Reads one shelf. Stories that were just looked at are kept: coarse dates come up again and again."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        (keywords, telling), (terms, dated), actors, places = unpacked(shelf.common())
        spellings = Spellings(actors, places)
        terms = _respelled(terms, spellings)
        self.common = Common(weigh_counted(terms, dated), weigh_counted(keywords, telling), spellings)
        self._words = {word: word for word in self.common.terms}  # each once, however many mentions have it
        self._recent: dict[Mark, tuple[Traits, ...]] = {}
        self._reports = lru_cache(maxsize=_REPORTS)(self._report)

    def close(self) -> None:
        self._shelf.close()

    def hold(self, marks: Iterable[Mark]) -> None:
        """These will be read next, in whatever order."""
        self._shelf.hold(marks)

    def traits(self, stories: Sequence[Placed]) -> dict[int, Traits]:
        """The mentions of stories, by their places."""
        marks = [each.mark for each in stories]
        self.hold([mark for mark in marks if mark not in self._recent])
        told = zip(stories, map(self._story, marks), strict=True)
        return {place: one for story, own in told for place, one in enumerate(own, story.first)}

    def gists(self, story: Placed) -> tuple[Sequence[Gist], Sequence[Gist]]:
        """The mentions of a story that are merged, and those that elaborate them."""
        own, more = gists_of(self._shelf.row(story.mark))
        spelled = self.common.spellings.placed
        return [spelled(one) for one in own], [spelled(one) for one in more]

    def mention(self, place: int, story: Placed) -> Traits:
        """The mention in this place of a story."""
        return self._story(story.mark)[place - story.first]

    def cited_at(self, mark: Mark) -> tuple[Citation, ...]:
        """The citation that is here, followed by those that elaborate it."""
        spelled = self.common.spellings.spelled
        cited = cited_of(self._shelf.row(mark))
        return tuple([Citation(spelled(each.mention), each.link, each.figures) for each in cited])

    def report(self, mark: Mark) -> Report:
        return self._reports(mark)

    def _report(self, mark: Mark) -> Report:
        return report_of(self._shelf.row(mark))

    def _story(self, mark: Mark) -> tuple[Traits, ...]:
        if mark not in self._recent:
            if len(self._recent) >= _STORIES:
                del self._recent[next(iter(self._recent))]
            own, _ = gists_of(self._shelf.row(mark))
            made = traits_of_story([self.common.spellings.placed(one) for one in own], self._words)
            self._recent[mark] = tuple([replace(one, mention=replace(one.mention, keywords=_NONE)) for one in made])
        return self._recent[mark]


def held_by(places: Iterable[int], stories: Sequence[Placed]) -> dict[int, Placed]:
    """The stories that hold these places; they are given in order."""
    firsts = [story.first for story in stories]
    return {place: stories[bisect_right(firsts, place) - 1] for place in places}


def cited_mark(place: int, story: Placed) -> Mark:
    """Where the citation of a mention is."""
    return Mark(story.mark.part, story.mark.row + 1 + place - story.first)


class OneByOne:
    """Mentions by their places, each read when it is asked for, and kept until it is let go of."""

    def __init__(self, reader: Reader, stories: Mapping[int, Placed]) -> None:
        """``stories``: those that hold the mentions, by the mentions' places."""
        self._reader = reader
        self._stories = stories
        self._kept: dict[int, Traits] = {}

    def __iter__(self) -> Iterator[int]:
        return iter(self._stories)

    def __getitem__(self, place: int) -> Traits:
        if place not in self._kept:
            self._kept[place] = self._reader.mention(place, self._stories[place])
        return self._kept[place]

    def let_go(self, place: int) -> None:
        self._kept.pop(place, None)


def _respelled(terms: Counter[str], spellings: Spellings) -> Counter[str]:
    """The words with how many documents have them, once the places in them are spelled alike."""
    found = Counter(terms)
    for name, best in spellings.places.items():
        old, new = (f"@{normal_form(each)}" for each in (name, best))
        if old != new and old in terms:
            found[new] += terms[old]
    return found


_opened: dict[ShelfKey, Reader] = {}


def opened(key: ShelfKey) -> Reader:
    """The reader of a shelf, which stays open until another is asked for in this process."""
    if key not in _opened:
        for other in list(_opened):
            close(other)
        _opened[key] = Reader(_shelf(key))
    return _opened[key]


def close(key: ShelfKey) -> None:
    """Let go of a shelf, where this process has it open."""
    if key in _opened:
        _opened.pop(key).close()


def _shelf(key: ShelfKey) -> Shelf:
    if key.number:
        return DiskShelf(Path(key.place), key)
    from idlibtl.chronology.parquet_shelf import ParquetShelf

    return ParquetShelf(key.place)
