"""Files in, Documents out: formats, metadata, publication dates. ``read`` is the way in."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from idlibtl.model import Document, Problem
from idlibtl.read.dateline import Publication, settle
from idlibtl.read.decode import UnreadableError, beginning, contents
from idlibtl.read.formats import READERS, Source, is_own_product, reader
from idlibtl.read.headline import headline
from idlibtl.read.manifest import NAME as MANIFEST
from idlibtl.read.manifest import manifest
from idlibtl.read.masthead import datelines, undated_datelines
from idlibtl.read.metadata import Metadata, front_matter
from idlibtl.read.walk import PathNotFoundError, files

__all__ = [
    "READERS",
    "PathNotFoundError",
    "Publication",
    "Reading",
    "dateline_spans",
    "front_matter",
    "read",
    "settle",
]


def dateline_spans(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """Where a text tells its own date, in dateline, masthead or page title; its prose begins at ``start``."""
    stamps = [head.stamp for head in datelines(text, start)] + undated_datelines(text, start)
    return tuple((stamp.start, stamp.end) for stamp in stamps)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: documents sorted by their first path, problems by path and line."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


def read(paths: Sequence[str | Path]) -> Reading:
    """Read the files given and all those below the folders given.

    The order of ``paths`` makes no difference. Files with the same text are one document. Whatever is wrong with a file
    is a Problem of the reading.

    Raises PathNotFoundError for a path that doesn't exist.
    """
    found = files(paths)
    known = {posixpath.normpath(path): path for path in reversed(found)}
    problems: list[Problem] = []
    told: dict[str, Metadata] = {}
    # The manifest nearest to a file has the last word.
    for path in sorted((path for path in found if _is_manifest(path)), key=lambda path: (-path.count("/"), path)):
        rows, faults = manifest(path, known)
        told |= {name: told[name].over(row) if name in told else row for name, row in rows.items()}
        problems += faults

    sources: dict[str, tuple[list[str], Source, str]] = {}
    for path in found:
        if not _is_manifest(path):
            try:
                _read_one(path, sources, problems)
            except UnreadableError as error:
                problems.append(Problem(path, error.code, str(error)))

    documents = []
    for number, (names, source, digest) in sources.items():
        document, noticed = _document(number, names, source, digest, told)
        documents.append(document)
        problems += noticed
    return Reading(tuple(documents), tuple(sorted(problems, key=_order)))


def _is_manifest(path: str) -> bool:
    return posixpath.basename(path) == MANIFEST


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.path, problem.line or 0, problem.column or 0, problem.code


def _read_one(path: str, sources: dict[str, tuple[list[str], Source, str]], problems: list[Problem]) -> None:
    read_source = reader(path)
    if is_own_product(path, beginning(path, 4096)):
        message = "it was made by idlibtl and is not read as a source; nothing needs to be done"
        problems.append(Problem(path, "own-product", message, "notice"))
        return
    if read_source is None:
        message = f"its format is not known and it was passed over; known are {', '.join(READERS)}"
        problems.append(Problem(path, "unknown-format", message, "notice"))
        return
    data = contents(path)
    source = read_source(data, path)
    problems += source.problems
    number = hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    names, _, _ = sources.setdefault(number, ([], source, hashlib.sha256(data).hexdigest()))
    names.append(path)


def _document(
    number: str, names: list[str], source: Source, digest: str, told: dict[str, Metadata]
) -> tuple[Document, tuple[Problem, ...]]:
    metadata = source.metadata
    for name in reversed(names):
        if name in told:
            metadata = told[name].over(metadata)
    heads = datelines(source.text, source.start)
    publication = settle(source.text, paths=names, start=source.start, given=metadata.publication, heads=heads)
    document = Document(
        id=number,
        paths=tuple(names),
        text=source.text,
        sha256=digest,
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
    )
    return document, publication.problems
