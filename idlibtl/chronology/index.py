"""The index: what is told of which dates, and where it waits.

Dated mentions have places in it, numbers from 0 in the order of their dates; those of a story follow one another.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import Any, NamedTuple

from idlibtl.chronology.names import commonest
from idlibtl.chronology.shelf import Mark, Marks
from idlibtl.chronology.testimony import Testimony
from idlibtl.packed import packed

_PRAGMAS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;"
_TABLES = """
CREATE TABLE documents (document TEXT PRIMARY KEY, part TEXT, row INTEGER) WITHOUT ROWID;
CREATE TABLE stories (
  story INTEGER PRIMARY KEY, day INTEGER, document TEXT, size INTEGER, looked_up TEXT, denied TEXT,
  part TEXT, row INTEGER, compared_by TEXT
);
CREATE TABLE keys (key TEXT, story INTEGER);
CREATE TABLE undated (document TEXT, number INTEGER, part TEXT, row INTEGER);
CREATE TABLE telling (number INTEGER PRIMARY KEY, document TEXT, key BLOB, stories INTEGER);
"""
_PLACES = """
CREATE TABLE placed (first INTEGER PRIMARY KEY, story INTEGER, size INTEGER);
INSERT INTO placed SELECT sum(size) OVER told - size, story, size FROM stories
  WINDOW told AS (ORDER BY day, document, story);
CREATE UNIQUE INDEX placed_by_story ON placed (story);
CREATE INDEX keys_by_key ON keys (key, story);
CREATE INDEX undated_in_order ON undated (document, number);
"""
_MANY = 500  # values in one question


class Placed(NamedTuple):
    """A story with the place of its first mention, where it waits (as a `Mark` has it), and its document."""

    first: int
    size: int
    part: str
    row: int
    document: str

    @property
    def mark(self) -> Mark:
        return Mark(self.part, self.row)


class Telling(NamedTuple):
    """A document with its key, and how many stories it has."""

    document: str
    key: bytes
    stories: int


class ComparedBy(NamedTuple):
    """What a story is compared by: see `Story`."""

    day: int
    size: int
    looked_up: Sequence[str]
    denies: bool
    words: Sequence[Sequence[str]]
    places: Sequence[Sequence[str]]
    keys: Sequence[str]
    keywords: Sequence[str]
    actors: Sequence[str]
    named: Sequence[str]


class Index:
    """Takes testimonies in, with where their deposits are; after ``finish`` it tells what belongs together."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(_PRAGMAS + _TABLES)
        self._database.execute("BEGIN")
        self._stories = 0
        self._telling = [0, 0]  # documents that tell something, and something dated
        self._words = Counter[str](), Counter[str]()  # keywords, terms: how many documents have them
        self._names = Counter[str](), Counter[str]()  # actors, places

    def close(self) -> None:
        self._database.close()

    def add(self, told: Testimony, marks: Marks, key: bytes = b"") -> None:
        """``key`` is one that tells the same document with the same findings again."""
        run, many = self._database.execute, self._database.executemany
        run("INSERT INTO documents VALUES (?, ?, ?)", (told.document, *marks.report))
        for story, mark in zip(told.stories, marks.stories, strict=True):
            self._stories += 1
            looks = json.dumps(story.looked_up), json.dumps(story.denied)
            compared_by = story.words, story.places, story.keys, story.keywords, story.actors, story.named
            by = json.dumps(compared_by) if key else None
            row = (self._stories, story.day, told.document, story.size, *looks, *mark, by)
            run("INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            many("INSERT INTO keys VALUES (?, ?)", [(key, self._stories) for key in story.keys])
        undated = [(told.document, number, *mark) for number, mark in enumerate(marks.undated)]
        many("INSERT INTO undated VALUES (?, ?, ?, ?)", undated)
        if key:
            run("INSERT INTO telling VALUES (NULL, ?, ?, ?)", (told.document, key, len(told.stories)))
        self._telling[0] += bool(told.stories or told.undated)
        self._telling[1] += bool(told.stories)
        self._words[0].update(told.keywords)
        self._words[1].update(told.terms)
        self._names[0].update(told.actors)
        self._names[1].update(told.places)

    def finish(self) -> bytes:
        """All has been added; gives what all who merge must know (`Common`), packed."""
        for statement in _PLACES.split(";\n"):
            self._database.execute(statement)
        common = (*zip(self._words, self._telling, strict=True), *map(commonest, self._names))
        self._words, self._names = (Counter(), Counter()), (Counter(), Counter())
        return packed(common)

    def mentions(self) -> int:
        """How many mentions have a place."""
        return int(self._rows("SELECT coalesce(sum(size), 0) FROM placed")[0][0])

    def blocks(self, least: int, most: int, only: Set[int] | None = None) -> Iterator[list[Placed]]:
        """Stories that follow one another, with ``least`` mentions in all or a few more; days are cut at ``most`` only.

        What a day is compared with is read once for each block. ``only``: the first places of those that are wanted.
        """
        block: list[Placed] = []
        held = last = 0
        for day, *row in self._database.execute(_PLACED.format("day, ") + "ORDER BY first"):
            if held >= most or (held >= least and day != last):
                yield block
                block, held = [], 0
            placed = Placed._make(row)
            if only is not None and placed.first not in only:
                continue
            block.append(placed)
            held += block[-1].size
            last = day
        if block:
            yield block

    def neighbours(self, own: Sequence[Placed], denying: Sequence[Placed]) -> tuple[list[Placed], list[Placed]]:
        """The stories that some are compared with, and those of which others may deny something."""
        return self._under(self._keys_of(own, "looked_up")), self._under(self._keys_of(denying, "denied"))

    def _keys_of(self, stories: Sequence[Placed], column: str) -> set[str]:
        query = (
            f"SELECT DISTINCT {column} FROM placed JOIN stories USING (story)"
            " WHERE first IN (SELECT value FROM json_each(?))"
        )
        found: set[str] = set()
        for (keys,) in self._rows(query, json.dumps([story.first for story in stories])):
            found.update(json.loads(keys))
        return found

    def documents(self) -> Iterator[Telling]:
        """What documents tell, in the order in which they were added with a key."""
        for row in self._rows("SELECT document, key, stories FROM telling"):
            yield Telling(*row)

    def told(self) -> Iterator[ComparedBy]:
        """What stories are compared by, in the order of their documents and within these."""
        for row in self._database.execute(f"{_COMPARED_BY} ORDER BY story"):
            yield _compared_by(*row)

    def told_by(self, number: int) -> ComparedBy:
        """What the story with this number, from 0, is compared by."""
        return _compared_by(*self._rows(f"{_COMPARED_BY} WHERE story = ?", number + 1)[0])

    def firsts(self) -> array[int]:
        """The first place of each story, by its number."""
        return array("q", [first for (first,) in self._database.execute("SELECT first FROM placed ORDER BY story")])

    def holding(self, places: Iterable[int]) -> list[Placed]:
        """The stories that hold these places, in order."""
        query = _PLACED.format("") + "WHERE first <= ? ORDER BY first DESC LIMIT 1"
        found: dict[int, Placed] = {}
        last = None
        for place in sorted(places):
            if last is None or place >= last.first + last.size:
                last = Placed._make(self._rows(query, place)[0])
                found[last.first] = last
        return list(found.values())

    def undated(self) -> Iterator[tuple[str, Mark]]:
        """The mentions without a date, in the order of the documents."""
        for document, *mark in self._database.execute(
            "SELECT document, part, row FROM undated ORDER BY document, number"
        ):
            yield document, Mark(*mark)

    def reports(self, documents: Iterable[str]) -> dict[str, Mark]:
        """Where the reports of documents are."""
        query = "SELECT part, row FROM documents WHERE document = ?"
        return {document: Mark(*self._rows(query, document)[0]) for document in sorted(set(documents))}

    def cited(self, document: str) -> Iterator[Mark]:
        """Where the citations of all that a document tells are."""
        query = "SELECT part, row, size FROM stories WHERE document = ? ORDER BY story"
        for part, row, size in self._rows(query, document):
            yield from (Mark(part, row + 1 + number) for number in range(size))
        query = "SELECT part, row FROM undated WHERE document = ? ORDER BY number"
        yield from (Mark(*row) for row in self._rows(query, document))

    def _under(self, keys: Iterable[str]) -> list[Placed]:
        """The stories that stand under these keys, in order."""
        wanted = sorted(keys)
        stories: set[tuple[Any, ...]] = set()
        for first in range(0, len(wanted), _MANY):
            some = wanted[first : first + _MANY]
            query = (
                _PLACED.format("")
                + f"JOIN keys ON keys.story = placed.story WHERE key IN ({', '.join('?' * len(some))})"
            )
            stories.update(self._database.execute(query, some))
        return [Placed._make(row) for row in sorted(stories)]

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._database.execute(query, values).fetchall()


_COMPARED_BY = "SELECT day, size, looked_up, denied, compared_by FROM stories"


def _compared_by(day: int, size: int, looked_up: str, denied: str, by: str) -> ComparedBy:
    return ComparedBy(day, size, json.loads(looked_up), denied != "[]", *json.loads(by))


_PLACED = "SELECT {}first, placed.size, part, row, document FROM placed JOIN stories ON stories.story = placed.story "
