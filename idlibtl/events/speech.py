"""Frames of reported speech: who says so, and which words only say that somebody said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token, Verb

_FARTHEST = 14  # words of a speaker's description


@dataclass(frozen=True, slots=True)
class Frame:
    """Words that attribute the rest of their clause: ``first``/``last`` count tokens, half-open."""

    speaker: str
    first: int
    last: int


def frame(text: str, tokens: Sequence[Token], verbs: Sequence[Verb], lexicon: Lexicon) -> Frame | None:
    """The attribution in a clause: "… , the ministry said", "Akar stated that …", "according to the Kremlin, …"."""
    for place, token in enumerate(tokens):
        if match := lexicon.according.match(text, token.start):
            first = next((n for n, t in enumerate(tokens) if t.start >= match.end()), len(tokens))
            last = _until_comma(tokens, first)
            speaker = _words(text, tokens, first, last)
            return Frame(speaker, place, last) if speaker else None
    for verb in verbs:
        if "statement" not in verb.classes or not verb.finite or verb.passive:
            continue
        inner = max((other.last + 1 for other in verbs if other.first < verb.first), default=0)
        begin = _past_phrase(tokens, max(subject(tokens, verb.first, lexicon), inner), verb.first, lexicon)
        last = verb.first
        while last > begin and tokens[last - 1].lower in lexicon.auxiliaries.between | lexicon.untimed:
            last -= 1
        speaker = _words(text, tokens, begin, last)
        if not speaker and begin > 1:  # "Akar, for his part, said"
            comma = next((n for n in range(begin - 2, 0, -1) if tokens[n].text == ","), None)
            if comma is not None and begin - comma < 6:
                begin = max(subject(tokens, comma, lexicon), inner)
                speaker = _words(text, tokens, begin, comma)
        if not speaker:
            continue
        follows = verb.last + 1
        if follows < len(tokens) and tokens[follows].lower in lexicon.reporting:
            return Frame(speaker, begin, follows + 1)
        set_off = begin > 0 and tokens[begin - 1].lower in (",", *lexicon.closing_quotes)
        closing = next((n for n in range(follows, len(tokens)) if tokens[n].text == ","), None)
        if set_off and closing is not None and any(other.finite and other.first > closing for other in verbs):
            return Frame(speaker, begin, closing + 1)  # "the patrol, the ministry added, is to …"
        if set_off and any(other.last < begin for other in verbs):
            return Frame(speaker, begin, len(tokens))
        return Frame(speaker, begin, begin)
    return None


def subject(tokens: Sequence[Token], verb: int, lexicon: Lexicon) -> int:
    """Where the subject of a verb begins: after the comma or quotation mark, or the clause opening, before it."""
    place = verb
    while place > 0 and verb - place < _FARTHEST:
        before = tokens[place - 1]
        if before.lower in lexicon.auxiliaries.opening and before.lower != lexicon.coordinating:
            break
        place -= 1
    return place


def _past_phrase(tokens: Sequence[Token], begin: int, verb: int, lexicon: Lexicon) -> int:
    """Where the speaker begins, behind a phrase such as "on Tuesday in the capital"; "Union for Peace" is one name."""
    if tokens[begin].lower in lexicon.articles:
        return begin  # "the ministry in Moscow announced"
    for place in range(verb - 2, begin - 1, -1):
        if tokens[place].lower not in lexicon.introducing:
            continue
        named = place > begin and tokens[place - 1].text[0].isupper() and tokens[place + 1].text[0].isupper()
        if not named:
            return place + 1
    return begin


def _until_comma(tokens: Sequence[Token], first: int) -> int:
    last = first
    while last < len(tokens) and tokens[last].lower not in (",", ";", ".") and last - first < _FARTHEST:
        last += 1
    return last


def _words(text: str, tokens: Sequence[Token], first: int, last: int) -> str:
    if first >= last:
        return ""
    return " ".join(text[tokens[first].start : tokens[last - 1].end].split())
