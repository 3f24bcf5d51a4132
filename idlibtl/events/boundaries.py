"""Boundaries: where a subject, a noun phrase, an inner sentence or a trailing modifier begins in a row of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token, Verb, is_headline

FARTHEST = 14  # words of a subject's description
_DATELINE = 5  # words of a dateline
_APPOSED = 5  # words of an apposition that nothing may be cut from
_DASHES = frozenset("-–—")
_OPENS = frozenset(";:")
_SIGNS = frozenset(",;:–—")


def subject(tokens: Sequence[Token], verb: int, lexicon: Lexicon, farthest: int = FARTHEST) -> int:
    """Where the subject of a verb begins: after the comma or quotation mark, or the clause opening, before it."""
    place = verb
    while place > 0 and verb - place < farthest:
        before = tokens[place - 1]
        if before.lower in lexicon.auxiliaries.opening and before.lower != lexicon.coordinating:
            break
        place -= 1
    return place


def begins_phrase(tokens: Sequence[Token], verbs: Sequence[Verb], place: int, lexicon: Lexicon) -> bool:
    """Whether an article begins a noun phrase that no word before it leads to: "in the city | the mayor"."""
    if tokens[place].lower not in lexicon.articles:
        return False
    return _is_unled(tokens, verbs, place, lexicon)


def sentence_starts(tokens: Sequence[Token], verbs: Sequence[Verb], lexicon: Lexicon) -> list[int]:
    """Where sentences begin that no stop sets off: "Tags Ariha strikes | Dozens of people …".

    Told by a capital on a word that has none within a sentence or a name.
    """
    if is_headline(tokens):
        return []
    return [n for n in range(1, len(tokens)) if _opens(tokens, verbs, n, lexicon) or _begins_anew(tokens, n)]


def _opens(tokens: Sequence[Token], verbs: Sequence[Verb], place: int, lexicon: Lexicon) -> bool:
    word = tokens[place]
    opens = word.lower in lexicon.sentence_opening or word.lower in lexicon.numbers
    if not opens or word.text != word.lower.capitalize():
        return False
    return tokens[place - 1].text in _DASHES or _is_unled(tokens, verbs, place, lexicon)


def _begins_anew(tokens: Sequence[Token], place: int) -> bool:
    """Whether a headline is told again: "Bread runs short in Ariha | Bread runs short …"."""
    first, again = tokens[:2], tokens[place : place + 2]
    return place > 1 and first[0].text[0].isupper() and [t.text for t in first] == [t.text for t in again]


def past_dateline(tokens: Sequence[Token], first: int, verbs: Sequence[Verb], lexicon: Lexicon) -> int:
    """Where the words begin behind a dateline or an agency's name: "BEIRUT Some …", "Harbour Line/Moscow; the …"."""
    last = min(first + _DATELINE, len(tokens) - 1)
    last = min([last, *(verb.first for verb in verbs if verb.first >= first)])
    for place in range(first, last):
        sign = tokens[place].text
        named = all(not t.is_word or not t.text[0].islower() for t in tokens[first:place])
        if sign in _OPENS or (sign in _DASHES and named and place > first and _stands_alone(tokens, place)):
            return place + 1
        if sign.lower() in lexicon.labels and tokens[place + 1].text.isdecimal() and place + 2 < len(tokens):
            numbers = (n for n in range(place + 1, len(tokens) - 1) if not tokens[n].text.isdecimal())
            return next(numbers, first)  # "Get short URL 44 30 Rebels left …"
    place = first
    while place < last and tokens[place].is_word and tokens[place].text.isupper() and tokens[place].text.isalpha():
        place += 1
    town = " ".join(token.text.title() for token in tokens[first:place])
    while place > first and not lexicon.book.is_place(town):
        place -= 1
        town = town.rpartition(" ")[0]
    begins = place > first and not tokens[place].text[0].islower() and len(town) > len("USA")
    return _past_brackets(tokens, place, last) if begins else first


def _past_brackets(tokens: Sequence[Token], place: int, last: int) -> int:
    """Past an agency's name: "MOSCOW (Harbour Line) | Troops left …"."""
    if tokens[place].text != "(":
        return place
    return next((n + 1 for n in range(place, last) if tokens[n].text == ")"), place)


def is_bound(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a figure begins here: "at least 29", "over 30"."""
    words = [token.lower for token in tokens[place : place + 4]]
    for count in range(1, len(words)):
        bounds = any(" ".join(words[:count]) in phrases for phrases in lexicon.bounds.values())
        if bounds and (words[count][0].isdecimal() or words[count] in lexicon.numbers):
            return True
    return False


def modifiers(tokens: Sequence[Token], verbs: Sequence[Verb], lexicon: Lexicon) -> Iterator[tuple[int, bool]]:
    """Places before which a clause can end, and whether a clause begins there rather than a phrase."""
    starts = {verb.first: verb for verb in verbs}
    ends = {verb.last for verb in verbs if verb.finite}
    said = {verb.last for verb in verbs if verb.finite and "statement" in verb.classes}
    incomplete = {verb.last for verb in verbs if not verb.passive}  # "retook | in a day the town"
    openings = lexicon.modifying | lexicon.relative | lexicon.reporting
    apposed = -_APPOSED  # where a noun phrase began that stands in apposition
    opened: int | None = None  # the opening of a clause whose verb is yet to come
    for place in range(1, len(tokens)):
        word, before = tokens[place].lower, tokens[place - 1]
        if before.lower in openings:
            opened = place
        if place - 1 in ends:
            opened = place if place - 1 in said else None
        if opened is not None and (
            tokens[opened - 1].lower in openings - lexicon.prepositions or _has_verb(tokens, verbs, place, openings)
        ):
            continue
        if before.text in _SIGNS and place > 1:
            yield place - 1, True
        if before.text in _SIGNS or place - 1 in incomplete or leads_on(before, lexicon):
            continue
        verb = starts.get(place)
        if place - apposed < _APPOSED:
            continue
        named = before.text[0].isupper() or before.lower.endswith(tuple(lexicon.auxiliaries.plural))
        if named and begins_phrase(tokens, verbs, place, lexicon):
            apposed = place
            yield place, True
            continue
        joined = next((starts[n] for n in range(place + 1, place + 4) if n in starts), None)
        reduced = verb is not None and not verb.finite and verb.tense != "infinitive"
        reduced = word not in lexicon.nouns and (reduced or _is_gerund(tokens, place, lexicon))
        coordinate = word == lexicon.coordinating and joined is not None and joined.finite
        if word in lexicon.modifying or reduced or coordinate:
            yield place, True
        elif before.text[0].isdecimal():
            continue  # "45 in the city and 22 | in the villages"
        elif word in lexicon.locating and _leads(tokens, place, lexicon) and not _within_name(tokens, place, lexicon):
            yield place, False


def _has_verb(tokens: Sequence[Token], verbs: Sequence[Verb], place: int, openings: frozenset[str]) -> bool:
    """Whether a finite verb follows before another clause opens."""
    verb = next((verb for verb in verbs if verb.finite and verb.first >= place), None)
    return verb is not None and not any(token.lower in openings for token in tokens[place : verb.first])


def leads_on(token: Token, lexicon: Lexicon) -> bool:
    """Whether a phrase can't end with a word: "of", "the", "which", "recently"."""
    words = lexicon.stopwords | lexicon.prepositions | lexicon.modifying | lexicon.auxiliaries.between
    endings = lexicon.auxiliaries.between_endings | lexicon.auxiliaries.regular_progressive
    open_ended = token.lower.endswith(tuple(endings)) and token.lower not in lexicon.nouns
    return open_ended or token.lower in words - lexicon.ending


def _is_gerund(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a verb that is not listed has an object here: "tightening their grip"."""
    if place + 1 >= len(tokens) or not tokens[place].lower.endswith(tuple(lexicon.auxiliaries.regular_progressive)):
        return False
    follows = tokens[place + 1]
    return follows.lower in lexicon.articles or follows.lower in lexicon.numbers or follows.text[0].isdecimal()


def _leads(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a word leads to a phrase: not "the hills around | while …"."""
    follows = tokens[place + 1 : place + 2]
    return bool(follows) and follows[0].text[0].isalpha() and follows[0].lower not in lexicon.modifying


def _within_name(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a preposition stands in a name: "the Observatory for Human Rights"."""
    if tokens[place].lower not in lexicon.naming or place + 1 >= len(tokens):
        return False
    return tokens[place - 1].text[0].isupper() and tokens[place + 1].text[0].isupper()


def _is_unled(tokens: Sequence[Token], verbs: Sequence[Verb], place: int, lexicon: Lexicon) -> bool:
    if place == 0 or not tokens[place - 1].is_word:
        return False
    governed = any(verb.last == place - 1 for verb in verbs)
    leading = lexicon.prepositions | (lexicon.stopwords - lexicon.ending)
    return not governed and tokens[place - 1].lower not in leading


def _stands_alone(tokens: Sequence[Token], place: int) -> bool:
    """Whether no second dash closes what a dash opens."""
    return not any(token.text in _DASHES for token in tokens[place + 1 :])
