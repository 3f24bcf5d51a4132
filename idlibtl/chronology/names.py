"""The names of a chronology: one spelling for each, and within an entry the fullest form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from idlibtl.chronology.weights import common
from idlibtl.languages.spelling import normal_form
from idlibtl.model import Mention

_SURER = 3  # how many times as many documents have a name without its last "s", where that is a lost possessive


def one_spelling(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with each name spelled as most documents spell it: "Tokhar" for "Tokkhar"."""
    actors = _spellings(mentions, "actors")
    places = _spellings(mentions, "places")
    return [
        replace(mention, actors=_spelled(mention.actors, actors), places=_spelled(mention.places, places))
        if any(name in actors for name in mention.actors) or any(name in places for name in mention.places)
        else mention
        for mention in mentions
    ]


def _spellings(mentions: Iterable[Mention], side: Literal["actors", "places"]) -> dict[str, str]:
    """For each spelling that is not the commonest of its name, the one that is."""
    written: dict[str, dict[str, set[str]]] = {}
    for mention in mentions:
        for name in getattr(mention, side):
            written.setdefault(normal_form(name) or name, {}).setdefault(name, set()).add(mention.document)
    shown: dict[str, str] = {}
    for form, spellings in written.items():
        whole = written.get(form.removesuffix("s"), {})  # "Assads", which has lost its apostrophe
        known = whole if _told(whole) > _SURER * _told(spellings) else spellings
        best = min(known, key=lambda name: (-len(known[name]), name))
        shown.update((name, best) for name in spellings if name != best)
    return shown


def _told(spellings: Mapping[str, set[str]]) -> int:
    return sum(map(len, spellings.values()))


def _spelled(names: Sequence[str], shown: Mapping[str, str]) -> tuple[str, ...]:
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
