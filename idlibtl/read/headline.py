"""The headline of a text that has no title in its metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from idlibtl.read.masthead import FIELD, Dateline, head_lines
from idlibtl.read.metadata import LONGEST_TITLE, collapse
from idlibtl.read.vocabulary import either, vocabulary

_MARKS = " \t\xa0\ufeff#*_>=~|•·–—-:,"
_LETTERS = re.compile(r"[^\W\d_]{2}")
_FEWEST_WORDS, _MOST_WORDS = 2, 30


def headline(text: str, start: int = 0, heads: Sequence[Dateline] = ()) -> str | None:
    """The first line that isn't furniture, without the date beside it, if it reads like a headline; else None.

    ``heads`` are the text's datelines. Lines that hold nothing but a dateline, or staff, are passed over.
    """
    lines = [(begin, end) for begin, end in head_lines(text, start) if text[begin:end].strip()]
    for number, (begin, end) in enumerate(lines):
        line = _without_dates(text, begin, end, heads).strip(_MARKS)
        if not _LETTERS.search(line) or _is_furniture(line):
            continue
        field = FIELD.match(line)
        if field and field[1].lower() in ("title", "headline"):
            line = line[field.end() :]
        elif field and number + 1 < len(lines) and FIELD.match(text, *lines[number + 1]):
            return None  # a form: names and values, no headline
        return _headline(line)
    return None


def _without_dates(text: str, begin: int, end: int, heads: Sequence[Dateline]) -> str:
    """The longest stretch before the line's first dateline, or else behind it; dates at both ends are cut off."""
    left, right = begin, end
    for head in heads:
        if not (begin <= head.start and head.stamp.end <= end):
            continue
        if _LETTERS.search(text[left : head.start]):
            right = min(right, head.start)
            break
        left = head.stamp.end
    return text[left:right]


def _is_furniture(line: str) -> bool:
    return f"{line.lower()} ".startswith(_furniture())


@cache
def _furniture() -> tuple[str, ...]:
    words = vocabulary()
    return tuple(f"{role}{end}" for role in words.staff + words.asides + words.credits for end in " :")


@cache
def _outlet() -> tuple[re.Pattern[str], int]:
    """An outlet's name at the end of a headline behind what sets it off, and how far before the end it may begin."""
    outlets = vocabulary().outlets
    return re.compile(rf"[\s,|–—-]+(?:{either(outlets)})$"), 1 + max(map(len, outlets))


def _headline(line: str) -> str | None:
    plain = " ".join(line.split())
    outlet, reach = _outlet()
    if match := outlet.search(plain, max(0, len(plain) - reach)):
        plain = plain[: match.start()]
    plain = plain.strip(_MARKS)
    words = plain.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or len(plain) > LONGEST_TITLE:
        return None
    is_sentence = re.search(r"[.;:][\"”’']?$|[a-z]{3}[.!?] [A-Z]", plain)
    return None if is_sentence else collapse(plain)
