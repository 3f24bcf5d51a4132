"""Writing decisions down and carrying them out, for ``idlibtl edit``: both, or neither."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import typer

from idlibtl.address import is_url
from idlibtl.atomic import replacing, temporary_name
from idlibtl.cli.lines import line
from idlibtl.cli.output import plain_output, reason, say
from idlibtl.cli.owner import decisions_on, remake, remembering
from idlibtl.cli.sources import listed
from idlibtl.decisions import edits_file, str_words
from idlibtl.export.view import Sources
from idlibtl.model import Entry, Link, Mention, Problem
from idlibtl.safe_text import one_line
from idlibtl.store import Store, StoreError

Table = dict[str, Any]


def decide(db: str, because: str | None, tables: Callable[[Store], Sequence[Table]]) -> None:
    """Write decisions down, carry them out, and show what they are about."""
    made, problems = carry_out(db, because, tables)
    with Store(db) as store:
        sources = Sources(store.sources)
        for table in made:
            if table["action"] == "source":
                plain_output().write(f"{listed(store.sources[table['source']['id']])}\n")
        shown = {entry.id: entry for ident in _about(made) for entry in _found(store, ident)}
        plain_output().writelines(f"{line(entry, sources)}\n" for entry in shown.values())
    raise typer.Exit(report(problems))


def carry_out(
    db: str, because: str | None, tables: Callable[[Store], Sequence[Table]]
) -> tuple[Sequence[Table], list[Problem]]:
    """Write decisions down and carry them out; gives them, and what they meet with."""
    from idlibtl.decisions_text import append

    check(db)
    if because is not None:
        check_words(because, "--because")
    with remembering(db) as memory:
        decisions_on(db)  # what is wrong with the file is told before it is written to
        with Store(db) as store:
            made = tables(store)
        with changing(db) as file:
            append(file, *(table | ({"because": because} if because else {}) for table in made))
            problems = remake(db, memory)
    return made, problems


def take_back(db: str, number: int | None) -> tuple[int, list[Problem]]:
    """Take a decision back, the last one without a number; gives its number, and what the others meet with."""
    from idlibtl.decisions_text import remove

    check(db)
    with remembering(db) as memory:
        decisions = decisions_on(db)
        if number is None and not decisions.total:
            raise typer.BadParameter(f"there are no decisions in {decisions.path}", param_hint="N")
        with changing(db) as file:
            try:
                remove(file, number or decisions.total)
            except IndexError:
                message = f"there is no edit {number}; see `idlibtl edit list`"
                raise typer.BadParameter(message, param_hint="N") from None
            except ValueError as error:
                message = f"{decisions.path}: {error}; take it out with an editor, then: idlibtl edit apply"
                raise typer.BadParameter(message, param_hint="N") from None
            problems = remake(db, memory)
    return number or decisions.total, problems


@contextmanager
def changing(db: str) -> Iterator[Path]:
    """The file of edits, to be changed and carried out: where that fails it is as it was before.

    What can't be written ends the program with a message.
    """
    path = edits_file(db)
    before = path.read_bytes() if path.exists() else None
    try:
        yield path
    except BaseException as error:
        with suppress(OSError):
            if before is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != before:
                with replacing(path) as temporary:
                    temporary.write_bytes(before)
        if isinstance(error, OSError):
            new = error.filename in (None, str(temporary_name(path.resolve())))
            say(f"cannot write {path if new else error.filename}: {reason(error)}; nothing was changed")
            raise typer.Exit(2) from None
        raise


def report(problems: Sequence[Problem]) -> int:
    for problem in problems:
        where = f"{problem.path}:{problem.line}" if problem.line else problem.path
        say(f"{where}: {problem.level}: {problem.message} [{problem.code}]")
    return int(any(problem.level == "error" for problem in problems))


def check(db: str) -> None:
    """That there is a chronology, on this machine."""
    if is_url(db):
        raise typer.BadParameter("edits are kept beside a chronology on this machine", param_hint="--db")
    Store(db).close()


def check_words(words: str, option: str) -> None:
    """That a file of edits can hold them."""
    try:
        str_words(words)
        words.encode()
    except UnicodeEncodeError:
        raise typer.BadParameter("it holds bytes that are no text", param_hint=option) from None
    except ValueError as error:
        raise typer.BadParameter(one_line(str(error)), param_hint=option) from None


def entry_anchor(entry: Entry, store: Store) -> Table:
    """By what a file of edits means an entry: its first mention."""
    return mention_anchor(entry.mentions[0], entry.links[0], store)


def mention_anchor(mention: Mention, link: Link, store: Store) -> Table:
    told = {"mention": mention.id, "quote": link.quote, "source": store.sources[link.document].paths[0]}
    return {name: words for name, words in told.items() if words.strip() and is_text(words)}


def is_text(words: str) -> bool:
    """Whether it is; names of files need not be."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def _about(tables: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for table in tables:
        for anchor in (table.get("entry"), *table.get("entries", ())[:1], *table.get("mentions", ())[:1]):
            if anchor:
                yield anchor["mention"]
        if table["action"] == "add":
            yield table["id"]


def _found(store: Store, ident: str) -> Iterator[Entry]:
    try:
        yield store.find(ident)
    except StoreError:
        return
