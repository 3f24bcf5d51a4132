"""Reports that lie elsewhere: the files below URLs, and their bytes, through fsspec. Loaded for URLs alone.

What can be reached, and with whose credentials, is fsspec's to know: its packages (s3fs, gcsfs, …), its configuration.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from idlibtl.address import NoFilesystem, below, filesystem_of, is_web, scheme, without_slash
from idlibtl.read.decode import UnreadableError
from idlibtl.read.walk import PathNotFoundError, UnreachableError
from idlibtl.safe_text import one_line

_ABSENT = (404, 410)  # what a web server answers for what isn't there


def files(urls: Iterable[str]) -> list[str]:
    """The files that the URLs name and those in the folders they name, by the rules of `walk.files`.

    A URL of the web is one file: the web has no folders. Raises PathNotFoundError for what isn't there, and
    UnreachableError for a URL of which that can't be told.
    """
    found: dict[tuple[object, str], str] = {}
    for url in sorted({without_slash(url) for url in urls}):
        try:
            filesystem, path = filesystem_of(url)
            filesystem.invalidate_cache()
            is_folder = not is_web(url) and filesystem.info(path)["type"] == "directory"
            if is_web(url):
                filesystem.info(path)
        except NoFilesystem as error:
            raise UnreachableError(url, str(error)) from None
        except Exception as error:  # each of fsspec's packages raises its own
            known = _cause(error)
            if isinstance(known, FileNotFoundError):
                raise PathNotFoundError(url) from None
            raise UnreachableError(url, f"it can't be reached ({_reason(known)}); {_advice(url)}") from None
        if is_folder:
            _walk(filesystem, path, url, found)
        else:
            found.setdefault((filesystem, path), url)
    return list(found.values())


def _walk(filesystem: Any, top: str, url: str, found: dict[tuple[object, str], str]) -> None:
    """Add the files below one folder to ``found``; with them the folders that can't be listed."""
    waiting = [(top, url)]
    entered = set()
    while waiting:
        folder, address = waiting.pop()
        entered.add(folder)
        try:
            entries = filesystem.ls(folder, detail=True)
        except Exception:  # reading it tells what is wrong
            found.setdefault((filesystem, folder), address)
            continue
        for entry in entries:
            path = entry["name"].rstrip("/")
            name = path.rpartition("/")[2]
            if path == folder or not name or name.startswith("."):  # object stores list a folder in itself
                continue
            if entry["type"] != "directory":
                found.setdefault((filesystem, path), below(address, name))
            elif path not in entered:
                waiting.append((path, below(address, name)))


def is_file(url: str) -> bool:
    """Whether that is what lies there; not where it can't be told."""
    try:
        filesystem, path = filesystem_of(url)
        return bool(filesystem.info(path)["type"] == "file")
    except Exception:  # each of fsspec's packages raises its own
        return False


def beginning(url: str, most: int) -> bytes:
    """The first bytes of a file, no more than that are fetched. Raises UnreadableError."""
    try:
        filesystem, path = filesystem_of(url)
        kind = filesystem.info(path)["type"]
        if kind == "directory":
            filesystem.ls(path, detail=True)
            raise UnreadableError("unreadable", "this folder can't be listed and was skipped; allow it to be read")
        if kind != "file":
            raise UnreadableError("unreadable", "it is no regular file and was skipped; give a file")
        data = bytearray()
        with filesystem.open(path, "rb", cache_type="none") as opened:
            while len(data) < most and (read := opened.read(most - len(data))):  # the web gives what has arrived
                data += read
        return bytes(data)
    except (UnreadableError, NoFilesystem) as error:
        raise UnreadableError("unreadable", str(error)) from None
    except Exception as error:  # each of fsspec's packages raises its own
        message = f"it can't be read ({_reason(_cause(error))}) and was skipped; {_advice(url)}"
        raise UnreadableError("unreadable", message) from None


def _cause(error: Exception) -> BaseException:
    """What is wrong. fsspec's web filesystem says “not found” whatever it was: a refusal, no network."""
    cause = error.__cause__
    if isinstance(error, FileNotFoundError) and cause is not None:
        refused = getattr(cause, "status", _ABSENT[0]) not in _ABSENT
        if refused or (isinstance(cause, OSError) and not isinstance(cause, FileNotFoundError)):
            return cause
    return error


def _reason(error: BaseException) -> str:
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return one_line(words) or type(error).__name__


def _advice(url: str) -> str:
    return f"check the address, the network, and your credentials for {scheme(url)}"
