"""The names that entries are found by, each stored once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from idlibtl.filters import fold
from idlibtl.model import Document, Entry
from idlibtl.store.rows import Row, plain

_REMEMBERED = 1 << 17


def names_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """Role and name of all that take part, speak or are tagged."""
    for role, found in (("actor", entry.actors), ("place", entry.places), ("tag", entry.tags)):
        for name in found:
            yield role, name
    for mention in entry.mentions:
        if mention.attributed_to is not None:
            yield "attributed_to", mention.attributed_to


def names_of_source(document: Document) -> str:
    """What a source is found by, folded, a line each."""
    names = (*document.paths, document.publisher, document.title)
    return "\n".join(fold(name) for name in names if name)


class Names:
    """Numbers names in the order in which they are first met; remembers only so many of them, the table knows all."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._given: dict[tuple[str, str], int] = {}
        self._folded: dict[tuple[str, str], int] = {}
        self._count = 0
        self._new: list[Row] = []

    def numbers(self, entry: Entry) -> list[int]:
        """Those of an entry's names, ascending."""
        found = set()
        for given in names_of(entry):
            number = self._given.get(given)
            if number is None:
                number = self._given[given] = self._number(given[0], fold(given[1]))
            found.add(number)
        return sorted(found)

    def new(self) -> list[Row]:
        """The rows that are still to be stored. They must be before more names are asked for."""
        new, self._new = self._new, []
        if len(self._given) + len(self._folded) > _REMEMBERED:
            self._given, self._folded = {}, {}
        return new

    def _number(self, role: str, name: str) -> int:
        number = self._folded.get((role, name)) or self._stored(role, name)
        if number is None:
            number = self._count = self._count + 1
            self._new.append((number, role, name))
        self._folded[role, name] = number
        return number

    def _stored(self, role: str, name: str) -> int | None:
        if len(self._folded) == self._count:  # it would be known
            return None
        query = "SELECT position FROM names WHERE role = ? AND name = ?"
        row = self._database.execute(query, plain((role, name))).fetchone()
        return row[0] if row else None
