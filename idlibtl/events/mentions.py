"""Mentions: what each clause of a document says to have happened, when, in which words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from idlibtl.dates import Interval
from idlibtl.events.clauses import Clause, clauses, joined
from idlibtl.events.dating import Dating, datings, day_of
from idlibtl.events.lexicon import Lexicon, lexicon
from idlibtl.events.modality import governing, kind_of
from idlibtl.events.names import capitalised_within, names
from idlibtl.events.quantities import quantities
from idlibtl.events.sentences import Sentence, sentences
from idlibtl.events.speech import Frame, frame
from idlibtl.events.story import Story
from idlibtl.events.titles import title
from idlibtl.events.verbs import Token, Verb, tokens, verb_groups
from idlibtl.model import LONGEST_QUOTE, Basis, Document, Kind, Mention, Timex

_AFTER_DATELINE = re.compile(r"(?:[\s,]{0,3}\([^()\n]{1,40}\))?[\s)\]|:,.–—-]{0,6}")
_LEAD = 2  # sentences that tell the news itself
_PHRASE = 12  # words of a noun phrase
_LEANS = 6  # words between a noun and the clause that leans on it


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A sentence with its words; ``number`` counts those that are told in full, headings left out."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    verbs: tuple[Verb, ...]
    datings: tuple[Dating, ...]
    taken: frozenset[int]
    number: int
    stamp: Interval | None
    item: int  # how many sentences of its live item came before it


@dataclass(frozen=True, slots=True)
class _When:
    date: Interval | None
    basis: Basis
    timex: Timex | None
    reason: str

    def doubted(self, cause: Interval | None) -> _When:
        """The date as printed, marked as one that can't be right."""
        if self.date is None or cause is None:
            return self
        why = f"{self.reason}; doubted: it would come before {cause.edtf}, which it follows from"
        return replace(self, date=replace(self.date, edtf=f"{self.date.edtf}?"), reason=why)


def mentions(document: Document, timexes: Sequence[Timex]) -> list[Mention]:
    """The mentions of a document, in the order of its text. ``timexes`` are those of the same text."""
    words = lexicon(document.language)
    parsed = list(_parse(document, timexes, words))
    known = frozenset(name for sentence in parsed for name in capitalised_within(sentence.tokens))
    reader = _Reader(document, words, known, Story.of(document))
    return list(_identified(document, [found for sentence in parsed for found in reader.read(sentence)]))


def _parse(document: Document, timexes: Sequence[Timex], words: Lexicon) -> Iterator[_Parsed]:
    text = document.text
    stamps = {timex.start: timex.when for timex in timexes if timex.rule == "clock-line"}
    stamp, item, number, at = None, 0, 0, 0
    for sentence in sentences(text, document.language, timexes, document.prose):
        while at < len(timexes) and timexes[at].start < sentence.start:
            at += 1
        inside = []
        while at < len(timexes) and timexes[at].start < sentence.end:
            inside.append(timexes[at])
            at += 1
        if sentence.start in stamps:
            stamp, item = stamps[sentence.start], 0
            continue
        if any(timex.function for timex in inside):
            sentence = _past_dateline(text, sentence, inside)
            if sentence.start >= sentence.end or not sentence.ends:
                continue
        found = tokens(text, sentence.start, sentence.end)
        taken = frozenset(t.start for t in found if any(x.start <= t.start < x.end for x in inside))
        verbs = verb_groups(found, words, taken)
        dated = datings(text, inside, found, words)
        if not sentence.ends and not stamps and all(dating.bound for dating in dated):
            continue  # a heading
        yield _Parsed(sentence, tuple(found), tuple(verbs), tuple(dated), taken, number, stamp, item)
        number += sentence.ends
        item += 1


def _past_dateline(text: str, sentence: Sentence, timexes: Sequence[Timex]) -> Sentence:
    """The sentence without the dateline that it begins with: "MOSCOW (Agency - 30th March, 2020) Damascus is …"."""
    last = max(timex.end for timex in timexes if timex.function)
    match = _AFTER_DATELINE.match(text, last, sentence.end)
    return replace(sentence, start=match.end() if match else last)


class _Reader:
    """Reads a document's sentences in order, with its story so far."""

    def __init__(self, document: Document, words: Lexicon, known: frozenset[str], story: Story) -> None:
        self.document, self.words, self.known, self.story = document, words, known, story
        self.cause: Interval | None = None  # the day of the main clause that the clauses after it follow from

    def read(self, parsed: _Parsed) -> Iterator[Mention]:
        if not parsed.tokens:
            return
        self.story.stamp = parsed.stamp
        free = [dating for dating in parsed.datings if not dating.bound]
        spans = [(dating.start, dating.end) for dating in free]
        self.cause = None
        parts = clauses(parsed.tokens, parsed.verbs, spans, parsed.sentence.end, self.words)
        for number, clause in enumerate(parts):
            inside = [dating for dating in parsed.datings if clause.start <= dating.start < clause.end]
            before = parts[number - 1] if number else None
            follows = parts[number + 1] if number + 1 < len(parts) else None
            yield from self.clause(parsed, self.leaning(clause, before), inside, self.content(parts, number, follows))

    def content(self, parts: Sequence[Clause], number: int, follows: Clause | None) -> Clause | None:
        """The clauses that hold what was said: those before "…, the ministry said", or those after "said that"."""
        clause = parts[number]
        if clause.cut == "quote" and number:
            first, last = parts[0], parts[number - 1]
        elif follows is not None and follows.cut in self.words.reporting:
            first, last = clause, follows
        else:
            return None
        if last.end - first.start > LONGEST_QUOTE:
            return None
        return joined(parts[parts.index(first) : parts.index(last) + 1])

    def leaning(self, clause: Clause, before: Clause | None) -> Clause:
        """A clause that has no subject of its own, with the noun that it leans on: "a truce that took effect"."""
        if before is None or clause.cut not in ("relative", "participle") or not clause.verbs:
            return clause
        first_verb = clause.verbs[0]
        if {"state", "statement"} & first_verb.classes and not first_verb.passive and first_verb.tense != "future":
            return clause
        nouns = [n for n, token in enumerate(before.tokens) if token.lower in self.words.nouns]
        if not nouns or len(before.tokens) - nouns[-1] > _LEANS:
            return clause
        first = nouns[-1]
        while first > 0 and nouns[-1] - first < 3 and before.tokens[first].lower not in self.words.articles:
            first -= 1
        last = len(before.tokens) - (before.tokens[-1].text == ",")
        return clause.without_opening().joined(before.tokens[first:last])

    def clause(
        self, parsed: _Parsed, clause: Clause, inside: Sequence[Dating], content: Clause | None
    ) -> Iterator[Mention]:
        free = [dating for dating in inside if not dating.bound or dating.start == clause.start]
        for dating in inside:
            if dating not in free:
                yield from self.bound(parsed, clause, dating)
        attribution = frame(self.document.text, clause.tokens, clause.verbs, self.words)
        primary = free[0] if free else None
        verb = governing(clause.verbs, clause.tokens, primary.start if primary else None)
        when = self.dated(primary) if primary else self.undated(parsed, clause, verb, attribution)
        if when is None or (verb is None and not self.names_something(parsed, clause)):
            return
        if primary is not None and self.doubted(primary, clause, verb):
            when = when.doubted(self.cause)
        kind = kind_of(verb, clause.tokens, when.date, self.story.published, self.words)
        if when.date is not None and clause.main and self.cause is None:
            self.cause = day_of(when.date)
            backdrop = verb is not None and verb.tense == "pluperfect"
            if kind not in ("planned", "hypothetical") and not backdrop:
                self.story.remember(when.date, clause.tokens, parsed.number, parsed.sentence.paragraph, self.words)
        if attribution is not None and kind == "statement" and when.date is not None:
            self.story.quoted(_surname(attribution), when.date, self.words)
        if content is None:
            yield self.mention(
                parsed, clause, when, kind, attribution, self.titled(clause, verb, inside, attribution, kind)
            )
            return
        words = self.titled(content, None, parsed.datings, None, kind)
        whole = replace(clause, start=min(clause.start, content.start), end=max(clause.end, content.end))
        if whole.end - whole.start <= LONGEST_QUOTE:
            clause = whole
        yield self.mention(parsed, clause, when, kind, attribution, words)

    def titled(
        self, clause: Clause, verb: Verb | None, inside: Sequence[Dating], attribution: Frame | None, kind: Kind
    ) -> str:
        told = clause
        if clause.cut in ("relative", "participle") and verb is not None and {"state", "statement"} & verb.classes:
            # "that includes the declaration of a truce", "stipulating patrols": what follows the verb is the event
            told = clause.after(verb)
        leads = attribution is not None and attribution.first <= 2
        shown = None if told is not clause or (kind == "statement" and inside and leads) else attribution
        return title(
            self.document.text, told.tokens, told.verbs, verb if told is clause else None, inside, shown, self.words
        )

    def bound(self, parsed: _Parsed, clause: Clause, dating: Dating) -> Iterator[Mention]:
        """An event named with its date: "the 2018 memorandum"."""
        phrase = _phrase(clause.tokens, dating, self.words)
        if not any(token.lower in self.words.nouns for token in phrase):
            return
        when = self.dated(dating)
        if when is not None and when.date is not None:
            words = title(self.document.text, phrase, (), None, (), None, self.words)
            kind = kind_of(None, (), when.date, self.story.published, self.words)
            yield self.mention(parsed, clause, when, kind, None, words, phrase)

    def doubted(self, dating: Dating, clause: Clause, verb: Verb | None) -> bool:
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

    def dated(self, dating: Dating) -> _When | None:
        timex = dating.timex
        words = f"“{timex.text}” read as {timex.value} by the rule {timex.rule}"
        if timex.reference:
            words += f", from {timex.reference}"
        if dating.shape in ("within", "offset"):
            date, counted = self.story.counted(dating)
            return _When(date, self.relative, timex, f"{words}; {counted}") if date else None
        if dating.when is None:
            return None
        if dating.shape == "deadline" and self.story.published and dating.when.sort_key > self.story.published.sort_key:
            return _When(dating.when.until(), dating.basis, timex, f"{words}; a deadline")
        return _When(dating.when, dating.basis, timex, words)

    @property
    def relative(self) -> Basis:
        return "inferred" if self.story.basis == "inferred" else "relative"

    def undated(self, parsed: _Parsed, clause: Clause, verb: Verb | None, attribution: Frame | None) -> _When | None:
        """The day of a clause without a date of its own, or None where it is background."""
        story = self.story
        if verb is None or not clause.main or "state" in verb.classes:
            return None
        reports = verb.tense in ("past", "perfect", "progressive", "present")
        if not reports or verb.negated or any(t.lower in self.words.untimed for t in clause.tokens[: verb.last + 2]):
            return None
        if parsed.stamp is not None:
            if parsed.item > 1 or (parsed.item and verb.tense == "past"):
                return None  # what the item adds to its news is background
            return _When(parsed.stamp, self.relative, None, f"the stamp of its item, {parsed.stamp.edtf}")
        if event := self.event_named(clause):
            return _When(event[1], self.relative, None, f"on the day of the {event[0]} told of before, {event[1].edtf}")
        if attribution is not None and (day := story.speakers.get(_surname(attribution))):
            return self.on(day, "the day on which the same speaker was quoted before")
        if verb.tense in ("past", "perfect") and story.goes_on(parsed.number, parsed.sentence.paragraph) and story.day:
            return self.on(story.day, "the day told before")
        if story.published is None:
            return None
        statement = "statement" in verb.classes and attribution is not None and story.day in (None, story.published)
        if parsed.number < _LEAD and story.told == parsed.number - 1 and story.day and not attribution:
            return self.on(story.day, "the day told before")
        if parsed.number < _LEAD or statement:
            return _When(
                story.published,
                story.basis,
                None,
                f"no date in the words: the day of the report, {story.published.edtf}",
            )
        return None

    def on(self, day: Interval, why: str) -> _When:
        published = day == self.story.published
        basis = self.story.basis if published else self.relative
        return _When(day, basis, None, f"no date in the words: {why}, {day.edtf}")

    def event_named(self, clause: Clause) -> tuple[str, Interval] | None:
        """The event that a clause places itself at: "during the talks"."""
        text = self.document.text
        for match in self.words.at_event.finditer(text, clause.start, clause.end):
            following = [token.lower for token in clause.tokens if token.start >= match.end()][:4]
            if following[:1] != ["the"]:
                continue
            for word in following:
                noun = self.words.nouns.get(word)
                if noun in self.story.events:
                    return noun, self.story.events[noun]
        return None

    def names_something(self, parsed: _Parsed, clause: Clause) -> bool:
        """Whether words without a verb tell of an event: "a guard of honour for the minister in Ankara today"."""
        if any(token.lower in self.words.nouns for token in clause.tokens):
            return True
        return parsed.sentence.ends and any(names(clause.tokens, self.known, parsed.taken, self.words))

    def mention(
        self,
        parsed: _Parsed,
        clause: Clause,
        when: _When,
        kind: Kind,
        attribution: Frame | None,
        heading: str,
        phrase: Sequence[Token] | None = None,
    ) -> Mention:
        told = phrase or clause.tokens
        text = self.document.text
        actors, places = names(told, self.known, parsed.taken, self.words)
        start, end = _quoted(clause, when.timex)
        return Mention(
            id="",
            document=self.document.id,
            start=start,
            end=end,
            when=when.date,
            basis=when.basis,
            kind=kind,
            title=heading or " ".join(text[start:end].split())[:100],
            actors=actors,
            places=places,
            quantities=quantities(text, clause.tokens, parsed.taken, self.words) if phrase is None else (),
            attributed_to=_speaker(attribution, self.words),
            timex=when.timex,
            keywords=keywords(told, () if phrase else clause.verbs, parsed.taken, self.words),
            reasons=(when.reason,),
        )


def _speaker(attribution: Frame | None, words: Lexicon) -> str | None:
    if attribution is None or attribution.speaker.split()[-1].lower() in words.auxiliaries.pronoun:
        return None
    return attribution.speaker


def _surname(attribution: Frame) -> str:
    """The last word of a speaker's name; "" for one that is not named."""
    last = attribution.speaker.split()[-1]
    return last if last[0].isupper() else ""


def keywords(found: Sequence[Token], verbs: Sequence[Verb], taken: frozenset[int], words: Lexicon) -> frozenset[str]:
    """What tells one event from another.

    Classes of event nouns and verbs (``=meeting``), names by their last word in one spelling (``@putin``), countries
    also for their people, and the stems of the other words.
    """
    told = {f"={words.acts[verb.base]}" for verb in verbs if verb.base in words.acts}
    told_by_verbs = {found[verb.last].start for verb in verbs if verb.base in words.acts}
    for token, following in zip(found, [*found[1:], None], strict=True):
        plain = token.lower.removesuffix("'s").removesuffix("’s")
        if not token.is_word or token.start in taken or plain in words.stopwords or plain in words.titles:
            continue
        if token.start in told_by_verbs:
            continue
        if plain in words.demonyms:
            told.add(f"@{words.demonyms[plain].lower()}")
        elif plain in words.variants:
            told.add(f"@{words.variants[plain].lower()}")
        elif noun := words.nouns.get(plain):
            told.add(f"={noun}")
        elif token.text in words.places:
            told.add(f"@{plain}")
        elif token.text[0].isupper() and token is not found[0]:
            if following is None or not following.text[0].isupper() or following.lower in words.titles:
                told.add(f"@{plain}")
        else:
            told.add(words.stem(plain))
    return frozenset(told)


def _phrase(found: Sequence[Token], dating: Dating, words: Lexicon) -> tuple[Token, ...]:
    """The noun phrase that a date within it belongs to: up to the next verb, comma or opening of a clause."""
    phrase: list[Token] = []
    rest = [token for token in found if token.start >= dating.end]
    for place, token in enumerate(rest[:_PHRASE]):
        lists = (
            token.text in (",", words.coordinating)
            and rest[place + 1 : place + 2]
            and rest[place + 1].text[0].isupper()
        )
        if (token.lower in words.auxiliaries.opening or token.text in ".)") and not lists:
            break
        phrase.append(token)
    return tuple(phrase)


def _quoted(clause: Clause, timex: Timex | None) -> tuple[int, int]:
    """The span to quote: the clause, or what of it fits around its date where it is too long."""
    start, end = clause.start, clause.end
    if end - start <= LONGEST_QUOTE:
        return start, end
    centre = timex.start if timex else start
    first = next((t.start for t in clause.tokens if t.start >= centre - LONGEST_QUOTE // 2), start)
    last = max((t.end for t in clause.tokens if t.end <= first + LONGEST_QUOTE), default=end)
    return first, last if last > first else min(end, first + LONGEST_QUOTE)


def _identified(document: Document, found: Sequence[Mention]) -> Iterator[Mention]:
    """Mentions with their ids: a hash of document, quote, its ordinal among equal quotes, and date."""
    seen: dict[tuple[str, str], int] = {}
    for mention in found:
        quote = document.text[mention.start : mention.end]
        date = mention.when.edtf if mention.when else ""
        ordinal = seen[quote, date] = seen.get((quote, date), 0) + 1
        parts = "\0".join((document.id, quote, str(ordinal), date))
        digest = hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()
        yield replace(mention, id=digest[:12])
