"""A shelf for a cluster: a Parquet dataset partitioned by date, on whatever fsspec reaches.

Whoever reads documents writes what they tell, a part a task for each month (``date=2020-03/part-7.parquet``), and
whoever merges reads the parts of the months that it needs.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from idlibtl.chronology.shelf import Mark, Marks, ShelfKey
from idlibtl.chronology.testimony import Deposit

if TYPE_CHECKING:
    import pyarrow

_PARTS = 64  # that one process keeps


class ParquetShelf:
    """The shelf in a folder, or below a URL, that no other build uses; picklable, as it goes to those who fill it."""

    def __init__(self, place: str) -> None:
        self.key = ShelfKey(place, 0)

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

    def row(self, mark: Mark) -> bytes:
        packed: bytes = _rows(posixpath.join(self.key.place, mark.part))[mark.row].as_py()
        return packed

    def close(self) -> None:
        """Nothing is held."""

    def remove(self) -> None:
        """Remove the dataset."""
        import fsspec

        system, path = fsspec.url_to_fs(self.key.place)
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
        return parquet.read_table(file, columns=["packed"], use_threads=False)["packed"]


def _opened(path: str, mode: str) -> Any:
    import fsspec

    system, place = fsspec.url_to_fs(path)
    if mode == "wb":
        system.makedirs(system._parent(place), exist_ok=True)
    return system.open(place, mode)
