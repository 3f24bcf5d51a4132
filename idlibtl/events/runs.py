"""Runs: the words of a sentence that are written as names, cut into listed names, titles, adjectives and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.namebook import Listing, Namebook
from idlibtl.events.verbs import Token
from idlibtl.languages.spelling import articles, normal_form

PieceKind = Listing | Literal["title", "demonym", "adjective", "generic", "operation", "other"]

_LONGEST = 7  # words of a name that nobody listed; more are a headline
_BEHIND_ARTICLE = (3, 2)  # words of a listed name whose article stands alone: "Al Bab"


class Piece(NamedTuple):
    """Words of a sentence that go together; ``first`` and ``last`` count its tokens, half-open.

    ``text`` is the listed name, for a demonym its country, for others the words as they stand.
    """

    first: int
    last: int
    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Capitals:
    """How a document writes its words: with a capital within sentences (``known``), and in small letters."""

    known: frozenset[str]
    forms: frozenset[str]  # their normal forms
    small: frozenset[str]

    @staticmethod
    def of(sentences: Iterable[tuple[Sequence[Token], bool]]) -> Capitals:
        """The words of sentences, each with whether it is a headline.

        There, and at the beginning of a sentence, a capital proves nothing.
        """
        known: set[str] = set()
        small: set[str] = set()
        for tokens, headline in sentences:
            small.update([token.text for token in tokens if token.word.small])
            if not headline:
                known.update([token.text for token in tokens[1:]])
        written = frozenset(word for word in known if not word.islower() and word[0].isalpha())
        return Capitals(written, frozenset(map(normal_form, written)), frozenset(small))


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts the sentences of one document."""

    lexicon: Lexicon
    book: Namebook
    capitals: Capitals

    def pieces(self, tokens: Sequence[Token], dated: frozenset[int], headline: bool) -> Iterator[Piece]:
        """The pieces of a sentence, in order. ``dated`` holds the starts of tokens that belong to dates."""
        last = 0
        for place, token in enumerate(tokens):
            if place < last or not token.word.may_name or token.start in dated or not self.is_written_as_name(token):
                continue
            piece = self.operation(tokens, place) or self.known(tokens, place)
            if piece is None:
                last = self.end(tokens, place, dated)
                piece = self.other(tokens, place, last, headline)
            else:
                last = piece.last
            if piece is not None:
                yield piece

    def is_written_as_name(self, token: Token) -> bool:
        """Whether a word has the capital of a name, its own or behind an article: "al-Assad"."""
        text = token.text
        if "-" not in text:
            return token.word.named
        if token.word.capital:
            return token.word.named and not self.is_compound(text)
        if self.is_compound(text):
            return False
        article, _, rest = text.partition("-")
        return article.islower() and rest[:1].isupper() and normal_form(text) == normal_form(rest)

    def operation(self, tokens: Sequence[Token], place: int) -> Piece | None:
        """The name of an operation, whatever it consists of: "Operation | Euphrates Shield"."""
        before = place - 1
        if before > 0 and not tokens[before].is_word:
            before -= 1
        if before < 0 or tokens[before].lower not in self.book.operations:
            return None
        last = place + 1
        while last < len(tokens) and tokens[last].is_word and self.is_written_as_name(tokens[last]):
            last += 1
        return Piece(place, last, "operation", " ".join(token.text for token in tokens[place:last]))

    def is_compound(self, text: str) -> bool:
        """Whether a word is a name with what it does or is: "Turkey-backed", "Kurdish-majority"."""
        first, _, last = text.rpartition("-")
        if not last.islower():
            return first.lower() in self.lexicon.numbers and last.lower() in self.lexicon.numbers
        known = last in self.capitals.small or self.is_told_of(last) or last in self.lexicon.numbers
        return known or last.endswith(self.lexicon.auxiliaries.regular_past)

    def known(self, tokens: Sequence[Token], place: int) -> Piece | None:
        """A piece that the data tells of."""
        return self.listed(tokens, place) or self.title(tokens, place) or self.adjective(tokens, place)

    def listed(self, tokens: Sequence[Token], place: int) -> Piece | None:
        """The longest listed name that begins here."""
        word = normal_form(self.bare(tokens[place]))
        for length in _BEHIND_ARTICLE if word in articles() else self.book.lengths.get(word, ()):
            if place + length > len(tokens):
                continue
            last = tokens[place + length - 1]
            if not self.is_written_as_name(last):
                continue
            words = [token.text for token in tokens[place : place + length - 1]]
            for end in dict.fromkeys((last.text, self.bare(last))):
                text = " ".join([*words, end])
                name = self.book.exact.get(text) or self.book.listed.get(normal_form(text))
                if name is None or self.opens_another(tokens, place, length):
                    continue
                if length > 1 or text in self.book.exact or not self.is_common(last):
                    dot = tokens[place + length : place + length + 1]
                    dotted = "." in last.text and dot and dot[0].start == last.end and dot[0].text == "."
                    return Piece(place, place + length + bool(dotted), name.kind, name.text)  # "U.S."
        return None

    def opens_another(self, tokens: Sequence[Token], place: int, length: int) -> bool:
        """Whether a listed name is but the beginning of another: "Bab | al-Nayrab" is no part of al-Bab."""
        if length > 1 or place + 1 >= len(tokens) or normal_form(tokens[place].text) not in self.book.openings:
            return False
        return self.is_written_as_name(tokens[place + 1]) and self.known(tokens, place + 1) is None

    def title(self, tokens: Sequence[Token], place: int) -> Piece | None:
        """A title with its capital: "Prime Minister", "Secretary of State"."""
        last = self.title_end(tokens, place) if tokens[place].text[0].isupper() else place
        return Piece(place, last, "title", self.spoken(tokens, place, last - place)) if last > place else None

    def title_end(self, tokens: Sequence[Token], place: int) -> int:
        """Where a title ends that begins here, in whatever case."""
        book, last = self.book, place
        while last < len(tokens) and tokens[last].lower in book.title_words:
            lengths = range(book.longest_title, 1, -1)
            phrase = next((n for n in lengths if self.spoken(tokens, last, n) in book.title_phrases), 0)
            word = tokens[last].lower
            if phrase:
                last += phrase
            elif word in book.titles or (word in book.before_titles and self.leads_to_title(tokens, last)):
                last += 1
            else:
                break
            if last < len(tokens) and tokens[last].text == ".":  # "Gen."
                last += 1
        organised = last < len(tokens) and tokens[last].text.capitalize() == tokens[last].text
        return place if organised and tokens[last].lower in book.organisations else last  # "General Staff"

    def leads_to_title(self, tokens: Sequence[Token], place: int) -> bool:
        while place < len(tokens) and tokens[place].lower in self.book.before_titles:
            place += 1
        return place < len(tokens) and tokens[place].lower in self.book.titles

    def adjective(self, tokens: Sequence[Token], place: int) -> Piece | None:
        """ "Turkish", "Kurdish", "US-Russian" """
        word = self.bare(tokens[place]).lower()
        if country := self.book.demonyms.get(word):
            return Piece(place, place + 1, "demonym", country)
        parts = word.split("-")
        adjectival = word in self.book.adjectives or (len(parts) > 1 and all(self.is_adjective(part) for part in parts))
        return Piece(place, place + 1, "adjective", "") if adjectival else None

    def is_adjective(self, word: str) -> bool:
        """Whether a word says of which people or country something is, in "US-Russian" or "Syria-Turkey"."""
        if word in self.book.demonyms or word in self.book.adjectives:
            return True
        name = self.book.listed.get(normal_form(word))
        return name is not None

    def end(self, tokens: Sequence[Token], place: int, dated: frozenset[int]) -> int:
        """Where the words end that go on a name which nobody listed."""
        last = place + 1
        while last < len(tokens) and not self.is_possessive(tokens[last - 1]):
            token = tokens[last]
            if token.start in dated:
                break
            if self.is_written_as_name(token):
                if self.begins_anew(tokens, last) or self.known(tokens, last):
                    break
                last += 1
                continue
            step = self.joins(tokens, last)
            if not step:
                break
            last += step
        return last

    def begins_anew(self, tokens: Sequence[Token], place: int) -> bool:
        """Whether a list that has lost its commas goes on here: "al-Shaar | al-Sukkari", but "al-Shaar al-Gharbi"."""
        before, word = tokens[place - 1].text, tokens[place].text
        return before[0].islower() and word[0].islower() and normal_form(word) not in self.book.attributes

    def joins(self, tokens: Sequence[Token], place: int) -> int:
        """How many words join two parts of a name here: "al" of "Jabhat al Nusra", "for the" of "Council for the …"."""
        ahead = place + 1
        if tokens[place].lower in self.book.joining and tokens[place - 1].lower in self.book.organisations:
            ahead += ahead < len(tokens) and tokens[ahead].lower in self.lexicon.definite
        elif tokens[place].text not in self.book.particles:
            return 0
        if ahead >= len(tokens) or not self.is_written_as_name(tokens[ahead]):
            return 0
        piece = self.listed(tokens, ahead) or self.adjective(tokens, ahead)
        return 0 if piece is not None else ahead - place

    def other(self, tokens: Sequence[Token], first: int, last: int, headline: bool) -> Piece | None:
        """A name that nobody listed, without the common words around it; None where nothing is left."""
        words = tokens[first:last]
        if all(self.is_common(token) or self.is_generic(token) for token in words):
            generic = self.bare(words[-1]).lower() in self.book.organisations | self.book.sites
            return Piece(first, last, "generic", self.bare(words[-1])) if generic else None
        organised = self.ends_as_whole(tokens, first, last)
        while first < last and not organised and self.is_common(tokens[first]):
            first += 1
        while last > first and (self.is_area(tokens[last - 1]) or (not organised and self.is_common(tokens[last - 1]))):
            last -= 1
        words = tokens[first:last]
        if not words or len(words) > _LONGEST:
            return None
        unproven = headline or (first == 0 and len(words) == 1)
        if unproven and not all(token.text in self.capitals.known for token in words):
            return None
        if len(words) == 1 and (words[0].lower in self.lexicon.verbs or any(map(str.isdigit, words[0].text))):
            return None  # "F-16"
        if any(self.is_told_of(token.lower) and not self.is_generic(token) for token in words[1:]):
            return None  # "Website Blast Occurs"
        text = " ".join([*(token.text for token in words[:-1]), self.bare(words[-1])])
        return Piece(first, last, "other", text) if len(text) > 1 else None

    def ends_as_whole(self, tokens: Sequence[Token], first: int, last: int) -> bool:
        """Whether an organisation's or a building's name ends here, of which common words are part."""
        word = self.bare(tokens[last - 1]).lower()
        joined = any(token.lower in self.book.joining for token in tokens[first:last])
        return last - first > 1 and (joined or word in self.book.organisations or word in self.book.sites)

    def is_common(self, token: Token) -> bool:
        """Whether a word is a word and no name, though it has a capital here."""
        word = token.lower
        return word in self.book.common or word in self.capitals.small or self.is_told_of(word) or word.isdigit()

    def is_area(self, token: Token) -> bool:
        return token.lower in self.book.areas

    def is_generic(self, token: Token) -> bool:
        word = self.bare(token).lower()
        book = self.book
        kinds = (book.organisations, book.sites, book.directions, book.joining, book.areas)
        return any(word in words for words in kinds)

    def is_told_of(self, word: str) -> bool:
        """Whether a word has a verb's ending: "Army Kills Scores", "Fighting went on", "Kurdish-led"."""
        return any(form.inflection != "base" and form.base != word for form in self.lexicon.verbs.get(word, ()))

    def bare(self, token: Token) -> str:
        """A word without its possessive, also one that has lost its apostrophe: "Syrias" beside "Syria"."""
        word = token.word.owner
        if word[-1:] == "s" and word == token.text and self.has_lost_apostrophe(word):
            return word[:-1]
        return word

    def has_lost_apostrophe(self, word: str) -> bool:
        if len(word) < 3 or not word.endswith("s") or word.isupper():
            return False
        lower, stem, book = word.lower(), word[:-1], self.book
        if stem.isupper():
            return stem in self.capitals.known or stem in book.exact
        if lower[:-1] in book.organisations:
            return lower not in book.organisations
        plural = lower in book.demonyms or lower in book.adjectives or lower[:-1] in book.common
        if plural or lower[:-1] in self.capitals.small or lower[:-1] in book.sites or normal_form(word) in book.listed:
            return False
        form = normal_form(stem)
        return form != normal_form(word) and (form in self.capitals.forms or form in book.listed)

    def is_possessive(self, token: Token) -> bool:
        return self.bare(token) != token.text

    def spoken(self, tokens: Sequence[Token], place: int, length: int) -> str:
        return " ".join(token.lower for token in tokens[place : place + length] if token.is_word)
