"""The namebook: the names that a language's data knows, and the words that tell what a name is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from babel import Locale

from idlibtl.languages import load
from idlibtl.languages.spelling import normal_form

Listing = Literal["place", "country", "capital", "actor", "agency"]
Words = frozenset[str]

_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # of CLDR's list: unions, tests, the rest


@dataclass(frozen=True, slots=True)
class Listed:
    """A name that the data knows, as it is shown."""

    text: str
    kind: Listing


@dataclass(frozen=True, slots=True)
class Namebook:
    """What `idlibtl.events.names` knows of one language.

    ``exact`` goes by the spellings of the data, ``listed``, which leaves agencies out, by their normal forms;
    ``lengths`` says how many words the names have that begin with a word's normal form. The sets of words are in small
    letters, but for ``openings``, ``attributes`` and ``movements``, which hold normal forms.
    """

    exact: Mapping[str, Listed]
    listed: Mapping[str, Listed]
    lengths: Mapping[str, tuple[int, ...]]
    demonyms: Mapping[str, str]
    adjectives: Words
    common: Words
    titles: Words
    before_titles: Words
    title_phrases: Words
    title_words: Words
    longest_title: int
    organisations: Words
    groups: Words
    movements: Words
    operations: Words
    particles: Words
    joining: Words
    acting: Words
    before_acting: Words
    areas: Words
    before_areas: Words
    area_of: Words
    sites: Words
    openings: Words
    attributes: Words
    directions: Words
    where: Words
    who: Words

    def is_place(self, words: str) -> bool:
        """Whether a name is that of a place, country or capital, in a spelling that the data lists."""
        listed = self.exact.get(words)
        return listed is not None and listed.kind in ("place", "country", "capital")


@cache
def namebook(code: str) -> Namebook:
    """The namebook of a language that `idlibtl.languages.load` knows."""
    language = load(code)
    names, places = language.data("names"), language.data("places")
    exact: dict[str, Listed] = {}
    listed: dict[str, Listed] = {}
    lengths: dict[str, set[int]] = {}
    for spelling, name in _listed(code, names, places):
        exact.setdefault(spelling, name)
        if name.kind != "agency":
            listed.setdefault(normal_form(spelling), name)
        first, *rest = spelling.split()
        counts = {1 + len(rest), 1 + len(rest) + " ".join(rest).count("-")}  # "Bab al-Hawa", "Bab al Hawa"
        lengths.setdefault(normal_form(first), set()).update(counts)
    words = [form for table in ("month", "weekday", "number", "ordinal") for form in language.tables.get(table, ())]
    titles, before_titles, phrases = (_lower(names["titles"][part]) for part in ("words", "before", "phrases"))
    return Namebook(
        exact=exact,
        listed=listed,
        lengths={first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
        demonyms={word.lower(): country for country, words in names["demonyms"].items() for word in words},
        adjectives=_lower(names["adjectives"]["words"]),
        common=_lower([*names["common"]["words"], *words]),
        titles=titles,
        before_titles=before_titles,
        title_phrases=phrases,
        title_words=titles | before_titles | {phrase.split()[0] for phrase in phrases},
        longest_title=max(len(phrase.split()) for phrase in phrases),
        organisations=_lower(names["organisations"]["words"]),
        groups=_lower(names["organisations"]["after"]),
        movements=frozenset(normal_form(word) for word in names["organisations"]["openings"]),
        operations=_lower(names["organisations"]["operations"]),
        particles=_lower(names["organisations"]["particles"]),
        joining=_lower(names["organisations"]["joining"]),
        acting=_lower(names["acting"]["words"]),
        before_acting=_lower(names["acting"]["between"]),
        areas=_lower(places["areas"]["words"]),
        before_areas=_lower(places["areas"]["with"]),
        area_of=_lower(places["areas"]["of"]),
        sites=_lower(places["sites"]["words"]),
        openings=frozenset(normal_form(word) for word in places["openings"]["words"]),
        attributes=frozenset(normal_form(word) for word in places["openings"]["attributes"]),
        directions=_lower(places["directions"]["words"]),
        where=_lower(places["before"]["where"]),
        who=_lower(places["before"]["who"]),
    )


def _listed(code: str, names: Mapping[str, Any], places: Mapping[str, Any]) -> Iterator[tuple[str, Listed]]:
    """Every spelling that the data lists, with the name that it stands for; the first to claim one has it."""
    for forms in places["countries"]["also"]:
        yield from ((form, Listed(forms[0], "country")) for form in forms)
    for region, name in Locale.parse(code).territories.items():
        if region.isalpha() and region not in _NO_COUNTRIES:
            yield name, Listed(name, "country")
    for town in places["capitals"]["towns"]:
        yield town, Listed(town, "capital")
    for forms in places["places"]["names"]:
        capital = any(form in places["capitals"]["towns"] for form in forms)
        yield from ((form, Listed(forms[0], "capital" if capital else "place")) for form in forms)
    for forms in names["actors"]["names"]:
        yield from ((form, Listed(forms[0], "actor")) for form in forms)
    for forms in (*names["agencies"]["names"], names["media"]["names"]):
        yield from ((form, Listed(form, "agency")) for form in forms)


def _lower(words: Iterable[str]) -> Words:
    return frozenset(word.lower() for word in words)
