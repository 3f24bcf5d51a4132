"""Words: what a language tells of a word form, worked out once for all places where it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idlibtl.events.forms import BARE, Inflections, form_of
from idlibtl.languages.verbs import Form

if TYPE_CHECKING:
    from idlibtl.events.lexicon import Lexicon

_MOST = 65536  # word forms that are kept
_LONG = 4  # letters of a word that headlines write with a capital


class Word:
    """A word form, or a sign, with what the lexicon tells of it by itself.

    ``bare`` is the verb form that it can be without an auxiliary, ``present`` that of a listed verb which may be a noun
    too; it is ``verbal`` where a verb group can begin with it. It ``leads`` where a noun phrase may belong to it
    ("in", "the"), ``leads_on`` where no phrase can end with it, ``opens`` a dependent clause, ``begins`` a sentence by
    its capital. A clause may be cut before it (``cuts``) or behind it (``cuts_behind``), and it ``cites`` where it
    begins words such as "according to". It ``counts`` where a figure can begin with it or be glued to it, and is
    ``fated`` where it begins what befalls those who are counted. It ``furnishes`` where it may begin words of the page,
    which are no report's, and ``places`` where it may begin words such as "during" that lead to an event. It
    ``may_name`` by its letters, and is ``named`` by its capital; ``owner`` is what is left without a possessive.
    ``keyword`` is what it adds to the keywords of a clause, None for nothing.
    """

    __slots__ = (
        "_forms",
        "_lexicon",
        "bare",
        "begins",
        "capital",
        "cites",
        "counts",
        "cuts",
        "cuts_behind",
        "fated",
        "furnishes",
        "is_acronym",
        "is_long",
        "is_word",
        "keyword",
        "leads",
        "leads_on",
        "lower",
        "may_name",
        "named",
        "opens",
        "owner",
        "places",
        "present",
        "relative",
        "small",
        "text",
        "verbal",
    )

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        lower, first = text.lower(), text[0]
        self._lexicon: Lexicon = lexicon
        self._forms: dict[Inflections, Form | None] = {}
        self.text: str = text
        self.lower: str = lower
        self.is_word: bool = first.isalnum()
        self.capital: bool = first.isupper()
        self.small: bool = first.islower()
        self.is_long: bool = len(text) >= _LONG and first.isalpha()
        self.is_acronym: bool = len(text) > 1 and text.isupper()
        self.bare: Form | None = form_of(lower, lexicon, BARE)
        self.present: Form | None = form_of(lower, lexicon, ("base", "present"), listed=True)
        self.verbal: bool = self.is_word and (self.bare is not None or lower in lexicon.auxiliaries.governing)
        self.leads: bool = lower in lexicon.leading_on
        self.leads_on: bool = _leads_on(lower, lexicon)
        self.opens: bool = lower in lexicon.auxiliaries.opening
        self.begins: bool = (lower in lexicon.sentence_opening or lower in lexicon.numbers) and (
            text == lower.capitalize()
        )
        self.relative: bool = lower in lexicon.relative
        self.cuts: bool = lower in lexicon.cutting
        self.cuts_behind: bool = lower == ";" or lower in lexicon.closing_quotes
        self.cites: bool = lower.startswith(lexicon.citing)
        self.fated: bool = lexicon.counting.fates.begin_with(lower)
        parts = re.findall(r"\w+", lower)
        self.furnishes: bool = not lexicon.furnishing.isdisjoint(parts)
        self.places: bool = not lexicon.placing.isdisjoint(parts)
        self.counts: bool = lexicon.counting.may_count(lower)
        self.named: bool = self.capital and (self.is_acronym or lower not in lexicon.stopwords)
        self.may_name: bool = first.isalpha() and (not self.small or "-" in text)
        self.owner: str = lexicon.without_possessive(text)
        self.keyword: str | None = _keyword(lower, lexicon) if self.is_word else None

    def form(self, inflections: Inflections) -> Form | None:
        """The first of these forms of a verb that it can be."""
        if inflections not in self._forms:
            self._forms[inflections] = form_of(self.lower, self._lexicon, inflections)
        return self._forms[inflections]


class Vocabulary(dict[str, Word]):
    """The words of a language by their spelling, each made where it is asked for first.

    It is emptied when it has grown too large, so that memory doesn't grow with the texts that are read.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, text: str) -> Word:
        if len(self) >= _MOST:
            self.clear()
        word = self[text] = Word(text, self._lexicon)
        return word


def _leads_on(lower: str, lexicon: Lexicon) -> bool:
    """Whether a phrase can't end with a word: "of", "the", "which", "recently"."""
    if lower in lexicon.unending:
        return True
    return lower.endswith(lexicon.unending_endings) and lower not in lexicon.nouns


def _keyword(lower: str, lexicon: Lexicon) -> str | None:
    plain = lexicon.without_possessive(lower)
    if plain in lexicon.stopwords or plain in lexicon.titles:
        return None
    return f"={lexicon.nouns[plain]}" if plain in lexicon.nouns else lexicon.stem(plain)
