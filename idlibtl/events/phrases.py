"""Phrases: what a clause leans on where it can't stand alone, and the noun phrase that a date belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from idlibtl.events.boundaries import begins_phrase
from idlibtl.events.clauses import ACCOMPANYING, PRECEDING, Clause, joined
from idlibtl.events.dating import Dating
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token
from idlibtl.model import LONGEST_QUOTE, Timex

_PHRASE = 12  # words of a noun phrase
_LEANS = 6  # words between a noun and the clause that leans on it


def has_no_subject(clause: Clause) -> bool:
    """Whether a clause tells of something in the clause before: "shells | which fell on the square"."""
    if clause.cut in ("participle", "verb", "resumed"):
        return True
    if clause.cut in ("", ACCOMPANYING, PRECEDING) or not clause.verbs or clause.verbs[0].first != 1:
        return False
    return clause.cut in ("relative", "coordinate") or clause.verbs[0].tense == "gerund"


def content(parts: Sequence[Clause], number: int, words: Lexicon) -> Clause | None:
    """The clauses that hold what was said: those before "…, the ministry said", or those after "said that"."""
    clause = parts[number]
    follows = parts[number + 1] if number + 1 < len(parts) else None
    if clause.cut == "quote" and number:
        held = parts[:number]
    elif follows is not None and follows.cut in words.reporting:
        held = parts[number : number + 2]
    else:
        return None
    return joined(held) if held[-1].end - held[0].start <= LONGEST_QUOTE else None


def leaning(clause: Clause, before: Clause | None, words: Lexicon) -> Clause:
    """A clause that has no subject of its own, with the noun that it leans on: "a truce that took effect"."""
    if before is None or clause.cut not in ("relative", "participle") or not clause.verbs:
        return clause
    first_verb = clause.verbs[0]
    if {"state", "statement"} & first_verb.classes and not first_verb.passive and first_verb.tense != "future":
        return clause
    nouns = [n for n, token in enumerate(before.tokens) if token.lower in words.nouns]
    if not nouns or len(before.tokens) - nouns[-1] > _LEANS:
        return clause
    first = nouns[-1]
    while first > 0 and nouns[-1] - first < 3 and before.tokens[first].lower not in words.articles:
        first -= 1
    last = len(before.tokens) - (before.tokens[-1].text == ",")
    return clause.without_opening().joined(before.tokens[first:last])


def dated_phrase(clause: Clause, dating: Dating, words: Lexicon) -> tuple[Token, ...]:
    """The noun phrase that a date within it belongs to: up to the next verb, comma, phrase or opening of a clause."""
    found = clause.tokens
    first = next((n for n, token in enumerate(found) if token.start >= dating.end), len(found))
    verbs = {verb.first for verb in clause.verbs if verb.finite}
    last = first
    while last < min(first + _PHRASE, len(found)):
        token = found[last]
        ends = token.word.opens or token.text in ".)"
        lists = token.text in (",", words.coordinating) and last + 1 < len(found) and found[last + 1].text[0].isupper()
        if (ends and not lists) or begins_phrase(found, clause.verbs, last, words):
            break
        if last in verbs:
            return _before_subject(found[first:last], words)
        last += 1
    return found[first:last]


def _before_subject(phrase: tuple[Token, ...], words: Lexicon) -> tuple[Token, ...]:
    """A phrase that a verb follows, without that verb's subject: "attack on Ariha | government jets (flew)"."""
    noun = next((n for n, token in enumerate(phrase) if token.lower in words.nouns), len(phrase))
    for place in range(noun + 2, len(phrase)):
        token = phrase[place]
        led = token.lower in words.prepositions or token.lower in words.nouns
        if token.text[0].islower() and not led and phrase[place - 1].text[0].isupper():
            return phrase[:place]
    return phrase


def phrase_span(clause: Clause, phrase: Sequence[Token], timex: Timex | None, words: Lexicon) -> tuple[int, int]:
    """The span of a noun phrase with its date and its article: "the 2018 memorandum"."""
    first = min(phrase[0].start, timex.start if timex else phrase[0].start)
    before = next((token for token in reversed(clause.tokens) if token.end <= first), None)
    if before is not None and before.lower in words.articles:
        first = before.start
    return first, max(phrase[-1].end, timex.end if timex else 0)
