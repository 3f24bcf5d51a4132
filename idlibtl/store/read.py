"""Read a chronology. It is opened for reading only, and source texts are read when they are asked for."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from idlibtl.dates import Interval
from idlibtl.filters import Filter
from idlibtl.model import (
    Chronology,
    Claim,
    Conflict,
    Development,
    Document,
    Entry,
    Link,
    Mention,
    Omission,
    Problem,
    Quantity,
    Voice,
)
from idlibtl.store import rows
from idlibtl.store.errors import AmbiguousId, DamagedDatabase, UnknownId
from idlibtl.store.kinds import opened
from idlibtl.store.library import DOCUMENT, Library, document_from_row
from idlibtl.store.schema import BUILT
from idlibtl.store.select import positions

_BATCH = 64
_DATES = 4096
_EVERYTHING = Filter(all=True)


class Store:
    """A chronology, open for reading: a SQLite file or Parquet tables. Use it in a ``with`` statement.

    Raises NoChronology where there is none, and DamagedDatabase, here or in any method, where it can't be read.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = str(path)
        with self._guarded():
            self._tables = opened(path)
        self._database = self._tables.database
        self.sources = Library(self._tables, self._guarded)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._tables.close()

    @property
    def paths(self) -> tuple[str, ...]:
        """What the chronology was built from, as given to ``build``."""
        with self._guarded():
            return rows.list_from_json(self._rows("SELECT value FROM meta WHERE key = 'paths'")[0][0])

    @property
    def built(self) -> dict[str, str]:
        """What the build told of itself, by the keys `idlibtl.store.schema.BUILT`, as far as it did."""
        with self._guarded():
            return {key: value for key, value in self._rows("SELECT key, value FROM meta") if key in BUILT}

    def documents(self, *, texts: bool = False) -> Iterator[Document]:
        """The sources in the order read. Without ``texts`` their text is left empty, which is much less to read."""
        if not texts:
            yield from self.sources
            return
        query = f"SELECT {DOCUMENT}, text FROM sources JOIN texts ON texts.source = position ORDER BY position"
        with self._guarded():
            self._tables.need("sources", "texts")
            for row in self._database.execute(query):
                yield document_from_row(rows.restored(row))

    def paths_like(self, name: str, sha256: str) -> set[str]:
        """The paths of sources that hold ``name``, and of those whose file has this hash."""
        query = "SELECT paths FROM sources WHERE sha256 = ? OR instr(paths, ?)"
        with self._guarded():
            self._tables.need("sources")
            found = self._database.execute(query, [sha256, rows.list_to_json([name])[2:-2]])
            return {path for row in found for path in rows.list_from_json(rows.restored(row)[0])}

    def entries(self, wanted: Filter | None = None) -> Iterator[Entry]:
        """The entries that pass, in chronological order, read as they are taken, with the sources that they cite."""
        wanted = wanted or Filter()
        with self._guarded():
            self._tables.need_entries(wanted)
            query, values = positions(wanted)
            found = self._database.execute(query, values)
            while some := found.fetchmany(_BATCH):
                yield from self._batch([position for (position,) in some])

    def positions(self, wanted: Filter | None = None) -> list[int]:
        """Where the entries that pass stand, ascending: handles for ``at``, as long as this store is open."""
        wanted = wanted or Filter()
        with self._guarded():
            self._tables.need_entries(wanted)
            query, values = positions(wanted)
            return [position for (position,) in self._database.execute(query, values)]

    def at(self, found: Sequence[int]) -> list[Entry]:
        """The entries at these ascending positions."""
        with self._guarded():
            return list(self._batch(list(found)))

    def position(self, mention: str) -> int | None:
        """Where the entry stands that has the mention of this id."""
        with self._guarded():
            self._tables.need_entries(_EVERYTHING)
            self._tables.need("mentions")
            return next((place for (place,) in self._rows("SELECT entry FROM mentions WHERE id = ?", mention)), None)

    def dates(self, wanted: Filter | None = None) -> Iterator[Interval | None]:
        """When the entries that pass were, in chronological order: much less to read than the entries."""
        wanted = wanted or Filter()
        with self._guarded():
            self._tables.need_entries(wanted)
            query, values = positions(wanted)
            found = self._database.execute(query, values)
            while some := [position for (position,) in found.fetchmany(_DATES)]:
                dated = f"SELECT {rows.INTERVAL} FROM entries WHERE position IN (SELECT value FROM json_each(?))"
                yield from (
                    rows.interval_from_row(row) for row in self._rows(f"{dated} ORDER BY position", json.dumps(some))
                )

    def quotations(self) -> Iterator[tuple[str, str, Link]]:
        """Every quote, with the ids of its entry and its mention: by source, in the order read, as they stand there."""
        query = (
            "SELECT entries.id, mentions.id, source, char_start, char_end, line, column, quote, mentions.url, prefix,"
            " suffix, page FROM sources CROSS JOIN mentions ON source = sources.id"
            " JOIN entries ON entries.position = entry ORDER BY sources.position, char_start, mentions.position"
        )
        with self._guarded():
            self._tables.need("sources", "entries", "mentions")
            left = self._rows("SELECT count(*) FROM mentions")[0][0]
            for row in self._database.execute(query):
                entry, mention, *place = rows.restored(row)
                left -= 1
                yield entry, mention, Link(*place)
            if left:
                raise ValueError("some mentions are of no source or of no entry")

    def count(self, wanted: Filter | None = None, *, only_faint: bool = False) -> int:
        """How many entries pass; ``only_faint``: how many more would with ``all``."""
        wanted = wanted or Filter()
        query, values = positions(wanted, only_faint=only_faint)
        with self._guarded():
            self._tables.need_entries(wanted)
            found: int = self._rows(f"SELECT count(*) FROM ({query})", *values)[0][0]
            return found

    def problems(self) -> tuple[Problem, ...]:
        """What was met while reading, in that order."""
        with self._guarded():
            self._tables.need("problems")
            query = "SELECT path, code, message, level, line, column FROM problems ORDER BY position"
            return tuple(Problem(*row) for row in self._rows(query))

    def omissions(self) -> tuple[Omission, ...]:
        """The dated sentences that no entry cites, or only a faint one, in the order of the sources."""
        with self._guarded():
            self._tables.need("omissions")
            query = "SELECT source, char_start, char_end, reason FROM omissions ORDER BY position"
            return tuple(Omission(*row) for row in self._rows(query))

    def dated(self) -> dict[str, int]:
        """How many dated sentences each source has, by its id; those left unread are missing."""
        with self._guarded():
            self._tables.need("sources")
            query = "SELECT id, dated FROM sources WHERE dated IS NOT NULL ORDER BY position"
            return dict(self._rows(query))

    def find(self, prefix: str) -> Entry:
        """The entry whose id, or one of whose mentions' ids, begins so. Raises UnknownId, AmbiguousId."""
        wanted = prefix.strip().lower()
        query = (
            "SELECT position, id FROM entries WHERE id >= ?1 AND id < ?2"
            " UNION SELECT entry, id FROM mentions WHERE id >= ?1 AND id < ?2"
        )
        if not re.fullmatch(r"[a-z0-9_-]+", wanted):
            raise UnknownId(f"not an id: {prefix!r}; ids stand at the end of the lines of: idlibtl show")
        with self._guarded():
            self._tables.need_entries(_EVERYTHING)
            self._tables.need("mentions")
            matches = self._rows(query, wanted, wanted + "~")
            matches = [match for match in matches if match[1] == wanted] or matches
            found: dict[int, str] = {}  # of several ids that lead to one entry the first
            for position, ident in matches:
                found.setdefault(position, ident)
            shown = sorted(found)[:5]
            entries = list(self._batch(shown))
        if not entries:
            raise UnknownId(f"no entry and no mention has an id that begins with {prefix!r}")
        if len(found) > 1:
            ids = [found[position][: len(wanted) + 4] for position in shown]
            few = ", ".join(f"{ident} ({entry.title[:40]})" for ident, entry in zip(ids, entries, strict=True))
            raise AmbiguousId(f"{len(found)} entries have ids that begin with {prefix!r}: {few}; give more of it")
        return entries[0]

    def ids(self, prefix: str, most: int) -> list[str]:
        """The ids of entries that begin so, ascending; the first of them."""
        with self._guarded():
            self._tables.need_entries(_EVERYTHING)
            query = "SELECT id FROM entries WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
            return [ident for (ident,) in self._rows(query, prefix.lower(), f"{prefix.lower()}~", most)]

    def load(self) -> Chronology:
        """All of it, source texts too: what was given to ``save``."""
        documents = tuple(self.documents(texts=True))
        entries = tuple(self.entries(_EVERYTHING))
        return Chronology(documents, entries, self.problems(), self.omissions(), self.dated())

    def _batch(self, found: list[int]) -> Iterator[Entry]:
        self._tables.need_told(found)
        some = json.dumps(found)
        mentions = self._mentions(some)
        self.sources.fetch(link.document for said in mentions.values() for _, link in said)
        conflicts = self._values("conflicts", "claims", some)
        developments = self._values("developments", "stages", some)
        voices = self._voices(some)
        query = (
            f"SELECT position, id, title, kind, actors, places, salience, tags, note, edited, reasons,"
            f" {rows.INTERVAL} FROM entries WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position"
        )
        for position, ident, title, kind, actors, places, salience, tags, note, edited, reasons, *when in self._rows(
            query, some
        ):
            said, links = zip(*mentions[position], strict=True)
            yield Entry(
                ident, rows.interval_from_row(tuple(when)), title, kind, said, links,
                tuple(Conflict(*told) for told in conflicts[position]),
                rows.list_from_json(actors), rows.list_from_json(places), voices[position], salience,
                rows.list_from_json(tags), note, json.loads(edited), rows.list_from_json(reasons),
                tuple(Development(*told) for told in developments[position]),
            )  # fmt: skip

    def _mentions(self, some: str) -> dict[int, list[tuple[Mention, Link]]]:
        these = "IN (SELECT position FROM mentions WHERE entry IN (SELECT value FROM json_each(?)))"
        timexes = {
            mention: rows.timex_from_row(tuple(row))
            for mention, *row in self._rows(f"SELECT mention, {rows.TIMEX} FROM timexes WHERE mention {these}", some)
        }
        quantities: dict[int, list[Quantity]] = defaultdict(list)
        query = f"SELECT mention, {rows.QUANTITY} FROM quantities WHERE mention {these} ORDER BY position"
        for mention, *row in self._rows(query, some):
            quantities[mention].append(rows.quantity_from_row(tuple(row)))
        found: dict[int, list[tuple[Mention, Link]]] = defaultdict(list)
        query = f"SELECT entry, position, {rows.MENTION} FROM mentions WHERE position {these} ORDER BY position"
        for entry, position, *row in self._rows(query, some):
            said = rows.mention_from_row(tuple(row), timexes.get(position), tuple(quantities.get(position, ())))
            found[entry].append(said)
        return found

    def _voices(self, some: str) -> dict[int, tuple[Voice, ...]]:
        sources: dict[tuple[int, int, str | None], list[str]] = {}
        query = (
            "SELECT entry, voice, wire, source FROM voices"
            " WHERE entry IN (SELECT value FROM json_each(?)) ORDER BY rowid"
        )
        for entry, number, agency, source in self._rows(query, some):
            sources.setdefault((entry, number, agency), []).append(source)
        found: dict[int, tuple[Voice, ...]] = defaultdict(tuple)
        for (entry, _, agency), those in sources.items():
            found[entry] += (Voice(tuple(those), agency),)
        return found

    def _values(self, table: str, values: str, some: str) -> dict[int, list[tuple[str, tuple[Claim, ...]]]]:
        """What conflicts, or developments, are about and their claims, by the position of their entry."""
        claims: dict[tuple[int, int, str], list[Claim]] = {}
        query = (
            f"SELECT entry, {table}.position, what, {rows.CLAIM}"
            f" FROM {table} JOIN {values} ON {table.removesuffix('s')} = {table}.position"
            f" WHERE entry IN (SELECT value FROM json_each(?)) ORDER BY {values}.position"
        )
        for entry, position, what, *row in self._rows(query, some):
            claims.setdefault((entry, position, what), []).append(rows.claim_from_row(tuple(row)))
        found: dict[int, list[tuple[str, tuple[Claim, ...]]]] = defaultdict(list)
        for (entry, _, what), told in claims.items():
            found[entry].append((what, tuple(told)))
        return found

    def _rows(self, query: str, *values: object) -> list[rows.Row]:
        return [rows.restored(row) for row in self._database.execute(query, values)]

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """What a damaged file makes SQLite, or our own checks of values, say."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except (sqlite3.DatabaseError, ValueError, KeyError, IndexError, TypeError) as error:
            raise DamagedDatabase(self.path, f"is damaged ({error})") from error


def load(path: str | os.PathLike[str]) -> Chronology:
    """The whole chronology of a file. Raises NoChronology, DamagedDatabase."""
    with Store(path) as store:
        return store.load()
