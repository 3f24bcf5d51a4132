"""Lines, columns and pages of offsets, as problems and links tell them."""

from __future__ import annotations

import re
from bisect import bisect_right

_END = re.compile(r"\r\n|\r|\n")
_PAGE_BREAK = re.compile("\f")


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset. Both count from 1; a line ends at LF, CRLF or a lone CR."""
    line, begin = 1, 0
    for match in _END.finditer(text, 0, offset):
        line, begin = line + 1, match.end()
    return line, offset - begin + 1


class Positions:
    """Lines and columns of many offsets of one text, by the rules of ``position``, and their pages."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _END.finditer(text))]
        self._pages = [match.end() for match in _PAGE_BREAK.finditer(text)]

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def page(self, offset: int) -> int | None:
        """The page, from 1, of a text in which form feeds part pages; None in any other."""
        return bisect_right(self._pages, offset) + 1 if self._pages else None
