"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def temporary_name(path: Path) -> Path:
    """Where the next version of the file grows: hidden, in the same folder, so that it can be renamed into place."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def working_folder(temporary: Path) -> Path:
    """Where what the file is made from waits, as long as it grows."""
    return temporary.with_suffix(".work")


def leftovers(path: Path) -> list[Path]:
    """Names of ``temporary_name``, of any process, that are there or whose folders are: being written, or left over."""
    pattern = re.compile(re.escape(f".{path.name}.") + r"\d+\.(?:tmp|work)")
    found = (other for other in path.parent.iterdir() if pattern.fullmatch(other.name))
    return sorted({other.with_suffix(".tmp") for other in found})


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name to write to; when the block ends well the file takes the place of ``path``, else it is removed.

    A link is followed, and the file's permissions are kept. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    temporary = temporary_name(target)
    temporary.unlink(missing_ok=True)
    try:
        yield temporary
        if target.exists():
            shutil.copymode(target, temporary)
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """So that the renaming itself outlives a power cut; not every system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
