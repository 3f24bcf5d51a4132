"""How much the words of a mention tell: inverse document frequency over the mentions of a chronology."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from idlibtl.model import Mention

Weights = Mapping[str, float]


def weights(mentions: Sequence[Mention]) -> Weights:
    """Keyword -> weight: rare words tell one event from another, common ones don't. Counted by document."""
    documents: dict[str, set[str]] = {}
    for mention in mentions:
        for word in mention.keywords:
            documents.setdefault(word, set()).add(mention.document)
    total = len({mention.document for mention in mentions})
    return {word: math.log(1 + (total + 1) / len(found)) for word, found in documents.items()}


def likeness(one: Iterable[str], other: Iterable[str], weight: Weights) -> float:
    """The weighted overlap of two sets of keywords: cosine of their weight vectors, 0 to 1."""
    first, second = frozenset(one), frozenset(other)
    shared = math.fsum(sorted(weight[word] ** 2 for word in first & second))
    if not shared:
        return 0.0
    return shared / (_length(first, weight) * _length(second, weight))


def _length(words: frozenset[str], weight: Weights) -> float:
    return math.sqrt(math.fsum(sorted(weight[word] ** 2 for word in words)))


def common(groups: Iterable[Iterable[str]]) -> list[str]:
    """Values by how many groups hold them, most first, then in alphabetical order."""
    counted = Counter(value for group in groups for value in dict.fromkeys(group))
    return [value for value, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]
