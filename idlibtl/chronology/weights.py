"""How much the words of a mention tell: inverse document frequency over the mentions of a chronology."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from idlibtl.model import Mention

_BITS = 5
_LENGTHS = 4096  # of sets of words that are kept, and the sets with them
_EVENT = 1.0  # what the kind of event ("=meeting") weighs beyond its rarity


class Weights(dict[str, float]):
    """Word -> weight; ``highest`` is that of the rarest. The squares of lasting sets of words are worked out once."""

    def __init__(self, values: Mapping[str, float]) -> None:
        super().__init__(values)
        self.highest = max((value for word, value in self.items() if word[:1] != "="), default=1.0)
        self._squared = {word: value * value for word, value in self.items()}
        self._squares: dict[frozenset[str], float] = {}
        self._ranks: dict[str, int] = {}

    def square(self, words: frozenset[str]) -> float:
        """The sum of squared weights; ``fsum`` is exact, so that the order of the words makes no difference."""
        return math.fsum(map(self._squared.__getitem__, words))

    def length(self, words: frozenset[str]) -> float:
        """``square`` of the words of a mention or a story, kept for the next time."""
        if words not in self._squares:
            if len(self._squares) >= _LENGTHS:
                self._squares.clear()
            self._squares[words] = self.square(words)
        return self._squares[words]

    def rank(self, word: str) -> int:
        """The place of a word among all, the rarest first."""
        if not self._ranks:
            self._ranks = {word: rank for rank, word in enumerate(sorted(self, key=lambda word: (-self[word], word)))}
        return self._ranks[word]


def weights(mentions: Iterable[Mention]) -> Weights:
    """Keyword -> weight, over the mentions of a chronology."""
    return weigh((mention.document, mention.keywords) for mention in mentions)


def weigh(told: Iterable[tuple[str, frozenset[str]]]) -> Weights:
    """Word -> weight, from documents and the words of their mentions: rare words tell one event from another."""
    words: dict[str, set[str]] = {}
    for document, own in told:
        words.setdefault(document, set()).update(own)
    return weigh_counted(Counter(word for own in words.values() for word in own), len(words))


def weigh_counted(documents: Mapping[str, int], total: int) -> Weights:
    """Word -> weight, from the number of documents that have it, of a total.

    The numbers are rounded, so that a document more or less leaves most weights as they were.
    """
    total = rounded(total)
    known: dict[int, float] = {}

    def weight(found: int) -> float:
        if found not in known:
            known[found] = math.log(1 + (total + 1) / rounded(found))
        return known[found]

    return Weights({word: weight(found) + _EVENT * word.startswith("=") for word, found in documents.items()})


def rounded(number: int) -> int:
    """The nearest number that has so many bits and then zeros: 1 to 32, then 34, 36, ..., 64, 68, ..."""
    more = max(0, number.bit_length() - _BITS)
    return (number + (1 << more >> 1)) >> more << more


def likeness(one: frozenset[str], other: frozenset[str], weight: Weights) -> float:
    """How alike two sets of keywords are, 0 to 1: the geometric mean of cosine and overlap of their weights.

    The cosine alone would keep a short report of an event from a long one, the overlap alone would let it join any.
    """
    together = one & other
    if not together:
        return 0.0
    shared, first, second = weight.square(together), weight.length(one), weight.length(other)
    return math.sqrt(shared / math.sqrt(first * second) * shared / min(first, second))


def common(groups: Iterable[Iterable[str]]) -> list[str]:
    """Values by how many groups hold them, most first, then in alphabetical order."""
    counted = Counter(value for group in groups for value in dict.fromkeys(group))
    return [value for value, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]
