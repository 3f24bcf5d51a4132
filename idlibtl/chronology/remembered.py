"""What of the merging need not be done again: digests of all that it depends on, and what came of it the last time.

A story was compared with what stands next to it in lists, one for each word and date. So it has to be compared again
only where it has changed, or another that stands next to it has, has come or gone. A change is told by digests, into
which go the weights of a story's words and the spellings of its names, which depend on all documents.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from idlibtl.chronology.blocks import Made
from idlibtl.chronology.candidates import nearest
from idlibtl.chronology.index import ComparedBy, Index
from idlibtl.chronology.merge import Edge
from idlibtl.chronology.names import respelled
from idlibtl.chronology.reading import Common
from idlibtl.chronology.weights import Weights
from idlibtl.languages.spelling import normal_form
from idlibtl.memory import SIZE, Memory
from idlibtl.value import Value


class Partner(NamedTuple):
    """An edge as seen from a story: the place in it, and the other's document, story and place in that."""

    own: int
    document: str
    story: int
    other: int
    late: bool
    against: float


@dataclass(frozen=True, slots=True)
class Compared(Value):
    """A story as it was when it was compared: its day, the dates that it stands under, the terms of its mentions.

    ``edges`` are those that were found for it.
    """

    digest: bytes
    day: int
    keys: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    edges: tuple[Partner, ...]


# Of a mention: its day, document, story and number within that, as what is told is ordered; and whether its story
# stays, is gone or has come: one that has changed stands where it stood, and isn't the same.
_Place = tuple[int, str, int, int, int]
_STAYS, _GONE, _COME = range(3)
_Told = Sequence[tuple[_Place, Sequence[str]]]


def _told(day: int, document: str, story: int, terms: Sequence[Sequence[str]], how: int) -> _Told:
    return [((day, document, story, number, how), own) for number, own in enumerate(terms)]


class _Lists:
    """The lists that mentions of changed stories stand in, by date and word: as they were, and as they are.

    First all that come and go, then those that stay; then it can be asked whether one that stays is touched.
    """

    def __init__(self) -> None:
        self._words: dict[str, set[str]] = {}
        self._was: dict[tuple[str, str], list[_Place]] = {}
        self._is: dict[tuple[str, str], list[_Place]] = {}
        self._sorted = False

    def change(self, keys: Iterable[str], told: _Told, how: int) -> None:
        """A story is gone, or has come."""
        lists = self._was if how == _GONE else self._is
        for key in keys:
            words = self._words.setdefault(key, set())
            for place, terms in told:
                words.update(terms)
                for word in terms:
                    lists.setdefault((key, word), []).append(place)

    def stay(self, keys: Iterable[str], told: _Told) -> None:
        for key in keys:
            if key in self._words:
                for place, terms in told:
                    for word in self._words[key].intersection(terms):
                        self._was.setdefault((key, word), []).append(place)
                        self._is.setdefault((key, word), []).append(place)

    def touch(self, keys: Iterable[str], told: _Told) -> bool:
        """Whether any of the mentions finds others next to it than it did, under these dates."""
        if not self._sorted:
            for places in chain(self._was.values(), self._is.values()):
                places.sort()
            self._sorted = True
        return any(
            self._next(self._was, key, word, place) != self._next(self._is, key, word, place)
            for key in keys
            if key in self._words
            for place, terms in told
            for word in self._words[key].intersection(terms)
        )

    @staticmethod
    def _next(lists: dict[tuple[str, str], list[_Place]], key: str, word: str, place: _Place) -> Sequence[_Place]:
        return nearest(lists.get((key, word), ()), place)


class Remembered:
    """One merging, and what a memory knows of it. Stories have numbers from 0, as the index has them."""

    def __init__(self, memory: Memory, index: Index, common: Common) -> None:
        self._memory, self._index, self._common = memory, index, common
        self._documents: list[str] = []
        self._keys: list[bytes] = []
        self._in_order = array("q")
        self._begins: dict[str, int] = {}  # of each document, the number of its first story
        self._of = array("q")  # of each story, the number of its document
        self._digests = bytearray()  # of each story, of what its edges depend on
        self._cited = bytearray()  # of each story, of what its entries depend on besides
        self._known = bytearray()  # of each story, whether it is as it was
        self._firsts = array("q")  # of each story, its first place
        self._by_place: Sequence[int] = ()
        self._lists = _Lists()

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is learnt in the ``with`` statement is of one merging, and takes the place of what was known."""
        with self._memory.together():
            yield
            self._memory.forget("compared")

    def to_compare(self) -> tuple[set[int], set[int]]:
        """The first places of the stories that have to be compared, and of others that deny something.

        What these deny is looked up every time: they are few.
        """
        self._see_documents()
        self._see_stories()
        for number, told in enumerate(self._index.told()):
            if self._known[number]:
                self._lists.stay(told.keys, self._told(number, told.day, self._terms(told), _STAYS))
        found, denying = set(), set()
        for number, told in enumerate(self._index.told()):
            if not self._known[number] or self._lists.touch(
                told.looked_up, self._told(number, told.day, self._terms(told), _STAYS)
            ):
                self._known[number] = 0
                found.add(self._firsts[number])
            elif told.denies:
                denying.add(self._firsts[number])
        self._lists = _Lists()
        return found, denying

    def edges(self) -> Iterator[Edge]:
        """The edges of all other stories."""
        for number, known in enumerate(self._known):
            if known:
                kept: Compared = self._memory.get("compared", self._key(number))
                first = self._firsts[number]
                for edge in kept.edges:
                    one, other = first + edge.own, self._firsts[self._begins[edge.document] + edge.story] + edge.other
                    yield Edge(edge.late, edge.against, min(one, other), max(one, other))

    def learn(self, first: int, edges: Iterable[Edge]) -> None:
        """What was found for the story with this first place."""
        number = self._story_at(first)
        told = self._index.told_by(number)
        size = told.size
        found = []
        for edge in edges:
            own, other = (edge.one, edge.other) if first <= edge.one < first + size else (edge.other, edge.one)
            partner = self._story_at(other)
            document = self._documents[self._of[partner]]
            found.append(
                Partner(
                    own - first, document, partner - self._begins[document], other - self._firsts[partner], edge.late,
                    edge.against,
                )
            )  # fmt: skip
        kept = Compared(self._digest(number), told.day, tuple(told.keys), self._terms(told), tuple(found))
        self._memory.put("compared", self._key(number), kept)

    def entry_key(self, places: Sequence[int], edges: Iterable[Edge]) -> bytes:
        """What the entries of a component depend on."""
        made = blake2b(digest_size=SIZE)
        where = {place: number for number, place in enumerate(places)}
        for place in places:
            story = self._story_at(place)
            made.update(self._digest(story))
            made.update(self._cited[story * SIZE : (story + 1) * SIZE])
            made.update(struct.pack("<q", place - self._firsts[story]))
        for edge in edges:
            made.update(struct.pack("<?dqq", edge.late, edge.against, where[edge.one], where[edge.other]))
        return made.digest()

    def entries(self, key: bytes) -> tuple[Made, ...] | None:
        """What a component with this key came to the last time."""
        known: tuple[Made, ...] | None = self._memory.get("entries", key)
        return known

    def learn_entries(self, key: bytes, made: tuple[Made, ...]) -> None:
        self._memory.put("entries", key, made)

    def _see_documents(self) -> None:
        for told in self._index.documents():
            self._begins[told.document] = len(self._of)
            self._of.extend([len(self._documents)] * told.stories)
            self._documents.append(told.document)
            self._keys.append(told.key)

    def _see_stories(self) -> None:
        self._firsts = self._index.firsts()
        self._by_place = sorted(range(len(self._firsts)), key=self._firsts.__getitem__)
        self._in_order = array("q", [self._firsts[number] for number in self._by_place])
        gone, spelled = self._memory.keys("compared"), self._common.spellings
        for number, told in enumerate(self._index.told()):
            document = self._documents[self._of[number]]
            terms = self._terms(told)
            names = [respelled(places, spelled.places) for places in told.places]
            story = struct.pack("<q", number - self._begins[document])
            made = _digest(self._keys[self._of[number]] + story, self._common.terms, chain.from_iterable(terms), names)
            self._digests += made
            names = [respelled(told.actors, spelled.actors), respelled(told.named, spelled.places)]
            self._cited += _digest(b"", self._common.keywords, told.keywords, names)
            key = self._key(number)
            gone.discard(key)
            kept: Compared | None = self._memory.get("compared", key)
            self._known.append(kept is not None and kept.digest == made)
            if not self._known[-1]:
                self._lists.change(told.keys, self._told(number, told.day, terms, _COME), _COME)
                if kept is not None:
                    gone_from = self._told(number, kept.day, kept.terms, _GONE)
                    self._lists.change(kept.keys, gone_from, _GONE)
        for key in sorted(gone):
            kept = self._memory.peek("compared", key)
            if kept is not None:
                document, _, story_number = key.decode().partition("/")
                told_then = _told(kept.day, document, int(story_number), kept.terms, _GONE)
                self._lists.change(kept.keys, told_then, _GONE)

    def _told(self, number: int, day: int, terms: Sequence[Sequence[str]], how: int) -> _Told:
        document = self._documents[self._of[number]]
        return _told(day, document, number - self._begins[document], terms, how)

    def _terms(self, told: ComparedBy) -> tuple[tuple[str, ...], ...]:
        """Of each mention."""
        spelled = self._common.spellings.places
        return tuple(
            [
                tuple(sorted({*words, *(f"@{normal_form(name)}" for name in respelled(places, spelled))}))
                for words, places in zip(told.words, told.places, strict=True)
            ]
        )

    def _key(self, number: int) -> bytes:
        document = self._documents[self._of[number]]
        return f"{document}/{number - self._begins[document]}".encode()

    def _digest(self, number: int) -> bytes:
        return bytes(self._digests[number * SIZE : (number + 1) * SIZE])

    def _story_at(self, place: int) -> int:
        return self._by_place[bisect_right(self._in_order, place) - 1]


def _digest(key: bytes, weight: Weights, words: Iterable[str], names: object) -> bytes:
    made = blake2b(key, digest_size=SIZE)
    made.update(array("d", [weight.highest, *map(weight.__getitem__, words)]).tobytes())
    made.update(repr(names).encode())
    return made.digest()
