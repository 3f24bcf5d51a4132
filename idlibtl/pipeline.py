"""The pipeline: the one module that knows the order of the steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from idlibtl.chronology import Deposit, Marks, Shelf, Testimony, assembling, testimony
from idlibtl.chronology.added import Added
from idlibtl.chronology.links import Linker
from idlibtl.chronology.traits import is_doubted
from idlibtl.decisions import NONE, OF_EDITS, Decisions
from idlibtl.engine import FILE, Engine, engine, in_tasks
from idlibtl.events.mentions import account
from idlibtl.events.nlp import Model
from idlibtl.languages import available
from idlibtl.memory import Memory, digest
from idlibtl.model import REGISTERS, Chronology, Document, Entry, Mention, Omission, Problem, Register, Timex
from idlibtl.positions import position
from idlibtl.read import File, dateline_spans, document, read_file
from idlibtl.stock import Stock, Text, take_stock
from idlibtl.tag import tag
from idlibtl.value import Value

_PARTS, _LARGEST = 64, 1 << 23  # of a shelf that workers fill, and the bytes of a task that fills one


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
class Findings(Value):
    """What one document tells. ``dated`` counts its dated sentences; None where no language of ours is its own.

    The ``deposit`` of the testimony, or where it has been put.
    """

    told: Testimony | None = None
    deposit: Deposit | Marks | None = None
    omissions: tuple[Omission, ...] = ()
    dated: int | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Analysed:
    """A document as the owner has it and as it was read, what was noticed when it was, and what it tells."""

    document: Document
    machines: Document
    noticed: tuple[Problem, ...]
    findings: Findings
    key: bytes = b""


@dataclass(frozen=True, slots=True)
class Reading:
    """How documents are read: as of which register, and with the names of which spaCy model."""

    register: Register | None = None
    nlp: str | None = None

    @classmethod
    def of(cls, register: str | None, nlp: str | None) -> Reading:
        """From their names. Raises ValueError for a register that isn't known."""
        known = next((each for each in REGISTERS if each == register), None)
        if known != register:
            raise ValueError(f"not a register: {register!r}")
        return cls(known, nlp)


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
        stock = take_stock(paths, workers)
        build_into(made, stock, Path(folder), workers, reading=Reading(register, nlp), progress=progress)
    return Chronology(
        tuple(made.documents), tuple(made.entries), tuple(made.problems), tuple(made.omissions), made.dated
    )


def stock_of(documents: Iterable[Document], problems: Iterable[Problem]) -> Stock:
    """The documents and the problems of a chronology as stock for another one."""
    texts = []
    for made in documents:
        if made.sha256:  # else the owner alone has named it
            machines = _as_read(made)
            size = len(made.text.encode("utf-8", "surrogatepass"))
            texts.append(Text(made.id, made.paths, {}, size, made.sha256, kept=machines))
    return Stock(tuple(texts), tuple([each for each in problems if each.code not in _MADE_ANEW]))


_MADE_ANEW = (*OF_EDITS, "doubted-date", "language")  # problems of what is done again


def _as_read(made: Document) -> Document:
    """The document before its owner gave it another publication date."""
    if not made.edited:
        return made
    read: dict[str, Any] = dict(made.edited)
    span = read["published_span"]
    return replace(
        made,
        published=date.fromisoformat(read["published"]) if read["published"] else None,
        published_at=datetime.fromisoformat(read["published_at"]) if read["published_at"] else None,
        published_basis=read["published_basis"],
        published_words=read["published_words"],
        published_span=tuple(span) if span else None,
        edited={},
    )


def build_into(
    sink: Sink,
    stock: Stock,
    folder: Path,
    workers: Engine,
    *,
    reading: Reading | None = None,
    shelf: Shelf | None = None,
    memory: Memory | None = None,
    decisions: Decisions = NONE,
    progress: Callable[[Progress], None] | None = None,
) -> None:
    """Make a chronology of what is in stock and hand it to the sink, bit by bit.

    What waits to be merged lies in ``folder``, which all workers must see, or on the ``shelf`` that they fill; memory
    is bounded by the largest document, the largest entry and a batch. What the ``memory`` knows isn't done again. The
    ``decisions`` are the owner's.
    Raises OSError where they can't be written, and as ``build`` does.
    """
    reading = reading or Reading()
    problems: list[Problem] = [*decisions.problems]
    there = {text.id for text in stock.texts}
    texts = [replace(text, owned=decisions.published(text.paths, text.id, there)) for text in stock.texts]
    owned = {text.paths[0] for text in texts if text.owned is not None}
    added = Added(decisions, there)
    last = Progress(0, 0, 0, 0, "")

    def tell(now: Progress) -> None:
        nonlocal last
        last = now
        if progress is not None:
            progress(now)

    with assembling(folder, shelf, lambda merged: tell(replace(last, merged=merged)), memory) as assembly:
        for analysed in _analysed(texts, reading, shelf, memory, workers, tell):
            if isinstance(analysed, Problem):
                problems.append(analysed)
                continue
            findings = analysed.findings
            problems += [*_still_noticed(analysed), *findings.problems]
            sink.source(analysed.document, findings.dated)
            added.see(analysed.document)
            if findings.told is not None and findings.deposit is not None:
                assembly.add(findings.told, findings.deposit, findings.omissions, analysed.key)
        by_hand, named = added.finish()
        for document in named:
            sink.source(document)
        for entry in assembly.entries(workers, by_hand if decisions.decisions else None):
            sink.entry(entry)
        problems += [*added.problems, *assembly.problems]
        for omission in assembly.omissions():
            sink.omission(omission)
    problems += [each for each in stock.problems if each.path not in owned or each.code not in _OF_PUBLICATION]
    for problem in sorted(dict.fromkeys(problems), key=_place):
        sink.problem(problem)


def _analysed(
    texts: Sequence[Text],
    reading: Reading,
    shelf: Shelf | None,
    memory: Memory | None,
    workers: Engine,
    tell: Callable[[Progress], None],
) -> Iterator[_Analysed | Problem]:
    """What the texts tell, in their order, or what is wrong with the file."""
    done = bytes_done = 0
    total = sum(text.size for text in texts)
    most = workers.task if shelf is None else max(workers.task, min(total // _PARTS, _LARGEST))
    recall = _Recall(reading, memory) if memory is not None and shelf is None else None
    new = [text for text in texts if recall is None or not recall.knows(text)]
    if (new or not texts) and reading.nlp is not None:
        _model(reading.nlp)
    tasks = in_tasks(new, lambda text: text.size + FILE, most)
    results = chain.from_iterable(workers.map(partial(_analyse, reading, shelf), enumerate(tasks)))
    waiting = {text.id for text in new}
    for text in texts:
        if recall is None or text.id in waiting:
            analysed = next(results)
            if recall is not None and isinstance(analysed, _Analysed):
                recall.learn(text, analysed)
        else:
            analysed = recall.recalled(text)
        if recall is not None and isinstance(analysed, _Analysed):
            analysed = replace(analysed, key=recall.key(analysed.document))
        done, bytes_done = done + 1, bytes_done + text.size
        yield analysed
        tell(Progress(done, len(texts), bytes_done, total, text.paths[0]))


def _analyse(reading: Reading, shelf: Shelf | None, task: tuple[int, Sequence[Text]]) -> list[_Analysed | Problem]:
    """What some texts tell. ``shelf``: where it is to be put here and now."""
    number, texts = task
    found = [_read(reading, text) for text in texts]
    if shelf is None:
        return found
    deposits = [each.findings.deposit for each in found if isinstance(each, _Analysed)]
    marks = iter(shelf.put([each for each in deposits if isinstance(each, Deposit)], number))
    return [
        replace(each, findings=replace(each.findings, deposit=next(marks)))
        if isinstance(each, _Analysed) and each.findings.deposit
        else each
        for each in found
    ]


def _read(reading: Reading, text: Text) -> _Analysed | Problem:
    if text.kept is not None:
        made = _owned(text.kept, text.owned)
        return _Analysed(made, text.kept, (), _findings(reading, made))
    file = _file(text)
    if isinstance(file, Problem):
        return file
    machines, noticed = document(file, text.told, text.paths)
    made = _owned(machines, text.owned)
    return _Analysed(made, machines, noticed, _findings(reading, made))


_OF_PUBLICATION = ("no-date", "published-inferred", "date-order", "date-weekday")


def _owned(made: Document, owned: tuple[date, datetime | None, str] | None) -> Document:
    """The document, with the publication date that its owner has given it."""
    if owned is None:
        return made
    read = {
        "published": made.published.isoformat() if made.published else None,
        "published_at": made.published_at.isoformat() if made.published_at else None,
        "published_basis": made.published_basis,
        "published_words": made.published_words,
        "published_span": made.published_span and list(made.published_span),
    }
    day, at, words = owned
    return replace(
        made, published=day, published_at=at, published_basis="metadata", published_words=words, published_span=None,
        edited=read,
    )  # fmt: skip


def _still_noticed(analysed: _Analysed) -> Iterator[Problem]:
    """Without what was noticed of a publication date that isn't used."""
    owned = bool(analysed.document.edited)
    return (each for each in analysed.noticed if not (owned and each.code in _OF_PUBLICATION))


def _file(text: Text) -> File | Problem:
    file, _ = read_file(text.paths[0])  # what is wrong with it has been told
    if file is None or file.id != text.id:
        return Problem(text.paths[0], "changed", "it changed during the build and was skipped; build again")
    return file


def _findings(reading: Reading, made: Document) -> Findings:
    if made.language not in available():
        return Findings(problems=(_unknown_language(made),))
    stated = timexes(made, reading.register)
    names = _model(reading.nlp).entities(made.text, made.language) if reading.nlp is not None else ()
    found = account(made, stated, names)
    told, deposit = testimony(made, found.mentions)
    problems = (*_doubts(made, found.mentions), *_ambiguities(made, stated))
    return Findings(told, deposit, tuple(found.omissions), found.dated, problems)


def _version(model: str) -> str | None:
    """That of an installed spaCy model; None for one that is only a folder, which may change."""
    from importlib import metadata

    try:
        return f"{metadata.version(model)} {metadata.version('spacy')}"
    except metadata.PackageNotFoundError:
        return None


class _Recall:
    """What a memory knows of texts: their documents, and what these tell."""

    def __init__(self, reading: Reading, memory: Memory) -> None:
        self._memory = memory
        self._reading = reading
        self._model = _version(reading.nlp) if reading.nlp is not None else None

    def knows(self, text: Text) -> bool:
        if self._reading.nlp is not None and self._model is None:
            return False
        known = self._known(text)
        return known is not None and self._memory.has("findings", self.key(_owned(known[0], text.owned)))

    def recalled(self, text: Text) -> _Analysed | Problem:
        file = _file(text) if text.kept is None else None
        if isinstance(file, Problem):
            return file
        known = self._known(text)
        made = _owned(known[0], text.owned) if known is not None else None
        findings = self._memory.get("findings", self.key(made)) if made is not None else None
        if known is None or made is None or findings is None:  # it was damaged
            return _read(self._reading, text)
        machines, noticed = known
        made = replace(made, text=file.source.text) if file is not None else made
        return _Analysed(made, machines, noticed, findings)

    def learn(self, text: Text, analysed: _Analysed) -> None:
        self._memory.put("findings", self.key(analysed.document), analysed.findings)
        if text.kept is not None:
            return
        bare = replace(analysed.machines, text="", datelines=None)
        self._memory.put("document", text.document_key(self._memory.program), (bare, analysed.noticed))

    def _known(self, text: Text) -> tuple[Document, tuple[Problem, ...]] | None:
        known: tuple[Document, tuple[Problem, ...]] | None
        if text.kept is not None:
            return text.kept, ()
        known = self._memory.get("document", text.document_key(self._memory.program))
        return known

    def key(self, made: Document) -> bytes:
        """What the findings of a document depend on."""
        return digest(self._memory.program, self._reading, self._model, made)


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
