"""A language's words for figures and what they count, as phrases that are looked up by their first word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

Meaning = TypeVar("Meaning")


class Worded(Protocol):
    """A word of a text, in small letters."""

    @property
    def lower(self) -> str: ...


class Phrases(Generic[Meaning]):
    """Phrases of one or more words with what they mean."""

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
        for phrase, meaning in phrases:
            first, *rest = phrase.split()
            self._by_first.setdefault(first, []).append((tuple(rest), meaning))
        for listed in self._by_first.values():
            listed.sort(key=lambda pair: -len(pair[0]))

    def begin_with(self, word: str) -> bool:
        """Whether one of the phrases begins with a word."""
        return word in self._by_first

    def at(self, words: Sequence[Worded], place: int) -> tuple[int, Meaning] | None:
        """How many words the longest phrase at ``place`` has, and what it means."""
        if place >= len(words):
            return None
        for rest, meaning in self._by_first.get(words[place].lower, ()):
            if all(
                place + step < len(words) and words[place + step].lower == word for step, word in enumerate(rest, 1)
            ):
                return 1 + len(rest), meaning
        return None

    def before(self, words: Sequence[Worded], place: int) -> tuple[int, Meaning] | None:
        """The same for the longest phrase that ends before ``place``."""
        for length in range(min(4, place), 0, -1):
            found = self.at(words, place - length)
            if found is not None and found[0] == length:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Fate:
    """What befell those who are counted, and where the figure may stand."""

    what: str
    leads: bool  # "killing 33"
    follows: bool  # "33 dead"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a measure, as a multiple of the measure's first unit."""

    measure: str
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Counting:
    """The words that `idlibtl.events.figures` and `idlibtl.events.quantities` work with."""

    fates: Phrases[Fate]
    people: Phrases[str]
    things: Phrases[str]
    units: Phrases[Unit]
    currencies: Mapping[str, str]
    bounds: Phrases[str]
    bounds_after: Phrases[str]
    vague: Phrases[tuple[float, float | None]]
    scales: Mapping[str, float]
    numbers: Mapping[str, float]
    range_from: frozenset[str]
    range_to: frozenset[str]
    range_bare: frozenset[str]
    parts: frozenset[str]
    part_of: frozenset[str]
    those: frozenset[str]
    partitive: Phrases[None]
    naming: frozenset[str]
    aged: frozenset[str]
    old: frozenset[str]
    measured_by: frozenset[str]
    dimensions: frozenset[str]

    def may_count(self, word: str) -> bool:
        """Whether a figure can begin with a word, or be glued to it: "33", "thirty-six", "dozens", "thousand"."""
        if word[0].isdecimal() or word in self.scales or word.replace("-", " ") in self.numbers:
            return True
        return word.partition("-")[0] in self.numbers or self.vague.begin_with(word)

    @classmethod
    def of(cls, events: Mapping[str, Any], numbers: Mapping[str, float]) -> Counting:
        """From the tables of a language's ``events.toml`` and its words for numbers."""
        figures = events["figures"]
        return cls(
            fates=Phrases(_fates(events["quantities"])),
            people=_listed(events["people"]),
            things=_listed(events["things"]),
            units=Phrases(
                (word, Unit(measure, unit["least"], unit["most"]))
                for measure, listed in events["measures"].items()
                for unit in listed
                for word in unit["words"]
            ),
            currencies=figures["currencies"],
            bounds=_listed(events["bounds"]),
            bounds_after=_listed(events["bounds_after"]),
            vague=Phrases((words, _least_and_most(*numbers)) for words, numbers in figures["vague"].items()),
            scales={word: float(scale) for word, scale in figures["scales"].items()},
            numbers=numbers,
            range_from=frozenset(events["ranges"]["from"]),
            range_to=frozenset(events["ranges"]["to"]),
            range_bare=frozenset(events["ranges"]["bare"]),
            parts=frozenset(figures["parts"]),
            part_of=frozenset(figures["part_of"]),
            those=frozenset(figures["those"]),
            partitive=Phrases((words, None) for words in figures["partitive"]),
            naming=frozenset(figures["naming"]),
            aged=frozenset(figures["aged"]),
            old=frozenset(figures["old"]),
            measured_by=frozenset(figures["measured_by"]),
            dimensions=frozenset(figures["dimensions"]),
        )


def _least_and_most(least: float, most: float | None = None) -> tuple[float, float | None]:
    return float(least), None if most is None else float(most)


def _listed(table: Mapping[str, Iterable[str]]) -> Phrases[str]:
    return Phrases((word, name) for name, words in table.items() for word in words)


def _fates(table: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterable[tuple[str, Fate]]:
    for what, sides in table.items():
        for word in dict.fromkeys([*sides["before"], *sides["after"]]):
            yield word, Fate(what, word in sides["before"], word in sides["after"])
