"""The pipeline: the one module that knows the order of the steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from idlibtl.chronology import entries
from idlibtl.chronology.coverage import unshown
from idlibtl.chronology.links import Linker
from idlibtl.chronology.traits import is_doubted
from idlibtl.events.mentions import account
from idlibtl.events.nlp import Model
from idlibtl.languages import available
from idlibtl.model import Chronology, Document, Mention, Omission, Problem, Register, Timex
from idlibtl.read import dateline_spans, read
from idlibtl.read.places import position
from idlibtl.tag import tag

Progress = Callable[[int, int, str], None]


def build(
    paths: Sequence[str | Path],
    *,
    register: Register | None = None,
    nlp: str | None = None,
    progress: Progress | None = None,
) -> Chronology:
    """Read everything below ``paths`` and make one chronology of it.

    ``register`` says what the dates of all of them count from, where the texts are not to be asked.
    ``nlp`` names a spaCy model whose names are added to those that the rules find; ModelError where it can't be had.
    ``progress`` is told how many of how many documents are done, and the path of the last one. What is wrong with a
    file is a Problem of the result. Raises FileNotFoundError for a path that doesn't exist.
    """
    model = Model(nlp) if nlp is not None else None
    reading = read(paths)
    told: list[Mention] = []
    omitted: list[Omission] = []
    dated: dict[str, int] = {}
    problems = list(reading.problems)
    for done, document in enumerate(reading.documents, start=1):
        if document.language in available():
            stated = timexes(document, register)
            names = model.entities(document.text, document.language) if model is not None else ()
            found = account(document, stated, names)
            told += found.mentions
            omitted += found.omissions
            dated[document.id] = found.dated
            problems += _doubts(document, found.mentions)
            problems += _ambiguities(document, stated)
        else:
            problems.append(_unknown_language(document))
        if progress is not None:
            progress(done, len(reading.documents), document.paths[0])
    made = entries(told, reading.documents)
    return Chronology(reading.documents, made, tuple(sorted(problems, key=_place)), unshown(omitted, made), dated)


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
