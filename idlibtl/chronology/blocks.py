"""Blocks: the work of merging in pieces that several processes can do at once, each with what it needs in memory.

First, pairs: a block of mentions that follow one another in the order of dates is compared with what stands under the
same and the neighbouring dates. Then, entries: mentions that pairs connect, directly or through others, are grouped,
and each group becomes an entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from idlibtl.chronology.denials import Claims, Denial
from idlibtl.chronology.entry import entry_of
from idlibtl.chronology.index import Placed
from idlibtl.chronology.links import Citation
from idlibtl.chronology.merge import Edge, Edges, Group, edges_for, fitted, groups_of
from idlibtl.chronology.order import order_key
from idlibtl.chronology.reading import OneByOne, Reader, cited_mark, held_by, opened
from idlibtl.chronology.shelf import Mark, ShelfKey
from idlibtl.model import Claim, Entry
from idlibtl.packed import packed
from idlibtl.value import Value


class Block(NamedTuple):
    """Stories, those that they are compared with, those that may deny something, and of what."""

    shelf: ShelfKey
    own: tuple[Placed, ...]
    beside: tuple[Placed, ...]
    denying: tuple[Placed, ...]
    denied: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Pairs(Value):
    """What a block came to: edges between places, as found for each of its own stories, and what its denials deny."""

    edges: tuple[tuple[Edge, ...], ...]
    denials: tuple[Denial, ...]


def pairs(block: Block) -> Pairs:
    """What the mentions of a block may be one with, and what they deny."""
    reader = opened(block.shelf)
    told = reader.traits(sorted({*block.beside, *block.own}))
    places = list(told)
    where = {place: number for number, place in enumerate(places)}
    own = [[where[place] for place in range(story.first, story.first + story.size)] for story in block.own]
    of = [*chain.from_iterable(own)]
    found = edges_for([told[place] for place in places], reader.common.terms, fitted(), of)
    return Pairs(
        tuple([tuple(_placed(chain.from_iterable(found[number] for number in story), places)) for story in own]),
        tuple(_denials(block, reader)) if block.denied else (),
    )


def _placed(found: Iterable[Edge], places: Sequence[int]) -> Iterator[Edge]:
    for edge in dict.fromkeys(found):
        yield Edge(edge.late, edge.against, places[edge.one], places[edge.other])


def _denials(block: Block, reader: Reader) -> Iterator[Denial]:
    claims = Claims(one for story in block.denied for gists in reader.gists(story) for one in gists)
    for story in block.denying:
        for one in chain.from_iterable(reader.gists(story)):
            if one.kind == "denied" and (found := claims.denied_by(one, reader.common.keywords)):
                yield found


class Batch(NamedTuple):
    """Components: the places of each and the edges between them, the stories that hold them, and their reports."""

    shelf: ShelfKey
    components: tuple[tuple[Sequence[int], Edges], ...]
    stories: tuple[Placed, ...]
    reports: Mapping[str, Mark]


class Undated(NamedTuple):
    """Mentions without a date, and their reports."""

    shelf: ShelfKey
    mentions: tuple[Mark, ...]
    reports: Mapping[str, Mark]


@dataclass(frozen=True, slots=True)
class Made(Value):
    """An entry, packed.

    ``order`` sorts entries. ``denying`` are the claims of its mentions that deny something, ``shown`` the documents and
    offsets that it shows, nothing where it is faint.
    """

    order: tuple[int | str, ...]
    entry: bytes
    denying: tuple[Claim, ...]
    shown: tuple[tuple[str, int], ...]


def grouped(batch: Batch) -> list[tuple[Made, ...]]:
    """The entries of a batch, for each of its components."""
    reader = opened(batch.shelf)
    every = chain.from_iterable(places for places, _ in batch.components)
    held = held_by(every, batch.stories)
    cited = {place: cited_mark(place, story) for place, story in held.items()}
    reader.hold([*(story.mark for story in batch.stories), *cited.values(), *batch.reports.values()])
    made = []
    for places, between in batch.components:
        groups = [Group([*places], [*places])]
        if len(places) > 1:
            told = OneByOne(reader, {place: held[place] for place in places})
            groups = groups_of(told, between, reader.common.terms, fitted())
        tellings = (([reader.cited_at(cited[place]) for place in group.places], group.reasons) for group in groups)
        made.append(tuple([_made(told, reasons, batch.reports, reader) for told, reasons in tellings]))
    return made


def undated(task: Undated) -> list[Made]:
    """An entry for each of the mentions without a date."""
    reader = opened(task.shelf)
    reader.hold([*task.mentions, *task.reports.values()])
    return [_made([reader.cited_at(mark)], (), task.reports, reader) for mark in task.mentions]


def _made(
    told: Sequence[Sequence[Citation]], reasons: Sequence[str], marks: Mapping[str, Mark], reader: Reader
) -> Made:
    """The entry of mentions, each followed by those that elaborate it."""
    more = sorted((each for own in told for each in own[1:]), key=_place)
    cited = [*(own[0] for own in told), *more]
    adding = [f"{each.mention.id} tells more of {each.mention.elaborates}" for each in more]
    reports = {each.mention.document: reader.report(marks[each.mention.document]) for each in cited}
    entry = entry_of(cited, [*reasons, *adding], reports, reader.common.keywords)
    return packed_entry(entry, [each.claim("denied") for each in cited if each.mention.kind == "denied"])


def packed_entry(entry: Entry, denying: Sequence[Claim]) -> Made:
    shown = () if entry.faint else tuple([(mention.document, mention.start) for mention in entry.mentions])
    return Made(order_key(entry), packed(entry), tuple(denying), shown)


def _place(citation: Citation) -> tuple[str, int, str]:
    return citation.mention.document, citation.mention.start, citation.mention.id
