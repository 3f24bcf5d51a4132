"""Stock: what there is to be read, before any of it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from idlibtl.address import on_disk
from idlibtl.engine import FILE, Engine, in_tasks
from idlibtl.memory import digest
from idlibtl.model import Document, Problem
from idlibtl.read import listing, read_file
from idlibtl.read.metadata import Metadata

_LARGEST = 1 << 23  # bytes of the files that one task sees


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as first seen: the id of its text, where it has one, its size in bytes and their hash."""

    path: str
    id: str | None
    size: int
    sha256: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be read: its id, the files that hold it, what manifests tell of these, its bytes and their hash.

    ``owned`` is when its owner says that it was published, ``kept`` the document as a chronology has kept it.
    """

    id: str
    paths: tuple[str, ...]
    told: Mapping[str, Metadata]
    size: int
    sha256: str
    owned: tuple[date, datetime | None, str] | None = None
    kept: Document | None = None

    def document_key(self, program: bytes) -> bytes:
        """What the document of this text depends on."""
        return digest(program, self.id, self.sha256, self.paths, sorted(self.told.items()))


@dataclass(frozen=True, slots=True)
class Stock:
    """What is there to be read: texts, in the order of their first paths, and what is wrong with the other files."""

    texts: tuple[Text, ...]
    problems: tuple[Problem, ...]

    @property
    def digest(self) -> bytes:
        """It tells whether anything has changed."""
        texts = [(text.id, text.sha256, text.paths, sorted(text.told.items())) for text in self.texts]
        return digest(texts, self.problems)


def take_stock(paths: Sequence[str | Path], workers: Engine) -> Stock:
    """See what lies below the paths. Raises FileNotFoundError, and another OSError for a URL."""
    listed = listing(paths)
    problems = list(listed.problems)
    found: dict[str, tuple[list[str], _Seen]] = {}
    for seen in workers.map(_see, in_tasks(listed.paths, _size, _LARGEST)):
        for file in seen:
            problems += file.problems
            if file.id is not None:
                found.setdefault(file.id, ([], file))[0].append(file.path)
    texts = [
        Text(ident, tuple(holding), {path: listed.told[path] for path in holding if path in listed.told},
              file.size, file.sha256)
        for ident, (holding, file) in found.items()
    ]  # fmt: skip
    return Stock(tuple(texts), tuple(problems))


def _size(path: str) -> int:
    here = on_disk(path)
    with suppress(OSError, ValueError):
        return FILE + (Path(here).stat().st_size if here is not None else 0)
    return FILE


def _see(paths: Sequence[str]) -> list[_Seen]:
    seen = []
    for path in paths:
        file, problems = read_file(path)
        if file is None:
            seen.append(_Seen(path, None, 0, "", problems))
        else:
            size = len(file.source.text.encode("utf-8", "surrogatepass"))
            seen.append(_Seen(path, file.id, size, file.sha256, problems))
    return seen
