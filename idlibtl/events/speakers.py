"""Speakers: the noun phrase that names who says something, found from its end and told from the words before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from idlibtl.events.boundaries import begins_phrase, sentence_starts, subject
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token, Verb

_FARTHEST = 30  # words of a speaker's description
_ADJECTIVES = 3  # words of no known kind between an article and a speaker
_PHRASE = 7  # words of a phrase that says where a speaker is


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one clause, in which speakers are looked for. ``dated`` holds the starts of tokens of dates."""

    text: str
    tokens: Sequence[Token]
    verbs: Sequence[Verb]
    dated: frozenset[int]
    lexicon: Lexicon

    def speaker(self, verb: Verb) -> tuple[int, int]:
        """The tokens of the speaker before a verb of saying, half-open; empty where there is none."""
        last = verb.first
        begin = subject(self.tokens, last, self.lexicon, _FARTHEST)
        starts = sentence_starts(self.tokens[:last], self.verbs, self.lexicon)
        begin = max([begin, *starts])
        opened = begin == 0 or begin in starts or not self.tokens[begin - 1].is_word or self.is_opening(begin - 1)
        if begin > 1 and self.tokens[begin - 1].lower in self.lexicon.relative:
            relative = begin - 1  # "the Observatory, which tracks the war, said" that has lost its commas
            inside = any(v.finite and v.first >= begin and v.last < last for v in self.verbs)
            if inside and not any(v.finite and v.first < relative for v in self.verbs):
                begin, last = subject(self.tokens, relative, self.lexicon), relative
        inner = max((v.last + 1 for v in self.verbs if v.last < last and self.is_inner(v, begin)), default=0)
        last = self.before_date(begin, last)
        while last > begin and self.is_adverb(last - 1):
            last -= 1
        last = self.before_brackets(begin, last)
        begin = self.past_date(max(begin, inner), last)
        if begin >= last:
            return begin, begin
        led = not opened or begin == inner > 0 or self.is_leading(begin)
        interposed = any(other.finite and other.first == verb.last + 1 for other in self.verbs)
        if led or interposed or not self.begins_name(begin):
            return self.at_end(begin, last, led=led), last
        return begin, last

    def is_leading(self, place: int) -> bool:
        word = self.tokens[place].lower
        return word in self.lexicon.introducing or word in self.lexicon.labels or word in self.lexicon.prepositions

    def before_brackets(self, begin: int, last: int) -> int:
        """The end of a speaker before his name's abbreviation: "the Peace Observatory | (POB) (said)"."""
        if last - 1 <= begin or self.tokens[last - 1].text not in (")", "]"):
            return last
        return next((n for n in range(last - 2, begin, -1) if self.tokens[n].text in ("(", "[")), last)

    def is_inner(self, verb: Verb, begin: int) -> bool:
        """Whether a verb belongs to the words before the speaker, rather than to what describes him."""
        if self.tokens[verb.first].lower in self.lexicon.describing:
            return False  # "a monitor based in Ariha"
        return verb.finite or verb.first == begin or any(v.finite and v.last < verb.first for v in self.verbs)

    def is_adverb(self, place: int) -> bool:
        word = self.tokens[place].lower
        auxiliaries = self.lexicon.auxiliaries
        if word in auxiliaries.between or word in self.lexicon.untimed:
            return True
        return word.endswith(auxiliaries.between_endings)

    def is_opening(self, place: int) -> bool:
        return self.tokens[place].word.opens

    def begins_name(self, place: int) -> bool:
        return self.tokens[place].lower in self.lexicon.articles or self.is_name(place)

    def at_end(self, begin: int, last: int, *, led: bool) -> int:
        """Where the speaker begins that ends at ``last``, behind other words from ``begin`` on."""
        articles = [n for n in range(begin, last) if begins_phrase(self.tokens, self.verbs, n, self.lexicon)]
        if not led:
            return articles[-1] if articles and articles[-1] > begin else begin
        place = self.walked(begin, self.before_phrase(begin, last))
        if place is not None and place > begin and self.tokens[place - 1].lower in self.lexicon.articles:
            return place - 1
        if place is None:
            return articles[-1] if articles else self.last_word(begin, last)
        near = [n for n in articles if n < place and place - n <= _ADJECTIVES]
        plain = near and all(self.is_plain(n) for n in range(near[-1] + 1, place))
        return near[-1] if plain else place

    def cited(self, first: int, last: int) -> int:
        """Where a speaker ends that begins at ``first``: "according to the Observatory | three men died"."""
        if first >= last:
            return first
        place = first + (self.tokens[first].lower in self.lexicon.articles)
        while place < last:
            joins = self.tokens[place].lower in self.lexicon.naming and place + 1 < last and self.is_name(place + 1)
            if self.tokens[place].lower in self.lexicon.prepositions and self.speaks(place - 1) and place + 2 < last:
                place += 1 + (self.tokens[place + 1].lower in self.lexicon.articles)  # "a report by the Observatory"
                continue
            unknown = self.tokens[place - 1].lower in self.lexicon.articles and self.is_plain(place)
            if not (joins or unknown or self.speaks(place) or self.describes(place) or self.is_name(place)):
                break
            place += 1
        return place

    def before_phrase(self, begin: int, last: int) -> int:
        """The end of a speaker before a phrase that says where: "officials | in the city"."""
        for place in range(last - 1, max(begin, last - _PHRASE), -1):
            if self.tokens[place].lower in self.lexicon.prepositions and self.speaks(place - 1):
                return place
        return last

    def walked(self, begin: int, last: int) -> int | None:
        """Back over the words that can stand in a speaker's name and description; None where none does."""
        place = last
        while place > begin:
            joins = self.tokens[place - 1].lower in self.lexicon.naming and begin < place - 1 < last - 1
            if joins and self.tokens[place - 1].lower == self.lexicon.coordinating:
                joins = self.speaks(place - 2) or self.is_name(place - 2)
            if joins and place - 2 >= begin and self.tokens[place].lower in self.lexicon.articles:
                joins = self.speaks(place - 2)
            article = (
                self.tokens[place - 1].lower in self.lexicon.articles and place < last and self.joined(begin, place)
            )
            if not (joins or article or self.speaks(place - 1) or self.is_name(place - 1) or self.describes(place - 1)):
                break
            if self.ends_another(place - 1, last):
                break
            place -= 1
        while place < last and self.tokens[place].lower in self.lexicon.naming:
            place += 1
        place = self.past_place(place, last) if place > begin else place
        return place if place < last else None

    def ends_another(self, place: int, last: int) -> bool:
        """Whether a phrase ends before the speaker's: "held by a rebel group | Syrian state television (said)"."""
        here, follows = self.tokens[place], self.tokens[min(place + 1, last - 1)]
        spoken = any(t.lower in self.lexicon.voices and not t.text.istitle() for t in self.tokens[place + 2 : last])
        return here.text in self.lexicon.voices and follows.text[0].isupper() and spoken

    def joined(self, begin: int, place: int) -> bool:
        """Whether the phrase that an article opens is the second of two: "a monitor and the ministry"."""
        return place - 2 > begin and self.tokens[place - 2].lower in self.lexicon.naming and self.speaks(place - 3)

    def past_place(self, place: int, last: int) -> int:
        """Past the name that a preposition before it leads to: "died in Aleppo | state media"."""
        if not self.is_led(place) or self.is_led_by_article(place):
            return place
        for end in range(last - 1, place, -1):
            if self.lexicon.book.is_place(" ".join(token.text for token in self.tokens[place:end])):
                joined = end + 1 < last and self.tokens[end].lower == self.lexicon.coordinating
                return self.past_place(end + 1, last) if joined else end
        for end in range(place + 1, last):
            if self.tokens[end - 1].lower in self.lexicon.voices and self.is_name(end):
                return end  # "speaking to the Anadolu Agency | Omar Haddad (said)"
        named = place
        while named < last and self.is_name(named) and not self.is_possessive(named):
            named += 1
        return named if place < named < last and not self.is_demonym(named - 1) else place

    def is_led(self, place: int) -> bool:
        """Whether a preposition leads to a name, past an adjective: "in (northern) Syria"."""
        led = self.lexicon.prepositions
        adjective = place > 1 and self.is_plain(place - 1) and self.tokens[place - 1].text[0].islower()
        return self.tokens[place - 1].lower in led or (adjective and self.tokens[place - 2].lower in led)

    def is_led_by_article(self, place: int) -> bool:
        return self.tokens[place].lower in self.lexicon.articles

    def is_demonym(self, place: int) -> bool:
        return self.tokens[place].lower in self.lexicon.book.demonyms

    def is_possessive(self, place: int) -> bool:
        return self.tokens[place].lower.endswith(self.lexicon.possessive)

    def speaks(self, place: int) -> bool:
        word = self.tokens[place].lower
        return word in self.lexicon.voices or word in self.lexicon.titles

    def describes(self, place: int) -> bool:
        word = self.tokens[place].lower
        return word in self.lexicon.describing or word in self.lexicon.book.before_titles

    def is_name(self, place: int) -> bool:
        token = self.tokens[place]
        if not token.is_word or token.lower in self.lexicon.introducing or token.lower in self.lexicon.sentence_opening:
            return False
        figure = token.text.isdecimal() and place > 0 and self.tokens[place - 1].word.capital
        return (token.word.capital or figure or "-" in token.text) and not self.is_date(place)

    def is_plain(self, place: int) -> bool:
        word = self.tokens[place].lower
        return self.tokens[place].is_word and word not in self.lexicon.prepositions and word not in self.lexicon.nouns

    def last_word(self, begin: int, last: int) -> int:
        return last - 1 if self.tokens[last - 1].text.isalpha() else last

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
            before = self.tokens[place - 1]
            led = before.lower in self.lexicon.articles and before.start not in self.dated
            if self.is_date(place) and (place == begin or not led):
                return place + 1
        return begin

    def is_date(self, place: int) -> bool:
        if place >= len(self.tokens):
            return False
        token = self.tokens[place]
        if token.start not in self.dated or token.lower.endswith(self.lexicon.possessive):
            return False
        return place + 1 >= len(self.tokens) or self.tokens[place + 1].lower not in self.lexicon.nouns

    def can_speak(self, first: int, last: int, verb: Verb) -> bool:
        """Whether a phrase names somebody who speaks: not "an attack (claimed nine lives)"."""
        head = next((n for n in range(first + 1, last) if self.tokens[n].lower in self.lexicon.prepositions), last) - 1
        named = any(self.speaks(n) or (self.is_name(n) and n > 0) for n in range(first, head + 1))
        if self.tokens[head].lower in self.lexicon.nouns and not self.speaks(head):
            return False
        known = named or (first == head and self.is_name(head))
        return known or verb.base in self.lexicon.inverting or verb.base in self.lexicon.addressing

    def name(self, first: int, last: int) -> str:
        """A speaker's words without what stands in apposition or in brackets: "the Observatory (SOHR), a monitor"."""
        first, last = self.without_asides(first, last)
        begins = [n for n in range(first + 1, last) if begins_phrase(self.tokens, self.verbs, n, self.lexicon)]
        edges = [first, *begins, last]
        parts = [(edges[n], edges[n + 1]) for n in range(len(edges) - 1)]
        if not parts or first >= last:
            return ""
        start, end = max(parts, key=lambda part: (self.capitals(*part), -part[0]))
        return " ".join(self.text[self.tokens[start].start : self.tokens[end - 1].end].split())

    def capitals(self, first: int, last: int) -> bool:
        return any(
            token.text[0].isupper() and token.lower not in self.lexicon.articles for token in self.tokens[first:last]
        )

    def without_asides(self, first: int, last: int) -> tuple[int, int]:
        while last > first and not self.tokens[last - 1].is_word and self.tokens[last - 1].text not in ")]":
            last -= 1
        gerunds = {verb.first for verb in self.verbs if verb.tense == "gerund"}
        for place in range(first + 1, last):
            if self.tokens[place].text in ("(", "[") or place in gerunds:
                return first, place
        return first, last
