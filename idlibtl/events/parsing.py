"""Parsing: the sentences of a document that can tell something, each with its words, verbs and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from idlibtl.dates import Interval
from idlibtl.events.dating import Dating, datings
from idlibtl.events.lexicon import Lexicon
from idlibtl.events.sentences import Sentence, sentences
from idlibtl.events.verbs import Token, Verb, is_headline, tokens, verb_groups
from idlibtl.model import Document, Timex

_LONGEST_HEADLINE = 30  # words
_QUOTATION_MARK = re.compile("[“«”»\"]|``|''")
_LONGEST_SPEECH = 6  # sentences; one that goes on for longer has lost its closing mark
_OPENING, _CLOSING = ("“", "«", "``"), ("”", "»", "''")
_AFTER_DATELINE = re.compile(r"(?:[\s,]{0,3}\([^()\n]{1,40}\))?[\s)\]|:,.–—-]{0,6}")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence with its words, verbs and dates.

    ``dated`` holds the starts of tokens that belong to dates; ``number`` counts sentences told in full, headings left
    out, but for the ``headline``; ``quoted`` ones are direct speech from end to end; ``stamp`` is the clock of the live
    item that the sentence stands in, ``item`` how many came before it there. ``vague`` are the places of words for
    a past that isn't dated ("several weeks ago").
    """

    sentence: Sentence
    tokens: tuple[Token, ...]
    verbs: tuple[Verb, ...]
    datings: tuple[Dating, ...]
    dated: frozenset[int]
    number: int
    stamp: Interval | None
    item: int
    vague: tuple[int, ...] = ()
    headline: bool = False
    quoted: bool = False


def parse(document: Document, timexes: Sequence[Timex], lexicon: Lexicon) -> Iterator[Parsed]:
    """The sentences of a document's prose without its datelines, clock lines and headings, in order."""
    text = document.text
    stamps = {timex.start: timex.when for timex in timexes if timex.stamp}
    stamp, item, number, at = None, 0, 0, 0
    headlined, within, going_on = False, False, 0
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
        if own := _own_date(document, sentence, inside):
            sentence = _past_dateline(text, sentence, own)
            if sentence.start >= sentence.end or not sentence.ends:
                continue
        words = tokens(text, sentence.start, sentence.end, lexicon)
        dated = _dated(words, inside)
        verbs = verb_groups(words, lexicon, dated)
        found = datings(text, inside, words, verbs, lexicon)
        heading = not sentence.ends and not stamps and all(dating.bound for dating in found)
        headline = heading and not number and not headlined
        listed = len(words) > _LONGEST_HEADLINE and is_headline(words)  # headlines of other articles in one line
        if not words or (heading and not headline) or listed:
            continue
        headlined = headlined or heading
        quoted, within = _direct_speech(text, sentence, within)
        going_on = going_on + 1 if within else 0
        within = going_on in range(1, _LONGEST_SPEECH)
        vague = tuple(x.start for x in inside if x.value == "PAST_REF" and x.text.lower().endswith(lexicon.ago))
        yield Parsed(
            sentence,
            tuple(words),
            tuple(verbs),
            tuple(found),
            dated,
            number,
            stamp,
            item,
            quoted=quoted,
            vague=vague,
            headline=headline,
        )
        number += sentence.ends
        item += 1


def _dated(words: Sequence[Token], timexes: Sequence[Timex]) -> frozenset[int]:
    """The starts of the tokens that belong to one of the timexes, which are in order."""
    found: list[int] = []
    at = 0
    for timex in timexes:
        while at < len(words) and words[at].start < timex.start:
            at += 1
        while at < len(words) and words[at].start < timex.end:
            found.append(words[at].start)
            at += 1
    return frozenset(found)


def _own_date(document: Document, sentence: Sentence, timexes: Sequence[Timex]) -> int | None:
    """Where the words end that give the document's own date, if the sentence holds them."""
    ends = [timex.end for timex in timexes if timex.function]
    if document.published_basis == "dateline" and document.published_span is not None:
        start, end = document.published_span
        if sentence.start <= start and end <= sentence.end:
            ends.append(end)
    return max(ends, default=None)


def _past_dateline(text: str, sentence: Sentence, last: int) -> Sentence:
    """The sentence without the dateline that it begins with: "MOSCOW (Agency - 30th March, 2020) Damascus is …"."""
    match = _AFTER_DATELINE.match(text, last, sentence.end)
    return sentence._replace(start=match.end() if match else last)


def _direct_speech(text: str, sentence: Sentence, within: bool) -> tuple[bool, bool]:
    """Whether all words of a sentence are direct speech, and whether that goes on after it.

    ``within`` says that it began before the sentence.
    """
    place, outside = sentence.start, ""
    marks = list(_QUOTATION_MARK.finditer(text, sentence.start, sentence.end))
    if not marks and not within:
        return not any(char.isalnum() for char in text[place : sentence.end]), False
    paired = len(marks) > 1 and not len(marks) % 2
    if marks and (paired or marks[0].group() in _OPENING or marks[0].start() == sentence.start):
        within = False  # it opens anew: the mark that closed what was before it is missing, or a paragraph begins
    for mark in marks:
        if not within:
            outside += text[place : mark.start()]
        within = mark.group() in _OPENING or (mark.group() not in _CLOSING and not within)
        place = mark.end()
    if not within:
        outside += text[place : sentence.end]
    return not any(char.isalnum() for char in outside), within
