"""What a report has told so far: the day that its story stands on, the days of its events and of its speakers."""

from __future__ import annotations

from dataclasses import dataclass, field

from idlibtl.dates import Interval
from idlibtl.events.dating import Dating, day_of
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token
from idlibtl.model import Basis, Document

_GOES_ON = 2  # sentences for which an undated one may go on with the day told before


@dataclass(slots=True)
class Story:
    """The state of reading one document from its beginning. ``stamp`` is the clock of the live item being read."""

    published: Interval | None
    basis: Basis
    stamp: Interval | None = None
    day: Interval | None = None
    told: int = -9  # the sentence that told it
    paragraph: int = -1
    events: dict[str, Interval] = field(default_factory=dict)
    speakers: dict[str, Interval] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document) -> Story:
        if document.published is None:
            return cls(None, "published")
        from idlibtl.dates import day

        date = document.published
        basis: Basis = "inferred" if document.published_basis == "inferred" else "published"
        return cls(day(date.year, date.month, date.day), basis)

    @property
    def base(self) -> Interval | None:
        """The date from which a length of time counts."""
        return self.day or self.published

    def remember(
        self, when: Interval, tokens: tuple[Token, ...], sentence: int, paragraph: int, lexicon: Lexicon
    ) -> None:
        """A main clause told something of a day: later sentences may lean on it, and "the talks" may mean its talks."""
        day = day_of(when)
        if day is None:
            return
        self.day, self.told, self.paragraph = day, sentence, paragraph
        self.name_events(day, tokens, lexicon)

    def name_events(self, day: Interval, tokens: tuple[Token, ...], lexicon: Lexicon) -> None:
        for token in tokens:
            if noun := lexicon.nouns.get(token.lower):
                self.events[noun] = day

    def quoted(self, speaker: str, when: Interval, lexicon: Lexicon) -> None:
        """Somebody named (a capital speaks for many, and doesn't count) was quoted on a day."""
        if speaker and speaker not in lexicon.places:
            self.speakers[speaker] = when

    def goes_on(self, sentence: int, paragraph: int) -> bool:
        """Whether a sentence without a date still stands on the day told before."""
        return self.day is not None and paragraph == self.paragraph and sentence - self.told <= _GOES_ON

    def counted(self, dating: Dating) -> tuple[Interval | None, str]:
        """The date of a length of time ("within seven days", "one day before the meeting"), and what it counts from."""
        base = self.events.get(dating.noun, self.published) if dating.noun else self.base
        if base is None:
            return None, "nothing to count from"
        what = f"the {dating.noun}" if dating.noun else "the day told before"
        return dating.counted_from(base), f"counted from {what}, {base.edtf}"
