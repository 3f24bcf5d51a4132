"""Forms: which form of which verb a word can be, by the language's list or, for a verb not listed, by its ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idlibtl.languages.verbs import Form

if TYPE_CHECKING:
    from idlibtl.events.lexicon import Lexicon

Inflections = tuple[str, ...]
AFTER_BE = ("participle", "progressive")  # forms that a form of "be" governs
BARE = ("past", "participle", "present", "progressive", "base")  # forms that can stand without an auxiliary


def form_of(word: str, lexicon: Lexicon, inflections: Inflections, *, listed: bool = False) -> Form | None:
    """The first of these forms that a word can be; unless it must be ``listed``, a regular past form of any verb."""
    for inflection in inflections:
        for form in lexicon.verbs.get(word, ()):
            if form.inflection == inflection:
                return form
    prefix, hyphen, rest = word.partition("-")
    if (
        hyphen
        and prefix in lexicon.auxiliaries.prefixes
        and (known := form_of(rest, lexicon, inflections, listed=listed))
    ):
        return Form(f"{prefix}-{known.base}", known.inflection, known.classes)  # "re-opened"
    if listed or word in lexicon.auxiliaries.not_verbs or len(word) < 5 or not word.isalpha():
        return None
    if inflections == AFTER_BE and word.endswith(lexicon.auxiliaries.regular_progressive):
        return Form(word, "progressive", frozenset({"act"}))
    if word.endswith(lexicon.auxiliaries.regular_past):
        for inflection in inflections:
            if inflection in ("past", "participle"):
                return Form(word, inflection, frozenset({"act"}))
    return None
