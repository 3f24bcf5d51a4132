"""Clauses: the parts of a sentence that a date can govern.

A sentence is cut only where it matters: between two dates, or before a dependent clause that has a date of its own
while the clause before it reports something too. What is left is a partition: every word belongs to one clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from idlibtl.events.boundaries import subject
from idlibtl.events.lexicon import Lexicon, Words
from idlibtl.events.verbs import Token, Verb

Span = tuple[int, int]
# What opens a clause that `companion` finds: it tells what happened with the clause before, or shortly before it.
ACCOMPANYING, PRECEDING = "accompanying", "preceding"
_SUBJECT = 10  # words of a subject


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence with its words and verbs; ``cut`` says what opened it ("" where the sentence begins)."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    verbs: tuple[Verb, ...]
    cut: str = ""

    @classmethod
    def whole(cls, tokens: Sequence[Token], verbs: Sequence[Verb], end: int) -> Clause:
        """A whole sentence as one clause."""
        return cls(tokens[0].start, end, tuple(tokens), tuple(verbs))

    def joined(self, before: tuple[Token, ...]) -> Clause:
        """The clause with words before it that it leans on."""
        verbs = tuple(verb.moved(len(before)) for verb in self.verbs)
        return Clause(before[0].start, self.end, before + self.tokens, verbs, self.cut)

    def without_opening(self) -> Clause:
        """The clause without the relative word that is its subject: "a truce (that) took effect"."""
        if self.cut != "relative" or not self.verbs or self.verbs[0].first > 1:
            return self
        return Clause(self.start, self.end, self.tokens[1:], tuple(verb.moved(-1) for verb in self.verbs), self.cut)

    def split(self, place: int, kind: str) -> tuple[Clause, Clause]:
        """The clause up to a conjunction, and what stands behind that; its quote has the conjunction."""
        before = tuple(verb for verb in self.verbs if verb.last < place)
        first = Clause(self.start, self.tokens[place - 1].end, self.tokens[:place], before, self.cut)
        rest = tuple(verb.moved(-place - 1) for verb in self.verbs if verb.first > place)
        return first, Clause(self.tokens[place].start, self.end, self.tokens[place + 1 :], rest, kind)

    def after(self, verb: Verb) -> Clause:
        """What follows one of its verbs."""
        rest = verb.last + 1
        if rest >= len(self.tokens):
            return self
        later = tuple(other.moved(-rest) for other in self.verbs if other.first >= rest)
        return Clause(self.tokens[rest].start, self.end, self.tokens[rest:], later, self.cut)

    @property
    def main(self) -> bool:
        return self.cut in ("", "quote", "coordinate", "resumed")


def joined(parts: Sequence[Clause]) -> Clause:
    """Clauses in a row as one."""
    tokens: tuple[Token, ...] = ()
    verbs: tuple[Verb, ...] = ()
    for part in parts:
        verbs += tuple(verb.moved(len(tokens)) for verb in part.verbs)
        tokens += part.tokens
    return Clause(parts[0].start, parts[-1].end, tokens, verbs, parts[0].cut)


def companion(clause: Clause, dated: int, conjunctions: Words, lexicon: Lexicon) -> int | None:
    """Where, behind a date that ends at ``dated``, a clause without one begins that tells what happened with it.

    "They attacked on Monday | as troops withdrew": after one of the conjunctions, with a subject and a past verb.
    """
    for place, token in enumerate(clause.tokens):
        if token.start < dated or token.lower not in conjunctions:
            continue
        verb = next((verb for verb in clause.verbs if verb.first > place and verb.finite), None)
        if verb is None or verb.tense != "past" or not place + 1 < verb.first <= place + _SUBJECT:
            return None
        subject_words = {word.lower for word in clause.tokens[place + 1 : verb.first]}
        told = not {"state", "statement", "opinion"} & verb.classes and not verb.negated
        return place if told and not subject_words & lexicon.auxiliaries.opening else None
    return None


@dataclass(frozen=True, slots=True)
class _Cut:
    place: int
    kind: str
    strong: bool


def clauses(
    tokens: Sequence[Token], verbs: Sequence[Verb], dates: Sequence[Span], end: int, lexicon: Lexicon
) -> list[Clause]:
    """The clauses of a sentence that ends at ``end``; ``dates`` are the spans of its dates, in order."""
    if not dates:
        return [Clause(tokens[0].start, end, tuple(tokens), tuple(verbs))]
    kept = _kept(tokens, verbs, dates, list(_cuts(tokens, verbs, dates, lexicon)), lexicon)
    edges = [0, *(cut.place for cut in kept), len(tokens)]
    kinds = ["", *(cut.kind for cut in kept)]
    found = []
    for first, last, kind in zip(edges[:-1], edges[1:], kinds, strict=True):
        inside = tuple(verb.moved(-first) for verb in verbs if first <= verb.first and verb.last < last)
        stop = tokens[last - 1].end if last < len(tokens) else end
        found.append(Clause(tokens[first].start, stop, tuple(tokens[first:last]), inside, kind))
    return found


def _cuts(tokens: Sequence[Token], verbs: Sequence[Verb], dates: Sequence[Span], lexicon: Lexicon) -> Iterator[_Cut]:
    """Places where a clause may begin, from left to right."""
    starts = {verb.first: verb for verb in verbs}
    ends = {last for _, last in dates}
    statements = {verb.last for verb in verbs if "statement" in verb.classes}
    speakers = {subject(tokens, verb.first, lexicon) for verb in verbs if "statement" in verb.classes and verb.finite}
    speakers = {place for place in speakers if place > 0 and tokens[place - 1].text == ","}
    for place in range(1, len(tokens) - 1):
        token, before = tokens[place], tokens[place - 1]
        led = tokens[place + 1].word.relative
        if not (token.word.cuts or before.word.cuts_behind or place in starts or place in speakers or led):
            continue
        if any(first < token.start < last for first, last in dates):
            continue
        set_off = before.lower in (",", ";", "–", "—", ")") or before.lower in lexicon.closing_quotes
        verb = starts.get(place)
        follows = starts.get(place + 1) or starts.get(place + 2)
        if before.lower == ";":
            yield _Cut(place, "coordinate", True)
        elif before.lower in lexicon.closing_quotes and any(
            v.first >= place for v in verbs if "statement" in v.classes
        ):
            yield _Cut(place, "quote", True)
        elif token.lower in lexicon.ahead and _noun_near(tokens, place, lexicon):
            yield _Cut(place, "ahead", True)
        elif place - 1 not in statements and _is_relative(tokens, place, starts, lexicon):
            yield _Cut(place, "relative", True)
        elif set_off and token.lower in lexicon.after_comma:
            yield _Cut(place, token.lower, True)
        elif place in speakers:
            yield _Cut(place, "quote", False)
        elif set_off and verb is not None and verb.tense in ("gerund", "participle"):
            yield _Cut(place, "participle", True)
        elif token.lower == lexicon.coordinating and follows and follows.finite and (set_off or before.end in ends):
            yield _Cut(place, "coordinate", False)
        elif (
            token.lower in lexicon.dated_alone
            and place - 1 not in statements
            and not _leads_date(tokens, place, dates, lexicon)
        ):
            yield _Cut(place, token.lower, True)
        elif token.lower in lexicon.between_dates:
            yield _Cut(place, token.lower, False)
        elif token.lower in lexicon.reporting and (said := _reported(verbs, place)):
            yield _Cut(place, token.lower, said.last == place - 1 and "pronouncement" in said.classes)
        elif verb is not None and verb.finite and before.end in ends:
            yield _Cut(place, "verb", False)  # "a paper signed on Thursday lets a truce begin on March 6"


def _leads_date(tokens: Sequence[Token], place: int, dates: Sequence[Span], lexicon: Lexicon) -> bool:
    """Whether a word leads to nothing but a date: "since May", not "since the war began", "since May when they met"."""
    end = next((end for start, end in dates if start == tokens[place + 1].start), None)
    if end is None:
        return False
    following = [token.lower for token in tokens if token.start >= end and token.is_word][:1]
    return not lexicon.when_opening.intersection(following)


def _is_relative(tokens: Sequence[Token], place: int, starts: Mapping[int, Verb], lexicon: Lexicon) -> bool:
    """Whether a relative clause begins here: "a truce | that took effect", "a pact | under which they met"."""
    led = tokens[place].lower in lexicon.prepositions
    if tokens[place + led].lower not in lexicon.relative or tokens[place - 1].lower in lexicon.prepositions:
        return False
    reach = 3 if led else 2  # "under which the columns will drive" against "said that the columns will drive"
    verb = next((starts[n] for n in range(place + led + 1, place + led + 1 + reach) if n in starts), None)
    return verb is not None and verb.finite


def _reported(verbs: Sequence[Verb], place: int) -> Verb | None:
    """The verb before a "that", where it is one of saying: "said on Monday that"."""
    before = [verb for verb in verbs if verb.last < place]
    return before[-1] if before and {"statement", "pronouncement"} & before[-1].classes else None


def _noun_near(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether an event noun follows: "ahead of a summit"."""
    return any(token.lower in lexicon.nouns for token in tokens[place + 1 : place + 6])


def _kept(
    tokens: Sequence[Token], verbs: Sequence[Verb], dates: Sequence[Span], cuts: Sequence[_Cut], lexicon: Lexicon
) -> list[_Cut]:
    """One cut before each date that has a dated clause, or one that reports something, before it."""
    kept: list[_Cut] = []
    floor = 0  # where the clause before the date begins
    previous = -1  # where the date before it ends
    for start, end in dates:
        usable = [
            cut
            for cut in cuts
            if cut.place > floor
            and previous <= tokens[cut.place].start <= start
            and (cut.strong or previous >= 0)
            and (cut.kind == "ahead" or _has_verb(tokens, verbs, cut.place, end, cuts, lexicon))
            and not (cut.kind == "participle" and _finite_between(tokens, verbs, cut.place, start))
            and (
                previous >= 0
                or cut.kind in lexicon.dated_alone
                or _reports(verbs, floor, cut.place)
                or _resumption(tokens, verbs, cut, end, lexicon) is not None
            )
            and (previous >= 0 or not _accompanies(verbs, cut.place))
        ]
        if usable:
            kept.append(usable[-1])
            floor = usable[-1].place
        if kept and (cut := _resumption(tokens, verbs, kept[-1], end, lexicon)):
            kept.append(cut)
            floor = cut.place
        previous = end
    return kept


def _resumption(tokens: Sequence[Token], verbs: Sequence[Verb], aside: _Cut, end: int, lexicon: Lexicon) -> _Cut | None:
    """Where the clause goes on behind an aside that two commas set off: "a plan, begun in 2006, | has been dropped"."""
    kinds = ("relative", "participle", *lexicon.relative)
    if aside.kind not in kinds or tokens[aside.place - 1].text != ",":
        return None
    comma = next((n for n in range(aside.place, len(tokens)) if tokens[n].text == "," and tokens[n].start >= end), None)
    verb = next((verb for verb in verbs if comma is not None and verb.first == comma + 1), None)
    return _Cut(verb.first, "resumed", True) if verb is not None and verb.finite else None


def _has_verb(
    tokens: Sequence[Token], verbs: Sequence[Verb], place: int, end: int, cuts: Sequence[_Cut], lexicon: Lexicon
) -> bool:
    """Whether the clause from ``place`` on has a verb, before the next place where one may begin after the date."""
    later = [cut.place for cut in cuts if cut.place > place and tokens[cut.place].start >= end]
    if (
        later
        and tokens[later[0]].lower in lexicon.when_opening
        and not any(token.is_word for token in tokens[place : later[0]] if token.start >= end)
    ):
        later = later[1:]  # "since 2012 when rebels seized the city": the date is that of the clause after it
    limit = later[0] if later else len(tokens)
    return any(place <= verb.first < limit for verb in verbs)


def _finite_between(tokens: Sequence[Token], verbs: Sequence[Verb], place: int, start: int) -> bool:
    """Whether a finite verb, with a subject of its own, stands between a participle and the date."""
    return any(verb.finite and place < verb.first and tokens[verb.first].start < start for verb in verbs)


def _accompanies(verbs: Sequence[Verb], place: int) -> bool:
    """Whether a participle tells what came with the main clause, on the same day: "…, killing 22 people on Monday"."""
    verb = next((verb for verb in verbs if verb.first == place), None)
    return verb is not None and verb.tense == "gerund" and not {"aspect", "statement", "state"} & verb.classes


def _reports(verbs: Sequence[Verb], first: int, last: int) -> bool:
    """Whether these words report something that happened or was said: then they keep a date of their own."""
    told = ("past", "present", "perfect", "progressive")
    return any(first <= v.first < last and v.tense in told and "state" not in v.classes for v in verbs)
