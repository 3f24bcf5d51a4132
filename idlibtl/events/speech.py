"""Reported speech: who says so, and which words only say that somebody said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from idlibtl.events.boundaries import FARTHEST, begins_phrase, is_bound, subject
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.speakers import Phrases
from idlibtl.events.verbs import Token, Verb

_ASIDE = 10  # words between a speaker and the verb: "Akar, for his part, said"
_ADDRESSED = 5  # words for whom something was told
_QUOTES = frozenset('"“«')
_NO_WORDS = ("|", "//", "--", "<", ">")


@dataclass(frozen=True, slots=True)
class Frame:
    """Words that attribute the rest of their clause: ``first``/``last`` count tokens, half-open.

    A source is ``cited`` by "according to". A frame that ``leads`` has what was said behind it; what stands before it
    only introduces the speaker. First and last are equal where nothing can be left out: "the ministry denied a report".
    """

    speaker: str
    first: int
    last: int
    cited: bool = False
    leads: bool = False

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

    def keeps_speaker(self, tokens: Sequence[Token], verbs: Sequence[Verb], lexicon: Lexicon) -> bool:
        """Whether that it was said is itself what happened: a pronouncement, or an opinion, which is no event."""
        if (
            not self.leads
            or self.cited
            or self.last >= len(tokens)
            or self.speaker.split()[-1].lower() in lexicon.auxiliaries.pronoun
        ):
            return False
        if any("pronouncement" in verb.classes and self.first <= verb.first < self.last for verb in verbs):
            return True
        word = tokens[self.last].lower
        if word in lexicon.anaphoric or (word in lexicon.articles and word in lexicon.leaning):
            return True  # "the ministry said that its troops had left"
        told = (verb for verb in verbs if verb.finite or verb.tense == "participle")
        said = next((verb for verb in told if verb.first >= self.last), None)
        return said is None or said.tense in ("present", "future", "modal")


def frame(
    text: str, tokens: Sequence[Token], verbs: Sequence[Verb], dated: frozenset[int], lexicon: Lexicon
) -> Frame | None:
    """The attribution in a clause: "… , the ministry said", "Akar stated that …", "according to the Kremlin, …".

    ``dated`` holds the starts of tokens that belong to dates.
    """
    saying = [verb for verb in verbs if verb.finite and "statement" in verb.classes and not verb.passive]
    citing = [place for place, token in enumerate(tokens) if token.word.cites]
    if not saying and not citing:
        return None
    reader = _Frames(tokens, verbs, Phrases(text, tokens, verbs, dated, lexicon), lexicon)
    cited = reader.according(text, citing)
    said = None
    for verb in saying:
        said = reader.quoted(text, verb) or reader.around(verb)
        if said is not None:
            break
    if cited is None or said is None:
        return cited or said
    if said.first < cited.first <= said.last:  # "…, local media reported, citing an official"
        return Frame(cited.speaker, said.first, max(said.last, cited.last), cited=True)
    return cited


@dataclass(frozen=True, slots=True)
class _Frames:
    """The words of one clause, in which frames are looked for."""

    tokens: Sequence[Token]
    verbs: Sequence[Verb]
    phrases: Phrases
    lexicon: Lexicon

    def according(self, text: str, citing: Sequence[int]) -> Frame | None:
        """ "According to the Kremlin, …", with a word that may begin such words at one of the places ``citing``."""
        for place in citing:
            match = self.lexicon.according.match(text, self.tokens[place].start)
            if match is None:
                continue
            first = next((n for n, t in enumerate(self.tokens) if t.start >= match.end()), len(self.tokens))
            last = self.until_comma(first)
            leads = not any(verb.first < place for verb in self.verbs)
            verb = next((v for v in self.verbs if v.finite and first < v.first < last), None)
            if leads and verb is not None:  # no comma: "according to the Observatory the attack killed …"
                last = self.phrases.cited(first, verb.first)
                if last == verb.first:
                    continue  # "the paper, quoting officials, said"
            elif (
                later := next((v for v in self.verbs if v.finite and v.first > place), None)
            ) is None or later.first >= last:
                pass
            else:
                last = self.phrases.cited(first, last)
            speaker = self.phrases.name(first, last)
            inside = any(v.last == place - 1 for v in self.verbs)  # "would take according to Akar a year"
            last = self.phrases.cited(first, last) if inside else last
            ends = not leads and not inside and not any(v.finite and v.first >= last for v in self.verbs)
            return (
                Frame(speaker, place, len(self.tokens) if ends else last, cited=True, leads=leads) if speaker else None
            )
        return None

    def quoted(self, text: str, verb: Verb) -> Frame | None:
        """ "The agency quoted a source as saying …" """
        if verb.base not in self.lexicon.quoting:
            return None
        for place in range(verb.last + 2, min(verb.last + 2 + FARTHEST, len(self.tokens))):
            match = self.lexicon.as_saying.match(text, self.tokens[place].start)
            if match is None:
                continue
            speaker = self.phrases.name(verb.last + 1, place)
            begin, _ = self.phrases.speaker(verb)
            last = next((n for n, t in enumerate(self.tokens) if t.start >= match.end()), len(self.tokens))
            last += last < len(self.tokens) and self.opens_report(last)
            if any(v.finite and v.first >= last for v in self.verbs):
                return Frame(speaker, begin, last, leads=True)
            return Frame(speaker, begin, len(self.tokens))
        return None

    def around(self, verb: Verb) -> Frame | None:
        """The frame that a verb of saying makes with its speaker."""
        begin, last = self.phrases.speaker(verb)
        if begin >= last:
            begin, last = self.past_aside(verb, begin)
        speaker = self.phrases.name(begin, last)
        if not speaker or (
            self.is_crowded(begin)
            and self.follows_speaker(verb)
            and not begins_phrase(self.tokens, self.verbs, begin, self.lexicon)
        ):
            return self.inverted(verb) or (Frame(speaker, begin, begin) if speaker else None)
        if not self.phrases.can_speak(begin, last, verb):
            return None
        if verb.negated:
            return Frame(speaker, begin, begin)
        told = any(other.last < begin and other.tense != "gerund" for other in self.verbs) or self.follows_phrase(begin)
        if opening := self.report(verb):
            return Frame(speaker, begin, opening + 1, leads=True)
        before = self.tokens[begin - 1].lower if begin else ""
        set_off = before == "," or before in self.lexicon.closing_quotes
        follows = verb.last + 1
        closing = next((n for n in range(follows, len(self.tokens)) if self.tokens[n].text == ","), None)
        if set_off and closing is not None and any(other.finite and other.first > closing for other in self.verbs):
            return Frame(speaker, begin, closing + 1)  # "the patrol, the ministry added, is to …"
        if begin and any(other.first == follows and other.finite for other in self.verbs):
            return Frame(speaker, begin, follows)  # "the patrol the ministry added is to …"
        leans = before in self.lexicon.leading_on or before in self.lexicon.auxiliaries.opening
        if told and (set_off or (not leans and self.ends_with(verb))):
            return Frame(speaker, begin, len(self.tokens))
        if not any(other.finite and other.last < begin for other in self.verbs) and (
            content := self.content(verb, speaker)
        ):
            return Frame(speaker, begin, content, leads=True)
        return Frame(speaker, begin, begin)

    def follows_phrase(self, begin: int) -> bool:
        """Whether words without a verb are what was said: "many children in Ariha | a monitor (said)"."""
        led = self.tokens[0].lower in self.lexicon.introducing
        return not led and begin > 2 and begins_phrase(self.tokens, self.verbs, begin, self.lexicon)

    def report(self, verb: Verb) -> int | None:
        """The "that" behind a verb of saying, past its date and whom it was told: "told reporters in Geneva that"."""
        near = range(verb.last + 1, min(verb.last + 1 + FARTHEST, len(self.tokens)))
        for place in near:
            token = self.tokens[place]
            if self.opens_report(place):
                adjacent = place == verb.last + 1
                passed = self.tokens[verb.last + 1]
                aside = self.phrases.is_date(verb.last + 1) or passed.lower in self.lexicon.prepositions
                return place if adjacent or aside or verb.base in self.lexicon.addressing else None
            if not token.is_word or any(v.first == place and v.finite for v in self.verbs):
                return None
        return None

    def opens_report(self, place: int) -> bool:
        """Whether a report begins here, not a noun: "said that it burned", but "confirmed that account, saying …"."""
        follows = next((verb for verb in self.verbs if verb.first > place), None)
        says_more = follows is not None and follows.tense == "gerund" and "statement" in follows.classes
        return self.tokens[place].lower in self.lexicon.reporting & self.lexicon.relative and not says_more

    def content(self, verb: Verb, speaker: str) -> int | None:
        """Where what was said begins without a "that": "the ministry said on Sunday | three patrols were held"."""
        place = verb.last + 1
        while place < len(self.tokens) and (self.phrases.is_date(place) or self.leads_to_date(place)):
            place += 1
        if verb.base in self.lexicon.addressing:  # "told Reuters | the attack was over"
            near = range(place + 1, min(place + _ADDRESSED, len(self.tokens)))
            place = next((n for n in near if begins_phrase(self.tokens, self.verbs, n, self.lexicon)), len(self.tokens))
        place += place + 1 < len(self.tokens) and self.tokens[place].text in _QUOTES
        if place >= len(self.tokens) or not self.tokens[place].is_word:
            return None
        word = self.tokens[place].lower
        leads_on = self.lexicon.auxiliaries.opening | self.lexicon.auxiliaries.infinitive | self.lexicon.reporting
        if word in leads_on or (word in self.lexicon.prepositions and not is_bound(self.tokens, place, self.lexicon)):
            return None
        pronoun = self.lexicon.anaphoric | {word.lower() for word in self.lexicon.first_person}
        if word in pronoun and self.tokens[place].text.istitle() is False and speaker.lower() not in pronoun:
            return None  # "Moscow announced it would …"
        told = next((v for v in self.verbs if (v.finite or v.tense == "participle") and v.first > place), None)
        if told is None or any(v.first == place for v in self.verbs):
            return None
        between = {token.lower for token in self.tokens[place : told.first]}
        plain = not between & (self.lexicon.after_comma | self.lexicon.relative | {","})
        return place if plain or verb.base in self.lexicon.inverting else None

    def leads_to_date(self, place: int) -> bool:
        led = self.tokens[place].lower in self.lexicon.prepositions
        return led and place + 1 < len(self.tokens) and self.phrases.is_date(place + 1)

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
        if verb.base not in self.lexicon.inverting or place >= len(self.tokens) or self.phrases.is_date(place):
            return False
        token = self.tokens[place]
        named = token.word.capital or token.lower in self.lexicon.articles or token.lower in self.lexicon.titles
        earlier = any(other.last < verb.first for other in self.verbs)
        adds = next((other.first for other in self.verbs if other.tense == "gerund" and other.first > place), None)
        later = [other.first for other in self.verbs if other.finite and place < other.first]
        later = [n for n in later if adds is None or n < adds]  # "said the mayor | adding that …"
        return named and earlier and all(self.tokens[n - 1].lower in self.lexicon.relative for n in later)

    def inverted(self, verb: Verb) -> Frame | None:
        if not self.follows_speaker(verb):
            return None
        first = last = verb.last + 1
        while last < len(self.tokens) and last - first < FARTHEST:
            token = self.tokens[last]
            of_name = token.lower in self.lexicon.naming or token.lower not in self.lexicon.prepositions
            if not token.is_word or self.phrases.is_date(last) or not of_name or token.lower in self.lexicon.relative:
                break
            last += 1
        speaker = self.phrases.name(first, last)
        return Frame(speaker, verb.first, len(self.tokens)) if speaker else None

    def ends_with(self, verb: Verb) -> bool:
        """Whether nothing but asides follows a verb of saying, so that all from its speaker on can be left out."""
        later = [other for other in self.verbs if other.first > verb.last]
        place = verb.last + 1
        while place < len(self.tokens) and (self.phrases.is_date(place) or self.leads_to_date(place)):
            place += 1
        adds = bool(later) and later[0].first == place and later[0].tense == "gerund"  # "a monitor said adding that …"
        return adds or not any(other.finite for other in later)

    def until_comma(self, first: int) -> int:
        last = first
        while last < len(self.tokens) and last - first < FARTHEST:
            word = self.tokens[last].lower
            if word in (",", ";", ".") or word in self.lexicon.relative:
                break
            last += 1
        return last
