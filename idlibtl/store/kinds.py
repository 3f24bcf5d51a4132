"""The two kinds of store: one SQLite file, or a folder of Parquet tables. Here alone it is told which a name means."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol

from idlibtl.address import is_url
from idlibtl.filters import Filter
from idlibtl.store.rows import Row

SUFFIX = ".parquet"


class Written(Protocol):
    """The tables of a chronology in the making, for a ``with`` statement.

    Once ``finish`` was called the end of the block makes them the chronology, else they are removed.
    ``database`` keeps the table ``names`` at least, ``folder`` what a build has to put aside. Raises CannotWrite.
    """

    folder: Path
    database: sqlite3.Connection

    def __enter__(self) -> object: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def write(self, batch: Mapping[str, Sequence[Row]]) -> None:
        """Rows by their table; an entry comes with all that belongs to it."""

    def finish(self) -> None: ...


class Tables(Protocol):
    """The tables of a chronology, to be asked in SQL, once they are said to be needed. Raises DamagedDatabase."""

    database: sqlite3.Connection

    def need(self, *tables: str) -> None:
        """All rows of these."""

    def need_entries(self, wanted: Filter) -> None:
        """All by which these entries are found."""

    def need_told(self, positions: Sequence[int]) -> None:
        """All that belongs to the entries at these ascending positions."""

    def close(self) -> None: ...


def is_dataset(path: str | os.PathLike[str]) -> bool:
    """Whether the name means Parquet tables: a folder that ends in .parquet, or a URL."""
    return is_url(os.fspath(path)) or os.fspath(path).rstrip("/").endswith(SUFFIX)


def writing(path: str | os.PathLike[str]) -> Written:
    """Where to write; nothing is touched before the block begins."""
    if is_dataset(path):
        from idlibtl.store.parquet import DatasetWritten

        return DatasetWritten(path)
    from idlibtl.store.file import FileWritten

    return FileWritten(path)


def opened(path: str | os.PathLike[str]) -> Tables:
    """What to read. Raises NoChronology, DamagedDatabase."""
    if is_dataset(path):
        from idlibtl.store.parquet_read import DatasetTables

        return DatasetTables(path)
    from idlibtl.store.file import FileTables

    return FileTables(path)


def check_target(path: str | os.PathLike[str]) -> None:
    """Raise CannotWrite where ``save`` would: a mistyped name must not cost a file, nor a long build."""
    if is_dataset(path):
        from idlibtl.store.dataset import Folder

        Folder(path).check_target()
    else:
        from idlibtl.store.target import check_file

        check_file(path)
