"""Links: where a mention's words stand in their source."""

from __future__ import annotations

import re
from bisect import bisect_right

from idlibtl.model import Claim, Document, Link, Mention

CONTEXT = 32  # characters of prefix and suffix, as in a TextQuoteSelector (W3C Web Annotation)
_LINE_END = re.compile(r"\r\n|\n|\r")


class Linker:
    """Makes the links into one document. Lines end at LF, CRLF and CR; lines and columns count from 1."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(document.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def link(self, mention: Mention) -> Link:
        text, start, end = self.document.text, mention.start, mention.end
        line, column = self.place(start)
        return Link(
            document=self.document.id,
            start=start,
            end=end,
            line=line,
            column=column,
            quote=text[start:end],
            url=self.document.url,
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
        )

    def claim(self, value: str, mention: Mention, at: tuple[int, int] | None = None) -> Claim:
        """A claim in the words of a mention, or in those ``at`` another place of the document."""
        start, end = at or (mention.start, mention.end)
        return Claim(value, mention.id, self.document.id, self.document.text[start:end], self.place(start)[0])
