"""Which files lie below the paths given: sorted, hidden ones passed over, every folder entered once."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from stat import S_ISDIR

from idlibtl.address import below, is_url, on_disk, without_slash


class PathNotFoundError(FileNotFoundError):
    """A path that was given doesn't exist. ``filename`` names it as it was given."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.ENOENT, "no such file or folder", path)


class UnreachableError(OSError):
    """It can't be told what a URL that was given names. ``filename`` is the URL, ``strerror`` what is wrong."""

    def __init__(self, url: str, message: str) -> None:
        super().__init__(errno.EIO, message, url)


def files(paths: Sequence[str | Path]) -> list[str]:
    """The files given and those in the folders given, at any depth, as given, with forward slashes; sorted, each once.

    Files and folders whose names begin with a dot are passed over unless they were given themselves. A folder that is
    reached twice, through symbolic links, is read under the first of its names that is not a link. What can't be listed
    or is no regular file stands in the result too: reading it tells what is wrong. A text may be a URL; what lies below
    it has a URL too.

    Raises PathNotFoundError, and UnreachableError for a URL.
    """
    given, urls = [], set()
    for path in paths:
        if isinstance(path, str) and is_url(path):
            urls.add(path)
        else:
            given.append(path)
    found = _local(given)
    elsewhere = []
    for url in sorted(urls):
        here = on_disk(url)
        if here is None:
            elsewhere.append(url)
        else:
            found |= _as_urls(url, here)
    if elsewhere:
        from idlibtl.read import remote  # files on this machine need none of it

        found.update(remote.files(elsewhere))
    return sorted(found)


def _as_urls(url: str, here: str) -> set[str]:
    """The files that a ``file://`` URL names, under the URL as given. ``here`` is the path that it names."""
    try:
        found = _local([here])
    except PathNotFoundError:
        raise PathNotFoundError(url) from None
    top, url = Path(here), without_slash(url)
    return {url if Path(file) == top else below(url, Path(file).relative_to(top).as_posix()) for file in found}


def _local(paths: Sequence[str | Path]) -> set[str]:
    found: set[str] = set()
    folders: list[Path] = []
    for path in sorted({Path(path) for path in paths}):
        try:
            mode = path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            if not path.is_symlink():
                raise PathNotFoundError(path.as_posix()) from None
            mode = 0
        except (OSError, ValueError):  # a loop of links, a folder that may not be entered, a NUL in the name
            mode = 0
        if S_ISDIR(mode):
            folders.append(path)
        else:
            found.add(path.as_posix())
    entered: set[tuple[int, int]] = set()
    while folders:
        linked: list[Path] = []
        for folder in folders:
            linked += _walk(folder, entered, found)
        folders = sorted(linked)
    return found


def _walk(top: Path, entered: set[tuple[int, int]], found: set[str]) -> list[Path]:
    """Add the files below one folder to ``found``. Links to folders are returned, to be followed after the rest."""
    linked: list[Path] = []
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            state = folder.stat()
            if (state.st_dev, state.st_ino) in entered:
                continue
            entered.add((state.st_dev, state.st_ino))
            with os.scandir(folder) as entries:
                for entry in entries:
                    path = folder / entry.name
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(path)
                    elif entry.is_symlink() and path.is_dir():
                        linked.append(path)
                    else:
                        found.add(path.as_posix())
        except OSError:
            found.add(folder.as_posix())
    return linked
