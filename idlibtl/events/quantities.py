"""Figures with what they count: "over 30 Turkish troops were killed" is killed, over 30."""

from __future__ import annotations

from collections.abc import Sequence

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token
from idlibtl.model import Quantity

_REACH = 7  # words between a figure and what tells what it counts


def quantities(text: str, tokens: Sequence[Token], taken: frozenset[int], lexicon: Lexicon) -> tuple[Quantity, ...]:
    """The figures of a clause. ``taken`` holds the starts of tokens that belong to dates."""
    figures = [(place, number) for place, token in enumerate(tokens) if token.start not in taken
               and (number := _number(token, lexicon)) is not None]  # fmt: skip
    found: dict[str, Quantity] = {}
    added: set[int] = set()
    for order, (place, number) in enumerate(figures):
        if order and figures[order - 1][0] in added:
            continue
        limit = figures[order + 1][0] if order + 1 < len(figures) else len(tokens)
        what = _counted(text, tokens, place, limit, lexicon)
        if what is None and limit < len(tokens) and tokens[limit - 1].lower == lexicon.coordinating:
            # "seven soldiers and one contractor killed"
            what = _counted(text, tokens, limit, len(tokens), lexicon)
            if what is not None and what not in found:
                added.add(place)
                total = number + figures[order + 1][1]
                words = f"{tokens[place].text} {lexicon.coordinating} {tokens[limit].text}"
                found[what] = Quantity(what, words, total, total)
        elif what is not None and what not in found:
            found[what] = _bounded(tokens, place, number, what, lexicon)
    return tuple(found.values())


def _number(token: Token, lexicon: Lexicon) -> float | None:
    if token.lower[0].isdecimal():
        digits = token.lower.replace(",", "")
        return float(digits) if digits.isdecimal() and len(digits) < 8 else None
    return lexicon.numbers.get(token.lower.replace("-", " "))


def _counted(text: str, tokens: Sequence[Token], place: int, limit: int, lexicon: Lexicon) -> str | None:
    """What the figure counts: by a word shortly before it ("killed 33"), else by one after it ("33 … were killed")."""
    best: tuple[int, str] | None = None
    for what, (before, after) in lexicon.quantities.items():
        for ahead in range(place + 1, min(place + _REACH, limit, len(tokens))):
            if tokens[ahead].lower in (".", ";"):
                break
            if after.match(text, tokens[ahead].start):
                best = min(best or (ahead - place, what), (ahead - place, what))
                break
        start = tokens[max(0, place - 3)].start
        for back in range(place, max(-1, place - 4), -1):
            if before.search(text, start, tokens[back].start):
                best = min(best or (place - back, what), (place - back, what))
                break
    return best[1] if best else None


def _bounded(tokens: Sequence[Token], place: int, number: float, what: str, lexicon: Lexicon) -> Quantity:
    shown = tokens[place].text
    for width in (3, 2, 1):
        words = tokens[max(0, place - width) : place]
        phrase = " ".join(token.lower for token in words)
        for bound, phrases in lexicon.bounds.items():
            if phrase in phrases:
                value = " ".join([*(token.text.lower() for token in words), shown])
                low = None if bound == "under" else number if bound == "over" else number * 0.9
                high = None if bound == "over" else number if bound == "under" else number * 1.1
                return Quantity(what, value, low, high)
    return Quantity(what, shown, number, number)
