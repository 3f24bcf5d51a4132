"""From mentions to entries: merge, find contradictions, choose date and title, order. Sees mentions only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from idlibtl.chronology.conflicts import denial, disagreements
from idlibtl.chronology.denials import denied
from idlibtl.chronology.links import Linker
from idlibtl.chronology.merge import Group, merge
from idlibtl.chronology.names import in_full, one_spelling
from idlibtl.chronology.order import date_of, in_order, kind_of, order_key, title_of
from idlibtl.chronology.salience import salience
from idlibtl.chronology.voices import Voices
from idlibtl.chronology.weights import Weights, common, weights
from idlibtl.model import Document, Entry, Mention

__all__ = ["entries"]


def entries(mentions: Sequence[Mention], documents: Sequence[Document]) -> tuple[Entry, ...]:
    """The entries of a chronology, in order. The order of the arguments makes no difference."""
    known = {document.id: document for document in documents}
    linkers = {document.id: Linker(document) for document in documents}
    mentions = one_spelling(mentions)
    weight = weights(mentions)
    groups = merge(mentions)
    voices = Voices(documents)
    denials = denied([group.mentions for group in groups], weight)
    made = [_entry(group, known, linkers, weight, voices, denials) for group in groups]
    return tuple(sorted(made, key=order_key))


def _entry(
    group: Group,
    documents: Mapping[str, Document],
    linkers: Mapping[str, Linker],
    weight: Weights,
    voices: Voices,
    denials: Mapping[str, Mention],
) -> Entry:
    found = in_order(group.mentions, documents)
    conflicts, developments = disagreements(found, linkers, weight)
    entry = Entry(
        id=found[0].id,
        when=date_of(found),
        title=title_of(found, weight),
        kind=kind_of(found),
        mentions=tuple(found),
        links=tuple(linkers[mention.document].link(mention) for mention in found),
        conflicts=(*conflicts, *denial(found, denials, linkers)),
        developments=developments,
        actors=in_full(mention.actors for mention in found),
        places=tuple(common(mention.places for mention in found)),
        voices=voices.of(found),
        reasons=(*_carried_out(found, documents), *group.reasons),
    )
    return replace(entry, salience=salience(entry, documents).total)


def _carried_out(mentions: Sequence[Mention], documents: Mapping[str, Document]) -> Iterator[str]:
    """That a plan was carried out, with a report of each."""
    planned = next((each for each in mentions if each.kind == "planned"), None)
    occurred = next((each for each in mentions if each.kind in ("occurred", "ongoing")), None)
    if planned is not None and occurred is not None:
        said, seen = (documents[each.document].paths[0] for each in (planned, occurred))
        yield f"planned in {said}, occurred by {seen}"
