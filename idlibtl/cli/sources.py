"""``idlibtl sources``: what was read, how its publication date was found, and what of it is in no entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from idlibtl.cli import options
from idlibtl.cli.coverage import Coverage, Summary, Unshown, coverages
from idlibtl.cli.output import console, is_terminal, linked, plain_output, say
from idlibtl.cli.owner import say_if_stale
from idlibtl.export.view import source_edits
from idlibtl.filters import Filter
from idlibtl.model import OMISSION_REASONS, Document
from idlibtl.safe_text import one_line
from idlibtl.store import Store

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

Source = Annotated[str | None, typer.Option(metavar="TEXT", help="Part of its path, publisher or title.")]
CoverageOption = Annotated[
    bool, typer.Option("--coverage", help="With the dated sentences that are in no entry, and why.")
]

_REASON_WIDTH = max(map(len, OMISSION_REASONS))
_LEAST_BESIDE_PLACE = 40  # columns for a sentence; with less it stands below its place, cut short
_LINES_BELOW = 3


def sources(db: options.Db = "chronology.db", source: Source = None, coverage: CoverageOption = False) -> None:
    """List what was read, and when it was published.

    The publication date comes from metadata, a dateline or the file's name, or is inferred from the text; the words
    that gave it are shown.

    With --coverage each source is followed by its dated sentences (those with a date or another time in their words)
    that are in no entry, or only in a faint one, and by what the reasons mean.

    \b
    idlibtl sources --coverage --source report-7
    idlibtl sources --coverage | grep " opinion "
    """
    wanted = Filter(source=options.not_empty(source, "--source"))
    with Store(db) as store:
        say_if_stale(store)
        known = list(store.documents())
        documents = [document for document in known if wanted.wants_source(document)]
        if not documents:
            say("no source matches" if known else "the chronology has no sources")
            raise typer.Exit(1)
        if coverage and is_terminal():
            _draw_coverage(coverages(store, wanted), console())
        elif coverage:
            _write_coverage(coverages(store, wanted), plain_output())
        elif is_terminal():
            _draw(documents, console())
        else:
            _write(documents, plain_output())


def _row(document: Document) -> tuple[str, str, str]:
    published = document.published_at.isoformat(" ", "minutes") if document.published_at else None
    if published is None:
        published = document.published.isoformat() if document.published else "no date"
    basis: str = "" if document.published_basis == "none" else document.published_basis
    words = f"“{one_line(document.published_words)}”" if document.published_words else ""
    for owners in source_edits(document):
        basis, words = "edited", owners
    if not document.sha256:
        words = "not read: named by the owner"
    return published, basis, words


def listed(document: Document) -> str:
    """``date  basis  path  words``, two spaces between; a source's further paths follow it."""
    published, basis, words = _row(document)
    paths = ", ".join(map(one_line, document.paths))
    return f"{published:<16}  {basis:<9}  {paths}  {words}".rstrip()


def _write(documents: Iterable[Document], stream: TextIO) -> None:
    stream.writelines(f"{listed(document)}\n" for document in documents)


def _write_coverage(found: Iterable[Coverage], stream: TextIO) -> None:
    """A source's line and counts, then ``place  reason  “words”`` for each sentence. Nothing is cut short."""
    summary = Summary()
    for coverage in summary.over(found):
        stream.write(f"{listed(coverage.document)}\n  {coverage.counts}\n")
        stream.writelines(
            f"  {sentence.place}  {sentence.reason:<{_REASON_WIDTH}}  “{sentence.words}”\n"
            for sentence in coverage.unshown
        )
    stream.write(f"\n{summary.counts}\n")
    stream.writelines(f"{reason:<{_REASON_WIDTH}}  {meaning}\n" for reason, meaning in summary.legend)


def _draw(documents: Iterable[Document], console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(4):
        table.add_column(overflow="fold")
    for document in documents:
        published, basis, words = _row(document)
        table.add_row(Text(published, "green"), Text(basis), _paths(document), Text(words, "dim"))
    console.print(table)


def _paths(document: Document) -> Text:
    from rich.style import Style
    from rich.text import Text

    return Text("\n").join(
        Text(one_line(path), Style(link=linked(path, 1)), overflow="fold") for path in document.paths
    )


def _draw_coverage(found: Iterable[Coverage], console: Console) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    summary = Summary()
    for coverage in summary.over(found):
        published, basis, words = _row(coverage.document)
        console.print(_paths(coverage.document))
        about = Text("  ").join(Text(*part) for part in ((published, "green"), (basis,), (words, "dim")) if part[0])
        console.print(Padding(about, (0, 0, 0, 2)))
        console.print(Padding(Text(coverage.counts, "bold"), (0, 0, 0, 2)))
        for block in _sentences(coverage, console.width - 2):
            console.print(Padding(block, (0, 0, 0, 2)))
        console.print()
    console.print(Text(summary.counts, "bold"))
    legend = Table.grid(padding=(0, 2, 0, 0))
    for reason, meaning in summary.legend:
        legend.add_row(Text(reason, "cyan"), Text(meaning, "dim"))
    console.print(legend)


def _sentences(coverage: Coverage, width: int) -> Iterator[RenderableType]:
    """A table where there is room beside the places; else each sentence stands below its own."""
    from rich.cells import cell_len
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    longest = max((cell_len(sentence.place) for sentence in coverage.unshown), default=0)
    if width - longest - _REASON_WIDTH - 4 < _LEAST_BESIDE_PLACE:
        for sentence in coverage.unshown:
            yield _place(coverage, sentence).append("  ").append(sentence.reason, "cyan")
            yield Padding(Text(f"“{_shortened(sentence.words, _LINES_BELOW * (width - 2) - 2)}”"), (0, 0, 0, 2))
    elif coverage.unshown:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(width=_REASON_WIDTH)
        table.add_column(overflow="fold")
        for sentence in coverage.unshown:
            table.add_row(_place(coverage, sentence), Text(sentence.reason, "cyan"), Text(f"“{sentence.words}”"))
        yield table


def _place(coverage: Coverage, sentence: Unshown) -> Text:
    from rich.style import Style
    from rich.text import Text

    address = linked(coverage.document.paths[0], sentence.line)
    return Text(overflow="fold").append(sentence.place, Style(link=address, dim=True))


def _shortened(words: str, room: int) -> str:
    """As many whole words as ``room`` characters hold, with a mark where more follow."""
    if len(words) <= room:
        return words
    kept = words[: room - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"
