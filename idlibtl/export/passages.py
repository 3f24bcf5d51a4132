"""Pieces of a text that is too long to be given whole: what stands around the words quoted from it."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]
Passage = tuple[int, str]  # where it begins in the text, and the words

AROUND = 1_200  # characters before and after a quote


def passages(text: str, spans: Iterable[Span], around: int = AROUND) -> list[Passage]:
    """In order, none touching the next. Each begins and ends with a line, where a line's end is near enough."""
    found: list[Span] = []
    for start, end in sorted(spans):
        first, last = _from_line(text, max(0, start - around), start), _to_line(text, end, min(len(text), end + around))
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return [(first, text[first:last]) for first, last in found]


def _from_line(text: str, first: int, start: int) -> int:
    if first == 0:
        return 0
    end_of_line = text.find("\n", first, start)
    return first if end_of_line < 0 else end_of_line + 1


def _to_line(text: str, end: int, last: int) -> int:
    if last == len(text):
        return last
    end_of_line = text.rfind("\n", end, last)
    return last if end_of_line < 0 else end_of_line
