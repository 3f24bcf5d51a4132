"""Links: where a mention's words stand in their source."""

from __future__ import annotations

from dataclasses import dataclass

from idlibtl.model import Claim, Document, Link, Mention
from idlibtl.positions import Positions
from idlibtl.value import Value

CONTEXT = 32  # characters of prefix and suffix, as in a TextQuoteSelector (W3C Web Annotation)


@dataclass(frozen=True, slots=True)
class Citation(Value):
    """A mention with its place; ``figures``: spans elsewhere that give its figures, with their words, line and page."""

    mention: Mention
    link: Link
    figures: tuple[tuple[tuple[int, int], tuple[str, int, int | None]], ...] = ()

    def claim(self, value: str, at: tuple[int, int] | None = None) -> Claim:
        """A claim in the words of the mention, or in those ``at`` another place of the document."""
        own = self.link.quote, self.link.line, self.link.page
        quote, line, page = next((told for span, told in self.figures if span == at), own)
        return Claim(value, self.mention.id, self.link.document, quote, line, page)


class Linker:
    """Makes the links into one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._positions = Positions(document.text)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        return self._positions.at(offset)

    def link(self, mention: Mention) -> Link:
        return self.at(mention.start, mention.end)

    def at(self, start: int, end: int) -> Link:
        """The link to a span."""
        text = self.document.text
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
            page=self._positions.page(start),
        )

    def cite(self, mention: Mention) -> Citation:
        """The mention with its link, and the words of its figures that stand before its own."""
        spans = {quantity.at for quantity in mention.quantities if quantity.at is not None}
        figures = tuple(
            (span, (self.document.text[slice(*span)], self.place(span[0])[0], self._positions.page(span[0])))
            for span in sorted(spans)
        )
        return Citation(mention, self.link(mention), figures)
