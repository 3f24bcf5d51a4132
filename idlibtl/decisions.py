"""Decisions: what the owner of a chronology says against the machine, as `chronology.toml` has it.

Each is one ``[[edit]]`` table, in the order in which they were made. It finds what it is about by its anchors, never by
a place in the chronology, so that it outlives builds, new sources and moved files.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from idlibtl.dates import Interval, from_edtf
from idlibtl.model import KINDS, Kind, Level, Problem
from idlibtl.value import Value

Action = Literal["hide", "keep", "date", "title", "kind", "merge", "split", "tag", "note", "add", "source"]
ACTIONS: tuple[Action, ...] = get_args(Action)
OF_EDITS = ("edit", "edit-lost", "edit-moved", "edit-idle")  # codes of problems
_LONGEST = 4000  # characters of what an owner writes in one place
_ID = re.compile(r"[0-9a-f]{8,64}")  # of an entry by hand, as of any other
_HEADER = re.compile(r"""^[ \t]*\[\[[ \t]*["']?edit["']?[ \t]*\]\]""", re.M)


class DecisionsError(Exception):
    """The file can't be read as a whole; the message names it, the line, and what to do."""


@dataclass(frozen=True, slots=True)
class Anchor(Value):
    """How a decision finds a mention: by its id, or the eight digits or more that it begins with; where that is gone,
    by its quote, in this source if there are more.

    Of a source: by its path, or by the id of its text.
    """

    mention: str = ""
    quote: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reference(Value):
    """Where the owner says that an entry added by hand is told: in a report that was read, or anywhere else.

    ``source`` is a path, an address, or a name. ``quote`` are its words. ``id`` is that of the text, where it was read.
    """

    source: str
    title: str | None = None
    quote: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Decision(Value):
    """One decision: its ``number`` and ``line`` in the file, both from 1.

    The first of the ``anchors`` is what it is about. ``words`` are the new title, note, date (as written) or kind;
    ``when`` the new date. ``because`` is for people.
    """

    number: int
    line: int
    action: Action
    anchors: tuple[Anchor, ...] = ()
    words: str = ""
    when: Interval | None = None
    kind: Kind | None = None
    tags: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    id: str = ""
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Decisions(Value):
    """All decisions of a file, and those that make no sense, as problems.

    ``path`` is the file as it was given; ``digest`` tells its bytes, empty where there is no file. ``total`` is the
    number of both.
    """

    path: str
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
    digest: str = ""
    total: int = 0

    @property
    def on_entries(self) -> bool:
        """Whether any is about entries."""
        return any(decision.action != "source" for decision in self.decisions)

    def published(
        self, paths: Sequence[str], ident: str, there: AbstractSet[str]
    ) -> tuple[date, datetime | None, str] | None:
        """When the owner says that a source was published, with the clock time if it has one, and the words.

        ``there`` are the ids of all texts.
        """
        for decision in reversed(self.decisions):
            if decision.action == "source" and names_source(decision.anchors[0], paths, ident, there):
                at = datetime.fromisoformat(decision.words)
                at = at.replace(tzinfo=None)  # clock times are as printed, here as in reports
                return at.date(), at if "T" in decision.words else None, decision.words
        return None

    def lost(self, decision: Decision, message: str) -> Problem:
        """That a decision could not be followed."""
        return self._problem("edit-lost", decision, message, "error")

    def moved(self, decision: Decision, message: str) -> Problem:
        """That it found what it is about elsewhere than where it was made."""
        return self._problem("edit-moved", decision, message, "notice")

    def idle(self, decision: Decision, message: str) -> Problem:
        """That it is so without it."""
        return self._problem("edit-idle", decision, message, "notice")

    def _problem(self, code: str, decision: Decision, message: str, level: Level) -> Problem:
        message = f"edit {decision.number} ({decision.action}) {message}"
        return Problem(self.path, code, message, level, decision.line)


NONE = Decisions("")


def names_source(anchor: Anchor, paths: Sequence[str], ident: str, there: AbstractSet[str]) -> bool:
    """Whether an anchor means the text with this id, in these files: the path counts where its text isn't there."""
    return anchor.mention == ident if anchor.mention in there else anchor.source in paths


def edits_file(db: str | os.PathLike[str]) -> Path:
    """Where the decisions on a chronology are kept: beside it, under its name. Links to it are followed."""
    path = Path(str(db).rstrip("/"))
    path = Path(os.path.realpath(path)) if path.is_symlink() else path
    return path.with_name(f"{path.stem}.toml")


def read_decisions(path: Path) -> Decisions:
    """The decisions in a file; none where there is none. Raises DecisionsError, and OSError where it can't be read."""
    name = path.as_posix()
    if not os.path.lexists(path):
        return Decisions(name)
    if not path.is_file():
        what = f"a link to {path.readlink()}, which is not there" if path.is_symlink() else "no file"
        raise DecisionsError(f"{name}: it is {what}; nothing was done")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
        told = parsed(text)
    except UnicodeDecodeError:
        raise DecisionsError(f"{name}: it is not in UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise DecisionsError(f"{name}: it is not TOML: {error}; mend it, nothing was done") from None
    except ValueError as error:  # a number of more digits than Python reads
        raise DecisionsError(f"{name}: {error}; mend it, nothing was done") from None
    except RecursionError:
        raise DecisionsError(f"{name}: it is nested too deeply; mend it, nothing was done") from None
    digest = hashlib.sha256(data).hexdigest()
    problems: list[Problem] = []
    if strange := sorted(told.keys() - {"edit"}):
        message = f"unknown tables were passed over: {', '.join(map(repr, strange))}; each decision is an [[edit]]"
        problems.append(Problem(name, "edit", message, "error"))
    tables = told.get("edit", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise DecisionsError(f"{name}: “edit” must be tables: write [[edit]] above each decision; nothing was done")
    starts = headers(text)
    if len(starts) != len(tables) or ("edit" in told and not tables):
        raise DecisionsError(f"{name}: “edit” must not be a list: write [[edit]] above each decision; nothing was done")
    decisions: list[Decision] = []
    added: dict[str, int] = {}  # the edits that add entries, by the ids of these
    for number, (table, start) in enumerate(zip(tables, starts, strict=True), 1):
        line = text.count("\n", 0, start) + 1
        try:
            decision = _decision(number, line, table)
            if decision.id and (first := added.setdefault(decision.id, number)) != number:
                raise ValueError(f"edit {first} has its id, {decision.id}; give it another")
            decisions.append(decision)
        except ValueError as error:
            message = f"edit {number} was passed over: {error}"
            problems.append(Problem(name, "edit", message, "error", line))
    return Decisions(name, tuple(decisions), tuple(problems), digest, len(tables))


def headers(text: str) -> list[int]:
    """Where the decisions begin in a file of edits: the offsets of their ``[[edit]]``, but not of one within words."""
    found = [match.start() for match in _HEADER.finditer(text)]
    if len(found) == len(parsed(text).get("edit", [])):
        return found
    return [start for start in found if _is_whole(text[:start])]


def _is_whole(text: str) -> bool:
    try:
        parsed(text)
    except ValueError:
        return False
    return True


def parsed(text: str) -> dict[str, Any]:
    """What a file of edits says as TOML. Raises ValueError."""
    return tomllib.loads(text.replace("\r\n", "\n"))


_FIELDS: Mapping[Action, tuple[str, ...]] = {
    "hide": ("entry",),
    "keep": ("entry",),
    "date": ("entry", "date"),
    "title": ("entry", "title"),
    "kind": ("entry", "kind"),
    "note": ("entry", "note"),
    "tag": ("entry", "tags"),
    "merge": ("entries",),
    "split": ("mentions",),
    "source": ("source", "published"),
    "add": ("id", "date", "title", "sources"),
}
_MAY: Mapping[Action, tuple[str, ...]] = {"add": ("kind", "actors", "places", "tags", "note")}


def _decision(number: int, line: int, table: Mapping[str, Any]) -> Decision:
    """Raises ValueError, which says what is wrong with the table."""
    action = next((known for known in ACTIONS if known == table.get("action")), None)
    if action is None:
        raise ValueError(f"its action is {table.get('action')!r}; known are {', '.join(ACTIONS)}")
    needed = _FIELDS[action]
    if missing := [name for name in needed if name not in table]:
        raise ValueError(f"{action} needs {', '.join(missing)}")
    known = {"action", "because", *needed, *_MAY.get(action, ())}
    if strange := sorted(table.keys() - known):
        raise ValueError(f"{action} has no {', '.join(strange)}; it has {', '.join(sorted(known - {'action'}))}")
    take = _Taken(table)
    kind = take.kind() if "kind" in table else None
    return Decision(
        number,
        line,
        action,
        take.anchors(action),
        next((take.words(name) for name in ("title", "note", "published") if name in needed), ""),
        take.when() if "date" in table else None,
        kind,
        take.list("tags", str_words),
        take.list("actors", str_words),
        take.list("places", str_words),
        take.list("sources", _reference),
        take.id() if action == "add" else "",
        take.words("because") if "because" in table else None,
    )


def str_words(value: object) -> str:
    """Words that an owner wrote. Raises ValueError."""
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        raise ValueError(f"{value!r:.60} should be words in quotation marks, {_LONGEST} characters at most")
    return value


class _Taken:
    """Takes fields out of a table. Raises ValueError."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table

    def words(self, name: str) -> str:
        value = self._table[name]
        if name == "published":
            return published_words(value)
        try:
            return str_words(value)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None

    def id(self) -> str:
        words = self.words("id").lower()
        if not _ID.fullmatch(words):
            raise ValueError(f"its id, {words!r:.60}, should be 8 to 64 of 0-9 and a-f")
        return words

    def kind(self) -> Kind:
        found = next((kind for kind in KINDS if kind == self._table["kind"]), None)
        if found is None:
            raise ValueError(f"its kind is {self._table['kind']!r}; known are {', '.join(KINDS)}")
        return found

    def when(self) -> Interval:
        value = self._table["date"]
        words = value.isoformat() if isinstance(value, date) else str(value)
        try:
            return from_edtf(words)
        except ValueError:
            raise ValueError(f"{words!r} is no date; write 2020-03-05, 2020-03, 2020 or another date of EDTF") from None

    def list(self, name: str, each: Callable[[object], Any]) -> tuple[Any, ...]:
        values = self._table.get(name, [])
        if not isinstance(values, list):
            raise ValueError(f"{name} should be a list, in square brackets")
        return tuple([each(value) for value in values])

    def anchors(self, action: Action) -> tuple[Anchor, ...]:
        if action == "add":
            if not self.list("sources", _reference):
                raise ValueError("an entry needs a source")
            return ()
        if action == "source":
            return (_anchor(self._table["source"], {"path": "source", "id": "mention"}),)
        if action not in ("merge", "split"):
            return (_anchor(self._table["entry"]),)
        found: tuple[Anchor, ...] = self.list("entries" if action == "merge" else "mentions", _anchor)
        if len(found) < (2 if action == "merge" else 1):
            raise ValueError("two entries or more are merged" if action == "merge" else "it names no mentions")
        return found


def published_words(value: object) -> str:
    """A publication date as ISO 8601, with its clock time if it has one. Raises ValueError."""
    words = value.isoformat() if isinstance(value, date) else str(value).strip()
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        raise ValueError(f"{words!r} is no publication date; write 2020-03-05 or 2020-03-05T14:30") from None
    return at.isoformat() if len(words) > len("2020-03-05") else at.date().isoformat()


def _anchor(value: object, names: Mapping[str, str] | None = None) -> Anchor:
    known = names or {"mention": "mention", "quote": "quote", "source": "source"}
    if isinstance(value, str):
        value = {next(iter(known)): value}
    if not isinstance(value, dict) or not value or value.keys() - known.keys():
        raise ValueError(f"{value!r:.60} should be {{{', '.join(f'{name} = …' for name in known)}}}")
    told = {known[name]: str_words(words) for name, words in value.items()}
    return Anchor(**{name: words.lower() if name == "mention" else words for name, words in told.items()})


def _reference(value: object) -> Reference:
    if isinstance(value, str):
        value = {"source": value}
    if not isinstance(value, dict) or "source" not in value or value.keys() - {"source", "title", "quote", "id"}:
        raise ValueError(f"{value!r:.60} should be {{source = …, title = …, quote = …}}")
    return Reference(**{name: str_words(words) for name, words in value.items()})
