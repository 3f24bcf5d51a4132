"""Figures: the numbers of a clause in digits and words, with the bounds that newsrooms put on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from idlibtl.events.counting import Counting
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token

_ROUGHLY = 0.1  # how far from a figure "about" may be, as a share of it
_LONGEST = 12  # digits of a number; what is longer is an identifier
_ROUND = 1000  # from this scale on a number is told to its last digit only: "2.5 million" is 2.45 to 2.55
_GLUED = re.compile(r"(\d[\d.,]*\d|\d)(?:-?([^\W\d_].*)|-(\d[\d.,]*))\Z")
_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\Z")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a clause.

    ``first`` and ``last`` are the places of its tokens, bounds included; ``value`` is its words, ``low`` and ``high``
    what it may mean. A ``part`` counts some of what another figure counts. ``dated``: it stands in a date or a length
    of time.
    """

    first: int
    last: int
    value: str
    low: float | None
    high: float | None
    part: bool = False
    dated: bool = False


def pieces(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The tokens, with figures cut from what is glued to them: "12-kilometre", "50-60", "10km"."""
    found: list[Token] = []
    for token in tokens:
        if token.word.counts:
            found += _cut(token, lexicon)
        else:
            found.append(token)
    return found


def _cut(token: Token, lexicon: Lexicon) -> list[Token]:
    words = lexicon.counting
    if token.lower in words.numbers:
        return [token]
    if match := _GLUED.match(token.text):
        if match[3]:
            cuts = [match.span(1), (match.end(1), match.start(3)), match.span(3)]
        else:
            cuts = [match.span(1), *((match.start(2) + a, match.start(2) + b) for a, b in _spans(match[2]))]
    elif "-" in token.text and token.lower.split("-")[0] in words.numbers:
        cuts = _spans(token.text)
    else:
        return [token]
    return [Token(token.start + a, token.start + b, lexicon.vocabulary[token.text[a:b]]) for a, b in cuts if a < b]


def _spans(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^-]+", text)]


def figures(tokens: Sequence[Token], text: str, dated: frozenset[int], lexicon: Lexicon) -> list[Figure]:
    """The figures among ``pieces``, from left to right. Ages, years and numbers that are names are none."""
    words = lexicon.counting
    found: list[Figure] = []
    free = 0  # the first word that no figure holds
    for place in [n for n, token in enumerate(tokens) if token.word.counts or _leads_to_scale(tokens, n, lexicon)]:
        number = _number(tokens, place, text, dated, lexicon) if place >= free else None
        if number is None:
            continue
        free = number.last + 1
        if _names_something(tokens, number, words) or _is_age(tokens, number, words):
            continue
        joined = _range(tokens, found[-1], number, text, words) if found else None
        if joined is not None:
            found[-1] = joined
            continue
        bounded = _bounded(tokens, number, text, words)
        found.append(replace(bounded, part=True) if _is_part(tokens, bounded, found, lexicon) else bounded)
        free = bounded.last + 1
    return _with_parts(tokens, found, lexicon)


def _leads_to_scale(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether an article begins a number: "a hundred"."""
    return tokens[place].lower in lexicon.articles and place + 1 < len(tokens) and tokens[place + 1].word.counts


def _number(tokens: Sequence[Token], place: int, text: str, dated: frozenset[int], lexicon: Lexicon) -> Figure | None:
    """The number that begins at a place, without bounds."""
    words, articles = lexicon.counting, lexicon.articles
    token = tokens[place]
    decimals = 0
    low: float | None
    high: float | None
    if vague := words.vague.at(tokens, place):
        last = place + vague[0] - 1
        low, high = vague[1]
    elif token.lower in articles and place + 1 < len(tokens) and tokens[place + 1].lower in words.scales:
        last, low, high = place, 1.0, 1.0
    elif (told := _told(token, words)) is not None:
        last, low, high = place, told, told
        decimals = len(token.lower.partition(".")[2]) if token.lower[0].isdecimal() else 0
        if 20 <= told < 100 and not told % 10 and not token.lower[0].isdecimal() and last + 1 < len(tokens):
            unit = words.numbers.get(tokens[last + 1].lower, 10)  # "thirty three"
            if unit < 10:
                last, low, high = last + 1, told + unit, told + unit
    else:
        return None
    last, low, high = _scaled(tokens, last, low, high, decimals, lexicon)
    return Figure(place, last, _words(text, tokens[place], tokens[last]), low, high, dated=token.start in dated)


def _told(token: Token, words: Counting) -> float | None:
    if token.lower[0].isdecimal():
        match = _DIGITS.match(token.lower)
        if match is None or len(match[1]) > _LONGEST or (len(match[1]) > 1 and match[1][0] == "0"):
            return None
        return float(match[0].replace(",", ""))
    return words.numbers.get(token.lower.replace("-", " "))


def _scaled(
    tokens: Sequence[Token], last: int, low: float, high: float | None, decimals: int, lexicon: Lexicon
) -> tuple[int, float, float | None]:
    """A number with the scales that follow it: "two hundred and fifty", "2.5 million", "tens of thousands"."""
    words = lexicon.counting
    while last + 1 < len(tokens):
        ahead = last + 1
        vague = high is None and tokens[ahead].lower == "of" and ahead + 1 < len(tokens)
        if vague and (more := words.vague.at(tokens, ahead + 1)) and more[1][1] is None:
            scale = _scale_of(more[1][0], words)
            return ahead + more[0], low * scale, None
        scale = words.scales.get(tokens[ahead].lower, 0)
        if not scale:
            break
        last = ahead
        if high is not None:
            half = 0.5 * 10**-decimals if scale >= _ROUND else 0
            low, high = (low - half) * scale, (high + half) * scale
        else:
            low *= scale
        rest = last + 1 + (last + 1 < len(tokens) and tokens[last + 1].lower == lexicon.coordinating)
        more_units = words.numbers.get(tokens[rest].lower) if rest < len(tokens) else None
        if more_units is not None and scale == 100 and more_units < scale and high is not None:
            low, high, last = low + more_units, high + more_units, rest
    return last, low, high


def _scale_of(least: float, words: Counting) -> float:
    """The scale that a vague number such as "thousands" is made of."""
    return max((scale for scale in words.scales.values() if scale <= least), default=1)


def _range(tokens: Sequence[Token], first: Figure, second: Figure, text: str, words: Counting) -> Figure | None:
    """ "between 500 and 1,300", "50-60", "50 or 60" """
    if second.first - first.last != 2 or first.low is None or second.high is None or second.high <= first.low:
        return None
    link = tokens[first.last + 1].lower
    led = first.first > 0 and tokens[first.first - 1].lower in words.range_from
    if led and link in words.range_to:
        start = first.first - 1
        value = f"{tokens[start].lower} {_words(text, tokens[first.first], tokens[second.last])}"
    elif link in words.range_bare and first.low == first.high:
        start, value = first.first, _words(text, tokens[first.first], tokens[second.last])
    else:
        return None
    return replace(first, first=start, last=second.last, value=value, high=second.high)


def _bounded(tokens: Sequence[Token], number: Figure, text: str, words: Counting) -> Figure:
    """The figure with the words that bound it ("over 30", "30 or more"), and what it means at least and at most."""
    before = words.bounds.before(tokens, number.first)
    after = words.bounds_after.at(tokens, number.last + 1)
    if before is not None:
        length, bound = before
        lead = " ".join(token.lower for token in tokens[number.first - length : number.first])
        number = replace(number, first=number.first - length, value=f"{lead} {number.value}")
    elif after is not None:
        length, bound = after
        last = number.last + length
        number = replace(number, last=last, value=_words(text, tokens[number.first], tokens[last]))
    else:
        return number
    if number.low is None:
        return number
    if bound == "over":
        return replace(number, high=None)
    if bound == "under":
        return replace(number, low=None)
    high = None if number.high is None else round(number.high * (1 + _ROUGHLY), 6)
    return replace(number, low=round(number.low * (1 - _ROUGHLY), 6), high=high)


def _names_something(tokens: Sequence[Token], number: Figure, words: Counting) -> bool:
    """ "Resolution 2254", "the 1990s": a name, not a count."""
    return number.first > 0 and tokens[number.first - 1].lower in words.naming


def _is_age(tokens: Sequence[Token], number: Figure, words: Counting) -> bool:
    """ "Ahmad, 33, …", "aged 33", "33-year-old" """
    after = [token.lower for token in tokens[number.last + 1 : number.last + 3]]
    before = tokens[number.first - 1].lower if number.first else ""
    if before in words.aged or (len(after) == 2 and after[1] in words.old and words.units.at(tokens, number.last + 1)):
        return True
    set_off = before == "," and bool(after) and after[0] in (",", ")", ".")
    return (set_off and tokens[number.first - 2].text[:1].isupper()) or (before == "(" and after[:1] == [")"])


def _is_part(tokens: Sequence[Token], number: Figure, found: Sequence[Figure], lexicon: Lexicon) -> bool:
    """Whether a figure counts some of what one before it counts: "12 people, including two women and a child"."""
    words = lexicon.counting
    if not found:
        return False
    previous = found[-1]
    if words.partitive.at(tokens, number.last + 1):
        return True
    between = [token.lower for token in tokens[previous.last + 1 : number.first]]
    if previous.part and len(between) <= _LISTED and set(between) & {",", lexicon.coordinating}:
        return not any(lexicon.counting.fates.at(tokens, place) for place in range(previous.last + 1, number.first))
    near = between[-_NEAR:]
    lead = next((step for step, word in enumerate(near) if word in words.parts), None)
    return lead is not None and not _after_be(near, lead, lexicon)


_LISTED = 5  # words from one part to the next: "including two women and three children"
_NEAR = 3  # words from "including" to its figure


def _after_be(words: Sequence[str], lead: int, lexicon: Lexicon) -> bool:
    return lead > 0 and words[lead - 1] in lexicon.auxiliaries.be and words[lead] in lexicon.counting.part_of


def _with_parts(tokens: Sequence[Token], found: list[Figure], lexicon: Lexicon) -> list[Figure]:
    """The figures; those before "were among 48 people" count parts."""
    leads = [
        place
        for place in range(1, len(tokens))
        if tokens[place].lower in lexicon.counting.part_of and tokens[place - 1].lower in lexicon.auxiliaries.be
    ]
    for place in leads:
        found = [
            replace(figure, part=True) if figure.last < place and _next(found, figure, place) else figure
            for figure in found
        ]
    return found


def _next(found: Sequence[Figure], figure: Figure, place: int) -> bool:
    """Whether a figure follows soon after a place, so that ``figure`` can be a part of it."""
    return any(place < other.first <= place + _NEAR for other in found if other is not figure)


def _words(text: str, first: Token, last: Token) -> str:
    return " ".join(text[first.start : last.end].split())
