"""Bring together the mentions of one event.

Candidates are compared by their features, whose weights say how likely two mentions tell of one event. The likeliest
pairs bring their groups together first, and only where the groups as a whole are alike, so that none grows from one
event into the next.
"""

from __future__ import annotations

import math
import tomllib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple, Protocol

from idlibtl.chronology.candidates import compatible, found_for
from idlibtl.chronology.features import BESIDE, Features, add_beside, features, features_told
from idlibtl.chronology.traits import Traits, traits
from idlibtl.chronology.weights import Weights, weigh
from idlibtl.model import Mention

_ROUNDING = 1e-9
_KNOWN = 1 << 16  # pairs whose likelihood is kept
FACES = 8  # mentions that stand for a group where it is compared with another


@dataclass(frozen=True, slots=True)
class Fitted:
    """What scripts/fit_merge.py found: how much each feature weighs, in log-odds, and where to draw the line.

    Two mentions bring their groups together from ``joined`` on, if the groups' mentions are on average at least at
    ``together``.
    """

    weights: Mapping[str, float]
    joined: float
    together: float

    def odds(self, found: Features) -> float:
        """The log-odds of a pair with these features telling of one event."""
        weight = self.weights
        return math.fsum([weight[name] * value for name, value in found.items() if name in weight])

    def most_beside(self) -> float:
        """The most that what the reports tell beside can add."""
        return max(math.fsum(max(0.0, self.weights.get(name, 0.0)) for name in names) for names in BESIDE)


@cache
def fitted() -> Fitted:
    """The weights that come with the program."""
    data = tomllib.loads(files("idlibtl.chronology").joinpath("merging.toml").read_text(encoding="utf-8"))
    return Fitted(data["weights"], **data["line"])


class Edge(NamedTuple):
    """Two mentions that may tell of one event: the likeliest first, but a clock time and its day after all others.

    A clock time that came into a group early would shut all others of the day out. ``against`` is how unlikely they
    are, in log-odds; ``one`` and ``other`` are their places, the smaller first.
    """

    late: bool
    against: float
    one: int
    other: int


class Edges:
    """Many edges, in columns: a tenth of the memory. They are given, and taken, in order."""

    __slots__ = ("_against", "_late", "_one", "_other")

    def __init__(self, edges: Iterable[tuple[int, float, int, int]]) -> None:
        self._late, self._against, self._one, self._other = array("b"), array("d"), array("q"), array("q")
        for late, against, one, other in edges:
            self._late.append(late)
            self._against.append(against)
            self._one.append(one)
            self._other.append(other)

    def __iter__(self) -> Iterator[Edge]:
        for late, against, one, other in zip(self._late, self._against, self._one, self._other, strict=True):
            yield Edge(bool(late), against, one, other)


@dataclass(slots=True, eq=False)
class Group:
    """Places of mentions of one event, with the reasons why they came together.

    ``faces`` are those of them that are compared with others.
    """

    places: list[int]
    faces: list[int]
    reasons: list[str] = field(default_factory=list)

    def take(self, other: Group, reason: str) -> list[int]:
        """Become one with another group; gives those that are no faces any more."""
        faces = sorted(self.faces + other.faces)
        self.places += other.places
        self.faces = faces[:FACES]
        self.reasons += [*other.reasons, reason]
        return faces[FACES:]


def merge(mentions: Sequence[Mention], by: Fitted | None = None) -> list[tuple[list[str], list[str]]]:
    """The ids of the mentions of one event each, and the reasons. The order of ``mentions`` makes no difference.

    Undated ones stand alone; what only tells more of another goes where that goes.
    """
    own = [mention for mention in mentions if mention.elaborates is None]
    told = traits(own)
    weight = weigh((one.mention.document, one.terms) for one in told)
    between = sorted(edges(told, weight, by or fitted()))
    groups = groups_of(AllTold(enumerate(told)), between, weight, by or fitted())
    found = [([told[place].mention.id for place in group.places], group.reasons) for group in groups]
    found += [([mention.id], []) for mention in own if mention.when is None]
    home = {ident: ids for ids, _ in found for ident in ids}
    for mention in mentions:
        if mention.elaborates is not None:
            home[mention.elaborates].append(mention.id)
    return found


def edges(told: Sequence[Traits], weight: Weights, by: Fitted) -> list[Edge]:
    """The pairs that may bring groups together, by their places in ``told``."""
    found = edges_for(told, weight, by, range(len(told)))
    return list(dict.fromkeys(chain.from_iterable(found.values())))


def edges_for(told: Sequence[Traits], weight: Weights, by: Fitted, of: Sequence[int]) -> dict[int, list[Edge]]:
    """Those that are found for each of some places. One may be found for both of its places."""
    least = by.joined - by.most_beside() - _ROUNDING  # what the words of a pair that is joined come to
    compared: dict[tuple[int, int], Edge | None] = {}
    found: dict[int, list[Edge]] = {place: [] for place in of}
    for place, pair in found_for(told, weight, of):
        if pair not in compared:
            compared[pair] = _edge(told, pair, weight, by, least)
        edge = compared[pair]
        if edge is not None:
            found[place].append(edge)
    return found


def _edge(told: Sequence[Traits], pair: tuple[int, int], weight: Weights, by: Fitted, least: float) -> Edge | None:
    first, second = told[pair[0]], told[pair[1]]
    features = features_told(first, second, weight)
    if by.odds(features) < least:
        return None  # most end here
    add_beside(features, first, second, weight)
    odds = by.odds(features)
    return Edge(first.clock != second.clock, -odds, *pair) if odds >= by.joined else None


class Told(Protocol):
    """Mentions by their places. One that is let go of is hardly asked for again, but may be."""

    def __iter__(self) -> Iterator[int]: ...

    def __getitem__(self, place: int) -> Traits: ...

    def let_go(self, place: int) -> None: ...


class AllTold(dict[int, Traits]):
    """All mentions told, in memory."""

    def let_go(self, place: int) -> None:
        """They stay."""


def groups_of(told: Told, between: Iterable[Edge], weight: Weights, by: Fitted) -> list[Group]:
    """The groups of the mentions told, by their places, that the edges between them make, which come in order."""
    return _Merging(told, between, weight, by).groups()


class _Merging:
    def __init__(self, told: Told, between: Iterable[Edge], weight: Weights, by: Fitted) -> None:
        self.told, self.weight, self.by = told, weight, by
        self.edges = between
        self.known: dict[tuple[int, int], float] = {}
        self.sets = {place: Group([place], [place]) for place in told}  # the group of each place
        self.compared = 0

    def groups(self) -> list[Group]:
        for edge in self.edges:
            one, other = self.sets[edge.one], self.sets[edge.other]
            if one is other:
                continue
            self.known[edge.one, edge.other] = -edge.against
            if self.alike(one, other):
                larger, smaller = (one, other) if len(one.places) >= len(other.places) else (other, one)
                for place in smaller.places:
                    self.sets[place] = larger
                for place in larger.take(smaller, self.reason(edge)):
                    self.told.let_go(place)
        found = {min(each.places): each for each in self.sets.values()}
        return list(found.values())

    def odds(self, one: int, other: int) -> float:
        pair = (one, other) if one < other else (other, one)
        if pair not in self.known:
            self.compared += 1
            if len(self.known) >= _KNOWN:
                self.known.clear()
            self.known[pair] = self.by.odds(features(self.told[pair[0]], self.told[pair[1]], self.weight))
        return self.known[pair]

    def alike(self, one: Group, other: Group) -> bool:
        """Whether two groups can be one: their dates are compatible throughout, and their mentions alike on average."""
        pairs = [(first, second) for first in one.faces for second in other.faces]
        if not all(compatible(self.told[first], self.told[second]) for first, second in pairs):
            return False
        if any(self.told[group.faces[0]].doubted for group in (one, other)):
            return True  # a misprint is set beside the likeliest of what it may be
        return math.fsum(self.odds(*pair) for pair in pairs) >= self.by.together * len(pairs)

    def reason(self, edge: Edge) -> str:
        one, other = self.told[edge.one], self.told[edge.other]
        likely = 1 / (1 + math.exp(edge.against))
        shared = sorted(one.terms & other.terms, key=self.weight.rank)[:5]
        words = ", ".join(word.lstrip("=@") for word in shared)
        return f"{other.mention.id} joins {one.mention.id}: {_dates(one, other)}; {likely:.2f} likely, by: {words}"


def _dates(one: Traits, other: Traits) -> str:
    first, second = one.when.edtf, other.when.edtf
    if one.doubted or other.doubted:
        return f"{first} and {second} agree in the day, not the month"
    if one.date == other.date:
        return f"{first} and {second} agree"
    if one.when.overlaps(other.when.begin, other.when.end):
        return f"{first} and {second} hold one another"
    return f"{first} and {second} are a day apart, and one is that of the report"
