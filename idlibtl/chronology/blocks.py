"""Blocks: the work of merging in pieces that several processes can do at once, each with what it needs in memory.

First, pairs: a block of mentions that follow one another in the order of dates is compared with what stands under the
same and the neighbouring dates. Then, entries: mentions that pairs connect, directly or through others, are grouped,
and each group becomes an entry.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from idlibtl.chronology.candidates import looked_up
from idlibtl.chronology.denials import Denial, days_before, told_on, what_it_denies
from idlibtl.chronology.entry import entry_of
from idlibtl.chronology.ledger import Ledger, LedgerKey, opened
from idlibtl.chronology.links import Citation
from idlibtl.chronology.merge import Edge, Group, edges, fitted, groups_of
from idlibtl.chronology.traits import Gist
from idlibtl.model import Claim, Entry
from idlibtl.value import Value


class Block(NamedTuple):
    """Places from the first to before the last, which hold whole stories."""

    ledger: LedgerKey
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Pairs(Value):
    """What a block came to: edges between places, and what its denials deny."""

    edges: tuple[Edge, ...]
    denials: tuple[Denial, ...]


def pairs(block: Block) -> Pairs:
    """What the mentions of a block may be one with, and what they deny."""
    ledger = opened(block.ledger)
    own = ledger.traits(block.first, block.last)
    told = ledger.traits_under({key for one in own.values() for key in looked_up(one)}) | own
    places = sorted(told)
    first = places.index(block.first)
    found = edges([told[place] for place in places], ledger.common.terms, fitted(), range(first, first + len(own)))
    denials = [one.mention for one in own.values() if one.mention.kind == "denied"]
    denials += [one for one in ledger.elaborating(block.first, block.last) if one.kind == "denied"]
    return Pairs(
        tuple([Edge(edge.late, edge.against, places[edge.one], places[edge.other]) for edge in found]),
        tuple(_denied(denials, ledger)),
    )


def _denied(denials: Sequence[Gist], ledger: Ledger) -> Iterator[Denial]:
    if not denials:
        return
    days = {day for denial in denials for day in days_before(denial)}
    told: dict[str, list[Gist]] = {}
    for one in sorted(ledger.told_on(days), key=lambda each: (each.document, each.start, each.id)):
        if (day := told_on(one)) in days:
            told.setdefault(day, []).append(one)
    for denial in denials:
        if found := what_it_denies(denial, told, ledger.common.keywords):
            yield found


class Batch(NamedTuple):
    """Components: the places of each, and all edges between them."""

    ledger: LedgerKey
    components: tuple[tuple[int, ...], ...]
    edges: tuple[Edge, ...]


class Undated(NamedTuple):
    """Mentions without a date, by their number: from the first to before the last."""

    ledger: LedgerKey
    first: int
    last: int


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


def grouped(batch: Batch) -> list[Made]:
    """The entries of a batch."""
    ledger = opened(batch.ledger)
    several = [component for component in batch.components if len(component) > 1]
    told = ledger.traits_holding([place for component in several for place in component])
    cited = ledger.cited(place for component in batch.components for place in component)
    groups = [Group([place], [place]) for component in batch.components if len(component) == 1 for place in component]
    where = {place: number for number, component in enumerate(several) for place in component}
    between: list[list[Edge]] = [[] for _ in several]
    for edge in batch.edges:
        between[where[edge.one]].append(edge)
    for component, own in zip(several, between, strict=True):
        groups += groups_of({place: told[place] for place in component}, own, ledger.common.terms, fitted())
    tellings = [([cited[place] for place in group.places], group.reasons) for group in groups]
    return list(_made(tellings, ledger))


def undated(task: Undated) -> list[Made]:
    """An entry for each of the mentions without a date."""
    ledger = opened(task.ledger)
    return list(_made([([cited], []) for cited in ledger.undated_cited(task.first, task.last)], ledger))


def _made(groups: Sequence[tuple[Sequence[Sequence[Citation]], Sequence[str]]], ledger: Ledger) -> Iterator[Made]:
    reports = ledger.reports(each.mention.document for told, _ in groups for cited in told for each in cited)
    for told, reasons in groups:
        more = sorted((each for own in told for each in own[1:]), key=_place)
        cited = [*(own[0] for own in told), *more]
        adding = [f"{each.mention.id} tells more of {each.mention.elaborates}" for each in more]
        entry = entry_of(cited, [*reasons, *adding], reports, ledger.common.keywords)
        yield Made(
            _order(entry),
            pickle.dumps(entry, protocol=5),
            tuple([each.claim("denied") for each in cited if each.mention.kind == "denied"]),
            () if entry.faint else tuple([(mention.document, mention.start) for mention in entry.mentions]),
        )


def _place(citation: Citation) -> tuple[str, int, str]:
    return citation.mention.document, citation.mention.start, citation.mention.id


def _order(entry: Entry) -> tuple[int | str, ...]:
    """``order_key``, flat."""
    if entry.when is None:
        return (1, *(0,) * 7, entry.id)
    instant, granularity = entry.when.sort_key
    return 0, *instant, granularity, entry.id
