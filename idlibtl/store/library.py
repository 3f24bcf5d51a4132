"""The sources of a chronology, without their texts: all in turn, or one by its id."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime

from idlibtl.model import Document
from idlibtl.store import rows
from idlibtl.store.kinds import Tables

DOCUMENT = (
    "id, paths, sha256, language, url, title, publisher, published, published_at, published_basis, published_words,"
    " published_start, published_end, prose_start, edited"
)
_REMEMBERED = 4096
_SELECT = f"SELECT {DOCUMENT}, '' FROM sources"


class Library:
    """Iterating gives every source in the order read; those asked for by id are remembered for a while."""

    def __init__(self, tables: Tables, guarded: Callable[[], AbstractContextManager[None]]) -> None:
        self._tables = tables
        self._database = tables.database
        self._guarded = guarded
        self._remembered: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        with self._guarded():
            self._tables.need("sources")
            for row in self._database.execute(f"{_SELECT} ORDER BY position"):
                yield document_from_row(rows.restored(row))

    def __getitem__(self, ident: str) -> Document:
        """Raises KeyError where there is none of that id."""
        if ident not in self._remembered:
            self.fetch([ident])
        return self._remembered[ident]

    def text(self, ident: str) -> str:
        """The text of a source, read anew each time. Raises KeyError where there is none of that id."""
        with self._guarded():
            self._tables.need("sources", "texts")
            query = "SELECT text FROM sources JOIN texts ON texts.source = position WHERE id = ?"
            row = self._database.execute(query, [ident]).fetchone()
        if row is None:
            raise KeyError(ident)
        return str(rows.restored(row)[0])

    def fetch(self, idents: Iterable[str]) -> None:
        """Remember these, so that asking for one after the other costs no query each."""
        missing = [ident for ident in dict.fromkeys(idents) if ident not in self._remembered]
        if not missing:
            return
        if len(self._remembered) + len(missing) > _REMEMBERED:
            self._remembered.clear()
        query = f"{_SELECT} WHERE id IN (SELECT value FROM json_each(?))"
        with self._guarded():
            self._tables.need("sources")
            for row in self._database.execute(query, [json.dumps(missing)]):
                document = document_from_row(rows.restored(row))
                self._remembered[document.id] = document

    def longest_paths(self) -> tuple[str, ...]:
        """A few, by which to lay out all."""
        query = "SELECT path FROM sources ORDER BY length(path) DESC LIMIT 32"
        with self._guarded():
            self._tables.need("sources")
            return tuple(rows.restored(row)[0] for row in self._database.execute(query))


def document_from_row(row: rows.Row) -> Document:
    (ident, paths, sha256, language, url, title, publisher, published, published_at, basis, words, start, end,
     prose, edited, text) = row  # fmt: skip
    return Document(
        ident, rows.list_from_json(paths), text, sha256, language, url, title, publisher,
        date.fromisoformat(published) if published else None,
        datetime.fromisoformat(published_at) if published_at else None,
        basis, words, (start, end) if start is not None else None, prose,
        edited=json.loads(edited) if edited != "{}" else {},
    )  # fmt: skip
