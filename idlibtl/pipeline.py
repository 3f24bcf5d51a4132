"""The pipeline: the one module that knows the order of the steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar

from idlibtl.chronology import Deposit, Marks, Shelf, Testimony, assembling, testimony
from idlibtl.chronology.links import Linker
from idlibtl.chronology.traits import is_doubted
from idlibtl.engine import Engine, engine
from idlibtl.events.mentions import account
from idlibtl.events.nlp import Model
from idlibtl.languages import available
from idlibtl.model import Chronology, Document, Entry, Mention, Omission, Problem, Register, Timex
from idlibtl.read import dateline_spans, document, listing, read_file
from idlibtl.read.metadata import Metadata
from idlibtl.read.places import position
from idlibtl.tag import tag

Item = TypeVar("Item")

_PARTS, _LARGEST = 64, 1 << 23  # of a shelf that workers fill, and the bytes of a task that fills one
_FILE = 256  # bytes that a file counts as, beside its text


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: documents and their bytes, done and in all, and the path of the last one done.

    ``merged`` is how much of the merging is done, from 0 to 1, which begins when all documents are.
    """

    done: int
    documents: int
    bytes_done: int
    bytes: int
    path: str
    merged: float = 0.0


class Sink(Protocol):
    """Takes a chronology in as it is made: each of the four kinds in its order, the kinds in turns."""

    def source(self, document: Document, dated: int | None = None) -> None:
        """``dated`` counts the dated sentences; None where no language of ours is the document's own."""

    def entry(self, entry: Entry) -> None: ...

    def problem(self, problem: Problem) -> None: ...

    def omission(self, omission: Omission) -> None: ...


@dataclass(frozen=True, slots=True)
class Findings:
    """What one document tells. ``dated`` counts its dated sentences; None where no language of ours is its own.

    The ``deposit`` of the testimony, or where it has been put.
    """

    document: Document
    told: Testimony | None = None
    deposit: Deposit | Marks | None = None
    omissions: tuple[Omission, ...] = ()
    dated: int | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How documents are read: as of which register, and with the names of which spaCy model."""

    register: Register | None = None
    nlp: str | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as first seen: the id and the bytes of its text, where it has one."""

    path: str
    id: str | None
    bytes: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text to be analysed: its id, the files that hold it, what manifests tell of these, and its bytes."""

    id: str
    paths: tuple[str, ...]
    told: Mapping[str, Metadata]
    bytes: int


class _Collected:
    """A sink that keeps everything."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.omissions: list[Omission] = []
        self.dated: dict[str, int] = {}
        self.entry, self.problem, self.omission = self.entries.append, self.problems.append, self.omissions.append

    def source(self, document: Document, dated: int | None = None) -> None:
        self.documents.append(document)
        if dated is not None:
            self.dated[document.id] = dated


def build(
    paths: Sequence[str | Path],
    *,
    register: Register | None = None,
    nlp: str | None = None,
    jobs: int = 1,
    progress: Callable[[Progress], None] | None = None,
) -> Chronology:
    """Read everything below ``paths`` and make one chronology of it.

    ``register`` says what the dates of all of them count from, where the texts are not to be asked.
    ``nlp`` names a spaCy model whose names are added to those that the rules find; ModelError where it can't be had.
    ``jobs`` is how many processes share the work; the result is the same. ``progress`` is told of each document that
    is done, and of the merging. What is wrong with a file is a Problem of the result. Raises FileNotFoundError for a
    path that doesn't exist, another OSError for a URL that can't be looked up, and EngineError where the processes are
    killed again and again.
    """
    made = _Collected()
    with TemporaryDirectory() as folder, engine(jobs) as workers:
        build_into(made, paths, Path(folder), workers, reading=Reading(register, nlp), progress=progress)
    return Chronology(
        tuple(made.documents), tuple(made.entries), tuple(made.problems), tuple(made.omissions), made.dated
    )


def build_into(
    sink: Sink,
    paths: Sequence[str | Path],
    folder: Path,
    workers: Engine,
    *,
    reading: Reading | None = None,
    shelf: Shelf | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> None:
    """Make a chronology as ``build`` does and hand it to the sink, bit by bit.

    What waits to be merged lies in ``folder``, which all workers must see, or on the ``shelf`` that they fill; memory
    is bounded by the largest document, the largest entry and a batch. Raises OSError where they can't be written.
    """
    reading = reading or Reading()
    if reading.nlp is not None:
        _model(reading.nlp)
    listed = listing(paths)
    problems = list(listed.problems)
    texts = _take_stock(listed.paths, listed.told, workers, problems)
    last = Progress(0, 0, 0, 0, "")

    def tell(now: Progress) -> None:
        nonlocal last
        last = now
        if progress is not None:
            progress(now)

    with assembling(folder, shelf, lambda merged: tell(replace(last, merged=merged))) as assembly:
        for findings in _analysed(texts, reading, shelf, workers, tell):
            if isinstance(findings, Problem):
                problems.append(findings)
                continue
            problems += findings.problems
            sink.source(findings.document, findings.dated)
            if findings.told is not None and findings.deposit is not None:
                assembly.add(findings.told, findings.deposit, findings.omissions)
        for entry in assembly.entries(workers):
            sink.entry(entry)
        for omission in assembly.omissions():
            sink.omission(omission)
    for problem in sorted(problems, key=_place):
        sink.problem(problem)


def _take_stock(
    paths: Sequence[str], told: Mapping[str, Metadata], workers: Engine, problems: list[Problem]
) -> list[_Text]:
    """The texts that stand in the files, each once, in the order of their first paths."""
    found: dict[str, tuple[list[str], int]] = {}
    for seen in workers.map(_see, _in_tasks(paths, lambda path: _FILE, workers.task)):
        for file in seen:
            problems += file.problems
            if file.id is not None:
                found.setdefault(file.id, ([], file.bytes))[0].append(file.path)
    return [
        _Text(ident, tuple(holding), {path: told[path] for path in holding if path in told}, size)
        for ident, (holding, size) in found.items()
    ]


def _see(paths: Sequence[str]) -> list[_Seen]:
    seen = []
    for path in paths:
        file, problems = read_file(path)
        size = len(file.source.text.encode("utf-8", "surrogatepass")) if file is not None else 0
        seen.append(_Seen(path, file.id if file is not None else None, size, problems))
    return seen


def _analysed(
    texts: Sequence[_Text], reading: Reading, shelf: Shelf | None, workers: Engine, tell: Callable[[Progress], None]
) -> Iterator[Findings | Problem]:
    """What the texts tell, in their order, or what is wrong with the file."""
    done = bytes_done = 0
    total = sum(text.bytes for text in texts)
    most = workers.task if shelf is None else max(workers.task, min(total // _PARTS, _LARGEST))
    tasks = list(_in_tasks(texts, lambda text: text.bytes + _FILE, most))
    work = partial(_analyse, reading, shelf)
    for task, results in zip(tasks, workers.map(work, enumerate(tasks)), strict=True):
        for text, findings in zip(task, results, strict=True):
            done, bytes_done = done + 1, bytes_done + text.bytes
            yield findings
            tell(Progress(done, len(texts), bytes_done, total, text.paths[0]))


def _in_tasks(items: Iterable[Item], size: Callable[[Item], int], most: int) -> Iterator[tuple[Item, ...]]:
    task: list[Item] = []
    held = 0
    for item in items:
        if task and held + size(item) > most:
            yield tuple(task)
            task, held = [], 0
        task.append(item)
        held += size(item)
    if task:
        yield tuple(task)


def _analyse(reading: Reading, shelf: Shelf | None, task: tuple[int, Sequence[_Text]]) -> list[Findings | Problem]:
    """What some texts tell. ``shelf``: where it is to be put here and now."""
    number, texts = task
    found = [_findings(reading, text) for text in texts]
    if shelf is None:
        return found
    deposits = [each.deposit for each in found if isinstance(each, Findings) and isinstance(each.deposit, Deposit)]
    marks = iter(shelf.put(deposits, number))
    return [
        replace(each, deposit=next(marks)) if isinstance(each, Findings) and each.deposit else each for each in found
    ]


def _findings(reading: Reading, text: _Text) -> Findings | Problem:
    file, _ = read_file(text.paths[0])  # what is wrong with it has been told
    if file is None or file.id != text.id:
        return Problem(text.paths[0], "changed", "it changed during the build and was skipped; build again")
    made, problems = document(file, text.told, text.paths)
    if made.language not in available():
        return Findings(made, problems=(*problems, _unknown_language(made)))
    stated = timexes(made, reading.register)
    names = _model(reading.nlp).entities(made.text, made.language) if reading.nlp is not None else ()
    found = account(made, stated, names)
    problems = (*problems, *_doubts(made, found.mentions), *_ambiguities(made, stated))
    told, deposit = testimony(made, found.mentions)
    return Findings(made, told, deposit, tuple(found.omissions), found.dated, problems)


@lru_cache(maxsize=1)
def _model(name: str) -> Model:
    return Model(name)


def timexes(document: Document, register: Register | None = None) -> tuple[Timex, ...]:
    """The temporal expressions of a document's prose, read as of its publication."""
    found = document.datelines
    return tag(
        document.text,
        published=document.published_at or document.published,
        inferred=document.published_basis == "inferred",
        language=document.language,
        register=register,
        datelines=dateline_spans(document.text, document.prose) if found is None else found,
        start=document.prose,
    )


def _unknown_language(document: Document) -> Problem:
    known = ", ".join(available())
    message = f"idlibtl has no rules for the language {document.language!r}; the text was left unread (known: {known})"
    return Problem(document.paths[0], "language", message)


def _doubts(document: Document, found: Sequence[Mention]) -> Iterator[Problem]:
    """Notices of dates that the source seems to have misprinted."""
    for mention in found:
        if is_doubted(mention) and mention.timex is not None and mention.when is not None:
            link = Linker(document).link(mention)
            message = (
                f"“{mention.timex.text}” is {mention.when.edtf.rstrip('?')}, before what it follows from: "
                "it may be a misprint; the date is kept as printed and marked as doubted"
            )
            yield Problem(document.paths[0], "doubted-date", message, "notice", link.line, link.column)


def _ambiguities(document: Document, found: Sequence[Timex]) -> Iterator[Problem]:
    """Notices of dates in numbers of which nothing tells whether the day comes first or the month."""
    for timex in found:
        if timex.alternative is not None and timex.function is None:  # a dateline has been told of already
            line, column = position(document.text, timex.start)
            message = (
                f"“{timex.text}” was read as {timex.value}, the day first; it could be {timex.alternative}: "
                "no other date of this text shows the order"
            )
            yield Problem(document.paths[0], "date-order", message, "notice", line, column)


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    return problem.path, problem.line or 0, problem.column or 0, problem.code, problem.message
