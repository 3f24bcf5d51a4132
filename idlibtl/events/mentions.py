"""Mentions: each clause of a document that tells of something, with its date, kind, title, names and figures."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from idlibtl.dates import Interval
from idlibtl.events.clauses import ACCOMPANYING, PRECEDING, Clause, clauses, companion, joined
from idlibtl.events.dating import Dating, day_of
from idlibtl.events.keywords import keywords
from idlibtl.events.lexicon import Lexicon, lexicon
from idlibtl.events.measured import Measured
from idlibtl.events.modality import governing, kind_of, reporting
from idlibtl.events.names import Entity, Names, sided
from idlibtl.events.parsing import Parsed, parse
from idlibtl.events.phrases import content, dated_phrase, has_no_subject, leaning, phrase_span
from idlibtl.events.quantities import quantities
from idlibtl.events.speech import Frame, frame
from idlibtl.events.story import Background, Story, When
from idlibtl.events.titles import leans, plain_title, title
from idlibtl.events.verbs import REPORTING, Token, Verb
from idlibtl.model import LONGEST_QUOTE, Document, Kind, Mention, Omission, OmissionReason, Quantity, Timex


class Account(NamedTuple):
    """What a document tells: its mentions in the order of its text, and how many of its sentences are dated.

    ``omissions`` are the dated ones without a mention that is sure to be shown.
    """

    mentions: list[Mention]
    omissions: list[Omission]
    dated: int


def account(document: Document, timexes: Sequence[Timex], entities: Sequence[Entity] = ()) -> Account:
    """The mentions and omissions of a document. ``timexes`` are those of the same text, in order.

    Headings, datelines and clock lines are no sentences, and what they date is not counted. ``entities`` are names that
    a model found there, see `idlibtl.events.nlp`; none are needed.

    Raises LookupError for a language that has no folder.
    """
    words = lexicon(document.language)
    parsed = list(parse(document, timexes, words))
    sentences = [(sentence.tokens, sentence.dated) for sentence in parsed]
    reader = _Reader(document, words, Names.of(sentences, words, words.book, entities))
    told: list[Mention] = []
    omitted: list[Omission] = []
    dated = 0
    for sentence in parsed:
        if sentence.headline:
            continue
        found = list(reader.read(sentence))
        told += found
        dated += bool(sentence.dated)
        if sentence.dated and all(mention.when is None or mention.kind == "hypothetical" for mention in found):
            omitted.append(
                Omission(document.id, sentence.sentence.start, sentence.sentence.end, reader.reason(sentence))
            )
    headline = next((sentence for sentence in parsed if sentence.headline), None)
    if headline is not None:
        told = [*reader.headline(headline, told), *told]
    return Account(told, omitted, dated)


class Passed(NamedTuple):
    """Why a clause is not shown, and whether it holds a date."""

    reason: OmissionReason
    dated: bool


class _Reader:
    """Reads a document's sentences in order, with its story so far."""

    def __init__(self, document: Document, words: Lexicon, names: Names) -> None:
        self.document, self.words, self.names = document, words, names
        self.story = Story.of(document, words)
        self.measured = Measured(words)
        self.cause: Interval | None = None  # the day of the main clause that the clauses after it follow from
        self.seen: Counter[tuple[str, str]] = Counter()  # quotes with their dates
        self.beside: When | None = None  # when the clause before was, by a date in its words
        self.passed: list[Passed] = []  # why clauses of a sentence are not shown

    def headline(self, parsed: Parsed, told: Sequence[Mention]) -> Iterator[Mention]:
        """What the headline tells: the news, so that it has the day of what it shares most words with in the lead."""
        clause = Clause.whole(parsed.tokens, parsed.verbs, parsed.sentence.end)
        verb = governing(clause.verbs, clause.tokens, None, self.words)
        names = self.names.within(clause.tokens)
        when = self.story.of_headline(told, keywords(clause.tokens, clause.verbs, parsed.dated, names, self.words))
        if when.elaborates is None and (verb is None or "state" in verb.classes):
            return
        kind = kind_of(verb, clause.tokens, when.date, self.story.published, self.words)
        attribution = frame(self.document.text, clause.tokens, clause.verbs, parsed.dated, self.words)
        words = self.titled(clause, verb, (), attribution, kind)
        yield self.mention(parsed, clause, when, kind, words, attribution)

    def read(self, parsed: Parsed) -> Iterator[Mention]:
        """The mentions of one sentence."""
        self.passed = []
        if self.is_furniture(parsed):
            self.passed.append(Passed("furniture", bool(parsed.datings)))
            return
        if parsed.quoted and not parsed.datings:
            yield from self.quotation(parsed)
            return
        spans = [(dating.start, dating.end) for dating in parsed.datings if self.divides(dating)]
        parts = [
            piece
            for part in clauses(parsed.tokens, parsed.verbs, spans, parsed.sentence.end, self.words)
            for piece in self.accompanied(part, parsed.datings)
        ]
        self.cause = self.beside = None
        for number, clause in enumerate(parts):
            inside = [dating for dating in parsed.datings if clause.start <= dating.start < clause.end]
            before = parts[number - 1] if number else None
            whole = leaning(clause, before, self.words)
            held = content(parts, number, self.words)
            if held is None and whole is clause and before is not None and has_no_subject(clause):
                held = joined(parts[: number + 1] if clause.cut in ("verb", "resumed") else [before, clause])
            yield from self.clause(parsed, whole, inside, held)

    def is_furniture(self, parsed: Parsed) -> bool:
        """Whether a sentence is the page's: it says so, and has no verb besides that reports something."""
        if not any(token.word.furnishes for token in parsed.tokens):
            return False
        start, end = parsed.sentence.start, parsed.sentence.end
        said = [match.span() for match in self.words.furniture.finditer(self.document.text, start, end)]
        if not said:
            return False
        verbs = [
            verb for verb in parsed.verbs if verb.finite and verb.tense in REPORTING and "state" not in verb.classes
        ]
        places = [parsed.tokens[verb.first].start for verb in verbs]
        return all(any(first <= place < last for first, last in said) for place in places)

    def accompanied(self, clause: Clause, datings: Sequence[Dating]) -> tuple[Clause, ...]:
        """A dated clause, and apart from it what happened with it: "on Monday | as troops withdrew"."""
        inside = [dating for dating in datings if clause.start <= dating.start < clause.end]
        if len(inside) != 1 or inside[0].bound or inside[0].shape != "plain" or inside[0].when is None:
            return (clause,)
        dated = [verb for verb in clause.verbs if verb.finite and clause.tokens[verb.first].start < inside[0].start]
        place = (
            companion(clause, inside[0].end, self.words.at_once | self.words.just_before, self.words) if dated else None
        )
        if place is None:
            return (clause,)
        before = clause.tokens[place].lower in self.words.just_before and inside[0].when.days() == 1
        return clause.split(place, PRECEDING if before else ACCOMPANYING)

    def divides(self, dating: Dating) -> bool:
        """Whether the words around a date may be a clause of their own."""
        counts = dating.shape in ("plain", "deadline", "since") or self.story.dated(dating) is not None
        return counts and not dating.bound

    def clause(
        self, parsed: Parsed, clause: Clause, inside: Sequence[Dating], held: Clause | None
    ) -> Iterator[Mention]:
        """The mentions of one clause: its own, and those of events that it names with their dates."""
        free = [dating for dating in inside if not dating.bound or dating.start == clause.start]
        for dating in inside:
            if dating not in free:
                yield from self.bound(parsed, clause, dating)
        attribution = frame(self.document.text, clause.tokens, clause.verbs, parsed.dated, self.words)
        primary, verb, when = self.date(parsed, clause, free, attribution)
        if isinstance(when, str):
            kind = kind_of(verb, clause.tokens, None, None, self.words)
            self.passed.append(Passed(_supposed(kind, verb) or _unfit(when, inside), bool(inside)))
            return
        if verb is None and not self.names_something(parsed, clause):
            self.passed.append(Passed("no event", bool(inside)))
            return
        if primary is not None and self.is_doubtful(primary, clause, verb):
            when = when.doubted(self.cause)
        kind = kind_of(verb, clause.tokens, when.date, self.story.published, self.words)
        if faint := _supposed(kind, verb) or ("no date" if when.date is None else None):
            self.passed.append(Passed(faint, bool(inside)))
        self.beside = when if primary is not None else None
        quoted = clause
        if held is None:
            dates = [dating for dating in parsed.datings if clause.start <= dating.start < clause.end]
            words = self.titled(clause, verb, dates, attribution, kind)
        else:
            said = frame(self.document.text, held.tokens, held.verbs, parsed.dated, self.words)
            words = self.titled(held, None, parsed.datings, said, kind)
            start, end = min(clause.start, held.start), max(clause.end, held.end)
            if end - start <= LONGEST_QUOTE:
                quoted = replace(clause, start=start, end=end)
        made = self.mention(parsed, quoted, when, kind, words, attribution)
        if primary is not None and verb is not None and (meant := self.story.meant(parsed, clause, verb)):
            made = replace(made, keywords=made.keywords | meant)
        self.remember(parsed, clause, verb, when, made, attribution)
        yield made
        for other in primary.others if primary is not None else ():
            if also := self.story.dated(other, verb):
                yield self.mention(parsed, quoted, also, kind, words, attribution)

    def quotation(self, parsed: Parsed) -> Iterator[Mention]:
        """A sentence of direct speech, said with what was quoted before it."""
        when = self.story.heard(parsed)
        if when is not None and parsed.verbs:
            clause = Clause.whole(parsed.tokens, parsed.verbs, parsed.sentence.end)
            words = self.titled(clause, None, (), None, "statement")
            yield self.mention(parsed, clause, when, "statement", words)

    def date(
        self, parsed: Parsed, clause: Clause, free: Sequence[Dating], attribution: Frame | None
    ) -> tuple[Dating | None, Verb | None, When | Background]:
        """The date in the words of a clause, if any, the verb that tells what happened, and when that was."""
        for dating in self.primaries(free, clause, attribution):
            verb = governing(clause.verbs, clause.tokens, dating.start, self.words, lasting=dating.shape == "since")
            if when := self.story.dated(dating, verb):
                return dating, verb, when
        verb = reporting(clause.verbs, clause.tokens, attribution, self.words)
        if clause.cut in (ACCOMPANYING, PRECEDING) and self.beside is not None:
            return None, verb, self.story.along(self.beside, shortly_before=clause.cut == PRECEDING)
        return None, verb, self.undated(parsed, clause, verb, attribution)

    def primaries(self, free: Sequence[Dating], clause: Clause, attribution: Frame | None) -> list[Dating]:
        """The dates that may be a clause's, the likeliest first.

        One of its source ("according to figures of 3 April") is none; one that it goes on since comes last.
        """
        if attribution is not None and attribution.cited:
            words = clause.tokens[attribution.first : attribution.last]
            free = [dating for dating in free if not words[0].start <= dating.start < words[-1].end]
        return sorted(free, key=lambda dating: dating.shape == "since")

    def undated(
        self, parsed: Parsed, clause: Clause, verb: Verb | None, attribution: Frame | None
    ) -> When | Background:
        """When what a clause without a date tells of happened, or why nobody can tell."""
        if verb is not None and self.looks_back(clause, parsed.datings, verb):
            return "background"
        if any(governing(clause.verbs, clause.tokens, start, self.words) is verb for start in parsed.vague):
            return "background"
        return self.story.undated(parsed, clause, verb, attribution)

    def reason(self, parsed: Parsed) -> OmissionReason:
        """Why the sentence read last is not shown: for the reason of its clause with a date, if it has one."""
        reasons = sorted(self.passed, key=lambda passed: not passed.dated)
        first = reasons[0].reason if reasons else "no event"
        return first if parsed.datings or first in ("furniture", "opinion", "hypothetical") else "no date"

    def looks_back(self, clause: Clause, dated: Sequence[Dating], verb: Verb) -> bool:
        """Whether a clause places itself by something of another year: "following the 2013 attack they joined …"."""
        opening = clause.tokens[0].lower in self.words.introducing
        first = clause.tokens[verb.first].start
        return opening and any(d.bound and d.is_coarse and clause.start <= d.start < first for d in dated)

    def remember(
        self, parsed: Parsed, clause: Clause, verb: Verb | None, when: When, made: Mention, attribution: Frame | None
    ) -> None:
        """Keep what later clauses may lean on."""
        if when.date is None:
            return
        if clause.main and self.cause is None:
            self.cause = day_of(when.date)
            backdrop = verb is not None and verb.tense == "pluperfect"
            if made.kind not in ("planned", "hypothetical") and not backdrop:
                self.story.remember(when, clause, parsed, made.id)
        if made.kind == "statement" and (attribution is not None or clause.cut == "quote"):
            self.story.quoted(attribution, when.date, when.elaborates or made.id, parsed.number)

    def titled(
        self, clause: Clause, verb: Verb | None, inside: Sequence[Dating], attribution: Frame | None, kind: Kind
    ) -> str:
        told = clause
        if clause.cut in ("relative", "participle") and verb is not None and {"state", "statement"} & verb.classes:
            # "that includes the declaration of a truce", "stipulating patrols": what follows the verb is the event
            told = clause.after(verb)
        if attribution is not None and (
            told is not clause
            or (kind == "statement" and attribution.keeps_speaker(clause.tokens, clause.verbs, self.words))
        ):
            attribution, verb = None, None
        shown = verb if told is clause else None
        return title(self.document.text, told.tokens, told.verbs, shown, inside, attribution, self.words)

    def bound(self, parsed: Parsed, clause: Clause, dating: Dating) -> Iterator[Mention]:
        """An event named with its date: "the 2018 memorandum"."""
        phrase = dated_phrase(clause, dating, self.words)
        nouns = [self.words.nouns[token.lower] for token in phrase if token.lower in self.words.nouns]
        when = self.story.dated(dating) if nouns else None
        if when is not None and when.date is not None:
            when = self.story.again(when, nouns[0])
            words = title(self.document.text, phrase, (), None, (), None, self.words)
            kind = kind_of(None, (), when.date, self.story.published, self.words)
            yield self.mention(parsed, clause, when, kind, words, phrase=phrase)

    def is_doubtful(self, dating: Dating, clause: Clause, verb: Verb | None) -> bool:
        """Whether a date is impossible: long before that of the clause which its own clause follows from.

        "On March 5 they agreed on a truce from January 6": what is to come of an agreement can't come before it. Only a
        date whose year had to be worked out is doubted, and only where the words look ahead.
        """
        when, cause = dating.when, self.cause
        if clause.main or when is None or cause is None or dating.timex.reference is None:
            return False
        text = self.document.text
        ahead = self.words.from_.search(text, max(clause.start, dating.start - 16), dating.start) is not None
        ahead = ahead or (verb is not None and verb.tense in ("future", "infinitive"))
        return ahead and when.end is not None and cause.begin is not None and when.end <= cause.begin

    def names_something(self, parsed: Parsed, clause: Clause) -> bool:
        """Whether words without a verb tell of an event: "a guard of honour for the minister in Ankara today"."""
        if any(token.lower in self.words.nouns for token in clause.tokens):
            return True
        return parsed.sentence.ends and any(name.side for name in self.names.within(clause.tokens))

    def mention(
        self,
        parsed: Parsed,
        clause: Clause,
        when: When,
        kind: Kind,
        words: str,
        attribution: Frame | None = None,
        phrase: Sequence[Token] | None = None,
    ) -> Mention:
        """A mention of what a clause tells, or only a ``phrase`` of it; ``words`` are its title."""
        text = self.document.text
        told, verbs = (clause.tokens, clause.verbs) if phrase is None else (phrase, ())
        names = self.names.within(told)
        acting = names
        if attribution is not None and kind != "statement":
            acting = self.names.within(told, attribution.span(clause.tokens))
        start, end = (
            _quoted(clause, when.timex) if phrase is None else phrase_span(clause, phrase, when.timex, self.words)
        )
        counted: tuple[Quantity, ...] = ()
        if phrase is None:
            counted = quantities(text, clause.tokens, parsed.dated, self.words)
            counted = self.measured.completed(counted, clause.tokens, parsed.number, (start, end))
        shown = words or plain_title(text[start:end])
        return Mention(
            id=self.identity(start, end, when.date),
            document=self.document.id,
            start=start,
            end=end,
            when=when.date,
            basis=when.basis,
            kind=kind,
            title=shown,
            actors=sided(acting, "actor"),
            places=sided(acting, "place"),
            quantities=counted,
            attributed_to=attribution.speaker if attribution and attribution.names_somebody(self.words) else None,
            timex=when.timex,
            keywords=keywords(told, verbs, parsed.dated, names, self.words),
            reasons=(when.reason,),
            elaborates=when.elaborates,
            leans=leans(shown, self.words),
        )

    def identity(self, start: int, end: int, date: Interval | None) -> str:
        """A hash of document, quote, its ordinal among equal quotes, and date."""
        quote, edtf = self.document.text[start:end], date.edtf if date else ""
        self.seen[quote, edtf] += 1
        parts = "\0".join((self.document.id, quote, str(self.seen[quote, edtf]), edtf))
        return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _supposed(kind: Kind, verb: Verb | None) -> OmissionReason | None:
    """Whether a clause is faint because it only supposes something, and in which way."""
    if kind != "hypothetical":
        return None
    return "opinion" if verb is not None and verb.tense != "modal" and "opinion" in verb.classes else "hypothetical"


def _unfit(why: Background, dates: Sequence[Dating]) -> OmissionReason:
    """Why none of its dates dates a clause, where the story can't date it for the reason ``why``."""
    if dates and all(dating.when is None for dating in dates):
        return "no date"
    return "lasting" if why == "background" and any(dating.shape == "since" for dating in dates) else why


def _quoted(clause: Clause, timex: Timex | None) -> tuple[int, int]:
    """The span to quote: the clause, or what of it fits around its date where it is too long."""
    start, end = clause.start, clause.end
    if end - start <= LONGEST_QUOTE:
        return start, end
    centre = timex.start if timex else start
    first = next((t.start for t in clause.tokens if t.start >= centre - LONGEST_QUOTE // 2), start)
    last = max((t.end for t in clause.tokens if t.end <= first + LONGEST_QUOTE), default=end)
    return first, last if last > first else min(end, first + LONGEST_QUOTE)
