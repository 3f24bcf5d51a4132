"""``idlibtl build``: read reports into a chronology."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from idlibtl.address import folder, is_url
from idlibtl.cli.completion import engines, registers
from idlibtl.cli.options import Db
from idlibtl.cli.output import counted, reason, say
from idlibtl.cli.owner import built_by, decisions_on, remembering
from idlibtl.model import REGISTERS, Document, Entry, Problem, Register
from idlibtl.safe_text import one_line
from idlibtl.store.errors import StoreError
from idlibtl.value import Value

if TYPE_CHECKING:
    from idlibtl.chronology import Shelf
    from idlibtl.engine import Engine
    from idlibtl.pipeline import Progress, Sink

_MERGING = 0.8  # time that merging takes, for 1 that reading takes

AsRegister = Annotated[
    str | None,
    typer.Option(
        "--register",
        metavar="REGISTER",
        autocompletion=registers,
        help=f"Read every text as {', '.join(REGISTERS)}; else each is asked what its dates count from.",
    ),
]


def known_register(name: str | None) -> Register | None:
    """The register of that name; None for none. Raises BadParameter for another word."""
    for register in REGISTERS:
        if name == register:
            return register
    if name is None:
        return None
    raise typer.BadParameter(f"{name!r} is not one of {', '.join(REGISTERS)}", param_hint="--register")


def build(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Files, folders and URLs; without any, those of the last build."),
    ] = None,
    db: Db = "chronology.db",
    register: AsRegister = None,
    nlp: Annotated[
        str | None,
        typer.Option(
            "--nlp",
            metavar="MODEL",
            help="Add the names that a spaCy model finds, such as en_core_web_sm; needs the extra idlibtl[nlp].",
        ),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes that share the work; all cores.")
    ] = None,
    on: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="ENGINE",
            help="processes, or dask (needs the extra idlibtl[dask]).",
            autocompletion=engines,
        ),
    ] = "processes",
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="The Dask scheduler, tcp://…; without it --engine dask starts --jobs workers on this machine.",
        ),
    ] = None,
    shelf: Annotated[
        str | None,
        typer.Option(
            "--shelf",
            metavar="URL",
            help="Where what waits to be merged lies, so that all workers of --engine dask reach it; else beside --db.",
        ),
    ] = None,
    watching: Annotated[
        bool, typer.Option("--watch", help="Build again whenever files change (needs the extra idlibtl[watch]).")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="List notices too, not errors only.")] = False,
) -> None:
    """Read everything below the paths into the chronology.

    The chronology then holds exactly what lies below the paths. It is replaced when all is done; a build that is
    interrupted leaves the old one. What has not changed since the last build is not read again: that is remembered in
    a hidden file beside the chronology, which may be removed at any time.

    \b
    idlibtl build reports/ extra.md
    idlibtl build s3://bucket/reports
    idlibtl build                      again, the same paths in the same way
    """
    if paths and "" in paths:  # a shell's unset variable; it must not mean the working folder
        raise typer.BadParameter("it is empty", param_hint="PATH")
    given: Sequence[str] | None = paths
    if not given:
        given, built = _last_build(db)
        register, nlp = register or built.get("register"), nlp or built.get("nlp")
    known = known_register(register)
    if on not in ("processes", "dask"):
        raise typer.BadParameter(f"{on!r} is neither processes nor dask", param_hint="--engine")
    if on == "processes" and (scheduler or shelf):
        raise typer.BadParameter("it goes with --engine dask", param_hint="--scheduler" if scheduler else "--shelf")
    work = _Work(given, db, known, nlp, jobs, on, scheduler, shelf)
    status = _build(work, verbose)
    if watching:
        from idlibtl.cli.watch import watch

        with suppress(KeyboardInterrupt):
            watch(given, db, lambda: _build_again(work, verbose))
    raise typer.Exit(status)


def _build(work: _Work, verbose: bool, again: bool = False) -> int:
    """Build, tell what was built, and give the exit status; what stops the build ends the program with a message.

    ``again``: where nothing has changed nothing is told.
    """
    from idlibtl.engine import EngineError
    from idlibtl.events.nlp import ModelError

    try:
        counts, new = _built(work)
    except EngineError as error:
        say(str(error))
        raise typer.Exit(2) from None
    except ModelError as error:
        raise typer.BadParameter(one_line(str(error)), param_hint="--nlp") from None
    except OSError as error:
        say(f"{error.filename or ', '.join(work.paths)}: {reason(error)}")
        raise typer.Exit(2) from None
    return 0 if again and not new else _report(counts, new, work.paths, work.db, verbose)


def _build_again(work: _Work, verbose: bool) -> None:
    """Build; what stops the build is told, and the next change may mend it."""
    try:
        _build(work, verbose, again=True)
    except typer.Exit:
        pass
    except StoreError as error:
        say(str(error))


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be built, where, and by whom."""

    paths: Sequence[str]
    db: str
    register: Register | None
    nlp: str | None
    jobs: int | None
    on: str
    scheduler: str | None
    shelf: str | None


def _built(work: _Work) -> tuple[Counts, bool]:
    """Build, unless what is there would come out again; gives what is to be told, and whether it was built."""
    from idlibtl.engine import cores, engine
    from idlibtl.memory import digest
    from idlibtl.stock import take_stock
    from idlibtl.store import Writer, check_target

    check_target(work.db)
    jobs, state = work.jobs or cores(), b""
    local = not is_url(work.db) and work.on == "processes"
    with remembering(work.db) if local else nullcontext() as memory:
        decisions = decisions_on(work.db)
        with engine(jobs) as workers:
            stock = take_stock(work.paths, workers)
        if memory is not None:
            state = digest(memory.program, work.register, work.nlp, tuple(work.paths), stock.digest, decisions.digest)
            known = memory.get("built", b"")
            if known is not None and known[1] is not None and known[:2] == (state, _hash(work.db)):
                memory.keep_all()
                return known[2], False
        from idlibtl.pipeline import Reading, build_into

        reading = Reading(work.register, work.nlp)
        with Writer(work.db, paths=work.paths, built=built_by(work.register, work.nlp, decisions)) as writer:
            made = _Counted(writer)
            place = work.shelf or (folder(work.db) if is_url(work.db) else str(writer.folder))
            with _progress() as progress, _workers(work.on, work.scheduler, jobs, place) as (workers, shelf):
                build_into(
                    made,
                    stock,
                    writer.folder,
                    workers,
                    reading=reading,
                    shelf=shelf,
                    memory=memory,
                    decisions=decisions,
                    progress=progress,
                )
        if memory is not None and not any(problem.code == "changed" for problem in made.counts.problems):
            memory.put("built", b"", (state, _hash(work.db), made.counts))
        return made.counts, True


def _hash(db: str) -> bytes | None:
    """Of the file; None where it is no file."""
    try:
        with Path(db).open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return None


@contextmanager
def _workers(on: str, scheduler: str | None, jobs: int, place: str) -> Iterator[tuple[Engine, Shelf | None]]:
    """Who does the work, and the shelf that they fill themselves, if they do: in a new folder in this place."""
    if on == "dask":
        from idlibtl.cluster import cluster, shelf_below

        # Whoever fills the shelf has ended before it is removed.
        with shelf_below(place) as made, cluster(scheduler, jobs) as workers:
            yield workers, made
    else:
        from idlibtl.engine import collect_seldom, engine

        collect_seldom()
        with engine(jobs) as processes:
            yield processes, None


@dataclass(frozen=True, slots=True)
class Counts(Value):
    """What is told of a chronology."""

    documents: int
    entries: int
    faint: int
    dated: int
    problems: tuple[Problem, ...]


class _Counted:
    """Passes a chronology on, and counts."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._documents = self._entries = self._faint = self._dated = 0
        self._problems: list[Problem] = []
        self.omission = sink.omission

    @property
    def counts(self) -> Counts:
        return Counts(self._documents, self._entries, self._faint, self._dated, tuple(self._problems))

    def source(self, document: Document, dated: int | None = None) -> None:
        self._documents += 1
        self._sink.source(document, dated)

    def entry(self, entry: Entry) -> None:
        self._entries += 1
        self._faint += entry.faint
        self._dated += entry.when is not None
        self._sink.entry(entry)

    def problem(self, problem: Problem) -> None:
        self._problems.append(problem)
        self._sink.problem(problem)


def _last_build(db: str) -> tuple[Sequence[str], dict[str, str]]:
    """What the last build read, and what it told of how."""
    from idlibtl.store import NoChronology, Store

    try:
        with Store(db) as store:
            return store.paths, store.built
    except NoChronology:
        raise typer.BadParameter(f"say what to read; {db} doesn't exist yet", param_hint="PATH") from None


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None] | None]:
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    documents = TextColumn("{task.fields[done]}/{task.fields[documents]}", markup=False)
    path = TextColumn("{task.fields[path]}", markup=False)
    columns = (BarColumn(), documents, TransferSpeedColumn(), TimeRemainingColumn(), path)
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, done=0, documents="?", path="")

        def advance(now: Progress) -> None:
            bar.update(
                task,
                completed=now.bytes_done + now.merged * _MERGING * now.bytes,
                total=now.bytes * (1 + _MERGING),
                done=now.done,
                documents=now.documents,
                path="merging" if now.merged else one_line(now.path),
            )

        yield advance


def _report(made: Counts, new: bool, paths: Sequence[str], db: str, verbose: bool) -> int:
    """Tell what was built, and give the exit status."""
    problems = made.problems
    errors = [problem for problem in problems if problem.level == "error"]
    for problem in problems if verbose else errors:
        say(told(problem))
    notices = Counter(problem.code for problem in problems if problem.level == "notice")
    if notices and not verbose:
        kinds = ", ".join(f"{number} {code}" for code, number in sorted(notices.items()))
        say(f"{counted(notices.total(), 'notice')} ({kinds}); -v lists them")
    more = f" ({made.faint} of them faint, shown with --all)" if made.faint else ""
    held = f"{counted(made.documents, 'document')}, {counted(made.entries, 'entry')}{more}"
    summary = f"{db}{'' if new else ', unchanged'}: {held}"
    say(f"{summary}, {counted(len(problems), 'problem')}")
    looked_at = ", ".join(paths)
    if not made.documents:
        say(f"found nothing to read; looked at: {looked_at}")
    elif not made.dated:
        say(f"found nothing that is dated; looked at: {looked_at}")
    else:
        return 1 if errors else 0
    return 1


def told(problem: Problem) -> str:
    """``path:line:column: level: message [code]``, as compilers say it."""
    place = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part is not None)
    return f"{place}: {problem.level}: {problem.message} [{problem.code}]"
