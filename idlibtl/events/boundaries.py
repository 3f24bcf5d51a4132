"""Boundaries: where a subject, a noun phrase, an inner sentence or a trailing modifier begins in a row of words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
        if before.word.opens and before.lower != lexicon.coordinating:
            break
        place -= 1
    return place


def begins_phrase(tokens: Sequence[Token], verbs: Sequence[Verb], place: int, lexicon: Lexicon) -> bool:
    """Whether an article begins a noun phrase that no word before it leads to: "in the city | the mayor"."""
    if tokens[place].lower not in lexicon.articles:
        return False
    return _is_unled(tokens, verbs, place)


def sentence_starts(tokens: Sequence[Token], verbs: Sequence[Verb], lexicon: Lexicon) -> list[int]:
    """Where sentences begin that no stop sets off: "Tags Ariha strikes | Dozens of people …".

    Told by a capital on a word that has none within a sentence or a name.
    """
    first = tokens[0].word if tokens else None
    near = [n for n, token in enumerate(tokens) if n and (token.word.begins or token.word is first)]
    places = [n for n in near if _opens(tokens, verbs, n, lexicon) or _begins_anew(tokens, n)]
    return [] if places and is_headline(tokens) else places


def _opens(tokens: Sequence[Token], verbs: Sequence[Verb], place: int, lexicon: Lexicon) -> bool:
    if not tokens[place].word.begins:
        return False
    return tokens[place - 1].text in _DASHES or _is_unled(tokens, verbs, place)


def _begins_anew(tokens: Sequence[Token], place: int) -> bool:
    """Whether a headline is told again: "Bread runs short in Ariha | Bread runs short …"."""
    first = tokens[0]
    if place < 2 or tokens[place].word is not first.word or not first.word.capital:
        return False
    return place + 1 < len(tokens) and tokens[place + 1].word is tokens[1].word


def past_dateline(tokens: Sequence[Token], first: int, verbs: Sequence[Verb], lexicon: Lexicon) -> int:
    """Where the words begin behind a dateline or an agency's name: "BEIRUT Some …", "Harbour Line/Moscow; the …"."""
    last = min(first + _DATELINE, len(tokens) - 1)
    last = min([last, *(verb.first for verb in verbs if verb.first >= first)])
    for place in range(first, last):
        sign = tokens[place].text
        if sign in _OPENS:
            return place + 1
        named = sign in _DASHES and place > first and not any(token.word.small for token in tokens[first:place])
        if named and _stands_alone(tokens, place):
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
    if not lexicon.counting.bounds.begin_with(tokens[place].lower):
        return False
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
    openings = lexicon.openings
    apposed = -_APPOSED  # where a noun phrase began that stands in apposition
    opened: int | None = None  # the opening of a clause whose verb is yet to come
    for place in range(1, len(tokens)):
        word, before = tokens[place].lower, tokens[place - 1]
        if before.lower in openings:
            opened = place
        if place - 1 in ends:
            opened = place if place - 1 in said else None
        if opened is not None and (
            tokens[opened - 1].lower in lexicon.conjunctions or _has_verb(tokens, verbs, place, openings)
        ):
            continue
        if before.text in _SIGNS and place > 1:
            yield place - 1, True
        if before.text in _SIGNS or place - 1 in incomplete or before.word.leads_on:
            continue
        verb = starts.get(place)
        if place - apposed < _APPOSED:
            continue
        named = before.word.capital or before.lower.endswith(lexicon.auxiliaries.plural)
        if named and begins_phrase(tokens, verbs, place, lexicon):
            apposed = place
            yield place, True
            continue
        reduced = verb is not None and not verb.finite and verb.tense != "infinitive"
        reduced = word not in lexicon.nouns and (reduced or _is_gerund(tokens, place, lexicon))
        coordinate = word == lexicon.coordinating and _leads_to_finite(starts, place)
        if word in lexicon.modifying or reduced or coordinate:
            yield place, True
        elif before.text[0].isdecimal():
            continue  # "45 in the city and 22 | in the villages"
        elif word in lexicon.locating and _leads(tokens, place, lexicon) and not _within_name(tokens, place, lexicon):
            yield place, False


def _leads_to_finite(starts: Mapping[int, Verb], place: int) -> bool:
    """Whether the first verb that begins soon behind a word is finite: "and | the army left"."""
    verb = next((starts[n] for n in range(place + 1, place + 4) if n in starts), None)
    return verb is not None and verb.finite


def _has_verb(tokens: Sequence[Token], verbs: Sequence[Verb], place: int, openings: frozenset[str]) -> bool:
    """Whether a finite verb follows before another clause opens."""
    verb = next((verb for verb in verbs if verb.finite and verb.first >= place), None)
    return verb is not None and not any(token.lower in openings for token in tokens[place : verb.first])


def _is_gerund(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a verb that is not listed has an object here: "tightening their grip"."""
    if place + 1 >= len(tokens) or not tokens[place].lower.endswith(lexicon.auxiliaries.regular_progressive):
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


def _is_unled(tokens: Sequence[Token], verbs: Sequence[Verb], place: int) -> bool:
    if place == 0 or not tokens[place - 1].is_word or tokens[place - 1].word.leads:
        return False
    return not any(verb.last == place - 1 for verb in verbs)


def _stands_alone(tokens: Sequence[Token], place: int) -> bool:
    """Whether no second dash closes what a dash opens."""
    return not any(token.text in _DASHES for token in tokens[place + 1 :])
