"""The story that a report tells, read from its beginning: it dates the clauses that lean on what was told before.

A clause with a date of its own has that. One that counts ("within a week") or has none stands on the day of the story
so far: that of the event it names, of the speaker it quotes, of what its pronoun stands for, of the sentence before, or
else of the report's news. What is left is background and has no date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from idlibtl.dates import Interval, period
from idlibtl.dates import day as calendar_day
from idlibtl.events.boundaries import subject
from idlibtl.events.clauses import Clause
from idlibtl.events.dating import Dating, day_of
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.parsing import Parsed
from idlibtl.events.speech import Frame
from idlibtl.events.verbs import REPORTING, Verb
from idlibtl.model import Basis, Document, Mention, Timex

Background = Literal["background", "state", "lasting", "no event"]

_SAYING = frozenset({"denial", "pronouncement"})  # whoever says so
_GOING_ON = ("perfect", "pluperfect", "progressive")
_LEAD = 2  # sentences that tell the news itself
_GOES_ON = 2  # sentences for which an undated one may go on with what was told before
_HEADLINED = 6  # mentions at the beginning of a report among which is that of its headline
_NEWS = 7  # days before its publication that a report's news may lie; what is older is background


@dataclass(frozen=True, slots=True)
class When:
    """When something happened, what that rests on, the words that say so (if any), and how they were read.

    ``elaborates`` is the mention of which the clause only tells more, as "He added that …" does.
    """

    date: Interval | None
    basis: Basis
    timex: Timex | None
    reason: str
    elaborates: str | None = None

    def doubted(self, cause: Interval | None) -> When:
        """The date as printed, marked as one that can't be right."""
        if self.date is None or cause is None:
            return self
        why = f"{self.reason}; doubted: it would come before {cause.edtf}, which it follows from"
        return replace(self, date=replace(self.date, edtf=f"{self.date.edtf}?"), reason=why)


class Told(NamedTuple):
    """What was told on a day: the mention that told it, in which sentence, and the kinds of its ``events``."""

    day: Interval
    mention: str
    number: int
    events: frozenset[str] = frozenset()


@dataclass(slots=True)
class Story:
    """What one document has told so far.

    ``day`` is the day that the story stands on, ``told`` and ``paragraph`` the place of the sentence that told it, and
    ``latest`` what was told last; ``news`` is the day of the news, ``background`` the place of the last sentence that
    told of older things. ``events`` holds the days of kinds of events ("meeting"), ``speakers`` those on which somebody
    was quoted, ``speech`` what was said last.
    """

    document: Document
    lexicon: Lexicon
    published: Interval | None
    basis: Basis
    day: Interval | None = None
    told: int = -9
    paragraph: int = -1
    latest: Told | None = None
    news: Interval | None = None
    background: tuple[int, int] = (-9, -1)
    events: dict[str, Told] = field(default_factory=dict)
    speakers: dict[str, Told] = field(default_factory=dict)
    speech: Told | None = None

    @classmethod
    def of(cls, document: Document, lexicon: Lexicon) -> Story:
        """The story before the first sentence."""
        date = document.published
        published = calendar_day(date.year, date.month, date.day) if date else None
        return cls(document, lexicon, published, "inferred" if document.published_basis == "inferred" else "published")

    # What is kept of a clause that was read

    def remember(self, when: When, clause: Clause, parsed: Parsed, mention: str) -> None:
        """A main clause told something of a day: later sentences may lean on it, and "the talks" may mean its talks."""
        if when.timex is not None and when.date is not None and self._is_old(when.date):
            self.background = parsed.number, parsed.sentence.paragraph
        day = day_of(when.date) if when.date else None
        if day is None:
            return
        nouns = [self.lexicon.nouns[token.lower] for token in clause.tokens if token.lower in self.lexicon.nouns]
        acts = [self.lexicon.acts[verb.base] for verb in clause.verbs if verb.finite and verb.base in self.lexicon.acts]
        told = Told(day, when.elaborates or mention, parsed.number, frozenset([*nouns, *acts]))
        if told.events or self.latest is None:
            self.latest = told
        else:
            self.latest = told._replace(events=self.latest.events)
        if when.timex is not None and self._is_news(day):
            self.news = day
        if when.timex is not None or day != self.day:  # what only goes on doesn't carry the day any further
            self.day, self.told, self.paragraph = day, parsed.number, parsed.sentence.paragraph
        self.events |= dict.fromkeys([*nouns, *acts], told)

    def meant(self, parsed: Parsed, clause: Clause, verb: Verb) -> frozenset[str]:
        """The kinds of event that a pronoun stands for, as keywords: "It came into force the following day"."""
        place = self._subject(clause, verb)
        recent = self.latest is not None and parsed.number - self.latest.number <= _GOES_ON
        if self.latest is None or not recent or clause.tokens[place].lower not in self.lexicon.impersonal:
            return frozenset()
        return frozenset(f"={noun}" for noun in self.latest.events)

    def again(self, when: When, noun: str) -> When:
        """When an event named by its day was: that of the same kind told before, if on that day: "Saturday's blast"."""
        told = self.events.get(noun)
        if told is None or when.date is None or day_of(when.date) != told.day:
            return when
        return replace(when, elaborates=told.mention, reason=f"{when.reason}; the {noun} told of before")

    def quoted(self, attribution: Frame | None, when: Interval, mention: str, number: int) -> None:
        """Somebody was quoted on a day. (A capital speaks for many, so that its name tells nothing.)"""
        self.speech = Told(when, mention, number)
        if attribution is not None and attribution.surname and attribution.surname not in self.lexicon.capitals:
            self.speakers.setdefault(attribution.surname, self.speech)

    def _is_old(self, date: Interval) -> bool:
        if self.published is None or self.published.begin is None or date.begin is None:
            return False
        return date.begin < self.published.begin.plus(days=-_NEWS)

    def _is_news(self, day: Interval) -> bool:
        return self.published is not None and not self._is_old(day) and day.sort_key <= self.published.sort_key

    # When a clause's happening was

    def dated(self, dating: Dating, verb: Verb | None = None) -> When | None:
        """The day that a date in the words stands for; None for one that can't be worked out.

        "By 15 October" is a deadline where it lies ahead of the report, or ``verb``, which it goes with, looks ahead.
        """
        timex = dating.timex
        words = f"“{timex.text}” read as {timex.value} by the rule {timex.rule}"
        if timex.reference:
            words += f", from {timex.reference}"
        if dating.shape in ("within", "given", "offset"):
            date, counted = self._counted(dating)
            return When(date, self._relative, timex, f"{words}; {counted}") if date else None
        if dating.when is None:
            return None
        if dating.shape == "since":
            goes_on = verb is not None and verb.tense in _GOING_ON and dating.when.begin is not None
            return When(dating.when.onward(), dating.basis, timex, f"{words}; since then") if goes_on else None
        ahead = self.published is not None and dating.when.sort_key > self.published.sort_key
        if dating.shape == "deadline" and (ahead or (verb is not None and verb.tense in ("future", "infinitive"))):
            return When(dating.when.until(), dating.basis, timex, f"{words}; a deadline")
        return When(dating.when, dating.basis, timex, words)

    def undated(
        self, parsed: Parsed, clause: Clause, verb: Verb | None, attribution: Frame | None
    ) -> When | Background:
        """The day of a clause without a date of its own, or why it is background."""
        if verb is None:
            return "no event"
        if not clause.main:
            return "background"
        holds = verb.tense == "present" and verb.passive and parsed.stamp is None  # "is divided along ethnic lines"
        if "state" in verb.classes or verb.negated or holds:
            return "state"
        if verb.tense not in REPORTING or _speaks_of_another_time(clause, verb, self.lexicon):
            return "background"
        if self._is_lasting(parsed, clause, verb):
            return "lasting"
        if parsed.stamp is not None:
            if parsed.item > 1 or (parsed.item and verb.tense == "past"):
                return "background"  # what an item of a live blog adds to its news
            return When(parsed.stamp, self._relative, None, f"the stamp of its item, {parsed.stamp.edtf}")
        if event := self._event_named(clause):
            noun, told = event
            return When(told.day, self._relative, None, f"on the day of the {noun} told of before, {told.day.edtf}")
        if found := self._elaborated(parsed, clause, verb, attribution):
            return found
        if verb.tense == "past" and self.day and self._goes_on(parsed):
            return self._on(self.day, "the day told before")
        return self._today(parsed, verb, attribution) or "background"

    def along(self, beside: When, *, shortly_before: bool) -> When:
        """The day of what happened with what the clause before tells: "on Monday, as troops withdrew".

        What it came after happened ``shortly_before`` that, on a day which the words don't tell: it is approximate.
        """
        assert beside.date is not None
        if shortly_before:
            about = (day_of(beside.date) or beside.date).about()
            why = f"no date in the words: told as shortly before {beside.date.edtf}"
            return When(about, self._relative, None, why)
        why = f"no date in the words: told as happening with the clause before, {beside.date.edtf}"
        return When(beside.date, self._relative, None, why)

    def of_headline(self, told: Sequence[Mention], words: frozenset[str]) -> When:
        """The day of what a headline tells: that of the mention in the lead which shares most of its ``words``."""
        lead = [mention for mention in told[:_HEADLINED] if mention.when is not None and mention.elaborates is None]
        nearest = max(lead, key=lambda mention: len(mention.keywords & words), default=None)
        if nearest is None or nearest.when is None or len(nearest.keywords & words) < 2:
            why = f"the headline, of {self.published.edtf}" if self.published else "the headline of an undated report"
            return When(self.published, self.basis, None, why)
        basis = nearest.basis if nearest.basis != "stated" else self._relative
        return When(nearest.when, basis, None, f"the headline tells of {nearest.id}, {nearest.when.edtf}", nearest.id)

    def heard(self, parsed: Parsed) -> When | None:
        """The day of a quotation that goes on from what was said before it."""
        if self.speech is None or parsed.number - self.speech.number > _GOES_ON:
            return None
        self.speech = self.speech._replace(number=parsed.number)
        return self._more(self.speech, "the quotation goes on")

    def _elaborated(self, parsed: Parsed, clause: Clause, verb: Verb, attribution: Frame | None) -> When | None:
        """What was told before, where the clause only tells more of it: its speaker, its pronoun, its event."""
        if attribution is not None and (told := self.speakers.get(attribution.surname)):
            return self._more(told, "the same speaker was quoted before")
        place = self._subject(clause, verb)
        first = clause.tokens[place].lower
        if first in self.lexicon.anaphoric or (first in self.lexicon.demonstrative and place + 1 == verb.first):
            says = "statement" in verb.classes and self.speech is not None
            told = self.speech if says else self.latest
            if told is not None and parsed.number - told.number <= _GOES_ON:
                return self._more(told, f"“{first}” goes on with what was told before")
        elif first in self.lexicon.definite:
            noun = clause.tokens[verb.first - 1] if verb.first else None
            told = self.events.get(self.lexicon.nouns.get(noun.lower, "")) if noun else None
            if told is not None and noun is not None:
                return self._more(told, f"more of the {noun.lower} told of before")
        return None

    def _subject(self, clause: Clause, verb: Verb) -> int:
        place = min(subject(clause.tokens, verb.first, self.lexicon), verb.first)
        return place + (place < verb.first and clause.tokens[place].lower in self.lexicon.coordinators)

    def _is_lasting(self, parsed: Parsed, clause: Clause, verb: Verb) -> bool:
        """Whether a clause tells of no one day: "thousands have died since the war began"."""
        following = next((v.first for v in clause.verbs if v.first > verb.last), len(clause.tokens))
        later = [token.lower for token in clause.tokens[verb.last + 1 : following]]
        if following == len(clause.tokens):
            later += [token.lower for token in parsed.tokens if token.start >= clause.end][:1]
        return any(word in self.lexicon.since_when for word in later)

    def _today(self, parsed: Parsed, verb: Verb, attribution: Frame | None) -> When | None:
        """The day of the report's news, for its first sentences and for what goes on from them."""
        leads = parsed.number < _LEAD
        named = "statement" in verb.classes and attribution is not None
        says = named or bool(_SAYING & verb.classes)
        if verb.tense == "present" and parsed.number and not says:
            return None  # only a headline tells in the present what happened
        if leads and self.told == parsed.number - 1 and self.day and not attribution:
            return self._on(self.day, "the day told before")
        if not says and not leads and (verb.tense != "past" or self._is_background(parsed)):
            return None
        if self.published is None:
            why = "no date in the words, and the day of the report is not known"
            return When(None, self.basis, None, why) if leads else None
        if says and self.speech is not None and verb.tense == "past":
            return self._on(self.speech.day, "the day of what was said before")
        if verb.tense == "past" and self.news is not None and not leads:
            return self._on(self.news, "the day of the news")
        return self._on(self.published, "the day of the report")

    def _is_background(self, parsed: Parsed) -> bool:
        """Whether a sentence goes on with older things, told in its paragraph."""
        number, paragraph = self.background
        return parsed.sentence.paragraph == paragraph and parsed.number - number <= _GOES_ON

    @property
    def _relative(self) -> Basis:
        return "inferred" if self.basis == "inferred" else "relative"

    def _on(self, day: Interval, why: str) -> When:
        basis = self.basis if day == self.published else self._relative
        return When(day, basis, None, f"no date in the words: {why}, {day.edtf}")

    def _more(self, told: Told, why: str) -> When:
        return replace(self._on(told.day, why), elaborates=told.mention)

    def _goes_on(self, parsed: Parsed) -> bool:
        """Whether a sentence without a date still stands on the day told before."""
        return parsed.sentence.paragraph == self.paragraph and parsed.number - self.told <= _GOES_ON

    def _counted(self, dating: Dating) -> tuple[Interval | None, str]:
        """The date of a length of time ("within seven days", "one day before the meeting"), and what it counts from."""
        event = self.events.get(dating.noun) if dating.noun else None
        base = event.day if event else self.day or self.published if not dating.noun else self._soon(dating)
        if base is None:
            return None, "nothing to count from"
        what = f"the {dating.noun}" if dating.noun else "the day told before"
        return dating.counted_from(base), f"counted from {what}, {base.edtf}"

    def _soon(self, dating: Dating) -> Interval | None:
        """The day of the report, for what was shortly before an event not told of yet: "a day before the summit"."""
        length = period(dating.timex.value)
        shortly = length is not None and length[1] == "day" and length[0] <= _NEWS and dating.toward < 0
        return self.published if shortly else None

    def _event_named(self, clause: Clause) -> tuple[str, Told] | None:
        """The event that a clause places itself at: "during the talks"."""
        if not any(token.word.places for token in clause.tokens):
            return None
        text = self.document.text
        for match in self.lexicon.at_event.finditer(text, clause.start, clause.end):
            following = [token.lower for token in clause.tokens if token.start >= match.end()][:4]
            if not following or following[0] not in self.lexicon.definite:
                continue
            for word in following:
                noun = self.lexicon.nouns.get(word)
                if noun in self.events:
                    return noun, self.events[noun]
        return None


def _speaks_of_another_time(clause: Clause, verb: Verb, lexicon: Lexicon) -> bool:
    """ "The ministry had earlier asked …", "He often said …" """
    return any(token.lower in lexicon.untimed for token in clause.tokens[max(0, verb.first - 3) : verb.last + 2])
