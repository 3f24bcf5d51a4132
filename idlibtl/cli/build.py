"""``idlibtl build``: read reports into a chronology."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from idlibtl.address import folder, is_url
from idlibtl.cli.options import Db
from idlibtl.cli.output import counted, reason, say
from idlibtl.model import REGISTERS, Document, Entry, Problem, Register
from idlibtl.safe_text import one_line

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
        str, typer.Option("--engine", metavar="ENGINE", help="processes, or dask (needs the extra idlibtl[dask]).")
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
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="List notices too, not errors only.")] = False,
) -> None:
    """Read everything below the paths into the chronology.

    The chronology then holds exactly what lies below the paths. It is replaced when all is done; a build that is
    interrupted leaves the old one.

    \b
    idlibtl build reports/ extra.md
    idlibtl build s3://bucket/reports
    idlibtl build                      again, the same paths
    """
    if paths and "" in paths:  # a shell's unset variable; it must not mean the working folder
        raise typer.BadParameter("it is empty", param_hint="PATH")
    known = known_register(register)
    given = paths or _last_paths(db)
    if on not in ("processes", "dask"):
        raise typer.BadParameter(f"{on!r} is neither processes nor dask", param_hint="--engine")
    if on == "processes" and (scheduler or shelf):
        raise typer.BadParameter("it goes with --engine dask", param_hint="--scheduler" if scheduler else "--shelf")
    from idlibtl.engine import EngineError, cores
    from idlibtl.events.nlp import ModelError
    from idlibtl.pipeline import Reading, build_into
    from idlibtl.store import Writer

    try:
        with Writer(db, paths=given) as writer:
            made = _Counted(writer)
            place = shelf or (folder(db) if is_url(db) else str(writer.folder))
            with _progress() as progress, _workers(on, scheduler, jobs or cores(), place) as (workers, waiting):
                reading = Reading(known, nlp)
                build_into(made, given, writer.folder, workers, reading=reading, shelf=waiting, progress=progress)
    except EngineError as error:
        say(str(error))
        raise typer.Exit(2) from None
    except ModelError as error:
        raise typer.BadParameter(one_line(str(error)), param_hint="--nlp") from None
    except OSError as error:
        say(f"{error.filename or ', '.join(given)}: {reason(error)}")
        raise typer.Exit(2) from None
    raise typer.Exit(_report(made, given, db, verbose))


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


class _Counted:
    """Passes a chronology on, and counts what will be told of it."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.documents = self.entries = self.faint = self.dated = 0
        self.problems: list[Problem] = []
        self.omission = sink.omission

    def source(self, document: Document, dated: int | None = None) -> None:
        self.documents += 1
        self._sink.source(document, dated)

    def entry(self, entry: Entry) -> None:
        self.entries += 1
        self.faint += entry.faint
        self.dated += entry.when is not None
        self._sink.entry(entry)

    def problem(self, problem: Problem) -> None:
        self.problems.append(problem)
        self._sink.problem(problem)


def _last_paths(db: str) -> Sequence[str]:
    from idlibtl.store import NoChronology, Store

    try:
        with Store(db) as store:
            return store.paths
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


def _report(made: _Counted, paths: Sequence[str], db: str, verbose: bool) -> int:
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
    summary = f"{db}: {counted(made.documents, 'document')}, {counted(made.entries, 'entry')}{more}"
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
