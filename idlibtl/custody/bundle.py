"""Bundles: a chronology, its sources and the hashes of all of it in one zip that anybody can check.

The same chronology and the same sources give the same bytes. See docs/verify.md.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, TextIO, cast

from idlibtl import __version__
from idlibtl.address import is_url, name
from idlibtl.atomic import replacing
from idlibtl.decisions import edits_file
from idlibtl.export import Selection, write
from idlibtl.filters import Filter
from idlibtl.model import Document
from idlibtl.read.decode import UnreadableError, contents
from idlibtl.safe_text import escape_surrogates
from idlibtl.store import CannotWrite, Store, is_dataset
from idlibtl.value import Value

MANIFEST = "MANIFEST.sha256"
README = "README.txt"
SOURCES = "sources.json"
CHRONOLOGY = "chronology.json"
EXPORTS = (("csv", "chronology.csv"), ("json", CHRONOLOGY), ("markdown", "chronology.md"))
DATABASE, EDITS = "chronology.db", "chronology.toml"

_EVERYTHING = Filter(all=True)
_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)  # of zip files
_LONGEST_STEM, _LONGEST_SUFFIX = 120, 12  # bytes, of a source's own name
_UNSAFE = frozenset('/\\:*?"<>|')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")  # Windows has no files of these names
_CHUNK = 1 << 20

_CHECK = """\
This is a chronology with the sources that it was made from, as idlibtl {version} wrote it.

chronology.json, .md, .csv   the chronology: every entry, with the words of every source that reports it
chronology.db                the same for idlibtl, if it was kept in one file
chronology.toml              what its owner decided (dates, titles, merged entries), if anything
texts/                       the text of each source as idlibtl read it; the name is its id. Offsets of quotes count its
                             characters (Unicode code points) from 0
sources/                     the original files, byte for byte, of those sources that still had the bytes that were read
sources.json                 which is which; where an original is not here, why
MANIFEST.sha256              the SHA-256 of every other file

To check that nothing was changed since: unpack it and run

    sha256sum -c MANIFEST.sha256

To check also that every quote stands in its source, with or without unpacking:

    idlibtl verify FILE.zip

Whoever can change this file can write a new manifest too. Keep the SHA-256 of the zip itself apart from it.
"""


@dataclass(frozen=True, slots=True)
class Bundled(Value):
    """How many sources that were read a bundle holds, of which of them only the text, and why; the hash of it all."""

    sources: int
    absent: tuple[tuple[str, str], ...]
    sha256: str


class _Archive:
    """A zip in the making that keeps the hash of each of its files."""

    def __init__(self, file: Path) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._hashes: dict[str, str] = {}

    def close(self) -> None:
        self._zip.close()

    @contextmanager
    def file(self, path: str) -> Iterator[IO[bytes]]:
        info = zipfile.ZipInfo(path, _BEGINNING_OF_TIME)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3  # so that the permissions count, whatever system writes it
        info.external_attr = 0o100644 << 16
        with self._zip.open(info, "w", force_zip64=True) as stream:
            hashing = _Hashing(stream)
            yield cast(IO[bytes], hashing)
        self._hashes[path] = hashing.digest.hexdigest()

    @contextmanager
    def text(self, path: str) -> Iterator[TextIO]:
        with self.file(path) as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
            yield text
            text.flush()
            text.detach()

    def add(self, path: str, data: bytes) -> None:
        with self.file(path) as stream:
            stream.write(data)

    def manifest(self) -> str:
        """In the form of sha256sum."""
        return "".join(f"{digest}  {path}\n" for path, digest in sorted(self._hashes.items()))


class _Hashing(io.RawIOBase):
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]
        self.digest.update(data)
        return self._stream.write(data)


def write_bundle(database: str, target: str | os.PathLike[str]) -> Bundled:
    """Write the whole chronology, faint entries too, and its sources. Raises OSError, StoreError."""
    original = None if is_dataset(database) else Path(database)
    seen = _state(original)
    with Store(database) as store, replacing(Path(target)) as temporary:
        archive = _Archive(temporary)
        try:
            archive.add(README, _CHECK.format(version=__version__).encode())
            _add_exports(archive, store)
            if original is not None:
                _add_copy(archive, DATABASE, original)
            if not is_url(database) and edits_file(database).is_file():
                _add_copy(archive, EDITS, edits_file(database))
            if _state(original) != seen:
                raise CannotWrite(f"{database} was built anew in the meantime; run it again")
            told, absent = _add_sources(archive, store)
            archive.add(SOURCES, _to_json(told))
            archive.add(MANIFEST, archive.manifest().encode())
        finally:
            archive.close()
        with temporary.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Bundled(sum(source["sha256"] is not None for source in told), absent, digest)


def _state(path: Path | None) -> tuple[int, ...] | None:
    """What tells one version of a file from the next."""
    if path is None or not path.exists():
        return None
    state = path.stat()
    return state.st_ino, state.st_size, state.st_mtime_ns


def _add_exports(archive: _Archive, store: Store) -> None:
    for format_, path in EXPORTS:
        with archive.text(path) as stream:
            write(format_, Selection(store.sources, store.entries(_EVERYTHING), store.problems()), stream)


def _add_copy(archive: _Archive, path: str, original: Path) -> None:
    with original.open("rb") as file, archive.file(path) as stream:
        while data := file.read(_CHUNK):
            stream.write(data)


def _add_sources(archive: _Archive, store: Store) -> tuple[list[dict[str, object]], tuple[tuple[str, str], ...]]:
    told: list[dict[str, object]] = []
    absent: list[tuple[str, str]] = []
    folders: set[str] = set()
    for document in store.documents(texts=True):
        folder = _distinct(safe_name(document.id), folders)
        folders.add(folder.casefold())
        file = text = reason = None
        if document.text:
            text = f"texts/{folder}.txt"
            archive.add(text, document.text.encode("utf-8", "surrogatepass"))
        if document.sha256:
            found = _original(document)
            if isinstance(found, str):
                reason = found
                absent.append((document.paths[0], reason))
            else:
                path, data = found
                file = f"sources/{folder}/{safe_name(name(path))}"
                archive.add(file, data)
        else:
            reason = "added by hand, never read"
        told.append(
            {
                "id": document.id,
                "paths": list(document.paths),
                "url": document.url,
                "sha256": document.sha256 or None,
                "file": file,
                "text": text,
                "reason": reason,
            }
        )
    return told, tuple(absent)


def _original(document: Document) -> tuple[str, bytes] | str:
    """A path of the source and its bytes there, where they are those that were read; else the reason."""
    reason = ""
    for path in document.paths:
        try:
            data = contents(path)
        except UnreadableError as error:
            reason = reason or str(error)
            continue
        if hashlib.sha256(data).hexdigest() == document.sha256:
            return path, data
        reason = "its file was changed since it was read"
    return reason


def safe_name(words: str) -> str:
    """A file's name that every system can have, as like the original as that allows."""
    plain = "".join(char if char.isprintable() and char not in _UNSAFE else "_" for char in words)
    plain = plain.lstrip(". ").rstrip(". ")
    suffix = PurePath(plain).suffix
    if len(suffix.encode()) > _LONGEST_SUFFIX:
        suffix = ""
    stem = plain.removesuffix(suffix).encode()[:_LONGEST_STEM].decode("utf-8", "ignore")
    return f"_{stem}{suffix}" if not stem or _RESERVED.fullmatch(stem) else stem + suffix


def _distinct(wanted: str, taken: set[str]) -> str:
    number, found = 1, wanted
    while found.casefold() in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _to_json(told: list[dict[str, object]]) -> bytes:
    return (escape_surrogates(json.dumps(told, ensure_ascii=False, indent=1)) + "\n").encode()
