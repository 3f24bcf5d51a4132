"""What an export is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from idlibtl.model import Document, Entry, Link, Mention, Problem

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


class Sources:
    """The documents of a view by id, and how they are cited."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}

    def __getitem__(self, ident: str) -> Document:
        return self._documents[ident]

    def path(self, link: Link) -> str:
        return self._documents[link.document].paths[0]

    def url(self, link: Link) -> str | None:
        return link.url or self._documents[link.document].url

    def place(self, link: Link) -> str:
        """``path:line``, as compilers say it."""
        return f"{self.path(link)}:{link.line}"


def marks(entry: Entry) -> tuple[str, ...]:
    """What a reader must know before relying on an entry: that it is planned, denied, disputed, its date inferred."""
    found: list[str] = [entry.kind] if entry.kind in ("planned", "denied", "hypothetical") else []
    if entry.conflicts:
        found.append("disputed")
    if all(mention.basis == "inferred" for mention in entry.mentions):
        found.append("inferred")
    return tuple(found)


def cited(entry: Entry) -> tuple[tuple[Mention, Link], ...]:
    """Each mention with its link."""
    return tuple(zip(entry.mentions, entry.links, strict=True))
