"""Sides: whether a name acts or is where something happens, by what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.namebook import Namebook
from idlibtl.events.runs import Cutter, PieceKind
from idlibtl.events.verbs import Token
from idlibtl.languages.spelling import normal_form

Side = Literal["actor", "place", ""]
Office = tuple[str, str]  # country, title

NOTHING: Side = ""
_REACH = 5  # words between "Turkish" and "troops"


@dataclass(slots=True)
class Found:
    """A name while its document is being read; ``votes`` are for a place where they are above zero."""

    tokens: Sequence[Token]
    first: int
    last: int
    kind: PieceKind
    text: str
    side: Side | None = None  # None: the document will tell
    key: str = ""
    votes: int = 0
    person: bool = False
    organised: bool = False
    office: Office | None = None
    follows: Found | None = None  # the one before it in a list: "Ariha | and Binnish"

    @property
    def start(self) -> int:
        return self.tokens[self.first].start

    @property
    def end(self) -> int:
        return self.tokens[self.last - 1].end

    @property
    def surname(self) -> str:
        return self.form.split()[-1]

    @property
    def form(self) -> str:
        return normal_form(self.text) or self.text


@dataclass(frozen=True, slots=True)
class Sides:
    """Tells the sides of the names of one document."""

    lexicon: Lexicon
    book: Namebook
    cutter: Cutter

    def of_country(self, found: Found, listed: Found | None) -> Side:
        """A country, or its capital, acts ("Ankara answered", "Turkish troops") or is where something happens."""
        tokens = found.tokens
        after = tokens[found.last].lower if found.last < len(tokens) else ""
        if self.acts(tokens, found.last) if found.kind == "country" else after in self.book.acting:
            return "actor"
        if self.cutter.is_possessive(tokens[found.last - 1]):
            return NOTHING if found.kind == "country" else "place"
        if listed is not None and listed.side and listed.last < found.first and listed.kind == found.kind:
            return listed.side
        before = self.word_before(found)
        if before in self.book.where or self.follows_area(found):
            return "place"
        if before in self.book.joining:
            return NOTHING if found.kind == "country" else "place"
        told = found.last < len(tokens) and self.is_finite(tokens[found.last])
        opens = not before or before in self.book.who or before == self.lexicon.coordinating or not before[0].isalnum()
        return "actor" if told or (opens and found.kind == "country") else "place"

    def follows_area(self, found: Found) -> bool:
        """ "the town of | Ariha", "the border with | Iraq" """
        place = found.first - 1
        if place > 0 and found.tokens[place].lower in self.lexicon.definite:
            place -= 1
        if place < 1:
            return False
        word = found.tokens[place - 1].lower
        if found.tokens[place].lower in self.book.who:
            return word in self.book.areas
        return found.tokens[place].lower in self.book.joining and word in self.book.area_of

    def acts(self, tokens: Sequence[Token], place: int) -> bool:
        """Whether those follow who act for a country: "(Syrian) and Russian warplanes", "(Turkish) armed forces"."""
        for token in tokens[place : place + _REACH]:
            word = token.lower
            if word in self.book.acting or (word in self.book.organisations and token.text[0].isupper()):
                return True
            if word not in self.book.before_acting and word not in self.book.demonyms:
                return False
        return False

    def is_verb(self, token: Token) -> bool:
        return self.is_auxiliary(token) or (token.text[0].islower() and token.lower in self.lexicon.verbs)

    def is_auxiliary(self, token: Token) -> bool:
        words = self.lexicon.auxiliaries
        word = token.lower
        return word in words.being_or_having or word in words.future or word in words.modal

    def is_finite(self, token: Token) -> bool:
        forms = self.lexicon.verbs.get(token.lower, ()) if token.text[0].islower() else ()
        return self.is_auxiliary(token) or any(form.inflection in ("past", "present") for form in forms)

    def word_before(self, found: Found) -> str:
        """The word before a name, articles left out; "" at the beginning."""
        place = found.first - 1
        if place >= 0 and found.tokens[place].lower in self.lexicon.definite:
            place -= 1
        return found.tokens[place].lower if place >= 0 else ""

    def vote(self, found: Found) -> None:
        """What stands around a name speaks for a place or an actor."""
        book, tokens = self.book, found.tokens
        words = [token.lower for token in tokens[found.first : found.last]]
        words[-1] = self.cutter.bare(tokens[found.last - 1]).lower()
        after = [token.lower for token in tokens[found.last : found.last + 2]]
        before = self.word_before(found)
        movement = len(words) > 1 and normal_form(words[0]) in book.movements
        found.organised = movement or words[-1] in book.organisations or any(word in book.joining for word in words)
        if found.organised:
            found.votes -= 4
        elif after[:1] and after[0] in book.groups:
            found.votes -= 3
        elif words[-1] in book.sites:
            found.votes += 4
        elif after[:1] and (after[0] in book.areas or (after[0] in book.before_areas and after[-1] in book.areas)):
            found.votes += 3
        found.votes += 3 * self.follows_area(found)
        found.votes -= 2 * (bool(after) and after[0] in book.acting)
        found.votes += before in book.where
        found.votes -= before in book.who
        found.votes -= bool(after) and self.is_verb(tokens[found.last])
        found.votes += normal_form(words[0]) in book.openings and len(words) > 1
