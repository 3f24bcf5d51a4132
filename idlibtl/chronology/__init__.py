"""From mentions to entries: merge, find contradictions, choose date and title, order. Sees mentions only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from idlibtl.chronology.conflicts import conflicts
from idlibtl.chronology.links import Linker
from idlibtl.chronology.merge import Group, merge
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
    weight = weights(mentions)
    groups = merge([mention for mention in mentions if mention.elaborates is None], weight)
    _elaborate(groups, [mention for mention in mentions if mention.elaborates is not None])
    voices = Voices(documents)
    made = [_entry(group, known, linkers, weight, voices) for group in groups]
    return tuple(sorted(made, key=order_key))


def _entry(
    group: Group,
    documents: Mapping[str, Document],
    linkers: Mapping[str, Linker],
    weight: Weights,
    voices: Voices,
) -> Entry:
    found = in_order(group.mentions, documents)
    entry = Entry(
        id=found[0].id,
        when=date_of(found),
        title=title_of(found, weight),
        kind=kind_of(found),
        mentions=tuple(found),
        links=tuple(linkers[mention.document].link(mention) for mention in found),
        conflicts=conflicts(found, documents),
        actors=_in_full(common(mention.actors for mention in found)),
        places=tuple(common(mention.places for mention in found)),
        voices=voices.of(found),
        reasons=tuple(group.reasons),
    )
    return replace(entry, salience=salience(entry, documents).total)


def _elaborate(groups: Sequence[Group], elaborations: Sequence[Mention]) -> None:
    """Put what only tells more of something into the group of that."""
    home = {mention.id: group for group in groups for mention in group.mentions}
    for mention in elaborations:
        assert mention.elaborates is not None
        group = home[mention.elaborates]
        group.mentions.append(mention)
        group.reasons.append(f"{mention.id} tells more of {mention.elaborates}")


def _in_full(names: Sequence[str]) -> tuple[str, ...]:
    """Each name once, in its fullest form: "Erdogan" and "Recep Tayyip Erdogan" are one."""
    fullest: dict[str, str] = {}
    for name in names:
        last = name.split()[-1]
        fullest[last] = max(fullest.get(last, name), name, key=lambda form: (len(form.split()), form))
    return tuple(fullest.values())
