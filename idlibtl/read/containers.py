"""Containers: files that hold several sources, as a folder does: zip, JSON lines, CSV, WARC, mails with attachments.

The path of a part is that of its container, a slash, and the part's name: ``case.zip/reports/a.html``,
``articles.jsonl/12.json``. Its suffix says how it is read, as that of a file does. Nothing is ever unpacked on disk.
"""

from __future__ import annotations

import atexit
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from idlibtl.address import is_web, name, on_disk
from idlibtl.model import Problem
from idlibtl.read.decode import LARGEST, UnreadableError, beginning, contents
from idlibtl.read.formats import is_own_product
from idlibtl.read.metadata import UNKNOWN, Metadata

Opener = Callable[[], BinaryIO]


class Container(Protocol):
    """``told`` is what a container knows of its parts, by their names, in order; ``problems`` what is wrong with it."""

    @property
    def told(self) -> Mapping[str, Metadata]: ...
    @property
    def problems(self) -> Sequence[Problem]: ...

    def read(self, part: str, most: int) -> bytes:
        """The first bytes of a part. Raises UnreadableError, and KeyError where there is none of this name."""
        ...

    def close(self) -> None: ...


# Suffix: the module of idlibtl.read whose function `container` opens such a file, given how and under which path.
CONTAINERS = {
    ".zip": "archive",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
    ".csv": "table",
    ".tsv": "table",
    ".warc": "warc",
    ".warc.gz": "warc",
    ".eml": "mail",
}
_ARCHIVES = (".zip",)  # these are not looked into within another
_SOURCES = (".eml",)  # these are sources themselves, before their parts
_DEEPEST = 4  # of these within one another
_BEGINNING = 4096  # bytes that tell what idlibtl wrote itself
_HELD = 4  # containers that are held open


@dataclass(slots=True)
class Unpacked:
    """Paths in order, those of containers replaced by those of their parts, and what is told of these."""

    paths: list[str] = field(default_factory=list)
    told: dict[str, Metadata] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def suffix(path: str) -> str | None:
    """The suffix of a container's name; None where it isn't one."""
    if is_web(path) and ("?" in path or "#" in path):
        return None
    plain = name(path).lower()
    return next((each for each in CONTAINERS if plain.endswith(each) and plain != each), None)


def unpacked(paths: Iterable[str], is_manifest: Callable[[str], bool]) -> Unpacked:
    """Look into the containers among files. Those that can't be opened are Problems."""
    close_all()
    found = Unpacked()
    for path in paths:
        if suffix(path) is None or is_manifest(path):
            found.paths.append(path)
        else:
            _unpack(path, found, is_manifest)
    return found


def _unpack(path: str, found: Unpacked, is_manifest: Callable[[str], bool], depth: int = 0) -> None:
    is_source = suffix(path) in _SOURCES
    try:
        if is_own_product(path, beginning(path, _BEGINNING)):
            found.paths.append(path)  # reading it says so
            return
        inside = _opened(path)
    except UnreadableError as error:
        if is_source:  # reading it says so
            found.paths.append(path)
        else:
            found.problems.append(error.problem(path))
        return
    found.problems += inside.problems
    if is_source:
        found.paths.append(path)
    elif not inside.told and not inside.problems:
        message = "it holds no report and was skipped; if it should, fetch it again"
        found.problems.append(Problem(path, "empty", message))
    for part, told in inside.told.items():
        whole = f"{path}/{part}"
        kind = suffix(part) if not is_manifest(part) else None
        if kind in _SOURCES and depth == _DEEPEST:
            message = "it is nested too deeply, and its attachments are not read; save them beside it"
            found.problems.append(Problem(whole, "too-deep", message))
            kind = None
        elif suffix(path) not in _ARCHIVES and kind not in _SOURCES:
            kind = None
        if kind in _ARCHIVES:
            message = "an archive within an archive is not opened; unpack it beside the other files"
            found.problems.append(Problem(whole, "nested-archive", message))
        elif kind is not None:
            _unpack(whole, found, is_manifest, depth + 1)
            if told != UNKNOWN:
                found.told[whole] = told
        else:
            found.paths.append(whole)
            if told != UNKNOWN:
                found.told[whole] = told


def split(path: str) -> tuple[str, str] | None:
    """The container that a path leads into, and the name of the part; None for any other path."""
    slash = path.rfind("/")
    while slash > 0:
        outer = path[:slash]
        if suffix(outer) is not None and _is_file(outer):
            return outer, path[slash + 1 :]
        slash = path.rfind("/", 0, slash)
    return None


def _is_file(path: str) -> bool:
    here = on_disk(path)
    if here is None:
        from idlibtl.read import remote

        return remote.is_file(path)
    try:
        if Path(here).is_file():
            return True
    except (OSError, ValueError):
        return False
    outer = split(path)
    if outer is None:
        return False
    try:
        return outer[1] in _opened(outer[0]).told
    except UnreadableError:
        return False


def part(path: str, most: int) -> bytes | None:
    """The first bytes of what a path names in a container; None where it leads into none. Raises UnreadableError."""
    found = split(path)
    if found is None:
        return None
    outer, inner = found
    try:
        return _opened(outer).read(inner, most)
    except KeyError:
        message = f"{name(outer)} doesn't hold it any more and it was skipped; build again"
        raise UnreadableError("unreadable", message) from None


# Those held, the latest last: by the process too, since processes that were forked share their files' positions.
_held: dict[tuple[int, str], tuple[object, Container]] = {}


def _opened(path: str) -> Container:
    key, state = (os.getpid(), path), _state(path)
    known = _held.pop(key, None)
    if known is None or known[0] != state:
        if known is not None:
            known[1].close()
        known = state, _function(path)(_opener(path), path)
    _held[key] = known
    while len(_held) > _HELD:
        _held.pop(next(iter(_held)))[1].close()
    return known[1]


def _function(path: str) -> Callable[[Opener, str], Container]:
    kind = suffix(path)
    assert kind is not None, f"{path} is no container"
    module = CONTAINERS[kind]
    try:
        return cast(Callable[[Opener, str], Container], import_module(f"idlibtl.read.{module}").container)
    except ModuleNotFoundError as error:
        message = f"reading it needs {error.name}, which isn't installed: pip install 'idlibtl[{module}]'"
        raise UnreadableError("missing-extra", f"{message}; then build again") from None


@atexit.register
def close_all() -> None:
    """Look anew at the next time."""
    while _held:
        _held.popitem()[1][1].close()


def _state(path: str) -> object:
    """What tells one version of a container from the next: that of the outermost file."""
    here = on_disk(path)
    if here is None:
        return None
    for each in (Path(here), *Path(here).parents):
        try:
            found = each.stat()
        except (OSError, ValueError):
            continue
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
    return None


def _opener(path: str) -> Opener:
    here = on_disk(path)
    if here is not None and Path(here).is_file():
        return lambda: Path(here).open("rb")
    data = contents(path)
    return lambda: io.BytesIO(data)


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines with their ends; of one that is longer than any source may be, so much that it can be told."""
    while line := stream.readline(LARGEST + 1):
        yield line
        while len(line) > LARGEST and not line.endswith(b"\n") and (line := stream.readline(LARGEST + 1)):
            pass
