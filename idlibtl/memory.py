"""What a build remembers for the next one: the results of its steps, by digests of all that they depend on.

A file beside the chronology that may be removed at any time: without it everything is done anew, with it the result is
the same. It is open for one build at a time.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EIO
from hashlib import blake2b
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Any, Self

from idlibtl.packed import packed, unpacked

SIZE = 16  # bytes of a digest
_PRAGMAS = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;"
_TABLES = """
CREATE TABLE IF NOT EXISTS known (kind TEXT, key BLOB, value BLOB);
CREATE UNIQUE INDEX IF NOT EXISTS known_by_key ON known (kind, key);
"""
_PAUSE = 0.2  # seconds between two looks at whether another build is done
_LIBRARIES = (
    "babel-", "charset-normalizer-", "courlan-", "cryptography-", "dateparser-", "fonttools-", "hijridate-",
    "htmldate-", "jdatetime-", "justext-", "lxml-", "pycryptodome-", "pyluach-", "pypdf-", "python-dateutil-",
    "python-docx-", "pyyaml-", "regex-", "sentencex-", "tld-", "trafilatura-", "tzdata-", "warcio-",
)  # fmt: skip


def digest(*values: object) -> bytes:
    """A hash of values whose ``repr`` says all of them, in one way: sets have to be sorted before."""
    return blake2b(repr(values).encode(), digest_size=SIZE).digest()


def place_of(path: str | os.PathLike[str]) -> Path:
    """Where the memory of a chronology on this machine is."""
    target = Path(os.path.realpath(path))
    return target.with_name(f".{target.name}.cache")


class Memory:
    """For a ``with`` statement: what ``get`` and ``put`` have not named by its end is forgotten.

    Keys are digests; ``kind`` tells what was put. While another process has it open, ``waiting`` is called once, and
    then it is waited for. What is damaged is as if it were not there. Raises OSError where the file can't be made.
    """

    def __init__(self, path: Path, waiting: Callable[[], None] = lambda: None) -> None:
        self._path = path
        self._waiting = waiting
        self._named: dict[str, set[bytes]] = {}
        self._all = False
        self.program = program()

    def __enter__(self) -> Self:
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise OSError(EIO, str(error), str(self._path)) from error
            self._path.unlink(missing_ok=True)  # it is damaged
            self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What was learnt is kept in any case; only a build that ends well forgets."""
        with suppress(sqlite3.DatabaseError):
            if error is None and not self._all:
                for (each,) in self._database.execute("SELECT DISTINCT kind FROM known").fetchall():
                    self.forget(each)
            self._database.execute("COMMIT")
        self._database.close()

    def get(self, kind: str, key: bytes) -> Any:
        """What was put under the key; None where nothing was."""
        self._named.setdefault(kind, set()).add(key)
        try:
            row = self._database.execute("SELECT value FROM known WHERE kind = ? AND key = ?", (kind, key)).fetchone()
            if row is not None and row[0][:SIZE] == _sum(kind, key, row[0][SIZE:]):
                return unpacked(row[0][SIZE:])
        except Exception:  # bytes that are none of ours may raise anything
            pass
        return None

    def has(self, kind: str, key: bytes) -> bool:
        """Whether something was put under the key; what is damaged counts too."""
        with suppress(sqlite3.DatabaseError):
            found = self._database.execute("SELECT 1 FROM known WHERE kind = ? AND key = ?", (kind, key))
            return found.fetchone() is not None
        return False

    def peek(self, kind: str, key: bytes) -> Any:
        """The same as ``get``, but what isn't named else is forgotten."""
        named = key in self._named.setdefault(kind, set())
        value = self.get(kind, key)
        if not named:
            self._named[kind].discard(key)
        return value

    def keys(self, kind: str) -> set[bytes]:
        """All keys under which something of this kind was put."""
        with suppress(sqlite3.DatabaseError):
            return {key for (key,) in self._database.execute("SELECT key FROM known WHERE kind = ?", (kind,))}
        return set()

    def put(self, kind: str, key: bytes, value: object) -> None:
        self._named.setdefault(kind, set()).add(key)
        data = packed(value)
        with suppress(sqlite3.DatabaseError):
            self._database.execute(
                "INSERT OR REPLACE INTO known VALUES (?, ?, ?)", (kind, key, _sum(kind, key, data) + data)
            )

    def forget(self, kind: str) -> None:
        """Forget what was put of this kind, but for what has been named since the memory was opened."""
        named = self._named.get(kind, set())
        with suppress(sqlite3.DatabaseError):
            for key in self.keys(kind) - named:
                self._database.execute("DELETE FROM known WHERE kind = ? AND key = ?", (kind, key))

    @contextmanager
    def together(self) -> Iterator[None]:
        """For a ``with`` statement: what changes meanwhile is kept if it ends well, else all is as it was."""
        with suppress(sqlite3.DatabaseError):
            self._database.execute("SAVEPOINT together")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.DatabaseError):
                self._database.execute("ROLLBACK TO together")
            raise
        finally:
            with suppress(sqlite3.DatabaseError):
                self._database.execute("RELEASE together")

    def keep_all(self) -> None:
        """Forget nothing this time."""
        self._all = True

    def _open(self) -> None:
        self._database = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        try:
            told = False
            while not self._begun():
                if not told:
                    self._waiting()
                told = True
                sleep(_PAUSE)
        except BaseException:
            self._database.close()
            raise

    def _begun(self) -> bool:
        try:
            self._database.executescript(_PRAGMAS)
            self._database.execute("BEGIN EXCLUSIVE")
            for statement in _TABLES.split(";\n"):
                self._database.execute(statement)
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                return False
            raise
        return True


def _sum(kind: str, key: bytes, data: bytes) -> bytes:
    """What tells that a value is whole, and under its own key: nothing waits for the disk, which may lose power."""
    made = blake2b(data, digest_size=SIZE)
    made.update(kind.encode() + key)
    return made.digest()


def program() -> bytes:
    """A digest of this program and of what it reads by: another one may come to other results."""
    from idlibtl import __file__ as here

    made = blake2b(digest_size=SIZE)
    top = Path(here).parent
    for path in sorted(top.rglob("*")):
        if path.suffix in (".py", ".toml", ".so", ".pyd"):
            made.update(f"{path.relative_to(top).as_posix()}\0".encode())
            made.update(path.read_bytes())
    made.update(repr([platform.python_version(), unicodedata.unidata_version, sorted(_installed())]).encode())
    return made.digest()


def _installed() -> Iterator[str]:
    """The libraries with their versions, as the folders that tell of them are called."""
    for place in map(Path, filter(None, sys.path)):
        if place.is_dir():
            for name in os.listdir(place):  # noqa: PTH208 - importlib.metadata takes ten times as long
                if name.endswith(".dist-info") and name.lower().replace("_", "-").startswith(_LIBRARIES):
                    yield name
