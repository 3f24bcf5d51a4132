"""Read a chronology of Parquet tables: what is asked for goes into a passing SQLite database, which answers.

So both stores answer from the same queries. Only entries of the years asked for are read, and what belongs to an entry
when it is shown.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from idlibtl.filters import Filter
from idlibtl.store.dataset import ODD, TABLES, Folder, Part, from_unicode, said
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
_FEW = ("conflicts", "claims", "developments", "stages")
# By which one row among all is found: to look through them once costs less than to sort them.
_SPARED = r"entries_by_id|mentions_by_id|mentions_by_source|sources_by_name|sources_by_length"
_INDEXES: dict[str, list[str]] = {}
for _index, _table in re.findall(rf"(CREATE[^;]* INDEX (?!{_SPARED})\w+ ON (\w+) [^;]*)", INDEXES):
    _INDEXES.setdefault(_table, []).append(_index)
_TOLD = """
SELECT entries.position, title, actors, places, quote
FROM entries JOIN (SELECT entry, quote, position AS told FROM mentions) ON entry = entries.position
WHERE entries.position NOT IN (SELECT rowid FROM search)
ORDER BY told
"""


@dataclass(frozen=True, slots=True)
class _Group:
    """A row group that is still to be read, and which keys its rows have."""

    part: Part
    number: int
    first: int
    last: int

    def has(self, first: int, last: int) -> bool:
        return self.first <= last and self.last >= first

    def has_any(self, keys: Sequence[int]) -> bool:
        """Of ascending ones."""
        return bisect_left(keys, self.first) < bisect_right(keys, self.last)


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
        self._left: dict[str, list[_Group]] = {table: [] for table in TABLES}
        for part in manifest.parts:
            self._left[part.table] += [_Group(part, number, *keys) for number, keys in enumerate(part.groups)]
        self._begun: set[str] = set()
        self.database = sqlite3.connect("", isolation_level=None)
        self.database.executescript(_PRAGMAS + SCHEMA)
        self.database.executemany(insertion("meta"), manifest.meta.items())

    def need(self, *tables: str) -> None:
        for table in tables:
            self._load(table, self._left[table])

    def need_entries(self, wanted: Filter) -> None:
        self.need("sources", *_FEW)
        begin, end = sort_number(wanted.begin), sort_number(wanted.end)
        years = {year: span for year, span in self._years.items() if span.overlaps(begin, end)}
        through_mentions = wanted.search is not None or wanted.source is not None
        for table in ("entries", "mentions") if through_mentions else ("entries",):
            self._load(table, [group for group in self._left[table] if group.part.year in years])
        if any(name is not None for name in (wanted.actor, wanted.place, wanted.attributed_to, wanted.tag)):
            self.need("names")
            spans = years.values()
            named = [group for group in self._left["named"] if any(group.has(span.first, span.last) for span in spans)]
            self._load("named", named)
        if wanted.search is not None:
            self._fill_search()

    def need_told(self, positions: Sequence[int]) -> None:
        for table in ("voices", "mentions"):
            self._load_some(table, positions)
        if self._left["timexes"] or self._left["quantities"]:
            query = "SELECT position FROM mentions WHERE entry IN (SELECT value FROM json_each(?)) ORDER BY position"
            mentions = [position for (position,) in self.database.execute(query, [json.dumps(positions)])]
            for table in ("timexes", "quantities"):
                self._load_some(table, mentions)

    def close(self) -> None:
        self.database.close()

    def _load_some(self, table: str, keys: Sequence[int]) -> None:
        if keys:
            near = [group for group in self._left[table] if group.has(keys[0], keys[-1])]
            self._load(table, [group for group in near if group.has_any(keys)])

    def _load(self, table: str, groups: Sequence[_Group]) -> None:
        """Read these, and make the indexes of a table that is new."""
        if not groups and table in self._begun:
            return
        columns = COLUMNS[table].split(", ")
        with self._filled():
            for part, some in groupby(groups, key=lambda group: group.part):
                for batch in self._batches(part, [group.number for group in some]):
                    values = [_values(batch.column(name)) for name in columns]
                    self.database.executemany(insertion(table), zip(*values, strict=True))
            if table not in self._begun:
                self._begun.add(table)
                for index in _INDEXES.get(table, ()):
                    self.database.execute(index)
        read = set(groups)
        self._left[table] = [group for group in self._left[table] if group not in read]

    def _batches(self, part: Part, groups: Sequence[int]) -> Iterator[Any]:
        with self._told_as_damage(part), self._opened(part) as parquet:
            if (rows := parquet.metadata.num_rows) != part.rows:
                raise DamagedDatabase(self.path, f"is damaged: {part.path} has {rows} rows")
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


def _values(column: Any) -> list[Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    values: list[Any] = column.to_pylist()
    if column.type == pa.string() and pc.any(pc.starts_with(column, ODD)).as_py():
        return [value if value is None else plain((from_unicode(value),))[0] for value in values]
    return values
