"""Read a chronology of Parquet tables: what is asked for goes into a passing SQLite database, which answers.

So both stores answer from the same queries. Of the tables that are kept by year only the years asked for are read.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from idlibtl.filters import Filter
from idlibtl.store.dataset import BY_YEAR, ODD, Folder, Part, Year, from_unicode, said
from idlibtl.store.errors import DamagedDatabase, NoChronology, OtherVersion
from idlibtl.store.rows import COLUMNS, Row, insertion, legible, plain, restored, sort_number
from idlibtl.store.schema import INDEXES, VERSION
from idlibtl.store.schema import TABLES as SCHEMA

_ROWS = 4096  # that are in memory at once
_WHOLE = 1 << 24  # bytes of a file that is fetched at once
# On no disk unless it grows large, seen by nobody else, and gone when it is closed.
_PRAGMAS = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
"""
_OF_ENTRIES = ("conflicts", "claims", "developments", "stages")
_TOLD = """
SELECT entries.position, title, actors, places, quote
FROM entries JOIN (SELECT entry, quote, position AS told FROM mentions) ON entry = entries.position
WHERE entries.position NOT IN (SELECT rowid FROM search)
ORDER BY told
"""


class DatasetTables:
    """Parquet tables; see ``Tables``."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        self._dataset = Folder(path)
        manifest = self._dataset.existing()
        if manifest is None:
            raise NoChronology(self.path)
        if manifest.version != VERSION:
            raise OtherVersion(self.path, manifest.version)
        self._years = manifest.years
        self._parts: dict[str, list[Part]] = {table: [] for table in COLUMNS}
        for part in manifest.parts:
            self._parts[part.table].append(part)
        self._begun: set[str] = set()
        self._had: set[tuple[str, int]] = set()
        self.database = sqlite3.connect("", isolation_level=None)
        self.database.executescript(_PRAGMAS + SCHEMA)
        self.database.executemany(insertion("meta"), manifest.meta.items())

    def need(self, *tables: str) -> None:
        for table in tables:
            if table not in self._begun:
                self._load(table, self._parts[table])

    def need_entries(self, wanted: Filter) -> None:
        self.need("sources", *_OF_ENTRIES)
        begin, end = sort_number(wanted.begin), sort_number(wanted.end)
        years = {year: span for year, span in self._years.items() if span.overlaps(begin, end)}
        for table in BY_YEAR:
            self._load(table, [part for part in self._parts[table] if part.year in years])
        spans = list(years.values())
        self._load("voices", self._parts["voices"], spans)
        if any(name is not None for name in (wanted.actor, wanted.place, wanted.attributed_to, wanted.tag)):
            self.need("names")
            self._load("named", self._parts["named"], spans)
        if wanted.search is not None:
            self._fill_search()

    def close(self) -> None:
        self.database.close()

    def _load(self, table: str, parts: Sequence[Part], spans: Sequence[Year] | None = None) -> None:
        """Rows that are not there yet; ``spans``: only row groups, ordered by their entry, that have some of these."""
        statement = insertion(table)
        columns = COLUMNS[table].split(", ")
        with self._filled():
            for part in parts:
                for batch in self._batches(part, spans):
                    values = [_values(batch.column(name)) for name in columns]
                    self.database.executemany(statement, zip(*values, strict=True))
            if table not in self._begun:
                self._begun.add(table)
                for index in re.findall(rf"[^;]* ON {table} [^;]*;", INDEXES):
                    self.database.execute(index)

    def _batches(self, part: Part, spans: Sequence[Year] | None) -> Iterator[Any]:
        if spans is None and (part.path, 0) in self._had:
            return
        with self._told_as_damage(part), self._opened(part) as parquet:
            told = parquet.metadata
            if told.num_rows != part.rows:
                raise DamagedDatabase(self.path, f"is damaged: {part.path} has {told.num_rows} rows")
            groups = [
                number
                for number in range(told.num_row_groups)
                if (part.path, number) not in self._had and (spans is None or _has_some(told.row_group(number), spans))
            ]
            self._had.update((part.path, number) for number in groups)
            if groups:
                yield from parquet.iter_batches(_ROWS, groups)

    @contextmanager
    def _opened(self, part: Part) -> Iterator[Any]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if part.bytes <= _WHOLE:
            data = self._dataset.read(part.path)
            if len(data) != part.bytes:
                raise DamagedDatabase(self.path, f"is damaged: {part.path} has {len(data)} bytes")
            yield pq.ParquetFile(pa.BufferReader(data))
        else:
            with self._dataset.files.open(self._dataset.at(part.path), "rb") as stream:
                yield pq.ParquetFile(stream)

    def _fill_search(self) -> None:
        """The words of those entries that are there and can't be searched yet."""
        with self._filled():
            self.database.executemany(insertion("search"), map(legible, self._words()))

    def _words(self) -> Iterator[Row]:
        """Of entries that are read in full before the first is put in."""
        told = map(restored, self.database.execute(_TOLD))
        for (position, title, actors, places), mentions in groupby(told, key=lambda row: row[:4]):
            quotes = "\n".join([quote for *_, quote in mentions])
            yield position, title, quotes, "\n".join(json.loads(actors)), "\n".join(json.loads(places))

    @contextmanager
    def _filled(self) -> Iterator[None]:
        self.database.execute("BEGIN")
        yield
        self.database.execute("COMMIT")

    @contextmanager
    def _told_as_damage(self, part: Part) -> Iterator[None]:
        try:
            yield
        except DamagedDatabase:
            raise
        except FileNotFoundError as error:
            remedy = "if it was just built anew, ask again; else build it"
            raise DamagedDatabase(self.path, f"lacks {part.path}", remedy) from error
        except Exception as error:  # a cloud's own, and Arrow's
            raise DamagedDatabase(self.path, f"is damaged ({part.path}: {said(error)})") from error


def _has_some(group: Any, spans: Sequence[Year]) -> bool:
    told = group.column(0).statistics
    return (
        told is None or not told.has_min_max or any(told.min <= span.last and told.max >= span.first for span in spans)
    )


def _values(column: Any) -> list[Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    values: list[Any] = column.to_pylist()
    if column.type == pa.string() and pc.any(pc.starts_with(column, ODD)).as_py():
        return [value if value is None else plain((from_unicode(value),))[0] for value in values]
    return values
