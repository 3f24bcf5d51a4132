"""The words around a publication date, as ``languages/en/dateline.toml`` has them, ready for use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from idlibtl.languages import load


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names and words of one language. All keys and words are in lower case, but for ``outlets``."""

    months: dict[str, int]
    weekdays: dict[str, int]
    published: frozenset[str]
    plain: frozenset[str]
    fields: frozenset[str]
    updated: frozenset[str]
    other: frozenset[str]
    joints: frozenset[str]
    governors: frozenset[str]
    furniture: frozenset[str]
    outlets: frozenset[str]
    sequels: frozenset[str]
    staff: tuple[str, ...]
    asides: tuple[str, ...]
    credits: tuple[str, ...]
    zones: tuple[str, ...]
    deictic_before: frozenset[str]
    deictic_after: frozenset[str]
    deictic_never: frozenset[str]
    future: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """English, the one language whose datelines are known so far."""
    english = load("en")
    data = english.data("dateline")
    labels, around, deictic = data["labels"], data["around"], data["deictic"]
    return Vocabulary(
        months={name: int(number) for name, number in english.tables["month"].items()},
        weekdays={name: int(number) for name, number in english.tables["weekday"].items()},
        published=frozenset(labels["published"]),
        plain=frozenset(labels["plain"]),
        fields=frozenset(labels["fields"]),
        updated=frozenset(labels["updated"]),
        other=frozenset(labels["other"]),
        joints=frozenset(labels["joints"]),
        governors=frozenset(around["governors"]),
        furniture=frozenset(around["furniture"]),
        outlets=frozenset(around["outlets"]),
        sequels=frozenset(around["sequels"]),
        staff=tuple(around["staff"]),
        asides=tuple(around["asides"]),
        credits=tuple(around["credits"]),
        zones=tuple(around["zones"]),
        deictic_before=frozenset(deictic["before"]),
        deictic_after=frozenset(deictic["after"]),
        deictic_never=frozenset(deictic["never"]),
        future=tuple(deictic["future"]),
    )


def either(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
