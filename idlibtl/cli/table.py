"""A chronology drawn in a terminal: by year and day, with places that can be clicked.

Where there is room an entry is a row of a table; else, and with quotes, it is a short paragraph. Text of sources only
ever enters as ``Text``, in which rich sees no markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from idlibtl.cli.lines import SHORT_ID, listed
from idlibtl.cli.output import linked
from idlibtl.dates_text import readable, year_heading
from idlibtl.export.view import Sources, cited, marks, reported
from idlibtl.model import Document, Entry, Link
from idlibtl.safe_text import one_line

_DATE_WIDTH = 24
_SOURCES_WIDTH = 13
_AT_ONCE = 256  # entries whose rows are laid out together
_LINE_NUMBER = 5
# Date, 32 columns of title, number of sources, id, and the space between: with less, paragraphs read better.
_LEAST_BESIDE_PLACE = 2 + _DATE_WIDTH + 2 + 32 + 2 + _SOURCES_WIDTH + 2 + 2 + SHORT_ID + 2
_MEANINGS = {
    "planned": "announced or expected, not known to have happened",
    "denied": "the sources say that it did not happen",
    "hypothetical": "imagined, threatened or conditional",
    "disputed": "sources give values that can't all be right; -v or `idlibtl why ID` shows them",
    "inferred": "the date rests on a publication date that was itself worked out",
    "edited": "changed by the owner; `idlibtl why ID` shows what the machine had said",
    "hidden": "hidden by the owner",
}
COLOURS = {
    "planned": "cyan", "denied": "red", "hypothetical": "magenta", "disputed": "yellow", "inferred": "blue",
    "edited": "green", "hidden": "dim",
}  # fmt: skip


def draw(entries: Iterable[Entry], documents: Iterable[Document], console: Console, verbose: bool = False) -> int:
    """Draw year by year, as the entries come; returns how many."""
    sources = Sources(documents)
    longest = max((cell_len(one_line(path)) for path in sources.longest_paths()), default=0) + _LINE_NUMBER
    used: set[str] = set()
    drawn = 0
    for year, group in groupby(entries, lambda entry: year_heading(entry.when)):
        console.print(Text(f"\n{year}" if drawn else year, "bold"))
        while some := list(islice(group, _AT_ONCE)):
            as_table = not verbose and console.width >= longest + _LEAST_BESIDE_PLACE
            blocks = _table(some, longest, sources) if as_table else _paragraphs(some, year, sources, verbose)
            console.print(Padding(Group(*blocks), (0, 0, 0, 2)))
            drawn += len(some)
            used.update(mark for entry in some for mark in marks(entry))
    if used:
        console.print()
    for mark, meaning in _MEANINGS.items():
        if mark in used:
            console.print(Text.assemble((mark, COLOURS[mark]), (f"  {meaning}", "dim")))
    return drawn


def _dates(entries: list[Entry], heading: str | None = None) -> Iterator[str]:
    """The date of each entry, empty where it is that of the line above."""
    above = heading or ""
    for entry in entries:
        date = readable(entry.when)
        yield "" if date.lower() == above.lower() else date
        above = date


def _table(entries: list[Entry], place_width: int, sources: Sources) -> Iterator[RenderableType]:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=_DATE_WIDTH)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(width=_SOURCES_WIDTH, justify="right", no_wrap=True)
    table.add_column(width=place_width, no_wrap=True)
    table.add_column(width=SHORT_ID, no_wrap=True)
    table.expand = True
    for entry, date in zip(entries, _dates(entries), strict=True):
        table.add_row(
            Text(date, "green"),
            _title(entry),
            _reported(entry),
            _place(entry.links[0], sources),
            Text(one_line(entry.id[:SHORT_ID]), "dim"),
        )
    yield table


def _paragraphs(entries: list[Entry], heading: str, sources: Sources, verbose: bool) -> Iterator[RenderableType]:
    for entry, date in zip(entries, _dates(entries, heading), strict=True):
        if date:
            yield Text(date, "green")
        yield Padding(_title(entry), (0, 0, 0, 2))
        about = Text(f"{one_line(reported(entry))}  ", "dim")
        if not verbose:
            about.append_text(_place(entry.links[0], sources)).append("  ")
        yield Padding(about.append(one_line(entry.id[:SHORT_ID]), "dim"), (0, 0, 0, 2))
        if verbose:
            yield from (Padding(detail, (0, 0, 0, 4)) for detail in _details(entry, sources))


def _details(entry: Entry, sources: Sources) -> Iterator[Text]:
    for mention, link in cited(entry):
        yield Text.assemble("“", (one_line(link.quote), "italic"), "”")
        by = f"  according to {one_line(mention.attributed_to)}" if mention.attributed_to else ""
        yield Text("— ").append_text(_place(link, sources)).append(by, "dim")
    for conflict in entry.conflicts:
        yield Text.assemble(("disputed ", COLOURS["disputed"]), listed(conflict, sources))
    for development in entry.developments:
        yield Text.assemble(("developed ", "dim"), listed(development, sources))
    if entry.note:
        yield Text(f"note: {one_line(entry.note)}")


def _title(entry: Entry) -> Text:
    text = Text(one_line(entry.title), overflow="fold")
    for mark in marks(entry):
        text.append("  [").append(mark, COLOURS[mark]).append("]")
    return text


def _reported(entry: Entry) -> Text:
    """How many sources, and below it how many are independent: with -v and `why` also what they share."""
    number, comma, rest = reported(entry).partition(", ")
    return Text(f"{number}\n{rest.split(':')[0]}" if comma else number, "dim")


def _place(link: Link, sources: Sources) -> Text:
    address = linked(sources.path(link), link.line, link.page)
    return Text(overflow="fold").append(one_line(sources.place(link)), Style(link=address, dim=True))
