"""The ledger: what all documents tell, on disk, to be read again by date, by whichever process merges it.

Mentions have places in it, numbers from 0 in the order of their dates; a story's follow one another.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from idlibtl.chronology.links import Citation
from idlibtl.chronology.names import Spellings, commonest
from idlibtl.chronology.reports import Report
from idlibtl.chronology.testimony import Testimony, cited_of, gists_of, report_of
from idlibtl.chronology.traits import Gist, Traits, traits_of_story
from idlibtl.chronology.weights import Weights, weigh_counted
from idlibtl.languages.spelling import normal_form

_PRAGMAS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;"
_TABLES = """
CREATE TABLE reports (document TEXT PRIMARY KEY, report BLOB) WITHOUT ROWID;
CREATE TABLE stories (story INTEGER PRIMARY KEY, day INTEGER, document TEXT, size INTEGER, gists BLOB);
CREATE TABLE keys (key TEXT, story INTEGER);
CREATE TABLE cited (story INTEGER, number INTEGER, cited BLOB, PRIMARY KEY (story, number));
CREATE TABLE undated (document TEXT, number INTEGER, cited BLOB);
CREATE TABLE common (common BLOB);
"""
_PLACES = """
CREATE TABLE placed (first INTEGER PRIMARY KEY, story INTEGER, size INTEGER);
INSERT INTO placed SELECT sum(size) OVER told - size, story, size FROM stories
  WINDOW told AS (ORDER BY day, document, story);
CREATE UNIQUE INDEX placed_by_story ON placed (story, first);
CREATE INDEX keys_by_key ON keys (key, story);
CREATE INDEX undated_in_order ON undated (document, number);
"""
_PLACED = "SELECT first, story FROM placed WHERE"
_KEPT = 2048  # stories
_MANY = 500  # values in one question


class LedgerKey(NamedTuple):
    """What finds a ledger again: the path of its file, and which of those that had this path it is."""

    path: str
    number: int


@dataclass(frozen=True, slots=True)
class Common:
    """What all documents have in common: how much words weigh, and how names are spelled."""

    terms: Weights
    keywords: Weights
    spellings: Spellings


class LedgerWriter:
    """Takes the testimonies of a build in. Raises what SQLite and the disk say."""

    _written = 0

    def __init__(self, path: Path) -> None:
        LedgerWriter._written += 1
        self.key = LedgerKey(str(path), LedgerWriter._written)
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(_PRAGMAS + _TABLES)
        self._database.execute("BEGIN")
        self._stories = 0
        self._telling = [0, 0]  # documents that tell something, and something dated
        self._words = Counter[str](), Counter[str]()  # keywords, terms: how many documents have them
        self._names = Counter[str](), Counter[str]()  # actors, places

    def add(self, told: Testimony) -> None:
        run = self._database.execute
        run("INSERT INTO reports VALUES (?, ?)", (told.document, told.report))
        for story in told.stories:
            self._stories += 1
            row = (self._stories, story.day, told.document, story.size, story.gists)
            run("INSERT INTO stories VALUES (?, ?, ?, ?, ?)", row)
            keys = [(key, self._stories) for key in story.keys]
            self._database.executemany("INSERT INTO keys VALUES (?, ?)", keys)
            cited = [(self._stories, number, each) for number, each in enumerate(story.cited)]
            self._database.executemany("INSERT INTO cited VALUES (?, ?, ?)", cited)
        undated = [(told.document, number, each) for number, each in enumerate(told.undated)]
        self._database.executemany("INSERT INTO undated VALUES (?, ?, ?)", undated)
        self._telling[0] += bool(told.stories or told.undated)
        self._telling[1] += bool(told.stories)
        for counter, words in zip(
            (*self._words, *self._names), (told.keywords, told.terms, told.actors, told.places), strict=True
        ):
            counter.update(words)

    def finish(self) -> None:
        """Make the ledger ready to be read; nothing can be added any more."""
        common = (self._words[0], self._telling[0], self._words[1], self._telling[1], *map(commonest, self._names))
        self._database.execute("INSERT INTO common VALUES (?)", (pickle.dumps(common),))
        for statement in _PLACES.split(";\n"):
            self._database.execute(statement)
        self._database.execute("COMMIT")
        self._database.close()

    def close(self) -> None:
        """Let go of the file, also where this process reads it."""
        self._database.close()
        close(self.key)


class Ledger:
    """A ledger that is finished. Stories that were just looked at are kept: coarse dates come up again and again."""

    def __init__(self, key: LedgerKey) -> None:
        self._database = sqlite3.connect(f"{Path(key.path).as_uri()}?mode=ro&immutable=1", uri=True)
        self.common = self._common()
        self._recent = lru_cache(maxsize=_KEPT)(self._story)

    def close(self) -> None:
        self._database.close()

    def stories(self) -> Iterator[tuple[int, int]]:
        """The first place and the size of each story, in order."""
        yield from self._database.execute("SELECT first, size FROM placed ORDER BY first")

    def undated(self) -> int:
        """How many mentions have no date."""
        (number,) = self._database.execute("SELECT count(*) FROM undated").fetchone()
        return int(number)

    def undated_cited(self, first: int, last: int) -> Iterator[tuple[Citation, ...]]:
        """Undated mentions, from the first to before the last, in the order of the documents."""
        query = "SELECT cited FROM undated ORDER BY document, number LIMIT ? OFFSET ?"
        for (packed,) in self._database.execute(query, (last - first, first)):
            yield self._spelled(packed)

    def traits(self, first: int, last: int) -> dict[int, Traits]:
        """The mentions of the stories that lie in these places, from the first to before the last."""
        return self._traits(self._database.execute(f"{_PLACED} first >= ? AND first < ? ORDER BY first", (first, last)))

    def traits_holding(self, places: Sequence[int]) -> dict[int, Traits]:
        """The mentions of the stories that hold these places."""
        query = f"{_PLACED} first <= ? ORDER BY first DESC LIMIT 1"
        found: dict[int, Traits] = {}
        for place in places:
            if place not in found:
                found.update(self._traits(self._database.execute(query, (place,))))
        return found

    def traits_under(self, keys: Iterable[str]) -> dict[int, Traits]:
        """The mentions of the stories that stand under these dates, in the order of their places."""
        return self._traits(self._under(keys))

    def told_on(self, days: Iterable[str]) -> Iterator[Gist]:
        """The mentions, with those that elaborate, of the stories of which something is told on these days."""
        for _, story in self._under(f"told {day}" for day in days):
            for gists in self._gists(story):
                yield from map(self.common.spellings.placed, gists)

    def elaborating(self, first: int, last: int) -> Iterator[Gist]:
        """The mentions that elaborate those in these places."""
        for _, story in self._rows(f"{_PLACED} first >= ? AND first < ? ORDER BY first", (first, last)):
            yield from self._gists(story)[1]

    def cited(self, places: Iterable[int]) -> dict[int, tuple[Citation, ...]]:
        """The citations of the mentions in these places, each followed by those that elaborate it."""
        query = (
            "SELECT cited FROM cited JOIN (SELECT story, ? - first AS place FROM placed WHERE first <= ?"
            " ORDER BY first DESC LIMIT 1) AS here ON cited.story = here.story AND cited.number = here.place"
        )
        return {place: self._spelled(self._database.execute(query, (place, place)).fetchone()[0]) for place in places}

    def reports(self, documents: Iterable[str]) -> dict[str, Report]:
        found: dict[str, Report] = {}
        for document in sorted(set(documents)):
            row = self._database.execute("SELECT report FROM reports WHERE document = ?", (document,)).fetchone()
            found[document] = report_of(row[0])
        return found

    def _under(self, keys: Iterable[str]) -> list[tuple[int, int]]:
        """First places and numbers of the stories that stand under these keys, in the order of their places."""
        wanted = sorted(set(keys))
        stories: set[int] = set()
        for first in range(0, len(wanted), _MANY):
            some = wanted[first : first + _MANY]
            query = f"SELECT DISTINCT story FROM keys WHERE key IN ({', '.join('?' * len(some))})"
            stories.update(story for (story,) in self._rows(query, some))
        return sorted(row for story in stories for row in self._rows(f"{_PLACED} story = ?", (story,)))

    def _traits(self, placed: Iterable[tuple[int, int]]) -> dict[int, Traits]:
        return {place: one for first, story in placed for place, one in enumerate(self._recent(story), first)}

    def _story(self, story: int) -> tuple[Traits, ...]:
        spelled = self.common.spellings.placed
        return tuple(traits_of_story([spelled(one) for one in self._gists(story)[0]]))

    def _gists(self, story: int) -> tuple[tuple[Gist, ...], tuple[Gist, ...]]:
        ((packed,),) = self._rows("SELECT gists FROM stories WHERE story = ?", (story,))
        return gists_of(packed)

    def _rows(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        return self._database.execute(query, values).fetchall()

    def _common(self) -> Common:
        ((packed,),) = self._rows("SELECT common FROM common", ())
        keywords, telling, terms, dated, actors, places = pickle.loads(packed)
        spellings = Spellings(actors, places)
        return Common(weigh_counted(_respelled(terms, spellings), dated), weigh_counted(keywords, telling), spellings)

    def _spelled(self, packed: bytes) -> tuple[Citation, ...]:
        spelled = self.common.spellings.spelled
        return tuple([Citation(spelled(each.mention), each.link, each.figures) for each in cited_of(packed)])


_opened: dict[LedgerKey, Ledger] = {}


def opened(key: LedgerKey) -> Ledger:
    """The ledger, which stays open until another is asked for in this process."""
    if key not in _opened:
        for other in list(_opened):
            close(other)
        _opened[key] = Ledger(key)
    return _opened[key]


def close(key: LedgerKey) -> None:
    """Let go of a ledger, where this process has it open."""
    if key in _opened:
        _opened.pop(key).close()


def _respelled(terms: Counter[str], spellings: Spellings) -> Counter[str]:
    """The words with how many documents have them, once the places in them are spelled alike."""
    found = Counter(terms)
    for name, best in spellings.places.items():
        old, new = (f"@{normal_form(each)}" for each in (name, best))
        if old != new and old in terms:
            found[new] += terms[old]
    return found
