"""The verbs of a language with their forms, built from its ``verbs.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from idlibtl.languages import load


@dataclass(frozen=True, slots=True)
class Form:
    """One word form: the verb's base, how it is inflected, and the classes that the verb belongs to."""

    base: str
    inflection: str  # base, present, past, participle, progressive
    classes: frozenset[str]


@cache
def forms(code: str) -> Mapping[str, tuple[Form, ...]]:
    """Word -> the verb forms that it can be, in the order of the data."""
    data = load(code).data("verbs")
    classes: dict[str, set[str]] = {}
    for name, verbs in data["class"].items():
        for verb in verbs:
            classes.setdefault(verb, set()).add(name)
    for verb in data["irregular"]:
        classes.setdefault(verb, {"act"})
    found: dict[str, list[Form]] = {}
    for verb, names in classes.items():
        for inflection, words in _inflect(verb, data["inflection"], data["irregular"].get(verb)).items():
            for word in words:
                found.setdefault(word, []).append(Form(verb, inflection, frozenset(names)))
    return {word: tuple(listed) for word, listed in found.items()}


def _inflect(
    verb: str, rules: Mapping[str, Any], irregular: list[str] | Mapping[str, list[str]] | None
) -> dict[str, list[str]]:
    stem = verb + verb[-1] if verb in rules["doubling"] else verb
    made = {
        "base": [verb],
        "present": [_apply(rules["present"], verb)],
        "progressive": [_apply(rules["progressive"], stem)],
    }
    if irregular is None:
        made["past"] = made["participle"] = [_apply(rules["past"], stem)]
    elif isinstance(irregular, Mapping):
        made.update(irregular)
    else:
        made["past"], made["participle"] = [irregular[0]], [irregular[1]]
    return made


def _apply(rules: list[list[str]], word: str) -> str:
    for pattern, replacement in rules:
        if re.search(pattern, word):
            return re.sub(pattern, replacement, word, count=1)
    return word


def is_base(code: str, word: str) -> bool:
    """Whether the word is the base form of a verb that the language lists."""
    return any(form.inflection == "base" for form in forms(code).get(word, ()))
