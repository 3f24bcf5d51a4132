"""Voices: which of an entry's sources speak for themselves, and which print one text.

Texts are compared by their shingles, runs of some words. Of a document's only those are kept that winnowing chooses
(Schleimer, Wilkerson and Aiken 2003): the least hash of every few, so that what two texts share is chosen in both.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set

from idlibtl.chronology.wires import wire
from idlibtl.model import Document, Mention, Voice

# A document: shingles of four words, one of four kept. Of 603 reports on Syria, those that share two fifths of the
# shorter one print the same wire, cut and edited; what share less have a paragraph of background in common.
RUN, WINDOW = 4, 4
COPIED = 0.4
COMMON = 6  # so many texts of their own have it: a page's furniture, which proves nothing
# A quote: pairs of words. Of fifteen words, two exchanged leave ten pairs of fourteen.
PAIR = 2
REPEATED = 0.6
COMMON_PAIR = 24
LEAST = 8  # shingles, or pairs: "since the war began in 2011" is nobody's

_WORD = re.compile(r"\w+")


class Voices:
    """Tells the voices among the sources of an entry."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        prints = {ident: fingerprints(document.text[document.prose :]) for ident, document in self._documents.items()}
        self._original = originals(prints, COPIED, COMMON)

    def of(self, mentions: Sequence[Mention]) -> tuple[Voice, ...]:
        """The voices, in the order of their first mentions. Every document has its place in one of them."""
        if len({mention.document for mention in mentions}) == 1:
            return (Voice((mentions[0].document,)),)
        quotes = {mention.id: _pairs(self._quote(mention)) for mention in mentions}
        repeated = originals(quotes, REPEATED, COMMON_PAIR)
        groups = _Groups()
        for mention in mentions:
            groups.join(("source", mention.document), ("text", self._original[mention.document]))
            groups.join(("source", mention.document), ("quote", repeated[mention.id]))
        voices: dict[Hashable, list[Mention]] = {}
        for mention in mentions:
            voices.setdefault(groups.of(("source", mention.document)), []).append(mention)
        return tuple(self._voice(said) for said in voices.values())

    def _voice(self, mentions: Sequence[Mention]) -> Voice:
        sources = tuple(dict.fromkeys(mention.document for mention in mentions))
        if len(sources) == 1:
            return Voice(sources)
        documents = [self._documents[source] for source in sources]
        attributed = [(self._documents[said.document].language, said.attributed_to or "") for said in mentions]
        return Voice(sources, wire(documents, attributed))

    def _quote(self, mention: Mention) -> str:
        """The quote without its date, which any two reports of one day have in common."""
        text, timex = self._documents[mention.document].text, mention.timex
        if timex is None or not mention.start <= timex.start < timex.end <= mention.end:
            return text[mention.start : mention.end]
        return f"{text[mention.start : timex.start]}{text[timex.end : mention.end]}"


def originals(texts: Mapping[str, Set[Hashable]], share: float, common: int) -> dict[str, str]:
    """Each text's name -> that of the longest text of which it is a copy, its own where it is none.

    A text of a sentence or more is a copy where ``share`` of its shingles stand in the other; so is an excerpt.
    Shingles that ``common`` originals have are left out of account, which bounds the work by their number.
    """
    found: dict[str, str] = {}
    owners: dict[Hashable, list[str]] = {}
    for name in sorted(texts, key=lambda name: (-len(texts[name]), name)):
        telling = [shingle for shingle in texts[name] if len(owners.get(shingle, ())) < common]
        shared = Counter(owner for shingle in telling for owner in owners.get(shingle, ()))
        best = min(shared, key=lambda owner: (-shared[owner], owner), default=name)
        if shared and len(telling) >= LEAST and shared[best] >= share * len(telling):
            found[name] = best
            continue
        found[name] = name
        for shingle in telling:
            owners.setdefault(shingle, []).append(name)
    return found


def fingerprints(text: str) -> frozenset[int]:
    """Winnowed hashes of a text's shingles. They are the same on every machine."""
    words = _WORD.findall(text.lower())
    hashes = [
        zlib.crc32(" ".join(words[first : first + RUN]).encode("utf-8", "replace"))
        for first in range(len(words) - RUN + 1)
    ]
    return frozenset(
        min(hashes[first : first + WINDOW]) for first in range(max(len(hashes) - WINDOW + 1, bool(hashes)))
    )


def _pairs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[first : first + PAIR]) for first in range(len(words) - PAIR + 1))


class _Groups:
    """Things that belong together, directly or through others."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def of(self, thing: Hashable) -> Hashable:
        """One thing that stands for all of its group."""
        while (above := self._above.setdefault(thing, thing)) != thing:
            thing = self._above[thing] = self._above[above]
        return thing

    def join(self, one: Hashable, other: Hashable) -> None:
        self._above[self.of(other)] = self.of(one)
