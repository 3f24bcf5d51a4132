"""Figures with what they count: "over 30 Turkish troops were killed" is killed, over 30."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token
from idlibtl.model import Quantity

_REACH = 7  # words between a figure and what tells what it counts
_LISTED = 4  # words from one part to the next: "including two women and three children"
_ROUGHLY = 0.1  # how far from a figure "about" may be, as a share of it


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number in a clause.

    ``first`` and ``last`` are the places of its tokens, ``value`` its words, ``low`` and ``high`` what it may mean; a
    ``part`` counts some of what another figure counts.
    """

    first: int
    last: int
    value: str
    low: float | None
    high: float | None
    part: bool


def quantities(text: str, tokens: Sequence[Token], dated: frozenset[int], lexicon: Lexicon) -> tuple[Quantity, ...]:
    """The figures of a clause, one of a kind. ``dated`` holds the starts of tokens that belong to dates.

    What counts a part of another ("12 people, including two children") is left out.
    """
    figures = _figures(tokens, dated, lexicon)
    wholes = [figure for figure in figures if not figure.part]
    found: dict[str, Quantity] = {}
    added = -1
    for order, figure in enumerate(wholes):
        if order == added:
            continue
        following = wholes[order + 1] if order + 1 < len(wholes) else None
        limit = following.first if following else len(tokens)
        reach = _REACH * (1 + any(other.part and figure.last < other.first < limit for other in figures))
        what = _counted(text, tokens, figure, limit, reach, lexicon)
        if what is None and following and tokens[limit - 1].lower == lexicon.coordinating:
            # "seven soldiers and one contractor killed"
            what = _counted(text, tokens, following, len(tokens), _REACH, lexicon)
            figure, added = _sum(figure, following, lexicon), order + 1
        if what is not None and what not in found:
            found[what] = Quantity(what, figure.value, figure.low, figure.high)
    return tuple(found.values())


def _figures(tokens: Sequence[Token], dated: frozenset[int], lexicon: Lexicon) -> list[_Figure]:
    found: list[_Figure] = []
    for place, token in enumerate(tokens):
        number = None if token.start in dated else _number(token, lexicon)
        if number is None:
            continue
        if found and _is_range(tokens, found[-1], place, lexicon):
            first = found.pop()
            value = " ".join(token.text.lower() for token in tokens[first.first - 1 : place + 1])
            found.append(_Figure(first.first, place, value, first.low, number, first.part))
            continue
        listed = bool(found) and found[-1].part and place - found[-1].last <= _LISTED
        part = listed or any(token.lower in lexicon.parts for token in tokens[max(0, place - 3) : place])
        value, low, high = _bounded(tokens, place, number, lexicon)
        found.append(_Figure(place, place, value, low, high, part))
    return found


def _is_range(tokens: Sequence[Token], first: _Figure, place: int, lexicon: Lexicon) -> bool:
    """ "between 500 and 1,300" """
    if place - first.last != 2 or tokens[place - 1].lower not in lexicon.range_to or not first.first:
        return False
    return tokens[first.first - 1].lower in lexicon.range_from


def _sum(one: _Figure, other: _Figure, lexicon: Lexicon) -> _Figure:
    low = one.low + other.low if one.low is not None and other.low is not None else None
    high = one.high + other.high if one.high is not None and other.high is not None else None
    return _Figure(one.first, other.last, f"{one.value} {lexicon.coordinating} {other.value}", low, high, False)


def _number(token: Token, lexicon: Lexicon) -> float | None:
    if token.lower[0].isdecimal():
        digits = token.lower.replace(",", "")
        return float(digits) if digits.isdecimal() and len(digits) < 8 else None
    return lexicon.numbers.get(token.lower.replace("-", " "))


def _counted(
    text: str, tokens: Sequence[Token], figure: _Figure, limit: int, reach: int, lexicon: Lexicon
) -> str | None:
    """What the figure counts: by a word shortly before it ("killed 33"), else by one after it ("33 … were killed")."""
    best: tuple[int, str] | None = None
    for what, (before, after) in lexicon.quantities.items():
        for ahead in range(figure.last + 1, min(figure.last + reach, limit, len(tokens))):
            if tokens[ahead].lower in (".", ";"):
                break
            if after.match(text, tokens[ahead].start):
                best = min(best or (ahead - figure.last, what), (ahead - figure.last, what))
                break
        start = tokens[max(0, figure.first - 3)].start
        for back in range(figure.first, max(-1, figure.first - 4), -1):
            if back < figure.first and (tokens[back].lower == lexicon.coordinating or not tokens[back].is_word):
                break
            if before.search(text, start, tokens[back].start):
                best = min(best or (figure.first - back, what), (figure.first - back, what))
                break
    return best[1] if best else None


def _bounded(
    tokens: Sequence[Token], place: int, number: float, lexicon: Lexicon
) -> tuple[str, float | None, float | None]:
    """The figure with the words that bound it ("over 30"), and what it means at least and at most."""
    shown = tokens[place].text
    for width in (3, 2, 1):
        words = [token.lower for token in tokens[max(0, place - width) : place]]
        for bound, phrases in lexicon.bounds.items():
            if " ".join(words) in phrases:
                low = None if bound == "under" else number if bound == "over" else round(number * (1 - _ROUGHLY), 6)
                high = None if bound == "over" else number if bound == "under" else round(number * (1 + _ROUGHLY), 6)
                return " ".join([*words, shown]), low, high
    return shown, number, number
