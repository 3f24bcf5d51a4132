"""A language's words for events, as sets and expressions ready for use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from idlibtl.events.counting import Counting
from idlibtl.events.namebook import Namebook, namebook
from idlibtl.events.words import Vocabulary
from idlibtl.languages import load
from idlibtl.languages.verbs import Form, forms

Words = frozenset[str]
Endings = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Auxiliaries:
    """Words that make verb groups; the names say which."""

    future: Words
    modal: Words
    be: Words
    be_past: Words
    be_forms: Words
    have: Words
    had: Words
    do: Words
    do_past: Words
    negation: Words
    between: Words
    between_endings: Endings
    pronoun: Words
    infinitive: Words
    agent: Words
    after_reduced: Words
    opening: Words
    determiner: Words
    not_verbs: Words
    regular_past: Endings
    regular_progressive: Endings
    prefixes: Words
    plural: Endings
    not_plural: Endings
    governing: Words
    being_or_having: Words


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What `idlibtl.events` knows of one language."""

    verbs: Mapping[str, tuple[Form, ...]]
    auxiliaries: Auxiliaries
    after_comma: Words
    between_dates: Words
    at_once: Words
    just_before: Words
    dated_alone: Words
    relative: Words
    reporting: Words
    coordinating: str
    coordinators: Words
    ahead: Words
    closing_quotes: Words
    furnishing: Words
    furniture: re.Pattern[str]
    adding: tuple[str, ...]
    adverbial: Words
    ago: tuple[str, ...]
    listing: re.Pattern[str]
    connective: re.Pattern[str]
    condition: re.Pattern[str]
    leading: Words
    introducing: Words
    sentence_opening: Words
    modifying: Words
    openings: Words
    conjunctions: Words
    locating: Words
    leaning: Words
    connecting: Words
    referring: Words
    leading_on: Words
    unending: Words
    unending_endings: Endings
    cutting: Words
    labels: Words
    first_person: Words
    untimed: Words
    within: re.Pattern[str]
    given: re.Pattern[str]
    deadline: re.Pattern[str]
    since: re.Pattern[str]
    since_when: Words
    when: re.Pattern[str]
    when_opening: Words
    before_event: re.Pattern[str]
    after_event: re.Pattern[str]
    from_: re.Pattern[str]
    to: re.Pattern[str]
    placing: Words
    at_event: re.Pattern[str]
    date_leading: Words
    according: re.Pattern[str]
    citing: Endings
    as_saying: re.Pattern[str]
    nouns: Mapping[str, str]
    acts: Mapping[str, str]
    counting: Counting
    bounds: Mapping[str, Words]
    numbers: Mapping[str, float]
    articles: Words
    definite: Words
    prepositions: Words
    naming: Words
    partitive: Words
    inverting: Words
    charges: Words
    voices: Words
    describing: Words
    quoting: Words
    addressing: Words
    anaphoric: Words
    demonstrative: Words
    impersonal: Words
    possessive: tuple[str, ...]
    stopwords: Words
    endings: tuple[str, ...]
    least: int
    titles: Words
    book: Namebook
    capitals: Words
    vocabulary: Vocabulary = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "vocabulary", Vocabulary(self))

    def without_possessive(self, word: str) -> str:
        """ "Turkey's" is Turkey."""
        for ending in self.possessive:
            word = word.removesuffix(ending)
        return word

    def stem(self, word: str) -> str:
        """A word without its ending, to bring its forms together."""
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= self.least:
                return word[: -len(ending)]
        return word


def _before(words: Iterable[str]) -> re.Pattern[str]:
    """Matches, at the end of a stretch of text, one of the words that stand before something."""
    return re.compile(rf"(?:^|(?<=\W))(?:{_any(words)})\s{{1,3}}(?:the\s{{1,3}})?\Z", re.IGNORECASE)


def _here(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"[\s,]{{0,3}}(?:{_any(words)})(?!\w)", re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    return "|".join(r"\s{1,3}".join(map(re.escape, word.split())) for word in sorted(words, key=lambda w: (-len(w), w)))


def _leading(auxiliaries: Auxiliaries, bounds: Mapping[str, list[str]]) -> Words:
    """Words that a title should not begin with, left over from a verb whose subject is elsewhere."""
    verbal = auxiliaries.being_or_having | auxiliaries.future | auxiliaries.between
    return verbal - auxiliaries.pronoun - {word for phrases in bounds.values() for word in phrases}


_GOVERNING = ("future", "modal", "be", "have", "had", "do", "infinitive")
_ENDINGS = ("between_endings", "regular_past", "regular_progressive", "plural", "not_plural")


def _auxiliaries(table: Mapping[str, list[str]]) -> Auxiliaries:
    kinds: dict[str, Any] = {name: (tuple if name in _ENDINGS else frozenset)(words) for name, words in table.items()}
    return Auxiliaries(
        **kinds,
        governing=frozenset(word for name in _GOVERNING for word in table[name]),
        being_or_having=frozenset([*table["be"], *table["have"], *table["had"]]),
    )


@cache
def lexicon(code: str) -> Lexicon:
    """The words for events of a language that `idlibtl.languages.load` knows."""
    language = load(code)
    events: Mapping[str, Any] = language.data("events")
    names: Mapping[str, Any] = language.data("names")
    clause, dating = events["clause"], events["dating"]
    numbers = {word: float(value) for word, value in language.tables["number"].items()}
    auxiliaries = _auxiliaries(events["auxiliary"])
    words, prepositions = frozenset(events["stopwords"]["words"]), frozenset(events["speech"]["prepositions"])
    modifying, ending = frozenset(clause["modifying"]), frozenset(clause["ending"])
    openings = modifying.union(clause["relative"], clause["reporting"])
    cutting = ("ahead", "after_comma", "dated_alone", "between_dates", "reporting", "relative")
    return Lexicon(
        verbs=forms(code),
        auxiliaries=auxiliaries,
        after_comma=frozenset(clause["after_comma"]),
        at_once=frozenset(clause["at_once"]),
        just_before=frozenset(clause["just_before"]),
        between_dates=frozenset(clause["between_dates"]),
        dated_alone=frozenset(clause["dated_alone"]),
        relative=frozenset(clause["relative"]),
        reporting=frozenset(clause["reporting"]),
        coordinating=clause["coordinating"],
        coordinators=frozenset(clause["coordinators"]),
        ahead=frozenset(clause["ahead"]),
        closing_quotes=frozenset(clause["closing_quotes"]),
        adding=tuple(clause["adding"]),
        furnishing=frozenset(re.findall(r"\w+", words.lower())[0] for words in clause["furniture"]),
        furniture=re.compile(rf"(?<!\w)(?:{_any(clause['furniture'])})(?!\w)", re.IGNORECASE),
        ago=tuple(dating["ago"]),
        adverbial=frozenset(dating["adverbial"]),
        listing=re.compile(
            rf"\s{{0,3}}(?:,|,?\s{{1,3}}{re.escape(clause['coordinating'])})\s{{1,3}}"
            rf"(?:(?:{_any(dating['listed'])})\s{{1,3}})?",
            re.IGNORECASE,
        ),
        connective=_here(clause["connective"]),
        condition=_here(clause["condition"]),
        leading=_leading(auxiliaries, events["bounds"]),
        introducing=frozenset(clause["introducing"]),
        sentence_opening=frozenset(clause["sentence_opening"]),
        modifying=modifying,
        openings=openings,
        conjunctions=openings - prepositions,
        locating=frozenset(clause["locating"]),
        connecting=frozenset(clause["connecting"]),
        referring=frozenset(clause["referring"]),
        leaning=frozenset(clause["leaning"]),
        leading_on=prepositions | (words - ending),
        unending=(words | prepositions | modifying | auxiliaries.between) - ending,
        unending_endings=auxiliaries.between_endings + auxiliaries.regular_progressive,
        cutting=frozenset([clause["coordinating"], *(word for name in cutting for word in clause[name])]),
        labels=frozenset(clause["labels"]),
        first_person=frozenset(clause["first_person"]),
        untimed=frozenset(clause["untimed"]),
        within=_before(dating["within"]),
        given=_before(dating["given"]),
        deadline=_before(dating["deadline"]),
        since=_before(dating["since"]),
        since_when=frozenset(dating["since"]),
        when=_here(dating["when"]),
        when_opening=frozenset(word.split()[0] for word in dating["when"]),
        before_event=_here(dating["before_event"]),
        after_event=_here(dating["after_event"]),
        from_=_before(dating["from"]),
        to=re.compile(rf"\s{{0,3}}(?:{_any(dating['to'])}|[-–])\s{{0,3}}\Z", re.IGNORECASE),
        placing=frozenset(re.findall(r"\w+", words.lower())[0] for words in dating["at_event"]),
        at_event=re.compile(rf"(?<!\w)(?:{_any(dating['at_event'])})\s{{1,3}}", re.IGNORECASE),
        date_leading=frozenset(dating["date_leading"]),
        according=re.compile(rf"(?<!\w)(?:{_any(events['speech']['according'])})(?!\w)", re.IGNORECASE),
        citing=tuple(words.split()[0] for words in events["speech"]["according"]),
        as_saying=re.compile(rf"(?:{_any(events['speech']['as_saying'])})(?!\w)", re.IGNORECASE),
        nouns={word: name for name, words in events["nouns"].items() for word in words},
        acts={verb: name for name, verbs in events["acts"].items() for verb in verbs},
        counting=Counting.of(events, numbers),
        bounds={name: frozenset(words) for name, words in events["bounds"].items()},
        numbers=numbers,
        articles=frozenset(events["stopwords"]["articles"]),
        prepositions=prepositions,
        partitive=frozenset(events["speech"]["partitive"]),
        naming=frozenset(events["speech"]["naming"]),
        charges=frozenset(events["speech"]["charges"]),
        inverting=frozenset(events["speech"]["inverting"]),
        impersonal=frozenset(events["speech"]["impersonal"]),
        demonstrative=frozenset(events["speech"]["demonstrative"]),
        voices=frozenset(events["speech"]["voices"]),
        describing=frozenset(events["speech"]["describing"]),
        quoting=frozenset(events["speech"]["quoting"]),
        addressing=frozenset(events["speech"]["addressing"]),
        anaphoric=frozenset(events["speech"]["anaphoric"]),
        definite=frozenset(events["stopwords"]["definite"]),
        possessive=tuple(events["stopwords"]["possessive"]),
        stopwords=words,
        endings=tuple(events["stems"]["endings"]),
        least=events["stems"]["least"],
        book=namebook(code),
        titles=frozenset(word.lower() for word in names["titles"]["words"]),
        capitals=frozenset(language.data("places")["capitals"]["towns"]),
    )
