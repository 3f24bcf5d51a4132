"""Alignment: which source and which citation of one chronology is which of another.

A mention has its id from its source's text, its words and its date, so it loses it where one of these changes. What is
left without a counterpart is then looked for by less and less of what it was known by.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from idlibtl.comparison.outline import Citation, Item, Outline, Source

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation with the number of its entry, from 0, and that entry's title."""

    item: int
    title: str
    citation: Citation


class Alignment:
    """``sources`` are pairs of those that are one; ``citations`` likewise. Each has one counterpart at most."""

    def __init__(self, old: Outline, new: Outline) -> None:
        self.sources = tuple(_paired_sources(old.sources.values(), new.sources.values()))
        # By the ids of both sides: one that is on both is that of one text.
        self._common = {source.id: before.id for before, after in self.sources for source in (before, after)}
        self._same = old.sources.keys() & new.sources.keys()
        self.citations = tuple(self._paired_citations(old.items, new.items))

    def common(self, source: str) -> str:
        """What stands for a source and its counterpart: the old id."""
        return self._common.get(source, source)

    def _paired_citations(self, old: Sequence[Item], new: Sequence[Item]) -> Iterator[tuple[Cited, Cited]]:
        left, right = _cited(old), _cited(new)
        for key in (_by_id, self._by_all, self._by_date, self._by_words, self._by_start, self._by_end):
            yield from _paired(left, right, key)

    def _by_all(self, cited: Cited) -> Hashable:
        words = self._by_words(cited)
        return words and (words, cited.citation.date, cited.title)

    def _by_date(self, cited: Cited) -> Hashable:
        words = self._by_words(cited)
        return words and (words, cited.citation.date)

    def _by_words(self, cited: Cited) -> Hashable:
        citation = cited.citation
        if citation.source not in self._common:
            return None
        place = (citation.start, citation.end) if citation.source in self._same else None
        return self._common[citation.source], citation.digest, place

    def _by_start(self, cited: Cited) -> Hashable:
        """In the same text: then other words are quoted for it now, by other rules."""
        citation = cited.citation
        return (citation.source, citation.start) if citation.source in self._same and citation.end else None

    def _by_end(self, cited: Cited) -> Hashable:
        citation = cited.citation
        return (citation.source, citation.end) if citation.source in self._same and citation.end else None


def _by_id(cited: Cited) -> Hashable:
    return cited.citation.mention


def _paired_sources(old: Iterable[Source], new: Iterable[Source]) -> Iterator[tuple[Source, Source]]:
    """Those of one text; then those whose file has another text now."""
    left, right = list(old), list(new)
    yield from _paired(left, right, lambda source: source.id)
    yield from _paired(left, right, lambda source: source.paths[0])
    before, after = _by_path(left), _by_path(right)
    taken: set[Source] = set()
    for path in sorted(before.keys() & after.keys()):
        pair = before[path], after[path]
        if taken.isdisjoint(pair):
            taken.update(pair)
            yield pair


def _by_path(sources: Iterable[Source]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for source in sources:
        for path in source.paths:
            found.setdefault(path, source)
    return found


def _cited(items: Sequence[Item]) -> list[Cited]:
    """All citations, in an order that doesn't ask which entries they are in."""
    found = [Cited(number, item.title, citation) for number, item in enumerate(items) for citation in item.citations]
    return sorted(
        found, key=lambda cited: (cited.citation.start, cited.citation.end, cited.citation.date or "", cited.title)
    )


def _paired(left: list[Thing], right: list[Thing], key: Callable[[Thing], Hashable]) -> Iterator[tuple[Thing, Thing]]:
    """The first of each side that have one key, then the second, …; they leave the lists. No key is None."""
    waiting: dict[Hashable, deque[Thing]] = defaultdict(deque)
    for thing in right:
        if (known := key(thing)) is not None:
            waiting[known].append(thing)
    alone, taken = [], set()
    for thing in left:
        known = key(thing)
        if known is not None and (same := waiting.get(known)):
            found = same.popleft()
            taken.add(id(found))
            yield thing, found
        else:
            alone.append(thing)
    left[:] = alone
    right[:] = [thing for thing in right if id(thing) not in taken]
