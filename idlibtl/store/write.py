"""Write a chronology to its file, whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from idlibtl import __version__
from idlibtl.atomic import leftovers, replacing
from idlibtl.model import Chronology, Conflict, Development, Entry, Mention
from idlibtl.store import rows
from idlibtl.store.errors import CannotWrite
from idlibtl.store.schema import APPLICATION_ID, MAGIC, TABLES, VERSION


def save(chronology: Chronology, path: str | os.PathLike[str], *, paths: Sequence[str]) -> None:
    """Make ``path`` hold exactly this chronology; ``paths`` are what it was built from.

    The file is written beside the old one and then takes its place: a reader sees the old one or the new one, and so
    does whoever comes after a crash. The same chronology gives the same rows. Raises CannotWrite, also where the file
    is something else than a chronology, which is left alone.
    """
    check_target(path)
    target = Path(os.path.realpath(path))
    try:
        _remove_leftovers(target)
        with replacing(target) as temporary, closing(sqlite3.connect(temporary, isolation_level=None)) as database:
            # The whole file is new: there is nothing to roll back to, and nobody else to see it.
            database.executescript(
                "PRAGMA journal_mode = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = ON;"
            )
            database.execute("BEGIN EXCLUSIVE")
            _fill(database, chronology, paths)
            database.execute("COMMIT")
    except (OSError, sqlite3.OperationalError) as error:
        raise CannotWrite(f"cannot write {path}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def check_target(path: str | os.PathLike[str]) -> None:
    """Raise CannotWrite where ``save`` would: a mistyped name must not cost a file, nor a long build."""
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir():
        raise CannotWrite(f"cannot write {path}: there is no folder {target.parent.name}")
    if target.is_dir():
        raise CannotWrite(f"cannot write {path}: it is a folder")
    if target.is_symlink():
        raise CannotWrite(f"cannot write {path}: it is a link that leads back to itself")
    if target.exists() and not target.is_file():
        raise CannotWrite(f"cannot write {path}: it is a pipe, socket or device")
    if not os.access(target.parent, os.W_OK):
        raise CannotWrite(f"cannot write {path}: the folder is read-only")
    if not target.exists():
        return
    try:
        with target.open("rb") as file:
            head = file.read(72)
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {_reason(error)}") from error
    if head and not is_chronology(head):
        raise CannotWrite(f"{path} is not a chronology and is left as it is; choose another --db, or remove it first")


def is_chronology(head: bytes) -> bool:
    """Whether a file that begins with these bytes (72 will do) is a chronology of ours, of whatever version.

    So is one that breaks off before it could say whose it is: no other program has any use for that.
    """
    return head.startswith(MAGIC) and APPLICATION_ID.to_bytes(4, "big").startswith(head[68:72])


def _remove_leftovers(target: Path) -> None:
    """Remove what killed builds left beside the file. A build that is still writing holds a lock on its own."""
    for leftover in leftovers(target):
        try:
            with closing(sqlite3.connect(leftover, timeout=0, isolation_level=None)) as database:
                database.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                continue
        with suppress(OSError):
            leftover.unlink()


def _fill(database: sqlite3.Connection, chronology: Chronology, paths: Sequence[str]) -> None:
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {VERSION}")
    for statement in TABLES.split(";\n"):
        database.execute(statement)
    meta = {"idlibtl": __version__, "paths": rows.list_to_json(paths)}
    _insert(database, "meta", "key, value", sorted(meta.items()))
    _insert_sources(database, chronology)
    writer = _Entries(database)
    for position, entry in enumerate(chronology.entries, 1):
        writer.insert(position, entry)
    problems = (
        (number, problem.path, problem.line, problem.column, problem.level, problem.code, problem.message)
        for number, problem in enumerate(chronology.problems, 1)
    )
    _insert(database, "problems", "position, path, line, column, level, code, message", problems)
    omissions = (
        (number, omission.document, omission.start, omission.end, omission.reason)
        for number, omission in enumerate(chronology.omissions, 1)
    )
    _insert(database, "omissions", "position, source, char_start, char_end, reason", omissions)
    database.execute("INSERT INTO search(search) VALUES ('optimize')")


def _insert(database: sqlite3.Connection, table: str, columns: str, values: Iterable[rows.Row]) -> None:
    statement = f"INSERT INTO {table} ({columns}) VALUES ({rows.placeholders(columns)})"
    database.executemany(statement, map(rows.plain, values))


def _insert_sources(database: sqlite3.Connection, chronology: Chronology) -> None:
    columns = (
        "position, id, path, paths, url, title, publisher, language, published, published_at, published_basis,"
        " published_words, published_start, published_end, prose_start, sha256, dated, text"
    )
    values = (
        (
            position, document.id, document.paths[0], rows.list_to_json(document.paths), document.url, document.title,
            document.publisher, document.language, document.published.isoformat() if document.published else None,
            document.published_at.isoformat() if document.published_at else None, document.published_basis,
            document.published_words, *(document.published_span or (None, None)), document.prose,
            document.sha256, chronology.dated.get(document.id), document.text,
        )
        for position, document in enumerate(chronology.documents, 1)
    )  # fmt: skip
    _insert(database, "sources", columns, values)


class _Entries:
    """Inserts entries with all that hangs on them, numbering the rows."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._mentions, self._quantities = count(1), count(1)
        self._numbers = {table: count(1) for table in ("conflicts", "claims", "developments", "stages")}

    def insert(self, position: int, entry: Entry) -> None:
        when = entry.when
        keys = (rows.sort_number(when.begin), rows.sort_number(when.end)) if when else (None, None)
        columns = (
            f"position, id, {rows.INTERVAL}, begin_at, end_at, title, kind, faint, independent_sources, salience,"
            " actors, places, tags, note, edited, reasons"
        )
        row = (
            position, entry.id, *rows.interval_to_row(when), *keys, entry.title, entry.kind, entry.faint,
            entry.independent_sources, entry.salience, rows.list_to_json(entry.actors),
            rows.list_to_json(entry.places), rows.list_to_json(entry.tags), entry.note,
            rows.to_json(dict(entry.edited)), rows.list_to_json(entry.reasons),
        )  # fmt: skip
        self._insert("entries", columns, row)
        voices = (
            (position, number, source, voice.wire)
            for number, voice in enumerate(entry.voices, 1)
            for source in voice.sources
        )
        _insert(self._database, "voices", "entry, voice, source, wire", voices)
        for mention, link in zip(entry.mentions, entry.links, strict=True):
            self._insert_mention(position, mention, rows.mention_to_row(mention, link))
        for conflict in entry.conflicts:
            self._insert_values(position, "conflicts", "claims", conflict)
        for development in entry.developments:
            self._insert_values(position, "developments", "stages", development)
        quotes = "\n".join(link.quote for link in entry.links)
        text = (position, entry.title, quotes, "\n".join(entry.actors), "\n".join(entry.places))
        self._insert("search", "rowid, title, quotes, actors, places", tuple(map(_searchable, text)))

    def _insert(self, table: str, columns: str, row: rows.Row) -> None:
        _insert(self._database, table, columns, [row])

    def _insert_mention(self, entry: int, mention: Mention, row: rows.Row) -> None:
        position = next(self._mentions)
        self._insert("mentions", f"position, entry, {rows.MENTION}", (position, entry, *row))
        if mention.timex is not None:
            self._insert("timexes", f"mention, {rows.TIMEX}", (position, *rows.timex_to_row(mention.timex)))
        for quantity in mention.quantities:
            amount = (next(self._quantities), position, *rows.quantity_to_row(quantity))
            self._insert("quantities", f"position, mention, {rows.QUANTITY}", amount)

    def _insert_values(self, entry: int, table: str, values: str, told: Conflict | Development) -> None:
        """A conflict or a development in its ``table``, its claims in that of its ``values``."""
        position = next(self._numbers[table])
        self._insert(table, "position, entry, what", (position, entry, told.what))
        for claim in told.values:
            row = (next(self._numbers[values]), position, *rows.claim_to_row(claim))
            self._insert(values, f"position, {table.removesuffix('s')}, {rows.CLAIM}", row)


def _searchable(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
