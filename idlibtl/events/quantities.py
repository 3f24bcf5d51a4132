"""Quantities: figures with what they count. "Over 30 Turkish troops were killed" is killed, over 30, soldiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from idlibtl.events.counting import Fate, Unit
from idlibtl.events.figures import Figure, figures, pieces
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.verbs import Token
from idlibtl.model import ANY_SIDE, ANYBODY, PART, Quantity

_REACH = 8  # words between a figure and the word of fate that follows it, parts of it left out
_LEAD = 3  # words between a word of fate and the figure that it leads to
_PHRASE = 6  # words of the noun phrase behind a figure
_OF = frozenset({"hours", "percent", "tonnes"})  # "two days of talks", but not "ten miles of the town"
_ANYONE = frozenset({None, ANYBODY, *ANY_SIDE})
_YEARS = range(1900, 2100)  # bare numbers that may be years
_QUOTES = "'’“”\""
_STOPS = ".;:"


@dataclass(frozen=True, slots=True)
class _Counted:
    """A figure with the noun behind it, up to its ``last`` token: whom or what it counts, or the unit of a measure."""

    figure: Figure
    people: str | None = None
    thing: str | None = None
    unit: Unit | None = None
    last: int = 0

    @property
    def can_suffer(self) -> bool:
        """Whether it counts those whom a word of fate may be said of."""
        figure = self.figure
        year = self.people is None and figure.value.isdecimal() and int(figure.value) in _YEARS
        return not (self.unit or self.thing or figure.part or figure.dated or year)


@dataclass(frozen=True, slots=True)
class _Fated:
    """A word of fate in the clause, from its first to its last token."""

    first: int
    last: int
    fate: Fate
    passive: bool


def quantities(text: str, tokens: Sequence[Token], dated: frozenset[int], lexicon: Lexicon) -> tuple[Quantity, ...]:
    """What the figures of a clause count, the first of each kind. ``dated`` holds the starts of tokens in dates.

    What counts a part of another ("12 people, including two children") is given where it counts its own kind.
    """
    if not any(token.word.counts for token in tokens):
        return ()
    words = pieces(tokens, lexicon)
    found = figures(words, text, dated, lexicon)
    if not found:
        return ()
    told: dict[tuple[str, str | None], Quantity] = {}
    for quantity in _Clause(text, words, found, lexicon).quantities():
        told.setdefault((quantity.what, quantity.of), quantity)
    return tuple(told.values())


class _Clause:
    """The words of a clause with its figures and its words of fate."""

    def __init__(self, text: str, tokens: Sequence[Token], found: Sequence[Figure], lexicon: Lexicon) -> None:
        self.text, self.tokens, self.lexicon, self.words = text, tokens, lexicon, lexicon.counting
        self.counted = [self.read(found, figure) for figure in found]
        self.fated = list(self.fates())

    def quantities(self) -> Iterator[Quantity]:
        assigned = self.assigned()
        for number, word in sorted(assigned.items()):
            yield from self.suffered(number, self.fated[word], assigned)
        yield from self.others(assigned)

    def read(self, found: Sequence[Figure], figure: Figure) -> _Counted:
        """A figure with the noun behind it."""
        sign = self.tokens[figure.first - 1].lower if figure.first else ""
        if sign in self.words.currencies:
            return _Counted(figure, unit=Unit(self.words.currencies[sign], 1.0, 1.0), last=figure.last)
        if unit := self.words.units.at(self.tokens, figure.last + 1):
            return _Counted(figure, unit=unit[1], last=figure.last + unit[0])
        limit = min([other.first for other in found if other.first > figure.last], default=len(self.tokens))
        first = figure.last + 1
        first += first < len(self.tokens) and self.tokens[first].lower == "of"  # "dozens of people"
        for place in range(first, min(first + _PHRASE, limit)):
            if kind := self.words.people.at(self.tokens, place):
                if not self.words.things.at(self.tokens, place + kind[0]):  # "rebel positions" are no rebels
                    return _Counted(figure, people=kind[1], last=place + kind[0] - 1)
            elif thing := self.words.things.at(self.tokens, place):
                return _Counted(figure, thing=thing[1], last=place + thing[0] - 1)
            elif self.ends_phrase(place):
                break
        return _Counted(figure)

    def ends_phrase(self, place: int) -> bool:
        token, auxiliaries = self.tokens[place], self.lexicon.auxiliaries
        if not token.is_word:
            return token.text not in _QUOTES
        word, lexicon = token.lower, self.lexicon
        if word in lexicon.prepositions or word in lexicon.articles or token.word.relative:
            return True
        return word in auxiliaries.being_or_having or self.words.fates.at(self.tokens, place) is not None

    def fates(self) -> Iterator[_Fated]:
        auxiliaries = self.lexicon.auxiliaries
        place = 0
        while place < len(self.tokens):
            match = self.words.fates.at(self.tokens, place) if self.tokens[place].word.fated else None
            if match is None:
                place += 1
                continue
            before = {token.lower for token in self.tokens[max(0, place - 2) : place]}
            passive = bool(before & auxiliaries.be or before & auxiliaries.be_forms)
            yield _Fated(place, place + match[0] - 1, match[1], passive)
            place += match[0]

    def assigned(self) -> dict[int, int]:
        """Number of figure -> number of the word of fate that it goes with: each word takes one figure."""
        taken: dict[int, int] = {}
        for number, word in enumerate(self.fated):
            behind = self.behind(word, taken) if word.fate.follows else None
            ahead = self.ahead(word) if word.fate.leads else None
            if ahead is not None and word.fate.follows:
                served = self.served(ahead, number)
                if behind is not None and (word.passive or served):
                    ahead = None  # "10 killed, 15 injured"
                elif behind is None and (word.passive or (served and self.ahead(self.fated[number + 1]) is None)):
                    continue  # "a guard killed, 3 injured"
            chosen = ahead if ahead is not None else behind
            if chosen is not None:
                taken.setdefault(chosen, number)
        return taken

    def behind(self, word: _Fated, taken: Mapping[int, int]) -> int | None:
        """The figure before a word of fate: "33 soldiers were killed"."""
        for number in range(len(self.counted) - 1, -1, -1):
            figure = self.counted[number].figure
            if figure.last >= word.first or figure.part:
                continue
            distance, inside = 0, False
            for place in range(figure.last + 1, word.first):
                token = self.tokens[place]
                if token.text in _STOPS or (token.lower in self.words.part_of and not self.lists(place)):
                    return None  # "nine of their own are among the fighters killed"
                inside = inside or token.lower in self.words.parts
                distance += not inside
            if distance > _REACH or number in taken or not self.counted[number].can_suffer:
                return None
            between = any(figure.last < w.first < word.first and not w.fate.leads for w in self.fated)
            return None if between else number
        return None

    def lists(self, place: int) -> bool:
        """Whether "among" leads to parts: "among them 10 children"."""
        return place + 1 < len(self.tokens) and self.tokens[place + 1].lower in self.words.those

    def ahead(self, word: _Fated) -> int | None:
        """The figure after a word of fate: "killing 33 soldiers"."""
        for number, counted in enumerate(self.counted):
            if counted.figure.first <= word.last:
                continue
            between = self.tokens[word.last + 1 : counted.figure.first]
            apart = self.lexicon.prepositions | {self.lexicon.coordinating}
            near = len(between) <= _LEAD and all(token.is_word and token.lower not in apart for token in between)
            return number if near and counted.can_suffer else None
        return None

    def served(self, ahead: int, number: int) -> bool:
        """Whether the figure ahead has a word of its own that follows it, the next after word ``number``."""
        if number + 1 >= len(self.fated):
            return False
        following, last = self.fated[number + 1], self.counted[ahead].figure.last
        limit = self.counted[ahead + 1].figure.first if ahead + 1 < len(self.counted) else len(self.tokens)
        coordinated = self.tokens[following.first - 1].lower == self.lexicon.coordinating
        return last < following.first < min(limit, last + _REACH) and following.fate.follows and not coordinated

    def suffered(self, number: int, word: _Fated, assigned: Mapping[int, int]) -> Iterator[Quantity]:
        """What a word of fate says of its figure, of those told in one with it, and of their parts."""
        what = word.fate.what
        first, last = self.chain(number, word, assigned)
        chain = self.counted[first : last + 1]
        kinds = list(dict.fromkeys(member.people for member in chain))
        whole = chain[0].figure if len(chain) == 1 else self.sum([member.figure for member in chain])
        yield _quantity(what, whole, kinds[0] if len(kinds) == 1 else ANYBODY)
        if len(kinds) > 1:
            yield from (_quantity(what, member.figure, member.people) for member in chain if member.people)
        for part in self.parts(first, last):
            yield _quantity(what, part.figure, PART if part.people in _ANYONE else part.people)

    def chain(self, number: int, word: _Fated, assigned: Mapping[int, int]) -> tuple[int, int]:
        """The first and the last figure that a word of fate takes: "seven soldiers and one driver were killed"."""
        first = last = number
        if self.counted[number].figure.last < word.first:
            while first > 0 and first - 1 not in assigned and self.coordinated(first - 1):
                first -= 1
        else:
            while last + 1 < len(self.counted) and last + 1 not in assigned and self.coordinated(last):
                last += 1
        return first, last

    def coordinated(self, number: int) -> bool:
        """Whether a figure and the next make a sum: only the noun of the first and an "and" stand between."""
        one, other = self.counted[number], self.counted[number + 1]
        if not (one.can_suffer and other.can_suffer) or one.people is None:
            return False
        between = self.tokens[one.last + 1 : other.figure.first]
        return all(token.lower in (self.lexicon.coordinating, ",") for token in between)

    def sum(self, members: Sequence[Figure]) -> Figure:
        lows = [member.low for member in members if member.low is not None]
        highs = [member.high for member in members if member.high is not None]
        return replace(
            members[0],
            last=members[-1].last,
            value=f" {self.lexicon.coordinating} ".join(member.value for member in members),
            low=sum(lows) if len(lows) == len(members) else None,
            high=sum(highs) if len(highs) == len(members) else None,
        )

    def parts(self, first: int, last: int) -> Iterator[_Counted]:
        """The parts of a whole: those that follow it up to the next whole, or those that lead to it."""
        yield from takewhile(lambda member: member.figure.part, self.counted[last + 1 :])
        before = self.counted[:first]
        if all(member.figure.part for member in before):
            yield from before

    def others(self, assigned: Mapping[int, int]) -> Iterator[Quantity]:
        """Measures, things and people that nothing befell."""
        for number, member in enumerate(self.counted):
            if member.unit is not None:
                yield from self.measure(member, member.unit)
            elif number not in assigned and not member.figure.part and not member.figure.dated:
                if member.thing is not None:
                    yield _quantity(member.thing, member.figure, None)
                elif member.people is not None and not assigned:
                    yield _quantity(member.people, member.figure, None)

    def measure(self, member: _Counted, unit: Unit) -> Iterator[Quantity]:
        """A measure with its unit as it is written; a length of time only where it is that of something."""
        figure, thing = member.figure, self.measured(member, unit)
        if figure.dated and thing is None:
            return
        written = self.text[self.tokens[figure.last].end : self.tokens[member.last].end]
        value = " ".join(f"{figure.value}{written}".split())
        low = None if figure.low is None else figure.low * unit.least
        high = None if figure.high is None else figure.high * unit.most
        yield Quantity(unit.measure, value, low, high, thing)

    def measured(self, member: _Counted, unit: Unit) -> str | None:
        """What a measure is of: "a 12-kilometre corridor", "a truce of 72 hours", "60 percent of the town".

        Without a hyphen or "of" the next noun is none: "24 hours later".
        """
        place, noun = member.last + 1, None
        attributive = self.text.startswith("-", self.tokens[member.figure.last].end)
        if place < len(self.tokens) and self.tokens[place].lower in self.words.dimensions:
            place += 1
        if place < len(self.tokens) and self.tokens[place].lower == "of" and unit.measure in _OF:
            place, attributive = place + 1, True
        place += place < len(self.tokens) and self.tokens[place].lower in self.lexicon.articles
        for ahead in range(place, min(place + _PHRASE, len(self.tokens)) if attributive else place):
            if self.ends_phrase(ahead) or self.is_verb(ahead):
                break
            noun = self.tokens[ahead].lower
        first = member.figure.first
        if noun is None and first > 1 and self.tokens[first - 1].lower in self.words.measured_by:
            before = self.tokens[first - 2].lower
            noun = before if before.isalpha() and before not in self.lexicon.stopwords else None
        return self.lexicon.nouns.get(noun, noun) if noun else None

    def is_verb(self, place: int) -> bool:
        word = self.tokens[place].lower
        return word in self.lexicon.verbs and word not in self.lexicon.nouns


def _quantity(what: str, figure: Figure, of: str | None) -> Quantity:
    return Quantity(what, figure.value, figure.low, figure.high, of)
