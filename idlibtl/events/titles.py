"""Titles: a clause in its source's words, without its date, its attribution and what only ties it to other clauses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from idlibtl.events.dating import Dating
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.speech import Frame, begins_phrase, subject
from idlibtl.events.verbs import Token, Verb

LONGEST = 110
_EDGE = " \t\r\n\xa0,;:.–—-“”\"'’‘«»()[]*_|/"
_OPENS = frozenset(";:")
_CLOSES = {"(": ")", "[": "]", "“": "”", "«": "»", '"': '"'}
_MARKUP = frozenset("#*`_|")
_SOFT = (",", ";", ":", "–", "—")


def title(
    text: str,
    tokens: Sequence[Token],
    verbs: Sequence[Verb],
    governing: Verb | None,
    datings: Sequence[Dating],
    attribution: Frame | None,
    lexicon: Lexicon,
) -> str:
    """The title of a clause, at most ``LONGEST`` characters; one that is cut ends with "…". May be empty."""
    dropped = [_with_preposition(text, tokens, dating, lexicon) for dating in datings if _is_dropped(dating, tokens)]
    floor = 0
    if attribution is not None and attribution.first < attribution.last:
        dropped.append((tokens[attribution.first].start, tokens[attribution.last - 1].end))
        reports = tokens[attribution.last - 1].lower in lexicon.reporting
        opens = attribution.first < 3 or (reports and not any(verb.first < attribution.first for verb in verbs))
        floor = attribution.last if opens else 0
        verbs = [verb for verb in verbs if not attribution.first <= verb.first < attribution.last]
        if governing not in verbs:
            governing = next((verb for verb in verbs if verb.finite), None)
    first = _beginning(tokens, verbs, governing, floor, [dating.end for dating in datings], lexicon)
    aside = _apposition(tokens, governing, first, lexicon)
    kept = [
        token
        for place, token in enumerate(tokens)
        if place >= first
        and place not in aside
        and token.text not in _MARKUP
        and not any(start <= token.start < end for start, end in dropped)
    ]
    told = [token for token in kept if governing is None or token.start <= tokens[governing.last].start]
    return _finished(_joined(text, kept), len(_joined(text, told)) if governing is not None else 0, lexicon)


def plain_title(words: str) -> str:
    """Words as they stand, on one line and short, for a clause that is nothing but its date and its attribution."""
    plain = " ".join(words.split())
    return _short(plain.strip(_EDGE), 0) or plain[:LONGEST]


def _is_dropped(dating: Dating, tokens: Sequence[Token]) -> bool:
    """Whether a title does without a date: not where it belongs to a noun, nor where it was "given a week to leave"."""
    if dating.shape == "given":
        return False
    return not dating.bound or dating.start == tokens[0].start


def _beginning(
    tokens: Sequence[Token],
    verbs: Sequence[Verb],
    governing: Verb | None,
    floor: int,
    dates: Sequence[int],
    lexicon: Lexicon,
) -> int:
    """Where the title begins: at the subject, past an introducing phrase and the verbs of other clauses."""
    while floor < len(tokens) - 1 and not tokens[floor].is_word:
        floor += 1
    sign = next((n for n in range(floor, min(floor + 6, len(tokens) - 1)) if tokens[n].text in _OPENS), None)
    if sign is not None and not any(floor <= verb.first <= sign for verb in verbs):
        floor = sign + 1  # "Harbour Line/Moscow; the presidents met"
    if governing is None or governing.first <= floor:
        return floor
    earlier = [verb for verb in verbs if verb.finite and floor <= verb.first < governing.first]
    if earlier and governing.tense == "participle":
        # "… will allow the agreements reached on March 5": what was reached is the event
        noun = [n for n in range(floor, governing.first) if tokens[n].lower in lexicon.nouns]
        return noun[-1] if noun else floor
    if earlier and governing.finite:
        begin = subject(tokens, governing.first, lexicon)
        opened = begin > 0 and tokens[begin - 1].lower in lexicon.auxiliaries.opening
        return max(floor, _with_noun(tokens, begin, lexicon)) if opened else floor
    if tokens[floor].lower in lexicon.introducing and not _is_bound(tokens, floor, lexicon):
        comma = next((n for n in range(floor, governing.first) if tokens[n].text == ","), None)
        if comma is not None and comma + 1 < governing.first:
            return comma + 1
        # "After talks in Moscow on 5 March they announced": no comma, but the date ends the phrase
        past = [n for n in range(floor, governing.first) if any(tokens[n - 1].end == end for end in dates if n)]
        if past and not tokens[floor].start + 4 > tokens[past[0]].start:
            return past[0]
        # "Following the 2018 attack the government joined": nor is there a date, but another phrase begins
        phrases = [n for n in range(floor, governing.first) if begins_phrase(tokens, verbs, n, lexicon)]
        if phrases and any(tokens[n].lower in lexicon.nouns for n in range(floor, phrases[-1])):
            return phrases[-1]
    return floor


def _is_bound(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a figure begins here: "at least 29", "over 30"."""
    words = [token.lower for token in tokens[place : place + 4]]
    for count in range(1, len(words)):
        bounds = any(" ".join(words[:count]) in phrases for phrases in lexicon.bounds.values())
        if bounds and (words[count][0].isdecimal() or words[count] in lexicon.numbers):
            return True
    return False


def _with_noun(tokens: Sequence[Token], first: int, lexicon: Lexicon) -> int:
    """A subject in a relative clause, with the event noun before it: "the agreement that they reached"."""
    if first < 2 or tokens[first - 1].lower not in lexicon.relative or tokens[first - 2].lower not in lexicon.nouns:
        return first
    begin = first - 2
    return begin - 1 if begin and tokens[begin - 1].lower in lexicon.articles else begin


def _apposition(tokens: Sequence[Token], governing: Verb | None, first: int, lexicon: Lexicon) -> range:
    """What stands between two commas before the verb: "Russia, one of its allies, and Turkey agreed"."""
    if governing is None:
        return range(0)
    commas = [n for n in range(first + 1, governing.first + 1) if n < len(tokens) and tokens[n].text == ","]
    if len(commas) != 2 or commas[1] - commas[0] < 3:
        return range(0)
    return range(commas[0], commas[1] + 1)


def _with_preposition(text: str, tokens: Sequence[Token], dating: Dating, lexicon: Lexicon) -> tuple[int, int]:
    start = tokens[0].start
    end = dating.start
    while end > start and text[end - 1] in _MARKUP:
        end -= 1
    match = lexicon.preposition.search(text, max(start, end - 24), end)
    return (max(start, match.start()) if match else dating.start), dating.end


def _joined(text: str, pieces: Sequence[Token]) -> str:
    """The words with the spaces that the text has between them; what was dropped leaves one space, or a comma."""
    found = pieces[0].text if pieces else ""
    for before, token in pairwise(pieces):
        gap = text[before.end : token.start]
        if gap.isspace() or (gap and token.text not in _SOFT and token.is_word):
            found += " "
        elif gap and token.text in _SOFT:
            found = found.rstrip(" ,") + (" " if token.text in "–—" else "")
        found += token.text
    return found


def _finished(words: str, least: int, lexicon: Lexicon) -> str:
    """Without what ties it to other clauses, and short; not cut within the first ``least`` characters."""
    length = len(words)
    words = _trimmed(words.replace("()", ""))
    while match := lexicon.connective.match(words):
        words = words[match.end() :].lstrip(_EDGE)
    while words and words.split(" ", 1)[0].lower() in lexicon.leading:
        words = words.partition(" ")[2].lstrip(_EDGE)
    words = _paired(_short(words, least - (length - len(words))).strip())
    return words[:1].upper() + words[1:]


def _trimmed(words: str) -> str:
    """Without signs at its ends, but with those that close what was opened: "the Forces (SDF)"."""
    kept = words.strip(_EDGE)
    for sign in words[words.find(kept) + len(kept) :]:
        opening = next((left for left, right in _CLOSES.items() if right == sign), None)
        if opening is not None and (
            kept.count(opening) % 2 if opening == sign else kept.count(opening) > kept.count(sign)
        ):
            kept += sign
    return kept


def _paired(words: str) -> str:
    """Without brackets and quotation marks whose other half was left out."""
    lone: set[int] = set()
    opened: list[int] = []
    for place, sign in enumerate(words):
        if opened and sign == _CLOSES.get(words[opened[-1]]):
            opened.pop()
        elif sign in _CLOSES:
            opened.append(place)
        elif sign in _CLOSES.values():
            lone.add(place)
    kept = "".join(sign for place, sign in enumerate(words) if place not in lone and place not in opened)
    return " ".join(kept.split())


def _short(words: str, least: int) -> str:
    if len(words) <= LONGEST:
        return words
    cut = words[:LONGEST]
    for sign in _SOFT:
        place = cut.rfind(f"{sign} ")
        if place > max(LONGEST * 0.6, least) and cut[place + 2 : place + 3].islower():
            return cut[:place].rstrip(_EDGE)
    return cut[: cut.rfind(" ", 0, LONGEST - 1)].rstrip(_EDGE) + "…"
