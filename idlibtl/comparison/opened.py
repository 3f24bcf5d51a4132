"""Open what is to be compared: a chronology of ours, or its JSON export."""

from __future__ import annotations

import io
from typing import BinaryIO

from idlibtl.comparison.from_json import NotAnExport, read_export
from idlibtl.comparison.outline import Outline, outline
from idlibtl.filters import Filter
from idlibtl.store import DamagedDatabase, Store, StoreError, is_dataset
from idlibtl.store.schema import MAGIC
from idlibtl.store.target import reason


class CannotOpen(StoreError):  # noqa: N818
    """There is nothing of that name, or nothing that can be read."""


def opened(path: str) -> Outline:
    """The outline of a chronology, SQLite or Parquet tables, or of an export, which may come from a pipe.

    Raises StoreError.
    """
    if is_dataset(path):
        return _stored(path)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - Path would take the slash off the end of a name
            head = file.peek(len(MAGIC))[: len(MAGIC)]
            if not head.startswith(MAGIC):
                return _exported(path, file)
    except FileNotFoundError:
        raise CannotOpen(f"there is no {path}; give a chronology, or what idlibtl export -f json wrote") from None
    except OSError as error:
        raise CannotOpen(f"{path} can't be read ({reason(error)})") from None
    return _stored(path)


def _stored(path: str) -> Outline:
    with Store(path) as store:
        try:
            return outline(path, store.sources, store.entries(Filter(all=True)))
        except ValueError as error:
            raise DamagedDatabase(path, f"is damaged ({error})") from None


def _exported(path: str, file: BinaryIO) -> Outline:
    with io.TextIOWrapper(file, encoding="utf-8-sig") as stream:
        try:
            return read_export(path, stream)
        except UnicodeDecodeError:
            raise NotAnExport(path, "it is no UTF-8") from None
