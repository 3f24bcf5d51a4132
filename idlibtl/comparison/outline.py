"""Outlines: what of a chronology is compared, without its words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from idlibtl.export.to_json import instant
from idlibtl.model import Document, Entry, Link, Mention


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A source; ``published`` is the day or, where it is known, the time of its publication, in ISO 8601."""

    id: str
    paths: tuple[str, ...]
    published: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Citation:
    """Words that an entry cites: their source (an id), their place in it, and a ``digest`` that minds no spacing.

    An entry that was added by hand may cite a source without its words: then ``start`` and ``end`` are 0. ``mention``
    is the id, which an export doesn't tell.
    """

    source: str
    start: int
    end: int
    line: int | None
    digest: bytes
    date: str | None
    mention: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """An entry; ``edited`` names the fields that are the owner's, sorted."""

    id: str
    date: str | None
    begin: str | None
    end: str | None
    mod: str | None
    title: str
    kind: str
    tags: tuple[str, ...]
    note: str | None
    faint: bool
    edited: tuple[str, ...]
    citations: tuple[Citation, ...]

    @property
    def when(self) -> tuple[str | None, ...]:
        return self.date, self.begin, self.end, self.mod


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A chronology, by the name of its file, with its sources by their ids.

    ``exported``: it comes from an export, which may lack the faint. Raises ValueError where a source is missing.
    """

    name: str
    sources: Mapping[str, Source]
    items: tuple[Item, ...]
    exported: bool = False

    def __post_init__(self) -> None:
        if any(citation.source not in self.sources for item in self.items for citation in item.citations):
            raise ValueError("an entry cites a source that is not there")


def digest(quote: str) -> bytes:
    """A hash of the words: a text that was only wrapped anew still has them."""
    return hashlib.blake2b(" ".join(quote.split()).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def outline(name: str, documents: Iterable[Document], entries: Iterable[Entry]) -> Outline:
    """Of documents, whose texts aren't needed, and all their entries. Raises ValueError where a source is missing."""
    return Outline(name, {document.id: _source(document) for document in documents}, tuple(map(_item, entries)))


def _source(document: Document) -> Source:
    published = document.published_at or document.published
    return Source(document.id, document.paths, published.isoformat() if published else None)


def _item(entry: Entry) -> Item:
    when = entry.when
    return Item(
        entry.id,
        when.edtf if when else None,
        instant(when, when.begin) if when else None,
        instant(when, when.end) if when else None,
        when.mod if when else None,
        entry.title,
        entry.kind,
        entry.tags,
        entry.note,
        entry.faint,
        tuple(sorted(entry.edited)),
        tuple(map(_citation, entry.mentions, entry.links)),
    )


def _citation(mention: Mention, link: Link) -> Citation:
    date = mention.when.edtf if mention.when else None
    return Citation(link.document, link.start, link.end, link.line or None, digest(link.quote), date, mention.id)
