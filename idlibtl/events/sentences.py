"""Sentences with their offsets. sentencex knows abbreviations; the lines of a report are our own trouble."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from idlibtl.model import Timex

_LINE = re.compile(r"[^\r\n]+")
_WRAPPED = re.compile(r"[^\s.!?:…\"”][ \t]?\r?\n(?=[ \t]{0,4}[^\W\d_A-Z])")  # a line that ends amid its sentence
_QUOTES = '"“”«»'
# sentencex takes what stands in quotation marks for one sentence, and no lone surrogates.
_MASK = {**dict.fromkeys(map(ord, _QUOTES), " "), **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}
_LONGEST = 2000  # characters
# Characters that sentencex is given at once: its work grows with the square of a run of quotation marks.
_PIECE = 1 << 14
_CLOSING = 6  # characters that may follow a full stop and the sentence still ends with it: ". ''"
_UNBROKEN = re.compile(r"\n(?:(?<=\S\n)|(?<=\S\r\n)|(?<=\S[ \t]\n)|(?<=\S[ \t]\r\n))(?=\S)")


class Sentence(NamedTuple):
    """A span of text that is one sentence, or one line that stands for itself.

    ``paragraph`` counts blocks of the text; ``ends`` says that it closes as sentences do (headings don't).
    """

    start: int
    end: int
    paragraph: int
    ends: bool


def sentences(text: str, language: str, timexes: Sequence[Timex] = (), begin: int = 0) -> list[Sentence]:
    """The sentences of a text from ``begin`` on, in order, none overlapping another, none ending within a timex."""
    inside = {place for timex in timexes for place in range(timex.start + 1, timex.end)}
    wrapped = _is_wrapped(text)
    found: list[Sentence] = []
    paragraph, last_end = 0, begin
    for first, last in _boundaries(text, language, begin):
        for start, end in _lines(text, first, last, wrapped, last_end, inside):
            if "\n" in text[last_end:start] and (not wrapped or "\n" in text[last_end:start].replace("\n", "", 1)):
                paragraph += 1
            last_end = end
            if found and (start in inside or found[-1].end in inside):
                found[-1] = _sentence(text, found[-1].start, end, found[-1].paragraph)
            else:
                found.append(_sentence(text, start, end, paragraph))
    return found


def _boundaries(text: str, language: str, begin: int) -> Iterator[tuple[int, int]]:
    from sentencex import get_sentence_boundaries

    while begin < len(text):
        end = _piece(text, begin)
        for boundary in get_sentence_boundaries(language, text[begin:end].translate(_MASK)):
            yield begin + boundary["start_index"], begin + boundary["end_index"]
        begin = end


def _piece(text: str, begin: int) -> int:
    """Where a piece of the text ends: behind its last blank line, else at its last space, else where it is full."""
    full = begin + _PIECE
    if full >= len(text):
        return len(text)
    blank = text.rfind("\n\n", begin, full)
    if blank > begin:
        return blank + 2
    space = max(text.rfind(" ", begin, full), text.rfind("\n", begin, full))
    return space + 1 if space > begin else full


def _sentence(text: str, start: int, end: int, paragraph: int) -> Sentence:
    last = text[max(start, end - _CLOSING) : end].rstrip("\"'”’)]» \t\xa0")[-1:]
    return Sentence(start, end, paragraph, last in (".", "!", "?", "…"))


def _lines(
    text: str, start: int, end: int, wrapped: bool, floor: int, inside: Collection[int]
) -> list[tuple[int, int]]:
    """The span without white space at its ends, cut at line breaks unless lines are wrapped.

    Quotation marks go with the words that they enclose; nothing before ``floor`` is taken in. What is too long is cut
    at a space that lies not ``inside`` a timex.
    """
    spans = [(start, end)] if wrapped else [match.span() for match in _LINE.finditer(text, start, end)]
    trimmed = []
    for first, last in spans:
        while first > floor and text[first - 1] in _QUOTES:
            first -= 1
        while first < last and text[first].isspace():
            first += 1
        while first < last and (text[last - 1].isspace() or _opens(text, last - 1)):
            last -= 1
        while last - first > _LONGEST:  # no sentence: a table or a list that lost its lines
            cut = text.rfind(" ", first, first + _LONGEST)
            while cut in inside:
                cut = text.rfind(" ", first, cut)
            cut = max(cut, first + _LONGEST // 2)
            trimmed.append((first, cut))
            first = cut + text[cut].isspace()
        if first < last:
            trimmed.append((first, last))
            floor = last
    return trimmed


def _opens(text: str, place: int) -> bool:
    """Whether a quotation mark opens what follows: one that white space stands before."""
    return text[place] in _QUOTES and (place == 0 or text[place - 1].isspace())


def _is_wrapped(text: str) -> bool:
    """Whether line breaks fall within sentences, as in text that was wrapped at a width."""
    breaks = len(_UNBROKEN.findall(text))
    return breaks >= 4 and len(_WRAPPED.findall(text)) > breaks * 0.3
