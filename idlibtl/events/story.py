"""The story that a report tells, read from its beginning: it dates the clauses that lean on what was told before.

A clause with a date of its own has that. One that counts ("within a week") or has none stands on the day of the story
so far: that of the event it names, of the speaker it quotes, of the sentence before, or, at the head of a report, that
of its publication. What is left is background and has no date.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from idlibtl.dates import Interval
from idlibtl.dates import day as calendar_day
from idlibtl.events.clauses import Clause
from idlibtl.events.dating import Dating, day_of
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.parsing import Parsed
from idlibtl.events.speech import Frame
from idlibtl.events.verbs import Verb
from idlibtl.model import Basis, Document, Timex

_LEAD = 2  # sentences that tell the news itself
_GOES_ON = 2  # sentences for which an undated one may go on with the day told before


@dataclass(frozen=True, slots=True)
class When:
    """When something happened, what that rests on, the words that say so (if any), and how they were read."""

    date: Interval | None
    basis: Basis
    timex: Timex | None
    reason: str

    def doubted(self, cause: Interval | None) -> When:
        """The date as printed, marked as one that can't be right."""
        if self.date is None or cause is None:
            return self
        why = f"{self.reason}; doubted: it would come before {cause.edtf}, which it follows from"
        return replace(self, date=replace(self.date, edtf=f"{self.date.edtf}?"), reason=why)


@dataclass(slots=True)
class Story:
    """What one document has told so far.

    ``day`` is the day that the story stands on, ``told`` and ``paragraph`` the place of the sentence that told it, and
    ``latest`` is the last sentence that stood on it;
    ``events`` holds the days of kinds of events ("meeting"), ``speakers`` those on which somebody was quoted.
    """

    document: Document
    lexicon: Lexicon
    published: Interval | None
    basis: Basis
    day: Interval | None = None
    told: int = -9
    latest: int = -9
    paragraph: int = -1
    events: dict[str, Interval] = field(default_factory=dict)
    speakers: dict[str, Interval] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document, lexicon: Lexicon) -> Story:
        """The story before the first sentence."""
        date = document.published
        published = calendar_day(date.year, date.month, date.day) if date else None
        return cls(document, lexicon, published, "inferred" if document.published_basis == "inferred" else "published")

    # What is kept of a clause that was read

    def remember(self, when: When, clause: Clause, parsed: Parsed) -> None:
        """A main clause told something of a day: later sentences may lean on it, and "the talks" may mean its talks."""
        day = day_of(when.date) if when.date else None
        if day is None:
            return
        self.latest = parsed.number
        if when.timex is not None or day != self.day:  # what only goes on doesn't carry the day any further
            self.day, self.told, self.paragraph = day, parsed.number, parsed.sentence.paragraph
        for token in clause.tokens:
            if noun := self.lexicon.nouns.get(token.lower):
                self.events[noun] = day

    def quoted(self, attribution: Frame, when: Interval) -> None:
        """Somebody named (a capital speaks for many, and doesn't count) was quoted on a day."""
        if attribution.surname and attribution.surname not in self.lexicon.places:
            self.speakers[attribution.surname] = when

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
        ahead = self.published is not None and dating.when.sort_key > self.published.sort_key
        if dating.shape == "deadline" and (ahead or (verb is not None and verb.tense in ("future", "infinitive"))):
            return When(dating.when.until(), dating.basis, timex, f"{words}; a deadline")
        return When(dating.when, dating.basis, timex, words)

    def undated(self, parsed: Parsed, clause: Clause, verb: Verb | None, attribution: Frame | None) -> When | None:
        """The day of a clause without a date of its own, or None where it is background."""
        if verb is None or not clause.main or "state" in verb.classes:
            return None
        reports = verb.tense in ("past", "perfect", "progressive", "present")
        if not reports or verb.negated or any(t.lower in self.lexicon.untimed for t in clause.tokens[: verb.last + 2]):
            return None
        if self._is_lasting(parsed, clause, verb):
            return None
        if parsed.stamp is not None:
            if parsed.item > 1 or (parsed.item and verb.tense == "past"):
                return None  # what the item adds to its news is background
            return When(parsed.stamp, self._relative, None, f"the stamp of its item, {parsed.stamp.edtf}")
        if event := self._event_named(clause):
            return When(event[1], self._relative, None, f"on the day of the {event[0]} told of before, {event[1].edtf}")
        if attribution is not None and (day := self.speakers.get(attribution.surname)):
            return self._on(day, "the day on which the same speaker was quoted before")
        if verb.tense == "past" and self.day and self._goes_on(parsed, clause):
            return self._on(self.day, "the day told before")
        return self._news(parsed, verb, attribution)

    def _is_lasting(self, parsed: Parsed, clause: Clause, verb: Verb) -> bool:
        """Whether a clause tells of no one day: "thousands have died since the war began"."""
        later = [token.lower for token in clause.tokens[verb.last + 1 :]]
        later += [token.lower for token in parsed.tokens if token.start >= clause.end][:1]
        return any(word in self.lexicon.since_when for word in later)

    def _news(self, parsed: Parsed, verb: Verb, attribution: Frame | None) -> When | None:
        """The day of the report, for what its first sentences tell and for what is said on that day."""
        says = "denial" in verb.classes or ("statement" in verb.classes and attribution is not None)
        statement = says and self.day in (None, self.published)
        if parsed.number < _LEAD and self.told == parsed.number - 1 and self.day and not attribution:
            return self._on(self.day, "the day told before")
        if parsed.number >= _LEAD and not statement:
            return None
        if self.published is None:
            return When(None, self.basis, None, "no date in the words, and the day of the report is not known")
        return self._on(self.published, "the day of the report")

    @property
    def _relative(self) -> Basis:
        return "inferred" if self.basis == "inferred" else "relative"

    def _on(self, day: Interval, why: str) -> When:
        basis = self.basis if day == self.published else self._relative
        return When(day, basis, None, f"no date in the words: {why}, {day.edtf}")

    def _goes_on(self, parsed: Parsed, clause: Clause) -> bool:
        """Whether a sentence without a date still stands on the day told before."""
        if clause.tokens[0].lower in self.lexicon.anaphoric:
            return parsed.number - self.latest <= 1  # "They said so on Monday.¶They left for home."
        return parsed.sentence.paragraph == self.paragraph and parsed.number - self.told <= _GOES_ON

    def _counted(self, dating: Dating) -> tuple[Interval | None, str]:
        """The date of a length of time ("within seven days", "one day before the meeting"), and what it counts from."""
        base = self.events.get(dating.noun, self.published) if dating.noun else self.day or self.published
        if base is None:
            return None, "nothing to count from"
        what = f"the {dating.noun}" if dating.noun else "the day told before"
        return dating.counted_from(base), f"counted from {what}, {base.edtf}"

    def _event_named(self, clause: Clause) -> tuple[str, Interval] | None:
        """The event that a clause places itself at: "during the talks"."""
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
