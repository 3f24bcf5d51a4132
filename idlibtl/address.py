"""Addresses: paths that are URLs (``s3://bucket/reports``), told from local ones and taken apart."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePath
from typing import Any

from idlibtl.safe_text import one_line

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")  # two letters at least: C:// is a drive
_LOCAL = re.compile(r"(?:file|local)://")
_DRIVE = re.compile(r"/[A-Za-z]:(?:/|$)")
_WEB = re.compile(r"https?://")


class NoFilesystem(Exception):  # noqa: N818
    """Nothing here reads such URLs; the message says what to do."""


def is_url(path: object) -> bool:
    """Whether it is a text that begins as a URL does. A Path never is one: it has but one slash where they have two."""
    return isinstance(path, str) and _SCHEME.match(path) is not None


def is_web(path: str) -> bool:
    """Whether it is a URL of the web, which has no folders but may have a query."""
    return _WEB.match(path) is not None


def scheme(path: str) -> str:
    """The beginning of a URL, ``s3://``; empty for a local path."""
    found = _SCHEME.match(path)
    return found[0] if found else ""


def on_disk(path: str) -> str | None:
    """The local path that this is, or that a ``file://`` URL names; None for any other URL."""
    if not is_url(path):
        return path
    found = _LOCAL.match(path)
    if found is None:
        return None
    rest = path[found.end() :]
    return rest[1:] if _DRIVE.match(rest) else rest


def name(path: str) -> str:
    """The last part of a path, without the query that a URL of the web may have."""
    return PurePath(re.split(r"[?#]", path, maxsplit=1)[0] if is_web(path) else path).name


def folder(path: str) -> str:
    """The folder that a file lies in."""
    start = scheme(path)
    if not start:
        return PurePath(path).parent.as_posix()
    return start + posixpath.dirname(path[len(start) :])


def below(top: str, rest: str) -> str:
    """The path of what lies in a folder: the folder's own as it was given, and the rest behind it."""
    return top + rest if top.endswith("/") else f"{top}/{rest}"


def normal(path: str) -> str:
    """One form for paths that ``.``, ``..`` and repeated slashes alone tell apart."""
    start = scheme(path)
    return start + posixpath.normpath(path[len(start) :])


def without_slash(url: str) -> str:
    """A URL as it names a file or folder, without the slashes at its end; those that are all it has may stay."""
    start = scheme(url)
    return start + (url[len(start) :].rstrip("/") or url[len(start) :])


def filesystem_of(url: str) -> tuple[Any, str]:
    """The filesystem of a URL and the path within it. Raises NoFilesystem, and whatever the filesystem does."""
    start = scheme(url) or "file://"
    try:
        import fsspec
    except ImportError:
        raise NoFilesystem(f"{start} is read through fsspec, which is missing: pip install 'idlibtl[dask]'") from None
    try:
        kind = fsspec.get_filesystem_class(start.removesuffix("://"))
    except ImportError as error:
        raise NoFilesystem(f"{start} needs one more package: {one_line(str(error))}") from None
    except ValueError:
        raise NoFilesystem(f"fsspec knows no addresses that begin with {start}; check how it is written") from None
    # Not fsspec.url_to_fs: that takes a name with :: in it, as a file may have, for several addresses.
    return kind(**kind._get_kwargs_from_urls(url)), kind._strip_protocol(url)
