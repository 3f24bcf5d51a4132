"""Reported speech: who says so, and which words only say that somebody said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token, Verb

_FARTHEST = 14  # words of a speaker's description
_ASIDE = 10  # words between a speaker and the verb: "Akar, for his part, said"


_NO_WORDS = ("|", "//", "--", "<", ">")


@dataclass(frozen=True, slots=True)
class Frame:
    """Words that attribute the rest of their clause: ``first``/``last`` count tokens, half-open.

    A source is ``cited`` by "according to". The two are equal where nothing can be left out: "the ministry said three
    patrols were held".
    """

    speaker: str
    first: int
    last: int
    cited: bool = False

    @property
    def surname(self) -> str:
        """The last word of a speaker's name; "" for one that is not named."""
        last = self.speaker.split()[-1]
        return last if last[0].isupper() else ""

    def span(self, tokens: Sequence[Token]) -> tuple[int, int]:
        """Where the speaker stands in the text, with what else can be left out."""
        start = tokens[self.first].start if self.first < len(tokens) else 0
        return start, max(tokens[self.last - 1].end if self.last else 0, start + len(self.speaker))

    def names_somebody(self, lexicon: Lexicon) -> bool:
        """Whether the speaker is more than a pronoun, and words rather than what is left of a table or an address."""
        words = self.speaker.split()
        plain = words[0][0].isalnum() and not any(sign in self.speaker for sign in _NO_WORDS)
        return plain and words[-1].lower() not in lexicon.auxiliaries.pronoun


def frame(
    text: str, tokens: Sequence[Token], verbs: Sequence[Verb], dated: frozenset[int], lexicon: Lexicon
) -> Frame | None:
    """The attribution in a clause: "… , the ministry said", "Akar stated that …", "according to the Kremlin, …".

    ``dated`` holds the starts of tokens that belong to dates.
    """
    reader = _Frames(text, tokens, verbs, dated, lexicon)
    if found := reader.according():
        return found
    for verb in verbs:
        if "statement" in verb.classes and verb.finite and not verb.passive and (found := reader.around(verb)):
            return found
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


def begins_phrase(tokens: Sequence[Token], verbs: Sequence[Verb], place: int, lexicon: Lexicon) -> bool:
    """Whether an article begins a noun phrase that no word before it leads to: "in the city | the mayor"."""
    if place == 0 or tokens[place].lower not in lexicon.articles or not tokens[place - 1].is_word:
        return False
    governed = any(verb.last == place - 1 for verb in verbs)
    return not governed and tokens[place - 1].lower not in lexicon.prepositions | lexicon.stopwords


@dataclass(frozen=True, slots=True)
class _Frames:
    """The words of one clause, in which frames are looked for."""

    text: str
    tokens: Sequence[Token]
    verbs: Sequence[Verb]
    dated: frozenset[int]
    lexicon: Lexicon

    def according(self) -> Frame | None:
        """ "According to the Kremlin, …" """
        for place, token in enumerate(self.tokens):
            match = self.lexicon.according.match(self.text, token.start)
            if match is None:
                continue
            first = next((n for n, t in enumerate(self.tokens) if t.start >= match.end()), len(self.tokens))
            last = self.until_comma(first)
            leads = not any(verb.first < place for verb in self.verbs)
            verb = next((v for v in self.verbs if v.finite and first < v.first < last), None)
            if leads and verb is not None:  # no comma: "according to the Observatory the attack killed …"
                last = next(
                    (
                        n
                        for n in range(first + 1, verb.first)
                        if begins_phrase(self.tokens, self.verbs, n, self.lexicon)
                    ),
                    first,
                )
            speaker = self.words(first, last)
            return Frame(speaker, place, last, cited=True) if speaker else None
        return None

    def around(self, verb: Verb) -> Frame | None:
        """The frame that a verb of saying makes with its speaker."""
        begin, last = self.speaker(verb)
        if begin >= last:
            begin, last = self.past_aside(verb, begin)
        speaker = self.words(begin, last)
        if not speaker or (self.is_crowded(begin) and self.follows_speaker(verb)):
            return self.inverted(verb) or (Frame(speaker, begin, begin) if speaker else None)
        follows = verb.last + 1
        if follows < len(self.tokens) and self.tokens[follows].lower in self.lexicon.reporting:
            return Frame(speaker, begin, follows + 1)
        before = self.tokens[begin - 1].lower if begin else ""
        set_off = before in (",", *self.lexicon.closing_quotes)
        closing = next((n for n in range(follows, len(self.tokens)) if self.tokens[n].text == ","), None)
        if set_off and closing is not None and any(other.finite and other.first > closing for other in self.verbs):
            return Frame(speaker, begin, closing + 1)  # "the patrol, the ministry added, is to …"
        told = any(other.last < begin for other in self.verbs)
        leans = before in self.lexicon.prepositions | self.lexicon.stopwords | self.lexicon.auxiliaries.opening
        if told and (set_off or (not leans and self.ends_with(verb))):
            return Frame(speaker, begin, len(self.tokens))
        return Frame(speaker, begin, begin)

    def speaker(self, verb: Verb) -> tuple[int, int]:
        """The tokens of the speaker before a verb of saying, half-open; empty where there is none."""
        last = verb.first
        begin = subject(self.tokens, last, self.lexicon)
        if begin > 1 and self.tokens[begin - 1].lower in self.lexicon.relative:
            relative = begin - 1  # "the Observatory, which tracks the war, said" that has lost its commas
            inside = any(v.finite and v.first >= begin and v.last < last for v in self.verbs)
            if inside and not any(v.finite and v.first < relative for v in self.verbs):
                begin, last = subject(self.tokens, relative, self.lexicon), relative
        inner = max((v.last + 1 for v in self.verbs if v.finite and v.last < last), default=0)
        last = self.before_date(begin, last)
        while last > begin and self.tokens[last - 1].lower in self.lexicon.auxiliaries.between | self.lexicon.untimed:
            last -= 1
        begin = self.past_date(max(begin, inner), last)
        if begin >= last:
            return begin, begin
        bounds = [n for n in range(begin + 1, last) if begins_phrase(self.tokens, self.verbs, n, self.lexicon)]
        follows = self.tokens[begin].lower in self.lexicon.introducing or begin == inner > 0
        if not follows and self.begins_name(begin):
            return begin, last  # "Akar the minister said": what else stands there is in apposition
        if bounds:
            return bounds[-1], last
        return (self.name_at_end(begin, last) if follows else begin), last

    def begins_name(self, place: int) -> bool:
        first, second = self.tokens[place], self.tokens[place + 1]
        return first.lower in self.lexicon.articles or (first.text[0].isupper() and second.text[0].isupper())

    def name_at_end(self, begin: int, last: int) -> int:
        """Where the speaker begins behind a phrase without a comma: at a name with its titles, else the last word."""
        place = last
        while place > begin and self.tokens[place - 1].text[0].isupper():
            place -= 1
        if place == last:
            article = next(
                (n for n in range(last - 2, begin, -1) if self.tokens[n].lower in self.lexicon.articles), None
            )
            if article is not None:  # "… and the ministry", "… sources on the ground"
                joins = self.tokens[article - 1].lower == self.lexicon.coordinating
                return article if joins else max(begin, article - 2)
            return last - 1 if self.tokens[last - 1].text.isalpha() else last
        while place > begin and (
            self.tokens[place - 1].lower in self.lexicon.titles or self.tokens[place - 1].text[0].isupper()
        ):
            place -= 1
        if place - 1 > begin and self.tokens[place - 1].lower in self.lexicon.articles:
            place -= 1
        return place + (self.tokens[place].lower in self.lexicon.introducing)

    def before_date(self, begin: int, last: int) -> int:
        """The end of a speaker that a date follows: "Akar on Monday said"."""
        end = last
        while end > begin and self.is_date(end - 1):
            end -= 1
        if begin < end < last and self.tokens[end - 1].lower in self.lexicon.introducing:
            end -= 1
        return end if end > begin else last

    def past_date(self, begin: int, last: int) -> int:
        """The beginning of a speaker that a date leads to: "on Monday the ministry said"."""
        for place in range(last - 1, begin - 1, -1):
            if self.is_date(place) and (place == begin or self.tokens[place - 1].lower not in self.lexicon.articles):
                return place + 1
        return begin

    def is_date(self, place: int) -> bool:
        token = self.tokens[place]
        return token.start in self.dated and not token.lower.endswith(self.lexicon.possessive)

    def is_crowded(self, begin: int) -> bool:
        """Whether the speaker follows other words without a sign, and so may be no speaker at all."""
        return begin > 0 and self.tokens[begin - 1].is_word

    def past_aside(self, verb: Verb, begin: int) -> tuple[int, int]:
        """ "Akar, for his part, said": the speaker stands before the aside."""
        comma = next((n for n in range(begin - 2, 0, -1) if self.tokens[n].text == ","), None)
        if comma is None or begin - comma >= _ASIDE:
            return begin, begin
        inner = max((v.last + 1 for v in self.verbs if v.last < comma), default=0)
        return max(subject(self.tokens, comma, self.lexicon), inner), comma

    def follows_speaker(self, verb: Verb) -> bool:
        """Whether a speaker may come after the verb: "… , said the mayor"."""
        place = verb.last + 1
        if verb.base not in self.lexicon.inverting or place >= len(self.tokens) or self.is_date(place):
            return False
        token = self.tokens[place]
        named = token.lower in self.lexicon.articles | self.lexicon.titles or token.text[0].isupper()
        earlier = any(other.last < verb.first for other in self.verbs)
        return named and earlier and not any(other.first > place for other in self.verbs)

    def inverted(self, verb: Verb) -> Frame | None:
        if not self.follows_speaker(verb):
            return None
        first = last = verb.last + 1
        while last < len(self.tokens) and last - first < _FARTHEST:
            token = self.tokens[last]
            of_name = token.lower in self.lexicon.naming or token.lower not in self.lexicon.prepositions
            if not token.is_word or self.is_date(last) or not of_name:
                break
            last += 1
        speaker = self.words(first, last)
        return Frame(speaker, verb.first, len(self.tokens)) if speaker else None

    def ends_with(self, verb: Verb) -> bool:
        """Whether the verb of saying is the last of its clause, so that all from its speaker on can be left out."""
        return not any(other.first > verb.last for other in self.verbs)

    def until_comma(self, first: int) -> int:
        last = first
        while last < len(self.tokens) and last - first < _FARTHEST:
            word = self.tokens[last].lower
            if word in (",", ";", ".") or word in self.lexicon.relative:
                break
            last += 1
        return last

    def words(self, first: int, last: int) -> str:
        if first >= last:
            return ""
        return " ".join(self.text[self.tokens[first].start : self.tokens[last - 1].end].split())
