"""``idlibtl sources``: what was read, and how its publication date was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

import typer

from idlibtl.cli import options
from idlibtl.cli.output import console, is_terminal, plain_output, say
from idlibtl.model import Document
from idlibtl.safe_text import one_line
from idlibtl.store import Store


def sources(db: options.Db = "chronology.db") -> None:
    """List what was read, and when it was published.

    The publication date comes from metadata, a dateline or the file's name, or is inferred from the text; the words
    that gave it are shown.
    """
    with Store(db) as store:
        documents = list(store.documents())
    if not documents:
        say("the chronology has no sources")
        raise typer.Exit(1)
    if is_terminal():
        _draw(documents)
    else:
        _write(documents, plain_output())


def _row(document: Document) -> tuple[str, str, str]:
    published = document.published_at.isoformat(" ", "minutes") if document.published_at else None
    if published is None:
        published = document.published.isoformat() if document.published else "no date"
    basis = "" if document.published_basis == "none" else document.published_basis
    words = f"“{one_line(document.published_words)}”" if document.published_words else ""
    return published, basis, words


def _write(documents: Iterable[Document], stream: TextIO) -> None:
    """``date  basis  path  words``, two spaces between; a source's further paths follow it."""
    for document in documents:
        published, basis, words = _row(document)
        paths = ", ".join(map(one_line, document.paths))
        stream.write(f"{published:<16}  {basis:<9}  {paths}  {words}".rstrip() + "\n")


def _draw(documents: Iterable[Document]) -> None:
    from rich.style import Style
    from rich.table import Table
    from rich.text import Text

    from idlibtl.cli.output import linked

    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(4):
        table.add_column(overflow="fold")
    for document in documents:
        published, basis, words = _row(document)
        places = Text("\n").join(
            Text(one_line(path), Style(link=linked(path, 1)), overflow="fold") for path in document.paths
        )
        table.add_row(Text(published, "green"), Text(basis), places, Text(words, "dim"))
    console().print(table)
