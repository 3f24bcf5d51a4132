"""A chronology as a folder of Parquet tables, here or at a URL: which files it has, and what its manifest says."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from idlibtl.address import is_url
from idlibtl.atomic import replacing
from idlibtl.store.errors import CannotWrite, DamagedDatabase, NeedsExtra, SomethingElse, StoreError
from idlibtl.store.rows import COLUMNS
from idlibtl.store.schema import BUILT, VERSION
from idlibtl.store.target import check_place, reason

MANIFEST = "_idlibtl.json"
TABLES = tuple(table for table in COLUMNS if table not in ("meta", "search"))  # the rest is made when it is read
BY_YEAR = ("entries", "mentions", "timexes", "quantities")
KEY = {**dict.fromkeys(TABLES, 0), "mentions": 1, "quantities": 1}  # the column that orders a table
UNDATED = "none"
ODD = "\N{REPLACEMENT CHARACTER}%"  # begins a text that isn't Unicode, whose bytes follow as in a URL
_FORMAT = "chronology of idlibtl"
_OURS = re.compile(r"[a-z]+/(?:year=(?:none|-?\d+)/)?idlibtl-\d{6,}-\d{4,}\.parquet|\._idlibtl\.json\.\d+\.tmp")


@dataclass(frozen=True, slots=True)
class Part:
    """A file: its path below the folder, the year of its entries where the table is kept by year, rows and bytes.

    ``groups`` are its row groups, each as the first and the last value of the column that orders the table (``KEY``).
    """

    path: str
    table: str
    year: str | None
    rows: int
    bytes: int
    groups: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Year:
    """What the entries that begin in a year span.

    ``first`` and ``last`` are their positions, ``dated`` how many have a date; ``begin_at`` and ``end_at`` are the
    earliest and the latest of theirs, null where one is open.
    """

    first: int
    last: int
    dated: int = 0
    begin_at: int | None = None
    end_at: int | None = None

    def add(self, position: int, begin_at: int | None, end_at: int | None, *, dated: bool) -> None:
        self.last = position
        if not dated:
            return
        if self.dated == 0:
            self.begin_at, self.end_at = begin_at, end_at
        else:
            self.begin_at = None if self.begin_at is None or begin_at is None else min(self.begin_at, begin_at)
            self.end_at = None if self.end_at is None or end_at is None else max(self.end_at, end_at)
        self.dated += 1

    def overlaps(self, begin: int | None, end: int | None) -> bool:
        """Whether an entry may; with no bounds also one that has no date."""
        if begin is None and end is None:
            return True
        ends_after = begin is None or self.end_at is None or self.end_at > begin
        begins_before = end is None or self.begin_at is None or self.begin_at < end
        return self.dated > 0 and ends_after and begins_before


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder must hold. Every build has a ``generation``, one above the last's, that is in its files' names."""

    version: int
    generation: int
    meta: Mapping[str, str]
    parts: tuple[Part, ...]
    years: Mapping[str, Year]

    def to_json(self) -> str:
        counts = dict.fromkeys(TABLES, 0)
        for part in self.parts:
            counts[part.table] += part.rows
        told = {
            "format": _FORMAT,
            "version": self.version,
            "generation": self.generation,
            **self.meta,
            "paths": json.loads(self.meta["paths"]),
            "rows": counts,
            "years": {year: asdict(span) for year, span in self.years.items()},
            "files": [asdict(part) for part in self.parts],
        }
        return json.dumps(told, indent=1) + "\n"


def manifest_from_json(text: bytes) -> Manifest | None:
    """None where it is another program's. Raises ValueError, KeyError, TypeError where it makes no sense."""
    try:
        told = json.loads(text)
        if told["format"] != _FORMAT:
            return None
    except (ValueError, KeyError, TypeError):
        return None
    version, generation = int(told["version"]), int(told["generation"])
    if version != VERSION:
        return Manifest(version, generation, {}, (), {})
    meta = {"idlibtl": str(told["idlibtl"]), "paths": json.dumps(told["paths"])}
    meta |= {key: str(told[key]) for key in BUILT if key in told}
    years = {year: Year(**span) for year, span in told["years"].items()}
    return Manifest(version, generation, meta, tuple(map(_part_from_json, told["files"])), years)


def _part_from_json(told: Mapping[str, Any]) -> Part:
    return Part(**{**told, "groups": tuple((int(first), int(last)) for first, last in told["groups"])})


def year_of(begin_at: int | None, end_at: int | None) -> str:
    """The year in which what has these bounds begins, or, where it has always been, in which it ends."""
    if begin_at is not None:
        return str(begin_at // 10**10)
    if end_at is None:
        return UNDATED
    year, rest = divmod(end_at, 10**10)
    return str(year if rest > 101 * 10**6 else year - 1)  # the first instant of a year ends the one before


class Folder:
    """Where the files are. Raises NeedsExtra, and StoreError where the URL can't be made sense of."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.name = os.fspath(path)
        self.here: Path | None = None
        try:
            import fsspec
            import pyarrow.parquet  # noqa: F401 - so that what is missing is told at once

            if is_url(path):
                self.files, self._root = fsspec.core.url_to_fs(self.name)
            else:
                self.files, self._root = fsspec.filesystem("file"), self.name
            if "file" in self.files.protocol:
                self._root = os.path.realpath(self._root)
                self.here = Path(self._root)
        except ModuleNotFoundError as error:
            raise NeedsExtra(self.name, f"{error.name} is missing") from error
        except (ImportError, ValueError) as error:  # of the URL's own scheme
            raise StoreError(f"{self.name}: {error}") from error

    def at(self, path: str) -> str:
        """What the file system calls a file of the folder."""
        return f"{self._root.rstrip('/')}/{path}"

    def check_target(self) -> Manifest | None:
        """The chronology that is there. Raises CannotWrite where none of ours may be written."""
        if self.here is not None:
            check_place(self.here if is_url(self.name) else self.name)
        try:
            manifest = self.manifest()
            if manifest is None and not all(map(_is_ours, self._found())):
                raise SomethingElse(self.name)
        except (KeyError, TypeError, ValueError):
            raise SomethingElse(self.name) from None
        except CannotWrite:
            raise
        except Exception as error:  # a cloud's own
            raise CannotWrite(f"cannot write {self.name}: {said(error)}") from error
        return manifest

    def manifest(self) -> Manifest | None:
        """None where there is none of ours. Raises as ``manifest_from_json``, and what the file system does."""
        try:
            return manifest_from_json(self.read(MANIFEST))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def existing(self) -> Manifest | None:
        """The same, for who reads: None where there is nothing at all. Raises DamagedDatabase."""
        try:
            manifest = self.manifest()
            if manifest is not None or not (found := self._found()):
                return manifest
        except (KeyError, TypeError, ValueError) as error:
            raise DamagedDatabase(self.name, f"is damaged ({MANIFEST}: {error!r})") from error
        except Exception as error:
            remedy = "see to its permissions" if self.here is not None else "see whether the URL is right"
            raise DamagedDatabase(self.name, f"can't be read ({said(error)})", remedy) from error
        if all(map(_is_ours, found)):
            raise DamagedDatabase(self.name, "is not complete: its build was interrupted")
        raise DamagedDatabase(self.name, "is not a chronology", "give another one with --db")

    def read(self, path: str) -> bytes:
        read: bytes = self.files.cat_file(self.at(path))
        return read

    def create(self, path: str) -> Any:
        """A binary stream into a new file."""
        try:
            return self.files.open(self.at(path), "wb")
        except FileNotFoundError:  # where there are folders at all, which have to be made; never one above our own
            for folder in (self._root, *(self.at(str(above)) for above in reversed(PurePosixPath(path).parents[:-1]))):
                with suppress(FileExistsError):
                    self.files.mkdir(folder, create_parents=False)
            return self.files.open(self.at(path), "wb")

    def publish(self, manifest: Manifest) -> None:
        """From here on readers see the files that it lists."""
        text = manifest.to_json()
        if self.here is None:
            self.files.pipe_file(self.at(MANIFEST), text.encode())
            return
        with replacing(self.here / MANIFEST) as temporary:
            temporary.write_text(text, encoding="utf-8")

    def remove_all_but(self, parts: Iterable[Part]) -> None:
        """Of our files, and the folders that they leave empty. Whatever else lies there is left alone."""
        kept = {part.path for part in parts}
        for path in self._found():
            if path not in kept and _is_ours(path):
                self._remove(path)

    def _remove(self, path: str) -> None:
        with suppress(FileNotFoundError):
            self.files.rm_file(self.at(path))
        if self.here is not None:
            for folder in (self.here / path).parents:
                if folder == self.here or any(folder.iterdir()):
                    break
                folder.rmdir()

    def _found(self) -> list[str]:
        """The paths of all files in it; of a file in its stead, its name."""
        self.files.invalidate_cache()
        if self.here is not None and self.here.is_dir():
            return [path.relative_to(self.here).as_posix() for path in self.here.rglob("*") if not path.is_dir()]
        root = self._root.rstrip("/")
        return sorted(path.removeprefix(root).lstrip("/") for path in self.files.find(root))


def _is_ours(path: str) -> bool:
    return _OURS.fullmatch(path) is not None


def to_unicode(text: str) -> str:
    """Text that Parquet can hold."""
    return ODD + quote(text.encode("utf-8", "surrogatepass"))


def from_unicode(text: str) -> str:
    """The inverse."""
    return unquote_to_bytes(text.removeprefix(ODD)).decode("utf-8", "surrogatepass") if text.startswith(ODD) else text


def said(error: Exception) -> str:
    """What the disk or the cloud says is wrong."""
    return reason(error) or type(error).__name__
