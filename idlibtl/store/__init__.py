"""The chronology as one SQLite file: written atomically, read back entry by entry. See docs/store.md."""

from idlibtl.store.errors import AmbiguousId, CannotWrite, DamagedDatabase, NoChronology, StoreError, UnknownId
from idlibtl.store.read import Store, load
from idlibtl.store.target import check_target, is_chronology
from idlibtl.store.write import Writer, save

__all__ = [
    "AmbiguousId",
    "CannotWrite",
    "DamagedDatabase",
    "NoChronology",
    "Store",
    "StoreError",
    "UnknownId",
    "Writer",
    "check_target",
    "is_chronology",
    "load",
    "save",
]
