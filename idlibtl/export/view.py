"""What an export is made from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from idlibtl.export.fragment import text_link
from idlibtl.model import Claim, Document, Entry, Link, Mention, Problem, Voice


class MissingExtra(Exception):  # noqa: N818
    """A format needs a package that isn't installed; the message says how to install it."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is missing: pip install 'idlibtl[{extra}]'")


By = Literal["entry", "mention"]
BY: tuple[By, ...] = ("entry", "mention")


class View(Protocol):
    """Sources, the wanted entries in chronological order, and problems. ``Chronology`` is one; texts are not needed."""

    @property
    def documents(self) -> Iterable[Document]: ...
    @property
    def entries(self) -> Iterable[Entry]: ...
    @property
    def problems(self) -> Iterable[Problem]: ...


@dataclass(frozen=True, slots=True)
class Selection:
    """A view of part of a chronology; the entries may be an iterator and are taken once."""

    documents: Iterable[Document]
    entries: Iterable[Entry]
    problems: Iterable[Problem]


@dataclass(frozen=True, slots=True)
class Options:
    """``by``: a row for each entry, or for each mention of it (csv)."""

    by: By = "entry"


@dataclass(frozen=True, slots=True)
class Written:
    """How many entries were written, and what the file doesn't say of them: "2 undated entries", one thing each."""

    entries: int
    left_out: tuple[str, ...] = ()


def left_out(missing: Mapping[str, int]) -> tuple[str, ...]:
    """What ``Written`` says of entries that are missing, or miss something: "2 entries without a date"."""
    return tuple(f"{count} {'entry' if count == 1 else 'entries'} {why}" for why, count in missing.items() if count)


@runtime_checkable
class Catalogue(Protocol):
    """Documents that are read when they are asked for, as those of a store; iterating gives all."""

    def __iter__(self) -> Iterator[Document]: ...
    def __getitem__(self, ident: str, /) -> Document: ...
    def text(self, ident: str, /) -> str: ...
    def longest_paths(self) -> tuple[str, ...]: ...


class Sources:
    """The documents of a view by id, and how they are cited. Of a catalogue only those are read."""

    def __init__(self, documents: Iterable[Document]) -> None:
        if isinstance(documents, Catalogue):
            self._documents: Catalogue | dict[str, Document] = documents
        else:
            self._documents = {document.id: document for document in documents}

    def __getitem__(self, ident: str) -> Document:
        return self._documents[ident]

    def text(self, ident: str) -> str:
        """The text of a source, in which offsets count; empty where only its owner has named it."""
        if isinstance(self._documents, Catalogue):
            return self._documents.text(ident)
        return self._documents[ident].text

    def longest_paths(self) -> Iterable[str]:
        """The longest, maybe among others."""
        if isinstance(self._documents, Catalogue):
            return self._documents.longest_paths()
        return [document.paths[0] for document in self._documents.values()]

    def path(self, link: Link | Claim) -> str:
        return self._documents[link.document].paths[0]

    def url(self, link: Link) -> str | None:
        """The address of the quoted words, where the source is a page of the web."""
        url = link.url or self._documents[link.document].url
        return text_link(url, link.quote, link.prefix, link.suffix)

    def place(self, link: Link | Claim, *, with_column: bool = False) -> str:
        """``path:line``, as compilers say it, and the page if there is one; the path alone where nothing was read."""
        place = f"{self.path(link)}:{link.line}" if link.line else self.path(link)
        if with_column and isinstance(link, Link) and link.line:
            place = f"{place}:{link.column}"
        return place if link.page is None else f"{place}, page {link.page}"


def place_fragment(link: Link | Claim) -> str:
    """What leads to a place in a file, behind its address: ``#page=3`` (RFC 8118), ``#L12``, or nothing."""
    if link.page is not None:
        return f"#page={link.page}"
    return f"#L{link.line}" if link.line else ""


def marks(entry: Entry) -> tuple[str, ...]:
    """What a reader must know before relying on an entry: that it is planned, denied, disputed, inferred, edited."""
    found: list[str] = [entry.kind] if entry.kind in ("planned", "denied", "hypothetical") else []
    if entry.conflicts:
        found.append("disputed")
    if all(mention.basis == "inferred" for mention in entry.mentions):
        found.append("inferred")
    if entry.edited:
        found.append("hidden" if entry.edited.get("faint") is False else "edited")
    return tuple(found)


def edits(entry: Entry) -> Iterator[str]:
    """What the owner has changed, and what the machine had said: "title; the machine had said: A truce"."""
    for name, value in entry.edited.items():
        if name == "entry":
            yield "added by hand"
        elif name == "faint":
            yield "kept; the machine had it faint" if value else "hidden"
        elif name == "mentions" and isinstance(value, list):
            yield f"mentions; the machine had: {' / '.join(', '.join(map(str, each)) for each in value)}"
        else:
            said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else "nothing"
            yield f"{name}; the machine had said: {said}"


def source_edits(document: Document) -> Iterator[str]:
    """The same of a source's publication date."""
    if document.edited:
        yield f"the owner's date; the machine had read {document.edited.get('published') or 'no date'}"


def reported(entry: Entry) -> str:
    """How many report it, and how many of them independently: "6 sources, 3 independent: Reuters in 3+2"."""
    number = sum(len(voice.sources) for voice in entry.voices)
    said = f"{number} source{'s' if number != 1 else ''}"
    if number == entry.independent_sources:
        return said
    copies: dict[str, list[str]] = {}
    for voice in shared_by(entry):
        copies.setdefault(voice.wire or "same text", []).append(str(len(voice.sources)))
    shared = ", ".join(f"{wire} in {'+'.join(numbers)}" for wire, numbers in copies.items())
    return f"{said}, {entry.independent_sources} independent: {shared}"


def shared_by(entry: Entry) -> tuple[Voice, ...]:
    """The voices that are of several sources."""
    return tuple(voice for voice in entry.voices if len(voice.sources) > 1)


def cited(entry: Entry) -> tuple[tuple[Mention, Link], ...]:
    """Each mention with its link."""
    return tuple(zip(entry.mentions, entry.links, strict=True))
