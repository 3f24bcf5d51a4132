"""What each timex of a sentence dates: its clause, the noun beside it, or, with "within" or "before", another day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from idlibtl.dates import Granularity, Interval, day, from_timex3, period, shift, span, timex3
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token, Verb
from idlibtl.model import Basis, Timex

Shape = Literal["plain", "deadline", "since", "within", "given", "offset"]


@dataclass(frozen=True, slots=True)
class Dating:
    """A date at its place in a sentence.

    What goes on ``since`` a date is dated by it only where the verb says that it goes on. ``bound`` dates belong to the
    noun beside them ("the 2018 memorandum", "Monday's statement"). Those of shape ``within``, ``given`` ("given a week
    to leave") and ``offset`` count from another date (``toward`` is +1 or -1), which the story so far gives; ``noun``
    is the class of the event that an offset counts from. ``others`` are named in one breath: "in March and June".
    """

    start: int
    end: int
    timex: Timex
    when: Interval | None
    shape: Shape = "plain"
    bound: bool = False
    toward: int = 1
    noun: str | None = None
    others: tuple[Dating, ...] = ()

    @property
    def is_coarse(self) -> bool:
        """Whether it is told to the month, or coarser."""
        return self.when is not None and self.when.granularity >= Granularity.MONTH

    @property
    def basis(self) -> Basis:
        return self.timex.basis

    def counted_from(self, base: Interval) -> Interval | None:
        """The date that a length of time makes of ``base``: a deadline, or a day so much before or after.

        None for a length that has no unit, and for a date beyond what four digits hold.
        """
        length = period(self.timex.value)
        if length is None or base.begin is None:
            return None
        count, unit = length
        try:
            at = shift(base.begin, self.toward * count, unit)
        except ValueError:
            return None
        if self.shape != "offset":
            return day(at.year, at.month, at.day).until()
        return from_timex3(timex3(at, unit if unit in ("month", "year", "decade") else "day"))


def datings(
    text: str, timexes: Sequence[Timex], tokens: Sequence[Token], verbs: Sequence[Verb], lexicon: Lexicon
) -> list[Dating]:
    """What dates something among the timexes of one sentence, in order."""
    opens = bool(tokens) and tokens[0].lower in lexicon.since_when
    main = next((tokens[verb.first].start for verb in verbs if verb.finite), 0)
    found: list[Dating] = []
    for timex in timexes:
        if timex.function or timex.stamp:
            continue
        dating = _dating(text, timex, tokens, lexicon)
        if dating is None:
            continue
        if opens and dating.shape == "plain" and dating.end <= main:
            dating = replace(
                dating, shape="since", bound=False
            )  # "Since the outbreak of the war in 2011 many have died"
        if found and _is_range(text, found[-1], dating, lexicon):
            found[-1] = _joined(found[-1], dating)
        elif found and _is_listed(text, found[-1], dating, lexicon):
            found[-1] = replace(found[-1], end=dating.end, others=(*found[-1].others, dating))
        else:
            found.append(dating)
    return found


def _dating(text: str, timex: Timex, tokens: Sequence[Token], lexicon: Lexicon) -> Dating | None:
    left = text[max(0, timex.start - 40) : timex.start]
    if timex.type == "DURATION":
        return _length(text, timex, left, tokens, lexicon)
    if timex.when is None or timex.type == "SET":
        return None
    shape: Shape = "deadline" if lexicon.deadline.search(left) else "plain"
    if lexicon.since.search(left) and not lexicon.when.match(text, timex.end):
        shape = "since"  # but "since 27 February, when 36 were killed" dates what was then
    return Dating(timex.start, timex.end, timex, timex.when, shape, _is_bound(text, timex, tokens, lexicon))


def _length(text: str, timex: Timex, left: str, tokens: Sequence[Token], lexicon: Lexicon) -> Dating | None:
    if lexicon.within.search(left):
        return Dating(timex.start, timex.end, timex, None, "within")
    if lexicon.given.search(left):
        return Dating(timex.start, timex.end, timex, None, "given")
    for pattern, toward in ((lexicon.before_event, -1), (lexicon.after_event, 1)):
        if match := pattern.match(text, timex.end):
            following = [token.lower for token in tokens if token.start >= match.end()][:7]
            noun = next((lexicon.nouns[word] for word in following if word in lexicon.nouns), None)
            if noun is not None:
                return Dating(timex.start, timex.end, timex, None, "offset", toward=toward, noun=noun)
    return None


def _is_bound(text: str, timex: Timex, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the date qualifies a noun: a year behind an article or in a name, a possessive, or before an event."""
    before = next((token for token in reversed(tokens) if token.end <= timex.start), None)
    follows = next((token for token in tokens if token.start >= timex.end), None)
    beside = follows is not None and follows.start - timex.end == 1
    if timex.text.strip("'’").isdecimal() and timex.when is not None and before is not None:
        named = follows is not None and beside and follows.text[0].isupper() and before.is_word
        owned = before.lower in lexicon.articles or before.lower.endswith(lexicon.possessive)
        abbreviated = not timex.text[0].isdecimal() and before.text[0].isalpha() and timex.start - before.end == 1
        if owned or abbreviated or (named and before.lower not in lexicon.prepositions):
            return True  # "the 2018 memorandum", "Euro '96", "the company's 2010 Developers Conference"
    if text.startswith(lexicon.possessive, timex.end):
        return True
    if before is not None and before.lower in lexicon.adverbial:
        return False  # "On Thursday strikes hit the town", that has lost its comma
    return beside and follows is not None and follows.lower in lexicon.nouns and timex.type == "DATE"


def _is_range(text: str, first: Dating, last: Dating, lexicon: Lexicon) -> bool:
    """ "from 1 to 5 March", "between Monday and Friday"."""
    if first.when is None or last.when is None or first.shape != "plain" or first.when.begin is None:
        return False
    if last.when.end is None or first.when.begin >= last.when.end or last.start - first.end > 12:
        return False
    opened = lexicon.from_.search(text, max(0, first.start - 12), first.start)
    return opened is not None and lexicon.to.match(text, first.end, last.start) is not None


def _is_listed(text: str, first: Dating, last: Dating, lexicon: Lexicon) -> bool:
    """ "in March and June", "on Monday, Tuesday and on Friday" """
    if first.when is None or last.when is None or first.bound or last.bound or {first.shape, last.shape} != {"plain"}:
        return False
    between = text[first.end : last.start]
    return first.when.granularity == last.when.granularity and lexicon.listing.fullmatch(between) is not None


def _joined(first: Dating, last: Dating) -> Dating:
    assert first.when is not None
    assert last.when is not None
    return Dating(first.start, last.end, first.timex, span(first.when, last.when), bound=first.bound)


def day_of(when: Interval) -> Interval | None:
    """The day of a date that is told to the day or finer."""
    begin = when.begin
    return _day(begin.year, begin.month, begin.day) if begin is not None and when.days() == 1 else None


_day = lru_cache(maxsize=4096)(day)
