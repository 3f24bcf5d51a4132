"""Names in a document: who and where, with the spellings, short forms and offices of one name brought together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.namebook import Namebook
from idlibtl.events.runs import Capitals, Cutter, Piece
from idlibtl.events.sides import NOTHING, Found, Office, Side, Sides
from idlibtl.events.verbs import Token, is_headline
from idlibtl.languages.spelling import normal_form

_LEADING = ("place", "country", "capital", "demonym", "adjective")  # what an organisation's name can begin with


class Entity(NamedTuple):
    """A name that something else than idlibtl's rules found: a span of the text, and what it is."""

    start: int
    end: int
    side: Side


class Name(NamedTuple):
    """A name where it stands in the text. ``text`` is its fullest form; ``side`` is "" for what only tells the kind.

    ``key`` is the form that it is compared by; "" for one that isn't compared.
    """

    start: int
    end: int
    text: str
    side: Side
    key: str


class Names:
    """The names of one document, by where they begin."""

    def __init__(self, found: Sequence[Name]) -> None:
        self._found = {name.start: name for name in found}

    @staticmethod
    def of(
        sentences: Sequence[tuple[Sequence[Token], frozenset[int]]],
        lexicon: Lexicon,
        book: Namebook,
        entities: Sequence[Entity] = (),
    ) -> Names:
        """The names of a document's sentences: the words of each, and the starts of those that belong to dates.

        ``entities`` add to what the rules find, and help to tell places from actors; they take nothing away.
        """
        return Names(list(_Reader(sentences, lexicon, book, entities).names()))

    def within(self, tokens: Sequence[Token], skipped: tuple[int, int] = (0, 0)) -> list[Name]:
        """The names that begin with one of these words, in order, but for those of the span ``skipped``."""
        first, last = skipped
        found = self._found
        starts = [token.start for token in tokens if token.start in found]
        return [found[start] for start in starts if not first <= start < last]


def sided(found: Sequence[Name], side: Side) -> tuple[str, ...]:
    """The actors, or the places, among names: each once, in order."""
    return tuple(dict.fromkeys(name.text for name in found if name.side == side))


class _Reader:
    """Reads the names of one document: first all that stands there, then what the whole of it tells of each."""

    def __init__(
        self,
        sentences: Sequence[tuple[Sequence[Token], frozenset[int]]],
        lexicon: Lexicon,
        book: Namebook,
        entities: Sequence[Entity],
    ) -> None:
        self.lexicon, self.book = lexicon, book
        read = [(tokens, dated, is_headline(tokens)) for tokens, dated in sentences]
        self.cutter = Cutter(lexicon, book, Capitals.of((tokens, headline) for tokens, _, headline in read))
        self.sides = Sides(lexicon, book, self.cutter)
        self.entities = {entity.start: entity for entity in entities}
        self.offices: dict[Office, Found] = {}
        self.short: dict[str, set[str]] = {}  # abbreviations and heads, by normal form: the full names
        self.found = [found for each in read for found in self.sentence(*each)]
        self.sentences = sentences

    def names(self) -> Iterator[Name]:
        self.tell_sides()
        surnames = self.surnames()
        for found in self.found:
            self.complete(found, surnames)
            if found.side is not None and (found.side or found.key):
                yield Name(found.start, found.end, found.text, found.side, found.key)
        yield from self.added()

    # What stands in a sentence

    def sentence(self, tokens: Sequence[Token], dated: frozenset[int], headline: bool) -> Iterator[Found]:
        """The names of one sentence, with what stands beside them."""
        pieces = list(self.cutter.pieces(tokens, dated, headline))
        before: Found | None = None
        place = 0
        while place < len(pieces):
            piece = pieces[place]
            follows = pieces[place + 1] if place + 1 < len(pieces) else None
            if follows is not None and follows.first != piece.last:
                follows = None
            if follows is not None and self.is_one_name(tokens, piece, follows):
                piece = Piece(piece.first, follows.last, "other", _words(tokens, piece.first, follows))
                place += 1
            found = self.read(tokens, piece, before)
            if found is not None:
                if found.side is None or found.person:
                    self.learn_short_form(found, before)
                yield found
                before = found
            place += 1

    def is_one_name(self, tokens: Sequence[Token], piece: Piece, follows: Piece) -> bool:
        """Whether two pieces are one name: "Russian | Defense Ministry", "Aleppo | Police Command"."""
        if piece.kind not in _LEADING or follows.kind not in ("other", "generic"):
            return False
        if self.cutter.is_possessive(tokens[piece.last - 1]):
            return False
        word = self.cutter.bare(tokens[follows.last - 1]).lower()
        if word in self.book.directions or (word in self.book.areas and piece.kind != "demonym"):
            return False
        return word in self.book.organisations or word in self.book.sites

    def read(self, tokens: Sequence[Token], piece: Piece, before: Found | None) -> Found | None:
        found = Found(tokens, piece.first, piece.last, piece.kind, piece.text)
        listed = before if self.goes_on(before, found) else None
        match piece.kind:
            case "title":
                return None
            case "agency":
                found.side = NOTHING
            case "operation":
                found.side, found.key = NOTHING, normal_form(piece.text)
            case "actor":
                found.side, found.key = "actor", normal_form(piece.text)
                found.organised = True
            case "place":
                found.side, found.key = "place", normal_form(piece.text)
            case "country" | "capital":
                found.key = normal_form(piece.text)
                found.side = self.sides.of_country(found, listed)
                self.read_office(found, before)
            case "demonym" | "adjective":
                found.key = normal_form(piece.text or self.cutter.bare(tokens[piece.first]))
                found.side = "actor" if piece.kind == "demonym" and self.sides.acts(tokens, piece.last) else NOTHING
                self.read_office(found, before)
            case "generic":
                found.side = NOTHING
            case "other":
                self.sides.vote(found)
                self.vote_by_entity(found)
                found.follows = listed
                self.hold_office(found, before)
        return found

    def goes_on(self, before: Found | None, found: Found) -> bool:
        """Whether a name follows another in a list: nothing but "and" or a comma stands between."""
        if before is None or before.kind == "generic":
            return False
        between = [token.text for token in found.tokens[before.last : found.first]]
        return len(between) < 3 and all(text in (",", self.lexicon.coordinating) for text in between)

    # Offices

    def read_office(self, found: Found, before: Found | None) -> None:
        """ "the Turkish president", "Turkey's foreign minister"; "Erdogan, the Turkish president" tells who that is."""
        tokens = found.tokens
        last = self.cutter.title_end(tokens, found.last)
        if last == found.last:
            return
        found.office = (found.text, self.cutter.spoken(tokens, found.last, last - found.last))
        named = last < len(tokens) and self.cutter.is_written_as_name(tokens[last])
        if before is None or before.side is not None or before.organised or named:
            return
        between = [token.lower for token in tokens[before.last : found.first]]
        if between[-1:] and between[-1] in self.lexicon.definite and between[:-1] in ([], [","]):
            before.person, before.votes = True, before.votes - 4
            self.offices.setdefault(found.office, before)

    def hold_office(self, found: Found, before: Found | None) -> None:
        """ "Turkish President | Recep Tayyip Erdogan" holds that office; what follows any title is a person."""
        tokens, first = found.tokens, found.first
        titled = first > 0 and (tokens[first - 1].text == "." or tokens[first - 1].lower in self.book.titles)
        if titled and tokens[first - 1].text == ".":
            titled = first > 1 and tokens[first - 2].lower in self.book.titles
        if not titled:
            return
        found.person, found.votes = True, found.votes - 4
        if before is not None and before.office is not None:
            if self.cutter.title_end(tokens, before.last) == first:
                self.offices.setdefault(before.office, found)
                before.office, before.side = None, NOTHING
        elif before is not None and before.side == "place" and self.cutter.title_end(tokens, before.last) == first:
            before.side = NOTHING  # "Homs Governor": not where it happens

    # Places and actors that nobody listed

    def vote_by_entity(self, found: Found) -> None:
        entity = self.entities.get(found.start)
        if entity is not None and entity.end >= found.end:
            found.votes += 3 if entity.side == "place" else -3

    def tell_sides(self) -> None:
        """Give each name that was not listed its side: what the document says of it, all its places together."""
        votes: dict[str, int] = {}
        opened = [found for found in self.found if found.side is None]
        for found in opened:
            found.key = found.form
            votes[found.key] = votes.get(found.key, 0) + found.votes
            if " " in found.form and not found.organised:  # what speaks for "Erdogan" is what speaks for the full name
                votes[found.surname] = votes.get(found.surname, 0) + found.votes
        for found in opened:
            said = votes[found.key]
            if said:
                found.side = "place" if said > 0 else "actor"
            elif found.follows is not None and found.follows.side:
                found.side = found.follows.side
            else:
                found.side = "place" if found.text[0].islower() else "actor"

    # Short forms

    def learn_short_form(self, found: Found, before: Found | None) -> None:
        """ "Council of Elders (CoE)", also without its parentheses: the one stands for the other from here on."""
        if before is None:
            return
        between = "".join(token.text for token in found.tokens[before.last : found.first])
        if between not in ("", "("):
            return
        for long, abbreviation in ((before, found), (found, before)):
            if _abbreviates(abbreviation.text, long.text):
                self.short.setdefault(normal_form(abbreviation.text), set()).add(long.text)

    def surnames(self) -> dict[str, set[str]]:
        """The full names of people, by the normal form of their last word; those of organisations by their heads."""
        full: dict[str, set[str]] = {}
        for found in self.found:
            if found.side == "actor" and " " in found.form:
                if found.organised:
                    head = _head(found.text, self.book)
                    self.short.setdefault(normal_form(head), set()).add(found.text)
                else:
                    full.setdefault(found.surname, set()).add(found.text)
        return {surname: _nested(names) for surname, names in full.items()}

    def complete(self, found: Found, surnames: dict[str, set[str]]) -> None:
        """Give a name its full form, where the document tells one and only one."""
        if found.office is not None and found.office in self.offices:
            holder = self.offices[found.office]
            found.text = _only(surnames.get(holder.surname)) or holder.text
            found.side, found.key = "actor", holder.surname
            return
        if found.kind == "generic":
            whole = _only(self.short.get(normal_form(found.text)))
            if whole and self.is_definite(found):
                found.text, found.side, found.key = whole, "actor", normal_form(whole)
            return
        if found.side != "actor" or found.key != found.form:
            return
        if whole := _only(self.short.get(found.key)):
            found.text, found.key = whole, normal_form(whole)
        elif found.kind == "other" and not found.organised:
            found.key = found.surname
            if " " not in found.form:
                found.text = _only(surnames.get(found.surname)) or found.text

    def is_definite(self, found: Found) -> bool:
        return found.first > 0 and found.tokens[found.first - 1].lower in self.lexicon.definite

    def added(self) -> Iterator[Name]:
        """What only the entities tell."""
        if not self.entities:
            return
        taken = {token.start for found in self.found for token in found.tokens[found.first : found.last]}
        for tokens, dated in self.sentences:
            starts = {token.start: place for place, token in enumerate(tokens)}
            for start in starts.keys() & self.entities.keys():
                entity = self.entities[start]
                words = [token for token in tokens[starts[start] :] if token.end <= entity.end]
                if words and not any(token.start in taken or token.start in dated for token in words):
                    text = " ".join([*(token.text for token in words[:-1]), self.cutter.bare(words[-1])])
                    yield Name(start, words[-1].end, text, entity.side, normal_form(text))


def _words(tokens: Sequence[Token], first: int, last: Piece) -> str:
    """The words from a token to the end of a piece: "U.S. Air Force"."""
    text = ""
    for token in tokens[first : last.last - 1]:
        text += f" {token.text}" if text and token.is_word else token.text
    return f"{text} {last.text.split()[-1]}"


def _head(name: str, book: Namebook) -> str:
    """The word that stands for an organisation: "Observatory" of "Syrian Observatory for Human Rights"."""
    words = name.split()
    joint = next((place for place, word in enumerate(words) if word in book.joining and place), len(words))
    return words[joint - 1]


def _abbreviates(short: str, long: str) -> bool:
    """Whether the letters of a short form begin the words of a long one, in order, small words left out or not."""
    letters = short.replace(".", "")
    if not 2 <= len(letters) <= 8 or not letters[0].isupper() or " " in short or sum(map(str.isupper, letters)) < 2:
        return False
    words = long.replace("-", " ").split()
    every = "".join(word[0] for word in words).upper()
    chief = "".join(word[0] for word in words if word[0].isupper())
    return len(words) > 1 and letters.upper() in (every, chief)


def _nested(names: set[str]) -> set[str]:
    """Names without those that are parts of another: "Tayyip Erdogan" of "Recep Tayyip Erdogan"."""
    forms = {name: set(normal_form(name).split()) for name in names}
    whole = sorted(names, key=lambda name: (-len(forms[name]), name))
    kept: list[str] = []
    for name in whole:
        if not any(forms[name] <= forms[other] for other in kept):
            kept.append(name)
    return set(kept)


def _only(names: set[str] | None) -> str | None:
    return next(iter(names)) if names and len(names) == 1 else None
