"""Verb groups: which words of a sentence are its verbs, in which tense, under which auxiliary. No tagger is needed:
the forms of the verbs that newsrooms use are data, and so are the auxiliaries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from idlibtl.events.lexicon import Lexicon
from idlibtl.languages.verbs import Form

VerbTense = Literal[
    "past", "present", "perfect", "pluperfect", "future", "modal", "progressive", "infinitive", "participle", "gerund"
]
FINITE = frozenset({"past", "present", "perfect", "pluperfect", "future", "modal", "progressive"})

REPORTING = frozenset({"past", "perfect", "progressive", "present"})  # tenses that report something

_TOKEN = re.compile(r"[^\W_](?:[^\W_]|['’.-](?=[^\W_])|(?<=\d),(?=\d{3}(?!\d)))*|\S")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign, with its place in the text."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb group, from its first auxiliary to its verb; ``first`` and ``last`` count tokens."""

    first: int
    last: int
    base: str
    tense: VerbTense
    classes: frozenset[str]
    passive: bool = False
    negated: bool = False

    @property
    def finite(self) -> bool:
        return self.tense in FINITE

    def moved(self, step: int) -> Verb:
        """The same verb, counted from another token."""
        return replace(self, first=self.first + step, last=self.last + step)


def tokens(text: str, start: int, end: int) -> list[Token]:
    return [Token(m.start(), m.end(), m.group(), m.group().lower()) for m in _TOKEN.finditer(text, start, end)]


def verb_groups(found: Sequence[Token], lexicon: Lexicon, dated: frozenset[int] = frozenset()) -> list[Verb]:
    """The verb groups of a sentence, in order. ``dated`` holds the starts of tokens that belong to a date ("March")."""
    groups: list[Verb] = []
    titled = is_headline(found)
    place = 0
    while place < len(found):
        token = found[place]
        verb = None if token.start in dated or not token.is_word else _group(found, place, lexicon, groups, titled)
        if verb is None:
            place += 1
        else:
            groups.append(verb)
            place = verb.last + 1
    return groups


def _group(found: Sequence[Token], place: int, lexicon: Lexicon, before: Sequence[Verb], titled: bool) -> Verb | None:
    word = found[place].lower
    if word in lexicon.auxiliaries.future or word in lexicon.auxiliaries.modal:
        tense: VerbTense = "future" if word in lexicon.auxiliaries.future else "modal"
        return _after(found, place, lexicon, tense, ("base",))
    if word in lexicon.auxiliaries.be:
        return _be(found, place, lexicon)
    if word in lexicon.auxiliaries.have or word in lexicon.auxiliaries.had:
        tense = "pluperfect" if word in lexicon.auxiliaries.had else "perfect"
        return _after(found, place, lexicon, tense, ("participle",)) or Verb(
            place, place, "have", "past" if word in lexicon.auxiliaries.had else "present", frozenset({"state"})
        )
    if word in lexicon.auxiliaries.do:
        return _after(found, place, lexicon, "past" if word in lexicon.auxiliaries.do_past else "present", ("base",))
    if word in lexicon.auxiliaries.infinitive and place + 1 < len(found):
        form = _form(found[place + 1].lower, lexicon, ("base",))
        return Verb(place, place + 1, form.base, "infinitive", form.classes) if form else None
    return _bare(found, place, lexicon, before, titled)


def _be(found: Sequence[Token], place: int, lexicon: Lexicon) -> Verb:
    word = found[place].lower
    past = word in lexicon.auxiliaries.be_past
    if place + 2 < len(found) and found[place + 1].lower in lexicon.auxiliaries.infinitive:
        last = min(place + (3 if found[place + 2].lower in lexicon.auxiliaries.be_forms else 2), len(found) - 1)
        form = _form(found[last].lower, lexicon, ("base", "participle"))
        if form:  # "is to meet", "is to be signed"
            return Verb(place, last, form.base, "future", form.classes)
    verb = _after(found, place, lexicon, "past" if past else "present", ("participle", "progressive"), passive=True)
    return verb or Verb(place, place, "be", "past" if past else "present", frozenset({"state"}))


def _after(
    found: Sequence[Token],
    place: int,
    lexicon: Lexicon,
    tense: VerbTense,
    inflections: tuple[str, ...],
    *,
    passive: bool = False,
) -> Verb | None:
    """The verb that an auxiliary governs, past adverbs, "not" and further auxiliaries."""
    negated = found[place].lower in lexicon.auxiliaries.negation
    for ahead in range(place + 1, min(place + 6, len(found))):
        word = found[ahead].lower
        if word in lexicon.auxiliaries.negation:
            negated = True
        elif word in lexicon.auxiliaries.be_forms:
            inflections, passive = ("participle", "progressive"), True
        elif word in lexicon.auxiliaries.have:
            inflections = ("participle",)
        elif form := _form(word, lexicon, inflections):
            progressive = passive and form.inflection == "progressive"
            shown: VerbTense = "progressive" if progressive and tense in ("present", "perfect") else tense
            return Verb(place, ahead, form.base, shown, form.classes, passive and not progressive, negated)
        elif word not in lexicon.auxiliaries.between and not word.endswith(tuple(lexicon.auxiliaries.between_endings)):
            return None
    return None


def _bare(found: Sequence[Token], place: int, lexicon: Lexicon, before: Sequence[Verb], titled: bool) -> Verb | None:
    """A verb without an auxiliary: a past form, a present that has a subject before it, a participle, a gerund."""
    token = found[place]
    form = _form(token.lower, lexicon, ("past", "participle", "present", "progressive", "base"))
    if form is None or (token.text[0].isupper() and place > 0 and not titled):
        return None
    if form.inflection == "progressive":
        return Verb(place, place, form.base, "gerund", form.classes)
    follows = found[place + 1].lower if place + 1 < len(found) else ""
    previous = found[place - 1] if place else None
    if form.inflection in ("past", "participle"):
        if previous is None and follows not in lexicon.auxiliaries.agent:
            return None
        if previous and previous.lower in lexicon.auxiliaries.determiner:
            return None  # "the injured", "a wounded man"
        reduced = form.inflection == "participle" or _is_reduced(found, place, lexicon, before)
        return Verb(place, place, form.base, "participle" if reduced else "past", form.classes)
    if previous is None or token.lower in lexicon.nouns:
        return None
    if form.inflection == "base" and titled and not before:
        return Verb(place, place, form.base, "present", form.classes)
    if form.inflection == "present" and _can_be_subject(previous, lexicon):
        if follows and _form(follows, lexicon, ("past",)):
            return None  # "the strikes killed"
        return Verb(place, place, form.base, "present", form.classes)
    return None


def _is_reduced(found: Sequence[Token], place: int, lexicon: Lexicon, before: Sequence[Verb]) -> bool:
    """ "an agreement reached in Moscow": a past form after a finite verb, with no new subject of its own."""
    follows = found[place + 1].lower if place + 1 < len(found) else ""
    if follows in lexicon.auxiliaries.agent:
        return True
    if any(form.base in lexicon.inverting for form in lexicon.verbs.get(found[place].lower, ())):
        return False  # "…, said the mayor"
    if (
        place > 1 and found[place - 1].text == ","
    ):  # one comma opens an aside, "the talks, expected to last"; two close it
        return sum(token.text == "," for token in found[:place]) % 2 == 1
    if not _form(found[place].lower, lexicon, ("participle",)):
        return False
    latest = next((verb for verb in reversed(before) if verb.finite), None)
    between = found[latest.last + 1 : place] if latest else []
    opened = any(token.lower in lexicon.auxiliaries.opening for token in between)
    return latest is not None and not opened and (not follows or follows in lexicon.auxiliaries.after_reduced)


def _can_be_subject(token: Token, lexicon: Lexicon) -> bool:
    if token.lower in lexicon.auxiliaries.pronoun:
        return True
    return token.is_word and token.text[0].isupper() and token.lower not in lexicon.stopwords


def is_headline(found: Sequence[Token]) -> bool:
    """Headlines write Their Words With Capitals."""
    longer = [token for token in found if token.is_word and len(token.text) > 3 and token.text[0].isalpha()]
    return (
        len(longer) > 2
        and found[-1].text != "."
        and sum(token.text[0].isupper() for token in longer) > 0.75 * len(longer)
    )


def _form(word: str, lexicon: Lexicon, inflections: tuple[str, ...]) -> Form | None:
    for inflection in inflections:
        for form in lexicon.verbs.get(word, ()):
            if form.inflection == inflection:
                return form
    regular = tuple(lexicon.auxiliaries.regular_past)
    if len(word) > 4 and word.endswith(regular) and word.isalpha() and word not in lexicon.auxiliaries.not_verbs:
        for inflection in inflections:
            if inflection in ("past", "participle"):
                return Form(word, inflection, frozenset({"act"}))
    return None
