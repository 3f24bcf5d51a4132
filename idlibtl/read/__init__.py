"""Files in, Documents out: formats, metadata, publication dates. ``read`` is the way in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from idlibtl.address import name, normal, on_disk
from idlibtl.model import Document, Problem
from idlibtl.read.containers import CONTAINERS, unpacked
from idlibtl.read.dateline import Publication, settle
from idlibtl.read.decode import UnreadableError, beginning, contents
from idlibtl.read.formats import READERS, is_own_product, reader
from idlibtl.read.headline import headline
from idlibtl.read.manifest import NAME as MANIFEST
from idlibtl.read.manifest import manifest
from idlibtl.read.masthead import Dateline, datelines, undated_datelines
from idlibtl.read.metadata import Metadata, front_matter
from idlibtl.read.source import Source
from idlibtl.read.walk import PathNotFoundError, UnreachableError, files

__all__ = [
    "READERS",
    "File",
    "Listing",
    "PathNotFoundError",
    "Publication",
    "Reading",
    "UnreachableError",
    "dateline_spans",
    "document",
    "front_matter",
    "listing",
    "read",
    "read_file",
    "settle",
    "text_id",
]

_BEGINNING = 4096  # bytes that tell what idlibtl wrote itself
_OUTSIDE = "it is a link that leads out of the folders given and was not followed; to read what it names, give that too"


def dateline_spans(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """Where a text tells its own date, in dateline, masthead or page title; its prose begins at ``start``."""
    return _spans(text, start, datelines(text, start))


def _spans(text: str, start: int, heads: Sequence[Dateline]) -> tuple[tuple[int, int], ...]:
    stamps = [head.stamp for head in heads] + undated_datelines(text, start)
    return tuple((stamp.start, stamp.end) for stamp in stamps)


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to be read: files, sorted, with what manifests and containers tell of them, and the faults of these.

    Parts of a container stand where it would, in the order that they have in it.
    """

    paths: tuple[str, ...]
    told: Mapping[str, Metadata]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class File:
    """One file with its text. ``id`` is that of the text, and of its Document; ``sha256`` is that of the bytes."""

    path: str
    id: str
    sha256: str
    source: Source


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: documents in the order of a `Listing`, problems by path and line."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


def read(paths: Sequence[str | Path]) -> Reading:
    """Read the files given and all those below the folders given: paths, and texts that are URLs.

    The order of ``paths`` makes no difference. Files with the same text are one document. Whatever is wrong with a file
    is a Problem of the reading.

    Raises PathNotFoundError for a path that doesn't exist, and UnreachableError for a URL that can't be looked up.
    """
    listed = listing(paths)
    problems = list(listed.problems)
    found: dict[str, tuple[File, list[str]]] = {}
    for path in listed.paths:
        file, noticed = read_file(path)
        problems += noticed
        if file is not None:
            _, copies = found.setdefault(file.id, (file, []))
            copies.append(path)
    documents = []
    for file, copies in found.values():
        made, noticed = document(file, listed.told, copies)
        documents.append(made)
        problems += noticed
    return Reading(tuple(documents), tuple(sorted(problems, key=_order)))


def listing(paths: Sequence[str | Path]) -> Listing:
    """The files given and all those below the folders given, in whatever order, and the parts of containers.

    Only manifests are read, and containers are looked into.

    Raises PathNotFoundError for a path that doesn't exist, and UnreachableError for a URL that can't be looked up.
    """
    found = files(paths)
    inside = unpacked(sorted(found.files), lambda path: name(path) == MANIFEST)
    here = inside.paths
    known = {normal(path): path for path in reversed(here)}
    problems = [Problem(path, "link-outside", _OUTSIDE, "notice") for path in sorted(found.outside)]
    problems += inside.problems
    told: dict[str, Metadata] = inside.told
    # The manifest nearest to a file has the last word.
    for path in sorted((path for path in here if _is_manifest(path)), key=lambda path: (-path.count("/"), path)):
        rows, faults = manifest(path, known)
        told |= {file: told[file].over(row) if file in told else row for file, row in rows.items()}
        problems += faults
    return Listing(tuple(path for path in here if not _is_manifest(path)), told, tuple(problems))


def read_file(path: str) -> tuple[File | None, tuple[Problem, ...]]:
    """Read one file of a listing: None where it gives no text; what is wrong with it is a Problem."""
    read_source = reader(path)
    try:
        at_once = read_source is not None and on_disk(path) is None  # to ask for it twice would take twice as long
        data = contents(path) if at_once else beginning(path, _BEGINNING)
        if is_own_product(path, data):
            message = "it was made by idlibtl and is not read as a source; nothing needs to be done"
            return None, (Problem(path, "own-product", message, "notice"),)
        if read_source is None:
            known = ", ".join(sorted({*READERS, *CONTAINERS}))
            message = f"its format is not known and it was passed over; known are {known}"
            return None, (Problem(path, "unknown-format", message, "notice"),)
        if len(data) == _BEGINNING and not at_once:
            data = contents(path)
        source = read_source(data, path)
    except UnreadableError as error:
        return None, (error.problem(path),)
    return File(path, text_id(source.text), hashlib.sha256(data).hexdigest(), source), source.problems


def text_id(text: str) -> str:
    """The id of a text, and of its Document: the beginning of the SHA-256 of its UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def document(
    file: File, told: Mapping[str, Metadata], copies: Sequence[str] = ()
) -> tuple[Document, tuple[Problem, ...]]:
    """The document of a file's text, with what the manifests ``told`` of its paths, and what was noticed of its date.

    ``copies`` are all paths that hold this text, the file's own first, in the order of the listing; none: it alone.
    """
    source, names = file.source, tuple(copies) or (file.path,)
    metadata = source.metadata
    for path in reversed(names):
        if path in told:
            metadata = told[path].over(metadata)
    heads = datelines(source.text, source.start)
    publication = settle(source.text, paths=names, start=source.start, given=metadata.publication, heads=heads)
    made = Document(
        id=file.id,
        paths=names,
        text=source.text,
        sha256=file.sha256,
        language=metadata.language or "en",
        url=metadata.url,
        title=metadata.title or headline(source.text, source.start, heads),
        publisher=metadata.publisher,
        published=publication.published,
        published_at=publication.at,
        published_basis=publication.basis,
        published_words=publication.words,
        published_span=publication.span,
        prose=source.start,
        datelines=_spans(source.text, source.start, heads),
    )
    return made, publication.problems


def _is_manifest(path: str) -> bool:
    return name(path) == MANIFEST


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.path, problem.line or 0, problem.column or 0, problem.code
