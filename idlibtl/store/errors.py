"""What can go wrong with a chronology file, each with what to do about it."""

from __future__ import annotations

import shlex


class StoreError(Exception):
    """The chronology can't be used as asked; the message says why and what to do."""


class NoChronology(StoreError):  # noqa: N818 - named for what is the matter
    """There is no file of that name yet."""

    def __init__(self, path: str) -> None:
        super().__init__(f"no chronology at {path} yet; make one with: {_build(path)}")


class DamagedDatabase(StoreError):  # noqa: N818
    """The file is truncated, corrupt, of another version, or no chronology at all."""

    def __init__(self, path: str, reason: str, remedy: str | None = None) -> None:
        super().__init__(f"{path} {reason}; {remedy or f'make it anew with: {_build(path)}'}")


class CannotWrite(StoreError):  # noqa: N818
    """The chronology can't be written there; what stood there before is untouched."""


class UnknownId(StoreError):  # noqa: N818
    """No entry or mention has an id that begins so."""


class AmbiguousId(StoreError):  # noqa: N818
    """Several entries have an id, or a mention's id, that begins so."""


def _build(path: str) -> str:
    return f"idlibtl build PATH --db {shlex.quote(path)}"
