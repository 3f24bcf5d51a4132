"""What the HTML page is told of each entry and source, as values that JSON can hold; names are as in the JSON export.

Times are seconds of civil time from 1970 on, zones left aside, as the filters of the command line have it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from idlibtl.dates import Interval, Moment
from idlibtl.dates_text import anchor, month_heading, readable, year_heading
from idlibtl.export.passages import Passage, Span, passages
from idlibtl.export.view import Sources, cited, edits, marks, reported, shared_by, source_edits
from idlibtl.model import Claim, Conflict, Development, Document, Entry, Link, Mention
from idlibtl.moment import days_between

LONGEST_WHOLE = 120_000  # characters of a source whose text is given whole
BUDGET = 12_000_000  # characters of all whole texts

Fields = dict[str, object]


@dataclass
class Cited:
    """The sources in the order in which entries cite them, each known by its number there, and what is quoted."""

    sources: Sources
    longest_whole: int = LONGEST_WHOLE
    budget: int = BUDGET
    in_part: int = 0
    _numbers: dict[str, int] = field(default_factory=dict)
    _quoted: dict[int, list[Span]] = field(default_factory=dict)

    def number(self, ident: str) -> int:
        return self._numbers.setdefault(ident, len(self._numbers))

    def quote(self, link: Link) -> int:
        number = self.number(link.document)
        if not link.by_hand:
            self._quoted.setdefault(number, []).append((link.start, link.end))
        return number

    def documents(self) -> list[Document]:
        return [self.sources[ident] for ident in self._numbers]

    def passages(self, document: Document) -> list[Passage]:
        """The whole text, or what stands around the quotes; nothing where none is quoted or the view has no texts."""
        spans = self._quoted.get(self._numbers[document.id])
        if not spans:
            return []
        text = self.sources.text(document.id)
        if not text:
            return []
        if len(text) <= min(self.longest_whole, self.budget):
            self.budget -= len(text)
            return [(0, text)]
        self.in_part += 1
        return passages(text, spans)


def entry_fields(entry: Entry, seen: Cited) -> Fields:
    """What is empty is left out, here and below."""
    when = entry.when
    month = month_heading(when)
    return _given(
        id=entry.id,
        when=readable(when),
        date=when.edtf if when else None,
        begin=seconds(when.begin) if when else None,
        end=seconds(when.end) if when else None,
        mod=when.mod if when else None,
        year=anchor(when).year if when else None,
        month=month,
        heading=month or _coarse_heading(when),
        title=entry.title,
        kind=entry.kind,
        marks=marks(entry),
        actors=entry.actors,
        places=entry.places,
        tags=entry.tags,
        note=entry.note,
        reported=reported(entry),
        independent=entry.independent_sources,
        voices=[_given(sources=[*map(seen.number, voice.sources)], wire=voice.wire) for voice in shared_by(entry)],
        salience=round(entry.salience, 3),
        edited=[*edits(entry)],
        reasons=entry.reasons,
        mentions=[_mention(mention, link, seen) for mention, link in cited(entry)],
        conflicts=[_values(conflict, seen) for conflict in entry.conflicts],
        developments=[_values(development, seen) for development in entry.developments],
    )


def source_fields(document: Document) -> Fields:
    return _given(
        id=document.id,
        path=document.paths[0],
        paths=document.paths[1:],
        title=document.title,
        publisher=document.publisher,
        language=document.language,
        published=document.published.isoformat() if document.published else None,
        published_basis=document.published_basis,
        edited=[*source_edits(document)],
    )


def seconds(moment: Moment | None) -> int | None:
    if moment is None:
        return None
    days = days_between(Moment(1970), moment)
    return ((days * 24 + moment.hour) * 60 + moment.minute) * 60 + moment.second


def _given(**fields: object) -> Fields:
    return {name: value for name, value in fields.items() if value not in (None, (), [], "")}


def _coarse_heading(when: Interval | None) -> str:
    if when is None:
        return "Undated"
    heading = year_heading(when)
    return f"In the course of {'the ' if heading.endswith(('s', 'century')) else ''}{heading}"


def _mention(mention: Mention, link: Link, seen: Cited) -> Fields:
    timex = mention.timex
    return _given(
        source=seen.quote(link),
        start=None if link.by_hand else link.start,
        end=None if link.by_hand else link.end,
        line=None if link.by_hand else link.line,
        quote=link.quote,
        url=seen.sources.url(link),
        when=readable(mention.when),
        date=mention.when.edtf if mention.when else None,
        basis=None if link.by_hand else mention.basis,
        attributed_to=mention.attributed_to,
        expression=_given(start=timex.start, end=timex.end, text=timex.text, counted_from=timex.reference)
        if timex
        else None,
        reasons=mention.reasons,
    )


def _values(told: Conflict | Development, seen: Cited) -> Fields:
    return {"what": told.what, "values": [_claim(claim, seen) for claim in told.values]}


def _claim(claim: Claim, seen: Cited) -> Fields:
    return _given(value=claim.value, source=seen.number(claim.document), line=claim.line, quote=claim.quote)
