"""Where a chronology may be written: never over anything else."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from idlibtl.atomic import leftovers, working_folder
from idlibtl.store.errors import CannotWrite, SomethingElse
from idlibtl.store.schema import APPLICATION_ID, MAGIC


def reason(error: Exception) -> str:
    """What the system or SQLite says is wrong."""
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def check_place(path: str | os.PathLike[str]) -> Path:
    """Where the name leads. Raises CannotWrite where nothing can be made."""
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir():
        raise CannotWrite(f"cannot write {path}: there is no folder {target.parent.name}")
    if target.is_symlink():
        raise CannotWrite(f"cannot write {path}: it is a link that leads back to itself")
    if target.exists() and not target.is_file() and not target.is_dir():
        raise CannotWrite(f"cannot write {path}: it is a pipe, socket or device")
    if not os.access(target.parent, os.W_OK):
        raise CannotWrite(f"cannot write {path}: the folder is read-only")
    return target


def check_file(path: str | os.PathLike[str]) -> None:
    """Raise CannotWrite where no chronology file may be written."""
    target = check_place(path)
    if target.is_dir():
        raise CannotWrite(f"cannot write {path}: it is a folder")
    if not target.exists():
        return
    try:
        with target.open("rb") as file:
            head = file.read(72)
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {reason(error)}") from error
    if head and not is_chronology(head):
        raise SomethingElse(str(path))


def is_chronology(head: bytes) -> bool:
    """Whether a file that begins with these bytes (72 will do) is a chronology of ours, of whatever version.

    So is one that breaks off before it could say whose it is: no other program has any use for that.
    """
    return head.startswith(MAGIC) and APPLICATION_ID.to_bytes(4, "big").startswith(head[68:72])


def remove_leftovers(target: Path) -> None:
    """Remove what killed builds left beside the file. A build that is still writing holds a lock on its own."""
    for leftover in leftovers(target):
        if leftover.exists():
            try:
                with closing(sqlite3.connect(leftover, timeout=0, isolation_level=None)) as database:
                    database.execute("BEGIN EXCLUSIVE")
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                    continue
        shutil.rmtree(working_folder(leftover), ignore_errors=True)
        with suppress(OSError):
            leftover.unlink()
