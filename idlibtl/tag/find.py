"""Find temporal expressions: spans with named slots. This room sees text and a language; it knows no date."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress, pairwise
from typing import NamedTuple

from idlibtl.languages import Language, Opening, Rule, load
from idlibtl.languages.pattern import tokens
from idlibtl.languages.verbs import is_base
from idlibtl.model import Register, Tense

_CLOSED = r"[\"'”’)\]]{0,2}(?=\s)"
_BOUNDARY = re.compile(
    rf"[.!?…\n](?:(?<=[!?…]){_CLOSED}|(?<=[.])(?<!\b[^\W\d_][.]){_CLOSED}"
    r"|(?<=\n)(?:[ \t\r]{0,4}\n|(?<=[^,;:\w\s]\n)))"
)
_BACKWARD = re.compile(r"[\s\"“‘'(-]{0,3}(?:([^\W\d_]+)|\d)")
_AFTER = re.compile(r"[\s-]{0,3}([^\W\d_]+)")
_CLOSING = re.compile(r"[ \t]{0,2}(?:[.,;:!?)\]\"”’—–]|[\r\n]|\Z)")
_BLOCK = 1 << 16  # characters that are split into words at once: a text of many megabytes would fill the memory
_GAP = re.compile(r"\s")
_NOTHING: frozenset[str] = frozenset()
_OPENING = 3  # so many words before an expression still begin a sentence: "By the end of"
_QUOTES = ",;:\"“”'()"
_REACH = 240  # how far, in characters, the words around an expression are read for its tense


class Clause(NamedTuple):
    """The words around an expression: its sentence, from ``left`` to ``right``, with it from ``start`` to ``end``.

    ``number`` tells the expressions of one sentence from those of others.
    """

    text: str
    left: int
    start: int
    end: int
    right: int
    number: int
    code: str

    @property
    def opening(self) -> bool:
        """Whether the expression stands at the beginning of its sentence, but for a few words."""
        before = self.text[self.left : min(self.start, self.left + _REACH)]
        return self.start - self.left <= _REACH and len(before.split(None, _OPENING)) <= _OPENING

    @property
    def tense(self) -> Tense | None:
        """How the clause looks: back, ahead, or it doesn't say."""
        return _tense(self.text, self.left, self.start, self.end, self.right, self.code)


class Candidate(NamedTuple):
    """An expression as the text has it: where, by which rule, with which slots filled, in which clause."""

    start: int
    end: int
    text: str
    rule: str
    resolve: str
    slots: Mapping[str, str]
    clause: Clause


def find(text: str, language: Language, start: int = 0, register: Register | None = None) -> Iterator[Candidate]:
    """Expressions from ``start`` on, left to right, none overlapping another: at each place the longest match wins.

    Rules of another register than the one given are left out.
    """
    sentences: list[int] | None = None
    inside = 0  # what looks like the end of a sentence and stands within an expression: "Oct. 8"
    resume = start
    for place, opening, ahead in _places(text, language, start, register):
        if place < resume or not _opens(text, place):
            continue
        best = _best(text, place, opening, ahead)
        if best is None:
            continue
        rule, match, slots = best
        resume = match.end()
        if rule.resolve == "nothing":
            continue
        if sentences is None:
            sentences = _sentences(text)
        before, behind = bisect_right(sentences, place), bisect_right(sentences, resume - 1)
        left = sentences[before - 1] if before else 0
        right = sentences[behind] if behind < len(sentences) else len(text)
        number = before - inside
        inside += behind - before
        clause = Clause(text, left, place, match.end(), right, number, language.code)
        for first, last, filled in rule.spans(match, slots):
            begin = first - len(rule.lead)
            yield Candidate(begin, last, text[begin:last], rule.name, rule.resolve, filled, clause)


def _places(
    text: str, language: Language, start: int, register: Register | None
) -> Iterator[tuple[int, Opening, frozenset[str]]]:
    """Where an expression may begin, what two words open there, and the words behind the first if a rule needs them."""
    openers, longest = language.openers(register), language.longest
    words: list[str] = []
    places: list[int] = []
    done = 0
    for begin, end in _blocks(text, start):
        found, at = tokens(text[begin:end], begin)
        words, places = words[done:] + found, places[done:] + at
        done = len(words) if end == len(text) else max(0, len(words) - longest)  # the last ones look ahead
        last = len(words) - 1
        for number in compress(range(done), map(openers.__contains__, words)):
            opener = openers[words[number]]
            opening = (opener.get(words[number + 1]) if number < last else None) or opener.get(None)
            if opening is not None:
                ahead = frozenset(words[number + 1 : number + longest]) if opening.looks_ahead else _NOTHING
                yield places[number], opening, ahead


def _blocks(text: str, start: int) -> Iterator[tuple[int, int]]:
    """A text in pieces of some size, none of which ends within a word."""
    while start < len(text):
        match = _GAP.search(text, start + _BLOCK) if start + _BLOCK < len(text) else None
        end = match.end() if match else len(text)
        yield start, end
        start = end


def _sentences(text: str) -> list[int]:
    """Where sentences end, roughly: not after an initial ("p.m. Friday"), nor before a small letter."""
    ends = (match.end() for match in _BOUNDARY.finditer(text))
    return [end for end in ends if text[end - 1] == "\n" or not text[end : end + 2].lstrip()[:1].islower()]


def _best(
    text: str, start: int, opening: Opening, ahead: frozenset[str]
) -> tuple[Rule, re.Match[str], dict[str, str]] | None:
    """The longest match; of equal ones the one of the highest rank, else the one whose rule stands first.

    ``ahead`` are the words behind the first.
    """
    best: tuple[Rule, re.Match[str], dict[str, str]] | None = None
    for rule, needed in opening.rules:
        if needed and needed.isdisjoint(ahead):
            continue
        match = rule.regex.match(text, start)
        if match is None or not _closes(text, match.end()):
            continue
        if best is not None and (match.end(), rule.rank) <= (best[1].end(), best[0].rank):
            continue
        if not _beside(rule, text, start, match.end()):
            continue
        slots = rule.slots(match)
        if slots is not None:
            best = rule, match, slots
    return best


def _opens(text: str, start: int) -> bool:
    """Whether a word, a date or a number of its own may begin here: not within "Su-24", "$5", "v3.11", "a_b"."""
    before = text[start - 1] if start else " "
    if before == " ":
        return True
    if before.isalnum():
        # Run together in extracted text ("Su-35Sfighter", "URL21.08.2013"): digits after letters are no number.
        return False
    if before in "_$£€#@&%+=":
        return False
    if before in "-–.,:/\\'’" and start > 1:
        glued = text[start - 2]
        if before in "-–":
            return not glued.isalnum() or (glued.isdecimal() and not text[start].isdecimal())
        return not glued.isdecimal() if before in ",.:" else not glued.isalnum()
    return True


def _closes(text: str, end: int) -> bool:
    """Whether an expression may end here: not within "5.30", "17:23:45", "2020.txt", "2020_03", "50%"."""
    after = text[end] if end < len(text) else " "
    if after == " ":
        return True
    if after.isalnum() or after in "_%$£€°":
        return False
    follows = text[end + 1] if end + 1 < len(text) else " "
    if after == "." and follows.islower():
        return False
    return not (after in "-–.,:/" and text[end - 1].isdecimal() and follows.isdecimal())


def _beside(rule: Rule, text: str, start: int, end: int) -> bool:
    """Whether the words before and after are what the rule asks for."""
    if rule.lead and text[start - 1 : start].replace("’", "'") != rule.lead:
        return False
    if rule.alone and not _alone(text, start, end):
        return False
    if rule.closing and not _CLOSING.match(text, end):
        return False
    if rule.not_words and text[start:end].lower() in rule.not_words:
        return False
    if rule.left is not None or rule.not_left:
        before = _word_before(text, start)
        if rule.left is not None and before not in rule.left:
            return False
        if before in rule.not_left:
            return False
    if rule.right is not None or rule.not_right:
        match = _AFTER.match(text, end)
        after = match[1].lower() if match else ""
        if rule.right is not None and after not in rule.right:
            return False
        if after in rule.not_right:
            return False
    return True


def _word_before(text: str, start: int) -> str:
    """The word right before a place, in lower case; 0 for a number, nothing where none stands there."""
    match = _BACKWARD.match(text[max(0, start - 24) : start][::-1])
    return "" if match is None else match[1][::-1].lower() if match[1] else "0"


def _alone(text: str, start: int, end: int) -> bool:
    """Whether it fills its line."""
    while start and text[start - 1] in " \t\xa0":
        start -= 1
    while end < len(text) and text[end] in " \t\xa0":
        end += 1
    return (start == 0 or text[start - 1] in "\r\n") and (end == len(text) or text[end] in "\r\n")


@dataclass(frozen=True, slots=True)
class _Cues:
    code: str
    future: frozenset[str]
    adjacent: frozenset[str]
    past: frozenset[str]
    endings: tuple[str, ...]
    infinitive: str
    not_after: frozenset[str]
    governors: frozenset[str]
    reach: int
    telling: frozenset[str]  # the last words of all that looks back or ahead, but for verbs


@cache
def _cues(code: str) -> _Cues:
    data = load(code).data("tense")
    return _Cues(
        code,
        frozenset(data["future"]),
        frozenset(data["future_beside"]),
        frozenset(data["past"]),
        tuple(data["past_ending"]),
        data["infinitive"],
        frozenset(data["not_infinitive_after"]),
        frozenset(data["infinitive_after"]),
        data["reach"],
        frozenset(cue.rpartition(" ")[2] for cue in (*data["future"], *data["past"])),
    )


def _tense(text: str, left: int, start: int, end: int, right: int, code: str) -> Tense | None:
    """How the clause looks: by the nearest cue before the expression in its sentence, else the nearest after it."""
    cues = _cues(code)
    before = text[max(left, start - _REACH) : start].lower().split()
    beside: Tense | None = None
    if (
        before and before[-1] in cues.adjacent
    ):  # "fell by Friday" looks back, "the ceasefire must hold until Friday" ahead
        beside = _cue(before, len(before) - 1, cues) or _cue(before, len(before) - 2, cues) or "future"
        if len(before) > 1:
            return beside
    purpose = False
    for place in range(len(before) - 1, -1, -1):
        if not _tells(code, before[place]):
            continue
        tense = _cue(before, place, cues)
        if tense:
            return tense
        purpose = purpose or _is_infinitive(before, place, cues)
    if purpose:
        return "future"
    after = text[end : min(right, end + _REACH)].lower().split()
    for place in range(len(after)):
        tense = _cue(after, place, cues) if _tells(code, after[place]) else None
        if tense:
            return tense
    return beside


@lru_cache(maxsize=1 << 14)
def _tells(code: str, word: str) -> bool:
    """Whether a word, in whatever company, can look back or ahead: most can't."""
    cues, bare = _cues(code), word.strip(_QUOTES)
    return bare in cues.telling or _is_regular(bare, cues) or is_base(code, bare)


def _is_regular(word: str, cues: _Cues) -> bool:
    return len(word) > 4 and word.endswith(cues.endings) and "-" not in word  # but "the UN-brokered talks"


def _cue(words: list[str], place: int, cues: _Cues) -> Tense | None:
    if place < 0:
        return None
    word = words[place].strip(_QUOTES)
    pair = f"{words[place - 1]} {word}" if place else word
    if word in cues.future or pair in cues.future:
        return "future"
    if place > 1 and words[place - 2] in cues.governors and _is_infinitive(words, place, cues):
        return "future"
    if word in cues.past or _is_regular(word, cues):
        back = words[max(0, place - cues.reach) : place]
        pairs = {f"{a} {b}" for a, b in pairwise(back)}
        return "future" if cues.future & ({*back} | pairs) else "past"
    return None


def _is_infinitive(words: list[str], place: int, cues: _Cues) -> bool:
    """Whether a word is an infinitive that may lie ahead. Only a verb that we know counts: "to Moscow" is none."""
    if not place or words[place - 1] != cues.infinitive:
        return False
    word = words[place].strip(_QUOTES)
    return is_base(cues.code, word) and (place < 2 or words[place - 2] not in cues.not_after)
