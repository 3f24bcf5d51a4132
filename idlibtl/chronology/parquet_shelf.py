"""A shelf for a cluster: a Parquet dataset partitioned by date, on whatever fsspec reaches.

Whoever reads documents writes what they tell, a part a task for each month (``date=2020-03/part-7.parquet``) and one
for dates that are coarser than a day (``date=spans``). Whoever merges reads the parts that it needs.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from errno import EIO, ENOENT
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from idlibtl.address import filesystem_of
from idlibtl.chronology.shelf import Mark, Marks, ShelfKey
from idlibtl.chronology.testimony import Deposit
from idlibtl.safe_text import one_line

if TYPE_CHECKING:
    import pyarrow

_PARTS = 256  # that one process keeps
_LOST = "what a worker put there isn't to be found; the shelf must be a place that all workers share"


class ParquetShelf:
    """The shelf in a folder, or below a URL, that no other build uses; picklable, as it goes to those who fill it.

    Raises OSError, with the place, for whatever the filesystem there complains of.
    """

    def __init__(self, place: str) -> None:
        self.key = ShelfKey(place, 0)
        self._held: dict[Mark, bytes] = {}

    def put(self, deposits: Sequence[Deposit], number: int) -> list[Marks]:
        parts: dict[str, tuple[list[str], list[bytes]]] = {}

        def put(document: str, date: str, lot: Sequence[bytes]) -> Mark:
            part = f"date={date}/part-{number}.parquet"
            documents, rows = parts.setdefault(part, ([], []))
            documents.extend([document] * len(lot))
            rows.extend(lot)
            return Mark(part, len(rows) - len(lot))

        found = []
        for deposit in deposits:
            name = deposit.document
            stories = [put(name, date, lot) for date, lot in zip(deposit.dates, deposit.stories, strict=True)]
            undated = [put(name, "none", [each]) for each in deposit.undated]
            found.append(Marks(put(name, "report", [deposit.report]), tuple(stories), tuple(undated)))
        for part, (documents, rows) in parts.items():
            _write(posixpath.join(self.key.place, part), documents, rows)
        return found

    def share(self, common: bytes) -> None:
        with _opened(posixpath.join(self.key.place, "common"), "wb") as file:
            file.write(common)

    def common(self) -> bytes:
        with _opened(posixpath.join(self.key.place, "common"), "rb") as file:
            return bytes(file.read())

    def hold(self, marks: Iterable[Mark]) -> None:
        """Each part is read once."""
        self._held = {}
        for part, own in groupby(sorted(set(marks)), key=itemgetter(0)):
            column = _rows(posixpath.join(self.key.place, part))
            self._held.update((mark, column[mark.row].as_py()) for mark in own)

    def row(self, mark: Mark) -> bytes:
        held = self._held.get(mark)
        return held if held is not None else bytes(_rows(posixpath.join(self.key.place, mark.part))[mark.row].as_py())

    def close(self) -> None:
        """Nothing is held."""

    def remove(self) -> None:
        """Remove the dataset."""
        with _told(self.key.place):
            system, path = filesystem_of(self.key.place)
            if system.exists(path):
                system.rm(path, recursive=True)


def _write(path: str, documents: Sequence[str], rows: Sequence[bytes]) -> None:
    import pyarrow
    from pyarrow import parquet

    packed = pyarrow.array(rows, pyarrow.large_binary())
    table = pyarrow.table({"document": pyarrow.array(documents, pyarrow.string()), "packed": packed})
    with _opened(path, "wb") as file:
        parquet.write_table(table, file, compression="zstd")


@lru_cache(maxsize=_PARTS)
def _rows(path: str) -> pyarrow.ChunkedArray:
    from pyarrow import parquet

    with _opened(path, "rb") as file:
        return parquet.ParquetFile(file).read(columns=["packed"], use_threads=False)["packed"]


@contextmanager
def _opened(path: str, mode: str) -> Iterator[Any]:
    with _told(path):
        system, place = filesystem_of(path)
        if mode == "wb":
            system.makedirs(system._parent(place), exist_ok=True)
        try:
            file = system.open(place, mode)
        except FileNotFoundError:
            raise OSError(ENOENT, _LOST if mode == "rb" else "no such folder") from None
        with file:
            yield file


@contextmanager
def _told(path: str) -> Iterator[None]:
    """What is wrong with a place, which each of fsspec's packages says in its own way."""
    try:
        yield
    except Exception as error:
        number, words = (error.errno, error.strerror) if isinstance(error, OSError) else (None, None)
        raise OSError(number or EIO, words or one_line(str(error)) or type(error).__name__, path) from None
