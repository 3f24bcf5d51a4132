"""What a report has measured: "the corridor" is still the 12-kilometre corridor of the sentence before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token
from idlibtl.model import Quantity

_KEPT = 3  # sentences for which a measure is remembered
_PHRASE = 3  # words from an article to its noun
CARRIED = frozenset({"kilometres", "hours"})  # what a thing is by itself: a share or a weight is of another each time


class Measured:
    """The things of a document with the measure that was told of them last."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._told: dict[str, tuple[int, Quantity]] = {}

    def completed(
        self, found: Sequence[Quantity], tokens: Sequence[Token], sentence: int, span: tuple[int, int]
    ) -> tuple[Quantity, ...]:
        """The quantities of a clause, with the measures of things that it names as known ("the corridor").

        ``span`` is that of the clause's quote, which is remembered with what it measures.
        """
        for quantity in found:
            if quantity.what in CARRIED and quantity.of is not None:
                self._told[quantity.of] = sentence, replace(quantity, at=span)
        if not self._told:
            return tuple(found)
        own = {quantity.of for quantity in found}
        known = (self._known(tokens, place, sentence) for place in range(1, len(tokens)))
        carried = {quantity.of: quantity for quantity in known if quantity is not None and quantity.of not in own}
        return (*found, *carried.values())

    def _known(self, tokens: Sequence[Token], place: int, sentence: int) -> Quantity | None:
        word = tokens[place].lower
        told = self._told.get(self._lexicon.nouns.get(word, word))
        if told is None or sentence - told[0] > _KEPT:
            return None
        led = any(token.lower in self._lexicon.definite for token in tokens[max(0, place - _PHRASE) : place])
        return told[1] if led else None
