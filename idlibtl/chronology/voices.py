"""Voices: which of an entry's sources speak for themselves, and which print one text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence, Set

from idlibtl.chronology.links import Citation
from idlibtl.chronology.reports import Report
from idlibtl.chronology.wires import wire
from idlibtl.model import Mention, Voice

# Of 603 reports on Syria, those that share two fifths of the shorter one print the same wire, cut and edited; what
# share less have a paragraph of background in common.
COPIED = 0.4
COMMON = 6  # so many texts of their own have it: a page's furniture, which proves nothing
# A quote: pairs of words. Of fifteen words, two exchanged leave ten pairs of fourteen.
PAIR = 2
REPEATED = 0.6
COMMON_PAIR = 24
LEAST = 8  # shingles, or pairs: "since the war began in 2011" is nobody's

_WORD = re.compile(r"\w+")


def voices(cited: Sequence[Citation], reports: Mapping[str, Report]) -> tuple[Voice, ...]:
    """The voices of an entry, in the order of their first mentions. Every document has its place in one of them."""
    sources = dict.fromkeys(citation.mention.document for citation in cited)
    if len(sources) == 1:
        return (Voice(tuple(sources)),)
    original = originals({source: reports[source].prints for source in sources}, COPIED, COMMON)
    repeated = originals({each.mention.id: _pairs(_undated(each)) for each in cited}, REPEATED, COMMON_PAIR)
    groups = _Groups()
    for citation in cited:
        source = ("source", citation.mention.document)
        groups.join(source, ("text", original[citation.mention.document]))
        groups.join(source, ("quote", repeated[citation.mention.id]))
    found: dict[Hashable, list[Mention]] = {}
    for citation in cited:
        mention = citation.mention
        found.setdefault(groups.of(("source", mention.document)), []).append(mention)
    return tuple(_voice(said, reports) for said in found.values())


def _voice(mentions: Sequence[Mention], reports: Mapping[str, Report]) -> Voice:
    sources = tuple(dict.fromkeys(mention.document for mention in mentions))
    if len(sources) == 1:
        return Voice(sources)
    attributed = [(reports[said.document].language, said.attributed_to or "") for said in mentions]
    return Voice(sources, wire([reports[source].credit for source in sources], attributed))


def _undated(citation: Citation) -> str:
    """The quote without its date, which any two reports of one day have in common."""
    mention, quote = citation.mention, citation.link.quote
    timex = mention.timex
    if timex is None or not mention.start <= timex.start < timex.end <= mention.end:
        return quote
    return f"{quote[: timex.start - mention.start]}{quote[timex.end - mention.start :]}"


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
