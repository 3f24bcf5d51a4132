"""Write a chronology as Parquet tables, row group by row group. See docs/store.md."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from itertools import groupby
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from idlibtl.atomic import leftovers, temporary_name, working_folder
from idlibtl.store.dataset import (
    BY_YEAR,
    KEY,
    ODD,
    TABLES,
    UNDATED,
    Folder,
    Manifest,
    Part,
    Year,
    said,
    to_unicode,
    year_of,
)
from idlibtl.store.errors import CannotWrite
from idlibtl.store.rows import COLUMNS, Row, insertion, plain
from idlibtl.store.schema import TABLES as SCHEMA
from idlibtl.store.schema import VERSION
from idlibtl.store.target import remove_leftovers

_ROWS = 4096  # of a row group
_CHARACTERS = 1 << 22  # that are a row group, however few their rows
_BEGIN_AT, _END_AT, _DATE = (COLUMNS["entries"].split(", ").index(name) for name in ("begin_at", "end_at", "date"))


class DatasetWritten:
    """Parquet tables in the making; see ``Written``.

    Their files stand beside those of the last build, until the manifest, which is written last, lists them instead.
    ``database`` is a file that is locked as long as the build lasts: only one writes to a local folder at a time.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = path
        self._meta: dict[str, str] = {}
        self._years: dict[str, Year] = {}

    def __enter__(self) -> Self:
        self._dataset = Folder(self._path)
        self._dataset.check_target()
        self._is_new = self._dataset.here is not None and not self._dataset.here.exists()
        with self._guarded(), ExitStack() as stack:
            if self._dataset.here is not None:
                self._begin_beside(self._dataset.here, stack)
            else:
                self._begin_apart(stack)
            self.folder.mkdir()
            self.database.execute(next(part for part in SCHEMA.split(";\n") if "CREATE TABLE names " in part))
            self._listed = self._dataset.check_target()  # now that no other build writes
            self._remove_unlisted()
            self._generation = self._listed.generation + 1 if self._listed else 1
            self._tables = {table: _Table(table, self._dataset, self._generation) for table in TABLES}
            stack.callback(self._clear_away)
            for table in self._tables.values():
                stack.callback(table.abandon)
            if self._dataset.here is None:
                self._tables["sources"].probe()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._guarded() if error is None else nullcontext():
            self._stack.__exit__(kind, error, trace)

    def write(self, batch: Mapping[str, Sequence[Row]]) -> None:
        self._meta.update(batch["meta"])
        years = self._of_years(batch)
        with self._guarded():
            self.database.executemany(insertion("names"), map(plain, batch["names"]))
            for name, table in self._tables.items():
                if name not in BY_YEAR:
                    table.add(None, batch[name])
                    continue
                at, year = years[name]
                for one, rows in groupby(batch[name], key=lambda row: year[row[at]]):
                    table.add(one, rows)

    def finish(self) -> None:
        with self._guarded():
            for table in self._tables.values():
                table.finish()
            parts = tuple(part for table in self._tables.values() for part in table.parts)
            manifest = Manifest(VERSION, self._generation, self._meta, parts, self._years)
            self._dataset.publish(manifest)
            self._listed = manifest

    def _of_years(self, batch: Mapping[str, Sequence[Row]]) -> dict[str, tuple[int, dict[int, str]]]:
        """For each table that is kept by year the column that tells it, and the years of its values."""
        entries: dict[int, str] = {}
        for row in batch["entries"]:
            position, begin_at, end_at = row[0], row[_BEGIN_AT], row[_END_AT]
            year = entries[position] = year_of(begin_at, end_at)
            span = self._years.setdefault(year, Year(position, position))
            span.add(position, begin_at, end_at, dated=row[_DATE] is not None)
        mentions = {position: entries[entry] for position, entry, *_ in batch["mentions"]}
        return {
            "entries": (0, entries),
            "mentions": (1, entries),
            "timexes": (0, mentions),
            "quantities": (1, mentions),
        }

    def _begin_beside(self, target: Path, stack: ExitStack) -> None:
        """Beside a local folder, so that other builds see it, and the next one what a killed one left."""
        remove_leftovers(target)
        temporary = temporary_name(target)
        self._begin(temporary, stack)
        self.folder = working_folder(temporary)
        stack.callback(temporary.unlink, missing_ok=True)
        stack.callback(rmtree, self.folder, ignore_errors=True)
        if leftovers(target) != [temporary]:
            raise CannotWrite(f"cannot write {self._path}: another build is writing it")

    def _begin_apart(self, stack: ExitStack) -> None:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="idlibtl-")))
        self.folder = folder / "work"
        self._begin(folder / "names.db", stack)

    def _begin(self, database: Path, stack: ExitStack) -> None:
        self.database = stack.enter_context(closing(sqlite3.connect(database, isolation_level=None, timeout=0)))
        self.database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN EXCLUSIVE;")

    def _remove_unlisted(self) -> None:
        """All that the chronology which is there does not list."""
        if self._listed is None or self._listed.version == VERSION:  # else only its own version knows
            self._dataset.remove_all_but(self._listed.parts if self._listed else ())

    def _clear_away(self) -> None:
        """The same at the end, where what can't be removed is no harm: no reader looks at it."""
        with suppress(Exception):
            self._remove_unlisted()
        if self._is_new and self._dataset.here is not None:
            with suppress(OSError):  # it isn't empty unless the build failed
                self._dataset.here.rmdir()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except CannotWrite:
            raise
        except Exception as error:
            if self._dataset.here is not None and not isinstance(error, OSError | sqlite3.OperationalError):
                raise  # a cloud has errors of its own
            raise CannotWrite(f"cannot write {self._path}: {said(error)}") from error


class _Table:
    """A table in the making: its waiting rows, the file that is open, and those that are done."""

    def __init__(self, name: str, dataset: Folder, generation: int) -> None:
        self.parts: list[Part] = []
        self._name = name
        self._dataset = dataset
        self._generation = generation
        self._schema = _schema(name)
        self._waiting: list[Row] = []
        self._weight = 0
        self._year: str | None = None
        self._stream: Any = None
        self._writer: Any = None
        self._written = 0
        self._groups: list[tuple[int, int]] = []

    def add(self, year: str | None, rows: Iterable[Row]) -> None:
        if year != self._year:
            self._close()
            self._year = year
        for row in rows:
            self._waiting.append(row)
            self._weight += sum([len(value) for value in row if isinstance(value, str)])
            if len(self._waiting) == _ROWS or self._weight >= _CHARACTERS:
                self._flush()

    def finish(self) -> None:
        """A table without rows is a file too, which tells its columns."""
        self._close()
        if not self.parts:
            self._year = UNDATED if self._name in BY_YEAR else None
            self._flush()
            self._close()

    def probe(self) -> None:
        """What a cloud doesn't let us write is to be told before a long build."""
        with self._dataset.create(self._path) as stream:
            stream.write(b"")

    def abandon(self) -> None:
        for opened in (self._writer, self._stream):
            if opened is not None:
                with suppress(Exception):
                    opened.close()

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._writer is None:
            self._stream = self._dataset.create(self._path)
            self._writer = pq.ParquetWriter(self._stream, self._schema, compression="zstd")
        columns = zip(*self._waiting, strict=True) if self._waiting else ((),) * len(self._schema)
        arrays = [_array(values, field.type) for values, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema), row_group_size=_ROWS)
        self._written += len(self._waiting)
        if self._waiting:
            key = KEY[self._name]
            self._groups.append((self._waiting[0][key], self._waiting[-1][key]))
        self._waiting, self._weight = [], 0

    def _close(self) -> None:
        if self._waiting:
            self._flush()
        if self._writer is None:
            return
        self._writer.close()
        size = self._stream.tell()
        if self._dataset.here is not None:
            self._stream.flush()
            os.fsync(self._stream.fileno())
        self._stream.close()
        self.parts.append(Part(self._path, self._name, self._year, self._written, size, tuple(self._groups)))
        self._stream = self._writer = None
        self._written, self._groups = 0, []

    @property
    def _path(self) -> str:
        below = "" if self._year is None else f"year={self._year}/"
        return f"{self._name}/{below}idlibtl-{self._generation:06}-{len(self.parts):04}.parquet"


def _schema(table: str) -> Any:
    """The columns as SQLite has them, and their types."""
    import pyarrow as pa

    types = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string()}
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(SCHEMA)
        told = {name: (kind, needed) for _, name, kind, needed, *_ in database.execute(f"PRAGMA table_info({table})")}
    names = COLUMNS[table].split(", ")
    return pa.schema([pa.field(name, types[told[name][0]], nullable=not told[name][1]) for name in names])


def _array(values: Sequence[Any], kind: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if kind == pa.string():
        try:
            made = pa.array(values, kind)
        except UnicodeEncodeError:
            return pa.array([_legible(value) for value in values], kind)
        return (
            pa.array([_legible(value) for value in values], kind) if pc.any(pc.starts_with(made, ODD)).as_py() else made
        )
    number = int if kind == pa.int64() else float
    return pa.array([None if value is None else number(value) for value in values], kind)


def _legible(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return to_unicode(value)
    return to_unicode(value) if value.startswith(ODD) else value
