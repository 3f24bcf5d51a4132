"""The chronology as a Markdown page: headings by year and month, every entry with its quotes and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, TextIO
from urllib.parse import quote as percent_encoded

from idlibtl import __version__
from idlibtl.dates_text import anchor, month_heading, readable, year_heading
from idlibtl.export.view import (
    Options,
    Sources,
    View,
    Written,
    cited,
    edits,
    marks,
    place_fragment,
    reported,
    source_edits,
)
from idlibtl.model import Claim, Conflict, Development, Entry, Link, Mention
from idlibtl.safe_text import one_line

_HELD = 1 << 20  # bytes of a block that are held in memory

# Everything that starts a construct in CommonMark, GitHub's additions or mathematics; entities where a lenient renderer
# might honour raw HTML in spite of a backslash.
_SPECIAL = re.compile(r"([\\`*_{}\[\]|~$])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BARE_LINK = re.compile(r"(?i):(?=//)|(?<!:)//|\b(mailto|xmpp):|\bwww\.|(?<=\w)@(?=\w)")
_LINE_START = re.compile(r"^([#+=-]|\d+(?=[.)]))")


def write_markdown(view: View, stream: TextIO, options: Options) -> Written:
    """Text from sources is escaped: neither Markdown nor HTML in it acts, nor are its addresses links."""
    sources = Sources(view.documents)
    stream.write(f"<!-- idlibtl {__version__} -->\n\n# Chronology\n")
    written = 0
    for _, of_year in groupby(view.entries, lambda entry: anchor(entry.when).year if entry.when else None):
        with ExitStack() as stack:
            year = _Year(stack)
            for entry in of_year:
                year.under_its_heading(entry).writelines(f"{line}\n" for line in _entry(entry, sources))
                written += 1
            for heading, block in year.blocks():
                stream.write(f"\n{heading}\n")
                block.seek(0)
                copyfileobj(block, stream)
    return Written(written)


class _Year:
    """What begins in one year: its century and decade if told so, the year, its months.

    Coarser dates come first: "2020" is told under its year, before January. So each block waits, on disk if it is long,
    until the year is over.
    """

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._years: dict[str, IO[str]] = {}
        self._months: dict[str, IO[str]] = {}

    def under_its_heading(self, entry: Entry) -> IO[str]:
        month = month_heading(entry.when)
        blocks, heading = (self._months, month) if month else (self._years, year_heading(entry.when))
        if heading not in blocks:
            blocks[heading] = self._block()
        return blocks[heading]

    def blocks(self) -> Iterator[tuple[str, IO[str]]]:
        plain_year = next(reversed(self._months)).split(" ", 1)[1] if self._months else None
        if plain_year and plain_year not in self._years:
            self._years[plain_year] = self._block()
        for year, block in sorted(self._years.items(), key=lambda item: item[0] == plain_year):
            yield f"## {year}", block
        for month, block in self._months.items():
            yield f"### {month}", block

    def _block(self) -> IO[str]:
        return self._stack.enter_context(
            SpooledTemporaryFile(_HELD, "w+", encoding="utf-8", errors="surrogatepass", newline="")
        )


def _entry(entry: Entry, sources: Sources) -> Iterator[str]:
    yield ""
    yield f"#### {escaped(readable(entry.when))}: {escaped(entry.title)}"
    yield ""
    yield " · ".join(_facts(entry))
    if entry.note:
        yield ""
        yield f"*Note:* {escaped(entry.note)}"
    for words in edits(entry):
        yield ""
        yield f"*Edited by the owner:* {escaped(words)}"
    for mention, link in cited(entry):
        yield ""
        if link.quote:
            yield f"> {escaped(link.quote, starts_line=True)}"
            yield ">"
        yield f"> {_citation(mention, link, sources)}"
    for conflict in entry.conflicts:
        yield ""
        yield from _values(f"Disputed, {escaped(conflict.what)}", conflict, sources)
    for development in entry.developments:
        yield ""
        yield from _values(f"Developed, {escaped(development.what)}", development, sources)


def _facts(entry: Entry) -> Iterator[str]:
    for mark in marks(entry):
        yield f"**{mark}**"
    yield escaped(reported(entry))
    if entry.places:
        yield escaped(", ".join(entry.places))
    if entry.tags:
        yield escaped(", ".join(f"#{tag}" for tag in entry.tags))
    yield f"`{re.sub(r'[^0-9A-Za-z_-]', '', entry.id)}`"


def _citation(mention: Mention, link: Link, sources: Sources) -> str:
    document = sources[link.document]
    parts = [f"{escaped(sources.place(link))} (named by the owner)" if link.by_hand else _linked(link, sources)]
    if document.publisher:
        parts.append(escaped(document.publisher))
    if mention.attributed_to:
        parts.append(f"according to {escaped(mention.attributed_to)}")
    if mention.basis != "stated":
        parts.append(f"date {_BASES[mention.basis]}")
    parts += map(escaped, source_edits(document))
    if address := sources.url(link):
        parts.append(f"[source]({encoded_address(address)})")
    return "— " + ", ".join(parts)


_BASES = {"relative": "worked out", "published": "of the report", "inferred": "inferred"}


def _values(heading: str, told: Conflict | Development, sources: Sources) -> Iterator[str]:
    yield f"**{heading}:**"
    yield ""
    for claim in told.values:
        yield f"- {escaped(claim.value, starts_line=True)} ({_linked(claim, sources)}): “{escaped(claim.quote)}”"


def _linked(link: Link | Claim, sources: Sources) -> str:
    return f"[{escaped(sources.place(link))}]({encoded_path(sources.path(link))}{place_fragment(link)})"


def encoded_path(path: str) -> str:
    """A path as the address of a link; it can't be taken for one with a scheme."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "replace")
    return percent_encoded(raw, safe="/")


def encoded_address(address: str) -> str:
    """An address of the web in which nothing ends the link."""
    return percent_encoded(address.encode("utf-8", "replace"), safe=":/?#@!$&'*+,;=%~")


def escaped(text: str, starts_line: bool = False) -> str:
    """Text on one line in which no character is markup."""
    plain = _SPECIAL.sub(r"\\\1", one_line(text))
    plain = re.sub("[&<>]", lambda match: _ENTITIES[match[0]], plain)
    plain = _BARE_LINK.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", plain)
    if starts_line:
        plain = _LINE_START.sub(lambda match: rf"\{match[0]}" if not match[0].isdigit() else f"{match[0]}\\", plain)
    return plain
