"""Assembly: testimonies in, entries out, in order; what doesn't fit into memory waits on disk.

In memory stand a number for each mention (that of its component), the words and names of all documents, and what is
denied; else a batch.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from errno import EIO
from itertools import chain, islice
from pathlib import Path
from typing import Any

from idlibtl.chronology import reading
from idlibtl.chronology.blocks import Batch, Block, Made, Undated, grouped, packed_entry, pairs, undated
from idlibtl.chronology.edits import ByHand, Editing, Marks, marks_of
from idlibtl.chronology.entry import with_denials
from idlibtl.chronology.index import Index
from idlibtl.chronology.links import Citation
from idlibtl.chronology.merge import Edge, Edges
from idlibtl.chronology.reading import Reader, opened
from idlibtl.chronology.remembered import Remembered
from idlibtl.chronology.reports import Report
from idlibtl.chronology.shelf import DiskShelf, Shelf
from idlibtl.chronology.shelf import Marks as ShelfMarks
from idlibtl.chronology.testimony import Deposit, Testimony
from idlibtl.engine import Engine
from idlibtl.memory import Memory
from idlibtl.model import Claim, Entry, Omission, Problem
from idlibtl.packed import unpacked

BLOCK = 500  # mentions of a block, or of a batch, or so
LARGEST = 8000  # mentions of one day in a block
_PRAGMAS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;"
_ORDER = "undated, year, month, day, hour, minute, second, granularity, id"
_TABLES = f"""
CREATE TABLE edges (one INTEGER, other INTEGER, late INTEGER, against REAL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE TABLE members (component INTEGER, place INTEGER, PRIMARY KEY (component, place)) WITHOUT ROWID;
CREATE TABLE denials (denied TEXT PRIMARY KEY, alike REAL, claimed TEXT) WITHOUT ROWID;
CREATE TABLE entries ({_ORDER}, entry BLOB);
CREATE TABLE shown (document TEXT, start INTEGER);
CREATE TABLE omissions (document TEXT, start INTEGER, "end" INTEGER, reason TEXT);
"""


@contextmanager
def assembling(
    folder: Path,
    shelf: Shelf | None = None,
    tell: Callable[[float], None] = lambda _: None,
    memory: Memory | None = None,
) -> Iterator[Assembly]:
    """An `Assembly`; what SQLite says of its files, here or in whichever process reads them, is an OSError."""
    try:
        with Assembly(folder, shelf, tell, memory) as made:
            yield made
    except sqlite3.OperationalError as error:
        raise OSError(EIO, str(error), str(folder)) from error


class Assembly:
    """Makes one chronology, for a ``with`` statement: first ``add`` all, then take ``entries``, then ``omissions``.

    ``folder`` is where its files go, on this machine; ``shelf`` is where deposits wait, if not there too. The order in
    which testimonies come makes no difference to the entries. ``tell`` is told how much of the merging is done, from
    0 to 1.
    """

    def __init__(
        self,
        folder: Path,
        shelf: Shelf | None = None,
        tell: Callable[[float], None] = lambda _: None,
        memory: Memory | None = None,
    ) -> None:
        self._shelf = shelf or DiskShelf(folder / "shelf")
        self._index = Index(folder / "index")
        self._database = sqlite3.connect(folder / "assembly", isolation_level=None)
        self._database.executescript(_PRAGMAS + _TABLES)
        self._database.execute("BEGIN")
        self._tell = tell
        self.problems: list[Problem] = []
        self._memory = memory
        self._remembered: Remembered | None = None
        self._compared: deque[list[int]] = deque()  # of blocks that are being compared, the first places of stories
        self._asked: deque[list[bytes]] = deque()  # of batches that are being grouped, the keys of components
        self._denied: dict[str, tuple[float, str, Claim]] = {}  # id of what is denied -> by how much, by what

    def __enter__(self) -> Assembly:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        self._index.close()
        self._shelf.close()
        reading.close(self._shelf.key)

    def add(
        self, told: Testimony, deposit: Deposit | ShelfMarks, omissions: Iterable[Omission] = (), key: bytes = b""
    ) -> None:
        """Put in what a document tells, and its dated sentences that its mentions don't hold.

        The deposit, or where it has been put. With a memory, a ``key`` that is the same where all this is the same.
        """
        marks = self._shelf.put([deposit], 0)[0] if isinstance(deposit, Deposit) else deposit
        self._index.add(told, marks, key)
        rows = [(each.document, each.start, each.end, each.reason) for each in omissions]
        self._database.executemany("INSERT INTO omissions VALUES (?, ?, ?, ?)", rows)

    def entries(self, engine: Engine, by_hand: ByHand | None = None) -> Iterator[Entry]:
        """The entries of all that was told, in order, as the owner has them; ``problems`` tell what could not be so."""
        self._shelf.share(self._index.finish())
        if self._memory is not None:
            self._remembered = Remembered(self._memory, self._index, opened(self._shelf.key).common)
        with self._remembered.together() if self._remembered is not None else nullcontext():
            self._merge(engine)
        if by_hand is not None:
            self._edit(by_hand)
        yield from self._in_order()

    def _merge(self, engine: Engine) -> None:
        components = self._connected(engine)
        done = 0
        for made in engine.map(grouped, self._batches(components)):
            self._put(chain.from_iterable(made))
            if self._remembered is not None:
                for key, those in zip(self._asked.popleft(), made, strict=True):
                    self._remembered.learn_entries(key, those)
            done = min(done + BLOCK, len(components))
            self._tell(0.5 + 0.5 * done / len(components))
        for alone in engine.map(undated, self._undated()):
            self._put(alone)

    def omissions(self) -> Iterator[Omission]:
        """The dated sentences that no entry cites but a faint one, in the order in which they came.

        Merging brings some back: what one report tells under a condition, another tells as having happened.
        """
        self._database.execute("CREATE INDEX shown_in_order ON shown (document, start)")
        query = (
            'SELECT document, start, "end", reason FROM omissions AS o WHERE NOT EXISTS (SELECT 1 FROM shown AS s'
            ' WHERE s.document = o.document AND s.start >= o.start AND s.start < o."end") ORDER BY rowid'
        )
        for row in self._database.execute(query):
            yield Omission(*row)

    def _blocks(self) -> Iterator[Block]:
        only, denying = self._remembered.to_compare() if self._remembered is not None else (None, set[int]())
        for block in self._index.blocks(BLOCK, LARGEST, None if only is None else only | denying):
            own = [story for story in block if only is None or story.first in only]
            self._compared.append([story.first for story in own])
            beside, denied = self._index.neighbours(own, block)
            yield Block(self._shelf.key, tuple(own), tuple(beside), tuple(block) if denied else (), tuple(denied))

    def _connected(self, engine: Engine) -> array[int]:
        """The component of each place: the first of the places that edges connect with it."""
        above = array("q", range(self._index.mentions()))

        def first_of(place: int) -> int:
            while above[place] != place:
                above[place] = above[above[place]]
                place = above[place]
            return place

        def connect(edges: Sequence[Edge]) -> None:
            rows = [(edge.one, edge.other, edge.late, edge.against) for edge in edges]
            self._database.executemany("INSERT OR IGNORE INTO edges VALUES (?, ?, ?, ?)", rows)
            for edge in edges:
                one, other = first_of(edge.one), first_of(edge.other)
                above[max(one, other)] = min(one, other)

        done = 0
        for found in engine.map(pairs, self._blocks()):
            for first, edges in zip(self._compared.popleft(), found.edges, strict=True):
                connect(edges)
                if self._remembered is not None:
                    self._remembered.learn(first, edges)
            denials = [(denial.denied, denial.alike, denial.claimed) for denial in found.denials]
            self._database.executemany("INSERT INTO denials VALUES (?, ?, ?)", denials)
            done = min(done + BLOCK, len(above))
            self._tell(0.5 * done / len(above))
        if self._remembered is not None:
            connect(list(self._remembered.edges()))
        for place in range(len(above)):
            above[place] = first_of(place)
        return above

    def _undated(self) -> Iterator[Undated]:
        mentions = self._index.undated()
        while some := list(islice(mentions, BLOCK)):
            reports = self._index.reports(document for document, _ in some)
            yield Undated(self._shelf.key, tuple([mark for _, mark in some]), reports)

    def _batches(self, components: array[int]) -> Iterator[Batch]:
        rows = ((component, place) for place, component in enumerate(components) if component != place)
        self._database.executemany("INSERT INTO members VALUES (?, ?)", rows)
        self._database.execute("INSERT INTO members SELECT DISTINCT component, component FROM members")
        batch: list[tuple[array[int], Edges]] = []
        keys: list[bytes] = []
        held = 0
        for place, component in enumerate(components):
            if component != place:
                continue
            asked = self._component(place)
            if self._remembered is not None:
                key = self._remembered.entry_key(*asked)
                known = self._remembered.entries(key)
                if known is not None:
                    self._put(known)
                    continue
                keys.append(key)
            batch.append(asked)
            held += len(asked[0])
            if held >= BLOCK:
                self._asked.append(keys)
                yield self._batch(batch)
                batch, held, keys = [], 0, []
        if batch:
            self._asked.append(keys)
            yield self._batch(batch)

    def _component(self, place: int) -> tuple[array[int], Edges]:
        """The places of a component, in order, and its edges."""
        members = self._database.execute("SELECT place FROM members WHERE component = ? ORDER BY place", (place,))
        places = array("q", [member for (member,) in members]) or array("q", [place])
        query = (
            "SELECT late, against, one, other FROM members JOIN edges ON edges.one = members.place"
            " WHERE component = ? ORDER BY late, against, one, other"
        )
        return places, Edges(self._database.execute(query, (place,)) if len(places) > 1 else ())

    def _batch(self, components: list[tuple[array[int], Edges]]) -> Batch:
        stories = self._index.holding(place for places, _ in components for place in places)
        reports = self._index.reports(story.document for story in stories)
        return Batch(self._shelf.key, tuple(components), tuple(stories), reports)

    def _put(self, made: Iterable[Made]) -> None:
        for each in made:
            row = (*each.order, each.entry)
            self._database.execute(f"INSERT INTO entries VALUES ({'?, ' * len(each.order)}?)", row)
            self._database.executemany("INSERT INTO shown VALUES (?, ?)", each.shown)
            self._deny(each.denying)

    def _edit(self, by_hand: ByHand) -> None:
        """Put the entries that the owner's decisions make in the place of those that they change."""
        machine = _Machine(self._database, self._index, opened(self._shelf.key))
        marks = marks_of(by_hand.decisions, machine.entries()) if by_hand.decisions.on_entries else Marks()
        editing = Editing(by_hand, marks, machine)
        replaced, made = editing.carried_out()
        self._database.executemany("DELETE FROM entries WHERE rowid = ?", [(number,) for number in sorted(replaced)])
        self._put(packed_entry(entry, ()) for entry in made)
        self.problems = editing.problems

    def _deny(self, denying: Iterable[Claim]) -> None:
        """Note what an entry denies: one thing, of all that its mentions deny that which is most like them."""
        query = "SELECT alike, claimed FROM denials WHERE denied = ?"
        found = [(*row, claim.mention, claim) for claim in denying for row in self._rows(query, claim.mention)]
        if found:
            alike, claimed, denied, claim = max(found, key=lambda each: each[:3])
            known = self._denied.get(claimed)
            if known is None or known[:2] < (alike, denied):
                self._denied[claimed] = alike, denied, claim

    def _in_order(self) -> Iterator[Entry]:
        self._database.execute(f"CREATE INDEX in_order ON entries ({_ORDER})")
        against = {claimed: claim for claimed, (_, _, claim) in self._denied.items()}
        for (packed,) in self._database.execute(f"SELECT entry FROM entries ORDER BY {_ORDER}"):
            entry: Entry = unpacked(packed)
            yield with_denials(entry, against)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._database.execute(query, values).fetchall()


class _Machine:
    """What the machine has made, for editing; numbers of entries are those of their rows."""

    def __init__(self, database: sqlite3.Connection, index: Index, reader: Reader) -> None:
        self._database, self._index, self._reader = database, index, reader
        self.weight = reader.common.keywords

    def entries(self) -> Iterator[tuple[int, Entry]]:
        for number, entry in self._database.execute("SELECT rowid, entry FROM entries ORDER BY rowid"):
            yield number, unpacked(entry)

    def entry(self, number: int) -> Entry:
        ((entry,),) = self._database.execute("SELECT entry FROM entries WHERE rowid = ?", (number,)).fetchall()
        made: Entry = unpacked(entry)
        return made

    def cited(self, document: str) -> Iterator[Citation]:
        for mark in self._index.cited(document):
            yield from self._reader.cited_at(mark)

    def reports(self, documents: Iterable[str]) -> dict[str, Report]:
        return {document: self._reader.report(mark) for document, mark in self._index.reports(documents).items()}
