"""An entry from the mentions of one event: its date, title and names, what contradicts what, who reports it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from idlibtl.chronology.conflicts import disagreements
from idlibtl.chronology.links import Citation
from idlibtl.chronology.names import in_full
from idlibtl.chronology.order import date_of, in_order, kind_of, title_of
from idlibtl.chronology.reports import Report
from idlibtl.chronology.salience import salience
from idlibtl.chronology.voices import voices
from idlibtl.chronology.weights import Weights, common
from idlibtl.model import Claim, Conflict, Entry, Mention


def entry_of(
    cited: Sequence[Citation], reasons: Sequence[str], reports: Mapping[str, Report], weight: Weights
) -> Entry:
    """The entry of mentions that came together for these reasons; what denies them is not in it yet."""
    cited = in_order(cited, reports)
    found = [citation.mention for citation in cited]
    conflicts, developments = disagreements(cited, reports, weight)
    entry = Entry(
        id=found[0].id,
        when=date_of(found),
        title=title_of(found, weight),
        kind=kind_of(found),
        mentions=tuple(found),
        links=tuple([citation.link for citation in cited]),
        conflicts=conflicts,
        developments=developments,
        actors=in_full(mention.actors for mention in found),
        places=tuple(common(mention.places for mention in found)),
        voices=voices(cited, reports),
        reasons=(*_carried_out(found, reports), *reasons),
    )
    return replace(entry, salience=salience(entry, reports).total)


def _carried_out(mentions: Sequence[Mention], reports: Mapping[str, Report]) -> Iterator[str]:
    """That a plan was carried out, with a report of each."""
    planned = next((each for each in mentions if each.kind == "planned"), None)
    occurred = next((each for each in mentions if each.kind in ("occurred", "ongoing")), None)
    if planned is not None and occurred is not None:
        said, seen = (reports[each.document].path for each in (planned, occurred))
        yield f"planned in {said}, occurred by {seen}"


def with_denials(entry: Entry, denials: Mapping[str, Claim]) -> Entry:
    """The entry with what denies it, by the ids of the mentions denied; the first of its own that are is shown."""
    for mention, link in zip(entry.mentions, entry.links, strict=True):
        if against := denials.get(mention.id):
            claim = Claim("claimed", mention.id, link.document, link.quote, link.line, link.page)
            return replace(entry, conflicts=(*entry.conflicts, Conflict("denied", (claim, against))))
    return entry
