"""The chronology in one SQLite file or in Parquet tables, written whole, read entry by entry. See docs/store.md."""

from idlibtl.store.errors import (
    AmbiguousId,
    CannotWrite,
    DamagedDatabase,
    NeedsExtra,
    NoChronology,
    StoreError,
    UnknownId,
)
from idlibtl.store.kinds import check_target, is_dataset
from idlibtl.store.read import Store, load
from idlibtl.store.target import is_chronology
from idlibtl.store.write import Writer, save

__all__ = [
    "AmbiguousId",
    "CannotWrite",
    "DamagedDatabase",
    "NeedsExtra",
    "NoChronology",
    "Store",
    "StoreError",
    "UnknownId",
    "Writer",
    "check_target",
    "is_chronology",
    "is_dataset",
    "load",
    "save",
]
