"""Which files lie below the paths given: sorted, hidden ones passed over, every folder entered once, none left."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Found:
    """``files`` to be read, and symbolic links that lead ``outside`` of what was given and were not followed."""

    files: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)


def files(paths: Sequence[str | Path]) -> Found:
    """The files given and those in the folders given, at any depth, as given, with forward slashes, each once.

    Files and folders whose names begin with a dot are passed over unless they were given themselves. A folder that is
    reached twice, through symbolic links, is read under the first of its names that is not a link. A link is followed
    to what lies in one of the folders given or was given itself, and nowhere else: who fills a folder with reports
    must not choose what else is read. What can't be listed or is no regular file stands among the files too: reading
    it tells what is wrong. A text may be a URL; what lies below it has a URL too.

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
            below_it = _as_urls(url, here)
            found.files.update(below_it.files)
            found.outside.update(below_it.outside)
    if elsewhere:
        from idlibtl.read import remote  # files on this machine need none of it

        found.files.update(remote.files(elsewhere))
    return found


def _as_urls(url: str, here: str) -> Found:
    """What a ``file://`` URL names, under the URL as given. ``here`` is the path that it names."""
    try:
        found = _local([here])
    except PathNotFoundError:
        raise PathNotFoundError(url) from None
    top, url = Path(here), without_slash(url)

    def as_url(path: str) -> str:
        return url if Path(path) == top else below(url, Path(path).relative_to(top).as_posix())

    return Found({*map(as_url, found.files)}, {*map(as_url, found.outside)})


def _local(paths: Sequence[str | Path]) -> Found:
    found = Found()
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
            found.files.add(path.as_posix())
    entered: set[tuple[int, int]] = set()
    given = frozenset(map(os.path.realpath, [*map(str, folders), *found.files]))
    while folders:
        linked: list[Path] = []
        for folder in folders:
            linked += _walk(folder, entered, found, given)
        folders = sorted(linked)
    return found


def _walk(top: Path, entered: set[tuple[int, int]], found: Found, given: frozenset[str]) -> list[Path]:
    """Add what lies below one folder to ``found``. Links to folders are returned, to be followed after the rest."""
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
                    elif entry.is_symlink() and not _lies_within(os.path.realpath(path), given):
                        found.outside.add(path.as_posix())
                    elif entry.is_symlink() and path.is_dir():
                        linked.append(path)
                    else:
                        found.files.add(path.as_posix())
        except OSError:
            found.files.add(folder.as_posix())
    return linked


def _lies_within(path: str, given: frozenset[str]) -> bool:
    """Whether a real path is one of those given or lies below one."""
    return path in given or any(str(parent) in given for parent in Path(path).parents)
