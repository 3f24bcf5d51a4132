"""The owner's decisions on a chronology, as the commands read and apply them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from idlibtl.address import is_url
from idlibtl.cli.output import reason, say
from idlibtl.decisions import NONE, OF_EDITS, Decisions, DecisionsError, edits_file, read_decisions

if TYPE_CHECKING:
    from idlibtl.memory import Memory
    from idlibtl.model import Problem
    from idlibtl.store import Store


def decisions_on(db: str) -> Decisions:
    """The decisions on a chronology; what can't be read as a whole ends the program with a message."""
    if is_url(db):
        return NONE
    path = edits_file(db)
    try:
        return read_decisions(path)
    except DecisionsError as error:
        say(str(error))
    except OSError as error:
        say(f"{path}: {reason(error)}")
    raise typer.Exit(2)


def built_by(register: str | None, nlp: str | None, decisions: Decisions) -> dict[str, str | None]:
    """What a chronology tells of its build: see `idlibtl.store.schema.BUILT`."""
    return {"register": register, "nlp": nlp, "edits": decisions.digest or None}


@contextmanager
def remembering(db: str) -> Iterator[Memory]:
    """What the last build of a chronology on this machine left to the next; it also keeps two writers apart."""
    from idlibtl.memory import Memory, place_of
    from idlibtl.store import check_target

    if edits_file(db) == Path(db):
        raise typer.BadParameter(f"{db} is where the decisions on a chronology are kept", param_hint="--db")
    check_target(db)
    with ExitStack() as stack:
        try:
            memory = Memory(place_of(db), lambda: say(f"waiting for another idlibtl that writes {db}"))
            stack.enter_context(memory)
        except OSError as error:
            say(f"{error.filename}: {reason(error)}; see to its permissions, or remove it")
            raise typer.Exit(2) from None
        yield memory


def say_if_stale(store: Store) -> None:
    """Say so where the file of edits isn't the one that the chronology was made with."""
    if is_url(store.path):
        return
    path = edits_file(store.path)
    digest = _digest(path)
    if digest is not None and digest != store.built.get("edits", ""):
        say(f"{path.as_posix()} has changed since this was built; apply it with: idlibtl edit apply")


def _digest(path: Path) -> str | None:
    import hashlib

    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
    except OSError:
        return None


def remake(db: str, memory: Memory) -> list[Problem]:
    """Make a chronology anew from itself, as its owner has it now: what was read stays as it was.

    Gives what the decisions meet with.
    """
    from idlibtl.engine import collect_seldom, engine
    from idlibtl.pipeline import Reading, build_into, stock_of
    from idlibtl.store import Store, Writer

    collect_seldom()
    decisions = decisions_on(db)
    with Store(db) as store:
        register, nlp = (store.built.get(key) for key in ("register", "nlp"))
        reading, paths = Reading.of(register, nlp), store.paths
        stock = stock_of(store.documents(texts=True), store.problems())
    with Writer(db, paths=paths, built=built_by(register, nlp, decisions)) as writer, engine(1) as workers:
        build_into(writer, stock, writer.folder, workers, reading=reading, memory=memory, decisions=decisions)
    memory.keep_all()
    with Store(db) as store:
        return [problem for problem in store.problems() if problem.code in OF_EDITS]
