"""How much the words of a mention tell: inverse document frequency over the mentions of a chronology."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from idlibtl.model import Mention

_EVENT = 1.0  # what the kind of event ("=meeting") weighs beyond its rarity


class Weights(dict[str, float]):
    """Keyword -> weight, and the squared length of sets of keywords, worked out once a set."""

    def __init__(self, values: Mapping[str, float]) -> None:
        super().__init__(values)
        self._squares: dict[frozenset[str], float] = {}

    def square(self, words: frozenset[str]) -> float:
        """The sum of squared weights; ``fsum`` is exact, so that the order of the words makes no difference."""
        if words not in self._squares:
            self._squares[words] = math.fsum(self[word] ** 2 for word in words)
        return self._squares[words]


def weights(mentions: Sequence[Mention]) -> Weights:
    """Keyword -> weight: rare words tell one event from another, common ones don't. Counted by document."""
    documents: dict[str, set[str]] = {}
    for mention in mentions:
        for word in mention.keywords:
            documents.setdefault(word, set()).add(mention.document)
    total = len({mention.document for mention in mentions})
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
    shared, first, second = weight.square(together), weight.square(one), weight.square(other)
    return math.sqrt(shared / math.sqrt(first * second) * shared / min(first, second))


def common(groups: Iterable[Iterable[str]]) -> list[str]:
    """Values by how many groups hold them, most first, then in alphabetical order."""
    counted = Counter(value for group in groups for value in dict.fromkeys(group))
    return [value for value, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]
