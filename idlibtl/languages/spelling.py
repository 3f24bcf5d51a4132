"""Spelling: one form for all spellings of a name, so that Saraqib and Saraqeb, or M4 and M-4, are found to be one."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple


class _Rules(NamedTuple):
    letters: dict[int, str]
    bound: frozenset[str]
    alone: frozenset[str]
    within: re.Pattern[str]
    servant: re.Pattern[str]
    rules: tuple[tuple[re.Pattern[str], str], ...]
    least: int
    foreign: frozenset[str]
    vowels: dict[int, str]
    words: dict[str, str]


@lru_cache(maxsize=65536)
def normal_form(name: str) -> str:
    """The form that all spellings of a name share: no accents, hyphens or articles, and one letter for one sound.

    It is for comparing, not for showing. "" for what holds neither letters nor digits.
    """
    rules = _rules()
    words = _plain(name).split()
    found: list[str] = []
    joins = False
    for place, word in enumerate(words):
        if word in rules.alone and place + 1 < len(words):
            continue
        *articles, last = word.split("-")
        parts = [part for part in articles if part not in rules.bound] + [last]
        for part in parts:
            letters = re.sub(r"[^a-z0-9]", "", part)
            if not letters:
                continue
            if found:
                letters = rules.within.sub("", letters, count=1) if rules.within.match(letters) else letters
            servant = rules.servant.match(letters)
            folded = _folded(letters[servant.end() :]) if servant else _folded(letters)
            if servant:
                found.append("abd" + folded)
            elif joins or (found and letters.isdigit() and part is not parts[0]):
                found[-1] += folded
            else:
                found.append(folded)
            joins = servant is not None and not folded
    return " ".join(found)


def articles() -> frozenset[str]:
    """The articles that can stand alone before a name."""
    return _rules().alone


def _plain(name: str) -> str:
    """The name in small letters without accents, with hyphens of one kind."""
    dashes = re.sub(r"[\u2010-\u2015]", "-", name.casefold())
    return "".join(c for c in unicodedata.normalize("NFKD", dashes) if not unicodedata.combining(c)).translate(
        _rules().letters
    )


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    rules = _rules()
    for pattern, written in rules.rules:
        word = pattern.sub(written, word)
    if len(word) >= rules.least and not rules.foreign & set(word):
        word = re.sub(r"a+", "a", word.translate(rules.vowels))
    return rules.words.get(word, word)


@cache
def _rules() -> _Rules:
    data: dict[str, Any] = tomllib.loads((files(__package__) / "spelling.toml").read_text(encoding="utf-8"))
    article, vowels = data["article"], data["vowels"]
    return _Rules(
        letters=str.maketrans(data["letters"]),
        bound=frozenset(article["bound"]),
        alone=frozenset(article["alone"]),
        within=re.compile(article["within"]),
        servant=re.compile(article["servant"]),
        rules=tuple((re.compile(pattern), written) for pattern, written in data["rules"].items()),
        least=vowels["least"],
        foreign=frozenset(vowels["not_in"]),
        vowels=str.maketrans(dict.fromkeys(vowels["like"], vowels["as"])),
        words={other: word for word, others in data["words"].items() for other in others},
    )
