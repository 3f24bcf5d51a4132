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

_AFTER_BE = ("participle", "progressive")  # forms that a form of "be" governs
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
    shouted = all(token.text == token.text.upper() for token in found)
    place = 0
    while place < len(found):
        token = found[place]
        spoken = token.is_word and not (token.text.isupper() and len(token.text) > 1 and not shouted)  # "IS", "WHO"
        verb = None if token.start in dated or not spoken else _group(found, place, lexicon, groups, titled)
        if verb is None:
            place += 1
        else:
            groups.append(verb)
            place = verb.last + 1
    return _with_bases(found, groups, lexicon, dated)


def _with_bases(found: Sequence[Token], groups: list[Verb], lexicon: Lexicon, dated: frozenset[int]) -> list[Verb]:
    """With the present forms that could be nouns too: "activists say nine died", "Rebels attack a post in Ariha".

    A verb that opens quotations is one behind any plural or collective subject; others only where the sentence has no
    finite verb so far.
    """
    taken = {n for verb in groups for n in range(verb.first, verb.last + 1)}
    told = any(verb.finite for verb in groups)
    for place in range(1, len(found)):
        token, before = found[place], found[place - 1]
        if before.lower in lexicon.auxiliaries.between and place > 1:
            before = found[place - 2]  # "rebels now control Ariha"
        form = _form(token.lower, lexicon, ("base", "present"), listed=True)
        if form is None or place in taken or token.start in dated or not token.text[0].islower():
            continue
        if form.base not in lexicon.inverting and (told or not _has_object(found, place, lexicon)):
            continue
        if _is_plural(before, lexicon) if form.inflection == "base" else before.lower in lexicon.voices:
            groups.append(Verb(place, place, form.base, "present", form.classes))
            told = True
    return sorted(groups, key=lambda verb: verb.first)


def _has_object(found: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether what follows a word leaves it a verb: not "rebels attack | killed", "police reports | of fighting"."""
    follows = found[place + 1].lower if place + 1 < len(found) else ""
    if follows == "" or follows in lexicon.partitive or _form(follows, lexicon, ("past", "participle")):
        return False
    return found[place].lower not in lexicon.nouns or follows not in lexicon.prepositions


def _is_plural(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word stands for several: "rebels", "police"."""
    if token.lower in lexicon.voices or (token.text[0].isupper() and token.lower not in lexicon.stopwords):
        return True
    many, one = tuple(lexicon.auxiliaries.plural), tuple(lexicon.auxiliaries.not_plural)
    return len(token.lower) > 3 and token.lower.endswith(many) and not token.lower.endswith(one)


def _group(found: Sequence[Token], place: int, lexicon: Lexicon, before: Sequence[Verb], titled: bool) -> Verb | None:
    word = found[place].lower
    if word in lexicon.auxiliaries.future or word in lexicon.auxiliaries.modal:
        tense: VerbTense = "future" if word in lexicon.auxiliaries.future else "modal"
        return _after(found, place, lexicon, tense, ("base",))
    if word in lexicon.auxiliaries.be:
        return _be(found, place, lexicon)
    if word in lexicon.auxiliaries.have or word in lexicon.auxiliaries.had:
        tense = "pluperfect" if word in lexicon.auxiliaries.had else "perfect"
        if verb := _after(found, place, lexicon, tense, ("participle",)):
            return verb
        following = found[place + 1].lower if place + 1 < len(found) else ""
        if following in lexicon.auxiliaries.be_forms:  # "has been under siege"
            return Verb(place, place + 1, "be", tense, frozenset({"state"}))
        tense = "past" if word in lexicon.auxiliaries.had else "present"
        return Verb(place, place, "have", tense, frozenset({"state"}))
    if word in lexicon.auxiliaries.do:
        return _after(found, place, lexicon, "past" if word in lexicon.auxiliaries.do_past else "present", ("base",))
    if word in lexicon.auxiliaries.infinitive and place + 1 < len(found):
        if found[place + 1].lower in lexicon.auxiliaries.be_forms and place + 2 < len(found):
            passive = _form(found[place + 2].lower, lexicon, ("participle",))
            if passive is not None:  # "asked not to be named"
                return Verb(place, place + 2, passive.base, "infinitive", passive.classes, passive=True)
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
    verb = _after(found, place, lexicon, "past" if past else "present", _AFTER_BE, passive=True)
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
            inflections, passive = _AFTER_BE, True
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
        if previous and previous.lower in lexicon.auxiliaries.determiner | lexicon.locating:
            return None  # "the injured", "a wounded man", "camps for displaced people"
        reduced = form.inflection == "participle" or _is_reduced(found, place, lexicon, before)
        return Verb(place, place, form.base, "participle" if reduced else "past", form.classes)
    if previous is None or token.lower in lexicon.nouns:
        return None
    if form.inflection == "base" and titled and not before:
        return Verb(place, place, form.base, "present", form.classes)
    closes = previous.text == "," or previous.text in lexicon.closing_quotes
    if form.inflection == "present" and closes and form.base in lexicon.inverting and follows:
        return Verb(place, place, form.base, "present", form.classes)  # "…, says the mayor"
    if form.inflection == "present" and _can_be_subject(previous, lexicon):
        told = follows not in lexicon.nouns and _form(follows, lexicon, ("past", "base"))
        if follows in lexicon.partitive or told:
            return None  # "Initial reports of …", "the strikes killed", "Ariha reports say"
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
    if latest is not None and any(
        token.lower in lexicon.relative for token in found[max(latest.first - 2, 0) : latest.first]
    ):
        return False  # "the attack which wounded dozens occurred in Ariha"
    if latest is not None and latest.last == place - 1 and "statement" in latest.classes:
        return False  # "the units the source added clashed with rebels"
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


def _form(word: str, lexicon: Lexicon, inflections: tuple[str, ...], *, listed: bool = False) -> Form | None:
    """The first of these forms that a word can be; unless it must be ``listed``, a regular past form of any verb."""
    for inflection in inflections:
        for form in lexicon.verbs.get(word, ()):
            if form.inflection == inflection:
                return form
    prefix, hyphen, rest = word.partition("-")
    if (
        hyphen
        and prefix in lexicon.auxiliaries.prefixes
        and (known := _form(rest, lexicon, inflections, listed=listed))
    ):
        return Form(f"{prefix}-{known.base}", known.inflection, known.classes)  # "re-opened"
    if listed or word in lexicon.auxiliaries.not_verbs or len(word) < 5 or not word.isalpha():
        return None
    if inflections == _AFTER_BE and word.endswith(tuple(lexicon.auxiliaries.regular_progressive)):
        return Form(word, "progressive", frozenset({"act"}))
    regular = tuple(lexicon.auxiliaries.regular_past)
    if word.endswith(regular):
        for inflection in inflections:
            if inflection in ("past", "participle"):
                return Form(word, inflection, frozenset({"act"}))
    return None
