"""Write a chronology row by row as it comes, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from idlibtl import __version__
from idlibtl.model import Chronology, Conflict, Development, Document, Entry, Link, Mention, Omission, Problem
from idlibtl.store import rows
from idlibtl.store.kinds import writing
from idlibtl.store.names import Names, names_of_source
from idlibtl.store.schema import BUILT

_BATCH = 1 << 19  # characters or so that wait to be written
_ROW = 1000  # of a mention with its quote, context, expression and figures


def save(chronology: Chronology, path: str | os.PathLike[str], *, paths: Sequence[str]) -> None:
    """Make ``path`` hold exactly this chronology; ``paths`` are what it was built from. Raises as ``Writer`` does."""
    with Writer(path, paths=paths) as writer:
        for document in chronology.documents:
            writer.source(document, chronology.dated.get(document.id))
        for entry in chronology.entries:
            writer.entry(entry)
        for problem in chronology.problems:
            writer.problem(problem)
        for omission in chronology.omissions:
            writer.omission(omission)


class Writer:
    """A chronology in the making, for a ``with`` statement; memory is bounded by a batch and the largest text.

    What is put in keeps its order: sources as read, entries in that of time. The four kinds may come in turns.

    ``path`` names a SQLite file, or a folder of Parquet tables (see ``is_dataset``). What is new is written beside
    what is old and takes its place when the block ends well: a reader sees the old one or the new one, and so does
    whoever comes after a crash. The same chronology gives the same bytes. Raises CannotWrite, also where something else
    than a chronology stands there, which is left alone; what the block raises passes through.
    ``folder`` is for what the block has to put aside. ``built`` tells of the build (the keys ``BUILT``): how texts were
    read, and the hash of the file of edits.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, paths: Sequence[str], built: Mapping[str, str | None] | None = None
    ) -> None:
        self._tables = writing(path)
        self._paths, self._built = paths, built or {}
        self._rows: dict[str, list[rows.Row]] = {table: [] for table in rows.COLUMNS}
        self._last = dict.fromkeys(rows.COLUMNS, 0)
        self._weight = 0

    def __enter__(self) -> Self:
        self._tables.__enter__()
        self.folder = self._tables.folder
        self._names = Names(self._tables.database)
        self._rows["meta"] += [("idlibtl", __version__), ("paths", rows.list_to_json(self._paths))]
        self._rows["meta"] += [(key, self._built[key]) for key in BUILT if self._built.get(key) is not None]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._tables.__exit__(kind, error, trace)
            return
        with ExitStack() as stack:
            stack.push(self._tables)
            self._finish()

    def source(self, document: Document, dated: int | None = None) -> None:
        """``dated``: how many dated sentences it has; None where it was left unread."""
        position = self._put("sources", rows.source_to_row(document, dated, names_of_source(document)))
        self._rows["texts"].append((position, document.text))
        self._weighed(_ROW + len(document.text))

    def entry(self, entry: Entry) -> None:
        position = self._put("entries", rows.entry_to_row(entry))
        self._rows["voices"] += [
            (position, number, source, voice.wire)
            for number, voice in enumerate(entry.voices, 1)
            for source in voice.sources
        ]
        for mention, link in zip(entry.mentions, entry.links, strict=True):
            self._mention(position, mention, link)
        for conflict in entry.conflicts:
            self._values(position, "conflicts", "claims", conflict)
        for development in entry.developments:
            self._values(position, "developments", "stages", development)
        self._rows["named"] += [(position, number) for number in self._names.numbers(entry)]
        quotes = "\n".join([link.quote for link in entry.links])
        words = (position, entry.title, quotes, "\n".join(entry.actors), "\n".join(entry.places))
        self._rows["search"].append(words)
        self._weighed(_ROW * len(entry.mentions))

    def problem(self, problem: Problem) -> None:
        row = (problem.path, problem.line, problem.column, problem.level, problem.code, problem.message)
        self._put("problems", row)
        self._weighed(_ROW)

    def omission(self, omission: Omission) -> None:
        self._put("omissions", (omission.document, omission.start, omission.end, omission.reason))
        self._weighed(_ROW)

    def _mention(self, entry: int, mention: Mention, link: Link) -> None:
        position = self._put("mentions", (entry, *rows.mention_to_row(mention, link)))
        if mention.timex is not None:
            self._rows["timexes"].append((position, *rows.timex_to_row(mention.timex)))
        for quantity in mention.quantities:
            self._put("quantities", (position, *rows.quantity_to_row(quantity)))

    def _values(self, entry: int, table: str, values: str, told: Conflict | Development) -> None:
        """A conflict or a development in its ``table``, its claims in that of its ``values``."""
        position = self._put(table, (entry, told.what))
        for claim in told.values:
            self._put(values, (position, *rows.claim_to_row(claim)))

    def _put(self, table: str, row: rows.Row) -> int:
        """A row, numbered from 1 in its table."""
        position = self._last[table] = self._last[table] + 1
        self._rows[table].append((position, *row))
        return position

    def _weighed(self, weight: int) -> None:
        self._weight += weight
        if self._weight > _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._rows["names"] += self._names.new()
        self._tables.write(self._rows)
        for waiting in self._rows.values():
            waiting.clear()
        self._weight = 0

    def _finish(self) -> None:
        self._flush()
        self._tables.finish()
