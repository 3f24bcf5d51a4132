"""Verb groups: which words of a sentence are its verbs, in which tense, under which auxiliary. No tagger is needed:
the forms of the verbs that newsrooms use are data, and so are the auxiliaries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from idlibtl.events.forms import AFTER_BE
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.words import Word

VerbTense = Literal[
    "past", "present", "perfect", "pluperfect", "future", "modal", "progressive", "infinitive", "participle", "gerund"
]
FINITE = frozenset({"past", "present", "perfect", "pluperfect", "future", "modal", "progressive"})

REPORTING = frozenset({"past", "perfect", "progressive", "present"})  # tenses that report something

_BASE, _PARTICIPLE = ("base",), ("participle",)
_PAST, _PAST_OR_BASE, _BASE_OR_PARTICIPLE = ("past", "participle"), ("past", "base"), ("base", "participle")
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+|(?<=\d),(?=\d{3}(?!\d))[^\W_]+)*|\S")


class Token:
    """A word or a sign, with its place in the text."""

    __slots__ = ("end", "is_word", "lower", "start", "text", "word")

    def __init__(self, start: int, end: int, word: Word) -> None:
        self.start: int = start
        self.end: int = end
        self.word: Word = word
        self.text: str = word.text
        self.lower: str = word.lower
        self.is_word: bool = word.is_word

    def __repr__(self) -> str:
        return f"Token({self.start}, {self.end}, {self.text!r})"


@dataclass(slots=True)
class Verb:
    """A verb group, from its first auxiliary to its verb; ``first`` and ``last`` count tokens."""

    first: int
    last: int
    base: str
    tense: VerbTense
    classes: frozenset[str]
    passive: bool = False
    negated: bool = False
    finite: bool = field(init=False)

    def __post_init__(self) -> None:
        self.finite = self.tense in FINITE

    def moved(self, step: int) -> Verb:
        """The same verb, counted from another token."""
        if step == 0:
            return self
        first, last = self.first + step, self.last + step
        return Verb(first, last, self.base, self.tense, self.classes, self.passive, self.negated)


def tokens(text: str, start: int, end: int, lexicon: Lexicon) -> list[Token]:
    """The words and signs of a stretch of text."""
    words = lexicon.vocabulary
    return [Token(m.start(), m.end(), words[m.group()]) for m in _TOKEN.finditer(text, start, end)]


def verb_groups(found: Sequence[Token], lexicon: Lexicon, dated: frozenset[int] = frozenset()) -> list[Verb]:
    """The verb groups of a sentence, in order. ``dated`` holds the starts of tokens that belong to a date ("March")."""
    groups: list[Verb] = []
    titled = is_headline(found)
    free = 0  # the first word that no group holds
    for place, token in enumerate(found):
        word = token.word
        if not word.verbal or place < free or token.start in dated or (word.is_acronym and not _is_shouted(found)):
            continue
        verb = _group(found, place, lexicon, groups, titled)
        if verb is not None:
            groups.append(verb)
            free = verb.last + 1
    return _with_bases(found, groups, lexicon, dated)


def _is_shouted(found: Sequence[Token]) -> bool:
    """Whether all is in capitals, so that "IS" and "WHO" are no acronyms."""
    return all(token.text == token.text.upper() for token in found)


def _with_bases(found: Sequence[Token], groups: list[Verb], lexicon: Lexicon, dated: frozenset[int]) -> list[Verb]:
    """With the present forms that could be nouns too: "activists say nine died", "Rebels attack a post in Ariha".

    A verb that opens quotations is one behind any plural or collective subject; others only where the sentence has no
    finite verb so far.
    """
    places = [n for n, token in enumerate(found) if token.word.present is not None and token.word.small and n]
    if not places:
        return groups
    taken = {n for verb in groups for n in range(verb.first, verb.last + 1)}
    told = any(verb.finite for verb in groups)
    added: list[Verb] = []
    for place in places:
        token, before = found[place], found[place - 1]
        form = token.word.present
        if form is None or place in taken or token.start in dated:
            continue
        if before.lower in lexicon.auxiliaries.between and place > 1:
            before = found[place - 2]  # "rebels now control Ariha"
        if form.base not in lexicon.inverting and (told or not _has_object(found, place, lexicon)):
            continue
        if _is_plural(before, lexicon) if form.inflection == "base" else before.lower in lexicon.voices:
            added.append(Verb(place, place, form.base, "present", form.classes))
            told = True
    return sorted(groups + added, key=lambda verb: verb.first) if added else groups


def _has_object(found: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether what follows a word leaves it a verb: not "rebels attack | killed", "police reports | of fighting"."""
    follows = found[place + 1].lower if place + 1 < len(found) else ""
    if follows == "" or follows in lexicon.partitive or found[place + 1].word.form(_PAST):
        return False
    return found[place].lower not in lexicon.nouns or follows not in lexicon.prepositions


def _is_plural(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word stands for several: "rebels", "police"."""
    if token.lower in lexicon.voices or (token.text[0].isupper() and token.lower not in lexicon.stopwords):
        return True
    many, one = lexicon.auxiliaries.plural, lexicon.auxiliaries.not_plural
    return len(token.lower) > 3 and token.lower.endswith(many) and not token.lower.endswith(one)


def _group(found: Sequence[Token], place: int, lexicon: Lexicon, before: Sequence[Verb], titled: bool) -> Verb | None:
    word = found[place].lower
    if word in lexicon.auxiliaries.future or word in lexicon.auxiliaries.modal:
        tense: VerbTense = "future" if word in lexicon.auxiliaries.future else "modal"
        return _after(found, place, lexicon, tense, _BASE)
    if word in lexicon.auxiliaries.be:
        return _be(found, place, lexicon)
    if word in lexicon.auxiliaries.have or word in lexicon.auxiliaries.had:
        tense = "pluperfect" if word in lexicon.auxiliaries.had else "perfect"
        if verb := _after(found, place, lexicon, tense, _PARTICIPLE):
            return verb
        following = found[place + 1].lower if place + 1 < len(found) else ""
        if following in lexicon.auxiliaries.be_forms:  # "has been under siege"
            return Verb(place, place + 1, "be", tense, frozenset({"state"}))
        tense = "past" if word in lexicon.auxiliaries.had else "present"
        return Verb(place, place, "have", tense, frozenset({"state"}))
    if word in lexicon.auxiliaries.do:
        return _after(found, place, lexicon, "past" if word in lexicon.auxiliaries.do_past else "present", _BASE)
    if word in lexicon.auxiliaries.infinitive and place + 1 < len(found):
        if found[place + 1].lower in lexicon.auxiliaries.be_forms and place + 2 < len(found):
            passive = found[place + 2].word.form(_PARTICIPLE)
            if passive is not None:  # "asked not to be named"
                return Verb(place, place + 2, passive.base, "infinitive", passive.classes, passive=True)
        form = found[place + 1].word.form(_BASE)
        return Verb(place, place + 1, form.base, "infinitive", form.classes) if form else None
    return _bare(found, place, lexicon, before, titled)


def _be(found: Sequence[Token], place: int, lexicon: Lexicon) -> Verb:
    word = found[place].lower
    past = word in lexicon.auxiliaries.be_past
    if place + 2 < len(found) and found[place + 1].lower in lexicon.auxiliaries.infinitive:
        last = min(place + (3 if found[place + 2].lower in lexicon.auxiliaries.be_forms else 2), len(found) - 1)
        form = found[last].word.form(_BASE_OR_PARTICIPLE)
        if form:  # "is to meet", "is to be signed"
            return Verb(place, last, form.base, "future", form.classes)
    verb = _after(found, place, lexicon, "past" if past else "present", AFTER_BE, passive=True)
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
            inflections, passive = AFTER_BE, True
        elif word in lexicon.auxiliaries.have:
            inflections = _PARTICIPLE
        elif form := found[ahead].word.form(inflections):
            progressive = passive and form.inflection == "progressive"
            shown: VerbTense = "progressive" if progressive and tense in ("present", "perfect") else tense
            return Verb(place, ahead, form.base, shown, form.classes, passive and not progressive, negated)
        elif word not in lexicon.auxiliaries.between and not word.endswith(lexicon.auxiliaries.between_endings):
            return None
    return None


def _bare(found: Sequence[Token], place: int, lexicon: Lexicon, before: Sequence[Verb], titled: bool) -> Verb | None:
    """A verb without an auxiliary: a past form, a present that has a subject before it, a participle, a gerund."""
    token = found[place]
    form = token.word.bare
    if form is None or (token.text[0].isupper() and place > 0 and not titled):
        return None
    if form.inflection == "progressive":
        return Verb(place, place, form.base, "gerund", form.classes)
    follows = found[place + 1].lower if place + 1 < len(found) else ""
    previous = found[place - 1] if place else None
    if form.inflection in ("past", "participle"):
        if previous is None and follows not in lexicon.auxiliaries.agent:
            return None
        if previous and (previous.lower in lexicon.auxiliaries.determiner or previous.lower in lexicon.locating):
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
        told = follows != "" and follows not in lexicon.nouns and found[place + 1].word.form(_PAST_OR_BASE)
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
    if not found[place].word.form(_PARTICIPLE):
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
    if not found or found[-1].text == ".":
        return False
    longer = capitals = 0
    for token in found:
        if token.word.is_long:
            longer += 1
            capitals += token.word.capital
    return longer > 2 and capitals > 0.75 * longer
