"""A chronology as plain lines, one an entry: for pipes, files and grep. Nothing is ever cut short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from idlibtl.dates_text import readable
from idlibtl.export.view import Sources, cited, marks, reported
from idlibtl.model import Conflict, Development, Document, Entry
from idlibtl.safe_text import one_line

SHORT_ID = 8
_DATE_WIDTH = 24


def write(entries: Iterable[Entry], documents: Iterable[Document], stream: TextIO, verbose: bool = False) -> int:
    """``date  title  [marks]  (n sources)  path:line  id``, two spaces between; returns how many."""
    sources = Sources(documents)
    written = 0
    for entry in entries:
        written += 1
        stream.write(f"{line(entry, sources)}\n")
        if verbose:
            stream.writelines(f"    {detail}\n" for detail in details(entry, sources))
    return written


def line(entry: Entry, sources: Sources) -> str:
    parts = [
        readable(entry.when).ljust(_DATE_WIDTH),
        one_line(entry.title),
        *([f"[{', '.join(marks(entry))}]"] if marks(entry) else []),
        f"({one_line(reported(entry))})",
        one_line(sources.place(entry.links[0])),
        one_line(entry.id[:SHORT_ID]),
    ]
    return "  ".join(parts)


def details(entry: Entry, sources: Sources) -> Iterator[str]:
    """The quotes with who says so and where, and the conflicts."""
    for mention, link in cited(entry):
        by = f" according to {one_line(mention.attributed_to)}" if mention.attributed_to else ""
        yield f"“{one_line(link.quote)}”{by}  {one_line(sources.place(link))}"
    for conflict in entry.conflicts:
        yield f"disputed: {listed(conflict, sources)}"
    for development in entry.developments:
        yield f"developed: {listed(development, sources)}"
    if entry.note:
        yield f"note: {one_line(entry.note)}"


def listed(told: Conflict | Development, sources: Sources) -> str:
    """``killed: 33 (a.txt:3), 34 (b.txt:7)``; a development has "later" before its later values."""
    claims = [f"{one_line(claim.value)} ({one_line(sources.place(claim))})" for claim in told.values]
    return f"{one_line(told.what)}: {(', later ' if isinstance(told, Development) else ', ').join(claims)}"
