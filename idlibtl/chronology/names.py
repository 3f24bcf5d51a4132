"""The names of a chronology: one spelling for each, and within an entry the fullest form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from idlibtl.chronology.traits import Gist
from idlibtl.chronology.weights import common
from idlibtl.languages.spelling import normal_form
from idlibtl.model import Mention

_SURER = 3  # how many times as many documents have a name without its last "s", where that is a lost possessive


@dataclass(frozen=True, slots=True)
class Spellings:
    """For each spelling of an actor or a place that is not the commonest of its name, the one that is."""

    actors: Mapping[str, str]
    places: Mapping[str, str]

    def spelled(self, mention: Mention) -> Mention:
        """The mention with its names so spelled."""
        if self.actors.keys().isdisjoint(mention.actors) and self.places.keys().isdisjoint(mention.places):
            return mention
        actors, places = respelled(mention.actors, self.actors), respelled(mention.places, self.places)
        return replace(mention, actors=actors, places=places)

    def placed(self, told: Gist) -> Gist:
        """What is compared, with its places so spelled."""
        if self.places.keys().isdisjoint(told.places):
            return told
        return replace(told, places=respelled(told.places, self.places))


def one_spelling(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with each name spelled as most documents spell it: "Tokhar" for "Tokkhar"."""
    actors, places = Counter[str](), Counter[str]()
    by_document: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_document.setdefault(mention.document, []).append(mention)
    for told in by_document.values():
        actors.update({name for mention in told for name in mention.actors})
        places.update({name for mention in told for name in mention.places})
    spelled = Spellings(commonest(actors), commonest(places))
    return [spelled.spelled(mention) for mention in mentions]


def commonest(documents: Mapping[str, int]) -> dict[str, str]:
    """The commonest spelling for each other one, from the numbers of documents that have them."""
    written: dict[str, dict[str, int]] = {}
    for name, number in documents.items():
        written.setdefault(normal_form(name) or name, {})[name] = number
    shown: dict[str, str] = {}
    for form, spellings in written.items():
        whole = written.get(form.removesuffix("s"), {})  # "Assads", which has lost its apostrophe
        known = whole if sum(whole.values()) > _SURER * sum(spellings.values()) else spellings
        best = min(known, key=lambda name: (-known[name], name))
        shown.update((name, best) for name in spellings if name != best)
    return shown


def respelled(names: Sequence[str], shown: Mapping[str, str]) -> tuple[str, ...]:
    """Names in the spellings that are shown, each once."""
    return tuple(dict.fromkeys(shown.get(name, name) for name in names))


def in_full(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Each name once, most told first, in its fullest form: "Erdogan" and "Recep Tayyip Erdogan" are one.

    A single word joins the longer name that ends with it, where there is but one.
    """
    told = [list(names) for names in groups]
    longer: dict[str, Counter[str]] = {}
    for names in told:
        for name in names:
            if len(words := normal_form(name).split()) > 1:
                longer.setdefault(words[-1], Counter())[name] += 1

    def full(name: str) -> str:
        form = normal_form(name)
        found = longer.get(form, Counter()) if " " not in form else Counter[str]()
        return next(iter(found)) if len(found) == 1 else name

    return tuple(common(map(full, names) for names in told))
