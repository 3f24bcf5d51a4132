"""Locate: where a quote stands in another version of its text, by its position, its words, or its context.

By its position, if the old context stands around it; else by the exact words, of several places at the one with the
most of the old context (W3C Web Annotation's TextPositionSelector and TextQuoteSelector). What isn't there word by word
is looked for by runs of three words of the quote and its context. The text is split into words once, for all quotes.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from idlibtl.model import Link
from idlibtl.value import Value

# Letters of scripts that put no space between words count as words each.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_RUN = 3  # words that are looked up together
_MANY = 512  # places of one run that are tried: those nearest to where the quote stood
_NEAR = 16  # words that may have been put in or left out within one passage
_LIKE = 0.5  # of a quote's words that a passage must have to be taken for it

Run = tuple[str, str, str]
Standing = Literal["unchanged", "moved", "changed", "missing"]


@dataclass(frozen=True, slots=True)
class Found(Value):
    """How a quote stands today: its span, or that of the passage that stands in its place; none if it is missing."""

    status: Standing
    span: tuple[int, int] | None = None


MISSING = Found("missing")


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text without case, and where each begins and ends."""

    folded: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, text: str) -> _Words:
        folded, starts, ends = [], array("L"), array("L")
        for match in _WORD.finditer(text):
            folded.append(match[0].casefold())
            starts.append(match.start())
            ends.append(match.end())
        return cls(folded, starts, ends)

    def runs(self) -> Iterator[Run]:
        return zip(self.folded, self.folded[1:], self.folded[2:], strict=False)


class Locator:
    """Finds quotes, all those of ``links``, in ``text``."""

    def __init__(self, text: str, links: Iterable[Link]) -> None:
        self._text = text
        self._links = tuple(links)

    def find(self, link: Link) -> Found:
        """Raises ValueError for a quote without words."""
        if not link.quote:
            raise ValueError("an empty quote stands everywhere")
        stays = self._stands_at(link.start, link.quote)
        if stays and self._context(link.start, link) == len(link.prefix) + len(link.suffix):
            return Found("unchanged", (link.start, link.end))
        places = [*([link.start] if stays else []), *self._exact(link)]
        if places:
            start = max(places, key=lambda place: (self._context(place, link), -abs(place - link.start), -place))
            return Found("unchanged" if start == link.start else "moved", (start, start + len(link.quote)))
        passage = self._passage(link)
        return Found("changed", passage) if passage is not None else MISSING

    @cached_property
    def _words(self) -> _Words:
        return _Words.of(self._text)

    @cached_property
    def _index(self) -> dict[Run, array[int]]:
        """Where the runs of the quotes and their contexts stand, by the number of their first word."""
        index: dict[Run, array[int]] = {}
        for link in self._links:
            for run in _Words.of(link.prefix + link.quote + link.suffix).runs():
                index.setdefault(run, array("L"))
        for number, run in enumerate(self._words.runs()):
            if run in index:
                index[run].append(number)
        return index

    def _stands_at(self, start: int, quote: str) -> bool:
        return self._text.startswith(quote, start)

    def _exact(self, link: Link) -> Iterator[int]:
        """Where the quote stands word by word."""
        words = _Words.of(link.quote)
        inner = list(enumerate(words.runs()))[1:-1]  # what stands at the edges may have grown together with other words
        if not inner:
            yield from self._occurrences(link)
            return
        number, places = min(
            ((number, self._index[run]) for number, run in inner), key=lambda candidate: len(candidate[1])
        )
        tried = self._nearest(places, self._expected(link, words.starts[number]))
        found = False
        for place in tried:
            start = self._words.starts[place] - words.starts[number]
            if start >= 0 and self._stands_at(start, link.quote):
                found = True
                yield start
        if not found and len(places) > len(tried):
            yield from self._occurrences(link)

    def _occurrences(self, link: Link) -> Iterator[int]:
        start = self._text.find(link.quote)
        for _ in range(_MANY):
            if start < 0:
                return
            yield start
            start = self._text.find(link.quote, start + 1)

    def _context(self, start: int, link: Link) -> int:
        """How many characters of the context, counted from the quote, stand there too."""
        end = start + len(link.quote)
        before = self._text[max(0, start - len(link.prefix)) : start][::-1]
        after = self._text[end : end + len(link.suffix)]
        return _alike(before, link.prefix[::-1]) + _alike(after, link.suffix)

    def _expected(self, link: Link, offset: int) -> int:
        """The number of the word that stands where this one of the quote stood."""
        return bisect_left(self._words.starts, link.start + offset)

    def _nearest(self, places: array[int], expected: int) -> array[int]:
        middle = bisect_left(places, expected)
        first = max(0, min(middle - _MANY // 2, len(places) - _MANY))
        return places[first : first + _MANY]

    def _passage(self, link: Link) -> tuple[int, int] | None:
        """The span that most likely stands in the quote's place now, by the runs of words that are still there."""
        cited = _Words.of(link.prefix + link.quote + link.suffix)
        begin, end = len(link.prefix), len(link.prefix) + len(link.quote)
        first, last = bisect_left(cited.starts, begin), bisect_left(cited.starts, end) - 1
        if first > last:
            return None
        runs = [self._nearest(self._index[run], self._expected(link, -begin) + i) for i, run in enumerate(cited.runs())]
        shift = self._shift(runs, self._expected(link, -begin))
        if shift is None:
            return None
        known = self._aligned(cited, runs, shift)
        alike = sum(first <= number <= last for number in known) / (last - first + 1)
        framed = first - 1 in known and last + 1 in known
        if alike < _LIKE and not framed:
            return None
        start, stop = _between(known, first, last)
        stop = min(stop, len(self._words.starts) - 1)
        if start > stop or stop - start > 2 * (last - first) + _NEAR:
            return None
        head, tail = link.quote[: cited.starts[first] - begin], link.quote[cited.ends[last] - begin :]
        opens, closes = self._words.starts[start], self._words.ends[stop]
        opens -= len(head) if self._text.endswith(head, 0, opens) else 0
        closes += len(tail) if self._text.startswith(tail, closes) else 0
        return opens, closes

    def _shift(self, runs: Sequence[array[int]], expected: int) -> int | None:
        """By how many words most of the runs have moved together; some words may have been put in or left out."""
        votes = Counter(place - number for number, places in enumerate(runs) for place in places)
        lots: Counter[int] = Counter()
        for shift, count in votes.items():
            lots[shift // _NEAR] += count
        if not lots:
            return None
        best = max(lots, key=lambda lot: (lots[lot] + lots[lot + 1], -abs(lot - expected // _NEAR), -lot))
        shifts = range(best * _NEAR, (best + 2) * _NEAR)
        return max(shifts, key=lambda shift: (votes[shift], -abs(shift - expected)))

    def _aligned(self, cited: _Words, runs: Sequence[array[int]], shift: int) -> dict[int, int]:
        """Which of the cited words are which of the text's, in one order in both; those that have moved least first."""
        known: dict[int, int] = {}
        numbers: list[int] = []  # those known, ascending
        pairs = ((number, place) for number, places in enumerate(runs) for place in places)
        near = [(abs(place - number - shift), number, place) for number, place in pairs]
        for moved, number, place in sorted(near):
            if moved > 2 * _NEAR:
                break
            before, after = bisect_left(numbers, number), bisect_left(numbers, number + _RUN)
            if (
                (before == 0 or known[numbers[before - 1]] < place)
                and (after == len(numbers) or known[numbers[after]] >= place + _RUN)
                and all(known[inner] - inner == place - number for inner in numbers[before:after])
            ):
                numbers[before:after] = range(number, number + _RUN)
                known.update((inner, inner - number + place) for inner in range(number, number + _RUN))
        taken = set(known.values())
        for step in (1, -1):
            for number in sorted(known, reverse=step < 0):
                i, place = number + step, known[number] + step
                while (
                    i not in known
                    and place not in taken
                    and 0 <= i < len(cited.folded)
                    and 0 <= place < len(self._words.folded)
                    and cited.folded[i] == self._words.folded[place]
                ):
                    known[i] = place
                    taken.add(place)
                    i, place = i + step, place + step
        return known


def _alike(one: str, other: str) -> int:
    """How many characters they have in common, from the first on."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _between(known: dict[int, int], first: int, last: int) -> tuple[int, int]:
    """The numbers of the text's first and last word in the place of the cited words ``first`` to ``last``."""
    within = sorted(number for number in known if first <= number <= last)
    if first - 1 in known and first not in known:
        start = known[first - 1] + 1
    else:
        start = known[within[0]] - (within[0] - first) if within else known[first - 1] + 1
    if last + 1 in known and last not in known:
        stop = known[last + 1] - 1
    else:
        stop = known[within[-1]] + (last - within[-1]) if within else known[last + 1] - 1
    floor = max((place for number, place in known.items() if number < first), default=-1) + 1
    ceiling = min((place for number, place in known.items() if number > last), default=stop + 1) - 1
    return max(start, floor), min(stop, ceiling)
