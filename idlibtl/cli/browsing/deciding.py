"""The owner's decisions, taken in the browser: those of ``idlibtl edit``, with nothing printed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass

import typer

from idlibtl.cli.deciding import Table, carry_out, check_words, entry_anchor, mention_anchor, take_back
from idlibtl.decisions import published_words
from idlibtl.export.view import cited
from idlibtl.filters import FilterError, read_date
from idlibtl.model import KINDS, Entry, Problem
from idlibtl.store import Store, StoreError


class Refused(Exception):  # noqa: N818
    """A decision that can't be carried out, and was not written; the message says why."""


@dataclass(frozen=True, slots=True)
class Action:
    """A decision that a key begins. ``tables`` makes what is written of an entry and the owner's words."""

    key: str
    name: str
    meaning: str
    tables: Callable[[Entry, str, Store], Sequence[Table]]
    question: str | None = None
    hint: str = ""
    known: tuple[str, ...] = ()
    now: Callable[[Entry], str] = lambda entry: ""


def _title(entry: Entry, words: str, store: Store) -> list[Table]:
    check_words(words, "title")
    return [{"action": "title", "title": words, "entry": entry_anchor(entry, store)}]


def _date(entry: Entry, words: str, store: Store) -> list[Table]:
    return [{"action": "date", "date": read_date(words).edtf, "entry": entry_anchor(entry, store)}]


def _kind(entry: Entry, words: str, store: Store) -> list[Table]:
    if words.lower() not in KINDS:
        raise Refused(f"{words!r} is not one of {', '.join(KINDS)}")
    return [{"action": "kind", "kind": words.lower(), "entry": entry_anchor(entry, store)}]


def _note(entry: Entry, words: str, store: Store) -> list[Table]:
    check_words(words, "note")
    return [{"action": "note", "note": words, "entry": entry_anchor(entry, store)}]


def _tag(entry: Entry, words: str, store: Store) -> list[Table]:
    tags = [tag.strip() for tag in words.split(",") if tag.strip()]
    for tag in tags:
        check_words(tag, "tag")
    return [{"action": "tag", "tags": tags, "entry": entry_anchor(entry, store)}]


def _split(entry: Entry, words: str, store: Store) -> list[Table]:
    numbers = {_number(word, entry) for word in words.replace(",", " ").split()}
    if len(numbers) == len(entry.mentions):
        raise Refused("no quote would be left in the entry")
    pairs = cited(entry)
    return [{"action": "split", "mentions": [mention_anchor(*pairs[number - 1], store) for number in sorted(numbers)]}]


def _published(entry: Entry, words: str, store: Store) -> list[Table]:
    number, _, date = words.strip().partition(" ")
    link = entry.links[_number(number, entry) - 1]
    document = store.sources[link.document]
    if not document.sha256:
        raise Refused(f"{document.paths[0]} was never read: an entry added by hand names it")
    try:
        told = published_words(date.strip())
    except ValueError as error:
        raise Refused(f"write the number of a quote and the day, as 1 2020-03-05: {error}") from None
    return [{"action": "source", "published": told, "source": {"path": document.paths[0], "id": document.id}}]


def _number(word: str, entry: Entry) -> int:
    if not word.isdecimal() or not 1 <= int(word[:9]) <= len(entry.mentions):
        raise Refused(f"{word!r} is not the number of a quote, 1 to {len(entry.mentions)}")
    return int(word)


ACTIONS = (
    Action(
        "h", "hide", "hide it: it is shown with the faint only",
        lambda entry, words, store: [{"action": "hide", "entry": entry_anchor(entry, store)}],
    ),
    Action(
        "k", "keep", "keep it, although it is faint or was hidden",
        lambda entry, words, store: [{"action": "keep", "entry": entry_anchor(entry, store)}],
    ),
    Action("t", "title", "give it another title", _title, "Title", now=lambda entry: entry.title),
    Action(
        "d", "date", "give it another date", _date, "Date", "2020-03-06, 2020-03, 6 March 2020, EDTF",
        now=lambda entry: entry.when.edtf if entry.when else "",
    ),
    Action("i", "kind", "say of what kind it is", _kind, "Kind", ", ".join(KINDS), KINDS, lambda entry: entry.kind),
    Action("n", "note", "put a note to it", _note, "Note", now=lambda entry: entry.note or ""),
    Action("g", "tag", "put tags to it", _tag, "Tags", "with commas between"),
    Action("s", "split", "make an entry of its own of some quotes", _split, "Quotes", "their numbers"),
    Action("p", "published", "say when a source was published", _published, "Quote and day", "1 2020-03-05"),
)  # fmt: skip


def merged(entries: Sequence[Entry], store: Store) -> list[Table]:
    """That these are one."""
    return [{"action": "merge", "entries": [entry_anchor(entry, store) for entry in entries]}]


def decide(db: str, because: str, tables: Callable[[Store], Sequence[Table]]) -> str:
    """Write decisions down and carry them out; gives what they meet with. Raises Refused."""
    with _quietly():
        _, problems = carry_out(db, because or None, tables)
    return _told(problems)


def undo(db: str) -> str:
    """Take the last decision back; gives which, and what the others meet with. Raises Refused."""
    with _quietly():
        number, problems = take_back(db, None)
    return "\n".join(filter(None, (f"edit {number} was taken back", _told(problems))))


@contextmanager
def _quietly() -> Iterator[None]:
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            yield
    except typer.BadParameter as error:
        raise Refused(error.message) from None
    except typer.Exit:
        raise Refused(said.getvalue().strip() or "it could not be done") from None
    except (StoreError, FilterError) as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(f"{error.filename}: {error.strerror}") from None


def _told(problems: Sequence[Problem]) -> str:
    return "\n".join(f"{problem.path}: {problem.message}" for problem in problems)
