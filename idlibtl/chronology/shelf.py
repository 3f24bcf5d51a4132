"""The shelf: where what documents tell waits to be merged, as bytes in lots, found by their marks.

One shelf is a file on this machine, which the process that reads the results fills; another (`parquet_shelf`) is a
dataset that the processes of a cluster fill themselves. Both are read by whichever process merges.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple, Protocol

from idlibtl.chronology.testimony import Deposit
from idlibtl.value import Value


class Mark(NamedTuple):
    """Where a lot is: the name of a part of the shelf, and the first of its rows, which follow one another."""

    part: str
    row: int


@dataclass(frozen=True, slots=True)
class Marks(Value):
    """Where a deposit has been put: the report, the lot of each story, and the mentions without a date."""

    report: Mark
    stories: tuple[Mark, ...]
    undated: tuple[Mark, ...]


class ShelfKey(NamedTuple):
    """What finds a shelf again: its file or folder, and which of those that this process has seen there it is."""

    place: str
    number: int


class Shelf(Protocol):
    """Deposits in, lots out."""

    key: ShelfKey

    def put(self, deposits: Sequence[Deposit], number: int) -> list[Marks]:
        """Put deposits away. ``number`` is that of the task that they come from, no two of which are the same."""
        ...

    def share(self, common: bytes) -> None:
        """What all who merge must know; all deposits are in."""
        ...

    def common(self) -> bytes: ...

    def hold(self, marks: Iterable[Mark]) -> None:
        """These will be asked for next, in whatever order; those held before no more."""
        ...

    def row(self, mark: Mark) -> bytes: ...

    def close(self) -> None: ...


_PRAGMAS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;"
_TABLES = """
CREATE TABLE rows (row INTEGER PRIMARY KEY, packed BLOB);
CREATE TABLE common (common BLOB);
"""


_NUMBERS = count(1)


class DiskShelf:
    """A shelf that is a SQLite file. It is filled by the process that made it, and read when it is full."""

    def __init__(self, path: Path, key: ShelfKey | None = None) -> None:
        """A new one, or, with its ``key``, one that is full."""
        self.key = key or ShelfKey(str(path), next(_NUMBERS))
        self._row = 0
        if key is not None:
            self._database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
            return
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(_PRAGMAS + _TABLES)
        self._database.execute("BEGIN")

    def put(self, deposits: Sequence[Deposit], number: int) -> list[Marks]:
        return [self._put(deposit) for deposit in deposits]

    def _put(self, deposit: Deposit) -> Marks:
        rows: list[bytes] = []

        def put(lot: Sequence[bytes]) -> Mark:
            mark = Mark("", self._row + len(rows))
            rows.extend(lot)
            return mark

        stories = tuple([put(lot) for lot in deposit.stories])
        marks = Marks(put([deposit.report]), stories, tuple([put([each]) for each in deposit.undated]))
        self._database.executemany("INSERT INTO rows VALUES (?, ?)", enumerate(rows, self._row))
        self._row += len(rows)
        return marks

    def share(self, common: bytes) -> None:
        self._database.execute("INSERT INTO common VALUES (?)", (common,))
        self._database.execute("COMMIT")

    def common(self) -> bytes:
        ((common,),) = self._database.execute("SELECT common FROM common").fetchall()
        return bytes(common)

    def hold(self, marks: Iterable[Mark]) -> None:
        """SQLite finds them as fast one by one."""

    def row(self, mark: Mark) -> bytes:
        ((packed,),) = self._database.execute("SELECT packed FROM rows WHERE row = ?", (mark.row,)).fetchall()
        return bytes(packed)

    def close(self) -> None:
        self._database.close()
