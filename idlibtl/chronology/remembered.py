"""What of the merging need not be done again: digests of all that it depends on, and what came of it the last time.

A story was compared with those that it shares words with, under dates that may be of one event. So it has to be again
only where it has changed, or one of those has, come or gone. A change is told by digests, into which go the weights of
its words and the spellings of its names, which depend on all documents.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from idlibtl.chronology.blocks import Made
from idlibtl.chronology.index import Index
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
    """A story as it was when it was compared: the dates that it stands under, its terms, and the edges found for it."""

    digest: bytes
    keys: tuple[str, ...]
    terms: tuple[str, ...]
    edges: tuple[Partner, ...]


class Remembered:
    """One merging, and what a memory knows of it. Stories have numbers from 0, as the index has them."""

    def __init__(self, memory: Memory, index: Index, common: Common) -> None:
        self._memory, self._index, self._common = memory, index, common
        self._documents: list[str] = []
        self._own: list[bytes] = []  # of each document, of what its entries depend on
        self._keys: list[bytes] = []
        self._in_order = array("q")
        self._begins: dict[str, int] = {}  # of each document, the number of its first story
        self._of = array("q")  # of each story, the number of its document
        self._digests = bytearray()  # of each story, of what its edges depend on
        self._known = bytearray()  # of each story, whether it is as it was
        self._firsts = array("q")  # of each story, its first place
        self._by_place: Sequence[int] = ()
        self._changed: dict[str, set[str]] = {}  # the terms of stories that have changed, by the dates they stand under

    def to_compare(self) -> set[int]:
        """The first places of the stories that have to be compared."""
        self._see_documents()
        self._see_stories()
        found = set()
        for number, told in enumerate(self._index.told()):
            terms = self._terms(told.words, told.places)
            if not self._known[number] or told.denies or self._is_touched(told.looked_up, terms):
                self._known[number] = 0
                found.add(self._firsts[number])
        self._changed.clear()
        return found

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
        terms = self._terms(told.words, told.places)
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
        kept = Compared(self._digest(number), tuple(told.keys), terms, tuple(found))
        self._memory.put("compared", self._key(number), kept)

    def entry_key(self, places: Sequence[int], edges: Iterable[Edge]) -> bytes:
        """What the entries of a component depend on."""
        made = blake2b(digest_size=SIZE)
        where = {place: number for number, place in enumerate(places)}
        for place in places:
            story = self._story_at(place)
            made.update(self._digest(story))
            made.update(self._own[self._of[story]])
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
        weight, spelled = self._common.keywords, self._common.spellings
        for told in self._index.documents():
            self._begins[told.document] = len(self._of)
            self._of.extend([len(self._documents)] * told.stories)
            self._documents.append(told.document)
            names = respelled(told.actors, spelled.actors), respelled(told.places, spelled.places)
            self._own.append(_digest(told.key, weight, told.keywords, names))
            self._keys.append(told.key)

    def _see_stories(self) -> None:
        self._firsts = self._index.firsts()
        self._by_place = sorted(range(len(self._firsts)), key=self._firsts.__getitem__)
        self._in_order = array("q", [self._firsts[number] for number in self._by_place])
        gone = self._memory.keys("compared")
        for number, told in enumerate(self._index.told()):
            document = self._documents[self._of[number]]
            terms = self._terms(told.words, told.places)
            names = respelled(told.places, self._common.spellings.places)
            story = struct.pack("<q", number - self._begins[document])
            made = _digest(self._keys[self._of[number]] + story, self._common.terms, terms, names)
            self._digests += made
            key = self._key(number)
            gone.discard(key)
            kept: Compared | None = self._memory.get("compared", key)
            self._known.append(kept is not None and kept.digest == made)
            if not self._known[-1]:
                self._note(told.keys, terms)
                if kept is not None:
                    self._note(kept.keys, kept.terms)
        for key in sorted(gone):
            kept = self._memory.peek("compared", key)
            if kept is not None:
                self._note(kept.keys, kept.terms)

    def _note(self, keys: Iterable[str], terms: Iterable[str]) -> None:
        for key in keys:
            self._changed.setdefault(key, set()).update(terms)

    def _is_touched(self, keys: Iterable[str], terms: Sequence[str]) -> bool:
        return any(not self._changed[key].isdisjoint(terms) for key in keys if key in self._changed)

    def _terms(self, words: Sequence[str], places: Sequence[str]) -> tuple[str, ...]:
        spelled = respelled(places, self._common.spellings.places)
        return tuple(sorted({*words, *(f"@{normal_form(name)}" for name in spelled)}))

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
