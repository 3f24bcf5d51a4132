"""How much the words of a mention tell: inverse document frequency over the mentions of a chronology."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from idlibtl.model import Mention

_EVENT = 1.0  # what the kind of event ("=meeting") weighs beyond its rarity


class Weights(dict[str, float]):
    """Word -> weight; ``highest`` is that of the rarest. The squares of lasting sets of words are worked out once."""

    def __init__(self, values: Mapping[str, float]) -> None:
        super().__init__(values)
        self.highest = max((value for word, value in self.items() if word[:1] != "="), default=1.0)
        self._squared = {word: value * value for word, value in self.items()}
        self._squares: dict[frozenset[str], float] = {}

    def square(self, words: frozenset[str]) -> float:
        """The sum of squared weights; ``fsum`` is exact, so that the order of the words makes no difference."""
        return math.fsum(map(self._squared.__getitem__, words))

    def length(self, words: frozenset[str]) -> float:
        """``square`` of the words of a mention or a story, kept for the next time."""
        if words not in self._squares:
            self._squares[words] = self.square(words)
        return self._squares[words]


def weights(mentions: Iterable[Mention]) -> Weights:
    """Keyword -> weight, over the mentions of a chronology."""
    return weigh((mention.document, mention.keywords) for mention in mentions)


def weigh(told: Iterable[tuple[str, frozenset[str]]]) -> Weights:
    """Word -> weight, from documents and the words of their mentions: rare words tell one event from another."""
    documents: dict[str, set[str]] = {}
    every: set[str] = set()
    for document, words in told:
        every.add(document)
        for word in words:
            documents.setdefault(word, set()).add(document)
    total = len(every)
    return Weights(
        {
            word: math.log(1 + (total + 1) / len(found)) + _EVENT * word.startswith("=")
            for word, found in documents.items()
        }
    )


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
