"""A chronology as one SQLite file: written beside the old one, which it replaces; opened for reading only."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from operator import length_hint
from pathlib import Path
from types import TracebackType
from typing import Self

from idlibtl.atomic import replacing, working_folder
from idlibtl.filters import Filter
from idlibtl.store import rows
from idlibtl.store.errors import CannotWrite, DamagedDatabase, NoChronology, OtherVersion
from idlibtl.store.schema import APPLICATION_ID, INDEXES, MAGIC, TABLES, VERSION
from idlibtl.store.target import check_file, reason, remove_leftovers

# The whole file is new: there is nothing to roll back to, nobody else to see it, and it is synced before it is renamed.
_PRAGMAS = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA secure_delete = OFF;
PRAGMA cache_size = -32768;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
"""


class FileWritten:
    """A chronology file in the making; see ``Written``."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = path

    def __enter__(self) -> Self:
        check_file(self._path)
        target = Path(os.path.realpath(self._path))
        with self._guarded(), ExitStack() as stack:
            remove_leftovers(target)
            temporary = stack.enter_context(replacing(target))
            self.database = stack.enter_context(closing(sqlite3.connect(temporary, isolation_level=None)))
            self.database.executescript(_PRAGMAS)
            self.database.execute("BEGIN EXCLUSIVE")
            for statement in TABLES.split(";\n"):
                self.database.execute(statement)
            self.folder = working_folder(temporary)
            self.folder.mkdir()
            stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._guarded() if error is None else nullcontext():
            self._stack.__exit__(kind, error, trace)

    def write(self, batch: Mapping[str, Sequence[rows.Row]]) -> None:
        with self._guarded():
            for table, waiting in batch.items():
                self._insert(table, waiting)

    def finish(self) -> None:
        with self._guarded():
            self.database.execute("INSERT INTO search (search) VALUES ('optimize')")
            for statement in INDEXES.split(";\n"):
                self.database.execute(statement)
            self.database.execute("COMMIT")

    def _insert(self, table: str, waiting: Sequence[rows.Row]) -> None:
        statement = rows.insertion(table)
        left = iter(waiting)
        done = 0
        while done < len(waiting):
            try:
                self.database.executemany(statement, left)
                return
            except UnicodeEncodeError:
                done = len(waiting) - length_hint(left)
                odd = waiting[done - 1]
                self.database.execute(statement, rows.legible(odd) if table == "search" else rows.plain(odd))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """What the disk or SQLite says."""
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            raise CannotWrite(f"cannot write {self._path}: {reason(error)}") from error


class FileTables:
    """A chronology file, all of whose tables are there at once; see ``Tables``."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = str(path)
        self._check_file()
        uri = f"{Path(path).absolute().as_uri()}?mode=ro"
        self.database = sqlite3.connect(uri, uri=True)
        try:
            self._check_identity()
        except BaseException:
            self.database.close()
            raise

    def need(self, *tables: str) -> None:
        pass

    def need_entries(self, wanted: Filter) -> None:
        pass

    def need_told(self, positions: Sequence[int]) -> None:
        pass

    def close(self) -> None:
        self.database.close()

    def _check_file(self) -> None:
        path = Path(self.path)
        if not path.exists():
            raise NoChronology(self.path)
        if path.is_dir():
            raise DamagedDatabase(self.path, "is a folder, not a chronology", "give the file with --db")
        if not path.is_file():  # opening a pipe would wait for ever
            raise DamagedDatabase(self.path, "is a pipe, socket or device, not a chronology", "give a file with --db")
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                head = file.read(100)
        except OSError as error:
            raise DamagedDatabase(self.path, f"can't be read ({error.strerror})", "see to its permissions") from error
        if len(head) < len(MAGIC) and MAGIC.startswith(head):
            raise DamagedDatabase(self.path, "is damaged: it is all but empty", "remove it and build again")
        if not head.startswith(MAGIC):
            raise DamagedDatabase(
                self.path, "is not a chronology", "give another file with --db, or remove it and build again"
            )
        page_size = int.from_bytes(head[16:18], "big") or 1
        page_size = 65536 if page_size == 1 else page_size
        if size < page_size * int.from_bytes(head[28:32], "big"):
            raise DamagedDatabase(self.path, "is damaged: its end is missing")

    def _check_identity(self) -> None:
        if self.database.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise DamagedDatabase(self.path, "is a database, but not a chronology", "give another file with --db")
        version = self.database.execute("PRAGMA user_version").fetchone()[0]
        if version != VERSION:
            raise OtherVersion(self.path, version)
