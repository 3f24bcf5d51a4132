"""Bring together the mentions of one event.

Candidates are compared by their features, whose weights say how likely two mentions tell of one event. The likeliest
pairs bring their groups together first, and only where the groups as a whole are alike, so that none grows from one
event into the next.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from idlibtl.chronology.candidates import candidates, compatible
from idlibtl.chronology.features import BESIDE, Features, add_beside, features, features_told
from idlibtl.chronology.traits import Traits, traits
from idlibtl.chronology.weights import weigh
from idlibtl.model import Mention

_ROUNDING = 1e-9
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


@dataclass(slots=True, eq=False)
class Group:
    """Mentions of one event, with the reasons why they came together."""

    mentions: list[Mention] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def merge(mentions: Sequence[Mention], by: Fitted | None = None) -> list[Group]:
    """Groups of mentions, each of one event. The order of ``mentions`` makes no difference.

    Undated ones stand alone; what only tells more of another goes where that goes.
    """
    own = [mention for mention in mentions if mention.elaborates is None]
    groups = _Merging(traits(own), by or fitted()).groups()
    groups += [Group([mention]) for mention in own if mention.when is None]
    home = {mention.id: group for group in groups for mention in group.mentions}
    for mention in sorted(mentions, key=lambda each: (each.document, each.start, each.id)):
        if mention.elaborates is not None:
            group = home[mention.elaborates]
            group.mentions.append(mention)
            group.reasons.append(f"{mention.id} tells more of {mention.elaborates}")
    return groups


@dataclass(frozen=True, slots=True, order=True)
class _Edge:
    """Two mentions that may tell of one event: the likeliest first, but a clock time and its day after all others.

    A clock time that came into a group early would shut all others of the day out.
    """

    late: bool
    against: float
    one: int
    other: int


@dataclass(slots=True, eq=False)
class _Set:
    """Places of mentions taken for one event; ``faces`` are those of them that are compared with others."""

    places: list[int]
    faces: list[int]
    reasons: list[str] = field(default_factory=list)

    def take(self, other: _Set, reason: str) -> None:
        self.places += other.places
        self.faces = sorted(self.faces + other.faces)[:FACES]
        self.reasons += [*other.reasons, reason]


class _Merging:
    """One merging of the mentions ``told``, by their places in that."""

    def __init__(self, told: Sequence[Traits], by: Fitted) -> None:
        self.told, self.by = told, by
        self.weight = weigh((one.mention.document, one.terms) for one in told)
        self.sets = [_Set([place], [place]) for place in range(len(told))]  # the set of each place
        self.least = by.joined - by.most_beside() - _ROUNDING  # what the words of a pair that is joined come to
        self.known: dict[tuple[int, int], float] = {}
        self.compared = 0

    def groups(self) -> list[Group]:
        for edge in self.edges():
            one, other = self.sets[edge.one], self.sets[edge.other]
            if one is not other and self.alike(one, other):
                larger, smaller = (one, other) if len(one.places) >= len(other.places) else (other, one)
                for place in smaller.places:
                    self.sets[place] = larger
                larger.take(smaller, self.reason(edge))
        found = {min(each.places): each for each in self.sets}
        return [Group([self.told[place].mention for place in each.places], each.reasons) for each in found.values()]

    def edges(self) -> list[_Edge]:
        """The pairs that may bring groups together, the likeliest first."""
        found = []
        for one, other in candidates(self.told, self.weight):
            odds = self.odds_if_joined(one, other)
            if odds is not None:
                self.known[one, other] = odds
                found.append(_Edge(self.told[one].clock != self.told[other].clock, -odds, one, other))
        return sorted(found)

    def odds_if_joined(self, one: int, other: int) -> float | None:
        """The log-odds of a pair that brings groups together; most don't, which their words and dates show."""
        self.compared += 1
        first, second = self.told[one], self.told[other]
        found = features_told(first, second, self.weight)
        if self.by.odds(found) < self.least:
            return None
        add_beside(found, first, second, self.weight)
        odds = self.by.odds(found)
        return odds if odds >= self.by.joined else None

    def odds(self, one: int, other: int) -> float:
        pair = (one, other) if one < other else (other, one)
        if pair not in self.known:
            self.compared += 1
            return self.by.odds(features(self.told[pair[0]], self.told[pair[1]], self.weight))
        return self.known[pair]

    def alike(self, one: _Set, other: _Set) -> bool:
        """Whether two sets can be one: their dates are compatible throughout, and their mentions alike on average."""
        pairs = [(first, second) for first in one.faces for second in other.faces]
        if not all(compatible(self.told[first], self.told[second]) for first, second in pairs):
            return False
        if any(self.told[group.faces[0]].doubted for group in (one, other)):
            return True  # a misprint is set beside the likeliest of what it may be
        return math.fsum(self.odds(*pair) for pair in pairs) >= self.by.together * len(pairs)

    def reason(self, edge: _Edge) -> str:
        one, other = self.told[edge.one], self.told[edge.other]
        likely = 1 / (1 + math.exp(edge.against))
        shared = sorted(one.terms & other.terms, key=lambda word: (-self.weight[word], word))[:5]
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
