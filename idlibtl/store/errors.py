"""What can go wrong with a chronology, each with what to do about it."""

from __future__ import annotations

import shlex

from idlibtl.store.schema import VERSION


class StoreError(Exception):
    """The chronology can't be used as asked; the message says why and what to do."""


class NoChronology(StoreError):  # noqa: N818 - named for what is the matter
    """There is none of that name yet."""

    def __init__(self, path: str) -> None:
        super().__init__(f"no chronology at {path} yet; make one with: {_build(path)}")


class DamagedDatabase(StoreError):  # noqa: N818
    """It is truncated, corrupt, of another version, or no chronology at all."""

    def __init__(self, path: str, reason: str, remedy: str | None = None) -> None:
        super().__init__(f"{path} {reason}; {remedy or f'make it anew with: {_build(path)}'}")


class OtherVersion(DamagedDatabase):
    """Its tables are of another version than this program's."""

    def __init__(self, path: str, version: int) -> None:
        age = "an older" if version < VERSION else "a newer"
        super().__init__(path, f"was written by {age} idlibtl (schema {version}, not {VERSION})")


class NeedsExtra(StoreError):  # noqa: N818
    """Parquet tables need what isn't installed."""

    def __init__(self, path: str, missing: str) -> None:
        super().__init__(f"{path} is for Parquet tables, and {missing}; run: pip install 'idlibtl[dask]'")


class CannotWrite(StoreError):  # noqa: N818
    """The chronology can't be written there; what stood there before is untouched."""


class SomethingElse(CannotWrite):
    """What stands there is no chronology of ours."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is not a chronology and is left as it is; choose another --db, or remove it first")


class UnknownId(StoreError):  # noqa: N818
    """No entry or mention has an id that begins so."""


class AmbiguousId(StoreError):  # noqa: N818
    """Several entries have an id, or a mention's id, that begins so."""


def _build(path: str) -> str:
    return f"idlibtl build PATH --db {shlex.quote(path)}"
