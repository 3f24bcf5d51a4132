"""Links: where a mention's words stand in their source."""

from __future__ import annotations

import re
from bisect import bisect_right

from idlibtl.model import Document, Link, Mention

CONTEXT = 32  # characters of prefix and suffix, as in a TextQuoteSelector (W3C Web Annotation)
_LINE_END = re.compile(r"\r\n|\n|\r")


class Linker:
    """Makes the links into one document. Lines end at LF, CRLF and CR; lines and columns count from 1."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(document.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def link(self, mention: Mention) -> Link:
        text, start, end = self._document.text, mention.start, mention.end
        line, column = self.place(start)
        return Link(
            document=self._document.id,
            start=start,
            end=end,
            line=line,
            column=column,
            quote=text[start:end],
            url=self._document.url,
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
        )
